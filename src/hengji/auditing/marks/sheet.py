"""The score sheets of a report: tables of full marks and points, with the marks of their rows and of their groups by name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import POINTS, WEIGHT, sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.auditing.grids.cells import Item, Part, Sheet
    from hengji.core.audit import Report

FULL, LEAST, LONGEST = 100, 2, 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its full marks and its points; `names` are its own name and those of its groups."""

    table: int
    weight: Item
    points: Item
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The rows of a table with full marks and points; `total` is the points of its row of totals, where it has one."""

    rows: tuple[Row, ...]
    total: Item | None

    @property
    def whole(self) -> bool:
        """Whether its full marks make a hundred."""
        return sum(row.weight.figure.number for row in self.rows) == FULL


def score_sheets(report: Report) -> tuple[ScoreSheet, ...]:
    """The tables that give each of two rows or more full marks and points; none that gives points twice (自评得分、复核得分)."""
    found = (_read(index, sheet, report) for index, sheet in enumerate(sheets(report, report.cells)))
    return tuple(each for each in found if each is not None)


def named(found: Sequence[ScoreSheet]) -> dict[str, tuple[Row, ...]]:
    """The rows of each name, of a row or of a group; a name of two tables is none."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in (row for sheet in found for row in sheet.rows):
        for name in row.names:
            rows[name].append(row)
    return {name: tuple(own) for name, own in rows.items() if len({row.table for row in own}) == 1}


def _read(index: int, sheet: Sheet, report: Report) -> ScoreSheet | None:
    rows: list[Row] = []
    for part in sheet.parts:
        own = _rows(index, part, report)
        if own is None:
            return None
        rows += own
    totals = sheet.where(lambda name: name.role == POINTS and name.is_total and not name.group_row and not name.subtotal)
    return ScoreSheet(tuple(rows), totals[-1] if len(totals) == 1 else None) if len(rows) >= LEAST else None


def _rows(index: int, part: Part, report: Report) -> list[Row] | None:
    """The rows with full marks and points; None where a column of points or some points are doubtful."""
    points, weights = part.having(POINTS), part.having(WEIGHT)
    if not points and not weights:
        return []
    if len(points) != 1 or not weights:
        return None
    leaves = max(weights, key=lambda column: (sum(at == column for _, at in part.at), column))
    labels = _labels(index, min(leaves, points[0]), report)
    found = []
    for row, name in part.rows.items():
        weight, own = part.at.get((row, leaves)), part.at.get((row, points[0]))
        if name.is_total or (weight is None and own is None):
            continue
        if weight is None or own is None:
            return None
        words = (own.name.label, *own.name.parents, *labels.get(row, ()))
        found.append(Row(index, weight, own, tuple(dict.fromkeys(word for word in words if word))))
    return found


def _labels(index: int, before: int, report: Report) -> dict[int, list[str]]:
    """The words of the cells left of a column, by row; a cell over several rows names them all."""
    table, found = report.document.tables[index], defaultdict(list)
    for cell in table.cells if table.certain else ():
        text = "".join(report.document.text[cell.start : cell.end].split())
        if cell.column < before and 1 < len(text) <= LONGEST and not any(map(str.isdigit, text)):
            for row in range(cell.row, cell.row + cell.rows):
                found[row].append(text)
    return found
