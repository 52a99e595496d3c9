"""Results in print: in the unit that the book shows for their dimension, rounded for show only."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.expr.dimensions import DATE
from hengji.expr.spoken import spoken

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.expr.dimensions import Dimension
    from hengji.expr.scalar import Value
    from hengji.expr.spoken import Phrase
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book

PERCENT_DECIMALS, MONEY_DECIMALS, OTHER_DECIMALS, TARGET_DECIMALS = 2, 6, 6, 2
EXACT_DECIMALS = 12
"""No amount that somebody fills in has more in the unit that is shown."""
MONEY = "money"
SIGNS = ("≥", "≤", "＞", "＜", "＝")
"""With which of them a target is written."""
HUNDRED = 100


def phrases(book: Book) -> Phrase:
    """The book's phrases for the functions of formulas."""
    return lambda key, **parts: book.caption(f"formula.{key}", **parts)


def formula(book: Book, node: Node) -> str:
    """A formula in phrases, for a reader who does not know its functions."""
    return spoken(node, phrases(book))


def value(book: Book, what: Value, dimension: Dimension) -> str:
    """A value with its unit; unknown as “—”."""
    if isinstance(what, Unknown):
        return book.caption("show.unknown")
    if isinstance(what, bool):
        return book.caption("show.yes" if what else "show.no")
    return number(book, what, dimension)


def change(book: Book, old: Exact, new: Exact, dimension: Dimension) -> tuple[str, str, str]:
    """An amount before and after, and by how much it changes, each with every digit that it has: rates differ by points of a per cent."""
    gap = exact.subtract(new, old)
    gap = gap if gap[0] > 0 else exact.negative(gap)
    if not dimension:
        decimals = max(PERCENT_DECIMALS, *(places(exact.multiply(each, (HUNDRED, 1))) for each in (old, new)))
        between = exact.plain(exact.multiply(gap, (HUNDRED, 1)), EXACT_DECIMALS)
        return percent(old, decimals), percent(new, decimals), book.caption("show.percent_points", number=between)
    if dimension == DATE:
        return day(old), day(new), book.caption("show.days", number=exact.plain(gap))
    return _exactly(book, old, dimension), _exactly(book, new, dimension), _exactly(book, gap, dimension)


def _exactly(book: Book, what: Exact, dimension: Dimension) -> str:
    """An amount with every digit, and its unit."""
    unit = book.shown_by[dimension]
    if unit is None:
        return exact.plain(what, EXACT_DECIMALS)
    return f"{exact.plain(exact.divide(what, unit.factor), EXACT_DECIMALS)}{unit.label}"


def grain(book: Book, amount: Exact, dimension: Dimension) -> Exact:
    """The last digit with which a report prints an amount: two decimals of money and rates, and those that the amount itself has."""
    unit = book.shown_by[dimension] if dimension and dimension != DATE else None
    factor = unit.factor if unit is not None else (1, HUNDRED) if not dimension else exact.ONE
    usual = 0 if dimension and (unit is None or unit.dimension != MONEY) else PERCENT_DECIMALS
    return exact.multiply((1, 10 ** max(usual, places(exact.divide(amount, factor)))), factor)


def places(amount: Exact) -> int:
    """How many decimals a number has."""
    return len(exact.plain(amount, EXACT_DECIMALS).partition(".")[2])


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
