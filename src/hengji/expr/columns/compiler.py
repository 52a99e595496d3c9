"""A formula's tree as a column: each node by the sum that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.expr.columns.sums import Sums
from hengji.expr.columns.values import NEVER, ONE, Column, Condition, Never, Ratio, constant, number, truth
from hengji.expr.functions import (
    ABSOLUTE,
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
    from collections.abc import Callable

    from hengji.expr.columns.workings import Workings


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
            return self.sums.opposite(truth(value))
        return self.sums.minus(number(value))

    def _binary(self, operator: str, left: Column, right: Column) -> Column:
        if operator not in ARITHMETIC and operator not in COMPARISONS:
            return self.sums.logic(operator, left, right)
        if isinstance(left, Never) or isinstance(right, Never):
            return NEVER
        a, b = number(left), number(right)
        if operator in COMPARISONS:
            return self.sums.compare(operator, a, b)
        match operator:
            case "＋":
                return self.sums.add(a, b)
            case "－":
                return self.sums.add(a, self.sums.minus(b))
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
        numbers = [number(value) for value in values]
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
                return self.sums.absolute(numbers[0])
            case _:
                raise TypeError(function)
