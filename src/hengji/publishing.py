"""`hengji publish`: an evaluation as its public twin: a page with Inline XBRL, its taxonomy, JSON, CSV, the dictionary, and the package that proves it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji import pipeline, verification
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.core.publication import EVALUATION
from hengji.writing.twin import figures, linkbases, page, proof, relations, tables, taxonomy

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source
    from hengji.writing.twin.figures import Figures
    from hengji.writing.twin.relations import Relation

NOT_SAME, ONLY_CONCLUSIONS, WITHHELD, NAMES = "DS30", "DS31", "DS32", "DS33"
PACKAGE = ".zip"


@dataclass(frozen=True, slots=True)
class Twin:
    """The files by their names, the figures, what is checked of them, and the keys of those that cannot change unseen."""

    evaluation: Evaluation
    files: dict[str, bytes]
    figures: Figures
    relations: tuple[Relation, ...]
    covered: frozenset[str]
    package: str = ""


def publish(
    path: Path, book: Book, source: Source, scheme: str = "", verify_url: str = "", *, internal: bool = False
) -> tuple[Twin | None, tuple[Problem, ...]]:
    """The twin of a case, or of a package that `verify` finds the same; None with the reasons where there is none.

    `internal` lets the package go with it though it holds facts that the dictionary does not call public.
    """
    if path.name == EVALUATION:
        return None, (book.problem(problem(ONLY_CONCLUSIONS, Place(str(path)), path.name)),)
    if path.suffix.lower() == PACKAGE:
        return _from_package(path, book, verify_url, internal=internal)
    made, problems = pipeline.evaluate(path, book, scheme)
    if made is None:
        return None, problems
    content, told = verification.publish(path, made, source, book.caption("twin.file_package"), book)
    if content is None:
        return None, (*problems, *told)
    found, more = twin(made.evaluation, book, content, verify_url, internal=internal)
    return found, (*problems, *told, *more)


def _from_package(path: Path, book: Book, verify_url: str, *, internal: bool) -> tuple[Twin | None, tuple[Problem, ...]]:
    try:
        content = path.read_bytes()
    except OSError:
        return None, (book.problem(problem(pipeline.NOT_FOUND, Place(str(path)), path)),)
    verified, problems = verification.verify(content, path.name, book)
    if verified is None:
        return None, problems
    if not verified.same or verified.evaluation is None or verified.book is None:
        where = verified.departures[0].where if verified.departures else path.name
        return None, (*problems, book.problem(problem(NOT_SAME, Place(path.name, where), len(verified.departures))))
    found, more = twin(verified.evaluation, verified.book, content, verify_url, internal=internal)
    return found, (*verified.cautions, *more)


def twin(
    evaluation: Evaluation, book: Book, package: bytes, verify_url: str = "", *, internal: bool = False
) -> tuple[Twin, tuple[Problem, ...]]:
    """The files of a twin; `package` is what `hengji verify` takes."""
    found = figures.figures(evaluation, book)
    known = relations.relations(evaluation, book, found)
    covered = relations.covered(found, known)
    name = {
        key: book.caption(f"twin.file_{key}")
        for key in ("page", "json", "figures", "lines", "dictionary", "dictionary_json", "package")
    }
    with_package = internal or not found.withheld
    files = {
        name["json"]: tables.document(evaluation, book, found, known, covered).encode(),
        name["figures"]: tables.figures_csv(evaluation, book, found),
        name["lines"]: tables.lines_csv(evaluation, book),
        **dict(zip((name["dictionary"], name["dictionary_json"]), tables.dictionary(book), strict=True)),
        **taxonomy.taxonomy(book),
        **linkbases.files(book, found, known),
        **({name["package"]: package} if with_package else {}),
    }
    digest = hashlib.sha256(package if with_package else files[name["json"]]).hexdigest()
    proved = proof.proof(book, tuple(files), digest, verify_url, covered, with_package=with_package)
    files[name["page"]] = page.page(evaluation, book, found, known, proved).encode()
    told = tuple(_told(evaluation, book, found, name["package"], with_package=with_package))
    return Twin(evaluation, files, found, known, covered, name["package"] if with_package else ""), told


def _told(evaluation: Evaluation, book: Book, found: Figures, package: str, *, with_package: bool) -> list[Problem]:
    """What whoever publishes should know of the package."""
    told = []
    if found.withheld:
        labels = dict.fromkeys(
            book.concepts[fact.concept].label
            for fact in evaluation.case.facts
            if book.concepts[fact.concept].disclosure != figures.PUBLIC
        )
        told.append(book.problem(problem(WITHHELD, Place(package), "、".join(labels), count=found.withheld)))
    offices = tuple(book.caption("twin.offices").split())
    names = [name for name in page.names(evaluation) if not name.endswith(offices)]
    if with_package and names:
        told.append(book.problem(problem(NAMES, Place(package), "、".join(names))))
    return told
