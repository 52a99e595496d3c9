"""`make parity`: generated schemes, half of their rows at the schemes' own boundaries, scored singly, by DuckDB and by Spark, in three locales and shuffled: no cell may differ."""

from __future__ import annotations

import argparse
import hashlib
import json
import locale
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from bench.batch.schemes import drawn
from hengji.batch import parity, source
from hengji.batch import shape as shapes
from hengji.batch.boundaries import AT_JUMP, boundary_rows, random_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.duck import Duck, connect
from hengji.batch.run import answers, peer_groups
from hengji.batch.spark import MASTER, Spark, lacks
from hengji.expr.columns import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from hengji.batch.compile import Plan
    from hengji.batch.single import Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SCHEMES, ROWS, SEED = 500, 1000, 1
LOCALES = ("C", "zh_CN.UTF-8", "tr_TR.UTF-8")
PASSES = (*((name, False) for name in LOCALES), (LOCALES[0], True))
"""Every pass scores every row singly, by DuckDB and by Spark, in a process of its own: in each locale, and once with the rows shuffled."""
MANY_SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Many queries over few rows: Spark spends its time on planning them, and the Java compiler's second thoughts never pay."""
STDERR = 2
"""Where a pass and its Java print."""
EVERY = 20


@dataclass(slots=True)
class Tally:
    """What one pass compared, and what differed; `digest` is of all values, in the order of the units."""

    schemes: int = 0
    unfit: int = 0
    rows: int = 0
    at_jumps: int = 0
    single: int = 0
    spark: int = 0
    differing: list[str] = field(default_factory=list)
    digest: str = ""


def main(arguments: list[str] | None = None) -> int:
    """0 where no cell differs."""
    parser = argparse.ArgumentParser(prog="make parity", description=__doc__)
    parser.add_argument("--schemes", type=int, default=SCHEMES)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of each scheme, half of them boundary rows")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=min(len(PASSES), os.cpu_count() or 1), help="passes at a time")
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--pass", type=int, dest="only", metavar="N", help="one pass alone, in this process")
    parser.add_argument("--tally", type=Path, metavar="FILE", help="where one pass alone is told, as JSON")
    given = parser.parse_args(arguments)
    if given.only is not None:
        (given.tally or Path("/dev/stdout")).write_text(json.dumps(asdict(_alone(given)), ensure_ascii=False), encoding="utf-8")
        return 0
    begun = time.perf_counter()
    missing = "--no-spark" if given.no_spark else lacks()
    if missing:
        print(f"Spark was left out: {missing}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="hengji-locales-") as folder, ThreadPoolExecutor(given.jobs) as jobs:
        unknown = _locales(Path(folder))
        tallies = list(jobs.map(lambda number: _elsewhere(given, number, Path(folder)), range(len(PASSES))))
    differing = list(_differing(tallies))
    print(told(tallies, differing, unknown, time.perf_counter() - begun))
    return 1 if differing else 0


def _locales(folder: Path) -> list[str]:
    """Makes the locales that the machine can make, in a folder of our own; gives those that it cannot."""
    unknown = []
    for name in LOCALES[1:]:
        language, letters = name.split(".")
        made = shutil.which("localedef") and subprocess.run(
            ["localedef", "-i", language, "-f", letters, str(folder / name)], capture_output=True, check=False
        )
        if not (folder / name).is_dir():
            unknown.append(f"{name} {made.stderr.decode()[-100:] if made else '(no localedef)'}")
    return unknown


def _elsewhere(given: argparse.Namespace, number: int, locales: Path) -> Tally:
    """One pass in a process of its own, in its locale; it is told in a file, for Java prints warnings of its own between."""
    name, _ = PASSES[number]
    tally = locales / f"pass-{number}.json"
    command = [sys.executable, "-m", "bench.batch.parity", "--pass", str(number), "--schemes", str(given.schemes)]
    command += [
        "--rows",
        str(given.rows),
        "--seed",
        str(given.seed),
        "--tally",
        str(tally),
        *(["--no-spark"] if given.no_spark else []),
    ]
    environment = {
        **os.environ,
        "LC_ALL": name,
        "LANG": name,
        "LOCPATH": str(locales),
        "PYTHONHASHSEED": str(number + 1),
        "TZ": "Asia/Shanghai",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(command, env=environment, stdout=STDERR, check=False)
    if done.returncode:
        return Tally(differing=[f"pass {number} broke off ({done.returncode})"])
    return Tally(**json.loads(tally.read_text(encoding="utf-8")))


def _alone(given: argparse.Namespace) -> Tally:
    name, shuffled = PASSES[given.only]
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        print(f"{name} is not on this machine; Java has it all the same", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="hengji-parity-") as folder:
        spark = not given.no_spark and not lacks()
        return run(given.schemes, given.rows, given.seed, Path(folder), spark=spark, shuffled=shuffled, locale_name=name)


def run(count: int, rows: int, seed: int, folder: Path, *, spark: bool, shuffled: bool = False, locale_name: str = "C") -> Tally:
    """One pass: every scheme, one after the other."""
    book, schemes = drawn(count, seed, folder / "law")
    tally, digest = Tally(), hashlib.sha256()
    with connect("", folder / "spill", threads=1) as connection:
        engine = Spark(connection, folder, MASTER, _settings(locale_name)) if spark else None
        for scheme in schemes:
            try:
                plan = compile_scheme(scheme, book)
            except UnfitError:
                tally.unfit += 1
                continue
            tally.schemes += 1
            given = _rows(plan, book, rows, seed)
            tally.rows += len(given)
            tally.at_jumps += sum(str(row[shapes.UNIT]).startswith(book.caption(AT_JUMP)) for row in given)
            if shuffled:
                random.Random(scheme.id).shuffle(given)  # noqa: S311 - to be shuffled again the same way
            digest.update(_scored(scheme, plan, book, given, connection, folder, engine, tally))
            if tally.schemes % EVERY == 0:
                said = f"{locale_name}{', shuffled' * shuffled}: {tally.schemes} schemes, {tally.single:,} cells, {len(tally.differing)} differ"
                print(said, file=sys.stderr, flush=True)
        if engine is not None:
            engine.session.stop()
    tally.digest = digest.hexdigest()
    return tally


def _settings(locale_name: str) -> dict[str, str]:
    """Spark's settings for many small queries, its Java in a locale."""
    language, _, country = locale_name.split(".", maxsplit=1)[0].partition("_")
    spoken = f" -Duser.language={language} -Duser.country={country}" if country else ""
    return {**MANY_SMALL, "spark.driver.extraJavaOptions": MANY_SMALL["spark.driver.extraJavaOptions"] + spoken}


def _rows(plan: Plan, book: Book, rows: int, seed: int) -> list[Row]:
    return [*boundary_rows(plan, book, seed, rows // 2), *random_rows(plan, book, seed, rows - rows // 2)]


def _scored(
    scheme: Scheme,
    plan: Plan,
    book: Book,
    rows: list[Row],
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    engine: Spark | None,
    tally: Tally,
) -> bytes:
    """Scores the rows by DuckDB, holds the single evaluation and Spark against them cell by cell, and gives all values as bytes."""
    source.table(connection, "rows", rows, plan.shape, folder, plan.carried)
    out, spark_out = folder / "out.parquet", folder / "spark-out.parquet"
    Duck(connection).write(plan, exp.to_table("rows"), out)
    compared = parity.compare(plan, book, rows, answers(connection, out, plan), peer_groups(connection, plan, book, rows, out))
    tally.single += compared.cells
    if compared.difference is not None:
        tally.differing.append(f"{scheme.id} single {compared.difference}")
    if engine is not None:
        engine.write(plan, exp.to_table("rows"), spark_out)
        tally.spark += _same(connection, plan, out, spark_out, f"{scheme.id} spark", tally)
    return repr(connection.execute(f"SELECT * FROM read_parquet('{out}') ORDER BY unit, year").fetchall()).encode()


def _same(connection: duckdb.DuckDBPyConnection, plan: Plan, a: Path, b: Path, what: str, tally: Tally) -> int:
    """How many cells two outputs have; rows of either that the other lacks are noted."""
    for one, two in ((a, b), (b, a)):
        rows = connection.execute(f"SELECT * FROM read_parquet('{one}') EXCEPT ALL SELECT * FROM read_parquet('{two}')").fetchall()
        tally.differing.extend(f"{what} {row}" for row in rows[:3])
    found = connection.execute(f"SELECT count(*) FROM read_parquet('{b}')").fetchone()
    return (found[0] if found else 0) * len(plan.outputs)


def _differing(tallies: list[Tally]) -> Iterable[str]:
    """What differed within each pass, and passes whose values are not those of the first."""
    for (name, shuffled), tally in zip(PASSES, tallies, strict=True):
        where = f"{name}{', shuffled' * shuffled}"
        yield from (f"{where}: {each}" for each in tally.differing)
        if tally.digest != tallies[0].digest:
            yield f"{where}: the values are not those of the first pass"


def told(tallies: list[Tally], differing: list[str], unknown: list[str], seconds: float) -> str:
    """What was compared, in a few lines."""
    first = tallies[0]
    lines = [
        f"schemes: {first.schemes}, and {first.unfit} that no engine holds exactly (more than 38 digits), refused",
        f"rows of each pass: {first.rows:,}, of them at the schemes' own boundaries {first.at_jumps:,}",
        f"passes: {', '.join(name for name in LOCALES)}; once more with the rows shuffled",
        f"cells compared, single with DuckDB: {' + '.join(f'{each.single:,}' for each in tallies)}",
        f"cells compared, Spark with DuckDB: {' + '.join(f'{each.spark:,}' for each in tallies)}",
        f"differing: {len(differing)}",
        f"{seconds / 60:.1f} minutes",
    ]
    return "\n".join([*lines, *(f"locale for Java alone: {each}" for each in unknown), *differing[:20]])


if __name__ == "__main__":
    raise SystemExit(main())
