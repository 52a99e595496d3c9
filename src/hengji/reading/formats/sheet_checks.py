"""Whether a filled workbook is still the workbook that was given out: sheets, heads, hidden content, cells that two readers see differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook.machine import CHECKS, HEAD, SKIP, Machine, letters, place, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.reading.formats.spreadsheet import Page, Spot
    from hengji.rulebook.machine import Part, Words

MISSING_SHEET, RENAMED, EXTRA_COLUMN, RELABELLED, OUTSIDE = "RD46", "RD47", "RD48", "RD49", "RD50"
HIDDEN, COMMENT, DIFFER, UNSAVED, CELL_ERROR, FULL = "RD51", "RD52", "RD53", "RD54", "RD59", "RD57"
TABLES = ("table", "breakdown")


def shape(pages: Mapping[str, Page], table: Machine, file: str) -> Iterator[Problem]:
    """Sheets that are missing; heads and labels that are not those that the program wrote."""
    for title, sign in table.sheets.items():
        page = pages.get(title)
        mine = [words for words in table.words if words.sheet == title]
        if page is None:
            yield problem(MISSING_SHEET, Place(file, title), title)
            continue
        seen = [
            type(words)(words.sheet, words.row, words.column, words.role, _text(page, (words.row, words.column))) for words in mine
        ]
        if signature(seen) != sign or any(now.text != was.text for now, was in zip(seen, mine, strict=True)):
            yield from (_changed(was, now, file) for was, now in zip(mine, seen, strict=True) if was.text.strip() != now.text)


def _text(page: Page, where: Spot) -> str:
    seen = page.cells.get(where)
    return seen.text if seen is not None else ""


def _changed(was: Words, now: Words, file: str) -> Problem:
    code = RENAMED if was.role == HEAD else RELABELLED
    return problem(code, Place.cell(file, was.sheet, place(was.row, was.column)), now.text, wanted=was.text)


def looked_at(pages: Mapping[str, Page], table: Machine, file: str) -> Iterator[Problem]:
    """What a clerk may not see or not mean: hidden content, comments, content outside the yellow cells, cells that cannot be read."""
    for page in pages.values():
        if page.title in table.sheets:
            yield from _on_sheet(page, table, file)
        elif page.cells and page.title not in _own(pages, table):
            yield problem(HIDDEN if page.state != "visible" else OUTSIDE, Place(file, page.title), page.title)


def _own(pages: Mapping[str, Page], table: Machine) -> set[str]:
    """The sheets of the program that hold nothing to fill: the hidden one, and the checks."""
    return {page.title for page in pages.values() if page.state == "veryHidden" or page.title == table.meta.get(CHECKS)}


def _on_sheet(page: Page, table: Machine, file: str) -> Iterator[Problem]:
    parts = [part for part in table.parts if part.sheet == page.title]
    fills, skipped = _fills(parts), _skipped(parts)
    ours = {(words.row, words.column) for words in table.words if words.sheet == page.title}
    heads = {words.row for words in table.words if words.sheet == page.title and words.role == HEAD}
    yield from _hidden(page, file)
    for where, text in sorted(page.comments.items()):
        yield problem(COMMENT, Place.cell(file, page.title, place(*where)), text)
    for where, seen in sorted(page.cells.items()):
        if where not in fills and where not in ours and where not in skipped:
            code = EXTRA_COLUMN if where[0] in heads else OUTSIDE
            yield problem(code, Place.cell(file, page.title, place(*where)), seen.text)
    yield from _unreadable(page, fills, file)
    yield from (_full(part, page, file) for part in parts if part.kind in TABLES and _is_full(part, page))


def _fills(parts: list[Part]) -> set[Spot]:
    return {
        (row, column.column)
        for part in parts
        for column in part.columns
        if column.kind != SKIP
        for row in ([key.row for key in part.keys] or range(part.first, part.last + 1))
    }


def _skipped(parts: list[Part]) -> set[Spot]:
    return {
        (row, column.column)
        for part in parts
        for column in part.columns
        if column.kind == SKIP
        for row in range(part.first, part.last + 1)
    }


def _hidden(page: Page, file: str) -> Iterator[Problem]:
    """Hidden sheets, rows and columns that hold something."""
    if page.state != "visible":
        yield problem(HIDDEN, Place(file, page.title), page.title)
    for row in sorted({row for row, _ in page.cells} & page.hidden_rows):
        yield problem(HIDDEN, Place(file, f"{page.title}!{row + 1}:{row + 1}"), _first(page, row=row))
    for column in sorted({column for _, column in page.cells} & page.hidden_columns):
        name = letters(column)
        yield problem(HIDDEN, Place(file, f"{page.title}!{name}:{name}"), _first(page, column=column))


def _first(page: Page, *, row: int = -1, column: int = -1) -> str:
    return next(seen.text for where, seen in sorted(page.cells.items()) if row in (where[0], -1) and column in (where[1], -1))


def _unreadable(page: Page, fills: set[Spot], file: str) -> Iterator[Problem]:
    for where in sorted(fills & page.unsaved):
        yield problem(UNSAVED, Place.cell(file, page.title, place(*where)))
    for where in sorted(fills & page.errors.keys()):
        yield problem(CELL_ERROR, Place.cell(file, page.title, place(*where)), page.errors[where])
    for where in sorted(fills & page.disagreements.keys()):
        one, other = page.disagreements[where]
        yield problem(DIFFER, Place.cell(file, page.title, place(*where)), one, other=other)


def _is_full(part: Part, page: Page) -> bool:
    """Whether every row of an open table is filled: more may have been cut off."""
    columns = [column.column for column in part.columns if column.kind != SKIP]
    return all(any((row, column) in page.cells for column in columns) for row in range(part.first, part.last + 1))


def _full(part: Part, page: Page, file: str) -> Problem:
    where = Place(file, f"{page.title}!{part.first + 1}:{part.last + 1}")
    return problem(FULL, where, part.last - part.first + 1)
