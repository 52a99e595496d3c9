"""`make parity`: generated schemes, half of their rows at the schemes' own boundaries, scored singly, by DuckDB and by Spark: no cell may differ."""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from bench.batch.schemes import drawn
from hengji.batch import parity, source
from hengji.batch.boundaries import boundary_rows, random_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.duck import Duck, connect
from hengji.batch.run import answers, peer_groups
from hengji.batch.spark import Spark, lacks
from hengji.expr.columns import UnfitError

if TYPE_CHECKING:
    import duckdb

    from hengji.batch.compile import Plan
    from hengji.batch.single import Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SCHEMES, ROWS, SEED = 500, 1000, 1
LOCALES = ("C", "zh_CN.UTF-8", "tr_TR.UTF-8")


@dataclass(slots=True)
class Tally:
    """What was compared, and what differed."""

    schemes: int = 0
    unfit: int = 0
    single: int = 0
    spark: int = 0
    shuffled: int = 0
    locales: int = 0
    differing: list[str] = field(default_factory=list)
    digest: str = ""


def main(arguments: list[str] | None = None) -> int:
    """0 where no cell differs."""
    parser = argparse.ArgumentParser(prog="make parity", description=__doc__)
    parser.add_argument("--schemes", type=int, default=SCHEMES)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of each scheme, half of them boundary rows")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument(
        "--digest", action="store_true", help="only compute, and print the digest of all values (for another locale)"
    )
    given = parser.parse_args(arguments)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="hengji-parity-") as folder:
        missing = "--no-spark" if given.no_spark else lacks()
        tally = run(given.schemes, given.rows, given.seed, Path(folder), spark=not missing, only_digest=given.digest)
    if given.digest:
        print(tally.digest)
        return 0
    if missing:
        print(f"Spark was left out: {missing}", file=sys.stderr)
    _locales(given, tally)
    print(told(tally, time.perf_counter() - begun))
    return 1 if tally.differing else 0


def run(count: int, rows: int, seed: int, folder: Path, *, spark: bool, only_digest: bool = False) -> Tally:
    """Every scheme, one after the other."""
    book, schemes = drawn(count, seed, folder / "law")
    tally, digest = Tally(), hashlib.sha256()
    with connect("", folder / "spill") as connection:
        engine = Spark(connection, folder) if spark and not only_digest else None
        for scheme in schemes:
            try:
                plan = compile_scheme(scheme, book)
            except UnfitError:
                tally.unfit += 1
                continue
            tally.schemes += 1
            given = _rows(plan, book, rows, seed)
            out = _duck(plan, given, connection, folder, "rows")
            digest.update(_values(connection, out))
            if not only_digest:
                _check(scheme, plan, book, given, out, connection, folder, engine, tally)
            if tally.schemes % 20 == 0 and not only_digest:
                print(
                    f"{tally.schemes} schemes, {tally.single:,} cells, {len(tally.differing)} differ", file=sys.stderr, flush=True
                )
    tally.digest = digest.hexdigest()
    return tally


def _rows(plan: Plan, book: Book, rows: int, seed: int) -> list[Row]:
    return [*boundary_rows(plan, book, seed, rows // 2), *random_rows(plan, book, seed, rows - rows // 2)]


def _duck(plan: Plan, rows: list[Row], connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Path:
    source.table(connection, name, rows, plan.shape, folder, plan.carried)
    out = folder / f"{name}-out.parquet"
    Duck(connection).write(plan, exp.to_table(name), out)
    return out


def _check(  # noqa: PLR0917 - one step of one loop
    scheme: Scheme,
    plan: Plan,
    book: Book,
    rows: list[Row],
    out: Path,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    engine: Spark | None,
    tally: Tally,
) -> None:
    compared = parity.compare(plan, book, rows, answers(connection, out, plan), peer_groups(connection, plan, book, rows, out))
    tally.single += compared.cells
    if compared.difference is not None:
        tally.differing.append(f"{scheme.id} single {compared.difference}")
    mixed = rows[:]
    random.Random(scheme.id).shuffle(mixed)  # noqa: S311 - to be shuffled again the same way
    other = _duck(plan, mixed, connection, folder, "mixed")
    tally.shuffled += _same(connection, plan, out, other, f"{scheme.id} shuffled", tally)
    if engine is not None:
        spark_out = folder / "spark-out.parquet"
        engine.write(plan, exp.to_table("rows"), spark_out)
        tally.spark += _same(connection, plan, out, spark_out, f"{scheme.id} spark", tally)


def _same(connection: duckdb.DuckDBPyConnection, plan: Plan, a: Path, b: Path, what: str, tally: Tally) -> int:
    """How many cells two outputs have; rows of either that the other lacks are noted."""
    for one, two in ((a, b), (b, a)):
        rows = connection.execute(f"SELECT * FROM read_parquet('{one}') EXCEPT ALL SELECT * FROM read_parquet('{two}')").fetchall()
        tally.differing.extend(f"{what} {row}" for row in rows[:3])
    found = connection.execute(f"SELECT count(*) FROM read_parquet('{b}')").fetchone()
    return (found[0] if found else 0) * len(plan.outputs)


def _values(connection: duckdb.DuckDBPyConnection, out: Path) -> bytes:
    """Every value of an output, in order, as bytes."""
    return repr(connection.execute(f"SELECT * FROM read_parquet('{out}') ORDER BY unit, year").fetchall()).encode()


def _locales(given: argparse.Namespace, tally: Tally) -> None:
    """The same once more in each locale, in a process of its own: the digest of all values must be the same."""
    command = [sys.executable, "-m", "bench.batch.parity", "--digest", "--no-spark"]
    command += ["--schemes", str(given.schemes), "--rows", str(given.rows), "--seed", str(given.seed)]
    for name in LOCALES:
        environment = {
            **os.environ,
            "LC_ALL": name,
            "LANG": name,
            "PYTHONHASHSEED": str(len(name)),
            "TZ": "Asia/Shanghai",
            "PYTHONUTF8": "1",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.stdout.strip() != tally.digest:
            tally.differing.append(f"locale {name}: {done.stdout.strip() or done.stderr[-300:]}")
        else:
            tally.locales += 1


def told(tally: Tally, seconds: float) -> str:
    """What was compared, in a few lines."""
    lines = [
        f"schemes: {tally.schemes}, and {tally.unfit} that no engine holds exactly (more than 38 digits), refused",
        f"cells compared, single with DuckDB: {tally.single:,}",
        f"cells compared, Spark with DuckDB: {tally.spark:,}",
        f"cells compared, shuffled: {tally.shuffled:,}; locales with the same digest: {tally.locales} of {len(LOCALES)}",
        f"differing: {len(tally.differing)}",
        f"{seconds / 60:.1f} minutes",
    ]
    return "\n".join([*lines, *tally.differing[:20]])


if __name__ == "__main__":
    raise SystemExit(main())
