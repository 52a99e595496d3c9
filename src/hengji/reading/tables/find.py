"""Finds the tables of a sheet by their printed titles; a title without figures below it is only a mention, as in a list of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.reading.tables import lines
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.core.place import Place
    from hengji.reading.formats.spreadsheet import Spot
    from hengji.reading.tables.grid import Grid
    from hengji.rulebook.form import Form, Layout

MOST_TITLE, MOST_YEAR_LINE, MOST_CELL = 60, 12, 400
_BRACKET = re.compile(r"\([^()]*\)$")
_SENTENCE = re.compile("[。;,]")
_PARTS = re.compile(r"\s{2,}|[\n\t]")


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a sheet: its form, the cell of its title, the rows above its header and the rows from its title down."""

    grid: Grid
    form: Form
    layout: Layout
    title: Spot
    head: range
    body: range
    columns: range

    @property
    def place(self) -> Place:
        """Where the title stands."""
        return self.grid.place(*self.title)


def tables(grid: Grid, forms: Sequence[Form]) -> tuple[Found, ...]:
    """The tables of a sheet from top to bottom, tables of one row from left to right."""
    layouts = [(form, form.layout) for form in forms if form.layout is not None]
    titles = sorted(_titles(grid, layouts) or _by_code(grid, layouts))
    tops = sorted({row for (row, _), _ in titles})
    starts = {row: _top(grid, row, tops[at - 1] + 1 if at else 0, layouts) for at, row in enumerate(tops)}
    ends = {row: starts[tops[at + 1]] if at + 1 < len(tops) else grid.rows for at, row in enumerate(tops)}
    found = []
    for row, beside in groupby(titles, key=lambda title: title[0][0]):
        group = list(beside)
        for at, ((_, column), named) in enumerate(group):
            left = column if at else 0
            right = group[at + 1][0][1] if at + 1 < len(group) else grid.columns
            head, columns = range(starts[row], row + 1), range(left, right)
            form, layout = _confirmed(grid, head, columns, named)
            found.append(Found(grid, form, layout, (row, column), head, range(row + 1, ends[row]), columns))
    return tuple(found)


Named = tuple["Form", "Layout"]


def _titles(grid: Grid, layouts: list[Named]) -> list[tuple[Spot, list[Named]]]:
    """The cells that end with a title, each with the forms of its longest title."""
    found = []
    for spot, cell in grid.cells.items():
        named = _named(cell.text, layouts)
        if named and not cell.number:
            found.append((spot, named))
    return found


def _by_code(grid: Grid, layouts: list[Named]) -> list[tuple[Spot, list[Named]]]:
    """A sheet whose name is the title of a form, and which holds that form's code: the code's cell stands for the title."""
    named = _named(grid.name, layouts)
    for form, layout in named:
        spots = [spot for spot, cell in grid.cells.items() if lines.has_code(cell.text, layout.codes)]
        if spots:
            return [(min(spots), [(form, layout)])]
    return []


def _named(text: str, layouts: list[Named]) -> list[Named]:
    """The forms whose title a text ends with; the longest title wins."""
    longest = 0
    found: list[Named] = []
    for words in _endings(text, layouts) if len(text) <= MOST_CELL else ():
        for form, layout in layouts:
            length = max((len(title) for title in map(plain, layout.titles) if words.endswith(title)), default=0)
            if length > longest:
                longest, found = length, []
            if length and length == longest and (form, layout) not in found:
                found.append((form, layout))
    return found


def _endings(text: str, layouts: list[Named]) -> Iterator[str]:
    """What a cell may end with: its lines, and the parts of a line that wide blanks keep apart, without a code or a year behind."""
    for part in dict.fromkeys((*text.splitlines(), *_PARTS.split(text))):
        words = plain(part)
        if len(words) <= MOST_TITLE and not _SENTENCE.search(words):
            yield _without_code(words, layouts)


def _without_code(words: str, layouts: list[Named]) -> str:
    """The line without the code at its end, bare or in a bracket, or a bracket that holds a year."""
    bracket = _BRACKET.search(words)
    if bracket and (lines.years(bracket[0]) or any(lines.has_code(bracket[0], layout.codes) for _, layout in layouts)):
        return words[: bracket.start()]
    codes = (plain(code) for _, layout in layouts for code in layout.codes)
    return words.removesuffix(max((code for code in codes if words.endswith(code)), key=len, default=""))


def _top(grid: Grid, title: int, lowest: int, layouts: list[Named]) -> int:
    """The first of the lines above a title that belong to it: unit, name of the department, code, year."""
    row = title
    while row > lowest and all(_is_head(cell.text, layouts) for _, cell in grid.filled(row - 1, range(grid.columns))):
        row -= 1
    return row


def _is_head(text: str, layouts: Iterable[Named]) -> bool:
    return (bool(lines.years(text)) and len(plain(text)) <= MOST_YEAR_LINE) or any(
        lines.has_code(text, layout.codes) or lines.says_label(text, (*layout.subject, *layout.unit_line)) for _, layout in layouts
    )


def _confirmed(grid: Grid, head: range, columns: range, named: list[Named]) -> Named:
    """Among forms of one title, the one whose code stands above the table; else the first."""
    texts = [cell.text for row in head for _, cell in grid.filled(row, columns)]
    return next((each for each in named if any(lines.has_code(text, each[1].codes) for text in texts)), named[0])
