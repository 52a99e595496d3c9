"""A workbook that holds a score table, on one sheet or several, to a draft of a scheme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading.score_tables import assemble, header, own, rows
from hengji.reading.score_tables.grid import grids

if TYPE_CHECKING:
    from hengji.core.document import Document
    from hengji.reading.score_tables.assemble import Found, Given
    from hengji.reading.score_tables.grid import Grid
    from hengji.reading.score_tables.header import Header
    from hengji.rulebook.book import Book
    from hengji.rulebook.draft import Draft
    from hengji.rulebook.score_tables import ScoreTables

NO_HEADER, NO_VALUE, NO_SHEET, ONLY_SUMS = "TB01", "TB09", "TB14", "TB19"
UNSAVED, DIFFER = "RD93", "RD94"
"""Cautions of the reader of workbooks that a score table does not survive: a weight may stand there."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A score table as it was read: the draft, the sheets it stood on, and the columns that were not read."""

    draft: Draft
    sheets: tuple[str, ...]
    unread: tuple[str, ...]
    scores: tuple[str, ...]
    digest: str
    places: dict[str, Place]
    own_export: bool


def read(document: Document, given: Given, book: Book) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The scheme of a workbook and everything wrong with it; None where a problem rejects it."""
    law = book.score_tables
    if law is None:
        return None, (book.problem(problem("RB15", Place("score_tables.yaml"), "score_tables.yaml")),)
    problems: list[Problem] = []
    sheets = [grid for grid in grids(document) if not given.sheet or grid.name == given.sheet]
    if given.sheet and not sheets:
        names = "、".join(grid.name for grid in grids(document))
        return None, (book.problem(problem(NO_SHEET, Place("--sheet"), given.sheet, known=names)),)
    headed: list[tuple[Grid, Header]] = []
    said = next((each for grid in grids(document) if (each := own.settings(grid, book)) is not None), None)
    for grid in sheets:
        if said is not None and own.settings(grid, book) is not None:
            continue
        found, alike = header.find(grid, law)
        problems.extend(alike)
        if found is not None:
            headed.append((grid, found))
    if not headed:
        named = "、".join(
            sorted({name for role in ("level_1", "level_3", "weight", "standard") for name in law.columns.get(role, ())[:2]})
        )
        problems += [_stopping(each, assemble.Found()) for each in document.problems]
        problems.append(problem(NO_HEADER, Place(document.name, sheets[0].name if sheets else ""), document.name, known=named))
        return None, _told(problems, book)
    whole = _whole(document, headed, law, as_printed=said is not None)
    problems += [_stopping(each, whole) for each in document.problems]
    if said is None:
        drafted, found_problems = assemble.draft(whole, given, book, law)
    else:
        drafted, found_problems = assemble.read_back(whole, said, given, book, law)
    problems.extend(found_problems)
    told = _told(problems, book)
    if drafted is None or any(rejects(each, book) for each in told):
        return None, told
    unread = tuple(dict.fromkeys(name for _, each in headed for name in each.unread))
    scores = tuple(dict.fromkeys(grid.spread(each.row, at) for grid, each in headed for at in each.columns.get(header.SCORE, ())))
    places = {row.id: row_.place for row, row_ in zip(drafted.rows, whole.rows, strict=True)}
    return Imported(
        drafted, tuple(grid.name for grid, _ in headed), unread, scores, document.sha256, places, own_export=said is not None
    ), told


def _whole(document: Document, headed: list[tuple[Grid, Header]], law: ScoreTables, *, as_printed: bool) -> Found:
    found = assemble.Found(file=document.name, digest=document.sha256, first=Place(document.name, headed[0][0].name))
    for grid, each in headed:
        found.bodies.append(rows.read(grid, each, law, as_printed=as_printed))
        found.above += rows.above(grid, each)
    return found


def _stopping(found: Problem, whole: Found) -> Problem:
    """A formula without its value, or a cell that two readers see differently, stops the import: a weight may stand there.

    Where only sums have no value, the rows themselves are added up.
    """
    said = dict(found.slots)
    cells = said.get("cells", "").split("、")
    adding = {where for body in whole.bodies for where in body.adding}
    if found.code == UNSAVED and said.get("count") == str(len(cells)) and adding.issuperset(cells):
        return problem(ONLY_SUMS, found.place, cells[0], count=len(cells))
    return replace(found, code=NO_VALUE, message="") if found.code in {UNSAVED, DIFFER} else found


def _told(problems: list[Problem], book: Book) -> tuple[Problem, ...]:
    return tuple(book.problem(each) for each in dict.fromkeys(problems))


def rejects(found: Problem, book: Book) -> bool:
    """Whether nothing may be written."""
    code = book.codes.get(found.code)
    return code is None or code.effect == "rejected"
