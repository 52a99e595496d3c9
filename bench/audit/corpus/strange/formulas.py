"""Formulas between named figures: their exact value, and the sides of a relation that they are."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Sides:
    """(plus − minus) × times ÷ (over − over_minus), each a list of names."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    over_minus: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, each once."""
        return tuple(dict.fromkeys((*self.plus, *self.minus, *self.times, *self.over, *self.over_minus)))


def parsed(formula: str) -> ast.expr:
    """The formula as a tree."""
    return ast.parse(formula.strip(), mode="eval").body


def value(formula: str, known: Mapping[str, Fraction]) -> Fraction:
    """The exact value."""
    return _value(parsed(formula), known)


def _value(node: ast.expr, known: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, known)
    assert isinstance(node, ast.BinOp), ast.dump(node)
    one, two = _value(node.left, known), _value(node.right, known)
    if isinstance(node.op, ast.Add):
        return one + two
    if isinstance(node.op, ast.Sub):
        return one - two
    return one * two if isinstance(node.op, ast.Mult) else one / two


def sides(formula: str) -> Sides | None:
    """The relation that the formula is, or None for a name alone."""
    node = parsed(formula)
    if isinstance(node, ast.Name):
        return None
    over: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        over, node = _linear(node.right), node.left
    times: tuple[str, ...] = ()
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        assert isinstance(node.right, ast.Name), formula
        times, node = (*times, node.right.id), node.left
    plus, minus = _linear(node)
    return Sides(plus, minus, times, *over)


def _linear(node: ast.expr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(node, ast.Name):
        return (node.id,), ()
    assert isinstance(node, ast.BinOp), ast.dump(node)
    one, two = _linear(node.left), _linear(node.right)
    if isinstance(node.op, ast.Add):
        return (*one[0], *two[0]), (*one[1], *two[1])
    assert isinstance(node.op, ast.Sub), ast.dump(node)
    return (*one[0], *two[1]), (*one[1], *two[0])
