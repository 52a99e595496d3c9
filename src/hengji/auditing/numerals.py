"""Small numbers as lists, months and counts write them: 7, 十二, 两."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
TEN, HUNDRED = "十", "百"


def value(text: str) -> int:
    """The value of digits, or of Chinese numerals below a thousand.

    >>> value("十二"), value("一百零三"), value("二十"), value("7"), value("１２")
    (12, 103, 20, 7, 12)
    """
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS.index(letter)
        elif letter == TEN:
            total, digit = total + (digit or 1) * 10, 0
        elif letter == HUNDRED:
            total, digit = total + (digit or 1) * 100, 0
    return total + digit


def chinese(number: int) -> str:
    """A number below a hundred in Chinese numerals.

    >>> chinese(3), chinese(10), chinese(12), chinese(40)
    ('三', '十', '十二', '四十')
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else TEN if tens == 1 else DIGITS[tens % 10] + TEN
    return head + (DIGITS[ones] if ones or not tens else "")
