"""The law book that this process serves: loaded once, the words of the application among its captions."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.rulebook import cache as kept
from hengji.rulebook import files
from hengji.rulebook.files import Source
from hengji.web.faults import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book


MOST_LAWS = 32
REPORTS, OUTLINES = "reports/", "outline."
NOT_TAKEN = "WF44"


class LawBookError(RuntimeError):
    """The law book of the site cannot be used; the text lists its problems."""


def folders() -> list[Path]:
    """The folders of the law book: the one that came with the program, and those that the site lays over it."""
    laid = [Path(each) for each in os.environ.get("HENGJI_RULEBOOK", "").split(os.pathsep) if each]
    return [files.home(), *laid] if laid else []


@cache
def book() -> Book:
    """The law book, frozen."""
    loaded, problems = kept.load(*folders())
    if problems:
        raise LawBookError("\n".join(f"{each.place} {each.code} {each.message}" for each in problems))
    return loaded


@cache
def source() -> Source:
    """The files of the law book, which travel in a package."""
    return files.collect(*folders())


@dataclass(frozen=True, slots=True)
class Law:
    """A law book with its files; `own` are those among them that a bureau brought in for its rounds."""

    book: Book
    source: Source
    own: Mapping[str, bytes]
    outline_title: str = ""


def law(scheme: str, outline: str = "") -> Law:
    """The law book of a round: the site's, with the scheme and the outline of the bureau's own where the round has such."""
    own_scheme = "" if scheme in book().schemes else scheme
    own_outline = "" if not outline or f"{REPORTS}{outline}.docx" in book().templates else outline
    if not own_scheme and not own_outline:
        return Law(book(), source(), {}, outline_title(outline))
    try:
        return _laid(own_scheme, own_outline)
    except LookupError:
        return Law(book(), source(), {}, outline_title(outline))


@lru_cache(maxsize=MOST_LAWS)
def _laid(scheme: str, outline: str) -> Law:
    """The site's law book with what a bureau brought in laid over it. It never changes under its name, and no other round's law book knows of it.

    Raises LookupError where nobody adopted it, which is asked again the next time.
    """
    from hengji.web.library import shelf

    own = shelf.scheme_file(scheme) if scheme else {}
    file, title = shelf.outline_file(outline) if outline else ({}, "")
    whole = Source({**source().files, **own, **file})
    found, problems = kept.of(whole)
    if problems:
        raise refused(NOT_TAKEN, scheme, scheme or title, first=f"{problems[0].place} {problems[0].message}")
    return Law(found, whole, {**own, **file}, title)


def outline_title(outline: str) -> str:
    """The name of an outline of the law book in words."""
    return book().captions.get(f"{OUTLINES}{outline}", outline)


def word(key: str, **slots: object) -> str:
    """A word or sentence of the application (captions/web.yaml)."""
    return book().caption(f"web.{key}", **slots)


def told(found: Problem) -> Problem:
    """A problem with the words of its code."""
    return found if found.complete else book().problem(found)
