"""A place in what was handed in, as the person who filled it in would look it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.fact import Fact
    from hengji.core.place import Place
    from hengji.rulebook.book import Book


def said(place: Place, book: Book) -> str:
    """A cell of a workbook, or the line of a text file; a column of the text says nothing to a reader."""
    line, colon, column = place.where.partition(":")
    if colon and line.isdigit() and column.isdigit():
        return book.caption("show.place_line", file=place.file, line=line)
    return book.caption("show.place", file=place.file, where=place.where).strip()


def of_fact(fact: Fact, book: Book) -> str:
    """The field by its label, stage and year's distance, and where it was filled in."""
    basis = [book.stages[fact.context.stage].label] if fact.context.stage in book.stages else []
    basis += [code for _, code in fact.context.members]
    label = book.concepts[fact.concept].label if fact.concept in book.concepts else fact.concept
    name = book.caption("show.field", label=label, basis="，".join(basis)) if basis else label
    return book.caption("show.placed", name=name, place=said(fact.provenance.place, book))
