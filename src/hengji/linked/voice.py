"""A difference in words: where it is, what stood and stands there, and why something asked for is not done."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.core.document import BOX
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked import cells, proposal
from hengji.linked.drift import CHANGED, REMOVED, TYPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.problem import Problem
    from hengji.linked.drift import Drift
    from hengji.linked.looked import Looked
    from hengji.rulebook.book import Book

NOT_DONE = "DC37"
ADVISED = {"accept_no_value", "accept_at_odds", "accept_same", "restore_typed"}
"""Refusals with an advice of their own."""
LONG, CLOSE = 60, 12
"""Of longer texts only the stretch is told in which they differ, with so many letters on both sides."""
_PARAGRAPH, _CELL = re.compile(r"¶([0-9]+)"), re.compile(r"(表[0-9]+)!([A-Z]+)([0-9]+)")
LETTERS = 26
MOST_BEFORE, MOST_BEHIND = 5, 2
"""How many letters beside a changed number in words are shown with it."""


class Voice:
    """Says it in the law book's words."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @staticmethod
    def shown(drift: Drift, text: str) -> str:
        """What stood or stands in a place as a reader sees it: the number of a rate in per cent; a text that was typed as it is."""
        return cells.per_cent(text) if drift.rate and (drift.number or text != drift.new) else text

    def where(self, looked: Looked, drift: Drift) -> str:
        """The place of a difference as somebody counts it off: a paragraph, a text box, a row and a column of a table, a cell of a workbook."""
        said, place = self._counted(drift.place), looked.marked.document
        blocks = place.blocks if place is not None and drift.start >= 0 else ()
        if said != drift.place and any(
            each.kind == BOX and each.start <= drift.start < max(each.end, each.start + 1) for each in blocks
        ):
            said = self.book.caption("drift.place_box", place=said)
        return self.book.caption("drift.behind", place=said) if drift.code == REMOVED and said else said

    def _counted(self, place: str) -> str:
        paragraph, cell = _PARAGRAPH.match(place), _CELL.match(place)
        if paragraph is not None:
            return self.book.caption("drift.place_paragraph", number=paragraph[1])
        if cell is not None:
            column = functools.reduce(lambda count, letter: count * LETTERS + ord(letter) - ord("A") + 1, cell[2], 0)
            return self.book.caption("drift.place_cell", table=cell[1], row=cell[3], column=column)
        return place

    def told(self, drift: Drift, file: str) -> Problem:
        """A difference in words."""
        say = self.book.caption
        none = say("drift.none")
        before, behind = _beside_number(drift, say("drift.stops"))
        place = say("drift.behind", place=drift.place) if drift.code == REMOVED and drift.place else drift.place
        old, new = _differing(_one_line(self.shown(drift, drift.old)), _one_line(self.shown(drift, drift.new)))
        known = f"{before} {old}{behind}".strip() if old else say("drift.blank") if drift.blank else ""
        found = f"{new}{behind}" if new else say("drift.blank") if drift.code == CHANGED else none
        if drift.remark:
            held = say(f"drift.held_{drift.remark}", formula=drift.formula)
            found = f"{found}{held}" if new else held
        words = drift.bound is not None and drift.bound.name.words
        change = (
            say("drift.change", old=known, new=found) if known else say(f"drift.change_{'words' if words else 'figure'}", new=found)
        )
        slots = {
            "old": known or say("drift.unknown_form"),
            "change": change,
            "called": drift.called or self._nameless(drift),
            "now": _one_line(self.shown(drift, drift.now)) or none,
        }
        told = self.book.problem(problem(drift.code, Place(file, place), found, **slots))
        return replace(told, message=told.message.rstrip())

    def _nameless(self, drift: Drift) -> str:
        """What is said of a figure of which nobody knows what it is."""
        turn = drift.key.removeprefix("gone-")
        if turn != drift.key:
            return self.book.caption("drift.nameless", number=turn)
        return "" if drift.code == TYPED else self.book.caption("drift.nameless_here")

    def all(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems with their words."""
        return tuple(self.book.problem(each) for each in problems)

    def refused(self, looked: Looked, drift: Drift, why: str, both: str = "") -> Problem:
        """Why something asked for is not done, and what to do instead; the words of its code are still to be put in."""
        rests = "、".join(proposal.base(drift.figure, self.book)) or self.book.caption("drift.none")
        reason = self.book.caption(f"drift.{why}", rests=rests, both=both)
        what = why if why in ADVISED else why.partition("_")[0]
        advice = self.book.caption(f"drift.advice_{what if what in {*ADVISED, 'accept', 'restore'} else 'write'}")
        place = Place(looked.marked.name, self.where(looked, drift))
        found = self.shown(drift, drift.new or drift.old)
        return problem(NOT_DONE, place, found, called=drift.called, reason=reason, advice=advice)


def _one_line(text: str) -> str:
    """The lines of a cell behind each other."""
    return "；".join(line for line in text.split("\n") if line)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Of two long texts the stretch in which they differ, with a few letters on both sides; short ones as they are."""
    if not old or not new or max(len(old), len(new)) <= LONG:
        return old, new
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    low, high = max(0, start - CLOSE), max(0, end - CLOSE)
    return _cut(old, low, len(old) - high), _cut(new, low, len(new) - high)


def _cut(text: str, low: int, high: int) -> str:
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


def _beside_number(drift: Drift, stops: str) -> tuple[str, str]:
    """Of one changed number in words: the few letters before it and what it counts, up to the next stop or number."""
    if drift.spot[0] < 0 or "、" in drift.new + drift.old:
        return "", ""
    before = re.split(f"[{re.escape(stops)}0-9\\s]", drift.around[0])[-1]
    before = before if len(before) <= MOST_BEFORE else f"…{before[-MOST_BEFORE:]}"
    behind = re.split(f"[{re.escape(stops)}0-9\\s]", drift.around[1])[0]
    return before, behind[:MOST_BEHIND] if len(behind) <= MOST_BEHIND or not drift.new[-1].isdecimal() else behind[:1]
