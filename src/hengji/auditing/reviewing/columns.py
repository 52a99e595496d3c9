"""Columns of tables by their headers: what words about 执行率 or 支出 of several things can be held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import sheets
from hengji.core.once import latest
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage

LEAST_ROWS, REACH = 2, 14


@dataclass(frozen=True, slots=True)
class Column:
    """The rows of a column without totals: label and figure; `table` is the table's number, `at` the passage of its first cell."""

    table: int
    part: int
    at: int
    header: str
    role: str
    stage: str
    rows: tuple[tuple[str, Figure], ...]

    def row(self, label: str) -> Figure | None:
        """The figure of the one row of a label."""
        found = [figure for own, figure in self.rows if own == label]
        return found[0] if len(found) == 1 else None


@latest
def columns(report: Report) -> tuple[Column, ...]:
    """Every column of two rows or more whose labels differ and whose figures are of one dimension."""
    found = []
    for number, sheet in enumerate(sheets(report, report.cells)):
        for index, part in enumerate(sheet.parts):
            for column, name in part.columns.items():
                items = [item for (_, at), item in part.at.items() if at == column and not item.name.is_total and item.name.label]
                rows = tuple((plain(item.name.label), item.figure) for item in items)
                one = len({label for label, _ in rows}) == len(rows) and len({figure.dimension for _, figure in rows}) == 1
                nested = any(item.name.parent_row in part.rows for item in items)
                if len(rows) >= LEAST_ROWS and one and not nested:
                    at = min(item.figure.passage for item in items)
                    found.append(Column(number, index, at, "".join(name.header), name.role, name.stage, rows))
    return tuple(found)


def headed(column: Column) -> str:
    """The words of a header without its brackets."""
    return plain(column.header).partition("(")[0]


def nearest(passage: Passage, among: list[Column]) -> list[Column]:
    """Those of the one table that stands nearest to a passage; none where it is far and not the only one."""
    tables = {each.table for each in among}
    if len(tables) <= 1:
        return among
    close = [each for each in among if 0 <= each.at - passage.index <= REACH]
    first = min(close, key=lambda each: each.at - passage.index, default=None)
    return [each for each in among if first is not None and each.table == first.table]
