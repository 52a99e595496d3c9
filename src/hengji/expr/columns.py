"""衡式 as columns: a formula's tree to whole-number SQL for a million rows at once, exact, NULL where `scalar` says unknown.

A number is a pair of whole numbers (above, below), as in `scalar`; `above` is NULL exactly where the value is unknown, and `below` is
above zero wherever `above` is not NULL. Every whole number carries the least and the most that it can be, so that 64 bits are used
wherever they are proved to be enough, 128 bits where not, and a formula that needs more is refused before a row is read.
The SQL is built from the tree; nothing here reads what a person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.core import exact
from hengji.expr.functions import (
    ABSOLUTE,
    AND,
    ARITHMETIC,
    CLAMP,
    COMPARISONS,
    DEFAULT,
    DOWN,
    IF,
    MAX,
    MIN,
    NOT,
    ROUND,
    UP,
)
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


class Workings:
    """The intermediate results of a query, each with a name: layer after layer, every layer over the columns of those before it.

    `widest` is the largest whole number that any step can reach.
    """

    def __init__(self) -> None:
        self.layers: list[list[tuple[str, exp.Expr]]] = []
        self._known: dict[str, tuple[str, int]] = {}
        self.widest = 0
        self._taken = 0

    def put(self, sql: exp.Expr, level: int, name: str = "") -> tuple[str, int]:
        """The name of an expression that is computed in layer `level`, and the first layer that may use it."""
        text = sql.sql()
        known = self._known.get(text)
        if known is not None and not name:
            return known
        self._taken += not name
        found = name or f"_{self._taken}", level + 1
        while len(self.layers) <= level:
            self.layers.append([])
        self.layers[level].append((found[0], sql))
        self._known.setdefault(text, found)
        return found

    def whole(self, whole: Whole, *, own: bool = False) -> Whole:
        """The same number under a name; `own` makes it its own cause of being NULL."""
        if whole.exactly is not None or isinstance(whole.sql, exp.Column):
            return whole
        name, level = self.put(whole.sql, whole.level)
        return replace(whole, sql=named(name), level=level, nulls=frozenset({name}) if own else whole.nulls)

    def ratio(self, ratio: Ratio) -> Ratio:
        """The same number with both its parts under names."""
        return Ratio(self.whole(ratio.above), self.whole(ratio.below))

    def condition(self, condition: Condition, *, own: bool = False) -> Condition:
        """The same truth value under a name."""
        if condition.exactly is not None or isinstance(condition.sql, exp.Column):
            return condition
        name, level = self.put(condition.sql, condition.level)
        return Condition(named(name), level, frozenset({name}) if own else condition.nulls)

    def fits(self, low: int, high: int) -> bool:
        """Whether 64 bits hold a number; beyond 38 digits the formula is refused.

        Raises UnfitError.
        """
        reach = max(abs(low), abs(high))
        self.widest = max(self.widest, reach)
        if reach > MOST_WIDE:
            raise UnfitError(f"10^{len(str(reach)) - 1}")
        return reach <= MOST


def named(name: str) -> exp.Column:
    """A column by its name."""
    return exp.column(name, quoted=True)


def condition_column(name: str, level: int = 0) -> Condition:
    """A column of truth values."""
    return Condition(named(name), level, frozenset({name}))


def whole_column(name: str, low: int, high: int, level: int = 0) -> Whole:
    """A column of whole numbers between two bounds."""
    return Whole(named(name), low, high, level, frozenset({name}))


def compile_node(node: Node, leaf: Callable[[Ref | Local | OverAxis], Column], workings: Workings) -> Column:
    """The formula as a column; `leaf` gives those of its names.

    Raises UnfitError.
    """
    return _Compiler(leaf, workings).of(node)


class _Compiler:
    """One reading of one tree."""

    def __init__(self, leaf: Callable[[Ref | Local | OverAxis], Column], workings: Workings) -> None:
        self.leaf, self.sums = leaf, Sums(workings)

    def of(self, node: Node) -> Column:
        match node:
            case Number(value=value):
                return constant(value)
            case Truth(value=value):
                return Condition(exp.true() if value else exp.false(), exactly=value)
            case Ref() | Local() | OverAxis():
                return self.leaf(node)
            case Unary(operator=operator, operand=operand):
                return self._unary(operator, self.of(operand))
            case Binary(operator=operator, left=left, right=right):
                return self._binary(operator, self.of(left), self.of(right))
            case Call(function=function, arguments=arguments):
                return self._call(function, [self.of(a) for a in arguments])
            case _:
                raise TypeError(f"not unfolded: {type(node).__name__}")

    def _unary(self, operator: str, value: Column) -> Column:
        if isinstance(value, Never):
            return NEVER
        if operator == NOT:
            return self.sums.opposite(_truth(value))
        number = _number(value)
        return Ratio(self.sums.minus(number.above), number.below)

    def _binary(self, operator: str, left: Column, right: Column) -> Column:
        if operator not in ARITHMETIC and operator not in COMPARISONS:
            return self.sums.logic(operator, left, right)
        if isinstance(left, Never) or isinstance(right, Never):
            return NEVER
        a, b = _number(left), _number(right)
        if operator in COMPARISONS:
            return self.sums.compare(operator, a, b)
        match operator:
            case "＋":
                return self.sums.add(a, b)
            case "－":
                return self.sums.add(a, Ratio(self.sums.minus(b.above), b.below))
            case "×":
                return self.sums.multiply(a, b)
            case _:
                return self.sums.divide(a, b)

    def _call(self, function: str, values: list[Column]) -> Column:
        if function == IF:
            return self.sums.choose(*values)
        if function == DEFAULT:
            return self.sums.or_zero(values[0])
        if any(isinstance(value, Never) for value in values):
            return NEVER
        numbers = [_number(value) for value in values]
        match function:
            case _ if function in (MIN, MAX):
                return self.sums.extreme(numbers, least=function == MIN)
            case _ if function == CLAMP:
                return self.sums.extreme([self.sums.extreme(numbers[:2], least=False), numbers[2]], least=True)
            case _ if function == ROUND:
                return self.sums.rounded(numbers[0], (numbers[1].above.exactly or 0))
            case _ if function in (UP, DOWN):
                return Ratio((self.sums.ceiling if function == UP else self.sums.floor)(numbers[0]), ONE)
            case _ if function == ABSOLUTE:
                return Ratio(self.sums.absolute(numbers[0].above), numbers[0].below)
            case _:
                raise TypeError(function)


def _truth(value: Column) -> Condition:
    if isinstance(value, Condition):
        return value
    raise TypeError("the dimension check lets no number through")


def _number(value: Column) -> Ratio:
    if isinstance(value, Ratio):
        return value
    raise TypeError("the dimension check lets no truth value through")


_COMPARED: dict[str, type[exp.Binary]] = {"＝": exp.EQ, "≠": exp.NEQ, "≤": exp.LTE, "≥": exp.GTE, "＜": exp.LT, "＞": exp.GT}
_HOLDS: dict[str, tuple[int, ...]] = {"＝": (0,), "≠": (-1, 1), "≤": (-1, 0), "≥": (0, 1), "＜": (-1,), "＞": (1,)}


class Sums:
    """Sums over columns: each gives what `scalar` gives, for every row."""

    def __init__(self, workings: Workings) -> None:
        self.workings = workings

    # ── whole numbers ──

    def _whole(self, kind: type[exp.Binary], a: Whole, b: Whole, low: int, high: int) -> Whole:
        """An operation on two whole numbers, widened where its result needs it."""
        has, needs = max(a.bits, b.bits), BITS if self.workings.fits(low, high) else 2 * BITS
        left = a.sql if has >= needs else exp.cast(a.sql.copy(), WIDE if needs > BITS else "BIGINT")
        sql: exp.Expr = kind(this=_wrapped(left), expression=_wrapped(b.sql))
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
        factor, base = _split(a)
        return replace(found, made=(factor * (b.exactly or 0), base))

    def absolute(self, a: Whole) -> Whole:
        """The amount of a."""
        if a.exactly is not None:
            return literal(abs(a.exactly))
        if a.low >= 0:
            return a
        return replace(a, sql=exp.Abs(this=a.sql), low=0, high=max(-a.low, a.high), made=None)

    def _over(self, a: Whole, b: Whole, most: int | None = None) -> Whole:
        """A ÷ b in whole numbers, both from 0 up, b above 0 where it counts; what is beyond the comma is dropped."""
        if b.exactly == 1:
            return a
        high = a.high // max(1, b.low)
        high = high if most is None else min(high, most)
        sql: exp.Expr = exp.IntDiv(this=_wrapped(a.sql), expression=_wrapped(b.sql))
        bits = max(a.bits, b.bits)
        if bits > BITS and self.workings.fits(0, high):
            sql, bits = exp.cast(sql, "BIGINT"), BITS
        else:
            sql.meta[EXACTLY] = bits > BITS
        return Whole(sql, 0, high, max(a.level, b.level), a.nulls | b.nulls, bits)

    def _case(self, condition: Condition, yes: Whole, no: Whole) -> Whole:
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

    def _nonnegative(self, a: Whole, yes: Callable[[Whole], Whole], no: Callable[[Whole], Whole]) -> Whole:
        """One sum for numbers from 0 up, another for those below."""
        if a.low >= 0:
            return yes(a)
        if a.high <= 0:
            return no(a)
        a = self.workings.whole(a)
        sign = Condition(exp.GTE(this=a.sql, expression=ZERO.sql), a.level, a.nulls)
        return self._case(sign, yes(replace(a, low=0)), no(replace(a, high=0)))

    # ── numbers ──

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        """A + b over one denominator."""
        left, right, below = self._alike(a, b)
        return Ratio(self.plus(left, right), below())

    def multiply(self, a: Ratio, b: Ratio) -> Ratio:
        """A × b."""
        above, below = self._cancelled(a.above, b.below)
        other_above, other_below = self._cancelled(b.above, a.below)
        return Ratio(self.times(above, other_above), self.times(other_below, below))

    def _cancelled(self, above: Whole, below: Whole) -> tuple[Whole, Whole]:
        """A literal over a number without the factor that both have; the same column over itself is left alone, for it may be 0."""
        factor, base = _split(below)
        if above.exactly is None or factor == 0:
            return above, below
        shared = gcd(above.exactly, factor)
        return literal(above.exactly // shared), below if shared == 1 else self.times(literal(factor // shared), base)

    def divide(self, a: Ratio, b: Ratio) -> Ratio | Never:
        """A ÷ b, unknown where b is 0."""
        if b.above.exactly == 0:
            return NEVER
        if b.above.exactly is not None:
            sign = -1 if b.above.exactly < 0 else 1
            return self.multiply(a, Ratio(self.times(b.below, literal(sign)), literal(abs(b.above.exactly))))
        b = Ratio(self.workings.whole(b.above), b.below)
        above, below = self._cancelled(a.above, b.above)
        more_above, more_below = self._cancelled(b.below, a.below)
        product = self.times(above, more_above)
        if b.above.low > 0 and not b.above.nulls:
            return Ratio(product, self.workings.whole(self.times(more_below, below)))
        positive = Condition(exp.GT(this=b.above.sql, expression=ZERO.sql), b.above.level, b.above.nulls)
        ifs = [exp.If(this=positive.sql, true=product.sql)]
        low, high = product.low, product.high
        if b.above.low < 0:
            other = self.minus(product)
            ifs.append(exp.If(this=exp.LT(this=b.above.sql.copy(), expression=ZERO.sql), true=other.sql))
            low, high = min(low, other.low), max(high, other.high)
        level = max(product.level, positive.level)
        found = Whole(exp.Case(ifs=ifs), low, high, level, EMPTY, product.bits)
        size = self.times(more_below, self.absolute(below))
        return Ratio(
            self.workings.whole(found, own=True),
            self.workings.whole(replace(size, low=max(1, size.low), nulls=EMPTY, guarded=True)),
        )

    def compare(self, operator: str, a: Ratio, b: Ratio) -> Condition:
        """A comparison by cross-multiplication."""
        left, right, _ = self._alike(a, b)
        if left.exactly is not None and right.exactly is not None:
            holds = (left.exactly > right.exactly) - (left.exactly < right.exactly) in _HOLDS[operator]
            return _decided(holds=holds)
        sure = _sure(operator, left, right)
        if sure is not None and not left.nulls | right.nulls:
            return _decided(holds=sure)
        sql = _COMPARED[operator](this=_wrapped(left.sql), expression=_wrapped(right.sql))
        return Condition(sql, max(left.level, right.level), left.nulls | right.nulls)

    def _alike(self, a: Ratio, b: Ratio) -> tuple[Whole, Whole, Callable[[], Whole]]:
        """The numerators of both over one denominator, and how to get that."""
        if _same(a.below, b.below):
            return a.above, b.above, lambda: a.below
        (a_factor, a_base), (b_factor, b_base) = _split(a.below), _split(b.below)
        shared = gcd(a_factor, b_factor)
        left, right = literal(b_factor // shared), literal(a_factor // shared)
        if not _same(a_base, b_base):
            left, right = self.times(left, b_base), self.times(right, a_base)
        left, right = self.workings.whole(left), self.workings.whole(right)
        return self._taller(a.above, left), self._taller(b.above, right), lambda: self.workings.whole(self.times(a.below, left))

    def _taller(self, above: Whole, factor: Whole) -> Whole:
        """A numerator over a larger denominator, which is known wherever the number is."""
        return above if above.exactly == 0 else self.times(above, factor)

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
        found = self._chosen(takes, right, left)
        return Ratio(replace(found, low=pick(left.low, right.low), high=pick(left.high, right.high)), below())

    def _chosen(self, condition: Condition, yes: Whole, no: Whole) -> Whole:
        """One of two numbers, NULL where the condition is unknown or the number taken is."""
        if yes.exactly is not None and no.exactly == 0 and condition.nulls:
            return self._truth_times(condition, yes)
        if condition.nulls <= no.nulls:
            found = self._case(condition, yes, no)
        else:
            condition = self.workings.condition(condition)
            sql = exp.Case(
                ifs=[exp.If(this=condition.sql, true=yes.sql), exp.If(this=exp.Not(this=condition.sql.copy()), true=no.sql)]
            )
            found = replace(self._case(condition, yes, no), sql=sql, made=None)
        every = condition.nulls | yes.nulls | no.nulls
        if yes.nulls <= condition.nulls and no.nulls <= condition.nulls:
            return replace(found, nulls=condition.nulls)
        return replace(found, nulls=every) if yes.nulls == no.nulls else self.workings.whole(found, own=True)

    def _truth_times(self, condition: Condition, number: Whole) -> Whole:
        """The number where the condition holds, 0 where it does not, NULL where it is unknown: a product, which an engine has much sooner than a CASE."""
        one = Whole(exp.cast(_wrapped(condition.sql), "BIGINT"), 0, 1, condition.level, condition.nulls)
        return self.times(one, number)

    def choose(self, condition: Column, yes: Column, no: Column) -> Column:
        """如果: the branch that the condition takes; the other may be unknown."""
        if isinstance(condition, Never):
            return NEVER
        decided = _truth(condition)
        if decided.exactly is not None:
            return yes if decided.exactly else no
        if isinstance(yes, Never) and isinstance(no, Never):
            return NEVER
        if isinstance(yes, Condition) or isinstance(no, Condition):
            return self._chosen_truth(decided, yes, no)
        if isinstance(yes, Never) or isinstance(no, Never):
            return self._only(decided, yes, no)
        a, b = _number(yes), _number(no)
        if (a.below.exactly is None) != (b.below.exactly is None):
            a, b = self._positive(a), self._positive(b)
        if _same(a.below, b.below) or a.below.exactly is not None or b.below.exactly is not None:
            left, right, shared = self._alike(a, b)
            return Ratio(self._chosen(decided, left, right), shared())
        decided = self.workings.condition(decided)
        below = replace(self._case(decided, a.below, b.below), nulls=EMPTY)
        return Ratio(self._chosen(decided, a.above, b.above), self.workings.whole(below))

    def _positive(self, a: Ratio) -> Ratio:
        """The same number over a denominator that is above 0 even where the number is unknown, so that another may be put over it."""
        if a.below.exactly is not None:
            return a
        factor, base = _split(a.below)
        if base.low > 0 and not base.nulls and not a.below.guarded:
            return a
        base = self.workings.whole(base)
        sql = exp.Case(ifs=[exp.If(this=exp.GT(this=base.sql, expression=ZERO.sql), true=base.sql.copy())], default=ONE.sql)
        return Ratio(
            a.above, self.workings.whole(self.times(literal(factor), self.workings.whole(replace(base, sql=sql, made=None))))
        )

    def _only(self, condition: Condition, yes: Column, no: Column) -> Ratio:
        """A number on one branch, nothing known on the other."""
        first = isinstance(no, Never)
        kept = _number(yes if first else no)
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
                ifs.append(exp.If(this=test, true=_truth(branch).sql))
                level = max(level, _truth(branch).level)
        return self.workings.condition(Condition(exp.Case(ifs=ifs), level), own=True)

    def or_zero(self, value: Column) -> Column:
        """缺省(x, 0) of a fact: 0 where it is not listed."""
        if isinstance(value, Never):
            return constant(exact.ZERO)
        number = _number(value)
        sql = exp.Coalesce(this=number.above.sql, expressions=[ZERO.sql])
        found = replace(number.above, sql=sql, low=min(0, number.above.low), high=max(0, number.above.high), nulls=EMPTY, made=None)
        return Ratio(self.workings.whole(found), number.below)

    # ── truth ──

    def opposite(self, condition: Condition) -> Condition:
        """非."""
        if condition.exactly is not None:
            return Condition(exp.false() if condition.exactly else exp.true(), exactly=not condition.exactly)
        return replace(condition, sql=exp.Not(this=_wrapped(condition.sql)))

    def logic(self, operator: str, left: Column, right: Column) -> Column:
        """且 and 或 of three values, which are SQL's own."""
        decides = operator != AND
        sides = [side if isinstance(side, Never) else _truth(side) for side in (left, right)]
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
        sql = (exp.Or if decides else exp.And)(this=_wrapped(parts[0]), expression=_wrapped(parts[1]))
        return self.workings.condition(Condition(sql, max(side.level for side in known)), own=True)

    # ── rounding ──

    def rounded(self, a: Ratio, decimals: int) -> Ratio:
        """四舍五入 at so many decimals."""
        scale, unit = (10**decimals, 1) if decimals >= 0 else (1, int(10**-decimals))
        return Ratio(self.times(self.scaled(a, scale, unit), literal(unit)), literal(scale))

    def scaled(self, a: Ratio, scale: int, unit: int = 1, *, down: bool = False, most: int | None = None) -> Whole:
        """A × scale ÷ unit, rounded half away from zero to a whole number: (2nS + d) div (2d); `down` cuts off instead.

        `most` is proved elsewhere: the result is never above it.
        """
        below = self.times(a.below, literal(unit))
        if below.exactly is not None and scale % below.exactly == 0:
            return self.times(a.above, literal(scale // below.exactly))
        below = self.workings.whole(below)

        def half_up(above: Whole) -> Whole:
            if down:
                return self._over(self.times(above, literal(scale)), below, most)
            return self._over(self.plus(self.times(above, literal(2 * scale)), below), self.times(below, literal(2)), most)

        return self._nonnegative(a.above, half_up, lambda above: self.minus(half_up(self.minus(above))))

    def floor(self, a: Ratio) -> Whole:
        """向下取整."""
        if a.below.exactly == 1:
            return a.above
        below = self.workings.whole(a.below)

        def under(above: Whole) -> Whole:
            more = self.plus(self.minus(above), self.less(below, ONE))
            return self.minus(self._over(replace(more, low=max(0, more.low)), below))

        return self._nonnegative(a.above, lambda above: self._over(above, below), under)

    def ceiling(self, a: Ratio) -> Whole:
        """向上取整."""
        return self.minus(self.floor(Ratio(self.minus(a.above), a.below)))


def _comes_after(a: Whole, b: Whole) -> bool:
    """Whether two columns stand in a product in the order that it is not written in: so that it has one name."""
    return isinstance(a.sql, exp.Column) and isinstance(b.sql, exp.Column) and a.sql.name > b.sql.name


def _decided(*, holds: bool) -> Condition:
    return Condition(exp.true() if holds else exp.false(), exactly=holds)


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


def _split(whole: Whole) -> tuple[int, Whole]:
    """A number as a literal times another."""
    if whole.exactly is not None:
        return whole.exactly, ONE
    return whole.made or (1, whole)


def _same(a: Whole, b: Whole) -> bool:
    return a.exactly == b.exactly if a.exactly is not None or b.exactly is not None else a.sql == b.sql


_BARE = (exp.Column, exp.Literal, exp.Paren, exp.Cast, exp.Case, exp.Abs, exp.Coalesce, exp.Boolean)


def _wrapped(sql: exp.Expr) -> exp.Expr:
    """An operand in brackets, unless it needs none."""
    return sql.copy() if isinstance(sql, _BARE) else exp.paren(sql)


def query(workings: Workings, base: str, chosen: list[tuple[str, exp.Expr]], dialect: str) -> str:
    """Layer upon layer over a table or a query in brackets: each keeps the columns below it and adds its own; the last gives the chosen ones."""
    found = base
    for level, layer in enumerate(workings.layers):
        found = f"(SELECT *, {', '.join(_aliased(name, sql, dialect) for name, sql in layer)} FROM {found}) AS layer{level}"
    return f"SELECT {', '.join(_aliased(name, sql, dialect) for name, sql in chosen)} FROM {found}"


def _aliased(name: str, sql: exp.Expr, dialect: str) -> str:
    return f"{printed(sql, dialect)} AS {_identifier(name, dialect)}"


@lru_cache(8192)
def _identifier(name: str, dialect: str) -> str:
    return str(exp.to_identifier(name, quoted=True).sql(dialect))


def printed(sql: exp.Expr, dialect: str) -> str:
    """The SQL in an engine's own dialect; Spark keeps whole numbers of 38 digits as decimals, and its DIV gives 64 bits alone."""
    if dialect == "spark":
        sql = sql.transform(_for_spark)
    return sql.sql(dialect, copy=False)  # sums, choices and comparisons are printed as they stand


def _for_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
        return exp.DataType.build(WIDE_IN_SPARK)
    if isinstance(node, exp.IntDiv) and node.meta.get(EXACTLY):
        return _divided_in_spark(node.this, node.expression)
    return node


def _divided_in_spark(above: exp.Expr, below: exp.Expr) -> exp.Expr:
    """A division of decimals rounds, so its floor may be one too many: then one is taken away."""
    first = exp.cast(exp.Floor(this=exp.paren(exp.Div(this=above.copy(), expression=below.copy(), typed=True))), WIDE_IN_SPARK)
    over = exp.LT(this=above.copy(), expression=exp.Mul(this=first.copy(), expression=below.copy()))
    return exp.paren(
        exp.Sub(this=first, expression=exp.Case(ifs=[exp.If(this=over, true=ONE.sql.copy())], default=ZERO.sql.copy()))
    )
