"""What a run keeps of a report between its steps, as bytes: the same values always give the same bytes, and only our own are read back."""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hengji.auditing.similarity import Sketch
    from hengji.auditing.years import Stated
    from hengji.writing.audit.summary import Brief

ALLOWED = frozenset({("builtins", "frozenset"), ("decimal", "Decimal"), ("copyreg", "_reconstructor"), ("builtins", "object")})
OWN = "hengji."
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
    pickler = pickle.Pickler(made, protocol=5)
    pickler.fast = True
    pickler.dump(value)
    return zlib.compress(made.getvalue())


def unpacked(content: bytes, kind: type[Kind]) -> Kind:
    """The value again; ForeignError where the bytes hold anything but a value of ours: a folder of results may come from anywhere."""
    try:
        found = _Reader(io.BytesIO(zlib.decompressobj().decompress(content, LARGEST))).load()
    except Exception as error:  # a pickle that was tampered with fails in every way
        raise ForeignError(type(error).__name__) from error
    if not isinstance(found, kind):
        raise ForeignError(type(found).__name__)
    return found


class _Reader(pickle.Unpickler):
    """Makes objects of our own classes and of a few plain ones; nothing else can be named, nor reached through a module of ours."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in ALLOWED:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(OWN) and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found
