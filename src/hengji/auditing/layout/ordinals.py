"""The numbers of levels: 一、（一）1.（1）, how they are written, and whether they follow each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.numerals import chinese, value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.layout import Paragraph

_CHINESE = "一二三四五六七八九十百零〇"
_FORMS = (
    (1, re.compile(rf"([{_CHINESE}]{{1,5}})、(?!\s*[{_CHINESE}]{{1,5}}、)")),
    (2, re.compile(rf"（([{_CHINESE}]{{1,5}})）(?![、.．,，])")),
    (3, re.compile(r"([0-9]{1,3})[.．](?![\d.．])")),
    (4, re.compile(r"（([0-9]{1,3})）(?![、.．,，])")),
)
_NEAR = (
    (1, re.compile(rf"([{_CHINESE}]{{1,5}})\s*[.．,，:：;；。·](?=\s*\S)")),
    (2, re.compile(rf"[(（]([{_CHINESE}]{{1,5}})[)）][、.．,，]?")),
    (3, re.compile(r"(\d{1,3})(?:、(?=\D)|[.．](?![\d.．]))")),
    (4, re.compile(r"[(（](\d{1,3})[)）][、.．,，]?(?=\D)")),
)
_BARE = re.compile(rf"([{_CHINESE}]{{1,3}})[ \t\u3000]+(?=[\u4e00-\u9fff])")
"""一 and a blank with no mark behind it: a heading where the line holds no stop."""
_DECIMAL = re.compile(r"([1-9]\d?(?:[.．][1-9]\d?){1,3})[.．]?(?=[\s　、]*[\u4e00-\u9fff])")
"""1.1 and 1.1.1, which the standard does not have."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile("[。；！？]")
_FIFTH = re.compile(r"[①-⑳]|\d{1,2}[)）]|[A-Za-z][.)）](?=\s|[\u4e00-\u9fff])")
_COUNTED = re.compile(r"\d{1,2}[.．、]")
WRITTEN = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number at the beginning of a paragraph: as it is written, its level (5 for what goes below the fourth), its value."""

    text: str
    level: int
    value: int
    well_formed: bool
    decimal: bool = False

    @property
    def wanted(self) -> str:
        """As the standard writes it."""
        number = str(self.value) if self.level in {3, 4} else chinese(self.value)
        return WRITTEN[self.level].replace("1", number).replace("一", number)

    @property
    def halved(self) -> bool:
        """Whether nothing is wrong but brackets of half width."""
        return not self.well_formed and self.text.replace("(", "（").replace(")", "）") == self.wanted


def decimals(texts: Iterable[str], counted: tuple[str, ...]) -> frozenset[str]:
    """Which decimal numbers that paragraphs begin with are numbers of levels: those of headings, and those whose neighbour is there as well.

    >>> sorted(decimals(["1.1 其他", "1.5 万元用于更新。", "2.1条规定，三公经费从严。", "3.1机构设置。", "3.2人员情况。"], ("万元", "条")))
    ['1.1', '3.1', '3.2']
    """
    found: dict[str, bool] = {}
    for text in texts:
        number = _DECIMAL.match(text.strip())
        if number is not None and not _counts(text.strip()[number.end() :].lstrip(" \t　、"), counted):
            key = number[1].replace("．", ".")
            found[key] = found.get(key, False) or not _SENTENCE.search(text)
    return frozenset(number for number, heads in found.items() if heads or _beside(number) & found.keys())


def _counts(text: str, counted: tuple[str, ...]) -> bool:
    """Whether what stands behind a number is what it counts: 万元 …, or 人 with no further letter."""
    return any(text.startswith(word) and (len(word) > 1 or not _HAN.match(text[1:])) for word in counted)


def _beside(number: str) -> set[str]:
    """The numbers before and behind on the same level, and the one above."""
    above, _, last = number.rpartition(".")
    return {f"{above}.{int(last) - 1}", f"{above}.{int(last) + 1}", f"{number}.1", above}


def read(paragraph: Paragraph, levels: frozenset[str] = frozenset()) -> Ordinal | None:
    """The number that a paragraph begins with; `levels` are the decimal numbers that are some."""
    text = paragraph.printed.strip()
    found = _DECIMAL.match(text)
    if found is not None and found[1].replace("．", ".") in levels:
        number = found[1].replace("．", ".")
        level = 3 if number.count(".") == 1 else 4
        return Ordinal(found[1], level, int(number.rpartition(".")[2]), well_formed=False, decimal=True)
    for forms, well in ((_FORMS, True), (_NEAR, False)):
        for level, form in forms:
            if found := form.match(text):
                return Ordinal(found[0], level, value(found[1]), well)
    found = _BARE.match(text)
    if found and not _SENTENCE.search(text):
        return Ordinal(found[1], 1, value(found[1]), well_formed=False)
    found = _FIFTH.match(text)
    if found:
        return Ordinal(found[0], 5, 0, well_formed=True)
    return None


def counted(text: str) -> bool:
    """Whether a line goes on a list of attachments."""
    return bool(_COUNTED.match(text))
