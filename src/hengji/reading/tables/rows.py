"""The rows of a block on a sheet: which row of the form each of them is, by its label or its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.tables.words import is_nothing
from hengji.rulebook.form import BY_CODE, BY_LABEL
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from hengji.core.quantity import Unit
    from hengji.reading.formats.spreadsheet import Spot
    from hengji.reading.tables.columns import Group
    from hengji.reading.tables.grid import Grid
    from hengji.reading.tables.words import Words
    from hengji.rulebook.form import Row

CLASS_DIGITS = 3
CODE_LENGTHS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Name:
    """What a row is called on the sheet: its printed label, its code, and the code cells that hold numbers."""

    label: str
    code: str
    numbers: tuple[Spot, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.label or self.code)


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the sheet that is a row of the form; `member` is the code of its axis's member, `listed` whether the axis has it."""

    row: int
    form: Row
    name: Name
    bracket: Unit | None = None
    member: str = ""
    listed: bool = True


def name(grid: Grid, group: Group, row: int, left: Group | None) -> Name:
    """The label and code of a row; a label merged over all key columns is the label.

    Where a block repeats, a total's label may stand in the group on the left while its figure stands here (table 06).
    """
    label = next((text for column in group.labels if (text := _in_row(grid, row, column))), "")
    parts = [(column, grid.cell(row, column)) for column in group.codes]
    texts = [plain(cell.text) for _, cell in parts if not is_nothing(cell.text)]
    code = _joined(texts)
    if not code.isascii() or not code.isdigit():
        label, code = label or next((cell.text for _, cell in parts if cell.text), ""), ""
    if not label and not code and left is not None:
        beside = name(grid, left, row, None)
        vacant = all(is_nothing(grid.cell(row, column).text) for column in left.figures.values())
        return Name(beside.label, "") if vacant and not beside.code else Name("", "")
    return Name(label, code, tuple((row, column) for column, cell in parts if cell.number and code))


def _in_row(grid: Grid, row: int, column: int) -> str:
    """The text that stands at a cell, unless it began in a row above."""
    home = grid.home(row, column)
    return grid.cell(*home).text if home[0] == row else ""


def _joined(parts: list[str]) -> str:
    """A code from its 类, 款 and 项, each printed as its own digits or as the whole code down to it.

    >>> _joined(["201", "32", "01"]), _joined(["201", "20132", "2013201"])
    ('2013201', '2013201')
    """
    code = ""
    for part in parts:
        code = part if code and part.startswith(code) and len(part) > len(code) else code + part
    return code


@dataclass(slots=True)
class Matching:
    """Goes down the rows of one group; remembers the labels that have been met, and below which row it is.

    A row of the form is the first of each of its labels: table 附03 prints a heading under one of them and the total under another.
    """

    group: Group
    words: Words
    met: list[tuple[Row, str]] = field(default_factory=list)
    above: Row | None = None

    def match(self, row: int, named: Name) -> Match | None:
        """The row of the form that a row of the sheet is, or None."""
        label, bracket = self.words.split(named.label)
        found = self._by_code(row, named, bracket) or self._by_label(row, named, label, bracket)
        if found is None:
            self.above = self.above if not named else None
            return None
        if not found.form.within:
            self.above = found.form
        self.met.append((found.form, label))
        return found

    def _by_label(self, row: int, named: Name, label: str, bracket: Unit | None) -> Match | None:
        if not label or named.code:
            return None
        fitting = [
            form for form in self.group.block.rows if label in self.words.labels(form.labels) and (form, label) not in self.met
        ]
        inside = [form for form in fitting if form.within and self._stands_below(form)]
        beside = [form for form in fitting if not form.within]
        for form in (*inside, *beside):
            return Match(row, form, named, bracket)
        for form in self.group.block.rows:
            member = self._member(form, label) if form.by == BY_LABEL else ""
            if member:
                return Match(row, form, named, bracket, member)
        return None

    def _stands_below(self, form: Row) -> bool:
        return self.above is not None and self.words.label(form.within) in self.words.labels(self.above.labels)

    def _member(self, form: Row, label: str) -> str:
        """The one member of the axis that has a label."""
        members = self.words.book.axes[form.members_of].members.values()
        codes = [each.code for each in members if self.words.normal(each.label) == label and self._admits(form, each.code)]
        codes += [code for earlier, code in form.also if self.words.label(earlier) == label]
        return codes[0] if len(set(codes)) == 1 else ""

    def _admits(self, form: Row, code: str) -> bool:
        """Whether a member stands at the level that a row admits; 1 is a member without a parent."""
        members, depth = self.words.book.axes[form.members_of].members, 1
        while code in members and (code := members[code].parent):
            depth += 1
        return form.level in {0, depth}

    def _by_code(self, row: int, named: Name, bracket: Unit | None) -> Match | None:
        for form in self.group.block.rows if named.code else ():
            if form.by != BY_CODE:
                continue
            members = self.words.book.axes[form.members_of].members
            if named.code in members and self._admits(form, named.code):
                return Match(row, form, named, bracket, named.code)
            if form.unlisted and named.code[:CLASS_DIGITS] in members and len(named.code) in CODE_LENGTHS:
                return Match(row, form, named, bracket, named.code, listed=False)
        return None
