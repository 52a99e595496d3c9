"""Facts of one budget unit; the same thing stated twice keeps both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.fact import Fact, Key


class FactSet:
    """An unchanging collection of facts, found by what they are about."""

    __slots__ = ("_by_key", "_facts")

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = tuple(facts)
        self._by_key: dict[Key, list[Fact]] = {}
        for fact in self._facts:
            self._by_key.setdefault(fact.key, []).append(fact)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def find(self, key: Key) -> Fact | None:
        """The first statement of a fact, or None."""
        found = self._by_key.get(key)
        return found[0] if found else None

    def statements(self, key: Key) -> tuple[Fact, ...]:
        """Every statement of a fact."""
        return tuple(self._by_key.get(key, ()))

    def repeated(self) -> tuple[tuple[Fact, ...], ...]:
        """The facts that are stated more than once, in the order of their first statement."""
        return tuple(tuple(same) for same in self._by_key.values() if len(same) > 1)

    def members(self, concept: str, year: int, stage: str, axis: str) -> tuple[Fact, ...]:
        """The listed parts of a concept along one axis only."""
        return tuple(
            same[0]
            for (name, when, step, members), same in self._by_key.items()
            if (name, when, step) == (concept, year, stage) and len(members) == 1 and members[0][0] == axis
        )

    def without(self, concept: str) -> FactSet:
        """The same facts less every statement of one concept."""
        return FactSet(fact for fact in self._facts if fact.concept != concept)

    def replaced(self, fact: Fact) -> FactSet:
        """The same facts with every statement of one key replaced by `fact`."""
        return FactSet([*(old for old in self._facts if old.key != fact.key), fact])
