"""Correct sentences that reports of many offices write, each as a report of its own: no error and no question. And each with one number changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "某县林业局2023年度部门决算公开\n\n"

CORRECT = {
    "item_heads_a_rate": "本年支出合计800.00万元。\n1.卫生健康（类）行政事业单位医疗（款）机关事业单位职业医疗补助支出（项）：支出决算为96.84万元，完成预算100%。",
    "grand_total_beside_total": "收入、支出决算总计520万元。\n本年收入决算合计510万元，年初结转和结余10万元。\n本年支出决算合计505万元，年末结转和结余15万元。",
    "funds_named_once": "收入总计300万元、支出总计300万元。财政拨款收入总计280万元、支出总计280万元。",
    "this_year_of_all": "收入预算865万元，其中，本年收入825万元，上年结转40万元。",
    "satisfied_of_answers": "收回有效问卷286份，“非常满意”198份，“满意”71份，“基本满意”12份，“不满意”5份，综合满意率98.25%。",
    "answers_behind": "非常满意198份，满意71份，不满意5份，共收回274份，满意率98.18%。",
    "answers_before": "满意度问卷发放100份，收回98份，其中满意95份，一般3份，满意度96.94%。",
    "beyond_the_plan": "开展应急演练26场次，较计划24场次超额完成2场次，完成率108.33%。",
    "area_beyond_the_plan": "新增造林面积1,520亩，超过计划1,500亩20亩，完成率101.33%。",
    "posts_then_people": "编制20人，其中：行政编制8人，事业编制12人，实有19人。",
    "overlapping_people": "在职人员48人，其中党员30人，女性20人，本科以上学历40人。",
    "overlapping_needy": "帮扶困难群众1000人，其中残疾人300人，低保户500人，老年人400人。",
    "by_the_head": "发放补助1200万元，惠及1万人，人均1200元，其中东片300万元，西片400万元，南片500万元。",
    "threshold": "固定资产300万元，其中：房屋100万元，车辆60万元，单价50万元以上设备80万元，其他60万元。",
    "quarters": "支出95万元，其中第一季度支出20万元，前三季度支出80万元。",
    "income_before_spending": "全年收入1000万元，支出950万元。其中：财政拨款收入800万元，其他收入200万元。",
    "change_of_the_whole": "“三公”经费10万元，其中公务用车6万元，公务接待4万元，比上年减少2万元，下降16.67%。",
    "points_behind_weights": "该项满分20分，自评18分，扣2分；其中预算编制5分，得5分，预算执行15分，得13分。",
    "received_then_used": "预算安排100万元，实际到位80万元，到位率80%，实际使用76万元，使用率95%。",
    "added_in_the_year": "年初批复80万元，年中追加20万元，实际支出95万元，执行率95%。",
    "rate_after_a_list": "全年预算100万元，其中基本支出60万元，其他支出0万元。预算执行率为97%。",
    "each_of_two_shares": "支出1000万元，包括基本支出600万元和项目支出400万元，分别占60%和40%。",
    "months": "按每人每月500元标准，发放100人，共计60万元。",
    "unit_prices": "计算机10台，每台5000元，共5万元；打印机5台，每台2000元，共1万元；合计6万元。",
    "a_growth_rate": "政策知晓率同比增长105%。",
    "received_above_plan": "资金到位率120%，因上级追加。",
    "less_is_better": "信访件目标值5件，实际完成3件。响应时间目标值30分钟，实际完成值25分钟。",
    "said_and_deducted": "“结案率”未达标，目标值100%，实际完成96%，扣1分。",
    "opening_of_a_year": "2023年初结转和结余20万元，2023年末结转和结余10万元，本年收入合计300万元，本年支出合计310万元。",
    "added_and_claimed": "年初预算100万元，支出决算120万元，因追加20万元，支出未超预算。",
    "narrower_whole": "本年支出合计900万元，其中：基本支出600万元，项目支出300万元。\n一般公共预算财政拨款基本支出500万元，其中：人员经费400万元，公用经费100万元。",
}  # fmt: skip

WRONG = {
    "satisfied_of_answers": ("98.25%", "95.28%"),
    "answers_before": ("96.94%", "94.69%"),
    "by_the_head": ("南片500万元", "南片550万元"),
    "threshold": ("其他60万元", "其他66万元"),
    "income_before_spending": ("其他收入200万元", "其他收入250万元"),
    "posts_then_people": ("事业编制12人", "事业编制21人"),
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def told(auditor: Auditor, folder: Path, text: str) -> set[tuple[str, str]]:
    """Code and message of what the audit of one sentence tells, notices left out."""
    path = folder / "报告.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    audit, _ = auditor.audit(path, path.name)
    assert audit is not None
    return {(each.code, each.message) for each in audit.findings if each.severity.value != "notice"}


@pytest.mark.parametrize("name", CORRECT)
def test_a_correct_sentence_is_met_with_silence(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert told(auditor, tmp_path, CORRECT[name]) == set()


@pytest.mark.parametrize("name", WRONG)
def test_the_same_sentence_with_a_wrong_number_is_not_passed_over(name: str, auditor: Auditor, tmp_path: Path) -> None:
    old, new = WRONG[name]
    assert old in CORRECT[name]
    assert told(auditor, tmp_path, CORRECT[name].replace(old, new)) != set()
