"""What a noun measures of the rows of a table: a column of that header, or one computed of two others (执行率, 得分率, 扣分)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.reviewing.columns import columns, headed
from hengji.auditing.wording.texts import has
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.reviewing.columns import Column
    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_REACH, _NAME = 40, 2
_OVER, _LESS = "/", "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's label, what it measures, and the figure that it is shown by."""

    label: str
    value: Fraction
    figure: Figure


@dataclass(frozen=True, slots=True)
class Measure:
    """The rows of one table by one noun."""

    table: int
    at: int
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row | None:
        """The one row of a name, or the only one of which it is a part of the name or which is a part of it."""
        name = plain(name)
        own = [each for each in self.rows if each.label == name]
        near = [each for each in self.rows if len(each.label) >= _NAME <= len(name) and (name in each.label or each.label in name)]
        found = own or near
        return found[0] if len(found) == 1 else None


def measured(check: Check, report: Report, noun: str) -> tuple[Measure, ...]:
    """Every table's rows by a noun. `pairs`: noun to its headers parted by 、, `NOUN＝` to two headers with / or -.

    Two columns of one table that both are of the noun measure nothing.
    """
    said = check.pairs.get(noun, noun)
    found: dict[tuple[int, int], list[Measure]] = {}
    for each in columns(report):
        if headed(each).endswith(tuple(said.split("、"))) and not has(headed(each), check.words["not_columns"]):
            found.setdefault((each.table, each.part), []).append(_of(each))
    computed = check.pairs.get(f"{noun}＝", "")
    for made in _computed(computed, report) if computed else ():
        found.setdefault((made.table, -1), []).append(made)
    tables = {key[0] for key, own in found.items() if key[1] >= 0}
    return tuple(own[0] for key, own in found.items() if len(own) == 1 and (key[1] >= 0 or key[0] not in tables))


def _of(column: Column) -> Measure:
    return Measure(column.table, column.at, tuple(Row(label, Fraction(*figure.value), figure) for label, figure in column.rows))


def _computed(formula: str, report: Report) -> Iterator[Measure]:
    sign = _OVER if _OVER in formula else _LESS
    tops, bottoms = (side.split("、") for side in formula.split(sign))
    for top in columns(report):
        if not headed(top).endswith(tuple(tops)):
            continue
        below = [
            each
            for each in columns(report)
            if (each.table, each.part) == (top.table, top.part)
            and headed(each).endswith(tuple(bottoms))
            and each.header != top.header
        ]
        rows = tuple(_made(top, below[0], sign)) if len(below) == 1 else ()
        if len(rows) == len(top.rows):
            yield Measure(top.table, top.at, rows)


def _made(top: Column, below: Column, sign: str) -> Iterator[Row]:
    for label, figure in top.rows:
        other = below.row(label)
        if other is not None and other.number and other.dimension == figure.dimension:
            one, two = Fraction(*figure.value), Fraction(*other.value)
            yield Row(label, one / two if sign == _OVER else one - two, figure)


def nearest(passage: Passage, among: Sequence[Measure]) -> Measure | None:
    """The one table, or the one nearest to a passage among several of the same measure."""
    if len({each.table for each in among}) == 1:
        return among[0]
    close = [each for each in among if abs(each.at - passage.index) <= _REACH]
    return close[0] if len({each.table for each in close}) == 1 else None
