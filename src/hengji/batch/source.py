"""Where the facts come from: Parquet, CSV, a DuckDB or SQLite file; their columns looked at before a row is read."""

from __future__ import annotations

import csv
import re
import sqlite3
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import duckdb
from sqlglot import exp

from hengji.batch import files, letters
from hengji.batch import shape as shapes
from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hengji.batch.shape import Shape
    from hengji.batch.single import Row
    from hengji.rulebook.book import Book

NO_COLUMN, WRONG_TYPE, NOT_WHOLE, UNREADABLE, NO_TABLE, TWICE = "BA01", "BA02", "BA13", "BA09", "BA15", "BA03"
NO_SUCH_LETTERS, NOWHERE, SAME_TWICE = "BA22", "BA23", "BA24"
LACKING = frozenset({NO_COLUMN, NOWHERE})
FACTS, TEXT = "facts", "VARCHAR"
WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
CHUNK = 10_000
PARQUET, CSV, DUCKDB, SQLITE = ".parquet", ".csv", "duckdb", "sqlite"
AS_TEXT = "all_varchar = true, header = true, nullstr = ''"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of facts, open in DuckDB as the view `facts`; `columns` are its types by name, `parquet` the file that holds it where one does.

    `unread` are the names, columns or in the rows of a long table, that neither the scheme nor the dictionary has, each with the number of its cells.
    """

    given: str
    columns: dict[str, str]
    parquet: Path | None
    unread: tuple[tuple[str, int], ...] = ()

    @property
    def of_text(self) -> bool:
        """Whether every cell is text as yet: a CSV or SQLite file whose columns have been given no types."""
        return set(self.columns.values()) == {TEXT}

    @property
    def place(self) -> str:
        """Its name as a person gave it, without the folders."""
        return Path(self.given.split("?", maxsplit=1)[0]).name


def quoted(text: str) -> str:
    """A text constant of SQL."""
    return exp.Literal.string(text).sql("duckdb")


def name_of(column: str) -> str:
    """A column's name in SQL."""
    return exp.to_identifier(column, quoted=True).sql("duckdb")


def open_source(given: str, connection: duckdb.DuckDBPyConnection, work: Path) -> tuple[Source | None, tuple[Problem, ...]]:
    """The facts as the view `facts`. Problems: BA09 not to be read, BA15 no such table."""
    try:
        return _opened(given, connection, work)
    except (duckdb.Error, sqlite3.Error, OSError, UnicodeError) as error:
        told = files.faults(given) if isinstance(error, duckdb.Error) and Path(given).is_dir() else ()
        return None, told or (problem(UNREADABLE, Place(given), str(error).split("\n", maxsplit=1)[0]),)


def _opened(given: str, connection: duckdb.DuckDBPyConnection, work: Path) -> tuple[Source | None, tuple[Problem, ...]]:
    url = urlsplit(given)
    if url.scheme in (DUCKDB, SQLITE):
        path, table = Path(unquote(url.path)), parse_qs(url.query).get("table", [FACTS])[0]
        if not path.is_file():
            return None, (problem(UNREADABLE, Place(given), path.name),)
        return _of_database(given, url.scheme, path, table, connection, work)
    path = Path(given)
    if not path.is_file() and not path.is_dir():
        return None, (problem(UNREADABLE, Place(given), path.name),)
    if path.suffix.lower() == CSV and path.is_file():
        plain, wrong = letters.as_utf8(path, work / "utf8.csv")
        if plain is None:
            return None, (problem(NO_SUCH_LETTERS, Place(path.name, str(wrong)), wrong),)
        return _viewed(given, f"read_csv({quoted(str(plain))}, {AS_TEXT})", connection, None)
    read = given if path.is_file() else f"{given}/**/*.parquet"
    return _viewed(given, f"read_parquet({quoted(read)})", connection, path)


def _viewed(
    given: str, table: str, connection: duckdb.DuckDBPyConnection, parquet: Path | None
) -> tuple[Source, tuple[Problem, ...]]:
    connection.execute(f"CREATE OR REPLACE VIEW {FACTS} AS SELECT * FROM {table}")
    described = connection.execute(f"DESCRIBE {FACTS}").fetchall()
    return Source(given, {row[0]: row[1] for row in described}, parquet), ()


def _of_database(
    given: str, kind: str, path: Path, table: str, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    if kind == SQLITE:
        found = _of_sqlite(path, table, work / "sqlite.csv")
        if isinstance(found, list):
            return None, (problem(NO_TABLE, Place(given), table, known="、".join(found)),)
        return _viewed(given, f"read_csv({quoted(str(found))}, {AS_TEXT})", connection, None)
    connection.execute(f"ATTACH {quoted(str(path))} AS given (READ_ONLY)")
    known = [
        row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'given'").fetchall()
    ]
    if table not in known:
        return None, (problem(NO_TABLE, Place(given), table, known="、".join(known)),)
    return _viewed(given, f"given.{name_of(table)}", connection, None)


def _of_sqlite(path: Path, table: str, out: Path) -> Path | list[str]:
    """A table of SQLite as CSV, read through Python's own driver; the known tables where there is none of that name."""
    with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as database:
        known = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
        if table not in known:
            return known
        cursor = database.execute(f"SELECT * FROM {name_of(table)}")
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in cursor.description])
            while rows := cursor.fetchmany(CHUNK):
                writer.writerows(rows)
    return out


KEYS = (shapes.UNIT, shapes.YEAR, *shapes.CARRIED)
BACK = re.compile("^previous(?:[0-9]{1,2})?__")
"""Before the name of a fact of an earlier year."""
FOLDED = str.maketrans("()〔〕【】", "[][][]")


def folded(name: str) -> str:
    """A label for comparing: half-width, without blanks, one kind of brackets and quotes."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return plain.translate(FOLDED).replace("“", "").replace("”", "").replace('"', "")


def named(
    source: Source, book: Book, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The same table with the columns that are called by the dictionary's labels under their own names; BA24 where two are one fact."""
    labels = {folded(book.caption(f"batch.column_{key}")): key for key in KEYS}
    labels |= {folded(column.label): name for name, column in shapes.known_facts(book).items()}
    return _called(source, labels, connection, work)


def of_projects(
    source: Source, kinds: Mapping[str, str], book: Book, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """A long table of projects with Chinese heads under its own names, and, where it is text, with the types of `kinds`."""
    labels = {folded(word): key for key in kinds for word in book.caption(f"batch.column_{key}").split("、")}
    found, problems = _called(source, labels, connection, work)
    if found is None or not found.of_text:
        return found, problems
    wrong = [_not_typed(found, name, kind, connection, None) for name, kind in kinds.items() if name in found.columns]
    told = tuple(each for each in wrong if each is not None)
    if told:
        return None, told
    path = work / "rows.parquet"
    cells = [_cast(name, kinds.get(name, ""), None) for name in found.columns]
    connection.execute(f"COPY (SELECT {', '.join(cells)} FROM {FACTS}) TO {quoted(str(path))} (FORMAT parquet)")
    return _viewed(source.given, f"read_parquet({quoted(str(path))})", connection, path)


def _called(
    source: Source, labels: Mapping[str, str], connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The same table with the columns that are called by labels under their own names."""
    called = {name: labels.get(folded(name), name) for name in source.columns if not name.isascii()}
    called = {name: own for name, own in called.items() if name != own}
    if not called:
        return source, ()
    first: dict[str, str] = {}
    for name in source.columns:
        own = called.get(name, name)
        if own in first:
            return None, (problem(SAME_TWICE, Place(source.place, name), name, other=first[own]),)
        first[own] = name
    path = work / "named.parquet"
    columns = ", ".join(f"{name_of(name)} AS {name_of(own)}" for own, name in first.items())
    connection.execute(f"COPY (SELECT {columns} FROM {FACTS}) TO {quoted(str(path))} (FORMAT parquet)")
    return _viewed(source.given, f"read_parquet({quoted(str(path))})", connection, path)


EITHER = "number_or_truth"
LONG = (shapes.UNIT, shapes.YEAR, "name", "value")
"""The columns of facts in long form: one row a unit, year and fact, its name as the wide table calls it."""


def widened(
    source: Source, shape: Shape, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """Facts in long form as a wide table in Parquet; facts that are wide already as they are. BA03 where one fact is stated twice."""
    if not set(LONG) <= set(source.columns):
        return source, ()
    if source.of_text:
        kinds = ((shapes.YEAR, shapes.NUMBER), ("value", EITHER))
        wrong = [_not_typed(source, name, kind, connection, shape) for name, kind in kinds]
        problems = tuple(each for each in wrong if each is not None)
        if problems:
            return None, problems
        source = _long_typed(source, shape, connection, work)
    if source.columns["value"] not in WHOLE:
        kind = source.columns["value"]
        return None, (problem(WRONG_TYPE, Place(source.place, "value"), kind, column_name="value", wanted=shapes.NUMBER),)
    twice = connection.execute(
        f"SELECT unit, year, name, count(*) AS times FROM {FACTS} GROUP BY unit, year, name HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    ).fetchone()
    if twice is not None:
        return None, (problem(TWICE, Place(source.place, f"{twice[0]},{twice[1]},{twice[2]}"), twice[3], column_name=twice[2]),)
    names = [
        row[0] for row in connection.execute(f"SELECT DISTINCT name FROM {FACTS} WHERE name IS NOT NULL ORDER BY name").fetchall()
    ]
    keys = [name_of(name) for name in source.columns if name not in LONG]
    cells = [_picked(name, _kind(name, shape)) for name in names if _kind(name, shape) in (shapes.NUMBER, shapes.TRUTH)]
    counts = connection.execute(
        f"SELECT coalesce(name, ''), count(value) FROM {FACTS} WHERE value IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    unread = tuple((name, count) for name, count in counts if _kind(name, shape) not in (shapes.NUMBER, shapes.TRUTH))
    path = work / "wide.parquet"
    chosen = ", ".join(["unit", "year", *(f"any_value({key}) AS {key}" for key in keys), *cells])
    connection.execute(
        f"COPY (SELECT {chosen} FROM {FACTS} GROUP BY unit, year ORDER BY unit, year) TO {quoted(str(path))} (FORMAT parquet)"
    )
    made, problems = _viewed(source.given, f"read_parquet({quoted(str(path))})", connection, path)
    return replace(made, unread=unread), problems


def _long_typed(source: Source, shape: Shape, connection: duckdb.DuckDBPyConnection, work: Path) -> Source:
    """A long table of text with its years and values as whole numbers, what holds as 1 and what does not as 0."""
    value = f"CASE WHEN {_sound('value', shapes.NUMBER)} THEN CAST(value AS BIGINT) {_either_way('value', shape, '1', '0')} END AS value"
    kept = [name_of(name) for name in source.columns if name not in (shapes.YEAR, "value")]
    path = work / "long.parquet"
    connection.execute(
        f"COPY (SELECT {', '.join(kept)}, CAST(year AS BIGINT) AS year, {value} FROM {FACTS}) TO {quoted(str(path))} (FORMAT parquet)"
    )
    made, _ = _viewed(source.given, f"read_parquet({quoted(str(path))})", connection, path)
    return made


def _picked(name: str, wanted: str) -> str:
    cell = f"max(value) FILTER (WHERE name = {quoted(name)})"
    return f"CAST({cell} AS BIGINT) AS {name_of(name)}" if wanted == shapes.NUMBER else f"({cell} <> 0) AS {name_of(name)}"


def check(source: Source, shape: Shape, keys: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Whether the columns that a scheme needs are there, each of its kind: BA01, BA02."""
    found = []
    for name in (shapes.UNIT, shapes.YEAR, *keys, *shape.facts):
        if name not in source.columns:
            label = shape.facts[name].label if name in shape.facts else name
            found.append(missing(source, name, label))
    for name, kind in source.columns.items():
        wanted = _wanted(name, shape)
        if wanted and not _fits(kind, wanted):
            found.append(problem(WRONG_TYPE, Place(source.place, name), kind, column_name=name, wanted=wanted))
    return tuple(found)


def missing(source: Source, name: str, label: str) -> Problem:
    """A column that is not there, with the column nearest to its name or label where one is near."""
    near = [*get_close_matches(label, source.columns, 1), *get_close_matches(name, source.columns, 1)]
    return (
        problem(NO_COLUMN, Place(source.place), name, label=label, near=near[0])
        if near
        else problem(NOWHERE, Place(source.place), name, label=label)
    )


def _kind(name: str, shape: Shape) -> str:
    """What a column of text is to be: as the scheme wants it, or as the dictionary has it where the scheme does not use it."""
    return _wanted(name, shape) or (shape.others[name].kind if name in shape.others else "")


def _wanted(name: str, shape: Shape) -> str:
    if name == shapes.YEAR:
        return shapes.NUMBER
    column = shape.columns.get(name)
    return column.kind if column is not None else ""


def _fits(kind: str, wanted: str) -> bool:
    if kind == "VARCHAR":
        return wanted == shapes.TEXT
    if wanted == shapes.NUMBER:
        return kind in WHOLE or (kind.startswith("DECIMAL(") and kind.endswith(",0)"))
    if wanted == shapes.DAY:
        return kind == "DATE"
    return kind == "BOOLEAN" if wanted == shapes.TRUTH else True


def typed(
    source: Source, shape: Shape, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """A source of text (CSV, SQLite) as Parquet with the types that the scheme wants; BA13 at the first row that is no whole number."""
    if not source.of_text:
        return source, ()
    wrong = [
        _not_typed(source, name, wanted, connection, shape)
        for name in source.columns
        if (wanted := _wanted(name, shape)) != shapes.TEXT
    ]
    problems = tuple(each for each in wrong if each is not None)
    if problems:
        return None, problems
    left = [
        name for name in source.columns if name in shape.others and _not_typed(source, name, _kind(name, shape), connection, shape)
    ]
    columns = [_cast(name, "" if name in left else _kind(name, shape), shape) for name in source.columns]
    path = work / "facts.parquet"
    connection.execute(f"COPY (SELECT {', '.join(columns)} FROM {FACTS}) TO {quoted(str(path))} (FORMAT parquet)")
    made, _ = _viewed(source.given, f"read_parquet({quoted(str(path))})", connection, path)
    return replace(made, unread=source.unread), ()


def counted(source: Source, shape: Shape, keys: Sequence[str], connection: duckdb.DuckDBPyConnection) -> Source:
    """The same table with the columns that nobody reads, each with the number of its cells; what a long table had is counted already."""
    known = {*KEYS, *keys, *shape.columns, *shape.others}
    names = [name for name in source.columns if name not in known and BACK.sub("", name) not in shape.others]
    if source.unread or not names:
        return source
    cells = connection.execute(f"SELECT {', '.join(f'count({name_of(name)})' for name in names)} FROM {FACTS}").fetchone() or ()
    return replace(source, unread=tuple((name, count) for name, count in sorted(zip(names, cells, strict=True)) if count))


def _either_way(name: str, shape: Shape, holds: str, fails: str) -> str:
    """What a cell of text that says that something is so, or is not, stands for: the end of a CASE."""
    column = f"lower({name_of(name)})"
    return f"WHEN {column} IN {_list(shape.holds)} THEN {holds} WHEN {column} IN {_list(shape.fails)} THEN {fails}"


def _cast(name: str, wanted: str, shape: Shape | None) -> str:
    column = name_of(name)
    if wanted == shapes.NUMBER:
        return f"CAST({column} AS BIGINT) AS {column}"
    if wanted == shapes.DAY:
        return f"CAST({column} AS DATE) AS {column}"
    if wanted == shapes.TRUTH and shape is not None:
        return f"CASE {_either_way(name, shape, 'true', 'false')} END AS {column}"
    return column


def _list(words: Iterable[str]) -> str:
    return f"({', '.join(map(quoted, words)) or quoted('')})"  # no cell is empty: of no words it says none


def _not_typed(
    source: Source, name: str, wanted: str, connection: duckdb.DuckDBPyConnection, shape: Shape | None
) -> Problem | None:
    """The first cell that is not of its column's kind; a table of projects has no shape and nothing that holds or not."""
    column, sound = name_of(name), _sound(name, wanted, shape)
    if not sound:
        return None
    rows = connection.execute(
        f"SELECT n, c FROM (SELECT row_number() OVER () AS n, {column} AS c, {sound} AS sound FROM {FACTS}) WHERE c IS NOT NULL AND NOT sound ORDER BY n LIMIT 1"
    ).fetchall()
    if not rows:
        return None
    number, found = rows[0]
    return problem(NOT_WHOLE, Place(source.place, f"{number + 1}:{name}"), found, column_name=name, wanted=wanted)


def _sound(name: str, wanted: str, shape: Shape | None = None) -> str:
    """Whether a cell of text is of a kind, as SQL; empty where any is."""
    column = name_of(name)
    whole = f"regexp_full_match({column}, '-?[0-9]{{1,18}}')"
    truth = f"lower({column}) IN {_list((*shape.holds, *shape.fails))}" if shape is not None else ""
    return {
        shapes.NUMBER: whole,
        shapes.DAY: f"TRY_CAST({column} AS DATE) IS NOT NULL",
        shapes.TRUTH: truth,
        EITHER: f"({whole} OR {truth})",
    }.get(wanted, "")


def table(
    connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row], shape: Shape, work: Path, keys: Sequence[str] = ()
) -> None:
    """Rows of facts as a table of DuckDB."""
    kinds = {shapes.UNIT: "VARCHAR", shapes.YEAR: "BIGINT", **dict.fromkeys(keys, "VARCHAR"), **_kinds(shape)}
    path = work / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(kinds)
        writer.writerows([_written(row.get(column)) for column in kinds] for row in rows)
    types = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in kinds.items())
    connection.execute(
        f"CREATE OR REPLACE TABLE {name_of(name)} AS SELECT * FROM read_csv({quoted(str(path))}, header = true, nullstr = '', columns = {{{types}}})"
    )


def _kinds(shape: Shape) -> Mapping[str, str]:
    types = {shapes.NUMBER: "BIGINT", shapes.TRUTH: "BOOLEAN", shapes.TEXT: "VARCHAR", shapes.DAY: "DATE"}
    return {name: types[column.kind] for name, column in shape.columns.items()}


def _written(cell: object) -> str:
    return "" if cell is None else str(cell)
