"""The total as columns: the lines added up, what is not applicable handed on, the bonus, and what keeps the total down, as `scoring.total` does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.core import exact
from hengji.expr.columns import NEVER, Column, Condition, Never, Ratio, Sums, Workings, constant, literal
from hengji.rulebook.rules import DOWN, OF_EXACT
from hengji.rulebook.scheme import FIRST, SECOND, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.exact import Exact
    from hengji.expr.tree import Node
    from hengji.rulebook.scheme import Indicator, Scheme

DEPTHS = {SECOND: 2, FIRST: 1}
ONE, NOUGHT = constant(exact.ONE), constant(exact.ZERO)


class UnscoredError(ValueError):
    """A rule of the total that no query says; the name of the rule."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A line as columns: its points as printed, as computed, whether it is left out and handed on; `unknown` where its points are never known."""

    row: Indicator
    points: Column
    unrounded: Column
    left_out: Condition | None
    unknown: bool


@dataclass(slots=True)
class _Part:
    """A line, or lines already added up; `there` None: always."""

    id: str
    path: tuple[str, ...]
    weight: Ratio
    points: Ratio
    there: Condition | None = None


@dataclass(slots=True)
class _Gone:
    """Weight that is handed on where a condition holds."""

    to: tuple[str, ...]
    path: tuple[str, ...]
    weight: Ratio
    when: Condition


@dataclass(slots=True)
class Adding:
    """Adds the lines of a scheme up; `node` compiles a formula of its vetoes and caps."""

    scheme: Scheme
    workings: Workings
    node: Callable[[Node], Column]
    parts: list[_Part] = field(default_factory=list)
    gone: list[_Gone] = field(default_factory=list)
    impossible: list[Condition] = field(default_factory=list)

    @property
    def sums(self) -> Sums:
        """Sums over the workings."""
        return Sums(self.workings)

    def total(self, lines: list[Scored], bonus: Ratio | Never) -> tuple[Ratio | Never, list[tuple[Condition, str]]]:
        """The total, and the grades that a veto allows at best, each with its condition; never known where a weight or a line never is."""
        scheme = self.scheme
        if not scheme.weights_known() or any(line.unknown for line in lines) or isinstance(bonus, Never):
            return NEVER, []
        for line in lines:
            self._take(line)
        self._to_rows()
        for level in (SECOND, FIRST):
            self._to_level(level)
        self._sections()
        added = self._to_all()
        limits = self._limits()
        if any(isinstance(held, Never) for held, _, _ in limits):
            return NEVER, []
        value = self._limited(self._at(self._within(added, bonus), scheme.rounding.total), limits)
        grades = [(held, grade) for held, _, grade in limits if grade and isinstance(held, Condition)]
        return self._unless_impossible(value), grades

    def _at(self, value: Ratio, decimals: int) -> Ratio:
        """A value at so many decimals."""
        return rounded(self.sums, value, decimals, self.scheme)

    def _take(self, line: Scored) -> None:
        points = line.unrounded if self.scheme.rounding.sum == OF_EXACT else line.points
        if not isinstance(points, Ratio):
            raise UnscoredError(line.row.id)
        weight = constant(exact.ZERO if line.row.weight is None else line.row.weight)
        if line.left_out is None:
            self.parts.append(_Part(line.row.id, line.row.path, weight, points))
            return
        rule = line.row.not_applicable
        there = self._not(line.left_out)
        kept = self._choose(line.left_out, NOUGHT, points)
        self.parts.append(_Part(line.row.id, line.row.path, weight, kept, there))
        self.gone.append(_Gone(rule.to if rule is not None else (TOTAL,), line.row.path, weight, line.left_out))

    # ── small sums ──

    def _not(self, condition: Condition) -> Condition:
        return self.sums.opposite(condition)

    def _choose(self, condition: Condition, yes: Ratio, no: Ratio) -> Ratio:
        found = self.sums.choose(condition, yes, no)
        if not isinstance(found, Ratio):
            raise TypeError("two numbers give a number")
        return self.workings.ratio(found)

    def _add(self, values: list[Ratio]) -> Ratio:
        found = NOUGHT
        for value in values:
            found = self.sums.add(found, value)
        return found

    def _weight_there(self, parts: list[_Part]) -> Ratio:
        return self.workings.ratio(
            self._add([part.weight if part.there is None else self._choose(part.there, part.weight, NOUGHT) for part in parts])
        )

    def _weight_gone(self, gone: list[_Gone]) -> Ratio:
        return self.workings.ratio(self._add([self._choose(each.when, each.weight, NOUGHT) for each in gone]))

    def _any(self, conditions: list[Condition]) -> Condition:
        found: Column = Condition(exp.false(), exactly=False)
        for condition in conditions:
            found = self.sums.logic("或", found, condition)
        return _known(found)

    def _both(self, a: Condition, b: Condition) -> Condition:
        return _known(self.sums.logic("且", a, b))

    def _grown(self, weight: Ratio, more: Ratio) -> Ratio | Never:
        """(weight + more) ÷ weight."""
        return self.sums.divide(self.sums.add(weight, more), weight)

    def _taken_over(self, points: Ratio, share: Ratio) -> Ratio:
        """Points of rows that take a further weight over, rounded as points are, unless exact points are added up."""
        scaled = self.sums.multiply(points, share)
        return scaled if self.scheme.rounding.sum == OF_EXACT else self._at(scaled, self.scheme.rounding.points)

    # ── handing on ──

    def _to_rows(self) -> None:
        """What goes to rows by their names: each takes its share, rounded as points are."""
        for to in dict.fromkeys(each.to for each in self.gone if each.to[0] not in (TOTAL, *DEPTHS)):
            gone = [each for each in self.gone if each.to == to]
            takers = [part for part in self.parts if part.id in to]
            some = self._any([each.when for each in gone])
            more, weight = self._weight_gone(gone), self._weight_there(takers)
            nobody = self.sums.compare("≤", weight, NOUGHT)
            self.impossible.append(self._both(some, nobody))
            share = self._grown(weight, more)
            if isinstance(share, Never):
                raise UnscoredError("、".join(to))
            for part in takers:
                scaled = self._taken_over(part.points, share)
                takes = self._both(some, self._not(nobody))
                part.points = self._choose(takes, scaled, part.points)
                part.weight = self._choose(takes, self.sums.multiply(part.weight, share), part.weight)

    def _to_level(self, level: str) -> None:
        """What goes to the rest of its first or second level; where nothing of the level is left, to the level above it."""
        depth = DEPTHS[level]
        above = (FIRST,) if level == SECOND else (TOTAL,)
        for path in dict.fromkeys(each.path[:depth] for each in self.gone if each.to == (level,)):
            if any(len(section.path) > depth and section.path[:depth] == path for section in self.scheme.sections):
                raise UnscoredError("/".join(path))
            gone = [each for each in self.gone if each.to == (level,) and each.path[:depth] == path]
            rest = [part for part in self.parts if part.path[:depth] == path]
            left = self._left(rest)
            self._merge(path, rest, gone, left)
            for each in gone:
                self.gone.append(_Gone(above, each.path, each.weight, self._both(each.when, self._not(left))))

    def _left(self, parts: list[_Part]) -> Condition:
        """Whether any of the parts is there."""
        if any(part.there is None for part in parts):
            return Condition(exp.true(), exactly=True)
        return self._any([part.there for part in parts if part.there is not None])

    def _merge(self, path: tuple[str, ...], rest: list[_Part], gone: list[_Gone], left: Condition) -> None:
        weight, more = self._weight_there(rest), self._weight_gone(gone)
        points = self.workings.ratio(self._add([part.points for part in rest]))
        share = self._grown(weight, more)
        if isinstance(share, Never):
            return
        some = self._both(self._any([each.when for each in gone]), left)
        scaled = self._taken_over(points, share)
        merged = _Part("", path, self._choose(some, self.sums.add(weight, more), weight), self._choose(some, scaled, points))
        merged.there = None if left.exactly else left
        self.parts = [part for part in self.parts if part not in rest]
        self.parts.append(merged)

    def _sections(self) -> None:
        """A section earns no more than it may."""
        for section in self.scheme.sections:
            if section.most is None:
                continue
            rest = [part for part in self.parts if part.path[: len(section.path)] == section.path]
            points = self.sums.extreme([self._add([part.points for part in rest]), constant(section.most)], least=True)
            self.parts = [part for part in self.parts if part not in rest]
            self.parts.append(_Part("", section.path, NOUGHT, self.workings.ratio(points)))

    def _to_all(self) -> Ratio:
        """The sum, scaled where the weight of lines that are not applicable goes to all others."""
        points = self.workings.ratio(self._add([part.points for part in self.parts]))
        gone = [each for each in self.gone if each.to == (TOTAL,)]
        if not gone:
            return points
        full = constant(self.scheme.full_marks)
        removed = self._weight_gone(gone)
        left = self.sums.add(full, self.sums.multiply(removed, constant((-1, 1))))
        some = self.sums.compare("＞", removed, NOUGHT)
        self.impossible.append(self._both(some, self.sums.compare("≤", left, NOUGHT)))
        share = self.sums.divide(full, left)
        if isinstance(share, Never):
            raise UnscoredError(self.scheme.id)
        scaled = self._at(self.sums.multiply(points, share), self.scheme.rounding.total)
        return self._choose(some, scaled, points)

    def _unless_impossible(self, value: Ratio) -> Ratio | Never:
        if not self.impossible:
            return value
        found = self.sums.choose(self._any(self.impossible), NEVER, value)
        return found if isinstance(found, Ratio) else NEVER

    # ── bonus and limits ──

    def _within(self, points: Ratio, bonus: Ratio) -> Ratio:
        """With the bonus, and within the full marks unless the scheme lets a bonus go beyond."""
        value, rule = self.sums.add(points, bonus), self.scheme.bonus
        most = self.scheme.full_marks if rule is None or not rule.may_exceed else rule.total_cap
        if most is None or bonus.above.exactly == 0:
            return value
        value = self.workings.ratio(value)
        some = self.sums.compare("＞", bonus, NOUGHT)
        return self._choose(some, self.sums.extreme([value, constant(most)], least=True), value)

    def _limits(self) -> list[tuple[Column, Ratio | None, str]]:
        """Each veto and cap: whether it holds, the most that it leaves, the best grade that it leaves."""
        found: list[tuple[Column, Ratio | None, str]] = []
        for veto in self.scheme.vetoes:
            when = self.node(veto.when)
            held = self.workings.condition(when) if isinstance(when, Condition) else when
            found.append((held, None if veto.most is None else constant(veto.most), veto.grade))
        for cap in self.scheme.caps:
            most = self.node(cap.most)
            if isinstance(most, Ratio):
                most = self.workings.ratio(most)
                found.append((self.sums.compare("＜", most, constant(self.scheme.full_marks)), most, ""))
            else:
                found.append((NEVER, None, ""))
        return found

    def _limited(self, value: Ratio, limits: list[tuple[Column, Ratio | None, str]]) -> Ratio:
        """Within every veto and cap; a limit of which it is unknown whether it holds leaves no total."""
        for held, most, _ in limits:
            value = self.workings.ratio(value)
            if isinstance(held, Condition):
                value = self._choose(held, value if most is None else self.sums.extreme([value, most], least=True), value)
        return self._at(value, self.scheme.rounding.total)


def rounded(sums: Sums, value: Ratio, decimals: int, scheme: Scheme, most: Exact | None = None) -> Ratio:
    """A value at so many decimals, in the scheme's own mode; `most` is what it is proved never to exceed."""
    scale = 10**decimals
    bound = None if most is None else most[0] * scale // most[1] + 1
    whole = sums.scaled(value, scale, down=scheme.rounding.mode == DOWN, most=bound)
    return Ratio(sums.workings.whole(whole), literal(10**decimals))


def _known(found: Column) -> Condition:
    if isinstance(found, Condition):
        return found
    raise TypeError("truth values that are known")
