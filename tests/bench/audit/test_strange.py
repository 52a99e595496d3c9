"""The half `strange`: what is printed agrees by a reader of the test's own, every slip is in its file and breaks something, every run is the same."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest
from bench.audit.corpus.build import HALVES, WORDS
from bench.audit.corpus.make import Case, corpus
from bench.audit.corpus.pieces import FIGURE, Slot
from bench.audit.corpus.strange.formulas import sides
from bench.audit.corpus.strange.formulas import value as value_of
from bench.audit.corpus.strange.make import LAYOUTS
from bench.audit.corpus.strange.sheet import VOICES, paper, voices
from bench.audit.corpus.strange.slips import SLIPS

if TYPE_CHECKING:
    from bench.audit.relations import Relation

UNITS: dict[str, int | Fraction] = {
    "亿元": 10**8,
    "万元": 10**4,
    "元": 1,
    "万": 10**4,
    "%": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
}
NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")


@cache
def cases() -> list[Case]:
    return corpus(0, 0, 0, 0, 40)


def read(text: str, unit: str) -> tuple[Fraction, Fraction]:
    """The least and the most that a printed figure may stand for."""
    found = re.match(r"(-?[\d,]+)(?:\.(\d+))?\s*(\D*)$", text.translate(NARROW))
    assert found, text
    whole, rest, said = found.group(1).replace(",", ""), found.group(2) or "", found.group(3) or unit
    scale = UNITS.get(said, 1)
    number = Fraction(f"{whole}.{rest}" if rest else whole) * scale
    half = Fraction(scale) / (2 * 10 ** len(rest)) if rest or said in UNITS else Fraction(0)
    return number - half, number + half


def close(relation: Relation, texts: dict[int, tuple[str, str]]) -> bool:
    """Whether some numbers within the rounding of what is printed make the relation true, tried at the corners."""

    def total(plus: tuple[int, ...], minus: tuple[int, ...]) -> tuple[Fraction, Fraction]:
        ends = {key: read(*texts[key]) for key in (*plus, *minus)}
        low = sum((ends[key][0] for key in plus), Fraction(0)) - sum((ends[key][1] for key in minus), Fraction(0))
        high = sum((ends[key][1] for key in plus), Fraction(0)) - sum((ends[key][0] for key in minus), Fraction(0))
        return low, high

    corners = list(total(relation.plus, relation.minus))
    for key in relation.times:
        corners = [one * two for one in corners for two in read(*texts[key])]
    if relation.over:
        corners = [one / two for one in corners for two in total(relation.over, relation.over_minus)]
    assert relation.equals is not None
    low, high = read(*texts[relation.equals])
    return min(corners) <= high and (relation.compare == "le" or low <= max(corners))


def texts_of(case: Case, edits: dict[int, str]) -> dict[int, tuple[str, str]]:
    return {slot.id: (edits.get(slot.id, slot.text), slot.unit) for slot in case.clean.slots() if slot.kind == FIGURE}


def test_what_is_printed_agrees() -> None:
    held = 0
    for case in cases():
        printed = texts_of(case, {})
        wrong = [relation for relation in case.clean.relations if not close(relation, printed)]
        assert wrong == [], case.name
        held += len(case.clean.relations)
    assert held > 1300


def test_every_slip_of_a_figure_breaks_what_is_printed() -> None:
    for case in cases():
        for plant in case.plants:
            slots = {slot.id: slot for slot in case.clean.slots()}
            if slots[plant.slots[0]].kind == FIGURE:
                printed = texts_of(case, dict(plant.edits))
                assert not all(close(relation, printed) for relation in case.clean.relations), plant.note


def test_a_hundred_and_twenty_slips_of_every_kind_share_no_figure() -> None:
    kinds = Counter(plant.kind for case in cases() for plant in case.plants)
    assert sum(kinds.values()) == 120
    assert set(SLIPS) - {"word_wrong"} <= set(kinds)
    for case in cases():
        touched = [slot for plant in case.plants for slot in (*plant.slots, *plant.partners)]
        assert len(case.plants) == 3
        assert len({plant.slots for plant in case.plants}) == 3
        assert not {slot for plant in case.plants for slot in plant.slots} & {s for plant in case.plants for s in plant.partners}
        assert touched


def test_a_slip_is_in_the_file_and_its_twin_is_clean() -> None:
    for case in cases():
        for plant in case.plants:
            for slot, text in plant.edits.items():
                start, end = case.bad_file.places[slot]
                before, after = case.clean_file.places[slot]
                assert case.bad_file.stream[start:end] == "".join(text.split())
                assert case.clean_file.stream[before:after] != case.bad_file.stream[start:end]


def test_every_voice_reports_twice_for_two_units_in_all_layouts() -> None:
    assert Counter(case.clean.genre for case in cases()) == dict.fromkeys(voices(), 2)
    assert len(voices()) == 20
    assert len({case.clean.unit for case in cases()}) == 40
    assert {case.clean.layout for case in cases()} == set(LAYOUTS)


def test_the_same_name_gives_the_same_report() -> None:
    one, two = (paper("again", "court", "tabs", 1)[0] for _ in range(2))
    assert one == two
    assert paper("other", "court", "tabs", 1)[0] != one
    again = corpus(0, 0, 0, 0, 3)
    for first, second in zip(cases()[:3], again, strict=True):
        assert (first.clean, first.bad, first.plants) == (second.clean, second.bad, second.plants)
        assert first.clean_file.stream == second.clean_file.stream


def test_what_is_printed_is_the_number_of_its_slot_and_no_mark_is_left() -> None:
    for case in cases():
        assert not re.search(r"[{}~^]", case.clean_file.stream), case.name
        for slot in case.clean.slots():
            if slot.kind == FIGURE:
                assert slot.number is not None
                assert slot.number != 0
                assert shown(slot) == Fraction(slot.number), slot


def shown(slot: Slot) -> Fraction:
    found = re.match(r"-?[\d,.]+", slot.text.translate(NARROW))
    assert found
    return Fraction(found.group().replace(",", ""))


def test_no_sentence_is_that_of_another_half() -> None:
    """Sentences of the voices with their figures cut out, against all that the words of the others say; titles are the genre's."""
    others = "\n".join((WORDS / f"{half}.yaml").read_text(encoding="utf-8") for half in HALVES)
    for path in VOICES.glob("*.txt"):
        body = re.sub(r"(?m)^#.*$", "", path.read_text(encoding="utf-8").partition("\n---\n")[2])
        for piece in re.split(r"\{[^{}]*\}|[。；，：、\n|]", body):
            assert len(piece) < 14 or piece not in others, (path.stem, piece)


@pytest.mark.parametrize("formula", ["a + b - c", "a / (b + c)", "(a - b) / b", "a * b / c"])
def test_the_sides_of_a_formula_are_its_value(formula: str) -> None:
    known = {"a": Fraction(7), "b": Fraction(3), "c": Fraction(2)}
    told = sides(formula)
    assert told is not None
    value = sum((known[each] for each in told.plus), Fraction()) - sum((known[each] for each in told.minus), Fraction())
    for each in told.times:
        value *= known[each]
    if told.over:
        value /= sum((known[each] for each in told.over), Fraction()) - sum((known[each] for each in told.over_minus), Fraction())
    assert value == value_of(formula, known)
