"""Sentences that a hurried reader takes the wrong way round, and errors of the same shape that must stay errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "某县水利站2023年度部门整体支出绩效自评报告\n\n"

RIGHT = {
    "the base first": "人员支出为806.40万元，以2022年的720.00万元为基数，增支86.40万元，增长12.00%。",
    "from a beginning": "农村公路优良路率自61.1%起步，年末达到63.9%，提升幅度2.8个百分点。",
    "last year's end": "馆藏数字化率：上年末69.8%，本年末79.2%，增幅9.4个百分点。",
    "a year as the name": "本年收入合计1988.12万元。2022年度为2010.98万元，2023年度减少22.86万元，下降1.14%。",
    "parts of the outturn": "“三公”经费支出决算20.35万元，预算21.14万元。按项目列示：因公出国（境）费2.48万元、公务用车购置及运行维护费13.65万元、公务接待费4.22万元。",
    "a budget beaten": "基本支出年初预算数2251.00万元，决算数2467.00万元，决算高于预算216.00万元，完成109.60%。",
    "parts of those who are there": "部门在编57人，编制限额63人，占用率90.48%。其中行政在编10人、事业在编43人、工勤在编4人。",
    "parts of a part": "“三公”经费规模61.51万元，同比减少11.44万元。其中因公出国（境）费6.46万元；公务用车49.43万元，含购置费16.99万元和运行维护费32.43万元；公务接待费5.62万元。",
    "parts of what was signed": "部门采购预算452.41万元，签约445.33万元，签约率98.44%；签约额中货物98.00万元，工程62.53万元，服务284.80万元。",
    "beyond the plan of the year": "项目支出年初计划盘818.22万元，完成928.84万元，占计划盘的113.52%，多出的部分源于年中追加。",
    "of the whole behind a semicolon": "政府采购共128.11万元，货物23.15万元，工程73.48万元，服务31.48万元；其中给中小企业的97.12万元，占75.81%。",
    "an expense of its own sentence": "基本支出今年2180万元，去年1928万元，相差252万元，上升13.07%。项目支出今年减少669万元，为1996万元，降低25.10%。",
    "the last of three is in the list": "三项经费的决算数依次为2.13万元、11.45万元、2.78万元，合计16.36万元。",
    "a bare unit before a verb": "本年收入合计4299.77万，由一般公共预算拨款收入3829.71万、事业收入239.64万、其他收入230.42万构成。",
    "what there was at the beginning": "当年收入1994.13万元，当年支出1898.99万元，年初结转和结余30.00万元，年末结转和结余125.14万元。",
    "rates of other decimals": "基本支出占61.42%，项目支出占38.6%。",
    "what is left out of the whole": "本年支出合计1200.00万元，其中项目支出270.00万元，占22.50%。不含一次性项目300.00万元的，项目支出270.00万元占30.00%。",
    "the carry over is named": "年初结转和结余情况见附表。本年收入2043.37万元，本年支出2054.67万元。",
}  # fmt: skip

WRONG = {
    "divided by this year": "基本支出1200.00万元，比上年增加200.00万元，增长16.67%。",
    "divided by this year, both told": "2023年基本支出1200.00万元，上年1000.00万元，增加200.00万元，增长16.67%。",
    "the direction": "办公费由上年的50.00万元增加到40.00万元，增长20%。",
    "the direction of a rate": "本年末合格率79.2%，比上年末的69.8%下降9.4个百分点。",
    "two verbs of one change": "劳务费本年度18.00万元，较上一年度（24.00万元）减少6.00万元，提高的比率是25%。",
    "last year's amount as the change": "会议费55.00万元，比上年增加50.00万元，增长10%。",
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def weighty(auditor: Auditor, folder: Path, text: str) -> list[str]:
    path = folder / "report.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    found, problems = auditor.audit(path, path.name)
    assert found is not None, problems
    return [f"{each.code} {each.message}" for each in found.findings if each.severity is not Severity.NOTICE]


@pytest.mark.parametrize("name", RIGHT)
def test_a_sentence_that_can_be_read_so_that_it_holds_is_no_error(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_the_words_say_outright_is_not_read_otherwise(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, WRONG[name]) != []
