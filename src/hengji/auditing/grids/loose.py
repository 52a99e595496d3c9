"""Figures whose column was lost or whose total stands elsewhere: sums that the figures themselves show.

They confirm; numbered rows that miss an amount printed twice are offered besides, and contradict only where one wrong digit explains it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import AMOUNTS
from hengji.auditing.grids.sums import PARTS, TOTAL
from hengji.auditing.relation import Relation
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from hengji.auditing.grids.cells import Item, Part, Sheet
    from hengji.core.audit import Figure

MONEY, LEAST_DIGITS, MOST_TARGETS, _ENOUGH = "money", 3, 3, 4


def of_groups(sheet: Sheet) -> Iterator[Relation]:
    """Amounts that stand with their labels under words such as 按……分, and numbered rows: a sum that is printed in the same table."""
    own = [item for item in sheet.items if item.name.own and item.name.parents]
    groups: dict[int, list[tuple[Item, ...]]] = defaultdict(list)
    for key, items in groupby(
        sorted(own, key=lambda item: (item.name.part, item.name.parents)), key=lambda item: (item.name.part, item.name.parents)
    ):
        groups[key[0]].append(tuple(items))
        yield from _shown(groups[key[0]][-1], (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
    for part, alike in groups.items():
        amounts = [item.figure for item in sheet.items if item.name.part == part and item.name.role in AMOUNTS]
        yield from _divided(alike, amounts)
        yield from _agreed(alike, amounts)
    for run in _runs(sheet):
        yield from _shown(run, (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
        before = [item for item in sheet.items if run and item.id == run[0].id - 1 and item.name.own]
        yield from _shown((*before, *run) if before else (), (item for item in sheet.items if item.name.role in AMOUNTS), PARTS)
        yield from _missed((*before, *run), [item.figure for item in sheet.items if item.name.role in AMOUNTS])


def _divided(groups: Sequence[Sequence[Item]], amounts: Sequence[Figure]) -> Iterator[Relation]:
    """One amount divided in several ways, 按收入来源 and 按支出类型: groups that miss what two of them, or one and an amount of the table, make."""
    money = [each for each in (_money(group) for group in groups) if each]
    sums = [_sum(each) for each in money]
    for figures, own in zip(money, sums, strict=True):
        outside = [each for each in amounts if each not in figures]
        told = [each for each in outside if _digits(each) > LEAST_DIGITS and exact.compare(each.value, own) == 0]
        borne_out = told and (len(figures) > 1 or sum(exact.compare(other, own) == 0 for other in sums) > 1)
        for others, total in zip(money, sums, strict=True) if borne_out else ():
            if exact.compare(total, own) != 0:
                parts, target = (others, told[0]) if len(others) > 1 else (figures, others[0])
                if len(parts) > 1 and target not in parts:
                    yield Relation(
                        PARTS, tuple(each.id for each in parts), target=target.id, certain=False, slots=(("label", target.label),)
                    )


def _agreed(groups: Sequence[Sequence[Item]], amounts: Sequence[Figure]) -> Iterator[Relation]:
    """Two divisions that make the same amount, which the table does not print: what it prints in its place is one wrong digit away, or nothing is told."""
    money = [each for each in (_money(group) for group in groups) if len(each) > 1]
    inside = {each.id for figures in money for each in figures}
    outside = [each for each in amounts if each.id not in inside and each.dimension == MONEY and _digits(each) > LEAST_DIGITS]
    for figures, other in pairwise(money):
        total = _sum(figures)
        if exact.compare(total, _sum(other)) == 0 and all(exact.compare(each.value, total) for each in outside):
            for parts, target in product((figures, other), outside):
                slots = (("label", target.label),)
                yield Relation(PARTS, tuple(each.id for each in parts), target=target.id, certain=False, slots=slots)


def _money(group: Sequence[Item]) -> list[Figure]:
    """The amounts of a group that are not nothing, where it holds amounts alone."""
    own = [item.figure for item in group]
    return [each for each in own if each.number] if all(each.dimension == MONEY for each in own) else []


def _sum(figures: Sequence[Figure]) -> exact.Exact:
    total = exact.ZERO
    for each in figures:
        total = exact.add(total, each.value)
    return total


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
    total, found = _sum(parts), 0
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
        others = [
            each for each in figures if each.id not in inside and (not each.stage or not stages - {""} or each.stage in stages)
        ]
        if len(items) > 2:  # noqa: PLR2004 - two parts may make anything
            own = [item.figure for item in items]
            equal = tuple(_equal(own, others, TOTAL))
            yield from equal or _near(own, others, {each.stage for each in own})


def _near(parts: Sequence[Figure], others: Sequence[Figure], stages: AbstractSet[str]) -> Iterator[Relation]:
    """The amounts next to a sum that the report prints twice, once in the stage of the parts, no further from it than a tenth."""
    if any(each.dimension != MONEY for each in parts) or sum(each.number != 0 for each in parts) < _ENOUGH:
        return
    total = Fraction(*_sum(parts))
    amounts = [each for each in others if each.dimension == MONEY and _digits(each) > LEAST_DIGITS]
    times = Counter(Fraction(*each.value) for each in amounts)
    staged = {Fraction(*each.value) for each in amounts if each.stage and each.stage in stages}
    amounts = [each for each in amounts if Fraction(*each.value) in staged]
    close = [each for each in amounts if times[Fraction(*each.value)] > 1 and abs(Fraction(*each.value) - total) * 10 < total]
    targets = sorted({each.value: each for each in close}.values(), key=lambda each: abs(Fraction(*each.value) - total))
    for target in targets[:MOST_TARGETS]:
        yield Relation(TOTAL, tuple(each.id for each in parts), target=target.id, certain=False, slots=(("label", target.label),))
