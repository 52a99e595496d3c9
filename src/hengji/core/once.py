"""What is worked out of a frozen value once, and found again as long as the same value is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")
MOST = 2_000
"""Far more than the rows, formulas and names of a scheme. What a case brings with it (an indicator of a department's own, with its
formulas) is new in every evaluation and never asked about again: it must not pile up in a process that evaluates for months."""


def once(work: Callable[[T], R]) -> Callable[[T], R]:
    """The same function, which works only once on each object; the object itself counts, not what it equals.

    A tree or a scheme is large, and to compare or hash it costs more than most of what is made of it. The object is kept with the
    result, so that no other takes its place in memory. At most `MOST` are kept: what was asked about lately stays, and what was not
    asked about while half as many others came is let go.

    >>> doubled = once(lambda letters: letters * 2)
    >>> letters = ["甲"]
    >>> doubled(letters) is doubled(letters)
    True
    """
    young: dict[int, tuple[T, R]] = {}
    old: dict[int, tuple[T, R]] = {}

    def found(thing: T) -> R:
        nonlocal young, old
        entry = young.get(id(thing))
        if entry is None:
            entry = old.get(id(thing)) or (thing, work(thing))
            if len(young) >= MOST // 2:
                young, old = {}, young
            young[id(thing)] = entry
        return entry[1]

    return found


def latest(work: Callable[[T], R]) -> Callable[[T], R]:
    """The same function, which remembers what it worked out of the object that it was last asked about, and nothing of others.

    For what many checks ask of one report in turn: a folder of thousands leaves no more than one behind.

    >>> doubled = latest(lambda letters: letters * 2)
    >>> letters = ["甲"]
    >>> doubled(letters) is doubled(letters)
    True
    """
    kept: tuple[object, R] | None = None

    def found(thing: T) -> R:
        nonlocal kept
        entry = kept
        if entry is None or entry[0] is not thing:
            entry = kept = (thing, work(thing))
        return entry[1]

    return found
