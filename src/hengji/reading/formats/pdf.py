"""PDF files: printed lines and ruled tables, page by page; running heads set aside, tables that go on put together. Runs in the jail only."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from hengji.core.document import LINE, MARGIN
from hengji.reading.formats.parts import letters, places
from hengji.reading.formats.parts.draft import Draft, Piece, answered
from hengji.reading.formats.parts.pages import Page, page_of
from hengji.reading.formats.parts.ruled import grids
from hengji.reading.formats.parts.telling import NO_TEXT, NOT_AS_PRINTED, ONLY_PICTURES, PICTURES
from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.reading.formats.parts.letters import Letter, Line
    from hengji.reading.formats.parts.ruled import Box, Grid

MOST_PAGES = 2_000
_EDGE, _HEADS, _SAME_COLUMN = 0.12, 2, 4.0
_DIGITS = re.compile(r"[0-9]{1,9}")
_BLANKS = re.compile(r"\s++")
_NUMBER_ALONE = re.compile(r"[-–—~·.\s]{0,6}[0-9]{1,4}[-–—~·.\s]{0,6}")
_REPLACED, _FEW_LETTERS = "\ufffd", 10


@dataclass
class _Table:
    """A table on a page: rows of cells; `columns` are where its columns begin and end."""

    place: str
    pieces: list[Piece]
    columns: tuple[float, ...]
    top: float
    height: int


@dataclass
class _Printed:
    """A page told apart: body in its order from the top, and what stands in its margins."""

    number: int
    body: list[Line | _Table] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    foot: list[Line] = field(default_factory=list)
    size: float = 0.0


@answered
def read(payload: bytes) -> Draft:
    """A PDF file as a draft."""
    pages = list(_pages(payload))
    draft = Draft()
    _check(pages, draft)
    printed = [_printed(page, number) for number, page in enumerate(pages, 1)]
    _set_heads_aside(printed)
    _join_tables(printed)
    for page in printed:
        _write(page, draft)
    lost = draft.plain()["text"]
    if isinstance(lost, str) and _REPLACED in lost:
        first = next((number for number, page in enumerate(pages, 1) if page.strange), 1)
        draft.caution(NOT_AS_PRINTED, places.page(first), "U+FFFD", count=lost.count(_REPLACED))
    return draft


def _pages(payload: bytes) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(payload)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise refuse(codes.PASSWORD if locked else codes.DAMAGED, "", "PDF" if locked else len(payload)) from error
    if count > MOST_PAGES:
        raise refuse(codes.LARGE, "", count, limit=MOST_PAGES)
    for number in range(count):
        try:
            page = document[number]
            yield page_of(page)
            page.close()
        except pypdfium2.PdfiumError as error:
            raise refuse(codes.DAMAGED, places.page(number + 1), len(payload)) from error


def _check(pages: list[Page], draft: Draft) -> None:
    """Raises RefusedError where no page has a letter; tells of pages that are pictures."""
    bare = [number for number, page in enumerate(pages, 1) if page.pictures and len(page.letters) < _FEW_LETTERS]
    listed = places.pages(bare) if bare else ""
    if not any(page.letters for page in pages):
        raise refuse(ONLY_PICTURES if bare else NO_TEXT, "", listed)
    if bare:
        draft.caution(PICTURES, places.page(bare[0]), listed)
    unseen = [number for number, page in enumerate(pages, 1) if page.unseen]
    if unseen:
        draft.caution(NOT_AS_PRINTED, places.page(unseen[0]), places.pages(unseen), count=len(unseen))
    turned = [(number, page.turned) for number, page in enumerate(pages, 1) if page.turned]
    if turned:
        draft.caution(NOT_AS_PRINTED, places.page(turned[0][0]), turned[0][1], count=sum(len(text) for _, text in turned))


# ---- one page


def _printed(page: Page, number: int) -> _Printed:
    """Tables by their lines, and the lines of text outside of them."""
    found = _Printed(number, size=page.height)
    left = page.letters
    tables: list[_Table] = []
    for grid in grids(page.rules):
        inside, left = _parted(left, grid)
        table = _table(grid, inside, f"{places.page(number)}{places.table(len(tables) + 1)}")
        if table is None:
            left = left + inside
        else:
            tables.append(table)
    found.body = sorted([*letters.lines(left), *tables], key=lambda each: each.top)
    return found


def _parted(found: list[Letter], grid: Grid) -> tuple[list[Letter], list[Letter]]:
    inside: list[Letter] = []
    outside: list[Letter] = []
    for each in found:
        middle = (each.left + each.right) / 2
        within = grid.top <= each.middle <= grid.bottom and grid.columns[0] <= middle <= grid.columns[-1]
        (inside if within else outside).append(each)
    return inside, outside


def _table(grid: Grid, inside: list[Letter], place: str) -> _Table | None:
    """The cells with their texts; None where fewer than two cells hold some, which is a frame and no table."""
    held: dict[Box, list[Letter]] = {box: [] for box in grid.boxes}
    by_row: dict[int, list[Box]] = {}
    for box in grid.boxes:
        for row in range(box.row, box.row + box.rows):
            by_row.setdefault(row, []).append(box)
    for each in inside:
        row = next((at for at, edge in enumerate(grid.rows[1:]) if each.middle <= edge), len(grid.rows) - 2)
        middle = (each.left + each.right) / 2
        around = next((box for box in by_row.get(row, ()) if box.left <= middle <= box.right), None)
        if around is None:
            return None  # letters between the cells: the lines are a drawing
        held[around].append(each)
    texts = {box: letters.in_cell(letters.lines(found), box.right - box.left) for box, found in held.items()}
    if sum(bool(text) for text in texts.values()) < 2:  # noqa: PLR2004 - one text in a frame
        return None
    pieces = [
        Piece(box.row, box.column, box.rows, box.columns, text, places.cell(place, box.row, box.column))
        for box, text in texts.items()
    ]
    return _Table(place, pieces, grid.columns, grid.top, len(grid.rows) - 1)


# ---- what stands on every page


def _set_heads_aside(pages: list[_Printed]) -> None:
    """Lines at the upper and lower edge that stand on half of the pages, but for their digits, and numbers alone at the lower edge."""
    heads, feet = (Counter(_core(line) for page in pages for line in edge(page)) for edge in (_upper, _lower))
    least = max(2, len(pages) // 2)
    for page in pages:
        page.head = [line for line in _upper(page) if heads[_core(line)] >= least]
        page.foot = [line for line in _lower(page) if feet[_core(line)] >= least or _NUMBER_ALONE.fullmatch(line.text)]
        aside = {id(line) for line in (*page.head, *page.foot)}
        page.body = [each for each in page.body if id(each) not in aside]


def _core(line: Line) -> str:
    return _DIGITS.sub("#", _BLANKS.sub("", line.text))


def _upper(page: _Printed) -> list[Line]:
    return [each for each in page.body[:_HEADS] if isinstance(each, letters.Line) and each.bottom < page.size * _EDGE]


def _lower(page: _Printed) -> list[Line]:
    return [each for each in page.body[-_HEADS:] if isinstance(each, letters.Line) and each.top > page.size * (1 - _EDGE)]


# ---- tables that go on


def _join_tables(pages: list[_Printed]) -> None:
    """A table at the end of a page takes in one with the same columns at the start of the next, without a header said again."""
    last: _Table | None = None
    for page in pages:
        first = page.body[0] if page.body else None
        if last is not None and isinstance(first, _Table) and _goes_on(last, first):
            _take_in(last, first)
            del page.body[0]
            last = last if not page.body else None
        if page.body:
            end = page.body[-1]
            last = end if isinstance(end, _Table) else None


def _goes_on(above: _Table, below: _Table) -> bool:
    if len(above.columns) != len(below.columns):
        return False
    if any(abs(one - other) > _SAME_COLUMN for one, other in zip(above.columns, below.columns, strict=True)):
        return False
    return _repeated(above, below) > 0 or not _is_header(below)


def _row(table: _Table, row: int) -> list[tuple[int, int, int, str]]:
    return [(each.column, each.columns, each.rows, each.text) for each in table.pieces if each.row == row]


def _repeated(above: _Table, below: _Table) -> int:
    """How many rows at the start are the header said again; as long as a row holds a digit outside of labels, it is no header."""
    count = 0
    while count < min(above.height, below.height) and _row(above, count) == _row(below, count) and _row(below, count):
        count += 1
    return count


def _is_header(table: _Table) -> bool:
    """Whether the first row has words in most cells and no digit in any."""
    texts = [text for *_, text in _row(table, 0)]
    filled = [text for text in texts if text]
    return len(filled) * 2 > len(texts) and len(texts) > 1 and not any(_DIGITS.search(text) for text in filled) and table.height > 1


def _take_in(above: _Table, below: _Table) -> None:
    skipped = _repeated(above, below)
    offset = above.height - skipped
    for each in below.pieces:
        if each.row < skipped:
            continue
        over = next((index for index, piece in enumerate(above.pieces) if _ends_over(piece, each, above.height)), None)
        if over is not None and each.row == skipped and not each.text:
            above.pieces[over] = replace(above.pieces[over], rows=above.pieces[over].rows + each.rows)
        else:
            above.pieces.append(replace(each, row=each.row + offset))
    above.height += below.height - skipped


def _ends_over(piece: Piece, below: Piece, height: int) -> bool:
    """Whether a cell ends at the foot of a page right above a cell of the next: one that covers rows of both pages."""
    same = (piece.column, piece.columns) == (below.column, below.columns)
    return same and piece.row + piece.rows == height and max(piece.rows, below.rows) > 1


# ---- writing


def _write(page: _Printed, draft: Draft) -> None:
    number, where = 0, places.page(page.number)
    for line in page.head:
        draft.add_block(MARGIN, line.text, f"{where}{places.HEADER}")
    for each in page.body:
        if isinstance(each, _Table):
            draft.add_table(each.place, each.pieces)
        else:
            number += 1
            draft.add_block(LINE, each.text, f"{where}{places.paragraph(number)}")
    for line in page.foot:
        draft.add_block(MARGIN, line.text, f"{where}{places.FOOTER}")
