"""What a run over many reports does with each of them: audited in a process of its own, written, and boiled down to what the whole run needs."""

from __future__ import annotations

import io
import pickle
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from hengji import __version__
from hengji.auditing import years
from hengji.core.finding import Severity, Verdict
from hengji.pipeline import Auditor
from hengji.runs.record import Made, Options, Unread
from hengji.writing.audit import coverage, json, opinion, summary, terminal, view

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.auditing.similarity import Copied, Left, Outlier, Sketch
    from hengji.auditing.years import Stated
    from hengji.core.audit import Audit, Figure, Remark, Report
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.review import Review
    from hengji.runs.record import AuditOne
    from hengji.writing.audit.summary import Brief

ALLOWED = frozenset({("builtins", "frozenset"), ("decimal", "Decimal"), ("copyreg", "_reconstructor"), ("builtins", "object")})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of `hengji audit`: whose report, of which year, under which review, and what is to be printed and written."""

    folders: tuple[Path, ...] = ()
    unit: str = ""
    year: int | None = None
    review: str = ""
    as_json: bool = False
    with_text: bool = False
    out: Path | None = None
    several: bool = False

    def options(self, digest: str, kinds: tuple[str, ...], jobs: int) -> Options:
        """The options of the run; two runs with one key give the same bytes."""
        key = (digest, __version__, self.unit, self.year, self.review, self.as_json, self.with_text, self.several)
        return Options(kinds, key=" ".join(map(str, key)), out=self.out, jobs=jobs)


@dataclass(frozen=True, slots=True)
class Small:
    """What the run keeps of one report: the lines to print, its row of the summary, and its sketch where reports are held against each other."""

    printed: str
    brief: Brief
    sketch: Sketch | None = None
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Makes what audits files, once in each process."""

    wanted: Wanted

    def __call__(self) -> Starting:
        """A context with its own law book and its own jail."""
        return _started(self.wanted)


if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    Starting = AbstractContextManager[AuditOne]


@contextmanager
def _started(wanted: Wanted) -> Iterator[AuditOne]:
    from hengji.rulebook import cache

    book, _ = cache.load(*wanted.folders)
    with Auditor(book) as auditor:

        def audit(path: Path, name: str) -> Made | Unread:
            report, found, problems = auditor.read_and_audit(path, name, wanted.unit, wanted.year)
            if report is None or found is None:
                return Unread(problems)
            return _made(report, found, wanted, book)

        yield audit


def _made(report: Report, audit: Audit, wanted: Wanted, book: Book) -> Made:
    """The files of a report, and what the run keeps of it."""
    files: tuple[tuple[str, bytes], ...] = ()
    if wanted.out is not None:
        files = (
            (book.caption("audit.file_opinion"), opinion.docx(audit, book)),
            (book.caption("audit.file_view"), view.html(audit, book).encode()),
            (book.caption("audit.file_json"), (json.document(audit, book, with_text=True) + "\n").encode()),
        )
    sketched = None
    if wanted.several:
        from hengji.auditing.similarity import sketch

        sketched = sketch(report, book)
    said = years.stated(report, book) if wanted.several else None
    small = Small(printed(audit, wanted, book), summary.brief(audit, book, ""), sketched, said)
    errors = sum(finding.severity is Severity.ERROR for finding in audit.findings)
    return Made(files, pickle.dumps(small, protocol=5), errors)


def printed(audit: Audit, wanted: Wanted, book: Book) -> str:
    """What the command prints of one report."""
    if wanted.as_json:
        return json.document(audit, book, with_text=wanted.with_text)
    lines = [*terminal.findings(audit, book), terminal.coverage(audit, book)]
    review = book.reviews.get(wanted.review)
    if review is not None:
        from hengji.scoring import criteria

        lines.append(criteria.statement(criteria.expected(audit, review, book), review, book))
    return "\n".join(lines)


def examined(audit: Audit, review: Review | None, book: Book, handed_in: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What a reviewer will say of a report, as plain values that may be kept: the findings with their figures and computations, how far
    the audit reached, and each of the reviewers' criteria with what is known of it.

    `handed_in` names the materials of the review that came with the report.
    """
    return {
        "coverage": {**asdict(coverage.of(audit)), "checked": coverage.of(audit).checked},
        "unchecked": [[reason, len(ids)] for reason, ids in coverage.unchecked(audit, book).items()],
        "findings": [_told(each, audit) for each in coverage.by_weight(audit)],
        "problems": [{"code": each.code, "message": each.message, "fix": each.fix, "place": str(each.place)} for each in audit.problems],
        "review": _criteria(audit, review, book, handed_in) if review is not None else {},
    }  # fmt: skip


def _told(finding: Remark, audit: Audit) -> dict[str, Any]:
    """A finding with the figures that it is about, and the computations over them that do not hold."""
    own = set(finding.figures)
    broken = [each for each in audit.results if own & set(each.figures) and (each.rule == finding.code or own <= set(each.figures))]
    return {
        "code": finding.code, "severity": finding.severity.value, "title": finding.title, "message": finding.message,
        "place": finding.place, "quote": finding.quote, "difference": finding.difference, "hints": list(finding.hints),
        "cannot_know": finding.cannot_know, "advice": finding.advice, "basis": finding.basis,
        "figures": [_figure(audit.figures[number]) for number in finding.figures],
        "computations": [[each.statement, each.difference] for each in broken if each.verdict is Verdict.IMPOSSIBLE],
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure as it is printed, where, and what it is about."""
    return {
        "text": figure.plain, "label": figure.label, "place": figure.place, "concept": figure.concept, "stage": figure.stage,
        "year": figure.year, "members": [list(each) for each in figure.members],
    }  # fmt: skip


def _criteria(audit: Audit, review: Review, book: Book, handed_in: frozenset[str]) -> dict[str, Any]:
    from hengji.scoring import criteria

    found = criteria.expected(audit, review, book, handed_in)
    lines = [
        {
            "criterion": each.criterion, "title": each.title, "state": each.state.value, "outcome": criteria.outcome(each.state).value,
            "said": book.caption(f"criteria.state_{each.state.value}"), "reasons": [reason.text for reason in each.reasons],
            "advice": each.advice, "basis": each.basis,
        }
        for each in found.lines
    ]  # fmt: skip
    return {
        "id": review.id, "title": review.title, "source": review.reference.source, "statement": criteria.statement(found, review, book),
        "lines": lines, "counts": {each.value: sum(line["outcome"] == each for line in lines) for each in criteria.Outcome},
    }  # fmt: skip


class _Reader(pickle.Unpickler):
    """Reads our own records and nothing else: a folder of results may come from anywhere."""

    def find_class(self, module: str, name: str) -> object:
        if module.startswith("hengji.") or (module, name) in ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def small(made: Made) -> Small:
    """What the run keeps of a report, from its bytes."""
    found = _Reader(io.BytesIO(made.brief)).load()
    if not isinstance(found, Small):
        raise TypeError(type(found).__name__)
    return found


def between(sketches: list[Sketch], said: list[Stated], book: Book) -> dict[str, list[Remark]]:
    """What reports held against each other show, by the name of the document."""
    from hengji.auditing.similarity import names_left, pairs, peers, remarks

    found: dict[str, list[Remark]] = {}
    every: list[Copied | Left | Outlier] = [*pairs(sketches, book), *names_left(sketches), *peers(sketches, book)]
    for each in every:
        for name, remark in remarks(each, book):
            found.setdefault(name, []).append(remark)
    for name, remark in years.compare(said, book):
        found.setdefault(name, []).append(remark)
    return found


def told(brief: Brief, found: list[Remark]) -> Brief:
    """The row of a report with what others show of it."""
    return replace(brief, lines=(*brief.lines, *(summary.line(remark, brief) for remark in found)))


def workbook(briefs: list[Brief], problems: list[Problem], book: Book) -> bytes:
    """The summary of the whole run."""
    return summary.xlsx(briefs, problems, book)


def with_findings(line: str, found: list[Remark]) -> str:
    """A line of JSON with the findings that other reports of the run gave; ids count on."""
    return json.added(line, found)
