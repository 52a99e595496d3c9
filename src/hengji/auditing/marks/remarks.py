"""Remarks of a score sheet's rows: 扣 1.2 分 is what the points of its row lack of their full marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import POINTS, WEIGHT, sheets
from hengji.auditing.grids.evidence import weigh
from hengji.auditing.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.grids.cells import Sheet
    from hengji.auditing.marks.words import Words
    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage

DEDUCTION = "deduction"
_REACH = 6
_MARKED = frozenset({"points", "", "count"})


def of_rows(report: Report, words: Words) -> Iterator[Relation]:
    """The rows of one table whose remark tells a deduction; told where more of them hold than fail."""
    for index, sheet in enumerate(sheets(report, report.cells)):
        notes: dict[int, list[Passage]] = {}
        for passage in report.passages:
            if passage.table == index and passage.text:
                notes.setdefault(passage.row, []).append(passage)
        weighed = weigh(_of_sheet(sheet, notes, report, words), report.figures)
        if weighed.good > weighed.bad:
            yield from weighed.relations


def _of_sheet(sheet: Sheet, notes: dict[int, list[Passage]], report: Report, words: Words) -> Iterator[Relation]:
    for part in sheet.parts:
        points, weights = part.having(POINTS), part.having(WEIGHT)
        for row, name in part.rows.items() if len(points) == 1 and weights else ():
            own, weight = part.at.get((row, points[0])), part.at.get((row, weights[-1]))
            lost = [each for passage in notes.get(row, ()) for each in _lost(passage, report, words)]
            if own is not None and weight is not None and lost and not name.is_total:
                minus = tuple(each.id for each in lost)
                slots = (("label", own.name.label or own.title),)
                if len(minus) == 1:
                    yield Relation(DEDUCTION, (weight.id,), (own.id,), target=minus[0], slots=slots, kinds_fit=True)
                else:
                    yield Relation(DEDUCTION, (weight.id,), minus, target=own.id, slots=slots, kinds_fit=True)


def _lost(passage: Passage, report: Report, words: Words) -> Iterator[Figure]:
    """The deductions that words of a cell tell, without their sum (共扣 3 分) where they are several."""
    found = []
    for figure in report.within(passage):
        before = passage.text[max(0, figure.begin - _REACH) : figure.begin].rstrip("了为是：: ")
        if figure.dimension in _MARKED and before.endswith(words.lost) and not figure.measure:
            found.append((figure, before.endswith(words.all_lost)))
    sums = [figure for figure, whole in found if whole]
    yield from sums[:1] if sums else (figure for figure, _ in found)
