"""One fact stated with two figures: told where words or digits show that it is one, and passed over where a word tells two of a name apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report
from tests.auditing.told_of import weighty

from hengji.auditing import gather
from hengji.core.audit import Status

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.audit import Remark
    from hengji.pipeline import Auditor
    from hengji.rulebook.book import Book

HEAD = "# 某区科技局2022年度专项资金绩效自评报告\n\n"
PUPILS = "# 三、产出\n4.困难学生救助。春、秋两学期分别救助3,214人次和3,475人次，全年6,689人次。\n# 五、结论\n全年新增学位2,310个，救助困难家庭学生{}人次。\n"
LEAVERS = "# 二、毕业生\n升学318人、就业526人，合计844人。\n# 四、质量\n毕业生中升学{}人，升学面较广。\n"
BRIDGES = "# 二、任务完成\n渡槽维修竣工7处，工程质量良好。\n# 三、结论\n新打机井21眼，渡槽维修竣工{}处，受益面广。\n"
OFFICES = "# 一、机构\n局机关内设9个股室，派出6个水利工作站。\n# 三、产出\n标准化改造覆盖全部{}个水利工作站。\n"
FUNDS = "# 一、资金\n2022年专项资金年初预算{}，年中未调整。\n\n|方向|年初预算（万元）|\n|---|---|\n|科技创新专项资金|18,400.00|\n|基础配套专项资金|13,250.00|\n|合计|31,650.00|\n"
HOUSES = "# 一、基本情况\n全镇有在册低保户412户1,057人。\n# 三、成效\n入户走访覆盖低保户{}户和特困户31户，没有遗漏。\n"
NET = "# 二、产出\n年内新登记商户1,148户，注销927户，净增221户。\n# 五、问题\n全年登记商户净增{}户，核验力量不足。\n"
SPENT = "# 二、资金\n全年实际支出4,532.87万元，其中材料费3,207.50万元、人工费1,325.37万元。\n# 五、结论\n全年支出{}万元，用于修缮校舍。\n"
MARKS = "# 三、评分\n经综合评分，本次评价得分85.60分，等级为良。\n# 六、应用\n将本次评价得分{}分作为下年安排预算的依据。\n"
SLIPS = {
    "a short number of one kind of household": (HOUSES, "412", "421"),
    "what was gained on the whole": (NET, "221", "212"),
    "a long amount with one word in common": (SPENT, "4,532.87", "4,352.87"),
    "a total score": (MARKS, "85.60", "86.50"),
    "digits exchanged, by what both count": (PUPILS, "6,689", "6,869"),
    "a short number, by its name": (LEAVERS, "318", "381"),
    "a count by the same words": (BRIDGES, "7", "8"),
    "all of what was said to be there": (OFFICES, "6", "7"),
}
QUIET = {
    "rates of one table": "# 一、资金\n财政资金执行率97.92%。\n# 二、分项\n街道资金执行率97.29%。\n",
    "short numbers of other things": "# 一、情况\n巡查河道412次。\n# 二、成效\n走访商户421次。\n",
    "an aim": "# 一、绩效目标\n渡槽维修竣工8处。\n# 二、完成情况\n渡槽维修竣工7处。\n",
    "another year": "# 一、上年\n上年渡槽维修竣工8处。\n# 二、本年\n渡槽维修竣工7处。\n",
    "a sample": "# 一、情况\n渡槽维修竣工7处。\n# 二、核查\n抽查渡槽维修竣工5处。\n",
    "a mean": "# 一、情况\n渡槽维修平均每处花费18.12万元。\n# 二、成本\n渡槽维修平均每处花费18.21万元。\n",
    "another thing": "# 一、情况\n渡槽维修竣工7处。\n# 二、另\n泵站维修竣工8处。\n",
    "a part of those there": "# 一、机构\n派出6个水利工作站。\n# 三、产出\n改造3个水利工作站。\n",
    "both are borne out": "# 一、支出\n材料支出120.50万元、人工支出79.50万元，合计200.00万元。\n# 二、下属\n材料支出102.50万元、人工支出97.50万元，合计200.00万元。\n",
    "several of one name": "# 一、甲\n问卷收回有效342份。\n# 二、乙\n问卷收回有效324份。\n# 三、丙\n问卷收回有效361份。\n# 四、丁\n问卷收回有效297份。\n",
}


def told(book: Book, text: str) -> list[Remark]:
    _, found, _ = gather.check(report(book, text), book)
    return [each for each in found if each.code == "CN25"]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_both_figures(name: str, book: Book) -> None:
    text, right, wrong = SLIPS[name]
    assert told(book, text.format(right)) == []
    (found,) = told(book, text.format(wrong))
    assert found.quote.startswith(wrong)
    assert wrong in found.message
    assert right in found.message


@pytest.mark.parametrize("name", QUIET)
def test_what_words_tell_apart_is_no_second_statement(name: str, book: Book) -> None:
    assert told(book, QUIET[name]) == []


def test_what_two_places_say_alike_is_confirmed(book: Book) -> None:
    text = "# 一、资金\n财政安排县道养护资金1,386.45万元。\n# 二、使用\n县道养护资金1,386.45万元全部拨付到位。\n# 三、其他\n拨付绿化款205.10万元。\n"
    read = report(book, text)
    _, _, standings = gather.check(read, book)
    told = {figure.plain: standing.status for figure, standing in zip(read.figures, standings, strict=True)}
    assert (told["1,386.45万元"], told["205.10万元"]) == (Status.CONFIRMED, Status.UNCHECKED)


def test_the_equation_that_bears_out_one_of_them_is_shown(book: Book) -> None:
    (found,) = told(book, PUPILS.format("6,869"))
    assert "没有别的数能证明" in found.message
    (found,) = told(book, LEAVERS.format("381"))
    assert "318 ＋ 526 ＝ 844" in found.message.replace("人", "")


def test_ten_thousand_for_a_hundred_million_is_told(auditor: Auditor, tmp_path: Path) -> None:
    assert weighty(auditor, tmp_path, HEAD + FUNDS.format("3.165亿元")) == []
    (found,) = weighty(auditor, tmp_path, HEAD + FUNDS.format("3.165万元"))
    assert (found.code, found.quote) == ("CN25", "3.165万元")
