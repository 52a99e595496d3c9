"""The table of contents of the product: a case is read, scored, checked, and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from hengji import __version__
from hengji.auditing import identities
from hengji.core.audit import Audit, Report
from hengji.core.evaluation import Evaluation
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading.formats import case as case_file
from hengji.reading.formats import narrative as narrative_file
from hengji.rulebook import editions
from hengji.scoring import claimed, demands
from hengji.scoring.score import OUTSIDE_TIER, SLOT_WEIGHT, score
from hengji.writing import json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.scoring.review import Reviewed
    from hengji.writing.docx import Template

WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".et", ""})
NOT_FOUND, NOT_READABLE, NO_SCHEME, NOT_IN_FORCE = "RD01", "RD02", "RB30", "TB18"
LEADS_OUT, NO_NAMES = "DC22", "DC73"
NO_LONGER = "DC97"


@dataclass(frozen=True, slots=True)
class Package:
    """What an evaluation comes to: the evaluation, and the files by their names."""

    evaluation: Evaluation
    files: dict[str, bytes]


def read_case(path: Path, book: Book, scheme: str = "") -> tuple[Case | None, tuple[Problem, ...]]:
    """The case of a folder or of a filled workbook, and everything wrong with it; `scheme` is one named beside it."""
    if path.name == case_file.FILE and path.is_file():
        path = path.parent
    if (path / case_file.FILE).is_file():
        return _with_accepted(case_file.read(path, book, named=bool(scheme)), path, book)
    if path.is_file() and path.suffix.lower() in WORKBOOKS:
        from hengji.reading.formats import workbook as workbook_file

        return _with_accepted(workbook_file.read(path, path.name, book), path, book)
    code = NOT_READABLE if path.exists() else NOT_FOUND
    return None, (book.problem(problem(code, Place(str(path)), path)),)


def _with_accepted(
    found: tuple[Case | None, tuple[Problem, ...]], path: Path, book: Book
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case with the texts that were accepted beside it."""
    case, problems = found
    file = narrative_file.beside(path)
    if case is None or not file.is_file():
        return found
    accepted, more = narrative_file.read(file.read_bytes(), file.name, book)
    return replace(case, accepted=accepted), (*problems, *more)


def _held(evaluation: Evaluation, book: Book) -> tuple[Evaluation, tuple[Problem, ...]]:
    """The evaluation with those of the accepted texts that its figures still bear out; the others are told and left out."""
    if not evaluation.case.accepted or book.narration is None:
        return evaluation, ()
    from hengji.reading.extract import Reader
    from hengji.reading.proposals.strike import Looker

    looker = Looker(evaluation, Reader(book), book.narration)
    kept, problems = [], []
    for each in evaluation.case.accepted:
        looked = looker.look(each.text)
        if looked.struck or looked.text != each.text:
            found = looked.struck[0].found if looked.struck else each.text
            place = Place(narrative_file.FILE, each.id)
            problems.append(book.problem(problem(NO_LONGER, place, found, text=each.text, by=each.by)))
        else:
            kept.append(each)
    return replace(evaluation, case=replace(evaluation.case, accepted=tuple(kept))), tuple(problems)


def assess(case: Case, book: Book, scheme: str = "") -> tuple[Evaluation | None, tuple[Problem, ...]]:
    """A case scored and checked; None where its scheme is not in the book or what was entered cannot stand."""
    chosen = book.schemes.get(scheme or case.scheme)
    if chosen is None:
        known = "、".join(each.id for each in book.offered())
        place = Place("--scheme") if scheme else case.places.get("scheme", Place(case_file.FILE))
        return None, (book.problem(problem(NO_SCHEME, place, scheme or case.scheme, known=known)),)
    sheet, problems = score(case, chosen, book)
    checked, contradictions = identities.check(case, book)
    claims, doubts = claimed.check(case, sheet, book)
    order = ["error", "warning", "notice"]
    findings = sorted(
        [*contradictions, *doubts, *demands.check(sheet, book)], key=lambda finding: order.index(finding.severity.value)
    )
    evaluation = Evaluation(case, sheet, (*checked, *claims), tuple(findings), book.digest, __version__)
    evaluation, stale = _held(evaluation, book)
    return evaluation, (*problems, *stale)


def review(case: Case, scheme: str, book: Book, points: Mapping[str, Exact]) -> Reviewed:
    """The total and grade that a reviewer's points for the lines of a case come to under its scheme."""
    from hengji.scoring import review as reviewing

    return reviewing.review(case, book.schemes[scheme or case.scheme], book, points)


def edition(path: Path, book: Book, scheme: str, day: date) -> tuple[str, tuple[Problem, ...]]:
    """The id of the edition of a case's scheme that is in force in the fiscal year of a day."""
    name, place = scheme, Place("--scheme")
    if not name:
        case, problems = read_case(path, book)
        if case is None:
            return "", problems
        name, place = case.scheme, case.places.get("scheme", Place(case_file.FILE))
    named = book.schemes.get(name)
    if named is None:
        return "", (book.problem(problem(NO_SCHEME, place, name, known="、".join(each.id for each in book.offered()))),)
    found = editions.in_force(named, day.year, book)
    if found is None:
        known = "、".join(f"{each.id}（{each.first}–{each.last or ''}）" for each in editions.line(named, book))
        return "", (book.problem(problem(NOT_IN_FORCE, Place("--as-of"), day.isoformat(), known=known)),)
    return found.id, ()


def write(evaluation: Evaluation, book: Book, own: Template | None = None) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The five files of an evaluation by their names; the report by a template of the bureau's own, where there is one."""
    from hengji.writing import docx, html, xlsx

    report = docx.linked(evaluation, book, own)
    sheet, tables = xlsx.score_sheet_linked(evaluation, book), xlsx.data_tables_linked(evaluation, book)
    figures = json.Linked(report.placed, sheet.placed, tables.placed, docx.static(own if report.content else None), report.pictures)
    files = {
        book.caption("file.report"): report.content,
        book.caption("file.sheet"): sheet.content,
        book.caption("file.tables"): tables.content,
        book.caption("file.self_check"): html.self_check(evaluation, book).encode(),
        book.caption("file.evaluation"): json.document(evaluation, book, figures).encode(),
    }
    return files, report.problems


def own_template(path: Path, book: Book) -> tuple[Template | None, tuple[Problem, ...]]:
    """A template of the bureau's own, past the gate: no macros, no objects, nothing that leads out of the file."""
    from hengji.reading import documents
    from hengji.reading.gate.opening import Opened, open_file
    from hengji.writing import docx, markup
    from hengji.writing.package import UnreadablePackageError, leading_out

    file = documents.arrived(path, path.name)
    if isinstance(file, Problem):
        return None, (book.problem(file),)
    opened = open_file(path.name, file.content, frozenset({"docx"}), documents.LIMITS)
    if not isinstance(opened, Opened):
        return None, tuple(book.problem(each) for each in opened)
    outside = leading_out({name: member.read() for name, member in opened.members.items()})
    found = tuple(book.problem(problem(LEADS_OUT, Place(path.name, part), target)) for part, target in outside)
    content = opened.repacked()
    try:
        if not found and not markup.wants_something(content):
            found = (book.problem(problem(NO_NAMES, Place(path.name))),)
    except UnreadablePackageError:
        pass  # told when it is filled
    return (None if found else docx.Template(content, path.name)), found


def evaluate(path: Path, book: Book, scheme: str = "", own: Template | None = None) -> tuple[Package | None, tuple[Problem, ...]]:
    """`hengji evaluate`: a case to its self-evaluation package. Blocking problems stop it before anything is written."""
    case, problems = read_case(path, book, scheme)
    stopped = stops(problems, book)
    if case is None or (stopped and not (scheme or case.scheme)):
        return None, problems
    evaluation, entered = assess(case, book, scheme)
    if stopped:  # what could not be read may be a weight, so nothing is held against weights
        entered = tuple(found for found in entered if found.code not in (SLOT_WEIGHT, OUTSIDE_TIER))
    problems = (*problems, *entered)
    if evaluation is None or stops(problems, book):
        return None, problems
    files, found = write(evaluation, book, own)
    return (None if found else Package(evaluation, files)), (*problems, *found)


class Auditor:
    """Reads and checks reports by one law book, in one jail; close it, or use it in a `with`."""

    def __init__(self, book: Book) -> None:
        from hengji.reading.extract import Reader
        from hengji.reading.jail import Jail

        self.book, self.jail, self.reader = book, Jail(), Reader(book)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the child go in which files are parsed."""
        self.jail.close()

    def audit(self, path: Path, name: str, unit: str = "", year: int | None = None) -> tuple[Audit | None, tuple[Problem, ...]]:
        """`hengji audit`: a file to its figures, results and findings; None with the problems where it cannot be read."""
        _, audit, problems = self.read_and_audit(path, name, unit, year)
        return audit, problems

    def read_and_audit(
        self, path: Path, name: str, unit: str = "", year: int | None = None
    ) -> tuple[Report | None, Audit | None, tuple[Problem, ...]]:
        """The same with the report as it was read, which reports are held against each other by."""
        from hengji.auditing import gather
        from hengji.reading import documents

        document, problems = documents.read(path, name, self.jail)
        told = tuple(self.book.problem(each) for each in problems)
        if document is None:
            return None, None, told
        report = self.reader.report(document, unit, year)
        results, findings, standings = gather.check(report, self.book)
        cautions = tuple(self.book.problem(each) for each in dict.fromkeys((*told, *document.problems)))
        audit = Audit(
            report.document, report.unit, report.year, report.title, report.figures, standings, results, findings, cautions,
            self.book.digest, __version__,
        )  # fmt: skip
        return report, audit, cautions


def stops(problems: tuple[Problem, ...], book: Book) -> bool:
    """Whether any problem rejects or blocks; one that is only flagged is told, and the work goes on."""
    return any(found.code not in book.codes or book.codes[found.code].effect != "flagged" for found in problems)
