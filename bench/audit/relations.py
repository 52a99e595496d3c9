"""Relations between printed figures, and whether they hold within what rounding can do; shared by truth, planting and flips.

The form is that of the hand-marked truth of the seeds: (`plus` − `minus`) × `times` ÷ (`over` − `over_minus`), compared with `equals` or `constant`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

EQUAL, AT_MOST, LESS, AT_LEAST = "equal", "le", "lt", "ge"
FACTORS: dict[str, Fraction] = {
    "元": Fraction(1),
    "百元": Fraction(100),
    "千元": Fraction(1000),
    "万元": Fraction(10000),
    "万": Fraction(10000),
    "W": Fraction(10000),
    "亿元": Fraction(10**8),
    "亿": Fraction(10**8),
    "%": Fraction(1, 100),
    "％": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
}
PER_CENT = frozenset({"%", "％", "个百分点"})


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it stands on paper: the number, how many decimals are shown, and the unit that holds for it."""

    number: Decimal
    decimals: int
    unit: str = ""

    @property
    def factor(self) -> Fraction:
        """One unit in yuan, in wholes for per cents, or 1."""
        return FACTORS.get(self.unit, Fraction(1))

    @property
    def value(self) -> Fraction:
        """In yuan, in wholes for per cents, or as it stands."""
        return Fraction(self.number) * self.factor

    @property
    def half(self) -> Fraction:
        """Half of the last printed digit; a count is exact."""
        if self.unit not in FACTORS and self.decimals == 0:
            return Fraction(0)
        return Fraction(1, 2 * 10**self.decimals) * self.factor


@dataclass(frozen=True, slots=True)
class Relation:
    """What must hold between figures, named by their keys (offsets or slots). `equals` is a key, or `constant` a number."""

    id: str
    kind: str
    plus: tuple[int, ...] = ()
    minus: tuple[int, ...] = ()
    times: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    over_minus: tuple[int, ...] = ()
    equals: int | None = None
    constant: Fraction | None = None
    compare: str = EQUAL
    verdict: str = "consistent"

    @property
    def members(self) -> tuple[int, ...]:
        """Every figure that takes part, each once."""
        ends = () if self.equals is None else (self.equals,)
        return tuple(dict.fromkeys((*self.plus, *self.minus, *self.times, *self.over, *self.over_minus, *ends)))

    @property
    def computable(self) -> bool:
        """Whether it names operands and what they must make."""
        return bool(self.plus) and (self.equals is not None or self.constant is not None)


@dataclass(frozen=True, slots=True)
class Span:
    """All values between two bounds."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, figure: Printed, slack: int = 1) -> Span:
        """What a printed figure may stand for; `slack` widens it in halves of its last digit."""
        return cls(figure.value - slack * figure.half, figure.value + slack * figure.half)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Span) -> Span:
        ends = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def under(self, other: Span) -> Span | None:
        """Divided by the other, or None where that may be zero."""
        if other.low <= 0 <= other.high:
            return None
        return self * Span(1 / other.high, 1 / other.low)


def holds(relation: Relation, figures: Mapping[int, Printed], slack: int = 1) -> bool | None:
    """Whether rounding alone lets the relation hold; None where it cannot be computed.

    `slack` 2 grants what is compared a whole last digit instead of half of one, as cutting off does.
    """
    if not relation.computable:
        return None
    value = _value(relation, figures)
    if value is None:
        return None
    wanted = _wanted(relation, figures, slack)
    if relation.compare == AT_MOST:
        return value.low <= wanted.high
    if relation.compare == LESS:
        return value.low < wanted.high
    if relation.compare == AT_LEAST:
        return value.high >= wanted.low
    return value.low <= wanted.high and wanted.low <= value.high


def _wanted(relation: Relation, figures: Mapping[int, Printed], slack: int) -> Span:
    if relation.equals is not None:
        return Span.of(figures[relation.equals], slack)
    assert relation.constant is not None
    percent = any(figures[key].unit in PER_CENT for key in relation.plus)
    constant = relation.constant / 100 if percent else relation.constant
    return Span(constant, constant)


def _value(relation: Relation, figures: Mapping[int, Printed]) -> Span | None:
    value = _sum(relation.plus, relation.minus, figures)
    for key in relation.times:
        value = value * Span.of(figures[key])
    return value.under(_sum(relation.over, relation.over_minus, figures)) if relation.over else value


def _sum(plus: tuple[int, ...], minus: tuple[int, ...], figures: Mapping[int, Printed]) -> Span:
    total = Span(Fraction(0), Fraction(0))
    for key in plus:
        total = total + Span.of(figures[key])
    for key in minus:
        total = total - Span.of(figures[key])
    return total


def of_record(record: dict[str, Any]) -> Relation:
    """A relation as the truth files write it."""
    lists = {name: tuple(record.get(name, ())) for name in ("plus", "minus", "times", "over", "over_minus")}
    constant = record.get("constant")
    return Relation(
        str(record["id"]),
        record["kind"],
        **lists,
        equals=record.get("equals"),
        constant=None if constant is None else Fraction(str(constant)),
        compare=record.get("compare", EQUAL),
        verdict=record["verdict"],
    )
