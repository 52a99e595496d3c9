"""A formula in words: as a reader sees it, and with the figures put in. There is no second sentence beside the formula."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.expr.functions import AND, COMPARISONS, DEFAULT, IF, NOT, OR, PRIOR
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

Leaf = Ref | Local | OverAxis | Number
LOOSEST, TIGHTEST = 0, 6
_BINDS = {OR: 1, AND: 2, **dict.fromkeys(COMPARISONS, 3), "＋": 4, "－": 4, "×": 5, "÷": 5}


def formula(node: Node) -> str:
    """The formula as it is read; parse(formula(tree)) is the same tree.

    >>> formula(Binary("÷", Local("甲"), Binary("＋", Local("乙"), Number((1, 100), "1%"))))
    '甲 ÷ （乙 ＋ 1%）'
    """
    return _say(node, LOOSEST, PLAIN)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures are put in: `leaf` says a name with its figure, `absent` a term that counts as 0 because it is not listed.

    `decide` tells whether a condition holds, where that is known: then the branch that counts is said, with its `because` or without.
    """

    leaf: Callable[[Leaf], str]
    absent: Callable[[Node], str | None] = lambda _: None
    decide: Callable[[Node], bool | None] = lambda _: None
    because: bool = True


def figures(node: Node, given: Figures) -> str:
    """The formula with the figures put in."""
    return _say(node, LOOSEST, given)


def name(leaf: Leaf) -> str:
    """A name or a literal as it stands in a formula."""
    match leaf:
        case Number(written=written):
            return written
        case Local(name=word, index=index):
            return f"{word}{index}" if index else word
        case OverAxis(ref=ref, axis_label=label):
            return f"合计（{name(ref)}，按{label}）"
        case Ref(label=label, stage_label=stage, members=members, years=years, axis_labels=axes):
            spoken = axes or tuple(axis for axis, _ in members)
            parts = [f"{axis}:{code}" for axis, (_, code) in zip(spoken, members, strict=True)]
            basis = "，".join([stage, *parts] if stage else parts)
            word = f"{label}[{basis}]" if basis else label
            for _ in range(-years):
                word = f"{PRIOR}（{word}）"
            return word


def _say(node: Node, binding: int, given: Figures) -> str:
    match node:
        case Ref() | Local() | OverAxis() | Number():
            return given.leaf(node)
        case Truth(value=value):
            return "真" if value else "假"
        case Unary(operator=operator, operand=operand):
            inner = f"{operator}{'' if operator == NOT else ' '}{_say(operand, TIGHTEST, given)}"
            bracketed = binding > 1 if operator == NOT else given is not PLAIN and binding == _BINDS["－"] + 1
            return f"（{inner}）" if bracketed else inner
        case Binary(operator=operator, left=left, right=right):
            own = _BINDS[operator]
            compares = operator in COMPARISONS
            inner = f"{_say(left, own + compares, given)} {operator} {_say(right, own + 1, given)}"
            return f"（{inner}）" if own < binding else inner
        case Call() if (said := _settled(node, binding, given)) is not None:
            return said
        case Call(function=function, arguments=arguments):
            return f"{function}（{'，'.join(_say(a, LOOSEST, given) for a in arguments)}）"
        case ByBands(operand=operand):
            return f"分档（{_say(operand, LOOSEST, given)}）"
        case OverList(function=function, arguments=arguments, members=members):
            said = "，".join(_say(a, LOOSEST, given) for a in arguments)
            return f"{function}（{said}，逐{members}）"


def _settled(node: Call, binding: int, given: Figures) -> str | None:
    """A call that the figures settle: a term that is listed or counts as 0, a choice whose condition is known."""
    if node.function == DEFAULT:
        absent = given.absent(node.arguments[0])
        return absent if absent is not None or given is PLAIN else _say(node.arguments[0], binding, given)
    if node.function != IF:
        return None
    condition, yes, no = node.arguments
    holds = given.decide(condition)
    if holds is None:
        return None
    chosen = yes if holds else no
    if not given.because or (not holds and isinstance(no, Call) and no.function == IF):
        return _say(chosen, binding, given)
    denied = "" if holds or isinstance(condition, (Ref, Local)) else " 不成立"  # a name says 是 or 否 itself
    reason = f"{_say(condition, LOOSEST, replace(given, because=False))}{denied}"
    return f"{_say(chosen, TIGHTEST, given)}〔因 {reason}〕"


PLAIN = Figures(name)
