"""What is called equal, shared by a ratio, told a second time behind its reason, or printed in a row of known columns; with one figure wrong, and what only looks alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "某县种子站2023年度部门整体支出绩效自评报告\n\n"
SUMMARY = (
    "预算执行情况（万元）\n\n\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    "年度资金总额\t{first}\t{budget}\t{spent}\t10\t{rate}\t9\n"
)
ROWS = (
    "\n\n指标表\n一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    "产出指标\t良种覆盖率\t≥{aim}%\t{reached}%\t10\t10\n产出指标\t种子抽检合格率\t≥98%\t{passed}%\t10\t10\n"
)
KINDS = (
    "全年支出合计1314.71万元。\n2023年决算支出1314.71万元，全年收入1316.24万元，可用资金1316.24万元。\n\n"
    "支出功能分类情况表（万元）\n项目\t一般公共服务支出\t社会保障和就业支出\t卫生健康支出\t农林水支出\t住房保障支出\n"
    "预算\t901.30\t192.20\t25.10\t0.00\t91.40\n决算\t{first}\t203.34\t26.65\t{small}\t92.82\n"
)
TASKS = (
    "部门整体绩效目标申报表\n按支出类型划分\t预算金额（万元） 按收入来源划分\t\t预算金额（万元）\n"
    "其中：基本支出\t879.26\t其中：财政拨款 1200.56\t\n预算整体情况\t项目支出 321.3\t其他资金\t\n"
    "按预算级次划分\t\t预算金额（万元）\t\n\t其中：县本级使用资金 1200.56\t\t\n\t拟转移支付镇村资金\t\t\n"
    "年度重点工作任务\t名称 任务 1：基本支出\t主要实施内容 工资福利支出\t期望达到的目标 保障运转\n\t\t拟投入的资金（万元） 879.26\t\n\n"
    "\t任务 2：良种补贴\t发放水稻、玉米良种补贴\t{seeds}\t按时发放到户\n\t任务 3：种子检验\t抽检市场上的种子\t37.5\t合格率提高\n"
    "\t任务 4：品种试验\t区域试验和展示示范\t82.8\t筛选新品种\n\t任务 5：宣传培训\t举办培训班\t{course}\t提高技术水平\n"
    "其他需完成的任务（可选填）\t任务 1： .....\t\t\t\n"
)
LEFT = (
    "全年财政拨款支出3309.21万元，下达预算3310.84万元，完成率99.95%。\n"
    "年末结转和结余为{left}万元，本年总收入3310.84万元，结转结余率0.05%。"
)

RIGHT = {
    "called equal": "农机购置支出决算数为38.62万元，与年初预算数38.62万元一致。",
    "level with last year": "本年培训费为5.80万元，与上年的5.80万元持平。",
    "half each": "市、县财政按1:1分担，每个村每年8万元，县财政需安排4万元。",
    "seven to three": "所需资金共200万元，省、县按7:3比例分担，县级承担60万元。",
    "told again between semicolons": (
        "一是教育支出决算比预算少6.31万元，主要原因是压减开支；"
        "二是卫生支出决算比预算少4.17万元，主要原因：一名人员调出，因此决算数比预算数少4.17万元。"
    ),
    "a rate in a row of known columns": SUMMARY.format(first="2200.10", budget="2500.00", spent="2400.00", rate="96%"),
    "the row of an indicator": "良种覆盖率为96.53%，反映较好。" + ROWS.format(aim="90", reached="96.53", passed="99.20"),
    "left over by its rate": LEFT.format(left="1.63"),
    "a list whose total stands elsewhere": KINDS.format(first="989.50", small="2.40"),
    "numbered tasks": TASKS.format(seeds="192", course="9"),
}
WRONG = {
    "called equal": ("决算数为38.62", "决算数为33.62", "CL35"),
    "level with last year": ("上年的5.80", "上年的9.80", "CL35"),
    "half each": ("每年8万元", "每年16万元", "CN06"),
    "seven to three": ("承担60", "承担80", "CN06"),
    "told again between semicolons": ("数少4.17", "数少9.17", "CN25"),
    "a rate in a row of known columns": ("96%", "86%", "AR97"),
    "the row of an indicator": ("率为96.53", "率为76.53", "CN01"),
    "left over by its rate": ("为1.63", "为1.65", "CN17"),
    "a list whose total stands elsewhere": ("\t2.40", "\t9.40", "AR94"),
    "numbered tasks": ("\t9\t", "\t7\t", "AR95"),
}
"""What is written instead, and the code of the finding."""

ALIKE = {
    "nearly level": "会议费支出5.62万元，与上年5.80万元基本持平。",
    "level at fewer digits": "会议费支出5.79万元，与上年5.8万元持平。",
    "level with the other of two": "在职人员41人，编制45人，与上年41人持平。",
    "nothing was spent on the other": "公务接待费0.56万元；因公出国费未发生，与上年0万元一致。",
    "level after another matter": "公务接待费0.56万元，因公出国没有安排，与上年0.28万元持平。",
    "an execution of one project": "全年预算执行率为97.30%。"
    + ROWS.replace("良种覆盖率", "预算执行率").format(aim="90", reached="99.53", passed="99.20"),
    "two payers side by side": "项目由市、县按1:1分担，市级出资40万元，县级出资40万元。",
    "a part of its share": "市、县按7:3分担，县级共承担30万元，其中本年安排10万元。",
    "three payers": "项目资金由省、市、县按5:3:2分担，共需100万元，县级承担20万元。",
    "a first payment": "市、县财政按1:1分担，每个站点补助10万元，2023年市财政已拨付首批200万元。",
    "a rule of scoring": "如良种覆盖率为97%则扣3分。" + ROWS.format(aim="90", reached="96.53", passed="99.20"),
    "two projects of one round budget": (
        "甲项目支出1099.20万元，预算1200.00万元，执行率91.6%。\n乙项目结余100.90万元，预算1200.00万元，结余率8.4%。"
    ),
    "another three amounts": "市、县按1:1分担运行费。设备购置总价80万元，已支付30万元。",
    "a share rounded": "所需资金共100万元，省、县按2:1比例分担，县级承担33.33万元。",
    "all of them together": (
        "一是教育支出决算比预算少6.31万元；二是卫生支出决算比预算少4.17万元，原因是人员调出，因此决算数比预算数少10.48万元。"
    ),
    "reckoned from the year's beginning": SUMMARY.format(first="2400.00", budget="2500.00", spent="2304.00", rate="96%"),
    "the aim told in the text": "良种覆盖率为90%。" + ROWS.format(aim="90", reached="96.53", passed="99.20"),
    "of some of them": "重点镇的良种覆盖率为93.10%，种子抽检合格率99.20%。"
    + ROWS.format(aim="90", reached="96.53", passed="99.20"),
    "two rates of other amounts": (
        "全年财政拨款支出3309.21万元，下达预算3310.84万元，完成率99.95%。\n年末结余为1.60万元，其中项目结余率0.05%。"
    ),
    "tasks that are not all": TASKS.format(seeds="102", course="9").replace("82.8", "80.5"),
    "a list that leaves kinds out": KINDS.format(first="902.11", small="2.40"),
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as auditor:
        yield auditor


def weighty(auditor: Auditor, folder: Path, text: str) -> set[str]:
    """The codes of the findings of weight."""
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
