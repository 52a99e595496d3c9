"""What a run's own page says: the quality of the facts, how scores spread, what is claimed beyond them, who is unusual, and whom to look at."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.source import FACTS, TEXT, name_of, quoted
from hengji.expr import columns
from hengji.expr.columns import Condition, Ratio, UnfitError, Workings, literal
from hengji.expr.tree import Local, OverAxis, Ref, refs

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from hengji.batch.compile import Plan
    from hengji.batch.shape import FactColumn
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book
    from hengji.rulebook.sampling import Sampling

OUT = "scored"
BINS = 20
LISTED = 30
HEX = 12
MAD = 1.4826
ERROR = "error"
SIDES = 2


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column of the facts: how many of its cells are unknown, how many impossible."""

    name: str
    label: str
    unknown: int
    impossible: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A reconciliation of the law book: on how many rows all its figures are known, and on how many they contradict it to the fen."""

    code: str
    title: str
    checked: int
    broken: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A line: rows scored, shares with full marks and with none, rows unknown and not applicable, the mean as a share of the weight."""

    line: str
    name: str
    scored: int
    full: int
    none: int
    unknown: int
    absent: int
    mean: float


@dataclass(frozen=True, slots=True)
class Inflation:
    """What was claimed beyond the computed points: rows with both, rows with more claimed, the mean difference in 分."""

    line: str
    name: str
    both: int
    above: int
    mean: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit far from its peers: its total, the middle of the peers, how many deviations apart, and how likely that is by chance."""

    unit: str
    year: int
    total: float
    middle: float
    deviations: float
    probability: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit drawn for 抽查, with the probability with which it could be."""

    unit: str
    year: int
    risk: int
    probability: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything that the page shows."""

    rows: int
    synthetic: str
    unknowns: tuple[Unknown, ...]
    identities: tuple[Broken, ...]
    histogram: tuple[int, ...]
    spreads: tuple[Spread, ...]
    inflation: tuple[Inflation, ...]
    unusual: tuple[Unit, ...]
    expected: float
    drawn: tuple[Drawn, ...]
    seed: int


def gather(connection: duckdb.DuckDBPyConnection, plan: Plan, book: Book, given: Given) -> Quality:
    """All figures of a run; the whole list of the sample goes into `given.sample` as CSV."""
    connection.execute(f"CREATE OR REPLACE VIEW {OUT} AS SELECT * FROM read_parquet({quoted(str(given.out))})")
    facts = shapes.known_facts(book)
    known = {name: facts[name] for name in given.columns if name in facts}
    typed = _typed(connection, known)
    identities, failing = _identities(connection, book, typed)
    unusual, expected = _unusual(connection, plan, book.sampling)
    return Quality(
        rows=given.rows,
        synthetic=given.synthetic,
        unknowns=_unknowns(connection, known, typed),
        identities=identities,
        histogram=_histogram(connection, plan),
        spreads=_spreads(connection, plan),
        inflation=_inflation(connection, plan, given.columns),
        unusual=unusual,
        expected=expected,
        drawn=_drawn(connection, plan, given, failing, book.sampling),
        seed=given.seed,
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What the page is made from: the output, the columns of the facts, the rows in, where the sample goes."""

    out: Path
    columns: tuple[str, ...]
    rows: int
    sample: Path
    seed: int
    synthetic: str = ""


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    found = connection.execute(sql).fetchone()
    return tuple(0 if each is None else each for each in found) if found else ()


def _typed(connection: duckdb.DuckDBPyConnection, known: dict[str, FactColumn]) -> dict[str, FactColumn]:
    """Those that hold numbers or truth values: of a table of text (CSV, SQLite) a column with a cell that is neither stays text."""
    types = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {FACTS}").fetchall()}
    return {name: column for name, column in known.items() if types[name] != TEXT}


def _unknowns(
    connection: duckdb.DuckDBPyConnection, known: dict[str, FactColumn], typed: dict[str, FactColumn]
) -> tuple[Unknown, ...]:
    """Every known column, the one with most impossible cells first; where it is text, a cell that is no whole number is impossible."""
    if not known:
        return ()
    parts: list[str] = []
    for name, column in known.items():
        cell = name_of(name)
        parts.append(f"count(*) - count({cell})")
        number = cell if name in typed else f"TRY_CAST({cell} AS BIGINT)"
        wrong = f"NOT coalesce({number} BETWEEN {column.low} AND {column.high}, false)" if column.kind == shapes.NUMBER else "false"
        wrong = f"{cell} IS NOT NULL AND {wrong}"
        parts.append(f"count(*) FILTER (WHERE {wrong})")
    counts = _one(connection, f"SELECT {', '.join(parts)} FROM {FACTS}")
    found = [Unknown(name, column.label, counts[2 * at], counts[2 * at + 1]) for at, (name, column) in enumerate(known.items())]
    return tuple(sorted(found, key=lambda each: (-each.impossible, -each.unknown, each.name)))


def _identities(connection: duckdb.DuckDBPyConnection, book: Book, known: dict[str, FactColumn]) -> tuple[tuple[Broken, ...], str]:
    """The exact reconciliations whose figures the facts have, and a condition of SQL for rows that break a sure one."""
    found, sure = [], []
    parts: list[str] = []
    for identity in book.identities.values():
        wanted = {shapes.fact_name(ref) for ref in refs(identity.formula) if not book.concepts[ref.concept].absent_zero}
        if identity.tolerance != "sum" or not wanted or not wanted <= set(known) or len(wanted) < SIDES:
            continue
        test = _test(identity.formula, known)
        if test:
            found.append(identity)
            if identity.severity == ERROR:
                sure.append(f"NOT {test}")
            parts.extend((f"count({test})", f"count(*) FILTER (WHERE NOT {test})"))
    if not found:
        return (), "false"
    counts = _one(connection, f"SELECT {', '.join(parts)} FROM {FACTS}")
    listed = [Broken(each.code, each.title, counts[2 * at], counts[2 * at + 1]) for at, each in enumerate(found)]
    return tuple(sorted(listed, key=lambda each: (-each.broken, each.code))), " OR ".join(sure) or "false"


def _test(formula: Node, known: dict[str, FactColumn]) -> str:
    """An identity as one expression over the facts; nothing where it needs more than one step."""

    def leaf(node: Ref | Local | OverAxis) -> columns.Column:
        name = shapes.fact_name(node) if isinstance(node, Ref) else ""
        if name not in known:
            return columns.NEVER
        column = known[name]
        whole = columns.whole_column(name, column.low, column.high)
        return Ratio(whole, literal(column.scale))

    workings = Workings()
    try:
        made = columns.compile_node(formula, leaf, workings)
    except (UnfitError, TypeError):
        return ""
    if not isinstance(made, Condition) or made.exactly is not None:
        return ""
    steps = {name: sql for layer in workings.layers for name, sql in layer}
    text = columns.printed(made.sql, "duckdb")
    for name, sql in reversed(list(steps.items())):
        text = text.replace(name_of(name), f"({columns.printed(sql, 'duckdb')})")
    return f"({text})"


def _histogram(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int, ...]:
    """How many totals lie in each twentieth of the full marks; the last holds what is above."""
    full = plan.scheme.full_marks[0] * 10**plan.scheme.rounding.total // plan.scheme.full_marks[1]
    rows = connection.execute(
        f"SELECT least({BINS - 1}, total * {BINS} // {full}) AS bin, count(*) FROM {OUT} WHERE total IS NOT NULL GROUP BY bin"
    ).fetchall()
    counts = {int(bin_): count for bin_, count in rows}
    return tuple(counts.get(number, 0) for number in range(BINS))


def _spreads(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[Spread, ...]:
    rows = []
    parts: list[str] = []
    for row in shapes.rows(plan.scheme):
        weight = 0 if row.weight is None else row.weight[0] * 10**plan.points_decimals // row.weight[1]
        points, status = name_of(f"points__{row.id}"), name_of(f"status__{row.id}")
        rows.append((row, weight))
        parts.extend(
            (
                f"count(*) FILTER (WHERE {status} IN (1, 2))",
                f"count(*) FILTER (WHERE {status} IN (1, 2) AND {points} >= {weight})",
                f"count(*) FILTER (WHERE {status} IN (1, 2) AND {points} = 0)",
                f"count(*) FILTER (WHERE {status} = 0)",
                f"count(*) FILTER (WHERE {status} = 3)",
                f"avg({points}) FILTER (WHERE {status} IN (1, 2))",
            )
        )
    if not rows:
        return ()
    counts = _one(connection, f"SELECT {', '.join(parts)} FROM {OUT}")
    found = []
    for at, (row, weight) in enumerate(rows):
        scored, full, none, unknown, absent, mean = counts[6 * at : 6 * at + 6]
        found.append(Spread(row.id, "／".join(row.path), scored, full, none, unknown, absent, mean / weight if weight else 0.0))
    return tuple(found)


def _inflation(connection: duckdb.DuckDBPyConnection, plan: Plan, names: tuple[str, ...]) -> tuple[Inflation, ...]:
    """Claims against what is computed, the total first, then the lines by how much is claimed beyond them.

    The gaps are added up as whole numbers, so that their mean does not depend on the order in which the threads came to the rows.
    """
    pairs = [(shapes.CLAIMED_TOTAL, "total", "", "", plan.scheme.rounding.total)]
    pairs.extend(
        (f"{shapes.CLAIMED}__{row.id}", f"points__{row.id}", row.id, "／".join(row.path), plan.points_decimals)
        for row in plan.scheme.indicators
    )
    there = [pair for pair in pairs if pair[0] in names]
    if not there:
        return ()
    parts: list[str] = []
    for claim, points, _, _, decimals in there:
        gap = f"(CAST(facts.{name_of(claim)} AS HUGEINT) * {10**decimals} - CAST(scored.{name_of(points)} AS HUGEINT) * 100)"
        parts.extend((f"count({gap})", f"count(*) FILTER (WHERE {gap} > 0)", f"coalesce(sum({gap}), 0)"))
    counts = _one(connection, f"SELECT {', '.join(parts)} FROM {OUT} AS scored JOIN {FACTS} AS facts USING (unit, year)")
    found = []
    for at, (_, _, id_, label, decimals) in enumerate(there):
        both, over, gaps = counts[3 * at : 3 * at + 3]
        found.append(Inflation(id_, label, both, over, int(gaps) / (both * 100 * 10**decimals) if both else 0.0))
    return (*found[:1], *sorted(found[1:], key=lambda each: -each.mean))


def _groups(plan: Plan) -> str:
    return ", ".join(name_of(key) for key in dict.fromkeys((shapes.YEAR, *plan.carried)))


def _unusual(connection: duckdb.DuckDBPyConnection, plan: Plan, rules: Sampling) -> tuple[tuple[Unit, ...], float]:
    """The totals far from the middle of their peers, in robust deviations, and how many so far apart chance alone would give."""
    scale = 10.0**plan.scheme.rounding.total
    keys, least = _groups(plan), rules.deviations[0] / rules.deviations[1]
    sql = (
        f"WITH m AS (SELECT *, median(total) OVER (PARTITION BY {keys}) AS middle, count(total) OVER (PARTITION BY {keys}) AS peers "
        f"FROM {OUT} WHERE total IS NOT NULL), "
        f"d AS (SELECT *, median(abs(total - middle)) OVER (PARTITION BY {keys}) AS mad FROM m WHERE peers >= {rules.least_peers}), "
        f"s AS (SELECT unit, year, total, middle, (total - middle) / ({MAD} * mad) AS z FROM d WHERE mad > 0) "
        f"SELECT unit, year, total, middle, z FROM s WHERE abs(z) >= {least} ORDER BY abs(z) DESC, unit, year LIMIT {rules.listed}"
    )
    rows = connection.execute(sql).fetchall()
    known = _one(connection, f"SELECT count(total) FROM {OUT}")[0]
    found = tuple(
        Unit(unit, year, total / scale, middle / scale, z, erfc(abs(z) / sqrt(2))) for unit, year, total, middle, z in rows
    )
    return found, known * erfc(least / sqrt(2))


def risk(plan: Plan, names: tuple[str, ...], failing: str, rules: Sampling) -> str:
    """The risk of a row as SQL: of every row, more for a claim well beyond the computed, for figures that contradict each other, for unknown lines."""
    unknown = " OR ".join(f"scored.{name_of(f'status__{row.id}')} = 0" for row in shapes.rows(plan.scheme)) or "false"
    parts = [
        str(rules.every),
        f"CASE WHEN {failing} THEN {rules.contradiction} ELSE 0 END",
        f"CASE WHEN {unknown} THEN {rules.unknown} ELSE 0 END",
    ]
    if shapes.CLAIMED_TOTAL in names:
        scale = 10**plan.scheme.rounding.total
        over, parts_of = rules.claimed_over
        gap = f"(facts.{shapes.CLAIMED_TOTAL} * {scale} - scored.total * 100) * {parts_of}"  # in 0.01 分, whole numbers throughout
        parts.append(f"CASE WHEN {gap} > {over * 100 * scale} THEN {rules.claimed} ELSE 0 END")
    return " + ".join(parts)


def _drawn(connection: duckdb.DuckDBPyConnection, plan: Plan, given: Given, failing: str, rules: Sampling) -> tuple[Drawn, ...]:
    """The sample: each unit is drawn where the first twelve hex digits of SHA-256(seed|unit|year) are below its probability.

    The probability is so many units times its risk over the sum of all risks, in millionths, never above 1.
    """
    sql = f"SELECT unit, year, {risk(plan, given.columns, failing, rules)} AS risk FROM {OUT} AS scored JOIN {FACTS} AS facts USING (unit, year)"
    connection.execute(f"CREATE OR REPLACE TABLE risks AS {sql}")
    total = _one(connection, "SELECT sum(risk) FROM risks")[0] or 1
    chance = f"least(1000000, {rules.sample} * risk * 1000000 // {total})"
    draw = f"CAST('0x' || substr(sha256('{given.seed}|' || unit || '|' || year), 1, {HEX}) AS BIGINT)"
    drawn = (
        f"SELECT unit, year, risk, chance FROM (SELECT *, {chance} AS chance, {draw} AS draw FROM risks) "
        f"WHERE draw < CAST(chance AS HUGEINT) * {16**HEX} // 1000000 ORDER BY unit, year"
    )
    chosen = f"SELECT unit, year, risk, chance / 1000000.0 AS probability FROM ({drawn})"
    connection.execute(f"COPY ({chosen}) TO {quoted(str(given.sample))} (FORMAT csv, HEADER true)")
    rows = connection.execute(f"{drawn} LIMIT {LISTED}").fetchall()
    return tuple(Drawn(unit, year, weight, chance_ / 1e6) for unit, year, weight, chance_ in rows)
