"""Many cases out of one: the teaching case with its figures moved a little, the same way in every run."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.factset import FactSet
from hengji.core.quantity import Quantity
from hengji.pipeline import read_case

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book

TEACHING = Path(__file__).parent / "data" / "teaching"
MULTIPLIER, INCREMENT, MODULUS = 1103515245, 12345, 2**31
SPREAD = 100


class Chance:
    """A linear congruence: the same numbers on every machine and in every version of Python."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, most: int) -> int:
        """A whole number from 0 up to, not including, `most`."""
        self.state = (self.state * MULTIPLIER + INCREMENT) % MODULUS
        return (self.state >> 8) % most


def teaching(book: Book) -> Case:
    """The case that is varied."""
    case, problems = read_case(TEACHING, book)
    if case is None or problems:
        raise ValueError(f"the teaching case cannot be read: {problems}")
    return case


def varied(case: Case, count: int, seed: int = 7) -> list[Case]:
    """So many cases, each with every figure of its own; truth values and judgements stay."""
    chance = Chance(seed)
    return [replace(case, facts=FactSet([_moved(fact, chance) for fact in case.facts])) for _ in range(count)]


def _moved(fact: Fact, chance: Chance) -> Fact:
    """A figure within 5 % of the old one (a count: one more, one less or the same), with as many decimals."""
    amount = fact.value
    if not isinstance(amount, Quantity):
        return fact
    if amount.decimals:
        share = Decimal(1000 + chance.below(SPREAD) - SPREAD // 2) / 1000
        number = (amount.number * share).quantize(amount.number)
    else:
        number = max(Decimal(0), amount.number + chance.below(3) - 1)
    return replace(fact, value=replace(amount, number=number, raw=f"{number:f}{amount.unit.label}"))
