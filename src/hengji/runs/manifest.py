"""Which files a run takes: folders searched through, names in one order, hashes fixed before the first file is read."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import HIDDEN as UNPRINTED
from hengji.core.problem import problem, shown
from hengji.runs.record import HIDDEN, OTHER_KIND, OWN, TEMPORARY, Entry, Manifest, Skipped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from hengji.runs.record import Options

NOT_FOUND, NOT_READABLE, SAME = "RD01", "RD02", "SY03"
STATE = ".hengji"
"""The folder inside a folder of results where a run keeps what the next one needs; where it stands, everything is our own."""
TEMPORARY_STARTS = ("~$", ".~")
MOST_STEM, SHORT, LONG = 60, 8, 32
LONGEST_NAME = 4_000
_CHUNK = 1 << 20
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')


def collect(paths: Iterable[Path], options: Options) -> Manifest:
    """Files as they were named and every file of the right kind below folders, sorted by name, each once.

    What cannot be found or opened is an entry with its problem, so that it is told in its place.
    """
    taken: dict[str, Path] = {}
    skipped: list[Skipped] = []
    out = options.out.resolve() if options.out is not None else None
    for path in paths:
        found = _below(path, options.kinds, out, skipped) if path.is_dir() else [path]
        taken.update((str(each), each) for each in found)
    entries = [_entry(path, name) for name, path in sorted(_once(taken).items())]
    return Manifest(tuple(_named(_doubles(entries))), tuple(sorted(set(skipped), key=lambda each: each.name)))


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content; OSError where it cannot be read."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
    return whole.hexdigest()


def _below(folder: Path, kinds: Collection[str], out: Path | None, skipped: list[Skipped]) -> Iterator[Path]:
    """The files of a folder and its folders; links to folders are not followed. A folder that cannot be opened is given as if it were a file."""
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        here = Path(parent)
        if STATE in folders or (out is not None and here.resolve() == out):
            skipped.append(Skipped(str(here), OWN))
            folders.clear()
            continue
        skipped.extend(Skipped(str(here / name), HIDDEN) for name in folders if name.startswith("."))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            why = _why_not(name, here / name, kinds)
            if why:
                skipped.append(Skipped(str(here / name), why))
            else:
                yield here / name
    yield from (Path(str(error.filename)) for error in closed)


def _why_not(name: str, path: Path, kinds: Collection[str]) -> str:
    if name.startswith(TEMPORARY_STARTS):
        return TEMPORARY
    if name.startswith("."):
        return HIDDEN
    return "" if path.suffix.lower() in kinds and path.is_file() else OTHER_KIND


def _once(taken: dict[str, Path]) -> dict[str, Path]:
    """A file that was named in two ways, once, by the first of its names."""
    first: dict[str, str] = {}
    for name in sorted(taken):
        first.setdefault(os.path.realpath(name), name)
    return {name: taken[name] for name in first.values()}


def _entry(path: Path, name: str) -> Entry:
    try:
        if not path.is_file():
            code = NOT_READABLE if path.exists() else NOT_FOUND
            return Entry(path, name, problem=problem(code, Place(shown(name, LONGEST_NAME)), name))
        return Entry(path, name, sha256(path))
    except OSError as error:
        return Entry(path, name, problem=problem(NOT_READABLE, Place(shown(name, LONGEST_NAME)), error.strerror or name))


def _doubles(entries: list[Entry]) -> Iterator[Entry]:
    """Entries with the same content as an earlier one say so; empty files are each told as empty."""
    first: dict[str, str] = {hashlib.sha256().hexdigest(): ""}
    for entry in entries:
        other = first.setdefault(entry.sha256, entry.name) if entry.sha256 else ""
        if not other or other == entry.name:
            yield entry
            continue
        place = Place(shown(entry.name, LONGEST_NAME))
        yield replace(entry, same_as=other, problem=problem(SAME, place, entry.name, other=shown(other, LONGEST_NAME)))


def _named(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries with the beginnings of their results' names: the file's own, and as much of the hash as tells all apart."""
    every = list(entries)
    short = [f"{_stem(entry.path)}-{entry.sha256[:SHORT]}" for entry in every]
    twice = Counter(stem.casefold() for stem, entry in zip(short, every, strict=True) if not entry.problem)
    for stem, entry in zip(short, every, strict=True):
        length = LONG if twice[stem.casefold()] > 1 else SHORT
        yield replace(entry, stem=f"{stem[: -SHORT or None]}{entry.sha256[:length]}")


def _stem(path: Path) -> str:
    """A file's name without its ending, of letters that every file system takes."""
    plain = unicodedata.normalize("NFC", path.stem)
    kept = "".join("_" if letter in _NOT_IN_NAMES or unicodedata.category(letter) in UNPRINTED else letter for letter in plain)
    return kept.strip(" .")[:MOST_STEM].rstrip(" .") or "_"
