"""Rows of a table, parts of a survey and amounts under a lead are of several things: they do not contradict each other; a slip in one of them is still told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "# 某县教育局2023年度部门整体支出绩效自评报告\n\n"
SCHOOLS = "全年总支出2,100.50万元。\n\n|单位|2023年支出决算（万元）|\n|---|---|\n|第二中学|1,200.10|\n|第三小学|600.20|\n|第五幼儿园|300.20|\n|合计|{total}|\n"
PROJECTS = "本年支出8,000.00万元。\n\n|项目|本年支出（万元）|\n|---|---|\n|校舍维修|120.00|\n|设备更新|80.00|\n|合计|{total}|\n"
PRICES = "|小区|面积（㎡）|单方造价（元/㎡）|\n|---|---|---|\n|东园|1000|300.00|\n|西园|3000|320.00|\n|北园|2000|310.00|\n|合计|{area}|{mean}|\n"
SURVEY = "随机访问居民500名，满意450名，满意度{rate}%；其中商户满意度{shops}%，住户满意度91.19%。"
CARS = "全年支出4,816.77万元，执行率98%。\n\n“三公”经费：全年支出{total}万元，其中公务用车运行维护费11.20万元、公务接待费3.66万元。"
FUNDS = "财政拨款执行8,566.79万元，其中基本支出4,557.65万元，项目支出4,009.14万元。\n\n含单位资金在内，全年总支出{total}万元，其中其他资金{other}万元。"
STAFF = "核定编制241名，年末实有{all}人，空编14名。其中在乡镇工作的98人。"


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def codes(auditor: Auditor, folder: Path, text: str) -> set[str]:
    """The codes of weight about arithmetic and agreement."""
    path = folder / "report.md"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    audit, problems = auditor.audit(path, path.name)
    assert audit is not None, problems
    weighty = (each for each in audit.findings if each.severity in (Severity.ERROR, Severity.WARNING))
    return {each.code for each in weighty if each.code.startswith(("AR", "CN"))}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        (SCHOOLS.format(total="2,100.50"), SCHOOLS.format(total="2,010.50"), "AR94"),
        (PROJECTS.format(total="200.00"), PROJECTS.format(total="210.00"), "AR94"),
        (PRICES.format(area="6000", mean="313.33"), PRICES.format(area="6600", mean="313.33"), "AR94"),
        (SURVEY.format(rate="90.00", shops="86.11"), SURVEY.format(rate="90.90", shops="86.11"), "CN02"),
        (CARS.format(total="14.86"), CARS.format(total="18.46"), "AR93"),
        (STAFF.format(all=227), "在职人员227人。其中在乡镇工作的298人。", "CN05"),
    ],
    ids=["units", "projects", "prices", "survey", "lead", "of which"],
)
def test_things_of_their_own_are_silent_and_a_slip_is_told(
    auditor: Auditor, tmp_path: Path, right: str, wrong: str, code: str
) -> None:
    assert codes(auditor, tmp_path, right) == set()
    assert code in codes(auditor, tmp_path, wrong)


def test_the_parts_of_one_fund_are_no_parts_of_all_spending(auditor: Auditor, tmp_path: Path) -> None:
    assert "AR16" not in codes(auditor, tmp_path, FUNDS.format(total="10,441.99", other="1,875.20"))
    own = "本年支出合计8,567.79万元。\n\n基本支出4,557.65万元。\n\n项目支出4,009.14万元。"
    assert "AR16" in codes(auditor, tmp_path, own)


def test_names_before_and_so_on_may_be_fewer_than_their_count(auditor: Auditor, tmp_path: Path) -> None:
    names = "内设办公室、财务科、人事科、法规科、基教科、职教科、督导室、安全科、体卫科、审计科"
    assert "CN13" not in codes(auditor, tmp_path, f"{names}等12个科室。")
    assert "CN13" in codes(auditor, tmp_path, f"{names}等9个科室。")
    assert "CN13" in codes(auditor, tmp_path, f"{names}，共12个科室。")


MADE = "指标体系总分值为100分，由管理效能、履职效能{}组成，其中管理效能50分，履职效能50分。"


@pytest.mark.parametrize(("middle", "said"), [("、公众评价两部分", True), ("、公众评价三部分", False), ("和公众评价三个部分", False), ("和公众评价两部分", False), ("和公众评价四部分", True), ("两部分", False)])  # fmt: skip
def test_all_that_make_a_whole_are_counted(auditor: Auditor, tmp_path: Path, middle: str, *, said: bool) -> None:
    assert ("CN13" in codes(auditor, tmp_path, MADE.format(middle))) is said
