"""The grammar of printed amounts and dates (FAULTS D3, D4, D5): what is accepted, what is refused, and how."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.core import exact
from hengji.core.quantity import Quantity, Unit
from hengji.rulebook import amounts
from hengji.rulebook.amounts import Misread

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

WAN = Unit("wan_yuan", "万元", "money", (10_000, 1))
YUAN = Unit("yuan", "元", "money", (1, 1))
PERCENT = Unit("percent", "%", "ratio", (1, 100))
PERSON = Unit("person", "人", "person", (1, 1))
UNITS = {"万元": WAN, "万": WAN, "元": YUAN, "%": PERCENT, "％": PERCENT, "人": PERSON}


def read(text: str) -> Quantity:
    found = amounts.quantity(text, UNITS)
    assert isinstance(found, Quantity)
    return found


def misread(text: str) -> Misread:
    found = amounts.quantity(text, UNITS)
    assert isinstance(found, Misread)
    return found


@pytest.mark.parametrize(
    ("text", "number", "unit", "decimals"),
    [
        ("2900.8万元", "2900.8", "万元", 1),
        ("2900.80万元", "2900.80", "万元", 2),
        ("0元", "0", "元", 0),
        ("0.00元", "0.00", "元", 2),
        ("-16.5%", "-16.5", "%", 1),
        ("1,864.04万元", "1864.04", "万元", 2),
        ("1,000,000.123456元", "1000000.123456", "元", 6),
        ("999,999元", "999999", "元", 0),
        ("1864 万元", "1864", "万元", 0),
        (" 1864万元\n", "1864", "万元", 0),
        ("12万", "12", "万元", 0),
        ("95％", "95", "%", 0),
        ("12345678901234567890元", "12345678901234567890", "元", 0),
        ("0.1234567890123456789元", "0.1234567890123456789", "元", 19),
    ],
)
def test_an_amount_keeps_its_digits_and_its_unit(text: str, number: str, unit: str, decimals: int) -> None:
    found = read(text)
    assert (str(found.number), found.unit.label, found.decimals, found.raw) == (number, unit, decimals, text.strip())


@pytest.mark.parametrize(
    ("text", "code", "points"),
    [
        ("１２．５万元", "IN06", "U+FF11 U+FF12 U+FF0E U+FF15"),
        ("１２．５", "IN06", "U+FF11 U+FF12 U+FF0E U+FF15"),
        ("12．5万元", "IN06", "U+FF0E"),
        ("1，000万元", "IN06", "U+FF0C"),
        ("－5万元", "IN06", "U+FF0D"),
        ("＋5万元", "IN06", "U+FF0B"),
        ("5２万元", "IN06", "U+FF12"),
        ("٣万元", "IN01", "U+0663 U+4E07 U+5143"),
        ("5٣万元", "IN01", "U+0663 U+4E07 U+5143"),
        ("5²万元", "IN01", "U+00B2 U+4E07 U+5143"),
        ("½万元", "IN01", "U+00BD U+4E07 U+5143"),
        ("−5万元", "IN01", "U+2212 U+4E07 U+5143"),
        ("1_000万元", "IN01", "U+005F U+4E07 U+5143"),
    ],
)
def test_letters_that_only_look_like_a_number_are_named_by_their_code_points(text: str, code: str, points: str) -> None:
    found = misread(text)
    assert (found.code, found.found, dict(found.slots)["points"]) == (code, text, points)


@pytest.mark.parametrize(
    "text",
    [
        "inf", "nan", "-inf", "Infinity", "1e400", "1e5万元", "1E+3元", "0x1F元", "0b1元", "1_0元", "", " ", "万元", "%", "-", "--5元",
        "- 5元", "+5万元", "5.", "5.万元", ".5万元", "-.5元", "1.2.3万元", "1 000万元", "1,00,000元", "12,34,567.8万元", "1,0000元",
        "1000,000元", ",000元", "1,000,元", "1,000.5,000元", "0123万元", "00元", "0,123元", "10%%", "百分之九十五", "≥95%", "约5万元", "基本完成",
        "/", "无", "不适用", "五万元", "null", "(5)元", "5\x00元", "1e1000000000", "=1+1", "5;元",
    ],
)  # fmt: skip
def test_what_no_person_writes_as_an_amount_is_no_number(text: str) -> None:
    assert misread(text).code == "IN01"


@pytest.mark.parametrize("text", ["1864.04", "0.95", "95", "-5", "1,000", "0"])
def test_a_bare_number_has_no_unit_and_so_is_neither_95_nor_95_per_cent(text: str) -> None:
    assert misread(text).code == "IN02"


@pytest.mark.parametrize("text", ["5圆", "5万元整", "5十万元", "5万 元", "5\u202e万元", "5万元（估）", "5人民币"])
def test_a_unit_that_the_book_does_not_list_is_told(text: str) -> None:
    found = misread(text)
    assert (found.code, dict(found.slots)["unit"]) == ("IN03", text[1:])


@pytest.mark.parametrize("text", ["1" * 21 + "元", "0." + "1" * 20 + "元", "1" * 100_000 + "元", "1,000,000,000,000,000,000,000元"])
def test_an_amount_of_more_than_20_digits_is_too_long(text: str) -> None:
    assert misread(text).code == "IN04"


def test_a_column_gives_its_unit_only_where_the_text_names_none() -> None:
    given_, own = amounts.quantity("12.5", UNITS, WAN), amounts.quantity("12.5元", UNITS, WAN)
    assert isinstance(given_, Quantity)
    assert isinstance(own, Quantity)
    assert (given_.unit, own.unit) == (WAN, YUAN)
    refused = amounts.quantity("12.5吨", UNITS, WAN)
    assert isinstance(refused, Misread)
    assert refused.code == "IN03"


def test_amounts_in_different_units_are_compared_by_exact_factors() -> None:
    assert read("0.1万元").compare(read("1000元")) == 0
    assert read("194.46元").compare(read("194.46万元")) == -1
    assert exact.add(read("0.1元").value, read("0.2元").value)[0] * 10 == 3 * exact.add(read("0.1元").value, read("0.2元").value)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-30", date(2024, 6, 30)),
        ("2024-2-29", date(2024, 2, 29)),
        ("2022年2月11日", date(2022, 2, 11)),
        ("2022/2/11", date(2022, 2, 11)),
        ("2022.02.11", date(2022, 2, 11)),
        (" 2022-02-11 ", date(2022, 2, 11)),
    ],
)
def test_a_date_has_year_month_and_day(text: str, expected: date) -> None:
    assert expected == amounts.day(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-31", "2023-02-29", "2024-13-01", "2024-00-10", "2024-1-0", "0000-01-01", "1904", "2024", "2024-06", "20240630",
        "24-06-30", "45473", "２０２４-06-30", "2024-06-30T00:00", "六月三十日", "昨天", "", "2024-06-30至2024-07-01", "-2024-06-30",
        "12024-06-30", "2024-006-30",
    ],
)  # fmt: skip
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert Misread("IN05", text) == amounts.day(text)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=Decimal(-(10**12)), max_value=Decimal(10**12))


@given(NUMBERS, st.integers(0, 4), st.sampled_from([WAN, YUAN, PERCENT, PERSON]), st.booleans())
def test_what_is_printed_is_read_back(number: Decimal, decimals: int, unit: Unit, thousands: bool) -> None:
    printed = f"{number:,.{decimals}f}" if thousands else f"{number:.{decimals}f}"
    found = read(printed + unit.label)
    assert (f"{found.number:f}", found.unit, found.decimals) == (printed.replace(",", ""), unit, decimals)
    again = read(found.printed)
    assert (again.value, again.decimals) == (found.value, found.decimals)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_coded_refusal(text: str) -> None:
    found = amounts.quantity(text, UNITS)
    if isinstance(found, Misread):
        assert found.code in {"IN01", "IN02", "IN03", "IN04", "IN06"}
    else:
        assert all(letter in "0123456789-." for letter in f"{found.number:f}")


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert day == amounts.day(day.isoformat())


def test_every_unit_of_the_law_book_can_be_written_behind_a_number(book: Book) -> None:
    for spelling, unit in book.spellings.items():
        found = amounts.quantity(f"1,234.50{spelling}", book.spellings)
        assert isinstance(found, Quantity), spelling
        assert (found.unit, str(found.number)) == (unit, "1234.50")
