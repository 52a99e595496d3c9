"""Sums in tables: rows and columns of totals, and rows that are parts of another row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import BY_CODE, BY_NUMBER, CHANGE, DEDUCTION, OF_WHICH, POINTS, SHARE, VALUE, WEIGHT
from hengji.auditing.grids.evidence import Weighed, best, holds, settled, weigh
from hengji.auditing.grids.rates import nameless
from hengji.auditing.relation import AT_MOST, Relation
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Name, Part
    from hengji.core.audit import Figure

TOTAL, PARTS, WITHIN, SCORES = "table_total", "table_parts", "table_within", "table_points_sum"
ADDED = (VALUE, "", WEIGHT, POINTS, DEDUCTION, CHANGE, SHARE)
AMONG = frozenset({VALUE, ""})
MOST_COLUMNS, MOST_STRETCHED, MOST_TOTALS = 12, 6, 60
RATIO, WHOLE = "ratio", 100
LEAST_NESTED, MOST_NESTED, LEAST_MEANT, MOST_APART, MOST_PARTS = 3, 40, 2, 2, 6


def of_rows(part: Part, figures: Sequence[Figure], marks: Sequence[str] = (), stocks: Sequence[str] = ()) -> Iterator[Relation]:
    """Each row of totals against the rows that it sums, chosen by the figures where the labels leave a choice.

    `marks` are letters of the names of rates, which make no sum, `stocks` of what stands at the end of a time: its total may be the last row's.
    """
    shared = _shared(part, figures)
    for roles in ((VALUE, "", CHANGE), (WEIGHT, POINTS, DEDUCTION), (SHARE,)):
        columns = part.having(*roles)
        totals = [row for row, name in part.rows.items() if name.is_total]
        for total in totals[:MOST_TOTALS] if columns else ():
            yield from _of_row(
                part,
                figures,
                total,
                [
                    each
                    for each in columns
                    if not (
                        _of_means(part, each, total, figures, marks) or _of_stock(part, each, total, stocks) or nameless(part, each)
                    )
                ],
                demanded=SHARE not in roles,
                scores=POINTS in roles,
                shared=shared.get(total, ()) if VALUE in roles else (),
            )


def _shared(part: Part, figures: Sequence[Figure]) -> dict[int, tuple[int, ...]]:
    """For each row of totals the rows whose shares make a hundred: these rows, and no others, are its parts."""
    found = {}
    for column in part.having(SHARE):
        for total in [row for row, name in part.rows.items() if name.is_total][:MOST_TOTALS]:
            for rows in _summed(part, total) if total not in found else ():
                whole = [each for each in _row_sums(part, rows, total, [column], figures) if figures[each.target].number == WHOLE]
                if len(rows) >= LEAST_NESTED and whole and holds(whole[0], figures) and len(whole[0].plus) == len(rows):
                    found[total] = rows
                    break
    return found


def _of_shares(part: Part, rows: Sequence[int], columns: Sequence[int], figures: Sequence[Figure]) -> tuple[Relation, ...]:
    """The shares of some rows over what these rows make together, where every one of them holds: their total was printed wrongly, if it was."""
    for share in part.having(SHARE):
        for column in columns:
            own = part.row(rows, column)
            found = tuple(
                Relation(
                    "table_rate",
                    (part.at[row, column].id,),
                    over=own,
                    target=part.at[row, share].id,
                    slots=(("label", part.at[row, share].title),),
                )
                for row in rows
                if (row, column) in part.at and (row, share) in part.at
            )
            if len(found) == len(rows) and all(holds(each, figures) for each in found):
                return found
    return ()


def _of_row(
    part: Part,
    figures: Sequence[Figure],
    total: int,
    columns: Sequence[int],
    *,
    demanded: bool,
    scores: bool,
    shared: tuple[int, ...],
) -> Iterator[Relation]:
    every = [(rows, weigh(_row_sums(part, rows, total, columns, figures), figures)) for rows in _summed(part, total)]
    choices = [each for _, each in every if each.relations]
    of_shares = next((each for rows, each in every if rows == shared and each.bad), None)
    if of_shares is not None:
        borne_out = _of_shares(part, shared, columns, figures)
        yield from borne_out
        yield from settled(of_shares, drawn=part.drawn, demanded=True, alike=2 if borne_out else 1)
        return
    chosen = best(choices)
    if chosen is not None:
        if not chosen.bad:
            yield from _with_dashes(part, next(rows for rows, each in every if each is chosen), total, columns, figures)
        yield from settled(chosen, drawn=part.drawn, demanded=demanded, scores=scores)
    elif len(choices) == 1 and _plain(part) and not any(_nested(each, figures) for each in choices[0].relations):
        yield from settled(choices[0], drawn=part.drawn, demanded=demanded)


def _row_sums(part: Part, rows: Sequence[int], total: int, columns: Sequence[int], figures: Sequence[Figure]) -> Iterator[Relation]:
    for column in columns:
        target, parts = part.at.get((total, column)), part.row(rows, column)
        if target is not None and len(parts) > 1 and _alike(part, parts, target) and part.whole(rows, (column,)):
            found = _relation(SCORES if target.name.role in {WEIGHT, POINTS, DEDUCTION} else TOTAL, parts, target)
            rates = (
                target.figure.dimension == RATIO and target.name.role != SHARE
            )  # a rate of all is no sum of the rates of its parts
            demanded = part.full(rows, (column,)) and not part.dashed((*rows, total), column) and not rates
            found = _without_parts(found, figures)
            if demanded or holds(found, figures):
                yield found


def _without_parts(relation: Relation, figures: Sequence[Figure]) -> Relation:
    """A sum without rows that together make the row above them, where it holds only so: 基本支出, 人员经费, 公用经费, 项目支出 without a word that says 其中."""
    parts = relation.plus
    if not LEAST_NESTED <= len(parts) <= MOST_NESTED or holds(relation, figures):
        return relation
    for first in range(len(parts) - LEAST_MEANT):
        for last in range(first + LEAST_MEANT, min(first + MOST_PARTS, len(parts) - 1) + 1):
            inside = replace(relation, plus=parts[first + 1 : last + 1], target=parts[first])
            outside = replace(relation, plus=(*parts[: first + 1], *parts[last + 1 :]))
            if holds(inside, figures) and holds(outside, figures):
                return outside
    return relation


def _with_dashes(
    part: Part, rows: Sequence[int], total: int, columns: Sequence[int], figures: Sequence[Figure]
) -> Iterator[Relation]:
    """Columns in which a dash stands for nothing or for what is not known, beside others that add up: a miss counts only with the trace of a slip."""
    for column in columns:
        target, parts = part.at.get((total, column)), part.row(rows, column)
        if target is None or len(parts) < LEAST_NESTED or not _alike(part, parts, target) or not part.whole(rows, (column,)):
            continue
        found = _relation(TOTAL, parts, target)
        if target.name.role in {VALUE, ""} and part.dashed((*rows, total), column) and not holds(found, figures):
            yield replace(found, certain=False)


def _of_means(part: Part, column: int, total: int, figures: Sequence[Figure], marks: Sequence[str]) -> bool:
    """Whether a column without a name, or named as a rate or a price, has no more in its total than in one of its parts, and not their sum: a mean.

    So has any column whose parts are near each other and whose total lies among them.
    """
    header = part.columns[column].header
    target = part.at.get((total, column))
    numbers = [figures[item.id].number for (row, at), item in part.at.items() if at == column and row != total]
    named = not header or has(header[-1], marks)
    if target is None or len(numbers) < LEAST_MEANT or min(numbers) < 0:
        return False
    if min(numbers) <= target.figure.number <= max(numbers) <= MOST_APART * min(numbers):
        return target.figure.number != sum(numbers)
    if not named:
        return False
    return target.figure.number <= max(numbers) and target.figure.number != sum(numbers)


def _of_stock(part: Part, column: int, total: int, stocks: Sequence[str]) -> bool:
    """Whether a column of what is left or has been reached at the end has the number of its last row in its total."""
    header, target = part.columns[column].header, part.at.get((total, column))
    rows = [row for row in part.rows if row < total and (row, column) in part.at]
    if target is None or not rows or not any(word in header[-1] for word in stocks if header):
        return False
    return part.at[rows[-1], column].figure.number == target.figure.number


def _nested(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a sum would hold without one or two rows that follow one another: they may be parts of a row above them.

    In a long list, where that would be tried too often, it is taken for granted.
    """
    parts = relation.plus
    if len(parts) < LEAST_NESTED or len(parts) > MOST_NESTED:
        return len(parts) > MOST_NESTED
    return any(
        holds(replace(relation, plus=(*parts[:at], *parts[at + count :])), figures) for count in (1, 2) for at in range(len(parts))
    )


def _alike(part: Part, parts: Sequence[int], target: Item) -> bool:
    """Whether figures are of one dimension."""
    return all(part.by_id[each].figure.dimension == target.figure.dimension for each in parts)


def _relation(check: str, parts: tuple[int, ...], target: Item, compare: str = "") -> Relation:
    slots = (("label", target.title),)
    return (
        Relation(check, parts, target=target.id, compare=compare, slots=slots)
        if compare
        else Relation(check, parts, target=target.id, slots=slots)
    )


def _summed(part: Part, total: int) -> Iterator[tuple[int, ...]]:
    """The rows that a total may sum, each choice once: of its section, of the whole table, subtotals, a total with the rows after it."""
    seen: set[tuple[int, ...]] = set()
    for rows in _choices(part, total):
        if len(rows) > 1 and rows not in seen:
            seen.add(rows)
            yield rows


def _choices(part: Part, total: int) -> Iterator[tuple[int, ...]]:
    totals = [row for row, name in part.rows.items() if name.is_total]
    above, below = [row for row in totals if row < total], [row for row in totals if row > total]
    low, high = max(above, default=-1), min(below, default=max(part.rows) + 1)
    yield _tops(part, low, total)
    yield _tops(part, total, high)
    yield _tops(part, -1, total)
    yield _tops(part, total, max(part.rows) + 1)
    yield tuple(row for row in above if part.rows[row].subtotal)
    yield tuple(row for row in below if part.rows[row].subtotal)
    if part.rows[total].subtotal and low >= 0 and not _tops(part, low, total):
        yield _tops(part, max((row for row in above if row < low), default=-1), low)[1:]  # below the whole: all but its first row
    if above:
        yield (low, *_tops(part, low, total))
    yield _leaves(part, low, total)
    yield _leaves(part, total, high)


def _tops(part: Part, after: int, before: int) -> tuple[int, ...]:
    """The rows between two that are no totals and parts of no other."""
    return tuple(
        row for row, name in part.rows.items() if after < row < before and not name.is_total and name.parent_row not in part.rows
    )


def _leaves(part: Part, after: int, before: int) -> tuple[int, ...]:
    """The rows between two that have no parts."""
    parents = {name.parent_row for name in part.rows.values()}
    return tuple(row for row, name in part.rows.items() if after < row < before and not name.is_total and row not in parents)


def _plain(part: Part) -> bool:
    """Whether a table is one list with one total: nothing is a part of anything."""
    return all(name.parent_row < 0 for name in part.rows.values()) and sum(name.is_total for name in part.rows.values()) == 1


# —— parts ——


def of_parts(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Rows against the row of which they are parts: a complete list makes it, parts of an open one are no larger."""
    children: dict[int, list[int]] = {}
    for row, name in part.rows.items():
        if name.parent_row in part.rows:
            children.setdefault(name.parent_row, []).append(row)
    columns = part.having(VALUE, "", WEIGHT, POINTS, CHANGE)
    weighed = {parent: weigh(_part_sums(part, rows, parent, columns, figures), figures) for parent, rows in children.items()}
    holding: Counter[str] = Counter()
    for parent, pattern in weighed.items():
        holding[part.rows[children[parent][0]].how] += 0 if pattern.misread else pattern.good
    for parent, pattern in weighed.items():
        how = part.rows[children[parent][0]].how
        alike = holding[how] - (0 if pattern.misread else pattern.good)
        closed = how == BY_CODE or (how == BY_NUMBER and (pattern.good or alike > pattern.bad))
        other = _other_end(pattern, part, children[parent], parent, columns, figures) if how == OF_WHICH else None
        if other is not None:
            yield from settled(other, drawn=part.drawn, demanded=other.good > 1)
            continue
        given = tuple(_complete(pattern, part, closed=bool(closed), alike=alike if closed and how != OF_WHICH else 0))
        yield from given or _bounds(part, children[parent], parent, columns, figures)


def _complete(pattern: Weighed, part: Part, *, closed: bool, alike: int) -> Iterator[Relation]:
    if pattern.good or closed:
        yield from settled(pattern, drawn=part.drawn, demanded=closed or pattern.good > pattern.bad, alike=alike)


def _other_end(
    pattern: Weighed, part: Part, rows: Sequence[int], parent: int, columns: Sequence[int], figures: Sequence[Figure]
) -> Weighed | None:
    """A list of 其中 that ends earlier or later than it seems: 其中：人员, 其中：公用, 项目: the first of its rows that make the whole in every column, or with rows after it."""
    for count in range(len(rows) - 1, 1, -1) if pattern.bad or not pattern.good else ():
        found = weigh(_part_sums(part, rows[:count], parent, columns, figures), figures)
        if found.good and not found.bad:
            return found
    return _stretched(part, rows, parent, columns, figures)


def _stretched(part: Part, rows: Sequence[int], parent: int, columns: Sequence[int], figures: Sequence[Figure]) -> Weighed | None:
    """A list of 其中 with the rows after it that are not set in, as far as they make the whole in every column."""
    after = [row for row, name in part.rows.items() if row > rows[-1]]
    for count in range(1, min(len(after), MOST_STRETCHED) + 1):
        names = [part.rows[row] for row in after[:count]]
        if any(name.is_total or name.how or name.parent_row != part.rows[parent].parent_row for name in names):
            return None
        found = weigh(_part_sums(part, (*rows, *after[:count]), parent, columns, figures), figures)
        if found.good and not found.bad:
            return found
    return None


def _part_sums(
    part: Part, rows: Sequence[int], parent: int, columns: Sequence[int], figures: Sequence[Figure]
) -> Iterator[Relation]:
    """In each column; one part makes the whole only where codes say that the list is complete."""
    least = 1 if part.rows[rows[0]].how == BY_CODE else 2
    for column in columns:
        target, parts = part.at.get((parent, column)), part.row(rows, column)
        if target is not None and target.figure.dimension == RATIO and target.name.role != SHARE:
            continue  # the rate of all is no sum of the rates of its parts
        if target is not None and len(parts) >= least and _alike(part, parts, target) and part.whole(rows, (column,)):
            found = _relation(PARTS, parts, target)
            if part.full(rows, (column,)) or holds(found, figures):
                yield found


def _bounds(part: Part, rows: Sequence[int], parent: int, columns: Sequence[int], figures: Sequence[Figure]) -> Iterator[Relation]:
    """Parts of an open list: together no larger than the whole, or, where they may overlap, each alone."""
    of_which = part.rows[rows[0]].how == OF_WHICH
    if not of_which:
        return
    singles: list[Relation] = []
    for column in columns:
        target, parts = part.at.get((parent, column)), part.row(rows, column)
        if target is None or not parts or not _alike(part, parts, target):
            continue
        together = _relation(WITHIN, parts, target, AT_MOST)
        if holds(together, figures):
            yield Relation(WITHIN, parts, target=target.id, compare=AT_MOST, certain=False, slots=together.slots)
        else:
            singles += [_relation(WITHIN, (each,), target, AT_MOST) for each in parts]
    yield from settled(weigh(singles, figures), drawn=part.drawn, demanded=True)


# —— columns ——


def of_columns(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Each column of totals against the columns that it sums."""
    for total, name in part.columns.items():
        if not name.column_sums or name.role not in ADDED:
            continue
        choices = [weigh(_column_sums(part, columns, total, figures), figures) for columns in _beside(part, total)]
        choices = [each for each in choices if each.relations]
        chosen = best(choices)
        if chosen is not None:
            yield from settled(
                chosen, drawn=part.drawn, demanded=chosen.good > 1 or len(choices) == 1 or _of_all_columns(part, chosen, total)
            )
        elif len(choices) == 1 and not any(_nested(each, figures) for each in choices[0].relations):
            yield from settled(choices[0], drawn=part.drawn, demanded=True)


def _of_all_columns(part: Part, chosen: Weighed, total: int) -> bool:
    """Whether a column of totals is the only one and sums every other column of amounts."""
    others = {column for column, name in part.columns.items() if column != total and name.role in AMONG}
    summed = {part.by_id[each].name.column for relation in chosen.relations for each in relation.plus}
    return summed == others and not any(part.columns[column].column_sums for column in others)


def _column_sums(part: Part, columns: Sequence[int], total: int, figures: Sequence[Figure]) -> Iterator[Relation]:
    for row in part.rows:
        target, parts = part.at.get((row, total)), part.column(columns, row)
        if target is None or (target.figure.dimension == RATIO and target.figure.number != WHOLE):
            continue  # a rate of all is no sum of the rates of its parts
        if len(parts) > 1 and _alike(part, parts, target) and part.whole((row,), columns):
            found = _relation(TOTAL, parts, target)
            if part.full((row,), columns) or holds(found, figures):
                yield found


def _beside(part: Part, total: int) -> Iterator[tuple[int, ...]]:
    """The columns that a total may sum: those under the same header, those to the right, those to the left; all of one stage and year."""
    own = part.columns[total]
    others = [column for column, name in part.columns.items() if column != total and name.role in AMONG and _same_time(name, own)]
    under = [
        column for column in others if own.header[:-1] and part.columns[column].header[: len(own.header) - 1] == own.header[:-1]
    ]
    right, left = [column for column in others if column > total], [column for column in others if column < total]
    seen: set[tuple[int, ...]] = set()
    for columns in (
        under,
        [c for c in right if part.columns[c].column_sums],
        *_prefixes(_single(part, right)),
        *_prefixes(_single(part, left)[::-1]),
    ):
        chosen = tuple(sorted(columns[:MOST_COLUMNS]))
        if len(chosen) > 1 and chosen not in seen:
            seen.add(chosen)
            yield chosen


def _same_time(name: Name, own: Name) -> bool:
    return (name.stage_words, name.year) == (own.stage_words, own.year) or not own.stage_words


def _single(part: Part, columns: Sequence[int]) -> list[int]:
    """Columns that are no totals and all of one stage and year."""
    kept = [column for column in columns if not part.columns[column].column_sums]
    times = {(part.columns[column].stage_words, part.columns[column].year) for column in kept}
    return kept if len(times) == 1 else []


def _prefixes(columns: list[int]) -> list[list[int]]:
    """All of some columns, then fewer and fewer of them."""
    return [columns[:count] for count in range(min(len(columns), MOST_COLUMNS), 1, -1)]
