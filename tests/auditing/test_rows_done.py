"""How many rows are said to have reached what was planned, held against the one table of as many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某县林业局2024年度国土绿化项目绩效自评报告\n\n"
RATES = "\n\n|建设内容|计划数|完成数|完成率|\n|---|---|---|---|\n|封山育林（亩）|8600|8600|100.00%|\n|退化林修复（亩）|5200|4730|90.96%|\n|苗圃改造（个）|6|6|100.00%|\n|林道（公里）|38.5|41.2|107.01%|\n"
AMOUNTS = "\n\n|任务名称|计划数|完成数|\n|---|---|---|\n|巡护|1200|1286|\n|补植|36000|34150|\n|病虫防治|8400|8120|\n|宣传|24|26|\n|培训|300|312|\n"


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("4项建设内容中有3项完成计划，退化林修复因干旱未完成。" + RATES, 0),
        ("4项建设内容中有4项完成计划。" + RATES, 1),
        ("四项任务中两项完成或超额完成。" + RATES, 1),
        ("四项任务中，1项未完成计划。" + RATES, 0),
        ("四项任务中，2项未完成。" + RATES, 1),
        ("5项年度任务中有3项超额完成，其余受天气影响。" + AMOUNTS, 0),
        ("5项年度任务中有4项完成年度任务，其余受天气影响。" + AMOUNTS, 1),
        ("五类工作中有三类未达到目标。" + AMOUNTS, 1),
        ("7项重点工作中有6项完成计划。" + AMOUNTS, 0),
        ("4项建设内容中有4项完成验收。" + RATES, 0),
        ("4项建设内容中有2项完成的时间早于合同。" + RATES, 0),
    ],
)
def test_rows_that_reached_what_was_planned_are_counted(text: str, hits: int, auditor: Auditor, tmp_path: Path) -> None:
    assert sum(each.code == "CL37" for each in weighty(auditor, tmp_path, HEAD + text)) == hits
