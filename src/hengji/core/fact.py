"""A fact: a concept's value in a context, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hengji.core.quantity import Quantity

if TYPE_CHECKING:
    from hengji.core.context import Context
    from hengji.core.place import Place

Stated = Quantity | str | date | bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """`source` is the SHA-256 of the file, `quote` the words or cell as they stand there, `reader` what read them.

    `certainty` is `typed` (a person typed it into a form), `read` (from a table or text), `recognised` or `entered`.
    `said` is the source that the clerk names for the figure, in the clerk's words.
    """

    source: str
    place: Place
    quote: str
    reader: str
    certainty: str
    said: str = ""

    def __post_init__(self) -> None:
        if not self.quote:
            raise ValueError("a fact without a quote has no provenance")


@dataclass(frozen=True, slots=True)
class Fact:
    """`concept` is the id in the law book; an amount carries its unit."""

    concept: str
    context: Context
    value: Stated
    provenance: Provenance

    @property
    def key(self) -> Key:
        """What the fact is about; two statements with one key speak of the same thing."""
        return (self.concept, self.context.year, self.context.stage, self.context.members)


Key = tuple[str, int, str, tuple[tuple[str, str], ...]]
