"""Which rows are believed: no unit twice in a year, no negative people, no amount beyond bounds; the others are refused and named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.batch import shape as shapes
from hengji.batch.source import FACTS, TWICE, name_of, quoted
from hengji.expr.columns import named

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from hengji.batch.shape import Shape

DOUBLES = "doubles"
IMPOSSIBLE, NO_KEY = "BA04", "BA05"


@dataclass(frozen=True, slots=True)
class Screen:
    """Rows in, rows refused, and whether some unit stands twice in a year; `reasons` counts refused rows and cells by code."""

    rows: int
    refused: int
    twice: bool
    reasons: dict[str, int]


def sound(shape: Shape, *, twice: bool) -> exp.Expr:
    """The rows that are believed, as a query; where units stand twice, over the table `doubles` that `screen` makes."""
    query = exp.select(exp.Star()).from_(exp.to_table(FACTS)).where(_believed(shape))
    if twice:
        same = exp.and_(
            *(exp.EQ(this=exp.column(name, DOUBLES), expression=exp.column(name, FACTS)) for name in (shapes.UNIT, shapes.YEAR))
        )
        query = query.where(exp.Not(this=exp.Exists(this=exp.select("1").from_(exp.to_table(DOUBLES)).where(same))))
    return query.subquery("sound")


def _believed(shape: Shape) -> exp.Expr:
    """Unit and year are there, and every number is unknown or within its bounds."""
    parts: list[exp.Expr] = [
        exp.NEQ(this=exp.Trim(this=exp.cast(named(shapes.UNIT), "VARCHAR")), expression=exp.Literal.string("")),
        _between(shapes.YEAR, shapes.FIRST_YEAR, shapes.LAST_YEAR),
    ]
    for name, column in shape.columns.items():
        if column.kind == shapes.NUMBER:
            parts.append(exp.Coalesce(this=_between(name, column.low, column.high), expressions=[exp.true()]))
    return exp.and_(*parts)


def _between(name: str, low: int, high: int) -> exp.Expr:
    return exp.Between(this=named(name), low=exp.Literal.number(low), high=exp.Literal.number(high))


def screen(connection: duckdb.DuckDBPyConnection, shape: Shape, refused: Path) -> Screen:
    """Counts the rows and writes those that are refused, one line a reason, as CSV."""
    rows = _one(connection, f"SELECT count(*) FROM {FACTS}")
    unit, year = name_of(shapes.UNIT), name_of(shapes.YEAR)
    connection.execute(
        f"CREATE OR REPLACE TABLE {DOUBLES} AS SELECT {unit}, {year}, count(*) AS times FROM {FACTS} GROUP BY {unit}, {year} HAVING count(*) > 1"
    )
    twice = _one(connection, f"SELECT count(*) FROM {DOUBLES}") > 0
    kept = _one(connection, f"SELECT count(*) FROM {sound(shape, twice=twice).sql('duckdb')}")
    reasons: dict[str, int] = {}
    if kept < rows:
        connection.execute(f"CREATE OR REPLACE TABLE refused AS {_reasons(shape)}")
        connection.execute(f"COPY refused TO {quoted(str(refused))} (FORMAT csv, HEADER true)")
        reasons = dict(connection.execute("SELECT code, count(*) FROM refused GROUP BY code ORDER BY code").fetchall())
    return Screen(rows, rows - kept, twice, reasons)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0


def _reasons(shape: Shape) -> str:
    """One line for each refused row and reason: unit, year, code, column, what stands there."""
    unit, year = name_of(shapes.UNIT), name_of(shapes.YEAR)
    cells = [
        f"CASE WHEN NOT ({_between(name, column.low, column.high).sql('duckdb')}) "
        f"THEN {{'code': {quoted(IMPOSSIBLE)}, 'name': {quoted(name)}, 'found': CAST({name_of(name)} AS VARCHAR)}} END"
        for name, column in shape.columns.items()
        if column.kind == shapes.NUMBER
    ]
    key = f"coalesce(trim(CAST({unit} AS VARCHAR)) <> '' AND {_between(shapes.YEAR, shapes.FIRST_YEAR, shapes.LAST_YEAR).sql('duckdb')}, false)"
    cells.append(
        f"CASE WHEN NOT ({key}) THEN {{'code': {quoted(NO_KEY)}, 'name': {quoted(shapes.YEAR)}, 'found': CAST({year} AS VARCHAR)}} END"
    )
    cells.append(
        f"CASE WHEN times > 1 THEN {{'code': {quoted(TWICE)}, 'name': {quoted(shapes.UNIT)}, 'found': CAST(times AS VARCHAR)}} END"
    )
    counted = (
        f"SELECT {FACTS}.*, times FROM {FACTS} LEFT JOIN {DOUBLES} USING ({unit}, {year}) "
        f"WHERE times > 1 OR NOT coalesce({_believed(shape).sql('duckdb')}, false)"
    )
    listed = f"SELECT {unit}, {year}, unnest([{', '.join(cells)}]) AS why FROM ({counted})"
    return (
        f'SELECT {unit}, {year}, why.code AS code, why.name AS "column", why.found AS found FROM ({listed}) '
        f'WHERE why IS NOT NULL ORDER BY {unit}, {year}, code, "column", found'
    )
