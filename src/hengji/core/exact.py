"""Exact numbers: a pair (numerator, denominator) of integers, the denominator positive. Nothing here rounds unless its name says so."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Exact = tuple[int, int]

ZERO: Exact = (0, 1)
ONE: Exact = (1, 1)
LARGEST = 10**40


def of(number: Decimal | int | str) -> Exact:
    """The pair of a decimal as it is written.

    >>> of("96.24")
    (9624, 100)
    """
    said = str(number)
    if ("E" in said or "e" in said) and not isinstance(number, int):
        said = written(Decimal(number))
    whole, _, rest = said.partition(".")
    try:
        return int(whole + rest), 10 ** len(rest)
    except ValueError:
        raise TypeError(f"not a number: {number}") from None


def written(number: Decimal) -> str:
    """A decimal in digits, with as many decimals as it has.

    >>> written(Decimal("1E+3")), written(Decimal("0.0000001"))
    ('1000', '0.0000001')
    """
    said = str(number)
    return f"{number:f}" if "E" in said else said


def reduce(x: Exact) -> Exact:
    """The same number with the smallest terms.

    >>> reduce((50, -100))
    (-1, 2)
    """
    divisor = gcd(x[0], x[1]) * (-1 if x[1] < 0 else 1)
    return x[0] // divisor, x[1] // divisor


def add(a: Exact, b: Exact) -> Exact:
    """A + b."""
    (n, d), (m, e) = a, b
    return (n + m, d) if d == e else (n * e + m * d, d * e)


def total(numbers: Iterable[Exact]) -> Exact:
    """The numbers added up one after the other.

    >>> total([(1, 2), (1, 2), (3, 1)])
    (8, 2)
    """
    n, d = ZERO
    for m, e in numbers:
        n, d = (n + m, d) if d == e else (n * e + m * d, d * e)
    return n, d


def negative(a: Exact) -> Exact:
    """−a."""
    return -a[0], a[1]


def subtract(a: Exact, b: Exact) -> Exact:
    """A − b."""
    (n, d), (m, e) = a, b
    return (n - m, d) if d == e else (n * e - m * d, d * e)


def multiply(a: Exact, b: Exact) -> Exact:
    """A × b."""
    return a[0] * b[0], a[1] * b[1]


def divide(a: Exact, b: Exact) -> Exact:
    """A ÷ b; the caller has looked that b is not 0."""
    n, d = a[0] * b[1], a[1] * b[0]
    return (-n, -d) if d < 0 else (n, d)


def compare(a: Exact, b: Exact) -> int:
    """−1, 0 or 1 as a is below, at or above b, by cross-multiplication."""
    left, right = a[0] * b[1], b[0] * a[1]
    return (left > right) - (left < right)


def floor(a: Exact) -> Exact:
    """The largest whole number not above a."""
    return a[0] // a[1], 1


def ceil(a: Exact) -> Exact:
    """The smallest whole number not below a.

    >>> ceil((376, 100)), ceil((-376, 100))
    ((4, 1), (-3, 1))
    """
    return -(-a[0] // a[1]), 1


def round_half_away(a: Exact, decimals: int) -> Exact:
    """四舍五入: half away from zero, at so many decimals.

    >>> round_half_away((96244, 10000), 2), round_half_away((-5, 1000), 2)
    ((962, 100), (-1, 100))
    """
    n, d = a
    if decimals < 0:
        unit = int(10**-decimals)
        return round_half_away((n, d * unit), 0)[0] * unit, 1
    scale = 10**decimals
    n *= 2 * scale
    return ((n + d) // (2 * d) if n >= 0 else -((d - n) // (2 * d))), scale


def text(a: Exact, decimals: int) -> str:
    """The number rounded half away from zero and written with so many decimals.

    >>> text((179403, 186404), 4)
    '0.9624'
    """
    if decimals <= 0:
        return str(round_half_away(a, decimals)[0])
    (n, d), scale = a, 10**decimals
    if n < 0:
        printed = text((-n, d), decimals)
        return f"-{printed}" if printed.strip("0.") else printed
    whole, rest = divmod((2 * scale * n + d) // (2 * d), scale)
    return f"{whole}.{rest:0{decimals}d}"


def plain(a: Exact, most: int = 12) -> str:
    """The shortest exact decimal, or one rounded at `most` decimals where the number has no short one.

    >>> plain((5, 2)), plain((1, 3), 4)
    ('2.5', '0.3333')
    """
    n, d = a
    if n < 0:
        printed = plain((-n, d), most)
        return printed if printed == "0" else f"-{printed}"
    whole, rest = divmod(n, d)
    if not rest:
        return str(whole)
    if most <= 0:
        return text(a, most)
    scale = 10**most
    digits = (2 * scale * rest + d) // (2 * d)
    return f"{whole}.{digits:0{most}d}".rstrip("0").rstrip(".") if digits < scale else str(whole + 1)


def decimal(a: Exact, decimals: int) -> Decimal:
    """The rounded number at the edge of the program."""
    return Decimal(text(a, decimals))
