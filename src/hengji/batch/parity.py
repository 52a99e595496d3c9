"""逐格核对: what the batch says of a row, held cell by cell against the single evaluation of that row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch import single
from hengji.batch.compile import MEASURE, NOT_APPLICABLE, STATE
from hengji.core import exact
from hengji.core.case import PeerGroup
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.batch.compile import Plan
    from hengji.batch.single import Cell, Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator

DIFFERS = "BA06"


class Groups:
    """The measures of every unit that takes part in a comparison among peers, by line and by the keys that the peers share."""

    def __init__(self, plan: Plan, book: Book, units: Iterable[Mapping[str, Cell]]) -> None:
        self.plan, self.book = plan, book
        self.lines = [row for row in plan.scheme.indicators if row.peers is not None and row.bound is not None]
        self.measures: dict[tuple[str, tuple[Cell, ...]], dict[str, Quantity]] = {}
        for unit in units:
            for row in self.lines:
                measure = unit[f"{MEASURE}__{row.id}"]
                if measure is not None and unit[f"{STATE}__{row.id}"] != NOT_APPLICABLE:
                    self.measures.setdefault(self._key(row, unit), {})[str(unit[shapes.UNIT])] = self._measure(row, measure)

    def _key(self, row: Indicator, unit: Mapping[str, Cell]) -> tuple[str, tuple[Cell, ...]]:
        return row.id, tuple(unit.get(key) for key in (row.peers.within if row.peers is not None else ()))

    def _measure(self, row: Indicator, measure: Cell) -> Quantity:
        scale = 10 ** (row.peers.decimals if row.peers is not None else 0)
        above, below = exact.reduce((single.number(measure), scale))
        return Quantity(Decimal(above) / Decimal(below), Unit("", "", "", exact.ONE), 0, "")

    def of(self, unit: Mapping[str, Cell]) -> dict[str, PeerGroup]:
        """The other units, line by line."""
        found = {}
        for row in self.lines:
            others = self.measures.get(self._key(row, unit), {})
            own = str(unit[shapes.UNIT])
            found[row.id] = PeerGroup(single.SOURCE, tuple((name, value) for name, value in others.items() if name != own))
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of which the two say different things."""

    unit: str
    year: int
    column: str
    single: Cell
    batch: Cell


@dataclass(frozen=True, slots=True)
class Compared:
    """How many cells were compared, and the first that differs."""

    rows: int
    cells: int
    difference: Difference | None = None


def compare(
    plan: Plan, book: Book, rows: Iterable[Row], answers: Mapping[tuple[str, int], Mapping[str, Cell]], groups: Groups | None = None
) -> Compared:
    """Every output cell of every row, until one differs; `answers` are the batch's, by unit and year, `groups` the peers of every row."""
    count = cells = 0
    for row in rows:
        key = str(row[shapes.UNIT]), single.number(row[shapes.YEAR])
        answer = answers.get(key, {})
        for name, expected in single.scored(row, plan, book, groups.of(row) if groups else None).items():
            cells += 1
            found = answer.get(name, "—")
            if found != expected or isinstance(found, bool) != isinstance(expected, bool):
                return Compared(count, cells, Difference(*key, name, expected, found))
        count += 1
    return Compared(count, cells)


def told(difference: Difference, file: str, versions: str) -> Problem:
    """The difference as the problem that stops the run."""
    place = Place(file, f"{difference.unit},{difference.year}")
    return problem(
        DIFFERS, place, difference.column, single=_said(difference.single), batch=_said(difference.batch), versions=versions
    )


def _said(cell: Cell) -> str:
    return "NULL" if cell is None else str(cell)
