"""Scores in tables: no row scores more than its weight, weights and points make their totals, a group's marks are those of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import POINTS, WEIGHT
from hengji.auditing.grids.evidence import holds, settled, weigh
from hengji.auditing.relation import AT_MOST, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Sheet
    from hengji.core.audit import Figure

WITHIN_WEIGHT, SUM = "table_points_bound", "table_points_sum"
FULL_MARKS = (100, 1)


def of_scores(sheet: Sheet, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The relations of the scores of one table."""
    yield from settled(weigh(_bounds(sheet), figures), drawn=sheet.drawn, demanded=True)
    leaves = {role: _leaves(sheet, role) for role in (WEIGHT, POINTS)}
    totals = {role: _totals(sheet, role) for role in leaves}
    sums = [
        Relation(SUM, tuple(item.id for item in leaves[role]), target=total.id, slots=(("label", total.title),))
        for role in leaves
        for total in totals[role][-1:]
        if len(leaves[role]) > 1
    ]
    known = _all_marked(sheet, leaves)
    sums = [each for each in sums if known or holds(each, figures)]
    yield from settled(weigh(sums, figures), drawn=sheet.drawn, demanded=True, scores=True)
    yield from _groups(sheet, leaves[WEIGHT], totals[WEIGHT], figures, known=known)
    if not totals[WEIGHT] and len(leaves[WEIGHT]) > 2:  # noqa: PLR2004 - a list of marks
        whole = Relation(SUM, tuple(item.id for item in leaves[WEIGHT]), constant=FULL_MARKS, certain=False)
        if holds(whole, figures):
            yield whole


def _all_marked(sheet: Sheet, leaves: dict[str, list[Item]]) -> bool:
    """Whether no row lacks its marks: no dash or words where marks should stand, and points beside every weight."""
    marked: dict[tuple[int, int], list[int]] = {}
    for item in (*leaves[WEIGHT], *leaves[POINTS]):
        marked.setdefault((item.name.part, item.name.column), []).append(item.name.row)
    dashed = any(at == column and min(rows) <= row <= max(rows) for row, at in sheet.dashes for (_, column), rows in marked.items())
    beside = {item.name.row for item in leaves[POINTS]}
    return not dashed and (not beside or all(item.name.row in beside for item in leaves[WEIGHT]))


def _totals(sheet: Sheet, role: str) -> tuple[Item, ...]:
    """The marks in rows that sum all the others."""
    return sheet.where(lambda name: name.role == role and name.is_total and not name.group_row and not name.subtotal)


def _bounds(sheet: Sheet) -> Iterator[Relation]:
    """Points beside the weight of their row, the nearest to the left."""
    weights = sheet.where(lambda name: name.role == WEIGHT and not name.group_row)
    for points in sheet.where(lambda name: name.role == POINTS):
        beside = [each for each in weights if each.name.row == points.name.row and each.name.column < points.name.column]
        if beside:
            weight = max(beside, key=lambda each: each.name.column)
            yield Relation(
                WITHIN_WEIGHT, (points.id,), target=weight.id, compare=AT_MOST, blame=points.id, slots=(("label", points.title),)
            )


def _leaves(sheet: Sheet, role: str) -> list[Item]:
    """The marks of single rows: in each part the last column of its kind with the most rows."""
    found: list[Item] = []
    for part in sheet.parts:
        columns = {
            column: [item for item in part.items if item.name.column == column and not item.name.is_total]
            for column in part.having(role)
        }
        if columns:
            found += max(columns.items(), key=lambda pair: (len(pair[1]), pair[0]))[1]
    return found


def _groups(
    sheet: Sheet, leaves: list[Item], totals: tuple[Item, ...], figures: Sequence[Figure], *, known: bool
) -> Iterator[Relation]:
    """The marks in the bracket of a label against those of its rows, and all groups against the total."""
    groups = sheet.where(lambda name: name.group_row)
    own = {
        group.id: [each for each in leaves if group.name.label in each.name.parents and each.name.part == group.name.part]
        for group in groups
    }
    sums = [
        Relation(SUM, tuple(each.id for each in own[group.id]), target=group.id, slots=(("label", group.title),))
        for group in groups
        if own[group.id]
    ]
    sums = [each for each in sums if known or holds(each, figures)]
    weighed = weigh(sums, figures)
    yield from settled(
        weighed, drawn=sheet.drawn, demanded=True, alike=sum(len(each.plus) == 1 and holds(each, figures) for each in sums)
    )
    inside = {each.id for items in own.values() for each in items}
    rest = tuple(each.id for each in leaves if each.id not in inside)
    for total in totals[-1:]:
        whole = Relation(
            SUM, (*(group.id for group in groups), *rest), target=total.id, certain=False, slots=(("label", total.title),)
        )
        if len(groups) > 1 and holds(whole, figures):
            yield whole
