"""Which numbers of a report are the template's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from hengji.writing import figures
from hengji.writing.docx import FOLDER, template_words
from hengji.writing.markup import body_lines, static

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.rulebook.book import Book

BESIDE = 4
BRACKETS = ("()", "（）")
BEHIND = 8
"""How many letters of a piece tell what it puts behind a figure."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Pieces of a template between its marks, without spaces."""

    pieces: tuple[str, ...]
    units: frozenset[str] = frozenset()
    """The units that stand over the template's tables."""
    known: frozenset[str] = frozenset()
    """Everything that is a unit."""
    behind: frozenset[str] | None = None
    """How the pieces begin, that is what may stand right behind a figure; None where the template is not known."""
    brackets: bool = False
    """Whether the template itself may put brackets around all of a cell."""

    @classmethod
    def of(cls, pieces: Iterable[str], lead: str = "") -> Fixed:
        """Pieces that hold a number, and what stands behind the words that lead a unit."""
        every = ["".join(piece.split()) for piece in pieces]
        units = frozenset(found for piece in every for found in units_in(piece, lead)) if lead else frozenset()
        behind = frozenset(piece[:BEHIND] for piece in every)
        brackets = any(set(pair) <= behind for pair in BRACKETS)
        return cls(
            tuple(dict.fromkeys(piece for piece in every if figures.numerals(piece))), units, behind=behind, brackets=brackets
        )

    def prints_behind(self, text: str) -> bool:
        """Whether the template itself may have printed these letters right behind a figure."""
        wanted = "".join(text.split())
        return self.behind is None or any(piece.startswith(wanted) for piece in self.behind)

    def holds(self, left: str, number: str, right: str) -> bool:
        """Whether the template has a number with the same letters on both sides; a piece ends where a mark stood, and so does the comparison.

        >>> Fixed.of(["满分100分，"]).holds("得分9.62，满分", "100分", "，等级"), Fixed.of(["满分100分"]).holds("满分", "90分", "")
        (True, False)
        """
        before, wanted, after = ("".join(text.split()) for text in (left, number, right))
        for piece in self.pieces:
            at = piece.find(wanted)
            while at >= 0:
                near, far = piece[max(0, at - BESIDE) : at], piece[at + len(wanted) : at + len(wanted) + BESIDE]
                alone = not near and not far
                if before.endswith(near) and after.startswith(far) and not (alone and (before or after)):
                    return True
                at = piece.find(wanted, at + 1)
        return False


def units_in(text: str, lead: str) -> list[str]:
    """The units that a text names behind the words that lead them.

    >>> units_in("图1所用的数　单位：万元", "单位[：:]")
    ['万元']
    """
    return [found[1] for found in re.finditer(rf"(?:{lead})\s*([\u4e00-\u9fff%％㎡]{{1,6}})", text)]


def outlines(book: Book) -> tuple[bytes, ...]:
    """The outlines of reports that come with the law book."""
    return tuple(content for name, content in book.templates.items() if name.startswith(FOLDER))


def is_of(content: bytes, template: str) -> bool:
    """Whether a template is the one with this digest, as the mark at a report's beginning tells it."""
    return bool(template) and sha256(content).hexdigest().startswith(template)


def of(book: Book, template: str, own: tuple[str, ...]) -> Fixed:
    """The words of the template with that digest; of every outline of the book where none has it. `own` are those of a bureau's own."""
    chosen = [content for content in outlines(book) if is_of(content, template)]
    if own and not chosen:
        return Fixed.of(own)
    lead = book.caption("drift.unit_lead")
    found = Fixed.of((piece for content in chosen or outlines(book) for piece in static(content)), lead)
    shown = frozenset(unit.label for unit in book.shown.values())
    found = replace(found, brackets=any(_brackets(content, book) for content in chosen), behind=found.behind if chosen else None)
    return replace(found, units=found.units | shown, known=frozenset(book.spellings)) if found.units else found


def _brackets(template: bytes, book: Book) -> bool:
    """Whether an outline puts brackets around all of a cell."""
    lines = body_lines(template, template_words(book))
    return any(line.in_table and "".join(piece.strip() for piece in line.pieces) in BRACKETS for line in lines)
