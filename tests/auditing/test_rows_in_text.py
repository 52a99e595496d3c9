"""Rows of a table that sentences name with an amount: a slip is told where the others beside it agree, another stage of the thing is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某区住建局2023年度部门整体支出绩效自评报告\n\n"
PROJECTS = "\n\n|项目名称|年初预算（万元）|支出（万元）|执行率|\n|---|---|---|---|\n|旧区改造|1,350.00|1,286.40|95.29%|\n|街巷整治|360.00|342.75|95.21%|\n|停车平台|100.00|96.30|96.30%|\n|合计|1,810.00|1,725.45|95.33%|\n"
GOALS = "\n\n|三级指标|年度指标值|实际完成值|分值|得分|\n|---|---|---|---|---|\n|河道清淤|18公里|18.6公里|40|40|\n|新建护岸|13公里|12.4公里|40|38|\n|栽植林木|3000株|3250株|20|20|\n"
PROGRESS = "\n\n|时点|累计支出（万元）|执行进度|\n|---|---|---|\n|一季度末|1,995.00|21.00%|\n|二季度末|4,370.00|46.00%|\n|三季度末|6,815.30|71.74%|\n"
SLIPS = {
    "an amount by the name of its project": ("旧区改造支出1,286.40万元，街巷整治支出{}万元，停车平台支出96.30万元。" + PROJECTS, "342.75", "324.75"),
    "a result by the name of its indicator": ("完成河道清淤18.6公里，新建护岸{}公里，栽植林木3,250株。" + GOALS, "12.4", "14.2"),
    "the name stands a clause before": ("截至三季度末，累计支出{}万元，执行进度71.74%。" + PROGRESS, "6,815.30", "6,851.30"),
    "a rate that is called the highest": ("停车平台执行率最高，为{}%；街巷整治执行率最低，为95.21%。" + PROJECTS, "96.30", "93.60"),
}  # fmt: skip
QUIET = {
    "another stage": "旧区改造支出1,286.40万元，停车平台年初预算100.00万元，街巷整治追加后预算366.00万元。" + PROJECTS,
    "a part of it": "停车平台支出96.30万元，街巷整治中央资金342.15万元。" + PROJECTS,
    "alone": "街巷整治支出324.75万元。" + PROJECTS,
    "no slip": "旧区改造支出1,286.40万元，街巷整治支出298.10万元。" + PROJECTS,
}


def _told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in weighty(auditor, folder, HEAD + text)]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    text, right, wrong = SLIPS[name]
    assert _told(auditor, tmp_path, text.format(right)) == []
    assert any(wrong in each for each in _told(auditor, tmp_path, text.format(wrong)))


@pytest.mark.parametrize("name", QUIET)
def test_what_may_be_something_else_is_left_alone(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert not [each for each in _told(auditor, tmp_path, QUIET[name]) if "同名" in each or "这一行" in each]
