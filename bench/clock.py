"""Times: what is measured and its reference by turns, so that a busy machine slows both; medians and quartiles, and nothing absolute."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENOUGH = 0.005
"""A call shorter than this many seconds is repeated until it lasts as long."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of many, and the quartiles between which half of them lie."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        """The spread of at least one value.

        >>> Spread.of([3.0, 1.0, 2.0, 5.0, 4.0])
        Spread(median=3.0, low=2.0, high=4.0)
        """
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)


@dataclass(frozen=True, slots=True)
class Timed:
    """The seconds of every round, by name."""

    seconds: dict[str, list[float]]

    def spread(self, name: str) -> Spread:
        """The seconds of one."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, reference: str) -> Spread:
        """How many times its reference it took, round by round."""
        pairs = zip(self.seconds[name], self.seconds[reference], strict=True)
        return Spread.of([one / other for one, other in pairs])


def by_turns(calls: Mapping[str, Callable[[], object]], rounds: int) -> Timed:
    """Every call once unmeasured, then each in turn, round after round."""
    times = {name: _times(call) for name, call in calls.items()}
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            seconds[name].append(_seconds(call, times[name]))
    return Timed(seconds)


def _times(call: Callable[[], object]) -> int:
    """How often a call is made in one round."""
    call()
    return max(1, round(ENOUGH / max(_seconds(call, 1), 1e-7)))


def _seconds(call: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - begun) / times
