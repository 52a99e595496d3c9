"""A table of units scored under two schemes by the engine for a nation, each unit before and after: what `rulebook diff` counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.carried import CARRIED, SUPPOSED, carry_table
from hengji.batch.compile import GRADE, MEASURE, NOT_APPLICABLE, POINTS, STATE, TOTAL
from hengji.batch.duck import connect
from hengji.batch.run import Options, run
from hengji.batch.source import name_of, quoted
from hengji.core import exact
from hengji.core.place import Place
from hengji.expr import dimensions
from hengji.rulebook import show
from hengji.rulebook.difference.effect import Mark, Scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.batch.compile import Plan
    from hengji.core.exact import Exact
    from hengji.core.problem import Problem
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.side import Side

CHUNK = 2_000
Cell = int | bool | str | None


@dataclass(slots=True)
class TableScorer:
    """Scores a table of facts; `problems` says what was refused, or why nothing was scored. Facts stay as they are; what was entered is carried over.

    Both runs compare boundary rows and a sample with the single evaluation, as every batch does, before a unit is seen.
    """

    facts: str
    work: Path
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0

    def pairs(self, found: Difference) -> Iterator[tuple[Scored, Scored]]:
        """Each unit that both runs scored, in the order of names and years."""
        before = self._side(found.before, self.facts, "before", found)
        if before is None:
            return
        carried = carry_table(self.facts, found, self.work)
        after = self._side(found.after, carried, "after", found)
        if after is None:
            return
        columns = [f"{alias}.{name_of(name)}" for alias, side in (("a", before), ("b", after)) for name in side.names]
        keys = [f"a.{name_of(name)}" for name in (shapes.UNIT, shapes.YEAR)]
        tables = [f"read_parquet({quoted(str(side.path))}) {alias}" for alias, side in (("a", before), ("b", after))]
        supposed, more = ("f." + name_of(SUPPOSED), _supposed(carried)) if carried != self.facts else ("'false'", "")
        using = ", ".join(map(name_of, (shapes.UNIT, shapes.YEAR)))
        sql = f"SELECT {', '.join([*keys, supposed, *columns])} FROM {tables[0]} JOIN {tables[1]} USING ({using}){more} ORDER BY {', '.join(keys)}"
        with connect("", self.work / "spill") as connection:
            cursor = connection.execute(sql)
            split = len(before.names)
            while rows := cursor.fetchmany(CHUNK):
                for row in rows:
                    unit, year, told, cells = str(row[0]), int(row[1]), row[2] == "true", row[3:]
                    yield before.scored(unit, year, cells[:split]), after.scored(unit, year, cells[split:], supposed=told)

    def _side(self, side: Side, facts: str, name: str, found: Difference) -> _Side | None:
        """The run of one side; None, told, where it came to nothing."""
        out = self.work / f"{name}.parquet"
        outcome, problems = run(facts, side.scheme, side.book, Options(out))
        self.problems += [self._named(each) for each in problems if self._named(each) not in self.problems]
        if outcome is None:
            return None
        self.refused = max(self.refused, outcome.screen.refused)
        return _Side(side, outcome.plan, out, _remeasured(found))

    def _named(self, found: Problem) -> Problem:
        """A problem of a row by the table that was given, not by the one that was carried over."""
        name = Path(self.facts.split("?", maxsplit=1)[0]).name
        return replace(found, place=Place(name, found.place.where)) if found.place.file == CARRIED else found


def _supposed(carried: str) -> str:
    """The carried table beside the two outputs, for its word on what is supposed."""
    unit, year = name_of(shapes.UNIT), name_of(shapes.YEAR)
    return f" JOIN read_parquet({quoted(carried)}) f ON f.{unit} = a.{unit} AND CAST(f.{year} AS BIGINT) = a.{year}"


def _remeasured(found: Difference) -> frozenset[str]:
    """The rows, by either id, whose measure is said otherwise under the two schemes: only of these the measures are shown."""
    changed = [row.pair for row in found.rows if any(change.key == "measure" for change in row.changes)]
    return frozenset(row.id for pair in changed for row in (pair.before, pair.after) if row is not None)


class _Side:
    """One side's output, read row by row."""

    def __init__(self, side: Side, plan: Plan, path: Path, shown: frozenset[str]) -> None:
        self.path, self.book = path, side.book
        self.names = [output.name for output in plan.outputs]
        self._at = {(output.about, output.line): (at, output) for at, output in enumerate(plan.outputs)}
        self._rows = [
            (row.id, row.weight, row.bound.measure if row.bound is not None else dimensions.PURE, row.id in shown)
            for row in side.scheme.indicators
        ]

    def scored(self, unit: str, year: int, cells: Sequence[Cell], *, supposed: bool = False) -> Scored:
        """A unit's year, from the cells of its row."""
        marks = {
            name: self._mark(name, weight, self._measure(name, dimension, cells) if shown else "", cells)
            for name, weight, dimension, shown in self._rows
        }
        total = self._number(TOTAL, "", cells)
        grade = cells[self._at[GRADE, ""][0]]
        return Scored(unit, year, marks, total, None if grade is None else str(grade), frozenset({SUPPOSED} if supposed else ()))

    def _mark(self, name: str, weight: Exact | None, measure: str, cells: Sequence[Cell]) -> Mark:
        points = self._number(POINTS, name, cells)
        aside = points is None and cells[self._at[STATE, name][0]] == NOT_APPLICABLE and weight is not None
        return Mark(points, weight, not aside, measure)

    def _number(self, about: str, line: str, cells: Sequence[Cell]) -> Exact | None:
        at, output = self._at[about, line]
        cell = cells[at]
        return None if cell is None else exact.reduce((int(cell), 10**output.decimals))

    def _measure(self, name: str, dimension: dimensions.Dimension, cells: Sequence[Cell]) -> str:
        found = self._at.get((MEASURE, name))
        if found is None or cells[found[0]] is None:
            return ""
        cell = cells[found[0]]
        value = cell if isinstance(cell, bool) else (int(cell or 0), 10 ** found[1].decimals)
        return show.value(self.book, value, dimension)
