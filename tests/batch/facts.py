"""Small tables of facts for the tests of the batch, and what a run made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from hengji.batch import source
from hengji.batch.boundaries import random_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.run import Options, run

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.batch.run import Outcome
    from hengji.batch.single import Row
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme


def rows_of(scheme: Scheme, book: Book, count: int, seed: int = 1) -> list[Row]:
    return random_rows(compile_scheme(scheme, book), book, seed, count)


def parquet(path: Path, rows: list[Row], scheme: Scheme, book: Book, select: str = "*") -> Path:
    """Rows as a Parquet file; `select` may leave out, rename or retype columns."""
    with duckdb.connect() as connection:
        plan = compile_scheme(scheme, book)
        source.table(connection, "given", rows, plan.shape, path.parent, plan.carried)
        connection.execute(f"COPY (SELECT {select} FROM given) TO '{path}' (FORMAT parquet)")
    return path


def score(
    facts: Path | str, scheme: Scheme, book: Book, out: Path, **options: object
) -> tuple[Outcome | None, tuple[Problem, ...]]:
    return run(str(facts), scheme, book, replace(Options(out, boundaries=20, sample=20), **options))  # type: ignore[arg-type]


def table(path: Path) -> list[dict[str, object]]:
    """A Parquet file as rows."""
    with duckdb.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM read_parquet('{path}')")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
