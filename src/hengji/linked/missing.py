"""Figures that are not there: taken out with their bookmarks, or come into the evaluation since."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.linked.drift import LACKING, NOTHING, REMOVED, Bound, Drift
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.linked.around import Surroundings
    from hengji.linked.known import Known
    from hengji.writing.figures import Placed

MOST = 20_000
"""A number beyond it is no figure's."""


def find(bound: tuple[Bound, ...], count: int, around: Surroundings, known: Known | None) -> list[Drift]:
    """Those that were taken out, of `count` that were printed; behind them those that the evaluation prints besides."""
    removed = list(_removed(bound, count, around, known))
    if known is None:
        return removed
    lacking = list(_lacking(bound, removed, known))
    nameless = sum(1 for each in removed if not each.figure)
    names = iter(lacking[:nameless])
    named = [each if each.figure or (entry := next(names, None)) is None else _named(each, entry) for each in removed]
    return named + [_came(entry) for entry in lacking[nameless:] if entry.printed != NOTHING]


def _removed(bound: tuple[Bound, ...], count: int, around: Surroundings, known: Known | None) -> Iterator[Drift]:
    """Bookmarks that are gone with their figures: their numbers are missing between 1 and the last."""
    at = {each.name.number: each for each in bound}
    near: Bound | None = None
    for number in range(1, min(max((count, *at)), MOST) + 1):
        if number in at:
            near = at[number]
            continue
        entry = _placed(number, at, known) if known is not None else None
        figure, called, printed = (entry.figure, entry.called, entry.printed) if entry else ("", "", "")
        drift = Drift(REMOVED, f"gone-{number}", "", printed, "", figure, called, printed)
        yield drift if near is None else _behind(drift, near, around)


def _behind(drift: Drift, near: Bound, around: Surroundings) -> Drift:
    """With the place where the last one before it stands."""
    return replace(drift, place=near.mark.place, around=around.quoted(near.mark.end, near.mark.end), end=near.mark.end)


def _placed(number: int, at: Mapping[int, Bound], known: Known) -> Placed | None:
    """The figure of a number, where the evaluation is the one that the document was printed from."""
    beside = [at[near] for near in (number - 1, number + 1) if near in at]
    same = [known.by_number.get(each.name.number) for each in beside]
    fits = all(one and figures.short(one.figure) == each.name.short for one, each in zip(same, beside, strict=True))
    return known.by_number.get(number) if fits else None


def _lacking(bound: Iterable[Bound], removed: Iterable[Drift], known: Known) -> Iterator[Placed]:
    """What the evaluation prints more often than the document has it or had it."""
    there = Counter(each.name.short for each in bound)
    there += Counter(figures.short(each.figure) for each in removed if each.figure)
    for short, entries in known.by_short.items():
        yield from entries[there[short] :]


def _named(drift: Drift, entry: Placed) -> Drift:
    """One that was taken out, by what is lacking."""
    return replace(drift, old=entry.printed, figure=entry.figure, called=entry.called, now=entry.printed)


def _came(entry: Placed) -> Drift:
    key = f"new-{figures.short(entry.figure)}-{entry.number}"
    return Drift(LACKING, key, "", "", entry.printed, entry.figure, entry.called, entry.printed)
