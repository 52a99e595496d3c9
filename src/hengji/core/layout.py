"""How a Word file is set: pages, paragraphs, runs and tables with every property as it prints, styles and defaults already worked in.

Lengths are in twentieths of a point, sizes of letters in half points, counts of letters in hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.problem import Problem

PAGE_MARK = "\ue000"
"""Stands in a text where the number of the page is printed."""
NEW_PAGE = "\f"
"""Stands in a text where a page ends by hand."""
EXACT, AT_LEAST, AUTO = "exact", "atLeast", "auto"
CENTRE, RIGHT, LEFT = "center", "right", "left"
DEFAULT, EVEN, FIRST = "default", "even", "first"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters set alike. `number` counts all runs of the paragraph, from 0; the four faces are those of w:rFonts; `ground` is the colour
    behind it by its name, `picture` the part drawn here, `said` what is read in its place.
    """

    number: int
    text: str
    ascii: str = ""
    high_ansi: str = ""
    east_asian: str = ""
    complex: str = ""
    size: int = 0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    raised: bool = False
    style: str = ""
    ground: str = ""
    picture: str = ""
    width: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `number` counts all paragraphs of the part, from 0; `label` is its automatic number; `outline` the level of a heading, or 0."""

    number: int
    place: str
    section: int
    runs: tuple[Run, ...]
    style: str = ""
    label: str = ""
    outline: int = 0
    align: str = LEFT
    line: int = 240
    rule: str = AUTO
    before: int = 0
    after: int = 0
    left: int = 0
    right: int = 0
    first: int = 0
    left_letters: int = 0
    right_letters: int = 0
    first_letters: int = 0
    new_page: bool = False
    keeps_next: bool = False
    on_grid: bool = True
    outside: bool = False
    in_table: bool = False

    @property
    def text(self) -> str:
        """Its letters without the automatic number."""
        return "".join(run.text for run in self.runs)

    @property
    def printed(self) -> str:
        """Its letters with the automatic number."""
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: columns it spans, whether it goes on with the one above, its width, and what is in it."""

    span: int
    goes_on: bool
    width: int
    blocks: tuple[Paragraph | Table, ...]
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `head` where every page repeats it, `skipped` columns left open before the first cell."""

    cells: tuple[Cell, ...]
    head: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the widths of its columns."""

    place: str
    section: int
    columns: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of pages of a kind: default (odd), even or first."""

    kind: str
    part: str
    lines: tuple[Paragraph, ...]

    @property
    def numbered(self) -> bool:
        """Whether it prints the number of the page."""
        return any(PAGE_MARK in line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one size. `grid` is none (empty), lines, linesAndChars or snapToChars; `char_space` in 4096ths of a point.

    `start` is the number of the first page where counting begins anew, else 0.
    """

    number: int
    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    gutter: int = 0
    grid: str = ""
    line_pitch: int = 0
    char_space: int = 0
    title_page: bool = False
    start: int = 0
    feet: tuple[Foot, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether the page lies on its side."""
        return self.width > self.height

    def foot(self, kind: str) -> Foot | None:
        """The foot of a kind of pages."""
        return next((foot for foot in self.feet if foot.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """A Word file as it is set. `base_size` is the size of its ordinary style; `boxes` counts text boxes, whose text is not looked at."""

    blocks: tuple[Paragraph | Table, ...]
    sections: tuple[Section, ...]
    odd_and_even: bool
    base_size: int
    boxes: int = 0
    title: str = ""

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs of the body in order, those in tables too."""
        yield from _paragraphs(self.blocks)


def _paragraphs(blocks: tuple[Paragraph | Table, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from _paragraphs(cell.blocks)


@dataclass(frozen=True, slots=True)
class Edit:
    """One mechanical change. `kind` is page, paragraph, run, letter, feet or document; `paragraph` and `run` count as in the layout.

    A letter is the one at `at` in its run; it becomes `values["text"]`. A page's number stands in `paragraph`.
    """

    kind: str
    paragraph: int = 0
    run: int = 0
    at: int = 0
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """A place that is not set as the standard asks: the problem in words, what it is about, and how it is mended; no edits where a person must decide."""

    problem: Problem
    role: str
    style: str
    run: int | None
    clause: str
    edits: tuple[Edit, ...] = ()
