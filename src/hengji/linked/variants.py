"""What a printed form was before one slip of the hand, found again by the digest in its bookmark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.writing.figures import Name

MOST_LETTERS, LONGEST = 80, 4_000
_DIGIT = re.compile(r"[0-9]")
DIGITS = "0123456789"


def before(text: str, name: Name) -> tuple[str, str] | None:
    """What was printed and what it has become, where one digit was changed, turned with its neighbour, added or taken away since.

    Of words only the number that changed. None where more than that has happened.

    >>> before("15.74万元", figures.read_name(figures.name("a", "15.47万元", 1)))
    ('15.47万元', '15.74万元')
    """
    if len(_DIGIT.findall(text)) > MOST_LETTERS or len(text) > LONGEST:
        return None
    parts = figures.numerals(text) if name.words else [text]
    for at, part in enumerate(parts):
        for changed in _changed(part):
            whole = [*parts[:at], changed, *parts[at + 1 :]]
            if figures.form("|".join(whole), words=name.words) == name.printed:
                return changed, part
    return None


def _changed(text: str) -> Iterator[str]:
    for found in _DIGIT.finditer(text):
        at = found.start()
        yield from (text[:at] + digit + text[at + 1 :] for digit in DIGITS if digit != found[0])
        yield text[:at] + text[at + 1 :]
        if text[at + 1 : at + 2] in DIGITS:
            yield text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        yield from (text[:at] + digit + text[at:] for digit in DIGITS)
        yield from (text[: at + 1] + digit + text[at + 1 :] for digit in DIGITS)
        yield f"{text[: at + 1]}.{text[at + 1 :]}"
    for at, letter in enumerate(text):
        if letter in ".,":
            yield text[:at] + text[at + 1 :]


def within(text: str, name: Name) -> tuple[int, int] | None:
    """The span of the printed form inside of a longer text that words were typed into, if nothing there touches its number."""
    if name.words or len(text) > MOST_LETTERS:
        return None
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if figures.form(text[start:end], words=False) == name.printed:
                return (start, end) if not touches(text[:start], text[start:end], text[end:]) else None
    return None


_NUMERAL, _POINT, _SIGN = "0-9０-９", ".,，．", "-－−+＋负"
"""What makes another number of a figure when it stands right beside it: a digit, a point between two digits, a sign before it."""
_BEFORE = re.compile(rf"(?:[{_NUMERAL}](?:[{_POINT}](?=\Z|[{_NUMERAL}]))?|[{_SIGN}])+\Z")
_AFTER = re.compile(rf"(?:[{_POINT}]?[{_NUMERAL}])+")


def touches(left: str, figure: str, right: str) -> bool:
    """Whether a digit or a sign beside a figure makes another number of it.

    >>> touches("共1", "5.47万元", "。"), touches("为", "15.47", "3万元"), touches("为", "15.47万元", "3项")
    (True, True, False)
    """
    before, after = stretched(left, right)
    return bool((figure[:1].isdecimal() and before) or (figure[-1:].isdecimal() and after))


_UNIT = re.compile(r"[ \t\n\u00a0\u3000]*((?:[十百千万亿]+[元倍]?|元|[%％‰]|倍|个?百分点)+)")
"""What multiplies a bare number or makes an amount or a rate of it, when it follows at once or behind blanks."""
_BRACKETS = {"(": ")", "（": "）"}
_PARTED = re.compile(r"(?<=[0-9０-９.,，．])\s+(?=[0-9０-９.,，．])")
_LONE = re.compile(r"[-－−+＋]?[0-9０-９][0-9０-９.,，．\s]*(?:[^0-9０-９\s]{0,6})\s*")


def unit_after(figure: str, right: str) -> int:
    """How many letters behind a bare number are a unit that was put to it; 0 where none is or the figure has a unit of its own.

    >>> unit_after("1102.32", "亿元"), unit_after("1102.32", " 元，"), unit_after("1102.32万元", "亿"), unit_after("68", "人")
    (2, 2, 0, 0)
    """
    found = _UNIT.match(right) if figure[-1:].isdecimal() else None
    return found.end() if found else 0


def bracketed(left: str, figure: str, right: str) -> tuple[int, int]:
    """How many letters on each side are brackets that are all that stands in a cell beside a number: a bookkeeper's negative.

    >>> bracketed("(", "1102.32", ")"), bracketed("（ ", "1102.32", "）"), bracketed("共（", "1102.32", "）"), bracketed("(", "11", "人)")
    ((1, 1), (2, 1), (0, 0), (0, 0))
    """
    before, after = left.strip(), right.strip()
    if figure[:1].isdecimal() and len(before) == 1 and _BRACKETS.get(before) == after[:1] and len(after) == 1:
        return len(left) - left.index(before), right.index(after) + 1
    return 0, 0


def parted(text: str) -> str:
    r"""A lone number in which blanks, a tab or a line end stand between its digits, without them; nothing where it is no such thing.

    >>> parted("11 02.32"), parted("15\n7.06万元"), parted("157.06 万元"), parted("一是80，二是 90")
    ('1102.32', '157.06万元', '', '')
    """
    return "".join(text.split()) if _PARTED.search(text) and _LONE.fullmatch(text.strip()) else ""


def stretched(left: str, right: str) -> tuple[int, int]:
    """How many letters to the left and right of a figure belong to its number: digits, points between them, and signs before it.

    >>> stretched("共1，2", "，5万元，3"), stretched("合计，", "。"), stretched("为-", "")
    ((3, 2), (0, 0), (1, 0))
    """
    before, after = _BEFORE.search(left), _AFTER.match(right)
    return len(before[0]) if before else 0, len(after[0]) if after else 0
