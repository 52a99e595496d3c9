"""The files of a publication, made by the library from the package alone: what the site publishes is what `hengji verify` finds the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengji import publishing, verification
from hengji.core.publication import DOCUMENTS
from hengji.reading import documents
from hengji.reading.jail import Jail
from hengji.writing.face import face

if TYPE_CHECKING:
    from hengji.core.document import Document
    from hengji.core.evaluation import Evaluation
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.verification import Verified

HEADING = "heading"
MOST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files by their names and what the page shows; `verified` is the computation that both rest on."""

    verified: Verified
    files: dict[str, bytes]
    content: dict[str, Any]


def package_name(book: Book) -> str:
    """What the package is called where it is offered."""
    return book.caption("twin.file_package")


def made(package: bytes, book: Book, verify_url: str) -> tuple[Bundle | Verified | None, tuple[Problem, ...]]:
    """The bundle of a package; the verification alone where it is not the same, None where it cannot be computed.

    Files that hold figures beyond the public ones (the package, the report as Word) go with it only where there is no such figure.
    """
    verified, problems = verification.verify(package, package_name(book), book)
    if verified is None or not verified.same or verified.evaluation is None:
        return verified, problems
    content = face(verified.evaluation, book)
    files = _twin(verified.evaluation, book, package, verify_url)
    if not content["withheld"]:
        papers = verified.published.below(DOCUMENTS)
        report = book.caption("file.report")
        offered = (report, book.caption("file.sheet"), book.caption("file.tables"))
        files |= {package_name(book): package} | {name: papers[name] for name in offered if name in papers}
        content["text"] = report_text(papers[report], report) if report in papers else content["text"]
    return Bundle(verified, files, content), ()


def _twin(evaluation: Evaluation, book: Book, package: bytes, verify_url: str) -> dict[str, bytes]:
    """The stand-alone page with its data, as `hengji publish` writes it."""
    twin, _ = publishing.twin(evaluation, book, package, verify_url)
    return dict(twin.files)


def report_text(content: bytes, name: str) -> list[dict[str, Any]]:
    """The report as a reader sees it: headings, paragraphs and tables in their order."""
    with tempfile.TemporaryDirectory(prefix="hengji-report-") as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(content)
        jail = Jail()
        try:
            found, _ = documents.read(path, name, jail)
        finally:
            jail.close()
    return [] if found is None else _parts(found)


def _parts(found: Document) -> list[dict[str, Any]]:
    parts: list[tuple[int, dict[str, Any]]] = []
    for block in found.blocks:
        text = found.text[block.start : block.end].strip()
        if text and block.kind != "margin":
            kind = HEADING if block.kind == HEADING else "paragraph"
            parts.append((block.start, {"kind": kind, "level": min(4, block.level + 2), "text": text[:MOST_TEXT]}))
    for table in found.tables:
        rows: dict[int, list[dict[str, Any]]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(
                {"text": found.text[cell.start : cell.end].strip(), "columns": cell.columns, "rows": cell.rows}
            )
        if table.cells:
            parts.append((table.cells[0].start, {"kind": "table", "rows": [rows[at] for at in sorted(rows)]}))
    return [part for _, part in sorted(parts, key=lambda each: each[0])]


def compared(package: bytes, book: Book, expected: str) -> dict[str, Any]:
    """A package held against its own recomputation, as a page tells it."""
    found, problems = verification.verify(package, package_name(book), book, expected)
    if found is None:
        return {"same": False, "sha256": expected, "departures": [], "problems": [each.message for each in problems]}
    return {
        "same": found.same,
        "sha256": found.sha256,
        "members": len(found.published.manifest.files),
        "lines": len(found.evaluation.sheet.lines) if found.evaluation is not None else 0,
        "facts": len(found.evaluation.case.facts) if found.evaluation is not None else 0,
        "papers": found.papers,
        "departures": [
            dict(zip(("where", "published", "computed"), each.words(book), strict=True))
            | {"code": each.code, "title": book.codes[each.code].title}
            for each in found.departures
        ],
        "problems": [each.message for each in found.cautions],
    }
