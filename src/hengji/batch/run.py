"""One run: facts in, scores out, nothing published before every check has passed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Protocol

import duckdb
from sqlglot import exp

from hengji import __version__
from hengji.batch import files, page, parity, placing, quality, screen, source
from hengji.batch import shape as shapes
from hengji.batch.boundaries import boundary_rows
from hengji.batch.compile import GRADE, MEASURE, STATE, STATUS, TOTAL, Plan, compile_scheme
from hengji.batch.duck import Duck, connect
from hengji.batch.single import number
from hengji.batch.source import Source, name_of, quoted
from hengji.batch.spark import MASTER, MissingError, Spark
from hengji.batch.spark import NAME as SPARK
from hengji.batch.total import UnscoredError
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr.columns import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.batch.files import Files
    from hengji.batch.parity import Compared
    from hengji.batch.screen import Screen
    from hengji.batch.single import Cell, Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

NO_ROOM, FAILED, TOO_LARGE, NOT_WRITTEN, NO_QUERY, NO_SPARK = "BA07", "BA16", "BA10", "BA17", "BA18", "BA08"
MANIFEST, PAGE, REFUSED, SAMPLED = ".json", ".html", ".refused.csv", ".sample.csv"
BOUNDARIES, SAMPLE, SEED = 300, 200, 20_240_601
FEW, SOME = 20, 80
"""Rows sampled and rows made where units are compared with their peers: each needs its whole group."""
WORK = ".hengji-batch-"
_CHUNK = 1 << 20


class Engine(Protocol):
    """Computes a plan over facts and writes Parquet."""

    name: str

    def versions(self) -> dict[str, str]:
        """What computes, with its version."""

    def given(self, name: str, path: Path) -> None:
        """A table that lies in a Parquet file already."""

    def write(self, plan: Plan, source: exp.Expr, out: Path) -> None:
        """Computes and writes; `source` is a table or query over tables that DuckDB knows."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made: where it writes, how much memory it may use, how many rows are scored singly, by which seed."""

    out: Path
    memory: str = ""
    threads: int = 0
    boundaries: int = BOUNDARIES
    sample: int = SAMPLE
    seed: int = SEED
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `manifest` is what was written beside the output."""

    screen: Screen
    plan: Plan
    boundaries: Compared
    sample: Compared
    grades: tuple[tuple[str | None, int], ...] = ()
    untotalled: int = 0
    written: tuple[Path, ...] = ()
    manifest: dict[str, object] = field(default_factory=dict)


Result = tuple[Outcome | None, tuple[Problem, ...]]


def run(facts: str, scheme: Scheme, book: Book, options: Options, engine: str = "", master: str = MASTER) -> Result:
    """Scores a table of facts under a scheme and writes the output whole or not at all. Problems: BA01–BA22."""
    if (refused := placing.refused(facts, places(options.out))) is not None:
        return None, (book.problem(refused),)
    _sweep(options.out)
    given = files.files_of(facts)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{WORK}{os.getpid()}-", dir=options.out.resolve().parent) as folder:
            work = Path(folder)
            with connect(options.memory, work / "spill", options.threads) as connection:
                made: Engine = Spark(connection, work, master) if engine == SPARK else Duck(connection)
                return _Run(facts, scheme, book, options, work, connection, made, given).run()
    except MissingError as error:
        return None, (book.problem(problem(NO_SPARK, Place("--engine"), str(error))),)
    except duckdb.Error as error:
        found = _engine_problem(error, options.out)
        return None, tuple(map(book.problem, _of_files(given, facts, found) or (found,)))
    except OSError as error:
        if changed := given.changed():
            return None, (book.problem(problem(files.CHANGED, Place(given.root.name), changed)),)
        code = NO_ROOM if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) else NOT_WRITTEN
        return None, (book.problem(problem(code, Place(options.out.name), error.strerror or str(error))),)


def _of_files(given: Files, facts: str, found: Problem) -> tuple[Problem, ...]:
    """What is wrong with the files of the facts, where the engine stopped for that."""
    if changed := given.changed():
        return (problem(files.CHANGED, Place(given.root.name), changed),)
    return files.faults(facts) if found.code == FAILED else ()


def places(out: Path) -> tuple[Path, ...]:
    """All files that a run may write or take away, the output first."""
    return (out, *(out.with_suffix(suffix) for suffix in (MANIFEST, PAGE, REFUSED, SAMPLED)))


def _engine_problem(error: duckdb.Error, out: Path) -> Problem:
    said = str(error).split("\n", maxsplit=1)[0]
    room = isinstance(error, (duckdb.OutOfMemoryException, duckdb.IOException))
    return problem(NO_ROOM if room else FAILED, Place(out.name), said)


def _sweep(out: Path) -> None:
    """Takes away what a run that was killed left lying in the folder of the output."""
    import shutil

    parent = out.resolve().parent
    for left in parent.glob(f"{WORK}*") if parent.is_dir() else ():
        process = left.name.removeprefix(WORK).split("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(left, ignore_errors=True)


@dataclass(slots=True)
class _Run:
    facts: str
    scheme: Scheme
    book: Book
    options: Options
    work: Path
    connection: duckdb.DuckDBPyConnection
    engine: Engine
    given: Files

    def run(self) -> Result:
        opened, problems = self._open()
        if opened is None:
            return None, self._worded(problems)
        try:
            plan = compile_scheme(self.scheme, self.book, tuple(opened.columns))
        except UnfitError as error:
            return None, self._worded((problem(TOO_LARGE, Place(self.scheme.id), str(error)),))
        except UnscoredError as error:
            return None, self._worded((problem(NO_QUERY, Place(self.scheme.id), str(error)),))
        if opened.parquet is not None:
            self.engine.given(source.FACTS, opened.parquet)
        refused = self.work / "refused.csv"
        screened = screen.screen(self.connection, plan.shape, refused)
        if self.options.strict and screened.refused:
            return None, self._worded(refusals(refused, opened, screened))
        compared, problems = self._boundaries(plan)
        if problems:
            return None, problems
        out = self.work / "out.parquet"
        sound = screen.sound(plan.shape, twice=screened.twice) if screened.refused else exp.to_table(source.FACTS)
        self.engine.write(plan, sound, out)
        sampled, problems = self._sample(plan, sound, out)
        if problems:
            return None, problems
        grades, untotalled = self._grades(plan, out)
        outcome = Outcome(screened, plan, compared, sampled, grades, untotalled)
        found = self._quality(opened, outcome, out)
        outcome = replace(outcome, manifest={**self._manifest(opened, outcome, out), "quality": asdict(found)})
        html = page.page(outcome.manifest, found, self.scheme, self.book)
        (self.work / "page.html").write_text(html, encoding="utf-8")
        told = self._worded(refusals(refused, opened, screened))
        if changed := self.given.changed():
            return None, self._worded((problem(files.CHANGED, Place(opened.place), changed),))
        return replace(outcome, written=self._publish(outcome, out, refused)), told

    def _worded(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(self.book.problem(each) for each in problems)

    def _open(self) -> tuple[Source | None, tuple[Problem, ...]]:
        return open_facts(self.facts, self.scheme, self.book, self.connection, self.work)

    # ── parity ──

    def _versions(self) -> dict[str, str]:
        return {"hengji": __version__, **self.engine.versions()}

    def _boundaries(self, plan: Plan) -> tuple[Compared, tuple[Problem, ...]]:
        """The scheme's own boundary rows, scored by both."""
        most = min(self.options.boundaries, SOME) if shapes.keys(plan.scheme) else self.options.boundaries
        rows = boundary_rows(plan, self.book, self.options.seed, most)
        source.table(self.connection, "boundaries", rows, plan.shape, self.work, plan.carried)
        out = self.work / "boundaries.parquet"
        self.engine.write(plan, exp.to_table("boundaries"), out)
        return self._compared(plan, rows, out)

    def _sample(self, plan: Plan, sound: exp.Expr, out: Path) -> tuple[Compared, tuple[Problem, ...]]:
        """Rows of the facts by dice, read back from what is about to be published."""
        rows = sample_rows(self.connection, plan, sound, self.options)
        return self._compared(plan, rows, out)

    def _compared(self, plan: Plan, rows: list[Row], out: Path) -> tuple[Compared, tuple[Problem, ...]]:
        keys = [(str(row[shapes.UNIT]), number(row[shapes.YEAR])) for row in rows]
        groups = peer_groups(self.connection, plan, self.book, rows, out)
        compared = parity.compare(plan, self.book, rows, answers(self.connection, out, plan, keys), groups)
        if compared.difference is None:
            return compared, ()
        versions = "、".join(f"{name} {version}" for name, version in self._versions().items())
        return compared, self._worded((parity.told(compared.difference, self.scheme.id, versions),))

    def _quality(self, opened: Source, outcome: Outcome, out: Path) -> quality.Quality:
        """The figures of the run's own page."""
        label = ""
        if opened.parquet is not None and opened.parquet.is_file():
            rows = self.connection.execute(
                f"SELECT decode(value) FROM parquet_kv_metadata({quoted(str(opened.parquet))}) WHERE decode(key) = 'synthetic'"
            ).fetchall()
            label = rows[0][0] if rows else ""
        given = quality.Given(out, tuple(opened.columns), outcome.screen.rows, self.work / "sample.csv", self.options.seed, label)
        return quality.gather(self.connection, outcome.plan, self.book, given)

    def _grades(self, plan: Plan, out: Path) -> tuple[tuple[tuple[str | None, int], ...], int]:
        """How many rows have each grade, in the order of the scheme, and how many have no total."""
        found = self.connection.execute(
            f"SELECT {GRADE}, count(*), count(*) - count({TOTAL}) FROM read_parquet({quoted(str(out))}) GROUP BY ALL"
        ).fetchall()
        order = [step.label for step in plan.scheme.grades]
        found.sort(key=lambda row: order.index(row[0]) if row[0] in order else len(order))
        return tuple((row[0], row[1]) for row in found), sum(row[2] for row in found)

    # ── publishing ──

    def _manifest(self, opened: Source, outcome: Outcome, out: Path) -> dict[str, object]:
        """What was computed from what, by what: the same run gives the same bytes."""
        plan = outcome.plan
        return {
            "scheme": self.scheme.id,
            "rulebook": self.book.digest,
            "versions": self._versions(),
            "engine": self.engine.name,
            "facts": {
                "name": opened.place,
                "sha256": sha256(Path(opened.given)) if Path(opened.given).is_file() else "",
                **({"files": {name: sha256(self.given.root / name) for name in self.given.stamps}} if self.given.several else {}),
                "unread": dict(opened.unread),
            },
            "output": {"name": self.options.out.name, "sha256": sha256(out), "values": self._values(plan, out)},
            "rows": {
                "in": outcome.screen.rows,
                "scored": outcome.screen.rows - outcome.screen.refused,
                "refused": outcome.screen.refused,
                "reasons": outcome.screen.reasons,
            },
            "parity": {
                "seed": self.options.seed,
                "boundary_rows": outcome.boundaries.rows,
                "sampled_rows": outcome.sample.rows,
                "cells": outcome.boundaries.cells + outcome.sample.cells,
                "differing": 0,
            },
            "status": STATUS,
            "columns": [
                {"name": each.name, "about": each.about, "line": each.line, "type": each.type, "decimals": each.decimals}
                for each in plan.outputs
            ],
        }

    def _values(self, plan: Plan, out: Path) -> str:
        """A digest of all values, whatever the order of the rows and the way they are packed: the same from every engine."""
        columns = ", ".join(name_of(name) for name, _ in plan.chosen)
        found = self.connection.execute(
            f"SELECT sum(CAST(hash({columns}) AS HUGEINT)) FROM read_parquet({quoted(str(out))})"
        ).fetchone()
        return f"{int(found[0] or 0):x}" if found else ""

    def _publish(self, outcome: Outcome, out: Path, refused: Path) -> tuple[Path, ...]:
        """Puts the files in their places, the output last: who sees it sees what belongs to it."""
        target = self.options.out
        manifest = self.work / "manifest.json"
        manifest.write_text(json.dumps(outcome.manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        made_files = [
            (self.work / "sample.csv", target.with_suffix(SAMPLED)),
            (self.work / "page.html", target.with_suffix(PAGE)),
            (manifest, target.with_suffix(MANIFEST)),
            (out, target),
        ]
        if refused.exists():
            made_files.insert(0, (refused, target.with_suffix(REFUSED)))
        else:
            target.with_suffix(REFUSED).unlink(missing_ok=True)
        for made, place in made_files:
            _put(made, place)
        return tuple(place for _, place in reversed(made_files))


def _put(made: Path, place: Path) -> None:
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(place)


def open_facts(
    facts: str, scheme: Scheme, book: Book, connection: duckdb.DuckDBPyConnection, work: Path
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The facts as the view `facts`, every column of the right kind."""
    opened, problems = source.open_source(facts, connection, work)
    if opened is None:
        return None, problems
    wanted = shapes.shape(scheme, book)
    others = {name: column for name, column in shapes.known_facts(book).items() if name not in wanted.facts}
    wanted = replace(wanted, others=others)
    opened, problems = source.named(opened, book, connection, work)
    if opened is not None:
        opened, problems = source.widened(opened, wanted, connection, work)
    if opened is None:
        return None, problems
    checked = source.check(opened, wanted, shapes.keys(scheme))
    missing = tuple(each for each in checked if not opened.of_text or each.code in source.LACKING)
    if missing:
        return None, missing
    found, problems = source.typed(opened, wanted, connection, work)
    return (None if found is None else source.counted(found, wanted, shapes.keys(scheme), connection)), problems


def sample_rows(connection: duckdb.DuckDBPyConnection, plan: Plan, sound: exp.Expr, options: Options) -> list[Row]:
    """So many rows of the facts by dice."""
    names = [shapes.UNIT, shapes.YEAR, *plan.carried, *plan.shape.columns]
    wanted = min(options.sample, FEW) if shapes.keys(plan.scheme) else options.sample
    count = connection.execute(f"SELECT count(*) FROM {sound.sql('duckdb')}").fetchone()
    total = count[0] if count else 0
    dice = Random(f"hengji sample {options.seed}")  # noqa: S311 - to be drawn again, not to be secret
    picked = sorted(dice.sample(range(total), min(wanted, total)))
    numbered = f"SELECT *, row_number() OVER () - 1 AS n FROM {sound.sql('duckdb')}"
    listed = ", ".join(map(str, picked)) or "-1"
    cursor = connection.execute(f"SELECT {', '.join(map(name_of, names))} FROM ({numbered}) WHERE n IN ({listed})")
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answers(
    connection: duckdb.DuckDBPyConnection, out: Path, plan: Plan, keys: list[tuple[str, int]] | None = None
) -> dict[tuple[str, int], dict[str, Cell]]:
    """Rows of an output, by unit and year."""
    names = [shapes.UNIT, shapes.YEAR, *(each.name for each in plan.outputs)]
    sql = f"SELECT {', '.join(map(name_of, names))} FROM read_parquet({quoted(str(out))})"
    if keys is not None:
        listed = ", ".join(f"({quoted(unit)}, {year})" for unit, year in keys) or "('', 0)"
        sql += f" WHERE ({name_of(shapes.UNIT)}, {name_of(shapes.YEAR)}) IN ({listed})"
    rows = connection.execute(sql).fetchall()
    return {(row[0], row[1]): dict(zip(names[2:], row[2:], strict=True)) for row in rows}


def peer_groups(connection: duckdb.DuckDBPyConnection, plan: Plan, book: Book, rows: list[Row], out: Path) -> parity.Groups | None:
    """The units that the rows are compared with, as the output has them; None where the scheme compares nobody."""
    lines = [row.id for row in plan.scheme.indicators if row.peers is not None]
    if not lines:
        return None
    keys = [key for row in plan.scheme.indicators if row.peers is not None for key in row.peers.within]
    names = list(
        dict.fromkeys((shapes.UNIT, shapes.YEAR, *keys, *(f"{about}__{line}" for line in lines for about in (MEASURE, STATE))))
    )
    cursor = connection.execute(f"SELECT {', '.join(map(name_of, names))} FROM read_parquet({quoted(str(out))})")
    wanted = {tuple(row.get(key) for key in dict.fromkeys(keys)) for row in rows}
    units = (dict(zip(names, unit, strict=True)) for unit in cursor.fetchall())
    return parity.Groups(plan, book, (unit for unit in units if tuple(unit[key] for key in dict.fromkeys(keys)) in wanted))


def refusals(refused: Path, opened: Source, screened: Screen, most: int = 20) -> tuple[Problem, ...]:
    """The first refused rows, each with its reason."""
    return tuple(_refusals(refused, opened, most)) if screened.refused else ()


def _refusals(refused: Path, opened: Source, most: int) -> Iterator[Problem]:
    import csv

    where = refused
    with where.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number == most:
                return
            place = Place(opened.place, f"{row[shapes.UNIT]},{row[shapes.YEAR]}")
            yield problem(row["code"], place, row["found"], column_name=row["column"])


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
    return whole.hexdigest()
