"""Places as a reader looks them up: without the letters that only a program counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

_LETTERS_OF = re.compile(r"\[[0-9]{1,12}:[0-9]{1,12}\]$")
_SPOT = re.compile(r"(?<=[0-9])\[[0-9]{1,12}:[0-9]{1,12}\]")
_PARAGRAPH = re.compile(r"¶([0-9]{1,9})")


def looked_up(place: str, book: Book) -> str:
    """`¶16[51:64]` as 第16段, `第3页¶2` as 第3页第2段; a place that names no paragraph stays."""
    return _paragraphs(_LETTERS_OF.sub("", place), book)


def told(text: str, book: Book) -> str:
    """The same for every place that a sentence names."""
    return _paragraphs(_SPOT.sub("", text), book)


def _paragraphs(text: str, book: Book) -> str:
    return _PARAGRAPH.sub(lambda number: book.caption("audit_paper.paragraph", number=number[1]), text)
