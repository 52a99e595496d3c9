"""The closed world of a formula: the names, stages, axes and units that may stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.core.quantity import Unit

LOOKS_NEAR = 0.5  # 得份 is half of 得分


@dataclass(frozen=True, slots=True)
class Name:
    """A declared concept as a formula sees it."""

    concept: str
    label: str
    dimension: str
    stages: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    absent_is_zero: bool = False
    any_sign: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis by its id, with the codes of its members."""

    id: str
    label: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """What a formula may name. `locals` are the parameters of a method, `lists` the fields of the lists it may run over."""

    names: Mapping[str, Name] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    stage_labels: Mapping[str, str] = field(default_factory=dict)
    axes: Mapping[str, Axis] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    locals: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional_terms: bool = False
    _index: dict[str, list[str]] = field(init=False, repr=False, compare=False)
    _units: dict[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _by_first_letter(self._words()))
        object.__setattr__(self, "_units", _by_first_letter(self.units))

    def within(self, *, locals_: Iterable[str], lists: Mapping[str, tuple[str, ...]]) -> Vocabulary:
        """The same world with a method's own names, and without facts."""
        return Vocabulary({}, self.stages, self.stage_labels, self.axes, self.units, frozenset(locals_), dict(lists))

    def allowing_optional_terms(self) -> Vocabulary:
        """The same world in which 缺省 may be said, as identities may."""
        return Vocabulary(
            self.names, self.stages, self.stage_labels, self.axes, self.units, self.locals, self.lists, optional_terms=True
        )

    def name_at(self, text: str, start: int) -> str | None:
        """The longest declared name that stands at a place of the text."""
        return _longest(self._index, text, start)

    def unit_at(self, text: str, start: int) -> str | None:
        """The longest unit that stands at a place of the text."""
        return _longest(self._units, text, start)

    def nearest(self, word: str) -> str:
        """The declared name that looks most like a word, or nothing."""
        from difflib import get_close_matches

        near = get_close_matches(word[:40], self._words(), 1, LOOKS_NEAR)
        return near[0] if near else ""

    def _words(self) -> list[str]:
        return [*self.names, *self.locals, *(name for names in self.lists.values() for name in names)]


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        index.setdefault(word[0], []).append(word)
    for same_start in index.values():
        same_start.sort(key=len, reverse=True)
    return index


def _longest(index: Mapping[str, list[str]], text: str, start: int) -> str | None:
    for word in index.get(text[start : start + 1], ()):
        if text.startswith(word, start):
            return word
    return None
