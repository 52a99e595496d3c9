"""YAML 1.2 and less: a strict tree with the line and column of everything in it.

No anchors, aliases, tags, second documents or repeated keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    from hengji.core.problem import Problem

ENCODING = "RB12"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word or number as it stands; `plain` where it stood without quotes."""

    text: str
    plain: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    entries: tuple[Yaml, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each once, with where they stand."""

    entries: dict[str, Yaml]
    keys: dict[str, Scalar]
    line: int
    column: int


Yaml = Scalar | Sequence | Mapping


def read(text: str, file: str) -> tuple[Yaml | None, tuple[Problem, ...]]:
    """The tree of one file, or the problem that stops it: RB01 not YAML, RB02 refused, RB03 a key twice."""
    from hengji.rulebook import events  # libyaml is imported where a file is read, not where the law book is kept

    return events.read(text, file)


def decode(content: bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8 text, or the problem."""
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        at = error.start
        sound = error.object[:at].decode("utf-8-sig")  # the codec has taken off the mark of byte order
        return "", (problem(ENCODING, end(file, sound), error.object[at : at + 4].hex()),)


def end(file: str, before: str) -> Place:
    """The place just behind a text."""
    lines = before.split("\n")
    return Place.line(file, len(lines), len(lines[-1]) + 1)
