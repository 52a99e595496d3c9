"""Columns that the figures themselves bind, whatever their words: one is the difference or the sum of others, a rate of two, or in proportion to another.

What binds is borne out by three rows at least and missed by one at most. Such a relation confirms; it contradicts only where one wrong digit
explains the miss, save a column of rates, whose header says that it is one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import CHANGE, RATE, SHARE, VALUE
from hengji.auditing.grids.evidence import holds
from hengji.auditing.relation import Relation, by_last_digit, judge
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Part
    from hengji.core.audit import Figure

RATIO, DIFFERENCE, SUM = "table_rate", "table_change", "table_total"
_RATIO, _LEAST, _MOST_COLUMNS, _MOST_ROWS, _DIGITS = "ratio", 3, 8, 60, 3


def of_columns(part: Part, figures: Sequence[Figure], marks: Sequence[str]) -> Iterator[Relation]:
    """Every relation between columns that the figures show; `marks` are letters of the names of rates."""
    amounts = part.having(VALUE, "", CHANGE)[:_MOST_COLUMNS]
    if len(part.rows) > _MOST_ROWS:
        return
    plain = [each for each in amounts if not _rates(part, each)]
    apart: set[frozenset[int]] = set()
    for column in plain:
        others = [each for each in plain if each != column]
        for new, old in permutations(others, 2):
            if column > max(new, old):
                found = tuple(_borne_out(_differences(part, new, old, column), figures))
                apart |= {frozenset((new, old, column))} if found else set()
                yield from found
    for column, beside in ((each, beside) for each in plain for beside in _neighbours([at for at in plain if at != each], each)):
        if frozenset((*beside, column)) not in apart:
            yield from _borne_out(_sums(part, beside, column), figures)
    for column in [*part.having(RATE, SHARE), *(each for each in amounts if _rates(part, each))]:
        named = part.columns[column].role in {RATE, SHARE} or any(
            mark in word for word in part.columns[column].header[-1:] for mark in marks
        )
        before = [each for each in plain if each < column]
        over = [tuple(_borne_out(_over(part, *pair, column), figures)) for pair in permutations(before, 2)]
        found = next((each for each in over if each), ()) or next(_in_proportion(part, before, column, figures), ())
        yield from (replace(each, certain=named) for each in found)
        yield from _of_totals(part, found, figures)


def _borne_out(relations: Iterable[Relation], figures: Sequence[Figure], least: int = _LEAST) -> Iterator[Relation]:
    """Relations of one pattern, where enough that tell hold and one at most does not; those that hold because all is nothing are left out."""
    telling = [each for each in relations if _tells(each, figures)]
    good = [holds(each, figures) for each in telling]
    if sum(good) >= least and len(good) - sum(good) <= 1 and _differ(telling, figures, least):
        yield from telling


def _tells(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether all its figures are more than nothing, and one of them has three digits."""
    every = [figures[each].number for each in relation.figures]
    return all(every) and any(len(each.as_tuple().digits) >= _DIGITS for each in every)


def _differ(relations: Sequence[Relation], figures: Sequence[Figure], least: int) -> bool:
    """Whether the targets are different numbers: one number in every row shows nothing."""
    return len({figures[each.target].number for each in relations}) >= least


def _rates(part: Part, column: int) -> bool:
    return all(item.figure.dimension == _RATIO for (_, at), item in part.at.items() if at == column)


def _rows(part: Part, *columns: int) -> Iterator[tuple[Item, ...]]:
    """The figures of some columns, row by row, where all of them stand."""
    for row in part.rows:
        items = tuple(item for each in columns if (item := part.at.get((row, each))) is not None)
        if len(items) == len(columns) and part.whole((row,), columns):
            yield items


def _slots(item: Item) -> tuple[tuple[str, str], ...]:
    return (("label", item.title),)


def _differences(part: Part, new: int, old: int, column: int) -> Iterator[Relation]:
    for more, less, gap in _rows(part, new, old, column):
        if more.figure.dimension == less.figure.dimension == gap.figure.dimension:
            yield Relation(DIFFERENCE, (more.id,), (less.id,), target=gap.id, certain=False, slots=_slots(gap))


def _neighbours(columns: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """Two to five columns right behind a total, or right before it."""
    right, left = [each for each in columns if each > total], [each for each in columns if each < total]
    for count in range(2, 6):
        if len(right) >= count:
            yield tuple(right[:count])
        if len(left) >= count:
            yield tuple(left[-count:])


def _sums(part: Part, columns: tuple[int, ...], total: int) -> Iterator[Relation]:
    for *items, whole in _rows(part, *columns, total):
        if all(each.figure.dimension in ("", whole.figure.dimension) for each in items):
            yield Relation(SUM, tuple(each.id for each in items), target=whole.id, certain=False, slots=_slots(whole))


def _over(part: Part, top: int, bottom: int, column: int) -> Iterator[Relation]:
    """One column over another; a full rate over an aim that was passed may have been cut off at 100 %."""
    for above, below, rate in _rows(part, top, bottom, column):
        capped = rate.figure.number == 100 and above.figure.number > below.figure.number  # noqa: PLR2004 - per cent
        if above.figure.dimension == below.figure.dimension and not capped:
            yield Relation(RATIO, (above.id,), over=(below.id,), target=rate.id, slots=_slots(rate))


def _of_totals(part: Part, found: Iterable[Relation], figures: Sequence[Figure]) -> Iterator[Relation]:
    """The rate of a row of totals that misses, of what the rows above make together, where that holds: the total is wrong."""
    for each in found:
        rate, top = part.by_id[each.target], part.by_id[each.plus[0]]
        rows = [row for row, name in part.rows.items() if row < rate.name.row and not name.is_total]
        if rate.name.is_total and not each.times and len(rows) >= _LEAST and not holds(each, figures):
            instead = replace(each, plus=part.row(rows, top.name.column), certain=False)
            if holds(instead, figures):
                yield instead


def _in_proportion(part: Part, amounts: Sequence[int], column: int, figures: Sequence[Figure]) -> Iterator[tuple[Relation, ...]]:
    """A rate of amounts over one whole that the table does not print: the other rows against one of the first that most of them bear out."""
    for amount in amounts if not any(name.is_total for name in part.rows.values()) else ():
        rows = list(_rows(part, amount, column))
        found = [
            tuple(_borne_out((_beside(first, row) for row in rows if row is not first), figures, _LEAST - 1))
            for first in rows[:_LEAST]
        ]
        good = {each.target for every in found for each in every if holds(each, figures)}
        yield from (kept for every in found if (kept := tuple(one for one in every if not _made_to_fit(one, good, figures))))


def _made_to_fit(relation: Relation, good: Collection[int], figures: Sequence[Figure]) -> bool:
    """Whether a rate misses only beside a row that was made to fit (100% 减去其余), or by its last digit, as one that was made to fit does."""
    outcome = judge(relation, figures)
    missed = outcome.verdict is Verdict.IMPOSSIBLE
    return missed and (relation.target in good or by_last_digit(outcome, figures[relation.target]))


def _beside(first: tuple[Item, ...], row: tuple[Item, ...]) -> Relation:
    (amount, rate), (own, target) = first, row
    return Relation(RATIO, (rate.id,), times=(own.id,), over=(amount.id,), target=target.id, slots=_slots(target))
