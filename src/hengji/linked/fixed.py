"""Which numbers of a report are the template's own words."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from hengji.writing import figures
from hengji.writing.docx import FOLDER
from hengji.writing.markup import static

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.rulebook.book import Book

BESIDE = 4


@dataclass(frozen=True, slots=True)
class Fixed:
    """Pieces of a template between its marks, without spaces."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, pieces: Iterable[str]) -> Fixed:
        """Pieces that hold a number."""
        return cls(tuple(dict.fromkeys("".join(piece.split()) for piece in pieces if figures.numerals(piece))))

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


def of(book: Book, template: str, own: tuple[str, ...]) -> Fixed:
    """The words of the template with that digest; of every outline of the book where none has it. `own` are those of a bureau's own."""
    outlines = {name: content for name, content in book.templates.items() if name.startswith(FOLDER)}
    chosen = [content for content in outlines.values() if sha256(content).hexdigest().startswith(template)] if template else []
    if own and not chosen:
        return Fixed.of(own)
    return Fixed.of(piece for content in chosen or outlines.values() for piece in static(content))
