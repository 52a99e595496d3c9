"""What each cell with a number is called: its row's label and the labels above that, its column's headers, unit, stage and year.

Words only: which concept they mean is for others to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.reading.layout.grid import Grid, Part, numbering, parts, tidy
from hengji.reading.layout.levels import Level, Row, code_of, levels
from hengji.reading.layout.terms import (
    ACTUAL,
    CHANGE,
    CHANGE_RATE,
    DEDUCTION,
    INDEX,
    LABEL,
    NOTE,
    NUMBERS,
    POINTS,
    RATE,
    SHARE,
    TARGET,
    VALUE,
    WEIGHT,
    Terms,
    inner,
    is_nothing,
    is_number,
    year,
)
from hengji.rulebook.labels import plain, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.document import Cell, Table
    from hengji.rulebook.book import Book

MOST_VALUE_CELL, MOST_LABEL, MONEY = 40, 30, "money"
_POINTS_AT_END = re.compile(r"\((?P<n>\d{1,3}(?:\.\d{1,2})?)(?P<unit>\D{1,2})\)$")
_ITEM = re.compile(r"\D{1,4}\d{1,2}[:：、]")
_TAIL = re.compile(r"[-\d.,]{1,40}+\\?(?P<unit>[^\d$]{0,6})\$?$")


@dataclass(frozen=True, slots=True)
class CellName:
    """The words for the number of a cell.

    `label` is the row's, without list number, 其中 and unit; `parents` the labels above it, outermost first. `header` are the headers of
    its column, outermost first; empty where the row does not stand under its header (`loose`). `unit_label` is the unit as printed, or empty.
    `stage_words` are the words for the stage, `stage` its id where they settle it; `year` None where none is said.
    `role` is value, weight, points, deduction, target, actual, rate, share, change, change_rate, index, or empty. `part` counts the headers of
    a table. `parent_row` is the row of which this one is a part (−1), and `how` says how that is known: number, of_which, indent, code.
    `column_sums` says that the column is a total of others; `group_row` that the number stands for all rows of its label.
    `own` is True where the cell holds its label and its number both; `unknown_header` where no word of the header is known to head columns.
    """

    row: int
    column: int
    label: str
    parents: tuple[str, ...]
    header: tuple[str, ...]
    unit_label: str
    stage_words: str
    year: int | None
    is_total: bool
    stage: str = ""
    role: str = ""
    loose: bool = False
    part: int = 0
    parent_row: int = -1
    how: str = ""
    code: str = ""
    subtotal: bool = False
    grand: bool = False
    column_sums: bool = False
    group_row: bool = False
    own: bool = False
    unknown_header: bool = False


def name(table: Table, text: str, book: Book, year: int | None = None, terms: Terms | None = None) -> tuple[CellName, ...]:
    """The names of the cells that hold a number, in the order of the table; `year` is the report's, by which 上年 is resolved.

    `terms` are the words of the law book, where many tables are named with one book.
    """
    grid, terms = Grid(table, text), terms or Terms.of(book)
    money = _unit_line(grid, terms)
    found = [_counts(cell) for row in grid.rows if numbering(grid, row, terms) for cell in grid.own(row)]
    for part in parts(grid, terms):
        found.extend(_Names(grid, part, terms, money, year).every())
    return tuple(sorted(found, key=lambda each: (each.row, each.column)))


def _counts(cell: Cell) -> CellName:
    """A number that counts rows or columns, or a code: no figure."""
    return CellName(cell.row, cell.column, "", (), (), "", "", None, is_total=False, role=INDEX)


@dataclass(frozen=True)
class _Names:
    """One part of a table while it is named."""

    grid: Grid
    part: Part
    terms: Terms
    money: str
    now: int | None

    def every(self) -> Iterator[CellName]:
        """The cells of the part that hold numbers."""
        placed = self._levels()
        above: dict[int, str] = {}
        for row in self.part.rows:
            tight = self.part.fits(self.grid, row)
            for column in self._label_columns(row):
                text = self.grid.words(row, column)
                heads = tidy(text) in self.part.paths.get(column, ())
                if tight and not is_nothing(text) and not is_number(text) and not heads:
                    above = {other: kept for other, kept in above.items() if other < column} | {column: text}
            for cell in self.grid.own(row):
                named = self._cell(row, cell, tight, above, placed)
                if named is not None:
                    yield named

    def _label_columns(self, row: int) -> list[int]:
        return [column for column in range(self.grid.widths[row]) if self.part.kinds.get(column) == LABEL]

    def _cell(self, row: int, cell: Cell, tight: bool, above: dict[int, str], placed: dict[int, Level]) -> CellName | None:
        told = self.grid.told(cell)
        if is_nothing(told) or not any(letter.isdigit() for letter in told):
            return None
        kind = self.part.kinds.get(cell.column, "") if tight else ""
        both = inner(told)
        if both is not None:
            return self._inner(row, cell, both)
        plainly = is_number(told)
        if tight and kind == LABEL:
            if plain(told).isdigit() and self._says_label(cell.column):
                return _counts(cell)
            if not plainly or self._says_label(cell.column):
                return self._of_group(row, cell, told)
            return self._number(row, cell, told, False, above, placed)
        if not tight and not plainly and self._only(cell.column, told):
            kind = self.part.kinds[self._values()[0]]
        if kind == NOTE or not (plainly or (kind in NUMBERS and len(told) <= MOST_VALUE_CELL)):
            return None
        if kind == INDEX:
            return _counts(cell)
        return self._number(row, cell, told, tight, above, placed)

    def _says_label(self, column: int) -> bool:
        """Whether the header itself says that a column names rows."""
        return any(self.terms.kind(text) == LABEL for text in self.part.paths.get(column, ()))

    def _values(self) -> list[int]:
        """The columns that hold numbers, by their header."""
        return [each for each, kind in self.part.kinds.items() if kind in NUMBERS and self.part.paths.get(each)]

    def _only(self, column: int, told: str) -> bool:
        """Whether a cell of a row that does not stand under its header must be the one value that the header names."""
        return column > 0 and len(self._values()) == 1 and len(told) <= MOST_VALUE_CELL

    def _header(self, column: int, tight: bool) -> tuple[str, ...]:
        if tight:
            return self.part.paths.get(column, ())
        only = self._values()
        return self.part.paths[only[0]] if len(only) == 1 else ()

    def _number(self, row: int, cell: Cell, told: str, tight: bool, above: dict[int, str], placed: dict[int, Level]) -> CellName:
        header = self._header(cell.column, tight) or self._of_scores(row, cell)
        labels, label_column = self._labels(row, cell.column, tight, above)
        raw = labels[-1] if labels else ""
        level = placed.get(row, Level(row)) if tight else Level(row)
        kinds = [kind for text in reversed(header) if (kind := self.terms.kind(text))]
        role = self.part.kinds.get(cell.column, "") if tight else (kinds[0] if kinds else "")
        words = self.terms.label(raw)
        own = CellName(
            row=row,
            column=cell.column,
            label=words,
            parents=(*(self._parent(each) for each in labels[:-1]), *self._above(level, label_column, placed))
            or self._corner(labels),
            header=header,
            unit_label=self._unit(row, told, header, raw, role, self._beside(cell.column) if tight else ()),
            stage_words="",
            year=None,
            is_total=self.terms.sums(words),
            role=role if role in NUMBERS else "",
            loose=not tight,
            part=self.part.number,
            parent_row=level.parent,
            how=level.how,
            code=level.code,
            subtotal=any(words.endswith(each) for each in self.terms.subtotals),
            grand=words in self.terms.grand,
            column_sums=bool(header) and self.terms.sums(self.terms.head(header[-1])),
            unknown_header=bool(header) and not self.part.known,
        )
        return self._when(own, header, (raw, *reversed(labels[:-1])))

    def _parent(self, text: str) -> str:
        """The label of a group, without its full marks."""
        return self.terms.label(_POINTS_AT_END.sub("", plain(text)))

    def _of_scores(self, row: int, cell: Cell) -> tuple[str, ...]:
        """The header of a number in a row of totals that stands apart: full marks and points, in their order."""
        numbers = [each for each in self.grid.own(row) if is_number(self.grid.told(each))]
        scores = [column for column in self._values() if self.part.kinds[column] in {WEIGHT, POINTS}]
        first = self.terms.label(self.grid.told(self.grid.own(row)[0]))
        if cell not in numbers or len(numbers) != len(scores) or first not in self.terms.totals:
            return ()
        return self.part.paths[scores[numbers.index(cell)]]

    def _corner(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The words at the upper left name a row that has no label."""
        return (self.terms.label(self.part.corner),) if not labels and self.part.corner else ()

    def _labels(self, row: int, column: int, tight: bool, above: dict[int, str]) -> tuple[tuple[str, ...], int]:
        """The labels of a row left of a cell, outermost first, and the column of the last."""
        if not tight:
            return self._nearest(row, column)
        last = next((at for at in range(column - 1, -1, -1) if self.part.kinds.get(at) == LABEL), -1)
        first = last
        while first > 0 and self.part.kinds.get(first - 1) in {LABEL, INDEX}:
            first -= 1
        found: list[str] = []
        for at in range(first, last + 1) if last >= 0 else ():
            text = self.grid.words(row, at)
            if is_nothing(text) and at < last:
                text = above.get(at, "")
            if (
                not is_nothing(text)
                and (not found or found[-1] != text)
                and self.part.kinds.get(at) == LABEL
                and not plain(text).isdigit()
            ):
                found.append(text)
        whole = self._sums(row)
        if whole and not any(not is_nothing(self.grid.words(row, at)) for at in range(max(0, first), last + 1)):
            return (whole,), last
        items = [index for index, text in enumerate(found) if _ITEM.match(text)]
        if items and len(found[-1]) and not self.part.header:
            found = found[: items[-1] + 1]
        while len(found) > 1 and len(found[-1]) > MOST_LABEL and not self.terms.kind(self._head(last)):
            found.pop()
        return tuple(found), last

    def _sums(self, row: int) -> str:
        """The one label of a row, where it names a total."""
        texts = [text for column in self._label_columns(row) if not is_nothing(text := self.grid.words(row, column))]
        return texts[0] if len(texts) == 1 and self.terms.sums(self.terms.label(texts[0])) else ""

    def _head(self, column: int) -> str:
        return next(iter(self.part.paths.get(column, ())[-1:]), "")

    def _nearest(self, row: int, column: int) -> tuple[tuple[str, ...], int]:
        """The words left of a cell in a row that does not stand under its header; a numbered item before nearer words."""
        texts = [(at, self.grid.words(row, at)) for at in range(column - 1, -1, -1)]
        texts = [(at, text) for at, text in texts if not is_nothing(text) and not is_number(text)]
        item = next(((at, text) for at, text in texts if _ITEM.match(text)), None)
        if item or texts:
            at, text = item or texts[0]
            return (text,), at
        return (), -1

    def _above(self, level: Level, column: int, placed: dict[int, Level]) -> tuple[str, ...]:
        """The labels of the rows of which a row is a part, outermost first."""
        found: list[str] = []
        parent = level.parent
        while parent >= 0 and len(found) < 8:  # noqa: PLR2004 - no list is deeper
            found.append(self.terms.label(self.grid.words(parent, column)))
            parent = placed[parent].parent
        return tuple(reversed(found))

    def _levels(self) -> dict[int, Level]:
        labelled = [column for column in range(self.part.width) if self.part.kinds.get(column) == LABEL]
        rows = []
        for row in self.part.rows:
            if not self.part.fits(self.grid, row):
                continue
            codes = [
                text for column in labelled if (text := plain(self.grid.words(row, column))).isdigit() and code_of(text) == text
            ]
            named = [
                column
                for column in labelled
                if not is_nothing(self.grid.words(row, column)) and not is_number(self.grid.words(row, column))
            ]
            column = named[0] if len(labelled) == len(codes) + 1 and named else (labelled[0] if labelled else 0)
            label = self.grid.words(row, column)
            rows.append(
                Row(row, label, self.grid.indent(row, column), self.terms.sums(self.terms.label(label)), codes[-1] if codes else "")
            )
        return levels(rows, self.terms) if len(labelled) - self._code_columns(labelled) <= 1 else {}

    def _code_columns(self, labelled: list[int]) -> int:
        """How many columns of labels hold codes; a row of totals may stand in them."""
        return sum(self._coded(column) for column in labelled)

    def _coded(self, column: int) -> bool:
        texts = [text for row in self.part.rows if (text := plain(self.grid.words(row, column)))]
        codes = sum(text.isdigit() for text in texts)
        return codes > 1 and all(text.isdigit() or self.terms.sums(self.terms.label(text)) for text in texts)

    # —— cells that name themselves ——

    def _inner(self, row: int, cell: Cell, both: tuple[str, int]) -> CellName:
        """A cell that holds its label and its number."""
        raw, _ = both
        told = self.grid.told(cell)
        tail = _TAIL.search(plain(told))
        unit = self.terms.units[tail["unit"]].label if tail and tail["unit"] in self.terms.units else ""
        label, bracket = split(raw, self.terms.units)
        group = self._group_above(row, cell.column)
        counted = self.terms.persons_unit if any(label.endswith(word) for word in self.terms.persons) else ""
        return replace(
            self._when(
                CellName(
                    row,
                    cell.column,
                    label,
                    (group,) if group else (),
                    (),
                    "",
                    "",
                    None,
                    is_total=False,
                    loose=True,
                    part=self.part.number,
                    own=True,
                ),
                (),
                (raw,),
            ),
            unit_label=unit or (bracket.label if bracket else "") or counted or self._part_money(),
        )

    def _group_above(self, row: int, column: int) -> str:
        """The words 按……分 above a cell of its own label."""
        for at in range(row, max(-1, row - 12), -1):
            if at not in self.part.rows and at not in self.part.header:
                break
            text = self.terms.label(self.grid.words(at, column))
            if len(self.terms.group) > 1 and text.startswith(self.terms.group[0]) and self.terms.group[1] in text:
                return text
        return ""

    def _of_group(self, row: int, cell: Cell, told: str) -> CellName | None:
        """A label with its full marks in a bracket: the number stands for all rows of the label."""
        found = _POINTS_AT_END.search(plain(told))
        if found is None or found["unit"] != self.terms.points_unit:
            return None
        label = self._parent(told)
        return CellName(
            row,
            cell.column,
            label,
            (),
            (),
            found["unit"],
            "",
            None,
            is_total=True,
            role=WEIGHT,
            part=self.part.number,
            group_row=True,
        )

    # —— unit, stage, year ——

    def _beside(self, column: int) -> tuple[str, ...]:
        """The header of the column of which one is a part: 补贴人数 before 其中：一级 and 其中：二级."""
        at = column
        while at > 0 and any(text.startswith(self.terms.of_which) for text in self.part.paths.get(at, ())[-1:]):
            at -= 1
        return self.part.paths.get(at, ()) if at < column else ()

    def _unit(self, row: int, told: str, header: tuple[str, ...], label: str, role: str, beside: tuple[str, ...] = ()) -> str:
        tail = _TAIL.search(plain(told))
        if tail and tail["unit"] in self.terms.units:
            return self.terms.units[tail["unit"]].label
        if self.terms.percent in plain(told):
            return self.terms.percent
        brackets = (self._bracket(text) for text in (*reversed(header), label))
        found = next((each for each in brackets if each), "") or self._unit_cell(row)
        if found:
            return found
        if role in {WEIGHT, POINTS, DEDUCTION}:
            return self.terms.points_unit
        if role in {RATE, SHARE, CHANGE_RATE}:
            return self.terms.percent if _above_one(told) else ""
        if any(self.terms.head(text).endswith(word) for text in (*header[-1:], *beside[-1:]) for word in self.terms.persons):
            return self.terms.persons_unit
        if role in {TARGET, ACTUAL}:
            return ""
        if any(self.terms.head(text).endswith(word) for text in header[-1:] for word in self.terms.counts):
            return ""
        return self._bracket(self.part.corner) or self._part_money()

    def _bracket(self, text: str) -> str:
        """The unit in the bracket at the end of a label, or anywhere in a bracket of its own."""
        bare = plain(text)
        at = bare.rfind("(")
        inside = bare[at + 1 : bare.find(")", at)] if at >= 0 else ""
        for word in (*self.terms.unit_line, ":"):
            inside = inside.removeprefix(word)
        inside = inside.removeprefix(":")
        if bare.endswith(self.terms.percent):
            return self.terms.percent
        inside = inside.partition("/")[0] if "/" in inside and inside not in self.terms.units else inside  # 元/亩
        return self.terms.units[inside].label if inside in self.terms.units else ""

    def _unit_cell(self, row: int) -> str:
        """The unit in a column of units."""
        for column, path in self.part.paths.items():
            if path and self.terms.head(path[-1]) in self.terms.unit_line:
                word = plain(self.grid.words(row, column))
                if word in self.terms.units:
                    return self.terms.units[word].label
        return ""

    def _part_money(self) -> str:
        """The money unit of the part: in a header of one of its columns, else the table's."""
        texts = (text for path in self.part.paths.values() for text in path)
        units = {unit for text in texts if (unit := self._bracket(text)) and self._is_money(unit)}
        return units.pop() if len(units) == 1 else self.money

    def _is_money(self, label: str) -> bool:
        return self.terms.units[plain(label)].dimension == MONEY

    def _when(self, cell: CellName, header: tuple[str, ...], labels: tuple[str, ...]) -> CellName:
        """With the stage and the year that the headers say, else the labels."""
        stages = [*map(self._stage, reversed(header)), *map(self._row_stage, labels)]
        words, stage = next((said for said in stages if said[0]), ("", "")) if cell.role in {"", VALUE, CHANGE} else ("", "")
        years = [*(self._year(text, self.terms.this_year) for text in reversed(header)), *(self._year(text, ()) for text in labels)]
        when = next((found for found in years if found is not None), None) if cell.role not in {CHANGE, CHANGE_RATE} else None
        return replace(cell, stage_words=words, stage=stage, year=when)

    def _stage(self, text: str) -> tuple[str, str]:
        bare = plain(text)
        for fund in self.terms.funds:
            bare = bare.replace(fund, "")
        return next(((word, stage) for word, stage in self.terms.stages if word in bare), ("", ""))

    def _row_stage(self, text: str) -> tuple[str, str]:
        """The stage that the label of a row ends with; a word that leaves it open only where it is the whole label."""
        bare = self.terms.head(text)
        fitting = ((word, stage) for word, stage in self.terms.stages if bare.endswith(word) and (stage or bare == word))
        return next(fitting, ("", ""))

    def _year(self, text: str, now: tuple[str, ...]) -> int | None:
        said = year(text)
        bare = plain(text)
        if said is not None or self.now is None:
            return said
        if any(word in bare for word in self.terms.last_year):
            return self.now - 1
        return self.now if any(word in bare for word in now) else None


def _above_one(told: str) -> bool:
    digits = re.search(r"\d{1,20}", plain(told))
    return digits is not None and int(digits[0]) > 1


def _unit_line(grid: Grid, terms: Terms) -> str:
    """The money unit of the unit line: in the caption or in a cell."""
    texts = [grid.table.caption, *(told for cell in grid.table.cells if len(told := grid.told(cell)) <= MOST_VALUE_CELL)]
    return next((found for text in texts if (found := _money_in(plain(text), terms))), "")


def _money_in(text: str, terms: Terms) -> str:
    for word in terms.unit_line:
        at = text.find(f"{word}:")
        if at >= 0:
            rest = text[at + len(word) + 1 :]
            fitting = [unit for unit in terms.units if rest.startswith(unit) and terms.units[unit].dimension == MONEY]
            if fitting:
                return terms.units[max(fitting, key=len)].label
    brackets = re.findall(r"\(([^()]{1,12})\)", text)
    return next((terms.units[each].label for each in brackets if each in terms.units and terms.units[each].dimension == MONEY), "")
