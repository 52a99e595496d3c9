"""Rows that the figures show to sum the rows right below or above them, where no number, indent or 其中 says so: 一、基本支出 over its kinds of spending.

Two columns bear a block out and one at most misses it; the miss is told where one slip of the pen explains it. The row of totals then sums
the rows that are no parts of a block.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.grids.cells import VALUE
from hengji.auditing.grids.evidence import holds
from hengji.auditing.grids.sums import PARTS, TOTAL
from hengji.auditing.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Part
    from hengji.core.audit import Figure

_LEAST, _MOST_PARTS, _MOST_ROWS, _MOST_COLUMNS, _DIGITS = 2, 8, 60, 8, 3


def of_blocks(part: Part, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The blocks of a part and the total of its other rows; a part whose labels place its rows is left to these."""
    columns = [each for each in part.having(VALUE, "") if not _rates(part, each)][:_MOST_COLUMNS]
    rows = list(part.rows)
    if len(columns) < _LEAST or len(rows) > _MOST_ROWS or any(name.parent_row >= 0 for name in part.rows.values()):
        return
    inside: set[int] = set()
    for at, row in enumerate(rows):
        if part.rows[row].is_total or row in inside:
            continue
        for own in _beside(rows, at, inside, part):
            found = _borne_out(part, row, own, columns, figures, PARTS)
            if found:
                inside.update(own)
                yield from found
                break
    totals = [row for row in rows if part.rows[row].is_total]
    if inside and len(totals) == 1:
        yield from _borne_out(
            part, totals[0], [row for row in rows if row not in inside and row != totals[0]], columns, figures, TOTAL
        )


def _beside(rows: list[int], at: int, inside: set[int], part: Part) -> Iterator[list[int]]:
    """Two to eight rows right below a row, then right above it, none of them a total or a part of another block."""
    for step in (1, -1):
        own: list[int] = []
        place = at + step
        while (
            0 <= place < len(rows) and len(own) < _MOST_PARTS and rows[place] not in inside and not part.rows[rows[place]].is_total
        ):
            own.append(rows[place])
            place += step
            if len(own) >= _LEAST:
                yield sorted(own)


def _borne_out(
    part: Part, row: int, own: Sequence[int], columns: Sequence[int], figures: Sequence[Figure], check: str
) -> tuple[Relation, ...]:
    """The sums in every column, where two hold and one at most does not, and that one by a slip."""
    every = []
    for column in columns:
        target, parts = part.at.get((row, column)), part.row(own, column)
        alike = target is not None and all(figures[each].dimension == target.figure.dimension for each in parts)
        if target is not None and alike and len(parts) == len(own) and part.whole((*own, row), (column,)):
            every.append(Relation(check, parts, target=target.id, slots=(("label", target.title),)))
    telling = [each for each in every if _tells(each, figures)]
    good = [each for each in telling if holds(each, figures)]
    bad = [each for each in every if not holds(each, figures)]
    least = 1 if check == TOTAL else _LEAST  # the blocks have borne out the columns already
    if len(good) < least or len(bad) > 1 or len({figures[each.target].number for each in good}) < least:
        return ()
    return tuple(replace(each, kinds_fit=True) for each in every if each not in bad or mended(each, figures))


def _tells(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether two parts are more than nothing, and the sum has three digits."""
    parts = sum(figures[each].number != 0 for each in relation.plus)
    return parts >= _LEAST and len(figures[relation.target].number.as_tuple().digits) >= _DIGITS


def _rates(part: Part, column: int) -> bool:
    return all(item.figure.dimension == "ratio" for (_, at), item in part.at.items() if at == column)
