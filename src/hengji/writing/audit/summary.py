"""The workbook of a whole run: which report wants a person first, every finding, what could not be read, and how often each rule spoke."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hengji.core.finding import Severity
from hengji.rulebook.places import looked_up
from hengji.writing.audit import coverage, words
from hengji.writing.sheets.paper import CREATED, OPTIONS, Paper, edge, height

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.audit import Audit, Remark
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

STREAMED = {**OPTIONS, "in_memory": False, "constant_memory": True}
MOST_ROWS = 1_000_000
MOST_LINKS, MOST_LINK = 60_000, 200
MOST_NAMED = 8
MOST_FIRST = 120
HEAD = 2
"""The rows above the head of a table: the title and a line of totals."""
DOCUMENTS = (
    ("unit", 22), ("year", 7), ("file", 30), ("errors", 6), ("warnings", 6), ("notices", 6), ("figures", 7), ("confirmed", 8),
    ("explained", 7), ("contradicted", 8), ("unchecked", 7), ("share", 9), ("first", 52), ("opinion", 30),
)  # fmt: skip
FINDINGS = (
    ("level", 6), ("dimension", 8), ("unit", 18), ("year", 7), ("file", 22), ("place", 34), ("finding", 24), ("facts", 52), ("advice", 32),
    ("basis", 24), ("rule", 7), ("spot", 13),
)  # fmt: skip
UNREAD = (("file", 36), ("place", 18), ("problem", 40), ("expected", 36), ("fix", 30), ("rule", 7))
RULES = (("rule", 8), ("dimension", 10), ("name", 44), ("level", 10), ("count", 8), ("documents", 10), ("part", 12))
NUMBERS = frozenset(
    {"errors", "warnings", "notices", "figures", "confirmed", "explained", "contradicted", "unchecked", "count", "documents"}
)
CENTRED = frozenset({"level", "dimension", "year", "rule"})
LEVEL_FILLS = {Severity.ERROR: "#FBE3E1", Severity.WARNING: "#FFF1D6", Severity.NOTICE: "#E6EFF8"}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as a reviewer's sheet shows it; `spot` is the place as programs name it."""

    severity: Severity
    code: str
    place: str
    finding: str
    facts: str
    advice: str
    basis: str
    spot: str


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, in words."""

    file: str
    place: str
    code: str
    message: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the workbook says of one document, small enough to keep for every document of a run.

    `name` is the path as it was given, `opinion` the file of its review opinion beside the workbook, empty where none is written.
    """

    name: str
    unit: str
    year: int | None
    weights: tuple[int, int, int]
    coverage: coverage.Coverage
    first: str
    lines: tuple[Line, ...]
    unread: tuple[Unread, ...]
    opinion: str

    @property
    def urgency(self) -> tuple[int, int, Fraction, str]:
        """The smallest comes first: many errors, many doubts, little checked."""
        errors, warnings, _ = self.weights
        return -errors, -warnings, Fraction(self.coverage.checked, self.coverage.figures or 1), self.name


def brief(audit: Audit, book: Book, opinion: str | None = None) -> Brief:
    """What the workbook says of an audit; `opinion` is the name of the file that a link leads to, by default the one of `words.opinion_name`."""
    found, weights = coverage.by_weight(audit), coverage.by_severity(audit)
    return Brief(
        name=words.clean(audit.document.name),
        unit=words.subject(audit, book),
        year=audit.year,
        weights=(weights[Severity.ERROR], weights[Severity.WARNING], weights[Severity.NOTICE]),
        coverage=coverage.of(audit),
        first=_first(found),
        lines=tuple(_line(finding, audit, book) for finding in found),
        unread=tuple(_unread(problem, book) for problem in audit.problems),
        opinion=words.opinion_name(audit, book) if opinion is None else opinion,
    )


def _first(findings: Sequence[Remark]) -> str:
    """The message of the first error, else of the first doubt, cut to a few lines."""
    text = next((words.sentence(each.message) for each in findings if each.severity is not Severity.NOTICE), "")
    return text if len(text) <= MOST_FIRST else text[: MOST_FIRST - 1] + "…"


def _line(finding: Remark, audit: Audit, book: Book) -> Line:
    place = words.place(finding.place, audit, book)
    said = words.around(finding, audit)
    quote = book.caption("audit_paper.quote", text=said) if said else ""
    return Line(
        severity=finding.severity,
        code=finding.code,
        place=f"{place} {quote}".rstrip(),
        finding=words.clean(finding.title),
        facts="\n".join(words.facts(finding, audit, book, MOST_NAMED)),
        advice=words.sentence(finding.advice),
        basis=words.clean(finding.basis),
        spot=words.clean(finding.place.removeprefix(f"{audit.document.name}:")),
    )


def _unread(found: Problem, book: Book) -> Unread:
    known = book.problem(found)
    texts = (known.place.file, looked_up(known.place.where, book), known.code, known.message, known.expected, known.fix)
    return Unread(*(words.clean(text) for text in texts))


def xlsx(briefs: Iterable[Brief], problems: Iterable[Problem], book: Book) -> bytes:
    """The workbook, the same bytes for the same run, whatever the order of the documents; rows are written to disk as they are made."""
    ordered = sorted(briefs, key=lambda each: each.urgency)
    unread = [_unread(found, book) for found in problems]
    return _Summary(ordered, unread, book).bytes()


class _Streamed(Paper):
    """A workbook whose rows leave the memory as soon as the next one begins."""

    def __init__(self, book: Book, title: str) -> None:
        self._bytes = BytesIO()
        self.file = xlsxwriter.Workbook(self._bytes, STREAMED)
        self.file.set_properties({"title": title, "created": CREATED})
        self._fonts = {"body": book.caption("xlsx.font_body"), "title": book.caption("xlsx.font_title")}
        self._looks: dict[str, Any] = {}


class _Summary:
    def __init__(self, briefs: Sequence[Brief], unread: Sequence[Unread], book: Book) -> None:
        self.briefs, self.unread, self.book = briefs, unread, book
        self.paper = _Streamed(book, self.say("summary_title"))

    def say(self, key: str, **slots: object) -> str:
        return self.book.caption(f"audit_paper.{key}", **slots)

    def bytes(self) -> bytes:
        self._documents()
        self._findings()
        self._unread()
        self._rules()
        return self.paper.bytes()

    # ---- the four sheets

    def _documents(self) -> None:
        rows = len(self.briefs)
        totals = [sum(brief.weights[at] for brief in self.briefs) for at in range(3)]
        figures = sum(brief.coverage.figures for brief in self.briefs)
        checked = sum(brief.coverage.checked for brief in self.briefs)
        line = self.say(
            "summary_totals", documents=rows, errors=totals[0], warnings=totals[1], notices=totals[2],
            figures=figures, checked=checked, share=coverage.share(checked, figures), digest=self.book.digest[: words.DIGEST_SHOWN],
        )  # fmt: skip
        page = self._sheet("documents", DOCUMENTS, line, rows, freeze=3)
        for row, brief in enumerate(self.briefs[:MOST_ROWS], start=HEAD + 1):
            self._document(page, row, brief)

    def _document(self, page: Any, row: int, brief: Brief) -> None:
        found = brief.coverage
        values: dict[str, object] = {
            "unit": brief.unit, "year": brief.year, "file": brief.name, "errors": brief.weights[0], "warnings": brief.weights[1],
            "notices": brief.weights[2], "figures": found.figures, "confirmed": found.confirmed, "explained": found.explained,
            "contradicted": found.contradicted, "unchecked": found.unchecked, "share": (found.checked, found.figures),
            "first": brief.first or self.say("found_none" if found.checked else "checked_none"),
        }  # fmt: skip
        fill = _fill(brief.weights)
        self._row(page, row, DOCUMENTS[:-1], values, {"errors": fill, "warnings": fill} if fill else {})
        at = row, len(DOCUMENTS) - 1
        if brief.opinion and row <= MOST_LINKS and len(brief.opinion) <= MOST_LINK:
            page.write_url(
                *at, f"external:{brief.opinion}", self.paper.look("text", font_color="#1F4F82", underline=1), brief.opinion
            )
        else:
            self.paper.text(page, at, brief.opinion, "text")

    def _findings(self) -> None:
        rows = sum(len(brief.lines) for brief in self.briefs)
        page = self._sheet("findings", FINDINGS, self.say("findings_totals", count=rows), rows, freeze=1)
        lines = ((brief, line) for brief in self.briefs for line in brief.lines)
        for row, (brief, line) in zip(range(HEAD + 1, HEAD + 1 + MOST_ROWS), lines, strict=False):
            values: dict[str, object] = {
                "level": self.book.caption(f"severity.{line.severity.value}"), "dimension": self._family(line.code),
                "unit": brief.unit, "year": brief.year, "file": brief.name, "place": line.place, "finding": line.finding,
                "facts": line.facts, "advice": line.advice, "basis": line.basis, "rule": line.code,
                "spot": line.spot,
            }  # fmt: skip
            self._row(page, row, FINDINGS, values, {"level": LEVEL_FILLS[line.severity]})

    def _unread(self) -> None:
        every = [*self.unread, *(found for brief in self.briefs for found in brief.unread)]
        page = self._sheet(
            "unread", UNREAD, self.say("unread_totals" if every else "unread_none", count=len(every)), len(every), freeze=1
        )
        for row, found in enumerate(every[:MOST_ROWS], start=HEAD + 1):
            values: dict[str, object] = {
                "file": found.file, "place": found.place, "problem": found.message, "expected": found.expected, "fix": found.fix,
                "rule": found.code,
            }  # fmt: skip
            self._row(page, row, UNREAD, values, {})

    def _rules(self) -> None:
        counts: dict[tuple[str, Severity], list[int]] = {}
        names: dict[tuple[str, Severity], str] = {}
        for brief in self.briefs:
            for key in {(line.code, line.severity) for line in brief.lines}:
                counts.setdefault(key, [0, 0])[1] += 1
            for line in brief.lines:
                counts[line.code, line.severity][0] += 1
                names.setdefault((line.code, line.severity), line.finding)
        page = self._sheet("rules", RULES, self.say("rules_totals", count=len(counts)), len(counts), freeze=1)
        for row, (key, (count, documents)) in enumerate(sorted(counts.items(), key=lambda item: (-item[1][0], item[0])), HEAD + 1):
            values: dict[str, object] = {
                "rule": key[0], "dimension": self._family(key[0]), "name": names[key],
                "level": self.book.caption(f"severity.{key[1].value}"), "count": count, "documents": documents,
                "part": (documents, len(self.briefs)),
            }  # fmt: skip
            self._row(page, row, RULES, values, {"level": LEVEL_FILLS[key[1]]})

    # ---- a sheet

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]], totals: str, rows: int, *, freeze: int) -> Any:
        """A sheet with title, a line of totals and the head; everything that a streamed sheet wants to know before its rows."""
        page, last = self.paper.sheet(self.say(f"tab_{name}")), len(columns) - 1
        for column, (_, width) in enumerate(columns):
            page.set_column(column, column, width)
        page.freeze_panes(HEAD + 1, freeze)
        page.repeat_rows(HEAD)
        if rows:
            page.autofilter(HEAD, 0, HEAD + min(rows, MOST_ROWS), last)
        page.set_row(0, 28)
        self.paper.text(page, (0, 0), self.say(f"title_{name}"), "title", align="left", text_wrap=False)
        page.set_row(1, 18)
        self.paper.text(page, (1, 0), totals, "line", text_wrap=False)
        heads = [(self.say(f"head_{name}_{column}"), float(width)) for column, width in columns]
        page.set_row(HEAD, height(heads) + 4)
        for column, (text, _) in enumerate(heads):
            self.paper.text(page, (HEAD, column), text, "head")
        return page

    def _row(
        self, page: Any, row: int, columns: Sequence[tuple[str, int]], values: dict[str, object], fills: dict[str, str]
    ) -> None:
        texts = [(str(values[name]), float(width)) for name, width in columns if isinstance(values[name], str)]
        page.set_row(row, height(texts))
        for column, (name, _) in enumerate(columns):
            self._cell(page, (row, column), name, values[name], {"bg_color": fills[name]} if name in fills else {})

    def _cell(self, page: Any, at: tuple[int, int], name: str, value: object, changes: dict[str, object]) -> None:
        if isinstance(value, tuple):
            part, whole = value
            if whole:
                page.write_number(*at, edge((part, whole)), self.paper.look("points", num_format="0.0%"))
            else:
                self.paper.text(page, at, self.book.caption("xlsx.unknown"), "middle")
        elif isinstance(value, int):
            if name in CENTRED:
                changes = {**changes, "align": "center"}
            page.write_number(*at, value, self.paper.look("points", num_format="0", **changes))
        else:
            text = self.book.caption("xlsx.unknown") if value is None else str(value)
            self.paper.text(page, at, text, "middle" if name in CENTRED else "text", **changes)

    def _family(self, code: str) -> str:
        key = f"audit_paper.family_{code[:2]}"
        return self.book.captions.get(key, code[:2])


def _fill(weights: tuple[int, int, int]) -> str:
    """The colour of a document: of its gravest finding, none for notices."""
    errors, warnings, _ = weights
    return LEVEL_FILLS[Severity.ERROR] if errors else LEVEL_FILLS[Severity.WARNING] if warnings else ""
