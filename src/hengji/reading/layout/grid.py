"""A table as rows and columns with the text of its cells, cut into parts that have one header each."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.reading.layout.terms import INDEX, LABEL, NOTE, NUMBERS, VALUE, inner, is_nothing, is_number
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.document import Cell, Table
    from hengji.reading.layout.terms import Terms

MOST_HEADER_CELL, LEAST_COUNT, LONG_COUNT, MOST_WORD = 40, 3, 4, 14


@dataclass(frozen=True)
class Grid:
    """The cells of a table by row and column, each cell at every place that it covers."""

    table: Table
    text: str

    @cached_property
    def at(self) -> dict[tuple[int, int], Cell]:
        """The cell at a place."""
        return {
            (row, column): cell
            for cell in self.table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    @cached_property
    def widths(self) -> dict[int, int]:
        """How many columns each row has."""
        found: dict[int, int] = {}
        for row, column in self.at:
            found[row] = max(found.get(row, 0), column + 1)
        return found

    @cached_property
    def rows(self) -> list[int]:
        """The rows that have cells, in order."""
        return sorted(self.widths)

    def words(self, row: int, column: int) -> str:
        """The text of a place; empty where there is no cell."""
        cell = self.at.get((row, column))
        return self.text[cell.start : cell.end] if cell is not None else ""

    def own(self, row: int) -> list[Cell]:
        """The cells that begin in a row, from left to right."""
        return self._by_row.get(row, [])

    @cached_property
    def _by_row(self) -> dict[int, list[Cell]]:
        found: dict[int, list[Cell]] = {}
        for cell in self.table.cells:
            found.setdefault(cell.row, []).append(cell)
        return found

    def told(self, cell: Cell) -> str:
        """The text of a cell."""
        return self.text[cell.start : cell.end]

    def indent(self, row: int, column: int) -> int:
        """How far the text of a cell is set in, in half columns."""
        cell = self.at.get((row, column))
        at, width = (cell.start if cell is not None else 0), 0
        while at > 0 and self.text[at - 1] in " \u3000\xa0" and width < 80:  # noqa: PLR2004 - no label is set in further
            at -= 1
            width += 2 if self.text[at] == "\u3000" else 1
        return width


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one header. `header` are its rows, `width` how many columns it has; `kinds` what each column holds.

    `known` is False where no word of the header is one that heads columns: where it stands alone tells that it is a header.
    """

    number: int
    header: tuple[int, ...]
    rows: tuple[int, ...]
    width: int
    paths: dict[int, tuple[str, ...]]
    kinds: dict[int, str]
    known: bool = True

    @property
    def corner(self) -> str:
        """The words at the upper left, which name the table where they head no column of labels."""
        return next(iter(self.paths.get(0, ())), "")

    def fits(self, grid: Grid, row: int) -> bool:
        """Whether the cells of a row stand under the columns of the header."""
        return not self.header or grid.table.certain or grid.widths[row] == self.width


def parts(grid: Grid, terms: Terms) -> tuple[Part, ...]:
    """The parts of a table from top to bottom; a part without header takes what stands above the first one."""
    heads = [row for row in grid.rows if is_header(grid, row, terms)]
    known = bool(heads)
    groups = _with_upper(grid, list(_groups(grid, heads or list(_plain_header(grid, terms)))))
    found = []
    edges = [*groups, (grid.rows[-1] + 1,)] if grid.rows else []
    if edges and edges[0][0] > grid.rows[0]:
        edges.insert(0, ())
    for number, group in enumerate(edges[:-1] if edges else []):
        start = group[-1] + 1 if group else grid.rows[0]
        low, high = bisect_left(grid.rows, start), bisect_left(grid.rows, edges[number + 1][0])
        rows = tuple(row for row in grid.rows[low:high] if not numbering(grid, row, terms))
        width = max((grid.widths[row] for row in group), default=max((grid.widths[row] for row in rows), default=0))
        paths = {column: _path(grid, group, column) for column in range(width)}
        found.append(Part(number, group, rows, width, paths, _kinds(grid, rows, paths, width, terms), known))
    return tuple(found)


def is_header(grid: Grid, row: int, terms: Terms) -> bool:
    """Whether a row heads columns: no numbers, short cells, and words of headers beyond the first column."""
    cells = [cell for cell in grid.own(row) if not is_nothing(grid.told(cell))]
    texts = [grid.told(cell) for cell in cells]
    if len(cells) < 2 or any(len(text) > MOST_HEADER_CELL or is_number(text) or inner(text) is not None for text in texts):  # noqa: PLR2004
        return False
    kinds = [terms.kind(text) for text in texts]
    beyond = any(kind in NUMBERS for cell, kind in zip(cells, kinds, strict=True) if cell.column)
    return (beyond or (kinds[0] == LABEL and all(kinds))) and sum(map(bool, kinds)) * 2 >= len(kinds)


def _plain_header(grid: Grid, terms: Terms) -> Iterator[int]:
    """Where no word of headers is known: the first row of short words above a row of as many cells that are numbers beyond the first."""
    for row, below in pairwise(grid.rows):
        cells, under = grid.own(row), grid.own(below)
        texts = [grid.told(cell) for cell in cells]
        if len(cells) < LEAST_COUNT or len(cells) != len(under) or not all(map(_is_word, texts)) or numbering(grid, below, terms):
            continue
        numbers = [is_number(grid.told(cell)) for cell in under]
        if all(numbers[1:]):
            yield row
            return


def _is_word(text: str) -> bool:
    return not is_nothing(text) and len(text) <= MOST_WORD and not is_number(text) and inner(text) is None


def _groups(grid: Grid, heads: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Header rows that follow one another are one header, unless the second stands for itself."""
    group: list[int] = []
    for row in heads:
        joins = group and row == group[-1] + 1 and (grid.table.certain or grid.widths[row] == grid.widths[group[-1]])
        if group and not joins:
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _with_upper(grid: Grid, groups: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Each header with the rows above it that head several of its columns: cells over many columns, or years."""
    found = []
    for number, group in enumerate(groups):
        low = groups[number - 1][-1] if number else -1
        rows = group
        while rows[0] - 1 > low and _upper(grid, rows[0] - 1, rows[0]):
            rows = (rows[0] - 1, *rows)
        high = groups[number + 1][0] if number + 1 < len(groups) else grid.rows[-1]
        while rows[-1] + 1 < high and _lower(grid, rows[-1] + 1, rows[-1]):
            rows = (*rows, rows[-1] + 1)
        found.append(rows)
    return found


def _lower(grid: Grid, row: int, above: int) -> bool:
    """Whether a row heads the columns under cells of the row above that cover several: short words under these alone."""
    wide = {column for cell in grid.own(above) if cell.columns > 1 for column in range(cell.column, cell.column + cell.columns)}
    cells = [cell for cell in grid.own(row) if not is_nothing(grid.told(cell))]
    if len(cells) < 2 or not all(cell.column in wide for cell in cells):  # noqa: PLR2004 - one word heads nothing
        return False
    return not any(
        len(grid.told(cell)) > MOST_HEADER_CELL or is_number(grid.told(cell)) or inner(grid.told(cell)) for cell in cells
    )


def _upper(grid: Grid, row: int, below: int) -> bool:
    cells = [cell for cell in grid.own(row) if not is_nothing(grid.told(cell))]
    if len(cells) < 2 or grid.widths.get(row) != grid.widths[below]:  # noqa: PLR2004 - one cell is a title
        return False
    if any(len(grid.told(cell)) > MOST_HEADER_CELL or is_number(grid.told(cell)) or inner(grid.told(cell)) for cell in cells):
        return False
    return any(cell.columns > 1 or cell.rows > 1 for cell in cells) or all(cell.column for cell in cells)


def _path(grid: Grid, group: Sequence[int], column: int) -> tuple[str, ...]:
    """The labels above a column, outermost first; an empty place of an upper row is headed by what stands left of it."""
    found: list[tuple[int, str]] = []
    for row in group:
        at = column
        while at > 1 and row != group[-1] and not grid.table.certain and is_nothing(grid.words(row, at)):
            at -= 1
        cell = grid.at.get((row, at))
        if cell is not None and not is_nothing(grid.told(cell)) and (not found or found[-1][0] != id(cell)):
            found.append((id(cell), tidy(grid.told(cell))))
    return tuple(text for _, text in found)


def _kinds(grid: Grid, rows: Sequence[int], paths: dict[int, tuple[str, ...]], width: int, terms: Terms) -> dict[int, str]:
    """By the lowest header that says it, else by what stands below."""
    found: dict[int, str] = {}
    for column in range(width):
        kind = next((kind for text in reversed(paths[column]) if (kind := terms.kind(text))), "")
        below = _content(grid, rows, column, width)
        if kind == VALUE and column == 0 and below == LABEL:
            kind = LABEL
        if kind == LABEL and column and below == VALUE and not _codes(grid, rows, column):
            kind = VALUE
        if kind == NOTE and below == VALUE and any(terms.head(text).endswith(terms.prices) for text in paths[column][-1:]):
            kind = VALUE
        found[column] = kind or below
    return found


def _content(grid: Grid, rows: Sequence[int], column: int, width: int) -> str:
    counts: Counter[str] = Counter()
    for row in rows:
        text = grid.words(row, column)
        if (grid.table.certain or grid.widths[row] == width) and not is_nothing(text):
            counts[VALUE if is_number(text) else NOTE if len(text) > MOST_HEADER_CELL * 2 else LABEL] += 1
    return counts.most_common(1)[0][0] if counts else (LABEL if column == 0 else "")


def _codes(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Whether a column holds codes of subjects: whole numbers of three, five or seven digits."""
    texts = [plain(grid.words(row, column)) for row in rows]
    return all(not text or (text.isdigit() and len(text) in {3, 5, 7}) for text in texts)


def numbering(grid: Grid, row: int, terms: Terms) -> bool:
    """Whether a row only counts the columns, from 0 or 1 on, behind a word for that or none."""
    texts = [text for cell in grid.own(row) if (text := plain(grid.told(cell)))]
    digits = [int(text) for text in texts if text.isdigit() and len(text) < LONG_COUNT]
    others = [text for text in texts if not text.isdigit()]
    if len(digits) < LEAST_COUNT or digits[0] > 1 or any(terms.kind(text) != INDEX for text in others):
        return False
    return digits == list(range(digits[0], digits[0] + len(digits)))


def tidy(text: str) -> str:
    """A label as it is printed, without the spaces and line ends inside it."""
    return "".join(text.split())
