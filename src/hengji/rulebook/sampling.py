"""What a run's page lists as unusual, and by which risks it draws the units to be looked at: sampling.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.rulebook.concept import Reference, read_reference

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.rulebook.fields import Fields

FILE = "sampling.yaml"
OUT_OF_RANGE = "RB09"
RISKS = ("every", "claimed", "contradiction", "unknown")
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Sampling:
    """`every`, `claimed`, `contradiction` and `unknown` are what a row's risk adds up from; a claim counts from `claimed_over` 分 on.

    `sample` units are drawn on average. A unit is unusual from `deviations` robust deviations on, among at least `least_peers`;
    at most `listed` are printed.
    """

    every: int
    claimed: int
    contradiction: int
    unknown: int
    claimed_over: Exact
    sample: int
    deviations: Exact
    least_peers: int
    listed: int
    reference: Reference
    place: Place = field(compare=False)


NEUTRAL = Sampling(1, 0, 0, 0, exact.ZERO, 0, exact.ZERO, 1, 0, Reference("", "K"), Place(FILE))
"""Where a law book has no such file: nobody is drawn, nobody is listed."""


def read(fields: Fields) -> Sampling:
    """The file sampling.yaml."""
    risk, unusual = fields.block("risk", required=True), fields.block("unusual", required=True)
    if risk is None or unusual is None:
        return NEUTRAL
    every, claimed, contradiction, unknown = (_whole(risk, key) for key in RISKS)
    if every == 0:
        risk.problem(OUT_OF_RANGE, risk.node("every"), every, key="every", allowed="≥ 1")
    over, deviations = risk.known("claimed_over"), unusual.known("deviations")
    found = Sampling(
        every,
        claimed,
        contradiction,
        unknown,
        over,
        _whole(fields, "sample"),
        deviations,
        _whole(unusual, "least_peers"),
        _whole(unusual, "listed"),
        read_reference(fields),
        fields.place,
    )
    for block in (risk, unusual, fields):
        block.done()
    return found


def _whole(block: Fields, key: str) -> int:
    node = block.node(key, required=True)
    number = None if node is None else block.whole(node, key)
    if number is not None and not 0 <= number <= MOST:
        block.problem(OUT_OF_RANGE, node, number, key=key, allowed=f"0–{MOST}")
    return number or 0
