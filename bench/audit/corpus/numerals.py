"""Counts and per cents in Chinese numerals, as townships write them: 四十三人, 百分之八十."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
TENS = ("", "十", "百", "千")
PER_CENT = "百分之"
SPELLED = re.compile(rf"(?:[{DIGITS}十百千]+)(?:点[{DIGITS}]+)?")


def spelled(number: Decimal) -> str:
    """A number below ten thousand in words.

    >>> spelled(Decimal(43)), spelled(Decimal(108)), spelled(Decimal("12.05")), spelled(Decimal(1010))
    ('四十三', '一百零八', '十二点零五', '一千零一十')
    """
    whole, _, rest = f"{number:f}".partition(".")
    said = _whole(int(whole))
    return f"{said}点{''.join(DIGITS[int(digit)] for digit in rest)}" if rest else said


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + TENS[power]
        gap = digit == 0
    return said.removeprefix("一") if 10 <= number < 20 else said


def arabic(text: str) -> Decimal:
    """What such words say.

    >>> arabic("四十三"), arabic("一百零八"), arabic("十二点零五"), arabic("一千零一十")
    (Decimal('43'), Decimal('108'), Decimal('12.05'), Decimal('1010'))
    """
    whole, _, rest = text.partition("点")
    total, digit = 0, 0
    for character in whole:
        if character in TENS[1:]:
            total += (digit or 1) * 10 ** TENS.index(character)
            digit = 0
        else:
            digit = DIGITS.index(character)
    return Decimal(f"{total + digit}.{''.join(str(DIGITS.index(each)) for each in rest)}" if rest else total + digit)
