"""What a relation that fails may come from: each mechanism of ERRORS is one edit of one figure; it is named where it is the only one of its kind that closes all relations of the figure."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing import reach
from hengji.auditing.relation import EQUAL, Relation, exactly, judge, value
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hengji.auditing.relation import Figures
    from hengji.core.audit import Figure, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

Around = Mapping[int, Sequence[Relation]]
NEAR = 8
_MOST_DIGITS, _MOST_FIGURES = 14, 60
_SURE_DIGITS, _SWAPPED_DIGITS = 4, 3
"""A rate of fewer digits is hit by chance; so is a sum by any other digit of a short amount, but not by its own exchanged."""
_SEVERAL, _DECIMALS = 4, 2
"""Parts of a list, and decimals of its other figures, from which on a whole number that is missing tells."""
_TWO_DIGITS = 2
_HOLDS = (Verdict.CONSISTENT, Verdict.EXPLAINED)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A mechanism that fits: the figure that is wrong, the number that it should be (None where not it but the computation is mended), and its name."""

    figure: int
    number: Decimal | None
    label: str


class Instead:
    """The figures of a report with one of them replaced."""

    def __init__(self, figures: Figures, figure: Figure, number: Decimal, *, moved: bool = False) -> None:
        text = f"{number:f}"
        decimals = len(text.partition(".")[2])  # 9.38 for 93.75: where the point was moved, one digit less is known behind it
        least = 0 if moved else figure.decimals
        self.figures, self.other = figures, replace(figure, number=number, decimals=max(decimals, least))

    def __getitem__(self, each: int) -> Figure:
        return self.other if each == self.other.id else self.figures[each]


def likely(relation: Relation, around: Around, report: Report, book: Book) -> tuple[str, ...]:
    """The words of every mechanism that fits; `around` are the certain relations of each figure of the report."""
    if relation.compare != EQUAL or len(relation.figures) > _MOST_FIGURES:
        return ()
    found = []
    for hint, mechanism in _EDITS.items():
        hits = _closing(relation, around, report.figures, mechanism)
        if len(hits) == 1:
            figure, number = hits[0]
            found.append(book.caption(f"hint.{hint}", label=_printed(figure), value=f"{number:f}", stated=figure.plain))
    for hint, shape in _SHAPES.items():
        fits = {
            (each.figure, each.number): each.label
            for each in shape(relation, report)
            if _closes_all(each, relation, around, report.figures)
        }
        if len(fits) == 1:
            found.append(book.caption(f"hint.{hint}", label=next(iter(fits.values()))))
    return tuple(dict.fromkeys(found))


def _closes_all(fit: _Fit, relation: Relation, around: Around, figures: Sequence[Figure]) -> bool:
    """Whether all relations of the figure hold with its new number; where it keeps its own and the relation is mended, all others."""
    if fit.number is None:
        given: Figures = figures
        others = [each for each in around.get(fit.figure, ()) if each.shape != relation.shape]
    else:
        given, others = Instead(figures, figures[fit.figure], fit.number), [relation, *around.get(fit.figure, ())]
    return all(judge(each, given).verdict is not Verdict.IMPOSSIBLE for each in others)


def solved(relation: Relation, figures: Sequence[Figure], figure: Figure) -> Decimal | None:
    """What a figure must be, with its own decimals, for the relation to hold; None where it is not one number."""
    factor = figure.unit.factor if figure.unit is not None else exact.ONE
    at = [_apart(relation, Instead(figures, figure, Decimal(number))) for number in (0, 1)]
    slope = exact.subtract(at[1], at[0])
    if not slope[0]:
        return None
    found = exact.divide(exact.negative(at[0]), slope)
    return Decimal(exact.text(found, figure.decimals)) if factor[0] else None


def _apart(relation: Relation, figures: Figures) -> Exact:
    """Computed less stated, multiplied by what is divided by."""
    above, below = value(replace(relation, over=(), over_minus=()), figures), exact.ONE
    if relation.over:
        below = value(Relation(relation.check, relation.over, relation.over_minus), figures)
    stated = figures[relation.target].value if relation.target >= 0 else relation.constant or exact.ZERO
    return exact.subtract(above, exact.multiply(stated, below))


def around(relations: Iterable[Relation]) -> Around:
    """The certain relations of each figure."""
    found: dict[int, list[Relation]] = defaultdict(list)
    for relation in relations:
        for each in relation.figures if relation.certain else ():
            found[each].append(relation)
    return found


def edit_like(relation: Relation, figures: Sequence[Figure], *, alone: bool = True) -> bool:
    """Whether one wrong digit, or two exchanged, in one figure would make the relation hold to the digit: chance alone hardly does that.

    A short number under a rate is changed only where the relation stands `alone`: one of several readings of a sentence fits by chance.
    """
    if relation.compare != EQUAL or len(relation.figures) > _MOST_FIGURES:
        return False
    if relation.is_sum:
        every: Iterable[int] = relation.figures
    else:
        target = figures[relation.target] if relation.target >= 0 else None
        every = relation.figures if target is not None and len(target.number.as_tuple().digits) >= _SURE_DIGITS else ()
    if _exchanged(relation, figures):
        return True
    allowed = _HOLDS if len({figures[each].unit for each in relation.figures}) == 1 else _HOLDS[:1]
    for each in every:
        figure = figures[each]
        digits = len(figure.number.as_tuple().digits)
        if relation.is_sum and digits < _SWAPPED_DIGITS:
            continue
        sure = digits >= _SURE_DIGITS
        replaced = _replaced(figure) if sure or (alone and not relation.is_sum) else ()
        shifted = _lost_or_added(figure) if relation.is_sum else ()
        shifted = (number for number in shifted if max(digits, len(number.as_tuple().digits)) >= _SURE_DIGITS)
        edits = itertools.chain(_swapped(figure), replaced, shifted)
        if any(exactly(relation, Instead(figures, figure, number)) for number in _in_reach(edits, relation, figures, figure)):
            return True
        moved = itertools.chain(_point(figure), _unit(figure)) if sure else ()
        good = allowed if relation.is_sum else _HOLDS
        if any(judge(relation, Instead(figures, figure, number, moved=True)).verdict in good for number in moved):
            return True
    return False


def exchanged_part(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether the two digits of one part, exchanged, make a list of whole numbers come out: 滑坡 98 处、崩塌 14 处…, 41 of 164."""
    parts = [figures[each] for each in relation.plus]
    return any(
        len(figure.number.as_tuple().digits) >= _TWO_DIGITS
        and any(exactly(relation, Instead(figures, figure, number)) for number in _swapped(figure))
        for figure in parts
    )


def _in_reach(numbers: Iterable[Decimal], relation: Relation, figures: Sequence[Figure], figure: Figure) -> Iterator[Decimal]:
    """The numbers with which the relation may hold to the digit."""
    ends = reach.ends(relation, figures, figure)
    return (number for number in numbers if ends is None or ends[0] <= number <= ends[1])


def mended(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether one slip of the pen in one figure is all that is wrong, to the digit: a wrong digit, two exchanged, one lost or added, a moved point."""
    for each in relation.figures:
        figure = figures[each]
        right = solved(relation, figures, figure)
        if right is not None and slip(figure, right) and exactly(relation, Instead(figures, figure, right)):
            return True
    return False


def slip(figure: Figure, right: Decimal) -> bool:
    """Whether a number is another one with a wrong digit, two exchanged, one lost or added, or its point moved and the rest cut off."""
    if right == figure.number:
        return False
    moved = (exact.decimal(exact.of(right.scaleb(ten)), figure.decimals) for ten in (-2, -1, 1, 2))
    return figure.number in moved or right in itertools.chain(_swapped(figure), _replaced(figure), _lost_or_added(figure))


def left_out(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a sum of several misses by exactly one of its parts, of three digits or more: it was left out, or counted twice."""
    if not relation.is_sum or relation.minus or relation.compare != EQUAL or relation.target < 0 or len(relation.plus) < _SEVERAL:
        return False
    gap = exact.subtract(value(relation, figures), figures[relation.target].value)
    size = (abs(gap[0]), gap[1])
    long = (figures[each] for each in relation.plus if len(_digits(figures[each]).strip("0.")) >= _SWAPPED_DIGITS)
    return any(exact.compare(each.value, size) == 0 for each in long)


def short_slip(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether one digit of a part without decimals is all that is wrong in a list of several parts, to the last decimal of the others.

    A short number alone is hit by chance, but chance hardly leaves a whole number where others have two decimals.
    """
    parts, total = [figures[each] for each in relation.plus], figures[relation.target]
    if not relation.is_sum or relation.minus or relation.target < 0 or len(parts) < _SEVERAL or relation.compare != EQUAL:
        return False
    gap = exact.subtract(total.value, value(relation, figures))
    small = exact.compare((abs(gap[0]) * 10, gap[1]), total.value) <= 0
    if not gap[0] or not small or max(each.decimals for each in (*parts, total)) < _DECIMALS:
        return False
    return any(_by_one_digit(part, gap) for part in parts if not part.decimals and not _whole_number(part, total.value))


def _whole_number(figure: Figure, amount: Exact) -> bool:
    """Whether an amount has no decimals in the unit of a figure."""
    return figure.unit is None or exact.reduce(exact.divide(amount, figure.unit.factor))[1] == 1


def _by_one_digit(part: Figure, gap: Exact) -> bool:
    """Whether one digit of a whole number written otherwise makes up for a gap."""
    if part.unit is None or not _whole_number(part, gap):
        return False
    right = part.number + exact.reduce(exact.divide(gap, part.unit.factor))[0]
    return any(number == right for number in _replaced(part))


def _exchanged(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether the rate is the base over the part, to its last digit."""
    target = figures[relation.target] if relation.target >= 0 else None
    if (
        target is None
        or len(relation.over) != 1
        or len(relation.plus) != 1
        or relation.minus
        or relation.times
        or relation.over_minus
    ):
        return False
    sure = len(target.number.as_tuple().digits) >= _SURE_DIGITS
    return sure and exactly(replace(relation, plus=relation.over, over=relation.plus), figures)


def copied(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether what is left is printed as one of the two amounts that it lies between: 还剩 with what was spent."""
    if (
        relation.compare != EQUAL
        or not relation.is_sum
        or relation.target < 0
        or len(relation.plus) != 1
        or len(relation.minus) != 1
    ):
        return False
    target = figures[relation.target]
    same = [each for each in (*relation.plus, *relation.minus) if figures[each].number == target.number]
    return len(same) == 1 and len(target.number.as_tuple().digits) >= _SURE_DIGITS


def _closing(
    relation: Relation, around: Around, figures: Sequence[Figure], edits: Callable[[Figure], Iterable[Decimal]]
) -> list[tuple[Figure, Decimal]]:
    """The figures and numbers that make this relation, and every other relation of the figure, hold."""
    found: dict[tuple[int, Decimal], tuple[Figure, Decimal]] = {}
    for each in relation.figures:
        figure = figures[each]
        if not figure.number or len(figure.number.as_tuple().digits) > _MOST_DIGITS:
            continue
        others: Sequence[Relation] | None = None
        for number in _in_reach(edits(figure), relation, figures, figure):
            instead = Instead(figures, figure, number)
            if not exactly(relation, instead):
                continue
            if others is None:
                others = around.get(each, ())
            if all(judge(other, instead).verdict is not Verdict.IMPOSSIBLE for other in others):
                found[(each, number)] = (figure, number)
    return list(found.values())


def _named(figure: Figure) -> str:
    return figure.label or figure.plain


def _printed(figure: Figure) -> str:
    """By its name and its number: amounts of one name are told apart, and a rate is not called by the name of its amount."""
    return f"{figure.label}{figure.plain}" if figure.role in ("value", "points", "weight") else figure.plain


def _digits(figure: Figure) -> str:
    return f"{abs(figure.number):.{figure.decimals}f}"


def _swapped(figure: Figure) -> Iterator[Decimal]:
    """Two neighbouring digits written the other way round."""
    digits = _digits(figure)
    places = [at for at, letter in enumerate(digits) if letter.isdigit()]
    for first, second in itertools.pairwise(places):
        if digits[first] != digits[second]:
            letters = list(digits)
            letters[first], letters[second] = letters[second], letters[first]
            yield _signed(figure, "".join(letters))


def _replaced(figure: Figure) -> Iterator[Decimal]:
    """One digit wrong."""
    digits = _digits(figure)
    for at, letter in enumerate(digits):
        if letter.isdigit():
            for other in "0123456789":
                if other != letter and not (at == 0 and other == "0" and digits[1:2].isdigit()):
                    yield _signed(figure, f"{digits[:at]}{other}{digits[at + 1 :]}")


def _lost_or_added(figure: Figure) -> Iterator[Decimal]:
    """One digit left out, or one put in."""
    digits = _digits(figure)
    for at, letter in enumerate(digits):
        if letter.isdigit() and len(digits) > 1:
            shorter = digits[:at] + digits[at + 1 :]
            if shorter[:1].isdigit():
                yield _signed(figure, shorter)
    for at in range(len(digits) + 1):
        for digit in "0123456789":
            yield _signed(figure, digits[:at] + digit + digits[at:])


def _point(figure: Figure) -> Iterator[Decimal]:
    """A decimal point lost, or a factor of 10 or 100."""
    for power in (-2, -1, 1, 2):
        yield figure.number.scaleb(power)


def _unit(figure: Figure) -> Iterator[Decimal]:
    """元 or 亿元 for 万元."""
    if figure.unit is not None and figure.unit.dimension == "money":
        yield figure.number.scaleb(-4)
        yield figure.number.scaleb(4)


def _signed(figure: Figure, digits: str) -> Decimal:
    number = Decimal(digits)
    return -number if figure.number < 0 else number


_EDITS: dict[str, Callable[[Figure], Iterable[Decimal]]] = {
    "edit_swapped": _swapped,
    "edit_replaced": _replaced,
    "edit_lost": _lost_or_added,
    "edit_point": _point,
    "edit_unit": _unit,
}


def _gap(relation: Relation, report: Report) -> Exact | None:
    """Computed less stated, of a sum."""
    if not relation.is_sum or relation.target < 0:
        return None
    return exact.subtract(value(relation, report.figures), report.figures[relation.target].value)


def _sign(relation: Relation, report: Report) -> Iterator[_Fit]:
    """The word says the other direction: the difference or the rate fits with its sign changed."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    if target is None or target.role not in ("change", "rate") or not target.direction:
        return
    if relation.minus:
        other = replace(relation, plus=relation.minus, minus=relation.plus)
    elif relation.over_minus or len(relation.over) > 1:
        over = tuple(each for each in relation.over if each not in relation.plus)
        turned = relation.plus if not relation.over_minus else ()
        other = replace(relation, over=(*over, *(() if turned else relation.plus)), over_minus=turned)
    else:
        return
    if exactly(other, report.figures):
        yield _Fit(target.id, None, _named(target))


def _rate_of_this_year(relation: Relation, report: Report) -> Iterator[_Fit]:
    """The rate was divided by this year's amount instead of last year's."""
    if relation.target < 0 or report.figures[relation.target].role != "rate":
        return
    current = relation.plus if relation.minus else tuple(each for each in relation.over if each not in relation.plus)
    other = replace(relation, over=current, over_minus=())
    if len(current) == 1 and exactly(other, report.figures):
        yield from _meant(report.figures[relation.target], relation, report)


def _meant(figure: Figure, relation: Relation, report: Report, label: str = "") -> Iterator[_Fit]:
    """The figure with the number that the others of the relation say; nothing where it is stated so a second time."""
    number = solved(relation, report.figures, figure)
    if number is not None and number != figure.number and not _stated_again(figure, report):
        yield _Fit(figure.id, number, label or _named(figure))


def _stated_again(figure: Figure, report: Report) -> bool:
    """Whether another place says the same of the same thing: an edit of one of them would set the two against each other."""
    same = (figure.label, figure.stage, figure.year, figure.members, figure.scope, figure.role, figure.value)
    return bool(figure.label) and any(
        each.id != figure.id and (each.label, each.stage, each.year, each.members, each.scope, each.role, each.value) == same
        for each in report.figures
    )


def _base_as_change(relation: Relation, report: Report) -> Iterator[_Fit]:
    """Last year's total was printed as the increase: the rate fits with the increase as the base."""
    if relation.target < 0 or report.figures[relation.target].role != "rate" or relation.minus or len(relation.plus) != 1:
        return
    change = report.figures[relation.plus[0]]
    current = [each for each in relation.over if each != change.id]
    if change.role != "change" or len(current) != 1:
        return
    up = Relation(relation.check, (current[0],), (change.id,), over=(change.id,), target=relation.target)
    down = replace(up, plus=up.minus, minus=up.plus)
    if any(exactly(each, report.figures) for each in (up, down)):
        yield from _meant(change, relation, report)


def _amount_as_rate(relation: Relation, report: Report) -> Iterator[_Fit]:
    """A difference in 万元 was printed as a percentage."""
    if relation.target < 0 or report.figures[relation.target].role not in ("rate", "completion"):
        return
    rate = report.figures[relation.target]
    for each in report.figures[max(0, rate.id - 3) : rate.id]:
        if each.passage == rate.passage and each.role == "change" and each.number == rate.number:
            yield from _meant(rate, relation, report, _named(each))


def _copied(relation: Relation, report: Report) -> Iterator[_Fit]:
    """The same digits stand near by under another name."""
    for each in relation.figures:
        figure = report.figures[each]
        if len(figure.number.as_tuple().digits) < 3:  # noqa: PLR2004 - short numbers meet by chance
            continue
        for other in report.figures[max(0, each - NEAR) : each + NEAR]:
            same = (other.number, other.dimension) == (figure.number, figure.dimension)
            if same and other.id not in relation.figures and other.label and other.label != figure.label:
                yield from _meant(figure, relation, report, other.label)


def _left_out(relation: Relation, report: Report) -> Iterator[_Fit]:
    """The gap is a figure near by that is no term of the sum."""
    gap = _gap(relation, report)
    if gap is None or not gap[0]:
        return
    terms = [report.figures[each] for each in relation.figures]
    for other in report.figures[max(0, terms[0].id - NEAR) : terms[-1].id + NEAR]:
        if other.id not in relation.figures and other.dimension == terms[0].dimension and other.role == "value":
            total = exact.add(gap, other.value)
            if total[0] == 0 and other.number:
                yield _Fit(relation.target, None, _named(other))


def _counted_twice(relation: Relation, report: Report) -> Iterator[_Fit]:
    """The gap is one of the terms: it stands beside the whole instead of inside, or was counted twice."""
    gap = _gap(relation, report)
    if gap is None or not gap[0]:
        return
    for each in relation.plus:
        if exact.compare(report.figures[each].value, gap) == 0:
            yield _Fit(relation.target, None, _named(report.figures[each]))


def _stale(relation: Relation, report: Report) -> Iterator[_Fit]:
    """A figure equals last year's of the same name."""
    for each in relation.figures:
        figure = report.figures[each]
        for other in report.figures:
            same = (other.number, other.dimension, other.label) == (figure.number, figure.dimension, figure.label)
            if same and other.id != each and other.year is not None and other.year + 1 == figure.year and figure.label:
                yield from _meant(figure, relation, report, figure.label)


_SHAPES: dict[str, Callable[[Relation, Report], Iterator[_Fit]]] = {
    "sign_word": _sign,
    "rate_of_this_year": _rate_of_this_year,
    "base_as_change": _base_as_change,
    "amount_as_rate": _amount_as_rate,
    "copied_near": _copied,
    "left_out": _left_out,
    "counted_twice": _counted_twice,
    "stale_year": _stale,
}
