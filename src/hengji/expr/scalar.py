"""A formula computed for one department: exact, and unknown where a part is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hengji.core import exact
from hengji.core.unknown import Unknown, Why, join
from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DEFAULT, DOWN, IF, MAX, MIN, NOT, ROUND, UP
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hengji.core.exact import Exact

Value = tuple[int, int] | bool | Unknown


class Given(Protocol):
    """Where the names of a formula get their values."""

    def fact(self, ref: Ref) -> Value:
        """The value of a fact in base units."""

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """The listed members of an axis."""

    def local(self, name: Local) -> Value:
        """The value of a method's own name."""


def evaluate(node: Node, given: Given) -> Value:
    """The value of a formula: an exact number, a truth value, or Unknown with what is missing."""
    match node:
        case Number(value=number):
            return number
        case Truth(value=truth):
            return truth
        case Ref():
            return given.fact(node)
        case Local():
            return given.local(node)
        case Binary(operator=operator, left=left, right=right):
            if operator in COMPARISONS:
                return _compare(operator, evaluate(left, given), evaluate(right, given))
            if operator in _ARITHMETIC:
                return _compute(operator, evaluate(left, given), evaluate(right, given))
            return _logic(operator, evaluate(left, given), evaluate(right, given))
        case Call(function=function, arguments=arguments):
            return _call(function, arguments, given)
        case Unary(operator=operator, operand=operand):
            value = evaluate(operand, given)
            if isinstance(value, Unknown):
                return value
            return (not value) if operator == NOT else exact.negative(_number(value))
        case OverAxis(ref=ref):
            parts = given.listed(node)
            return _sum(parts) if parts else Unknown(Why.NOT_LISTED, (f"{ref.label}（按{node.axis_label}）",))
        case _:
            raise TypeError(f"not unfolded: {type(node).__name__}")


def _number(value: Value) -> Exact:
    if isinstance(value, tuple):
        return value
    raise TypeError("the dimension check lets no truth value through")


def _sum(parts: Sequence[Exact]) -> Exact:
    total = exact.ZERO
    for part in parts:
        total = exact.add(total, part)
    return total


def _unknowns(*values: Value) -> Unknown | None:
    """The unknown that stops an operation, if one of its operands is unknown."""
    found = [value for value in values if isinstance(value, Unknown)]
    return join(found) if found else None


_ARITHMETIC: dict[str, Callable[[Exact, Exact], Exact]] = {
    "＋": exact.add,
    "－": exact.subtract,
    "×": exact.multiply,
    "÷": exact.divide,
}
_HOLDS: dict[str, tuple[int, ...]] = {"＝": (0,), "≠": (-1, 1), "≤": (-1, 0), "≥": (0, 1), "＜": (-1,), "＞": (1,)}


def _compute(operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join([value for value in (left, right) if isinstance(value, Unknown)])
    a, b = _number(left), _number(right)
    if operator == "÷" and b[0] == 0:
        return Unknown(Why.ZERO_DIVISOR)
    result = _ARITHMETIC[operator](a, b)
    return Unknown(Why.OUT_OF_RANGE) if abs(result[0]) > exact.LARGEST * result[1] else result


def _compare(operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join([value for value in (left, right) if isinstance(value, Unknown)])
    return exact.compare(_number(left), _number(right)) in _HOLDS[operator]


def _logic(operator: str, left: Value, right: Value) -> Value:
    """且 and 或 of three values: a known operand that decides, decides."""
    decides = operator != AND
    if left is decides or right is decides:
        return decides
    stopped = _unknowns(left, right)
    return (not decides) if stopped is None else stopped


def _call(function: str, arguments: tuple[Node, ...], given: Given) -> Value:
    if function == IF:
        condition = evaluate(arguments[0], given)
        return condition if isinstance(condition, Unknown) else evaluate(arguments[1 if condition else 2], given)
    values = [evaluate(a, given) for a in arguments]
    if function == DEFAULT:
        first = values[0]
        return exact.ZERO if isinstance(first, Unknown) and first.why is Why.MISSING else first
    stopped = _unknowns(*values)
    return _FUNCTIONS[function]([_number(value) for value in values]) if stopped is None else stopped


def _least(values: list[Exact]) -> Exact:
    least = values[0]
    for value in values[1:]:
        least = value if exact.compare(value, least) < 0 else least
    return least


def _most(values: list[Exact]) -> Exact:
    most = values[0]
    for value in values[1:]:
        most = value if exact.compare(value, most) > 0 else most
    return most


_FUNCTIONS: dict[str, Callable[[list[Exact]], Exact]] = {
    MIN: _least,
    MAX: _most,
    CLAMP: lambda v: _least([_most([v[0], v[1]]), v[2]]),
    ROUND: lambda v: exact.round_half_away(v[0], v[1][0]),
    UP: lambda v: exact.ceil(v[0]),
    DOWN: lambda v: exact.floor(v[0]),
    ABSOLUTE: lambda v: (abs(v[0][0]), v[0][1]),
}
