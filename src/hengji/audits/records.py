"""What a run keeps of a report between its steps, as bytes: the same values always give the same bytes, and only our own are read back."""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from hengji.auditing.similarity import Sketch
    from hengji.auditing.years import Stated
    from hengji.writing.audit.summary import Brief

ALLOWED = frozenset({("builtins", "frozenset"), ("decimal", "Decimal"), ("copyreg", "_reconstructor"), ("builtins", "object")})
OWN = "hengji."
FAST = 1
"""What is kept between two steps is read again at once: a third more bytes for half the time."""
LARGEST = 1 << 29
"""No report that was let in gives so many bytes."""
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Small:
    """What is kept in memory of a report until all have been read: what it is held against the others by."""

    sketch: Sketch
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a report that was written: the lines to print, and its row of the summary."""

    printed: str
    brief: Brief


class ForeignError(ValueError):
    """Bytes that this program did not write, or that were changed since."""


def packed(value: object) -> bytes:
    """A value as bytes that do not hang on which of its parts are one object and which are only equal."""
    made = io.BytesIO()
    pickler = _Writer(made, protocol=5)
    pickler.fast = True
    pickler.dump(value)
    return zlib.compress(made.getvalue(), FAST)


def unpacked(content: bytes, kind: type[Kind]) -> Kind:
    """The value again; ForeignError where the bytes hold anything but a value of ours: a folder of results may come from anywhere."""
    try:
        found = _Reader(io.BytesIO(zlib.decompressobj().decompress(content, LARGEST))).load()
    except Exception as error:  # a pickle that was tampered with fails in every way
        raise ForeignError(type(error).__name__) from error
    if not isinstance(found, kind):
        raise ForeignError(type(found).__name__)
    return found


class _Writer(pickle.Pickler):
    """Writes a dataclass as a call with its fields, which is written and read several times as fast as its state."""

    def reducer_override(self, entry: object) -> Any:
        """The call that makes a record or a word of ours anew; of words, Pythons before 3.11.4 would write another."""
        kind: Any = type(entry)
        if isinstance(entry, Enum):
            return kind, (entry.value,)
        names = _arguments(kind)
        return NotImplemented if names is None else (kind, tuple([getattr(entry, name) for name in names]))


@cache
def _arguments(kind: Any) -> tuple[str, ...] | None:
    """The fields of a class of ours, in the order in which it takes them; None of any other."""
    return tuple(each.name for each in fields(kind) if each.init) if is_dataclass(kind) else None


class _Reader(pickle.Unpickler):
    """Makes records and words of our own and a few plain values; nothing else can be named, nor reached through a module of ours."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self._known: dict[tuple[str, str], object] = {}

    def find_class(self, module: str, name: str) -> object:
        found = self._known.get((module, name))
        if found is None:
            found = self._known[module, name] = self._found(module, name)
        return found

    def _found(self, module: str, name: str) -> object:
        if (module, name) in ALLOWED:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(OWN) and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module or not (is_dataclass(found) or issubclass(found, Enum)):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found
