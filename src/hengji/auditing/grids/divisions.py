"""按支出类型划分, 按收入来源划分, 按预算级次划分: one amount divided in several ways, in the form of targets that finance bureaus hand out.

The groups are told by the labels of their parts, since files lose the columns of this form. What is found confirms, and contradicts only where one wrong
digit explains it.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from hengji.auditing.grids.cells import AMOUNTS
from hengji.auditing.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Item, Sheet

PARTS = "table_parts"


def of_divisions(sheet: Sheet, text: str, divisions: Sequence[str]) -> Iterator[Relation]:
    """The sum of one division and the single part of another; `divisions` are `head:label,label`, `text` the words of the table."""
    groups = []
    for division in divisions:
        head, _, labels = division.partition(":")
        if head in text:
            groups.append(_group(sheet, labels.split(",")))
    groups = [each for each in groups if each]
    for parts, whole in permutations(groups, 2):
        if len(whole) == 1 and (len(parts) > 1 or parts[0].id < whole[0].id):
            slots = (("label", whole[0].name.label),)
            yield Relation(PARTS, tuple(item.id for item in parts), target=whole[0].id, certain=False, slots=slots)


def _group(sheet: Sheet, labels: Sequence[str]) -> tuple[Item, ...]:
    """The amounts of one division that are not nothing; none where a label stands twice."""
    found = [
        item for item in sheet.items if item.name.label in labels and item.name.role in AMOUNTS and item.figure.dimension == "money"
    ]
    twice = len({item.name.label for item in found}) < len(found)
    return () if twice else tuple(item for item in found if item.figure.number)
