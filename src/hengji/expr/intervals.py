"""The least and the most that a formula can give, from what its names can be: proves that no branch scores above the weight,
and tells how far printed digits let a value move.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DOWN, IF, MAX, MIN, NOT, OR, ROUND, UP
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.exact import Exact

End = tuple[int, int] | None
Interval = tuple[End, End]
"""Both ends belong to it; None at the left is −∞, at the right ∞. A truth value is [0, 1], [0, 0] or [1, 1]."""

ALL: Interval = (None, None)
NO, YES, EITHER = ((0, 1), (0, 1)), ((1, 1), (1, 1)), ((0, 1), (1, 1))


def of(node: Node, leaf: Callable[[Ref | Local | OverAxis], Interval]) -> Interval:
    """The interval of a formula; `leaf` says that of a name."""
    match node:
        case Number(value=value):
            return value, value
        case Truth(value=value):
            return YES if value else NO
        case Ref() | Local() | OverAxis():
            return leaf(node)
        case Unary(operator=operator, operand=operand):
            inner = of(operand, leaf)
            return _subtract(YES, inner) if operator == NOT else _negative(inner)
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, of(left, leaf), of(right, leaf))
        case Call(function=function, arguments=arguments):
            return _call(function, [of(a, leaf) for a in arguments])
        case _:
            return ALL


def _lower(a: End, b: End) -> End:
    return None if a is None or b is None else (a if exact.compare(a, b) <= 0 else b)


def _upper(a: End, b: End) -> End:
    return None if a is None or b is None else (a if exact.compare(a, b) >= 0 else b)


def hull(a: Interval, b: Interval) -> Interval:
    """The least interval that holds both."""
    return _lower(a[0], b[0]), _upper(a[1], b[1])


def _negative(a: Interval) -> Interval:
    low, high = a
    return (None if high is None else exact.negative(high)), (None if low is None else exact.negative(low))


def _add(a: Interval, b: Interval) -> Interval:
    low = None if a[0] is None or b[0] is None else exact.add(a[0], b[0])
    high = None if a[1] is None or b[1] is None else exact.add(a[1], b[1])
    return low, high


def _subtract(a: Interval, b: Interval) -> Interval:
    return _add(a, _negative(b))


def _multiply(a: Interval, b: Interval) -> Interval:
    if None in a or None in b:
        return _multiply_open(a, b)
    corners: list[End] = [exact.multiply(x, y) for x in a for y in b if x is not None and y is not None]
    return reduce(_lower, corners), reduce(_upper, corners)


def _multiply_open(a: Interval, b: Interval) -> Interval:
    """Products with an open end: known only where neither factor goes below zero."""
    if a[0] is None or b[0] is None or a[0][0] < 0 or b[0][0] < 0:
        return ALL
    zero = exact.ZERO
    if a in ((zero, zero), NO) or b in ((zero, zero), NO):
        return zero, zero
    high = None if a[1] is None or b[1] is None else exact.multiply(a[1], b[1])
    return exact.multiply(a[0], b[0]), high


def _divide(a: Interval, b: Interval) -> Interval:
    low, high = b
    if low is not None and low[0] > 0:
        inverse: Interval = ((0, 1) if high is None else exact.divide((1, 1), high)), exact.divide((1, 1), low)
        return _multiply(a, inverse)
    if high is not None and high[0] < 0:
        return _negative(_divide(a, _negative(b)))
    if a[0] is not None and a[0][0] >= 0 and low is not None and low[0] >= 0:
        return exact.ZERO, None
    return ALL


def _compare(operator: str, a: Interval, b: Interval) -> Interval:
    """Whether a comparison surely holds, surely fails, or may do either."""
    below = a[1] is not None and b[0] is not None and exact.compare(a[1], b[0]) < 0
    not_above = a[1] is not None and b[0] is not None and exact.compare(a[1], b[0]) <= 0
    above = a[0] is not None and b[1] is not None and exact.compare(a[0], b[1]) > 0
    not_below = a[0] is not None and b[1] is not None and exact.compare(a[0], b[1]) >= 0
    sure = {
        "＜": (below, not_below),
        "≤": (not_above, above),
        "＞": (above, not_above),
        "≥": (not_below, below),
        "＝": (not_above and not_below, below or above),
        "≠": (below or above, not_above and not_below),
    }[operator]
    return YES if sure[0] else NO if sure[1] else EITHER


def _binary(operator: str, a: Interval, b: Interval) -> Interval:
    if operator in COMPARISONS:
        return _compare(operator, a, b)
    return {
        "＋": _add,
        "－": _subtract,
        "×": _multiply,
        "÷": _divide,
        AND: _minimum,
        OR: _maximum,
    }[operator](a, b)


def _minimum(a: Interval, b: Interval) -> Interval:
    high = a[1] if b[1] is None else b[1] if a[1] is None else _lower(a[1], b[1])
    return _lower(a[0], b[0]), high


def _maximum(a: Interval, b: Interval) -> Interval:
    low = a[0] if b[0] is None else b[0] if a[0] is None else _upper(a[0], b[0])
    return low, _upper(a[1], b[1])


def _each(change: Callable[[Exact], Exact], a: Interval) -> Interval:
    return (None if a[0] is None else change(a[0])), (None if a[1] is None else change(a[1]))


def _absolute(a: Interval) -> Interval:
    if a[0] is not None and a[0][0] >= 0:
        return a
    mirrored = _negative(a)
    if a[1] is not None and a[1][0] <= 0:
        return mirrored
    return exact.ZERO, _upper(a[1], mirrored[1])


def _call(function: str, parts: list[Interval]) -> Interval:
    if function == IF:
        condition, yes, no = parts
        return yes if condition == YES else no if condition == NO else hull(yes, no)
    if function in (MIN, MAX):
        return reduce(_minimum if function == MIN else _maximum, parts)
    if function == CLAMP:
        value, low, high = parts
        return _minimum(_maximum(value, low), high)
    if function == ROUND:
        decimals = parts[1][0]
        return _each(lambda x: exact.round_half_away(x, decimals[0] if decimals else 0), parts[0])
    if function in (UP, DOWN):
        return _each(exact.ceil if function == UP else exact.floor, parts[0])
    return _absolute(parts[0]) if function == ABSOLUTE else parts[0]
