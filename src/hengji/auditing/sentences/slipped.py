"""A rate that nothing bears out, and that the amounts right before it make where one named slip is undone: divided by this year instead of last, the difference printed as the rate, two digits exchanged.

Chance hardly closes a rate to its last digit, so the slip itself says which amounts were meant: 执法 386 件，结案 371 件。办案数较上年的 342 件增长 11.4% is 44 ÷ 386.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from hengji.auditing import slips
from hengji.auditing.index import prose
from hengji.auditing.relation import RATIO, Relation, judge
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

RATE, PAIR = "change_rate", "pair_rate"
_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_BACK, _NEAR, _SURE, _TELLING, _RATIOS = 10, 3, 3, 4, frozenset({RATIO, "points", ""})


def relations(found: Sequence[Relation], report: Report, book: Book) -> Iterator[Relation]:
    """The relation that each such rate was meant to be, certain because a slip closes it."""
    answered = {each.target for each in found if each.target >= 0 and judge(each, report.figures).verdict in _GOOD}
    points = book.phrases["clauses.points_of_percent"]
    for figure in report.figures:
        if figure.dimension != RATIO or figure.id in answered or figure.about or figure.text.endswith(points):
            continue
        if slips.digits(figure) < _SURE or not prose(report.passages[figure.passage]):
            continue
        before = [each for each in report.figures[max(0, figure.id - _BACK) : figure.id] if each.passage == figure.passage]
        before = [each for each in before if each.number and not each.about]
        yield from _meant(figure, before, report)


def _meant(rate: Figure, before: Sequence[Figure], report: Report) -> Iterator[Relation]:
    if rate.role == "rate" and rate.direction:
        every = [*_over_this_year(rate, before), *_after_change(rate, before)]
        wrong = [one for one, slip in every if judge(slip, report.figures).verdict is Verdict.CONSISTENT]
        right = [one for one, _ in every if judge(one, report.figures).verdict in _GOOD]
        yield from [] if right else wrong[:1]
        yield from _difference(rate, before)
    elif slips.digits(rate) >= _TELLING and before:
        yield from _exchanged(rate, before, report)


def _over_this_year(rate: Figure, before: Sequence[Figure]) -> Iterator[tuple[Relation, Relation]]:
    """(386 − 342) ÷ 386: an amount that is marked as the base, and one before it in its measure."""
    for base in before:
        for own in before if base.role == "base" and base.dimension not in _RATIOS else ():
            more, less = (own, base) if rate.direction > 0 else (base, own)
            if own.id < base.id and own.role == "value" and own.dimension == base.dimension and more.number > less.number:
                slots = (("label", rate.label),)
                yield (
                    Relation(RATE, (more.id,), (less.id,), over=(base.id,), target=rate.id, named=True, bound=True, slots=slots),
                    Relation(RATE, (more.id,), (less.id,), over=(own.id,), target=rate.id, named=True, bound=True, slots=slots),
                )


def _after_change(rate: Figure, before: Sequence[Figure]) -> Iterator[tuple[Relation, Relation]]:
    """在 A 的基础上增加 C，增幅 C ÷ (A ＋ C); 预算 A，节约 C，节约率 C ÷ (A − C)."""
    change = before[-1] if before else rate
    if change.role != "change" or change.direction != rate.direction or change.dimension in _RATIOS:
        return
    amounts = [each for each in before[:-1] if each.dimension == change.dimension and each.role in ("value", "base")]
    grown = [exact.add(each.value, change.value if rate.direction > 0 else exact.negative(change.value)) for each in amounts]
    for base in amounts:
        if not any(exact.compare(base.value, each) == 0 for each in grown):
            slots = (("label", rate.label),)
            over, less = ((base.id, change.id), ()) if rate.direction > 0 else ((base.id,), (change.id,))
            yield (
                Relation(RATE, (change.id,), over=(base.id,), target=rate.id, named=True, bound=True, slots=slots),
                Relation(RATE, (change.id,), over=over, over_minus=less, target=rate.id, named=True, bound=True, slots=slots),
            )


def _difference(rate: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """增加 663.20 万元…，增长 663.20%: the change over what it was compared with."""
    for change in before if slips.digits(rate) >= _TELLING else ():
        same = change.role == "change" and change.number == rate.number and change.direction == rate.direction
        if same and change.base >= 0 and change.dimension not in _RATIOS:
            yield Relation(
                RATE, (change.id,), over=(change.base,), target=rate.id, named=True, bound=True, slots=(("label", rate.label),)
            )
            return


def _exchanged(rate: Figure, before: Sequence[Figure], report: Report) -> Iterator[Relation]:
    """安装水表 3,986 块。应装 4,120 户，入户率 97.65%: the amount right before it and one near by make it with two digits exchanged."""
    near = [each for each in before[-_NEAR:] if each.dimension not in _RATIOS]
    for one, two in permutations(near, 2):
        money = (one.dimension == "money") == (two.dimension == "money")
        if before[-1] in (one, two) and money and one.number != two.number:
            relation = Relation(
                PAIR, (one.id,), over=(two.id,), target=rate.id, named=True, bound=True, slots=(("label", rate.label),)
            )
            if slips.exchanged(relation, report.figures):
                yield relation
                return
