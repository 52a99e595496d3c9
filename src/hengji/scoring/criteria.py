"""The score that a reviewer of the report would leave: the self-score less what each criterion costs, from the lowest to the highest."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cmp_to_key
from typing import TYPE_CHECKING, TypeAlias

from hengji.core import exact
from hengji.core.finding import Severity, Verdict
from hengji.core.sheet import Status
from hengji.rulebook.review import INDICATORS, PERSON

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from hengji.core.audit import Audit, Figure, Remark
    from hengji.core.document import Cell, Table
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.review import Criterion, Review

WEIGHT, POINTS = "weight", "points"
SHOWN, BEFORE = 2, 16
Key: TypeAlias = tuple[int, int]
"""An indicator: its table and row, or −1 and the criterion where it is known by its weight alone."""


class State(StrEnum):
    """What is known of a criterion. Only `met` is a pass: not handed in, not applicable and left to a person are three more."""

    MET = "met"
    FINDING = "finding"
    NOT_HANDED_IN = "not_handed_in"
    NOT_APPLICABLE = "not_applicable"
    PERSON = "person"


class Outcome(StrEnum):
    """The same in four words for who counts: met, not met, not checked (left to a person, or its material is missing), not applicable."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_CHECKED = "not_checked"
    NOT_APPLICABLE = "not_applicable"


_OUTCOMES = {State.MET: Outcome.MET, State.FINDING: Outcome.NOT_MET, State.NOT_APPLICABLE: Outcome.NOT_APPLICABLE}


def outcome(state: State) -> Outcome:
    """What a state counts as.

    >>> outcome(State.PERSON).value, outcome(State.NOT_HANDED_IN).value
    ('not_checked', 'not_checked')
    """
    return _OUTCOMES.get(state, Outcome.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words, with the ids of the findings as they are counted from 1 in the audit's JSON; `points` None where the weight cannot be read."""

    text: str
    findings: tuple[int, ...] = ()
    points: Exact | None = exact.ZERO


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """What one criterion costs: at least `low` points and at most `high`; None where the weights that it could cost cannot be read."""

    criterion: str
    title: str
    state: State
    low: Exact
    high: Exact | None
    reasons: tuple[Reason, ...]
    advice: str
    basis: str


@dataclass(frozen=True, slots=True)
class Expected:
    """`claimed` is the self-score, None where the report gives none or several; `low` None where there is no lower bound to be had."""

    review: str
    title: str
    claimed: Exact | None
    low: Exact | None
    high: Exact | None
    lines: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the report's table of indicators: its words, its weight, and the points that the unit gave itself, None where it says none."""

    key: Key
    words: str
    weight: Exact
    points: Exact | None
    cells: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The first cell of the row that says something beside figures."""
        return next((cell for cell in self.cells if any(letter.isalpha() for letter in cell)), "")

    @property
    def worth(self) -> Exact:
        """What a reviewer can take away: no more than was claimed."""
        return self.points if self.points is not None else self.weight


def expected(audit: Audit, review: Review, book: Book, handed_in: frozenset[str] = frozenset()) -> Expected:
    """The reviewer's score before the reviewer; `handed_in` names the materials of the review that came with the report.

    Each line says what its criterion costs alone. In the total an indicator that several criteria hit loses the most that one of them takes,
    never more than the points claimed for it.
    """
    desk = _Desk(audit, review, book, handed_in)
    lines = tuple(desk.line(criterion) for criterion in review.criteria)
    claimed = desk.claimed()
    unknown = any(line.high is None for line in lines)
    low = None if unknown else _left(claimed, _sum(list(desk.perhaps.values())))
    return Expected(review.id, review.title, claimed, low, _left(claimed, _sum(list(desk.surely.values()))), lines)


def handed_in(review: Review, lines: Iterable[Mapping[str, Any]], proven: Collection[str]) -> frozenset[str]:
    """The materials of a review that came with a score sheet: those for which every line that they are about has proof.

    `lines` are those of evaluation.json, `proven` the ids of lines with a file. What is handed in on paper is never there.
    """
    applying = [line for line in lines if line["status"] != Status.NOT_APPLICABLE.value]
    found = set()
    for criterion in review.criteria:
        about = [line for line in applying if not criterion.rows or any(words in "".join(line["path"]) for words in criterion.rows)]
        if criterion.material and criterion.about == INDICATORS and about and all(line["code"] in proven for line in about):
            found.add(criterion.material)
    return frozenset(found)


def statement(found: Expected, review: Review, book: Book) -> str:
    """The expected score in a sentence."""
    if found.claimed is None or found.high is None:
        return book.caption("criteria.total_unknown")
    missing = [criterion for criterion, line in zip(review.criteria, found.lines, strict=True) if line.state is State.NOT_HANDED_IN]
    materials = dict.fromkeys(review.materials[criterion.material] for criterion in missing if criterion.without[0])
    key = "at_most" if found.low is None else "one" if found.low == found.high else "missing" if materials else ""
    shown = {
        name: exact.plain(value)
        for name, value in (("claimed", found.claimed), ("high", found.high), ("low", found.low or exact.ZERO))
    }
    return book.caption(
        f"criteria.total_{key}" if key else "criteria.total", materials=book.caption("criteria.and").join(materials), **shown
    )


def _left(claimed: Exact | None, lost: Exact | None) -> Exact | None:
    if claimed is None or lost is None:
        return None
    rest = exact.reduce(exact.subtract(claimed, lost))
    return rest if rest[0] > 0 else exact.ZERO


class _Desk:
    """A reviewer's desk: the indicators, and how much of each has been taken so far."""

    def __init__(self, audit: Audit, review: Review, book: Book, handed_in: frozenset[str]) -> None:
        self.audit, self.review, self.book, self.handed_in = audit, review, book, handed_in
        self.cells = _Cells(audit.document.tables)
        rows = list(_indicators(audit, review, self.cells))
        self.again = _again(rows)
        self.indicators = {each.key: each for each in rows if each.key not in self.again}
        self.surely: dict[Key, Exact] = {}
        self.perhaps: dict[Key, Exact] = {}
        self.hits: dict[str, list[tuple[int, Remark, Exact]]] = {}
        for at, finding in enumerate(audit.findings, start=1):
            hit = review.criterion_of(finding.code, finding.severity.value)
            if hit is not None:
                self.hits.setdefault(hit[0].id, []).append((at, finding, hit[1]))

    def claimed(self) -> Exact | None:
        """The self-score as it is stated, or as the points of the indicators add up where their weights make the full marks."""
        stated = _stated(self.audit, self.review.total) or _said(self.audit, self.review)
        rows = list(self.indicators.values())
        full = _one(self.audit, self.review.full) or (100, 1)
        if stated or not rows or any(row.points is None for row in rows):
            return stated.pop() if len(stated) == 1 else None
        weights, points = (_sum(numbers) for numbers in ([row.weight for row in rows], [row.worth for row in rows]))
        return points if exact.compare(weights, full) == 0 else None

    def line(self, criterion: Criterion) -> CriterionLine:
        """What is known of one criterion, and what it costs."""
        low, high, reasons = self._found(criterion)
        state = State.FINDING if reasons else self._state(criterion)
        if self._missing(criterion):
            most, why = self._without(criterion)
            reasons, high = [*reasons, why], _most(most, high) if high is not None and most is not None else None
        if not reasons:
            reasons = [Reason(self._why(state, criterion))]
        return CriterionLine(
            criterion.id, criterion.title, state, low, high, tuple(reasons), criterion.advice, criterion.reference.source
        )

    def _state(self, criterion: Criterion) -> State:
        """Of a criterion without findings."""
        if not self._applies(criterion):
            return State.NOT_APPLICABLE
        if self._missing(criterion) or self._no_table(criterion):
            return State.NOT_HANDED_IN
        return State.PERSON if criterion.judge == PERSON or not self._checked(criterion) else State.MET

    def _checked(self, criterion: Criterion) -> bool:
        """Whether anything of the report was checked and held: without that, no finding is no pass."""
        held = (Verdict.CONSISTENT, Verdict.EXPLAINED)
        return criterion.about == INDICATORS or any(result.verdict in held for result in self.audit.results)

    def _missing(self, criterion: Criterion) -> bool:
        """Whether material that the criterion asks for was not handed in."""
        return bool(criterion.material) and criterion.material not in self.handed_in and self._applies(criterion)

    def _applies(self, criterion: Criterion) -> bool:
        roles = {figure.role for figure in self.audit.figures}
        if criterion.about == INDICATORS and not self._rows(criterion):
            return not criterion.rows or any(words in self.audit.document.text for words in criterion.rows)
        return all(role in roles for role in criterion.needs)

    def _no_table(self, criterion: Criterion) -> bool:
        """Whether there is no table of indicators in which a criterion could look."""
        return criterion.about == INDICATORS and not self.indicators and not self._rows(criterion)

    def _why(self, state: State, criterion: Criterion) -> str:
        key = f"criteria.why_{state.value}"
        if state is State.PERSON and criterion.judge != PERSON:
            return self.book.caption("criteria.why_unchecked")
        if state is State.NOT_HANDED_IN:
            return self.book.caption("criteria.why_table", table=self.review.table)
        if state is State.NOT_APPLICABLE and criterion.rows:
            key += "_rows"
        return self.book.caption(key, rows=self.book.caption("criteria.and").join(criterion.rows))

    def _rows(self, criterion: Criterion) -> list[Indicator]:
        """The indicators that a criterion is about; where the report has no such table, one known by its stated weight."""
        rows = [
            row for row in self.indicators.values() if not criterion.rows or any(words in row.words for words in criterion.rows)
        ]
        weight = _one(self.audit, criterion.weight)
        if rows or weight is None or self.indicators:
            return rows
        concept = self.book.concepts[criterion.weight]
        return [Indicator((-1, self.review.criteria.index(criterion)), concept.label, weight, None)]

    def _found(self, criterion: Criterion) -> tuple[Exact, Exact | None, list[Reason]]:
        """What the findings of a criterion cost, each indicator once: an error or a warning surely, a notice perhaps."""
        sure: dict[Key, Exact] = {}
        perhaps: dict[Key, Exact] = {}
        reasons = []
        for at, finding, share in self.hits.get(criterion.id, []):
            rows = self._hit(criterion, finding) if share[0] else []
            costs = {row.key: _cost(row, share) for row in rows}
            of_weight = finding.severity is not Severity.NOTICE
            for taken in (sure, self.surely, perhaps, self.perhaps) if of_weight else (perhaps, self.perhaps):
                _raise(taken, costs)
            points = None if share[0] and not rows else _sum(list(costs.values()))
            reasons.append(Reason(self._words(finding, share, points), (at,), points))
        most = None if any(reason.points is None for reason in reasons) else _sum(list(perhaps.values()))
        return _sum(list(sure.values())), most, reasons

    def _hit(self, criterion: Criterion, finding: Remark) -> list[Indicator]:
        """The indicators in whose rows a finding stands; those of the criterion where it stands in none."""
        spans = [
            (finding.start, finding.end),
            *((figure.start, figure.end) for figure in map(self._figure, finding.figures) if figure),
        ]
        keys = {key for start, end in spans if end > start and (key := self.cells.row(start)) is not None}
        keys = {self.again.get(key, key) for key in keys}
        rows = [self.indicators[key] for key in sorted(keys) if key in self.indicators]
        return rows or (self._rows(criterion) if criterion.rows else [])

    def _figure(self, number: int) -> Figure | None:
        return self.audit.figures[number] if 0 <= number < len(self.audit.figures) else None

    def _without(self, criterion: Criterion) -> tuple[Exact | None, Reason]:
        """What a criterion may cost whose material was not handed in."""
        material = self.review.materials[criterion.material]
        if not criterion.without[0]:
            return exact.ZERO, Reason(self.book.caption("criteria.not_handed_in", material=material))
        idle = self.book.caption(f"status.{Status.NOT_APPLICABLE.value}")
        costs = {row.key: _cost(row, criterion.without) for row in self._rows(criterion) if idle not in row.cells}
        if not costs:
            return None, Reason(self.book.caption("criteria.not_handed_in_unknown", material=material), points=None)
        _raise(self.perhaps, costs)
        most = _sum(list(costs.values()))
        words = self.book.caption(
            "criteria.not_handed_in_points", material=material, count=len(costs), points=exact.text(most, SHOWN)
        )
        return most, Reason(words)

    def _words(self, finding: Remark, share: Exact, points: Exact | None) -> str:
        key = "no_weight" if points is None else "remark"
        if points is not None and share[0]:
            key = "perhaps" if finding.severity is Severity.NOTICE else "points"
        return self.book.caption(
            f"criteria.finding_{key}", code=finding.code, title=finding.title, place=finding.place,
            share=exact.plain(exact.multiply(share, (100, 1))), points=exact.text(points or exact.ZERO, SHOWN),
        )  # fmt: skip


def _cost(row: Indicator, share: Exact) -> Exact:
    """What a share of an indicator's weight costs: no more than was claimed for it."""
    return exact.reduce(_least(exact.multiply(row.weight, share), row.worth))


def _raise(taken: dict[Key, Exact], costs: dict[Key, Exact]) -> None:
    """Of each indicator, the most that has been taken."""
    for key, cost in costs.items():
        taken[key] = _most(taken.get(key, exact.ZERO), cost)


# —— the table of indicators ——


@dataclass(slots=True)
class _Cells:
    """Cells by their spans."""

    tables: tuple[Table, ...]
    starts: list[int] = field(init=False)
    places: list[tuple[int, Cell]] = field(init=False)

    def __post_init__(self) -> None:
        every = sorted(
            (
                (cell.start, at, cell)
                for at, table in enumerate(self.tables)
                if not table.hidden
                for cell in table.cells
                if cell.end > cell.start
            ),
            key=lambda each: each[:2],
        )
        self.starts = [start for start, _, _ in every]
        self.places = [(at, cell) for _, at, cell in every]

    def at(self, offset: int) -> tuple[int, Cell] | None:
        """The table and the cell in which a place of the text stands."""
        found = bisect_right(self.starts, offset) - 1
        return self.places[found] if found >= 0 and offset < self.places[found][1].end else None

    def row(self, offset: int) -> Key | None:
        """The table and the row in which a place of the text stands."""
        found = self.at(offset)
        return (found[0], found[1].row) if found is not None else None

    def words(self, key: Key, text: str) -> str:
        """What a row says, with the cells that reach into it from above."""
        table, row = key
        return " ".join(text[cell.start : cell.end] for cell in self.tables[table].cells if cell.row <= row < cell.row + cell.rows)

    def texts(self, key: Key, text: str) -> tuple[str, ...]:
        """What stands in each cell of a row that is its own."""
        table, row = key
        own = (cell for cell in self.tables[table].cells if cell.row == row and cell.rows == 1)
        return tuple("".join(text[cell.start : cell.end].split()) for cell in own)


def _indicators(audit: Audit, review: Review, cells: _Cells) -> Iterator[Indicator]:
    """The rows with a weight of their own; rows that add up others, and weights that reach over several rows, are left out, and so are headings:
    rows without points of their own in a table that gives points.
    """
    weights: dict[Key, list[Exact]] = {}
    points: dict[Key, list[Exact]] = {}
    for figure in audit.figures:
        placed = cells.at(figure.start) if figure.role in (WEIGHT, POINTS) else None
        if placed is not None and placed[1].rows == 1:
            column = weights if figure.role == WEIGHT else points
            column.setdefault((placed[0], placed[1].row), []).append(exact.of(figure.number))
    scored = {table for table, _ in points}
    for key in sorted(weights):
        words = "".join(cells.words(key, audit.document.text).split())
        heading = key[0] in scored and key not in points
        if not heading and not any(each in words for each in review.sums):
            own = _lowest(points[key]) if key in points else None
            yield Indicator(key, words, _lowest(weights[key]), own, cells.texts(key, audit.document.text))


def _again(rows: list[Indicator]) -> dict[Key, Key]:
    """Rows of a table that only tells again what a longer one has (a list of deductions), each with the row that it repeats: by name, weight and points."""
    tables: dict[int, list[Indicator]] = {}
    for row in rows:
        tables.setdefault(row.key[0], []).append(row)
    home: dict[tuple[str, Exact, Exact | None], Key] = {}
    for table in sorted(tables, key=lambda each: len(tables[each])):
        home.update({(cell, row.weight, row.points): row.key for row in tables[table] for cell in row.cells})
    found: dict[Key, Key] = {}
    for own in tables.values():
        there = {row.key: home.get((row.name, row.weight, row.points), row.key) for row in own}
        longer = {key[0] for key in there.values()}
        if len(longer) == 1 and len(set(there.values())) == len(own) < len(tables[longer.pop()]):
            found |= there
    return found


def _one(audit: Audit, concept: str) -> Exact | None:
    """The one value of a concept in the report; None where there is none or there are two."""
    values = _stated(audit, concept)
    return values.pop() if len(values) == 1 else None


def _stated(audit: Audit, concept: str) -> set[Exact]:
    """Every value that the report states of a concept for its own year and unit."""
    own = (figure for figure in audit.figures if concept and figure.concept == concept and not figure.scope)
    return {exact.reduce(exact.of(figure.number)) for figure in own if figure.year in (None, audit.year)}


def _said(audit: Audit, review: Review) -> set[Exact]:
    """The points right after the surest way to say a total that the report uses; its parts are left out where they make it,
    and any larger ones beside it leave it open which is the total.
    """
    before = [
        (
            "".join(audit.document.text[max(0, figure.start - BEFORE) : figure.start].split()).rstrip(review.total_links),
            exact.reduce(exact.of(figure.number)),
        )
        for figure in audit.figures
        if figure.role == POINTS and figure.year in (None, audit.year)
    ]
    for each in review.total_words:
        found = sorted((points for text, points in before if text.endswith(each)), key=cmp_to_key(exact.compare))
        if found:
            most = found.pop()
            parts = set() if _sum(found) == most else set(found)
            return {most, *parts, *(points for _, points in before if exact.compare(points, most) > 0)}
    return set()


def _sum(numbers: list[Exact]) -> Exact:
    total = exact.ZERO
    for number in numbers:
        total = exact.add(total, number)
    return exact.reduce(total)


def _lowest(numbers: list[Exact]) -> Exact:
    """Of a row that prints a heading's weight beside its own, its own."""
    return min(numbers, key=cmp_to_key(exact.compare))


def _least(a: Exact, b: Exact) -> Exact:
    return a if exact.compare(a, b) < 0 else b


def _most(a: Exact, b: Exact) -> Exact:
    return a if exact.compare(a, b) > 0 else b
