"""Figures are seen with their units, and what is no figure is not; held against the truth of five published reports, made by hand."""

from __future__ import annotations

import os
import random
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.clock import cheapest

from hengji.reading.numbers import Kind, figures, marks

if TYPE_CHECKING:
    from hengji.reading.numbers import Mark
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT / "tests" / "audit" / "truth"
SEEDS = Path(os.environ.get("HENGJI_SEEDS") or ROOT.parent / "shared" / "seeds")
NAMES = ("000", "001", "002", "003", "004")
FIELD = re.compile(r"(\w+): (\"[^\"]*\"|[^,{}]+)")


def _entries(name: str) -> list[dict[str, str]]:
    """The entries of a truth file, by a few lines of our own."""
    lines = (TRUTH / f"seed-{name}.yaml").read_text(encoding="utf-8").split("\nchinese:")[0].splitlines()
    rows = [line for line in lines if line.startswith("  - {start:") and "kind:" in line]
    return [{key: value.strip().strip('"') for key, value in FIELD.findall(row)} for row in rows]


def _chinese_entries(name: str) -> list[dict[str, str]]:
    """The figures in Chinese numerals of a truth file."""
    part = (TRUTH / f"seed-{name}.yaml").read_text(encoding="utf-8").partition("\nchinese:")[2].partition("\nstatements:")[0]
    rows = [line for line in part.splitlines() if line.startswith("  - {start:")]
    return [{key: value.strip().strip('"') for key, value in FIELD.findall(row)} for row in rows]


def _text(name: str) -> str:
    path = SEEDS / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"seed {name} is not here: set HENGJI_SEEDS")
    return path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", NAMES)
def test_every_run_of_the_seeds_is_what_a_person_says_it_is(name: str, book: Book) -> None:
    found = {mark.start: mark.kind.value for mark in marks(_text(name), book.spellings)}
    clear = [entry for entry in _entries(name) if entry.get("doubtful") != "true"]
    wrong = [entry for entry in clear if found.get(int(entry["start"])) != entry["kind"]]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_seeds_has_its_number_and_its_unit_but_a_bare_ten_thousand_of_guests(name: str, book: Book) -> None:
    text = _text(name)
    found = {mark.start: mark for mark in figures(text, book.spellings)}
    truth = [entry for entry in _entries(name) if entry["kind"] == "figure" and entry.get("doubtful") != "true"]
    wrong = [entry for entry in truth if not _same(found.get(int(entry["start"])), entry, text)]
    beyond = [entry for entry in wrong if entry["unit"] not in ("万人", "万次")]
    assert beyond == []


def _same(mark: Mark | None, entry: dict[str, str], text: str) -> bool:
    """Number, decimals and, where the span itself says it, the unit."""
    if mark is None or (str(mark.number), str(mark.decimals)) != (entry["number"], entry["decimals"]):
        return False
    span = text[int(entry["start"]) : int(entry["end"])]
    said = not span[-1].isdigit() and entry["unit"]
    return not said or (mark.unit is not None and mark.unit.label == entry["unit"])


def _seen(text: str, book: Book) -> list[tuple[str, str, str, bool]]:
    return [(str(f.number), f.unit.label if f.unit else f.measure, f.operator, f.about) for f in figures(text, book.spellings)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年支出2,900.80万元", [("2900.80", "万元", "", False)]),
        ("支出１２．５万元", [("12.5", "万元", "", False)]),
        ("支出１２.５万元", [("12.5", "万元", "", False)]),
        ("完成率98.5％，比上年提高1.2个百分点", [("98.5", "%", "", False), ("1.2", "个百分点", "", False)]),
        ("满意度≥90%", [("90", "%", "≥", False)]),
        ("满意度$\\geq 98\\%$", [("98", "%", "≥", False)]),
        ("不少于270人次", [("270", "人次", "≥", False)]),
        ("约1864万元", [("1864", "万元", "", True)]),
        ("党员1万余名", [("1", "万人", "", True)]),
        ("培训700余人次", [("700", "人次", "", True)]),
        ("建立支部20多个", [("20", "个", "", True)]),
        ("收入4498.11 \n\n万元", [("4498.11", "万元", "", False)]),
        ("卫生健康支出 25 万\n\n元", [("25", "万元", "", False)]),
        ("公务用车 2 辆，接待 44 批次", [("2", "辆", "", False), ("44", "批次", "", False)]),
        ("4.38\t\n\n\t项目支出", [("4.38", "", "", False)]),
        ("总投资1.05亿元", [("1.05", "亿元", "", False)]),
        ("按1:1分担", [("1", "", "", False)]),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, expected: list[tuple[str, str, str, bool]], book: Book) -> None:
    assert _seen(text, book) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2023年12月31日", [Kind.DATE] * 3),
        ("2024.06.30前完成", [Kind.DATE]),
        ("2020—2023年", [Kind.DATE] * 2),
        ("（湛财绩〔2024〕5号）", [Kind.DOCUMENT_NUMBER] * 2),
        ("1.研究和指导", [Kind.LIST_NUMBER]),
        ("（2）项目绩效情况", [Kind.LIST_NUMBER]),
        ("附件1：评分表", [Kind.LIST_NUMBER]),
        ("图1　2023年度预算与决算对比", [Kind.LIST_NUMBER, Kind.DATE]),
        ("实施“1+2+6”行动", [Kind.OTHER] * 3),
        ("提拔“75后”干部", [Kind.OTHER]),
        ("发放第13月工资", [Kind.OTHER]),
        ("比2018的高", [Kind.DATE]),
    ],
)
def test_what_is_no_figure_is_not_taken_for_one(text: str, kinds: list[Kind], book: Book) -> None:
    assert [mark.kind for mark in marks(text, book.spellings)] == kinds


def test_a_bare_ten_thousand_is_incomplete_and_before_a_noun_no_money(book: Book) -> None:
    money, guests = figures("结余15.47万。吸引8万游客", book.spellings)
    assert (money.number, money.incomplete, money.unit.label if money.unit else "") == (Decimal("15.47"), True, "万元")
    assert (str(guests.number), guests.incomplete, guests.unit, guests.measure) == ("8", True, None, "万")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_in_chinese_numerals_of_the_seeds_is_seen_but_a_zero_in_words(name: str, book: Book) -> None:
    found = {mark.start: mark for mark in figures(_text(name), book.spellings)}
    truth = [entry for entry in _chinese_entries(name) if entry["number"] != "0"]
    assert [entry for entry in truth if str(getattr(found.get(int(entry["start"])), "number", None)) != entry["number"]] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_of_the_seeds_is_seen_that_a_person_does_not_see(name: str, book: Book) -> None:
    text = _text(name)
    truth = {int(entry["start"]) for entry in (*_entries(name), *_chinese_entries(name)) if entry["kind"] == "figure"}
    doubtful = {int(entry["start"]) for entry in _entries(name) if entry.get("doubtful") == "true"}
    assert [mark for mark in figures(text, book.spellings) if mark.start not in truth | doubtful] == []


@pytest.mark.parametrize("name", NAMES)
def test_broken_lines_joined_change_no_figure_with_a_unit(name: str, book: Book) -> None:
    text = _text(name)
    joined = re.sub(r"(?<=[\u4e00-\u9fff，])\n{1,2}(?=[\u4e00-\u9fff])", "", text)
    seen, again = (
        [mark.number for mark in figures(each, book.spellings) if mark.unit is not None and mark.unit.dimension == "money"]
        for each in (text, joined)
    )
    assert seen == again


PIECES = [
    "1", "1.", "1,", "（1", "2023年", "≥ ", "“1+", "万", "1万", " \n", "附件", "：1", "1:", "1-", "〔2024〕", "一", "一个", "百分之", "二〇二三年",
    "1\n", "1\n\n", "1，", "１，", "1 234 ", "5万元-", "2010301一", "电话", "《", "1.2.", "12:30", "余万", "A1", "1A", "十万", "1、2",
]  # fmt: skip
LENGTH = 15_000


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_a_hostile_text_costs_no_more_than_nine_times_as_much(piece: str, book: Book) -> None:
    marks("1元", book.spellings)
    short, long = piece * (LENGTH // len(piece)), piece * (4 * LENGTH // len(piece))
    assert _cost(long, book) <= 9 * _cost(short, book) + 0.02


def _cost(text: str, book: Book) -> float:
    """Seconds of this process."""
    return cheapest(lambda: marks(text, book.spellings), 2)


LETTERS = "0123456789０５.,．，、：:-—~+%％“”（）〔〕()年月日号第万亿元人个余多约一二三十百千点分之 \n\t|A≥*/《》1120"


def test_every_digit_of_any_text_stands_in_one_mark_and_marks_never_overlap(book: Book) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(1500):
        text = "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, 60)))
        found = marks(text, book.spellings)
        assert all(one.end <= other.start for one, other in pairwise(found)), text
        covered = {at for mark in found for at in range(mark.start, mark.end)}
        assert {at for at, letter in enumerate(text) if letter.isdecimal()} <= covered, text
        assert all(mark.raw == text[mark.start : mark.end] for mark in found), text
