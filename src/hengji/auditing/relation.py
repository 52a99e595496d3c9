"""A relation between figures of a report, whatever they are about: a sum, a difference, a rate, a product, a bound; and its verdict.

The computed side is (Σ plus − Σ minus) × Π times ÷ (Σ over − Σ over_minus) × scale, each in base units, held against a figure or a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.quantity import ROUNDED as PRINTED_ROUNDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hengji.core.audit import Figure
    from hengji.core.exact import Exact

EQUAL, AT_MOST, AT_LEAST = "＝", "≤", "≥"
ROUNDING, CUT_OFF, APPROXIMATE, FORCED, RATE_ROUNDING = "rounding", "cut_off", "approximate", "forced_to_whole", "rate_rounding"
"""Why a relation that does not hold to the digit is no error; the words are captions `explanation.*`."""
RATIO, POINTS = "ratio", "points"
ZERO_BASE = "zero_base"


ROUNDED = PRINTED_ROUNDED - {POINTS}
"""Scores are exact as they are printed: a total is the sum of its parts to the digit (RULES, TOL-5)."""


class Figures(Protocol):
    """Figures by their ids."""

    def __getitem__(self, each: int, /) -> Figure:
        """The figure of an id."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Ids of figures in their places. `check` is the id of the check of the law book whose words are used.

    `certain` is False where labels alone do not say that it must hold: then it may confirm its figures, but never contradicts them.
    `scale` is a factor that no figure prints (亩 and 万亩 beside 元 and 万元).
    `named` is True where words count out the parts (前两项合计): then a miss of any size is told.
    `bound` is True where words leave no choice of figures: no other reading is looked for either.
    `blame` is the figure at which a finding is shown, −1 for the target. `slots` fill the check's words. `kinds_fit` says that every cell of its row is
    of the kind that its header names: a table whose columns were guessed needs no other witness for it.
    """

    check: str
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()
    times: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    over_minus: tuple[int, ...] = ()
    target: int = -1
    constant: Exact | None = None
    compare: str = EQUAL
    scale: Exact = exact.ONE
    certain: bool = True
    named: bool = False
    bound: bool = False
    blame: int = -1
    slots: tuple[tuple[str, str], ...] = ()
    kinds_fit: bool = False

    @property
    def figures(self) -> tuple[int, ...]:
        """Every figure once, in the order of the computation."""
        every = (*self.plus, *self.minus, *self.times, *self.over, *self.over_minus)
        return tuple(dict.fromkeys((*every, self.target) if self.target >= 0 else every))

    @property
    def is_sum(self) -> bool:
        """Whether it only adds and takes away."""
        return not (self.times or self.over)

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes two relations the same, however they were found."""
        return (
            frozenset(self.plus), frozenset(self.minus), self.times, frozenset(self.over), frozenset(self.over_minus),
            self.target, self.constant, self.compare, self.scale,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """`computed` and `gap` (computed less stated, without sign) in base units; `why` is the caption of an explanation."""

    verdict: Verdict
    computed: Exact = exact.ZERO
    gap: Exact = exact.ZERO
    why: str = ""


def judge(relation: Relation, figures: Figures) -> Outcome:
    """The verdict; not applicable where it divides by zero."""
    divisor = _total(relation.over, relation.over_minus, figures)
    if relation.over and divisor[0] == 0:
        return Outcome(Verdict.NOT_APPLICABLE, why=ZERO_BASE)
    computed = value(relation, figures)
    stated = figures[relation.target].value if relation.target >= 0 else relation.constant or exact.ZERO
    gap = exact.subtract(computed, stated)
    size = (abs(gap[0]), gap[1])
    if _to_the_digit(relation, figures, computed, gap):
        return Outcome(Verdict.CONSISTENT, computed, size)
    why = _explained(relation, figures, computed, gap)
    return Outcome(Verdict.EXPLAINED if why else Verdict.IMPOSSIBLE, computed, size, why)


def exactly(relation: Relation, figures: Figures) -> bool:
    """Whether `judge` calls a relation consistent; whether something explains it is not asked."""
    if relation.over and _total(relation.over, relation.over_minus, figures)[0] == 0:
        return False
    computed = value(relation, figures)
    stated = figures[relation.target].value if relation.target >= 0 else relation.constant or exact.ZERO
    return _to_the_digit(relation, figures, computed, exact.subtract(computed, stated))


def _to_the_digit(relation: Relation, figures: Figures, computed: Exact, gap: Exact) -> bool:
    """Whether it holds as it stands, or at the printed digit."""
    if _holds(relation.compare, gap):
        return True
    target = figures[relation.target] if relation.target >= 0 else None
    return relation.compare == EQUAL and target is not None and _at_printed_digit(relation, figures, computed, target)


def value(relation: Relation, figures: Figures) -> Exact:
    """The computed side, in the base unit of its dimension; the divisor is not zero."""
    found = _total(relation.plus, relation.minus, figures)
    for each in relation.times:
        found = exact.multiply(found, figures[each].value)
    if relation.over:
        found = exact.divide(found, _total(relation.over, relation.over_minus, figures))
    return exact.reduce(found if relation.scale == exact.ONE else exact.multiply(found, relation.scale))


def _total(plus: Iterable[int], minus: Iterable[int], figures: Figures) -> Exact:
    found = exact.ZERO
    for each in plus:
        found = exact.add(found, figures[each].value)
    for each in minus:
        found = exact.subtract(found, figures[each].value)
    return found


def _holds(compare: str, gap: Exact) -> bool:
    if compare == EQUAL:
        return gap[0] == 0
    return gap[0] <= 0 if compare == AT_MOST else gap[0] >= 0


def only_limits(relation: Relation, outcome: Outcome) -> bool:
    """Whether figures were only held against a limit that is no figure of the report, and do not meet it to the digit: 在 100% 以内."""
    return relation.compare != EQUAL and relation.target < 0 and outcome.gap[0] != 0


def by_last_digit(outcome: Outcome, target: Figure) -> bool:
    """Whether a rate misses by no more than one of its last digit: it may have been made to fit the others (轧差)."""
    amount = target.quantity
    return amount is not None and exact.compare(outcome.gap, exact.multiply(amount.half_digit, (3, 1))) <= 0


def _at_printed_digit(relation: Relation, figures: Figures, computed: Exact, target: Figure) -> bool:
    """A rate, a product or a figure in a larger unit equals the computed one at its own printed digit; a sum in one unit shares the finest."""
    if relation.is_sum and any(figures[each].unit == target.unit for each in (*relation.plus, *relation.minus)):
        return False
    factor = target.unit.factor if target.unit is not None else exact.ONE
    counted = (
        not relation.is_sum and bool(relation.over) and target.dimension not in ("money", RATIO, "points")
    )  # 3,860 人次，24 场，平均每场 161 人次
    if target.dimension not in (ROUNDED if relation.is_sum else PRINTED_ROUNDED) and target.dimension and not counted:
        return False
    shown = exact.round_half_away(exact.divide(computed, factor), target.decimals)
    return exact.compare(shown, exact.of(target.number)) == 0


def _explained(relation: Relation, figures: Figures, computed: Exact, gap: Exact) -> str:
    """Why a miss is no error, or nothing."""
    target = figures[relation.target] if relation.target >= 0 else None
    if relation.is_sum:
        if _within(gap, _allowed(relation, figures)):
            return ROUNDING
    elif relation.over and target is not None and _overlaps(relation, figures, target):
        return RATE_ROUNDING
    if target is None or relation.compare != EQUAL:
        return ""
    if not relation.is_sum and _cut_off(computed, target):
        return CUT_OFF
    if any(figures[each].about for each in relation.figures) and _within(gap, _vague(relation, figures)):
        return APPROXIMATE
    return ""


def _within(gap: Exact, allowed: Exact) -> bool:
    return exact.compare((abs(gap[0]), gap[1]), allowed) <= 0


def half_digits(relation: Relation, figures: Figures) -> dict[int, Exact]:
    """Half a printed digit of each figure: those printed in one unit share the finest digit among them, save rates; what is counted has none, and what is told with decimals (2780.5 吨) was measured."""
    finest: dict[str, int] = {}
    for each in relation.figures:
        figure = figures[each]
        if figure.unit is not None and not figure.about:
            finest[figure.unit.id] = max(figure.decimals, finest.get(figure.unit.id, 0))
    return {each: _half(figures[each], finest) for each in relation.figures}


def _half(figure: Figure, finest: Mapping[str, int]) -> Exact:
    if figure.unit is None:
        return (1, 2 * 10**figure.decimals) if figure.decimals else exact.ZERO
    counted = figure.unit.dimension not in ROUNDED and (figure.unit.dimension == POINTS or not figure.decimals)
    if counted:
        return exact.ZERO
    own = figure.about or figure.dimension == RATIO
    decimals = figure.decimals if own else finest.get(figure.unit.id, figure.decimals)
    return exact.multiply((1, 2 * 10**decimals), figure.unit.factor)


def _allowed(relation: Relation, figures: Figures) -> Exact:
    """By how much a sum may miss through rounding alone."""
    total = exact.ZERO
    sides = len(relation.figures) + (relation.constant is not None)
    if sides > 2:  # noqa: PLR2004 - one figure held against another has nothing that was rounded on the way
        for half in half_digits(relation, figures).values():
            total = exact.add(total, half)
    return total


def _overlaps(relation: Relation, figures: Figures, target: Figure) -> bool:
    """Whether some values that print as these make the stated rate."""
    half = half_digits(relation, figures)
    low, high = (_bound(relation, figures, half, sign) for sign in (-1, 1))
    if low is None or high is None:
        return False
    own = half[relation.target] if relation.compare == EQUAL else exact.ZERO
    below, above = exact.subtract(target.value, own), exact.add(target.value, own)
    if relation.compare == AT_MOST:
        return exact.compare(low, above) <= 0
    return exact.compare(low, above) <= 0 and exact.compare(below, high) <= 0


def _bound(relation: Relation, figures: Figures, half: Mapping[int, Exact], sign: int) -> Exact | None:
    """The least (−1) or most (1) that the computed side can be; None where the divisor may be zero."""
    top, bottom = _total(relation.plus, relation.minus, figures), _total(relation.over, relation.over_minus, figures)
    for each in (*relation.plus, *relation.minus):
        top = exact.add(top, exact.multiply(half[each], (sign, 1)))
    for each in (*relation.over, *relation.over_minus):
        bottom = exact.subtract(bottom, exact.multiply(half[each], (sign if top[0] >= 0 else -sign, 1)))
    if bottom[0] <= 0:
        return None
    for each in relation.times:
        top = exact.multiply(top, figures[each].value)
    return exact.multiply(exact.divide(top, bottom), relation.scale)


def _cut_off(computed: Exact, target: Figure) -> bool:
    """A figure whose further digits were cut off instead of rounded."""
    factor = target.unit.factor if target.unit is not None else exact.ONE
    shown = exact.divide(computed, factor)
    scaled = (abs(shown[0]) * 10**target.decimals // shown[1], 10**target.decimals)
    same_sign = (shown[0] >= 0) == (target.number >= 0)
    return same_sign and exact.compare(scaled, exact.of(abs(target.number))) == 0


def _vague(relation: Relation, figures: Figures) -> Exact:
    """One unit of the last digit that is not 0, of each figure with 约 余 近 多."""
    total = exact.ZERO
    for each in relation.figures:
        figure = figures[each]
        if figure.about and figure.number:
            digits = f"{figure.number:f}".replace(".", "")
            zeros = len(digits) - len(digits.rstrip("0"))
            step = exact.multiply((1, 10**figure.decimals), (10**zeros, 1))
            total = exact.add(total, exact.multiply(step, figure.unit.factor if figure.unit is not None else exact.ONE))
    return total


def statement(relation: Relation, figures: Figures) -> str:
    """The relation with its figures put in, units said where they differ: `0 ＋ 2916.27 － 2900.80 ＝ 15.47`."""
    said = {figures[each].unit.id if (figures[each].unit is not None) else "" for each in relation.figures}  # type: ignore[union-attr]
    decimals: dict[str, int] = {}
    for each in relation.figures:
        decimals[figures[each].dimension] = max(decimals.get(figures[each].dimension, 0), figures[each].decimals)
    with_units = len(said) > 1 and relation.scale == exact.ONE

    def one(each: int) -> str:
        return shown(figures[each], decimals[figures[each].dimension] if relation.is_sum else figures[each].decimals, with_units)

    top = _joined(relation.plus, relation.minus, one)
    if relation.times:
        top = " × ".join([_bracketed(top), *map(one, relation.times)])
    if relation.over:
        top = f"{_bracketed(top)} ÷ {_bracketed(_joined(relation.over, relation.over_minus, one))}"
    top += _tens(relation, figures)
    right = one(relation.target) if relation.target >= 0 else _constant(relation.constant or exact.ZERO, relation, figures)
    return f"{top} {relation.compare} {right}"


def _tens(relation: Relation, figures: Figures) -> str:
    """The factor between the numbers as they are printed, where a relation is scaled: × 10000, ÷ 10000, or nothing."""
    if relation.scale == exact.ONE:
        return ""
    found = relation.scale
    for ids, up in (((*relation.plus[:1], *relation.times), True), ((*relation.over[:1], relation.target), False)):
        for each in ids:
            unit = figures[each].unit
            factor = unit.factor if unit is not None else exact.ONE
            found = exact.multiply(found, factor) if up else exact.divide(found, factor)
    found = exact.reduce(found)
    return "" if found == exact.ONE else f" × {exact.plain(found)}" if found[1] == 1 else f" ÷ {exact.plain((found[1], found[0]))}"


def _constant(constant: Exact, relation: Relation, figures: Figures) -> str:
    if relation.over:
        return exact.plain(constant)
    unit = figures[relation.plus[0]].unit if relation.plus else None
    return f"{exact.plain(exact.divide(constant, unit.factor))}{unit.label}" if unit is not None else exact.plain(constant)


def shown(figure: Figure, decimals: int, with_unit: bool) -> str:
    """The number with so many decimals, and its unit."""
    unit = figure.unit.label if figure.unit is not None else figure.measure
    rate = figure.unit is not None and figure.unit.dimension == RATIO
    number = exact.text(exact.of(figure.number), max(decimals, figure.decimals))
    return f"{number}{unit}" if with_unit or rate else number


def _bracketed(words: str) -> str:
    return f"（{words}）" if " ＋ " in words or " － " in words else words


def _joined(plus: Iterable[int], minus: Iterable[int], one: Callable[[int], str]) -> str:
    return "".join(_signed(plus, minus, one)).removeprefix(" ＋ ")


def _signed(plus: Iterable[int], minus: Iterable[int], one: Callable[[int], str]) -> Iterator[str]:
    for each in plus:
        yield f" ＋ {one(each)}"
    for each in minus:
        yield f" － {one(each)}"
