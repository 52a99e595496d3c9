"""Whom a change of scheme moves: totals and grades before and after, through which rows, and which rows never vary.

Units are seen one after the other and only what is reported of them is kept, so that a nation passes through in the memory of a province.
What is unknown is counted beside the rest and is never zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import TYPE_CHECKING, Protocol, TypeAlias

from hengji.core import exact
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengji.core.exact import Exact
    from hengji.core.sheet import ScoreSheet
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.matching import Pair
    from hengji.rulebook.scheme import GradeStep, Scheme

MOST_KEPT = 200
_KEY = cmp_to_key(exact.compare)
Grade: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of a row, None where unknown; `applies` is False where the row has no object and its points go to the others.

    `measure` is the measure as it is printed, nothing where the row has none or it is unknown.
    """

    points: Exact | None
    weight: Exact | None
    applies: bool = True
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit's year under one scheme; `marks` by the ids of the scheme's rows, `supposed` the rows that rest on a supposition."""

    unit: str
    year: int
    marks: Mapping[str, Mark]
    total: Exact | None
    grade: Grade
    supposed: frozenset[str] = frozenset()


class Scorer(Protocol):
    """What scores many units under both schemes: the engine for single cases, or one for a nation."""

    def pairs(self, found: Difference) -> Iterator[tuple[Scored, Scored]]:
        """Each unit before and after, in an order that is always the same."""
        ...


def scored(sheet: ScoreSheet, unit: str, year: int, supposed: frozenset[str] = frozenset()) -> Scored:
    """A score sheet boiled down; the lines of a slot are one row."""
    marks: dict[str, Mark] = {}
    for line in sheet.lines:
        points = None if isinstance(line.points, Unknown) else line.points
        aside = points is None and line.status is Status.NOT_APPLICABLE and line.weight is not None
        known = line.measure is not None and not isinstance(line.measure.value, Unknown)
        mark = Mark(points, line.weight, applies=not aside, measure=line.measure_text if known else "")
        name = line.slot or line.id
        marks[name] = _added(marks[name], mark) if name in marks else mark
    total = None if isinstance(sheet.total, Unknown) else exact.reduce(sheet.total)
    return Scored(unit, year, marks, total, sheet.grade, supposed)


def _added(a: Mark, b: Mark) -> Mark:
    points = None if a.points is None or b.points is None else exact.add(a.points, b.points)
    weight = None if a.weight is None or b.weight is None else exact.add(a.weight, b.weight)
    return Mark(points, weight, a.applies or b.applies)


@dataclass(slots=True)
class Distribution:
    """The totals of one side, each value with how many have it."""

    totals: Counter[Exact] = field(default_factory=Counter)
    grades: Counter[Grade] = field(default_factory=Counter)
    unknown: int = 0

    def see(self, one: Scored) -> None:
        """Counts a unit."""
        self.grades[one.grade] += 1
        if one.total is None:
            self.unknown += 1
        else:
            self.totals[one.total] += 1

    @property
    def known(self) -> int:
        """How many have a total."""
        return sum(self.totals.values())

    def mean(self) -> Exact | None:
        """The mean of the known totals."""
        if not self.known:
            return None
        total = exact.ZERO
        for value, count in self.totals.items():
            total = exact.reduce(exact.add(total, (value[0] * count, value[1])))
        return exact.divide(total, (self.known, 1))

    def quantile(self, part: Exact) -> Exact | None:
        """The smallest known total that at least this part of them does not exceed; 0 the lowest, 1 the highest."""
        rank = max(1, exact.ceil(exact.multiply(part, (self.known, 1)))[0])
        for value in ordered(self.totals):
            rank -= self.totals[value]
            if rank <= 0:
                return value
        return None

    def bins(self, edges: Sequence[Exact]) -> list[int]:
        """How many totals lie from each edge up to the next; the last edge and what is above it fall into the last bin."""
        counts = [0] * (len(edges) - 1)
        for value, count in self.totals.items():
            at = sum(exact.compare(value, edge) >= 0 for edge in edges) - 1
            counts[min(max(at, 0), len(counts) - 1)] += count
        return counts


def ordered(values: Iterable[Exact]) -> list[Exact]:
    """Numbers from the smallest to the largest."""
    return sorted(values, key=_KEY)


@dataclass(slots=True)
class Spread:
    """How a row varies under one scheme."""

    known: int = 0
    unknown: int = 0
    not_applicable: int = 0
    full: int = 0
    first: Exact | None = None
    varies: bool = False

    def see(self, mark: Mark | None) -> None:
        """Counts a unit's points."""
        if mark is None or (mark.points is None and mark.applies):
            self.unknown += 1
        elif mark.points is None:
            self.not_applicable += 1
        else:
            self._known(mark.points, mark.weight)

    def _known(self, points: Exact, weight: Exact | None) -> None:
        self.known += 1
        self.full += weight is not None and not exact.compare(points, weight)
        if self.first is None:
            self.first = points
        self.varies = self.varies or exact.compare(self.first, points) != 0

    @property
    def constant(self) -> bool:
        """Whether at least two units have known points and all have the same share of them: nobody is told apart by the row."""
        return self.known > 1 and (not self.varies or self.full == self.known)


@dataclass(slots=True)
class RowEffect:
    """What a row does to the totals: units that it lifts, lowers and leaves, the sum and the ends of what it does; `unknown` either side."""

    pair: Pair
    up: int = 0
    down: int = 0
    same: int = 0
    unknown: int = 0
    sum: Exact = exact.ZERO
    least: Exact | None = None
    most: Exact | None = None
    before: Spread = field(default_factory=Spread)
    after: Spread = field(default_factory=Spread)
    remeasured: int = 0
    measures: list[tuple[str, int, str, str]] = field(default_factory=list)

    def measure(self, old: Scored, new: Scored) -> None:
        """Counts a unit whose measure is another one, or is known under one scheme only, and keeps the first of them."""
        if self.pair.before is None or self.pair.after is None:
            return
        one, other = old.marks.get(self.pair.before.id), new.marks.get(self.pair.after.id)
        if one is not None and other is not None and one.measure != other.measure:
            self.remeasured += 1
            if len(self.measures) < MOST_KEPT:
                self.measures.append((new.unit, new.year, one.measure, other.measure))

    def see(self, old: Scored, new: Scored) -> Exact | None:
        """What the row does to one unit; None where either side is unknown."""
        change = exact.ZERO
        for row, one, spread, sign in ((self.pair.before, old, self.before, -1), (self.pair.after, new, self.after, 1)):
            if row is None:
                continue
            mark = one.marks.get(row.id)
            spread.see(mark)
            if mark is None or (mark.points is None and mark.applies):
                self.unknown += 1
                self._skip(new, first=row is self.pair.before)
                return None
            if mark.points is not None:
                change = exact.add(change, (sign * mark.points[0], mark.points[1]))
        self._count(exact.reduce(change))
        return exact.reduce(change)

    def _skip(self, new: Scored, *, first: bool) -> None:
        """Where the earlier side is unknown, the later one is still counted for its own spread."""
        if first and self.pair.after is not None:
            self.after.see(new.marks.get(self.pair.after.id))

    def _count(self, change: Exact) -> None:
        self.up += change[0] > 0
        self.down += change[0] < 0
        self.same += change[0] == 0
        self.sum = exact.reduce(exact.add(self.sum, change))
        self.least = change if self.least is None else min(self.least, change, key=_KEY)
        self.most = change if self.most is None else max(self.most, change, key=_KEY)

    @property
    def known(self) -> int:
        """How many units the row is known of on both sides."""
        return self.up + self.down + self.same

    @property
    def mean(self) -> Exact | None:
        """What the row does to a unit on average, over those of which it is known."""
        return exact.divide(self.sum, (self.known, 1)) if self.known else None


@dataclass(frozen=True, slots=True)
class Move:
    """A unit whose total changes: by rows, and by what is no row's (redistribution, bonus, caps)."""

    unit: str
    year: int
    before: Exact
    after: Exact
    grades: tuple[Grade, Grade]
    parts: tuple[tuple[int, Exact], ...]
    rest: Exact

    @property
    def change(self) -> Exact:
        """By how much."""
        return exact.reduce(exact.subtract(self.after, self.before))


@dataclass(frozen=True, slots=True)
class Near:
    """A unit whose total lies near a grade's limit under the later scheme."""

    unit: str
    year: int
    total: Exact
    limit: Exact
    grade: Grade

    @property
    def gap(self) -> Exact:
        """How far above the limit (or below it, negative)."""
        return exact.reduce(exact.subtract(self.total, self.limit))


@dataclass(slots=True)
class Effect:
    """`moves` are the largest, `near` the nearest to a limit, at most MOST_KEPT of each; the counts are of all units.

    `fragile` counts for each side the units that would have another grade with `margin` points more or less.
    """

    margin: Exact
    rows: list[RowEffect]
    units: int = 0
    up: int = 0
    down: int = 0
    same: int = 0
    only_before: int = 0
    only_after: int = 0
    neither: int = 0
    supposed: int = 0
    other_years: list[int] = field(default_factory=lambda: [0, 0])
    fragile: list[int] = field(default_factory=lambda: [0, 0])
    before: Distribution = field(default_factory=Distribution)
    after: Distribution = field(default_factory=Distribution)
    grades: Counter[tuple[Grade, Grade]] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)

    @property
    def compared(self) -> int:
        """How many have a total under both."""
        return self.up + self.down + self.same

    @property
    def regraded(self) -> int:
        """How many have a grade under both, and another one."""
        return sum(count for (old, new), count in self.grades.items() if old is not None and new is not None and old != new)


def effect(found: Difference, scorer: Scorer, margin: Exact) -> Effect:
    """What the change does to the units of a scorer."""
    seen = Effect(margin, [RowEffect(pair) for pair in found.pairs])
    schemes = found.before.scheme, found.after.scheme
    for old, new in scorer.pairs(found):
        _see(seen, old, new, schemes)
    _trim(seen)
    return seen


def _see(seen: Effect, old: Scored, new: Scored, schemes: tuple[Scheme, Scheme]) -> None:
    seen.units += 1
    seen.supposed += bool(old.supposed or new.supposed)
    seen.before.see(old)
    seen.after.see(new)
    seen.grades[old.grade, new.grade] += 1
    for at, (one, scheme) in enumerate(zip((old, new), schemes, strict=True)):
        seen.other_years[at] += not (scheme.first <= one.year and (scheme.last is None or one.year <= scheme.last))
        seen.fragile[at] += one.total is not None and _fragile(one.total, scheme.grades, seen.margin)
    parts = [(at, row.see(old, new)) for at, row in enumerate(seen.rows)]
    for row in seen.rows:
        row.measure(old, new)
    _move(seen, old, new, [(at, part) for at, part in parts if part is not None])
    if new.total is not None:
        _near(seen, new, new.total, schemes[1].grades)
    if max(len(seen.moves), len(seen.near)) > MOST_KEPT * 4:
        _trim(seen)


def _move(seen: Effect, old: Scored, new: Scored, parts: list[tuple[int, Exact]]) -> None:
    if old.total is None or new.total is None:
        seen.neither += old.total is None and new.total is None
        seen.only_before += old.total is not None
        seen.only_after += new.total is not None
        return
    change = exact.compare(new.total, old.total)
    seen.up += change > 0
    seen.down += change < 0
    seen.same += change == 0
    if not change:
        return
    rest = exact.subtract(new.total, old.total)
    for _, part in parts:
        rest = exact.reduce(exact.subtract(rest, part))
    moved = tuple((at, part) for at, part in parts if part[0])
    seen.moves.append(Move(new.unit, new.year, old.total, new.total, (old.grade, new.grade), moved, rest))


def _fragile(total: Exact, steps: Sequence[GradeStep], margin: Exact) -> bool:
    """Whether a little more or less makes another grade."""
    return len({_grade(exact.add(total, shift), steps) for shift in (exact.negative(margin), exact.ZERO, margin)}) > 1


def _grade(total: Exact, steps: Sequence[GradeStep]) -> str:
    return next((step.label for step in steps if exact.compare(total, step.lowest) >= 0), "")


def _near(seen: Effect, one: Scored, total: Exact, steps: Sequence[GradeStep]) -> None:
    limits = [step.lowest for step in steps if step.lowest[0] > 0]
    close = [Near(one.unit, one.year, total, limit, one.grade) for limit in limits if _within(total, limit, seen.margin)]
    if close:
        seen.near.append(min(close, key=lambda each: _KEY(_size(each.gap))))


def _within(a: Exact, b: Exact, margin: Exact) -> bool:
    return exact.compare(_size(exact.subtract(a, b)), margin) <= 0


def _size(a: Exact) -> Exact:
    return exact.negative(a) if a[0] < 0 else a


def _trim(seen: Effect) -> None:
    """Keeps the largest moves and the nearest to a limit; units of one size in the order of their names."""
    seen.moves.sort(key=lambda each: (_KEY(exact.negative(_size(each.change))), each.unit, each.year))
    del seen.moves[MOST_KEPT:]
    seen.near.sort(key=lambda each: (_KEY(_size(each.gap)), each.unit, each.year))
    del seen.near[MOST_KEPT:]
