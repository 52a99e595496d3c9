"""What a form's labels are compared with: the law book's units, and the year that {year} stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.codes import put
from hengji.rulebook.labels import plain, split, unit_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book
    from hengji.rulebook.form import Block, Layout, Paths

_FIGURE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_NOTHING = frozenset("-‐‑‒–—―−_/\\.·~")


@dataclass(frozen=True, slots=True)
class Words:
    """Labels in their normal form, for one year; `index` are the words for 行次 and 栏次 of all forms."""

    book: Book
    units: dict[str, Unit]
    index: frozenset[str]
    year: int

    @classmethod
    def of(cls, book: Book, year: int) -> Words:
        """The words of a book in a year."""
        units = unit_words(book.spellings)
        layouts = [form.layout for form in book.forms.values() if form.layout is not None]
        index = (text for layout in layouts for block in layout.blocks for text in block.keys.index)
        return cls(book, units, frozenset(split(text, units)[0] for text in index), year)

    def split(self, text: str) -> tuple[str, Unit | None]:
        """A printed label, and the unit of the bracket at its end."""
        return split(text, self.units)

    def normal(self, text: str) -> str:
        """A printed label."""
        return split(text, self.units)[0]

    def labels(self, texts: Iterable[str]) -> frozenset[str]:
        """Labels of a form."""
        return frozenset(self.label(text) for text in texts)

    def label(self, text: str) -> str:
        """A label of a form, with its years put in."""
        return self.normal(put(text, {"year": str(self.year), "last_year": str(self.year - 1)}))

    def paths(self, paths: Paths) -> tuple[tuple[str, ...], ...]:
        """Header paths of a form."""
        return tuple(tuple(self.label(text) for text in path) for path in paths)

    def headers(self, layout: Layout) -> frozenset[str]:
        """Every label that may stand in the header of a form's tables, but the words for 行次."""
        texts = [text for block in layout.blocks for text in (*block.keys.code, *block.keys.label, *block.keys.unit)]
        paths = [path for block in layout.blocks for path in (*block.under, *(p for column in block.columns for p in column.under))]
        return self.labels([*texts, *(text for path in paths for text in path)])

    def rows(self, block: Block) -> frozenset[str]:
        """Every label that may name a row of a block."""
        found = {self.label(text) for row in block.rows for text in (*row.labels, *dict(row.also))}
        for row in block.rows:
            if row.members_of:
                found.update(self.normal(member.label) for member in self.book.axes[row.members_of].members.values())
        return frozenset(found)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, whatever its unit."""
    return _FIGURE.fullmatch(plain(text)) is not None


def is_nothing(text: str) -> bool:
    """Whether a cell is empty, or holds only a dash, a slash or dots."""
    return not set(plain(text)) - _NOTHING
