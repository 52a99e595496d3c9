"""Rates, shares and changes in tables: a column held against the two from which it is made."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from typing import TYPE_CHECKING

from hengji.auditing import slips
from hengji.auditing.grids.cells import ACTUAL, CHANGE, CHANGE_RATE, POINTS, RATE, SHARE, TARGET, VALUE, WEIGHT
from hengji.auditing.grids.evidence import best, holds, settled, weigh
from hengji.auditing.relation import Relation
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Part
    from hengji.auditing.grids.evidence import Weighed
    from hengji.core.audit import Figure

RATIO, DIFFERENCE = "table_rate", "table_change"
MOST_COLUMNS = 8
_NEVER = 99
_LEAST, _PERCENT = 2, ("%", "％")
OUTTURN, REVISED = "outturn", "revised"
_SURE, _HUNDRED = 3, (100, 1)


def of_rates(
    part: Part, figures: Sequence[Figure], tops: Sequence[str], bottoms: Sequence[str], lower: tuple[str, ...] = ()
) -> Iterator[Relation]:
    """Columns of rates against what their words say is on top and what below; `tops` and `bottoms` are words, the fittest first, `lower` those of what should be low."""
    for column in part.having(RATE):
        found = []
        for top, bottom in _pairs(part, tops, bottoms, column):
            pattern = weigh(_ratios(part, top, bottom, column), figures)
            if pattern.relations:
                found.append((pattern, not {part.columns[top].role, part.columns[bottom].role} & {TARGET, ACTUAL}))
        chosen = best(pattern for pattern, _ in found) or (found[0][0] if found else None)
        if chosen is None:
            yield from _by_figures(part, column, figures)
        elif not (chosen.bad and _fits_better(part, column, figures)):
            sure = next(sure for pattern, sure in found if pattern is chosen)
            fits = sure and _of_the_year(part, chosen, column)
            demanded = fits or (sure and (chosen.good > 0 or len(found) == 1)) or _one_of_many(part, chosen, figures, lower)
            for each in settled(chosen, drawn=part.drawn, demanded=demanded):
                if not sure and not holds(each, figures) and _otherwise(part, each, figures, lower):
                    continue
                yield replace(each, certain=True, kinds_fit=True) if fits and _kinds_fit(part, each) else each
    for column in part.having(VALUE, ""):
        if all(item.figure.dimension == "ratio" for item in part.items if item.name.column == column):
            yield from _by_figures(part, column, figures)


def _one_of_many(part: Part, chosen: Weighed, figures: Sequence[Figure], lower: tuple[str, ...]) -> bool:
    """Whether one row alone fails beside three that hold, and no other way of reckoning explains it."""
    failed = [each for each in chosen.relations if not holds(each, figures)]
    return chosen.good >= _SURE and chosen.bad == len(failed) == 1 and not _otherwise(part, failed[0], figures, lower)


def _otherwise(part: Part, rate: Relation, figures: Sequence[Figure], lower: tuple[str, ...]) -> bool:
    """Whether a rate of completion is that of the two the other way round, for what should be low, or is cut at 100 %."""
    stated, top, bottom = (figures[each].value for each in (rate.target, rate.plus[0], rate.over[0]))
    cut = exact.compare(stated, exact.ONE) == 0 and exact.compare(top, bottom) > 0
    low = has(part.by_id[rate.target].title, lower)
    return cut or (low and holds(replace(rate, plus=rate.over, over=rate.plus), figures))


def _by_figures(part: Part, column: int, figures: Sequence[Figure]) -> Iterator[Relation]:
    """优良天数 318、322、327，监测天数 365，优良率 87.12%…: no word says which two columns make the rates, but their figures do, in all rows but one at most."""
    amounts = part.having(VALUE, "", TARGET, ACTUAL)[:MOST_COLUMNS]
    found = []
    for top, bottom in permutations(amounts, 2):
        pattern = weigh(_ratios(part, top, bottom, column), figures)
        rates = {figures[each.target].number for each in pattern.relations if holds(each, figures)}
        if (
            len(rates) >= _LEAST
            and all(slips.digits(figures[each.target]) >= _SURE for each in pattern.relations)
            and pattern.bad <= 1
        ):
            found.append(pattern)
    if len(found) == 1:
        yield from settled(found[0], drawn=part.drawn, demanded=True)


def of_score_rates(part: Part, figures: Sequence[Figure], words: Sequence[str]) -> Iterator[Relation]:
    """得分率: the marks of a row over its full marks, where a table has one column of each; `words` are the headers of such a column."""
    points, full = part.having(POINTS), part.having(WEIGHT)
    for column in part.having(RATE, SHARE):
        if len(points) == len(full) == 1 and _fit(part, column, words) < _NEVER:
            pattern = weigh(_ratios(part, points[0], full[0], column), figures)
            yield from settled(pattern, drawn=part.drawn, demanded=True)


def _of_the_year(part: Part, chosen: Weighed, column: int) -> bool:
    """Whether a row, all of whose cells are of their kinds, takes its rate as the official form does: what was spent over the budget of the whole year."""
    stages = {(part.by_id[each.plus[0]].name.stage, part.by_id[each.over[0]].name.stage) for each in chosen.relations}
    amounts = {part.by_id[number].name.column for each in chosen.relations for number in (each.plus[0], each.over[0])}
    return stages == {(OUTTURN, REVISED)} and column > max(amounts) and any(_kinds_fit(part, each) for each in chosen.relations)


def _kinds_fit(part: Part, relation: Relation) -> bool:
    """Whether every cell of a rate's row is of the kind that its header names: amounts, a rate with its sign, marks within full marks."""
    rate = part.by_id[relation.target]
    row = {column: part.at.get((rate.name.row, column)) for column in part.columns}
    cells = [item for item in row.values() if item is not None]
    if len(cells) < len(row) or not rate.figure.text.rstrip().endswith(_PERCENT):
        return False
    amounts = [item for item in cells if item.name.role in (VALUE, "")]
    full, marks = ([item.figure for item in cells if item.name.role == role] for role in (WEIGHT, POINTS))
    if len(amounts) < _LEAST or any(item.figure.dimension != "money" for item in amounts) or len(full) != 1 or len(marks) != 1:
        return False
    return 0 <= marks[0].number <= full[0].number


def _fits_better(part: Part, column: int, figures: Sequence[Figure]) -> bool:
    """Whether other two columns make every rate of a column, and three at least: its words were misread."""
    amounts = part.having(VALUE, "", TARGET, ACTUAL)[:MOST_COLUMNS]
    patterns = (weigh(_ratios(part, top, bottom, column), figures) for top, bottom in permutations(amounts, 2))
    return any(pattern.good >= _SURE and not pattern.bad for pattern in patterns)


def _pairs(part: Part, tops: Sequence[str], bottoms: Sequence[str], column: int) -> list[tuple[int, int]]:
    """Pairs of columns whose words fit, the fittest first; those left of the rate before those right of it."""
    amounts = part.having(VALUE, "", TARGET, ACTUAL)
    high = sorted((_fit(part, each, tops), each) for each in amounts)
    low = sorted((_fit(part, each, bottoms), each) for each in amounts)
    pairs = [
        (rank + under + (column < max(top, bottom)) * _NEVER, top, bottom)
        for (rank, top), (under, bottom) in product(high[:MOST_COLUMNS], low[:MOST_COLUMNS])
        if top != bottom and rank < _NEVER and under < _NEVER and _fit(part, bottom, tops) >= _fit(part, top, tops)
    ]
    return [(top, bottom) for _, top, bottom in sorted(pairs)]


def _fit(part: Part, column: int, words: Sequence[str]) -> int:
    """The place of the first word that the headers of a column hold."""
    header = "".join(part.columns[column].header)
    return next((rank for rank, word in enumerate(words) if word in header), _NEVER)


def _ratios(part: Part, top: int, bottom: int, column: int) -> Iterator[Relation]:
    for row in part.rows:
        above, below, rate = (part.at.get((row, each)) for each in (top, bottom, column))
        if above and below and rate and above.figure.dimension == below.figure.dimension:
            yield _over(above, below, rate)


def _over(top: Item, bottom: Item, rate: Item) -> Relation:
    return Relation(RATIO, (top.id,), over=(bottom.id,), target=rate.id, slots=(("label", rate.title),))


def of_shares(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Columns of shares: each row over the row of totals, in the column of amounts that fits best."""
    totals = [row for row, name in part.rows.items() if name.is_total]
    for column in part.having(SHARE):
        patterns = (
            weigh(_shares(part, amounts, total, column), figures)
            for amounts in sorted(part.having(VALUE, ""), key=lambda each: (each > column, abs(each - column)))
            for total in totals
        )
        chosen = (
            best(patterns) if totals else best(weigh(_of_all(part, amounts, column), figures) for amounts in part.having(VALUE, ""))
        )
        if chosen is not None and chosen.good > 1:
            yield from settled(chosen, drawn=part.drawn, demanded=True)


def _of_all(part: Part, amounts: int, column: int) -> Iterator[Relation]:
    """Each row over all rows of its column, where no row sums them."""
    every = [part.at.get((row, amounts)) for row in part.rows]
    known = [item for item in every if item is not None]
    if len(known) < _SURE or len(known) < len(every) or len({item.figure.dimension for item in known}) > 1:
        return
    for row in part.rows:
        own, share = part.at[row, amounts], part.at.get((row, column))
        if share:
            ids, slots = tuple(item.id for item in known), (("label", share.title),)
            yield Relation(RATIO, (own.id,), over=ids, target=share.id, slots=slots)


def _shares(part: Part, amounts: int, total: int, column: int) -> Iterator[Relation]:
    whole = part.at.get((total, amounts))
    for row in part.rows:
        own, share = part.at.get((row, amounts)), part.at.get((row, column))
        if whole and own and share and row != total and own.figure.dimension == whole.figure.dimension:
            yield _over(own, whole, share)


def of_changes(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Columns of changes against the two columns whose difference they are, chosen by the figures."""
    amounts = part.having(VALUE, "")[:MOST_COLUMNS]
    for column in part.having(CHANGE, CHANGE_RATE):
        ordered = sorted(
            permutations(amounts, 2), key=lambda pair: (column < max(pair), -_later(part, pair), abs(column - max(pair)))
        )
        choices = [weigh(_changes(part, pair, column), figures) for pair in ordered]
        chosen = best(each for each in choices if each.relations)
        if chosen is not None:
            yield from settled(chosen, drawn=part.drawn, demanded=chosen.good > 1 or len(amounts) == 2)  # noqa: PLR2004 - no other pair


def _later(part: Part, pair: tuple[int, int]) -> int:
    """1 where the first column is of a later year than the second."""
    new, old = (part.columns[each].year for each in pair)
    return int(new is not None and old is not None and new > old)


def _changes(part: Part, pair: tuple[int, int], column: int) -> Iterator[Relation]:
    rate = part.columns[column].role == CHANGE_RATE
    for row in part.rows:
        new, old, change = (part.at.get((row, each)) for each in (*pair, column))
        if new and old and change and new.figure.dimension == old.figure.dimension:
            yield Relation(
                DIFFERENCE,
                (new.id,),
                (old.id,),
                over=(old.id,) if rate else (),
                target=change.id,
                slots=(("label", change.title),),
            )


def of_change_rows(part: Part, figures: Sequence[Figure], words: frozenset[str]) -> Iterator[Relation]:
    """Rows of changes against the two rows whose difference they are; `words` are the labels of such rows."""
    for row, name in part.rows.items():
        others = [each for each, other in part.rows.items() if each != row and other.label not in words][:MOST_COLUMNS]
        if name.label not in words:
            continue
        ordered = sorted(permutations(others, 2), key=lambda pair: (row < max(pair), pair[0] < pair[1], abs(row - max(pair))))
        chosen = best(weigh(_row_changes(part, pair, row), figures) for pair in ordered)
        if chosen is not None and chosen.good > 1:
            yield from settled(chosen, drawn=part.drawn, demanded=True)


def _row_changes(part: Part, pair: tuple[int, int], row: int) -> Iterator[Relation]:
    for column in part.having(VALUE, ""):
        new, old, change = (part.at.get((each, column)) for each in (*pair, row))
        if new and old and change and new.figure.dimension == old.figure.dimension == change.figure.dimension:
            yield Relation(DIFFERENCE, (new.id,), (old.id,), target=change.id, slots=(("label", change.title),))


def of_rate_rows(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Rows of rates under columns of amounts: one row over another, or each amount of a row over its total; `best` chooses by the figures."""
    rates = {row for row in part.rows if _all_of(part, row, "ratio")}
    amounts = [row for row in part.rows if row not in rates][:MOST_COLUMNS]
    totals = [column for column, name in part.columns.items() if name.column_sums]
    for row in rates:
        patterns = [weigh(_row_ratios(part, top, bottom, row), figures) for top, bottom in permutations(amounts, 2)]
        patterns += [weigh(_row_shares(part, top, total, row), figures) for top in amounts for total in totals]
        chosen = best(patterns)
        if chosen is not None and chosen.good > 1:
            yield from settled(chosen, drawn=part.drawn, demanded=True)


def _all_of(part: Part, row: int, dimension: str) -> bool:
    """Whether a row holds two figures or more, all of one dimension."""
    found = [item for (at, _), item in part.at.items() if at == row]
    return len(found) > 1 and all(item.figure.dimension == dimension for item in found)


def _row_ratios(part: Part, top: int, bottom: int, row: int) -> Iterator[Relation]:
    for column in part.columns:
        above, below, rate = (part.at.get((each, column)) for each in (top, bottom, row))
        if above and below and rate and above.figure.dimension == below.figure.dimension:
            yield _over(above, below, rate)


def _row_shares(part: Part, amounts: int, total: int, row: int) -> Iterator[Relation]:
    whole = part.at.get((amounts, total))
    for column in part.columns:
        own, share = part.at.get((amounts, column)), part.at.get((row, column))
        if whole and own and share and column != total and own.figure.dimension == whole.figure.dimension:
            yield _over(own, whole, share)


def nameless(part: Part, column: int) -> bool:
    """Whether a column whose header was lost is, in every row, a hundred times one other column over another: 变动率（%）; it makes no sum."""
    if part.columns[column].header:
        return False
    rows = [row for row in part.rows if (row, column) in part.at]
    others = [each for each in part.columns if each != column and all((row, each) in part.at for row in rows)]
    if len(rows) < _LEAST or len(others) > MOST_COLUMNS:
        return False
    return any(all(_is_rate(part, row, column, pair) for row in rows) for pair in permutations(others, 2))


def _is_rate(part: Part, row: int, column: int, pair: tuple[int, int]) -> bool:
    rate, above, below = (part.at[row, each].figure for each in (column, *pair))
    if not below.number:
        return False
    quotient = exact.divide(exact.of(above.number), exact.of(below.number))
    return abs(exact.decimal(exact.multiply(quotient, _HUNDRED), rate.decimals)) == abs(rate.number)
