"""Rows with target, value reached, full marks and points: how much was reached, and what points that makes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.indicators.rows import AT_LEAST, AT_MOST, value
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from hengji.auditing.indicators.rows import Indicators, Row, Value
    from hengji.core.exact import Exact

LEAST_DECIMALS = 1
"""Points are taken to be printed to a tenth, also in a table of whole points: 9.6 of 10 is no full mark."""
_MAGNITUDE = re.compile(r"(?P<size>[十百千]?[万亿])?(?P<rest>.*)", re.DOTALL)
_PLAIN = re.compile(r"[^\d]{0,8}\d[\d,.]{0,15}\s?\\?(?:%|[^\d，。；、,;\s]{0,10})")
_SIZES = {
    "": 1,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "千": 10**3,
}
_COSTS = frozenset({"cost", "time"})


@dataclass(frozen=True, slots=True)
class Graded:
    """A row that can be held against its own points. `reached` is the share of the target, 1 where it is met; `whole` says that no sign gives the direction."""

    row: Row
    target: Decimal
    actual: Decimal
    operator: str
    weight: Decimal
    points: Decimal

    @property
    def met(self) -> bool:
        """Whether the value reached is on the right side of the target."""
        return self.actual <= self.target if self.operator == AT_MOST else self.actual >= self.target

    @property
    def full(self) -> bool:
        """Whether it has all its points."""
        return self.points >= self.weight

    @property
    def linear(self) -> Exact | None:
        """Full marks × value reached ÷ target, where more is better and less was reached."""
        if self.operator == AT_MOST or self.met or self.target <= 0:
            return None
        return exact.divide(exact.multiply(exact.of(self.weight), exact.of(self.actual)), exact.of(self.target))

    @property
    def nearly(self) -> Exact:
        """The share of the full marks that straight proportion leaves, in either direction."""
        low, high = sorted((self.actual, self.target))
        return exact.divide(exact.of(low), exact.of(high)) if high > 0 else exact.ONE


def tables(rows: Indicators) -> Iterator[tuple[Graded, ...]]:
    """The rows of each table that can be held against their points."""
    found: dict[int, list[Graded]] = defaultdict(list)
    for row in rows.scored:
        graded = _graded(row, rows.words)
        if graded is not None:
            found[row.table].append(graded)
    return (tuple(own) for own in found.values())


def _graded(row: Row, words: Mapping[str, tuple[str, ...]]) -> Graded | None:
    if row.is_template or row.target is None or row.actual is None:
        return None
    target, actual = _value(row.target.text, words), _value(row.actual.text, words)
    weight, points = (value(each.text, words) if each is not None else None for each in (row.weight, row.points))
    if target is None or actual is None or weight is None or points is None or actual.operator:
        return None
    pair = _measured(target, actual, words)
    if pair is None or not 0 <= points.number <= weight.number:
        return None
    if not target.operator and (row.level in _COSTS or pair[0] < pair[1]):
        return None  # 成本 6 万元: which side is the right one is not said
    return Graded(row, *pair, target.operator or AT_LEAST, weight.number, points.number)


def _value(text: str, words: Mapping[str, tuple[str, ...]]) -> Value | None:
    """The number of a cell that says nothing besides it: 95%，有缺项 tells more."""
    bare = "".join(text.split())
    return value(bare, words) if _PLAIN.fullmatch(bare) is not None else None


def _measured(target: Value, actual: Value, words: Mapping[str, tuple[str, ...]]) -> tuple[Decimal, Decimal] | None:
    """Both numbers in one measure; None for dates, for two measures, and for spans of time without a sign."""
    (size, unit), (other, own) = _unit(target, words), _unit(actual, words)
    timed = unit.startswith(words["dates"]) or own.startswith(words["dates"])
    if timed and not (target.operator and unit == own and unit.startswith(words["spans"])):
        return None
    if ("%" in (unit, own) or (unit and own)) and unit != own:
        return None
    if size != other and not (unit or own):
        return None
    return target.number * size, actual.number * other


def _unit(number: Value, words: Mapping[str, tuple[str, ...]]) -> tuple[int, str]:
    unit = next(
        (number.unit.removesuffix(end) for end in words["at_least_behind"] + words["at_most_behind"] if number.unit.endswith(end)),
        number.unit,
    )
    found = _MAGNITUDE.match(unit)
    return (_SIZES[found["size"] or ""], found["rest"]) if found is not None else (1, unit)


def decimals(table: tuple[Graded, ...]) -> int:
    """The decimals to which the points of a table are printed."""
    return max((LEAST_DECIMALS, *(-int(each.points.as_tuple().exponent) for each in table)))


def follows(each: Graded, places: int) -> bool:
    """Whether a row's points are straight proportion, rounded or cut off."""
    if each.linear is None:
        return False
    gap = exact.subtract(each.linear, exact.of(each.points))
    unit = (1, 10**places)
    return exact.compare(gap, exact.negative(exact.divide(unit, (2, 1)))) >= 0 and exact.compare(gap, unit) < 0


def rounds_to_full(each: Graded, places: int) -> bool:
    """Whether what is missing is too little to be printed: 99.73 % of 10 points."""
    points = exact.multiply(exact.of(each.weight), each.nearly)
    return exact.compare(exact.round_half_away(points, places), exact.of(each.weight)) >= 0
