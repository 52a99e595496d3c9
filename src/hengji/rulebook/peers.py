"""同类: among whom an indicator is compared (docs/decisions/0008-peers.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.rulebook.fields import Fields

KEYS = ("province", "city", "county", "year", "kind", "level")
HIGH, LOW = "high", "low"
MOST_DECIMALS = 10
DECIMALS, LEAST = 4, 3


@dataclass(frozen=True, slots=True)
class Peers:
    """`within` are the keys that peers share, `better` is `high` or `low`; the measure is rounded to `decimals` first.

    Fewer than `least` units with a known measure give no comparison.
    """

    within: tuple[str, ...]
    better: str
    decimals: int
    least: int


def read_peers(fields: Fields) -> Peers | None:
    """The `peers` of an indicator."""
    block = fields.block("peers")
    if block is None:
        return None
    within = block.texts("within", required=True)
    for key in within:
        if key not in KEYS:
            block.problem("RB09", block.node("within"), key, key="within", allowed="、".join(KEYS))
    found = Peers(
        within,
        block.choice("better", (HIGH, LOW)),
        _whole(block, "decimals", DECIMALS, 0, MOST_DECIMALS),
        _whole(block, "least", LEAST, 1, None),
    )
    block.done()
    return found


def _whole(block: Fields, key: str, default: int, low: int, high: int | None) -> int:
    """A whole number within its bounds."""
    node = block.node(key)
    found = None if node is None else block.whole(node, key)
    if found is None:
        return default
    if found < low or (high is not None and found > high):
        block.problem("RB09", node, found, key=key, allowed=f"{low}–{'' if high is None else high}")
        return default
    return found
