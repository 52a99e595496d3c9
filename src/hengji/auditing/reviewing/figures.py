"""Figures by what they are, and the words around them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing.wording.texts import prose, sentence_around, sentences
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.core.exact import Exact

ORIGINAL, REVISED, OUTTURN = "original", "revised", "outturn"
MONEY = "money"
_HUNDRED = (100, 1)


def of_concept(report: Report, concept: str, stage: str | None = None) -> tuple[Figure, ...]:
    """The department's own values of a concept in the report's year, in the order of the text."""
    return tuple(
        each
        for each in report.figures
        if each.concept == concept
        and each.role in ("value", "base")
        and not each.scope
        and each.year in (report.year, None)
        and stage in (None, each.stage)
    )


def only(figures: tuple[Figure, ...]) -> Figure | None:
    """The first of figures that all say the same; None where they differ or there is none."""
    return figures[0] if figures and len({exact.reduce(each.value) for each in figures}) == 1 else None


def percent(part: Exact, whole: Exact) -> str:
    """A share in per cent with two decimals; the whole is not zero."""
    return f"{exact.text(exact.multiply(exact.divide(part, whole), _HUNDRED), 2)}%"


def told(figure: Figure) -> str:
    """A figure as a person reads it: with the unit that its table says, where the cell holds the number alone."""
    unit = figure.unit.label if figure.unit is not None else ""
    return figure.plain if figure.plain[-1:] not in "0123456789" else f"{figure.plain}{unit}"


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures are the same amount."""
    return exact.compare(one.value, other.value) == 0


def row_of(figure: Figure, report: Report) -> tuple[int, int]:
    """Table and row in which it stands; −1 outside tables."""
    passage = report.passages[figure.passage]
    return passage.table, passage.row


def in_row(figure: Figure, report: Report) -> Iterator[Figure]:
    """The figures of the row of a table in which a figure stands, itself among them."""
    where = row_of(figure, report)
    for step in (-1, 1):
        at = figure.id if step < 0 else figure.id + 1
        while where[0] >= 0 and 0 <= at < len(report.figures) and row_of(report.figures[at], report) == where:
            yield report.figures[at]
            at += step


class Cells:
    """The written cells of a report's tables, by row and by column."""

    def __init__(self, report: Report) -> None:
        self._rows: dict[tuple[int, int], list[Passage]] = defaultdict(list)
        self._columns: dict[tuple[int, int], list[Passage]] = defaultdict(list)
        for each in report.passages:
            if each.table >= 0:
                self._rows[each.table, each.row].append(each)
                self._columns[each.table, each.column].append(each)

    def label(self, passage: Passage) -> str:
        """The first cell of a cell's row, without spaces."""
        return min(self._rows[passage.table, passage.row], key=lambda each: each.column).text.replace(" ", "")

    def row(self, passage: Passage) -> list[Passage]:
        """The cells of its row."""
        return self._rows[passage.table, passage.row]

    def header(self, passage: Passage) -> str:
        """The nearest words above it in its column that are no number; empty where there are none."""
        column = self._columns[passage.table, passage.column]
        for each in column[bisect_left(column, passage.row, key=lambda each: each.row) - 1 :: -1]:
            if each.row < passage.row and each.text.strip(" 0123456789.,%-—－/"):
                return each.text
        return ""


def explained(subjects: tuple[str, ...], reasons: tuple[str, ...], report: Report, *near: Figure) -> bool:
    """Whether a reason is said: in the sentence of a figure or the one behind it, or in a sentence that names the subject."""
    for figure in near:
        passage = report.passages[figure.passage]
        low, high = sentence_around(passage.text, figure.begin, figure.stop)
        _, behind = sentence_around(passage.text, high, min(high + 1, len(passage.text)))
        if has(passage.text[low:behind], reasons):
            return True
    for passage in prose(report):
        if has(passage.text, subjects) and any(
            has(passage.text[low:high], subjects) and has(passage.text[low:high], reasons) for low, high in sentences(passage.text)
        ):
            return True
    return False
