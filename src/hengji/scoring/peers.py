"""同类: what a unit's peers come to, for one unit by itself; the batch says the same with window functions (docs/decisions/0008-peers.md)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.method import BEST, COUNT, MEAN, MEDIAN, RANK
from hengji.rulebook.peers import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.peers import Peers


def named(others: Sequence[Exact], own: Exact | None, rule: Peers) -> dict[str, Exact]:
    """The five names from the measures of the other units and the unit's own; empty where too few units are known, no place without an own measure.

    >>> from hengji.rulebook.peers import Peers
    >>> found = named([(9, 10), (1, 2), (7, 10)], (7, 10), Peers(("year",), "high", 4, 3))
    >>> found["同类名次"], found["同类中位数"]
    ((2, 1), (14000, 20000))
    """
    return joined(gathered(others, rule), own, rule)


def gathered(others: Iterable[Exact], rule: Peers) -> list[int]:
    """The measures of the other units, rounded as the rule says, in its last digit, from the least to the most."""
    return sorted(exact.round_half_away(value, rule.decimals)[0] for value in others)


def joined(others: Sequence[int], own: Exact | None, rule: Peers) -> dict[str, Exact]:
    """The five names from the other units as `gathered` and the unit's own measure."""
    scale, values = 10**rule.decimals, list(others)
    mine = 0 if own is None else exact.round_half_away(own, rule.decimals)[0]
    if own is not None:
        insort(values, mine)
    if len(values) < rule.least or not values:
        return {}
    middle = values[(len(values) - 1) // 2] + values[len(values) // 2]
    found = {
        COUNT: (len(values), 1),
        MEAN: (sum(values), len(values) * scale),
        MEDIAN: (middle, 2 * scale),
        BEST: (values[-1] if rule.better == HIGH else values[0], scale),
    }
    if own is not None:
        better = len(values) - bisect_right(values, mine) if rule.better == HIGH else bisect_left(values, mine)
        found[RANK] = (1 + better, 1)
    return found
