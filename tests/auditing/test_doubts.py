"""What a sentence's own words take apart is not held together, and a slip in a like sentence is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
RIGHT = {
    "counts of other things": "全县现有供水企业6家，设加压泵站14个，管护员合同一年一签。",
    "units of one town and their groups": "镇辖12个行政村、3个社区，共164个村民小组。",
    "widths and lengths": "新修渠道21.50公里，其中2.5米宽渠道12.30公里、1.8米宽渠道9.20公里。",
    "those beside the whole": "年末在编52人，其中高级职称11人；另有劳务派遣人员87人，费用由承接单位负担。",
    "the price of one and the saving of all": "药剂采购单价由86元/吨降至81元/吨，每吨节约5元，全年少支出64.30万元。",
    "standards and what they came to": "管护补助按一类9万元、二类6万元、三类3.50万元计发，共296.50万元。",
    "a threshold": "采购单价30万元以上设备1台（流量监测仪，76.00万元），其余为小型设备。",
    "an aim": "灌区亩均用水由512立方米降到468立方米，亩均减少44立方米，降低8.6%，超过40立方米的目标。",
    "several together": "片区支出8,240.00万元，其中最多的三个片区分别为1,120.40万元、1,015.30万元和962.10万元，三者占37.6%。",
    "net of what came and went": "与上年末的96人相比净减4人，其中退休7人、调出2人、考录5人。",
    "a change from what stands before it": "水泵单台预算128,000元，中标价降低5,000元，降幅3.9%。",
    "kinds and not pieces": "尚有9座三、四类水闸待改造，按每座约46万元估算需414万元。",
    "one of several prices": "购置编织袋20,000条、单价1.50元，救生衣200件、单价80.00元，两项合计4.60万元。",
    "a base of its own": "本年收入3,120.00万元，本年支出3,060.00万元。以调整后全年预算为基数计算，支出率为97.20%。",
    "one of two kinds over both": "按期完工18个，延期完工4个，按期完工率81.82%。",
    "the change of the whole": "“三公”经费支出76.40万元，其中公务用车运行维护费71.20万元、公务接待费5.20万元，比上年的85.00万元减少8.60万元，下降10.12%。",
    "other places": "自来水普及率为91.4%，比上年的89.2%提高2.2个百分点，但比全市平均水平低1.7个百分点。",
    "a task and what was done": "为412户实施改水，超额完成确定的400户任务，完成率103.00%。",
    "for each of its own unit": "新修管道6.4公里，平均每公里造价31.25万元，共投入200.00万元。",
    "several deductions": "产出50分，得47.5分，因一处逾期扣1.5分、台账不全扣1.0分。",
    "a list that need not be whole": "规上企业产值9.40亿元，其中造纸5.10亿元、饮料2.20亿元、其他三类合计2.10亿元。",
    "a mean of counted things": "全年义诊24场，服务3,860人次，平均每场161人次。",
    "spending behind what is left": "年末结转和结余120.45万元。本年支出比2023年度的2,836.19万元增加112.56万元，增长3.97%。",
}
WRONG = {
    "the rest closes a list": "下属单位6个，其中行政单位0个，参公单位1个，其他事业单位3个。",
    "a price with its operator": "每村5万元，补助5万元/村×221村＝1175万元。",
    "a plain change": "差旅费9.20万元，比上年的10.00万元减少0.08万元。",
    "a plain list": "支出合计3,120.00万元，其中：基本支出2,080.00万元，项目支出1,400.00万元。",
    "points behind their full marks": "产出50分，得47.5分，因一处逾期扣1.5分、台账不全扣2.0分。",
}


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in weighty(auditor, folder, HEAD + text, ".txt")]


@pytest.mark.parametrize("name", RIGHT)
def test_what_the_words_take_apart_is_not_held_together(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_in_a_like_sentence_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, WRONG[name]) != []
