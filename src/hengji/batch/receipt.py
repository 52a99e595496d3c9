"""扣分单 of one row of a table, by the single evaluation: what each line earned, and why not more."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from hengji.batch import shape as shapes
from hengji.batch.compile import compile_scheme
from hengji.batch.duck import connect
from hengji.batch.run import open_facts
from hengji.batch.single import case_of
from hengji.batch.source import FACTS, name_of
from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.unknown import Unknown
from hengji.expr.columns import UnfitError
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.batch.single import Row
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

NO_ROW, FAILED, TOO_LARGE = "BA12", "BA16", "BA10"


def receipt(facts: str, scheme: Scheme, book: Book, unit: str, year: int) -> tuple[list[str] | None, tuple[Problem, ...]]:
    """The lines of a receipt. Problems: those of opening the facts, BA12 no such row."""
    try:
        row, problems = _row(facts, scheme, book, unit, year)
    except duckdb.Error as error:
        row, problems = None, (problem(FAILED, Place(facts), str(error).split("\n", maxsplit=1)[0]),)
    except UnfitError as error:
        row, problems = None, (problem(TOO_LARGE, Place(scheme.id), str(error)),)
    if row is None:
        return None, tuple(book.problem(each) for each in problems)
    plan = compile_scheme(scheme, book, tuple(row))
    sheet, entered = score(case_of(row, plan, book), scheme, book)
    return _printed(sheet, book, unit, year), entered


def _row(facts: str, scheme: Scheme, book: Book, unit: str, year: int) -> tuple[Row | None, tuple[Problem, ...]]:
    with tempfile.TemporaryDirectory(prefix="hengji-receipt-") as folder, connect("", Path(folder) / "spill") as connection:
        opened, problems = open_facts(facts, scheme, book, connection, Path(folder))
        if opened is None:
            return None, problems
        names = [
            name for name in opened.columns if name in (shapes.UNIT, shapes.YEAR) or name in shapes.shape(scheme, book).columns
        ]
        where = f"{name_of(shapes.UNIT)} = ? AND {name_of(shapes.YEAR)} = ?"
        rows = connection.execute(f"SELECT {', '.join(map(name_of, names))} FROM {FACTS} WHERE {where}", [unit, year]).fetchall()
        if not rows:
            return None, (problem(NO_ROW, Place(opened.place), f"{unit},{year}"),)
        return dict(zip(names, rows[0], strict=True)), ()


def _printed(sheet: ScoreSheet, book: Book, unit: str, year: int) -> list[str]:
    lines = [book.caption("batch.receipt_title", unit=unit, year=year, title=sheet.title)]
    for line in sheet.lines:
        lines.extend(_line(line, book))
    if isinstance(sheet.total, Unknown):
        lines.append(sheet.why_no_total)
    else:
        lines.append(book.caption("batch.receipt_total", total=exact.plain(sheet.total), grade=sheet.grade or ""))
    return lines


def _line(line: Line, book: Book) -> list[str]:
    unknown = book.caption("batch.unknown")
    points = unknown if isinstance(line.points, Unknown) else exact.plain(line.points)
    weight = unknown if line.weight is None else exact.plain(line.weight)
    path = "／".join(line.path)
    said = [book.caption("batch.receipt_line", id=line.id, path=path, points=points, weight=weight, measure=line.measure_text)]
    said.extend(book.caption("batch.receipt_reason", words=words) for words in (line.statement, line.full_marks_if) if words)
    return said
