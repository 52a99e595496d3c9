"""The numbers of levels: 一、（一）1.（1）, how they are written, and whether they follow each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.layout import Paragraph

DIGITS = "零一二三四五六七八九"
TEN, HUNDRED = "十", "百"
_CHINESE = "一二三四五六七八九十百零〇"
_FORMS = (
    (1, re.compile(rf"([{_CHINESE}]{{1,5}})、(?!\s*[{_CHINESE}]{{1,5}}、)")),
    (2, re.compile(rf"（([{_CHINESE}]{{1,5}})）(?![、.．,，])")),
    (3, re.compile(r"(\d{1,3})[.．](?![\d.．])")),
    (4, re.compile(r"（(\d{1,3})）(?![、.．,，])")),
)
_NEAR = (
    (1, re.compile(rf"([{_CHINESE}]{{1,5}})[.．,，:：](?=\S)")),
    (2, re.compile(rf"[(（]([{_CHINESE}]{{1,5}})[)）][、.．,，]?")),
    (3, re.compile(r"(\d{1,3})、(?=\D)")),
    (4, re.compile(r"[(（](\d{1,3})[)）][、.．,，]?(?=\D)")),
)
_DECIMAL = re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,3}(?=[\s　、]\s*[\u4e00-\u9fff])")
"""1.1 and 1.1.1, which the standard does not have."""
_FIFTH = re.compile(r"[①-⑳]|\d{1,2}[)）]|[A-Za-z][.)）](?=\s|[\u4e00-\u9fff])")
_PART = re.compile(rf"第[{_CHINESE}\d]{{1,3}}(?:部分|章|编|篇)")
_COUNTED = re.compile(r"\d{1,2}[.．、]")
WRITTEN = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number at the beginning of a paragraph: as it is written, its level (5 for what goes below the fourth), its value."""

    text: str
    level: int
    value: int
    well_formed: bool

    @property
    def wanted(self) -> str:
        """As the standard writes it."""
        number = str(self.value) if self.level in {3, 4} else chinese(self.value)
        return WRITTEN[self.level].replace("1", number).replace("一", number)

    @property
    def halved(self) -> bool:
        """Whether nothing is wrong but brackets of half width."""
        return not self.well_formed and self.text.replace("(", "（").replace(")", "）") == self.wanted


def read(paragraph: Paragraph) -> Ordinal | None:
    """The number that a paragraph begins with."""
    text = paragraph.printed.strip()
    if found := _DECIMAL.match(text):
        return Ordinal(found[0], 3, _value(re.split("[.．]", found[0])[-1]), well_formed=False)
    for forms, well in ((_FORMS, True), (_NEAR, False)):
        for level, form in forms:
            if found := form.match(text):
                return Ordinal(found[0], level, _value(found[1]), well)
    found = _FIFTH.match(text)
    if found:
        return Ordinal(found[0], 5, 0, well_formed=True)
    return None


def counted(text: str) -> bool:
    """Whether a line goes on a list of attachments."""
    return bool(_COUNTED.match(text))


def begins_anew(text: str) -> bool:
    """Whether a line is the head of a part or chapter, below which numbers begin anew.

    >>> begins_anew("第二部分　绩效情况"), begins_anew("第二季度")
    (True, False)
    """
    return bool(_PART.match(text))


def _value(text: str) -> int:
    """The value of digits, or of Chinese numerals below a thousand.

    >>> _value("十二"), _value("一百零三"), _value("二十"), _value("7")
    (12, 103, 20, 7)
    """
    if text.isdigit() and text.isascii():
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


def chinese(value: int) -> str:
    """A number below a hundred in Chinese numerals.

    >>> chinese(3), chinese(10), chinese(12), chinese(40)
    ('三', '十', '十二', '四十')
    """
    tens, ones = divmod(value, 10)
    head = "" if not tens else TEN if tens == 1 else DIGITS[tens % 10] + TEN
    return head + (DIGITS[ones] if ones or not tens else "")
