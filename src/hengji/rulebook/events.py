"""libyaml's events to our tree; nothing of PyYAML's own typing is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml as libyaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml, end

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN, REFUSED, REPEATED = "RB01", "RB02", "RB03"
DEEPEST = 50


class _StrictError(Exception):
    def __init__(self, code: str, line: int, column: int, found: str) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.found = code, line, column, found


def read(text: str, file: str) -> tuple[Yaml | None, tuple[Problem, ...]]:
    """The tree of one file, or the problem that stops it: RB01 not YAML, RB02 refused, RB03 a key twice."""
    loader: Any = getattr(libyaml, "CSafeLoader", libyaml.SafeLoader)  # PyYAML's stubs leave out the parser and its events
    try:
        return _document(loader(text).get_event), ()
    except _StrictError as error:
        return None, (problem(error.code, Place.line(file, error.line, error.column), error.found),)
    except libyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place.line(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        return None, (problem(BROKEN, place, error.problem or ""),)
    except libyaml.reader.ReaderError as error:
        letter = chr(error.character)  # its position counts bytes or letters, as the parser is libyaml or not
        return None, (problem(BROKEN, end(file, text.partition(letter)[0]), letter),)


def _document(take: Callable[[], Any]) -> Yaml | None:
    """The only document of a file; None where the file is empty."""
    tree: Yaml | None = None
    while (event := take()) is not None:
        kind = type(event)
        if kind is DocumentStartEvent and tree is not None:
            raise _StrictError(REFUSED, *_spot(event), "---")
        if issubclass(kind, NodeEvent):
            tree = _node(event, take, 0)
    return tree


def _node(event: Any, take: Callable[[], Any], depth: int) -> Yaml:
    """`take` gives the next event; the loop is the hottest of the loading, so that it asks for types by `is`."""
    kind, mark = type(event), event.start_mark
    line, column = mark.line + 1, mark.column + 1
    if depth > DEEPEST:
        raise _StrictError(BROKEN, line, column, str(depth))
    if kind is AliasEvent or event.anchor:
        raise _StrictError(REFUSED, line, column, f"&{event.anchor}")
    if event.tag:
        raise _StrictError(REFUSED, line, column, event.tag)
    if kind is ScalarEvent:
        return Scalar(event.value, not event.style, line, column)
    if kind is SequenceStartEvent:
        return Sequence(_sequence(take, depth + 1), line, column)
    return _mapping(take, line, column, depth + 1)


def _spot(event: Any) -> tuple[int, int]:
    """Line and column of an event, counted from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _sequence(take: Callable[[], Any], depth: int) -> tuple[Yaml, ...]:
    entries: list[Yaml] = []
    while type(event := take()) is not SequenceEndEvent:
        entries.append(_node(event, take, depth))
    return tuple(entries)


def _mapping(take: Callable[[], Any], line: int, column: int, depth: int) -> Mapping:
    entries: dict[str, Yaml] = {}
    keys: dict[str, Scalar] = {}
    while type(event := take()) is not MappingEndEvent:
        key = _node(event, take, depth)
        if not isinstance(key, Scalar) or (key.plain and key.text in {"<<", "?"}):
            raise _StrictError(REFUSED, key.line, key.column, getattr(key, "text", "?"))
        if key.text in entries:
            raise _StrictError(REPEATED, key.line, key.column, key.text)
        entries[key.text], keys[key.text] = _node(take(), take, depth), key
    return Mapping(entries, keys, line, column)
