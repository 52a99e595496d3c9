"""Marks that one name joins: 产出得 30.8 分，得分率 88.00%, where 产出 35 分 is told elsewhere; 效果满分 24 分得 20.6 分 … 效果（失 3.4 分）.

A name has one number of full marks and one that was gained, or nothing is held against it. What fails is told only beside two of its kind that hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hengji.auditing.index import prose
from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import FAR, GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure, Report

RATE, DEDUCTION = "pair_rate", "deduction"
_POINTS, _RATIO, _OFF = "points", "ratio", "deduction"
_WORDS = re.compile(r"[，。；、：（()）,;:\s]+")
_LEAST, _LONGEST, _SURE, _HUNDRED = 2, 10, 2, 100


class _Marks(NamedTuple):
    """The full marks of each name, and what was gained of them."""

    full: dict[str, list[Figure]]
    gained: dict[str, list[Figure]]

    def only(self, name: str, *, gained: bool = False) -> Figure | None:
        """The one number of a name."""
        found = (self.gained if gained else self.full).get(name, [])
        return found[0] if found and len({each.number for each in found}) == 1 else None


def of(ground: Ground) -> Iterator[Relation]:
    """Every rate and every loss of marks of the prose of a report."""
    report = ground.report
    points = [each for each in report.figures if each.dimension == _POINTS and prose(report.passages[each.passage])]
    if len(points) < _LEAST * 2:
        return
    marks, at = _read(ground, points), {each.id: each for each in points}
    rates = [*_rates(ground, marks, at)]
    losses = [*_losses(ground, marks, points)]
    for found in (rates, losses):
        good = [each for each in found if judge(each, report.figures).verdict in GOOD]
        yield from found if len(good) >= _SURE and len(good) >= len(found) - _SURE else good


def _read(ground: Ground, points: Sequence[Figure]) -> _Marks:
    found = _Marks(defaultdict(list), defaultdict(list))
    for figure in points:
        words = _said(ground, figure)
        gained, full = (_without(words, ground.words[key]) for key in ("score_gained", "score_full"))
        if gained is not None:
            before = ground.report.figures[figure.id - 1] if figure.id else figure
            name = gained or (_name_of_full(ground, before) if _beside(ground.report, before, figure) else "")
            if name:
                found.gained[name].append(figure)
        elif figure.role != _OFF and (name := words if full is None else full) and figure.number != _HUNDRED:
            found.full[name].append(figure)
    return found


def _said(ground: Ground, figure: Figure) -> str:
    """The words right before a figure, back to the last mark or figure."""
    report = ground.report
    text = report.passages[figure.passage].text
    before = report.figures[figure.id - 1] if figure.id else figure
    low = before.stop if before.passage == figure.passage and before.id != figure.id else 0
    said = _WORDS.split(text[max(low, figure.begin - FAR) : figure.begin])[-1]
    for word in ground.words["score_begins"]:
        said = said.removeprefix(word)
    return said if len(said) <= _LONGEST else ""


def _without(words: str, ends: Sequence[str]) -> str | None:
    """The name before one of some words that a clause ends with; None where it ends with none."""
    end = max((each for each in ends if words.endswith(each)), key=len, default="")
    return words.removesuffix(end) if end else None


def _name_of_full(ground: Ground, figure: Figure) -> str:
    words = _said(ground, figure)
    full = _without(words, ground.words["score_full"])
    return words if full is None else full


def _beside(report: Report, before: Figure, figure: Figure) -> bool:
    """Whether a figure of marks stands right before another, with nothing but a mark and 得 between them."""
    same = before.passage == figure.passage and before.dimension == _POINTS and before.id == figure.id - 1
    return same and not re.search(r"[。；;]", report.passages[figure.passage].text[before.stop : figure.begin])


def _rates(ground: Ground, marks: _Marks, points: dict[int, Figure]) -> Iterator[Relation]:
    """A rate right behind what was gained, over the full marks of its name."""
    for rate in ground.report.figures:
        gained = points.get(rate.id - 1)
        if rate.dimension != _RATIO or gained is None or gained.passage != rate.passage:
            continue
        between = ground.report.passages[rate.passage].text[gained.stop : rate.begin].strip("，,、；：: （(为是达")
        name = _without(_said(ground, gained), ground.words["score_gained"])
        full = marks.only(name) if name and between in ground.words["score_rates"] else None
        if full is not None and full.number >= gained.number:
            yield Relation(RATE, (gained.id,), over=(full.id,), target=rate.id, bound=True, slots=(("label", f"{name}{between}"),))


def _losses(ground: Ground, marks: _Marks, points: Sequence[Figure]) -> Iterator[Relation]:
    """What a name lost, of its full marks and what it gained."""
    for lost in points:
        text = ground.report.passages[lost.passage].text
        opened = re.search(r"([\u4e00-\u9fff]{2,10})[（(]$", text[max(0, lost.begin - FAR) : lost.begin - _off(ground, lost)])
        if opened is None or not _off(ground, lost) or text[lost.stop : lost.stop + 1] not in ("）", ")"):
            continue
        name = next((each for each in sorted(marks.gained, key=len, reverse=True) if opened[1].endswith(each)), "")
        full, gained = marks.only(name), marks.only(name, gained=True)
        if name and full is not None and gained is not None and full.number >= gained.number and gained.id != lost.id:
            yield Relation(DEDUCTION, (full.id,), (gained.id,), target=lost.id, bound=True, slots=(("label", name),))


def _off(ground: Ground, figure: Figure) -> int:
    """How many letters right before a figure say that it was taken off."""
    text = ground.report.passages[figure.passage].text
    return max((len(each) for each in ground.words["taken_off"] if text.endswith(each, 0, figure.begin)), default=0)
