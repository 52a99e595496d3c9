"""What several commands do: load the law book, print problems, write files whole or not at all."""

from __future__ import annotations

import os
import shutil
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
NOT_FOUND, NOT_READABLE, NOT_WRITTEN = "RD01", "RD02", "RD03"
MOST_SHOWN = 60
LABELS = ("应当：", "改法：", "")  # said even where the law book, which has all other words, cannot be read


def law_book(arguments: argparse.Namespace) -> Book | None:
    """The law book that the command line names; None, with its problems printed, where it cannot be used."""
    folders = law_folders(arguments)
    if folders is None:
        return None
    book, problems = cache.load(*folders)
    if problems:
        show(problems)
    return None if problems else book


def law_folders(arguments: argparse.Namespace) -> list[Path] | None:
    """The folders of the law book, none for the one that came with the program; None where one that was named does not exist."""
    absent = [folder for folder in arguments.rulebook if not folder.is_dir()]
    if absent:
        book, _ = cache.load()
        show(book.problem(problem(NOT_FOUND, Place("--rulebook"), folder)) for folder in absent)
        return None
    return [files.home(), *arguments.rulebook] if arguments.rulebook else []


def show(problems: Iterable[Problem]) -> None:
    """Problems for people: place, code and what was found, then what to do; a long list is cut, and its length said."""
    every = list(problems)
    for each in every[:MOST_SHOWN]:
        print(f"{each.place}  {each.code}  {each.message}", file=sys.stderr)
        for label, words in zip(LABELS, (each.expected, each.fix, each.effect), strict=True):
            if words:
                print(f"    {label}{words}", file=sys.stderr)
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

    Where one cannot be written, none of the old ones has changed, and nothing is left lying beside them.
    """
    beside: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for content in files.values():
            beside.append(_beside(folder, content))  # noqa: PERF401 - what is written is known when the next one fails
        _put(folder, dict(zip(files, list(beside), strict=True)), beside)
    except OSError as error:
        found = problem(NOT_WRITTEN, Place(folder.name), folder.name, detail=error.strerror or str(error))
        return (book.problem(found),)
    finally:
        for temporary in beside:
            temporary.unlink(missing_ok=True)
    return ()


def former(path: Path, content: bytes) -> dict[str, bytes]:
    """A file that stands there already and says something else, under a name that is free: a person may have worked on it."""
    if not path.is_file() or path.read_bytes() == content:
        return {}
    count = 1
    while (free := path.with_name(f"{path.name}.old{count}")).exists():
        count += 1
    return {free.name: path.read_bytes()}


def kept_lines(path: Path, kept: Iterable[str], book: Book) -> list[str]:
    """Under which names a former file was kept."""
    return [book.caption("import.kept_old", name=path.name, old=old) for old in kept]


def _put(folder: Path, new: Mapping[str, Path], beside: list[Path]) -> None:
    """Puts each new file in its place; where one cannot be, those before it are taken back out."""
    kept: dict[Path, Path | None] = {}
    try:
        for name, temporary in new.items():
            place = folder / name
            kept[place] = _kept(place, beside)
            temporary.replace(place)
    except BaseException:
        for place, old in kept.items():
            if old is not None:
                old.replace(place)
            elif place.is_file():
                place.unlink()
        raise


def _kept(place: Path, beside: list[Path]) -> Path | None:
    """A copy of what stands at a place; None where nothing does."""
    if not place.exists():
        return None
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".hengji-")
    os.close(handle)
    beside.append(Path(name))
    shutil.copy2(place, name)
    return Path(name)


def _beside(folder: Path, content: bytes) -> Path:
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
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
