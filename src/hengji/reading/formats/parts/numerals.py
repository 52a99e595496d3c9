"""Automatic numbers of lists as Word and WPS print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN, _LEGAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_PLAIN_STEPS, _LEGAL_STEPS = ("", "十", "百", "千", "万"), ("", "拾", "佰", "仟", "萬")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST, _ALPHABET, _MOST_TURNS = 99_999, 26, 30
_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))


def _spoken(number: int, digits: str, steps: tuple[str, ...], zero: str) -> str:
    """A number up to 99,999 in words of digits and steps.

    >>> _spoken(105, _PLAIN, _PLAIN_STEPS, "〇"), _spoken(21, _PLAIN, _PLAIN_STEPS, "〇")
    ('一百〇五', '二十一')
    """
    text, gap = "", False
    for place in range(len(steps) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (zero if gap and text else "") + digits[digit] + steps[place]
        gap = not digit
    return text or zero


def chinese(number: int) -> str:
    """As in 一、二、…十、十一、二十.

    >>> [chinese(number) for number in (1, 10, 11, 20, 105)]
    ['一', '十', '十一', '二十', '一百〇五']
    """
    text = _spoken(number, _PLAIN, _PLAIN_STEPS, _PLAIN[0])
    return text[1:] if text.startswith(_PLAIN[1] + _PLAIN_STEPS[1]) else text


def _digit_by_digit(number: int) -> str:
    return "".join(_PLAIN[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    return _spoken(number, _LEGAL, _LEGAL_STEPS, _LEGAL[0])


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letter(number: int) -> str:
    turns, last = divmod(number - 1, _ALPHABET)
    return chr(ord("a") + last) * min(turns + 1, _MOST_TURNS)


def _circled(number: int) -> str:
    return next((chr(start + number - first) for first, last, start in _CIRCLED if first <= number <= last), str(number))


def _in_brackets(number: int) -> str:
    return chr(0x2474 + number - 1) if number <= 20 else f"({number})"  # noqa: PLR2004 - Unicode has twenty of them


def _with_stop(number: int) -> str:
    return chr(0x2488 + number - 1) if number <= 20 else f"{number}."  # noqa: PLR2004 - Unicode has twenty of them


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


_WAYS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": _legal,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanDigital2": chinese,
    "ideographTraditional": lambda number: _STEMS[(number - 1) % len(_STEMS)],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % len(_BRANCHES)],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _in_brackets,
    "decimalEnclosedFullstop": _with_stop,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def numeral(number: int, way: str) -> str:
    """A number in a way of counting as the file format names it; unknown ways count 1, 2, 3.

    >>> numeral(3, "chineseCounting"), numeral(4, "lowerRoman"), numeral(2, "decimalEnclosedCircle")
    ('三', 'iv', '②')
    """
    if not 1 <= number <= _MOST:
        return str(number) if way not in {"none", "bullet"} else ""
    return _WAYS.get(way, str)(number)
