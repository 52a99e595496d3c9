"""A formula in words: as a reader sees it, and with the figures put in. There is no second sentence beside the formula.

The tree is read once and becomes functions within functions, as in `scalar`; saying it for the next department reads no tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.once import once
from hengji.expr.functions import AND, COMPARISONS, DEFAULT, IF, NOT, OR, PRIOR
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Leaf = Ref | Local | OverAxis | Number
LOOSEST, TIGHTEST = 0, 6
_BINDS = {OR: 1, AND: 2, **dict.fromkeys(COMPARISONS, 3), "＋": 4, "－": 4, "×": 5, "÷": 5}


@once
def formula(node: Node) -> str:
    """The formula as it is read; parse(formula(tree)) is the same tree.

    >>> formula(Binary("÷", Local("甲"), Binary("＋", Local("乙"), Number((1, 100), "1%"))))
    '甲 ÷ （乙 ＋ 1%）'
    """
    return _Sentences(plain=True).of(node, LOOSEST)(PLAIN)


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
    return (_with_reasons if given.because else _without_reasons)(node)(given)


@once
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


if TYPE_CHECKING:
    Say = Callable[[Figures], str]


class _Sentences:
    """One reading of one tree; `plain` says every choice as it stands, else the branch that counts is said, with its reason or without."""

    def __init__(self, *, plain: bool = False, because: bool = True) -> None:
        self.plain, self.because = plain, because
        self._known: dict[tuple[int, int, bool], Say] = {}

    def of(self, node: Node, binding: int) -> Say:
        """How a node is said within an operator that binds so tightly."""
        key = id(node), binding, self.because
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._say(node, binding)
        return found

    def _say(self, node: Node, binding: int) -> Say:
        match node:
            case Ref() | Local() | OverAxis() | Number():
                return lambda given: given.leaf(node)
            case Truth(value=value):
                return lambda _: "真" if value else "假"
            case Unary(operator=operator, operand=operand):
                bracketed = binding > 1 if operator == NOT else not self.plain and binding == _BINDS["－"] + 1
                return _put(f"{operator}{'' if operator == NOT else ' '}", [self.of(operand, TIGHTEST)], "", bracketed=bracketed)
            case Binary(operator=operator, left=left, right=right):
                own = _BINDS[operator]
                parts = [self.of(left, own + (operator in COMPARISONS)), self.of(right, own + 1)]
                return _put("", parts, "", f" {operator} ", bracketed=own < binding)
            case Call(function=function, arguments=arguments) if function == DEFAULT and not self.plain:
                return self._optional(arguments[0], binding)
            case Call(function=function, arguments=arguments):
                said = _put(f"{function}（", [self.of(a, LOOSEST) for a in arguments], "）")
                return self._choice(node, binding, said) if function == IF and not self.plain else said
            case ByBands(operand=operand):
                return _put("分档（", [self.of(operand, LOOSEST)], "）")
            case OverList(function=function, arguments=arguments, members=members):
                return _put(f"{function}（", [self.of(a, LOOSEST) for a in arguments], f"，逐{members}）")

    def _optional(self, term: Node, binding: int) -> Say:
        """A term that is listed, or counts as 0."""
        listed = self.of(term, binding)

        def say(given: Figures) -> str:
            absent = given.absent(term)
            return listed(given) if absent is None else absent

        return say

    def _choice(self, node: Call, binding: int, undecided: Say) -> Say:
        """A choice whose condition is known: what counts, and why."""
        condition, yes, no = node.arguments
        ways = {True: self._chosen(condition, yes, binding, holds=True), False: self._chosen(condition, no, binding, holds=False)}

        def say(given: Figures) -> str:
            holds = given.decide(condition)
            return (undecided if holds is None else ways[holds])(given)

        return say

    def _chosen(self, condition: Node, chosen: Node, binding: int, *, holds: bool) -> Say:
        if not self.because or (not holds and isinstance(chosen, Call) and chosen.function == IF):
            return self.of(chosen, binding)
        denied = "" if holds or isinstance(condition, (Ref, Local)) else " 不成立"  # a name says 是 or 否 itself
        self.because = False
        reason = self.of(condition, LOOSEST)
        self.because = True
        return _put("", [self.of(chosen, TIGHTEST), _bare(reason)], f"{denied}〕", "〔因 ")


def _bare(say: Say) -> Say:
    """A condition as the reason of something else, itself without reasons."""
    return lambda given: say(replace(given, because=False))


def _put(before: str, parts: Sequence[Say], after: str, between: str = "，", *, bracketed: bool = False) -> Say:
    """Parts with the words around and between them."""
    before, after = (f"（{before}", f"{after}）") if bracketed else (before, after)
    if len(parts) == 1:
        (one,) = parts
        return lambda given: f"{before}{one(given)}{after}"
    if len(parts) == 2:  # noqa: PLR2004 - the two sides of an operator
        left, right = parts
        return lambda given: f"{before}{left(given)}{between}{right(given)}{after}"
    return lambda given: f"{before}{between.join([part(given) for part in parts])}{after}"


@once
def _with_reasons(node: Node) -> Say:
    return _Sentences().of(node, LOOSEST)


@once
def _without_reasons(node: Node) -> Say:
    return _Sentences(because=False).of(node, LOOSEST)


PLAIN = Figures(name)
