"""What a person types is read in every way in which people write an amount, and shown as it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.filling import typed
from hengji.filling.form import Entry

if TYPE_CHECKING:
    from hengji.filling.form import Form

CLOSING, PEOPLE, RATE = "facts/年末结转和结余", "facts/在职人员数", "facts/结转结余率"
SENT = "facts/问卷发放数"


def read(filling: Form, key: str, text: str) -> typed.Reading:
    entry = filling.entry(key)
    assert entry is not None
    return typed.read(entry, text, filling)


@pytest.mark.parametrize(
    ("text", "canonical", "shown"),
    [
        ("15.47", "15.47万元", "15.47 万元"),
        ("15.47万", "15.47万元", "15.47 万元"),
        ("154700元", "154700元", "154,700 元，合 15.47 万元"),
        ("1,105.00万元", "1105.00万元", "1,105.00 万元"),
        ("0.12亿元", "0.12亿元", "0.12 亿元，合 1,200 万元"),
        ("１２．５", "12.5万元", "12.5 万元"),
        ("壹佰零伍万元整", "105万元", "105 万元"),
        ("105.6 亿", "105.6亿元", "105.6 亿元，合 1,056,000 万元"),
        ("0", "0万元", "0 万元"),
        ("15。47", "15.47万元", "15.47 万元"),
        ("１，１０５．００", "1105.00万元", "1,105.00 万元"),
        ("2900.80", "2900.80万元", "2,900.80 万元"),
    ],
)
def test_an_amount_is_read_with_its_unit(filling: Form, text: str, canonical: str, shown: str) -> None:
    found = read(filling, CLOSING, text)
    assert (canonical, shown, None) == (found.canonical, found.shown, found.problem)


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        (CLOSING, "约1864", "IN01"),
        (CLOSING, "1e400", "IN01"),
        (CLOSING, "nan", "IN01"),
        (CLOSING, "1_000", "IN01"),
        (CLOSING, "15人", "IN08"),
        (CLOSING, "-", "WF13"),
        (CLOSING, "/", "WF13"),
        (CLOSING, "免填", "WF13"),
        (CLOSING, "12\u202e34", "WF11"),
        (CLOSING, "９" * 30, "IN04"),
        (PEOPLE, "-3", "IN17"),
        (CLOSING, "①", "IN01"),
        (CLOSING, "5²", "IN01"),
        (CLOSING, "２０２３年12月", "IN03"),
        ("claimed/total", "-5", "IN17"),
        ("claimed/total", "九十八点", "IN01"),
        ("projects/1/original", "-3", "IN17"),
        ("projects/1/original", "3人", "IN08"),
        (PEOPLE, "35万元", "IN08"),
        (RATE, "15万元", "IN08"),
        ("narrative/duties", "长" * 2001, "WF12"),
        ("lines/GDA-01/answer/1", "也许", "IN42"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_number(filling: Form, key: str, text: str, code: str) -> None:
    found = read(filling, key, text)
    assert found.problem is not None
    assert (code, "") == (found.problem.code, found.canonical)


def test_nothing_typed_is_nothing_and_never_zero(filling: Form) -> None:
    assert typed.Reading() == read(filling, CLOSING, "   ")


def test_two_ways_of_writing_a_name_are_one_field(filling: Form) -> None:
    assert {"facts/本年支出合计"} == {filling.canonical(f"facts/{name}") for name in ("本年支出合计", "本年支出合计[决算]")}


@pytest.mark.parametrize(
    "key", ["state", "facts/没有这个名称", "lines/GDA-99/points", "../../etc", "facts/本年支出合计\n", "score"]
)
def test_a_key_that_is_no_field_is_none(filling: Form, key: str) -> None:
    assert filling.entry(key) is None


def test_a_cell_of_an_open_table_takes_money_of_its_column(filling: Form) -> None:
    entry = Entry("projects/1/original", "amount", "年初预算", "万元")
    assert [typed.read(entry, text, filling).canonical for text in ("75", "75人")] == ["75万元", ""]


def test_people_in_chinese_numerals_are_read_in_the_unit_of_the_field(filling: Form) -> None:
    assert read(filling, PEOPLE, "二十五").shown == "25 人"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("head/prepared", "明天", "WF91"),
        ("head/prepared", "2024年13月45日", "WF91"),
        ("head/prepared", "2023年2月29日", "WF91"),
        ("head/prepared", "2019-05-20", "WF92"),
        ("head/prepared", "2031年1月1日", "WF92"),
        (RATE, "0.95", "WF93"),
        (PEOPLE, "25.5", "WF94"),
        (PEOPLE, "2.55555万人", "WF94"),
        (CLOSING, "1864300000", "WF95"),
        (CLOSING, "15.470000001", "WF96"),
        ("claimed/total", "120", "WF97"),
        (CLOSING, "7,00.1", "WF59"),
        (CLOSING, "1234,567", "WF59"),
        (CLOSING, "1，05.2万", "WF59"),
    ],
)
def test_what_looks_like_a_slip_is_asked_about_and_read_all_the_same(filling: Form, key: str, text: str, code: str) -> None:
    found = read(filling, key, text)
    assert (found.problem, bool(found.canonical)) == (None, True)
    assert found.doubt is not None
    told = filling.book.problem(found.doubt)
    assert (code, told.code, "{" in told.message + told.fix) == (found.doubt.code, code, False)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("head/prepared", "2024年5月20日"),
        ("head/prepared", "二〇二四年十二月二十一日"),
        ("head/prepared", "20240520"),
        ("head/prepared", "2024.5"),
        (RATE, "0.95%"),
        (RATE, "0"),
        (RATE, "95"),
        (RATE, "1.5"),
        (PEOPLE, "2.5万人"),
        (CLOSING, "15.4712"),
        (CLOSING, "999999"),
        (CLOSING, "1,105.00万元"),
        (CLOSING, "-1,234,567.8"),
        ("claimed/total", "100"),
    ],
)
def test_what_is_as_it_should_be_is_not_asked_about(filling: Form, key: str, text: str) -> None:
    assert read(filling, key, text).doubt is None


@pytest.mark.parametrize(
    ("key", "label"),
    [
        (CLOSING, "年末结转和结余，"),
        ("projects/1/original", "主要项目或任务的资金（万元） 第 1 行，"),
        ("claimed/total", "总得分"),
        ("narrative/problems", "问题"),
    ],
)
def test_a_field_has_a_name_wherever_it_is_spoken_of(filling: Form, key: str, label: str) -> None:
    assert label in filling.label(key)
    assert "/" not in filling.label(key)


@pytest.mark.parametrize(
    ("key", "text", "canonical", "shown"),
    [
        (SENT, "1.5万", "15000份", "15,000 份"),
        (SENT, "1.5万份", "1.5万份", "1.5 万份，合 15,000 份"),
        (SENT, "１．５万", "15000份", "15,000 份"),
        (PEOPLE, "1.2345万", "12345人", "12,345 人"),
        (PEOPLE, "2w", "20000人", "20,000 人"),
    ],
)
def test_a_bare_wan_in_a_field_that_counts_is_ten_thousand_of_its_unit(
    filling: Form, key: str, text: str, canonical: str, shown: str
) -> None:
    found = read(filling, key, text)
    assert (canonical, shown, None) == (found.canonical, found.shown, found.problem)


def test_a_wrong_unit_is_told_as_it_was_typed_with_the_unit_of_the_field(filling: Form) -> None:
    found = read(filling, SENT, "1.5万元").problem
    assert found is not None
    assert filling.book.problem(found).message == "“问卷发放数”应当用“份”一类的单位，这里是“1.5万元”"
