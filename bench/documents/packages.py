"""Packages a second: 300 units, each read from its own folder, scored, checked, written as five files and put on the disk, in one process and in as many as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.documents.line import Line, Place
from bench.documents.twice import EXAMPLES
from hengji import pipeline
from hengji.cli.common import write
from hengji.core.factset import FactSet
from hengji.core.quantity import Quantity
from hengji.rulebook import load

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.case import Case
    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book

UNITS, FILES = 300, 5
MONEY = "money"


def lines(place: Place, _rounds: int) -> list[Line]:
    """Two ways to do the same work; every one of the packages has its five files."""
    units = _units(place)
    alone, worked = _seconds_alone(units, place)
    cores = min(2, os.cpu_count() or 1)
    together = _seconds_together(units, place, cores)
    what = f"packages of {len(units)} units ({FILES} files each, on the disk)"
    return [
        _line(
            f"{what}, one process", alone, len(units), f", of which {worked / len(units) * 1000:.0f} ms of the processor a package"
        ),
        _line(f"{what}, {cores} processes, which load the law book first", together, len(units)),
    ]


def _line(what: str, seconds: float, count: int, more: str = "") -> Line:
    return Line(what, f"{count / seconds:.1f} a second", f"{seconds:.1f} s{more}")


def _units(place: Place) -> list[tuple[Path, int]]:
    """A folder for each unit, by turns from the five examples, and how many times the amounts of the example it has."""
    made = []
    for number in range(UNITS):
        example, times = EXAMPLES[number % len(EXAMPLES)], number // len(EXAMPLES) + 1
        folder = place.folder / "units" / f"{number:03}"
        shutil.copytree(place.examples / example, folder)
        made.append((folder, times))
    return made


def _seconds_alone(units: list[tuple[Path, int]], place: Place) -> tuple[float, float]:
    """By the clock, and of the processor: on a busy machine the first says how busy it was."""
    begun, worked = time.perf_counter(), time.process_time()
    for folder, times in units:
        _one(folder, times, place.book, place.folder / "alone" / folder.name)
    return time.perf_counter() - begun, time.process_time() - worked


def _seconds_together(units: list[tuple[Path, int]], place: Place, cores: int) -> float:
    """With the start of the processes."""
    begun = time.perf_counter()
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn"), _begin) as pool:
        done = [pool.submit(_in_process, folder, times, place.folder / "together" / folder.name) for folder, times in units]
        for each in done:
            each.result()
    return time.perf_counter() - begun


_BOOK: list[Book] = []


def _begin() -> None:
    _BOOK.append(load.load()[0])


def _in_process(folder: Path, times: int, out: Path) -> None:
    _one(folder, times, _BOOK[0], out)


def _one(folder: Path, times: int, book: Book, out: Path) -> None:
    """One package, from the folder of its case to the files of it."""
    case, problems = pipeline.read_case(folder, book)
    evaluation = pipeline.assess(_other(case, folder.name, times), book)[0] if case is not None else None
    if evaluation is None:
        raise SystemExit(f"{folder}: {problems}")
    files, _ = pipeline.write(evaluation, book)
    failed = write(out, files, book)
    if failed or len(list(out.iterdir())) != FILES:
        raise SystemExit(f"{out}: {failed}")


def _other(case: Case, number: str, times: int) -> Case:
    """The unit with a name of its own and every amount so many times: sums still hold, and no two units print the same."""
    unit = f"{case.unit}{number}"
    facts = [_times(fact, unit, times) for fact in case.facts]
    return replace(case, unit=unit, facts=FactSet(facts))


def _times(fact: Fact, unit: str, times: int) -> Fact:
    value = fact.value
    if isinstance(value, Quantity) and value.unit.dimension == MONEY:
        value = replace(value, number=value.number * times, raw=f"{value.number * times}{value.unit.label}")
    return replace(fact, value=value, context=replace(fact.context, budget_unit=unit))
