"""Figures for show: the one place where a figure is rounded for printing, half away from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.quantity import Quantity, Unit

MONEY_DECIMALS = 2
RATE_DECIMALS = 2
POINTS_DECIMALS = 2
HUNDRED: Exact = (100, 1)


def money(quantity: Quantity, unit: Unit) -> str:
    """An amount of money in the unit that is shown, with two decimals and the unit's name."""
    return f"{amount(quantity.value, unit, MONEY_DECIMALS)}{unit.label}"


def amount(value: Exact, unit: Unit, decimals: int) -> str:
    """A value of base units, as so many of a unit, without the unit's name."""
    return exact.text(exact.divide(value, unit.factor), decimals)


def percent(ratio: Exact, decimals: int = RATE_DECIMALS) -> str:
    """A pure ratio as a percentage.

    >>> percent((179403, 186404))
    '96.24%'
    """
    return f"{exact.text(exact.multiply(ratio, HUNDRED), decimals)}%"


def points(value: Exact, decimals: int = POINTS_DECIMALS) -> str:
    """Points of a score, without idle zeros.

    >>> points((965, 100)), points((10, 1)), points((200, 3))
    ('9.65', '10', '66.67')
    """
    return exact.plain(value, decimals)
