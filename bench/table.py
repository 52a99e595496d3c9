"""The table of results: what was measured, against what, and whether the limit or goal is met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.clock import Spread, Timed

LIMIT, GOAL = "limit", "goal"
HEAD = ("what", "measured: median (quartiles)", "reference", "ratio: median (quartiles)", "limit or goal", "met")


@dataclass(frozen=True, slots=True)
class Bound:
    """How many times its reference a thing may take; a limit must hold, a goal is worked towards."""

    kind: str
    most: float

    def __str__(self) -> str:
        return f"{self.kind} {self.most:g}×"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `rate` are cases a second, where the goal is a plain figure."""

    what: str
    measured: Spread
    reference: str
    against: Spread
    ratio: Spread
    bound: Bound | None = None
    rate: tuple[float, float] | None = None

    @property
    def met(self) -> str:
        """Whether the bound holds for the median."""
        if self.rate is not None:
            return "met" if self.rate[0] >= self.rate[1] else "not met"
        if self.bound is None:
            return "–"
        return "met" if self.ratio.median <= self.bound.most else "not met"

    @property
    def wanted(self) -> str:
        """The bound in print."""
        if self.rate is not None:
            return f"{GOAL} {self.rate[1]:,.0f} a second; here {self.rate[0]:,.0f}"
        return "–" if self.bound is None else str(self.bound)


def row(what: str, reference: str, timed: Timed, bound: Bound | None = None) -> Row:
    """The line of what was timed under `what` against what was timed under `reference`."""
    return Row(what, timed.spread(what), reference, timed.spread(reference), timed.ratio(what, reference), bound)


def duration(seconds: float) -> str:
    """Seconds in print.

    >>> duration(1.25), duration(0.0125), duration(0.0000125)
    ('1.25 s', '12.5 ms', '12.5 µs')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def times(ratio: float) -> str:
    """A ratio in print, with the digits that mean something.

    >>> times(1.3123), times(17.62), times(1234.5)
    ('1.31', '17.6', '1234')
    """
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def markdown(rows: list[Row]) -> str:
    """The table."""
    lines = [HEAD, ("---",) * len(HEAD), *(_cells(each) for each in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cells(each: Row) -> tuple[str, ...]:
    measured = f"{duration(each.measured.median)} ({duration(each.measured.low)}–{duration(each.measured.high)})"
    ratio = f"{times(each.ratio.median)} ({times(each.ratio.low)}–{times(each.ratio.high)})"
    return each.what, measured, f"{each.reference}: {duration(each.against.median)}", ratio, each.wanted, each.met
