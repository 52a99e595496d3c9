"""长表: unit × project × indicator with target, actual, operator and weight: points of every row, totals of projects, and what they come to for the unit."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from hengji import __version__
from hengji.batch import files, parts, placing, source
from hengji.batch import shape as shapes
from hengji.batch.duck import FORMAT, connect, versions
from hengji.batch.parity import Difference, told
from hengji.batch.run import MANIFEST, NO_ROOM, WORK, sha256
from hengji.batch.source import FACTS, Source, name_of, quoted
from hengji.batch.total import rounded
from hengji.core import exact
from hengji.core.case import Case, OwnIndicator
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity, Unit
from hengji.core.unknown import Unknown
from hengji.expr import columns
from hengji.expr.columns import NEVER, Column, Condition, Ratio, UnfitError, Workings, literal, named
from hengji.expr.tree import Local, Node, OverAxis, Ref
from hengji.rulebook import method as methods
from hengji.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Method
    from hengji.rulebook.scheme import Scheme, Slot

    Ranges = Mapping[str, "Range"]

PROJECT, SLOT, OPERATOR, TARGET, ACTUAL, WEIGHT, ENTERED, AMOUNT = (
    "project", "slot", "operator", "target", "actual", "weight", "entered", "amount",
)  # fmt: skip
PROVINCE, PLACE = "province", "place"
PROJECTS = ".projects.parquet"
SCALE, POINTS = 100, 100
MOST_VALUE, MOST_NARROW = 10**12, 2**31 - 1
UNITS_COMPARED = 12
NO_SLOTS, TOO_LARGE, FAILED = "BA19", "BA10", "BA16"
TEXTS = (shapes.UNIT, PROJECT, SLOT, OPERATOR)
NUMBERS = {
    TARGET: (-MOST_VALUE, MOST_VALUE),
    ACTUAL: (-MOST_VALUE, MOST_VALUE),
    WEIGHT: (0, 10_000),
    ENTERED: (0, 10_000),
    AMOUNT: (0, shapes.MOST_MONEY),
}
"""Target and actual in hundredths of one unit, weight and entered points in 0.01 分, amount in 分."""
KINDS = {**dict.fromkeys((*TEXTS, PROVINCE), shapes.TEXT), **dict.fromkeys((shapes.YEAR, *NUMBERS), shapes.NUMBER)}
"""The columns of a long table by what they hold."""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that a column of numbers can be; `known` where no row is without its number."""

    low: int
    high: int
    known: bool


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a run over projects came to."""

    rows: int
    refused: int
    projects: int
    units: int
    compared: int
    written: tuple[Path, ...]


def run(
    facts: str, scheme: Scheme, book: Book, out: Path, *, memory: str = "", seed: int = 1
) -> tuple[Rolled | None, tuple[Problem, ...]]:
    """Scores every row of a long table, adds the rows of each project and the projects of each unit, and writes both tables whole or not at all."""
    beside = (out.with_suffix(PROJECTS), out.with_suffix(MANIFEST))
    if (refused := placing.refused(facts, (out, *beside))) is not None:
        return None, (book.problem(refused),)
    try:
        folder = tempfile.TemporaryDirectory(prefix=f"{WORK}{os.getpid()}-", dir=out.resolve().parent)
        with folder as name, connect(memory, Path(name) / "spill") as connection:
            return _run(facts, scheme, book, out, Path(name), connection, seed)
    except UnfitError as error:
        return None, (book.problem(problem(TOO_LARGE, Place(scheme.id), str(error))),)
    except (duckdb.Error, OSError) as error:
        code = NO_ROOM if isinstance(error, (duckdb.OutOfMemoryException, duckdb.IOException, OSError)) else FAILED
        if code == FAILED and (told := files.faults(facts)):
            return None, tuple(map(book.problem, told))
        return None, (book.problem(problem(code, Place(out.name), str(error).split("\n", maxsplit=1)[0])),)


def _run(
    facts: str, scheme: Scheme, book: Book, out: Path, work: Path, connection: duckdb.DuckDBPyConnection, seed: int
) -> tuple[Rolled | None, tuple[Problem, ...]]:
    if not scheme.slots:
        return None, (book.problem(problem(NO_SLOTS, Place(scheme.id), scheme.id)),)
    given = files.files_of(facts)
    opened, problems = source.open_source(facts, connection, work)
    if opened is not None:
        opened, problems = source.of_projects(opened, KINDS, book, connection, work)
    if opened is not None:
        problems = tuple(_wrong(opened, book))
    if opened is None or problems:
        return None, tuple(book.problem(each) for each in problems)
    projects, units = work / "projects.parquet", work / "units.parquet"
    within = ranges(connection, opened)
    write_projects(connection, scheme, opened, within, projects)
    connection.execute(f"COPY ({unit_sql(projects, opened, within)}) TO {quoted(str(units))} ({FORMAT})")
    compared, difference = _compare(connection, scheme, book, opened, projects, units, seed)
    if difference is not None:
        said = "、".join(f"{name} {version}" for name, version in {"hengji": __version__, **versions()}.items())
        return None, (book.problem(told(difference, scheme.id, said)),)
    if changed := given.changed():
        return None, (book.problem(problem(files.CHANGED, Place(opened.place), changed)),)
    counts = [_one(connection, f"SELECT count(*) FROM read_parquet({quoted(str(path))})") for path in (projects, units)]
    rows = _one(connection, f"SELECT count(*) FROM {FACTS}")
    kept = _one(connection, f"SELECT coalesce(sum(lines), 0) FROM read_parquet({quoted(str(projects))})")
    manifest = work / "manifest.json"
    content = {
        "scheme": scheme.id,
        "layout": "long",
        "rulebook": book.digest,
        "versions": {"hengji": __version__, **versions()},
        "rows": {"in": rows, "scored": kept, "refused": rows - kept},
        "projects": counts[0],
        "units": counts[1],
        "compared": compared,
        "sha256": {"units": sha256(units), "projects": sha256(projects)},
    }
    manifest.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    made_files = ((projects, out.with_suffix(PROJECTS)), (manifest, out.with_suffix(MANIFEST)), (units, out))
    for made, place in made_files:
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        made.replace(place)
    return Rolled(rows, rows - kept, counts[0], counts[1], compared, tuple(place for _, place in reversed(made_files))), ()


def _wrong(opened: Source, book: Book) -> Iterator[Problem]:
    """Columns that are missing or of another kind."""
    for name in (*TEXTS, shapes.YEAR, TARGET, ACTUAL, WEIGHT):
        if name not in opened.columns:
            yield source.missing(opened, name, book.caption(f"batch.column_{name}").split("、")[0])
    for name in (shapes.YEAR, *NUMBERS):
        kind = opened.columns.get(name, "BIGINT")
        if kind not in source.WHOLE:
            yield problem(source.WRONG_TYPE, Place(opened.place, name), kind, column_name=name, wanted=shapes.NUMBER)


_KEYS = (shapes.UNIT, shapes.YEAR, PROJECT)
_NAMED = f"trim(unit) <> '' AND trim(project) <> '' AND {name_of(shapes.YEAR)} IS NOT NULL"
"""Whose row it is: the same for every row of a project."""
_HAS_WEIGHT = f"{name_of(WEIGHT)} IS NOT NULL"


def _in_bounds(names: Iterable[str]) -> str:
    """The numbers of a row are believed."""
    return " AND ".join(f"coalesce({name_of(name)} BETWEEN {NUMBERS[name][0]} AND {NUMBERS[name][1]}, true)" for name in names)


def _believed(opened: Source) -> str:
    return f"{_NAMED} AND {_HAS_WEIGHT} AND {_in_bounds(name for name in NUMBERS if name in opened.columns)}"


def ranges(connection: duckdb.DuckDBPyConnection, opened: Source) -> Ranges:
    """What each number of the table can be, where all of them are believed; a Parquet file knows it without being read."""
    names = [name for name in (*NUMBERS, shapes.YEAR) if name in opened.columns]
    believed = {**NUMBERS, shapes.YEAR: (-MOST_VALUE, MOST_VALUE)}
    ends = ", ".join(f"min({name_of(name)}), max({name_of(name)}), count({name_of(name)}) = count(*)" for name in names)
    found = connection.execute(f"SELECT {ends} FROM {FACTS}").fetchone() or ()
    return {
        name: Range(low, high, known=known)
        for name, low, high, known in zip(names, found[::3], found[1::3], found[2::3], strict=True)
        if low is not None and believed[name][0] <= low and high <= believed[name][1]
    }


def _named_group(keys: Iterable[str]) -> str:
    """The same of a whole project, after its rows have been added up.

    A name that starts with a visible letter of ASCII, or with what comes after the last blank of Unicode (U+3000), is not blank; that is seen from its first
    bytes, and only the rest are trimmed. Every condition names a count, which is never 0, for the engine would else put it before the sums.
    """
    asked = [
        f"{key} >= '!' AND {key} < chr(127) OR {key} >= '\u3001' OR trim({key}) <> ''"
        if key != shapes.YEAR
        else f"{key} IS NOT NULL"
        for key in keys
    ]
    return " AND ".join(f"({each} OR count(*) = 0)" for each in asked)


def _only_year(within: Ranges) -> int | None:
    """The year of the whole table where it has but one: what need not be looked at in every row."""
    year = within.get(shapes.YEAR)
    return year.low if year is not None and year.known and year.low == year.high else None


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0


# ── points of a row ──


def points_sql(scheme: Scheme, opened: Source, within: Ranges, among: str = "true") -> str:
    """Every row whose numbers are believed, with its points, in 0.01 分; NULL where they are unknown. `within` are the `ranges` of the table, `among` a
    condition on its units.
    """
    workings = Workings()
    sums = columns.Sums(workings)
    chosen: Column = NEVER
    ways = _by_points(scheme, opened, within, workings)
    numbers, place = _numbered({at: number for number, (_, places) in enumerate(ways) for at in places})
    for number, (column, _) in reversed(list(enumerate(ways))):
        chosen = sums.choose(workings.condition(Condition(_one_of(PLACE, numbers[number]))), column, chosen)
    if isinstance(chosen, Ratio):
        printed = rounded(sums, workings.ratio(chosen), scheme.points_decimals, scheme, (100, 1))
        points = sums.scaled(printed, POINTS)
        narrow = max(-points.low, points.high) <= MOST_NARROW
        workings.put(exp.cast(points.sql, "INTEGER") if narrow else points.sql, points.level, "points")
    else:
        workings.put(exp.null(), 0, "points")
    kept = [*TEXTS[:2], shapes.YEAR, WEIGHT, *(name for name in (PROVINCE, AMOUNT) if name in opened.columns)]
    wide = [f"CAST({name_of(name)} AS BIGINT) AS {name_of(name)}" for name in NUMBERS if name in opened.columns]
    rest = [name_of(name) for name in (*TEXTS[:2], shapes.YEAR, *((PROVINCE,) if PROVINCE in opened.columns else ()))]
    doubted = [name for name in NUMBERS if name in opened.columns and name not in within]
    wanted = [] if among == "true" else [among]
    wanted += [*([] if WEIGHT in within and within[WEIGHT].known else [_HAS_WEIGHT]), *([_in_bounds(doubted)] if doubted else [])]
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    base = f"(SELECT {', '.join([*rest, f'{place} AS {PLACE}', *wide])} FROM {FACTS}{where}) AS facts"
    return columns.query(workings, base, [(name, named(name)) for name in (*kept, "points")], "duckdb")


def _by_points(scheme: Scheme, opened: Source, within: Ranges, workings: Workings) -> list[tuple[Column, list[tuple[str, str]]]]:
    """The points of each method, with the places (slot, operator) where it holds; methods that come to the same are one."""
    known: dict[str, Column] = {}
    found: dict[str, tuple[Column, list[tuple[str, str]]]] = {}
    for slot in scheme.slots:
        for operator, method in slot.methods.items():
            if method.id not in known:
                known[method.id] = _points(method, opened, within, workings)
            column = known[method.id]
            told = f"{column.above.sql.sql()} ÷ {column.below.sql.sql()}" if isinstance(column, Ratio) else ""
            found.setdefault(told, (column, []))[1].append((slot.id, operator))
    return list(found.values())


def _numbered(methods_at: Mapping[tuple[str, str], int]) -> tuple[dict[int, list[int]], str]:
    """Numbers for the places (slot, operator) by what is looked up for each of the two words alone, which the engine does once for each different word
    of a block and not for each row; slots that agree at every operator share theirs, as operators do that agree at every slot.

    Gives the numbers where each method holds, and the SQL that gives a row's; NULL where there is no such slot or operator.
    """
    slots, operators = (list(dict.fromkeys(at[side] for at in methods_at)) for side in (0, 1))
    by_slot = _alike(slots, lambda slot: tuple(methods_at.get((slot, operator)) for operator in operators))
    by_operator = _alike(operators, lambda operator: tuple(methods_at.get((slot, operator)) for slot in slots))
    step = 1 + max(by_operator.values())
    held: dict[int, list[int]] = {}
    for (slot, operator), method in methods_at.items():
        number = by_slot[slot] * step + by_operator[operator]
        if number not in held.setdefault(method, []):
            held[method].append(number)
    above = _looked_up(SLOT, {slot: number * step for slot, number in by_slot.items()})
    return held, f"{above} + {_looked_up(OPERATOR, by_operator)}"


def _alike(words: Sequence[str], told: Callable[[str], object]) -> dict[str, int]:
    """The words numbered from 0, one number for all of which the same is told."""
    known: dict[object, int] = {}
    return {word: known.setdefault(told(word), len(known)) for word in words}


def _looked_up(name: str, numbers: Mapping[str, int]) -> str:
    words, found = ", ".join(map(quoted, numbers)), ", ".join(map(str, numbers.values()))
    return f"[{found}][list_position([{words}], {name_of(name)})]"


def _one_of(name: str, numbers: Sequence[int]) -> exp.Expr:
    return exp.or_(*(exp.EQ(this=named(name), expression=exp.Literal.number(number)) for number in numbers))


def _points(method: Method, opened: Source, within: Ranges, workings: Workings) -> Column:
    """The points of a method over the columns of the row, before they are rounded."""

    def column(name: str, scale: int) -> Column:
        if name not in opened.columns:
            return NEVER
        found = within.get(name, Range(*NUMBERS[name], known=False))
        whole = columns.whole_column(name, found.low, found.high)
        return Ratio(replace(whole, nulls=columns.EMPTY) if found.known else whole, literal(scale))

    def leaf(node: Ref | Local | OverAxis) -> Column:
        if not isinstance(node, Local):
            return NEVER
        if node.name == methods.WEIGHT:
            return column(WEIGHT, POINTS)
        if node.name == methods.MEASURE:
            return column(ACTUAL, SCALE)
        if node.name == method.target:
            return column(TARGET, SCALE)
        if node.name == methods.POINTS:
            return column(ENTERED, POINTS)
        given: Node | None = method.optional.get(node.name)
        return NEVER if given is None else columns.compile_node(given, leaf, workings)

    value = columns.compile_node(method.formula, leaf, workings)
    return value if isinstance(value, Ratio) else NEVER


# ── totals ──


def write_projects(connection: duckdb.DuckDBPyConnection, scheme: Scheme, opened: Source, within: Ranges, path: Path) -> None:
    """The rows of all projects as Parquet, in the order of their names: in one go, or, of a table out of order that finds no room, in ranges of its units."""
    keys = ", ".join(_grouped(within))
    among = parts.ranges(connection, keys, _one(connection, f"SELECT count(*) FROM {FACTS}"))
    if len(among) == 1:
        connection.execute(f"COPY ({project_sql(scheme, opened, within)}) TO {quoted(str(path))} ({FORMAT})")
        return
    made = [path.with_suffix(f".{number:03d}{path.suffix}") for number in range(len(among))]
    for part, condition in zip(made, among, strict=True):
        connection.execute(f"COPY ({project_sql(scheme, opened, within, condition)}) TO {quoted(str(part))} ({FORMAT})")
    listed = ", ".join(quoted(str(part)) for part in made)
    connection.execute(f"COPY (SELECT * FROM read_parquet([{listed}])) TO {quoted(str(path))} ({FORMAT})")
    for part in made:
        part.unlink()


def _grouped(within: Ranges) -> list[str]:
    """What a project is told by: without the year where the table has but one."""
    return [name for name in _KEYS if name != shapes.YEAR or _only_year(within) is None]


def project_sql(scheme: Scheme, opened: Source, within: Ranges, among: str = "true") -> str:
    """One row a project: its rows, those without points, its weight, and its points where every row has them.

    DuckDB adds up one range of units after the other where the file is in their order. What is wanted of the names is asked only after the sums: put before them
    (where a bare HAVING goes), it would have every range read the whole file.
    """
    only = _only_year(within)
    year = "year" if only is None else f"CAST({only} AS {opened.columns[shapes.YEAR]}) AS year"
    keys = _grouped(within)
    listed = ", ".join(keys)
    extra = "".join(f", any_value({name_of(name)}) AS {name_of(name)}" for name in (PROVINCE, AMOUNT) if name in opened.columns)
    return (
        f"SELECT unit, {year}, project, CAST(count(*) AS INTEGER) AS lines, CAST(count(*) - count(points) AS INTEGER) AS unscored, "
        "CAST(sum(CAST(weight AS INTEGER)) AS BIGINT) AS weight, "
        f"CAST(CASE WHEN count(points) = count(*) THEN sum(points) END AS BIGINT) AS points{extra} "
        f"FROM ({points_sql(scheme, opened, within, among)}) GROUP BY {listed} HAVING {_named_group(keys)} ORDER BY {listed}"
    )


def unit_sql(projects: Path, opened: Source, within: Ranges) -> str:
    """One row a unit: projects with points, coverage by number and by amount (0.01%), the mean by number and by amount (0.01 分), its place in the province."""
    amount = "amount" if AMOUNT in opened.columns else "CAST(NULL AS BIGINT)"
    province = "any_value(province)" if PROVINCE in opened.columns else "CAST(NULL AS VARCHAR)"
    scored = f"sum({amount}) FILTER (WHERE points IS NOT NULL)"
    only = _only_year(within)
    year, keys = ("year", "unit, year") if only is None else (f"CAST({only} AS {opened.columns[shapes.YEAR]}) AS year", "unit")
    inner = (
        f"SELECT unit, {year}, {province} AS province, count(*) AS projects, count(points) AS scored, sum(points) AS points, "
        f"sum({amount}) AS amount, {scored} AS scored_amount, sum(CAST(points AS HUGEINT) * {amount}) FILTER (WHERE {amount} IS NOT NULL) AS weighted, "
        f"sum({amount}) FILTER (WHERE points IS NOT NULL AND {amount} IS NOT NULL) AS weighing "
        f"FROM read_parquet({quoted(str(projects))}) GROUP BY {keys}"
    )
    means = (
        "SELECT unit, year, province, CAST(projects AS INTEGER) AS projects, CAST(scored AS INTEGER) AS scored, "
        "CAST((scored * 20000 + projects) // (2 * projects) AS INTEGER) AS coverage_number, "
        "CAST(CASE WHEN amount > 0 THEN (scored_amount * 20000 + amount) // (2 * amount) END AS INTEGER) AS coverage_amount, "
        "CAST(CASE WHEN scored > 0 THEN (2 * points + scored) // (2 * scored) END AS INTEGER) AS mean_number, "
        "CAST(CASE WHEN weighing > 0 THEN (2 * weighted + weighing) // (2 * weighing) END AS INTEGER) AS mean_amount "
        f"FROM ({inner})"
    )
    rank = (
        "CASE WHEN mean_number IS NOT NULL THEN rank() OVER (PARTITION BY province, year ORDER BY mean_number DESC NULLS LAST) END"
    )
    return f"SELECT *, CAST({rank} AS INTEGER) AS place FROM ({means}) ORDER BY unit, year"


# ── parity ──


def _compare(
    connection: duckdb.DuckDBPyConnection, scheme: Scheme, book: Book, opened: Source, projects: Path, units: Path, seed: int
) -> tuple[int, Difference | None]:
    """A few units scored singly, row by row, and added up by other arithmetic."""
    keys = connection.execute(f"SELECT unit, year FROM read_parquet({quoted(str(units))}) ORDER BY unit, year").fetchall()
    dice = Random(f"hengji projects {seed}")  # noqa: S311 - to be drawn again, not to be secret
    names = [name for name in (*TEXTS, shapes.YEAR, *NUMBERS) if name in opened.columns]
    compared = 0
    for unit, year in dice.sample(keys, min(UNITS_COMPARED, len(keys))):
        cursor = connection.execute(
            f"SELECT {', '.join(map(name_of, names))} FROM {FACTS} WHERE unit = ? AND year = ? AND {_believed(opened)}",
            [unit, year],
        )
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        totals = _totals(rows, scheme, book)
        found = connection.execute(
            f"SELECT project, points FROM read_parquet({quoted(str(projects))}) WHERE unit = ? AND year = ?", [unit, year]
        ).fetchall()
        for project, points in found:
            compared += 1
            if totals[project] != points:
                return compared, Difference(unit, year, f"{project} points", totals[project], points)
        mean = _one_mean(totals)
        said = connection.execute(
            f"SELECT mean_number FROM read_parquet({quoted(str(units))}) WHERE unit = ? AND year = ?", [unit, year]
        ).fetchone()
        compared += 1
        if said is None or said[0] != mean:
            return compared, Difference(unit, year, "mean_number", mean, said[0] if said else None)
    return compared, None


def _one_mean(totals: dict[str, int | None]) -> int | None:
    known = [total for total in totals.values() if total is not None]
    return int(Fraction(sum(known), len(known)) + Fraction(1, 2)) if known else None


def _totals(rows: Sequence[dict[str, object]], scheme: Scheme, book: Book) -> dict[str, int | None]:
    """The points of each project by the single evaluation, in 0.01 分."""
    totals: dict[str, int | None] = {}
    slots = {slot.id: slot for slot in scheme.slots}
    for number, row in enumerate(rows):
        points = _single(row, slots, scheme, book, number)
        project = str(row[PROJECT])
        before = totals.get(project, 0)
        totals[project] = None if points is None or before is None else before + points
    return totals


def _single(row: dict[str, object], slots: dict[str, Slot], scheme: Scheme, book: Book, number: int) -> int | None:
    slot = slots.get(str(row[SLOT]))
    if slot is None or row[OPERATOR] not in slot.methods:
        return None
    entered = row.get(ENTERED)
    own = OwnIndicator(
        id=f"X{number}",
        slot=slot.id,
        level="",
        name=f"X{number}",
        weight=(_whole(row[WEIGHT]), POINTS),
        operator=str(row[OPERATOR]),
        target=_amount(row[TARGET]),
        actual=_amount(row[ACTUAL]),
        place=Place(str(row[shapes.UNIT])),
        points=None if entered is None else (_whole(entered), POINTS),
    )
    case = Case(str(row[shapes.UNIT]), _whole(row[shapes.YEAR]), scheme.id, FactSet(()), "batch", indicators=(own,))
    line = next(line for line in score(case, scheme, book)[0].lines if line.id == own.id)
    return None if isinstance(line.points, Unknown) else exact.round_half_away(line.points, 2)[0]


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _amount(cell: object) -> Quantity | None:
    if cell is None:
        return None
    number = Decimal(_whole(cell)) / SCALE
    return Quantity(number, Unit("", "", "count", exact.ONE), 2, str(number))
