"""The five seeds and their hand-marked truth: recall and precision of figures, attribution, coverage."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bench.audit.relations import Printed, Relation, of_record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.audit.tool import Answer, Finding, Told

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "tests" / "audit" / "truth"
FIGURE = "figure"
PART_7 = ROOT / "tests" / "audit" / "part_7.yaml"
"""What a person found in the seeds, row by row (RULES, part 7)."""
CHECKABLE = frozenset({"consistent", "explained"})
CONFIRMED = frozenset({"confirmed", "explained"})
CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Seed:
    """One seed: its text and what a person marked in it."""

    name: str
    text: str
    entries: tuple[dict[str, Any], ...]
    chinese: tuple[dict[str, Any], ...]
    relations: tuple[Relation, ...]
    questions: tuple[int, ...]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The figures that nobody doubts."""
        return [entry for entry in self.entries if entry["kind"] == FIGURE and not entry.get("doubtful")]

    @property
    def ends(self) -> dict[int, int]:
        """Where each entry ends, by its offset."""
        return {entry["start"]: entry["end"] for entry in (*self.entries, *self.chinese)}

    @property
    def printed(self) -> dict[int, Printed]:
        """Every figure by its offset, those in Chinese numerals too."""
        found = {}
        for entry in (*self.entries, *self.chinese):
            if entry.get("kind", FIGURE) == FIGURE and entry.get("number") is not None:
                found[entry["start"]] = Printed(Decimal(entry["number"]), entry.get("decimals", 0), entry.get("unit", ""))
        return found

    @property
    def related(self) -> list[int]:
        """The offsets of figures in a relation that can be computed and holds."""
        return sorted({member for relation in self.relations for member in relation.members})


def folder() -> Path | None:
    """Where the seeds are: `$HENGJI_SEEDS`, or beside the checkout; None where neither is there."""
    named = os.environ.get("HENGJI_SEEDS")
    place = Path(named) if named else ROOT.parent / "shared" / "seeds"
    return place if place.is_dir() else None


def seeds(place: Path) -> list[Seed]:
    """All seeds with a truth."""
    return [_seed(path, place) for path in sorted(TRUTH.glob("seed-*.yaml"))]


def _seed(path: Path, place: Path) -> Seed:
    marked = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = (place / f"{marked['seed']}.txt").read_bytes().decode("utf-8-sig")
    relations = [_relation(record) for record in marked["relations"] if record["verdict"] in CHECKABLE]
    chinese = tuple(marked.get("chinese") or ())
    asked = tuple(start for record in marked["relations"] if record["verdict"] not in CHECKABLE for start in record["entries"])
    return Seed(
        marked["seed"], text, tuple(marked["entries"]), chinese, tuple(each for each in relations if each.computable), asked
    )


def _relation(record: dict[str, Any]) -> Relation:
    if "counted" in record:
        return Relation(
            record["id"], record["kind"], plus=(record["equals"],), constant=Fraction(record["counted"]), verdict=record["verdict"]
        )
    return of_record(record)


@dataclass(slots=True)
class Tally:
    """So many of so many, with those that failed."""

    good: int = 0
    all: int = 0
    failed: list[str] = field(default_factory=list)

    def count(self, good: bool, what: str = "") -> None:
        """One more."""
        self.all += 1
        self.good += good
        if not good and what:
            self.failed.append(what)

    def add(self, other: Tally) -> None:
        """Those of another as well."""
        self.good, self.all = self.good + other.good, self.all + other.all
        self.failed += other.failed

    @property
    def share(self) -> float:
        """In wholes; 0 of 0 is 0."""
        return self.good / self.all if self.all else 0.0

    def __str__(self) -> str:
        return f"{100 * self.share:.1f} % ({self.good} of {self.all})" if self.all else "none"


def _at(figures: Iterable[Told], start: int, end: int) -> list[Told]:
    return [figure for figure in figures if figure.start < end and start < figure.end]


def number(text: str) -> Decimal | None:
    """A number as the command prints it, or None."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def recall(seed: Seed, answer: Answer) -> Tally:
    """Figures of the truth found with their number and unit."""
    tally = Tally()
    for entry in seed.figures:
        near = _at(answer.figures, entry["start"], entry["end"])
        tally.count(
            any(_same(entry, figure) for figure in near),
            f"{seed.name}:{entry['start']} {entry.get('number')}{entry['unit']} ≠ {[(f.number, f.unit) for f in near]}",
        )
    return tally


def _same(entry: dict[str, Any], figure: Told) -> bool:
    numbers = {
        Decimal(str(entry[name]))
        for name in ("number", "second")
        if entry.get(name) is not None and number(str(entry[name])) is not None
    }
    units = {entry["unit"], entry.get("meant") or entry["unit"]} if entry["unit"] else {entry.get("measure", ""), ""}
    unsaid = not entry["unit"] and not entry.get("measure")
    found = number(figure.number)
    return (not numbers or (found is not None and abs(found) in numbers)) and (unsaid or figure.unit in units)


def strays(seed: Seed, answer: Answer) -> Tally:
    """Runs that are no figures, and are not taken for one."""
    tally = Tally()
    for entry in seed.entries:
        if entry["kind"] != FIGURE:
            near = _at(answer.figures, entry["start"], entry["end"])
            tally.count(not near, f"{seed.name}:{entry['start']} {entry['kind']} taken for {[f.text for f in near]}")
    return tally


@dataclass(slots=True)
class Attribution:
    """Of the concepts that the command names, how many are right; of those that a person named, how many it found; stage and year of the right ones."""

    precision: Tally
    recall: Tally
    stage: Tally
    year: Tally


def attribution(pairs: list[tuple[Seed, Answer]]) -> Attribution:
    """Over all seeds."""
    found = Attribution(Tally(), Tally(), Tally(), Tally())
    for seed, answer in pairs:
        for entry in seed.figures:
            if entry.get("concept"):
                _attribute(seed.name, entry, _at(answer.figures, entry["start"], entry["end"]), found)
    return found


def _attribute(name: str, entry: dict[str, Any], near: list[Told], found: Attribution) -> None:
    accepted = {entry["concept"], *entry.get("also", ())}
    told = next((figure for figure in near if figure.concept), None)
    right = told is not None and told.concept in accepted
    place = f"{name}:{entry['start']} {entry['number']}{entry['unit']}"
    found.recall.count(right, f"{place} is {entry['concept']}, told {told.concept if told else 'nothing'}")
    if told is None:
        return
    found.precision.count(right, f"{place} is {entry['concept']}, told {told.concept}")
    if right and entry.get("stage") and told.stage and not entry.get("open"):
        found.stage.count(told.stage == entry["stage"], f"{place} {entry['concept']} is {entry['stage']}, told {told.stage}")
    if right and entry.get("year") and told.year:
        found.year.count(told.year == entry["year"], f"{place} {entry['concept']} is of {entry['year']}, told {told.year}")


def settled(seed: Seed, answer: Answer, *, claims: bool, questioned: bool = False) -> Tally:
    """Figures in a relation that holds, which the command confirmed or explained on the untouched seed; those in claims alone, or all others.

    `questioned`: a figure that a person questions for another relation of it is settled where the command contradicts it too.
    """
    tally = Tally()
    ends = seed.ends
    for start in seed.related:
        near = _at(answer.figures, start, ends[start])
        kinds = [relation.kind for relation in seed.relations if start in relation.members]
        if claims == any(kind != "claim" for kind in kinds):
            continue
        doubted = questioned and start in seed.questions
        tally.count(
            any(figure.status in CONFIRMED or (doubted and figure.status == CONTRADICTED) for figure in near),
            f"{seed.name}:{start} {[f.text for f in near]} {[f.status for f in near]} in {sorted(set(kinds))}",
        )
    return tally


def rows() -> frozenset[tuple[str, str]]:
    """Seed and code of every finding that a row of part 7 asks for."""
    listed = yaml.safe_load(PART_7.read_text(encoding="utf-8"))
    return frozenset((row["row"].partition("-")[0], each["code"]) for row in listed for each in row.get("findings", ()))


def expected(seed: Seed, finding: Finding, listed: frozenset[tuple[str, str]] = frozenset()) -> bool:
    """Whether a row of part 7 asks for a finding, or it touches a figure of a relation that a person found impossible or open."""
    return (seed.name, finding.code) in listed or finding.touches(
        *((start, seed.ends[start]) for start in seed.questions if start in seed.ends)
    )
