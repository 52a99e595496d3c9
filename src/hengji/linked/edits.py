"""恢复 and 更新 in a text: what is to stand at each of its bookmarks."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked.drift import CHANGED, DRAWN, EMPTIED, GONE, NOT_USABLE, NOT_WRITTEN, STALE, Drift
from hengji.linked.pictures import PICTURE
from hengji.writing import blocks, figures
from hengji.writing.charts.png import png
from hengji.writing.relink import Edit, Redrawn
from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.problem import Problem
    from hengji.linked.drift import Bound
    from hengji.linked.known import Known
    from hengji.linked.looked import Looked
    from hengji.linked.voice import Voice
    from hengji.writing.charts.bars import Drawing
    from hengji.writing.resheet import CellEdit


@dataclass(slots=True)
class Planned:
    """Edits of a text, new pictures in it, edits of cells, each with the difference that it takes care of, and why others have none.

    Nothing is told of a difference without a code.
    """

    texts: list[tuple[Drift, Edit]] = field(default_factory=list)
    pictures: list[tuple[Drift, Redrawn]] = field(default_factory=list)
    cells: list[tuple[Drift, CellEdit]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def restored(looked: Looked, chosen: Iterable[Drift], voice: Voice) -> Planned:
    """Figures as they were printed, and a problem for each that cannot be."""
    plan = Planned()
    for drift in chosen:
        bound, printed = drift.bound, _printed(looked, drift)
        if drift.code not in (CHANGED, EMPTIED) or bound is None:
            plan.problems.append(voice.refused(looked, drift, f"restore_{drift.kind}"))
        elif not printed:
            plan.problems.append(voice.refused(looked, drift, "restore_unknown"))
        else:
            plan.texts.append((drift, _edit(looked, bound, drift, printed, bound.mark.name)))
    return plan


def refreshed(looked: Looked, voice: Voice, *, changed: bool) -> Planned:
    """Every stale figure as the evaluation has it; what a hand changed too where that is `changed`. Words between stay."""
    compared, known, document = looked.compared, looked.known, looked.marked.document
    if compared is None or known is None or document is None:
        return Planned(problems=[problem(NOT_WRITTEN, Place(looked.marked.name), looked.marked.kind)])
    if known.unit and known.unit not in document.text:
        return Planned(problems=[problem(NOT_USABLE, Place(looked.marked.name), known.unit)])
    plan, taken = Planned(), {each.name.number for each in compared.bound}
    for drift in looked.drifts:
        wanted = drift.code in (STALE, GONE) or (changed and drift.code in (CHANGED, EMPTIED) and drift.now)
        if not wanted or drift.bound is None:
            continue
        edit = _fresh(looked, drift, drift.bound, taken)
        if edit is None:
            plan.problems.append(voice.refused(looked, drift, "refresh_words"))
        else:
            plan.texts.append((drift, edit))
    plan.texts += [(_nameless(each), _renamed(each, known, taken)) for each in compared.agreed]
    edited = {(edit.mark, edit.turn) for _, edit in plan.texts}
    plan.texts += [(_nameless(each), _alone(each, taken)) for each in compared.bound if each.copy and each.key not in edited]
    _redraw(plan, looked, known, voice)
    return plan


# ---- figures


def _printed(looked: Looked, drift: Drift) -> str:
    """What was printed, where it is known: of words with all that stands around their numbers."""
    if drift.bound is None or not drift.bound.name.words:
        return drift.old
    text = looked.text(drift.start, drift.end)
    return _in_place(text, _swapped(figures.numerals(text), drift.old.split("、"), drift.new.split("、")))


def _fresh(looked: Looked, drift: Drift, bound: Bound, taken: set[int]) -> Edit | None:
    """A figure as the evaluation has it; None where words have another count of numbers by now."""
    new = drift.now or drift.new
    if bound.name.words:
        text, numbers = looked.text(drift.start, drift.end), figures.numerals(drift.now)
        if len(numbers) != len(figures.numerals(text)):
            return None
        new = _in_place(text, numbers)
    return _edit(looked, bound, drift, new, _name(bound, new, taken))


def _edit(looked: Looked, bound: Bound, drift: Drift, text: str, name: str) -> Edit:
    """What is to stand where a difference is."""
    low = bound.mark.start
    return Edit(bound.mark.name, bound.turn, drift.start - low, drift.end - low, looked.text(drift.start, drift.end), text, name)


def _in_place(text: str, numbers: Sequence[str]) -> str:
    """A text with other numbers in it and every other letter as it stands."""
    made, at = "", 0
    for was, now in zip(figures.numerals(text), numbers, strict=False):
        place = text.find(was, at)
        if place < 0:  # full-width digits: the whole text is left
            return ""
        made += text[at:place] + now
        at = place + len(was)
    return made + text[at:]


def _swapped(numbers: list[str], old: list[str], new: list[str]) -> list[str]:
    """The numbers with each new one taken back; nothing changes where they do not pair."""
    pairs = list(zip(new, old, strict=False)) if len(new) == len(old) else []
    for now, was in pairs:
        if now in numbers:
            numbers[numbers.index(now)] = was
    return numbers


# ---- names


def _name(bound: Bound, text: str, taken: set[int]) -> str:
    """The name of a bookmark around a text."""
    printed = figures.form(text, words=bound.name.words)
    return figures.named(replace(bound.name, printed=printed, number=_number(bound, taken)))


def _number(bound: Bound, taken: set[int]) -> int:
    """The bookmark's own number; a fresh one for a copy."""
    if not bound.copy:
        return bound.name.number
    number = figures.fresh(taken)
    taken.add(number)
    return number


def _renamed(bound: Bound, known: Known, taken: set[int]) -> Edit:
    """A bookmark around what a hand wrote and the evaluation has come to say as well."""
    return _name_alone(bound, _name(bound, known.by_short[bound.name.short][0].printed, taken))


def _alone(bound: Bound, taken: set[int]) -> Edit:
    """A copy gets a number of its own, so that programs keep both."""
    return _name_alone(bound, figures.named(replace(bound.name, number=_number(bound, taken))))


def _name_alone(bound: Bound, name: str) -> Edit:
    return Edit(bound.mark.name, bound.turn, 0, 0, "", None, name)


def _nameless(bound: Bound) -> Drift:
    """A stand-in for an edit of a name alone, of which nothing is told."""
    return Drift("", "", bound.mark.place, "", "")


# ---- pictures


def _redraw(plan: Planned, looked: Looked, known: Known, voice: Voice) -> None:
    """Pictures that show old figures, drawn from the evaluation."""
    for drift in looked.drifts:
        if drift.code != DRAWN:
            continue
        number = int(drift.key.rpartition("-")[2])
        made = _drawn(number, known.pictures[number - 1]) if number <= len(known.pictures) else None
        if made is None:
            plan.problems.append(voice.refused(looked, drift, "refresh_picture"))
        else:
            plan.pictures.append((drift, made))


def _drawn(number: int, drawing: Drawing) -> Redrawn | None:
    drawn = png(drawing.chart)
    if drawn is None:
        return None
    across, tall = blocks.drawn_size(drawing.chart.width, drawing.chart.height)
    return Redrawn(f"{PICTURE}{number}", b64encode(drawn).decode(), visible(drawing.title), visible(drawing.said), across, tall)
