"""Patterns that look first for the words without which they cannot match."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_SPELLINGS, MOST_WORDS = 64, 24
"""More spellings than these of a part are not written out; more words than these take as long to look for as the pattern itself."""

Spellings = frozenset[str]
_NOTHING: Spellings = frozenset({""})


class Pattern:
    """A compiled pattern; a text that holds none of the words that every match must hold is not searched.

    To look for a word takes a hundredth of the time of trying a pattern at every letter, and most texts hold none of the words of
    most checks.
    """

    __slots__ = ("_finditer", "_search", "compiled", "needs")

    def __init__(self, pattern: str) -> None:
        self.compiled = re.compile(pattern)
        self.needs = needed(pattern)
        self._finditer, self._search = self.compiled.finditer, self.compiled.search

    @property
    def pattern(self) -> str:
        """What it was compiled from."""
        return self.compiled.pattern

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        """Every match, as `re.Pattern.finditer`."""
        return self._finditer(text, *bounds) if self.may(text) else iter(())

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        """The first match, as `re.Pattern.search`."""
        return self._search(text, *bounds) if self.may(text) else None

    def findall(self, text: str) -> list[Any]:
        """What every match holds, as `re.Pattern.findall`."""
        return self.compiled.findall(text) if self.may(text) else []

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        """The match at the beginning, as `re.Pattern.match`."""
        return self.compiled.match(text, *bounds)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text, as `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text)

    def sub(self, instead: str, text: str) -> str:
        """The text with something instead of every match, as `re.Pattern.sub`."""
        return self.compiled.sub(instead, text) if self.may(text) else text

    def may(self, text: str) -> bool:
        """Whether a text holds one of the words that every match must hold."""
        needs = self.needs
        if not needs:
            return True
        for word in needs:  # noqa: SIM110 - a generator inside `any` takes twice as long, and this is asked ten thousand times a report
            if word in text:
                return True
        return False


@lru_cache(maxsize=2048)
def needed(pattern: str) -> tuple[str, ...]:
    """Words of which every text that the pattern matches holds one; none where that cannot be said, or would not save time.

    >>> needed("占(?:比)?(?:约|为)?[0-9]+%")
    ('%',)
    >>> needed("(?:最高|最低)分[0-9]*")
    ('最低分', '最高分')
    >>> needed("[0-9]+")
    ()
    """
    try:
        from re import _parser  # no public way leads to the parts of a pattern

        parsed = _parser.parse(pattern)
        if parsed.state.flags & (re.IGNORECASE | re.VERBOSE):
            return ()
        return tuple(sorted(_best(_candidates(parsed))))
    except (ImportError, AttributeError, TypeError, ValueError):  # another Python may hold its parts in another way
        return ()


def _best(candidates: Iterable[Spellings]) -> Spellings:
    """The fewest words; rather some of two letters than of one."""
    good = [each for each in map(_shortest, candidates) if len(each) <= MOST_WORDS]
    return min(good, key=lambda each: (min(map(len, each)) == 1, len(each), sorted(each)), default=frozenset())


def _shortest(words: Spellings) -> Spellings:
    """Without those that hold another of them: a text that has the longer has the shorter."""
    return frozenset(each for each in words if not any(other in each for other in words if other != each))


def _candidates(items: Sequence[tuple[Any, Any]]) -> Iterator[Spellings]:
    """Sets of words of which every match of these parts, one behind the other, holds one."""
    run = _NOTHING
    for operator, argument in items:
        exact = _exact(operator, argument)
        if str(operator) == "ASSERT":
            yield from _candidates(argument[1])
        joined = _joined(run, exact) if exact is not None else None
        if joined is not None:
            run = joined
            continue
        yield from _whole(run)
        run = exact if exact is not None else _NOTHING
        yield from _inside(str(operator), argument)
    yield from _whole(run)


def _whole(run: Spellings) -> Iterator[Spellings]:
    if "" not in run:
        yield run


def _joined(before: Spellings, behind: Spellings) -> Spellings | None:
    if len(before) * len(behind) > MOST_SPELLINGS:
        return None
    return frozenset(map("".join, product(before, behind)))


def _exact(operator: object, argument: Any) -> Spellings | None:
    """Every spelling of a part, where these are few."""
    name = str(operator)
    if name == "LITERAL":
        return frozenset({chr(argument)})
    if name in {"AT", "ASSERT_NOT", "ASSERT"}:
        return _NOTHING
    if name == "IN":
        return frozenset(chr(value) for _, value in argument) if all(str(kind) == "LITERAL" for kind, _ in argument) else None
    if name == "BRANCH":
        return _together([_spelt(each) for each in argument[1]])
    if name == "SUBPATTERN":
        return _spelt(argument[3]) if not argument[1] and not argument[2] else None
    if name == "ATOMIC_GROUP":
        return _spelt(argument)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _repeated(*argument)
    return None


def _spelt(items: Sequence[tuple[Any, Any]]) -> Spellings | None:
    """Every spelling of parts one behind the other."""
    run: Spellings | None = _NOTHING
    for operator, argument in items:
        exact = _exact(operator, argument)
        run = _joined(run, exact) if run is not None and exact is not None else None
    return run


def _together(branches: list[Spellings | None]) -> Spellings | None:
    found: set[str] = set()
    for each in branches:
        if each is None:
            return None
        found |= each
    return frozenset(found) if len(found) <= MOST_SPELLINGS else None


def _repeated(least: int, most: int, item: Sequence[tuple[Any, Any]]) -> Spellings | None:
    """Every spelling of what stands there once or not at all, or so many times."""
    once = _spelt(item)
    if once is None or (least, most) == (0, 1):
        return once | _NOTHING if once is not None else None
    if least != most or not least:
        return None
    run: Spellings | None = once
    for _ in range(least - 1):
        run = _joined(run, once) if run is not None else None
    return run


def _inside(name: str, argument: Any) -> Iterator[Spellings]:
    """What every match of one part holds that has too many spellings."""
    if name == "SUBPATTERN" and not argument[1] & re.IGNORECASE:
        yield from _candidates(argument[3])
    elif name == "ATOMIC_GROUP":
        yield from _candidates(argument)
    elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and argument[0]:
        once = _spelt(argument[2])
        yield from _whole(once) if once is not None else _candidates(argument[2])
    elif name == "BRANCH":
        best = [_best(_candidates(each)) for each in argument[1]]
        if all(best):
            yield frozenset().union(*best)
