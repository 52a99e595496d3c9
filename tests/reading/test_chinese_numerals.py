"""Chinese numerals are read as a writer of numerals, made here by hand, writes them."""

from __future__ import annotations

import random

import pytest

from hengji.reading.runs.numerals import numeral

DIGITS = "零一二三四五六七八九"


def _four(number: int) -> str:
    """Up to 9999 as one says it, 一十 for ten inside a larger number."""
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words


def _say(number: int) -> str:
    """Up to 9999,9999 as one says it."""
    high, low = divmod(number, 10_000)
    words = (_four(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + _four(low)
    return words.removeprefix("一") if words.startswith("一十") else words


def test_every_number_up_to_twelve_thousand_is_read_as_it_is_said() -> None:
    assert [number for number in range(1, 12_000) if numeral(_say(number)) != number] == []


def test_large_numbers_are_read_as_they_are_said() -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    numbers = [chance.randrange(1, 100_000_000) for _ in range(2000)]
    assert [number for number in numbers if numeral(_say(number)) != number] == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("两千三百", 2300),
        ("一亿五千万", 150_000_000),
        ("二亿零三十万", 200_300_000),
        ("伍拾", 50),
        ("壹仟贰佰", 1200),
        ("十", 10),
        ("二〇", None),
    ],
)
def test_other_ways_of_saying_a_number(words: str, number: int | None) -> None:
    assert numeral(words) == number


@pytest.mark.parametrize(
    "words", ["三四", "百", "千", "万", "三千五", "二百五", "十十", "百一", "一百十", "万万", "二零二三", "三十百"]
)
def test_what_says_no_number_is_none(words: str) -> None:
    assert numeral(words) is None
