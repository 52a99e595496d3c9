"""Words that several papers of an audit share: places as a reader looks them up, figures with their names, texts that print as they are."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hengji.core.problem import HIDDEN
from hengji.rulebook.places import looked_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.audit import Audit, Checked, Elsewhere, Figure, Remark
    from hengji.rulebook.book import Book

STOPS = "。；;.!！?？"
DIGEST_SHOWN = 12
_UNSAFE = re.compile(r'[\\/:*?"<>|#%\[\]]')
MOST_NAME = 60
AROUND, MOST_SPAN = 16, 60
NUMERIC, CUT = "0123456789.,", "…"
BLANKS = "\n\r\t\v\f\u0085\u2028\u2029"


def clean(text: str) -> str:
    r"""A text in which nothing is invisible or turns the direction of what follows; line ends and tabs become blanks.

    >>> clean("甲\n乙\u202e\ud800")
    '甲 乙U+202EU+D800'
    """
    return text if text.isprintable() else "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    if letter in BLANKS:
        return " "
    return f"U+{ord(letter):04X}" if unicodedata.category(letter) in HIDDEN else letter


def sentence(text: str) -> str:
    """A text that ends as a sentence does.

    >>> sentence("请核对"), sentence("请核对。"), sentence("")
    ('请核对。', '请核对。', '')
    """
    shown = clean(text).strip()
    return shown if not shown or shown[-1] in STOPS else shown + STOPS[0]


def place(found: str, audit: Audit, book: Book) -> str:
    """A place as a reader looks it up: without the name of the file, and without the letters that only a program counts."""
    return clean(looked_up(found.removeprefix(f"{audit.document.name}:"), book))


def around(finding: Remark, audit: Audit) -> str:
    """What a finding is about with the words around it, as a reader finds it in the report: …年末结转和结余【15.74万元】，比上年…; its quote where it has no span."""
    text, start, end = audit.document.text, finding.start, finding.end
    if not 0 <= start < end <= len(text):
        return clean(finding.quote)
    low, high = max(text.rfind("\n", 0, start) + 1, start - AROUND), end + AROUND
    stop = text.find("\n", end, high)
    high = min(len(text), high) if stop < 0 else stop
    before = _whole(text, low, start) if low and text[low - 1] != "\n" else low
    opening, closing = CUT * (before > 0 and text[before - 1] != "\n"), CUT * (high < len(text) and text[high] != "\n")
    span = clean(text[start:end]) if end - start <= MOST_SPAN else clean(text[start : start + MOST_SPAN]) + CUT
    return f"{opening}{clean(text[before:start])}【{span}】{clean(text[end:high])}{closing}".strip()


def _whole(text: str, low: int, start: int) -> int:
    """Where a cut-off text may begin without the rest of a number through which it was cut."""
    while low < start and text[low] in NUMERIC and text[low - 1] in NUMERIC:
        low += 1
    return low


def subject(audit: Audit, book: Book) -> str:
    """Whose report it is, as far as the report says."""
    return clean(audit.unit) or book.caption("audit_paper.no_unit")


def year(audit: Audit, book: Book) -> str:
    """The year of the report in words."""
    return book.caption("audit_paper.no_year") if audit.year is None else book.caption("audit_paper.year", year=audit.year)


def file_name(audit: Audit) -> str:
    """The name of the file, without its folders.

    A name is given with `/` or, on Windows, with a backslash.
    """
    return clean(re.split(r"[\\/]", audit.document.name)[-1])


def opinion_name(audit: Audit, book: Book) -> str:
    """A name for the file of the opinion, made of the name of the report; two reports of one name get the same."""
    stem = file_name(audit).rpartition(".")[0] or file_name(audit)
    safe = _UNSAFE.sub("_", stem).strip(" .")[:MOST_NAME]
    return book.caption("audit_paper.opinion_file", name=safe or audit.document.sha256[:DIGEST_SHOWN])


def label(figure: Figure, book: Book) -> str:
    """What a figure is called: the words that name it, or the law book's, or nothing."""
    concept = book.concepts.get(figure.concept)
    return clean(figure.label or (concept.label if concept else ""))


def named(figure: Figure, audit: Audit, book: Book) -> str:
    """A figure with its name and its place."""
    return book.caption(
        "audit_paper.figure", label=label(figure, book), text=clean(figure.text), place=place(figure.place, audit, book)
    )


def some(items: Iterable[str], most: int, book: Book) -> str:
    """A list in words, cut after so many, with the number of the rest."""
    every = list(items)
    shown = book.caption("audit_paper.between").join(every[:most])
    return shown if len(every) <= most else shown + book.caption("audit_paper.rest", count=len(every) - most)


def computations(finding: Remark, audit: Audit) -> list[Checked]:
    """The checks that a finding reports: of its rule, over its figures."""
    wanted = set(finding.figures)
    return [
        result
        for result in audit.results
        if result.rule == finding.code and wanted and wanted <= set(result.figures) and not result.doubtful
    ]


def relation(result: Checked, book: Book) -> list[str]:
    """What a check compares, in words, where the law book says it of the rule."""
    identity = book.identities.get(result.rule)
    return [clean(identity.message)] if identity is not None and "{" not in identity.message else []


def limits(finding: Remark, book: Book) -> list[str]:
    """What a finding may come from, and what its check cannot know, a line each."""
    hints = [book.caption("audit_paper.perhaps", text=clean("".join(finding.hints)))] if finding.hints else []
    unknown = (
        [book.caption("audit_paper.cannot_know", text=clean(finding.cannot_know).rstrip(STOPS))] if finding.cannot_know else []
    )
    return [*hints, *unknown]


def elsewhere(finding: Remark, book: Book, most: int) -> list[str]:
    """What other reports say, a line each: whose report, the place, the words; cut after so many."""
    lines = [_other(each, book) for each in finding.elsewhere[:most]]
    rest = len(finding.elsewhere) - most
    return [*lines, book.caption("audit_paper.rest", count=rest)] if rest > 0 else lines


def _other(other: Elsewhere, book: Book) -> str:
    quote = book.caption("audit_paper.quote", text=clean(other.quote)) if other.quote else ""
    return book.caption("audit_paper.elsewhere", report=clean(other.report), place=clean(looked_up(other.place, book)), quote=quote)


def facts(finding: Remark, audit: Audit, book: Book, most: int) -> list[str]:
    """The facts and the judgement of a finding, a line each: what is wrong, the computation, the figures, what other reports say, what it may come from."""
    counted = [clean(result.statement) for result in computations(finding, audit)]
    used = [named(audit.figures[number], audit, book) for number in finding.figures if 0 <= number < len(audit.figures)]
    lines = [sentence(finding.message)]
    if counted and counted[0] not in finding.message:
        lines.append(book.caption("audit_paper.computed", text=counted[0]))
    if used:
        lines.append(book.caption("audit_paper.figures_used", names=some(used, most, book)))
    return [*lines, *elsewhere(finding, book, most), *limits(finding, book)]
