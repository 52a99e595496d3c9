"""Words of a workbook that print figures which the sheet computes: a formula that says what the program would say, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.writing.sheets.checks import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

LITERAL = 250
"""Excel takes no longer text in a formula."""
NEAR = 11
_SLOT = "\ue000{}\ue001"
NEW_LINE = "CHAR(10)"


@dataclass(frozen=True, slots=True)
class Told:
    """A text as a formula without its equals sign, and as it reads with the values of today."""

    formula: str
    text: str

    def __add__(self, other: Told) -> Told:
        """One text after another."""
        parts = [each.formula for each in (self, other) if each.formula]
        return Told("&".join(parts), self.text + other.text)

    def cell(self) -> str:
        """The formula of a cell; empty where it is longer than a cell takes."""
        return f"={self.formula}" if self.formula and len(self.formula) < LONGEST else ""


NOTHING = Told("", "")


def words(text: str) -> Told:
    """Words that never change."""
    lines = text.split("\n")
    parts = [part for at, line in enumerate(lines) for part in ([NEW_LINE] if at else []) + _literals(line)]
    return Told("&".join(parts), text)


def _literals(line: str) -> list[str]:
    pieces = (line[at : at + LITERAL] for at in range(0, len(line), LITERAL))
    return ['"' + piece.replace('"', '""') + '"' for piece in pieces]


def caption(book: Book, key: str, **slots: Told | str) -> Told:
    """A caption of the book with words and live words in its slots."""
    live = [slot for slot in slots.values() if isinstance(slot, Told)]
    given = iter(range(len(live)))
    filled = book.caption(
        key, **{name: _SLOT.format(next(given)) if isinstance(slot, Told) else slot for name, slot in slots.items()}
    )
    found = NOTHING
    for piece in filled.split("\ue000"):
        number, mark, rest = piece.partition("\ue001")
        found += live[int(number)] + words(rest) if mark else words(piece)
    return found


def when(condition: str, holds: bool, yes: Told, no: Told = NOTHING) -> Told:
    """One text or another; `holds` says which it is today."""
    if not yes.formula and not no.formula:
        return NOTHING
    empty = '""'
    return Told(f"IF({condition},{yes.formula or empty},{no.formula or empty})", yes.text if holds else no.text)


def percent(cell: str, value: Exact, decimals: int = 2) -> Told:
    """A pure number in per cent."""
    start = f"0.{'0' * decimals}" if decimals else "0"
    shown = exact.text(exact.multiply(value, (100, 1)), decimals)
    return Told(f'TEXT({_rounded(cell, decimals + 2)},"{start}%")', f"{shown}%")


def fixed(cell: str, value: Exact, decimals: int) -> Told:
    """A number with so many decimals."""
    start = f"0.{'0' * decimals}" if decimals else "0"
    return Told(f'TEXT({_rounded(cell, decimals)},"{start}")', exact.text(value, decimals))


def plain(cell: str, value: Exact, decimals: int) -> Told:
    """A number without idle zeros."""
    return Told(f'{_rounded(cell, decimals)}&""', exact.plain(value, decimals))


def counted(cells: str, among: Mapping[str, int]) -> dict[str, Told]:
    """How many of some cells hold each of some words."""
    return {word: Told(f'COUNTIF({cells},"{word}")', str(count)) for word, count in among.items()}


def known(told: Told, otherwise: str) -> Told:
    """A text, or other words while the sheet cannot compute it."""
    return Told(f'IFERROR({told.formula},"{otherwise}")', told.text)


def _rounded(cell: str, decimals: int) -> str:
    """Rounded as the program rounds: what is a half in decimals is one here too."""
    return f"ROUND(ROUND({cell},{NEAR}),{decimals})"
