"""A formula in words: as a reader sees it, and with the figures put in. There is no second sentence beside the formula.

The tree is read once and becomes a sentence with gaps; saying it for the next department reads no tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hengji.core.once import once
from hengji.expr.functions import BINDS, COMPARISONS, DEFAULT, IF, LOOSEST, NOT, PRIOR, TIGHTEST
from hengji.expr.spoken import Speaker
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hengji.expr.spoken import Phrase

Leaf = Ref | Local | OverAxis | Number
_GAP_BEGINS, _GAP_ENDS = "\ue000", "\ue001"


@once
def formula(node: Node) -> str:
    """The formula as it is read; parse(formula(tree)) is the same tree.

    >>> formula(Binary("÷", Local("甲"), Binary("＋", Local("乙"), Number((1, 100), "1%"))))
    '甲 ÷ （乙 ＋ 1%）'
    """
    return Sentence(_Reading(plain=True).of(node, LOOSEST)).said(PLAIN)


class Figures(NamedTuple):
    """How the figures are put in: `leaf` says a name with its figure, `absent` a term that counts as 0 because it is not listed.

    `decide` tells whether a condition holds, where that is known: then the branch that counts is said, with its `because` or without.
    """

    leaf: Callable[[Leaf], str]
    absent: Callable[[Node], str | None] = lambda _: None
    decide: Callable[[Node], bool | None] = lambda _: None
    because: bool = True
    phrase: Phrase | None = None


def figures(node: Node, given: Figures) -> str:
    """The formula with the figures put in; functions in phrases, where these are given."""
    known, key = _sentences(node), (given.because, given.phrase is not None)
    if key not in known:
        known[key] = Sentence(_Reading(because=given.because, phrase=given.phrase).of(node, LOOSEST))
    return known[key].said(given)


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


class Choice(NamedTuple):
    """A choice in a sentence: what is said where its condition holds, where it does not, and where that is not known."""

    condition: Node
    yes: Parts
    no: Parts
    undecided: Parts

    def said(self, given: Figures) -> str:
        """What counts, and why."""
        holds = given.decide(self.condition)
        return said(self.undecided if holds is None else self.yes if holds else self.no, given)


class Optional(NamedTuple):
    """A term in a sentence that is listed, or counts as 0."""

    term: Node
    listed: Parts

    def said(self, given: Figures) -> str:
        """The term, or that it is not listed."""
        absent = given.absent(self.term)
        return said(self.listed, given) if absent is None else absent


Part = str | Leaf | Choice | Optional
Parts = tuple[Part, ...]


def said(parts: Parts, given: Figures) -> str:
    """Words with gaps, the figures put in."""
    leaf = given.leaf
    return "".join(
        [
            part if part.__class__ is str else part.said(given) if isinstance(part, (Choice, Optional)) else leaf(part)  # type: ignore[arg-type] # what is left are names
            for part in parts
        ]
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with gaps for the figures."""

    parts: Parts

    def said(self, given: Figures) -> str:
        """The words with the figures put in."""
        return said(self.parts, given)


def sentence(node: Node, number: Callable[[Number], str], phrase: Phrase | None = None) -> Sentence:
    """A formula as a sentence with the reasons of its choices, its numbers put in, and its functions in phrases where these are given."""
    return Sentence(_Reading(number=number, phrase=phrase).of(node, LOOSEST))


class _Reading:
    """One reading of one tree; `plain` says every choice as it stands, else the branch that counts is said, with its reason or without.

    A number is a gap like a name, unless `number` says it. A function stands as it is written, unless a `phrase` says it.
    """

    def __init__(
        self,
        *,
        plain: bool = False,
        because: bool = True,
        number: Callable[[Number], str] | None = None,
        phrase: Phrase | None = None,
    ) -> None:
        self.plain, self.because, self.number, self.phrase = plain, because, number, phrase
        self._known: dict[tuple[int, int, bool], Parts] = {}

    def of(self, node: Node, binding: int) -> Parts:
        """How a node is said within an operator that binds so tightly."""
        key = id(node), binding, self.because
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(_joined(self._parts(node, binding)))
        return found

    def _parts(self, node: Node, binding: int) -> Sequence[Part]:
        match node:
            case Number() if self.number is not None:
                return (self.number(node),)
            case Ref() | Local() | OverAxis() | Number():
                return (node,)
            case Truth(value=value):
                return ("真" if value else "假",)
            case Unary(operator=operator, operand=operand):
                bracketed = binding > 1 if operator == NOT else not self.plain and binding == BINDS["－"] + 1
                return _put(f"{operator}{'' if operator == NOT else ' '}", [self.of(operand, TIGHTEST)], "", bracketed=bracketed)
            case Binary(operator=operator, left=left, right=right):
                own = BINDS[operator]
                parts = [self.of(left, own + (operator in COMPARISONS)), self.of(right, own + 1)]
                return _put("", parts, "", f" {operator} ", bracketed=own < binding)
            case Call(function=function, arguments=arguments) if function == DEFAULT and not self.plain:
                return (Optional(arguments[0], self.of(arguments[0], binding)),)
            case Call(function=function):
                said = self._called(node, binding)
                return (self._choice(node, binding, tuple(_joined(said))),) if function == IF and not self.plain else said
            case ByBands() | OverList() if self.phrase is not None:
                return _Gaps(self.phrase, self).parts(node, binding)
            case ByBands(operand=operand):
                return _put("分档（", [self.of(operand, LOOSEST)], "）")
            case OverList(function=function, arguments=arguments, members=members):
                return _put(f"{function}（", [self.of(a, LOOSEST) for a in arguments], f"，逐{members}）")

    def _called(self, node: Call, binding: int) -> Sequence[Part]:
        if self.phrase is not None:
            return _Gaps(self.phrase, self).parts(node, binding)
        return _put(f"{node.function}（", [self.of(each, LOOSEST) for each in node.arguments], "）")

    def _choice(self, node: Call, binding: int, undecided: Parts) -> Choice:
        """A choice whose condition is known: what counts, and why."""
        condition, yes, no = node.arguments
        held, failed = (self._chosen(condition, way, binding, holds=holds) for way, holds in ((yes, True), (no, False)))
        return Choice(condition, held, failed, undecided)

    def _chosen(self, condition: Node, chosen: Node, binding: int, *, holds: bool) -> Parts:
        if not self.because or (not holds and isinstance(chosen, Call) and chosen.function == IF):
            return self.of(chosen, binding)
        denied = "" if holds or isinstance(condition, (Ref, Local)) else " 不成立"  # a name says 是 or 否 itself
        self.because = False
        reason = self.of(condition, LOOSEST)
        self.because = True
        return tuple(_joined(_put("", [self.of(chosen, TIGHTEST), reason], f"{denied}〕", "〔因 ")))


class _Gaps(Speaker):
    """A function in phrases whose arguments are gaps of a sentence."""

    def __init__(self, phrase: Phrase, reading: _Reading) -> None:
        super().__init__(phrase)
        self.reading = reading
        self.gaps: list[Parts] = []

    def parts(self, node: Call | ByBands | OverList, binding: int) -> Sequence[Part]:
        """The phrase with what the sentence says of each argument."""
        found: list[Part] = []
        for piece in super().say(node, binding).split(_GAP_BEGINS):
            number, mark, rest = piece.partition(_GAP_ENDS)
            found += [*self.gaps[int(number)], rest] if mark else [piece]
        return found

    def say(self, node: Node, binding: int) -> str:
        """A gap for an argument."""
        self.gaps.append(self.reading.of(node, binding))
        return f"{_GAP_BEGINS}{len(self.gaps) - 1}{_GAP_ENDS}"

    def holds(self, node: Node, binding: int = LOOSEST) -> str:
        """A condition: its figure says 是 or 否."""
        return self.say(node, binding)


def _put(before: str, parts: Sequence[Parts], after: str, between: str = "，", *, bracketed: bool = False) -> list[Part]:
    """Parts with the words around and between them."""
    before, after = (f"（{before}", f"{after}）") if bracketed else (before, after)
    found: list[Part] = [before]
    for place, part in enumerate(parts):
        found += [between, *part] if place else part
    return [*found, after]


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """The same with neighbouring words in one, and none that say nothing."""
    words = ""
    for part in parts:
        if isinstance(part, str):
            words += part
            continue
        if words:
            yield words
            words = ""
        yield part
    if words:
        yield words


@once
def _sentences(_node: Node) -> dict[tuple[bool, bool], Sentence]:
    """The sentences of a formula, with reasons or without, with phrases or without, once they were asked for."""
    return {}


PLAIN = Figures(name)
