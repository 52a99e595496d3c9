"""How long a period may be in each unit, and whether a stated length fits: counted with its first day or without, by calendar months, by working days at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.periods.moments import YEAR, choices

if TYPE_CHECKING:
    from decimal import Decimal

    from hengji.auditing.periods.moments import Dates, Moment

_YEAR_MONTHS, _WEEK = 12, 7
DAYS, WORKING_DAYS, WEEKS, MONTHS, YEARS = "days", "working_days", "weeks", "months", "years"


@dataclass(frozen=True, slots=True)
class Length:
    """A length as a text states it: `begin` and `stop` of its number with the unit; `most` where it may be less than the days between."""

    number: Decimal
    unit: str
    begin: int
    stop: int
    most: bool = False

    def fits(self, one: Moment, other: Moment) -> bool:
        """Whether it may be the length from one moment to another, in any year that their words leave open; what it is at most, in the likeliest."""
        whole_years = one.level == other.level == YEAR
        ordered = [(a, b) for a, b in choices(one, other) if b[1] >= a[0]]
        likely = ordered[:1] if self.most or self.unit == WORKING_DAYS else ordered
        return any(self._fits(a, b, whole_years=whole_years) for a, b in likely)

    def _fits(self, first: Dates, last: Dates, *, whole_years: bool) -> bool:
        low, high = (last[0] - first[1]).days, (last[1] - first[0]).days + 1
        if self.most or self.unit == WORKING_DAYS:
            return self.number <= high
        if self.unit == DAYS:
            return low <= self.number <= high
        if self.unit == WEEKS:
            return low - _WEEK < self.number * _WEEK < high + _WEEK
        months = _between(first, last)
        if self.unit == MONTHS:
            return months[0] <= self.number <= months[1]
        if whole_years:
            return last[0].year - first[0].year <= self.number <= last[0].year - first[0].year + 1
        return months[0] // _YEAR_MONTHS <= self.number <= -(-months[1] // _YEAR_MONTHS)


def _between(first: Dates, last: Dates) -> tuple[int, int]:
    """The fewest and the most months: full ones, and all that are touched."""
    turned = _YEAR_MONTHS * (last[0].year - first[0].year) + last[0].month - first[0].month
    full = first[0] == first[1] and last[0] == last[1] and last[0].day + 1 < first[0].day
    return max(turned - full, 0), turned + 1


def days(one: Moment, other: Moment) -> tuple[int, int]:
    """The fewest and the most days from one moment to the other in their most likely years."""
    found = [(a, b) for a, b in choices(one, other) if b[1] >= a[0]]
    first, last = found[0] if found else next(choices(one, other))
    return (last[0] - first[1]).days, (last[1] - first[0]).days + 1
