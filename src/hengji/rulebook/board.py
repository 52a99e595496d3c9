"""How the board of a round classes scores and compares reviewers, and what a review asks of a reviewer: board.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.rulebook.concept import Reference, read_reference
from hengji.rulebook.fields import CHOICE

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.rulebook.fields import Fields

FILE = "board.yaml"
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Board:
    """`bands` are the lower bounds of the classes of scores in 分, rising, each in its own class.

    Of a reviewer with fewer than `least` finished reviews no mean is shown, of others with so many `decimals`; `listed` units at most are
    drawn; a reason has at least `reason` letters, one for what was found before release `release_reason`; `review` is the id of the criteria that reviewers go by.
    """

    bands: tuple[Exact, ...]
    least: int
    decimals: int
    listed: int
    reason: int
    review: str
    reference: Reference
    place: Place = field(compare=False)
    release_reason: int = 1


NEUTRAL = Board((), 1, 2, 0, 1, "", Reference("", "K"), Place(FILE))
"""Where a law book has no such file: one class, and no criteria."""


def read(fields: Fields, reviews: frozenset[str]) -> Board:
    """The file board.yaml; `reviews` are the ids of the criteria that the law book has."""
    means = fields.block("reviewers", required=True)
    if means is None:
        return NEUTRAL
    review = fields.text("review")
    if review and review not in reviews:
        fields.problem(CHOICE, fields.node("review"), review, key="review", allowed="、".join(sorted(reviews)))
    found = Board(
        _bands(fields), _whole(means, "least", 1), _whole(means, "decimals", 0), _whole(fields, "listed", 0), _whole(fields, "reason", 1),
        review, read_reference(fields), fields.place, _whole(fields, "release_reason", 1) if fields.has("release_reason") else 1,
    )  # fmt: skip
    means.done()
    fields.done()
    return found


def _bands(fields: Fields) -> tuple[Exact, ...]:
    """The bounds, each above the one before it."""
    nodes = fields.sequence("bands", required=True)
    found = tuple(fields.exact(node, "bands") or exact.ZERO for node in nodes)
    for (low, high), node in zip(pairwise(found), nodes[1:], strict=True):
        if exact.compare(low, high) >= 0:
            fields.problem(CHOICE, node, exact.plain(high), key="bands", allowed=f"> {exact.plain(low)}")
    return found


def _whole(block: Fields, key: str, least: int) -> int:
    node = block.node(key, required=True)
    number = None if node is None else block.whole(node, key)
    if number is not None and not least <= number <= MOST:
        block.problem(CHOICE, node, number, key=key, allowed=f"{least}–{MOST}")
    return least if number is None else number
