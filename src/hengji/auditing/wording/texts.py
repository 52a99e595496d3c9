"""What the checks of a text have in common: its prose, its sentences, its genre, and patterns kept compiled."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core.document import CELL, FOOTNOTE, MARGIN
from hengji.core.once import latest
from hengji.core.patterns import Pattern
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

    Kind = Callable[[Check, Report], Iterator[Remark]]

GENRES = ("self_evaluation", "accounts", "budget")
"""Kinds of documents; their words are phrases of the law book."""
LONG_CELL, LONGEST_SENTENCE = 40, 500
HEAD, HEADING_LETTERS = 10, 40
"""Passages at the top, and letters of a heading, that say what a report is where its title was not found."""
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
_CLAUSE = re.compile(r"[^。！？!?；;]+[。！？!?；;]?")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """A pattern of the law book."""
    return Pattern(pattern)


def anywhere(pattern: str, report: Report) -> bool:
    """Whether a report holds one of the words that a pattern of the law book needs."""
    return compiled(pattern).may(_text(report))


def places(pattern: str, report: Report) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Every match of a pattern of the law book in the prose, with its passage."""
    if anywhere(pattern, report):
        find = compiled(pattern).finditer
        for passage in prose(report):
            for place in find(passage.text):
                yield passage, place


def occurs(pattern: str, report: Report) -> bool:
    """Whether a pattern of the law book fits anywhere in the passages of a report."""
    search = compiled(pattern).search
    return anywhere(pattern, report) and any(search(passage.text) for passage in report.passages)


@latest
def _text(report: Report) -> str:
    return "\n".join(passage.text for passage in report.passages)


@lru_cache(maxsize=512)
def either(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of a few words, the longest first; of none, what never stands anywhere."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")


def run(kinds: Mapping[str, Kind], report: Report, book: Book) -> Iterator[Remark]:
    """The remarks of every check of the law book whose kind is among these, and whose `genre` (or lack of one) is the report's."""
    kind_of_document = genre(report, book)
    for kind, find in kinds.items():
        for check in book.kind(kind):
            wanted, unwanted = check.words.get("genre", ()), check.words.get("not_genre", ())
            if (not wanted or kind_of_document in wanted) and kind_of_document not in unwanted:
                yield from find(check, report)


@latest
def prose(report: Report) -> tuple[Passage, ...]:
    """The passages outside tables, footnotes, headers and footers, and long cells that stand alone in their row: a sheet's paragraphs."""
    long = [passage for passage in report.passages if passage.kind == CELL and len(passage.text) >= LONG_CELL]
    rows = Counter((passage.table, passage.row) for passage in report.passages if passage.kind == CELL) if long else Counter()
    alone = {passage.index for passage in long if rows[passage.table, passage.row] == 1}
    return tuple(
        passage
        for passage in report.passages
        if (passage.index in alone if passage.kind == CELL else passage.text and passage.kind not in {FOOTNOTE, MARGIN})
    )


def sentences(text: str, *, clauses: bool = False) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence of a passage; `clauses` cuts at semicolons as well."""
    return ((found.start(), found.end()) for found in (_CLAUSE if clauses else _SENTENCE).finditer(text))


def genre(report: Report, book: Book) -> str:
    """What kind of document it is, by its title, or else by most of its headings; empty where neither says."""
    for kind in GENRES:
        if has(report.title, book.phrases[f"genres.{kind}"]):
            return kind
    top = [passage.text[:HEADING_LETTERS] for index, passage in enumerate(report.passages) if index < HEAD or passage.level]
    counted = {kind: sum(has(line, book.phrases[f"genres.{kind}_headings"]) for line in top) for kind in GENRES}
    best = max(GENRES, key=lambda kind: counted[kind])
    return best if counted[best] else ""


def sentence_around(text: str, begin: int, stop: int) -> tuple[int, int]:
    """The sentence in which a span stands, as far as it is near."""
    low, high = max(0, begin - LONGEST_SENTENCE), min(len(text), stop + LONGEST_SENTENCE)
    left = max(low - 1, *(text.rfind(mark, low, begin) for mark in "。！？")) + 1
    ends = [at for mark in "。！？" if (at := text.find(mark, stop, high)) >= 0]
    return left, min(ends, default=high - 1) + 1


def first(found: Iterable[Remark], most: int) -> Iterator[Remark]:
    """The first few remarks of a check."""
    for count, remark in enumerate(found):
        if count >= most:
            return
        yield remark


def most(check: Check, default: int = 5) -> int:
    """How many remarks a check may make in one report."""
    number = check.numbers.get("most")
    return default if number is None else number[0] // number[1]


def whole(check: Check, key: str, default: int) -> int:
    """A whole number of a check."""
    number = check.numbers.get(key)
    return default if number is None else number[0] // number[1]
