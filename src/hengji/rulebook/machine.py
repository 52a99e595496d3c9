"""机读表: the hidden sheet of a fill-in workbook. It says which cell fills which field, so that reading back guesses nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

META, SHEET, CHOICE, PART, COLUMN, ROW, WORDS = "meta", "sheet", "choice", "part", "column", "row", "words"
VERSION, SCHEME, YEAR, DIGEST, CHECKS, SEAL = "version", "scheme", "year", "digest", "checks", "seal"
HEAD, LABEL, NOTE = "head", "label", "note"
SKIP = "skip"
WIDTH = 6
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a part: what it fills, how it is read, and the stage, unit, list or name that goes with it."""

    column: int
    field: str
    kind: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A row of a part that stands for something named: a fact, an indicator, a field of the case."""

    row: int
    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of cells to fill: rows `first` to `last` (from 0) of a sheet."""

    id: str
    kind: str
    of: str
    sheet: str
    first: int
    last: int
    columns: tuple[Field, ...] = ()
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What the program itself wrote into a cell: a head, a label of a row, or a note."""

    sheet: str
    row: int
    column: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything that the hidden sheet says."""

    meta: dict[str, str]
    sheets: dict[str, str]
    choices: dict[str, dict[str, str]]
    parts: tuple[Part, ...]
    words: tuple[Words, ...]

    @property
    def sound(self) -> bool:
        """Whether the hidden sheet still says what the program wrote."""
        return self.meta.get(SEAL) == seal(self)


def signature(words: Iterable[Words]) -> str:
    """A sheet's heads and labels as one number."""
    return _digest((str(each.row), str(each.column), each.text) for each in words if each.role != NOTE)


def seal(machine: Machine) -> str:
    """The hidden sheet as one number, its own seal left out."""
    return _digest(cells for cells in encode(machine) if cells[:2] != (META, SEAL))


def sealed(machine: Machine) -> Machine:
    """The same with its seal."""
    return Machine({**machine.meta, SEAL: seal(machine)}, machine.sheets, machine.choices, machine.parts, machine.words)


def _digest(rows: Iterable[Cells]) -> str:
    whole = hashlib.sha256()
    for cells in rows:
        whole.update(("\x1f".join(cells).rstrip("\x1f") + "\x1e").encode("utf-8", "surrogatepass"))
    return whole.hexdigest()[:16]


def encode(machine: Machine) -> Iterator[Cells]:
    """The rows of the hidden sheet."""
    yield from ((META, name, value) for name, value in machine.meta.items())
    yield from ((SHEET, title, sign) for title, sign in machine.sheets.items())
    for name, entries in machine.choices.items():
        yield from ((CHOICE, name, shown, value) for shown, value in entries.items())
    for part in machine.parts:
        yield (PART, part.id, part.kind, part.of, part.sheet, f"{part.first}:{part.last}")
        yield from ((COLUMN, part.id, str(each.column), each.field, each.kind, each.extra) for each in part.columns)
        yield from ((ROW, part.id, str(key.row), key.name, key.unit) for key in part.keys)
    yield from ((WORDS, each.sheet, f"{each.row}:{each.column}", each.role, each.text) for each in machine.words)


@dataclass(slots=True)
class _Reading:
    meta: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str, str, int, int]] = field(default_factory=dict)
    columns: dict[str, list[Field]] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)

    def take(self, kind: str, a: str, b: str, c: str, d: str, e: str) -> None:
        if kind == META:
            self.meta[a] = b
        elif kind == SHEET:
            self.sheets[a] = b
        elif kind == CHOICE:
            self.choices.setdefault(a, {})[b] = c
        elif kind == PART:
            self.parts[a] = (b, c, d, *_pair(e))
        elif kind == COLUMN:
            self.columns.setdefault(a, []).append(Field(int(b), c, d, e))
        elif kind == ROW:
            self.keys.setdefault(a, []).append(Key(int(b), c, d))
        elif kind == WORDS:
            self.words.append(Words(a, *_pair(b), c, d))


def _pair(text: str) -> tuple[int, int]:
    first, _, last = text.partition(":")
    return int(first), int(last)


def decode(rows: Iterable[Cells]) -> Machine | None:
    """What the hidden sheet says, or None where it is not one of ours."""
    found = _Reading()
    try:
        for cells in rows:
            kind, a, b, c, d, e = (*cells, *[""] * WIDTH)[:WIDTH]
            found.take(kind, a, b, c, d, e)
        parts = tuple(
            Part(name, kind, of, sheet, first, last, tuple(found.columns.get(name, ())), tuple(found.keys.get(name, ())))
            for name, (kind, of, sheet, first, last) in found.parts.items()
        )
    except ValueError:
        return None
    return Machine(found.meta, found.sheets, found.choices, parts, tuple(found.words)) if found.meta else None


def place(row: int, column: int) -> str:
    """A cell as a clerk names it, counted from 0.

    >>> place(0, 0), place(16, 27)
    ('A1', 'AB17')
    """
    return f"{letters(column)}{row + 1}"


@lru_cache(maxsize=1_024)
def letters(column: int) -> str:
    """A column as a clerk names it, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    found, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
