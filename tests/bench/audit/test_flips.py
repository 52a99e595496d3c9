"""Digit flips: one digit, and a relation that then breaks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bench.audit.corpus.build import DEV, paper
from bench.audit.corpus.print import Hand
from bench.audit.flips import breaks, of_paper, of_seed
from bench.audit.relations import Printed, Relation

from bench.audit import seeds

TEXT = "基本支出30.00万元，项目支出12.50万元，合计42.50万元。"
ENTRIES = tuple(
    {"start": start, "end": end, "kind": "figure", "number": number, "unit": "万元", "decimals": 2}
    for start, end, number in ((4, 11, "30.00"), (16, 23, "12.50"), (26, 33, "42.50"))
)
SEED = seeds.Seed("x", TEXT, ENTRIES, (), (Relation("r", "sum", plus=(4, 16), equals=26),), ())


def test_a_flip_changes_one_digit_inside_its_figure() -> None:
    for flip in of_seed(SEED, 3):
        changed = [at for at, (one, two) in enumerate(zip(TEXT, flip.text, strict=True)) if one != two]
        start, end = flip.spans[0]
        assert len(changed) == 1
        assert start <= changed[0] < end
        assert flip.text[changed[0]].isdigit()


def test_every_figure_is_flipped_as_often_as_asked_and_names_its_partners() -> None:
    flips = list(of_seed(SEED, 2))
    assert len(flips) == 6
    assert {flip.spans for flip in flips} == {
        ((4, 11), (16, 23), (26, 33)),
        ((16, 23), (4, 11), (26, 33)),
        ((26, 33), (4, 11), (16, 23)),
    }


@pytest.mark.parametrize(("number", "expected"), [("42.51", False), ("42.53", True), ("52.50", True)])
def test_a_change_within_rounding_breaks_nothing(number: str, expected: bool) -> None:
    figures = {start: Printed(Decimal(text), 2, "万元") for start, text in ((4, "30.00"), (16, "12.50"), (26, "42.50"))}
    assert breaks(SEED.relations[0], figures, 26, Printed(Decimal(number), 2, "万元")) is expected


def test_a_flip_of_a_made_report_differs_in_one_character() -> None:
    made = paper("flipped", DEV, "outturn", "tabs", Hand())
    edits = of_paper(made, 5)
    assert len(edits) == 5
    for edit in edits:
        (text,) = edit.paper.edits.values()
        assert sum(one != two for one, two in zip(text, edit.slot.text, strict=True)) == 1
        assert edit.partners


def test_the_truth_of_the_seeds_gives_flips_for_the_figures_that_the_plan_counts() -> None:
    place = seeds.folder()
    if place is None:
        pytest.skip("no seeds: neither $HENGJI_SEEDS nor ../shared/seeds")
    flipped = {seed.name: len({flip.spans[0] for flip in of_seed(seed, 1)}) for seed in seeds.seeds(place)}
    least = {"000": 6, "001": 26, "002": 49, "003": 17, "004": 45}
    assert {name: flipped[name] >= count for name, count in least.items()} == dict.fromkeys(least, True)
