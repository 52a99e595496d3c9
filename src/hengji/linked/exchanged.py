"""Figures that stand in another place than they were printed in, among figures or words that are not theirs."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from hengji.linked.seats import carried_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.linked.around import Span, Surroundings
    from hengji.linked.drift import Bound
    from hengji.linked.seats import Expected, Members, Seats


def find(
    bound: tuple[Bound, ...], spans: Mapping[tuple[str, int], Span], around: Surroundings, expected: Expected, count: int,
    told: Iterable[Bound],
) -> tuple[Bound, ...]:  # fmt: skip
    """Those that were moved; of `told` ones only where their neighbours are others. `count` is the number of the last figure that was printed.

    `spans` are the places of those that say what they should; no other figure is looked at.
    """
    printed = [each for each in bound if each.copy == 0 and each.name.number <= count]
    first = [each for each in _beside_others(printed, around) if each.key in spans]
    known = {each.key for each in (*told, *first)}
    later = chain(
        _among_other_words([each for each in printed if each.key in spans], spans, around, expected.seats),
        _under_another_head([each for each in bound if each.key in spans], spans, around, expected.members),
    )
    return (*first, *{each.key: each for each in later if each.key not in known}.values())


def _beside_others(printed: list[Bound], around: Surroundings) -> Iterator[Bound]:
    """Figures that stand in one paragraph or table with others, and beside neither of those that they were printed beside.

    A paragraph that was moved or copied keeps its figures together, and so does a row; two figures that were exchanged do not.
    """
    own = sorted(printed, key=lambda each: each.mark.start)
    turn = {number: at for at, number in enumerate(sorted({each.name.number for each in own}))}
    turns = [turn[each.name.number] for each in own]
    units = [around.unit(each.mark.start) for each in own]
    many = Counter(units)
    for at, each in enumerate(own):
        follows = turns[at] - turns[at - 1] == 1 if at else turns[at] == 0
        leads = turns[at + 1] - turns[at] == 1 if at + 1 < len(own) else turns[at] == len(turn) - 1
        if not follows and not leads and many[units[at]] > 1:
            yield each


def _among_other_words(
    printed: list[Bound], spans: Mapping[tuple[str, int], Span], around: Surroundings, seats: Seats
) -> Iterator[Bound]:
    """Figures that stand beside the words of another paragraph of the template, though each is alone in its own."""
    ordered = sorted(printed, key=lambda each: each.name.number)
    seated = [(each, turns) for each in ordered if (turns := seats.turns(*around.beside(*spans[each.key]))) is not None]
    return (seated[at][0] for at in carried_off([turns for _, turns in seated]))


def _under_another_head(
    bound: list[Bound], spans: Mapping[tuple[str, int], Span], around: Surroundings, members: Members
) -> Iterator[Bound]:
    """Figures of an indicator or a project in a paragraph that another one heads, and not theirs."""
    for each in bound if members.every and members.heads else ():
        start, end = spans[each.key]
        own = members.of(each.name.short) if around.unit(start) >= 0 else ""
        low, high = around.block(start)
        if own and members.another(own, around.text[low:start] + around.text[end:high]):
            yield each
