"""`python -m bench.audit.run`: how far an audit may be trusted, measured over made reports, traps, the seeds and our own packages."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench.audit import measure, seeds, speed, strangers
from bench.audit.notes import notes
from bench.audit.page import Results, page, results_table

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks" / "audit.md"


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and writes the page; always gives 0, for a figure that is not met is a result."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the reports, one flip a figure, little of speed")
    parser.add_argument("--dev", type=int, help="made reports of the half that is tuned on")
    parser.add_argument("--held", type=int, help="made reports of the half that was kept apart and has been looked at since")
    parser.add_argument("--fresh", type=int, help="made reports of a third half, looked at since too")
    parser.add_argument("--unseen", type=int, help="made reports of the half that nobody who tunes has seen")
    parser.add_argument("--strange", type=int, help="made reports of the half of twenty other hands (forty at most)")
    parser.add_argument("--flips", type=int, help="flips of each figure of the seeds")
    parser.add_argument("--no-speed", action="store_true", help="accuracy alone")
    parser.add_argument("--keep", type=Path, help="a folder that keeps all files")
    parser.add_argument("--notes", type=Path, help="a file for what was missed and every false alarm")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page to write")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hengji-audit-bench-") as temporary:
        results = run(given, given.keep or Path(temporary))
    print(results_table(results))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(page(results), encoding="utf-8")
    if given.notes:
        given.notes.write_text(notes(results), encoding="utf-8")
    return 0


def run(given: argparse.Namespace, folder: Path) -> Results:
    """Every measurement, each said when it is done."""
    quick = given.quick
    place = seeds.folder()
    corpus = _said("made reports", lambda: measure.made(counts(given), 1 if quick else 3, folder / "corpus"))
    traps = _said("traps", lambda: measure.traps(folder / "traps"))
    pairs = _said("pairs of years", lambda: measure.pairs(3 if quick else 8, folder / "pairs"))
    of_seeds = _said(
        "seeds", lambda: measure.of_seeds(place, given.flips or (1 if quick else 3), folder / "seeds") if place else None
    )
    evaluated = _said("packages of evaluate", lambda: measure.evaluated(folder / "evaluate"))
    timed = None
    if not given.no_speed and of_seeds is not None:
        texts = of_seeds.texts
        timed = _said("speed", lambda: speed.measure(texts, folder / "speed", quick=quick))
    by_strangers = _said("strangers", lambda: strangers.hands(measure.JOBS))
    return Results(corpus, traps, pairs, of_seeds, evaluated, timed, by_strangers)


def counts(given: argparse.Namespace) -> tuple[int, int, int, int, int]:
    """How many made reports each half gives: as asked, none included, or else by how quick the run is."""
    dev, other = (40, 14) if given.quick else (120, 40)
    asked = (given.held, given.fresh, given.unseen, given.strange)
    held, fresh, unseen, strange = (_asked(number, other) for number in asked)
    return _asked(given.dev, dev), held, fresh, unseen, strange


def _asked(number: int | None, otherwise: int) -> int:
    return otherwise if number is None else number


def _said(what: str, measured: Callable[[], T]) -> T:
    begun = time.perf_counter()
    found = measured()
    print(f"{what}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
