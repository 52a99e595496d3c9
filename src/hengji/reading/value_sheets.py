"""A plain sheet of names and values, in two or more columns, to what the dictionary knows: each value with its cell; what is not understood is listed.

A name must be one of the dictionary's own; a head that speaks of a stage or a year must be clear. Nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.layout.terms import INDEX, LABEL, NOTE, NUMBERS, VALUE, Terms, is_nothing, is_number
from hengji.reading.layout.terms import year as year_of
from hengji.reading.tables import grid as grids
from hengji.reading.tables import lines
from hengji.rulebook import sheets
from hengji.rulebook.labels import plain, split

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.core.problem import Problem
    from hengji.core.quantity import Unit
    from hengji.expr.tree import Ref
    from hengji.reading.tables.grid import Grid
    from hengji.rulebook.book import Book

NAME, HEAD, SCOPE, STAGE, YEAR = "name", "head", "scope", "stage", "year"
UNIT, NUMBER, FORMULA, TWICE = "unit", "number", "formula", "twice"
"""Why a row is not taken."""
MONEY, OUTTURN, OPEN = "money", "outturn", "?"
OPERATORS = frozenset("≥≤><≧≦=~")
MOST_LABEL, MOST_QUOTE, TWO = 60, 200, 2
_DIGITS = "-+−－0123456789,."
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?度?")


@dataclass(frozen=True, slots=True)
class Value:
    """A fact of the dictionary with what its cell prints, and the unit that the sheet gives it; `years` counts from the year asked for."""

    concept: str
    stage: str
    years: int
    members: tuple[tuple[str, str], ...]
    text: str
    place: Place
    quote: str
    label: str

    @property
    def key(self) -> tuple[object, ...]:
        """The fact that it is a value of."""
        return self.concept, self.stage, self.years, self.members


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not taken: its name as printed, its cell, and why."""

    label: str
    place: Place
    why: str


@dataclass(slots=True)
class Found:
    """What a file holds; `dated` and `measured` say whether its sheets name a year, and a unit for every amount of money."""

    values: list[Value] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    dated: bool = True
    measured: bool = True
    years: set[int] = field(default_factory=set)


def read(content: bytes, name: str, book: Book, year: int) -> tuple[Found, tuple[Problem, ...]]:
    """The values of every visible sheet of an .xlsx file, for an evaluation of `year`, and what keeps the file from being read."""
    opened, problems = grids.read(content, name, book)
    found = Found()
    terms = Terms.of(book)
    synonyms = _synonyms(book, terms)
    for each in opened:
        _Sheet(each, book, terms, synonyms, year, found).read()
    _settled(found)
    return found, tuple(book.problem(each) for each in problems)


@dataclass(frozen=True, slots=True)
class _Head:
    """What a column's head says: its kind, its stage ("?" where the words leave it open), its year or that it is 上年, its unit, whether of one fund only."""

    kind: str = VALUE
    stage: str = ""
    year: int | None = None
    before: bool = False
    unit: Unit | None = None
    of_fund: bool = False


PLAIN = _Head()
Cells = list[tuple[int, str]]


@dataclass
class _Sheet:
    """One sheet while it is read, from the top down; `scope` says that the lines above speak of one fund only."""

    grid: Grid
    book: Book
    terms: Terms
    synonyms: dict[str, str]
    year: int
    found: Found
    base: int | None = None
    money: Unit | None = None
    scope: bool = False
    heads: dict[int, _Head] = field(default_factory=dict)
    last: tuple[int, str, str] = (-1, "", "")

    def read(self) -> None:
        """Takes every row in turn; rows of words are heads of what stands below them, two on top of each other are read together."""
        whole = range(self.grid.columns)
        rows = [[(column, cell.text.strip()) for column, cell in self.grid.filled(row, whole)] for row in range(self.grid.rows)]
        self.base = self._base(rows)
        said = lines.values(self.grid, range(self.grid.rows), whole, self.terms.unit_line)
        self.money = next(filter(None, (lines.unit(line.text, self.terms.units) for line in said)), None)
        above: dict[int, str] = {}
        for row, cells in enumerate(rows):
            if self._is_head(cells):
                above = {column: f"{above.get(column, '')}{self.grid.spread(row, column)}" for column in whole}
                self.heads = {column: self._head(text) for column, text in above.items()}
                continue
            above = {}
            if len(cells) == 1:
                self.scope = self._of_fund(cells[0][1]) if not self._number(cells[0][1]) else self.scope
            self._row(row, cells)

    def _base(self, rows: list[Cells]) -> int | None:
        """The year that the lines above the first value name, where they name one."""
        said: set[int] = set()
        for cells in rows:
            if any(self._number(text) for _, text in cells):
                break
            if len(cells) == 1:
                said.update(lines.years(cells[0][1]))
        return said.pop() if len(said) == 1 else None

    def _number(self, text: str) -> bool:
        return is_number(text) and not _YEAR.fullmatch(plain(text))

    def _is_head(self, cells: Cells) -> bool:
        """Whether a row of words, or of years beside 项目, heads what stands below."""
        if len(cells) < TWO or any(self._number(text) for _, text in cells):
            return False
        named = self.terms.kind(cells[0][1]) in {LABEL, INDEX}
        if any(is_number(text) for _, text in cells):
            return named
        heads = (self._head(text) for _, text in cells[1:])
        return named or (self.name(cells[0][1]) is None and any(head != PLAIN for head in heads))

    def _of_fund(self, text: str) -> bool:
        return any(word in plain(text) for word in self.terms.funds)

    def _row(self, row: int, cells: Cells) -> None:
        """Every value of a row, under the name that stands nearest to its left."""
        labels: list[str] = []
        unit, numbers, first = None, False, cells[0][0] if cells else 0
        for column, text in cells:
            kind = self.heads.get(column, PLAIN).kind
            if plain(text) in self.terms.units:
                unit = self.terms.units[plain(text)]
            elif is_number(text):
                if labels and kind != INDEX:
                    self._value(labels, (row, column), text, unit)
                numbers = numbers or bool(labels)
            elif kind not in {NOTE, INDEX} and not is_nothing(text):
                labels = [text] if numbers else [*labels, text]
                unit = None
        if not numbers and labels and self.name(labels[0]) is not None:
            self._wordy(row, labels, first)

    def _wordy(self, row: int, labels: list[str], first: int) -> None:
        """A row with a name of the dictionary and no number: words, or a formula that was never computed, stand where it should."""
        empty = any((row, column) in self.grid.unsaved for column in range(self.grid.columns))
        if empty or len(labels) > 1:
            self._leave(labels[0], (row, first), FORMULA if empty else NUMBER)

    def _leave(self, label: str, spot: tuple[int, int], why: str) -> None:
        if self.last != (spot[0], label, why):  # many cells of a row are left for one reason
            self.found.left.append(Left(label[:MOST_LABEL], self.grid.place(*spot), why))
        self.last = (spot[0], label, why)

    def name(self, label: str) -> Ref | None:
        """The fact that a label names: one of the dictionary's labels, with a stage and 上年 if need be, or a synonym that only one has."""
        if len(label) > MOST_LABEL:
            return None
        bare = split(label, self.terms.units)[0]
        known = (sheets.reference(each, self.book) for each in (label, bare, self.synonyms.get(bare.replace('"', ""), "")) if each)
        return next(filter(None, known), None)

    def _value(self, labels: list[str], spot: tuple[int, int], text: str, unit: Unit | None) -> None:
        label, head = labels[-1], self.heads.get(spot[1], PLAIN)
        ref = self.name(label)
        if ref is None:
            why = NAME
        elif self.scope or head.of_fund or any(self._of_fund(each) for each in labels[:-1]):
            why = SCOPE
        elif head.kind != VALUE:
            why = HEAD
        elif plain(text)[0] in OPERATORS:
            why = NUMBER
        else:
            why = self._take(ref, head, spot, text, (unit, split(label, self.terms.units)[1], head.unit))
        if why:
            self._leave(label, spot, why)

    def _take(self, ref: Ref, head: _Head, spot: tuple[int, int], text: str, units: tuple[Unit | None, ...]) -> str:
        """Takes a value, or says why not."""
        stage, years, printed = self._stage(ref, head), self._years(ref, head), self._printed(ref, text, units)
        if stage is None or years not in {0, -1} or printed is None:
            return STAGE if stage is None else YEAR if years not in {0, -1} else UNIT
        quote = " ".join(cell.text for _, cell in self.grid.filled(spot[0], range(self.grid.columns)))
        label = str(self.book.concepts[ref.concept].label)
        self.found.values.append(
            Value(ref.concept, stage, years, ref.members, printed, self.grid.place(*spot), quote[:MOST_QUOTE], label)
        )
        return ""

    def _stage(self, ref: Ref, head: _Head) -> str | None:
        """The stage that the name or the head says, the concept's own where neither says one; None where they are unclear or disagree."""
        stages = self.book.concepts[ref.concept].stages
        if ref.stage_label:
            return ref.stage if head.stage in {"", ref.stage} else None
        if not stages:
            return "" if head.stage in {"", OUTTURN} else None
        return stages[0] if not head.stage else head.stage if head.stage in stages else None

    def _years(self, ref: Ref, head: _Head) -> int:
        """The year of a value, counted from the year asked for."""
        if head.year is not None:
            years = head.year - self.year + ref.years
        else:
            self.found.dated = self.found.dated and self.base is not None
            years = (0 if self.base is None else self.base - self.year) - head.before + ref.years
        self.found.years.add(self.year + years)
        return years

    def _printed(self, ref: Ref, text: str, units: tuple[Unit | None, ...]) -> str | None:
        """The number with its unit; None where the unit is another dimension's."""
        own = plain(text).lstrip(_DIGITS)
        if own:
            unit = self.terms.units.get(own)
            return text if unit is not None and unit.dimension == ref.dimension else None
        if units[0] is not None and units[0].dimension != ref.dimension:
            return None
        given = next((unit for unit in (*units, self.money) if unit is not None and unit.dimension == ref.dimension), None)
        self.found.measured = self.found.measured and (given is not None or ref.dimension != MONEY)
        return f"{text}{given.label}" if given is not None else text

    def _head(self, text: str) -> _Head:
        """What the head of a column says."""
        if not text:
            return PLAIN
        bare, unit = split(text, self.terms.units)
        said = next((stage or OPEN for word, stage in self.terms.stages if word in bare), "")
        before = any(word in bare for word in self.terms.last_year)
        kind = self.terms.kind(text)
        of_fund = self._of_fund(bare)
        return _Head(kind if kind in NUMBERS | {INDEX, NOTE} else VALUE, said, year_of(text), before, unit, of_fund)


def _synonyms(book: Book, terms: Terms) -> dict[str, str]:
    """The label of a concept by each other word for it, without quotes, where no second concept has the same word."""
    owners: dict[str, set[str]] = {}
    for concept in book.concepts.values():
        for text in (concept.label, *(each.text for each in concept.synonyms)) if not concept.ambiguous else ():
            owners.setdefault(split(text, terms.units)[0].replace('"', ""), set()).add(concept.label)
    return {word: next(iter(labels)) for word, labels in owners.items() if len(labels) == 1}


def _settled(found: Found) -> None:
    """A fact with two values is no proposal: both rows are listed."""
    said: dict[tuple[object, ...], set[str]] = {}
    for each in found.values:
        said.setdefault(each.key, set()).add(each.text)
    found.left += [Left(each.label, each.place, TWICE) for each in found.values if len(said[each.key]) > 1]
    found.values = [each for each in found.values if len(said[each.key]) == 1]
