"""扣分单: what would have earned full marks. Every answer is found by scoring the changed case again, and one 分 less fails."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.sheet import Status
from hengji.expr import dimensions
from hengji.expr.tree import Number, walk
from hengji.expr.words import name
from hengji.rulebook import show
from hengji.rulebook.rules import HALF_UP
from hengji.scoring.desk import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hengji.core.exact import Exact
    from hengji.core.fact import Key
    from hengji.expr.tree import Ref
    from hengji.scoring.desk import Moves, Ready
    from hengji.scoring.given import RowFacts

    Gap = Callable[[int], Exact | None]

FARTHEST = 2**52
INFINITE = 10**80
"""More steps than lie between any two numbers of a formula."""
START = 64
"""Where no limit is met, the search begins at one 64th of the figure."""
MONEY_STEP: Exact = (1, 100)
MOST_ROADS = 2


class Road(NamedTuple):
    """One figure changed from `old` to `new` earns full marks; a `step` less of the change does not.

    `told` is `new` rounded away from `old` to the digits of a report, where that earns full marks as well; else `new` itself.
    `rounded` says that only the rounding of the points makes them full.
    """

    label: str
    key: Key | str
    dimension: str
    old: Exact
    new: Exact
    step: Exact
    told: Exact
    rounded: bool = False


def full_marks_if(ready: Ready, given: RowFacts, status: Status) -> str:
    """In words, what would have earned full marks."""
    book = given.at.book
    if status is Status.ENTERED and not ready.formulas.filled_in:
        return _entered(ready, given)
    figures = list(_figures(ready, given))
    open_ = [figure for figure in figures if not figure.settled]
    found = [_words(road, given) for road in islice(_roads(open_, given), MOST_ROADS)] or list(_turned(ready, given))
    if found:
        return book.caption("score.full_or").join(found)
    settled = [figure for figure in figures if figure.settled]
    held = book.caption("score.full_or").join(_words(road, given) for road in islice(_roads(settled, given), MOST_ROADS))
    return book.caption("score.full_held", ways=held) if held else book.caption("score.full_none")


def _words(road: Road, given: RowFacts) -> str:
    book, dimension = given.at.book, dimensions.of(road.dimension)
    change = exact.subtract(road.told, road.old)
    grows = change[0] > 0
    old, new, difference = show.change(book, road.old, road.told, dimension)
    direction = book.caption("score.more" if grows else "score.less")
    said = "score.full_rounded" if road.rounded else "score.full_fact"
    return book.caption(said, name=road.label, old=old, new=new, direction=direction, difference=difference)


def _entered(ready: Ready, given: RowFacts) -> str:
    book, row = given.at.book, ready.row
    weight = show.points(row.scale or exact.ZERO)
    items = row.indicator.items if row.indicator else ()
    answers = ready.judgement.answers if ready.judgement else ()
    open_ = [item.label for item, answer in zip(items, answers, strict=False) if answer is not True]
    if open_:
        return book.caption("score.full_answers", labels="、".join(open_))
    if row.tiers:
        return book.caption("score.full_tier", tier=row.tiers[0].label, weight=weight)
    return book.caption("score.full_points", weight=weight)


def _turned(ready: Ready, given: RowFacts) -> Iterator[str]:
    """The yes-or-no facts whose turning alone earns full marks: the row is scored again with each turned."""
    weight, rounding = ready.row.weight or exact.ZERO, given.at.scheme.rounding
    for ref in ready.formulas.refs:
        fact = given.at.facts.statement(ref)
        if fact is not None and isinstance(fact.value, bool):
            points = given.points_with(given.moves(key_of(ref, given.at)), not fact.value)
            if points is not None and exact.compare(rounding.at(points, rounding.points), weight) == 0:
                words = [given.at.book.caption("show.yes" if value else "show.no") for value in (fact.value, not fact.value)]
                yield given.at.book.caption("score.full_truth", name=name(ref), old=words[0], new=words[1])


def roads(ready: Ready, given: RowFacts) -> Iterator[Road]:
    """The single figures whose change alone earns full marks, in the order of the formula."""
    yield from _roads(_figures(ready, given), given)


def _roads(figures: Iterable[_Figure], given: RowFacts) -> Iterator[Road]:
    wanted = _wanted(given)
    for figure in figures:
        road = _road(figure, _what_if(given, figure, wanted))
        if road is not None:
            yield road


class _Figure(NamedTuple):
    """A figure that a row rests on: its name, what it is about, its amount, also in base units; whether it may be below 0, and is settled."""

    label: str
    key: Key | str
    amount: Quantity
    value: Exact
    any_sign: bool = False
    ref: Ref | None = None
    settled: bool = False


def _figures(ready: Ready, given: RowFacts) -> Iterator[_Figure]:
    """The figures that the row rests on: its own actual value, then the facts of its formulas."""
    if ready.actual is not None:
        yield _Figure(ready.actual[0], ready.actual[0], ready.actual[1], ready.actual[1].value)
    filled = given.at.case.entries.get(ready.row.id)
    for name_, stated in filled.values.items() if filled is not None else ():
        if isinstance(stated, Quantity):
            yield _Figure(name_, name_, stated, stated.value)
    known, look_up = given.at.facts.known.get, given.at.facts.look_up
    for ref, label, any_sign, settled in ready.formulas.rests_on(given.at.book):
        _, fact, value = known(id(ref)) or look_up(ref)
        if fact is not None and isinstance(fact.value, Quantity) and isinstance(value, tuple):
            yield _Figure(label, key_of(ref, given.at), fact.value, value, any_sign, ref, settled)


class WhatIf(NamedTuple):
    """One figure of a row moved in steps away from its `old` value; `wanted` are the least points that are printed as full marks.

    `old` and `slope`, what a step adds, are over one denominator, `below`.
    """

    given: RowFacts
    moves: Moves
    rescored: Callable[[Exact], Exact | None]
    above: int
    slope: int
    below: int
    wanted: Exact
    any_sign: bool

    @property
    def old(self) -> Exact:
        """The figure as it is."""
        return self.above, self.below

    @property
    def step(self) -> Exact:
        """What a step adds."""
        return self.slope, self.below

    def at(self, count: int) -> Exact:
        """The figure so many steps away."""
        return self.above + self.slope * count, self.below

    def points(self, count: int) -> Exact | None:
        """The points so many steps away; None where they cannot be told."""
        above = self.above + self.slope * count
        return None if above < 0 and not self.any_sign else self.rescored((above, self.below))

    def gap(self, count: int) -> Exact | None:
        """By how much the points are short of full marks after rounding."""
        points = self.points(count)
        return None if points is None else exact.subtract(self.wanted, points)

    def first(self, counts: Iterable[int]) -> int:
        """The first of some numbers of steps at which full marks are earned; 0 where none is."""
        _, _, rescored, old, slope, below, wanted, any_sign = self
        for count in counts:
            above = old + slope * count
            if above >= 0 or any_sign:
                points = rescored((above, below))
                if points is not None and points[0] * wanted[1] >= wanted[0] * points[1]:
                    return count
        return 0


def _what_if(given: RowFacts, figure: _Figure, wanted: Exact) -> WhatIf:
    moves, (n, d), (s, e) = given.moves(figure.key, figure.ref), figure.value, _step(figure.amount)
    above, slope, below = (n, s, d) if d == e else (n * e, s * d, d * e)
    return WhatIf(given, moves, given.rescored(moves), above, slope, below, wanted, figure.any_sign)


def _road(figure: _Figure, what_if: WhatIf) -> Road | None:
    """The least change of one figure, either way, that earns full marks."""
    if what_if.moves.course is None:
        count = _searched(figure.key, what_if)
    else:
        count = what_if.first(_near(what_if.given.turns(what_if.moves, what_if.wanted), what_if))
    if not count:
        return None
    told = _told(figure, what_if, count)
    points = what_if.rescored(told)
    return Road(
        figure.label,
        figure.key,
        figure.amount.unit.dimension,
        what_if.old,
        what_if.at(count),
        what_if.step,
        told,
        points is not None and exact.compare(points, what_if.given.ready.row.weight or exact.ZERO) < 0,
    )


def _told(figure: _Figure, what_if: WhatIf, count: int) -> Exact:
    """The figure so many steps away in the digits of a report: rounded further away, so that what is printed earns full marks."""
    new, grain = what_if.at(count), show.grain(what_if.given.at.book, what_if.old, dimensions.of(figure.amount.unit.dimension))
    whole = exact.divide(new, grain)
    rounded = exact.multiply(exact.ceil(whole) if count * what_if.slope > 0 else exact.floor(whole), grain)
    if exact.compare(rounded, new) == 0 or rounded[0] == 0 or (rounded[0] < 0 and not figure.any_sign):
        return new
    points = what_if.rescored(rounded)
    return rounded if points is not None and exact.compare(points, what_if.wanted) >= 0 else new


def _near(places: Iterable[Exact], what_if: WhatIf) -> list[int]:
    """The numbers of steps that lie at each place and next to it on both sides, the nearest first; a step down before a step up.

    Before the first place on either side the points stay as short of full marks as they are: what lies there is left out.
    """
    counts: set[int] = set()
    old, slope, denominator = what_if.above, what_if.slope, what_if.below
    up, down = INFINITE, -INFINITE
    for above, below in places:
        count, rest = divmod(above * denominator - old * below, below * slope)
        if rest:
            counts.update((count, count + 1))
            up, down = (min(up, count + 1), down) if count >= 0 else (up, max(down, count))
        else:
            counts.update((count - 1, count, count + 1))
            up, down = min(up, count) if count >= 0 else up, max(down, count) if count <= 0 else down
    found = [count for count in counts if (count >= up or count <= down) and count]
    return found if len(found) == 1 else sorted(sorted(found), key=abs)


def _step(amount: Quantity) -> Exact:
    """One 分 of money, one of a count, one in the last printed digit of anything else."""
    if amount.unit.dimension == "money":
        return MONEY_STEP
    if amount.unit.dimension in ("ratio", "area", "points"):
        return exact.multiply(amount.half_digit, (2, 1))
    return exact.ONE


# ---- where the formula cannot be undone: searching


def _searched(key: Key | str, what_if: WhatIf) -> int:
    """How many steps it takes until full marks, the nearer way; 0 where no number of them does."""
    ways = []
    for sign in (1, -1):
        count = _count(key, what_if._replace(slope=sign * what_if.slope))
        if count:
            ways.append((count, sign))
    return min(ways)[0] * min(ways)[1] if ways else 0


def _count(key: Key | str, what_if: WhatIf) -> int:
    """How many steps one way it takes until full marks; 0 where no number of them does.

    A far place that earns full marks is looked for, first where the measure meets a limit of the formula; then the nearest one is closed in on.
    """
    old, step, gap = what_if.old, what_if.step, what_if.gap
    room = (old, None) if step[0] > 0 else (None if what_if.any_sign else exact.ZERO, old)
    most = what_if.given.most(key, room)
    if most is not None and exact.compare(most, what_if.wanted) < 0:
        return 0
    near = _crossing(gap)
    if near:
        return near
    nothing = exact.floor(exact.divide(exact.negative(old), step))[0]  # the steps down to 0, beyond which most figures cannot go
    far = _far(old, step, gap, [*_meets(what_if), nothing])
    return _close_in(far, gap) if far else 0


def _crossing(gap: Gap) -> int:
    """The step at which full marks are reached where the points go on as they begin, as a linear fraction of the figure; else 0."""
    counts = [0, 1, 3]
    at = _solve([(count, 1) for count in counts], [gap(count) for count in counts], exact.ZERO)
    count = 0 if at is None else exact.ceil(at)[0]
    return count if 0 < count <= FARTHEST and _full(gap(count)) and not _full(gap(count - 1)) else 0


def _wanted(given: RowFacts) -> Exact:
    """The least that the points must be before rounding to be printed at no less than the weight."""
    rounding = given.at.scheme.rounding
    return _least(given.ready.row.weight or exact.ZERO, rounding.points, rounding.mode)


@lru_cache(1024)
def _least(weight: Exact, decimals: int, mode: str) -> Exact:
    scale = 10**decimals
    printed = exact.ceil(exact.multiply(weight, (scale, 1)))[0]
    return (2 * printed - 1, 2 * scale) if mode == HALF_UP else (printed, scale)


def _full(gap: Exact | None) -> bool:
    return gap is not None and gap[0] <= 0


def _far(old: Exact, step: Exact, gap: Gap, tries: list[int]) -> int:
    """Some number of steps that earns full marks, or 0."""
    for count in tries:
        if count > 0 and _full(gap(count)):
            return count
    count = max(1, abs(old[0] * step[1]) // (abs(step[0]) * old[1]) // START)
    while count <= FARTHEST:
        found = gap(count)
        if found is None:
            return 0
        if _full(found):
            return count
        count *= 4
    return 0


def _close_in(far: int, gap: Gap) -> int:
    """The least number of steps up to `far` that earns full marks: by proportion and by halves in turn."""
    if not _full(gap(far - 1)):
        return far
    near, low, high = 0, gap(0), gap(far)
    by_halves = False
    while far - near > 1:
        middle = (near + far) // 2
        if not by_halves and low is not None and high is not None and low[0] > 0 > high[0]:
            share = exact.divide(low, exact.subtract(low, high))
            middle = min(max(near + (far - near) * share[0] // share[1] + 1, near + 1), far - 1)
        by_halves = not by_halves
        found = gap(middle)
        if _full(found):
            far, high = middle, found
        else:
            near, low = middle, found
            if not by_halves and far - near > 1 and _full(gap(near + 1)):
                return near + 1
    return far


def _meets(what_if: WhatIf) -> list[int]:
    """How many steps bring the measure to each limit that the points formula names.

    The measure is taken as (ax + b) ÷ (cx + d) of the figure; where it is not, the places found are tried in vain.
    """
    given, old, step = what_if.given, what_if.old, what_if.step
    limits = (
        {node.value for node in walk(given.ready.points) if isinstance(node, Number)} if given.ready.points is not None else set()
    )
    xs = [what_if.at(count) for count in (0, 100, 300)]
    ys = [given.measure_with(what_if.moves, x) for x in xs]
    found = []
    for limit in limits:
        x = _solve(xs, ys, limit)
        if x is not None:
            steps = exact.divide(exact.subtract(x, old), step)
            found += [exact.ceil(steps)[0], exact.floor(steps)[0]]
    return sorted(found)


def _solve(xs: list[Exact], ys: list[Exact | None], y: Exact) -> Exact | None:
    """Where a linear fraction through three points takes a value: the cross-ratio keeps."""
    if any(each is None for each in ys):
        return None
    (x1, x2, x3), (y1, y2, y3) = xs, [each for each in ys if each is not None]
    above = exact.multiply(exact.subtract(y, y1), exact.subtract(y2, y3))
    below = exact.multiply(exact.subtract(y, y3), exact.subtract(y2, y1))
    if not below[0]:
        return None
    ratio = exact.reduce(exact.divide(above, below))
    left = exact.subtract(x2, x3)
    right = exact.multiply(ratio, exact.subtract(x2, x1))
    under = exact.subtract(left, right)
    if not under[0]:
        return None
    return exact.reduce(exact.divide(exact.subtract(exact.multiply(x1, left), exact.multiply(x3, right)), under))
