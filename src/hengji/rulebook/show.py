"""Results in print: in the unit that the book shows for their dimension, rounded for show only."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.expr.dimensions import DATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.exact import Exact
    from hengji.expr.dimensions import Dimension
    from hengji.expr.scalar import Value
    from hengji.rulebook.book import Book

PERCENT_DECIMALS, MONEY_DECIMALS, OTHER_DECIMALS, TARGET_DECIMALS = 2, 6, 6, 2
SIGNS = ("≥", "≤", "＞", "＜", "＝")
"""With which of them a target is written."""
HUNDRED = 100


def value(book: Book, what: Value, dimension: Dimension) -> str:
    """A value with its unit; unknown as “—”."""
    if isinstance(what, Unknown):
        return book.caption("show.unknown")
    if isinstance(what, bool):
        return book.caption("show.yes" if what else "show.no")
    return number(book, what, dimension)


def numbers(book: Book, several: Sequence[Exact], dimension: Dimension) -> list[str]:
    """Several numbers of one dimension."""
    unit = book.shown_by[dimension] if dimension and dimension != DATE else None
    if unit is None:
        return [number(book, each, dimension) for each in several]
    (above, below), label = unit.factor, unit.label
    return [f"{exact.plain((n * below, d * above), MONEY_DECIMALS)}{label}" for n, d in several]


def number(book: Book, what: Exact, dimension: Dimension) -> str:
    """A number with the shown unit of its dimension; a pure ratio in per cent."""
    if not dimension:
        return percent(what)
    if dimension == DATE:
        return day(what)
    unit = book.shown_by[dimension]
    if unit is None:
        return exact.plain(what, OTHER_DECIMALS)
    above, below = unit.factor
    return f"{exact.plain((what[0] * below, what[1] * above), MONEY_DECIMALS)}{unit.label}"


@lru_cache(4096)
def points(what: Exact, decimals: int | None = None) -> str:
    """Points with so many decimals, or a weight as it is; there are few, which are printed over and over.

    >>> points((3, 1), 2), points((15, 10))
    ('3.00', '1.5')
    """
    return exact.plain(what) if decimals is None else exact.text(what, decimals)


def day(what: Exact) -> str:
    """A calendar day.

    >>> day((738824, 1))
    '2023年10月31日'
    """
    whole = what[0] // what[1]
    if not 1 <= whole <= date.max.toordinal():
        return exact.plain(what)
    found = date.fromordinal(whole)
    return f"{found.year}年{found.month}月{found.day}日"


def percent(ratio: Exact, decimals: int = PERCENT_DECIMALS) -> str:
    """A ratio in per cent.

    >>> percent((179403, 186404))
    '96.24%'
    """
    return f"{exact.text((ratio[0] * HUNDRED, ratio[1]), decimals)}%"
