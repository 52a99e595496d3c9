"""A case file with something wrong in it: one problem each, with file, line and column, all of them in one run (FAULTS D1, D3–D6, D9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.rulebook.small import SOURCE, built, put

from hengji import pipeline
from hengji.core.quantity import Quantity
from hengji.reading.formats import case as case_file

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.case import Case
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

HEAD = "unit: 某局\nyear: 2022\nscheme: hn-2017\n"


@pytest.fixture(scope="module")
def yiyang(examples: Path) -> str:
    """The case of seed 002, sound as it stands."""
    return (examples / "002-yiyang-2020" / "case.yaml").read_text(encoding="utf-8")


def problems_of(text: str | bytes, folder: Path, book: Book) -> tuple[Problem, ...]:
    """What `hengji evaluate` would print of a case; nothing is written where there is a problem."""
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    package, problems = pipeline.evaluate(folder, book)
    assert (package is None) == bool(problems)
    assert [problem for problem in problems if not problem.complete] == []
    return problems


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Codes and places."""
    return [(problem.code, str(problem.place)) for problem in problems]


def read(text: str, book: Book) -> Case:
    """A sound case."""
    case, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert problems == ()
    assert case is not None
    return case


def test_the_example_is_sound(yiyang: str, book: Book) -> None:
    case = read(yiyang, book)
    assert (case.unit, case.year, case.scheme, len(case.indicators)) == ("中共益阳市委组织部", 2020, "hn-yiyang-2020", 7)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        # what is no number (D3, D4)
        ("value: 1864.04万元", "value: ▸一千八百六十四万元", "IN01"),
        ("value: 1864.04万元", "value: ▸约1864.04万元", "IN01"),
        ("value: 1864.04万元", "value: ▸1e400", "IN01"),
        ("value: 1864.04万元", "value: ▸1e3万元", "IN01"),
        ("value: 1864.04万元", "value: ▸nan", "IN01"),
        ("value: 1864.04万元", "value: ▸inf", "IN01"),
        ("value: 1864.04万元", "value: ▸1_864万元", "IN01"),
        ("value: 1864.04万元", 'value: ▸"1,86,404万元"', "IN01"),
        ("value: 1864.04万元", "value: ▸٣万元", "IN01"),
        ("value: 1864.04万元", "value: ▸0123万元", "IN01"),
        ("value: 1864.04万元", "value: ▸不详", "IN01"),
        ("value: 1864.04万元", "value: ▸/", "IN01"),
        ("value: 1864.04万元", "value: ▸=1864.04", "IN01"),
        ("value: 1864.04万元", "value: ▸１８６４．０４万元", "IN06"),
        ("value: 1864.04万元", "value: ▸1864．04万元", "IN06"),
        ("value: 1864.04万元", f"value: ▸{'1' * 21}元", "IN04"),
        ("value: 97.81%", "value: ▸0.9781", "IN02"),
        ("value: 97.81%", "value: ▸百分之九十七", "IN01"),
        ("value: 97.81%", "value: ▸≥97.81%", "IN01"),
        ("value: 97.81%", "value: ▸基本满意", "IN01"),
        # units, D1
        ("value: 1864.04万元", "value: ▸1864.04", "IN02"),
        ("value: 1864.04万元", "value: ▸1864.04万圆整", "IN03"),
        ("value: 67人", "value: ▸67万元", "IN08"),
        ("value: 98.53%", "value: ▸98.53人", "IN08"),
        ("value: 67人", "value: ▸-67人", "IN17"),
        # names
        ("name: 派驻人员数", "name: ▸派驻人员书", "IN07"),
        ("name: 派驻人员数", "name: ▸派驻人员数 ＋ 1人", "IN07"),
        ("name: 派驻人员数", "name: ▸派驻人员数.__class__", "IN07"),
        ("name: 派驻人员数", 'name: ▸"派驻人员数[年初预算]"', "IN18"),
        ("name: 派驻人员数", 'name: ▸"派驻人员数[功能分类:201]"', "IN18"),
        ('"年度资金总额[全年预算, 资金来源:其他资金]"', '▸"年度资金总额[全年预算, 资金来源:别的资金]"', "IN18"),
        ('"年度资金总额[全年预算]"', '▸"年度资金总额[期末]"', "IN18"),
        # what must stand
        (
            "{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}",
            "▸{name: 派驻人员数, at: 公开报告样本002 一（一）}",
            "RB04",
        ),
        ("{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}", "▸{value: 4人}", "RB04"),
        ("{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}", "{name: 派驻人员数, value: ▸}", "RB04"),
        ("{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}", "{name: 派驻人员数, value: 4人, ▸source: 甲}", "RB05"),
        ("{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}", "▸派驻人员数 4人", "RB06"),
        ("{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}", "{name: 派驻人员数, value: ▸[4人]}", "RB06"),
        ("unit: 中共益阳市委组织部", "unit: ▸''", "RB04"),
        # years, and what YAML reads by itself (D5, D6)
        ("year: 2020", "year: ▸0123", "RB07"),
        ("year: 2020", "year: ▸02020", "RB07"),
        ("year: 2020", "year: ▸2_020", "RB07"),
        ("year: 2020", "year: ▸on", "RB07"),
        ("year: 2020", "year: ▸2e3", "RB07"),
        ("year: 2020", "year: ▸'2020'", "RB07"),
        ("year: 2020", "year: ▸20", "IN15"),
        ("year: 2020", "year: ▸2020.5", "IN15"),
        ("year: 2020", "year: ▸20200", "IN15"),
        ("year: 2020", "year: 2020\n▸year: 2021", "RB03"),
        ("slot: N10-S\n", "slot: N10-S\n    ▸slot: N10-O\n", "RB03"),
        ("    weight: 30\n", "    weight: ▸030\n", "RB07"),
        ("    weight: 30\n", "    weight: ▸1:30\n", "RB07"),
        ("    weight: 30\n", "    weight: ▸null\n", "RB07"),
        ("    weight: 30\n", "    weight: ▸nan\n", "RB07"),
        ("    weight: 30\n", "    weight: 30\n    ▸weight: 40\n", "RB03"),
        ("    points: 30\n", "    points: ▸三十\n", "RB07"),
        # the department's own indicators
        ("target: ≥270人次", "target: ▸≥二百七十人次", "IN14"),
        ("target: ≥270人次", "target: ▸≥270", "IN02"),
        ("target: ≥270人次", "target: ▸≥２７０人次", "IN06"),
        ("target: ≥270人次", "target: ▸≥270趟", "IN03"),
        ("actual: 553人次", "actual: ▸五百余人次", "IN14"),
        ("actual: 553人次", "actual: ▸553", "IN02"),
        ("target: ≤ 上年(“三公”经费)", "target: ▸≤ 上年(“三公”经弗)", "IN14"),
        # claims
        ("  total: 96\n", "  total: ▸九十六\n", "RB07"),
        ("  total: 96\n", "  total: ▸96.\n", "RB07"),
        ("lines: {N10-B: 6, ", "lines: {N10-B: ▸6分, ", "RB07"),
        ("kind: self", "kind: ▸own", "RB09"),
        ("claimed:\n", "▸claims: {}\nclaimed:\n", "RB05"),
        # words
        ("  measures:\n", "  ▸measure:\n", "RB05"),
        ("  measures:\n", "  other: ▸{一: 二}\n  measures:\n", "RB06"),
        ("  measures:\n", "  other: [▸{一: 二}]\n  measures:\n", "RB06"),
        ("reasons:\n", "not_applicable: ▸[CZ-1]\nreasons:\n", "RB06"),
        # the scheme
        ("scheme: hn-yiyang-2020", "scheme: ▸hn-yiyang-2021", "RB30"),
    ],
)
def test_each_bad_input_is_one_problem_at_its_place(old: str, new: str, code: str, yiyang: str, tmp_path: Path, book: Book) -> None:
    text, place = put(yiyang, old, new)
    assert told(problems_of(text, tmp_path, book)) == [(code, f"case.yaml:{place}")]


def test_thousands_commas_are_read_where_they_stand_in_threes(yiyang: str, book: Book) -> None:
    text, _ = put(yiyang, "value: 1864.04万元", 'value: "1,864.04万元"')
    fact = next(fact for fact in read(text, book).facts if fact.provenance.quote == "1,864.04万元")
    assert isinstance(fact.value, Quantity)
    assert (str(fact.value.number), fact.value.decimals) == ("1864.04", 2)


@pytest.mark.parametrize("written", ["2024-06-31", "2023-02-29", "1904", "六月三十日", "2024", "45473", "2024-6"])
def test_a_date_that_no_calendar_has_is_told_where_it_stands(written: str) -> None:
    dated = (
        f"- id: day\n  label: 公开日\n  dimension: date\n  moment: point\n  definition: 甲。\n  {SOURCE}\n  disclosure: public\n"
    )
    book, _ = built(concepts__day=dated)
    text, place = put(f"{HEAD}facts:\n  - name: 公开日\n    value: 甲\n", "甲", f"▸{written}")
    _, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert told(problems) == [("IN05", f"case.yaml:{place}")]
    assert case_file.parse(text.replace(written, "2024-06-30").encode(), "case.yaml", book)[1] == ()


@pytest.mark.parametrize("written", ["on", "true", "yes", "1", "可能", "√", "基本开展", "不适用"])
def test_a_question_is_answered_yes_or_no(written: str, tmp_path: Path, book: Book) -> None:
    text, place = put(f"{HEAD}facts:\n  - {{name: 资产盘点已开展, value: 甲}}\n", "甲", f"▸{written}")
    assert told(problems_of(text, tmp_path, book)) == [("IN16", f"case.yaml:{place}")]


def test_an_unknown_name_is_told_with_the_one_that_looks_most_like_it(tmp_path: Path, book: Book) -> None:
    text = f"{HEAD}facts:\n  - {{name: 年未结转和结余, value: 1万元}}\n"
    (found,) = problems_of(text, tmp_path, book)
    assert dict(found.slots)["near"] == "年末结转和结余"
    assert "年末结转和结余" in found.expected


def test_a_wrong_stage_is_told_with_the_ones_there_are(tmp_path: Path, book: Book) -> None:
    (found,) = problems_of(f'{HEAD}facts:\n  - {{name: "年末结转和结余[年初预算]", value: 1万元}}\n', tmp_path, book)
    assert found.code == "IN18"
    assert "年末结转和结余：决算" in found.message


def test_a_code_without_quotes_is_told_before_it_loses_its_zero(tmp_path: Path, book: Book) -> None:
    row = "{id: ▸0123, slot: N10-S, name: 满意度, weight: 10, target: ≥80%, actual: 90%}"
    text, place = put(f"{HEAD.replace('hn-2017', 'hn-yiyang-2020')}indicators: [甲]\n", "甲", row)
    assert told(problems_of(text, tmp_path, book)) == [("RB08", f"case.yaml:{place}")]
    assert problems_of(text.replace("0123", '"0123"'), tmp_path, book) == ()


def test_a_figure_that_stands_twice_names_the_other_place(yiyang: str, tmp_path: Path, book: Book) -> None:
    first = "{name: 派驻人员数, value: 4人, at: 公开报告样本002 一（一）}"
    text, place = put(yiyang, first, f"{first}\n  - {{name: 派驻人员数, value: ▸5人}}")
    (found,) = problems_of(text, tmp_path, book)
    assert (found.code, str(found.place)) == ("IN09", f"case.yaml:{place}")
    _, before = put(yiyang, first, first.replace("4人", "▸4人"))
    assert dict(found.slots)["other"] == f"case.yaml:{before}"


def test_one_figure_under_two_names_of_its_stage_stands_twice(tmp_path: Path, book: Book) -> None:
    rows = '  - {name: "本年支出合计[决算数]", value: 1万元}\n  - {name: 本年支出合计, value: 2万元}\n'
    assert [code for code, _ in told(problems_of(f"{HEAD}facts:\n{rows}", tmp_path, book))] == ["IN09"]


def test_an_indicator_that_stands_twice_names_the_other_place(yiyang: str, tmp_path: Path, book: Book) -> None:
    text, place = put(yiyang, "  - id: CZ-2\n", "  - ▸id: CZ-1\n")
    _, before = put(yiyang, "  - id: CZ-1\n", "  - ▸id: CZ-1\n")
    found = next(each for each in problems_of(text, tmp_path, book) if each.code == "IN09")
    assert (str(found.place), dict(found.slots)["other"]) == (f"case.yaml:{place}", f"case.yaml:{before}")


# ---- what is entered against the scheme


JUDGED = "    tier: 达成年度指标\n    points: 30\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    slot: N10-E\n", "    slot: ▸N10-X\n", "IN10"),
        (JUDGED, "    tier: ▸一般\n    points: 30\n", "IN12"),
        (JUDGED, "    tier: 达成年度指标\n    points: ▸23.9\n", "IN11"),
        (JUDGED, "    tier: 达成年度指标\n    points: ▸30.01\n", "IN11"),
        (JUDGED, "    tier: 部分达成并具有一定效果\n    points: ▸24\n", "IN11"),
        (JUDGED, "    tier: 部分达成并具有一定效果\n    points: 18\n", ""),
        (JUDGED, "    tier: 达成年度指标\n    points: 24\n", ""),
        (JUDGED, "    points: ▸31\n", "IN11"),
        (JUDGED, "    points: ▸-1\n", "IN11"),
    ],
)
def test_slots_and_tiers_are_those_of_the_scheme(old: str, new: str, code: str, yiyang: str, tmp_path: Path, book: Book) -> None:
    text, place = put(yiyang, old, new)
    assert told(problems_of(text, tmp_path, book)) == ([(code, f"case.yaml:{place}")] if code else [])


def test_the_weights_of_a_slot_add_up_to_its_own(yiyang: str, tmp_path: Path, book: Book) -> None:
    text, place = put(yiyang, "    weight: 30\n", "    weight: ▸29.9\n")
    text, _ = put(text, "    points: 30\n", "    points: 29.9\n")
    (found,) = problems_of(text, tmp_path, book)
    assert (found.code, str(found.place), found.found) == ("IN13", f"case.yaml:{place}", "29.9")
    assert dict(found.slots)["wanted"] == "30"


def test_a_weight_below_0_cannot_make_the_others_fit(yiyang: str, tmp_path: Path, book: Book) -> None:
    text = yiyang.replace("    weight: 10\n    target: ≥270人次", "    weight: 30\n    target: ≥270人次")
    text, place = put(text, "    weight: 10\n    target: ≥36个\n", "    weight: ▸-10\n    target: ≥36个\n")
    assert told(problems_of(text, tmp_path, book)) == [("IN17", f"case.yaml:{place}")]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("judgements:\n  HN-99: ▸{points: 3}\n", "IN10"),
        ("not_applicable:\n  HN-99: ▸本年没有\n", "IN10"),
        ("claimed:\n  lines: {HN-01: 5, HN-99: ▸5}\n", "IN10"),
        ("judgements:\n  HN-14: {tier: ▸较好, points: 8}\n", "IN12"),
        ("judgements:\n  HN-14: {tier: 部分达成预期指标, points: ▸9}\n", "IN11"),
        ("judgements:\n  HN-14: {points: ▸10.5}\n", "IN11"),
        ("judgements:\n  HN-14: {points: ▸十}\n", "RB07"),
        ("judgements:\n  HN-14: ▸真\n", "RB06"),
        ("judgements:\n  HN-14: {tier: 达成预期指标, ▸score: 8}\n", "RB05"),
        ("judgements:\n  HN-10: {answers: [真, ▸可能, 真, 真]}\n", "IN16"),
        ("judgements:\n  HN-10: {answers: ▸真}\n", "RB06"),
    ],
)
def test_a_judgement_is_of_a_row_that_is_there_and_within_its_tier(entry: str, code: str, tmp_path: Path, book: Book) -> None:
    text, place = put(f"{HEAD}甲", "甲", entry)
    assert told(problems_of(text, tmp_path, book)) == [(code, f"case.yaml:{place}")]


@pytest.mark.parametrize(
    ("entry", "code"), [("▸5人", "IN08"), ("▸-5万元", "IN17"), ("▸５万元", "IN06"), ("▸若干", "IN01"), ("▸5", "IN02")]
)
def test_a_project_has_money(entry: str, code: str, tmp_path: Path, book: Book) -> None:
    text, place = put(f"{HEAD}projects:\n  - {{name: 机构改革工作经费, original: 甲}}\n", "甲", entry)
    assert told(problems_of(text, tmp_path, book)) == [(code, f"case.yaml:{place}")]


def test_a_project_that_stands_twice_names_the_other_place(tmp_path: Path, book: Book) -> None:
    rows = "projects:\n  - {name: 甲, original: 5万元}\n  - {name: 乙}\n  - ▸{name: 甲, original: 6万元}\n"
    text, place = put(f"{HEAD}甲", "甲", rows.replace("甲", "机构改革"))
    (found,) = problems_of(text, tmp_path, book)
    assert (found.code, str(found.place), dict(found.slots)["other"]) == ("IN09", f"case.yaml:{place}", "case.yaml:5:5")


# ---- 元 for 万元: FAULTS D1


def jump(rows: dict[str, str], folder: Path, book: Book, more: str = "") -> tuple[tuple[Problem, ...], str]:
    """What is asked of a few facts, and the place of the ▸ among them."""
    facts = "".join(f"  - name: {name}\n    value: {value}\n" for name, value in rows.items())
    text, place = put(f"{HEAD}facts:\n甲{more}", "甲", facts)
    return problems_of(text, folder, book), f"case.yaml:{place}"


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ({"公务接待费": "4.38元", "上年(公务接待费)": "▸4.84万元"}, ["IN19"]),
        ({"公务接待费": "4.38万元", "上年(公务接待费)": "▸48400万元"}, ["IN19"]),
        ({"公务接待费": "▸1000万元", "上年(公务接待费)": "1万元"}, ["IN19"]),
        ({"公务接待费": "▸1亿元", "公务接待费[年初预算]": "1万元"}, ["IN19"]),
        ({"公务接待费": "999.99万元", "上年(公务接待费)": "1万元"}, []),
        ({"公务接待费": "0元", "上年(公务接待费)": "4.84万元"}, []),
        ({"公务接待费": "43800元", "上年(公务接待费)": "4.84万元"}, []),
        ({"公务接待费": "1亿元", "上年(公务接待费[年初预算])": "1万元"}, []),
        ({"编制数": "7000人", "上年(编制数)": "7人"}, []),
    ],
)
def test_a_thousandfold_jump_against_last_year_or_another_stage_is_asked_about(
    rows: dict[str, str], codes: list[str], tmp_path: Path, book: Book
) -> None:
    found, place = jump(rows, tmp_path, book)
    assert told(found) == [(code, place) for code in codes]


def test_one_slip_is_one_question_that_names_both_places_and_both_readings(tmp_path: Path, book: Book) -> None:
    rows = {"公务接待费": "▸4.38元", "上年(公务接待费)": "4.84万元", "公务接待费[年初预算]": "26.20万元"}
    (found,), place = jump(rows, tmp_path, book)
    assert (found.code, str(found.place), found.found) == ("IN19", place, "4.38元")
    assert {"at": "case.yaml:8:12", "value": "4.84万元", "name": "公务接待费"}.items() <= dict(found.slots).items()
    assert all(part in found.message for part in ("4.38元", "4.84万元", "case.yaml:8:12"))


def test_a_reason_for_the_name_silences_the_question(tmp_path: Path, book: Book) -> None:
    rows = {"公务接待费": "4.38元", "上年(公务接待费)": "4.84万元"}
    assert jump(rows, tmp_path, book, "reasons: {公务接待费: 上年承办了全市会议}\n")[0] == ()
    assert len(jump(rows, tmp_path, book, "reasons: {会议费: 上年承办了全市会议}\n")[0]) == 1


# ---- the file as a whole


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("", "RB06", "1:1"),
        ("# 空\n", "RB06", "1:1"),
        ("- unit: 某局\n", "RB06", "1:1"),
        ("某局\n", "RB06", "1:1"),
        ("unit: 某局\n\tyear: 2022\n", "RB01", "2:1"),
        ("unit: &a 某局\n", "RB02", "1:7"),
        ("unit: 某局\nunit: 某局\n", "RB03", "2:1"),
        ("unit: 组织部\n".encode("gbk"), "RB12", "1:7"),
        ("unit: 某局\x00\n", "RB01", "1:9"),
        (b"PK\x03\x04", "RB01", "1:3"),
    ],
)
def test_a_file_that_is_no_case_is_one_problem(content: str | bytes, code: str, place: str, tmp_path: Path, book: Book) -> None:
    assert told(problems_of(content, tmp_path, book)) == [(code, f"case.yaml:{place}")]


def test_what_a_case_must_say_is_told_all_at_once(tmp_path: Path, book: Book) -> None:
    found = problems_of("facts: []\n", tmp_path, book)
    assert [(each.code, str(each.place), each.found) for each in found] == [
        ("RB04", "case.yaml:1:1", key) for key in ("year", "unit", "scheme")
    ]


def test_many_wrong_things_are_told_in_one_run_and_in_their_order(yiyang: str, tmp_path: Path, book: Book) -> None:
    changes = [
        ("value: 1864.04万元", "value: ▸１８６４.０４万元", "IN06"),
        ("value: 98.53%", "value: ▸98.53", "IN02"),
        ("value: 157.06万元", "value: ▸不详", "IN01"),
        ("name: 派驻人员数", "name: ▸派驻人员书", "IN07"),
        ("actual: 553人次", "actual: ▸553", "IN02"),
        ("  total: 96\n", "  total: ▸nan\n", "RB07"),
        ("  - id: CZ-6\n    slot: N10-E\n", "  - ▸id: CZ-6\n    slot: N10-X\n", "IN10"),
        ("reasons:\n", "not_applicable: {CZ-9: ▸没有}\nreasons:\n", "IN10"),
    ]
    text, expected = yiyang, []
    for old, new, code in sorted(changes, key=lambda change: -yiyang.index(change[0])):
        text, place = put(text, old, new)
        expected.append((code, place))
    shifted = len(text.splitlines()) - len(yiyang.splitlines())
    assert shifted == 1
    found = told(problems_of(text, tmp_path, book))
    assert sorted(code for code, _ in found) == sorted(code for code, _ in expected)
    assert len({place for _, place in found}) == len(changes)


def test_a_clean_case_keeps_every_place_and_quote(yiyang: str, book: Book) -> None:
    lines = yiyang.splitlines()
    for fact in read(yiyang, book).facts:
        line, column = (int(part) for part in fact.provenance.place.where.split(":"))
        assert lines[line - 1][column - 1 :].startswith(fact.provenance.quote)


def test_any_line_that_is_lost_cut_or_moved_is_told_or_harmless(yiyang: str, book: Book) -> None:
    lines = yiyang.split("\n")
    for at in range(0, len(lines), 5):
        line = lines[at]
        for other in ([], [line[: len(line) // 2]], [f"  {line}"], [line, line], [line.replace(": ", ": null #", 1)]):
            case, problems = case_file.parse("\n".join([*lines[:at], *other, *lines[at + 1 :]]).encode(), "case.yaml", book)
            assert case is not None or problems
            assert all(problem.complete for problem in problems)
