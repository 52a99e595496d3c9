"""A change whose base is told aside, and one whose two words go against each other: 货运量 412.5 万吨，同比下降 5.56%（上年 436.8 万吨）; 减少 8.26 万元，增长 11.58%."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import kind
from hengji.auditing.sentences.frames.years import changed
from hengji.auditing.slips import digits
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

RATE = "change_rate"
_OPENED = re.compile(r"[（(](?P<when>[^，。；、（）()\d]{1,6}|(?:19|20)\d\d年)(?:[^，。；、（）()\d]{0,6}?)(?:为|是|：|:)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR, _SURE = 4, 3


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such change of one passage."""
    for at, figure in enumerate(passage.figures):
        if figure.role in ("change", "rate") and figure.direction and not figure.about:
            yield from _in_bracket(ground, passage, at, figure)
            yield from _against(ground, passage, at, figure)


def _in_bracket(ground: Ground, passage: Sentence, at: int, change: Figure) -> Iterator[Relation]:
    """The value right before a change, and last year's in the bracket right behind it."""
    base = passage.figures[at + 1] if at + 1 < len(passage.figures) else change
    opened = _OPENED.fullmatch(passage.text[change.stop : base.begin])
    shut = passage.text[base.stop : base.stop + 1] in ("）", ")")
    if change.base >= 0 or change.id in ground.taken or opened is None or not shut or base.role != "value" or not base.number:
        return
    own = passage.figures[at - 1] if at else change
    between = passage.text[own.stop : change.begin]
    told = own.role == "value" and kind(own) == kind(base) and own.unit == base.unit and not re.search("[。；;（(]", between)
    if not told or between.count("，") > 1 or not _earlier(ground, opened["when"], own):
        return
    points = change.text.endswith(ground.points)
    rate = change.role == "rate" and not points
    if not rate and not points and change.dimension != own.dimension:
        return
    slots = (("label", own.label or base.label),)
    yield replace(changed(base, own, change, points=points), bound=True, slots=slots)


def _earlier(ground: Ground, when: str, own: Figure) -> bool:
    """Whether the words in a bracket are of the year before."""
    year = _YEAR.search(when)
    if year is not None:
        return own.year is not None and int(year[0]) == own.year - 1
    return when.startswith(ground.last_year)


def _against(ground: Ground, passage: Sentence, at: int, rate: Figure) -> Iterator[Relation]:
    """减少 8.26 万元，增长 11.58%: nothing but a verb between them, and an amount before them of which the one is the other."""
    change = passage.figures[at - 1] if at else rate
    between = passage.text[change.stop : rate.begin].lstrip("，,、 ")
    fits = rate.role == "rate" and change.role == "change" and change.direction * rate.direction < 0
    if not fits or between not in (*ground.more, *ground.less) or digits(rate) < _SURE or rate.text.endswith(ground.points):
        return
    for base in reversed(passage.figures[max(0, at - 1 - _NEAR) : at - 1]):
        if base.dimension != change.dimension or base.role not in ("value", "base"):
            continue
        slots = (("label", base.label or change.label),)
        alike = Relation(RATE, (change.id,), over=(base.id,), target=rate.id, bound=True, slots=slots)
        if judge(alike, ground.report.figures).verdict is Verdict.CONSISTENT:
            yield Relation(RATE, (), (change.id,), over=(base.id,), target=rate.id, bound=True, named=True, slots=slots)
            return
