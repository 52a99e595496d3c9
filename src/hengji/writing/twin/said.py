"""Formulas of the law book in the words of a published page: phrases instead of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.expr.spoken import spoken
from hengji.writing import lines

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.core.sheet import Line
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book


def formula(node: Node, book: Book) -> str:
    """A formula in phrases."""
    return spoken(node, lambda key, **parts: book.caption(f"formula.{key}", **parts))


def points(line: Line, evaluation: Evaluation, book: Book) -> str:
    """How a line's points are computed, in phrases; what the sheet says where no method of the law book gives them."""
    method = lines.method(line, evaluation.case, evaluation.sheet, book)
    return book.caption("formula.points", formula=formula(method.formula, book)) if method is not None else line.formula
