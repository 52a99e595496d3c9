"""What a paragraph tells of one account or one group adds up across its sentences; what may be another's is not held together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
WRONG = {
    "a carry-over without what was carried in": (
        "2024年收入1,512.60万元，支出1,498.35万元，包括基本支出998.35万元、项目支出500.00万元。年初结转31.40万元，年末结转14.25万元。", "45.65",
    ),
    "a carry-over copied": ("年初结转和结余38.46万元，本年收入1,214.30万元。本年支出1,226.18万元，年末结转和结余38.46万元。", "26.58"),
    "a carry-over with its point moved": ("年初结转18.20万元，本年收入940.00万元，本年支出952.80万元，年末结转54.0万元。", "5.40"),
    "what there is in the next sentence": ("年初在册对象164人，当年新接收128人，解除矫正113人。年末在册161人。", "179"),
    "two together": ("全年水费支出2,316.40万元，管理费用148.25万元，二者合计2,364.65万元。", "2464.65"),
    "kinds in the next sentence": ("补助分四类：渠道58.20万元、泵站41.65万元、水闸30.40万元、其他12.75万元。四类共130.25万元。", "143.00"),
    "one kind left out": ("资金按行业分为渠道540.00万元、泵站410.00万元、水闸160.00万元，四个行业合计1,380.00万元。", "1110.00"),
    "deductions": ("组织方面，2处位置调整未报批扣1.2分，台账缺失扣1.1分，合计扣2.6分。", "2.3"),
    "counted deductions": ("决策无量化值，扣1.0分；资金滞后4个月，扣1.2分，资料不全，扣1.5分；产出逾期，扣2.0分。四项合计扣4.7分。", "5.7"),
    "an amount in another unit": ("设备购置412,360.75元，折合4.12万元，用于实训。", "41.24"),
    "more answers than were sent": ("发放问卷358份，收回364份，满意334份。", "364 ≤ 358"),
    "parts of one sentence": (
        "项目总投资2,750.00万元，其中中央资金1,500.00万元，省级资金750.00万元，县级配套550.00万元。资金分两年下达：2023年到位2,000.00万元，2024年到位750.00万元。",
        "2800.00",
    ),
}  # fmt: skip
RIGHT = {
    "net of what came and went": "与上年末的96人相比净减5人，其中退休9人、考录4人。",
    "an amount in another unit": "设备购置412,360.75元，折合41.24万元，用于实训。",
    "answers that came back": "发放问卷358份，收回346份，满意334份。",
    "other money that is named": "年初结转31.40万元，收入1,512.60万元，支出1,498.35万元，缴回财政31.40万元，年末结转14.25万元。",
    "a miss that no slip explains": "年初结转31.40万元，收入1,512.60万元，支出1,498.35万元，年末结转22.17万元。",
    "what would have been needed": "补助县道186.42万元、乡道219.08万元、村道142.54万元。若仍执行原标准，三类道路共需355.11万元。",
    "a deduction for each of several": "综合管理扣2分，目标设定、产出、效益各扣1分，共扣5分。",
    "an item without its amount": "资金按行业分为渠道540.00万元、泵站410.00万元、水闸160.00万元和闸阀井，四个行业合计1,380.00万元。",
    "what there is in the next sentence": "年初在册对象164人，当年新接收128人，解除矫正131人。年末在册161人。",
    "kinds in the next sentence": "补助分四类：渠道58.20万元、泵站41.65万元、水闸30.40万元、其他12.75万元。四类共143.00万元。",
}


COUNTED = {
    "局机关内设办公室、人事股、计财股、工程股、督导室共4个股室。": "5 个",
    "内设办公室、计财股、工程股3个股室，下属县水文馆、县灌溉站、县防汛队4个单位。": "3 个",
    "开设测量、水工、机电、给排水共5个专业。": "4 个",
    "计划加固水库6座，分别为石门、黄坡、双沟、柳林、东寨水库，均已完工。": "5 个",
}
NOT_COUNTED = [
    "县水务局本级及所属水库管理所、灌区管理所、供水总站共4个预算单位。",
    "开设测量、水工、机电、给排水等共9个专业。",
    "完成水库加固、渠道衬砌、泵站改造9个项目。",
    "计划加固水库6座，分别为石门、黄坡、双沟、柳林和东寨一库、东寨二库，均已完工。",
]


@pytest.mark.parametrize("text", COUNTED)
def test_names_up_to_their_count_are_counted(auditor: Auditor, tmp_path: Path, text: str) -> None:
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [COUNTED[text] in each.message for each in found] == [True]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_names_that_may_not_be_all_are_not_counted(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + text, ".txt") == []


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_add_up_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = WRONG[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert len(found) == 1
    assert expected in found[0].message


@pytest.mark.parametrize("name", RIGHT)
def test_what_may_be_another_s_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + RIGHT[name], ".txt") == []
