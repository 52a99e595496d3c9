"""A table out of order in parts by ranges of its units: what an engine keeps of every project at once must find room in its memory."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from hengji.batch.source import FACTS, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

HEAD = 200_000
"""So many rows from the beginning tell whether the rows of a project stand together."""
KEPT = 480
"""Bytes that DuckDB takes up for a project whose rows are spread over the table, in two threads, until it can be written
(144,000,000 rows of 12,000,000 projects: docs/benchmarks/batch-notes.md)."""
SHARE = 2
"""What is added up may take one half of the memory; the other is for reading, sorting and writing."""


def ranges(connection: duckdb.DuckDBPyConnection, keys: str, rows: int, memory: int | None = None) -> tuple[str, ...]:
    """Conditions on `unit` that part the table into so many ranges, in their order, that the projects of each find room; one that holds always where all do.

    `keys` names a project. How many projects there are is reckoned from how often two of the first rows belong to one: in a table in order nearly all do, and
    it stays whole, for DuckDB adds such a table up range by range itself. A wrong guess costs time or memory, never a row.
    """
    if memory is None:
        memory = _number(connection, "SELECT parse_formatted_bytes(current_setting('memory_limit'))")
    needed = ceil(_projects(connection, keys, rows) * KEPT * SHARE / memory)
    return between(_ends(connection, needed)) if needed > 1 else between(())


def between(ends: Sequence[str]) -> tuple[str, ...]:
    """The ranges that end with each of these names, and the one beyond the last."""
    if not ends:
        return ("true",)
    inner = (f"unit > {quoted(low)} AND unit <= {quoted(high)}" for low, high in pairwise(ends))
    return (f"unit <= {quoted(ends[0])}", *inner, f"unit > {quoted(ends[-1])}")


def _projects(connection: duckdb.DuckDBPyConnection, keys: str, rows: int) -> float:
    """How many projects there are where the rows fell by dice: of n rows out of N with k to a project, n (n - 1) (k - 1) / 2 (N - 1) pairs belong together."""
    met = f"SELECT count(*) AS n FROM (SELECT {keys} FROM {FACTS} LIMIT {HEAD}) GROUP BY {keys}"
    pairs = _number(connection, f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM ({met})")
    head = min(HEAD, rows)
    if head < HEAD:
        return 0.0
    return rows / (1 + pairs * 2 * (rows - 1) / (head * (head - 1)))


def _ends(connection: duckdb.DuckDBPyConnection, parts: int) -> list[str]:
    """The names that part the units of the first rows into so many equal ranges."""
    shares = ", ".join(str(number / parts) for number in range(1, parts))
    found = connection.execute(
        f"SELECT quantile_disc(unit, [{shares}]) FROM (SELECT unit FROM {FACTS} LIMIT {HEAD}) WHERE unit IS NOT NULL"
    ).fetchone()
    return list(dict.fromkeys(found[0] or ())) if found else []


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
