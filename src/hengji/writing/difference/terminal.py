"""A comparison for the terminal: the head, then every row that differs, what scores depend on before what is only words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from hengji.core.problem import shown
from hengji.writing.difference import wording
from hengji.writing.difference.view import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.difference import Change, Difference, RowDifference
    from hengji.rulebook.difference.effect import Effect
    from hengji.rulebook.difference.side import Side
    from hengji.writing.difference.view import Facts, View

MOST_LETTERS, MOST_ROWS, INDENT = 400, 10, "　　"


def lines(found: Difference, effect: Effect | None = None, facts: Facts | None = None) -> Iterator[str]:
    """The lines to print: what differs, then whom it moves."""
    yield from _differences(found)
    if effect is not None:
        yield ""
        yield from _effect(view(found, effect, facts), found)


def _effect(seen: View, found: Difference) -> Iterator[str]:
    """The parts of the paper in short: all words, and the first rows of the tables."""
    for part in seen.parts[1:]:
        yield part.title
        for text in part.words:
            yield INDENT + shown(text, MOST_LETTERS)
        for grid in part.grids:
            yield INDENT + grid.caption
            blank = [""] * (len(grid.columns) - 1)
            cells = ([*(shown(text, MOST_LETTERS) for text in row), *blank][: len(grid.columns)] for row in grid.rows)
            rows = [[column.name for column in grid.columns], *cells]
            yield from _table(rows[: MOST_ROWS + 1], [column.number for column in grid.columns])
            if len(grid.rows) > MOST_ROWS:
                yield INDENT * 2 + found.after.book.caption("diff.more", count=len(grid.rows) - MOST_ROWS)
        yield ""


def _table(rows: list[list[str]], numbers: list[bool]) -> Iterator[str]:
    """Columns under each other, a Chinese letter as wide as two others; the last column runs on."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(numbers))]
    for row in rows:
        cells = [
            " " * (width - _width(text)) + text if number else text + " " * (width - _width(text))
            for text, width, number in zip(row, widths, numbers, strict=True)
        ]
        yield (INDENT * 2 + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _differences(found: Difference) -> Iterator[str]:
    book = found.after.book
    yield book.caption("diff.between", before=_scheme(found.before), after=_scheme(found.after))
    if found.same:
        yield book.caption("diff.same")
        return
    yield wording.counts(found, book)
    if found.words_only:
        yield book.caption("diff.words_only")
    if found.head:
        yield ""
        yield book.caption("diff.head")
        for change in wording.scored_first(found.head):
            yield from _change(change, found)
    if found.reordered:
        yield book.caption("diff.order")
    for row in found.rows:
        yield ""
        yield from _row(row, found)


def _scheme(side: Side) -> str:
    return side.book.caption("diff.scheme", title=shown(side.scheme.title, MOST_LETTERS), id=side.given)


def _row(row: RowDifference, found: Difference) -> Iterator[str]:
    book = found.after.book
    head = book.caption(f"diff.row_{row.kind}", id=row.pair.row.id, name=shown(wording.name(row.pair)))
    by = wording.by(row.pair, book)
    yield head + wording.place(row.pair, book) + (f"　{by}" if by else "")
    for change in wording.shown(row):
        if row.kind == "changed":
            yield from _change(change, found)
        else:
            yield INDENT + shown(wording.content(change, book), MOST_LETTERS)


def _change(change: Change, found: Difference) -> Iterator[str]:
    """A short change on one line; a long one with before and after below each other."""
    book = found.after.book
    said = shown(wording.change(change, book), MOST_LETTERS)
    if len(said) <= book_width(found) or not (change.before and change.after):
        yield INDENT + said
        return
    yield INDENT + book.caption("diff.long", what=change.what)
    yield INDENT * 2 + book.caption("diff.long_before", words=shown(change.before, MOST_LETTERS))
    yield INDENT * 2 + book.caption("diff.long_after", words=shown(change.after, MOST_LETTERS))


def book_width(found: Difference) -> int:
    """How many letters a line holds."""
    return int(found.after.book.caption("diff.line_width"))
