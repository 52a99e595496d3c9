"""Bands said in words: every interval that a text gives points to, put in order, with the ends that nobody closed and the gaps left open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cmp_to_key
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.score_tables import compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from hengji.core.exact import Exact

GAP, OVERLAP, OPEN_END, LIMIT_UNSAID = "gap", "overlap", "open_end", "limit_unsaid"
LOW, HIGH = "low", "high"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, None without end; `low_in` True closed, False open, None unsaid; `points` None are full marks."""

    low: Exact | None
    high: Exact | None
    low_in: bool | None
    high_in: bool | None
    points: Exact | None
    span: tuple[int, int]
    said: str


@dataclass(frozen=True, slots=True)
class Step:
    """A band as the scheme writes it: up to `to` (`closed`: to itself too), the last without; `unsaid` where no words give its points."""

    to: Exact | None
    closed: bool
    points: Exact | None
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Bands:
    """The steps from the lowest up, or what keeps the intervals from being steps: `fault` with the words of the two that clash."""

    steps: tuple[Step, ...] = ()
    fault: str = ""
    first: str = ""
    second: str = ""


def find(text: str, patterns: Sequence[str], weight: Exact | None) -> list[Interval]:
    """The intervals of a flat text; the pattern that stands first in the law book takes its place before the others.

    A band that gets a share of the weight is none where no weight is known.
    """
    found: list[Interval] = []
    for pattern in patterns:
        for match in compiled(pattern).finditer(text):
            free = not any(match.start() < each.span[1] and each.span[0] < match.end() for each in found)
            if free and (weight is not None or not _share(match)):
                found.append(_interval(match, weight))
    return sorted(found, key=lambda each: each.span)


def _share(match: re.Match[str]) -> str:
    """The share of the weight that a band gets, without its %; empty where its points are said."""
    groups = match.groupdict()
    return groups.get("share") or groups.get("share2") or ""


def _interval(match: re.Match[str], weight: Exact | None) -> Interval:
    groups = match.groupdict()
    share = _share(match)
    if share:
        points: Exact | None = exact.multiply(weight or exact.ZERO, _percent(share))
    else:
        points = None if groups.get("all") else exact.ZERO if groups.get("nothing") else exact.of(groups["points"])
    if groups.get("zero") is not None:
        return Interval(None, exact.ZERO, None, True, points, match.span(), match[0])
    point = groups.get("point")
    if point:
        at = _percent(point)
        return Interval(at, at, True, True, points, match.span(), match[0])
    low, high = groups.get(LOW), groups.get(HIGH)
    first, second = (_percent(low) if low else None), (_percent(high) if high else None)
    low_in, high_in = _closed(groups, LOW), _closed(groups, HIGH)
    if first is not None and second is not None and exact.compare(first, second) > 0:  # 100%至80%(含): said from above
        first, second, low_in, high_in = second, first, high_in, low_in
    return Interval(first, second, low_in, high_in, points, match.span(), match[0])


def _closed(groups: dict[str, str | None], end: str) -> bool | None:
    """Whether an end belongs to its interval; None where the words do not say."""
    for key, value in groups.items():
        if value is not None and key.startswith(f"{end}_in"):
            return True
        if value is not None and key.startswith(f"{end}_out"):
            return False
    return None


def _percent(text: str) -> Exact:
    return exact.divide(exact.of(text.strip("±%")), (100, 1))


def order(intervals: Sequence[Interval], *, to_lower: bool | None = None) -> Bands:
    """The intervals as steps that cover everything from below to above, or why they do not.

    `to_lower` says to which of two neighbours a limit belongs that the words leave open; None: it stays a fault.
    """
    ordered = sorted(_cascaded(intervals), key=cmp_to_key(_before))
    steps: list[Step] = []
    for lower, upper in pairwise(ordered):
        if (fault := _between(lower, upper)) in {GAP, OVERLAP}:
            return Bands(fault=fault, first=lower.said, second=upper.said)
    for lower, upper in pairwise(ordered):
        fault = _between(lower, upper)
        if fault == LIMIT_UNSAID and to_lower is not None:
            fault = ""
        if fault or lower.high is None:
            return Bands(fault=fault or OVERLAP, first=lower.said, second=upper.said)
        closed = lower.high_in if lower.high_in is not None else not upper.low_in if upper.low_in is not None else bool(to_lower)
        steps.append(Step(lower.high, closed, lower.points))
    first, last = ordered[0], ordered[-1]
    if last.high is not None:
        steps += [Step(last.high, last.high_in is not False, last.points), Step(None, False, None, unsaid=True)]
        return Bands(tuple(steps), OPEN_END, last.said, _shown(last.high))
    if first.low is not None:
        rest = (Step(first.low, first.low_in is False, None, unsaid=True), *steps, Step(None, False, last.points))
        return Bands(rest, OPEN_END, first.said, _shown(first.low))
    return Bands((*steps, Step(None, False, ordered[-1].points)))


def _shown(value: Exact) -> str:
    return f"{exact.plain(exact.multiply(value, (100, 1)))}%"


def _cascaded(intervals: Sequence[Interval]) -> list[Interval]:
    """不超过10%得4分、不超过20%得3分: each begins where the one before it ends; likewise from above."""
    rest = [each for each in intervals if each.low is not None and each.high is not None]
    below = sorted((each for each in intervals if each.low is None), key=cmp_to_key(_by_high))
    above = sorted((each for each in intervals if each.high is None and each.low is not None), key=cmp_to_key(_by_low))
    rest += below[:1] + above[-1:]
    rest += [replace(upper, low=lower.high, low_in=_other(lower.high_in)) for lower, upper in pairwise(below)]
    rest += [replace(lower, high=upper.low, high_in=_other(upper.low_in)) for lower, upper in pairwise(above)]
    return rest


def _other(closed: bool | None) -> bool | None:
    """What the neighbour of an end is."""
    return None if closed is None else not closed


def _by_high(a: Interval, b: Interval) -> int:
    return exact.compare(a.high, b.high) if a.high is not None and b.high is not None else 0


def _by_low(a: Interval, b: Interval) -> int:
    return exact.compare(a.low, b.low) if a.low is not None and b.low is not None else 0


def _before(a: Interval, b: Interval) -> int:
    """The order on the line: by the lower end, then by the upper."""
    for first, second, missing in ((a.low, b.low, -1), (a.high, b.high, 1)):
        if (first is None) != (second is None):
            return missing if first is None else -missing
        if first is not None and second is not None and (found := exact.compare(first, second)):
            return found
    return 0


def _between(lower: Interval, upper: Interval) -> str:
    """What is wrong between two neighbours, or nothing."""
    if upper.low is None or lower.high is None:
        return OVERLAP
    relation = exact.compare(lower.high, upper.low)
    if relation:
        return OVERLAP if relation > 0 else GAP
    if lower.high_in and upper.low_in:
        return OVERLAP
    if lower.high_in is False and upper.low_in is False:
        return GAP
    return LIMIT_UNSAID if lower.high_in is None and upper.low_in is None else ""
