"""The public twin of a report with 300 figures: page, taxonomy, JSON, CSV and dictionary, the law book loaded and its taxonomy written once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from hengji import pipeline, publishing
from hengji.core.context import Context
from hengji.core.fact import Fact
from hengji.core.factset import FactSet
from hengji.core.quantity import Quantity
from hengji.rulebook import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "002-yiyang-2020"
FIGURES, ROUNDS, MOST = 300, 15, 0.2
SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from hengji import publishing
from hengji.rulebook import files, load
book, _ = load.load()
source = files.collect()
made = {path.name: publishing.publish(path, book, source)[0] for path in sorted(Path(sys.argv[1]).glob("0*"))}
print(json.dumps({f"{name}/{file}": hashlib.sha256(content).hexdigest() for name, each in made.items() for file, content in each.files.items()}))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the result: what, the limit, what was seen, and whether it is met."""

    name: str
    limit: str
    seen: str
    met: bool


def measure() -> list[Measured]:
    """The median of several twins made one after the other; the second has the bytes of the first."""
    book, problems = load.load()
    if problems:
        raise RuntimeError(str(problems[0]))
    evaluation = report(book)
    first, _ = publishing.twin(evaluation, book, b"")
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        again, _ = publishing.twin(evaluation, book, b"")
        seconds.append(time.perf_counter() - start)
    taken, count = median(seconds), len(first.figures.all)
    one, other = (_run(seed) for seed in ("1", "2"))
    same = sum(one[name] == other.get(name) for name in one)
    covered = len(first.covered) / count
    return [
        Measured(f"public twin with {count} figures", f"≤ {MOST} s", f"{taken:.3f} s", taken <= MOST and count >= FIGURES),
        Measured(
            "files of the twins of the examples, made by two processes",
            "the same bytes",
            f"{same} of {len(one)} the same",
            same == len(one) and again.files == first.files,
        ),
        Measured("figures of the twin that cannot change unseen", "≥ 60 %", f"{covered:.0%}", covered >= 0.6),
    ]


def _run(seed: str) -> dict[str, str]:
    """The digest of every file of the examples' twins, from a process of its own with another seed of hashes."""
    command = [sys.executable, "-c", SCRIPT, str(EXAMPLE.parent)]
    found = subprocess.run(command, capture_output=True, check=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed})
    made: dict[str, str] = json.loads(found.stdout)
    return made


def report(book: Book) -> Evaluation:
    """The example filled up with figures of the dictionary until its twin has 300."""
    case, _ = pipeline.read_case(EXAMPLE, book)
    if case is None:
        raise RuntimeError(str(EXAMPLE))
    facts = list(case.facts)
    for fact in _more(case, book):
        evaluation, _ = pipeline.assess(replace(case, facts=FactSet(facts)), book)
        if (
            evaluation is not None
            and len(facts) % 10 == 0
            and len(publishing.twin(evaluation, book, b"")[0].figures.all) >= FIGURES
        ):
            return evaluation
        facts.append(fact)
    raise RuntimeError("the dictionary has not enough concepts")


def _more(case: Case, book: Book) -> Iterator[Fact]:
    """Amounts of concepts that the case does not state, this year and the last, at every stage."""
    known, like = {fact.key for fact in case.facts}, next(iter(case.facts))
    unit = book.shown["money"]
    concepts = [each for each in book.concepts.values() if (each.dimension, each.disclosure) == ("money", "public")]
    for number, concept in enumerate(concepts):
        for year in (case.year, case.year - 1):
            for stage in concept.stages or ("",):
                value = Decimal(1000 + 7 * number + len(stage)).scaleb(-1) + Decimal("0.01") * (case.year - year)
                made = Fact(concept.id, Context(case.unit, year, stage), Quantity(value, unit, 2, f"{value}万元"), like.provenance)
                if made.key not in known:
                    yield made


if __name__ == "__main__":
    for each in measure():
        print(f"{each.name}: {each.limit}, seen {each.seen}, {'met' if each.met else 'NOT met'}")
