"""Sums over columns of whole numbers, each with the least and the most that it can give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.expr.columns.values import BITS, EXACTLY, WIDE, ZERO, Condition, Whole, literal, split, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.expr.columns.workings import Workings


class Wholes:
    """Whole numbers added, multiplied, divided and chosen between, in every row."""

    def __init__(self, workings: Workings) -> None:
        self.workings = workings

    def _whole(self, kind: type[exp.Binary], a: Whole, b: Whole, low: int, high: int) -> Whole:
        """An operation on two whole numbers, widened where its result needs it."""
        has, needs = max(a.bits, b.bits), BITS if self.workings.fits(low, high) else 2 * BITS
        left = a.sql if has >= needs else exp.cast(a.sql.copy(), WIDE if needs > BITS else "BIGINT")
        sql: exp.Expr = kind(this=wrapped(left), expression=wrapped(b.sql))
        nulls, guarded = a.nulls | b.nulls, a.guarded or b.guarded
        return Whole(sql, low, high, max(a.level, b.level), nulls, max(has, needs), guarded=guarded)

    def plus(self, a: Whole, b: Whole) -> Whole:
        """A + b."""
        if a.exactly is not None and b.exactly is not None:
            return literal(a.exactly + b.exactly)
        if a.exactly == 0:
            return b
        return a if b.exactly == 0 else self._whole(exp.Add, a, b, a.low + b.low, a.high + b.high)

    def less(self, a: Whole, b: Whole) -> Whole:
        """A − b."""
        if a.exactly is not None and b.exactly is not None:
            return literal(a.exactly - b.exactly)
        return a if b.exactly == 0 else self._whole(exp.Sub, a, b, a.low - b.high, a.high - b.low)

    def minus(self, a: Whole) -> Whole:
        """−a."""
        return self.less(ZERO, a)

    def times(self, a: Whole, b: Whole) -> Whole:
        """A × b; a product with 0 stays a product, for it is NULL where the other factor is."""
        if a.exactly is not None and b.exactly is not None:
            return literal(a.exactly * b.exactly)
        if a.exactly == 1:
            return b
        if b.exactly == 1:
            return a
        if a.exactly is not None or _comes_after(a, b):
            a, b = b, a
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        found = self._whole(exp.Mul, a, b, min(corners), max(corners))
        if a.exactly is None and b.exactly is None:
            return found
        factor, base = split(a)
        return replace(found, made=(factor * (b.exactly or 0), base))

    def absolute(self, a: Whole) -> Whole:
        """The amount of a."""
        if a.exactly is not None:
            return literal(abs(a.exactly))
        if a.low >= 0:
            return a
        return replace(a, sql=exp.Abs(this=a.sql), low=0, high=max(-a.low, a.high), made=None)

    def over(self, a: Whole, b: Whole, most: int | None = None) -> Whole:
        """A ÷ b in whole numbers, both from 0 up, b above 0 where it counts; what is beyond the comma is dropped."""
        if b.exactly == 1:
            return a
        high = a.high // max(1, b.low)
        high = high if most is None else min(high, most)
        sql: exp.Expr = exp.IntDiv(this=wrapped(a.sql), expression=wrapped(b.sql))
        bits = max(a.bits, b.bits)
        if bits > BITS and self.workings.fits(0, high):
            sql, bits = exp.cast(sql, "BIGINT"), BITS
        else:
            sql.meta[EXACTLY] = bits > BITS
        return Whole(sql, 0, high, max(a.level, b.level), a.nulls | b.nulls, bits)

    def case(self, condition: Condition, yes: Whole, no: Whole) -> Whole:
        """Yes where the condition holds, no where it does not or is unknown; NULL where the condition and both are."""
        sql = exp.Case(ifs=[exp.If(this=condition.sql, true=yes.sql)], default=no.sql)
        level = max(condition.level, yes.level, no.level)
        return Whole(
            sql,
            min(yes.low, no.low),
            max(yes.high, no.high),
            level,
            condition.nulls | yes.nulls | no.nulls,
            max(yes.bits, no.bits),
            guarded=yes.guarded or no.guarded,
        )

    def chosen(self, condition: Condition, yes: Whole, no: Whole) -> Whole:
        """One of two numbers, NULL where the condition is unknown or the number taken is."""
        if yes.exactly is not None and no.exactly == 0 and condition.nulls:
            return self._truth_times(condition, yes)
        if condition.nulls <= no.nulls:
            found = self.case(condition, yes, no)
        else:
            condition = self.workings.condition(condition)
            sql = exp.Case(
                ifs=[exp.If(this=condition.sql, true=yes.sql), exp.If(this=exp.Not(this=condition.sql.copy()), true=no.sql)]
            )
            found = replace(self.case(condition, yes, no), sql=sql, made=None)
        every = condition.nulls | yes.nulls | no.nulls
        if yes.nulls <= condition.nulls and no.nulls <= condition.nulls:
            return replace(found, nulls=condition.nulls)
        return replace(found, nulls=every) if yes.nulls == no.nulls else self.workings.whole(found, own=True)

    def _truth_times(self, condition: Condition, number: Whole) -> Whole:
        """The number where the condition holds, 0 where it does not, NULL where it is unknown: a product, which an engine has much sooner than a CASE."""
        one = Whole(exp.cast(wrapped(condition.sql), "BIGINT"), 0, 1, condition.level, condition.nulls)
        return self.times(one, number)

    def nonnegative(self, a: Whole, yes: Callable[[Whole], Whole], no: Callable[[Whole], Whole]) -> Whole:
        """One sum for numbers from 0 up, another for those below."""
        if a.low >= 0:
            return yes(a)
        if a.high <= 0:
            return no(a)
        a = self.workings.whole(a)
        sign = Condition(exp.GTE(this=a.sql, expression=ZERO.sql), a.level, a.nulls)
        return self.case(sign, yes(replace(a, low=0)), no(replace(a, high=0)))


def _comes_after(a: Whole, b: Whole) -> bool:
    """Whether two columns stand in a product in the order that it is not written in: so that it has one name."""
    return isinstance(a.sql, exp.Column) and isinstance(b.sql, exp.Column) and a.sql.name > b.sql.name
