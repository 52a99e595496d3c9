"""A comparison in Word: the parts of the page, with the charts as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.writing.audit import words
from hengji.writing.audit.wordml import Cell, file, paragraph, picture, table
from hengji.writing.charts.png import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.writing.charts.svg import Chart
    from hengji.writing.difference.view import Grid, Part, View

FACES = ("body", "title", "head", "kai", "table")
ACROSS, ROOM = 15_200, 8_840
"""The width of a picture in hundredths of a millimetre, of a table in twentieths of a point."""
FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
BAND = "F3F5F7"


def docx(view: View, book: Book) -> bytes:
    """The Word file, the same bytes for the same comparison and the same faces on the machine."""
    fonts = {face: book.caption(f"audit_paper.font_{face}") for face in FACES}
    paper = _Paper(view, book)
    body = list(paper.body())
    return file(body, view.title, fonts, paper.pictures)


class _Paper:
    def __init__(self, view: View, book: Book) -> None:
        self.view, self.book = view, book
        self.pictures: list[bytes] = []

    def body(self) -> Iterator[str]:
        yield paragraph(self.view.title, "Title")
        for text in self.view.about:
            yield paragraph(words.clean(text), "Subtitle")
        for name, value, note in self.view.tiles:
            yield paragraph(self.book.caption("diff_paper.tile", name=name, value=value, note=note), "Note")
        for part in self.view.parts:
            yield from self._part(part)
        yield paragraph(self.book.caption("diff_paper.foot"), "Note")

    def _part(self, part: Part) -> Iterator[str]:
        yield paragraph(part.title, "Heading1")
        for text in part.words:
            yield paragraph(words.clean(text))
        for chart in part.charts:
            yield self._picture(chart)
        for grid in part.grids:
            yield paragraph(words.clean(grid.caption), "Caption")
            yield self._table(grid)

    def _picture(self, chart: Chart) -> str:
        """The chart, or why it is not there: its numbers stand in the table below in any case."""
        drawn = png(chart)
        if drawn is None:
            return paragraph(self.book.caption("diff_paper.no_face"), "Note")
        self.pictures.append(drawn)
        return picture(len(self.pictures), ACROSS, ACROSS * chart.height // chart.width, f"{chart.title}。{chart.words}")

    def _table(self, grid: Grid) -> str:
        widths = [ROOM * column.width // sum(each.width for each in grid.columns) for column in grid.columns]
        rows = [self._row(row, grid) for row in grid.rows]
        return table(widths, [column.name for column in grid.columns], rows)

    def _row(self, row: tuple[str, ...], grid: Grid) -> list[Cell]:
        """A row; the name of a group runs over all columns."""
        if len(row) == 1:
            return [Cell((words.clean(row[0]),), "TableText", BAND, len(grid.columns))]
        pairs = zip(row, grid.columns, strict=True)
        return [Cell((words.clean(text),), "TableCentre" if column.number else "TableText") for text, column in pairs]
