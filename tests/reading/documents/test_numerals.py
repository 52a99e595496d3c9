"""Automatic numbers of lists, against numbers written by hand."""

from __future__ import annotations

import pytest

from hengji.reading.formats.parts.numerals import numeral


@pytest.mark.parametrize(
    ("way", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 1999, "mcmxcix"),
        ("upperLetter", 26, "Z"),
        ("lowerLetter", 28, "bb"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百〇一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseLegalSimplified", 25, "贰拾伍"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedParen", 1, "⑴"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("decimalFullWidth", 15, "１５"),
        ("bullet", 1, ""),
        ("none", 1, ""),
        ("aWayOfTomorrow", 7, "7"),
        ("chineseCounting", 0, "0"),
        ("upperRoman", 10**8, "100000000"),
    ],
)
def test_a_number_is_printed_in_its_way(way: str, number: int, printed: str) -> None:
    assert numeral(number, way) == printed
