"""Unit price, quantity and amount in the columns of a table: their product is the amount, or amount ÷ quantity the price, up to a power of ten.

Which columns these are is shown by the figures: three rows bear it out, or two where a header names a price. The power of ten (亩 beside 万元, 人
beside 万元) is the same in every row. A row that misses is told where one slip of the pen in one of its figures explains it to the digit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.grids.cells import POINTS, RATE, VALUE, WEIGHT
from hengji.auditing.grids.evidence import holds
from hengji.auditing.relation import Relation, judge
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Part
    from hengji.core.audit import Figure
    from hengji.core.exact import Exact

PRODUCT, SCORED = "table_product", "table_points_rate"
_LEAST, _NAMED, _MOST_COLUMNS, _MOST_ROWS, _DIGITS, _SLIPS = 3, 2, 7, 60, 3, 8
_FIRST = 5
"""Rows after which a pattern without two that agree is given up."""
_TENS = 12
_LARGER = {"万": (10**4, 1), "亿": (10**8, 1)}
_NEAR = ((9, 10), (11, 10))


@dataclass(frozen=True, slots=True)
class _Row:
    """The factors of a row and what they make; `larger` is by how much a measure without a unit of the law book counts (万亩)."""

    factors: tuple[Item, ...]
    whole: Item
    larger: Exact

    def makes(self, scale: Exact) -> Relation:
        """Price × quantity is the amount."""
        first, *others = (item.id for item in self.factors)
        scale = exact.reduce(exact.multiply(scale, self.larger))
        return Relation(PRODUCT, (first,), times=tuple(others), target=self.whole.id, scale=scale, slots=_slots(self.whole))

    def shares(self, scale: Exact, at: int) -> Relation:
        """Amount ÷ quantity is the price, which may be rounded."""
        scale = exact.reduce(exact.divide(exact.ONE, exact.multiply(scale, self.larger)))
        price, count = self.factors[at], self.factors[1 - at]
        return Relation(PRODUCT, (self.whole.id,), over=(count.id,), target=price.id, scale=scale, slots=_slots(price))


def of_products(part: Part, figures: Sequence[Figure], marks: Sequence[str]) -> Iterator[Relation]:
    """The products that the columns of a part show; `marks` are letters of the names of prices."""
    columns = [each for each in part.having(VALUE, "") if not _rates(part, each)][:_MOST_COLUMNS]
    rows = [row for row, name in part.rows.items() if not name.is_total]
    if not _NAMED <= len(rows) <= _MOST_ROWS:
        return
    taken: set[frozenset[int]] = set()
    for count in (2, 3):
        for factors in combinations(columns, count):
            named = any(mark in text for each in factors for text in part.columns[each].header[-1:] for mark in marks)
            for whole in (each for each in columns if each not in factors):
                among = frozenset((*factors, whole))
                if any(each <= among for each in taken):
                    continue
                prices = tuple(at for at in range(count) if count == _NAMED and _may_be_mean(part, rows, factors[at], marks))
                found = tuple(_found(_rows(part, rows, factors, whole), figures, _NAMED if named else _LEAST, prices))
                taken |= {among} if found else set()
                yield from found


def _may_be_mean(part: Part, rows: Sequence[int], column: int, marks: Sequence[str]) -> bool:
    """Whether a column may hold what an amount divided by a number comes to: it is called a price, or has decimals; 26 家 are counted."""
    named = any(mark in text for text in part.columns[column].header[-1:] for mark in marks)
    items = (part.at.get((row, column)) for row in rows)
    return named or any(item is not None and item.figure.decimals > 0 for item in items)


def _found(rows: Sequence[_Row], figures: Sequence[Figure], least: int, prices: Sequence[int]) -> Iterator[Relation]:
    """The relations of every row, where enough of them hold by one scale and hardly any does not; `prices` are the factors that may be means."""
    scale = _scale(rows, least)
    if scale is None:
        return
    for at in (-1, *prices):
        every = [row.makes(scale) if at < 0 else row.shares(scale, at) for row in rows]
        good = [row for row, each in zip(rows, every, strict=True) if holds(each, figures)]
        bad = len(rows) - len(good)
        if len(good) < least or bad > max(1, len(rows) // _SLIPS) or not _telling(good, least):
            continue
        for each in every:
            if holds(each, figures):
                yield each
            elif not _rounded(each, figures) and mended(each, figures):
                yield replace(each, kinds_fit=len(good) >= _LEAST)
        return


def _rounded(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether it misses by no more than two of its last digit: the price or the quantity may have been rounded before."""
    target = figures[relation.target].quantity
    gap = judge(relation, figures).gap
    digit = target.half_digit if target is not None else (1, 2 * 10 ** figures[relation.target].decimals)
    return figures[relation.target].decimals > 0 and exact.compare(gap, exact.multiply(digit, (2 * _NAMED, 1))) <= 0


def _telling(rows: Sequence[_Row], least: int) -> bool:
    """Whether the rows differ, and no factor is 1 or 10 or 100 in them: a column beside its copy shows nothing."""
    wholes = {row.whole.figure.number for row in rows}
    plain = sum(any(_ten(item) for item in row.factors) for row in rows)
    long = any(len(row.whole.figure.number.as_tuple().digits) >= _DIGITS for row in rows)
    return len(wholes) >= _NAMED and len(rows) - plain >= least - 1 and long


def _ten(item: Item) -> bool:
    return f"{item.figure.number:f}".replace(".", "").strip("0") == "1"


def _scale(rows: Sequence[_Row], least: int) -> Exact | None:
    """The power of ten by which most rows nearly hold; None where too few agree."""
    found: Counter[int] = Counter()
    for count, row in enumerate(rows):
        if count == _FIRST and (not found or found.most_common(1)[0][1] < _NAMED):
            return None
        ten = _power(row)
        found.update(() if ten is None else (ten,))
    best = found.most_common(1)
    if not best or best[0][1] < least:
        return None
    return (10 ** best[0][0], 1) if best[0][0] >= 0 else (1, 10 ** -best[0][0])


def _power(row: _Row) -> int | None:
    """By which power of ten the amount is the product, to a tenth; None where by none."""
    product = row.larger
    for item in row.factors:
        product = exact.multiply(product, item.figure.value)
    ratio = exact.divide(row.whole.figure.value, product)
    near = len(str(ratio[0])) - len(str(ratio[1]))
    for ten in (near - 1, near, near + 1):
        scaled = exact.divide(ratio, (10**ten, 1)) if ten >= 0 else exact.multiply(ratio, (10**-ten, 1))
        if abs(ten) <= _TENS and exact.compare(scaled, _NEAR[0]) > 0 and exact.compare(scaled, _NEAR[1]) < 0:
            return ten
    return None


def _rows(part: Part, rows: Sequence[int], factors: tuple[int, ...], whole: int) -> list[_Row]:
    """The rows in which all of them stand and are more than nothing."""
    found = []
    for row in rows:
        items = [part.at.get((row, each)) for each in (*factors, whole)]
        known = [item for item in items if item is not None and item.figure.number > 0]
        if len(known) == len(items) and part.whole((row,), (*factors, whole)):
            larger = exact.ONE
            for item in known[:-1]:
                larger = exact.multiply(larger, _LARGER.get(item.figure.measure[:1], exact.ONE))
            found.append(_Row(tuple(known[:-1]), known[-1], larger))
    return found


def _rates(part: Part, column: int) -> bool:
    return all(item.figure.dimension == "ratio" for (_, at), item in part.at.items() if at == column)


def _slots(item: Item) -> tuple[tuple[str, str], ...]:
    return (("label", item.title),)


# —— one price for all rows ——


def of_one_price(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """A column that is another one times a price that the table does not print, the same in every row and a plain number of at most two decimals."""
    columns = [each for each in part.having(VALUE, "") if not _rates(part, each)][:_MOST_COLUMNS]
    rows = [row for row, name in part.rows.items() if not name.is_total]
    for count, amount in permutations(columns, 2) if _LEAST <= len(rows) <= _MOST_ROWS else ():
        pairs = [row for row in _rows(part, rows, (count,), amount) if row.larger == exact.ONE]
        prices = Counter(map(_price, pairs))
        price, good = next(iter(prices.most_common(1)), (exact.ONE, 0))
        if good < _LEAST or len(pairs) - good > 1 or not _plain_price(price):
            continue
        own = [row for row in pairs if _price(row) == price]
        first = own[0]
        if len({row.whole.figure.number for row in own}) < _LEAST:
            continue
        for row in pairs:
            relation = Relation(
                PRODUCT, (first.whole.id,), times=(row.factors[0].id,), over=(first.factors[0].id,), target=row.whole.id,
                slots=_slots(row.whole),
            )  # fmt: skip
            if row is not first and (row in own or mended(relation, figures)):
                yield replace(relation, kinds_fit=row not in own)


def _price(row: _Row) -> Exact:
    return exact.reduce(exact.divide(row.whole.figure.value, row.factors[0].figure.value))


def _plain_price(price: Exact) -> bool:
    """Whether a price has two decimals at most and is no 1, 10 or 100: a column beside its copy shows nothing."""
    cents = exact.reduce(exact.multiply(price, (100, 1)))
    return cents[1] == 1 and str(cents[0]).strip("0") != "1"


# —— points by completion ——


def of_points(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Full marks × rate of completion are the points, where three rows below a full rate show it; a row beyond it is left alone."""
    weights, points, rates = part.having(WEIGHT), part.having(POINTS), part.having(RATE)
    if len(weights) != 1 or len(points) != 1 or len(rates) != 1:
        return
    found = []
    for row in (row for row, name in part.rows.items() if not name.is_total):
        weight, own, rate = (part.at.get((row, column)) for column in (weights[0], points[0], rates[0]))
        if weight and own and rate and rate.figure.dimension == "ratio" and exact.compare(rate.figure.value, exact.ONE) < 0:
            found.append(Relation(SCORED, (weight.id,), times=(rate.id,), target=own.id, slots=_slots(own)))
    good = [each for each in found if holds(each, figures)]
    if len(good) >= _LEAST and len(found) - len(good) <= 1:
        yield from (replace(each, kinds_fit=True) for each in found if each in good or mended(each, figures))
