"""What is done with each report: one alone is audited and written at once; of several, all are read first and written when it is known what they show of each other."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.audits.others import joined
from hengji.audits.records import Small, Told, packed, unpacked
from hengji.core.audit import Audit, Beside
from hengji.core.finding import Severity
from hengji.core.garbage import seldom
from hengji.pipeline import Auditor
from hengji.runs.record import Made, Unread
from hengji.writing.audit import json, opinion, summary, terminal, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from hengji.audits.wanted import Wanted
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book
    from hengji.runs.record import AuditOne, Entry

    Starting = AbstractContextManager[AuditOne]

AUDIT = ".audit"
"""The ending of an audit that waits to be written."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Reads, audits and writes a report, where there is no other."""

    wanted: Wanted

    def __call__(self) -> Starting:
        """A context with its own law book and its own jail, made once in each process."""
        return _reading(self.wanted, _alone)


@dataclass(frozen=True, slots=True)
class Reading:
    """The first of two steps: a report is read and audited, and what it says is kept."""

    wanted: Wanted

    def __call__(self) -> Starting:
        """A context with its own law book and its own jail, made once in each process."""
        return _reading(self.wanted, _kept)


@dataclass(frozen=True, slots=True)
class Writing:
    """The second: the audit that was kept, with what others show of it, is written for people and machines."""

    wanted: Wanted

    def __call__(self) -> Starting:
        """A context with its own law book, made once in each process."""
        return _writing(self.wanted)


def _alone(_report: Report, audit: Audit, wanted: Wanted, book: Book) -> Made:
    return written(audit, wanted, book)


def _kept(report: Report, audit: Audit, _wanted: Wanted, book: Book) -> Made:
    from hengji.auditing import years
    from hengji.auditing.similarity import sketch

    return Made((), packed(Small(sketch(report, book), years.stated(report, book))), inside=((AUDIT, packed(audit)),))


def _errors(audit: Audit) -> int:
    return sum(finding.severity is Severity.ERROR for finding in audit.findings)


def written(audit: Audit, wanted: Wanted, book: Book) -> Made:
    """The files of a report, and what the run keeps of it."""
    files: tuple[tuple[str, bytes], ...] = ()
    if wanted.out is not None:
        files = (
            (book.caption("audit.file_opinion"), opinion.docx(audit, book)),
            (book.caption("audit.file_view"), view.html(audit, book).encode()),
            (book.caption("audit.file_json"), (json.document(audit, book, with_text=True) + "\n").encode()),
        )
    return Made(files, packed(Told(printed(audit, wanted, book), summary.brief(audit, book, ""))), _errors(audit))


@contextmanager
def _reading(wanted: Wanted, made: Callable[[Report, Audit, Wanted, Book], Made]) -> Iterator[AuditOne]:
    from hengji.rulebook import cache

    book, _ = cache.load(*wanted.folders)
    with Auditor(book) as auditor, seldom():

        def audit(entry: Entry) -> Made | Unread:
            report, found, problems = auditor.read_and_audit(entry.path, entry.name, wanted.unit, wanted.year)
            if report is None or found is None:
                return Unread(problems)
            return made(report, found, wanted, book)

        yield audit


@contextmanager
def _writing(wanted: Wanted) -> Iterator[AuditOne]:
    from hengji.rulebook import cache

    book, _ = cache.load(*wanted.folders)

    def write(entry: Entry) -> Made:
        audit = unpacked(entry.path.read_bytes(), Audit)
        return written(joined(audit, unpacked(entry.beside, Beside)) if entry.beside else audit, wanted, book)

    with seldom():
        yield write


def printed(audit: Audit, wanted: Wanted, book: Book) -> str:
    """What the command prints of one report."""
    if wanted.as_json:
        return json.document(audit, book, with_text=wanted.with_text)
    lines = [*terminal.findings(audit, book), *terminal.unread(audit, book), terminal.coverage(audit, book)]
    review = book.reviews.get(wanted.review)
    if review is not None:
        from hengji.scoring import criteria

        lines.append(criteria.statement(criteria.expected(audit, review, book), review, book))
    return "\n".join(lines)
