"""Which row of a table is a part of which: by codes, list numbers, 其中, and how far a label is set in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.reading.layout.terms import Terms

BY_NUMBER, OF_WHICH, BY_INDENT, BY_CODE = "number", "of_which", "indent", "code"
"""How it is known that a row is a part of another."""
_NUMBERS = (
    re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})、"),
    re.compile(r"\((?P<n>[一二三四五六七八九十]{1,3})\)"),
    re.compile(r"(?P<n>\d{1,2})(?:、|\.(?!\d))"),
    re.compile(r"\((?P<n>\d{1,2})\)"),
    re.compile(r"(?P<n>\d{1,2})\)"),
)
_CIRCLED = re.compile("[①-⑳]")
_FIRST = frozenset({"一", "1", "①"})
_CODE = re.compile(r"(?P<code>\d{3}(?:\d{2}){0,3})(?!\d|[.、年])")


@dataclass(frozen=True, slots=True)
class Level:
    """A row's parent (−1 where it is no part), and how that is known; `code` the code of its subject."""

    row: int
    parent: int = -1
    how: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label to be placed: its text as printed, how far it is set in, whether it sums, and a code that stands beside it."""

    row: int
    label: str
    indent: int
    sums: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    """A row that may still take parts."""

    row: int
    rank: int
    indent: int
    code: str
    how: str
    parent: int


def code_of(label: str) -> str:
    """The code at the start of a label."""
    found = _CODE.match(plain(label))
    return found["code"] if found else ""


def levels(rows: Iterable[Row], terms: Terms) -> dict[int, Level]:
    """Every row with its parent."""
    found: dict[int, Level] = {}
    open_: list[_Open] = []
    for row in rows:
        label = plain(row.label)
        if not label:
            continue
        rank, first = _rank(label)
        code = row.code or code_of(label)
        of_which = any(label.startswith(f"{word}:") for word in terms.of_which)
        if row.sums:
            open_ = []
            found[row.row] = Level(row.row, code=code)
            continue
        parent, how = _parent(open_, row, rank, first=first, code=code, of_which=of_which)
        while open_ and open_[-1].row != (parent.row if parent else -1):
            open_.pop()
        found[row.row] = Level(row.row, parent.row if parent else -1, how if parent else "", code)
        open_.append(_Open(row.row, rank, row.indent, code, how if parent else "", parent.row if parent else -1))
    return found


def _rank(label: str) -> tuple[int, bool]:
    """The rank of the list number before a label, 0 without one, and whether it is the first of its list."""
    if _CIRCLED.match(label):
        return len(_NUMBERS) + 1, label[0] in _FIRST
    for rank, pattern in enumerate(_NUMBERS, 1):
        found = pattern.match(label)
        if found:
            return rank, found["n"] in _FIRST
    return 0, False


def _parent(open_: list[_Open], row: Row, rank: int, *, first: bool, code: str, of_which: bool) -> tuple[_Open | None, str]:
    if code:
        return next(
            (each for each in reversed(open_) if each.code and code.startswith(each.code) and code != each.code), None
        ), BY_CODE
    if of_which:
        return next((each for each in reversed(open_) if each.how != OF_WHICH), None), OF_WHICH
    if rank:
        sibling = next((each for each in reversed(open_) if each.rank == rank), None)
        if sibling is not None and not first:
            return next((each for each in open_ if each.row == sibling.parent), None), BY_NUMBER
        lower = next((each for each in reversed(open_) if each.rank < rank and each.how != OF_WHICH), None)
        return (lower if first else None), BY_NUMBER
    return _by_indent(open_, row)


def _by_indent(open_: list[_Open], row: Row) -> tuple[_Open | None, str]:
    """A label set in goes on with a list of 其中, or is a part of the last one that is set in less."""
    if not row.indent or not open_:
        return None, ""
    last = open_[-1]
    if last.how == OF_WHICH and row.indent >= last.indent:
        return next((each for each in open_ if each.row == last.parent), None), OF_WHICH
    return next((each for each in reversed(open_) if each.indent < row.indent), None), BY_INDENT
