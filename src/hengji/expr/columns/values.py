"""What a column holds: whole numbers with their bounds, numbers as pairs of them, truth values, and what is never known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.core import exact

if TYPE_CHECKING:
    from hengji.core.exact import Exact

MOST, MOST_WIDE = 2**63 - 1, 10**38 - 1
BITS = 64
WIDE, WIDE_IN_SPARK = "INT128", "DECIMAL(38, 0)"
EXACTLY = "exactly"
EMPTY: frozenset[str] = frozenset()


class UnfitError(ValueError):
    """A number of a formula can grow beyond 38 digits, so no engine holds it exactly."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number: its SQL, the least and the most it can be, and from which layer on it can be written.

    `nulls` names the columns whose being NULL makes it NULL, no others do; `bits` is how many the engine computes it with;
    `exactly` is set for a literal, `made` where it is a literal times another number; `guarded` marks a denominator that keeps its bounds
    only where its number is known.
    """

    sql: exp.Expr
    low: int
    high: int
    level: int = 0
    nulls: frozenset[str] = EMPTY
    bits: int = 64
    exactly: int | None = None
    made: tuple[int, Whole] | None = None
    guarded: bool = False

    @property
    def wide(self) -> bool:
        """Whether the engine computes it with 128 bits."""
        return self.bits > BITS


@dataclass(frozen=True, slots=True)
class Ratio:
    """A number as above ÷ below."""

    above: Whole
    below: Whole

    @property
    def level(self) -> int:
        """The first layer in which both can be written."""
        return max(self.above.level, self.below.level)


@dataclass(frozen=True, slots=True)
class Condition:
    """A truth value; `exactly` is set for a literal."""

    sql: exp.Expr
    level: int = 0
    nulls: frozenset[str] = EMPTY
    exactly: bool | None = None


class Never:
    """A value that is unknown in every row."""


NEVER = Never()
Column = Ratio | Condition | Never


def literal(number: int) -> Whole:
    """A whole number as it stands."""
    sql: exp.Expr = exp.Literal.number(abs(number))
    return Whole(exp.paren(exp.Neg(this=sql)) if number < 0 else sql, number, number, bits=_bits(number), exactly=number)


def _bits(number: int) -> int:
    """With how many bits an engine reads a number as it stands."""
    for bits, most in ((32, 2**31 - 1), (BITS, MOST), (2 * BITS, MOST_WIDE)):
        if abs(number) <= most:
            return bits
    raise UnfitError(f"10^{len(str(abs(number))) - 1}")


ONE, ZERO = literal(1), literal(0)


def constant(value: Exact) -> Ratio:
    """A number of the formula, in its smallest terms."""
    above, below = exact.reduce(value)
    return Ratio(literal(above), literal(below))


def named(name: str) -> exp.Column:
    """A column by its name."""
    return exp.column(name, quoted=True)


def condition_column(name: str, level: int = 0) -> Condition:
    """A column of truth values."""
    return Condition(named(name), level, frozenset({name}))


def whole_column(name: str, low: int, high: int, level: int = 0) -> Whole:
    """A column of whole numbers between two bounds."""
    return Whole(named(name), low, high, level, frozenset({name}))


def truth(value: Column) -> Condition:
    """A value of which the dimension check has made sure that it is true or false."""
    if isinstance(value, Condition):
        return value
    raise TypeError("the dimension check lets no number through")


def number(value: Column) -> Ratio:
    """A value of which the dimension check has made sure that it is a number."""
    if isinstance(value, Ratio):
        return value
    raise TypeError("the dimension check lets no truth value through")


def decided(*, holds: bool) -> Condition:
    """A truth value that is the same in every row."""
    return Condition(exp.true() if holds else exp.false(), exactly=holds)


def split(whole: Whole) -> tuple[int, Whole]:
    """A number as a literal times another."""
    if whole.exactly is not None:
        return whole.exactly, ONE
    return whole.made or (1, whole)


def same(a: Whole, b: Whole) -> bool:
    """Whether two numbers are one in every row, as far as their SQL shows."""
    return a.exactly == b.exactly if a.exactly is not None or b.exactly is not None else a.sql == b.sql


_BARE = (exp.Column, exp.Literal, exp.Paren, exp.Cast, exp.Case, exp.Abs, exp.Coalesce, exp.Boolean)


def wrapped(sql: exp.Expr) -> exp.Expr:
    """An operand in brackets, unless it needs none."""
    return sql.copy() if isinstance(sql, _BARE) else exp.paren(sql)
