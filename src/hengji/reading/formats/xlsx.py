"""Workbooks: one table a sheet, each number as a person sees it, read twice by readers that share no code. Runs in the jail only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from hengji.core.problem import shown
from hengji.reading.formats.parts import places, sheets
from hengji.reading.formats.parts.draft import Draft, Piece, answered
from hengji.reading.formats.parts.number_format import StrangeFormatError, display, is_day, moment
from hengji.reading.formats.parts.package import Package
from hengji.reading.formats.parts.runs import Mark
from hengji.reading.formats.parts.telling import COMMENTS, DIFFER, HIDDEN, NOT_AS_PRINTED, UNSAVED, tell_pictures
from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.reading.formats.parts.sheets import Held, Sheet, Workbook

MOST_NAMED = 20
"""So many cells without a saved result are named; what has more is opened and saved once more anyway."""
_MOST_DIFFERENCES, _DAY, _NEAR = 20, timedelta(days=1), timedelta(milliseconds=2)
_TRUTH = {True: "TRUE", False: "FALSE"}


@answered
def read(payload: bytes) -> Draft:
    """The archive of a workbook as a draft."""
    return _Book(sheets.read(Package.of(payload)), _Other(payload)).draft()


class _Other:
    """What calamine reads."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        try:
            self._book = CalamineWorkbook.from_filelike(BytesIO(payload))
        except CalamineError as error:
            raise refuse(codes.DAMAGED, "xl/workbook.xml", type(error).__name__) from error

    def values(self, name: str) -> list[list[object]]:
        """All rows of a sheet from the first cell on."""
        try:
            sheet = self._book.get_sheet_by_name(name)
            return [*sheet.to_python(skip_empty_area=False)]  # type: ignore[list-item]
        except CalamineError as error:
            raise refuse(codes.DAMAGED, name, type(error).__name__) from error
        except (OverflowError, ValueError):  # a span of time that Python cannot hold; only its row is lost
            return _row_by_row(sheet)


def _row_by_row(sheet: CalamineSheet) -> list[list[object]]:
    """The rows that calamine can give; one that it cannot give is empty, so that its cells differ."""
    found: list[list[object]] = []
    rows, blank = iter(sheet.iter_rows()), [""] * (sheet.start[1] if sheet.start else 0)
    while True:
        try:
            found.append([*blank, *next(rows)])
        except StopIteration:
            return found
        except (OverflowError, ValueError):
            found.append([])


class _Book:
    """One workbook on its way to a draft."""

    def __init__(self, book: Workbook, other: _Other) -> None:
        self._book, self._other = book, other
        self._draft = Draft()
        self._unsaved, self._strange, self._comments = Mark(), Mark(), Mark()
        self._without: list[str] = []
        self._differences = 0

    def draft(self) -> Draft:
        """A table for each sheet that holds something."""
        for sheet in self._book.sheets:
            self._sheet(sheet)
        self._tell()
        return self._draft

    def _sheet(self, sheet: Sheet) -> None:
        texts = self._texts(sheet)
        for ref, text in sheet.comments:
            self._comments.meet(f"{sheet.name}!{ref}", text)
        if any(texts.values()):
            self._unseen(sheet, texts)
            self._draft.add_table(sheet.name, _pieces(sheet, texts), hidden=sheet.hidden)

    def _texts(self, sheet: Sheet) -> dict[tuple[int, int], str]:
        """What each cell shows; a cell on which the two readers differ shows nothing."""
        other = self._other.values(sheet.name)
        found = {}
        for (row, column), held in sheet.cells.items():
            where = places.cell(sheet.name, row - 1, column - 1)
            second = other[row - 1][column - 1] if row <= len(other) and column <= len(other[row - 1]) else None
            if not held.saved:
                self._unsaved.meet(where)
                self._without.append(where)
            if self._same(held, second):
                found[row, column] = self._shown(held, where)
            else:
                self._differ(where, held, second)
                found[row, column] = ""
        self._lonely(sheet, other)
        return found

    def _lonely(self, sheet: Sheet, other: list[list[object]]) -> None:
        """Cells that only the other reader sees."""
        for row, line in enumerate(other, 1):
            for column, value in enumerate(line, 1):
                if value not in {None, ""} and (row, column) not in sheet.cells:
                    self._differ(places.cell(sheet.name, row - 1, column - 1), None, value)

    def _differ(self, where: str, held: Held | None, second: object) -> None:
        self._differences += 1
        if self._differences <= _MOST_DIFFERENCES:
            self._draft.caution(DIFFER, where, "" if held is None or held.value is None else held.value, other=second)

    def _same(self, held: Held, second: object) -> bool:
        value = held.value
        if held.error:
            return second in {"", None, value}
        if isinstance(value, bool) or isinstance(second, bool):
            return value is second
        if isinstance(value, Decimal):
            return self._same_number(value, held.style, second)
        return (value or "").strip() == (sheets.unescaped(second).strip() if isinstance(second, str) else second or "")

    def _same_number(self, value: Decimal, style: str, second: object) -> bool:
        if isinstance(second, (int, float)):
            return float(value) == float(second)
        if not is_day(style):
            return False
        if isinstance(second, timedelta):
            return abs(timedelta(seconds=float(value) * _DAY.total_seconds()) - second) < _NEAR
        at = moment(value, since_1904=self._book.since_1904)
        if at is None or not isinstance(second, (datetime, date, time)):
            return False
        if isinstance(second, time):
            return value < 1 and abs(at - datetime.combine(at.date(), second)) < _NEAR
        other = second if isinstance(second, datetime) else datetime.combine(second, time())
        return abs(at - other) < _NEAR

    def _shown(self, held: Held, where: str) -> str:
        value = held.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return _TRUTH[value]
        if isinstance(value, str):
            return value.strip()
        try:
            return display(value, held.style, computed=held.formula, since_1904=self._book.since_1904)
        except StrangeFormatError:
            self._strange.meet(where, held.style)
            return display(value, "", computed=held.formula)

    def _unseen(self, sheet: Sheet, texts: dict[tuple[int, int], str]) -> None:
        """Takes out what hidden rows and columns hold, and tells of the first cell of each kind."""
        if sheet.hidden:
            self._draft.caution(HIDDEN, sheet.name, next(text for _, text in sorted(texts.items()) if text))
            return
        columns = [(first, last) for first, last in sheet.hidden_columns if first <= last]
        hidden = [
            place for place in texts if place[0] in sheet.hidden_rows or any(first <= place[1] <= last for first, last in columns)
        ]
        first = min((place for place in hidden if texts[place]), default=None)
        if first is not None:
            self._draft.caution(HIDDEN, places.cell(sheet.name, first[0] - 1, first[1] - 1), texts[first])
        for place in hidden:
            del texts[place]

    def _tell(self) -> None:
        draft = self._draft
        if self._unsaved.count:
            draft.caution(UNSAVED, self._unsaved.place, "", count=self._unsaved.count, cells="、".join(self._without[:MOST_NAMED]))
        if self._strange.count:
            draft.caution(NOT_AS_PRINTED, self._strange.place, self._strange.found, count=self._strange.count)
        if self._comments.count:
            draft.caution(COMMENTS, self._comments.place, shown(self._comments.found), count=self._comments.count)
        place = next((sheet.name for sheet in self._book.sheets if sheet.pictures), "")
        tell_pictures(draft, sum(sheet.pictures for sheet in self._book.sheets), place)


def _pieces(sheet: Sheet, texts: dict[tuple[int, int], str]) -> Iterable[Piece]:
    """Cells with their merged ranges; what a merged range covers is not seen. Empty cells beyond the last text are left out."""
    ranges = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    covered = {place for merged in sheet.merged for place in _inside(merged, texts) if place != merged[:2]}
    filled = [place for place, text in texts.items() if text]
    bottom, right = max((row for row, _ in filled), default=0), max((column for _, column in filled), default=0)
    for (row, column), text in texts.items():
        if (row, column) not in covered and row <= bottom and column <= right:
            rows, columns = ranges.get((row, column), (1, 1))
            yield Piece(row - 1, column - 1, rows, columns, text)


def _inside(merged: tuple[int, int, int, int], texts: dict[tuple[int, int], str]) -> Iterable[tuple[int, int]]:
    """The cells of a merged range, sought in the range or among the cells, whichever are fewer."""
    top, left, bottom, right = merged
    if (bottom - top + 1) * (right - left + 1) > len(texts):
        return (place for place in texts if top <= place[0] <= bottom and left <= place[1] <= right)
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
