"""接受: which of the differences a clerk may take over into case.yaml, and why not the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.linked import proposal
from hengji.linked.drift import CHANGED, TYPED
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.problem import Problem
    from hengji.linked.drift import Drift
    from hengji.linked.looked import Looked
    from hengji.linked.proposal import Proposed
    from hengji.linked.voice import Voice
    from hengji.rulebook.book import Book

WRITTEN = (CHANGED, TYPED)
"""What a hand wrote; nothing else can be a fact."""
Facts = list[tuple["Drift", "Proposed"]]


def accept(looked: Looked, chosen: Iterable[Drift], voice: Voice, former: str = "") -> tuple[bytes, tuple[Problem, ...]]:
    """The proposal for what was filled in, added to a former one, and a problem for each figure that no fact states."""
    book, facts, words = voice.book, Facts(), list["Drift"]()
    problems: list[Problem] = []
    for drift in (replace(each, place=voice.where(looked, each)) for each in chosen):
        made = proposal.fact(drift, book, looked.year, looked.stated) if drift.code in WRITTEN else None
        why = _why_not(drift, made, book)
        if why:
            problems.append(voice.refused(looked, drift, f"accept_{why}"))
        elif made is not None:
            facts.append((drift, made))
        else:
            words.append(drift)
    agreeing, at_odds = _agreeing(looked, facts, voice)
    content = proposal.content(agreeing, words, book, looked.marked.name, looked.places, former) if agreeing or words else b""
    return content, (*problems, *at_odds)


def _why_not(drift: Drift, made: Proposed | None, book: Book) -> str:
    """Why a difference is not taken over, as the end of a caption; nothing where it is."""
    if drift.remark and drift.old == drift.new:
        return "same"
    if made is not None:
        return "no_value" if proposal.no_value(made, book) else ""
    if drift.code in WRITTEN and (drift.typed is not None or drift.figure.startswith(("value/", "list/"))):
        return ""
    if drift.figure.endswith(figures.BESIDE_FORMS):
        return f"own_{drift.figure.rpartition('|')[2]}"
    if drift.code != CHANGED:
        return drift.kind
    return "computed" if drift.figure else "unnamed"


def _agreeing(looked: Looked, facts: Facts, voice: Voice) -> tuple[list[Proposed], list[Problem]]:
    """Facts without those that were written differently in two places, and a problem for each of these."""
    odd = proposal.at_odds(made for _, made in facts)
    both = {name: "、".join(f"{each.value}（{each.place}）" for each in found) for name, found in odd.items()}
    problems = [voice.refused(looked, drift, "accept_at_odds", both=both[made.name]) for drift, made in facts if made.name in odd]
    return [made for _, made in facts if made.name not in odd], problems
