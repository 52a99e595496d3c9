"""A figure of something else taken for one of the sentence misses at random and is not told; a slip leaves a trace and is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "某市中级人民法院2023年度部门整体支出绩效自评报告\n\n"
OF_ANOTHER = {
    "the count before is of other cases": "审执结10016件，年末未结905件，结案率91.71%。新收案件同比增加722件，上升8.10%。",
    "the rate of another level of water": "2024年第四季度平均浓度由进水的246毫克降至出水的21毫克，去除率91.46%。",
    "the standard before is of another rate": "达到6.0批次每千人，超过省定5批次的标准。其中县本级资金抽检3106批次，市级任务2198批次。",
    "the base has a name of its own": "2022年度收入总计694.06万元，其中本年收入684.92万元、年初结转和结余9.14万元；本年支出679.36万元、年末结转和结余14.70万元。与2021年度收入总计742.30万元相比，减少48.24万元，下降6.50%。",
    "an amount of the list is passed over": "在册对象1138人。其中：伤残146人，遗属23人，老复员9人，带病回乡212人，参战175人，其他573人。",
    "told in another order": "新增登记志愿者310人，年末累计1486人，上年末累计1176人。",
    "behind the semicolon stands another": "管理高血压患者10230人，其中规范管理7980人，规范管理率78.01%；管理糖尿病患者3160人，其中规范管理2401人，规范管理率75.98%。",
    "another number of the same price": "清扫面积428万平方米，其中一标段245万平方米、二标段183万平方米，每平方米年服务费8.2元，合同价款合计3509.6万元。",
    "a rate of another sentence": "一是把质量指标由3项增加到5项；二是对执行率低于95%的项目逐一说明。",
    "points beside their full marks": "自评得分96.8分，其中预算执行10分得9.8分，产出50分得48分，效益30分得29分，满意度10分得10分。",
    "a deduction of all parts": "满分100分，自评得分94分，其中投入10分、过程28分（满分30分）、产出29分（满分30分）、效果27分（满分30分），共扣6分。",
    "two stages in one sentence": "全年预算数中，基本支出486.30万元，项目支出1246.50万元；全年执行数中，基本支出482.16万元，项目支出1215.29万元。",
    "the asked are told in the sentence": "访谈林农140人，129人满意，满意度92.14%。",
    "the rate of those that passed": "全年抽检1240批次（计划1200批次），检出不合格31批次，合格率97.5%，不合格的全部立案。",
    "thousands parted by spaces": "县级预算安排专项经费3 200 000元（即320万元）。",
}
SLIPS = {
    "digits exchanged": ("总支出7254.31万元，比上年的6903.85万元增加305.46万元。", "305.46"),
    "divided by this year": ("三公经费上年42.05万元，本年23.28万元，比上年减少18.77万元，下降80.63%。", "80.63"),
    "what was planned over what was spent": (
        "年初预算数为1465.20万元，全年预算数为1732.80万元，全年执行数为1697.45万元，预算执行率为86.32%。",
        "86.32",
    ),
    "a part wrong": ("志愿者三支队伍共1486人，其中医疗310人、助学1100人、应急67人。", "1486"),
    "a price wrong": ("清扫面积428万平方米，每平方米年服务费8.2元，合同价款合计3559.6万元。", "3559.6"),
    "an amount in two units": ("县级预算安排专项经费3 200 000元（即230万元）。", "230"),
    "a near miss": ("总支出7254.31万元，比上年的6903.85万元增加366.46万元。", "366.46"),
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    """The findings of weight about arithmetic."""
    path = folder / "report.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    audit, problems = auditor.audit(path, path.name)
    assert audit is not None, problems
    weighty = (each for each in audit.findings if each.severity in (Severity.ERROR, Severity.WARNING))
    return [each.message for each in weighty if each.code.startswith(("AR", "CN", "PF11"))]


@pytest.mark.parametrize("name", sorted(OF_ANOTHER))
def test_a_figure_of_something_else_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, OF_ANOTHER[name]) == []


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, figure = SLIPS[name]
    assert any(figure in message for message in told(auditor, tmp_path, text))
