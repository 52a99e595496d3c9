"""A formula as somebody reads it who does not know its functions: each function is a phrase, and the phrases are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from hengji.expr.functions import (
    ABSOLUTE,
    BINDS,
    CLAMP,
    COMPARISONS,
    COUNT,
    DEFAULT,
    DOWN,
    IF,
    LOOSEST,
    MAX,
    MEAN,
    MIN,
    NOT,
    ROUND,
    SUM,
    TIGHTEST,
    UP,
)  # fmt: skip
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    Phrase = Callable[..., str]
"""A phrase by its name with its parts: `phrase("prior", name="基本支出")`."""
AFTER = {UP: "up", DOWN: "down", ABSOLUTE: "absolute"}
AMONG = {MAX: "max", MIN: "min"}
OVER = {SUM: "list_sum", MEAN: "list_mean", COUNT: "list_count", MAX: "list_max", MIN: "list_min"}


def spoken(node: Node, phrase: Phrase) -> str:
    """The formula in phrases; names and operators stay as they are, and what counts as 0 where it is not listed is named once, at the end.

    >>> nothing = Number((0, 1), "0")
    >>> spoken(Call(CLAMP, (Local("甲"), nothing, Local("乙"))), lambda key, **parts: f"{parts['value']} 在 {parts['low']} 和 {parts['high']} 之间")
    '甲 在 0 和 乙 之间'
    """
    said = Speaker(phrase)
    text = said.say(node, LOOSEST)
    optional = dict.fromkeys(said.say(each.arguments[0], LOOSEST) for each in walk(node) if _is_optional(each))
    return phrase("absent", formula=text, names=phrase("and").join(optional)) if optional else text


class Speaker:
    """Says a formula in the phrases that it is given."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase

    def say(self, node: Node, binding: int) -> str:
        """How a node is said within an operator that binds so tightly."""
        match node:
            case Number(written=written):
                return written
            case Truth(value=value):
                return self.phrase("true" if value else "false")
            case Local(name=name, index=index):
                return f"{name}{index}" if index else name
            case Ref():
                return self.name(node)
            case OverAxis(ref=ref, axis_label=axis):
                return self.phrase("over_axis", axis=axis, name=self.name(ref))
            case OverList():
                return self.over(node)
            case ByBands(operand=operand):
                return self.phrase("bands", value=self.say(operand, LOOSEST))
            case Unary(operator=operator, operand=operand):
                return self.holds(node) if operator == NOT else _bracketed(f"{operator} {self.say(operand, TIGHTEST)}", binding > 1)
            case Binary(operator=operator, left=left, right=right):
                return self.two(operator, left, right, binding)
            case Call():
                return self.call(node, binding)

    def name(self, ref: Ref) -> str:
        """The label with its stage and members, and 上年 before it for each year back."""
        spoken_axes = ref.axis_labels or tuple(axis for axis, _ in ref.members)
        parts = [f"{axis}{code}" for axis, (_, code) in zip(spoken_axes, ref.members, strict=True)]
        parts = [ref.stage_label, *parts] if ref.stage_label else parts
        word = self.phrase("basis", label=ref.label, parts="，".join(parts)) if parts else ref.label
        for _ in range(-ref.years):
            word = self.phrase("prior", name=word)
        return word

    def two(self, operator: str, left: Node, right: Node, binding: int) -> str:
        """Two with an operator between them; what is joined by 且 and 或 are conditions."""
        own = BINDS[operator]
        if operator in COMPARISONS or own > BINDS["＝"]:
            parts = [self.say(left, own + (operator in COMPARISONS)), self.say(right, own + 1)]
        else:
            parts = [self.holds(left, own), self.holds(right, own + 1)]
        return _bracketed(f" {operator} ".join(parts), own < binding)

    def holds(self, node: Node, binding: int = LOOSEST) -> str:
        """A condition: a name alone says that it is so."""
        match node:
            case Ref() | Local():
                return self.phrase("holds", name=self.say(node, TIGHTEST))
            case Unary(operand=Ref() | Local() as operand):
                return self.phrase("fails", name=self.say(operand, TIGHTEST))
            case Unary(operand=operand):
                return self.phrase("denied", condition=self.holds(operand))
            case _:
                return self.say(node, binding)

    def over(self, node: OverList) -> str:
        """Something over the members of a list."""
        first, *others = node.arguments
        if node.function == COUNT:
            key = "list_all" if isinstance(first, Truth) and first.value else "list_count"
            return self.phrase(key, members=node.members, value=self.holds(first))
        weight = self.say(others[0], LOOSEST) if others else ""
        return self.phrase(OVER[node.function], members=node.members, value=self.say(first, LOOSEST), weight=weight)

    def call(self, node: Call, binding: int) -> str:
        """A function of the short list."""
        function, arguments = node.function, node.arguments
        if function in AFTER:
            return self.phrase(AFTER[function], value=self.say(arguments[0], TIGHTEST))
        if function in AMONG:
            least = _not_below_zero(node)
            if least is not None:
                return self.phrase("floor", value=self.say(least, LOOSEST))
            parts = self.phrase("between").join(self.say(each, TIGHTEST) for each in arguments)
            return self.phrase(AMONG[function], parts=parts)
        if _is_optional(node):
            return self.say(arguments[0], binding)
        said = [self.say(each, LOOSEST) for each in arguments]
        if function == ROUND:
            return self.phrase("round", value=self.say(arguments[0], TIGHTEST), digits=said[1])
        if function == CLAMP:
            return _bracketed(self.phrase("clamp", value=said[0], low=said[1], high=said[2]), binding > LOOSEST)
        return self.choice(node, binding)

    def choice(self, node: Call, binding: int) -> str:
        """如果: its condition, and what counts then and otherwise."""
        condition, yes, no = node.arguments
        key = "else_if" if _is_choice(no) else "if"
        said = {"condition": self.holds(condition), "yes": self.say(yes, int(_is_choice(yes))), "no": self.say(no, LOOSEST)}
        return _bracketed(self.phrase(key, **said), binding > LOOSEST)


def _is_optional(node: Node) -> TypeGuard[Call]:
    """Whether a term counts as 0 where it is not listed; the language knows no other 缺省."""
    return isinstance(node, Call) and node.function == DEFAULT


def _not_below_zero(node: Call) -> Node | None:
    """What is taken as 0 where it is less."""
    if node.function != MAX or len(node.arguments) != len(("value", "zero")):
        return None
    value, zero = node.arguments
    return value if isinstance(zero, Number) and zero.value[0] == 0 else None


def _is_choice(node: Node) -> bool:
    return isinstance(node, Call) and node.function == IF


def _bracketed(text: str, brackets: bool) -> str:
    return f"（{text}）" if brackets else text
