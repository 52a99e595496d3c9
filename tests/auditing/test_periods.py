"""Facts of another year, dates that do not fit, documents no longer in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.written import written

from hengji.auditing import periods

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

SELF, ACCOUNTS, BUDGET = "某局2023年度部门整体支出绩效自评报告", "某局2023年度部门决算公开", "某局2023年部门预算公开"


def found(book: Book, text: str, code: str, *, title: str = SELF, year: int | None = 2023) -> list[str]:
    """The quotes of the remarks of one code."""
    return [each.quote for each in periods.check(written(text, title=title, year=year), book) if each.code == code]


@pytest.mark.parametrize(
    ("line", "stale"),
    [
        ("来信来访办理情况。2022年我局所有来信均按时答复。", True),
        ("2022年度，我局共举办培训班12期。", True),
        ("2021年全部任务按期完成。", True),
        ("2022年我局所有来信均按时答复。2023年同样全部按时答复。", False),
        ("2022年的来信均按时答复（2023年的结果尚未公布）。", False),
        ("2022年我局完成任务12项，比2021年增加3项。", False),
        ("与2022年相比，本年完成的任务更多。", False),
        ("2022年成立的专班完成了交接。", False),
        ("2022年底全部任务按期完成。", False),
        ("2022年以来，全部任务按期完成。", False),
        ("2022年3月15日完成验收。", False),
        ("根据《2022年工作要点》，完成全部任务。", False),
        ("2022年由于人员调整，培训未能完成。", False),
        ("2024年计划完成12项任务。", False),
        ("2021—2022年完成的项目已经移交。", False),
        ("2010年建成并完成验收的办公楼仍在使用。", False),
        ("2021年完成主体工程。2022年完成装修。", False),
        ("今年任务较多。2022年所有任务均按时办结。", False),
    ],
)
def test_a_fact_of_a_year_before_is_told_unless_the_text_gives_a_reason(book: Book, line: str, stale: bool) -> None:
    assert bool(found(book, line, "CL01")) is stale


def test_nothing_is_told_of_duties_or_history_or_in_a_budget_or_without_a_year(book: Book) -> None:
    line = "2022年我局所有来信均按时答复。"
    assert found(book, f"=1 一、历史沿革\n{line}", "CL01") == []
    assert found(book, line, "CL01", title=BUDGET) == []
    assert found(book, line, "CL01", title="某局2021—2023年项目绩效评价报告") == []
    assert found(book, line, "CL01", year=None) == []


def test_a_fact_of_a_year_before_is_a_doubt_that_names_both_years(book: Book) -> None:
    [remark] = periods.check(written("2022年我局所有来信均按时答复。"), book)
    assert remark.severity == "warning"
    assert "评价2023年度" in remark.message
    assert "2022年" in remark.message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("截至2024年4月20日，编制70名。2023年末在职59人。", ["2024年4月20日，编制70名。2023年末"]),
        ("截至2023年12月31日，编制70名。2023年末在职59人。", []),
        ("2023年末在职59人，比2022年末减少2人。", []),
        ("2023年末在职59人。2022年12月31日完成验收。", []),
    ],
)
def test_staff_is_counted_on_one_day(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "CL02") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("截至2022年12月31日，在职20人。", ["2022年12月31日"]),
        ("截至2022年末，固定资产总额235.43万元。", ["2022年末"]),
        ("截至2023年12月31日，在职20人。", []),
        ("截至2022年12月31日在职20人，2023年末在职22人。", []),
        ("截至2022年12月31日，项目累计投资500万元。", []),
        ("截至2022年6月底，在职20人。", []),
    ],
)
def test_a_figure_is_as_of_the_end_of_the_year(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "CL03") == expected
    assert found(book, line, "CL03", title=ACCOUNTS) == expected
    assert found(book, line, "CL03", title=BUDGET) == []


@pytest.mark.parametrize(
    ("line", "year", "expected"),
    [
        ("根据财预〔2011〕285号的规定。", 2022, ["财预〔2011〕285号"]),
        ("根据财预[2011]285号的规定。", 2022, ["财预[2011]285号"]),
        ("根据财预（2011）285号的规定。", 2020, ["财预（2011）285号"]),
        ("根据财预〔2011〕285号的规定。", 2019, []),
        ("根据《财政支出绩效评价管理暂行办法》（财预〔2011〕285号）的规定。", 2023, ["财预〔2011〕285号"]),
        ("根据《财政支出绩效评价管理暂行办法》的规定。", 2023, ["财政支出绩效评价管理暂行办法"]),
        ("财预〔2011〕285号已经废止。", 2023, []),
        ("根据财预〔2020〕10号的规定。", 2023, []),
        ("执行《事业单位会计制度》。", 2018, []),
        ("执行《事业单位会计制度》。", 2021, ["事业单位会计制度"]),
        ("依据财政部令第68号。", 2023, ["财政部令第68号"]),
    ],
)
def test_a_document_that_was_replaced_is_named_with_its_successor(book: Book, line: str, year: int, expected: list[str]) -> None:
    assert found(book, line, "CL04", year=year) == expected


def test_every_document_that_was_replaced_has_a_year_and_a_successor(book: Book) -> None:
    [check] = book.kind("repealed")
    assert set(check.pairs) == set(check.numbers)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("填报日期：2023年11月8日", ["2023年11月8日"]),
        ("填报日期：2024.7.29", []),
        ("填报日期：2024年7月29日", []),
        ("填报日期：2025年9月8日", ["2025年9月8日"]),
        ("某局\n2023年6月30日", ["2023年6月30日"]),
        ("2023年6月30日完成验收，资料归档。", []),
    ],
)
def test_a_report_is_written_after_its_year_and_not_too_late(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "CL05") == expected


def test_a_title_of_another_year_than_the_text_is_a_doubt(book: Book) -> None:
    text = "2022年完成甲。\n2022年完成乙。\n2022年完成丙。\n2022年完成丁。"
    assert found(book, text, "CL06") == ["2023年"]
    assert found(book, text + "\n2023年完成戊。", "CL06") == []
    assert found(book, text, "CL06", title="某局2022年度部门整体支出绩效自评报告", year=2022) == []
