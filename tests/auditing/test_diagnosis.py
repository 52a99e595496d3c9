"""What a wrong sentence may come from: each mechanism is named where it alone makes the figures fit, and none where several do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.figures import one, several
from tests.auditing.reports import report

from hengji.auditing import diagnosis, gather
from hengji.auditing.relation import AT_MOST, Relation

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

WRONG = [
    ("swapped", "印刷费支出45.00万元，比上年增加5.00万元，增长15.2%。", "相邻两位数字写颠倒：改为 12.5"),
    ("swapped", "本年收入合计2,916.27万元，比上年增加116.27万元，增长4.51%。", "相邻两位数字写颠倒：改为 4.15"),
    ("swapped", "结余＝120.00万元－104.53万元＝15.74万元。", "相邻两位数字写颠倒：改为 15.47"),
    ("replaced", "收回有效问卷396份，满意394份，满意度95.49%。", "有一位数字写错：改为 99.49"),
    ("lost", "本年支出合计912.34万元，其中：基本支出600.00万元，项目支出3012.34万元。", "多写或漏写一位数字：改为 312.34"),
    (
        "point",
        "本年支出合计912.34万元，其中：基本支出600.00万元，项目支出3123.4万元。",
        "小数点错位，差 10 倍或 100 倍：改为 312.34",
    ),
    ("unit", "本年支出合计700.00万元，其中：基本支出600.00万元，项目支出100.00元。", "单位写错（元、万元、亿元）"),
    ("sign", "差旅费支出9.00万元，较上年10.00万元增加1.00万元，增长10%。", "增减方向与数字相反"),
    ("sign", "办公费由上年的50.00万元增加到40.00万元，增长20%。", "增减方向与数字相反"),
    ("this year", "印刷费支出45.00万元，比上年减少5.00万元，下降11.1%。", "除以本年数得到的"),
    ("last year's total", "印刷费支出55.00万元，比上年增加50.00万元，增长10%。", "写的可能是上年总数"),
    ("amount as rate", "印刷费支出55.50万元，比上年增加5.50万元，增长5.50%。", "百分比写成了"),
    ("copied", "会议费3.25万元，培训费4.75万元。差旅费支出9.00万元，较上年10.00万元减少4.75万元。", "与附近“培训费”的数字相同"),
    (
        "left out",
        "基本支出600.00万元、项目支出300.00万元，合计910.25万元；经营支出10.25万元。",
        "合计时可能漏计这一项",
    ),
    ("twice", "本年支出合计900.00万元，其中：基本支出600.00万元，信息化支出50.25万元，项目支出300.00万元。", "可能重复计入"),
    ("stale", "上年会议费5.25万元。本年会议费5.25万元，比年初预算6.00万元减少1.75万元。", "与上年数相同，可能没有更新"),
]

UNCLEAR = [
    # any of the three digits may be the wrong one
    "公用经费31.00万元，其中：办公费10.00万元、印刷费20.00万元。",
    # 1105 or 2211
    "补助5万元/村×221村＝11055万元。",
    # a share that nothing near it explains
    "人员经费437.00万元，占基本支出912.00万元的13.7%。",
]


def hints(book: Book, text: str) -> list[str]:
    """What is told as likely by the findings about figures."""
    _, findings, _ = gather.check(report(book, text), book)
    found = [each for each in findings if each.code[:2] in ("AR", "CN") and each.figures]
    assert found, text
    return [hint.rstrip("。") for each in found for hint in each.hints]


@pytest.mark.parametrize(("mechanism", "text", "words"), WRONG)
def test_the_mechanism_that_makes_the_figures_fit_is_named(book: Book, mechanism: str, text: str, words: str) -> None:
    assert any(words in hint for hint in hints(book, text)), mechanism


@pytest.mark.parametrize("text", UNCLEAR)
def test_where_several_edits_fit_none_is_named(book: Book, text: str) -> None:
    assert hints(book, text) == []


def test_a_point_that_may_be_wrong_in_any_of_three_figures_is_not_named(book: Book) -> None:
    assert not any("小数点" in hint for hint in hints(book, "“三公”经费支出决算为6.90万元，完成预算10.00万元的6.9%。"))


def test_every_hint_reads_as_a_sentence_about_a_named_figure(book: Book) -> None:
    [hint] = hints(book, "收回有效问卷396份，满意394份，满意度95.49%。")
    assert hint == "“满意度95.49%”有一位数字写错：改为 99.49 后，与它有关的各处都能对上"


def test_another_sentence_about_the_same_figure_decides_which_edit_it_was(book: Book) -> None:
    alone = "本年支出合计912.34万元，其中：基本支出600.00万元，项目支出321.34万元。"
    more = "本年支出合计912.34万元，其中：基本支出600.00万元，项目支出321.34万元，比上年300.00万元增加21.34万元。"
    assert hints(book, alone) == []
    assert hints(book, more) == ["“本年支出合计912.34万元”相邻两位数字写颠倒：改为 921.34 后，与它有关的各处都能对上"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("600.00万元", "312.34万元", "921.34万元"), True),
        (("600.00万元", "312.34万元", "912.43万元"), True),
        (("600.00万元", "312.34万元", "915.34万元"), True),
        (("600.00万元", "312.34万元", "955.55万元"), False),
        (("600.00万元", "312.34万元", "91.23万元"), False),
        (("6万元", "3万元", "8万元"), False),
    ],
)
def test_an_uncertain_sum_speaks_only_where_one_digit_of_a_long_number_explains_it(texts: tuple[str, ...], expected: bool) -> None:
    assert expected == diagnosis.edit_like(Relation("x", (0, 1), target=2, certain=False), several(*texts))


@pytest.mark.parametrize(
    ("rate", "expected"), [("66.76%", True), ("66.57%", True), ("67%", False), ("76%", False), ("12.34%", False)]
)
def test_an_uncertain_rate_speaks_only_with_four_digits(rate: str, expected: bool) -> None:
    figures = several("200.00万元", "300.00万元", rate)
    assert expected == diagnosis.edit_like(Relation("x", (0,), over=(1,), target=2, certain=False), figures)


@pytest.mark.parametrize(
    "text",
    [
        # 4.75 stands in a second sentence that bears it out
        "会议费3.25万元，培训费4.75万元。差旅费支出9.00万元，较上年10.00万元减少4.75万元，下降47.50%。",
        # either the fall or last year's amount may be copied
        "会议费10.00万元，培训费4.75万元。差旅费支出9.00万元，较上年10.00万元减少4.75万元。",
    ],
)
def test_digits_that_stand_near_are_no_cause_where_another_relation_bears_the_figure_out_or_two_may_be_copied(
    book: Book, text: str
) -> None:
    assert not [hint for hint in hints(book, text) if "相同，可能抄自" in hint]


def test_last_years_amount_is_no_cause_where_this_years_is_borne_out(book: Book) -> None:
    alone = "上年会议费5.25万元。本年会议费5.25万元，比年初预算6.00万元减少1.75万元。"
    more = alone + "本年会议费5.25万元，其中：内部会议3.25万元、外部会议2.00万元。"
    assert any("没有更新" in hint for hint in hints(book, alone))
    assert not any("没有更新" in hint for hint in hints(book, more))


def test_a_bound_has_no_digits_to_mend(book: Book) -> None:
    figures = several("921.34万元", "912.34万元")
    assert not diagnosis.edit_like(Relation("x", (0,), target=1, compare=AT_MOST), figures)
    assert hints(book, "年初指标值95%，实际完成93%。") == []
    assert one(0, "5%").number == 5
