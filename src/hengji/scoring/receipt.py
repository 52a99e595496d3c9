"""扣分单: what would have earned full marks. Every answer is found by scoring the changed case again, and one 分 less fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.expr import dimensions
from hengji.expr.tree import refs
from hengji.expr.words import name
from hengji.rulebook import show
from hengji.scoring.desk import Ready, RowFacts, key_of

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.fact import Key

FARTHEST = 2**52
MONEY_STEP: Exact = (1, 100)
MOST_ROADS = 2


@dataclass(frozen=True, slots=True)
class Road:
    """One figure changed from `old` to `new` earns full marks; a `step` less of the change does not."""

    label: str
    key: Key | str
    dimension: str
    old: Exact
    new: Exact
    step: Exact


def full_marks_if(ready: Ready, given: RowFacts, status: Status) -> str:
    """In words, what would have earned full marks."""
    book = given.at.book
    if status is Status.ENTERED:
        return _entered(ready, given)
    found = roads(ready, given)
    if not found:
        return book.caption("score.full_none")
    return "；或者".join(_words(road, given) for road in found[:MOST_ROADS])


def _words(road: Road, given: RowFacts) -> str:
    book, dimension = given.at.book, dimensions.of(road.dimension)
    change = exact.subtract(road.new, road.old)
    grows = change[0] > 0
    return book.caption(
        "score.full_fact",
        name=road.label,
        old=show.number(book, road.old, dimension),
        new=show.number(book, road.new, dimension),
        direction=book.caption("score.more" if grows else "score.less"),
        difference=show.number(book, change if grows else exact.negative(change), dimension),
    )


def _entered(ready: Ready, given: RowFacts) -> str:
    book, row = given.at.book, ready.row
    weight = exact.plain(row.weight or exact.ZERO)
    items = row.indicator.items if row.indicator else ()
    answers = ready.judgement.answers if ready.judgement else ()
    open_ = [item.label for item, answer in zip(items, answers, strict=False) if answer is not True]
    if open_:
        return book.caption("score.full_answers", labels="、".join(open_))
    if row.tiers:
        return book.caption("score.full_tier", tier=row.tiers[0].label, weight=weight)
    return book.caption("score.full_points", weight=weight)


def roads(ready: Ready, given: RowFacts) -> list[Road]:
    """The single figures whose change alone earns full marks, in the order of the formula."""
    found = []
    if ready.actual is not None:
        label, amount = ready.actual
        found.append(_road(label, label, amount, given, any_sign=False))
    nodes = [node for node in (ready.measure, ready.points) if node is not None]
    for ref in dict.fromkeys(ref for node in nodes for ref in refs(node)):
        fact = given.at.facts.statement(ref)
        if fact is not None and isinstance(fact.value, Quantity):
            any_sign = given.at.book.concepts[ref.concept].any_sign
            found.append(_road(name(ref), key_of(ref, given.at), fact.value, given, any_sign=any_sign))
    return [road for road in found if road is not None]


def _road(label: str, key: Key | str, amount: Quantity, given: RowFacts, *, any_sign: bool) -> Road | None:
    """The least change of one figure, either way, that earns full marks."""
    step = _step(amount)
    ways = []
    for sign in (1, -1):
        count = _count(key, amount.value, exact.multiply(step, (sign, 1)), given, any_sign=any_sign)
        if count:
            ways.append((count, sign))
    if not ways:
        return None
    count, sign = min(ways)
    new = exact.add(amount.value, exact.multiply(step, (sign * count, 1)))
    return Road(label, key, amount.unit.dimension, amount.value, new, step)


def _step(amount: Quantity) -> Exact:
    """One 分 of money, one of a count, one in the last printed digit of anything else."""
    if amount.unit.dimension == "money":
        return MONEY_STEP
    if amount.unit.dimension in ("ratio", "area", "points"):
        return exact.multiply(amount.half_digit, (2, 1))
    return exact.ONE


def _count(key: Key | str, old: Exact, step: Exact, given: RowFacts, *, any_sign: bool) -> int:
    """How many steps it takes until full marks; 0 where no number of them does."""

    def full(count: int) -> bool:
        value = exact.add(old, exact.multiply(step, (count, 1)))
        return (any_sign or value[0] >= 0) and earns_full(key, value, given)

    near, far = 0, 1
    while not full(far):
        near, far = far, far * 2
        if far > FARTHEST or (not any_sign and exact.add(old, exact.multiply(step, (near, 1)))[0] < 0):
            return 0
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if full(middle) else (middle, far)
    return far


def earns_full(key: Key | str, value: Exact, given: RowFacts) -> bool:
    """Whether the row earns its whole weight with one figure changed: the row is scored again."""
    given.changed = {key: value}
    kept, given.measured = given.measured, given.measure()
    points = given.points()
    given.changed, given.measured = {}, kept
    weight = given.ready.row.weight
    if isinstance(points, (Unknown, bool)) or weight is None:
        return False
    return exact.compare(exact.round_half_away(points, given.at.scheme.points_decimals), weight) == 0
