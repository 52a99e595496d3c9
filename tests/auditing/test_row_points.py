"""Points of single rows against target and value reached, and the rows' sum against the total that the text tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某县水文站2024年度部门整体支出绩效自评报告\n\n"
FISH = "|一级|具体指标|分值|年度任务|达成情况|得分|\n|---|---|---|---|---|---|\n|产出|增殖放流|20|≥800万尾|{}|{}|\n|产出|渔船检验率|20|≥98%|99.2%|20|\n|产出|巡航里程|20|≥1.2万公里|{}|{}|\n|效益|纠纷调处率|20|≥95%|96%|20|\n|满意度|渔民满意度|20|≥90%|93%|20|\n"
ROADS = "|考核内容|权重|计划|结果|自评分|说明|\n|---|---|---|---|---|---|\n|路灯亮灯率|15|≥98%|98.6%|15||\n|抢修用时|15|≤2小时|{}|{}|{}|\n|亩均用水|20|≤380立方米|{}|{}|{}|\n|道路清扫|25|120公里|{}|{}|{}|\n|投诉办结率|25|100%|100%|25||\n"
CLINIC = "<p>某区妇幼保健院2023年度项目支出绩效自评报告</p><p>{}</p><table><tr><th>指标</th><th>满分</th><th>年初计划</th><th>全年完成</th><th>实得分</th></tr><tr><td>产前筛查</td><td>30</td><td>≥3600人次</td><td>{}</td><td>{}</td></tr><tr><td>新生儿访视率</td><td>30</td><td>≥92%</td><td>95.1%</td><td>30</td></tr><tr><td>两癌检查</td><td>20</td><td>≥5000例</td><td>5120例</td><td>20</td></tr><tr><td>家长满意率</td><td>20</td><td>≥90%</td><td>{}</td><td>{}</td></tr></table>"
CELLS = "某市气象局2024年度人工影响天气项目绩效自评报告\n我局于2025年3月完成自评，自评得分{}分。\n评分情况\n一级\n指标\n分值\n目标\n结果\n得分\n产出\n作业点建设\n20\n选址合理\n选址合理\n20\n产出\n火箭弹储备\n20\n≥600枚\n{}\n{}\n产出\n增雨作业\n20\n≥40次\n43次\n20\n产出\n完成时间\n20\n2024年10月底前\n2024年9月28日\n20\n效益\n受益面积覆盖率\n20\n≥90%\n{}\n{}\n合计\n100\n{}\n\n下一步继续做好火箭弹的管理。\n"
PLAN = "|三级指标|分值|指标值|完成值|得分|\n|---|---|---|---|---|\n|送戏下乡|10|≥100场|96场|9.6|\n|剧目创排|10|≥5部|4部|8.0|\n|培训学员|20|≥400人|388人|{}|\n|展演上座率|10|≥90%|84.6%|{}|\n|惠民票|20|≥2万张|1.7万张|17.0|\n|设备完好率|30|≥98%|98.5%|30|\n"


def _codes(auditor: Auditor, folder: Path, text: str, suffix: str = ".md") -> list[str]:
    return sorted(each.code for each in weighty(auditor, folder, text, suffix) if each.code in ("PF75", "PF76", "PF77", "SC10"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (FISH.format("812万尾", "20", "1.2万公里", "20"), []),
        (FISH.format("812万尾", "20", "1.2万公里", "18.6"), ["PF76"]),
        (FISH.format("774万尾", "20", "1.26万公里", "20"), ["PF75"]),
        (FISH.format("774万尾", "19.3", "11800公里", "19.7"), []),
        (FISH.format("799.9万尾", "20", "12400公里", "20"), []),
        (FISH.format("812万尾", "20", "1.2万公里", "18.6") + "\n巡航里程已经达到，航迹记录不全，扣1.4分。", []),
        (ROADS.format("1.5小时", "15", "", "372立方米", "20", "", "120公里", "25", ""), []),
        (ROADS.format("2.6小时", "15", "", "372立方米", "20", "", "120公里", "25", ""), ["PF75"]),
        (ROADS.format("1.5小时", "15", "", "402立方米", "20", "", "120公里", "25", ""), ["PF75"]),
        (ROADS.format("2.6小时", "15", "暴雨期间按规定不扣分", "372立方米", "20", "", "112公里", "23.3", "封路施工"), []),
        (ROADS.format("1.5小时", "15", "", "372立方米", "20", "", "120公里", "23.3", ""), ["PF76"]),
        (ROADS.format("1.5小时", "15", "", "372立方米", "20", "", "120公里", "23.3", "质量抽查有两段不合格"), []),
        (PLAN.format("19.4", "9.4"), []),
        (PLAN.format("19.4", "9.9"), ["PF77"]),
        (PLAN.format("14.4", "9.4"), ["PF77"]),
        (PLAN.format("17.4", "8.4"), []),
    ],
)  # fmt: skip
def test_points_that_do_not_fit_what_was_reached_are_asked_about(
    text: str, codes: list[str], auditor: Auditor, tmp_path: Path
) -> None:
    assert _codes(auditor, tmp_path, HEAD + text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (CLINIC.format("", "3642人次", "30", "91.2%", "20"), []),
        (CLINIC.format("", "3462人次", "30", "91.2%", "20"), ["PF75"]),
        (CLINIC.format("", "3462人次", "28.9", "91.2%", "20"), []),
        (CLINIC.format("", "3600人次", "29.1", "91.2%", "20"), ["PF76"]),
        (CLINIC.format("产前筛查少做109人次，扣0.9分。", "3600人次", "29.1", "91.2%", "20"), []),
    ],
)
def test_headers_of_one_word_are_enough_beside_full_marks_and_points(
    text: str, codes: list[str], auditor: Auditor, tmp_path: Path
) -> None:
    assert _codes(auditor, tmp_path, text, ".html") == codes


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (("100", "620枚", "20", "92%", "20", "100"), []),
        (("98.7", "561枚", "18.7", "92%", "20", "98.7"), []),
        (("98.7", "561枚", "20", "92%", "20", "98.7"), ["PF75", "SC10"]),
        (("98.7", "561枚", "17.8", "92%", "20", "98.7"), ["SC10"]),
    ],
)
def test_a_score_sheet_of_one_cell_a_line_is_read_although_some_targets_are_words(
    cells: tuple[str, ...], codes: list[str], auditor: Auditor, tmp_path: Path
) -> None:
    assert _codes(auditor, tmp_path, CELLS.format(*cells), ".txt") == codes


def test_the_value_that_the_points_would_mean_is_told(auditor: Auditor, tmp_path: Path) -> None:
    text = HEAD + PLAN.format("19.4", "9.4").replace("96场", "100场")
    [found] = [each for each in weighty(auditor, tmp_path, text) if each.code == "PF76"]
    assert "完成值约为96" in found.message
