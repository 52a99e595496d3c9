"""The rows of tables of indicators: level, name, target, value reached, weight, points and reason, each as the cell in which it stands.

The columns are found by the words above them. In a table whose columns were guessed, a row that does not fit its header gives name and target alone,
and only where the header asks for nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.wording.texts import either
from hengji.core.document import CELL
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.core.audit import Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book

COLUMNS = ("actual", "target", "points", "weight", "reason", "name")
SCORED = frozenset({"target", "actual", "points", "weight"})
"""What a row must hold to be held against its own points."""
LEVELS = ("quantity", "quality", "time", "cost", "economic", "social", "ecological", "sustainable", "satisfied")
AT_LEAST, AT_MOST = "≥", "≤"
_NUMBER = re.compile(
    r"(?<![\d.])(?P<number>\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?)\s?\\?(?P<unit>%|[^\d\s.,，。；、（）()$\\]{0,4})"
)
_BRACKET, _YEAR = re.compile(r"[（(][^（）()]{0,16}[）)]?"), re.compile(r"^(?:19|20)\d{2}年?度?")
_LONGEST_HEADER, _LONGEST_LEVEL, _LONGEST_VALUE = 16, 16, 24
_REST = re.compile(r"\s?\d{0,2}\s?[:：]?\s?[….。]{0,12}")

Line = dict[int, "Passage"]
Known = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a cell: the direction in which it is meant, the number, and the letters behind it."""

    operator: str
    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator. `level` is one of LEVELS or empty; `certain` says that the file drew the columns, `is_template` that nobody filled it in: 指标1： or …….

    `remarks` are the words of every cell right of the points.
    """

    table: int
    certain: bool
    level: str
    name: Passage
    target: Passage | None = None
    actual: Passage | None = None
    weight: Passage | None = None
    points: Passage | None = None
    reason: Passage | None = None
    is_template: bool = False
    remarks: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it has a name alone."""
        return not (self.target or self.actual or self.weight or self.points)


@dataclass(frozen=True, slots=True)
class Indicators:
    """Every row of every table, the header cells of targets, whether any header asks for values reached, and the words that give a direction.

    `scored` are the rows with target, value reached, weight and points, also those of tables whose headers say no more than 目标, 完成, 指标.
    """

    rows: tuple[Row, ...]
    scored: tuple[Row, ...]
    headers: tuple[Passage, ...]
    asks_actual: bool
    words: Mapping[str, tuple[str, ...]]

    def value(self, cell: Passage | None) -> Value | None:
        """The number of a cell that holds one number and little else."""
        return value(cell.text, self.words) if cell is not None else None

    def number(self, cell: Passage | None) -> Decimal | None:
        """The bare number of a cell of weights or points."""
        found = self.value(cell)
        return found.number if found is not None else None


def value(text: str, words: Mapping[str, tuple[str, ...]]) -> Value | None:
    """The one number of a short text with its direction; None where there are several or none."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1 or len(text) > _LONGEST_VALUE:
        return None
    before, behind, unit = text[: found[0].start()], text[found[0].end() :], found[0]["unit"]
    operator = ""
    if either(words["at_least"]).search(before) or _ends(unit + behind, words["at_least_behind"]):
        operator = AT_LEAST
    elif either(words["at_most"]).search(before) or _ends(unit + behind, words["at_most_behind"]):
        operator = AT_MOST
    return Value(operator, Decimal(found[0]["number"].replace(",", "")), unit)


def _ends(text: str, words: tuple[str, ...]) -> bool:
    return text.rstrip(" $").endswith(words)


def read(report: Report, book: Book) -> Indicators:
    """The indicators of every table of a report."""
    words = {key.removeprefix("indicators."): found for key, found in book.phrases.items() if key.startswith("indicators.")}
    rows: list[Row] = []
    scored: list[Row] = []
    headers: list[Passage] = []
    known: Known = {}
    asks = False
    for index, lines in _tables(report).items():
        certain = report.document.tables[index].certain if index < len(report.document.tables) else False
        reader = _Reader(index, certain, words, known)
        for line in lines:
            found = reader.take(line)
            if found is not None:
                rows.append(found)
        headers.extend(reader.headers)
        asks = asks or reader.asks_actual
        scored.extend(_scored(index, certain, words, known, lines))
    return Indicators(tuple(rows), tuple(scored), tuple(headers), asks, words)


def _scored(index: int, certain: bool, words: Mapping[str, tuple[str, ...]], known: Known, lines: Sequence[Line]) -> Iterator[Row]:
    """The rows with target, value reached, weight and points; the words of their headers may be as short as 目标 and 完成."""
    reader = _Reader(index, certain, words, known, short=True)
    for line in lines:
        row = reader.take(line)
        if row is not None and reader.columns.keys() >= SCORED and row.target and row.actual and row.weight and row.points:
            right = "".join(line[column].text for column in sorted(line) if column > reader.columns["points"])
            yield replace(row, remarks=right)


def _tables(report: Report) -> dict[int, list[Line]]:
    """The cells of each table by row and column, empty ones left out."""
    tables: dict[int, dict[int, Line]] = {}
    for passage in report.passages:
        if passage.kind == CELL and passage.text.strip():
            tables.setdefault(passage.table, {}).setdefault(passage.row, {})[passage.column] = passage
    return {index: [rows[row] for row in sorted(rows)] for index, rows in tables.items()}


class _Reader:
    """Walks down one table: the columns of the last header, and the level of the last label."""

    def __init__(
        self, table: int, certain: bool, words: Mapping[str, tuple[str, ...]], known: Known, *, short: bool = False
    ) -> None:
        self.table, self.certain, self.words, self.known, self.short = table, certain, words, known, short
        self.columns: dict[str, int] = {}
        self.level = ""
        self.headers: list[Passage] = []
        self.asks_actual = False

    def take(self, line: Line) -> Row | None:
        """The indicator of a line; None for headers, labels and what is no indicator."""
        columns = self._header(line)
        if columns is not None:
            self.columns = columns
            self.asks_actual = self.asks_actual or "actual" in columns
            self.headers.extend(line[columns[kind]] for kind in ("target",) if kind in columns)
            return None
        if not self.columns:
            return None
        labelled = self._take_level(line)
        row = self._by_header(line)
        return row if row is not None or self.certain else self._loose(line, labelled)

    def _header(self, line: Line) -> dict[str, int] | None:
        """The column of each kind in a line that names a target or a value reached, and an indicator or points beside it."""
        found: dict[str, int] = {}
        for column, passage in sorted(line.items()):
            text = passage.text.replace(" ", "")
            kind = next((kind for kind in self._kinds(text) if kind not in found), "")
            if not kind and self.short:
                bare = _bare(text)
                kind = next((kind for kind in COLUMNS if kind not in found and bare in self.words.get(f"{kind}_alone", ())), "")
            if kind:
                found[kind] = column
        if self.short:
            return found if found.keys() >= SCORED else None
        if "target" in found and ({"name", "actual"} & found.keys()):
            return found
        return found if {"actual", "name"} <= found.keys() else None

    def _kinds(self, text: str) -> tuple[str, ...]:
        """The kinds of columns of which a short text holds a word."""
        if len(text) > _LONGEST_HEADER:
            return ()
        kinds = self.known.get(text)
        if kinds is None:
            kinds = self.known[text] = tuple([kind for kind in COLUMNS if has(text, self.words[kind])])
        return kinds

    def _take_level(self, line: Line) -> frozenset[int]:
        """Reads the labels left of the names; the columns in which they stand. A label of another kind ends the level above it."""
        columns = set()
        named = self.columns.get("name", self.columns.get("target", 0) - 1)
        for column, passage in sorted(line.items()):
            text = passage.text.replace(" ", "")
            level = _level(text, self.words)
            if level and column != self.columns.get("name"):
                self.level = level
                columns.add(column)
            elif self._is_first_level(text):
                columns.add(column)
                self.level = ""
            elif column < named and len(line) > 2 and self.certain:  # noqa: PLR2004 - a label beside a name and its target
                self.level = ""
        return frozenset(columns)

    def _is_first_level(self, text: str) -> bool:
        return len(text) <= _LONGEST_LEVEL and either(self.words["level_words"]).search(text[2:]) is not None

    def _by_header(self, line: Line) -> Row | None:
        """The cells under the header's words; a row has a name and something beside it, and numbers where numbers belong."""
        cells = {kind: line.get(column) for kind, column in self.columns.items()}
        name = cells.get("name") or self._left_of_target(line)
        if name is None or not re.search(r"[\u4e00-\u9fff….]", name.text):
            return None
        row = Row(
            self.table, self.certain, self.level, name,
            cells.get("target"), cells.get("actual"), cells.get("weight"), cells.get("points"), cells.get("reason"),
            self._is_template(name.text),
        )  # fmt: skip
        numbers = [cell for cell in (row.weight, row.points) if cell is not None]
        if not self.certain and any(value(cell.text, self.words) is None for cell in numbers):
            return None
        return row if row.is_template or not row.is_blank else None

    def _left_of_target(self, line: Line) -> Passage | None:
        """Without a column of names: what stands nearest on the left of the target, which weight and points are not."""
        if "name" in self.columns:
            return None
        marks = {self.columns.get(kind) for kind in ("weight", "points")} if self.short else set()
        left = [column for column in line if column < self.columns.get("target", 0) and column not in marks]
        return line[max(left)] if left else None

    def _loose(self, line: Line, labelled: frozenset[int]) -> Row | None:
        """Name and target of a line whose columns have shifted, under a header that asks for targets only."""
        if "actual" in self.columns or "points" in self.columns:
            return None
        cells = [line[column] for column in sorted(line) if column not in labelled]
        if len(cells) != 2 or len(cells[1].text) > _LONGEST_VALUE * 2:  # noqa: PLR2004 - a name and its target
            return None
        return Row(self.table, False, self.level, cells[0], cells[1], is_template=self._is_template(cells[0].text))

    def _is_template(self, name: str) -> bool:
        """Whether a name is a word of the template, a number and dots, and no more."""
        head = either(self.words["template"]).match(name)
        return _REST.fullmatch(name, head.end() if head is not None else 0) is not None


def _bare(text: str) -> str:
    """A header without what it says in brackets, and without the year."""
    return _YEAR.sub("", _BRACKET.sub("", text))


def _level(text: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The level that a label names: it is short and says 指标, or is the word alone."""
    if len(text) > _LONGEST_LEVEL:
        return ""
    for level in LEVELS:
        for word in words[level]:
            plain = text.removeprefix(words["level_before"][0])
            if text == word or (plain.startswith(word) and either(words["level_words"]).search(text) is not None):
                return level
    return ""


def filled(rows: Indicators) -> Iterator[Row]:
    """The rows that somebody filled in."""
    return (row for row in rows.rows if not row.is_template)
