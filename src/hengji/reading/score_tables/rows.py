"""The rows of a score table: indicators with their path and weight, and the lines that add up, head or annotate them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.problem import Problem, problem
from hengji.reading.score_tables.header import CODE, CORE, IGNORED, SCORE
from hengji.rulebook.score_tables import compiled, flat

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.reading.score_tables.grid import Grid, Spot
    from hengji.reading.score_tables.header import Header
    from hengji.rulebook.score_tables import ScoreTables

NOT_A_WEIGHT, TWO_WEIGHTS = "TB06", "TB05"
TEXTS = ("explanation", "formula", "standard", "points", "evidence")
SECTION_WIDTH = 3


@dataclass(slots=True)
class Row:
    """An indicator as it stands in the table. `texts` are its printed columns, `places` where each begins; `shared` says that several rows have one weight."""

    path: tuple[str, ...]
    place: Place
    code: str = ""
    weight: Exact | None = None
    weight_place: Place | None = None
    shared: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sum:
    """A line or a name that says what others add up to; `path` is empty for the whole table."""

    path: tuple[str, ...]
    weight: Exact
    place: Place


@dataclass(slots=True)
class Body:
    """What a sheet says below its header; `outside` are the words of rows that are no indicators: bonus, veto;
    `adding` are the cells that only add up others, or that are not read: of totals and subtotals, of scores.
    """

    rows: list[Row] = field(default_factory=list)
    totals: list[tuple[Place, Exact | None]] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    adding: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """One sheet on its way: what the row above said, so that blank cells below it mean the same."""

    grid: Grid
    header: Header
    law: ScoreTables
    as_printed: bool
    body: Body = field(default_factory=Body)
    section: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    leaf: Spot | None = None
    told: set[Spot] = field(default_factory=set)

    def line(self, row: int) -> None:
        """One row of the sheet."""
        filled = self.grid.filled(row)
        if not filled or self._repeated(row):
            return
        first = flat(filled[0][1]).text
        if self._is("note", first) or ((self.body.notes or self.body.totals) and len(filled) == 1):
            self.body.notes.append("".join(text for _, text in filled).replace("\n", ""))
        elif self._total(row) or self._subtotal(row):
            self.body.adding |= {
                self.grid.place(row, column).where for column in range(max(self.header.levels) + 1, self.grid.columns)
            }
        elif self._section(row, filled):
            return
        else:
            self._indicator(row)

    def _is(self, pattern: str, text: str) -> bool:
        return any(compiled(each).search(text) for each in self.law.patterns.get(pattern, ()))

    def _repeated(self, row: int) -> bool:
        names = [flat(self.grid.spread(row, column)).text.replace(";", "") for column in range(self.grid.columns)]
        return tuple(names) == self.header.texts

    def _weight_cell(self, row: int, level: int) -> tuple[Exact | None, Spot] | None:
        column = self.header.weight_of(level)
        if column is None:
            return None
        home = self.grid.home(row, column)
        return self.weight(self.grid.texts.get(home, ""), home), home

    def weight(self, text: str, spot: Spot) -> Exact | None:
        """The weight that a cell states; None where it states none."""
        words = flat(text).text
        found = self._match("weight", words)
        if found:
            return exact.of(found["weight"])
        if not self._is("no_weight", words) and spot not in self.told:
            self.told.add(spot)
            self.body.problems.append(problem(NOT_A_WEIGHT, self.grid.place(*spot), text))
        return None

    def _match(self, pattern: str, text: str) -> dict[str, str]:
        for each in self.law.patterns.get(pattern, ()):
            found = compiled(each).search(text)
            if found:
                return {name: value for name, value in found.groupdict().items() if value is not None}
        return {}

    def _any_weight(self, row: int) -> Exact | None:
        """The weight of a line that adds up: in whichever of the columns of weights it stands."""
        for column in reversed(self.header.weights):
            if self.grid.text(row, column):
                return self.weight(self.grid.text(row, column), (row, column))
        return None

    def _total(self, row: int) -> bool:
        texts = [flat(text).text for column, text in self.grid.filled(row) if column <= max(self.header.levels)]
        if not texts or texts[0].rstrip(":") not in self.law.words.get("total", ()):
            return False
        self.body.totals.append((self.grid.place(row, self.grid.filled(row)[0][0]), self._any_weight(row)))
        return True

    def _subtotal(self, row: int) -> bool:
        for level, column in enumerate(self.header.levels):
            text = flat(self.grid.spread(row, column)).text
            if text in self.law.words.get("subtotal", ()) or self._is("subtotal", text):
                weight = self._any_weight(row)
                prefix = self.above[: len(self.section) + level] if level else (self.above[:1] or (text,))
                if weight is not None:
                    self.body.sums.append(Sum(prefix, weight, self.grid.place(row, column)))
                return True
        return False

    def _section(self, row: int, filled: list[tuple[int, str]]) -> bool:
        """A heading over the whole width: 一、投入（10分）."""
        column, text = filled[0]
        if len(filled) > 1 or self.as_printed or column > self.header.levels[0] or self.grid.width(row, column) < SECTION_WIDTH:
            return False
        name, weight = self.name(text)
        self.section, self.above, self.leaf = (name,), (name,), None
        if weight is not None:
            self.body.sums.append(Sum(self.section, weight, self.grid.place(row, column)))
        return True

    def name(self, text: str) -> tuple[str, Exact | None]:
        """A name without its list number, line breaks and weight, and the weight."""
        if self.as_printed:
            return text, None
        words = flat(text)
        start, end = 0, len(words.text)
        for each in self.law.patterns.get("numbering", ()):
            if found := compiled(each).match(words.text):
                start = found.end()
        weight = None
        for each in self.law.patterns.get("weight_in_name", ()):
            if weight is None and (found := compiled(each).match(words.text[start:].rstrip(";"))):
                weight, end = exact.of(found["weight"]), start + found.end("name")
        return _one_line(words.printed(start, end)), weight

    def _indicator(self, row: int) -> None:
        path, leaf, weights = self._path(row)
        if leaf is None:
            self._continue(row)
            return
        inner = self._weight_cell(row, len(self.header.levels) - 1)
        own_weight = inner is not None and inner[1][0] == row and inner[0] is not None
        if leaf == self.leaf and self.body.rows and not own_weight:
            self._continue(row)
            return
        self._sums(row, path, weights)
        found = Row(path, self.grid.place(*leaf))
        self._weigh(found, inner, weights[-1][1] if weights else None, row)
        self.leaf, self.above = leaf, path
        self._say(found, row)
        self.body.rows.append(found)

    def _path(self, row: int) -> tuple[tuple[str, ...], Spot | None, list[tuple[tuple[str, ...], Exact | None, Spot]]]:
        """The names of a row, outermost first; the cell of the innermost; and the weights that the names state."""
        path, leaf = list(self.section), None
        weights: list[tuple[tuple[str, ...], Exact | None, Spot]] = []
        fresh = False
        used: set[Spot] = set()
        for level, column in enumerate(self.header.levels):
            home = self.grid.home(row, column)
            text = self.grid.texts.get(home, "")
            if home in used:
                continue
            depth = len(self.section) + level
            if not text:
                later = any(self.grid.spread(row, each) for each in self.header.levels[level + 1 :])
                if not fresh and later and depth < len(self.above) and len(path) == depth:
                    path.append(self.above[depth])
                continue
            used.add(home)
            name, weight = self.name(text)
            path.append(name)
            fresh, leaf = fresh or home[0] == row, home
            weights.append((tuple(path), weight, home))
        return tuple(path), leaf, weights

    def _sums(self, row: int, path: tuple[str, ...], weights: list[tuple[tuple[str, ...], Exact | None, Spot]]) -> None:
        """What outer names and their columns of weights say that the rows below them add up to."""
        for prefix, weight, spot in weights[:-1]:
            if weight is not None and spot not in self.told:
                self.told.add(spot)
                self.body.sums.append(Sum(prefix, weight, self.grid.place(*spot)))
        for level in range(len(self.header.levels) - 1):
            cell = self._weight_cell(row, level)
            depth = len(self.section) + level + 1
            if cell is not None and cell[0] is not None and cell[1] not in self.told and depth < len(path):
                self.told.add(cell[1])
                self.body.sums.append(Sum(path[:depth], cell[0], self.grid.place(*cell[1])))

    def _weigh(self, found: Row, inner: tuple[Exact | None, Spot] | None, named: Exact | None, row: int) -> None:
        if inner is not None:
            weight, spot = inner
            found.weight_place = self.grid.place(*spot)
            if weight is not None and spot[0] != row and self.leaf is not None and spot[0] <= self._last_row():
                found.shared = True
                if self.body.rows:
                    self.body.rows[-1].shared, self.body.rows[-1].weight = True, None
                return
            found.weight = weight
            if weight is not None and named is not None and exact.compare(weight, named) != 0:
                said = problem(TWO_WEIGHTS, found.place, exact.plain(named), name=found.path[-1], wanted=exact.plain(weight))
                self.body.problems.append(said)
        if found.weight is None and named is not None:
            found.weight, found.weight_place = named, found.place

    def _last_row(self) -> int:
        return self.leaf[0] if self.leaf is not None else -1

    def _continue(self, row: int) -> None:
        """A further line of the indicator above."""
        if self.body.rows:
            self._say(self.body.rows[-1], row)

    def _say(self, found: Row, row: int) -> None:
        for role in (*TEXTS, CODE, CORE):
            for column in self.header.columns.get(role, ()):
                home = self.grid.home(row, column)
                text = self.grid.texts.get(home, "")
                if not text or (home[0] != row and role in found.texts) or (role in found.texts and text in found.texts[role]):
                    continue
                found.places.setdefault(role, self.grid.place(*home))
                found.texts[role] = f"{found.texts[role]}\n{text}" if role in found.texts else text
        found.code = found.texts.get(CODE, "")


def _one_line(text: str) -> str:
    return "".join(text.split("\n")).strip()


def read(grid: Grid, header: Header, law: ScoreTables, *, as_printed: bool) -> Body:
    """The rows below a header. `as_printed` keeps names letter by letter: the table of our own export."""
    reading = _Reading(grid, header, law, as_printed)
    unread = [column for role in (SCORE, IGNORED) for column in header.columns.get(role, ())]
    reading.body.adding = {grid.place(row, column).where for row in range(grid.rows) for column in unread}
    for row in range(header.row + 1, grid.rows):
        reading.line(row)
    return reading.body


def above(grid: Grid, header: Header) -> list[str]:
    """The texts above the header, one a cell."""
    return [text for row in range(header.row) for _, text in grid.filled(row)]
