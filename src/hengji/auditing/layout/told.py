"""Breaches in the words of the law book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.layout import Breach, Edit
from hengji.core.place import Place
from hengji.core.problem import problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.auditing.layout.roles import Part
    from hengji.rulebook.book import Book
    from hengji.rulebook.layout import Standard

QUOTE = 16


class Teller:
    """Puts a breach into words: the code's own, with the clause of the role before that of the requirement."""

    def __init__(self, name: str, standard: Standard, book: Book) -> None:
        self.name, self.standard, self.book = shown(name, 120), standard, book

    def say(self, key: str, **slots: object) -> str:
        """Words of captions/layout.yaml."""
        return self.book.caption(f"layout.{key}", **slots)

    def join(self, keys: Iterable[str]) -> str:
        """Several reasons as one."""
        return "，".join(self.say(key) for key in keys)

    def breach(
        self, code: str, part: Part, found: object, *, run: int | None = None, edits: tuple[Edit, ...] = (), **slots: object
    ) -> Breach:
        """A breach in a paragraph."""
        paragraph = part.paragraph
        quote = self.say("quote", text=shown(paragraph.printed.strip(), QUOTE))
        told = problem(code, Place(self.name, paragraph.place), found, role=part.role.label, quote=quote, **slots)
        clause = part.role.clause if code in ROLE_CLAUSES and part.role.clause else self.standard.requirements[code].clause
        return Breach(self.book.problem(told), part.role.id, paragraph.style, run, clause, edits)

    def of_page(self, code: str, section: int, found: object, edits: tuple[Edit, ...], **slots: object) -> Breach:
        """A breach of the pages of a section, counted from 0."""
        place = Place(self.name, self.say("section", number=section + 1))
        told = problem(code, place, found, section=section + 1, **slots)
        return Breach(self.book.problem(told), "page", "", None, self.standard.requirements[code].clause, edits)


FACE, SIZE, LATIN, COLOUR, LINE, GAP, INDENT, ALIGN = "DC43", "DC44", "DC45", "DC46", "DC47", "DC48", "DC49", "DC50"
RIGHT_SPACE = "DC78"
ROLE_CLAUSES = frozenset({FACE, SIZE, INDENT, ALIGN})
