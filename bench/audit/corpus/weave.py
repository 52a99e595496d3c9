"""From templates and facts to texts with slots: `{now}` is a figure, `{up}` a word, `{posts!c}` one in Chinese numerals, `{#1}` a list number, `{=o1}` the name of a fact, `{~3-9项}` a figure of no relation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bench.audit.corpus import numerals
from bench.audit.corpus.model import MONEY, RATE
from bench.audit.corpus.pieces import DATE, DOCUMENT_NUMBER, FIGURE, LIST_NUMBER, WORD, Piece, Pieces, Slot
from bench.audit.corpus.print import in_unit, rounded
from bench.audit.relations import Relation

if TYPE_CHECKING:
    from random import Random

    from bench.audit.corpus.model import Fact, Model
    from bench.audit.corpus.print import Hand

MARK = re.compile(r"\{([^{}]{1,40})\}")
LOOSE = re.compile(r"~(\d{1,6})-(\d{1,6})(\S{0,4})")
LARGE, SMALL = "亿元", "万元"
A_HUNDREDTH = 1_000_000
"""Yuan below which nobody writes 亿元."""
PLAIN, CHINESE, UNIT_AT = "!n", "!c", "@"


@dataclass(frozen=True, slots=True)
class Said:
    """What a mark of a template stands for: a fact, a word with its tag, a year, or plain text. `number` overrides what is printed of a fact."""

    kind: str
    text: str = ""
    fact: str = ""
    tag: str = ""
    number: Decimal | None = None


def fact(key: str, number: Decimal | None = None) -> Said:
    """A figure."""
    return Said(FIGURE, fact=key, number=number)


def word(text: str, tag: str, about: str = "") -> Said:
    """A word that may be edited; `about` is the fact that it speaks of."""
    return Said(WORD, text, about, tag)


def text(plain: str) -> Said:
    """Text that is never edited and may itself hold marks of years."""
    return Said("text", plain)


@dataclass
class Weaver:
    """Writes one report: `words` are the phrasings of its half, `hand` the habits of its writer."""

    dice: Random
    model: Model
    words: dict[str, Any]
    hand: Hand
    next_id: int = 0
    relations: list[Relation] = field(default_factory=list)

    def pick(self, *path: str) -> Any:
        """One of a list of the words."""
        found: Any = self.words
        for name in path:
            found = found[name]
        return self.dice.choice(found)

    def name(self, key: str) -> str:
        """A name under which this writer speaks of a fact; last year's and the plan's bear the same."""
        return str(self.pick("names", key.split(".", maxsplit=1)[0]))

    def weave(self, template: str, said: dict[str, Said] | None = None) -> Pieces:
        """A template with everything in its place."""
        pieces: list[Piece] = []
        at = 0
        for mark in MARK.finditer(template):
            pieces += [template[at : mark.start()], *self._mark(mark.group(1), said or {})]
            at = mark.end()
        return tuple(piece for piece in [*pieces, template[at:]] if piece != "")

    def _mark(self, mark: str, said: dict[str, Said]) -> Pieces:
        if mark.startswith("#"):
            return (self._slot(LIST_NUMBER, self.hand.widened(mark[1:])),)
        if mark.startswith("="):
            return (self.name(mark[1:]),)
        if mark.startswith("~"):
            return (self._loose(mark),)
        if mark.endswith(CHINESE):
            return (self._spelled(mark.removesuffix(CHINESE)),)
        name, _, unit = mark.removesuffix(PLAIN).partition(UNIT_AT)
        bare = mark.endswith(PLAIN)
        if name in said:
            return self._said(said[name], bare, unit)
        if name in self.model.facts:
            return (self.figure(name, bare=bare, unit=unit),)
        return self._common(name)

    def _said(self, said: Said, bare: bool, unit: str) -> Pieces:
        if said.kind == FIGURE:
            return (self.figure(said.fact, bare=bare, unit=unit, number=said.number),)
        if said.kind == WORD:
            return (self._slot(WORD, said.text, fact=said.fact, tag=said.tag),)
        return self.weave(said.text)

    def _common(self, name: str) -> Pieces:
        year = self.model.year
        years = {"y": year, "ly": year - 1, "ny": year + 1}
        if name in years:
            return (self._slot(DATE, self.hand.widened(str(years[name])), tag=name),)
        if name == "end":
            return (
                *self.weave("{y}年"),
                self._slot(DATE, self.hand.widened("12")),
                "月",
                self._slot(DATE, self.hand.widened("31")),
                "日",
            )
        if name == "day":
            return (
                *self.weave("{ny}年"),
                self._slot(DATE, str(self.dice.randint(3, 8))),
                "月",
                self._slot(DATE, str(self.dice.randint(2, 28))),
                "日",
            )
        if name == "docno":
            return (
                "〔",
                self._slot(DOCUMENT_NUMBER, str(year + 1)),
                "〕",
                self._slot(DOCUMENT_NUMBER, str(self.dice.randint(3, 90))),
                "号",
            )
        if name in {"phrase", "law"}:
            right, _ = self.pick(f"{name}s")
            return (self._slot(WORD, right, tag=name),)
        if name == "why":
            return self.weave(str(self.pick("reasons")))
        raise KeyError(name)

    def figure(self, key: str, *, bare: bool = False, unit: str = "", number: Decimal | None = None) -> Slot:
        """A fact in print. `bare` leaves the unit to the head of the table; `number` prints something else than the fact."""
        known = self.model.facts[key]
        unit = unit or self._unit(known, bare)
        decimals = self._decimals(known, unit) if number is None else max(0, -int(number.as_tuple().exponent))
        shown = rounded(in_unit(known.value, unit), decimals) if number is None else number
        digits, decimals = self.hand.number(shown, decimals, self.dice)
        printed = digits if bare else self.hand.with_unit(digits, unit, self.dice)
        return self._slot(
            FIGURE,
            printed,
            number=shown,
            decimals=decimals,
            unit=unit,
            fact=key,
            concept=known.concept,
            stage=known.stage,
            year=known.year,
        )

    def _spelled(self, key: str) -> Slot:
        """A count in Chinese numerals."""
        known = self.model.facts[key]
        number = rounded(known.value, 0)
        return self._slot(
            FIGURE,
            numerals.spelled(number) + known.unit,
            number=number,
            unit=known.unit,
            fact=key,
            concept=known.concept,
            stage=known.stage,
            year=known.year,
        )

    def decimals(self, key: str) -> int:
        """How many decimals this writer gives a rate; drawn anew each time."""
        known = self.model.facts[key]
        return self._decimals(known, self._unit(known, bare=False))

    def _unit(self, known: Fact, bare: bool) -> str:
        if known.dimension != MONEY:
            return known.unit
        if bare:
            return self.hand.table_money
        return SMALL if self.hand.money == LARGE and known.value < A_HUNDREDTH else self.hand.money

    def _decimals(self, known: Fact, unit: str) -> int:
        if known.decimals is not None:
            return known.decimals
        if known.dimension == RATE:
            return self.dice.choice(self.hand.rate_decimals)
        if known.dimension != MONEY:
            return 0
        if unit == "元":
            return 0 if known.value.denominator == 1 else 2
        return 4 if unit == "亿元" else self.hand.money_decimals

    def _loose(self, mark: str) -> Slot:
        found = LOOSE.fullmatch(mark)
        assert found is not None, mark
        number = self.dice.randint(int(found.group(1)), int(found.group(2)))
        digits, _ = self.hand.number(Decimal(number), 0, self.dice)
        return self._slot(
            FIGURE, self.hand.with_unit(digits, found.group(3), self.dice), number=Decimal(number), unit=found.group(3)
        )

    def _slot(self, kind: str, shown: str, **more: Any) -> Slot:
        self.next_id += 1
        return Slot(self.next_id, kind, shown, **more)

    def relate(self, kind: str, **sides: Any) -> None:
        """A relation of this statement alone, its sides given as slots."""
        lists = {name: tuple(slot.id for slot in slots) for name, slots in sides.items() if isinstance(slots, (list, tuple))}
        single = {name: slot.id for name, slot in sides.items() if isinstance(slot, Slot)}
        constant = sides.get("constant")
        self.relations.append(
            Relation(f"s{len(self.relations)}", kind, **lists, **single, constant=None if constant is None else Fraction(constant))  # type: ignore[arg-type]  # names of sides
        )


def figures(pieces: Pieces) -> list[Slot]:
    """The figures of a text."""
    return [piece for piece in pieces if isinstance(piece, Slot) and piece.kind == FIGURE]
