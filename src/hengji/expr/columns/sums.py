"""Sums over columns of numbers and truth values, exact, NULL where `scalar` says unknown."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.core import exact
from hengji.expr.columns.values import (
    EMPTY,
    NEVER,
    ONE,
    ZERO,
    Column,
    Condition,
    Never,
    Ratio,
    Whole,
    constant,
    decided,
    literal,
    number,
    same,
    split,
    truth,
    wrapped,
)  # fmt: skip
from hengji.expr.columns.wholes import Wholes
from hengji.expr.functions import AND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.expr.columns.workings import Workings

_COMPARED: dict[str, type[exp.Binary]] = {"＝": exp.EQ, "≠": exp.NEQ, "≤": exp.LTE, "≥": exp.GTE, "＜": exp.LT, "＞": exp.GT}
_HOLDS: dict[str, tuple[int, ...]] = {"＝": (0,), "≠": (-1, 1), "≤": (-1, 0), "≥": (0, 1), "＜": (-1,), "＞": (1,)}


class Sums:
    """Sums over columns: each gives what `scalar` gives, for every row."""

    def __init__(self, workings: Workings) -> None:
        self.workings, self.wholes = workings, Wholes(workings)

    # ── numbers ──

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        """A + b over one denominator."""
        left, right, below = self._alike(a, b)
        return Ratio(self.wholes.plus(left, right), below())

    def minus(self, a: Ratio) -> Ratio:
        """−a."""
        return Ratio(self.wholes.minus(a.above), a.below)

    def absolute(self, a: Ratio) -> Ratio:
        """The amount of a."""
        return Ratio(self.wholes.absolute(a.above), a.below)

    def multiply(self, a: Ratio, b: Ratio) -> Ratio:
        """A × b."""
        above, below = self._cancelled(a.above, b.below)
        other_above, other_below = self._cancelled(b.above, a.below)
        return Ratio(self.wholes.times(above, other_above), self.wholes.times(other_below, below))

    def _cancelled(self, above: Whole, below: Whole) -> tuple[Whole, Whole]:
        """A literal over a number without the factor that both have; the same column over itself is left alone, for it may be 0."""
        factor, base = split(below)
        if above.exactly is None or factor == 0:
            return above, below
        shared = gcd(above.exactly, factor)
        return literal(above.exactly // shared), below if shared == 1 else self.wholes.times(literal(factor // shared), base)

    def divide(self, a: Ratio, b: Ratio) -> Ratio | Never:
        """A ÷ b, unknown where b is 0."""
        if b.above.exactly == 0:
            return NEVER
        if b.above.exactly is not None:
            sign = -1 if b.above.exactly < 0 else 1
            return self.multiply(a, Ratio(self.wholes.times(b.below, literal(sign)), literal(abs(b.above.exactly))))
        b = Ratio(self.workings.whole(b.above), b.below)
        above, below = self._cancelled(a.above, b.above)
        more_above, more_below = self._cancelled(b.below, a.below)
        product = self.wholes.times(above, more_above)
        if b.above.low > 0 and not b.above.nulls:
            return Ratio(product, self.workings.whole(self.wholes.times(more_below, below)))
        positive = Condition(exp.GT(this=b.above.sql, expression=ZERO.sql), b.above.level, b.above.nulls)
        ifs = [exp.If(this=positive.sql, true=product.sql)]
        low, high = product.low, product.high
        if b.above.low < 0:
            other = self.wholes.minus(product)
            ifs.append(exp.If(this=exp.LT(this=b.above.sql.copy(), expression=ZERO.sql), true=other.sql))
            low, high = min(low, other.low), max(high, other.high)
        level = max(product.level, positive.level)
        found = Whole(exp.Case(ifs=ifs), low, high, level, EMPTY, product.bits)
        size = self.wholes.times(more_below, self.wholes.absolute(below))
        return Ratio(
            self.workings.whole(found, own=True),
            self.workings.whole(replace(size, low=max(1, size.low), nulls=EMPTY, guarded=True)),
        )

    def compare(self, operator: str, a: Ratio, b: Ratio) -> Condition:
        """A comparison by cross-multiplication."""
        left, right, _ = self._alike(a, b)
        if left.exactly is not None and right.exactly is not None:
            holds = (left.exactly > right.exactly) - (left.exactly < right.exactly) in _HOLDS[operator]
            return decided(holds=holds)
        sure = _sure(operator, left, right)
        if sure is not None and not left.nulls | right.nulls:
            return decided(holds=sure)
        sql = _COMPARED[operator](this=wrapped(left.sql), expression=wrapped(right.sql))
        return Condition(sql, max(left.level, right.level), left.nulls | right.nulls)

    def _alike(self, a: Ratio, b: Ratio) -> tuple[Whole, Whole, Callable[[], Whole]]:
        """The numerators of both over one denominator, and how to get that."""
        if same(a.below, b.below):
            return a.above, b.above, lambda: a.below
        (a_factor, a_base), (b_factor, b_base) = split(a.below), split(b.below)
        shared = gcd(a_factor, b_factor)
        left, right = literal(b_factor // shared), literal(a_factor // shared)
        if not same(a_base, b_base):
            left, right = self.wholes.times(left, b_base), self.wholes.times(right, a_base)
        left, right = self.workings.whole(left), self.workings.whole(right)
        return (
            self._taller(a.above, left),
            self._taller(b.above, right),
            lambda: self.workings.whole(self.wholes.times(a.below, left)),
        )

    def _taller(self, above: Whole, factor: Whole) -> Whole:
        """A numerator over a larger denominator, which is known wherever the number is."""
        return above if above.exactly == 0 else self.wholes.times(above, factor)

    def extreme(self, numbers: list[Ratio], *, least: bool) -> Ratio:
        """The least or the most of several; unknown where one of them is."""
        found = numbers[0]
        for other in numbers[1:]:
            found = self._nearer(found, other, least=least)
        return found

    def _nearer(self, a: Ratio, b: Ratio, *, least: bool) -> Ratio:
        first, second, below = self._alike(a, b)
        left, right = self.workings.whole(first), self.workings.whole(second)
        pick = min if least else max
        if left.exactly is not None and right.exactly is not None:
            return Ratio(literal(pick(left.exactly, right.exactly)), below())
        if left.exactly is not None:
            left, right = right, left
        for one, other in ((left, right), (right, left)):
            if other.nulls <= one.nulls and _sure("≤" if least else "≥", one, other):
                return Ratio(one, below())
        kind = exp.LT if least else exp.GT
        takes = Condition(kind(this=right.sql, expression=left.sql), max(left.level, right.level), left.nulls | right.nulls)
        found = self.wholes.chosen(takes, right, left)
        return Ratio(replace(found, low=pick(left.low, right.low), high=pick(left.high, right.high)), below())

    # ── choices ──

    def choose(self, condition: Column, yes: Column, no: Column) -> Column:
        """如果: the branch that the condition takes; the other may be unknown."""
        if isinstance(condition, Never):
            return NEVER
        condition = truth(condition)
        if condition.exactly is not None:
            return yes if condition.exactly else no
        if isinstance(yes, Never) and isinstance(no, Never):
            return NEVER
        if isinstance(yes, Condition) or isinstance(no, Condition):
            return self._chosen_truth(condition, yes, no)
        if isinstance(yes, Never) or isinstance(no, Never):
            return self._only(condition, yes, no)
        a, b = number(yes), number(no)
        if (a.below.exactly is None) != (b.below.exactly is None):
            a, b = self._positive(a), self._positive(b)
        if same(a.below, b.below) or a.below.exactly is not None or b.below.exactly is not None:
            left, right, shared = self._alike(a, b)
            return Ratio(self.wholes.chosen(condition, left, right), shared())
        condition = self.workings.condition(condition)
        below = replace(self.wholes.case(condition, a.below, b.below), nulls=EMPTY)
        return Ratio(self.wholes.chosen(condition, a.above, b.above), self.workings.whole(below))

    def _positive(self, a: Ratio) -> Ratio:
        """The same number over a denominator that is above 0 even where the number is unknown, so that another may be put over it."""
        if a.below.exactly is not None:
            return a
        factor, base = split(a.below)
        if base.low > 0 and not base.nulls and not a.below.guarded:
            return a
        base = self.workings.whole(base)
        sql = exp.Case(ifs=[exp.If(this=exp.GT(this=base.sql, expression=ZERO.sql), true=base.sql.copy())], default=ONE.sql)
        return Ratio(
            a.above, self.workings.whole(self.wholes.times(literal(factor), self.workings.whole(replace(base, sql=sql, made=None))))
        )

    def _only(self, condition: Condition, yes: Column, no: Column) -> Ratio:
        """A number on one branch, nothing known on the other."""
        first = isinstance(no, Never)
        kept = number(yes if first else no)
        test = condition if first else self.opposite(condition)
        sql = exp.Case(ifs=[exp.If(this=test.sql, true=kept.above.sql)])
        found = replace(kept.above, sql=sql, level=max(test.level, kept.above.level), exactly=None, made=None)
        return Ratio(self.workings.whole(found, own=True), kept.below)

    def _chosen_truth(self, condition: Condition, yes: Column, no: Column) -> Condition:
        condition = self.workings.condition(condition)
        ifs = []
        level = condition.level
        for test, branch in ((condition.sql, yes), (exp.Not(this=condition.sql.copy()), no)):
            if not isinstance(branch, Never):
                ifs.append(exp.If(this=test, true=truth(branch).sql))
                level = max(level, truth(branch).level)
        return self.workings.condition(Condition(exp.Case(ifs=ifs), level), own=True)

    def or_zero(self, value: Column) -> Column:
        """缺省(x, 0) of a fact: 0 where it is not listed."""
        if isinstance(value, Never):
            return constant(exact.ZERO)
        found = number(value)
        sql = exp.Coalesce(this=found.above.sql, expressions=[ZERO.sql])
        above = replace(found.above, sql=sql, low=min(0, found.above.low), high=max(0, found.above.high), nulls=EMPTY, made=None)
        return Ratio(self.workings.whole(above), found.below)

    # ── truth ──

    def opposite(self, condition: Condition) -> Condition:
        """非."""
        if condition.exactly is not None:
            return Condition(exp.false() if condition.exactly else exp.true(), exactly=not condition.exactly)
        return replace(condition, sql=exp.Not(this=wrapped(condition.sql)))

    def logic(self, operator: str, left: Column, right: Column) -> Column:
        """且 and 或 of three values, which are SQL's own."""
        decides = operator != AND
        sides = [side if isinstance(side, Never) else truth(side) for side in (left, right)]
        known = [side for side in sides if isinstance(side, Condition)]
        if any(side.exactly is decides for side in known):
            return Condition(exp.true() if decides else exp.false(), exactly=decides)
        rest = [side for side in sides if not (isinstance(side, Condition) and side.exactly is not None)]
        if not rest:
            return Condition(exp.false() if decides else exp.true(), exactly=not decides)
        if len(rest) == 1:
            return rest[0]
        if all(isinstance(side, Never) for side in rest):
            return NEVER
        parts = [side.sql if isinstance(side, Condition) else exp.cast(exp.null(), "BOOLEAN") for side in rest]
        sql = (exp.Or if decides else exp.And)(this=wrapped(parts[0]), expression=wrapped(parts[1]))
        return self.workings.condition(Condition(sql, max(side.level for side in known)), own=True)

    # ── rounding ──

    def rounded(self, a: Ratio, decimals: int) -> Ratio:
        """四舍五入 at so many decimals."""
        scale, unit = (10**decimals, 1) if decimals >= 0 else (1, int(10**-decimals))
        return Ratio(self.wholes.times(self.scaled(a, scale, unit), literal(unit)), literal(scale))

    def scaled(self, a: Ratio, scale: int, unit: int = 1, *, down: bool = False, most: int | None = None) -> Whole:
        """A × scale ÷ unit, rounded half away from zero to a whole number: (2nS + d) div (2d); `down` cuts off instead.

        `most` is proved elsewhere: the result is never above it.
        """
        below = self.wholes.times(a.below, literal(unit))
        if below.exactly is not None and scale % below.exactly == 0:
            return self.wholes.times(a.above, literal(scale // below.exactly))
        below = self.workings.whole(below)

        def half_up(above: Whole) -> Whole:
            if down:
                return self.wholes.over(self.wholes.times(above, literal(scale)), below, most)
            return self.wholes.over(
                self.wholes.plus(self.wholes.times(above, literal(2 * scale)), below), self.wholes.times(below, literal(2)), most
            )

        return self.wholes.nonnegative(a.above, half_up, lambda above: self.wholes.minus(half_up(self.wholes.minus(above))))

    def floor(self, a: Ratio) -> Whole:
        """向下取整."""
        if a.below.exactly == 1:
            return a.above
        below = self.workings.whole(a.below)

        def under(above: Whole) -> Whole:
            more = self.wholes.plus(self.wholes.minus(above), self.wholes.less(below, ONE))
            return self.wholes.minus(self.wholes.over(replace(more, low=max(0, more.low)), below))

        return self.wholes.nonnegative(a.above, lambda above: self.wholes.over(above, below), under)

    def ceiling(self, a: Ratio) -> Whole:
        """向上取整."""
        return self.wholes.minus(self.floor(Ratio(self.wholes.minus(a.above), a.below)))


def _sure(operator: str, left: Whole, right: Whole) -> bool | None:
    """Whether a comparison holds whatever the two numbers are within their bounds; None where it may do either."""
    found = {order in _HOLDS[operator] for order in _orders(left, right)}
    return found.pop() if len(found) == 1 else None


def _orders(left: Whole, right: Whole) -> Iterator[int]:
    """How the one may stand to the other: below, at, above."""
    if left.low < right.high:
        yield -1
    if left.low <= right.high and right.low <= left.high:
        yield 0
    if left.high > right.low:
        yield 1
