"""Words about all rows, about the most and the least, and about every year, held against tables and amounts; an exception that is named is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import remarks

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某县卫健局2024年度部门整体支出绩效自评报告\n\n"
RATES = "\n\n|项目|预算数（万元）|执行数（万元）|执行率（%）|\n|---|---|---|---|\n|疫苗接种|320.00|313.60|98.00|\n|妇幼保健|145.00|139.20|96.00|\n|传染病防控|210.00|193.20|92.00|\n|健康教育|60.00|58.80|98.00|\n|应急处置|80.00|80.00|100.00|\n"
GOALS = "\n\n|指标名称|年度目标|实际完成|分值|得分|\n|---|---|---|---|---|\n|抽检批次|≥1200批次|1142批次|20|19|\n|设备检查|≥350台|362台|20|20|\n|培训人次|≥500人次|518人次|20|20|\n|办结率|≥95%|98.1%|40|40|\n"
PUBLIC = "\n\n|项目|预算数（万元）|决算数（万元）|\n|---|---|---|\n|公务用车运行维护费|12.00|10.86|\n|公务接待费|1.50|1.72|\n"
CLAIMS = {
    "rates above a limit": ("五个项目执行率均在{}以上。" + RATES, "90%", "95%", "传染病防控"),
    "the rest": ("传染病防控执行率偏低，其余四项执行率均{}以上。" + RATES, "在95%", "在98%", "传染病防控"),
    "nothing above its budget": ("{}。" + PUBLIC, "除公务接待费外，各项均未超预算", "各项均未超预算", "公务接待费"),
    "all goals reached": ("各项指标{}。" + GOALS, "除抽检批次外均达到目标", "均达到目标", "抽检批次"),
    "the highest of a column": ("从执行率看，{}最高。" + RATES, "应急处置", "疫苗接种", "100.00"),
    "the lowest of a column": ("从执行率看，{}最低。" + RATES, "传染病防控", "健康教育", "92.00"),
    "the most of a sentence": ("各项收入中，{}占比最高：药品收入占31.6%，检查收入占24.8%，治疗收入占27.1%，其他占16.5%。", "药品收入", "检查收入", "31.6%"),
    "every year more": ("到馆人次{}：2022年31.6万人次，2023年38.2万人次，2024年36.9万人次。", "有升有降", "逐年增长", "36.9"),
    "done and not done": ("8项三级指标中，完成6项，未完成{}项。", "2", "3", "9"),
    "nothing left": ("当年资金全部支出，{}。\n\n|项目|金额（万元）|\n|---|---|\n|收入总计|1,526.40|\n|支出总计|1,513.80|\n|年末结转和结余|12.60|\n", "年末结转结余12.60万元", "年末无结转结余", "12.60"),
    "two rows of a column": ("妇幼保健执行率{}传染病防控。" + RATES, "高于", "低于", "96.00"),
}  # fmt: skip
QUIET = {
    "an aim": "要求各项目执行率均在95%以上。" + RATES,
    "another set of projects": "三个重点项目执行率均在97%以上。" + RATES,
    "one fund alone": "政府性基金无结转结余。\n\n|项目|金额（万元）|\n|---|---|\n|年末结转和结余|12.60|\n",
    "two things in one sentence": "到馆人次逐年增长，2023年38.2万人次、外借31.6万册次，2024年40.9万人次、外借30.1万册次。",
    "a place among others": "疫苗接种工作全省排名最高。" + RATES,
}


def _told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in remarks(auditor, folder, HEAD + text) if each.code in ("CL35", "CL37", "AR04")]


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_that_rows_speak_against_is_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    text, right, wrong, row = CLAIMS[name]
    assert _told(auditor, tmp_path, text.format(right)) == []
    assert any(row in each for each in _told(auditor, tmp_path, text.format(wrong)))


@pytest.mark.parametrize("name", QUIET)
def test_what_speaks_of_something_else_is_left_alone(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert _told(auditor, tmp_path, QUIET[name]) == []
