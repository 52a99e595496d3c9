"""Formulas by dice: every word of 衡式 in every spelling, mostly of sound dimension, now and then not."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.expr.oracle import Concept, World

Kind = tuple[str, ...]
"""A dimension to reach: () the pure number, (money,) an amount, (money, ÷person) an amount a head."""

PURE: Kind = ()
KINDS: Sequence[Kind] = (PURE, PURE, PURE, ("money",), ("money",), ("person",), ("points",), ("area",), ("money", "÷person"))
TIMES, OVER, PLUS, MINUS = ("×", "*"), ("÷", "/"), ("＋", "+"), ("－", "-", "−")
COMPARE = ("＝", "=", "==", "≠", "!=", "≤", "<=", "≥", ">=", "＜", "<", "＞", ">")
OPEN, CLOSE, COMMA = ("（", "("), ("）", ")"), ("，", ",", "、")
GAPS = ("", "", "", "", " ", " ", "　", "  ", "\n", "\t", " " * 12)
ILL, HUGE = 0.004, 0.02
MOST_FIELDS = 3  # one list in another, not three deep: they multiply


def dice(seed: object) -> Random:
    """Dice that fall the same way on every machine."""
    return Random(f"衡式 {seed}")  # noqa: S311  # tests are to be repeatable, not secret


class Grammar:
    """Makes one formula after the other; `fuel` is how many more operands it may use before it takes the shortest way out."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice, self.fuel = world, dice, 0
        self.fields: dict[str, str] = {}
        self.in_bands = False
        self.concepts: dict[str, list[Concept]] = {}
        for concept in world.concepts.values():
            self.concepts.setdefault(concept.dimension, []).append(concept)

    def formula(self) -> str:
        """A formula of any kind."""
        self.fuel = min(1 + int(self.dice.expovariate(1 / 8)), 45)
        text = self.either() if self.dice.random() < 0.4 else self.sum(self.dice.choice(KINDS))
        return f"{self.gap()}{text}{self.gap()}"

    def gap(self) -> str:
        return self.dice.choice(GAPS)

    def say(self, *parts: str | Sequence[str]) -> str:
        """Words one after the other with gaps between them, each in one of its spellings."""
        return self.gap().join(part if isinstance(part, str) else self.dice.choice(part) for part in parts)

    def chance(self, likely: float) -> bool:
        return self.fuel > 0 and self.dice.random() < likely

    # ── truth values ──

    def either(self) -> str:
        text = self.both()
        while self.chance(0.15):
            text = self.say(text, "或", self.both())
        return text

    def both(self) -> str:
        text = self.opposite()
        while self.chance(0.2):
            text = self.say(text, "且", self.opposite())
        return text

    def opposite(self) -> str:
        return self.say("非", self.opposite()) if self.chance(0.12) else self.comparison()

    def comparison(self) -> str:
        if self.dice.random() < 0.65:
            kind = self.dice.choice(KINDS)
            return self.say(self.sum(kind), COMPARE, self.sum(kind))
        return self.truth()

    def truth(self) -> str:
        self.fuel -= 1
        luck = self.dice.random()
        if luck < 0.15 and self.fuel > 0:
            return self.say(OPEN, self.either(), CLOSE)
        if luck < 0.25 and self.fuel > 0:
            return self.call("如果", self.either(), self.either(), self.either())
        if luck < 0.3 and self.fuel > 0:
            return self.call("上年", self.either())
        return self.dice.choice([self.literal_truth, self.name, self.name])("truth")

    def literal_truth(self, _: str) -> str:
        return self.dice.choice("真假")

    # ── numbers ──

    def sum(self, kind: Kind) -> str:
        text = self.product(kind)
        while self.chance(0.25):
            text = self.say(text, PLUS if self.dice.random() < 0.5 else MINUS, self.product(kind))
        return text

    def product(self, kind: Kind) -> str:
        if kind == PURE and self.chance(0.12):
            other = self.dice.choice(KINDS)
            text = self.say(self.operand(other), OVER, self.operand(other))
        else:
            text = self.operand(kind)
        while self.chance(0.15):
            text = self.say(text, TIMES if self.dice.random() < 0.5 else OVER, self.operand(PURE))
        return text

    def operand(self, kind: Kind) -> str:
        self.fuel -= 1
        luck = self.dice.random()
        if luck < ILL:
            return self.operand(self.dice.choice(KINDS)) if luck < ILL * 0.8 else self.say(OPEN, self.either(), CLOSE)
        if self.fuel > 0 and luck < 0.06:
            return self.say(MINUS, self.operand(kind))
        if self.fuel > 0 and luck < 0.14:
            return self.say(OPEN, self.sum(kind), CLOSE)
        if self.fuel > 0 and luck < 0.42:
            return self.dice.choice(self.functions)(self, kind)
        if len(kind) > 1:
            return self.say(OPEN, self.operand(kind[:1]), OVER, self.operand((kind[1][1:],)), CLOSE)
        return self.leaf(kind[0] if kind else "ratio")

    def leaf(self, dimension: str) -> str:
        luck = self.dice.random()
        if luck < 0.03:
            return "0"
        return self.literal(dimension) if luck < 0.35 else self.name(dimension)

    def literal(self, dimension: str) -> str:
        number = self.dice.choice(("1", "2", "5", "0.5", "2916.27", "2900.8", "15.47", "100", "0.005", "007.10", "70"))
        if self.dice.random() < HUGE:
            number = self.dice.choice(("9" * 30, "1" + "0" * 20, "0." + "0" * 28 + "1"))
        if dimension == "ratio":
            return self.say(number, self.dice.choice(("", "%", "％", "个百分点")))
        dimension = self.dice.choice((dimension, "visit")) if dimension == "person" and self.dice.random() < 10 * ILL else dimension
        units = [label for label, (measured, _) in self.world.units.items() if measured == dimension]
        return self.say(number, units)

    def name(self, dimension: str) -> str:
        own = [word for word, kind in {**self.world.locals, **self.fields}.items() if kind == dimension]
        if own and (dimension not in self.concepts or self.dice.random() < (0.6 if self.fields else 0.2)):
            return self.dice.choice(own)
        return self.figure(self.dice.choice(self.concepts[dimension]))

    def figure(self, concept: Concept) -> str:
        """A name with a stage, a member, both, or neither."""
        parts = []
        if concept.stages and self.dice.random() < 0.3:
            parts.append(self.dice.choice([word for word, label in self.world.stages.items() if label in concept.stages]))
        parts += [self.say(axis, (":", "："), self.world.axes[axis]) for axis in concept.axes if self.dice.random() < 0.15]
        self.dice.shuffle(parts)
        listed = self.gap().join(word for part in parts for word in (self.dice.choice(COMMA), part))
        return self.say(concept.label, ("[", "［"), listed[1:], ("]", "］")) if parts else concept.label

    # ── functions ──

    def call(self, function: str, *arguments: str) -> str:
        words: list[str | Sequence[str]] = [function, OPEN, arguments[0]]
        for argument in arguments[1:]:
            words += [COMMA, argument]
        return self.say(*words, CLOSE)

    def choice(self, kind: Kind) -> str:
        return self.call("如果", self.either(), self.sum(kind), self.sum(kind))

    def extreme(self, kind: Kind) -> str:
        return self.call(self.dice.choice(("最小", "最大")), *(self.sum(kind) for _ in range(self.dice.randint(1, 4))))

    def clamp(self, kind: Kind) -> str:
        return self.call("限定", self.sum(kind), self.sum(kind), self.sum(kind))

    def rounded(self, kind: Kind) -> str:
        return self.call("四舍五入", self.sum(kind), str(self.dice.randrange(5)))

    def of_one(self, kind: Kind) -> str:
        return self.call(self.dice.choice(("向上取整", "向下取整", "绝对值", "上年", "上年")), self.sum(kind))

    def default(self, kind: Kind) -> str:
        if kind != ("money",):
            return self.leaf(kind[0]) if len(kind) == 1 else self.of_one(kind)
        figure = self.figure(self.dice.choice([concept for concept in self.concepts["money"] if concept.optional]))
        return self.call("缺省", self.call("上年", figure) if self.dice.random() < 0.2 else figure, "0")

    def bands(self, kind: Kind) -> str:
        if kind != ("points",) or self.in_bands:
            return self.extreme(kind)
        self.in_bands = True
        text = self.call("分档", self.sum(PURE))
        self.in_bands = False
        return text

    def over_axis(self, kind: Kind) -> str:
        if kind != ("money",):
            return self.of_one(kind)
        concept = self.dice.choice([concept for concept in self.concepts["money"] if concept.axes])
        figure = self.figure(replace(concept, axes=()))
        figure = self.call("上年", figure) if self.dice.random() < 0.2 else figure
        return self.call("合计", figure, f"按{self.dice.choice(concept.axes)}")

    def over_list(self, kind: Kind) -> str:
        if len(self.fields) > MOST_FIELDS:
            return self.extreme(kind)
        self.fuel = min(self.fuel, 5) if self.fields else self.fuel
        carried = self.dice.choice(list(self.world.lists))
        around, self.fields = self.fields, {**self.fields, **self.world.lists[carried]}
        arguments = ["计数", self.either()] if kind == PURE and self.dice.random() < 0.5 else ["合计", self.sum(kind)]
        if arguments[0] == "合计" and self.dice.random() < 0.4:
            arguments = ["加权平均", arguments[1], self.sum(self.dice.choice(KINDS))]
        if arguments[0] == "合计" and self.dice.random() < 0.2:
            arguments[0] = self.dice.choice(("最大", "最小"))
        self.fields = around
        return self.call(*arguments, f"逐{carried}")

    functions: Sequence[Callable[[Grammar, Kind], str]] = (
        choice, choice, extreme, extreme, clamp, rounded, of_one, of_one, default, bands, over_axis, over_list, over_list,
    )  # fmt: skip
