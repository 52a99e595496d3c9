"""What a sentence lets be chosen otherwise is not told: prices beside amounts, last year's whole, limits, remarks, means of a table; a slip in the same words is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "云岭县某局2023年度部门整体支出绩效自评报告\n\n"
TABLE = """| 支持方式 | 家次 | 预算 | 实际支出 | 平均每家 |
| --- | --- | --- | --- | --- |
| 建设补助 | 9 | 1350.00 | 1260.00 | 140.00 |
| 运营补贴 | 14 | 700.00 | 684.50 | 48.89 |
| 贷款贴息 | 26 | 350.00 | 318.20 | 12.24 |
"""
DRAWN = """表1 项目资金（万元）
┌──────┬────┬────┬────┐
│类别  │下达    │自筹    │合计    │
├──────┼────┼────┼────┤
│道路硬化│150.00  │145.00  │295.00  │
├──────┼────┼────┼────┤
│环境整治│140.00  │85.00   │225.00  │
├──────┼────┼────┼────┤
│合计    │290.00  │230.00  │520.00  │
└──────┴────┴────┴────┘
"""
SILENT = {
    "prices": "示范点6个，每个奖补1.20万元，共7.20万元；骨干30名，每名奖金500元，共1.50万元；以上两项合计8.70万元。",
    "whole of last year": "接待来访136件次，比上年158件次减少22件次；其中家事类92件次、财产类33件次、其他11件次，家事类占67.65%。",
    "whole of the year": "本年收入1498.90万元，其中其他收入12.38万元，占本年收入的0.83%。与2022年本年收入1402.17万元相比，增加96.73万元。",
    "years in order": "2022年受理9280件，结案率87.90%；2023年结案率为90.51%，较上年提高2.61个百分点。",
    "posts in another sentence": "编制226名，年末实有212人，编制使用率93.81%。其中审判员71人、助理58人、书记员（在编）83人。",
    "thousands in a survey": "收回学生问卷1,152份、家长问卷694份、用人单位问卷52份，满意率依次为92.27%、93.80%、96.15%。",
    "deductions in one bracket": "效益40分，得38.0分（误报偏高，扣1分；使用偏少，扣1分）。",
    "full marks of all": "总分100分。投入10分得10分；过程30分得29分；产出40分得38.5分；效益20分得19.5分。合计得97.0分。",
    "shares of two wholes": "人员经费占总支出的45.55%，卫生材料占14.80%。若改以医疗收入为分母，卫生材料占16.71%。",
    "a product in words": "北厂服务费为1418.6万吨乘以1.38元，即1957.67万元。",
    "measured amounts": "北厂削减2780.5吨，南厂削减1590.3吨，共4370.7吨。",
    "a limit": "9家企业总投资6840.00万元，财政每1元带动投入4.43元，补助上限为总投资的20%。",
    "a remark": "指标\t标准分\t扣分\t得分\t扣分原因\n决策\t40\t0\t40\t—\n过程\t60\t2.5\t57.5\t支出执行率不足95%扣2分；备案迟报扣0.5分\n合计\t100\t2.5\t97.5\t\n",
    "a term": "| 指标 | 目标值 | 完成值 | 结果 |\n| --- | --- | --- | --- |\n| 培训人次 | 28000 | 29400 | 达到 |\n| 拨付时限 | 30个工作日 | 52个工作日 | 未达到 |\n",
    "counts and means": TABLE,
    "a drawn table": DRAWN,
}
TOLD = {
    "prices": ("合计8.70", "合计8.07"),
    "whole of the year": ("0.83%", "8.30%"),
    "years in order": ("提高2.61", "下降2.61"),
    "deductions in one bracket": ("偏少，扣1分", "偏少，扣2分"),
    "measured amounts": ("4370.7", "4730.7"),
    "counts and means": ("48.89", "84.89"),
    "a drawn table": ("│520.00", "│502.00"),
}


def _said(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in weighty(auditor, folder, HEAD + text, ".md" if "|" in text else ".txt")]


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_of_what_another_choice_makes_hold(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert _said(auditor, tmp_path, SILENT[name]) == []


@pytest.mark.parametrize("name", TOLD)
def test_a_slip_in_the_same_words_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    right, wrong = TOLD[name]
    assert right in SILENT[name]
    assert _said(auditor, tmp_path, SILENT[name].replace(right, wrong))
