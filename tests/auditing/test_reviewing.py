"""What a reviewer asks after the sums: each kind has a report that makes it speak, and near ones at which it is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report
from tests.clock import cheapest

from hengji.auditing import reviewing
from hengji.auditing.index import Index
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book

    Found = Callable[[str, str], list[Remark]]

TITLE = "# 甲市乙局2023年度部门整体支出绩效自评报告"

SUBJECTS = """
单位：万元

| | 教育支出 | 卫生健康支出 | 农林水支出 | 住房保障支出 |
|---|---|---|---|---|
| 年初预算数 | 410.20 | 36.15 | 0.00 | 52.40 |
| 决算数 | 433.90 | 33.05 | 6.80 | 51.10 |

教育支出决算比预算多23.70万元；卫生健康支出决算比预算少3.10万元；{name}决算比预算多{change}万元；住房保障支出决算比预算少1.30万元。
"""
POINTS = """
| 年度资金总额（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|---|---|---|---|---|---|---|
| 年度资金总额 | 900.00 | 1000.00 | {spent} | 10 | {rate}% | {points} |

{words}
"""


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


@pytest.fixture
def found(auditor: Auditor, tmp_path: Path) -> Found:
    """The findings of one code in a text with tables."""

    def find(text: str, code: str) -> list[Remark]:
        path = tmp_path / "报告.md"
        path.write_text(f"{TITLE}\n\n{text}\n", encoding="utf-8")
        audit, problems = auditor.audit(path, path.name)
        assert audit is not None, [problem.code for problem in problems]
        return [each for each in audit.findings if each.code == code]

    return find


def said(book: Book, text: str, code: str) -> list[str]:
    """What is quoted by the findings of one code in prose."""
    made = report(book, text)
    _, remarks = reviewing.check(made, Index(made), book)
    return [each.quote for each in remarks if each.code == code]


def test_every_kind_of_the_law_book_is_answered_and_every_answer_has_a_check(book: Book) -> None:
    assert [kind for kind in reviewing.KINDS if not book.kind(kind)] == []


def test_a_change_told_of_another_subject_than_the_tables_is_an_error_told_once(found: Found) -> None:
    [told] = found(SUBJECTS.format(name="城乡社区支出", change="6.80"), "CN14")
    assert told.severity == "error"
    assert "农林水支出" in told.message
    assert "城乡社区支出" in told.message


@pytest.mark.parametrize(("name", "change"), [("农林水支出", "6.80"), ("城乡社区支出", "6.50"), ("农林水", "6.80")])
def test_a_change_of_the_tables_own_subject_or_of_another_amount_is_no_other_name(name: str, change: str, found: Found) -> None:
    assert found(SUBJECTS.format(name=name, change=change), "CN14") == []


def test_points_that_no_known_rule_gives_are_asked_for_with_what_the_linear_rule_gives(found: Found) -> None:
    [told] = found(POINTS.format(spent="931.40", rate="93", points="5", words=""), "CN15")
    assert told.severity == "warning"
    assert "9.31" in told.message


@pytest.mark.parametrize(
    ("spent", "rate", "points"),
    [
        ("931.40", "93", "9.3"),
        ("931.40", "93", "9.31"),
        ("931.40", "93.14", "9"),
        ("1000.00", "100", "10"),
        ("1020.00", "102", "10"),
    ],
)
def test_points_by_the_printed_or_the_exact_rate_and_full_points_of_a_full_rate_are_right(
    spent: str, rate: str, points: str, found: Found
) -> None:
    assert found(POINTS.format(spent=spent, rate=rate, points=points, words=""), "CN15") == []


def test_points_are_not_asked_for_where_the_report_states_its_rule(found: Found) -> None:
    words = "预算执行率低于95%的，每低1个百分点扣2分，本项得5分。"
    assert found(POINTS.format(spent="931.40", rate="93", points="5", words=words), "CN15") == []


def test_the_deductions_of_each_part_make_its_points(book: Book) -> None:
    text = (
        "指标满分为100分，其中预算管理评价部分占40分，履职产出评价部分占60分。评价综合得分为91分，其中预算管理评价得分为38分，履职产出评价得分为53分。"
        "资产盘点扣减2分；培训人次扣减3分；服务满意度扣减4分。"
    )
    assert parts(book, text) == [["40", "2", "38"], ["60", "3", "4", "53"]]
    assert parts(book, text.replace("扣减4分", "扣减5分")) == []


def parts(book: Book, text: str) -> list[list[str]]:
    """The numbers of each part that is confirmed."""
    made = report(book, text)
    results, _ = reviewing.check(made, Index(made), book)
    return [[str(made.figures[each].number) for each in result.figures] for result in results if result.rule == "CN07"]


def test_a_share_whose_whole_stands_under_a_wider_name_is_explained_and_asked_about(book: Book) -> None:
    text = "对12个项目开展自评，涉及资金450.00万元，占一般公共预算项目支出总额的90%。\n本次自评涉及一般公共预算支出500.00万元。"
    assert said(book, text, "CN16") == ["90%"]
    assert said(book, text.replace("90%", "80%"), "CN16") == []
    assert said(book, text.replace("一般公共预算支出500", "一般公共预算项目支出500"), "CN16") == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("政府采购金额 | 210.00 | 70.00", 1),
        ("政府采购金额 | 210.00 | 180.00", 0),
        ("政府采购金额 | 2.10 | 0.70", 0),
    ],
)
def test_a_third_of_the_procurement_budget_used_without_a_word_is_asked_about(row: str, told: int, found: Found) -> None:
    table = f"| 项目（万元） | 2023年预算数 | 2023年决算数 |\n|---|---|---|\n| {row} |"
    assert len(found(table, "CL21")) == told


def test_a_reason_given_anywhere_for_procurement_is_enough(found: Found) -> None:
    table = "| 项目（万元） | 2023年预算数 | 2023年决算数 |\n|---|---|---|\n| 政府采购金额 | 210.00 | 70.00 |"
    assert found(f"{table}\n\n采购进度偏慢，主要原因是机房改造推迟到下年实施。", "CL21") == []


ADJUSTED = "| 年度资金总额（万元） | 年初预算数 | 全年预算数 | 全年执行数 |\n|---|---|---|---|\n| 年度资金总额 | 800.00 | {after} | 790.00 |\n\n{words}"


def test_a_budget_raised_by_half_without_a_word_is_asked_about(found: Found) -> None:
    [told] = found(ADJUSTED.format(after="1200.00", words=""), "CL22")
    assert "150.00%" in told.message


@pytest.mark.parametrize(("after", "words"), [("1000.00", ""), ("1200.00", "年中追加400.00万元，用于校舍修缮。")])
def test_a_smaller_change_or_a_reason_is_enough(after: str, words: str, found: Found) -> None:
    assert found(ADJUSTED.format(after=after, words=words), "CL22") == []


def test_an_amount_that_is_then_said_to_be_nothing_is_asked_about(book: Book) -> None:
    text = "年末存量资金结余0.80万元，系年底才到账的资金，因此存量资金应为0。"
    assert said(book, text, "CL24") == ["因此存量资金应为0"]
    assert said(book, text.replace("应为0", "应为0.80万元"), "CL24") == []
    assert said(book, text.replace("因此存量", "按规定存量"), "CL24") == []
    assert said(book, "年末存量资金结余0.80万元。按考核口径，违规发放津贴应为零。", "CL24") == []


@pytest.mark.parametrize("claim", ["本年项目预算没有调整。", "预算项目未发生调整。"])
def test_a_subject_spent_for_without_a_budget_speaks_against_no_adjustment(claim: str, found: Found) -> None:
    assert len(found(SUBJECTS.format(name="农林水支出", change="6.80") + claim, "CL25")) == 1


def test_an_exception_said_in_the_same_sentence_is_no_contradiction(found: Found) -> None:
    text = SUBJECTS.format(name="农林水支出", change="6.80") + "除财政统筹安排的农林水支出外，项目预算没有调整。"
    assert found(text, "CL25") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("全年绩效目标完成情况良好，自评等级为优秀。", 1),
        ("全年绩效目标完成情况良好，自评等级为良好。", 0),
        ("全年绩效目标完成情况良好，自评等级为“良”。", 0),
        ("绩效目标全面完成，自评等级为优秀。", 0),
    ],
)
def test_the_word_of_the_conclusion_is_held_beside_the_grade(text: str, told: int, book: Book) -> None:
    assert len(said(book, text, "CL28")) == told


def test_an_indicator_of_supported_staff_that_no_count_makes_is_asked_about(found: Found) -> None:
    table = (
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n|---|---|---|---|\n| 产出指标 | 数量指标 | 财政供养人员数量 | {number}人 |"
    )
    words = "年末在职人数30人，离退休人数12人。\n\n"
    assert len(found(words + table.format(number=44), "CL34")) == 1
    assert found(words + table.format(number=42), "CL34") == []


def test_no_difference_is_held_where_both_amounts_stand_beside_it(book: Book) -> None:
    text = "调整后收入预算数为640.00万元，收入决算数为640.00万元，预决算差异率为0。年末结转和结余5.00万元。"
    assert said(book, text, "CL27") == []
    assert (
        said(book, "计分办法：差异率为0得满分，每偏离5个百分点扣1分。\n年末结转和结余5.00万元。", "CL27") == []
    )  # a rule is no claim
    assert said(book, "收支相抵，预决算差异率为零。\n年末结转和结余5.00万元。", "CL27") == ["差异率为零"]


def seconds(made: Report, book: Book) -> float:
    """The processor's time of these checks."""
    return cheapest(lambda: list(reviewing.check(made, Index(made), book)), 2)


def test_twice_the_hostile_letters_take_about_twice_the_time(book: Book) -> None:
    for text in ("项目预算" * 25_000, "应" * 100_000, "甲" * 100_000, "制度" * 50_000, "预算控制在" * 20_000):
        half, whole = (report(book, text[:length]) for length in (50_000, 100_000))
        assert seconds(whole, book) < 4 * seconds(half, book) + 0.05


def test_stock_and_carry_over_of_one_year_that_differ_without_a_word_are_asked_about(book: Book) -> None:
    text = TITLE[2:] + "\n年末结转和结余9.40万元。\n年末存量资金结余2.60万元，系12月下达。"
    assert said(book, text, "CL23") == ["2.60万元"]
    assert said(book, text.replace("系12月下达", "仅指连续两年没有用完的资金"), "CL23") == []
    assert said(book, text.replace("2.60", "9.40"), "CL23") == []


COSTS = """
本单位2023年整体支出完成率为{rate}%。

| 一级指标 | 二级指标 | 三级指标 | 指标值 |
|---|---|---|---|
| 产出指标 | 成本指标 | 普法活动 | 预算控制在90%内 |
| 产出指标 | 成本指标 | 专项检查 | 预算控制在94%内 |
"""


@pytest.mark.parametrize(("rate", "told"), [("98.20", 1), ("92.50", 0)])
def test_cost_targets_below_the_rate_of_the_whole_are_asked_about(rate: str, told: int, found: Found) -> None:
    assert len(found(COSTS.format(rate=rate), "CL26")) == told


BASE = """
| 经费情况（万元） | 2022年决算数 | 2023年预算数 | 2023年决算数 |
|---|---|---|---|
| 公用经费 | 88.10 | {planned} | 91.35 |
| 公务接待费 | 3.20 | 12.00 | 2.10 |
| 基本支出预算调整 | — | 610.00 | {adjusted} |

2023年基本支出702.44万元。
"""


def test_a_budget_that_equals_its_outturn_while_a_part_stays_far_below_is_noticed(found: Found) -> None:
    [told] = found(BASE.format(planned="91.35", adjusted="—"), "CL29")
    assert told.severity == "notice"
    assert found(BASE.format(planned="101.00", adjusted="—"), "CL29") == []


def test_a_budget_in_the_column_of_outturns_is_asked_about_unless_it_is_the_outturn(found: Found) -> None:
    [told] = found(BASE.format(planned="101.00", adjusted="715.90"), "CL30")
    assert "702.44" in told.message
    assert found(BASE.format(planned="101.00", adjusted="702.44"), "CL30") == []


def test_an_outturn_of_nothing_named_that_is_the_income_while_expenditure_is_spoken_of_is_asked_about(book: Book) -> None:
    text = (
        "2023年实际收入820.30万元，实际支出数是815.10万元。\n"
        "本单位2023年度年初预算数为760.00万元，决算数为820.30万元。其中教育支出决算比预算多40.00万元。"
    )
    assert said(book, text, "CL32") == ["820.30万元"]
    assert said(book, text.replace("，决算数为820.30", "，收入决算数为820.30"), "CL32") == []
    assert said(book, text.replace("其中教育支出决算", "其中财政拨款"), "CL32") == []


def test_a_shortcoming_among_the_indicators_without_a_point_taken_off_is_noticed(book: Book) -> None:
    text = "自评得分95分。\n# 二、绩效管理情况\n内部考核制度还不够健全。"
    assert said(book, text, "CL33") == ["制度还不够健全"]
    assert said(book, text.replace("健全。", "健全，扣1分。"), "CL33") == []
    assert said(book, text.replace("绩效管理情况", "存在问题"), "CL33") == []
