"""Exact numbers: a pair (numerator, denominator) of integers, the denominator positive. Nothing here rounds unless its name says so."""

from __future__ import annotations

from decimal import Decimal
from math import gcd

Exact = tuple[int, int]

ZERO: Exact = (0, 1)
ONE: Exact = (1, 1)
LARGEST = 10**40


def of(number: Decimal | int | str) -> Exact:
    """The pair of a decimal as it is written.

    >>> of("96.24")
    (9624, 100)
    """
    if not isinstance(number, Decimal):
        number = Decimal(number)
    whole, _, rest = f"{number:f}".partition(".")
    try:
        return int(whole + rest), 10 ** len(rest)
    except ValueError:
        raise TypeError(f"not a number: {number}") from None


def reduce(x: Exact) -> Exact:
    """The same number with the smallest terms.

    >>> reduce((50, -100))
    (-1, 2)
    """
    divisor = gcd(x[0], x[1]) * (-1 if x[1] < 0 else 1)
    return x[0] // divisor, x[1] // divisor


def add(a: Exact, b: Exact) -> Exact:
    """A + b."""
    if a[1] == b[1]:
        return a[0] + b[0], a[1]
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]


def negative(a: Exact) -> Exact:
    """−a."""
    return -a[0], a[1]


def subtract(a: Exact, b: Exact) -> Exact:
    """A − b."""
    if a[1] == b[1]:
        return a[0] - b[0], a[1]
    return a[0] * b[1] - b[0] * a[1], a[1] * b[1]


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
    scale = 10**decimals if decimals >= 0 else 1
    unit = 1 if decimals >= 0 else int(10**-decimals)
    n, d = abs(a[0]) * scale, a[1] * unit
    whole = (2 * n + d) // (2 * d) * unit
    return (-whole if a[0] < 0 else whole), scale


def text(a: Exact, decimals: int) -> str:
    """The number rounded half away from zero and written with so many decimals.

    >>> text((179403, 186404), 4)
    '0.9624'
    """
    n, scale = round_half_away(a, decimals)
    sign = "-" if n < 0 else ""
    whole, rest = divmod(abs(n), scale)
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals > 0 else f"{sign}{whole}"


def plain(a: Exact, most: int = 12) -> str:
    """The shortest exact decimal, or one rounded at `most` decimals where the number has no short one.

    >>> plain((5, 2)), plain((1, 3), 4)
    ('2.5', '0.3333')
    """
    if a[1] == 1:
        return str(a[0])
    written = text(a, most)
    return written.rstrip("0").rstrip(".") if "." in written else written


def decimal(a: Exact, decimals: int) -> Decimal:
    """The rounded number at the edge of the program."""
    return Decimal(text(a, decimals))
