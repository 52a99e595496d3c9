"""What a noun measures of the rows of a table: a column of that header, or one computed of two others (执行率, 得分率, 扣分)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.reviewing.columns import columns, headed
from hengji.core.words import has
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


class Measures:
    """The columns of a report by their tables, and what was measured of them."""

    def __init__(self, check: Check, report: Report) -> None:
        self.check = check
        self._tables: dict[tuple[int, int], list[Column]] = defaultdict(list)
        self._known: dict[str, tuple[Measure, ...]] = {}
        for each in columns(report):
            if not has(headed(each), check.words["not_columns"]):
                self._tables[each.table, each.part].append(each)

    def of(self, noun: str) -> tuple[Measure, ...]:
        """Every table's rows by a noun. `pairs`: noun to its headers parted by 、, or `NOUN＝` to two headers with / or -.

        Two columns of one table that both are of the noun measure nothing.
        """
        if noun not in self._known:
            self._known[noun] = tuple(self._measured(noun))
        return self._known[noun]

    def _measured(self, noun: str) -> Iterator[Measure]:
        headers = tuple(self.check.pairs.get(noun, noun).split("、"))
        computed = self.check.pairs.get(f"{noun}＝", "")
        for own in self._tables.values():
            printed = [each for each in own if headed(each).endswith(headers)]
            if len(printed) == 1:
                yield _of(printed[0])
            elif computed and not printed:
                yield from islice(_computed(computed, own), 1)


def _of(column: Column) -> Measure:
    return Measure(column.table, column.at, tuple(Row(label, Fraction(*figure.value), figure) for label, figure in column.rows))


def _computed(formula: str, own: Sequence[Column]) -> Iterator[Measure]:
    """The rows of one table by the one column of each side."""
    sign = _OVER if _OVER in formula else _LESS
    tops, bottoms = (tuple(side.split("、")) for side in formula.split(sign))
    below = [each for each in own if headed(each).endswith(bottoms)]
    above = [each for each in own if headed(each).endswith(tops) and each not in below]
    if len(above) == len(below) == 1:
        rows = tuple(_made(above[0], below[0], sign))
        if len(rows) == len(above[0].rows):
            yield Measure(above[0].table, above[0].at, rows)


def _made(top: Column, below: Column, sign: str) -> Iterator[Row]:
    for label, figure in top.rows:
        other = below.row(label)
        if other is not None and other.number and other.dimension == figure.dimension:
            one, two = Fraction(*figure.value), Fraction(*other.value)
            yield Row(label, Fraction(one, two) if sign == _OVER else one - two, figure)


def nearest(passage: Passage, among: Sequence[Measure]) -> Measure | None:
    """The one table, or the one nearest to a passage among several of the same measure."""
    if len({each.table for each in among}) == 1:
        return among[0]
    close = [each for each in among if abs(each.at - passage.index) <= _REACH]
    return close[0] if len({each.table for each in close}) == 1 else None
