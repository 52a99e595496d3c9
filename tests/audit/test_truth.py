"""The truth of the figures of the five seeds, made by hand, marks every run of digits once and holds together."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TRUTH = Path(__file__).resolve().parent / "truth"
RULEBOOK = ROOT / "rulebook"

RUN = re.compile(r"\d+([.,]\d+)*")
# Issue 3 says 357 for 002: the seed as handed over holds 356 (the missing run is probably the car's number plate, masked with ○).
COUNTS = {"000": 91, "001": 92, "002": 356, "003": 92, "004": 275}
IN_RELATIONS = {"000": 6, "001": 26, "002": 49, "003": 17, "004": 45}
KINDS = {"figure", "date", "list_number", "document_number", "other"}
RELATION_KINDS = {"identity", "sum", "difference", "ratio", "growth", "product", "count", "claim"}
VERDICTS = {"consistent", "explained", "impossible", "unknown"}
CHINESE_DIGITS = {"零": 0, "一": 1, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}

every_seed = pytest.mark.parametrize("seed", sorted(COUNTS))


@dataclass(frozen=True, slots=True)
class Unit:
    label: str
    dimension: str
    factor: Decimal
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    dimension: str
    stages: tuple[str, ...]
    axes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    units: dict[str, Unit]
    concepts: dict[str, Concept]
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    start: int
    end: int
    kind: str
    number: str
    second: str
    unit: str
    measure: str
    meant: str
    qualifier: str
    decimals: int
    concept: str | None
    also: tuple[str, ...]
    what: str
    stage: str
    year: int
    member: str
    scope: str
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str
    verdict: str
    explanation: str
    entries: tuple[int, ...]
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    times: tuple[int, ...]
    over: tuple[int, ...]
    over_minus: tuple[int, ...]
    equals: int | None
    constant: str
    compare: str
    counted: int | None

    @property
    def named(self) -> set[int]:
        parts = {*self.plus, *self.minus, *self.times, *self.over, *self.over_minus}
        return parts if self.equals is None else parts | {self.equals}


@dataclass(frozen=True, slots=True)
class Truth:
    sha256: str
    characters: int
    runs: int
    entries: tuple[Entry, ...]
    chinese: tuple[Entry, ...]
    statements: tuple[tuple[int, ...], ...]
    relations: tuple[Relation, ...]

    @property
    def figures(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == "figure") + self.chinese

    @property
    def at(self) -> dict[int, Entry]:
        return {entry.start: entry for entry in self.entries + self.chinese}


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _entry(raw: dict[str, Any]) -> Entry:
    texts = {
        key: raw.get(key, "")
        for key in ("number", "second", "unit", "measure", "meant", "qualifier", "what", "stage", "member", "scope")
    }
    return Entry(
        start=raw["start"],
        end=raw["end"],
        kind=raw["kind"],
        decimals=raw.get("decimals", 0),
        concept=raw.get("concept"),
        also=tuple(raw.get("also", ())),
        year=raw.get("year", 0),
        runs=tuple(raw.get("runs", ())),
        **texts,
    )


def _relation(raw: dict[str, Any]) -> Relation:
    lists = {key: tuple(raw.get(key, ())) for key in ("entries", "plus", "minus", "times", "over", "over_minus")}
    return Relation(
        id=raw["id"],
        kind=raw["kind"],
        verdict=raw["verdict"],
        explanation=raw.get("explanation", ""),
        equals=raw.get("equals"),
        constant=raw.get("constant", ""),
        compare=raw.get("compare", "eq"),
        counted=raw.get("counted"),
        **lists,
    )


def _load(seed: str) -> Truth:
    raw = _yaml(TRUTH / f"seed-{seed}.yaml")
    return Truth(
        sha256=raw["sha256"],
        characters=raw["characters"],
        runs=raw["runs"],
        entries=tuple(_entry(row) for row in raw["entries"]),
        chinese=tuple(_entry(row) for row in raw["chinese"]),
        statements=tuple(tuple(group) for group in raw["statements"]),
        relations=tuple(_relation(row) for row in raw["relations"]),
    )


TRUTHS = {seed: _load(seed) for seed in COUNTS}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    units = [
        Unit(r["label"], r["dimension"], Decimal(str(r["factor"])), tuple(r.get("spellings", ())))
        for r in _yaml(RULEBOOK / "units.yaml")
    ]
    concepts = {
        row["id"]: Concept(row["dimension"], tuple(row["stages"]), tuple(row.get("axes", ())))
        for path in sorted((RULEBOOK / "concepts").glob("*.yaml"))
        for row in _yaml(path)
    }
    members = frozenset(f"{axis['id']}:{member['code']}" for axis in _yaml(RULEBOOK / "axes.yaml") for member in axis["members"])
    return Dictionary({unit.label: unit for unit in units}, concepts, members)


def _text(seed: str) -> str:
    folders = [Path(os.environ["HENGJI_SEEDS"])] if os.environ.get("HENGJI_SEEDS") else []
    for folder in [*folders, ROOT.parent / "shared" / "seeds"]:
        path = folder / f"{seed}.txt"
        if path.is_file():
            return path.read_bytes().decode("utf-8-sig")
    pytest.skip(f"seed {seed} is not here: neither $HENGJI_SEEDS nor ../shared/seeds beside the checkout holds {seed}.txt")


def _plain(span: str) -> str:
    """A figure's text without its looks: width, blanks, line ends, thousands separators, LaTeX."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", span))
    return text.replace(",", "").replace("\\geq", "").replace("\\leq", "").replace("\\", "").replace("$", "")


def _unit(entry: Entry, dictionary: Dictionary) -> Unit | None:
    return dictionary.units.get(entry.meant or entry.unit)


def _value(entry: Entry, dictionary: Dictionary) -> Decimal:
    unit = _unit(entry, dictionary)
    return Decimal(entry.number) * (unit.factor if unit else 1)


# —— against the seeds ——


@every_seed
def test_the_seed_is_the_text_that_the_truth_was_made_from(seed: str) -> None:
    text, truth = _text(seed), TRUTHS[seed]
    assert (len(text), hashlib.sha256(text.encode()).hexdigest()) == (truth.characters, truth.sha256)


@every_seed
def test_every_run_of_digits_is_marked_once_and_only_once(seed: str) -> None:
    runs = [run.start() for run in RUN.finditer(_text(seed))]
    marks = Counter(start for entry in TRUTHS[seed].entries for start in runs if entry.start <= start < entry.end)
    assert len(runs) == COUNTS[seed]
    assert {start: marks[start] for start in runs if marks[start] != 1} == {}


@every_seed
def test_a_mark_begins_with_its_run_and_names_every_run_it_spans(seed: str) -> None:
    text = _text(seed)
    for entry in TRUTHS[seed].entries:
        inside = tuple(run.start() for run in RUN.finditer(text) if entry.start <= run.start() < entry.end)
        assert inside == (entry.runs or (entry.start,)), entry


@every_seed
def test_what_is_no_figure_is_marked_by_the_run_itself(seed: str) -> None:
    ends = {run.start(): run.end() for run in RUN.finditer(_text(seed))}
    wrong = [entry for entry in TRUTHS[seed].entries if entry.kind != "figure" and ends.get(entry.start) != entry.end]
    assert wrong == []


@every_seed
def test_the_number_of_a_figure_is_what_its_span_prints(seed: str) -> None:
    text = _text(seed)
    for entry in TRUTHS[seed].entries:
        if entry.kind != "figure":
            continue
        printed = re.findall(r"\d+(?:\.\d+)?", _plain(text[entry.start : entry.end]))
        assert printed == [entry.number, *([entry.second] if entry.second else [])], entry
        assert entry.decimals == len(entry.number.partition(".")[2]), entry


@every_seed
def test_the_span_of_a_figure_ends_with_its_unit_unless_the_unit_stands_elsewhere(seed: str, dictionary: Dictionary) -> None:
    text = _text(seed)
    for entry in TRUTHS[seed].entries:
        if entry.kind != "figure":
            continue
        tail = re.sub(r"[\d.:-]", "", _plain(text[entry.start : entry.end])).replace(entry.qualifier, "")
        after = _plain(text[entry.end : entry.end + 12])
        unit = dictionary.units.get(entry.unit)
        words = [word for word in (entry.measure, *((unit.label, *unit.spellings) if unit else ())) if word]
        if tail:  # a bare 万 is 万元, 万人 or 万次 by its noun
            assert any(tail.endswith(word) for word in words) or (tail == "万" and entry.unit.startswith(tail)), (tail, entry)
        else:
            assert not after.startswith(tuple(words)), (after, entry)


@every_seed
def test_a_chinese_numeral_stands_where_it_is_marked(seed: str) -> None:
    text = _text(seed)
    wrong = [entry for entry in TRUTHS[seed].chinese if str(CHINESE_DIGITS.get(text[entry.start])) != entry.number]
    assert wrong == []


# —— within the truth, without the seeds ——


@every_seed
def test_the_marks_name_as_many_runs_as_the_seed_has(seed: str) -> None:
    truth = TRUTHS[seed]
    assert sum(len(entry.runs) or 1 for entry in truth.entries) == truth.runs == COUNTS[seed]


@every_seed
def test_marks_stand_in_order_and_do_not_overlap(seed: str) -> None:
    for marks in (TRUTHS[seed].entries, TRUTHS[seed].chinese):
        assert all(before.end <= after.start for before, after in pairwise(marks))
        assert {mark.kind for mark in marks} <= KINDS


@every_seed
def test_a_figure_has_a_concept_or_a_short_label_of_our_own(seed: str) -> None:
    wrong = [entry for entry in TRUTHS[seed].figures if bool(entry.what) == bool(entry.concept) or len(entry.what) > 8]
    assert wrong == []


@every_seed
def test_units_concepts_stages_and_members_stand_in_the_dictionary(seed: str, dictionary: Dictionary) -> None:
    for entry in TRUTHS[seed].figures:
        assert {entry.unit, entry.meant} - {""} <= dictionary.units.keys(), entry
        assert not entry.member or entry.member in dictionary.members, entry
        assert set(entry.also) <= dictionary.concepts.keys(), entry
        if entry.concept is None:
            continue
        concept = dictionary.concepts[entry.concept]
        assert entry.stage in (concept.stages or ("",)), entry
        assert not entry.member or entry.member.partition(":")[0] in concept.axes, entry
        unit = _unit(entry, dictionary)
        assert unit is None or unit.dimension == concept.dimension, entry


@every_seed
def test_the_truth_holds_labels_and_no_running_text(seed: str) -> None:
    text = (TRUTH / f"seed-{seed}.yaml").read_text(encoding="utf-8")
    assert re.findall(r"[\u3400-\u9fff]{10,}", text) == []


@every_seed
def test_what_is_stated_twice_is_the_same_fact_with_the_same_value(seed: str, dictionary: Dictionary) -> None:
    at = TRUTHS[seed].at
    for group in TRUTHS[seed].statements:
        marks = [at[start] for start in group]
        assert len(marks) > 1, group
        assert {mark.kind for mark in marks} == {"figure"}, group
        assert len({_value(mark, dictionary) for mark in marks}) == 1, group
        assert len({(mark.concept, mark.stage, mark.year, mark.member, mark.scope) for mark in marks}) == 1, group


@every_seed
def test_no_figure_stands_in_two_groups_of_statements(seed: str) -> None:
    counts = Counter(start for group in TRUTHS[seed].statements for start in group)
    assert [start for start, count in counts.items() if count > 1] == []


@every_seed
def test_relations_are_named_once_and_speak_of_marks_of_the_truth(seed: str) -> None:
    truth = TRUTHS[seed]
    assert [name for name, count in Counter(relation.id for relation in truth.relations).items() if count > 1] == []
    for relation in truth.relations:
        assert relation.id.startswith(f"{seed}-"), relation
        assert relation.kind in RELATION_KINDS, relation
        assert relation.verdict in VERDICTS, relation
        assert relation.named <= set(relation.entries) <= truth.at.keys(), relation
        assert (relation.verdict == "explained") == bool(relation.explanation), relation
        assert relation.verdict != "consistent" or relation.kind == "claim" or relation.named, relation


def _computed(relation: Relation, at: dict[int, Entry], dictionary: Dictionary) -> Decimal:
    def total(starts: tuple[int, ...]) -> Decimal:
        return sum((_value(at[start], dictionary) for start in starts), Decimal())

    result = total(relation.plus) - total(relation.minus)
    for start in relation.times:
        result *= _value(at[start], dictionary)
    return result / (total(relation.over) - total(relation.over_minus)) if relation.over else result


def _stated(relation: Relation, at: dict[int, Entry], dictionary: Dictionary) -> tuple[Decimal, Decimal]:
    """What the text says the result is, and one unit of its last printed digit."""
    mark = at[relation.plus[0] if relation.equals is None else relation.equals]
    unit = _unit(mark, dictionary)
    factor = unit.factor if unit else Decimal(1)
    number = relation.constant if relation.equals is None else mark.number
    return Decimal(number) * factor, factor.scaleb(-mark.decimals)


def _holds(relation: Relation, at: dict[int, Entry], dictionary: Dictionary) -> bool:
    if relation.counted is not None:
        return relation.equals is not None and Decimal(at[relation.equals].number) == relation.counted
    result = _computed(relation, at, dictionary)
    stated, step = _stated(relation, at, dictionary)
    if relation.compare != "eq":
        return {"le": result <= stated, "lt": result < stated, "ge": result >= stated}[relation.compare]
    if relation.over:
        result = (result / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return result == stated


def _has_arithmetic(relation: Relation) -> bool:
    return bool(relation.plus) or relation.counted is not None


@every_seed
def test_every_relation_marked_consistent_holds_at_the_printed_digits(seed: str, dictionary: Dictionary) -> None:
    truth = TRUTHS[seed]
    stated = [relation for relation in truth.relations if relation.verdict == "consistent" and _has_arithmetic(relation)]
    assert [relation.id for relation in stated if not _holds(relation, truth.at, dictionary)] == []


@every_seed
def test_no_relation_marked_impossible_holds(seed: str, dictionary: Dictionary) -> None:
    truth = TRUTHS[seed]
    broken = [relation for relation in truth.relations if relation.verdict == "impossible" and _has_arithmetic(relation)]
    assert [relation.id for relation in broken if _holds(relation, truth.at, dictionary)] == []


@every_seed
def test_what_is_added_or_compared_has_one_dimension(seed: str, dictionary: Dictionary) -> None:
    truth = TRUTHS[seed]
    for relation in truth.relations:
        sides = [(*relation.plus, *relation.minus), (*relation.over, *relation.over_minus)]
        if not relation.times and not relation.over and relation.equals is not None:
            sides[0] += (relation.equals,)
        for side in sides:
            units = [_unit(truth.at[start], dictionary) for start in side]
            assert len({unit.dimension for unit in units if unit}) <= 1, relation


@every_seed
def test_enough_figures_take_part_in_relations_that_can_be_checked(seed: str) -> None:
    truth = TRUTHS[seed]
    figures = {figure.start for figure in truth.figures}
    checkable = [
        set(r.entries)
        for r in truth.relations
        if r.verdict in {"consistent", "explained"} and (_has_arithmetic(r) or r.verdict == "explained")
    ]
    assert len(set().union(*checkable) & figures) >= IN_RELATIONS[seed]
