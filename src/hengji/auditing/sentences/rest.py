"""Two rates of one amount that make 100 %, of what was done and of what is left: 完成率 99.87%, 结转结余率 0.13%; then the two amounts make the whole."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from hengji.auditing.relation import EQUAL, Relation, judge
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from hengji.core.audit import Figure, Report
    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book

BALANCE = "balance"
_RATES = frozenset({"completion_rate", "pair_rate"})
_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_ALL, _NEAR, _MOST, _DIGITS = 100, 4, 12, 5
"""Two projects may well have one round budget; an amount of so many digits is one amount."""


def relations(found: Sequence[Relation], report: Report, book: Book) -> Iterator[Relation]:
    """What there was less what was done is what is left, where rates that hold say so; it contradicts only where one wrong digit explains it."""
    left, done = _rates(found, report, book.phrases["frames.balance_left"])
    for base, shares in left.items():
        for one, other in product(shares[:_MOST], done.get(base, ())[:_MOST]):
            rates = [report.figures[each.target] for each in (one, other)]
            near = abs(rates[0].passage - rates[1].passage) <= _NEAR
            one_base = one.over == other.over or len(f"{base[0]:f}".replace(".", "").strip("0")) >= _DIGITS
            if near and one_base and rates[0].decimals == rates[1].decimals and rates[0].number + rates[1].number == _ALL:
                label = report.figures[one.plus[0]].label
                yield Relation(BALANCE, one.over, other.plus, target=one.plus[0], certain=False, slots=(("label", label),))


_Shares = dict[tuple["Decimal", "Unit | None"], list[Relation]]


def _rates(found: Sequence[Relation], report: Report, left: Sequence[str]) -> tuple[_Shares, _Shares]:
    """The rates that hold, of one amount of money over one other, by that other: of what is left, and of what is not."""
    kinds: tuple[_Shares, _Shares] = defaultdict(list), defaultdict(list)
    for each in found:
        single = len(each.plus) == len(each.over) == 1 and not (each.minus or each.over_minus or each.times)
        if each.check not in _RATES or not single or each.compare != EQUAL or each.target < 0:
            continue
        own, base = report.figures[each.plus[0]], report.figures[each.over[0]]
        rate = report.figures[each.target]
        if own.dimension == base.dimension == "money" and own.number and judge(each, report.figures).verdict in _GOOD:
            kinds[0 if _named(own, rate, left) else 1][base.number, base.unit].append(each)
    return kinds


def _named(own: Figure, rate: Figure, left: Sequence[str]) -> bool:
    """Whether an amount or its rate is said to be left."""
    return any(word in own.label or word in rate.label for word in left)
