"""What a clerk's slip leaves behind it: the earlier in the later printed as the growth, over a budget that was kept, parts told beside a mean, another unit in a mean; and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "云岭县某局2023年度部门整体支出绩效自评报告\n\n"
SPENDING = "|支出项目|年初预算|全年预算|决算数|执行率|\n|---|---|---|---|---|\n|一、基本支出|1,180.40|1,180.40|1,152.60|97.64%|\n|人员经费|—|—|980.25|—|\n|公用经费|—|—|172.35|—|\n|二、项目支出|420.00|655.20|640.18|97.71%|\n|合计|1,600.40|1,835.60|1,792.78|97.67%|\n"
VOTES = "|评价内容|满意|一般|不满意|满意占比|一般占比|不满意占比|\n|---|---|---|---|---|---|---|\n|环境|329|53|9|84.14%|13.55%|2.31%|\n|秩序|327|56|8|83.63%|14.32%|2.05%|\n|态度|302|73|16|77.24%|18.67%|4.09%|\n|时限|308|77|6|78.77%|19.69%|1.54%|\n"
AIMED = "# 一、目标\n\n|指标|年度指标值|实际完成值|得分|\n|---|---|---|---|\n|合格率|≥91%|95.20%|10|\n|按时办结率|≥98%|99.10%|10|\n\n# 二、总结\n\n合格率95.20%，按时办结率99.10%。\n"
SILENT = {
    "parts of the row above without a word": SPENDING,
    "rates made to fit": VOTES,
    "an aim beside what was reached": AIMED,
    "an amount over its own whole": "政府采购支出总额880.00万元，其中货物类480.00万元、工程类140.00万元、服务类260.00万元；授予中小企业合同金额633.60万元，占采购总额的72.00%。",
    "a sum without units": "补助农技站12个、示范点15个、基地9个、带头人16名，应补助48+45+45+20=158万元。",
    "one deduction before the total": "到馆人次未达目标，扣1.1分；全年举办展览7场，参观28.4万人次。自评总分98.6分。",
    "kinds and their number": "部门预算由局机关和所属学校共17个预算单位组成，其中局机关1个，独立核算学校16个。",
    "more than last year's, a small part of it": "全年拨付2,262.70万元。与2022年的1,985.40万元比，多拨277.30万元，增长13.97%。",
    "a budget that was cut later": "年初预算1,862.40万元，年中调增318.75万元，全年预算2,181.15万元。全年支出2,037.80万元，年末财政收回指标143.35万元。",
    "a yield of other money": "业务收入26,731.40万元，业务支出14,218.90万元，增值收益12,512.50万元，增值收益率1.52%。",
    "so many for each": "为12个门诊更换冷藏柜36台，平均每个门诊3台，单价0.86万元，计30.96万元。",
    "two things with their own prices": "采购诊断仪1台118.00万元，呼吸机2台、每台17.50万元，监护仪8台、每台2.80万元，三样合计175.40万元。",
    "a share of all of them": "3家企业仓容分别为3.6万吨、2.1万吨和0.9万吨，合计6.6万吨，承储市级粮占仓容68.18%。",
    "the latter, and both": "“三公”经费支出5.37万元，前者4.60万元、后者0.77万元，较上年的6.12万元压减0.75万元，压减12.25%。",
    "last year's parts": "“三公”经费8.63万元，其中公务用车运行维护费7.20万元，公务接待费1.43万元。上年“三公”经费9.15万元，其中公务用车运行维护费7.48万元、公务接待费1.67万元。",
    "what has grown": "28个站的运维托管费16.25万元单独列示；待3个站建成后，按18.20万元测算运维费，年度增加1.95万元。",
    "words for signs": "|项目|本年|上年|变动|\n|---|---|---|---|\n|本年收入|655.92|698.03|减少42.11|\n|本年支出|648.30|702.16|减少53.86|\n|其中：基本支出|387.66|379.90|增加7.76|\n|其中：项目支出|260.64|322.26|减少61.62|\n",
    "rates of parts": "|项目|全年预算数|决算数|决算/全年预算|\n|---|---|---|---|\n|一、基本支出|2131.00|2104.55|98.76%|\n|1.人员经费|1895.00|1879.42|99.18%|\n|2.公用经费|236.00|225.13|95.39%|\n",
    "two offices of one chapter": "# 二、项目\n## （一）救助\n全年支出412.60万元，救助2,305人次。\n## （二）福利中心\n全年支出286.35万元，其中劳务费148.50万元，其余137.85万元用于水电。\n",
    "kept below": "项目预算4,850.00万元，已全部到位。实际支出4,719.49万元，比预算结余130.51万元。",
}  # fmt: skip
TOLD = {
    "the earlier in the later": ("六个项目共支出1,086.77万元，较2022年的908.61万元增长{}。", "19.61%", "83.61%"),
    "the later in the earlier": ("合同到账874.30万元；上年到账702.15万元，今年增长{}。", "24.52%", "124.52%"),
    "beyond a budget that was kept": ("项目预算4,850.00万元，已全部到位。实际支出4,719.49万元，{}130.51万元。", "比预算结余", "超出预算"),
    "parts before a mean": ("村（社区）干部{}人，其中村干部84人、社区干部18人，平均每个村（社区）6人。", "102", "120"),
    "every kind named": ("新建设施{}处，包括步道6处、球场9处、泳池5处、健身点48处、驿站4处；步道总长21.6公里。", "72", "76"),
    "another unit in a mean": ("场馆接待545,000人次，开放补助386.00万元，人次均补助{}。", "7.08元", "7.08万元"),
    "another unit in what was collected": ("立案763件，结案708件，罚没款{}，案均0.83万元。", "586.42万元", "586.42亿元"),
    "more passed than were tested": ("出水监测1,095次（每厂每天1次），达标{}次，达标率99.73%。", "1,092", "1,192"),
    "bare numbers of a sum": ("补助农技站、示范点、基地、带头人，应补助48+45+45+20={}万元。", "158", "168"),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_what_only_looks_like_a_slip_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + SILENT[name]) == []


@pytest.mark.parametrize("name", TOLD)
def test_a_slip_is_told_where_it_stands(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, right, wrong = TOLD[name]
    assert weighty(auditor, tmp_path, HEAD + text.format(right)) == []
    assert weighty(auditor, tmp_path, HEAD + text.format(wrong)) != []
