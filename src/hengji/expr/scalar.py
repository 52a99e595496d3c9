"""A formula computed for one department: exact, and unknown where a part is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from hengji.core import exact
from hengji.core.unknown import Unknown, Why, join
from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DEFAULT, DOWN, IF, MAX, MIN, NOT, ROUND, UP
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary

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
    return _KINDS[type(node)](node, given)


def _binary(node: Binary, given: Given) -> Value:
    left = _KINDS[type(node.left)](node.left, given)
    right = _KINDS[type(node.right)](node.right, given)
    operator = node.operator
    if operator in _ARITHMETIC:
        return _compute(operator, left, right)
    return _compare(operator, left, right) if operator in COMPARISONS else _logic(operator, left, right)


def _unary(node: Unary, given: Given) -> Value:
    value = evaluate(node.operand, given)
    if isinstance(value, Unknown):
        return value
    return (not value) if node.operator == NOT else exact.negative(_number(value))


def _members(node: OverAxis, given: Given) -> Value:
    parts = given.listed(node)
    return _sum(parts) if parts else Unknown(Why.NOT_LISTED, (f"{node.ref.label}（按{node.axis_label}）",))


def _folded(node: Node, _given: Given) -> Value:
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
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return _stopped(left, right)
    if operator == "÷" and right[0] == 0:
        return Unknown(Why.ZERO_DIVISOR)
    result = _ARITHMETIC[operator](left, right)
    return Unknown(Why.OUT_OF_RANGE) if abs(result[0]) > exact.LARGEST * result[1] else result


def _stopped(left: Value, right: Value) -> Unknown:
    """The unknown that stops an operation on two operands."""
    found = _unknowns(left, right)
    if found is None:
        raise TypeError("the dimension check lets no truth value through")
    return found


def _compare(operator: str, left: Value, right: Value) -> Value:
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return _stopped(left, right)
    return exact.compare(left, right) in _HOLDS[operator]


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
    values = [_KINDS[type(a)](a, given) for a in arguments]
    if function == DEFAULT:
        first = values[0]
        return exact.ZERO if isinstance(first, Unknown) and first.why is Why.MISSING else first
    numbers = [value for value in values if isinstance(value, tuple)]
    if len(numbers) == len(values):
        return _FUNCTIONS[function](numbers)
    stopped = _unknowns(*values)
    if stopped is None:
        raise TypeError("the dimension check lets no truth value through")
    return stopped


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

_KINDS: dict[type, Callable[[Any, Given], Value]] = {
    Number: lambda node, _: node.value,
    Truth: lambda node, _: node.value,
    Ref: lambda node, given: given.fact(node),
    Local: lambda node, given: given.local(node),
    Binary: _binary,
    Call: lambda node, given: _call(node.function, node.arguments, given),
    Unary: _unary,
    OverAxis: _members,
    OverList: _folded,
    ByBands: _folded,
}
