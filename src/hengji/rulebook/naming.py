"""The name of a fact in 衡式: what a formula or a case file would write for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.expr.tree import Ref
from hengji.expr.words import name

if TYPE_CHECKING:
    from hengji.core.context import Members
    from hengji.rulebook.book import Book


def fact_name(book: Book, concept: str, stage: str, years: int, members: Members) -> str:
    """A concept's label with its stage, its members and 上年 as they must be said; `years` counts from the year of the case."""
    entry = book.concepts[concept]
    label = book.stages[stage].label if stage and stage != entry.stages[0] else ""
    axes = tuple(book.axes[axis].label for axis, _ in members)
    return name(Ref(concept, entry.label, entry.dimension, stage, label, years, members, 0, axes))
