"""What is worked out of a frozen value once, and found again as long as the same value is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")
MOST = 20_000


def once(work: Callable[[T], R]) -> Callable[[T], R]:
    """The same function, which works only once on each object; the object itself counts, not what it equals.

    A tree or a scheme is large, and to compare or hash it costs more than most of what is made of it. The object is kept with the
    result, so that no other takes its place in memory; when too many are kept, all are let go.

    >>> doubled = once(lambda letters: letters * 2)
    >>> letters = ["甲"]
    >>> doubled(letters) is doubled(letters)
    True
    """
    known: dict[int, tuple[T, R]] = {}

    def found(thing: T) -> R:
        entry = known.get(id(thing))
        if entry is None:
            if len(known) >= MOST:
                known.clear()
            entry = known[id(thing)] = (thing, work(thing))
        return entry[1]

    return found
