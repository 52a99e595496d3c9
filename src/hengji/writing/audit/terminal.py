"""Findings for people at a terminal: place first, then what was found, the source line with carets, and where the rule comes from."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hengji.core.problem import HIDDEN, shown
from hengji.writing.audit import coverage as reach
from hengji.writing.audit import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Audit, Remark
    from hengji.rulebook.book import Book

COLUMNS = 78
LEAST_BEFORE = 30
MOST_LETTERS = 4_000
MOST_ELSEWHERE = 3
NUMERIC = "0123456789.,"
MARGIN, BAR, CARET, CUT, HOLE = "  ", "│ ", "^", "…", "\ufffd"
WIDE = frozenset({"W", "F"})
NO_WIDTH = frozenset({"Mn", "Me"})


def findings(audit: Audit, book: Book) -> Iterator[str]:
    """A text of several lines for each finding, in the order of the audit; `coverage` is the line that follows them."""
    for finding in audit.findings:
        yield "\n".join(_finding(finding, audit, book))


def coverage(audit: Audit, book: Book) -> str:
    """One line: the document, how far its figures were checked, and how many findings there are."""
    found, weights = reach.of(audit), reach.by_severity(audit)
    key = "audit_paper.line" if found.figures else "audit_paper.line_none"
    return book.caption(
        key,
        name=_plain(audit.document.name),
        figures=found.figures,
        confirmed=found.confirmed,
        explained=found.explained,
        contradicted=found.contradicted,
        unchecked=found.unchecked,
        share=reach.share(found.unchecked, found.figures),
        **{f"{severity.value}s": count for severity, count in weights.items()},
    )


def unread(audit: Audit, book: Book) -> Iterator[str]:
    """A line for each thing that could not be read, or not as it was printed."""
    for found in audit.problems:
        known = book.problem(found)
        yield f"{_plain(str(known.place))}  {known.code}  {_plain(known.message)}"


def _finding(finding: Remark, audit: Audit, book: Book) -> Iterator[str]:
    severity = book.caption(f"severity.{finding.severity.value}")
    yield f"{_plain(finding.place)}  {finding.code} {severity}  {_plain(finding.title)}"
    yield MARGIN + _plain(finding.message)
    for line in source(audit.document.text, finding.start, finding.end):
        yield MARGIN + BAR + line
    for line in words.elsewhere(finding, book, MOST_ELSEWHERE):
        yield MARGIN + _plain(line)
    perhaps = "".join(finding.hints) + _cannot_know(finding, book)
    if perhaps:
        yield MARGIN + book.caption("audit_paper.perhaps" if finding.hints else "audit_paper.limits", text=_plain(perhaps))
    basis = [book.caption("audit_paper.basis", text=_plain(finding.basis))] if finding.basis else []
    yield MARGIN + "    ".join([*basis, book.caption("audit_paper.more", code=finding.code)])


def _cannot_know(finding: Remark, book: Book) -> str:
    return book.caption("audit_paper.cannot_know", text=finding.cannot_know.rstrip("。")) if finding.cannot_know else ""


def source(text: str, start: int, end: int) -> tuple[str, ...]:
    """The line of a span, cut to some 80 columns around it, and the line of carets under the span; nothing for an empty span."""
    if not 0 <= start < end <= len(text):
        return ()
    begin, stop = _line(text, start, end)
    span, long = _first(_letters(text[start : min(end, start + COLUMNS)]), COLUMNS - LEAST_BEFORE)
    before, after = (
        _letters(text[max(begin, start - COLUMNS) : start]),
        "" if long else _letters(text[end : min(stop, end + COLUMNS)]),
    )
    room = COLUMNS - width(span)
    head = _last(before, max(LEAST_BEFORE, room - width(after)))
    tail, _ = _first(after, room - width(head))
    head, tail = _whole(head, before), _whole(tail[::-1], after[::-1])[::-1]
    opening, closing = CUT if len(head) < start - begin else "", CUT if long or len(tail) < stop - end else ""
    return f"{opening}{head}{span}{tail}{closing}", " " * width(opening + head) + CARET * max(1, width(span))


def _whole(part: str, text: str) -> str:
    """The end of a text without the rest of a number through which it was cut."""
    cut = len(part) < len(text) and text[-len(part) - 1] in NUMERIC
    return part.lstrip(NUMERIC) if part and cut else part


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the printed line around a span begins and ends; one longer than is shown counts as the whole text."""
    stop = text.find("\n", end, end + COLUMNS + 1)
    return text.rfind("\n", max(0, start - COLUMNS - 1), start) + 1, stop if stop >= 0 else len(text)


def width(text: str) -> int:
    """How many columns a text takes: two for a full-width letter, none for a mark that combines.

    >>> width("收入1,2万"), width("（％）"), width("é")
    (9, 6, 1)
    """
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.east_asian_width(letter) in WIDE:
        return 2
    return 0 if unicodedata.category(letter) in NO_WIDTH else 1


def _letters(text: str) -> str:
    """A text on one line, letter for letter: line ends and tabs as blanks, what prints nothing as a mark."""
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in "\t\n\r\v\f":
        return " "
    return HOLE if unicodedata.category(letter) in HIDDEN else letter


def _first(text: str, columns: int) -> tuple[str, bool]:
    """As much of a text's beginning as fits, and whether anything was cut."""
    used = 0
    for at, letter in enumerate(text):
        used += _width(letter)
        if used > columns:
            return text[:at], True
    return text, False


def _last(text: str, columns: int) -> str:
    """As much of a text's end as fits."""
    return _first(text[::-1], columns)[0][::-1]


def _plain(text: str) -> str:
    """A text on one line in which nothing can steer the terminal."""
    return shown(text, MOST_LETTERS)
