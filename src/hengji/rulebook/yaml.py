"""YAML 1.2 and less: a strict tree with the line and column of everything in it.

libyaml's events are read and nothing of PyYAML's own typing is used: no anchors, aliases, tags, second documents or repeated keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml as libyaml

from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN, REFUSED, REPEATED, ENCODING = "RB01", "RB02", "RB03", "RB12"
DEEPEST = 50


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


class _StrictError(Exception):
    def __init__(self, code: str, line: int, column: int, found: str) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.found = code, line, column, found


def read(text: str, file: str) -> tuple[Yaml | None, tuple[Problem, ...]]:
    """The tree of one file, or the problem that stops it: RB01 not YAML, RB02 refused, RB03 a key twice."""
    loader: Any = getattr(libyaml, "CSafeLoader", libyaml.SafeLoader)  # PyYAML's stubs leave out the parser and its events
    try:
        parser = loader(text)
        return _document(_events(parser)), ()
    except _StrictError as error:
        return None, (problem(error.code, Place.line(file, error.line, error.column), error.found),)
    except libyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place.line(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        return None, (problem(BROKEN, place, error.problem or ""),)
    except libyaml.reader.ReaderError as error:
        letter = chr(error.character)  # its position counts bytes or letters, as the parser is libyaml or not
        return None, (problem(BROKEN, _end(file, text.partition(letter)[0]), letter),)


def decode(content: bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8 text, or the problem."""
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        at = error.start
        sound = error.object[:at].decode("utf-8-sig")  # the codec has taken off the mark of byte order
        return "", (problem(ENCODING, _end(file, sound), error.object[at : at + 4].hex()),)


def _end(file: str, before: str) -> Place:
    """The place just behind a text."""
    lines = before.split("\n")
    return Place.line(file, len(lines), len(lines[-1]) + 1)


def _events(parser: Any) -> Iterator[Any]:
    while parser.check_event():
        yield parser.get_event()


def _document(events: Iterator[Any]) -> Yaml | None:
    tree: Yaml | None = None
    for event in events:
        if isinstance(event, libyaml.DocumentStartEvent) and tree is not None:
            raise _StrictError(REFUSED, *_spot(event), "---")
        if isinstance(event, libyaml.NodeEvent):
            tree = _node(event, events, 0)
    return tree


def _node(event: Any, events: Iterator[Any], depth: int) -> Yaml:
    line, column = _spot(event)
    if depth > DEEPEST:
        raise _StrictError(BROKEN, line, column, str(depth))
    if isinstance(event, libyaml.AliasEvent) or event.anchor:
        raise _StrictError(REFUSED, line, column, f"&{event.anchor}")
    if event.tag:
        raise _StrictError(REFUSED, line, column, event.tag)
    if isinstance(event, libyaml.ScalarEvent):
        return Scalar(event.value, not event.style, line, column)
    if isinstance(event, libyaml.SequenceStartEvent):
        return Sequence(tuple(_sequence(events, depth + 1)), line, column)
    return _mapping(events, line, column, depth + 1)


def _spot(event: Any) -> tuple[int, int]:
    """Line and column of an event, counted from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _sequence(events: Iterator[Any], depth: int) -> Iterator[Yaml]:
    for event in events:
        if isinstance(event, libyaml.SequenceEndEvent):
            return
        yield _node(event, events, depth)


def _mapping(events: Iterator[Any], line: int, column: int, depth: int) -> Mapping:
    entries: dict[str, Yaml] = {}
    keys: dict[str, Scalar] = {}
    for event in events:
        if isinstance(event, libyaml.MappingEndEvent):
            break
        key = _node(event, events, depth)
        if not isinstance(key, Scalar) or (key.plain and key.text in {"<<", "?"}):
            raise _StrictError(REFUSED, key.line, key.column, getattr(key, "text", "?"))
        if key.text in entries:
            raise _StrictError(REPEATED, key.line, key.column, key.text)
        entries[key.text], keys[key.text] = _node(next(events), events, depth), key
    return Mapping(entries, keys, line, column)
