"""Marks in sentences and in the score sheet: totals, parts, remarks and deductions; a slip in any of them is told, other scores are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某区城管局2023年度部门整体支出绩效自评报告\n\n"
SHEET = "\n\n|一级指标|二级指标|分值|得分|扣分原因|\n|---|---|---|---|---|\n|预算管理|预算编制|10|9.6|追加较多，扣0.4分|\n|预算管理|预算执行|12|11.0|扣1.0分|\n|预算管理|资产管理|8|8.0||\n|履职产出|数量|40|38.3|少2户，扣1.7分|\n|效益|社会效益|30|26.5|扣3.5分|\n"
FULL = "\n\n|指标|标准分|扣分|实得分|\n|---|---|---|---|\n|决策|15|0.5|14.5|\n|过程|25|3.1|21.9|\n|产出|35|2.7|32.3|\n|效益|25|2.5|22.5|\n|合计|100|8.8|91.2|\n"
TEXTS = {
    "the total of a sheet without a row for it": ("本年自评总分为{}分。" + SHEET, "93.4", "94.3"),
    "a group of the sheet": ("自评得93.4分，其中：预算管理类得{}分，履职产出类得38.3分，效益类得26.5分。" + SHEET, "28.6", "26.8"),
    "a remark of a row": ("自评得93.4分。" + SHEET.replace("扣1.7分", "扣{}分"), "1.7", "0.7"),
    "a row of the sheet": ("自评得93.4分。" + SHEET.replace("|11.0|", "|{}|"), "11.0", "10.1"),
    "the total of a sheet with a row for it": ("根据评分表，项目自评得{}分，等次为优。" + FULL, "91.2", "92.1"),
    "all that was deducted": ("项目自评得91.2分，共扣{}分。" + FULL, "8.8", "8.6"),
    "parts with full marks that make a hundred": ("项目自评总得分95.3分。其中投入10分，得10分；过程20分，得{}分；产出40分，得38.0分；效果30分，得28.5分。", "18.8", "16.8"),
    "full marks in brackets behind": ("自评得分92.5分：投入8分（满分10分），过程{}分（满分30分），产出28分（满分30分），效果28分（满分30分）。", "28.5", "25.8"),
    "parts on two lines": ("预算编制10分，得9.5分；预算执行20分，得18.9分；\n\n预算管理15分，得14.6分；产出30分，得29.7分；效果25分，得24.1分。合计{}分。", "96.8", "98.6"),
    "deductions that are counted": ("总分100分，自评得{}分。失分共三处：执行率偏低，扣0.8分；知晓率未调查，扣1.5分；报送晚于时限，扣2.0分。", "95.7", "95.9"),
    "the rest has full marks": ("总分100分，自评得96.4分。预算执行率满分10分，得9.4分，扣0.6分；扫描数量未完成，扣{}分；满意度未达标，扣1分。其余指标均得满分。", "2", "3"),
    "a deduction of a row by its name": ("总体得分92.3分。新馆设备到位时间扣2.5分，数字资源总量扣0.3分，预算执行率扣{}分。\n\n|指标|分值|得分|\n|---|---|---|\n|新馆设备到位时间|20|17.5|\n|数字资源总量|30|29.7|\n|预算执行率|50|45.1|\n", "4.9", "9.4"),
}  # fmt: skip
QUIET = {
    "another judge and another year": "本年自评得91.2分，上年自评得分90.3分。经财政复核得分为89.6分。" + FULL,
    "two scores a row": "自评得92.8分，评价得分89.6分。\n\n|类别|分值|自评得分|复核得分|\n|---|---|---|---|\n|管理|40|37.8|36.1|\n|产出|30|28.0|27.0|\n|效益|30|27.0|26.5|\n|合计|100|92.8|89.6|\n",
    "points beyond a hundred": "基本分100分，加分项5分。自评得分97.5分，其中基本分95分、加分2.5分。\n\n|项目|分值|得分|\n|---|---|---|\n|编制|20|19|\n|执行|30|28|\n|绩效|50|48|\n|加分项|5|2.5|\n|合计|105|97.5|\n",
    "what was deducted of one part": "项目自评总分98分。未完全完成的5个共扣1.6分；预算执行率扣0.4分。",
    "a rule beside a deduction": "自评总分96.5分，其中预算执行按执行率乘以权重计分，产出指标扣1.4分，效益指标扣1.1分，预算管理扣1.0分。\n\n|指标|分值|得分|\n|---|---|---|\n|预算执行|50|49.9|\n|预算管理|50|46.6|\n",
    "an example of the scale": "得分在90分以上的为优，80分以上的为良。自评得91.2分。" + FULL,
}  # fmt: skip


def _told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in weighty(auditor, folder, HEAD + text)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_right_text_is_silent_and_a_slip_is_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    text, right, wrong = TEXTS[name]
    assert _told(auditor, tmp_path, text.format(right)) == []
    assert any(wrong in each for each in _told(auditor, tmp_path, text.format(wrong)))


@pytest.mark.parametrize("name", QUIET)
def test_other_scores_are_left_alone(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert _told(auditor, tmp_path, QUIET[name]) == []
