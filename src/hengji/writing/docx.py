"""自评报告 as a Word file: the template that the scheme or the case names, filled with the evaluation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing import markup
from hengji.writing.figures import numerals
from hengji.writing.filler import Made, fill_linked
from hengji.writing.view import view

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

FOLDER, SUFFIX = "reports/", ".docx"


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the bureau's own: its bytes and the name of its file."""

    content: bytes
    name: str


def report(evaluation: Evaluation, book: Book, own: Template | None = None) -> tuple[bytes, tuple[Problem, ...]]:
    """The report's bytes, the same for the same evaluation; problems are those of the template, DC01–DC06."""
    made = linked(evaluation, book, own)
    return made.content, made.problems


def linked(evaluation: Evaluation, book: Book, own: Template | None = None) -> Made:
    """The report with the figures that were placed in it; by the template of the bureau's own, where there is one."""
    wanted = outline(evaluation, book)
    name = own.name if own is not None else f"{FOLDER}{wanted}{SUFFIX}"
    template = own.content if own is not None else book.templates.get(name)
    if template is None:
        return Made(b"", (), (book.problem(problem("DC06", Place(name), wanted, known="、".join(outlines(book)))),))
    shown = view(evaluation, book)
    made = fill_linked(template, name, shown.values, shown.lists, template_words(book))
    return replace(made, problems=tuple(book.problem(found) for found in made.problems))


def template_words(book: Book) -> markup.Words:
    """The words of the marks in a template."""
    said = {key: book.caption(f"docx.mark_{key}") for key in ("each", "wanted", "unwanted", "either", "why")}
    return markup.Words(**said, known_by=(book.caption("docx.field_id"), book.caption("docx.field_name")))


def static(own: Template | None) -> tuple[str, ...]:
    """What a template of the bureau's own prints itself and holds a number; nothing for one of the law book, which anybody can look up."""
    return () if own is None else tuple(piece for piece in markup.static(own.content) if numerals(piece))


def outline(evaluation: Evaluation, book: Book) -> str:
    """The name of the report's outline: the case's own wish before that of the scheme."""
    scheme = book.schemes.get(evaluation.sheet.scheme)
    return evaluation.case.template or (scheme.outline if scheme else "")


def outlines(book: Book) -> tuple[str, ...]:
    """The outlines that the law book has."""
    return tuple(sorted(name.removeprefix(FOLDER).removesuffix(SUFFIX) for name in book.templates if name.startswith(FOLDER)))
