"""`python -m bench.run`: every speed against its limit or goal, each beside a reference of the same machine in the same run."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench import processes, scoring
from bench.clock import by_turns
from bench.documents import bare as documents
from bench.table import markdown, row
from hengji import pipeline
from hengji.rulebook import load

if TYPE_CHECKING:
    from bench.table import Row
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "evaluate.md"
WARM = "evaluate in a running process, law book at hand"


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and writes the page; gives 1 where a limit is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each measurement (default 15)")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page to write")
    given = parser.parse_args(arguments)
    before = os.getloadavg()
    rows = measure(given.rounds)
    print(markdown(rows))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(page(rows, given.rounds, before), encoding="utf-8")
    return int(any(each.met == "not met" and each.bound is not None and each.bound.kind == "limit" for each in rows))


def measure(rounds: int) -> list[Row]:
    """Every line of the table."""
    book = _book()
    with tempfile.TemporaryDirectory(prefix="hengji-bench-") as folder:
        rows = processes.rows(Path(folder), rounds)
        rows += _warm(processes.Place(Path(folder)), book, rounds)
    return [*rows, *documents.rows(_evaluation(book), book, rounds), *scoring.rows(book, rounds)]


def _book() -> Book:
    book, problems = load.load()
    if problems:
        raise SystemExit(f"the law book has {len(problems)} problems; see hengji rulebook check")
    return book


def _evaluation(book: Book) -> Evaluation:
    package, problems = pipeline.evaluate(processes.EXAMPLE, book)
    if package is None:
        raise SystemExit(f"the example cannot be evaluated: {problems}")
    return package.evaluation


def _warm(place: processes.Place, book: Book, rounds: int) -> list[Row]:
    """A whole evaluation, reading to writing, in a process that runs already."""
    bare = processes.bare(place)
    found = by_turns({WARM: lambda: pipeline.evaluate(processes.EXAMPLE, book), processes.BARE: bare}, rounds)
    return [row(WARM, processes.BARE, found)]


def page(rows: list[Row], rounds: int, before: tuple[float, float, float]) -> str:
    """The page for docs/benchmarks."""
    made = datetime.now(UTC).date().isoformat()
    return f"""# Speed of an evaluation

Written by `make bench` on {made}: {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, \
{rounds} rounds. Load average before and after: {before[0]:.1f}, {os.getloadavg()[0]:.1f}. Absolute times are of this machine and this hour; the ratios are what counts.

{markdown(rows)}

## How it is measured

- What is measured and its reference take turns, round after round, so that other work on the machine slows both. A ratio is taken round by round; the median counts, half of all rounds lie between the quartiles.
- The bare start is `python -c pass` of the same interpreter. Compiled modules are kept, as `pip install` keeps them, in a temporary folder; so are the law books. “Read anew” finds an empty cache folder and reads, checks and lints every file.
- A document is measured against its own content: the finished file is read back, and the bare library writes the same paragraphs, tables, cells and texts without their looks, in the same process. Our time holds everything from the evaluation to the bytes.
- Cases are those of the teaching scheme with every figure moved by up to 5 % (`bench/cases.py`); about half of the measured lines lose points, and each of those gets its receipt: what would have earned full marks, found by scoring again.
- No time is asserted anywhere; `python -m bench.run` gives 1 where a limit (not a goal) is missed.
"""


if __name__ == "__main__":
    raise SystemExit(main())
