"""`make bench-batch`: a nation in one run against the floor, hand-written SQL, a loop of plain Python and recalculated workbooks; writes docs/benchmarks/batch.md."""

from __future__ import annotations

import argparse
import csv
import gc
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from bench.batch import hand
from hengji.batch import projects, screen, source
from hengji.batch import shape as shapes
from hengji.batch.compile import compile_scheme
from hengji.batch.duck import FORMAT, Duck, connect
from hengji.batch.nation import Nation, write
from hengji.batch.source import name_of, quoted
from hengji.batch.spark import Spark, lacks
from hengji.rulebook import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hengji.batch.compile import Plan
    from hengji.core.case import Case
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks" / "batch.md"
SCHEME, PROJECTS = "teaching-zhanjiang", "cn-mof-2020-10"
UNITS, ROUNDS, LOOPED, WORKBOOKS, SINGLE, SINGLES = 1_000_000, 5, 10_000, 4, 300, 3
FLOOR, BY_HAND, LOOP, RSS, LINES = 1.6, 1.2, 30.0, 1.0, 30_000
LONG, IN_ORDER, SHUFFLED = (9_000_000,), 4.0, 10.0
NATION, GROWTH = 144_000_000, 20.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table."""

    what: str
    figure: str
    against: str
    ratio: str
    limit: str
    met: str


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and writes the page; always gives 0, for a figure that is not met is a result."""
    parser = argparse.ArgumentParser(prog="make bench-batch", description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--no-office", action="store_true")
    parser.add_argument(
        "--long",
        type=int,
        nargs="+",
        default=LONG,
        metavar="ROWS",
        help="rows of the long table, one size or several; the nation's are 144,000,000",
    )
    parser.add_argument("--output", type=Path, default=PAGE)
    given = parser.parse_args(arguments)
    book, problems = cache.load()
    if problems:
        print(problems[0].message, file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="hengji-batch-bench-") as folder:
        bench = _Bench(given.units, given.rounds, book, Path(folder))
        lines = [*bench.run(spark=not given.no_spark, office=not given.no_office), *bench.longs(given.long)]
    text = page(lines, given.units, given.rounds)
    print(text)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(text, encoding="utf-8")
    return 0


class _Bench:
    """One nation, measured in several ways by turns."""

    def __init__(self, units: int, rounds: int, book: Book, folder: Path) -> None:
        self.units, self.rounds, self.book, self.folder = units, rounds, book, folder
        self.scheme: Scheme = book.schemes[SCHEME]
        self.facts, self.out = folder / "nation.parquet", folder / "out.parquet"
        self.connection = connect("", folder / "spill")
        self.processor: dict[str, list[float]] = {}

    def run(self, *, spark: bool, office: bool) -> list[Line]:
        self._said("nation", lambda: write(Nation(self.units, 1, errors=0, schemes=(self.scheme,)), self.book, self.facts))
        opened, _ = source.open_source(str(self.facts), self.connection, self.folder)
        if opened is None:
            raise SystemExit("no facts")
        plan = compile_scheme(self.scheme, self.book, tuple(opened.columns))
        lines = [*self._engines(plan, tuple(opened.columns)), self._memory(), self._whole_command()]
        lines.extend(self._loop(plan))
        lines.append(self._single())
        if office:
            lines.append(self._workbooks())
        lines.append(
            self._spark(plan)
            if spark and not lacks()
            else Line("Spark local[2]", f"left out: {lacks() or '--no-spark'}", "", "", "reported", "–")
        )
        return lines

    def longs(self, sizes: Sequence[int]) -> list[Line]:
        """The long table in each size, in order and shuffled, and how the time grows from the first size to the last."""
        spent: dict[tuple[int, str], float] = {}
        lines = [line for rows in sizes for line in self._long(rows, spent)]
        if len(sizes) > 1:
            first, last = min(sizes), max(sizes)
            for what in ("in order", "shuffled"):
                growth, times = spent[last, what] / spent[first, what], last / first
                limit = GROWTH * times / 16
                said = f"{first:,} → {last:,} project rows, {what}: growth of the processor time"
                lines.append(Line(said, f"{growth:.1f}×", f"rows: {times:.0f}×", "", f"≤ {limit:.1f}×", _met(growth <= limit)))
        return lines

    def _long(self, rows: int, spent: dict[tuple[int, str], float]) -> list[Line]:
        """Project rows in order and shuffled: totals, roll-up and ranks against the scan of their columns."""
        scheme = self.book.schemes[PROJECTS]
        ordered, mixed = self.folder / "long.parquet", self.folder / "mixed.parquet"
        made = f"COPY ({_long_sql(rows, scheme)}) TO {quoted(str(ordered))} (FORMAT parquet, COMPRESSION zstd)"
        self._said("long table", lambda: self.connection.execute(made))
        order = "ORDER BY hash(unit, project, target, actual)"
        self.connection.execute(
            f"COPY (SELECT * FROM read_parquet({quoted(str(ordered))}) {order}) TO {quoted(str(mixed))} (FORMAT parquet)"
        )
        lines = []
        for what, path, limit, memory in (("in order", ordered, IN_ORDER, "2GB"), ("shuffled", mixed, SHUFFLED, "4GB")):
            self.connection.execute(f"SET memory_limit = '{memory}'")
            opened, _ = source.open_source(str(path), self.connection, self.folder)
            if opened is None:
                raise SystemExit("no long table")
            columns = ", ".join(_read(name, kind) for name, kind in opened.columns.items())
            scan, ours = f"scan {rows} {what}", f"long {rows} {what}"
            calls: dict[str, Callable[[], object]] = {
                scan: partial(self._fetched, f"SELECT {columns} FROM facts"),
                ours: partial(self._rolled, scheme, opened),
            }
            seconds = self._turns(calls, min(self.rounds, 3))
            ratio, processor = self._ratios(seconds, ours, scan)
            spent[rows, what] = median(self.processor[ours])
            lines.append(
                Line(
                    f"{rows:,} project rows, {what}: totals, roll-up, ranks, memory limit {memory}{_part(rows)}",
                    self._figure(seconds, ours),
                    f"scan of their columns: {self._figure(seconds, scan)}",
                    f"{ratio:.1f}×, processor {processor:.1f}×",
                    f"≤ {limit:.0f}×",
                    _met(ratio <= limit),
                )
            )
        self.connection.execute("RESET memory_limit")
        return lines

    def _fetched(self, sql: str) -> object:
        return self.connection.execute(sql).fetchall()

    def _turns(self, calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
        """Seconds on the clock of several things, done by turns."""
        seconds: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(rounds):
            for name, call in calls.items():
                seconds[name].append(self._said(name, call))
        return seconds

    def _ratios(self, seconds: dict[str, list[float]], ours: str, other: str) -> tuple[float, float]:
        """Ours against another, round by round: by the clock and by processor seconds, of which a busy machine takes away less."""
        clock, processor = (
            median(a / b for a, b in zip(found[ours], found[other], strict=True)) for found in (seconds, self.processor)
        )
        return clock, processor

    def _figure(self, seconds: dict[str, list[float]], what: str) -> str:
        return f"{median(seconds[what]):.2f} s (processor {median(self.processor[what]):.2f} s)"

    def _rolled(self, scheme: Scheme, opened: source.Source) -> None:
        made = self.folder / "projects.parquet"
        within = projects.ranges(self.connection, opened)
        projects.write_projects(self.connection, scheme, opened, within, made)
        units = quoted(str(self.folder / "units.parquet"))
        self.connection.execute(f"COPY ({projects.unit_sql(made, opened, within)}) TO {units} ({FORMAT})")

    def _said(self, what: str, call: Callable[[], object]) -> float:
        begun, spent = time.perf_counter(), time.process_time()
        call()
        seconds, processor = time.perf_counter() - begun, time.process_time() - spent
        self.processor.setdefault(what, []).append(processor)
        print(f"{what}: {seconds:.2f} s, processor {processor:.2f} s", file=sys.stderr, flush=True)
        return seconds

    def _engines(self, plan: Plan, names: tuple[str, ...]) -> list[Line]:
        """Ours, the floor and the hand-written SQL, round after round; nothing is refused, so the facts are read as they are."""
        sound = exp.to_table(source.FACTS)
        Duck(self.connection).write(plan, sound, self.out)
        self.connection.execute(f"CREATE OR REPLACE TABLE finished AS SELECT * FROM read_parquet({quoted(str(self.out))})")
        kinds = dict(row[:2] for row in self.connection.execute("DESCRIBE facts").fetchall())
        used = ", ".join(_read(name, kinds[name]) for name in (shapes.UNIT, shapes.YEAR, *plan.carried, *plan.shape.columns))
        other = self.folder / "other.parquet"
        query = hand.sql(self.scheme, names)

        def floor() -> None:
            self.connection.execute(f"SELECT {used} FROM facts").fetchall()
            self.connection.execute(f"COPY finished TO {quoted(str(other))} ({FORMAT})")

        calls: dict[str, Callable[[], object]] = {
            "ours": lambda: Duck(self.connection).write(plan, sound, self.out),
            "floor": floor,
            "hand": lambda: self.connection.execute(f"COPY ({query}) TO {quoted(str(self.folder / 'hand.parquet'))} ({FORMAT})"),
            "screened": lambda: screen.screen(self.connection, plan.shape, self.folder / "refused.csv"),
            "computed": lambda: self.connection.execute(
                f"SELECT {', '.join(f'count({name_of(each.name)})' for each in plan.outputs)} FROM ({plan.sql(sound, 'duckdb')})"
            ).fetchall(),
        }
        seconds = self._turns(calls, self.rounds)
        self.ours = median(seconds["ours"])
        floors, floors_processor = self._ratios(seconds, "ours", "floor")
        hands, hands_processor = self._ratios(seconds, "ours", "hand")
        same = self._same_as_by_hand()
        size = self.out.stat().st_size / 1e6
        return [
            Line(
                f"{self.units:,} department-years × {len(self.scheme.indicators)} lines → {len(plan.outputs)} columns, {size:.0f} MB",
                self._figure(seconds, "ours"),
                f"floor: reading the input columns, writing the finished table: {self._figure(seconds, 'floor')}",
                f"{floors:.2f}×, processor {floors_processor:.2f}×",
                f"≤ {FLOOR}×",
                _met(floors <= FLOOR),
            ),
            Line(
                "the same",
                self._figure(seconds, "ours"),
                f"SQL written by hand, {same}: {self._figure(seconds, 'hand')}",
                f"{hands:.2f}×, processor {hands_processor:.2f}×",
                f"≤ {BY_HAND}×",
                _met(hands <= BY_HAND),
            ),
            Line(
                "before it: looking for units that stand twice and for impossible figures",
                self._figure(seconds, "screened"),
                "",
                "",
                "–",
                "–",
            ),
            Line("of it, computing without writing", self._figure(seconds, "computed"), "", "", "–", "–"),
        ]

    def _same_as_by_hand(self) -> str:
        """Whether the totals and grades of the hand-written SQL are the same: else the comparison is of two different things."""
        found = self.connection.execute(
            f"SELECT count(*) FROM read_parquet({quoted(str(self.out))}) AS a JOIN read_parquet({quoted(str(self.folder / 'hand.parquet'))}) AS b "
            "USING (unit, year) WHERE a.total IS DISTINCT FROM b.total OR a.grade IS DISTINCT FROM b.grade"
        ).fetchone()
        differing = found[0] if found else -1
        return "same totals and grades" if differing == 0 else f"{differing:,} TOTALS DIFFER"

    def _child(self, *more: str) -> tuple[float, float]:
        """Seconds and peak memory in GB of the command in a process of its own."""
        command = [
            sys.executable,
            "-m",
            "hengji",
            "batch",
            str(self.facts),
            "--scheme",
            SCHEME,
            "-o",
            str(self.folder / "child.parquet"),
            *more,
        ]
        begun, peak = time.perf_counter(), 0
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None:
            peak = max(peak, _high_water(child.pid))
            time.sleep(0.02)
        return time.perf_counter() - begun, peak * 1024 / 1e9

    def _memory(self) -> Line:
        self.seconds, peak = self._child("--memory", "500MB")
        return Line("peak memory of the whole command, --memory 500MB", f"{peak:.2f} GB", "", "", f"≤ {RSS} GB", _met(peak <= RSS))

    def _whole_command(self) -> Line:
        what = "the whole command: law book, duplicates and bounds, 300 boundary rows and 200 sampled rows scored singly, page, manifest"
        return Line(what, f"{self.seconds:.1f} s", "", "", "–", "–")

    def _loop(self, plan: Plan) -> list[Line]:
        names = list(plan.shape.columns)
        sql = f"SELECT {', '.join(map(name_of, names))} FROM facts LIMIT {LOOPED}"

        def looped() -> None:
            rows = [dict(zip(names, row, strict=True)) for row in self.connection.execute(sql).fetchall()]
            with (self.folder / "loop.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(hand.loop(rows, self.scheme))

        count = min(LOOPED, self.units)
        whole = median(self._said("loop", looped) for _ in range(3)) / count * self.units
        ratio = whole / self.ours
        return [
            Line(
                "the same by a loop of plain Python, read from the file and written as CSV",
                f"{whole:.0f} s (extrapolated from {count:,} rows)",
                f"ours: {self.ours:.2f} s",
                f"{ratio:.0f}×",
                f"≥ {LOOP:.0f}×",
                _met(ratio >= LOOP),
            )
        ]

    def _single(self) -> Line:
        """Lines scored and explained by the single evaluation in one process, one sheet after the other, after the law book is set apart as a server does."""
        from hengji.batch.boundaries import random_rows
        from hengji.batch.single import case_of
        from hengji.scoring.score import score

        plan = compile_scheme(self.scheme, self.book)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000)
        rates = []
        for turn in range(SINGLES):
            cases = [case_of(row, plan, self.book) for row in random_rows(plan, self.book, 1 + turn, SINGLE)]

            def explained(cases: list[Case] = cases) -> None:
                for case in cases:
                    score(case, self.scheme, self.book)

            seconds = self._said("single", explained)
            lines = len(cases) * len(self.scheme.indicators)
            rates.append((lines / self.processor["single"][-1], lines / seconds))
        gc.unfreeze()
        gc.set_threshold(700)
        rate, clock = (median(each) for each in zip(*rates, strict=True))
        return Line(
            f"single evaluation, lines scored and explained with receipts, {SINGLE} departments by dice, {SINGLES} turns",
            f"{rate:,.0f} a second of the processor ({clock:,.0f} by the clock)",
            "",
            "",
            f"≥ {LINES:,}",
            _met(rate >= LINES),
        )

    def _workbooks(self) -> Line:
        """One score sheet for each department, recalculated by LibreOffice: a few measured, the rest extrapolated."""
        office = shutil.which("soffice")
        if office is None:
            return Line("a workbook for each department, recalculated", "left out: no soffice", "", "", "reported", "–")
        made = self.folder / "workbooks"
        subprocess.run([sys.executable, "-m", "hengji", "demo", "--out", str(made)], capture_output=True, check=False)
        books = sorted(made.glob("*.xlsx"))[:1]
        copies = [Path(shutil.copy(book, made / f"{number}.xlsx")) for book in books for number in range(WORKBOOKS)]
        command = [
            office,
            "--headless",
            f"-env:UserInstallation=file://{self.folder}/office",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(self.folder / "done"),
        ]
        first = self._said("one workbook", lambda: subprocess.run([*command, str(copies[0])], capture_output=True, check=False))
        several = self._said("workbooks", lambda: subprocess.run([*command, *map(str, copies)], capture_output=True, check=False))
        each = several / len(copies)
        whole = each * self.units
        return Line(
            "a workbook for each department, recalculated by LibreOffice",
            f"{each:.2f} s each ({len(copies)} in one process; {first:.1f} s alone)",
            f"{whole / 3600:,.0f} hours for all (extrapolated)",
            f"{whole / self.ours:,.0f}×",
            "reported",
            "–",
        )

    def _spark(self, plan: Plan) -> Line:
        engine = Spark(self.connection, self.folder)
        engine.given(source.FACTS, self.facts)
        out = self.folder / "spark.parquet"
        sound = exp.to_table(source.FACTS)
        first = self._said("spark", lambda: engine.write(plan, sound, out))
        second = self._said("spark again", lambda: engine.write(plan, sound, out))
        a, b = (f"SELECT * FROM read_parquet({quoted(str(path))})" for path in (self.out, out))
        differing = self.connection.execute(
            f"SELECT count(*) FROM (({a} EXCEPT ALL {b}) UNION ALL ({b} EXCEPT ALL {a}))"
        ).fetchone()
        same = "same values" if differing == (0,) else f"{differing} ROWS DIFFER"
        return Line(
            f"Spark local[2], {same}",
            f"{first:.1f} s, then {second:.1f} s",
            f"ours: {self.ours:.2f} s",
            f"{second / self.ours:.1f}×",
            "reported",
            "–",
        )


def _read(name: str, kind: str) -> str:
    """Something that needs every cell of a column: a count could be had from the file's own statistics."""
    column = name_of(name)
    if kind == "VARCHAR":
        return f"sum(length({column}))"
    return f"count_if({column})" if kind == "BOOLEAN" else f"sum({column})"


def _high_water(process: int) -> int:
    """The most memory that a process has held so far, in KiB; what it inherits from its parent before it starts is not in it."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) if found else 0


def _long_sql(rows: int, scheme: Scheme) -> str:
    """Made project rows: 20 projects a unit, 12 lines a project."""
    slots = ", ".join(quoted(slot.id) for slot in scheme.slots)
    return (
        "SELECT '合成数据' || lpad(CAST(i // 240 AS VARCHAR), 7, '0') AS unit, CAST(2023 AS SMALLINT) AS year, '省' || CAST((i // 240) % 31 AS VARCHAR) AS province, "
        f"'项目' || lpad(CAST(i // 12 % 20 AS VARCHAR), 2, '0') AS project, [{slots}][1 + CAST(i % 12 // 5 AS INTEGER)] AS slot, "
        "CASE WHEN hash(i) % 5 = 0 THEN 'at_most' ELSE 'at_least' END AS operator, CAST(10000 * (1 + hash(i, 1) % 1000) AS BIGINT) AS target, "
        "CAST((1 + hash(i, 1) % 1000) * (7000 + hash(i, 2) % 4000) AS BIGINT) AS actual, CAST(750 AS INTEGER) AS weight, "
        f"CAST(1000000 + hash(i // 12) % 1000000000 AS BIGINT) AS amount FROM range({rows}) AS r(i)"
    )


def _part(rows: int) -> str:
    return "" if rows >= NATION else f" (the full table of {NATION:,} was not run: --long)"


def _met(holds: bool) -> str:
    return "met" if holds else "not met"


def page(lines: list[Line], units: int, rounds: int) -> str:
    """The page of results."""
    head = "| what | figure | against | ratio | limit | met |\n| --- | --- | --- | --- | --- | --- |\n"
    table = head + "\n".join(
        f"| {each.what} | {each.figure} | {each.against} | {each.ratio} | {each.limit} | {each.met} |" for each in lines
    )
    load = os.getloadavg()[0]
    return f"""# A nation in one run

Written by `make bench-batch`: {units:,} units of synthetic data (合成数据), {rounds} rounds, CPython {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores, load at the end {load:.1f}. Absolute times are of this machine and this hour; the ratios are taken round by round in one run, by the clock and by processor seconds; what is judged is the clock.

{table}

## How it is measured

- The floor reads every column that the scheme looks at (summing its cells) and writes the finished output from memory, with the same engine and the same compression; nothing is computed.
- Ours is the run's main query from the file of facts to the finished file. Looking for units that stand twice and for impossible figures is a pass of its own before it, measured beside it; that pass, parity and the page are in the time of the whole command.
- The hand-written SQL (`bench/batch/hand.py`) gives the same columns in the same types; that its totals and grades are the same is checked in the same run.
- The loop of plain Python (`bench/batch/hand.py`) reads rows, scores them and writes CSV; it leaves out bands, deductions by steps, bounds and grades, so the ratio is understated.
- The input is what `hengji nation --units {units} --seed 1 --errors 0 --scheme {SCHEME}` writes.
- What was looked at beside this page, and the last run of `make parity`, stand in [batch-notes.md](batch-notes.md).
"""


if __name__ == "__main__":
    raise SystemExit(main())
