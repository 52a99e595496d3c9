"""The law book that this process serves: loaded once, the words of the application among its captions."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.rulebook import cache as kept
from hengji.rulebook import files

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source


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


def word(key: str, **slots: object) -> str:
    """A word or sentence of the application (captions/web.yaml)."""
    return book().caption(f"web.{key}", **slots)


def told(found: Problem) -> Problem:
    """A problem with the words of its code."""
    return found if found.complete else book().problem(found)
