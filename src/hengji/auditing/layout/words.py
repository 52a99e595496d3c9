"""Dates, document numbers and attachments as they are written, and how they ought to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.layout import Words, Writing

_FIGURED_DATE = re.compile(
    r"(?<![0-9A-Za-z.\-/_])(?P<year>(?:19|20)\d{2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![0-9A-Za-z_]|[.\-/][0-9A-Za-z])"
)
_MONTHS, _DAYS = 12, 31
_RIGHT_OPEN, _RIGHT_CLOSE = "〔", "〕"
_IN_WORDS = re.compile(r"\s?([一二三四五六七八九十]{1,3})[：:]?")
_MARKED, _LISTED = re.compile(r"(\d{1,2})(?:[：:]|\Z)"), re.compile(r"(\d{1,2})[.．、：:]")
_ENDS = "。；，、.;,：:"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is written, what ought to be, and which letters change: position in the text to new letters."""

    start: int
    found: str
    wanted: str
    letters: tuple[tuple[int, str], ...] = ()


def padded_dates(text: str, law: Writing) -> Iterator[Wrong]:
    """Dates with a zero before month or day."""
    for found in law.date.finditer(text):
        zeros = [found.start(name) for name in ("month", "day") if (found[name] or "").startswith("0") and len(found[name]) > 1]
        if zeros:
            kept = "".join(letter for at, letter in enumerate(found[0], found.start()) if at not in zeros)
            yield Wrong(found.start(), found[0], kept, tuple((at, "") for at in zeros))


def other_dates(text: str, law: Words, signs: Sequence[str]) -> Iterator[Wrong]:
    """Dates in figures with dashes, strokes or points; numbers of files, versions and addresses are none.

    >>> from hengji.rulebook.layout import Words
    >>> law = Words("", (), "", "", not_dates_after=("编号",), not_dates_before=("版",))
    >>> [each.wanted for each in other_dates("于2024-03-05验收，编号2024-03-05，2024.3.5版，IP 10.2024.3.5，2024/3/10/1", law, "年月日")]
    ['2024年3月5日']
    """
    for found in _FIGURED_DATE.finditer(text):
        month, day = int(found["month"]), int(found["day"])
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        real = 1 <= month <= _MONTHS and 1 <= day <= _DAYS
        if not real or before.endswith(law.not_dates_after) or after.startswith(law.not_dates_before):
            continue
        year_sign, month_sign, day_sign = signs
        letters: list[tuple[int, str]] = [(found.start("sign"), year_sign), (found.end("month"), month_sign)]
        for name in ("month", "day"):
            letters += [(found.start(name), "")] if found[name].startswith("0") else []
        letters.append((found.end("day") - 1, f"{found['day'][-1]}{day_sign}"))
        yield Wrong(
            found.start(), found[0], f"{found['year']}{year_sign}{month}{month_sign}{day}{day_sign}", tuple(sorted(letters))
        )


def chinese_date(text: str, law: Writing) -> Wrong | None:
    """A paragraph that is nothing but a date in Chinese numerals."""
    found = law.chinese_date.fullmatch(text.strip())
    if found is None:
        return None
    start = text.index(found[0])
    year = "".join(_digit(letter) for letter in found[1])
    wanted = "".join(f"{part}{sign}" for part, sign in zip((year, _small(found[2]), _small(found[3])), law.signs, strict=True))
    letters = ((start, wanted), *((start + at, "") for at in range(1, len(found[0]))))
    return Wrong(start, found[0], wanted, letters)


def only_a_date(text: str, law: Writing) -> bool:
    """Whether a line is nothing but a date."""
    return bool(law.only_date.fullmatch(text) or law.chinese_date.fullmatch(text))


def wrong_brackets(text: str, law: Writing) -> Iterator[Wrong]:
    """Document numbers whose year stands in other brackets than 〔〕."""
    for found in law.number.finditer(text):
        changed = [
            (found.start(name), right) for name, right in (("open", _RIGHT_OPEN), ("close", _RIGHT_CLOSE)) if found[name] != right
        ]
        if changed:
            start = _name_starts(found, law)
            wanted = f"{text[start : found.end('name')]}{_RIGHT_OPEN}{found['year']}{_RIGHT_CLOSE}{found['rest']}{found['end']}"
            yield Wrong(start, text[start : found.end()], wanted, tuple(changed))


def padded_numbers(text: str, law: Writing) -> Iterator[Wrong]:
    """Document numbers with 第 or a zero before the number."""
    for found in law.number.finditer(text):
        if found["padded"] or found["rest"].startswith("0"):
            start = _name_starts(found, law)
            yield Wrong(start, text[start : found.end()], "")


def _name_starts(found: re.Match[str], law: Writing) -> int:
    """Where the name in a document number begins: behind 按照, 根据 and the like, which the sentence says before it."""
    before = [verb.end() for verb in law.before_number.finditer(found.string, *found.span("name"))]
    return max((end for end in before if end < found.end("name")), default=found.start())


def only_a_document_number(text: str, law: Writing) -> bool:
    """Whether a line is nothing but a document number."""
    return bool(law.number.fullmatch(text))


def attachment_mark(text: str, law: Writing) -> bool:
    """Whether a line is the mark of an attachment: 附件, 附件1, also with a colon too many."""
    return bool(law.attachment.fullmatch(text))


def attachment_note(text: str, law: Writing) -> bool:
    """Whether a line lists attachments: 附件：…"""
    return bool(law.attachment_note.match(text))


def attachment_in_words(text: str, word: str) -> bool:
    """Whether the mark of an attachment counts in Chinese numerals: 附件一."""
    return bool(_IN_WORDS.fullmatch(text.strip().removeprefix(word)))


def attachment_number(text: str, word: str) -> int:
    """The number of an attachment in its mark or in the list; 0 without one.

    >>> [attachment_number(text, "附件") for text in ("附件2", "附件：1.自评表", "3.基础数据表", "附件：自评表", "附件二", "附件：2024年自评表")]
    [2, 1, 3, 0, 2, 0]
    """
    line = text.strip()
    body = line.removeprefix(word).lstrip("：: ")
    spelt = _IN_WORDS.fullmatch(body)
    found = (_MARKED if body == line.removeprefix(word).strip() and line.startswith(word) else _LISTED).match(body)
    return int(_small(spelt[1])) if spelt else int(found[1]) if found else 0


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
