"""衡式 as XPath 2.0 over variables that hold figures in base units: a reading of the tree that a standard processor computes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DOWN, IF, MAX, MIN, OR, ROUND, UP
from hengji.expr.tree import Binary, Call, Local, Node, Number, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.exact import Exact

COMPARED = {"＝": "eq", "≠": "ne", "≤": "le", "≥": "ge", "＜": "lt", "＞": "gt"}
_SIGNS = {"＋": "+", "－": "-", "×": "*", "÷": "div"}
MOST_DECIMALS = 15


def number(value: Exact) -> str:
    """A constant: a decimal, or a division where no short decimal is exact.

    >>> number((1, 8)), number((1, 3)), number((-3, 1))
    ('0.125', '(1 div 3)', '(-3)')
    """
    written = exact.plain(value, MOST_DECIMALS)
    if exact.compare(exact.of(written), value):
        return f"({value[0]} div {value[1]})"
    return f"({written})" if written.startswith("-") else written


def say(node: Node) -> str:
    """A formula in XPath; a node that XPath has no word for is a bug of the caller.

    >>> say(Binary("÷", Local("f1"), Binary("＋", Local("f2"), Number((1, 2), "0.5"))))
    '($f1 div ($f2 + 0.5))'
    """
    match node:
        case Number(value=value):
            return number(value)
        case Truth(value=value):
            return "true()" if value else "false()"
        case Local(name=name):
            return f"${name}"
        case Unary(operator="－", operand=operand):
            return f"(-{say(operand)})"
        case Unary(operand=operand):
            return f"not({say(operand)})"
        case Binary(operator=operator, left=left, right=right) if operator in _SIGNS:
            return f"({say(left)} {_SIGNS[operator]} {say(right)})"
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            return f"({say(left)} {COMPARED[operator]} {say(right)})"
        case Binary(operator=operator, left=left, right=right) if operator in (AND, OR):
            return f"({say(left)} {'and' if operator == AND else 'or'} {say(right)})"
        case Call(function=function, arguments=arguments) if function in _CALLS:
            return _CALLS[function]([say(each) for each in arguments])
        case _:
            raise TypeError(type(node).__name__)


def _clamp(parts: list[str]) -> str:
    value, low, high = parts
    return f"min((max(({value}, {low})), {high}))"


def _round(parts: list[str]) -> str:
    """Half away from zero: XPath's own `round` takes halves up."""
    value, decimals = parts
    ten = 10 ** int(decimals)
    return f"((if ({value} lt 0) then -1 else 1) * floor(abs({value}) * {ten} + 0.5) div {ten})"


_CALLS: dict[str, Callable[[list[str]], str]] = {
    MIN: lambda parts: f"min(({', '.join(parts)}))",
    MAX: lambda parts: f"max(({', '.join(parts)}))",
    ABSOLUTE: lambda parts: f"abs({parts[0]})",
    UP: lambda parts: f"ceiling({parts[0]})",
    DOWN: lambda parts: f"floor({parts[0]})",
    IF: lambda parts: f"(if ({parts[0]}) then {parts[1]} else {parts[2]})",
    CLAMP: _clamp,
    ROUND: _round,
}
