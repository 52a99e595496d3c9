"""narrative.yaml beside a case: proposals of a language model that a person accepted, with who, when, and the digests of question and answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.proposal import Accepted
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.yaml import Mapping

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

FILE, CASE = "narrative.yaml", "case.yaml"
KIND, CHOICE, NOT_WRITTEN_BY_US = "RB06", "RB09", "DC95"
MOST = 2**20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def beside(case: Path) -> Path:
    """Where the accepted texts of a case stand: in its folder, or beside a workbook under the workbook's name."""
    if case.is_dir():
        return case / FILE
    return case.with_name(FILE if case.name == CASE else f"{case.stem}.{FILE}")


def read(content: bytes, file: str, book: Book) -> tuple[tuple[Accepted, ...], tuple[Problem, ...]]:
    """The accepted texts of a file, with everything that is wrong with it."""
    if len(content) > MOST:
        return (), (book.problem(problem(NOT_WRITTEN_BY_US, Place(file), len(content), name=file)),)
    text, problems = yaml.decode(content, file)
    tree, more = yaml.read(text, file) if not problems else (None, ())
    found: list[Problem] = [*problems, *more]
    if tree is not None and not isinstance(tree, Mapping):
        found.append(problem(KIND, Place.line(file, tree.line, tree.column), file, wanted="mapping"))
    if tree is None or found:
        return (), tuple(book.problem(each) for each in found)
    fields = Fields(tree, file, found)
    accepted = tuple(_accepted(block, book) for block in fields.blocks("accepted", required=True))
    fields.done()
    return accepted, tuple(book.problem(each) for each in found)


def _accepted(block: Fields, book: Book) -> Accepted:
    allowed = tuple(each.id for each in book.narration.sections) if book.narration is not None else ()
    section = block.text("section")
    if section and section not in allowed:
        block.problem(CHOICE, block.node("section"), section, key="section", allowed="、".join(allowed))
    found = Accepted(
        section=section,
        text=block.text("text"),
        by=block.text("by"),
        at=block.text("at"),
        id=block.code("id"),
        model=block.text("model"),
        prompt=block.code("prompt"),
        answer=block.code("answer"),
    )
    for key, value, form in (("at", found.at, _TIME), ("prompt", found.prompt, _DIGEST), ("answer", found.answer, _DIGEST)):
        if value and not form.fullmatch(value):
            block.problem(NOT_WRITTEN_BY_US, block.node(key), value, name=key)
    block.done()
    return found
