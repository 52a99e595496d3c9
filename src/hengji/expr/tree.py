"""The tree of a formula: what the parser makes and every reading of the formula reads."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from hengji.core.once import once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.core.context import Members
    from hengji.core.exact import Exact


def _column() -> int:
    return field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal in base units; `written` is how it stood, `dimension` empty for a pure number."""

    value: Exact
    written: str
    dimension: str = ""
    at: int = _column()


@dataclass(frozen=True, slots=True)
class Truth:
    """真 or 假."""

    value: bool
    at: int = _column()


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact: concept, stage (empty where the concept has none), years back (0 or negative), members.

    `axis_labels` are the words for the axes of `members`, in their order.
    """

    concept: str
    label: str
    dimension: str
    stage: str = ""
    stage_label: str = ""
    years: int = 0
    members: Members = ()
    at: int = _column()
    axis_labels: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Local:
    """A name that the method or the list gives: 分值, 指标值, 步长 …; `index` counts the members of a list from 1."""

    name: str
    index: int = 0
    at: int = _column()


@dataclass(frozen=True, slots=True)
class Unary:
    """`－` or `非`."""

    operator: str
    operand: Node
    at: int = _column()


@dataclass(frozen=True, slots=True)
class Binary:
    """An operation or a comparison of two."""

    operator: str
    left: Node
    right: Node
    at: int = _column()


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the short list."""

    function: str
    arguments: tuple[Node, ...]
    at: int = _column()


@dataclass(frozen=True, slots=True)
class OverAxis:
    """合计(x, 按轴): the sum of the listed members."""

    ref: Ref
    axis: str
    axis_label: str
    at: int = _column()


@dataclass(frozen=True, slots=True)
class OverList:
    """合计, 加权平均, 计数, 最大 or 最小 over a list that the indicator carries; unfolded before anything is checked."""

    function: str
    arguments: tuple[Node, ...]
    members: str
    at: int = _column()


@dataclass(frozen=True, slots=True)
class ByBands:
    """分档(x) before its bands are put in."""

    operand: Node
    at: int = _column()


Node = Number | Truth | Ref | Local | Unary | Binary | Call | OverAxis | OverList | ByBands


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, left to right."""
    match node:
        case Unary(operand=operand) | ByBands(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments) | OverList(arguments=arguments):
            return arguments
        case OverAxis(ref=ref):
            return (ref,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node, a parent before its operands."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed operands."""
    match node:
        case Unary(operator, operand, at):
            return Unary(operator, change(operand), at)
        case ByBands(operand, at):
            return ByBands(change(operand), at)
        case Binary(operator, left, right, at):
            return Binary(operator, change(left), change(right), at)
        case Call(function, arguments, at):
            return Call(function, tuple(change(a) for a in arguments), at)
        case OverAxis(ref, axis, axis_label, at):
            changed = change(ref)
            return OverAxis(changed, axis, axis_label, at) if isinstance(changed, Ref) else node
        case OverList(function, arguments, members, at):
            return OverList(function, tuple(change(a) for a in arguments), members, at)
        case _:
            return node


@once
def refs(node: Node) -> tuple[Ref, ...]:
    """The facts that a formula names, each once, in reading order."""
    return tuple(dict.fromkeys(found for found in walk(node) if isinstance(found, Ref)))


def size(node: Node) -> int:
    """How many nodes there are."""
    return sum(1 for _ in walk(node))


def same(a: Node, b: Node) -> bool:
    """Whether two trees say the same thing, wherever it stood."""
    return type(a) is type(b) and all(getattr(a, f.name) == getattr(b, f.name) for f in fields(a) if f.compare)
