"""`python -m bench.documents.run`: the speed of documents that are bound to their facts, each against its limit, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.documents import drift, linked, packages, twice, twin
from bench.documents.line import Line, Place, table
from hengji.rulebook import load
from hengji.rulebook.files import home

if TYPE_CHECKING:
    from types import ModuleType

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks" / "documents.md"
MEASUREMENTS: tuple[ModuleType, ...] = (linked, drift, twin, packages, twice)
"""Each has `lines(place, rounds)`; a new measurement is a module here."""


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and writes the page; gives 1 where a limit is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.documents.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each measurement (default 15)")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page to write")
    given = parser.parse_args(arguments)
    before = os.getloadavg()
    lines = measure(given.rounds)
    print(table(lines))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(page(lines, given.rounds, before), encoding="utf-8")
    return int(any(each.met is False for each in lines))


def measure(rounds: int) -> list[Line]:
    """Every line of the page."""
    book, problems = load.load()
    if problems:
        raise SystemExit(f"the law book has {len(problems)} problems; see hengji rulebook check")
    with tempfile.TemporaryDirectory(prefix="hengji-bench-") as folder:
        place = Place(book, Path(folder), home().parent / "examples")
        return [line for each in MEASUREMENTS for line in each.lines(place, rounds)]


def page(lines: list[Line], rounds: int, before: tuple[float, float, float]) -> str:
    """The page for docs/benchmarks."""
    made = datetime.now(UTC).date().isoformat()
    notes = "\n".join(f"- {(each.__doc__ or '').strip()}" for each in MEASUREMENTS)
    return f"""# Speed of documents

Written by `make bench-documents` on {made}: {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, \
{rounds} rounds. Load average before and after: {before[0]:.1f}, {os.getloadavg()[0]:.1f}. Absolute times are of this machine and this hour; what is measured and its reference take turns,
round after round, and the median of the ratios counts. No time is asserted in the tests.

{table(lines)}

## What is measured

{notes}
"""


if __name__ == "__main__":
    raise SystemExit(main())
