"""What was read but looks like a slip: asked about below the field, never corrected and never in the way of sending in."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.filling import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.quantity import Quantity
    from hengji.filling.form import Entry, Form
    from hengji.rulebook.book import Book

NO_DAY, OTHER_YEAR, SMALL_SHARE, PART_OF_ONE, HUGE, BELOW_CENT, ABOVE_FULL, ODD_COMMAS = (
    "WF91", "WF92", "WF93", "WF94", "WF95", "WF96", "WF97", "WF59",
)  # fmt: skip
PREPARED, CLAIMED = "head/prepared", "claimed/total"
MONEY, RATIO = "money", "ratio"
COUNTED = frozenset({"person", "visit", "vehicle", "count"})
_COMMAS = re.compile(r"[0-9][0-9,]{0,60}")
_THREES = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){0,20}")
_DAY = re.compile(r"([0-9]{4})\s*[年.\-/]\s*([0-9]{1,2})(?:\s*[月.\-/]\s*(?:([0-9]{1,2})\s*日?)?)?")
_RUN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(\d?)十(\d?)")


def of_amount(entry: Entry, quantity: Quantity, text: str, found: Form) -> Problem | None:
    """The first thing that looks wrong about an amount: WF59, WF93–WF96."""
    return next(_amount(entry, quantity, text, found), None)


def _amount(entry: Entry, quantity: Quantity, text: str, found: Form) -> Iterator[Problem]:
    place, value, unit = Place(entry.label), quantity.value, quantity.unit
    size = (abs(value[0]), value[1])
    limit = found.limits
    if _odd_commas(text):
        yield problem(ODD_COMMAS, place, text, number=f"{quantity.number:,f}{unit.label}")
    if unit.dimension == MONEY:
        if exact.compare(size, limit.money) >= 0:
            yield problem(HUGE, place, text, yi=_in("亿元", quantity, found.book))
        if (size[0] * 100) % size[1]:
            yield problem(BELOW_CENT, place, text)
    if unit.dimension == RATIO and _bare(text) and size[0] and exact.compare(size, limit.share) < 0:
        yield problem(SMALL_SHARE, place, text, hundred=f"{(quantity.number * 100).normalize():f}")
    if unit.dimension in COUNTED and size[0] % size[1]:
        yield problem(PART_OF_ONE, place, text, unit=unit.label)


def _odd_commas(text: str) -> bool:
    """Whether commas stand in a number where no thousands are."""
    found = _COMMAS.search(letters.narrow(text))
    return found is not None and "," in found[0] and _THREES.fullmatch(found[0]) is None


def _bare(text: str) -> bool:
    return text[-1:].isdigit()


def _in(label: str, quantity: Quantity, book: Book) -> str:
    return exact.plain(exact.divide(quantity.value, book.spellings[label].factor))


def of_text(entry: Entry, text: str, found: Form) -> Problem | None:
    """WF91 and WF92 of the day of the report."""
    if entry.key != PREPARED:
        return None
    day = _day(letters.narrow(text))
    if day is None:
        return problem(NO_DAY, Place(entry.label), text)
    year, month = day
    if year <= found.year or year > found.year + 2:
        return problem(OTHER_YEAR, Place(entry.label), text, year=found.year, day=f"{year}年{month}月")
    return None


def of_points(entry: Entry, points: str, found: Form) -> Problem | None:
    """WF97: a claim above what the scheme can give."""
    full, bonus = found.scheme.full_marks, found.scheme.bonus
    if entry.key == CLAIMED and not (bonus and bonus.may_exceed) and exact.compare(exact.of(points), full) > 0:
        return problem(ABOVE_FULL, Place(entry.label), points, full=exact.plain(full))
    return None


def _day(text: str) -> tuple[int, int] | None:
    """Year and month of the first day in a text that a calendar has, in digits or in Chinese numerals."""
    plain = _TENS.sub(lambda tens: f"{tens[1] or 1}{tens[2] or 0}", text.translate(_NUMERALS))
    said = _DAY.search(plain) or _RUN.search(plain)
    if said is None:
        return None
    try:
        found = date(int(said[1]), int(said[2]), int(said[3] or 1))
    except ValueError:
        return None
    return found.year, found.month
