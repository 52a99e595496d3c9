"""What several commands do: load the law book, print problems, write files whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook import cache, files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from hengji.rulebook.book import Book

UNREADABLE = 2
NOT_WRITTEN = "RD03"
MOST_SHOWN = 60


def law_book(arguments: argparse.Namespace) -> Book | None:
    """The law book that the command line names; None, with its problems printed, where it cannot be used."""
    folders = [files.home(), *arguments.rulebook] if arguments.rulebook else []
    book, problems = cache.load(*folders)
    if problems:
        show(problems)
    return None if problems else book


def show(problems: Iterable[Problem]) -> None:
    """Problems for people: place, code and what was found, then what to do; a long list is cut, and its length said."""
    every = list(problems)
    for each in every[:MOST_SHOWN]:
        print(f"{each.place}  {each.code}  {each.message}", file=sys.stderr)
        for words in (each.expected, each.effect, each.fix):
            if words:
                print(f"    {words}", file=sys.stderr)
    if len(every) > MOST_SHOWN:
        print(f"… +{len(every) - MOST_SHOWN}", file=sys.stderr)


def plain(each: Problem) -> dict[str, str]:
    """A problem for machines, with the keys of the contract."""
    return {
        "code": each.code,
        "place": str(each.place),
        "found": each.found,
        "expected": each.expected,
        "effect": each.effect,
        "fix": each.fix,
        "message": each.message,
    }


def write(folder: Path, files: Mapping[str, bytes], book: Book) -> tuple[Problem, ...]:
    """Writes files whole: all are written beside their places first, then each is put in its place.

    Where one cannot be written, none of the old ones has changed.
    """
    waiting: list[tuple[str, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            waiting.append((_beside(folder, content), folder / name))
        for temporary, place in waiting:
            Path(temporary).replace(place)
    except OSError as error:
        for temporary, _ in waiting:
            Path(temporary).unlink(missing_ok=True)
        found = problem(NOT_WRITTEN, Place(folder.name), folder.name, detail=error.strerror or "")
        return (book.problem(found),)
    return ()


def _beside(folder: Path, content: bytes) -> str:
    """A temporary file in the same folder, safely on the disk."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".hengji-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return name
