"""The public final-account tables (财决公开) of one department, from .xlsx files as they are published, to facts with their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.context import Context
from hengji.core.fact import Fact, Provenance
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading.tables import agree, find, grid, lines, table
from hengji.reading.tables.header import header
from hengji.reading.tables.words import Words, is_figure
from hengji.rulebook.form import ACCOUNTS
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.exact import Exact
    from hengji.core.quantity import Unit
    from hengji.reading.tables.agree import Agreed
    from hengji.reading.tables.find import Found
    from hengji.reading.tables.grid import Grid
    from hengji.reading.tables.header import Header
    from hengji.reading.tables.lines import Line
    from hengji.reading.tables.state import Reading
    from hengji.rulebook.book import Book

READER, CERTAINTY, REJECTED = "accounts", "read", "rejected"
OTHER_NAME, NO_TABLES, NOBODY, NO_COLUMNS, OTHER_YEAR, NO_TABLE = "RD22", "RD25", "RD27", "RD29", "RD35", "RD38"
FEW = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read, with its control totals: rows with figures, figures, and the sum of the money in 元."""

    title: str
    place: Place
    unit: str
    rows: int
    figures: int
    total: Exact


@dataclass(frozen=True, slots=True)
class Imported:
    """What the files say. `kept` are figures of codes that the axes do not list, each with its printed label."""

    unit: str
    year: int
    facts: tuple[Fact, ...]
    kept: tuple[tuple[Fact, str], ...]
    tables: tuple[Table, ...]
    sources: tuple[tuple[str, str], ...]
    repeated: int
    not_stated: int


@dataclass(frozen=True, slots=True)
class _Headed:
    """A table with its header and what stands above it."""

    found: Found
    header: Header
    units: tuple[Line, ...]
    names: tuple[Line, ...]
    years: tuple[int, ...]


def read(
    files: Sequence[tuple[str, bytes]], book: Book, unit: str = "", year: int = 0
) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The facts of one department and year, and everything that is wrong or was not recognised; None where a problem rejects it.

    `unit` and `year` say whose tables they are where the sheets do not.
    """
    problems: list[Problem] = []
    grids = [each for name, content in files for each in _opened(name, content, book, problems)]
    headed = [each for sheet in grids for each in _headed(sheet, book, year, problems)]
    when, whose = _year(headed, year, problems), _unit(headed, unit, problems)
    words = Words.of(book, when)
    readings = [table.read(each.found, each.header, words, *_money(each, words)) for each in headed]
    problems.extend(found for reading in readings for found in reading.problems)
    if grids and not any(reading.fits for reading in readings):
        names = "、".join(name for name, _ in files)
        problems.append(problem(NO_TABLES, Place(names), names))
    agreed, contradictions = agree.settle((each for reading in readings for each in reading.statements), book, when)
    problems.extend(contradictions)
    imported = Imported(
        unit=whose,
        year=when,
        facts=tuple(_fact(each, whose) for each in agreed if not each.statement.label),
        kept=tuple((_fact(each, whose), each.statement.label) for each in agreed if each.statement.label),
        tables=tuple(_table(reading) for reading in readings if reading.fits),
        sources=tuple(dict.fromkeys((each.file, each.source) for each in grids)),
        repeated=sum(len(each.places) - 1 for each in agreed),
        not_stated=sum(reading.not_stated + len(reading.unstaged) for reading in readings),
    )
    rejected = any(_effect(each, book) == REJECTED for each in problems)
    return (None if rejected else imported), tuple(book.problem(each) for each in dict.fromkeys(problems))


def _effect(found: Problem, book: Book) -> str:
    code = book.codes.get(found.code)
    return code.effect if code is not None else REJECTED


def _opened(name: str, content: bytes, book: Book, problems: list[Problem]) -> tuple[Grid, ...]:
    grids, found = grid.read(content, name, book)
    problems.extend(found)
    return grids


def _headed(sheet: Grid, book: Book, year: int, problems: list[Problem]) -> list[_Headed]:
    """The tables of a sheet that have a header; one with figures and no header is reported, a mere mention is not."""
    forms = [form for form in book.forms.values() if form.kind == ACCOUNTS]
    headed, tables = [], find.tables(sheet, forms)
    for found in tables:
        titled = lines.years(sheet.cell(*found.title).text)
        words = Words.of(book, year or (titled[0] if titled else 0))
        top = header(found, words)
        if top is not None:
            headed.append(_lines(found, top, titled))
        elif _figures(sheet, found.body, found.columns):
            problems.append(problem(NO_COLUMNS, found.place, sheet.cell(*found.title).text, title=found.form.title))
    if not tables and _figures(sheet, range(sheet.rows), range(sheet.columns)) >= FEW:
        problems.append(problem(NO_TABLE, Place(sheet.file, sheet.name), sheet.name))
    return headed


def _figures(sheet: Grid, rows: range, columns: range) -> int:
    return sum(is_figure(cell.text) for row in rows for _, cell in sheet.filled(row, columns))


def _lines(found: Found, top: Header, titled: tuple[int, ...]) -> _Headed:
    """What stands above a table; the title's own year goes before any other."""
    layout, sheet, rows = found.layout, found.grid, range(found.head.start, top.rows.start)
    texts = [cell.text for row in rows for _, cell in sheet.filled(row, found.columns)]
    every = tuple(dict.fromkeys(year for text in texts for year in lines.years(text)))
    return _Headed(
        found,
        top,
        units=tuple(lines.values(sheet, rows, found.columns, layout.unit_line)),
        names=tuple(lines.subjects(sheet, rows, found.columns, layout.subject, layout.unit_line)),
        years=titled or every,
    )


def _year(headed: list[_Headed], given: int, problems: list[Problem]) -> int:
    """The year of all tables; a table of another year, or with several, stops the import."""
    stated: dict[int, Place] = {}
    for each in headed:
        for year in each.years:
            stated.setdefault(year, each.found.place)
    wanted = given or next(iter(stated), 0)
    if headed and not wanted:
        problems.append(problem(NOBODY, headed[0].found.place, "", what="--year"))
    problems.extend(problem(OTHER_YEAR, place, year, wanted=wanted) for year, place in stated.items() if year != wanted)
    return wanted


def _unit(headed: list[_Headed], given: str, problems: list[Problem]) -> str:
    """The name of the department; tables of different names stop the import unless the name was given."""
    stated: dict[str, Line] = {}
    for line in (line for each in headed for line in each.names):
        stated.setdefault(plain(line.text), line)
    wanted = given or next((line.text for line in stated.values()), "")
    others = [line for name, line in stated.items() if name != plain(wanted)]
    if headed and not wanted:
        problems.append(problem(NOBODY, headed[0].found.place, "", what="--unit"))
    elif others and not given:
        problems.append(problem(NOBODY, others[0].place, f"{wanted}；{others[0].text}", what="--unit"))
    else:
        problems.extend(problem(OTHER_NAME, line.place, line.text, wanted=wanted) for line in others)
    return wanted


def _money(each: _Headed, words: Words) -> tuple[Unit | None, str]:
    """The unit of a table's unit line, and the words of lines that are no unit or do not agree."""
    stated = {line.text: lines.unit(line.text, words.units) for line in each.units}
    known = {unit for unit in stated.values() if unit is not None}
    if len(known) == 1:
        return next(iter(known)), ""
    return words.book.spellings.get(each.found.layout.assumed_unit) if not known else None, "、".join(stated)


def _fact(agreed: Agreed, unit: str) -> Fact:
    concept, year, stage, members = agreed.key
    statement = agreed.statement
    said = "；".join(f"{place.file} {place.where}" for place in (statement.place, *_others(agreed.places, statement.place)))
    provenance = Provenance(statement.source, statement.place, statement.quote, READER, CERTAINTY, said)
    return Fact(concept, Context(unit, year, stage, members), statement.amount, provenance)


def _others(places: Iterable[Place], own: Place) -> Iterable[Place]:
    return (place for place in places if place != own)


def _table(reading: Reading) -> Table:
    unit = reading.money.label if reading.money else ""
    return Table(reading.found.form.title, reading.found.place, unit, reading.rows, reading.figures, exact.reduce(reading.total))
