"""逐格核对: what the batch says of a row, held cell by cell against the single evaluation of that row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch import single
from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.batch.compile import Plan
    from hengji.batch.single import Cell, Row
    from hengji.rulebook.book import Book

DIFFERS = "BA06"


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


def compare(plan: Plan, book: Book, rows: Iterable[Row], answers: Mapping[tuple[str, int], Mapping[str, Cell]]) -> Compared:
    """Every output cell of every row, until one differs; `answers` are the batch's, by unit and year."""
    count = cells = 0
    for row in rows:
        key = str(row[shapes.UNIT]), int(row[shapes.YEAR] or 0)
        answer = answers.get(key, {})
        for name, expected in single.scored(row, plan, book).items():
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
