"""A filled-in workbook to a Case: what case.yaml would say, each figure with its sheet and cell, every problem at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading import jumps
from hengji.reading.formats import container, spreadsheet
from hengji.reading.formats.container import BrokenArchiveError
from hengji.reading.formats.sheet_checks import looked_at, shape
from hengji.reading.formats.sheet_entries import Filled, assemble
from hengji.rulebook import machine, sheets

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.reading.formats.spreadsheet import Page
    from hengji.rulebook.book import Book
    from hengji.rulebook.machine import Machine

NOT_XLSX, PASSWORD, DAMAGED, NOT_OURS, VERSION, CHANGED = "RD40", "RD41", "RD42", "RD43", "RD44", "RD45"
FULL, TOO_LARGE, ACTIVE = "RD55", "RD56", "RD58"
_BROKEN = {"damaged": DAMAGED, "large": TOO_LARGE, "cells": TOO_LARGE, "twice": DAMAGED, "overlap": DAMAGED, "rows": FULL}
REJECTED = "rejected"


def read(source: Path | bytes, name: str, book: Book, *, partly: bool = False) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case of a filled workbook, with all that is wrong with it; None where a problem rejects it.

    `partly` gives what could be read in spite of such a problem: for proposals that a person looks at, never for an evaluation.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    problems: list[Problem] = []
    opened = _opened(content, name, book, problems)
    if opened is None:
        return None, tuple(book.problem(each) for each in problems)
    pages, table = opened
    problems += shape(pages, table, name)
    problems += looked_at(pages, table, name)
    case, more = assemble(Filled(pages, table, name, hashlib.sha256(content).hexdigest()), book)
    problems += more
    if case is not None:
        problems += jumps.check(case, book)
    rejected = any(_effect(each, book) == REJECTED for each in problems)
    return (None if rejected and not partly else case), tuple(book.problem(each) for each in problems)


def _effect(found: Problem, book: Book) -> str:
    code = book.codes.get(found.code)
    return code.effect if code is not None else REJECTED


def _opened(content: bytes, name: str, book: Book, problems: list[Problem]) -> tuple[dict[str, Page], Machine] | None:
    """The sheets and the hidden table, or the problem that stops the reading."""
    kind = container.kind(content)
    if kind != container.XLSX:
        code = {container.ENCRYPTED: PASSWORD, "broken": DAMAGED}.get(kind, NOT_XLSX)
        problems.append(
            problem(code, Place(name), name, kind=book.caption(f"workbook.kind_{kind}"), way=book.caption(f"workbook.way_{kind}"))
        )
        return None
    try:
        parts = container.unpack(content)
        if parts.active:
            problems.append(problem(ACTIVE, Place(name), parts.active))
            return None
        pages = {page.title: page for page in spreadsheet.read(content, parts)}
    except BrokenArchiveError as error:
        problems.append(
            problem(_BROKEN[error.reason], Place(name), error.found, why=book.caption(f"workbook.broken_{error.reason}"))
        )
        return None
    table = _machine(pages, name, book, problems)
    return (pages, table) if table is not None else None


def _machine(pages: dict[str, Page], name: str, book: Book, problems: list[Problem]) -> Machine | None:
    """The hidden table, if it is one of ours, of this version and as the program wrote it."""
    form, _ = sheets.read(book)
    page = pages.get(form.machine)
    table = machine.decode(spreadsheet.texts(page, range(page.rows), machine.WIDTH)) if page is not None else None
    if table is None:
        problems.append(problem(NOT_OURS, Place(name), name))
        return None
    version = table.meta.get(machine.VERSION, "")
    if version != form.version:
        problems.append(problem(VERSION, Place(name), version, wanted=form.version))
        return None
    if not table.sound:
        problems.append(problem(CHANGED, Place(name, form.machine), form.machine))
        return None
    return table
