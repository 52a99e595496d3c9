"""The made reports: their figures agree by a reader of the test's own, every digit is known, and every slip is in its file."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import pytest
import yaml
from bench.audit.corpus.build import DEV, FRESH, HALVES, LEVELS, UNSEEN, WORDS, paper, words
from bench.audit.corpus.layouts import lay
from bench.audit.corpus.make import LAYOUTS, VOICES, WRITERS, corpus
from bench.audit.corpus.model import HUNDRED, department, plausible
from bench.audit.corpus.numerals import arabic, spelled
from bench.audit.corpus.pieces import FIGURE, Paper
from bench.audit.corpus.plant import KINDS
from bench.audit.corpus.print import Hand, rounded


def shown(made: Paper) -> list[str]:
    return [
        "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
        for block in made.blocks
        for pieces in block.each()
    ]


@pytest.mark.parametrize("seed", range(20))
def test_a_department_agrees_to_the_cent(seed: int) -> None:
    value = department(Random(seed), 2023, 1 if seed % 2 else HUNDRED).value  # noqa: S311 - dice, no secret
    assert value("basic") == value("personnel") + value("running")
    assert value("spending") == value("basic") + value("project")
    assert value("opening") + value("revenue") - value("spending") == value("closing")
    assert value("public") == value("abroad") + value("purchase") + value("fuel") + value("guests")
    assert value("score") == value("s_in") + value("s_process") + value("s_output") + value("s_effect")
    assert value("posts") == value("posts_admin") + value("posts_unit") + value("posts_worker")


@pytest.mark.parametrize("half", HALVES)
def test_the_balance_as_it_is_printed_closes_by_a_reader_of_the_test(half: str) -> None:
    for number in range(6):
        made = paper(f"balance-{number}", half, "education" if half == UNSEEN else "hunan", "tabs", Hand())
        slots = {slot.fact: slot.text for slot in made.slots() if slot.kind == FIGURE}
        opening, revenue, spending, closing = (
            Decimal(slots[key].removesuffix("万元")) for key in ("opening", "revenue", "spending", "closing")
        )
        assert opening + revenue - spending == closing


@pytest.mark.parametrize(("half", "genre"), [(half, genre) for half in HALVES for genre in VOICES[half]])
def test_every_digit_of_a_report_is_in_a_slot(half: str, genre: str) -> None:
    made = paper(f"digits-{genre}", half, genre, "tabs", Hand())
    loose = [
        piece
        for block in made.blocks
        for pieces in block.each()
        for piece in pieces
        if isinstance(piece, str) and re.search(r"\d", piece)
    ]
    assert loose == []


@pytest.mark.parametrize("half", HALVES)
def test_every_relation_of_a_clean_report_holds_or_is_explained(half: str) -> None:
    verdicts = {
        relation.verdict
        for genre in VOICES[half]
        for hand in WRITERS[half]
        for relation in paper(f"{genre}-{hand}", half, genre, "tabs", hand).relations
    }
    assert verdicts <= {"consistent", "explained"}


def test_the_same_name_gives_the_same_bytes() -> None:
    one, two = (lay(paper("again", DEV, "outturn", "cut", WRITERS[DEV][3])).content for _ in range(2))
    assert one == two


def test_half_rounds_away_from_zero() -> None:
    assert [rounded(Fraction(text), 1) for text in ("0.25", "-0.25", "0.2499")] == [Decimal("0.3"), Decimal("-0.3"), Decimal("0.2")]


@pytest.mark.parametrize(("one", "other"), list(combinations(HALVES, 2)))
def test_two_halves_say_nothing_alike(one: str, other: str) -> None:
    first, second = words(one), words(other)
    for family in (
        "growth",
        "completion",
        "balance",
        "execution",
        "people",
        "scores",
        "procurement",
        "deduction",
        "survey",
        "subsidy",
    ):
        assert not set(first[family]) & set(second[family])
        assert len(first[family]) >= 2


def test_what_is_judged_shares_no_sentence_chapter_or_table_with_the_other_halves() -> None:
    judged = texts(words(UNSEEN))
    for genre in VOICES[UNSEEN]:
        judged |= texts(words(UNSEEN, genre))
    for half in HALVES:
        assert half == UNSEEN or judged & texts(words(half)) == set()


def texts(known: dict[str, Any]) -> set[object]:
    """Every phrasing of a sentence, title, heading, caption, head of a table and list."""
    found: set[object] = {genre["title"] for genre in known["genres"].values()} | {
        form["caption"] for form in known["tables"].values()
    }
    found |= {tuple(form["head"]) for form in known["tables"].values()}
    found |= {block[level] for genre in known["genres"].values() for block in genre["blocks"] for level in LEVELS if level in block}
    for name, listed in known.items():
        if isinstance(listed, list) and name not in {"laws", "phrases"}:
            found |= {each if isinstance(each, str) else tuple(sorted(each.items())) for each in listed}
    return found | {each for listed in known["fillers"].values() for each in listed}


def test_the_halves_name_the_same_things() -> None:
    dev, fresh, unseen = words(DEV), words(FRESH), words(UNSEEN)
    assert dev.keys() == fresh.keys() == unseen.keys() | {"bureaus"}
    for key in ("names", "fillers", "tables", "genres"):
        assert dev[key].keys() == fresh[key].keys()
    assert dev["names"].keys() == unseen["names"].keys()


@pytest.mark.parametrize(("half", "genre"), [(half, genre) for half in HALVES for genre in VOICES[half]])
def test_every_verb_has_its_opposite(half: str, genre: str) -> None:
    known = words(half, genre)
    verbs = {verb for way in known["verbs"].values() for listed in way.values() for verb in listed}
    assert verbs <= known["opposite"].keys()


def test_every_kind_of_slip_is_planted_in_every_half() -> None:
    cases = corpus(96, 32, 32, 40)
    for half in HALVES:
        assert {plant.kind for case in cases for plant in case.plants if case.clean.half == half} == set(KINDS)
    assert all(len(case.plants) == 3 for case in cases)
    assert {case.clean.layout for case in cases} == {layout for layouts in LAYOUTS.values() for layout in layouts}


def test_a_slip_is_in_the_file_and_its_twin_is_clean() -> None:
    for case in corpus(33, 7, 11, 14):
        for plant in case.plants:
            for slot, text in plant.edits.items():
                start, end = case.bad_file.places[slot]
                before, after = case.clean_file.places[slot]
                assert case.bad_file.stream[start:end] == "".join(text.split())
                assert case.clean_file.stream[before:after] != case.bad_file.stream[start:end]


def test_no_unit_reports_twice_so_that_reports_in_one_folder_contradict_nothing() -> None:
    units = [case.clean.unit for case in corpus(120, 0, 120, 120)]
    assert len(units) == len(set(units))


def test_the_three_public_expenses_have_shares_that_make_a_hundred() -> None:
    found = 0
    for number in range(20):
        made = paper(f"public-{number}", FRESH, "outturn", "tabs", WRITERS[FRESH][number % len(WRITERS[FRESH])])
        shares = [slot.number for slot in made.slots() if slot.fact.endswith("/public")]
        assert not shares or sum(share for share in shares if share is not None) == 100
        found += bool(shares)
    assert found


def test_slips_of_one_report_share_no_figure() -> None:
    for case in corpus(33, 7, 11, 14):
        edited = [slot for plant in case.plants for slot in plant.slots]
        assert len(edited) == len(set(edited))


def test_the_sizes_of_the_half_that_is_judged_are_plausible() -> None:
    """Money in yuan; a project is not larger than all projects, nor pay for the tenth of an office."""
    for case in corpus(0, 0, 0, 24):
        facts = case.clean.facts
        assert facts["pj_spent"] + facts["subsidy"] <= facts["project"]
        assert facts["procured"] <= facts["running"] + facts["project"]
        assert 40_000 <= facts["personnel"] / facts["supported"] <= 400_000
    assert not plausible(department(Random(1), 2023, HUNDRED)) or not plausible(department(Random(2), 2023, HUNDRED))  # noqa: S311 - dice


def test_chinese_numerals_say_their_number() -> None:
    assert [spelled(Decimal(number)) for number in (0, 9, 10, 17, 20, 105, 110, 340, 2006)] == (
        ["零", "九", "十", "十七", "二十", "一百零五", "一百一十", "三百四十", "二千零六"]
    )
    assert all(arabic(spelled(Decimal(number))) == number for number in range(10000))


def test_a_slip_in_chinese_numerals_stays_in_them() -> None:
    found = [
        text
        for case in corpus(0, 0, 0, 120)
        for plant in case.plants
        for slot, text in plant.edits.items()
        if plant.kind in {"headcount", "count_of_list"} and not re.search(r"[0-9０-９]", text) and slot in case.bad_file.places
    ]
    assert found
    assert all(re.fullmatch(r"[一二三四五六七八九零十百千]+[人个]", text) for text in found)


def test_every_trap_has_a_text_a_year_and_a_reason() -> None:
    traps = yaml.safe_load((WORDS / "traps.yaml").read_text(encoding="utf-8"))
    assert {re.sub(r"\D", "", trap["id"]) for trap in traps} == {str(number) for number in range(1, 14)}
    assert len({trap["id"] for trap in traps}) == len(traps)
    assert all(trap["text"] and trap["why"] and trap["year"] for trap in traps)
