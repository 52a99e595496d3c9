"""A table on a sheet to its statements: blocks, rows and cells in their order, and whatever the form does not know."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.quantity import Quantity
from hengji.reading.tables import cells
from hengji.reading.tables.columns import Group, groups
from hengji.reading.tables.rows import Match, Matching, Name, name
from hengji.reading.tables.state import Reading, Sentence, Statement
from hengji.reading.tables.words import is_figure
from hengji.rulebook.form import TOTALS, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.quantity import Unit
    from hengji.reading.tables.find import Found
    from hengji.reading.tables.header import Header
    from hengji.reading.tables.words import Words
    from hengji.rulebook.form import Row

FINER, NO_SENTENCE, NO_ROWS, NO_COLUMNS = "RD21", "RD23", "RD28", "RD29"
UNKNOWN_ROW, UNKNOWN_COLUMN, CODE_NUMBER, UNLISTED, NO_STAGE = "RD30", "RD31", "RD32", "RD34", "RD37"
UNNAMED = Name("", "")
_SENTENCE = re.compile("[。；;\n]")

Matched = list[tuple[Group, list[Match]]]


def read(found: Found, header: Header, words: Words, money: Unit | None, stated: str = "") -> Reading:
    """Reads a table whose header was found; a form whose columns are not all there is not applied.

    `money` is the unit of its unit line, `stated` what that line says where it is no unit, or several.
    """
    reading = Reading(found, header, words, money, stated)
    standing, missing = groups(found, header, words)
    if missing:
        reading.fits = False
        reading.problem(NO_COLUMNS, found.title, "、".join(" › ".join(misfit.labels) for misfit in missing))
        return reading
    matched = [(group, _rows(reading, group, _left(group, standing))) for group in standing]
    reading.notes = tuple(_sentences(reading, {match.row for _, rows in matched for match in rows}))
    for group, rows in matched:
        for match in rows:
            _row(reading, group, match)
    if _holds_figures(reading, standing):
        _missing_rows(reading, matched)
        _unknown_columns(reading, standing)
    else:
        _blank(reading, standing)
    _gathered(reading)
    finest = max((each.amount.decimals for each in reading.statements), default=0)
    reading.statements = [replace(each, finest=finest) for each in reading.statements]
    return reading


def _left(group: Group, standing: tuple[Group, ...]) -> Group | None:
    """The group on the left of one that repeats."""
    same = [other for other in standing if other.block is group.block]
    at = same.index(group)
    return same[at - 1] if at and group.block.repeats else None


def _rows(reading: Reading, group: Group, left: Group | None) -> list[Match]:
    """The rows of a group; one with figures that is no row of the form is reported."""
    if any(form.single for form in group.block.rows):
        return _single(reading, group)
    matching, found = Matching(group, reading.words), []
    for row in reading.header.body:
        filled = _filled(reading, group, row)
        named = name(reading.found.grid, group, row, left if filled else None)
        match = matching.match(row, named)
        if match is not None or filled:
            reading.number_codes.extend(named.numbers)
        if match is not None:
            found.append(match)
        elif filled:
            _unknown_row(reading, group, row, named)
    return found


def _single(reading: Reading, group: Group) -> list[Match]:
    """The first row below the header that holds figures; the block has no other."""
    form = next(form for form in group.block.rows if form.single)
    first, *others = [row for row in reading.header.body if _filled(reading, group, row)] or [-1]
    for row in others:
        _unknown_row(reading, group, row, UNNAMED)
    return [Match(first, form, UNNAMED)] if first >= 0 else []


def _filled(reading: Reading, group: Group, row: int) -> bool:
    """Whether a row holds a figure, or a formula without its value, in the group's columns."""
    grid = reading.found.grid
    return any(is_figure(grid.cell(row, column).text) or (row, column) in grid.unsaved for column in group.figures.values())


def _unknown_row(reading: Reading, group: Group, row: int, named: Name) -> None:
    """A row with figures that the form does not know."""
    spot = (row, min(group.keys or group.figures.values()))
    if named.code:
        reading.problem(UNLISTED, spot, named.code, label=named.label)
    else:
        reading.problem(UNKNOWN_ROW, spot, named.label)


def _row(reading: Reading, group: Group, match: Match) -> None:
    """The figures of one row, in the order of the form's columns."""
    before = reading.figures
    for column in group.block.columns:
        if column.id in group.figures:
            cells.read(reading, group, match, say(group.block, column, match.form), (match.row, group.figures[column.id]))
    reading.rows += reading.figures > before


def _sentences(reading: Reading, rows: set[int]) -> Iterator[Sentence]:
    """The sentences below the header that are no rows of the table."""
    grid = reading.found.grid
    for row in reading.header.body:
        for column, cell in grid.filled(row, reading.found.columns) if row not in rows else ():
            for text in _SENTENCE.split(cell.text):
                if text.strip() and not is_figure(text):
                    yield Sentence(text.strip(), grid.place(row, column))


def _holds_figures(reading: Reading, standing: tuple[Group, ...]) -> bool:
    """Whether any cell that is no code and no number of a row holds a figure."""
    grid, naming = reading.found.grid, {column for group in standing for column in (*group.keys, *group.others)}
    spots = ((row, column) for row in reading.header.body for column in reading.found.columns if column not in naming)
    return any(is_figure(grid.cell(*spot).text) or spot in grid.unsaved for spot in spots)


def _blank(reading: Reading, standing: tuple[Group, ...]) -> None:
    """A table without any figure: 0 where the form says so and a sentence of the sheet says it too, else unknown."""
    blank = reading.found.layout.blank
    said = next(filter(None, (cells.sentence(words, reading.notes) for words in blank.said_by)), None) if blank.zero else None
    if said is None:
        reading.problem(NO_SENTENCE, reading.found.title, reading.found.form.title)
        return
    for group in standing:
        for form in group.block.rows:
            if form.single or (form.labels and (blank.covers != TOTALS or not form.within)):
                reading.statements.extend(_zeros(reading, group, form, said))


def _zeros(reading: Reading, group: Group, form: Row, said: Sentence) -> Iterator[Statement]:
    """The cells of a row as 0, each with the sentence that says so."""
    match = Match(reading.found.title[0], form, UNNAMED)
    for column in group.block.columns:
        says = say(group.block, column, form)
        if says is None or column.id not in group.figures:
            continue
        unit = cells.unit(reading, group, match, says, (match.row, group.figures[column.id]))
        stages, otherwise = cells.stages(reading, group, says)
        if unit is None:
            cells.ask_unit(reading)
        elif stages:
            nothing, source = Quantity(Decimal(0), unit, 0, "0"), reading.found.grid.source
            year = reading.words.year + (says.year or 0)
            yield Statement(says.concept, stages, otherwise, year, says.members, nothing, said.place, source, said.text)


def _missing_rows(reading: Reading, matched: Matched) -> None:
    """The rows that the form expects and the table lacks."""
    blocks = {group.block.id: group.block for group, _ in matched if not group.block.optional}
    met = {id(match.form) for _, rows in matched for match in rows}
    rows = [form for block in blocks.values() for form in block.rows if form.labels and not form.optional]
    lacking = [form.labels[0] for form in rows if id(form) not in met]
    if lacking:
        reading.problem(NO_ROWS, reading.found.title, "、".join(lacking))


def _unknown_columns(reading: Reading, standing: tuple[Group, ...]) -> None:
    """Columns with figures that no block explains."""
    owned = {column for group in standing for column in group.owned}
    grid = reading.found.grid
    for column in (column for column in reading.found.columns if column not in owned):
        row = next((row for row in reading.header.body if is_figure(grid.cell(row, column).text)), None)
        if row is not None:
            reading.problem(UNKNOWN_COLUMN, (row, column), grid.cell(row, column).text, label=reading.header.printed(column))


def _gathered(reading: Reading) -> None:
    """What many cells of a table share is said once, at its first cell."""
    grid = reading.found.grid
    if reading.number_codes:
        spots = list(dict.fromkeys(reading.number_codes))
        names = "、".join(grid.place(*spot).where.rpartition("!")[2] for spot in spots)
        reading.problem(CODE_NUMBER, spots[0], grid.cell(*spots[0]).text, cells=names)
    if reading.finer:
        spot, finer = reading.finer[0]
        reading.problem(FINER, spot, grid.cell(*spot).text, finer=finer, count=len(reading.finer))
    if reading.unstaged:
        spot = reading.unstaged[0]
        reading.problem(NO_STAGE, spot, reading.header.printed(spot[1]), count=len(reading.unstaged))
