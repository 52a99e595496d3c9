"""The normal form in which printed labels are compared: equal or not equal, nothing in part."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.quantity import Unit

MOST_LETTERS = 2_000
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』＂'", '"'))
_BRACKETS = str.maketrans({"〔": "(", "【": "(", "[": "(", "〕": ")", "】": ")", "]": ")"})
_CIRCLED = re.compile("[①-⑳⑴-⒇]")
_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十百]+、|[0-9]{1,3}、|[0-9]{1,3}\.(?![0-9])|\((?:[一二三四五六七八九十百]+|[0-9]{1,3})\))(?=.)"
)
_OF_WHICH = re.compile(r"(?:其中|减):(?=.)")
_BRACKET_AT_END = re.compile(r"\(([^()]{1,8})\)$")


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """A text for comparing words: NFKC, no blanks or line breaks, one kind of quotes and of brackets.

    >>> plain("“三公” 经费（合计）")
    '"三公"经费(合计)'
    """
    whole = unicodedata.normalize("NFKC", _CIRCLED.sub("", text[:MOST_LETTERS]))
    visible = "".join(letter for letter in whole if not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf"})
    return visible.translate(_QUOTES).translate(_BRACKETS)


def split(text: str, units: Mapping[str, Unit]) -> tuple[str, Unit | None]:
    """A label in its normal form, and the unit that a bracket at its end held.

    `units` maps each way of writing a unit, in its plain form, to the unit.

    >>> split("其中：1．基本支出：", {})
    ('基本支出', None)
    """
    label = _unnumbered(plain(text)).rstrip(":")
    found = _BRACKET_AT_END.search(label)
    unit = units.get(found[1]) if found else None
    if found is None or unit is None or found.start() == 0:
        return label, None
    return label[: found.start()].rstrip(":"), unit


def normal(text: str, units: Mapping[str, Unit]) -> str:
    """A label in its normal form."""
    return split(text, units)[0]


def unit_words(spellings: Mapping[str, Unit]) -> dict[str, Unit]:
    """The ways of writing units, each in its plain form."""
    return {plain(word): unit for word, unit in spellings.items()}


def _unnumbered(label: str) -> str:
    """The label without list numbers, 其中： and 减：, in whatever order they stand before it."""
    while found := _NUMBER.match(label) or _OF_WHICH.match(label):
        label = label[found.end() :]
    return label
