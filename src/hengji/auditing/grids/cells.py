"""A table's figures beside the words that name them: what every search for relations is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hengji.core.audit import Figure, Report

VALUE, WEIGHT, POINTS, DEDUCTION, TARGET, ACTUAL = "value", "weight", "points", "deduction", "target", "actual"
INDEX = "index"
RATE, SHARE, CHANGE, CHANGE_RATE = "rate", "share", "change", "change_rate"
"""What a column holds, as `role` says it."""
AMOUNTS = frozenset({VALUE, ""})
BY_NUMBER, OF_WHICH, BY_INDENT, BY_CODE = "number", "of_which", "indent", "code"
"""How it is known that a row is a part of another, as `how` says it."""


class Name(Protocol):
    """The words of a cell with a number; the fields as reading.cell_names gives them."""

    @property
    def row(self) -> int:
        """Counted from 0."""

    @property
    def column(self) -> int:
        """Counted from 0; only the order of the cell where the row is loose."""

    @property
    def label(self) -> str:
        """Of its row."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The labels above it, outermost first."""

    @property
    def header(self) -> tuple[str, ...]:
        """The headers of its column, outermost first."""

    @property
    def stage_words(self) -> str:
        """The words for its stage."""

    @property
    def year(self) -> int | None:
        """Where one is said."""

    @property
    def stage(self) -> str:
        """Where the words settle it."""

    @property
    def is_total(self) -> bool:
        """Whether its row sums."""

    @property
    def subtotal(self) -> bool:
        """Whether its row sums a part of the rows."""

    @property
    def role(self) -> str:
        """What its column holds."""

    @property
    def loose(self) -> bool:
        """Whether its row does not stand under the header."""

    @property
    def part(self) -> int:
        """Which header of the table it stands under."""

    @property
    def parent_row(self) -> int:
        """The row of which its row is a part, or −1."""

    @property
    def how(self) -> str:
        """How that is known."""

    @property
    def column_sums(self) -> bool:
        """Whether its column sums others."""

    @property
    def group_row(self) -> bool:
        """Whether it stands for all rows of its label."""

    @property
    def own(self) -> bool:
        """Whether the cell holds its label too."""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure of a table with its words."""

    name: Name
    figure: Figure

    @property
    def id(self) -> int:
        """Of the figure."""
        return self.figure.id

    @property
    def title(self) -> str:
        """Row and column, as a reader would say them."""
        return "/".join(
            dict.fromkeys(word for word in (self.name.label or "/".join(self.name.parents), *self.name.header[-1:]) if word)
        )


@dataclass(frozen=True)
class Part:
    """The figures under one header, without those whose column is not known."""

    items: tuple[Item, ...]
    drawn: bool
    unread: frozenset[tuple[int, int]] = frozenset()
    dashes: frozenset[tuple[int, int]] = frozenset()

    def dashed(self, rows: Iterable[int], column: int) -> bool:
        """Whether a dash or words stand in a column among some rows, also in a row that holds no number at all."""
        among = tuple(rows)
        return bool(among) and any(at == column and min(among) <= row <= max(among) for row, at in self.dashes)

    def whole(self, rows: Iterable[int], columns: Iterable[int]) -> bool:
        """Whether no place of some rows and columns holds digits that were not read as one number."""
        return not self.unread or not any((row, column) in self.unread for row, column in product(rows, columns))

    def full(self, rows: Iterable[int], columns: Iterable[int]) -> bool:
        """Whether every place of some rows and columns holds a number: an empty place or a dash may stand for what is not known."""
        return all((row, column) in self.at for row, column in product(rows, columns))

    @cached_property
    def at(self) -> dict[tuple[int, int], Item]:
        """By row and column."""
        return {(item.name.row, item.name.column): item for item in self.items}

    @cached_property
    def by_id(self) -> dict[int, Item]:
        """By the id of the figure."""
        return {item.id: item for item in self.items}

    @cached_property
    def rows(self) -> dict[int, Name]:
        """One name of each row, in order."""
        found: dict[int, Name] = {}
        for item in self.items:
            found.setdefault(item.name.row, item.name)
        return dict(sorted(found.items()))

    @cached_property
    def columns(self) -> dict[int, Name]:
        """One name of each column, from left to right."""
        found: dict[int, Name] = {}
        for item in self.items:
            found.setdefault(item.name.column, item.name)
        return dict(sorted(found.items()))

    def having(self, *roles: str) -> list[int]:
        """The columns that hold one of some things."""
        return [column for column, name in self.columns.items() if name.role in roles]

    def row(self, rows: Iterable[int], column: int) -> tuple[int, ...]:
        """The figures of some rows in one column."""
        return tuple(item.id for row in rows if (item := self.at.get((row, column))) is not None)

    def column(self, columns: Iterable[int], row: int) -> tuple[int, ...]:
        """The figures of some columns in one row."""
        return tuple(item.id for column in columns if (item := self.at.get((row, column))) is not None)


@dataclass(frozen=True)
class Sheet:
    """A table: every figure that its cells hold alone, with its words."""

    items: tuple[Item, ...]
    drawn: bool
    unread: frozenset[tuple[int, int]] = frozenset()
    dashes: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Under each header of its own."""
        by_part: dict[int, list[Item]] = {}
        for item in self.items:
            if not (item.name.loose or item.name.own or item.name.group_row):
                by_part.setdefault(item.name.part, []).append(item)
        return tuple(Part(tuple(items), self.drawn, self.unread, self.dashes) for _, items in sorted(by_part.items()))

    def where(self, test: Callable[[Name], bool]) -> tuple[Item, ...]:
        """The figures whose words pass a test."""
        return tuple(item for item in self.items if test(item.name))


_SIGNED = re.compile(r"[增减升降][加少长高低]?$|(?:上升|下降|提高|回落)$")
"""增加 7.76 beside 减少 53.86: the words of a column are its signs, and its numbers alone make no sum."""


def sheets(report: Report, names: Sequence[Sequence[Name]]) -> tuple[Sheet, ...]:
    """The tables of a report; a cell with several figures is left out."""
    alone: dict[tuple[int, int, int], Figure] = {}
    for passage in report.passages:
        if passage.table >= 0:
            figures = report.within(passage)
            if len(figures) == 1 and not _SIGNED.search(passage.text[: figures[0].begin]):
                alone[passage.table, passage.row, passage.column] = figures[0]
    return tuple(
        Sheet(
            tuple(
                Item(name, alone[index, name.row, name.column])
                for name in named
                if name.role != INDEX and (index, name.row, name.column) in alone
            ),
            report.document.tables[index].certain,
            _places(report, index, alone, digits=True),
            _places(report, index, alone, digits=False),
        )
        for index, named in enumerate(names)
    )


def _places(
    report: Report, index: int, alone: Mapping[tuple[int, int, int], Figure], *, digits: bool
) -> frozenset[tuple[int, int]]:
    """The places of a table that hold digits, but not one figure alone; or those that hold a dash or words."""
    text = report.document.text
    told = (
        (cell.row, cell.column, text[cell.start : cell.end])
        for cell in report.document.tables[index].cells
        if (index, cell.row, cell.column) not in alone
    )
    return frozenset((row, column) for row, column, words in told if words.strip() and any(map(str.isdigit, words)) == digits)
