"""Dates and periods in figures: years, months, days, quarters, times of the day."""

from __future__ import annotations

import re

GAP = r"[ \u3000\xa0\n\r]{0,4}+"
"""No tab: a cell may begin with 月 or 日."""

_Y = r"(?:19|20)\d{2}"
_M = r"(?:1[0-2]|0?[1-9])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = rf"{GAP}[—\-–~～至到]{{1,2}}+{GAP}"
_AHEAD = re.compile(
    rf"""
    {_Y}{GAP}年{GAP}(?:度{GAP})?\d{{1,2}}(?:(?:{_TO}|{GAP}[、和]{GAP})\d{{1,2}})?{GAP}月(?:份)?(?:{GAP}\d{{1,2}}{GAP}[日号])?
  | {_Y}(?P<s>[.\-/]){_M}(?P=s){_D}(?!\d)(?![.]\d)
  | {_Y}{GAP}年?(?:{GAP}[—\-–~～至到、，,和及与/]{{1,2}}+{GAP}{_Y}{GAP}年?){{1,5}}(?<=年)
  | {_Y}{GAP}[—\-–~～至到/]{{1,2}}+{GAP}{_Y}(?![\d.,%])(?!{GAP}(?:[百千万亿]|元|[人个项件次]))
  | {_Y}[.\-/]{_M}{GAP}[—\-–~～至到]{{1,2}}+{GAP}(?:{_Y}[.\-/])?{_M}(?![\d.])(?!{GAP}(?:[百千万亿]|元|%))
  | {_Y}[.\-/]{_M}{GAP}(?:月|底)
  | {_Y}-(?:0[1-9]|1[0-2])(?![\d.\-%])(?!{GAP}(?:[百千万亿]|元))
  | {_Y}{GAP}(?:年|级|届|财年|学年)
  | {_Y}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,])
  | \d{{2}}(?:{_TO}\d{{2}})?年(?=底|初|末|度|{_M}月|上半|下半)
  | {_M}{GAP}月{GAP}\d{{1,2}}(?:{GAP}[—\-–~～至到、]{GAP}\d{{1,2}})?{GAP}[日号]
  | {_M}(?:{_TO}|{GAP}[、和]{GAP}){_M}{GAP}月(?!{GAP}[工薪])
  | {_M}{GAP}月(?!{GAP}(?:[工薪均]|度计|度考))
  | {_D}(?:{_TO}{_D})?{GAP}日(?!{GAP}(?:[内均常程志报用]|以内|游|间))
  | [1-4](?:{GAP}[—\-–~～至、]{GAP}[1-4])?{GAP}季度
    """,
    re.VERBOSE,
)
_ITEM = re.compile(rf"\d{{1,2}}[.](?={_Y}{GAP}年)")
_YEAR = re.compile(rf"{_Y}(?![\d.,%])")
_ACCOUNT = re.compile(r"[\u4e00-\u9fff]")
_BEFORE_YEAR = re.compile(r"(?:[比较自从至到在于与和同及截]|截至|截止|相比)$")
_STRICT = re.compile(r"[ \u3000]{0,2}[、，/和及与至](?:19|20)\d{2}(?!\d)")
_CLOSED = re.compile(rf"{_Y}{GAP}[〕\]】]")
_NEXT_YEAR = re.compile(rf"[ \t\u3000\n\r|]{{1,6}}+{_Y}(?![\d.,%])")
_CLOCK = re.compile(r"(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d)(?:[:：][0-5]\d)?(?![\d.:：])")
_OCLOCK = re.compile(rf"(?:[01]?\d|2[0-4]){GAP}[时点]{GAP}(?:[0-5]?\d{GAP}分|整|半|前|许|(?={GAP}[—\-–~～至到]{GAP}\d))")
_DAYTIME = re.compile(r"[午晨晚夜间早日号][ \u3000]{0,2}$|[—\-–~～至到][ ]?$")
_EARLY = 6


def date_end(text: str, start: int) -> int:
    """Where a date ends that begins here, or 0. A list number may stick to it: `1.2022年`."""
    item = _ITEM.match(text, start)
    match = _AHEAD.match(text, item.end() if item is not None else start)
    return match.end() if match is not None else 0


def bare_year_end(text: str, start: int, before: str, *, compared: bool) -> int:
    """A year without its word, where what stands around it leaves no figure: 比2015决算数, 2016本年支出, 〔2024〕, a row of years."""
    match = _YEAR.match(text, start)
    if match is None:
        return 0
    end = match.end()
    opened = before[-1:] in ("〔", "[", "【") and _CLOSED.match(text, start) is not None
    words = _ACCOUNT.match(text, end) is not None or _BEFORE_YEAR.search(before) is not None
    row = _NEXT_YEAR.match(text, end) is not None and not before.strip(" \u3000")[-1:].isdigit()
    row = row or (compared and before[-1:] in "\t\n|")
    listed = _STRICT.match(text, end) is not None
    return end if opened or words or row or listed else 0


def time_end(text: str, start: int, before: str) -> int:
    """Where a time of the day ends that begins here, or 0; 1:20 is a ratio, 8:30 a time."""
    match = _CLOCK.match(text, start)
    if match is not None:
        hour = match["h"]
        early = int(hour) < _EARLY and not (len(hour) > 1 or match["m"] == "00")
        return 0 if early and _DAYTIME.search(before) is None else match.end()
    match = _OCLOCK.match(text, start)
    return match.end() if match is not None else 0
