"""A report made of a text by the real readers, one line a paragraph or a printed line; what a test expects of it is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.document import HEADING, LINE, PARAGRAPH, Block, Document
from hengji.reading.extract import Reader

if TYPE_CHECKING:
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

UNIT, YEAR = "甲市乙局", 2023

_readers: dict[str, Reader] = {}


def reader(book: Book) -> Reader:
    """One reader for a law book; it keeps what it knows of names."""
    return _readers.setdefault(book.digest, Reader(book))


def document(text: str, kind: str = PARAGRAPH) -> Document:
    """Every line of a text as a block of a kind; `# ` before a line makes it a heading, and stays part of the text."""
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        own = HEADING if line.startswith("# ") else kind
        if line.strip():
            blocks.append(Block(own, at, at + len(line), f"¶{len(blocks) + 1}", 1 if own == HEADING else 0))
        at += len(line) + 1
    return Document("报告.txt", "", "text", text, tuple(blocks))


def printed(text: str) -> Document:
    """Every line as a page printed it: it may break off inside a sentence."""
    return document(text, LINE)


def report(book: Book, text: str, *, unit: str = UNIT, year: int | None = YEAR) -> Report:
    """The report that the readers make of a text."""
    return reader(book).report(document(text), unit, year)


def figure(made: Report, text: str, nth: int = 0) -> Figure:
    """The figure that is printed so; the n-th of several."""
    return [each for each in made.figures if each.plain == text][nth]
