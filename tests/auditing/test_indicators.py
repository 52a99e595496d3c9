"""Targets, values reached and points; surveys; claims without figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.auditing.written import written

from hengji.auditing import indicators, periods, structure, wording
from hengji.auditing.indicators import rows
from hengji.auditing.indicators.surveys import possible
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from hengji.core.audit import Remark
    from hengji.rulebook.book import Book

HEAD = "|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因|"
OWN = ("structure", "wording", "periods", "indicators")
ACCOUNTS = "某局2023年度部门决算公开"


def remarks(book: Book, text: str, code: str, *, certain: bool = True) -> list[Remark]:
    """The remarks of one code."""
    return [each for each in indicators.check(written(text, certain=certain), book) if each.code == code]


def found(book: Book, text: str, code: str, *, certain: bool = True) -> list[str]:
    return [each.quote for each in remarks(book, text, code, certain=certain)]


def test_a_row_is_read_by_the_words_above_its_cells(book: Book) -> None:
    text = f"{HEAD}\n|产出指标（50分）|数量指标|培训人次|≥600人次|650人次|10|10||\n||质量指标|合格率|≥95%|96%|10|10||"
    read = rows.read(written(text), book)
    assert [(row.level, row.name.text, row.actual.text if row.actual else "") for row in read.rows] == [
        ("quantity", "培训人次", "650人次"),
        ("quality", "合格率", "96%"),
    ]
    assert read.asks_actual


def test_another_order_and_other_words_of_the_columns_are_read_as_well(book: Book) -> None:
    text = "|指标名称|分值|目标值|全年实际完成情况|自评得分|备注|\n|办件量|20|1000件|1001件|20||"
    [row] = rows.read(written(text), book).rows
    assert (row.name.text, row.target.text if row.target else "", row.weight.text if row.weight else "") == (
        "办件量",
        "1000件",
        "20",
    )


def test_a_shifted_row_of_a_guessed_table_gives_name_and_target_only_under_a_header_of_targets(book: Book) -> None:
    text = "|绩效指标|一级指标|二级指标|三级指标|指标值|\n|办理件数|1030|\n|质量指标|合格率|100%|"
    read = rows.read(written(text, certain=False), book)
    assert [(row.level, row.name.text, row.target.text if row.target else "") for row in read.rows] == [
        ("", "办理件数", "1030"),
        ("quality", "合格率", "100%"),
    ]
    assert rows.read(written(f"{HEAD}\n|办理件数|1030|", certain=False), book).rows == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("≥270人次", ("≥", "270", "人次")),
        ("不低于95%", ("≥", "95", "%")),
        ("95%以上", ("≥", "95", "%")),
        ("≤50万元", ("≤", "50", "万元")),
        ("预算控制在98%内", ("≤", "98", "%")),
        ("$\\geq 98\\%$", ("≥", "98", "%")),
        ("553人", ("", "553", "人")),
        ("1,030件", ("", "1030", "件")),
        ("3至5人", None),
        ("应报尽报", None),
    ],
)
def test_a_value_has_a_direction_a_number_and_a_unit(book: Book, words: str, expected: tuple[str, str, str] | None) -> None:
    known = {key.removeprefix("indicators."): listed for key, listed in book.phrases.items() if key.startswith("indicators.")}
    read = rows.value(words, known)
    assert (None if read is None else (read.operator, str(read.number), read.unit)) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|产出指标|数量指标|招录人数|≥270人次|553人|10|10||", ["553人"]),
        ("|产出指标|数量指标|招录人数|≥270人次|553人|10|10|当年承接面试工作|", []),
        ("|产出指标|数量指标|招录人数|≥270人次|553人|10|8||", []),
        ("|产出指标|数量指标|招录人数|≥270人次|340人|10|10||", []),
        ("|产出指标|成本指标|经费|≤10万元|20万元|10|10||", []),
        ("|产出指标|时效指标|完成时间|6月|12月|10|10||", []),
        ("|产出指标|数量指标|覆盖率|≥50%|553人|10|10||", []),
    ],
)
def test_more_than_the_target_by_far_needs_a_reason(book: Book, row: str, expected: list[str]) -> None:
    assert found(book, f"{HEAD}\n{row}", "PF01") == expected


@pytest.mark.parametrize(
    ("row", "weights"),
    [
        ("|效益指标|可持续影响|提供保障|中长期|中长期|30|30||", ["warning"]),
        ("|产出指标|数量指标|报告人数|应报尽报|应报尽报|10|10||", ["notice"]),
        ("|产出指标|数量指标|报告人数|应报尽报1202人|1202人|10|10||", []),
        ("|产出指标|数量指标|培训人次|≥600|650|30|30||", []),
    ],
)
def test_a_target_that_nobody_can_measure_weighs_as_much_as_its_points(book: Book, row: str, weights: list[str]) -> None:
    assert [each.severity.value for each in remarks(book, f"{HEAD}\n{row}", "PF02")] == weights


def test_an_indicator_at_the_wrong_level_is_a_doubt_only_where_the_file_drew_the_table(book: Book) -> None:
    wrong = f"{HEAD}\n|产出指标|数量指标|资金支付率|≥95%|96%|10|10||"
    assert [each.severity.value for each in remarks(book, wrong, "PF03")] == ["warning"]
    assert found(book, wrong, "PF03", certain=False) == []
    staff = f"{HEAD}\n|产出指标|数量指标|财政供养人员数量|46|46|10|10||"
    assert [each.severity.value for each in remarks(book, staff, "PF03", certain=False)] == ["notice"]
    assert found(book, f"{HEAD}\n|产出指标|质量指标|合格率|≥95%|96%|10|10||", "PF03") == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|产出指标|成本指标|会议费|≥50万元|40万元|10|10||", ["≥50万元"]),
        ("|产出指标|成本指标|会议费|≤50万元|40万元|10|10||", []),
        ("|产出指标|成本指标|经费节约率|≥5%|6%|10|10||", []),
        ("|产出指标|数量指标|培训人次|≥600|650|10|10||", []),
    ],
)
def test_a_cost_is_at_most_an_amount(book: Book, row: str, expected: list[str]) -> None:
    assert found(book, f"{HEAD}\n{row}", "PF04") == expected


def test_a_share_of_a_budget_says_of_which(book: Book) -> None:
    table = "|二级指标|三级指标|指标值|\n|成本指标|会议|预算控制在98%内|\n||培训|预算控制在95%以内|\n||办公|≤12万元|"
    [remark] = remarks(book, table, "PF05")
    assert "有 2 项" in remark.message


def test_values_that_are_all_exactly_their_targets_are_a_question(book: Book) -> None:
    lines = "\n".join(
        f"{word}，指标值为95%或以上，实际完成指标值为95%；" for word in ("一是覆盖率", "二是达标率", "三是有效率", "四是运作率")
    )
    assert [each.severity.value for each in remarks(book, lines, "PF06")] == ["notice"]
    assert found(book, lines.replace("值为95%；", "值为96.3%；"), "PF06") == []
    full = lines.replace("95%", "100%")
    assert found(book, full, "PF06") == []


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("事前评估自评分数为0分，扣减3分，主要原因是本年无新增项目；资产盘点得10分。", 1),
        ("资产盘点自评分数为0分，扣减1分，主要原因是本年无进行盘点。", 0),
        ("事前评估自评分数为3分，本年无新增项目。", 0),
        (f"{HEAD}\n|过程|评估|事前评估|已评估|不适用|3|0|本年无新增项目|", 1),
        (f"{HEAD}\n|过程|评估|事前评估|已评估|不适用|3|3|本年无新增项目|", 0),
    ],
)
def test_no_points_for_what_never_arose_is_a_doubt_and_for_what_was_not_done_is_none(book: Book, line: str, hits: int) -> None:
    assert len(found(book, line, "PF07")) == hits


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("产出指标得18.6分，扣减1.4分，原因是该专项完成率为0。", 1),
        ("产出指标得2分，扣减18分，原因是该专项完成率为0。", 0),
        ("产出指标得18.6分，扣减1.4分，原因是完成率为0.95。", 0),
        ("该专项完成率为0。产出指标得18.6分，扣减1.4分。", 0),
        (f"{HEAD}\n|产出指标|数量指标|培训期数|≥5期|0期|10|9||", 1),
        (f"{HEAD}\n|产出指标|数量指标|培训期数|≥5期|0期|10|0||", 0),
        (f"{HEAD}\n|产出指标|数量指标|事故数|≤0起|0起|10|10||", 0),
    ],
)
def test_high_points_for_nothing_done_are_a_doubt(book: Book, line: str, hits: int) -> None:
    assert len(found(book, line, "PF08")) == hits


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        (f"{HEAD}\n|产出指标|质量指标|合格率|≥95%|91%|10|10||", 1),
        (f"{HEAD}\n|产出指标|质量指标|合格率|≥95%|91%|10|9.5|有批次返工|", 0),
        (f"{HEAD}\n|产出指标|质量指标|合格率|≥95%|96%|10|10||", 0),
        (f"{HEAD}\n|产出指标|成本指标|印刷成本|≤6万元|6.8万元|10|10||", 1),
        (f"{HEAD}\n|产出指标|成本指标|印刷成本|6万元|5.2万元|10|10||", 0),
        (f"{HEAD}\n|产出指标|时效指标|完成时间|12月底|11月|10|10||", 0),
        (f"{HEAD}\n|产出指标|数量指标|培训人数|500人|480人次|10|10||", 0),
        ("群众满意度目标值≥95%，实际完成91%，得满分。", 1),
        ("群众满意度目标值≥95%，实际完成96%，得满分。", 0),
    ],
)
def test_full_marks_for_what_fell_short_are_a_doubt(book: Book, line: str, hits: int) -> None:
    assert len(found(book, line, "PF75")) == hits


TARGETS = "|二级指标|三级指标|指标值|\n" + "\n".join(
    f"|数量指标|任务{letter}|{number}件|" for number, letter in enumerate("甲乙丙丁戊", 3)
)


def test_targets_without_any_value_reached_are_told_once(book: Book) -> None:
    [remark] = remarks(book, TARGETS, "PF09")
    assert remark.severity == "warning"
    assert "5 项" in remark.message
    assert found(book, TARGETS + "\n任务甲指标值3件，实际完成4件。", "PF09") == []
    assert found(book, TARGETS.replace("指标值|", "指标值|实际完成值|", 1), "PF09") == []
    assert [each for each in indicators.check(written(TARGETS, title=ACCOUNTS), book) if each.code == "PF09"] == []


@pytest.mark.parametrize(
    ("percent", "size", "can"),
    [
        ("97.81", 50, False),
        ("97.81", 137, True),
        ("98", 50, True),
        ("85.71", 7, True),
        ("85.7", 8, False),
        ("100", 3, True),
        ("0", 3, True),
    ],
)
def test_only_some_percentages_come_of_so_many_answers(percent: str, size: int, can: bool) -> None:
    by_hand = any(f"{answers * 100 / size:.{len(percent.partition('.')[2])}f}" == percent for answers in range(size + 1))
    assert possible(percent, size) is can is by_hand


def test_a_percentage_that_the_survey_cannot_give_is_told_with_the_nearest(book: Book) -> None:
    [remark] = remarks(book, "收回有效问卷50份，满意率为97.81%。", "PF10")
    assert remark.severity == "warning"
    assert "48/50＝96.00%，49/50＝98.00%" in remark.message
    assert [each.severity.value for each in remarks(book, "收回有效问卷50份，综合满意度为97.81%。", "PF10")] == ["notice"]
    assert found(book, "发放问卷150份，收回137份，满意率为97.81%。", "PF10") == []
    assert found(book, "满意率为97.81%。", "PF10") == []


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("群众对单位的满意度为97.81%。", ["warning"]),
        ("问卷调查显示，群众满意度为97.81%。", ["notice"]),
        ("发放问卷200份，群众满意度为97.81%。", []),
        ("满意度目标为≥95%。", []),
        ("满意度95%以上。", []),
        ("群众满意度87.6%，距90%的要求差2.4个百分点，扣1.4分。", ["notice"]),
        ("读者满意度加权为95.8%（线上权重0.4，线下权重0.6）。", ["notice"]),
        ("省级满意度平台调查门诊患者650人，满意度90.4%。", []),
        (f"{HEAD}\n|满意度指标|满意度|群众满意度|≥80%|97.81%|10|10||", ["warning"]),
    ],
)
def test_a_satisfaction_says_how_many_were_asked(book: Book, text: str, weights: list[str]) -> None:
    assert [each.severity.value for each in remarks(book, text, "PF11")] == weights


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("服务对象满意度。督查系统中，审核评价为优秀的占85.71%。", ["85.71%"]),
        ("服务对象满意度。问卷调查结果为85.71%。", []),
        ("督查系统中，审核评价为优秀的占85.71%。", []),
    ],
)
def test_another_measure_is_no_satisfaction(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "PF12") == expected


def test_twice_a_target_of_one_is_a_notice_and_another_first_level_ends_the_level_before(book: Book) -> None:
    small = f"{HEAD}\n|产出指标|数量指标|培训期数|≥1期|2期|10|10||"
    assert [each.severity.value for each in remarks(book, small, "PF01")] == ["notice"]
    last = f"{HEAD}\n|效益指标|社会效益|知晓率|≥90%|91%|10|10||\n|预算执行|执行情况|预算执行率|≥95%|96%|10|10||"
    assert found(book, last, "PF03") == []


def test_levels_without_indicators_are_named(book: Book) -> None:
    table = f"{HEAD}\n|产出指标|数量指标|培训人次|≥600|650|10|10||\n||质量指标|指标1：||||||\n||时效指标|……||||||"
    [remark] = remarks(book, table, "PF13")
    assert "质量指标、时效指标" in remark.message
    assert found(book, f"{HEAD}\n|产出指标|数量指标|培训人次|≥600|650|10|10||", "PF13") == []


def test_full_marks_everywhere_beside_problems_are_a_question(book: Book) -> None:
    table = HEAD + "".join(f"\n|产出指标|数量指标|任务{letter}|5|6|10|10||" for letter in "甲乙丙丁戊己")
    assert found(book, table + "\n=1 五、存在的问题", "PF14") == ["10"]
    assert found(book, table, "PF14") == []
    assert found(book, table.replace("|6|10|10|", "|6|10|9|", 1) + "\n=1 五、存在的问题", "PF14") == []


def test_one_indicator_does_not_stand_under_output_and_benefit(book: Book) -> None:
    table = f"{HEAD}\n|产出指标|质量指标|审批率|100%|100%|10|10||\n|效益指标|社会效益|审批率|100%|100%|10|10||"
    assert found(book, table, "PF15") == ["审批率"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("补贴人次等产出指标均已完成，取得成效。", ["产出指标均已完成"]),
        ("产出指标均已完成，其中覆盖率达到96%。", []),
        (f"产出指标均已完成。\n{HEAD}\n|产出指标|数量指标|培训人次|≥600|650|10|10||", []),
    ],
)
def test_all_reached_needs_a_value(book: Book, text: str, expected: list[str]) -> None:
    assert found(book, text, "CL08") == expected


def test_within_its_budget_needs_an_amount(book: Book) -> None:
    claim = "“三公”经费实际支出数≤预算安排数。"
    assert found(book, claim, "CL09") == ["“三公”经费实际支出数≤预算"]
    assert found(book, "计分办法：“三公”经费实际支出不超过预算，各得一半分值。", "CL09") == []  # a rule is no claim
    assert found(book, claim + "\n“三公”经费决算1.82万元。", "CL09") == []
    assert found(book, claim + "\n|三公经费|1.82|", "CL09") == []


def test_figures_that_a_report_lacks_are_named_once_and_only_in_a_long_text(book: Book) -> None:
    filler = "\n".join(f"第{number}件事按要求办理完毕，资料已经归档备查，没有其他需要说明的情况。" for number in range(60))
    [remark] = remarks(book, f"{filler}\n年末结转结余15.47万元，在职59人。", "CL10")
    assert remark.severity == "notice"
    assert "满意度" in remark.message
    assert "结转" not in remark.message
    assert found(book, "短文。", "CL10") == []


def test_a_claim_of_all_does_not_stand_beside_nothing_done(book: Book) -> None:
    claim = "实际完成指标值基本能达到年初指标值。"
    assert found(book, f"{claim}\n研修班没有开办，该专项绩效目标完成率为0。", "CL12") == ["完成指标值基本能达到"]
    assert found(book, f"{claim}\n该专项绩效目标完成率为0.95。", "CL12") == []
    assert found(book, claim, "CL12") == []


def test_a_document_without_a_word_gets_no_remark(book: Book) -> None:
    for module in (structure, wording, periods, indicators):
        assert list(module.check(written("", title=""), book)) == []


SEEDS: dict[str, tuple[set[str], set[str]]] = {
    # RULES part 7: what is of weight, and what is at least a notice
    "000": ({"ST12"}, {"ST01", "ST05", "ST14", "ST15", "CL02", "CL07", "CL10"}),
    "001": ({"PF07", "PF08", "CL12"}, {"ST02", "ST04", "ST05", "ST13", "PF06", "LG04", "CL10", "CL13"}),
    "002": ({"PF01", "PF02", "PF11"}, {"ST04", "ST07", "ST08", "ST17", "PF13", "LG03"}),
    "003": ({"ST09", "ST12", "CL08"}, {"ST13", "ST16", "CL09", "CL10", "CL11", "LG09"}),
    "004": ({"ST12", "CL01", "PF09"}, {"ST07", "PF03", "PF05", "PF12"}),
}
"""Codes of structure, wording, periods and indicators, row by row of the table of faults of the five reports."""


def _seed(name: str) -> Path:
    folders = [Path(os.environ["HENGJI_SEEDS"])] if os.environ.get("HENGJI_SEEDS") else []
    for folder in [*folders, Path(__file__).parents[3] / "shared" / "seeds"]:
        if (folder / f"{name}.txt").is_file():
            return folder / f"{name}.txt"
    pytest.skip(f"seed {name} is not here: neither $HENGJI_SEEDS nor ../shared/seeds beside the checkout holds {name}.txt")


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_the_five_reports_show_their_faults_with_their_weight_and_nothing_else_of_weight(book: Book, name: str) -> None:
    heavy, light = SEEDS[name]
    with Auditor(book) as auditor:
        audit, _ = auditor.audit(_seed(name), f"{name}.txt")
    assert audit is not None
    checks = [check for check in book.checks.values() if check.place.file.removeprefix("checks/").removesuffix(".yaml") in OWN]
    codes = {check.code for check in checks}
    mine = [each for each in audit.findings if each.code in codes]
    assert {each.code for each in mine if each.severity != "notice"} == heavy
    assert light <= {each.code for each in mine if each.severity == "notice"}
