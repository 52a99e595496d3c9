"""Which amounts a sentence speaks of: parts of the list and no others, the base that is named, the answers that were counted."""

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
SENTENCES = frozenset({"AR91", "AR92", "AR93", "CN02", "CN03", "CN05", "CN06", "CN07", "CN08", "CN17", "CN18"})

RIGHT = (
    "全年立案62件、涉案金额840.00万元，其中大案21件、涉案金额510.00万元；当年结案45件，结案率72.6%。",
    "全年巡护1,240次，其中夜间巡护315次，占25.4%；热线系统收到来电1,520条，接通率98.1%。",
    "在岗268人，其中教师190人，教师中高级职称62人，占32.6%，骨干教师95人，占50.0%。",
    "参观12.60万人次，日均约420人次（含夜场，不含夜场的为8.20万人次，日均约273人次）。",
    "核定车辆编制40辆，实有小车18辆、客车15辆，缺口7辆。其中超过十年的22辆，占实有的66.7%。",
    "新聘协管员84人（城区30人、镇村54人），较2022年的96人减少12人，下降12.5%。",
    "甲库储粮18.40万吨、乙库储粮6.90万吨，储粮完好率99%。",
    "普查面积3.60万亩，整改面积3.42万亩，整改率95.0%；无复发整改率92.4%，成活率88.1%。",
    "县级实发每亩24.50元；兑现面积12.4万亩，应发303.80万元。",
    "采购支出912.40万元，其中货物210.30万元、工程402.10万元、服务300.00万元；授予本地企业640.20万元，其中小微企业410.60万元，占采购总额的45.00%。",
    "入户访问240户，满意226户，满意度94.17%，高于市里电话抽查的结果（91.5%）。",
    "访问业主300名，满意270名，满意度90.00%；老年业主满意度93.33%（140名），青年业主满意度86.67%（130名）。",
    "基础得分88.6分（满分100分），创新加分2分，通报扣1分，最后得89.6分。",
    "未达标的3项，分别扣0.8分、0.6分、1.2分，计2.6分。",
    "概算总价3,200.00万元，结算总价3,050.00万元，较合同价核减150.00万元，核减率4.69%；其中河西泵站因增加护坡，结算价较合同价增加8.40万元，增幅1.20%。",
    "死亡人数由2022年的36人降到31人，少5人；与2021年相比少9人，下降22.5%。",
    "平均申请材料由8.6份压减至4.3份，压减50.0%，办理“一次办”3,410件。",
    "办结“一次办”3,410件，平均跑动次数由2.4次压减至0.6次。",
    "总费用8,420.00万元。\n\n专项补助到位912.40万元，其中用于设备905.10万元。专项补助支出占总费用的10.75%。",
    "本年支出合计5,120.00万元，增长4.00%（2022年决算4,923.08万元）。按性质分，基本支出3,840.00万元，占75.00%；项目支出1,280.00万元，占25.00%。",
    "氨氮浓度由进水的38毫克/升降至出水的3毫克/升，去除率92.11%。",
)
WRONG = (
    "全年巡护1,240次，其中夜间巡护315次，占25.4%；白天巡护952次，占74.6%。",
    "采购支出912.40万元，其中货物210.30万元、工程402.10万元、服务300.00万元；授予本地企业640.20万元，其中小微企业410.60万元，占采购总额的54.00%。",
    "访问业主300名，满意270名，满意度93.00%。",
    "未达标的3项，分别扣0.8分、0.6分、1.2分，计2.8分。",
    "结算总价3,050.00万元，较合同价核减150.00万元，核减率4.96%。",
    "普查面积3.60万亩，整改面积3.42万亩，整改率59.0%。",
    "本年支出合计5,120.00万元，增长4.00%（2022年决算4,923.08万元）。按性质分，基本支出3,840.00万元，占57.00%；项目支出1,280.00万元，占25.00%。",
    "本年支出合计5,120.00万元，增长4.00%（2022年决算4,923.08万元）。按性质分，基本支出3,480.00万元，占75.00%；项目支出1,280.00万元，占25.00%。",
    "基础得分108.6分（满分100分），创新加分2分，通报扣1分。",
    "死亡人数由2022年的36人降到31人，少6人；与2021年相比少9人，下降22.5%。",
    "发放每亩24.50元，面积1,240亩，应发33.08万元。",
)


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    """What is said against the figures of sentences."""
    path = folder / "report.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    found, problems = auditor.audit(path, path.name)
    assert found is not None, problems
    return [
        f"{each.code} {each.message}" for each in found.findings if each.severity is not Severity.NOTICE and each.code in SENTENCES
    ]


@pytest.mark.parametrize("text", RIGHT)
def test_an_amount_of_something_else_is_not_reckoned_with(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert told(auditor, tmp_path, text) == []


@pytest.mark.parametrize("text", WRONG)
def test_an_amount_of_the_sentence_is(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert told(auditor, tmp_path, text) != []
