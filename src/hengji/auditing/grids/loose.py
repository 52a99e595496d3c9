"""Figures whose column was lost or whose total stands elsewhere: sums that the figures themselves show.

They confirm; numbered rows that miss an amount printed twice are offered besides, and contradict only where one wrong digit explains it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import AMOUNTS
from hengji.auditing.grids.sums import PARTS, TOTAL
from hengji.auditing.relation import Relation
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Part, Sheet
    from hengji.core.audit import Figure

MONEY, LEAST_DIGITS, MOST_TARGETS, _ENOUGH = "money", 3, 3, 4


def of_groups(sheet: Sheet) -> Iterator[Relation]:
    """Amounts that stand with their labels under words such as 按……分, and numbered rows: a sum that is printed in the same table."""
    own = [item for item in sheet.items if item.name.own and item.name.parents]
    for _, items in groupby(
        sorted(own, key=lambda item: (item.name.part, item.name.parents)), key=lambda item: (item.name.part, item.name.parents)
    ):
        yield from _shown(tuple(items), (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
    for run in _runs(sheet):
        yield from _shown(run, (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
        before = [item for item in sheet.items if run and item.id == run[0].id - 1 and item.name.own]
        yield from _shown((*before, *run) if before else (), (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
        yield from _missed((*before, *run), [item.figure for item in sheet.items if item.name.role in AMOUNTS])


def _runs(sheet: Sheet) -> Iterator[tuple[Item, ...]]:
    """Loose amounts of one column in rows that follow one another."""
    loose = sorted(
        sheet.where(lambda name: name.loose and not name.own and name.role in AMOUNTS),
        key=lambda item: (item.name.column, item.name.row),
    )
    run: list[Item] = []
    for item in loose:
        if run and (item.name.column, item.name.row) != (run[-1].name.column, run[-1].name.row + 1):
            yield tuple(run)
            run = []
        run.append(item)
    yield tuple(run)


def _missed(parts: Sequence[Item], amounts: Sequence[Figure]) -> Iterator[Relation]:
    """Four rows or more against the largest amount that the table prints twice and that is more than each of them."""
    own = [item.figure for item in parts]
    if len(own) < _ENOUGH or any(each.dimension != MONEY for each in own):
        return
    largest = max(own, key=lambda each: Fraction(*each.value))
    others = [each for each in amounts if each not in own and each.dimension == MONEY and _digits(each) > LEAST_DIGITS]
    twice = [
        each
        for each in others
        if Fraction(*each.value) > Fraction(*largest.value) and sum(other.value == each.value for other in others) > 1
    ]
    if twice:
        total = max(twice, key=lambda each: Fraction(*each.value))
        yield Relation(PARTS, tuple(each.id for each in own), target=total.id, certain=False, slots=(("label", total.label),))


def _shown(parts: Sequence[Item], others: Iterable[Item], check: str) -> Iterator[Relation]:
    """The sum of some amounts, where others print it."""
    ids = {item.id for item in parts}
    yield from _equal(tuple(item.figure for item in parts), (item.figure for item in others if item.id not in ids), check)


def _equal(parts: Sequence[Figure], others: Iterable[Figure], check: str) -> Iterator[Relation]:
    if len([each for each in parts if each.number]) < 2 or any(each.dimension != MONEY for each in parts):  # noqa: PLR2004
        return
    total = exact.ZERO
    for each in parts:
        total = exact.add(total, each.value)
    found = 0
    for other in others:
        if (
            found < MOST_TARGETS
            and other.dimension == MONEY
            and exact.compare(other.value, total) == 0
            and _digits(other) >= LEAST_DIGITS
        ):
            found += 1
            yield Relation(check, tuple(each.id for each in parts), target=other.id, certain=False, slots=(("label", other.label),))


def _digits(figure: Figure) -> int:
    return len(f"{figure.number:f}".replace(".", "").strip("0"))


def of_members(part: Part, figures: Sequence[Figure], labels: frozenset[str]) -> Iterator[Relation]:
    """Rows or columns that list a classification without their total: the sum, where the report prints it elsewhere.

    `labels` are the plain names of the members of the law book's classifications.
    """
    inside = {item.id for item in part.items}
    columns = [
        column for column, name in part.columns.items() if name.header and name.header[-1] in labels and name.role in AMOUNTS
    ]
    rows = [row for row, name in part.rows.items() if name.label in labels]
    lists = [[part.at[row, column] for column in columns if (row, column) in part.at] for row in part.rows if len(columns) > 1]
    lists += [[part.at[row, column] for row in rows if (row, column) in part.at] for column in part.columns if len(rows) > 1]
    for items in lists:
        stages = {item.name.stage for item in items}
        others = (
            each for each in figures if each.id not in inside and (not each.stage or not stages - {""} or each.stage in stages)
        )
        if len(items) > 2:  # noqa: PLR2004 - two parts may make anything
            yield from _equal([item.figure for item in items], others, TOTAL)
