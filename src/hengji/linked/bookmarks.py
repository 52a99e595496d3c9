"""The bookmarks of ours in a document that came back: what their names say, which are copies, which lie in others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked.drift import COPIED, NESTED, RENAMED, UNENDED, Bound
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.document import Document
    from hengji.core.problem import Problem
    from hengji.reading.marked import Mark
    from hengji.writing.figures import Name

LONGEST_SUFFIX = 15


def template_of(marks: Iterable[Mark]) -> tuple[str, int]:
    """The digest of the template and the number of figures that the mark at the beginning tells; empty and 0 without one."""
    return next((found for mark in marks if (found := figures.read_whole(mark.name)) is not None), ("", 0))


def read(marks: Iterable[Mark], document: Document, copies: str) -> tuple[tuple[Bound, ...], tuple[Problem, ...]]:
    """Every bookmark of ours, and what is odd about some; `copies` is a pattern of what office programs put behind the name of a copy."""
    reader = _Reader(document, copies)
    bound = tuple(reader.nested(list(reader.bound(marks))))
    return bound, tuple(reader.problems)


class _Reader:
    """One reading of one document's bookmarks."""

    def __init__(self, document: Document, copies: str) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self._suffix = re.compile(rf"(?:[ _]?(?:{copies})[ _]?)?\d{{0,3}}\Z", re.IGNORECASE)

    def bound(self, marks: Iterable[Mark]) -> Iterator[Bound]:
        """Those that are ours and have an end."""
        turns: Counter[str] = Counter()
        copies: Counter[str] = Counter()
        for mark in marks:
            name = self._name(mark)
            if name is None:
                continue
            if mark.end < 0:
                self._odd(UNENDED, mark)
                continue
            own = figures.named(name)
            if copies[own] and mark.name == own:
                self._odd(COPIED, mark)
            yield Bound(mark, name, turns[mark.name], copies[own])
            turns[mark.name] += 1
            copies[own] += 1

    def _name(self, mark: Mark) -> Name | None:
        """What a name says; an office program that copies a bookmark puts a number behind its name."""
        if not figures.ours(mark.name) or figures.read_whole(mark.name) is not None:
            return None
        name = figures.read_name(mark.name)
        if name is not None:
            return name
        name = next((found for text in self._shorter(mark.name) if (found := figures.read_name(text)) is not None), None)
        if name is not None:
            self._odd(COPIED, mark)
        elif figures.read_whole(mark.name.rstrip("0123456789")) is None and not _copy_of_whole(mark.name):
            self._odd(RENAMED, mark)
        return name

    def _shorter(self, name: str) -> Iterator[str]:
        return (short for short in _beginnings(name) if self._suffix.fullmatch(name[len(short) :]))

    def _odd(self, code: str, mark: Mark) -> None:
        text = self.document.text[mark.start : mark.end] if mark.end >= 0 else ""
        self.problems.append(problem(code, Place(self.document.name, mark.place), mark.name, text=text))

    def nested(self, bound: list[Bound]) -> list[Bound]:
        """Tells bookmarks that lie in others, and remembers them with the outer one."""
        order = sorted(range(len(bound)), key=lambda at: (bound[at].mark.start, -bound[at].mark.end))
        open_: list[int] = []
        inner: dict[int, list[tuple[int, int]]] = {}
        for at in order:
            mark = bound[at].mark
            while open_ and bound[open_[-1]].mark.end <= mark.start:
                open_.pop()
            if open_ and mark.end > mark.start:
                self._odd(NESTED, mark)
                inner.setdefault(open_[-1], []).append((mark.start, min(mark.end, bound[open_[-1]].mark.end)))
            if mark.end > mark.start:
                open_.append(at)
        return [replace(each, inner=tuple(inner.get(at, ()))) for at, each in enumerate(bound)]


def _beginnings(name: str) -> Iterator[str]:
    """A name without its last letters, one more each time."""
    return (name[:end] for end in range(len(name) - 1, len(name) - 1 - LONGEST_SUFFIX, -1))


def _copy_of_whole(name: str) -> bool:
    return any(figures.read_whole(short) is not None for short in _beginnings(name))
