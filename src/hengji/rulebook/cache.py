"""The law book from its digest: a sound book is read from a cache as long as no file of it and no line of the program changes.

The cache is our own pickle in the user's own folder, and only our own types come out of it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import os
import pickle
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengji import __version__
from hengji.rulebook.book import Book
from hengji.rulebook.files import collect

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.files import Source

ALLOWED = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("decimal", "Decimal"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
}
MOST_KEPT = 8
OTHERS_MAY_WRITE = 0o022


class _Writer(pickle.Pickler):
    """Writes a dataclass as a call with its fields, which is read five times as fast as its state is set."""

    def reducer_override(self, entry: object) -> Any:
        """The call that makes an entry anew."""
        kind = type(entry)
        if not is_dataclass(kind):
            return NotImplemented
        return kind, tuple(getattr(entry, name) for name in _arguments(kind))


@cache
def _arguments(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)


class _Reader(pickle.Unpickler):
    """Reads our own types and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        if module.startswith("hengji.") or (module, name) in ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def load(*folders: Path) -> tuple[Book, tuple[Problem, ...]]:
    """The law book of the given folders; a book without problems is kept for the next time."""
    return of(collect(*folders))


def of(source: Source) -> tuple[Book, tuple[Problem, ...]]:
    """The law book of these files; a book without problems is kept for the next time."""
    place = _place(source)
    kept = _read(place) if place is not None else None
    if kept is not None:
        return kept, ()
    from hengji.rulebook.load import build  # reading and linting are not even imported where the book is kept

    book, problems = build(source)
    if place is not None and not problems:
        _keep(place, book)
    return book, problems


def _place(source: Source) -> Path | None:
    """Where this very book under this very program is kept; None where there is no safe place."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hengji" / "rulebook"
    key = hashlib.sha256(f"{source.digest} {__version__} {_program()} {sys.version}".encode()).hexdigest()
    try:
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = base.stat()
    except OSError:
        return None
    own = not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & OTHERS_MAY_WRITE)
    return base / f"{key}.book" if own else None


def _program() -> str:
    """The time and size of every module that the cache depends on, so that a changed program reads anew."""
    package = Path(__file__).resolve().parent.parent
    parts = [
        entry for folder in ("core", "expr", "rulebook") for entry in os.scandir(package / folder) if entry.name.endswith(".py")
    ]
    return " ".join(
        f"{entry.name}{entry.stat().st_mtime_ns}{entry.stat().st_size}" for entry in sorted(parts, key=lambda e: e.path)
    )


def _read(place: Path) -> Book | None:
    """The kept book, or None where there is none or it cannot be read."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    try:
        gc.disable()  # ten thousand entries come to stay; looking for garbage among them costs half the time
        found = _Reader(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, TypeError, ValueError):
        return None
    finally:
        gc.enable()
    return found if isinstance(found, Book) else None


def _keep(place: Path, book: Book) -> None:
    """Keeps a book; that it cannot be kept is no fault."""
    with contextlib.suppress(OSError):
        import tempfile  # half of its imports are needed nowhere else

        handle, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            _Writer(file, protocol=pickle.HIGHEST_PROTOCOL).dump(book)
        Path(name).replace(place)
        kept = sorted(place.parent.glob("*.book"), key=lambda old: old.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
