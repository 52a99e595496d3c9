"""Lists and bands that an indicator carries, unfolded into a tree of known size before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from hengji.expr import errors
from hengji.expr.errors import FormulaError
from hengji.expr.functions import COUNT, IF, MAX, MEAN, MIN
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverList, rebuild, size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_MEMBERS, MOST_UNFOLDED = 100, 4000
ZERO, ONE = Number((0, 1), "0"), Number((1, 1), "1")


@dataclass(frozen=True, slots=True)
class Band:
    """A step of 分档: values up to `to` (`closed`: to itself too) earn `points`; `to` None is the rest."""

    to: Node | None
    closed: bool
    points: Node


@dataclass(frozen=True, slots=True)
class Lists:
    """What an indicator carries: bands, and per list the fields of each member (a node where the scheme fixes it)."""

    bands: Sequence[Band] = ()
    members: Mapping[str, Sequence[Mapping[str, Node]]] | None = None


def unfold(node: Node, lists: Lists) -> Node:
    """The same formula with its lists written out.

    Raises FormulaError FX17 where the formula wants a list or bands that the indicator does not carry, FX06 where it would grow
    beyond measure.
    """
    match node:
        case ByBands(operand, at):
            value = unfold(operand, lists)
            _afford(size(value), len(lists.bands), at)
            return _bands(value, lists.bands, at)
        case OverList(function, arguments, members, at):
            carried = (lists.members or {}).get(members)
            if not carried:
                raise FormulaError(errors.LIST, at, members)
            each = tuple(unfold(a, lists) for a in arguments)
            _afford(sum(map(size, each)), len(carried), at)
            return _over(function, each, carried)
        case _:
            return rebuild(node, lambda child: unfold(child, lists))


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The same formula with local names replaced."""
    if isinstance(node, Local) and node.name in values and not node.index:
        return values[node.name]
    return rebuild(node, lambda child: substitute(child, values))


def _afford(nodes: int, copies: int, at: int) -> None:
    """Lists inside lists multiply, and a long list makes a deep sum: both are bounded before anything is built."""
    if copies > MOST_MEMBERS or nodes * copies > MOST_UNFOLDED:
        raise FormulaError(errors.NODES, at, str(nodes * copies), most=str(MOST_UNFOLDED))


def _bands(operand: Node, bands: Sequence[Band], at: int) -> Node:
    if not bands[1:] or bands[-1].to is not None:  # one band alone would give its points to an unknown value too
        raise FormulaError(errors.LIST, at, "分档")

    def choose(rest: Node, band: Band) -> Node:
        if band.to is None:
            raise FormulaError(errors.LIST, at, "分档")
        return Call(IF, (Binary("≤" if band.closed else "＜", operand, band.to, at), band.points, rest), at)

    return reduce(choose, reversed(bands[:-1]), bands[-1].points)


def _over(function: str, arguments: tuple[Node, ...], members: Sequence[Mapping[str, Node]]) -> Node:
    each = [tuple(substitute(a, fields) for a in arguments) for fields in members]
    if function == COUNT:
        return _sum([Call(IF, (condition, ONE, ZERO)) for (condition,) in each])
    if function in (MAX, MIN):
        return Call(function, tuple(value for (value,) in each))
    if function == MEAN:
        return Binary("÷", _sum([Binary("×", value, weight) for value, weight in each]), _sum([weight for _, weight in each]))
    return _sum([value for (value,) in each])


def _sum(parts: list[Node]) -> Node:
    return reduce(lambda left, right: Binary("＋", left, right), parts)
