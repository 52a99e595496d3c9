"""A comparison as one HTML file that needs nothing beside it; its charts are SVG, each with the table that holds its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.writing.page import Markup, Page, join, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.rulebook.book import Book
    from hengji.writing.difference.view import Grid, Part, View

TEMPLATE = "pages/difference.html"


def page(view: View, book: Book) -> str:
    """The page, the same text for the same comparison."""
    return _Page(read(book.templates[TEMPLATE]), view, book).page()


class _Page:
    def __init__(self, template: Page, view: View, book: Book) -> None:
        self.fill, self.template, self.view, self.book, self.charts = template.fill, template, view, book, 0

    def page(self) -> str:
        view = self.view
        return self.template.page(
            title=view.title,
            skip=view.parts[0].title,
            about=join(self.fill("about", text=text) for text in view.about),
            tiles=join(self.fill("tile", name=name, value=value, note=note) for name, value, note in view.tiles),
            contents=self.book.caption("diff_paper.contents"),
            links=join(self.fill("link", id=part.id, title=part.title) for part in view.parts),
            parts=join(self._part(part) for part in view.parts),
            foot=self.book.caption("diff_paper.foot"),
        )

    def _part(self, part: Part) -> Markup:
        return self.fill(
            "part",
            id=part.id,
            title=part.title,
            words=join(self.fill("words", text=text) for text in part.words),
            charts=join(self.fill("chart", svg=Markup(chart.svg(self._number()))) for chart in part.charts),
            grids=join(self._grid(grid) for grid in part.grids),
        )

    def _number(self) -> int:
        self.charts += 1
        return self.charts

    def _grid(self, grid: Grid) -> Markup:
        kinds = ["_number" if column.number else "" for column in grid.columns]
        return self.fill(
            "grid",
            caption=grid.caption,
            widths=_run(self.fill("width", width=str(column.width)) for column in grid.columns),
            heads=_run(self.fill(f"head{kind}", text=column.name) for kind, column in zip(kinds, grid.columns, strict=True)),
            rows=join(self._row(row, kinds) for row in grid.rows),
        )

    def _row(self, row: tuple[str, ...], kinds: list[str]) -> Markup:
        if len(row) == 1 and len(kinds) > 1:
            return self.fill("over", columns=str(len(kinds)), text=row[0])
        return self.fill("row", cells=_run(self.fill(f"cell{kind}", text=text) for kind, text in zip(kinds, row, strict=True)))


def _run(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(part.html for part in parts))
