"""Formulas of the law book in the words of a published page: phrases instead of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.rulebook import show

if TYPE_CHECKING:
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book


def formula(node: Node, book: Book) -> str:
    """A formula in phrases."""
    return show.formula(book, node)
