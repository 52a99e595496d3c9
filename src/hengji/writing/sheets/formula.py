"""衡式 as a formula of a spreadsheet: the same tree, computed in the sheet with its binary numbers kept from telling where the exact ones do not.

A spreadsheet knows no exact numbers: what is compared, stepped or cut is rounded first to more digits than any printed figure has, so that 0.1 ＋ 0.2
is 0.3 and fourteen steps of one per cent are fourteen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DEFAULT, DOWN, IF, MAX, MIN, OR, ROUND, UP
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary
from hengji.writing.sheets.checks import InexpressibleError, plain

if TYPE_CHECKING:
    from collections.abc import Callable

NEAR, FINE = 8, 11
_SIGNS = {"＋": "+", "－": "-", "×": "*", "÷": "/"}
_COMPARED = {"＝": "=", "≠": "<>", "≤": "<=", "≥": ">=", "＜": "<", "＞": ">"}

if TYPE_CHECKING:
    Leaf = Callable[[Ref | Local | OverAxis], str]


def say(node: Node, leaf: Leaf) -> str:
    """A formula without its equals sign; `leaf` gives the cell, or the sum of cells, that a name stands for.

    >>> say(Call("向上取整", (Binary("÷", Local("甲"), Number((1, 100), "1%")),)), lambda _: "B2")
    '-INT(-ROUND((B2/0.01),8))'
    """
    match node:
        case Number(value=value):
            written = plain(value)
            return f"({written})" if written.startswith("-") else written
        case Truth(value=value):
            return "TRUE" if value else "FALSE"
        case Ref() | Local() | OverAxis():
            return leaf(node)
        case Unary(operator="－", operand=operand):
            return f"(-{say(operand, leaf)})"
        case Unary(operand=operand):
            return f"NOT({say(operand, leaf)})"
        case Binary(operator=operator, left=left, right=right) if operator in _SIGNS:
            return f"({say(left, leaf)}{_SIGNS[operator]}{say(right, leaf)})"
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            return f"(ROUND({say(left, leaf)}-{say(right, leaf)},{NEAR}){_COMPARED[operator]}0)"
        case Binary(operator=operator, left=left, right=right) if operator in (AND, OR):
            return f"{'AND' if operator == AND else 'OR'}({say(left, leaf)},{say(right, leaf)})"
        case Call(function=function, arguments=arguments) if function in _CALLS:
            return _CALLS[function]([say(each, leaf) for each in arguments])
        case _:
            raise InexpressibleError(type(node).__name__)


def rounded(text: str, decimals: int) -> str:
    """四舍五入 of a formula's value; what is a half in decimals is one here too."""
    return f"ROUND(ROUND({text},{max(FINE, decimals + 2)}),{decimals})"


def cut(text: str, decimals: int) -> str:
    """截断 of a value that is not negative."""
    ten = 10**decimals
    return f"INT(ROUND({text}*{ten},{NEAR}))/{ten}"


_CALLS: dict[str, Callable[[list[str]], str]] = {
    MIN: lambda parts: f"MIN({','.join(parts)})",
    MAX: lambda parts: f"MAX({','.join(parts)})",
    ABSOLUTE: lambda parts: f"ABS({parts[0]})",
    UP: lambda parts: f"-INT(-ROUND({parts[0]},{NEAR}))",
    DOWN: lambda parts: f"INT(ROUND({parts[0]},{NEAR}))",
    IF: lambda parts: f"IF({','.join(parts)})",
    CLAMP: lambda parts: f"MIN(MAX({parts[0]},{parts[1]}),{parts[2]})",
    ROUND: lambda parts: rounded(parts[0], int(parts[1])),
    DEFAULT: lambda parts: parts[0],
}
