"""A printed amount read by an explicit grammar: no number that a person would not write, no unit that the book does not know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.quantity import Quantity, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_A_NUMBER, NO_UNIT, UNKNOWN_UNIT, TOO_LONG, NO_DATE, FULL_WIDTH = "IN01", "IN02", "IN03", "IN04", "IN05", "IN06"
_NUMBER = re.compile(r"(?P<number>-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?)(?P<rest>.*)", re.DOTALL)
_DATE = re.compile(r"([0-9]{4})(?:-|年|/|\.)([0-9]{1,2})(?:-|月|/|\.)([0-9]{1,2})日?")
_WIDE = re.compile(r"[０-９．，％]|^[－＋](?=[0-9０-９])")
MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a text is no amount: a code, and what the page of the code needs to say."""

    code: str
    found: str
    slots: tuple[tuple[str, str], ...] = ()


def quantity(text: str, units: Mapping[str, Unit], assumed: Unit | None = None) -> Quantity | Misread:
    """The amount that a text states: digits, thousands commas in threes, one point, a unit.

    `units` maps every way of writing to its unit; `assumed` is the unit where the text names none (a column's unit).
    """
    stripped = text.strip()
    found = _NUMBER.fullmatch(stripped)
    if found is None:
        return _misread(NOT_A_NUMBER, text, stripped)
    digits, rest = found["number"].replace(",", ""), found["rest"].strip()
    if len(digits.lstrip("-").replace(".", "")) > MOST_DIGITS:
        return Misread(TOO_LONG, text)
    if not rest:
        if assumed is None:
            return Misread(NO_UNIT, text)
        return _made(digits, assumed, stripped)
    unit = units.get(rest)
    if unit is None:
        return _misread(NOT_A_NUMBER if rest[0].isascii() or rest[0].isdigit() else UNKNOWN_UNIT, text, rest)
    return _made(digits, unit, stripped)


def _made(digits: str, unit: Unit, raw: str) -> Quantity:
    number = Decimal(digits)
    return Quantity(number, unit, max(0, -int(number.as_tuple().exponent)), raw)


def _misread(code: str, text: str, odd: str) -> Misread:
    """What is odd in a text: full-width letters, where there are any, else what stands where no number has it."""
    wide = _WIDE.findall(odd)
    letters = wide or [letter for letter in odd if not ("0" <= letter <= "9" or letter in "-.,")]
    points = " ".join(f"U+{ord(letter):04X}" for letter in letters[:4])
    return Misread(FULL_WIDTH if wide else code, text, (("unit", odd), ("points", points)))


def day(text: str) -> date | Misread:
    """A date written with year, month and day; one that no calendar has is refused."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return Misread(NO_DATE, text)
    year, month, number = (int(part) for part in found.groups())
    try:
        return date(year, month, number)
    except ValueError:
        return Misread(NO_DATE, text)
