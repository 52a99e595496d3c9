"""Days, months and years that a text names: 2022年3月14日, 2022-03-14, 次年3月底, 5月中旬, the 28日 of 5月21日至28日.

A moment without a year is of the year named before it in its passage, else of the report's; its year was not `said`, and may be another.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Dates = tuple[date, date]
"""The first and the last day that a moment may be."""
DAY, PART, MONTH, YEAR = "day", "part", "month", "year"
_MOMENT = re.compile(
    r"(?<![\d.])(?P<pointed>(?:19|20)\d{2})(?P<sign>[.\-/])(?P<pointed_month>1[0-2]|0?[1-9])(?P=sign)(?P<pointed_day>3[01]|[12]\d|0?[1-9])(?![\d%])"
    r"|(?:(?<![\d.])(?P<year>(?:19|20)\d{2})年|(?<![\d.])(?<!\d[\-—~～－–至到、/.]))(?P<month>1[0-2]|0?[1-9])月份?"
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])[日号]|(?P<part>[初底末]|[上中下]旬))?"
    r"|(?<![\d.])(?P<only>(?:19|20)\d{2})年度?(?P<end>[底末])?(?!\d)"
    r"|(?<=[至到—\-~～－–])(?P<same>3[01]|[12]\d|0?[1-9])日"
)
_ASIDE = re.compile(r"《[^》]{0,80}》|〔[^〕]{0,12}〕")
_PARTS = {"初": (1, 10), "底": (25, 31), "末": (25, 31), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_DECEMBER, _LAST, _NEAR, _WORD = 12, 31, 2, 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as it stands in a passage; `months` and `days` are the first and the last it may mean, `said` whether its year stands with it."""

    begin: int
    stop: int
    year: int
    said: bool
    months: tuple[int, int]
    days: tuple[int, int]
    level: str

    def dates(self, year: int | None = None) -> Dates | None:
        """Its first and last day, in another year than its own if asked; None for a day that no calendar has."""
        of = self.year if year is None else year
        first, last = (monthrange(of, month)[1] for month in self.months)
        if self.level == DAY and self.days[0] > first:
            return None
        return date(of, self.months[0], min(self.days[0], first)), date(of, self.months[1], min(self.days[1], last))

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.level == DAY


def moments(text: str, words: Mapping[str, tuple[str, ...]], year: int | None) -> Iterator[Moment]:
    """The moments of a passage in order; those whose year nobody knows, and those in titles of documents, are left out."""
    plain = _ASIDE.sub(lambda found: "\u3000" * len(found[0]), text)
    known, last = year, None
    for found in _MOMENT.finditer(plain):
        if found["same"] is not None and (last is None or last.level != DAY or found.start() - last.stop > _NEAR):
            continue
        stated = found["pointed"] or found["year"] or found["only"]
        own = int(stated) if stated else _worded(plain[max(0, found.start() - _WORD) : found.start()], words, known, year)
        if own is not None:
            known = own
        elif known is None:
            continue
        made = _moment(found, known or 0, last, said=own is not None)
        if made is not None:
            last = made
            yield made


def _worded(before: str, words: Mapping[str, tuple[str, ...]], known: int | None, year: int | None) -> int | None:
    """The year that a word before a month gives it: 次年3月."""
    for key, base, more in (
        ("same_year", known, 0),
        ("next_year", known, 1),
        ("this_year", year, 0),
        ("last_year", year, -1),
        ("year_after", year, 1),
    ):
        if base is not None and before.endswith(words[key]):
            return base + more
    return None


def _moment(found: re.Match[str], year: int, last: Moment | None, *, said: bool) -> Moment | None:
    begin, stop = found.span()
    if found["only"]:
        months = (_DECEMBER, _DECEMBER) if found["end"] else (1, _DECEMBER)
        days = _PARTS["底"] if found["end"] else (1, _LAST)
        return Moment(begin, stop, year, said, months, days, PART if found["end"] else YEAR)
    if found["same"] and last is not None:
        day = int(found["same"])
        return Moment(begin, stop, last.year, last.said, last.months, (day, day), DAY)
    month = int(found["pointed_month"] or found["month"])
    stated = found["pointed_day"] or found["day"]
    if stated:
        return Moment(begin, stop, year, said, (month, month), (int(stated), int(stated)), DAY)
    days = _PARTS.get(found["part"] or "", (1, _LAST))
    return Moment(begin, stop, year, said, (month, month), days, PART if found["part"] else MONTH)


def choices(one: Moment, other: Moment) -> Iterator[tuple[Dates, Dates]]:
    """The days of two moments in every year that their words leave open: the later of the two may be of the next year, the earlier of the one before."""
    if one.said and other.said:
        years = [(one.year, other.year)]
    elif one.said:
        years = [(one.year, one.year), (one.year, one.year + 1)]
    elif other.said:
        years = [(other.year, other.year), (other.year - 1, other.year), (one.year, other.year)]
    else:
        years = [(one.year, one.year), (one.year, one.year + 1), (one.year - 1, one.year - 1), (one.year + 1, one.year + 1)]
    for first, second in years:
        a, b = one.dates(first), other.dates(second)
        if a is not None and b is not None:
            yield a, b
