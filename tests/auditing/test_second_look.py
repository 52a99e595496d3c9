"""What is said twice, compared in words, named outright or divided in several ways; the same texts with one figure wrong; and texts that only look alike."""

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
FORM = (
    "按支出类型划分\t预算金额（万元）\t按收入来源划分\t预算金额（万元）\n"
    "其中：基本支出\t{basic}\t其中：财政拨款\t{grant}\n"
    "项目支出\t{project}\t其他资金\t\n"
    "按预算级次划分\t\t预算金额（万元）\t\n"
    "其中：市本级使用资金\t{own}\t拟转移支付市县资金\t\n"
)

RIGHT = {
    "compared by their names": "合同签订金额合计36.84万元，采购预算金额48.44万元，合同签订金额小于采购预算金额。",
    "as many parts as are said": "指标体系总分值为100分，由过程管理、履职成效两部分组成，其中过程管理部分占40分，履职成效部分占60分。",
    "a part of a score alone": "自评总得分95.5分，其中过程管理得分38.5分、履职成效得分57分。\n（二）履职成效方面。履职成效分值60分，我站自评为57分。",
    "what is left over what there was": "年末财政拨款结转和结余为2.53万元，本年总收入1270.64万元（含2022年结转结余资金3.03万元），结转结余率为0.2%。",
    "a whole with its bracket": "下达预算数1270.64万元（含2022年结转结余资金3.03万元）。\n总收入数1270.64万元（含2022年结转结余资金3.03万元）。",
    "a change told again": "住房保障支出决算比预算少3.28万元，主要原因是调出一名人员，因此决算数比预算数少3.28万元。",
    "a change in two chapters": "城乡社区支出决算比预算高12.40万元，为中途追加。\n城乡社区支出决算比预算高12.40万元，由财政统筹安排。",
    "no difference from the adjusted": "年初预算数为1200.56万元，调整预算数为1269.61万元，决算数为1269.61万元。按调整后的收入预算数计算，差异率为0。",
    "divided three ways": FORM.format(basic="879.26", project="321.30", grant="1200.56", own="1200.56"),
    "of its own name": "全年执行数3551.80万元，尚有198.00万元结转。与上年执行数3229.10万元相比，增支322.70万元。",
    "called by its name": "在岗职工500人，其中卫生技术人员460人、行政后勤40人，卫生技术人员占在岗职工的92%。",
}
WRONG = {
    "compared by their names": ("36.84", "56.84", "CL35"),
    "as many parts as are said": ("总分值为100分", "总分值为180分", "AR93"),
    "a part of a score alone": ("我站自评为57分", "我站自评为51分", "CN01"),
    "what is left over what there was": ("0.2%", "0.5%", "CN02"),
    "a whole with its bracket": ("资金3.03万元）。\n总", "资金3.83万元）。\n总", "CN25"),
    "a change told again": ("预算数少3.28", "预算数少8.28", "CN25"),
    "a change in two chapters": ("12.40万元，由", "15.40万元，由", "CN01"),
    "no difference from the adjusted": ("调整预算数为1269.61", "调整预算数为1265.61", "CL36"),
    "divided three ways": ("879.26", "879.16", "AR95"),
    "of its own name": ("增支322.70", "增支372.70", "AR91"),
    "called by its name": ("92%", "29%", "CN03"),
}
"""What is written instead, and the code of the finding."""

ALIKE = {
    "a rule, not a claim": "合同签订金额合计56.84万元，采购预算金额48.44万元。合同签订金额应小于采购预算金额。",
    "three parts are said and two told": "指标体系总分值为100分，由过程管理、履职成效、满意度三部分组成，其中过程管理部分占30分，履职成效部分占50分。",
    "the same name in two years": "下达预算数1270.64万元（含2022年结转结余资金3.03万元）。\n上年下达预算数1270.64万元（含2021年结转结余资金2.83万元）。",
    "another budget": "年初预算数为1200.56万元，调整预算数为1269.61万元，决算数为1265.61万元。按调整后的预算数计算，差异率为0.32%。",
    "a quarter's sum": "分季度看，一季度27.07万人次，二季度43.48万人次，三季度36.60万人次，四季度35.59万人次；上半年累计70.55万人次。",
    "how often, not what": "组织学习“先锋讲坛”“集中学习”“廉政教育”8次。",
    "a target behind the rate": "现场发放问卷600份，收回587份，其中满意551份，满意度93.87%，高于85%的目标。",
    "a telephone survey": "热线派单477件，逐件电话回访，表示满意的445件，满意率93.29%。",
    "what was spent and is left": "全年支出2205.56万元，指标结余76.12万元，结余率3.34%。",
    "the first of a list": "营造林185.51万元包括上述幼林抚育投入137.28万元和造林、补植等开支；管护补助521.02万元按面积下达。",
    "the year's beginning": "年末固定资产原值9829.56万元，年初8622.14万元，一年中净增加1207.42万元，增幅14.0%。",
    "in the same order": "死亡12人，上年为16人；受伤202人，上年为225人。死亡、受伤人数较上年分别减少4人和23人。",
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as ready:
        yield ready


def weighty(auditor: Auditor, folder: Path, text: str) -> set[str]:
    place = folder / "报告.txt"
    place.write_text(HEAD + text + "\n", encoding="utf-8")
    audit, problems = auditor.audit(place, place.name)
    assert audit is not None, problems
    return {finding.code for finding in audit.findings if finding.severity is not Severity.NOTICE}


@pytest.mark.parametrize("name", RIGHT)
def test_what_agrees_is_left_alone(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert weighty(auditor, tmp_path, RIGHT[name]) == set()


@pytest.mark.parametrize("name", WRONG)
def test_one_wrong_figure_is_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    right, wrong, code = WRONG[name]
    assert RIGHT[name].count(right) == 1
    assert code in weighty(auditor, tmp_path, RIGHT[name].replace(right, wrong))


@pytest.mark.parametrize("name", ALIKE)
def test_what_only_looks_alike_stays_silent(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert weighty(auditor, tmp_path, ALIKE[name]) == set()


def test_an_amount_one_digit_from_one_that_stands_everywhere(auditor: Auditor, tmp_path: Path) -> None:
    told = "年初预算数为1200.56万元，其中基本支出879.26万元，项目支出321.30万元。\n"
    again = "一是编制预算。年初预算数1200.56万元已经批复。\n二是我站2023年度年初预算数为{other}万元，按月拨付。"
    assert weighty(auditor, tmp_path, told + again.format(other="1200.56")) == set()
    assert weighty(auditor, tmp_path, told + again.format(other="1800.56")) & {"CN26", "CN01"}


FALSE_FRIENDS = {
    "parts of a budget": "2023年年初预算2,846.35万元，其中基本支出1,203.15万元、项目支出1,643.20万元。全年支出3,102.44万元，其中基本支出1,236.90万元、项目支出1,865.54万元。",
    "parts of two offices": "部门本级支出2,000.00万元，其中基本支出800.00万元、项目支出1,200.00万元；所属单位支出1,102.44万元，其中基本支出436.90万元、项目支出665.54万元。",
    "on another basis": "公用经费比上年减少20.50万元，主要是压减会议费。剔除一次性因素，公用经费比上年减少8.30万元。",
    "of two teams": "（一）局机关\n公用车运行费决算比预算减少3.20万元。\n（二）执法大队\n公用车运行费决算比预算减少1.10万元。",
    "a score of others": "自评总分92.5分，其中预算管理得42.5分，履职效能得50分。从指标看，预算管理得40分的单位占多数。",
    "divided otherwise": "项目资金1,500万元，分为中央、省、市三项。其中已拨付甲镇300万元、乙镇400万元、丙镇200万元，其余年底前拨付。",
    "a share of some of them": "在岗职工500人，其中卫生技术人员460人、行政后勤40人，卫生技术人员中女性占在岗职工的61.20%。",
    "brackets of two sides": "总收入1,270.64万元（含财政拨款1,000.00万元）。总支出1,270.64万元（含财政拨款980.00万元）。",
    "the sum of two changes": "基本支出决算比预算少3.28万元，项目支出决算比预算少5.00万元，因此决算数比预算数少8.28万元。",
    "an exception": "实际采购金额48.84万元，采购计划金额38.44万元，除一项应急采购外，实际采购金额小于采购计划金额。",
    "two of several": "甲镇210.10万元，乙镇230.60万元，丁镇52.20万元，其中两个山区镇共计440.70万元。",
}
"""What a critic wrote against the rules above."""


@pytest.mark.parametrize("name", FALSE_FRIENDS)
def test_a_false_friend_is_no_error(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert weighty(auditor, tmp_path, "一、基本情况\n" + FALSE_FRIENDS[name]) == set()


def test_a_sum_that_leaves_a_part_out_is_told_unless_words_limit_it(auditor: Auditor, tmp_path: Path) -> None:
    told = "教育支出300.10万元，卫生支出400.20万元，住房支出500.30万元，农林水支出600.40万元，合计{total}万元。"
    assert "AR93" in weighty(auditor, tmp_path, told.format(total="900.50"))
    assert weighty(auditor, tmp_path, told.format(total="1801.00")) == set()


def test_visits_are_no_survey(auditor: Auditor, tmp_path: Path) -> None:
    assert "PF11" in weighty(auditor, tmp_path, "全年走访困难群众1,200人次，送去慰问金60万元。服务对象满意度达到98%。")


def test_the_text_is_held_against_its_own_statement_even_where_a_table_agrees(auditor: Auditor, tmp_path: Path) -> None:
    table = "\n\n附件1 基础数据表\n财政供养人员情况（人）\n编制数\t2023年实际在职人数\t控制率\n68\t67\t98.53%"
    assert weighty(auditor, tmp_path, "年末编制64名，在职人员63人。派驻纪检监察组4人的经费在本单位列支。" + table) == set()
    assert weighty(auditor, tmp_path, "年末编制64名，在职人员93人。派驻纪检监察组4人的经费在本单位列支。" + table) & {
        "AR52",
        "CN05",
    }
