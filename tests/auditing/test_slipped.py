"""A rate that nothing bears out is told where one named slip closes it over the amounts before it; a rate that they make another way is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
WRONG = {
    "over this year, another amount between": ("全年查处案件412件，结案395件，罚没入库116.20万元。办案数量较上年的356件增长13.6%。", "15.73%"),
    "over this year, two sentences on": (
        "全年供水418.60万吨，比上年366.25万吨增加52.35万吨。水费收入2,140.30万元，比上年1,926.10万元增长11.12%。供水量的增长率为12.51%。", "14.29%",
    ),
    "the change over what it came to": ("预算24.00万元，决算20.36万元，其中接待费3.58万元，节约3.64万元，节约率17.88%。", "15.17%"),
    "the difference as the rate": (
        "实际支出3,760.00万元，比上年的3,214.60万元增加545.40万元。任务由上年的3.00万亩增加到3.40万亩，任务量增长13.33%，支出相应增长545.40%。", "16.97%",
    ),
    "two digits exchanged": ("安装水表3,986块，每户1块。应安装水表4,120户，入户率97.65%。", "96.75%"),
    "the base and the change exchanged": ("全年收入4,127.65万元。比上年283.40万元增加3,844.25万元，增长7.37%。", "7.37%"),
}  # fmt: skip
RIGHT = [
    "全年查处案件412件，结案395件。办案数量较上年的356件增长15.7%。",
    "预算24.00万元，决算20.36万元，其中接待费3.58万元，节约3.64万元，节约率15.17%。",
    "安装水表3,986块，每户1块。应安装水表4,120户，入户率96.75%。",
    "安装水表3,986块，每户1块。应安装水表4,120户，水质合格率98.42%。",
    "全年收入4,127.65万元。比上年3,844.25万元增加283.40万元，增长7.37%。",
]


@pytest.mark.parametrize("name", WRONG)
def test_a_rate_that_a_slip_closes_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = WRONG[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True]


@pytest.mark.parametrize("text", RIGHT)
def test_a_rate_that_its_amounts_make_is_not_told(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + text, ".txt") == []
