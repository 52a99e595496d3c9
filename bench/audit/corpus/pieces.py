"""What a made report consists of: texts, and slots whose figures and words are known and may be edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.audit.relations import Printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from fractions import Fraction

    from bench.audit.relations import Relation

FIGURE, WORD, DATE, LIST_NUMBER, DOCUMENT_NUMBER = "figure", "word", "date", "list_number", "document_number"


@dataclass(frozen=True, slots=True)
class Slot:
    """A figure, a word or a date whose place in the text is followed through every layout.

    `text` is all that is printed, `unit` the unit that holds for the number (printed here or in a table's head).
    `fact` is what it says, as the model names it; `tag` what a word is there for (`up`, `claim`, `phrase` …).
    """

    id: int
    kind: str
    text: str
    number: Decimal | None = None
    decimals: int = 0
    unit: str = ""
    fact: str = ""
    tag: str = ""
    concept: str = ""
    stage: str = ""
    year: int | None = None

    @property
    def printed(self) -> Printed:
        """As a figure of a relation."""
        assert self.number is not None
        return Printed(self.number, self.decimals, self.unit)


Piece = str | Slot
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 to 3), a paragraph (`level` 0), or a table with its rows of cells.

    `say` names the family of the statements in it; `merged` are (row, column, rows, columns) for layouts that can merge cells; an empty cell is `()`.
    """

    kind: str
    pieces: Pieces = ()
    level: int = 0
    rows: tuple[tuple[Pieces, ...], ...] = ()
    caption: str = ""
    unit_line: str = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    say: str = ""

    def each(self) -> Iterator[Pieces]:
        """Its texts in reading order."""
        if self.kind == "table":
            for row in self.rows:
                yield from row
        else:
            yield self.pieces


@dataclass(frozen=True, slots=True)
class Paper:
    """A made report before its layout: blocks, facts in yuan or wholes, the relations that hold, and the slots whose text was changed."""

    name: str
    half: str
    genre: str
    layout: str
    unit: str
    year: int
    blocks: tuple[Block, ...]
    facts: Mapping[str, Fraction] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    edits: Mapping[int, str] = field(default_factory=dict)

    def slots(self) -> list[Slot]:
        """Every slot in reading order."""
        return [piece for block in self.blocks for pieces in block.each() for piece in pieces if isinstance(piece, Slot)]

    def figures(self) -> dict[int, Printed]:
        """What is printed for every figure, unedited."""
        return {slot.id: slot.printed for slot in self.slots() if slot.kind == FIGURE}
