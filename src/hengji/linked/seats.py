"""Where a template seats its figures: the letters that it prints beside each, by which a figure that was carried off to other words shows.

The numbers in the names of bookmarks follow the order of the template. A paragraph that was moved or copied takes its words with it, so the
words beside its figures still follow the order of their numbers, wherever it stands; figures that were exchanged stand beside each other's words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.writing.markup import Words, body_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BESIDE = 8
"""How many letters on each side are compared."""
LEAST = 2
"""With fewer letters that are no stops, words say nothing about what stands behind them."""
BEHIND = 2
"""How many letters behind a name tell that it heads a paragraph."""
LONG = 4
"""A name with fewer letters may be any word."""
MOST = 1_500
"""How many figures are put in order; a report with more of them is not one of ours."""
_BEGINS = r"(?:\A|[。；）)])"
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Seat:
    """One place for a figure: the letters before and behind it, and its turn among the paragraphs of the template."""

    near: str
    far: str
    turn: int


@dataclass(frozen=True, slots=True)
class Seats:
    """The places of a template, by the last letters before them."""

    places: tuple[Seat, ...] = ()

    def turns(self, before: str, behind: str) -> tuple[int, int] | None:
        """The first and the last place that a figure with these letters on both sides may have; None where the words tell nothing.

        >>> Seats((Seat("人员经费", "，占", 1), Seat("人员经费", "。", 2), Seat("公用经费", "，占", 3))).turns("其中人员经费", "，占基本支出")
        (1, 1)
        """
        before, behind = plain(before), plain(behind)
        near = [seat for seat in self.places if before.endswith(seat.near)]
        longest = max((len(seat.near) for seat in near), default=0)
        near = [seat for seat in near if len(seat.near) == longest]
        close = [seat for seat in near if seat.far and behind.startswith(seat.far)] or near
        return (min(seat.turn for seat in close), max(seat.turn for seat in close)) if close else None


@dataclass(frozen=True, slots=True)
class Head:
    """How a template begins a paragraph on an indicator or a project: a pattern of what stands before its name, and the letters behind."""

    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Members:
    """Indicators and projects by the short ids of their figures, the names of all that there are, and how paragraphs on one begin."""

    of: Callable[[str], str] = lambda _: ""
    every: frozenset[str] = frozenset()
    heads: tuple[Head, ...] = ()

    def another(self, own: str, text: str) -> bool:
        """Whether a paragraph is headed by another of them, and by this one nowhere. What somebody wrote about others heads nothing.

        >>> Members(every=frozenset({"预算执行率", "资产盘点情况"}), heads=(Head("", "：扣"),)).another("预算执行率", "资产盘点情况：扣1分")
        True
        """
        text, own = plain(text), plain(own)
        if any(re.search(f"{_BEGINS}{re.escape(own + head.behind)}", text) for head in self.heads):
            return False  # paragraphs that were joined have several heads
        others = [re.escape(name) for each in self.every if len(name := plain(each)) >= LONG and name != own]
        names = "|".join(others)
        return bool(others) and any(re.match(f"{head.before}(?:{names}){re.escape(head.behind)}", text) for head in self.heads)


@dataclass(frozen=True, slots=True)
class Expected:
    """What else is known of the document that a template makes: the places for figures, whose each figure is, and patterns in the law book's
    words: what leads a unit, what office programs call a copy, a line that only numbers pages, what stands behind the number of a page.
    """

    seats: Seats = Seats()
    members: Members = Members()
    unit_lead: str = ""
    copies: str = "(?!)"
    page_alone: str = "(?!)"
    page: str = "(?!)"


def of(template: bytes, words: Words) -> Seats:
    """The places for figures in the paragraphs of a template whose words tell them apart; tables have none."""
    found: list[Seat] = []
    turn, each = 0, ""
    for line in body_lines(template, words):
        turn, each = turn + (not line.each or line.each != each), line.each  # paragraphs for one list repeat together
        if line.in_table:
            continue
        for before, behind in pairwise(line.pieces):
            near, far = plain(before)[-BESIDE:], plain(behind)[:BESIDE]
            if sum(unicodedata.category(letter)[0] in "LN" for letter in near) >= LEAST:
                found.append(Seat(near, far, turn))
    return Seats(tuple(found))


def heads(template: bytes, words: Words, name: str) -> tuple[Head, ...]:
    """How a template's paragraphs begin that print the name of a member; `name` is what its mark is called."""
    found: list[Head] = []
    for line in body_lines(template, words):
        if line.in_table or name not in line.names:
            continue
        at = line.names.index(name)
        behind = plain(line.pieces[at + 1])[:BEHIND]
        if behind:
            before = "[^，。；：]*?".join(re.escape(plain(piece)) for piece in line.pieces[: at + 1])
            found.append(Head(before, behind))
    return tuple(dict.fromkeys(found))


def plain(text: str) -> str:
    """A text without blanks, which programs add and take away."""
    return _BLANK.sub("", text)


def carried_off(turns: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Which of the figures, given in the order of their numbers, sit where others belong: as few as can be, each with the one it was exchanged for.

    >>> carried_off([(1, 1), (4, 5), (3, 3), (5, 5)]), carried_off([(1, 1), (3, 3), (3, 4), (5, 5)])
    ((1, 2), ())
    """
    if not _out_of_order(turns) or len(turns) > MOST:
        return ()
    best, before = [1] * len(turns), [-1] * len(turns)
    for at, turn in enumerate(turns):
        for earlier in range(at):
            if turns[earlier][0] <= turn[1] and best[earlier] >= best[at]:
                best[at], before[at] = best[earlier] + 1, earlier
    kept: set[int] = set()
    at = max(range(len(turns)), key=lambda each: best[each])
    while at >= 0:
        kept.add(at)
        at = before[at]
    lost = {each for each in range(len(turns)) if each not in kept}
    for each in sorted(lost):
        partners = [other for other in kept if (turns[other][0] > turns[each][1]) if other < each]
        partners += [other for other in kept if (turns[other][1] < turns[each][0]) if other > each]
        lost |= set(partners) if len(partners) == 1 else set()
    return tuple(sorted(lost))


def _out_of_order(turns: Iterable[tuple[int, int]]) -> bool:
    highest = -1
    for first, last in turns:
        if last < highest:
            return True
        highest = max(highest, first)
    return False
