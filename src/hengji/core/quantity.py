"""A number with its unit, as it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact

if TYPE_CHECKING:
    from decimal import Decimal

    from hengji.core.exact import Exact

ROUNDED = frozenset({"money", "ratio", "area", "points"})
"""Dimensions whose figures are rounded when printed; people, cars and pieces are counted."""


DATE = "date"


class DimensionMismatchError(ValueError):
    """Two quantities of different dimension were added or compared."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A way of measuring: `factor` of the dimension's base unit (元, 人, ㎡, 1, 分), exact."""

    id: str
    label: str
    dimension: str
    factor: Exact


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as it stands in a document: `raw` is what was printed, `decimals` how many of them."""

    number: Decimal
    unit: Unit
    decimals: int
    raw: str

    @property
    def value(self) -> Exact:
        """The amount in the base unit of its dimension."""
        (above, below), (times, over) = exact.of(self.number), self.unit.factor
        return above * times, below * over

    @property
    def half_digit(self) -> Exact:
        """Half a unit of the last printed digit, in the base unit of the dimension."""
        return exact.multiply((1, 2 * 10**self.decimals), self.unit.factor)

    @property
    def printed(self) -> str:
        """The amount with its decimals and its unit, without thousands separators; a calendar day as it was written."""
        if self.unit.dimension == DATE:
            return self.raw
        said = str(self.number)
        return f"{said if 'E' not in said else exact.written(self.number)}{self.unit.label}"

    def compare(self, other: Quantity) -> int:
        """−1, 0, 1; refuses another dimension."""
        if self.unit.dimension != other.unit.dimension:
            raise DimensionMismatchError(f"{self.unit.dimension} with {other.unit.dimension}")
        return exact.compare(self.value, other.value)
