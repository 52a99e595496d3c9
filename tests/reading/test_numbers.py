"""Figures are seen with their units, and what is no figure is not; held against the truth of five published reports, made by hand."""

from __future__ import annotations

import os
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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


def _text(name: str) -> str:
    path = SEEDS / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"seed {name} is not here: set HENGJI_SEEDS")
    return path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", NAMES)
def test_99_of_100_runs_of_the_seeds_are_what_a_person_says_they_are(name: str, book: Book) -> None:
    found = {mark.start: mark.kind.value for mark in marks(_text(name), book.spellings)}
    clear = [entry for entry in _entries(name) if entry.get("doubtful") != "true"]
    wrong = [entry for entry in clear if found.get(int(entry["start"])) != entry["kind"]]
    assert len(wrong) * 100 <= len(clear), wrong


@pytest.mark.parametrize("name", NAMES)
def test_99_of_100_figures_of_the_seeds_have_their_number_and_their_unit(name: str, book: Book) -> None:
    text = _text(name)
    found = {mark.start: mark for mark in figures(text, book.spellings)}
    truth = [entry for entry in _entries(name) if entry["kind"] == "figure" and entry.get("doubtful") != "true"]
    wrong = [entry for entry in truth if not _same(found.get(int(entry["start"])), entry, text)]
    bare = [entry for entry in wrong if text[int(entry["start"]) : int(entry["end"])].endswith("万")]
    assert (len(wrong) - len(bare)) * 100 <= len(truth), wrong


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
        ("支出１２．５万元", [("12", "", "", False), ("5", "万元", "", False)]),
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


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1,", "（1", "2023年", "≥ ", "“1+", "万", "1万", " \n", "附件", "：1", "1:", "1-", "〔2024〕"]
)
def test_hostile_text_costs_no_more_than_its_length(piece: str, book: Book) -> None:
    short, long = piece * (10_000 // len(piece)), piece * (100_000 // len(piece))
    marks(short, book.spellings)
    took = []
    for text in (short, long):
        begin = time.process_time()
        marks(text, book.spellings)
        took.append(time.process_time() - begin)
    assert took[1] < 40 * took[0] + 0.05, took
