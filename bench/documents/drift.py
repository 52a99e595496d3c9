"""A look at an edited report of thirty pages, in a process and a jail that run already."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2

from bench.clock import by_turns
from bench.documents.line import Line, Place, times
from hengji import pipeline
from hengji.linked import known
from hengji.linked.look import Desk

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = "002-yiyang-2020"
PAGES, MOST, LETTERS, NEARLY = 30, 0.5, 22 * 28, 0.9
"""GB/T 9704: 22 lines of 28 letters a page."""
BODY = "word/document.xml"


def lines(place: Place, rounds: int) -> list[Line]:
    """With and without the evaluation, and a refresh."""
    report, evaluation, letters = _report(place)
    edited = place.folder / "edited.docx"
    edited.write_bytes(_edited(report))
    typed = place.folder / "typed.docx"
    typed.write_bytes(_edited(report, "1101.73万元", "1101.73万元，另有8.88万元"))
    pages = _pages(edited, place.folder)
    said = (
        f"{pages} pages (LibreOffice)"
        if pages
        else f"{letters / LETTERS:.0f} pages of {LETTERS} letters (no office program to count them)"
    )
    filed, _ = known.parse(evaluation, "evaluation.json", place.book)
    with Desk(place.book) as desk:
        looked, problems = desk.look(edited, filed)
        if looked is None or filed is None:
            raise SystemExit(f"the report cannot be read: {problems}")
        if [each.kind for each in looked.drifts] != ["changed"]:
            raise SystemExit(f"one digit was changed, and drift says {[(each.kind, each.old, each.new) for each in looked.drifts]}")
        found = by_turns(
            {
                "with": lambda: desk.look(edited, filed),
                "alone": lambda: desk.look(edited),
                "typed": lambda: desk.look(typed, filed),
                "refresh": lambda: desk.refresh(looked, changed=True),
            },
            rounds,
        )
    what = f"drift of a report of {said}, {looked.counts['bound']} bound figures"
    limit = f"{MOST} s"
    return [
        Line(f"{what}, with its evaluation", times(found.spread("with")), "warm", limit, found.spread("with").median <= MOST),
        Line(f"{what}, alone", times(found.spread("alone")), "warm", limit, found.spread("alone").median <= MOST),
        Line(
            f"{what}, with a number typed in, which is read with what stands around it",
            times(found.spread("typed")),
            "warm",
            limit,
            found.spread("typed").median <= MOST,
        ),
        Line("the changed figure written back (refresh --changed)", times(found.spread("refresh")), "warm, after the look"),
    ]


def _report(place: Place) -> tuple[bytes, bytes, int]:
    """The example's report with the department's own paragraphs said over and over until it has thirty pages, its evaluation, its letters."""
    case, problems = pipeline.read_case(place.examples / EXAMPLE, place.book)
    if case is None:
        raise SystemExit(f"{EXAMPLE}: {problems}")
    for times_ in range(1, 60):
        narrative = {key: texts * times_ for key, texts in case.narrative.items()}
        evaluation, _ = pipeline.assess(replace(case, narrative=narrative), place.book)
        if evaluation is None:
            break
        files, _ = pipeline.write(evaluation, place.book)
        report = files[place.book.caption("file.report")]
        path = place.folder / "long.docx"
        path.write_bytes(report)
        letters = _letters(path)
        if letters / LETTERS >= NEARLY * PAGES and (_pages(path, place.folder) or letters / LETTERS) >= PAGES:
            return report, files[place.book.caption("file.evaluation")], letters
    raise SystemExit("no thirty pages")


def _letters(path: Path) -> int:
    import docx

    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return sum(map(len, (*(each.text for each in document.paragraphs), *cells)))


def _pages(path: Path, folder: Path) -> int:
    """How many pages LibreOffice makes of it; 0 where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return 0
    command = [
        office,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    document = pypdfium2.PdfDocument(folder / f"{path.stem}.pdf")
    try:
        return len(document)
    finally:
        document.close()


def _edited(report: bytes, old: str = "1101.73万元", new: str = "1101.37万元") -> bytes:
    """One figure changed, by zip and text alone."""
    from io import BytesIO

    with ZipFile(BytesIO(report)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[BODY] = parts[BODY].replace(old.encode(), new.encode(), 1)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
