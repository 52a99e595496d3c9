"""Dates, document numbers and attachments as they are written, and how they ought to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = re.compile(r"(?<!\d)(?:\d{4}\s?年\s?)?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?")
_NUMERALS = "〇○零Ｏ一二三四五六七八九十"
_CHINESE_DATE = re.compile(rf"([{_NUMERALS}]{{4}})年([{_NUMERALS}]{{1,3}})月([{_NUMERALS}]{{1,3}})日")
_ONLY_DATE = re.compile(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")
_NUMBER = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,12})(?P<open>[〔\[［【(（])(?P<year>(?:19|20)\d{2})(?P<close>[〕\]］】)）])(?P<rest>第?\d{1,5})号"
)
_RIGHT_OPEN, _RIGHT_CLOSE = "〔", "〕"
_ENDS = "。；，、.;,：:"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is written, what ought to be, and which letters change: position in the text to new letters."""

    start: int
    found: str
    wanted: str
    letters: tuple[tuple[int, str], ...] = ()


def padded_dates(text: str) -> Iterator[Wrong]:
    """Dates with a zero before month or day."""
    for found in _DATE.finditer(text):
        zeros = [found.start(name) for name in ("month", "day") if (found[name] or "").startswith("0") and len(found[name]) > 1]
        if zeros:
            kept = "".join(letter for at, letter in enumerate(found[0], found.start()) if at not in zeros)
            yield Wrong(found.start(), found[0], kept, tuple((at, "") for at in zeros))


def chinese_date(text: str) -> Wrong | None:
    """A paragraph that is nothing but a date in Chinese numerals."""
    found = _CHINESE_DATE.fullmatch(text.strip())
    if found is None:
        return None
    start = text.index(found[0])
    year = "".join(_digit(letter) for letter in found[1])
    wanted = f"{year}年{_small(found[2])}月{_small(found[3])}日"
    letters = ((start, wanted), *((start + at, "") for at in range(1, len(found[0]))))
    return Wrong(start, found[0], wanted, letters)


def only_a_date(text: str) -> bool:
    """Whether a line is nothing but a date."""
    return bool(_ONLY_DATE.fullmatch(text) or _CHINESE_DATE.fullmatch(text))


def wrong_brackets(text: str) -> Iterator[Wrong]:
    """Document numbers whose year stands in other brackets than 〔〕."""
    for found in _NUMBER.finditer(text):
        changed = [
            (found.start(name), right) for name, right in (("open", _RIGHT_OPEN), ("close", _RIGHT_CLOSE)) if found[name] != right
        ]
        if changed:
            wanted = f"{found['name']}{_RIGHT_OPEN}{found['year']}{_RIGHT_CLOSE}{found['rest']}号"
            yield Wrong(found.start(), found[0], wanted, tuple(changed))


def padded_numbers(text: str) -> Iterator[Wrong]:
    """Document numbers with 第 or a zero before the number."""
    for found in _NUMBER.finditer(text):
        if found["rest"].startswith(("第", "0")):
            yield Wrong(found.start(), found[0], "")


def only_a_document_number(text: str) -> bool:
    """Whether a line is nothing but a document number."""
    return bool(_NUMBER.fullmatch(text))


def attachment_mark(text: str, word: str) -> bool:
    """Whether a line is the mark of an attachment: 附件, 附件1, also with a colon too many."""
    return bool(re.fullmatch(rf"{word}\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})?[：:]?", text))


def attachment_note(text: str, word: str) -> bool:
    """Whether a line lists attachments: 附件：…"""
    return bool(re.match(rf"{word}\s?\d{{0,2}}\s?[：:]\s?\S", text))


def wrong_attachment_note(text: str, word: str) -> Wrong | None:
    """A list of attachments that is written wrongly: colon, number, a stop behind the name."""
    line = text.strip()
    body = re.sub(rf"^{word}\s?", "", line)
    wanted = re.sub(r"^(\d{1,2})[：:]", r"：\1.", body)
    wanted = re.sub(r"^[：:]\s*", "：", wanted)
    wanted = re.sub(r"^(：?)(\d{1,2})[、．]\s*", r"\1\2.", wanted).rstrip(_ENDS)
    whole = (word if line.startswith(word) else "") + wanted
    return None if whole == line or whole == line.replace(". ", ".") else Wrong(0, line, whole)


def _digit(letter: str) -> str:
    return str("〇一二三四五六七八九".find(letter)) if letter in "一二三四五六七八九" else "0"


def _small(text: str) -> str:
    """A month or a day.

    >>> _small("十二"), _small("二十"), _small("三十一"), _small("〇五")
    ('12', '20', '31', '5')
    """
    head, ten, tail = text.partition("十")
    if ten:
        return str((int(_digit(head)) if head else 1) * 10 + (int(_digit(tail)) if tail else 0))
    return str(int("".join(_digit(letter) for letter in text)))
