"""Tiers with fixed points: 好的得5分，较好的得3分."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.score_tables import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.exact import Exact

HUNDRED = (100, 1)
MOST_DECIMALS, LEAST_FREE = 4, 3


@dataclass(frozen=True, slots=True)
class TierPoints:
    """A tier with what it earns; `points` None are full marks."""

    label: str
    points: Exact | None
    span: tuple[int, int]
    said: str


def find(text: str, patterns: Sequence[str]) -> list[TierPoints]:
    """The tiers of a flat text in their order."""
    found = []
    for pattern in patterns:
        for match in compiled(pattern).finditer(text):
            points = None if match["all"] else exact.ZERO if match["nothing"] else exact.of(match["points"])
            found.append(TierPoints(match["label"], points, match.span(), match[0]))
    return found


def free(found: Sequence[TierPoints], weight: Exact | None) -> list[TierPoints]:
    """Tiers in their own words: the first earns everything and each further one less, so that they cannot be points that add up; else none."""
    earned = [weight if tier.points is None else tier.points for tier in found]
    known = [points for points in earned if points is not None]
    if len(known) < LEAST_FREE or len(known) < len(earned) or weight is None or exact.compare(known[0], weight) != 0:
        return []
    return list(found) if all(exact.compare(upper, lower) > 0 for upper, lower in pairwise(known)) else []


def shares(tiers: Sequence[TierPoints], weight: Exact | None) -> tuple[dict[str, str], ...]:
    """The tiers as shares of the weight; none where a share has no short decimal or lies above the whole, or a tier stands twice."""
    if weight is None or weight[0] <= 0 or len({tier.label for tier in tiers}) < len(tiers):
        return ()
    found = []
    for tier in tiers:
        percent = exact.multiply(exact.divide(tier.points, weight), HUNDRED) if tier.points is not None else HUNDRED
        written = exact.plain(percent, MOST_DECIMALS)
        if exact.compare(exact.of(written), percent) != 0 or exact.compare(percent, HUNDRED) > 0:
            return ()
        found.append({"label": tier.label, "share": f"{written}%"})
    return tuple(found)
