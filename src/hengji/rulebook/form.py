"""表样: which label, column and table means which concept, stage and year, as the forms say it (docs/manual/rulebook-format.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.place import Place
    from hengji.rulebook.concept import Reference

ACCOUNTS, WORKBOOK, FILLING = "accounts", "workbook", "filling"
KINDS = (ACCOUNTS, "base_data", "self_evaluation", WORKBOOK, FILLING)
TOTALS, BY_CODE, BY_LABEL = "totals", "code", "label"

Path = tuple[str, ...]
Paths = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class StageRule:
    """The stage of a figure: `fixed`, or found by the header, by the notes, or among `one_of`; else `otherwise`, empty where unknown."""

    fixed: str = ""
    one_of: tuple[str, ...] = ()
    by_header: tuple[tuple[str, str], ...] = ()
    by_note: tuple[tuple[tuple[str, ...], str], ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """What a block, a column, a row or a cell says of a figure; None and empty where it says nothing."""

    concept: str = ""
    stage: StageRule | None = None
    year: int | None = None
    members: tuple[tuple[str, str], ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The header labels of the columns that name a row."""

    code: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures."""

    id: str
    under: Paths
    says: Says
    optional: bool
    printed: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its labels, the rows of an axis's members, or the single row; a cell of None holds nothing."""

    labels: tuple[str, ...]
    within: str
    members_of: str
    by: str
    level: int
    unlisted: bool
    also: tuple[tuple[str, str], ...]
    single: bool
    columns: tuple[str, ...]
    cells: dict[str, Says | None]
    says: Says
    optional: bool
    printed: str
    depth: int
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """A group of columns with the rows that it holds."""

    id: str
    under: Paths
    below: bool
    repeats: bool
    optional: bool
    inline: bool
    keys: Keys
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    says: Says
    printed: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Whether a table without figures means 0, for which rows, and the words of the sheet's own sentence that say so."""

    zero: bool = False
    covers: str = TOTALS
    note: str = ""
    said_by: Paths = ()
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An official note under a table."""

    text: str
    printed: bool
    reference: Reference


@dataclass(frozen=True, slots=True)
class Layout:
    """How a printed table is known, and its blocks."""

    titles: tuple[str, ...]
    codes: tuple[str, ...]
    subject: tuple[str, ...]
    unit_line: tuple[str, ...]
    assumed_unit: str
    blank: Blank
    notes: tuple[Note, ...]
    sign_off: tuple[str, ...]
    blocks: tuple[Block, ...]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Form:
    """A table layout by its id; `kind` says what reads or writes it. The workbook to fill in has a grammar of its own, and no `layout`."""

    id: str
    title: str
    kind: str
    tree: Mapping
    place: Place = field(compare=False)
    layout: Layout | None = None

    def concepts(self) -> Iterator[Scalar]:
        """Every concept that the form names."""
        return _named(self.tree)


def say(block: Block, column: Column | None, row: Row) -> Says | None:
    """What block, column, row and cell together say of a figure; None for a cell that holds nothing."""
    parts = [block.says, *([column.says] if column else []), row.says]
    if column is not None:
        if (row.columns and column.id not in row.columns) or row.cells.get(column.id, row.says) is None:
            return None
        parts.append(row.cells.get(column.id) or Says())
    return _joined(parts)


def _joined(parts: list[Says]) -> Says:
    """The later part's word, where it says one; members of all parts."""
    whole = Says()
    for part in parts:
        whole = Says(
            concept=part.concept or whole.concept,
            stage=part.stage or whole.stage,
            year=whole.year if part.year is None else part.year,
            members=tuple(sorted({**dict(whole.members), **dict(part.members)}.items())),
            unit=part.unit or whole.unit,
        )
    return whole


def _named(node: Yaml) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            if key in {"concept", "concepts"}:
                yield from (entry for entry in _scalars(value))
            else:
                yield from _named(value)
    elif isinstance(node, Sequence):
        for entry in node.entries:
            yield from _named(entry)


def _scalars(node: Yaml) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for entry in node.entries:
            yield from _scalars(entry)
