"""How writers print figures: decimals, separators, full-width digits, units written out or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bench.audit.corpus.numerals import PER_CENT
from bench.audit.relations import FACTORS

if TYPE_CHECKING:
    from random import Random

WIDE = str.maketrans("0123456789.%,", "０１２３４５６７８９．％，")


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half away from zero at that many decimals.

    >>> rounded(Fraction(-5, 2), 0), rounded(Fraction(1, 3), 2)
    (Decimal('-3'), Decimal('0.33'))
    """
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = Decimal(whole).scaleb(-decimals)
    return -number if value < 0 else number


@dataclass(frozen=True, slots=True)
class Hand:
    """The habits of one writer.

    `money` is the unit of amounts in the narrative, `money_decimals` its decimals; `rate_decimals` are drawn from for each rate.
    `separators` and `space` are chances in per cent; `wide` prints full-width digits; `trim` drops trailing zeros; `spoken` writes 百分之12.3.
    """

    money: str = "万元"
    money_decimals: int = 2
    table_money: str = "万元"
    rate_decimals: tuple[int, ...] = (2,)
    separators: int = 0
    space: int = 0
    wide: bool = False
    trim: bool = False
    short: str = ""
    spoken: bool = False

    def number(self, number: Decimal, decimals: int, dice: Random) -> tuple[str, int]:
        """The digits, and how many decimals they show."""
        if self.trim and decimals:
            trimmed = number.normalize()
            decimals = max(0, -int(trimmed.as_tuple().exponent))
        text = (
            f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
            if self._separated(dice)
            else f"{number:.{decimals}f}"
        )
        return self.widened(text), decimals

    def with_unit(self, digits: str, unit: str, dice: Random) -> str:
        """The digits and their unit, as this writer sets them."""
        if unit == "%" and self.spoken:
            return f"{PER_CENT}{digits}"
        shown = self.short if unit == "万元" and self.short else unit
        gap = " " if unit not in {"%", "％"} and dice.randrange(100) < self.space else ""
        return self.widened(f"{digits}{gap}{shown}") if unit == "%" else f"{digits}{gap}{shown}"

    def widened(self, text: str) -> str:
        """In full-width digits where this writer uses them."""
        return text.translate(WIDE) if self.wide else text

    def _separated(self, dice: Random) -> bool:
        return dice.randrange(100) < self.separators


def in_unit(value: Fraction, unit: str) -> Fraction:
    """An amount in yuan, or a share in wholes, in the unit that is printed.

    >>> in_unit(Fraction(29162700), "万元")
    Fraction(291627, 100)
    """
    return value / FACTORS.get(unit, Fraction(1))
