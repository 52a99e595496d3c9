"""A form of the law book filled with facts: blocks with heads and rows, each cell a fact, nothing known, or nothing to hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hengji.rulebook.fields import Fields
from hengji.rulebook.sheets import years
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.fact import Fact
    from hengji.core.problem import Problem
    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book
    from hengji.rulebook.form import Form

KIND = "base_data"
PRINT, NONE = "print", "none"


class Empty(Enum):
    """A cell without a figure: nobody gave it, or the form has nothing there."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact in a cell, with the unit in which the form prints it."""

    fact: Fact
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row."""

    label: str
    depth: int
    unit: str
    cells: tuple[Figure | Empty, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A printed block: its title, the heads of its columns, its rows."""

    title: str
    heads: tuple[str, ...]
    labelled: bool
    with_units: bool
    rows: tuple[Row, ...]

    @property
    def known(self) -> int:
        """How many figures it holds."""
        return sum(isinstance(cell, Figure) for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a block, a column, a row or a cell says of a figure."""

    concept: str = ""
    stages: tuple[str, ...] = ()
    year: int | None = None
    members: tuple[tuple[str, str], ...] | None = None
    unit: str = ""

    def over(self, other: _Said) -> _Said:
        """What both say, the nearer word first."""
        return _Said(
            self.concept or other.concept,
            self.stages or other.stages,
            other.year if self.year is None else self.year,
            other.members if self.members is None else self.members,
            self.unit or other.unit,
        )


def forms(book: Book) -> tuple[Form, ...]:
    """The forms of base data that can be printed."""
    return tuple(form for form in book.forms.values() if form.kind == KIND and any(True for _ in _printed_blocks(form)))


def print_form(form: Form, case: Case, book: Book) -> tuple[Block, ...]:
    """The blocks of a form with the facts of a case."""
    printer = _Printer(case, book)
    return tuple(printer.block(tree) for tree in _printed_blocks(form))


def lines_below(form: Form) -> tuple[list[str], list[str]]:
    """The notes that are printed under the table, and the line to sign."""
    problems: list[Problem] = []
    fields = Fields(form.tree, form.place.file, problems)
    notes = [block.text("text") for block in fields.blocks("notes") if block.truth(PRINT)]
    return notes, list(fields.texts("sign_off"))


def _printed_blocks(form: Form) -> Iterator[Mapping]:
    blocks = form.tree.entries.get("blocks")
    for block in blocks.entries if isinstance(blocks, Sequence) else ():
        if isinstance(block, Mapping) and any(PRINT in row.entries or "single" in row.entries for row in _mappings(block, "rows")):
            yield block


def _mappings(tree: Mapping, key: str) -> list[Mapping]:
    found = tree.entries.get(key)
    return [entry for entry in found.entries if isinstance(entry, Mapping)] if isinstance(found, Sequence) else []


def _text(tree: Mapping, key: str) -> str:
    node = tree.entries.get(key)
    return node.text if isinstance(node, Scalar) else ""


class _Printer:
    """Finds the facts that a form's cells speak of."""

    def __init__(self, case: Case, book: Book) -> None:
        self.case, self.book = case, book

    def block(self, tree: Mapping) -> Block:
        keys = tree.entries.get("keys")
        names = keys.entries if isinstance(keys, Mapping) else {}
        columns = [(_text(column, "id"), _said(column)) for column in _mappings(tree, "columns")]
        rows = [row for row in _mappings(tree, "rows") if PRINT in row.entries or "single" in row.entries]
        own = _said(tree)
        single = any("single" in row.entries for row in rows)
        printed = tuple(self._row(row, columns, own) for row in rows)
        heads = [years(_text(column, PRINT), self.case.year) for column in _mappings(tree, "columns")]
        return Block(years(_text(tree, PRINT), self.case.year), tuple(heads), not single, "unit" in names, printed)

    def _row(self, row: Mapping, columns: list[tuple[str, _Said]], block: _Said) -> Row:
        """A row's cells: what one cell says goes before the row, the row before the column, the column before the block."""
        own = _said(row)
        cells, only = row.entries.get("cells"), row.entries.get("columns")
        others = cells.entries if isinstance(cells, Mapping) else {}
        allowed = {entry.text for entry in only.entries if isinstance(entry, Scalar)} if isinstance(only, Sequence) else None
        found: list[Figure | Empty] = []
        for name, column in columns:
            other = others.get(name)
            if (isinstance(other, Scalar) and other.text == NONE) or (allowed is not None and name not in allowed):
                found.append(Empty.NOTHING)
            else:
                said = own.over(column.over(block))
                found.append(self._cell(_said(other).over(said) if isinstance(other, Mapping) else said))
        depth = _text(row, "depth")
        return Row(_text(row, PRINT), int(depth) if depth.isdigit() else 0, _text(row, "unit"), tuple(found))

    def _cell(self, said: _Said) -> Figure | Empty:
        concept = self.book.concepts.get(said.concept)
        if concept is None:
            return Empty.NOTHING
        stages = [stage for stage in said.stages if stage in concept.stages] if concept.stages else [""]
        for stage in stages or ([concept.stages[0]] if not said.stages else []):
            fact = self.case.facts.find((concept.id, self.case.year + (said.year or 0), stage, said.members or ()))
            if fact is not None:
                return Figure(fact, self.book.spellings.get(said.unit))
        return Empty.UNKNOWN if stages or not said.stages else Empty.NOTHING


def _said(tree: Mapping) -> _Said:
    """What one place says."""
    members, year = tree.entries.get("members"), _text(tree, "year")
    return _Said(
        concept=_text(tree, "concept"),
        stages=_stages(tree),
        year=int(year) if year else None,
        members=_members(members) if isinstance(members, Mapping) else None,
        unit=_text(tree, "unit"),
    )


def _members(tree: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((axis, code.text) for axis, code in tree.entries.items() if isinstance(code, Scalar)))


def _stages(tree: Mapping) -> tuple[str, ...]:
    """The stage of a column; one that the printed word leaves open is its `otherwise`, else the other."""
    node = tree.entries.get("stage")
    if isinstance(node, Scalar):
        return (node.text,)
    if not isinstance(node, Mapping):
        return ()
    first, one_of = _text(node, "otherwise"), node.entries.get("one_of")
    others = [entry.text for entry in one_of.entries if isinstance(entry, Scalar)] if isinstance(one_of, Sequence) else []
    return tuple(dict.fromkeys([first, *others]))
