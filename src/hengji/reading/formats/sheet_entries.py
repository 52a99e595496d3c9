"""The filled cells of a workbook, part by part, as what a case holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.case import Answer, BonusItem, Case, Claims, Deduction, FilledIn, PeerGroup, Project, SecondScore
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, unseen
from hengji.core.sheet import Judgement
from hengji.reading.entries import TWICE, WRONG_BASIS, WRONG_UNIT, Entered, Entries, indicator
from hengji.reading.formats.spreadsheet import Seen
from hengji.rulebook import amounts, asked, machine, sheets
from hengji.rulebook.amounts import Misread
from hengji.rulebook.machine import SKIP
from hengji.rulebook.scheme import REFUSED
from hengji.rulebook.sheets import ASKED, BREAKDOWN, CHECKLIST, CODE, FACTS, FIELDS, LINES, LIST, NUMBER, PARAGRAPHS, TABLE, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hengji.core.case import OwnIndicator
    from hengji.core.exact import Exact
    from hengji.expr.tree import Ref
    from hengji.reading.formats.spreadsheet import Page
    from hengji.rulebook.book import Book
    from hengji.rulebook.machine import Field, Key, Machine, Part

READER = "workbook"
WRONG_LABEL, NO_MEMBER, NOT_LISTED, INCOMPLETE, CODE_AS_NUMBER, WHICH_RATE = "IN40", "IN41", "IN42", "IN43", "IN44", "IN45"
UNSEEN = "IN59"
MAY_BE_A_SHARE = Decimal("1.5")
MANY_CHANGED = 3
PERCENT = "%"
_BARE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_DAY = re.compile(r"\D*\d+\D+\d+\D+\d+\D*")
_LISTED = re.compile(r"[\n；;]")
_NO_NUMBER = frozenset({"text", "date", "truth"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook: its sheets, its hidden table, its name and digest."""

    pages: Mapping[str, Page]
    table: Machine
    file: str
    source: str


def assemble(filled: Filled, book: Book) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case that the cells state, and every problem in them; None where no year is known."""
    year = filled.table.meta.get(machine.YEAR, "")
    if not year.isdigit():
        return None, ()
    reading = _Reading(filled, Entries(book, _unit(filled), int(year), filled.source, READER))
    for part in filled.table.parts:
        if part.sheet in filled.pages:
            reading.take(part)
    return reading.case(), tuple(reading.entries.problems)


def _unit(filled: Filled) -> str:
    """The name of the department, which every fact needs."""
    for part in filled.table.parts:
        for key in part.keys:
            if part.kind == FIELDS and key.name == "unit" and part.sheet in filled.pages:
                seen = filled.pages[part.sheet].cells.get((key.row, part.columns[0].column))
                return seen.text if seen is not None else ""
    return ""


@dataclass(slots=True)
class _Row:
    """The filled cells of one row by what they fill, with their places."""

    sheet: str
    number: int
    file: str
    cells: dict[str, Seen]
    columns: dict[str, Field]

    def text(self, field_: str) -> str:
        seen = self.cells.get(field_)
        return seen.text if seen is not None else ""

    def place(self, field_: str) -> Place:
        column = self.columns[field_].column if field_ in self.columns else 0
        return Place.cell(self.file, self.sheet, machine.place(self.number, column))

    def lines(self, field_: str) -> tuple[str, ...]:
        return tuple(piece.strip() for piece in _LISTED.split(self.text(field_)) if piece.strip())


@dataclass(slots=True)
class _Judged:
    tier: str = ""
    points: Exact | None = None
    answers: dict[int, bool | None] = field(default_factory=dict)
    judge: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""

    @property
    def empty(self) -> bool:
        given = (self.tier, self.judge, self.evidence, self.reason)
        return not any(given) and self.points is None and all(answer is None for answer in self.answers.values())

    def judgement(self) -> Judgement:
        answered = any(answer is not None for answer in self.answers.values())
        answers = tuple(self.answers[number] for number in sorted(self.answers)) if answered else ()
        return Judgement(self.tier, self.points, answers, self.judge, self.evidence, self.reason)


@dataclass(slots=True)
class _Reading:
    """Takes one part after the other."""

    filled: Filled
    entries: Entries
    fields: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Exact] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, OwnIndicator] = field(default_factory=dict)
    judged: dict[str, _Judged] = field(default_factory=dict)
    claimed_lines: dict[str, Exact] = field(default_factory=dict)
    claimed_own: dict[str, Exact] = field(default_factory=dict)
    subtotals: list[tuple[str, Exact]] = field(default_factory=list)
    deductions: list[tuple[str, Exact, Exact, str]] = field(default_factory=list)
    bonus: list[BonusItem] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    narrative: dict[str, tuple[str, ...]] = field(default_factory=dict)
    filled_in: dict[str, FilledIn] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    peers: dict[str, PeerGroup] = field(default_factory=dict)
    vetoes: dict[str, Answer] = field(default_factory=dict)
    manual: dict[str, Deduction] = field(default_factory=dict)
    second: dict[str, SecondScore] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        return self.entries.book

    def take(self, part: Part) -> None:
        kinds: dict[str, Callable[[Part], None]] = {
            FACTS: self._facts,
            FIELDS: self._fields,
            BREAKDOWN: self._breakdown,
            LINES: self._lines,
            CHECKLIST: self._checklist,
            PARAGRAPHS: self._paragraphs,
            TABLE: self._table,
            ASKED: self._asked,
        }
        if part.kind in kinds and self._in_order(part):
            kinds[part.kind](part)

    def _in_order(self, part: Part) -> bool:
        """A part most of whose heads were moved is not read: its cells would fill other fields than they seem to."""
        page = self.filled.pages[part.sheet]
        heads = [words for words in self.filled.table.words if words.sheet == part.sheet and words.role == machine.HEAD]
        rows = [words.row for words in heads if words.row < part.first]
        mine = [words for words in heads if words.row == max(rows, default=-1)]
        changed = [words for words in mine if page.cells.get((words.row, words.column), Seen("")).text != words.text.strip()]
        return len(changed) < MANY_CHANGED

    def case(self) -> Case:
        """Everything that was taken."""
        return Case(
            unit=self.entries.unit,
            year=self.entries.year,
            scheme=self.filled.table.meta.get(machine.SCHEME, ""),
            facts=FactSet(self.entries.facts),
            source=self.entries.source,
            indicators=tuple(self.indicators.values()),
            judgements={name: judged.judgement() for name, judged in self.judged.items() if not judged.empty},
            not_applicable=self.not_applicable,
            reasons=self.reasons,
            claims=self._claims(),
            bonus=tuple(self.bonus),
            projects=tuple(self.projects),
            narrative=self.narrative,
            head={key.removeprefix("head."): text for key, text in self.fields.items() if key.startswith("head.")},
            template=self.fields.get("template", ""),
            places=self.places,
            entries=self.filled_in,
            chosen=self.chosen,
            peers=self.peers,
            deductions=self.manual,
            vetoes=self.vetoes,
            second_scores=tuple(self.second.values()),
        )

    def _claims(self) -> Claims:
        return Claims(
            total=self.numbers.get("claimed.total"),
            grade=self.fields.get("claimed.grade", ""),
            lines=(*self.claimed_lines.items(), *self.claimed_own.items()),
            subtotals=tuple(self.subtotals),
            deductions=tuple(self.deductions),
            kind=self.fields.get("claimed.kind", "") or Claims().kind,
        )

    # ---- rows and cells

    def _row(self, part: Part, number: int) -> _Row:
        page = self.filled.pages[part.sheet]
        columns = {_name(column): column for column in part.columns if column.kind != SKIP}
        cells = {name: seen for name, column in columns.items() if (seen := page.cells.get((number, column.column))) is not None}
        row = _Row(part.sheet, number, self.filled.file, cells, columns)
        for name, column in columns.items():
            self._check_kind(row, name, column)
        return row

    def _check_kind(self, row: _Row, name: str, column: Field) -> None:
        """A code that is a number has lost its zeros; a word that is not on the list becomes the program's own word."""
        seen = row.cells.get(name)
        if seen is None:
            return
        if column.kind == CODE and seen.number:
            self._problem(CODE_AS_NUMBER, row, name, seen.text)
        elif column.kind == LIST and column.extra != "yes_no":
            row.cells[name] = replace(seen, text=self._chosen(seen.text, column.extra, row.place(name)))

    def _chosen(self, text: str, name: str, place: Place) -> str:
        choices = self.filled.table.choices.get(name, {})
        if text in choices:
            return choices[text]
        if text in choices.values():
            return text
        self.entries.problems.append(problem(NOT_LISTED, place, text, known="、".join(list(choices)[:8])))
        return ""

    def _problem(self, code: str, row: _Row, name: str, found: str = "", /, **slots: object) -> None:
        self.entries.problems.append(problem(code, row.place(name), found, **slots))

    def _open_rows(self, part: Part, *wanted: str) -> Iterator[_Row]:
        """The rows of an open table that hold something; one that lacks what every row needs is a problem and left out."""
        for number in range(part.first, part.last + 1):
            row = self._row(part, number)
            if not row.cells:
                continue
            lacking = [name for name in wanted if not row.text(name)]
            for name in lacking:
                self._problem(INCOMPLETE, row, name, name, column=self._head(part, row.columns[name]))
            if not lacking:
                yield row

    def _head(self, part: Part, column: Field) -> str:
        """The head of a column, as the clerk reads it."""
        heads = [
            words
            for words in self.filled.table.words
            if (words.sheet, words.column, words.role) == (part.sheet, column.column, machine.HEAD) and words.row < part.first
        ]
        return max(heads, key=lambda words: words.row).text if heads else ""

    def _points(self, row: _Row, name: str) -> Exact | None:
        """A number of points."""
        text = row.text(name)
        if not text:
            return None
        unit = self.book.shown["points"]
        quantity = self.entries.quantity(text, row.place(name), unit.label)
        if quantity is not None and quantity.unit.dimension != unit.dimension:
            self._problem(WRONG_UNIT, row, name, text, name=unit.label, wanted=unit.label)
            return None
        return exact.of(quantity.number) if quantity is not None else None

    # ---- facts

    def _facts(self, part: Part) -> None:
        for key in part.keys:
            row = self._row(part, key.row)
            if row.cells:
                self._fact_row(part, key, row)

    def _fact_row(self, part: Part, key: Key, row: _Row) -> None:
        ref = self.entries.reference(key.name, row.place("said"))
        if ref is None:
            return
        for name, column in row.columns.items():
            if column.field == "fact" and name in row.cells:
                standing = sheets.standing(ref, _grid(column), self.book)
                if standing is None:
                    self._problem(WRONG_BASIS, row, name, key.name, detail=self._head(part, column))
                else:
                    self._fact(standing, row, name, key.unit)
        self._reason(key.name, row)

    def _fact(self, ref: Ref, row: _Row, name: str, unit: str) -> None:
        text = row.text(name)
        if ref.dimension == "ratio" and self._doubtful(row, name, text):
            return
        if ref.dimension not in _NO_NUMBER and unit and _BARE.fullmatch(text):
            text += unit  # the head of the column or the row says the unit, as a sentence would beside the number
        self.entries.fact(ref, text, row.place(name), row.text("said"), unit if ref.dimension not in _NO_NUMBER else "")

    def _doubtful(self, row: _Row, name: str, text: str) -> bool:
        """A bare number in a cell for a rate that may be a share or per cent: the clerk is asked which."""
        doubtful = row.cells[name].number and _BARE.fullmatch(text) and 0 < abs(Decimal(text)) <= MAY_BE_A_SHARE
        if doubtful:
            self._problem(WHICH_RATE, row, name, text, share=f"{(Decimal(text) * 100).normalize():f}%")
        return bool(doubtful)

    def _reason(self, name: str, row: _Row) -> None:
        text = row.text("why")
        if text and self.reasons.setdefault(name, text) != text:
            self._problem(TWICE, row, "why", name, other=row.place("why"))

    def _breakdown(self, part: Part) -> None:
        axis = self.book.axes.get(part.of)
        for row in self._open_rows(part, "code"):
            member = axis.members.get(row.text("code")) if axis is not None else None
            if axis is None or member is None:
                self._problem(NO_MEMBER, row, "code", row.text("code"), axis=axis.label if axis else part.of)
                continue
            label = row.text("label")
            if label and label != member.label:
                self._problem(WRONG_LABEL, row, "label", label, number=member.code, wanted=member.label)
            for name, column in row.columns.items():
                if column.field == "fact" and name in row.cells:
                    self._member(row, name, column, (axis.id, axis.label, member.code))

    def _member(self, row: _Row, name: str, column: Field, member: tuple[str, str, str]) -> None:
        ref = self.entries.reference(column.extra, row.place(name))
        if ref is None:
            return
        axis, label, code = member
        if axis not in self.book.concepts[ref.concept].axes:
            self._problem(WRONG_BASIS, row, name, column.extra, detail=label)
            return
        unit = sheets.unit_of(ref, self.book)
        self._fact(replace(ref, members=((axis, code),), axis_labels=(label,)), row, name, unit.label if unit else "")

    def _more(self, part: Part) -> None:
        for row in self._open_rows(part, "name"):
            name = row.text("name")
            if row.text("value"):
                ref = self.entries.reference(name, row.place("name"))
                unit = sheets.unit_of(ref, self.book) if ref is not None else None
                if ref is not None:
                    self._fact(ref, row, "value", row.text("unit") or (unit.label if unit else ""))
            self._reason(name, row)

    # ---- the case

    def _fields(self, part: Part) -> None:
        for key in part.keys:
            row = self._row(part, key.row)
            text, (kind, _, choices) = row.text("value"), key.unit.partition(":")
            if text and kind == LIST:
                text = self._chosen(text, choices, row.place("value"))
            if not text:
                if key.name == "unit":
                    self._problem(INCOMPLETE, row, "value", "", column=self._label(part, key))
            elif kind == NUMBER:
                points = self._points(row, "value")
                if points is not None:
                    self.numbers[key.name] = points
            else:
                self.fields[key.name] = text
                if key.name == "unit" and (letter := unseen(text)):
                    self._problem(UNSEEN, row, "value", text, letter=letter)

    def _label(self, part: Part, key: Key) -> str:
        words = [
            each.text
            for each in self.filled.table.words
            if (each.sheet, each.row, each.role) == (part.sheet, key.row, machine.LABEL)
        ]
        return words[0] if words else key.name

    def _lines(self, part: Part) -> None:
        for key in part.keys:
            row = self._row(part, key.row)
            judged = self.judged.setdefault(key.name, _Judged())
            judged.tier, judged.judge, judged.reason = row.text("tier"), row.text("judge"), row.text("reason")
            if judged.tier:
                judged.tier = self._chosen(judged.tier, f"tiers {key.name}", row.place("tier"))
            judged.points, judged.evidence = self._points(row, "points"), row.lines("evidence")
            self._reason(key.name, row)
            if row.text("not_applicable"):
                self.not_applicable[key.name] = row.text("not_applicable")
            claimed = self._points(row, "claimed")
            if claimed is not None:
                self.claimed_lines[key.name] = claimed

    def _checklist(self, part: Part) -> None:
        for key in part.keys:
            row = self._row(part, key.row)
            text = row.text("answer")
            answer = self.entries.truth(text, row.place("answer")) if text else None
            self.judged.setdefault(key.name, _Judged()).answers[int(key.unit)] = answer

    def _asked(self, part: Part) -> None:
        """What the scheme asks for by name: entries, choices, places among peers, vetoes."""
        for key in part.keys:
            row, (kind, unit, name) = self._row(part, key.row), key.unit.split(":", 2)
            text, said, place = row.text("value"), row.text("said"), row.place("value")
            if not text or (unit == PERCENT and self._doubtful(row, "value", text)):
                continue
            text += unit if unit in self.book.spellings and _BARE.fullmatch(text) else ""
            self.places.setdefault(key.name, place)
            self.places[f"{key.name}.{name}"] = place
            if kind == asked.CHOICE:
                chosen = self.chosen.setdefault(key.name, ())
                if self.entries.truth(text, place):
                    self.chosen[key.name] = (*chosen, name)
            elif kind == asked.VETO:
                self.vetoes[key.name] = Answer(self.entries.truth(text, place), said)
            elif kind == asked.SLOT:
                self.not_applicable[key.name] = text
            elif kind == asked.PEER:
                self._peer(key.name, name, text, said, place)
            else:
                self._entry(key.name, name, text, said, place)

    def _entry(self, row: str, name: str, text: str, said: str, place: Place) -> None:
        stated = self.entries.stated(text, place)
        before = self.filled_in.get(row, FilledIn({}))
        if stated is not None:
            self.filled_in[row] = FilledIn({**before.values, name: stated}, before.source or said)

    def _peer(self, row: str, name: str, text: str, said: str, place: Place) -> None:
        amount = self.entries.quantity(text, place)
        before = self.peers.get(row, PeerGroup(""))
        if amount is not None:
            self.peers[row] = PeerGroup(before.source or said, (), {**before.printed, name: amount})

    def _manual(self, part: Part) -> None:
        for row in self._open_rows(part, "line", "points"):
            name, points = row.text("line"), self._points(row, "points")
            if name in self.manual:
                self._problem(TWICE, row, "line", name, other=self.places[f"{name}.points"])
            elif points is not None:
                self.manual[name] = Deduction(points, row.text("reason"), row.text("judge"))
                self.places[f"{name}.points"] = row.place("points")

    def _second_scores(self, part: Part) -> None:
        """The points of other scorers; a row without a line is the total."""
        for row in self._open_rows(part, "kind", "points"):
            kind, points = row.text("kind"), self._points(row, "points")
            before = self.second.get(kind, SecondScore(kind))
            if points is None:
                continue
            if row.text("line"):
                self.second[kind] = replace(before, lines=(*before.lines, (row.text("line"), points)))
            else:
                self.second[kind] = replace(before, total=points, reason=row.text("reason"))

    def _paragraphs(self, part: Part) -> None:
        texts = [self._row(part, number).text("text") for number in range(part.first, part.last + 1)]
        paragraphs = tuple(line.strip() for text in texts for line in text.split("\n") if line.strip())
        if paragraphs:
            self.narrative[part.of] = paragraphs

    def _table(self, part: Part) -> None:
        tables: dict[str, Callable[[Part], None]] = {
            "facts": self._more,
            "indicators": self._indicators,
            "subtotals": self._subtotals,
            "deductions": self._deductions,
            "projects": self._projects,
            "bonus": self._bonus,
            "manual": self._manual,
            "second_scores": self._second_scores,
        }
        if part.of in tables:
            tables[part.of](part)

    def _indicators(self, part: Part) -> None:
        scheme = self.book.schemes.get(self.filled.table.meta.get(machine.SCHEME, ""))
        may_be_blank = scheme is not None and any(slot.blank_target != REFUSED for slot in scheme.slots)
        for row in self._open_rows(part, "id", "slot", "name", "weight", *([] if may_be_blank else ["target"])):
            name = row.text("id")
            if name in self.indicators:
                self._problem(TWICE, row, "id", name, other=self.indicators[name].place)
                continue
            self.indicators[name] = indicator(self._entered(row), self.entries, row.place("target"), row.place("actual"))
            if row.text("not_applicable"):
                self.not_applicable[name] = row.text("not_applicable")
            claimed = self._points(row, "claimed")
            if claimed is not None:
                self.claimed_own[name] = claimed

    def _entered(self, row: _Row) -> Entered:
        words = {name: row.text(name) for name in ("id", "slot", "level", "name", "target", "actual", "tier", "judge", "reason")}
        weight = self._points(row, "weight") or exact.ZERO
        return Entered(**words, weight=weight, points=self._points(row, "points"), evidence=row.lines("evidence"))

    def _subtotals(self, part: Part) -> None:
        for row in self._open_rows(part, "name", "points"):
            points = self._points(row, "points")
            if points is not None:
                self.subtotals.append((row.text("name"), points))

    def _deductions(self, part: Part) -> None:
        for row in self._open_rows(part, "line", "weight", "points"):
            weight, points = self._points(row, "weight"), self._points(row, "points")
            if weight is not None and points is not None:
                self.deductions.append((row.text("line"), weight, points, row.text("reason")))

    def _projects(self, part: Part) -> None:
        for row in self._open_rows(part, "name"):
            found = []
            for stage in self.book.stages:
                text, unit = row.text(stage), row.columns[stage].extra if stage in row.columns else ""
                if text:
                    quantity = self.entries.quantity(text + unit if _BARE.fullmatch(text) else text, row.place(stage), unit)
                    found += [(stage, quantity)] if quantity is not None else []
            self.projects.append(Project(row.text("name"), tuple(found), row.text("note")))

    def _bonus(self, part: Part) -> None:
        for row in self._open_rows(part, "name"):
            day = row.text("date")
            if _DAY.fullmatch(day):
                found = amounts.day(day)
                if isinstance(found, Misread):
                    self._problem(found.code, row, "date", day)
            points = self._points(row, "points")
            self.bonus.append(BonusItem(row.text("name"), row.text("body"), day, row.text("level"), points))


def _name(column: Field) -> str:
    """What a column is called within its row: facts by what tells them apart."""
    return f"fact {column.extra}" if column.field == "fact" else column.field


def _grid(column: Field) -> Column:
    """The column of the grid of facts that a hidden table's column stands for."""
    stage, years, bare = column.extra.split(":")
    return Column("fact", "", stage=stage, years=int(years), bare=bare == "1")
