"""A formula computed for one department: exact, and unknown where a part is unknown.

The tree is read once and becomes functions within functions (`program`); computing it for the next department reads no tree.
"""

from __future__ import annotations

from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Protocol

from hengji.core import exact
from hengji.core.once import once
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


if TYPE_CHECKING:
    Program = Callable[[Given], Value]


def evaluate(node: Node, given: Given) -> Value:
    """The value of a formula: an exact number, a truth value, or Unknown with what is missing."""
    return program(node)(given)


def _made(node: Node) -> Program:
    match node:
        case Number(value=value) | Truth(value=value):
            return lambda _: value
        case Ref():
            return lambda given: given.fact(node)
        case Local():
            return lambda given: given.local(node)
        case OverAxis():
            return _members(node)
        case Unary(operator=operator, operand=operand):
            return _unary(operator, _made(operand))
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, _made(left), _made(right))
        case Call(function=function, arguments=arguments):
            return _call(function, tuple(map(_made, arguments)))
        case _:
            return _folded(type(node).__name__)


program = once(_made)
"""The formula as a function of what is given."""


def _folded(kind: str) -> Program:
    def stop(_given: Given) -> Value:
        raise TypeError(f"not unfolded: {kind}")

    return stop


def _members(node: OverAxis) -> Program:
    missing = Unknown(Why.NOT_LISTED, (f"{node.ref.label}（按{node.axis_label}）",))

    def members(given: Given) -> Value:
        parts = given.listed(node)
        return _sum(parts) if parts else missing

    return members


def _unary(operator: str, operand: Program) -> Program:
    def opposite(given: Given) -> Value:
        value = operand(given)
        return value if isinstance(value, Unknown) else not value

    def negative(given: Given) -> Value:
        value = operand(given)
        return value if isinstance(value, Unknown) else exact.negative(_number(value))

    return opposite if operator == NOT else negative


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


def _stopped(*values: Value) -> Unknown:
    """The unknown that stops an operation, one of whose operands is no number."""
    found = _unknowns(*values)
    if found is None:
        raise TypeError("the dimension check lets no truth value through")
    return found


_ARITHMETIC: dict[str, Callable[[Exact, Exact], Exact]] = {
    "＋": exact.add,
    "－": exact.subtract,
    "×": exact.multiply,
    "÷": exact.divide,
}
_HOLDS: dict[str, Callable[[int, int], bool]] = {"＝": eq, "≠": ne, "≤": le, "≥": ge, "＜": lt, "＞": gt}


def _binary(operator: str, left: Program, right: Program) -> Program:
    if operator in _ARITHMETIC:
        return _compute(_ARITHMETIC[operator], left, right)
    return _compare(_HOLDS[operator], left, right) if operator in COMPARISONS else _logic(operator, left, right)


def _compute(sums: Callable[[Exact, Exact], Exact], left: Program, right: Program) -> Program:
    divides, largest = sums is exact.divide, exact.LARGEST

    def compute(given: Given) -> Value:
        a, b = left(given), right(given)
        if not (isinstance(a, tuple) and isinstance(b, tuple)):
            return _stopped(a, b)
        if divides and b[0] == 0:
            return Unknown(Why.ZERO_DIVISOR)
        result = sums(a, b)
        if -largest <= result[0] <= largest or abs(result[0]) <= largest * result[1]:
            return result
        return Unknown(Why.OUT_OF_RANGE)

    return compute


def _compare(holds: Callable[[int, int], bool], left: Program, right: Program) -> Program:
    """Two numbers held against each other by cross-multiplication."""

    def compare(given: Given) -> Value:
        a, b = left(given), right(given)
        if not (isinstance(a, tuple) and isinstance(b, tuple)):
            return _stopped(a, b)
        return holds(a[0] * b[1], b[0] * a[1])

    return compare


def _logic(operator: str, left: Program, right: Program) -> Program:
    """且 and 或 of three values: a known operand that decides, decides."""
    decides = operator != AND

    def logic(given: Given) -> Value:
        a, b = left(given), right(given)
        if a is decides or b is decides:
            return decides
        stopped = _unknowns(a, b)
        return (not decides) if stopped is None else stopped

    return logic


def _call(function: str, arguments: tuple[Program, ...]) -> Program:
    if function == IF:
        return _choice(*arguments)
    if function == DEFAULT:
        return _or_zero(arguments[0])
    if function == CLAMP:
        return _clamp(*arguments)
    of_numbers = _FUNCTIONS[function]

    def call(given: Given) -> Value:
        values = [argument(given) for argument in arguments]
        numbers = [value for value in values if isinstance(value, tuple)]
        return of_numbers(numbers) if len(numbers) == len(values) else _stopped(*values)

    return call


def _clamp(argument: Program, least: Program, most: Program) -> Program:
    def clamp(given: Given) -> Value:
        value, low, high = argument(given), least(given), most(given)
        if not (isinstance(value, tuple) and isinstance(low, tuple) and isinstance(high, tuple)):
            return _stopped(value, low, high)
        if low[0] * value[1] > value[0] * low[1]:
            value = low
        return high if high[0] * value[1] < value[0] * high[1] else value

    return clamp


def _choice(condition: Program, yes: Program, no: Program) -> Program:
    def choose(given: Given) -> Value:
        holds = condition(given)
        if isinstance(holds, Unknown):
            return holds
        return yes(given) if holds else no(given)

    return choose


def _or_zero(argument: Program) -> Program:
    def or_zero(given: Given) -> Value:
        value = argument(given)
        return exact.ZERO if isinstance(value, Unknown) and value.why is Why.MISSING else value

    return or_zero


def _least(values: Sequence[Exact]) -> Exact:
    least = values[0]
    for value in values[1:]:
        if value[0] * least[1] < least[0] * value[1]:
            least = value
    return least


def _most(values: Sequence[Exact]) -> Exact:
    most = values[0]
    for value in values[1:]:
        if value[0] * most[1] > most[0] * value[1]:
            most = value
    return most


_FUNCTIONS: dict[str, Callable[[list[Exact]], Exact]] = {
    MIN: _least,
    MAX: _most,
    ROUND: lambda v: exact.round_half_away(v[0], v[1][0]),
    UP: lambda v: exact.ceil(v[0]),
    DOWN: lambda v: exact.floor(v[0]),
    ABSOLUTE: lambda v: (abs(v[0][0]), v[0][1]),
}
