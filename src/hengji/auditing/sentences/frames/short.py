"""What fell short, told again far from the plan and what was done: 适老化改造少完成 6 户, of 计划 150 户，完成 144 户 in another chapter; 仍低于目标值 1.82 个百分点."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import kind
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure

DIFFERENCE = "change_difference"
_END, _AROUND = re.compile(r"[。；\n]"), 40
_LEAST, _COVERED, _RARE = 3, 60, 3
_ROLES = frozenset({"value", "target", "actual", "share", "completion", "rate", ""})


class _Words:
    """How a shortfall is told, as a pattern of the clause before it."""

    def __init__(self, ground: Ground) -> None:
        def either(key: str) -> str:
            return "|".join(sorted(map(re.escape, ground.words[key]), key=lambda word: (-len(word), word)))

        self.short = re.compile(
            rf"(?P<name>.*?)(?:{either('short_fillers')})*(?:{either('short_of_aim')}|(?<!{either('short_not')})(?:{either('short_by')})(?:{either('short_verbs')})?(?:{either('copula_letters')})?)$"
        )
        self.plans, self.behind = ground.words["short_plans"], ground.words["short_plans_behind"]
        self.than = ground.words["short_than"]
        self.others, self.aims = ground.words["short_others"], ground.words["short_aims"]


def of(ground: Ground) -> Iterator[Relation]:
    """Every shortfall against the one plan and what was done of it that its words call, wherever the report tells them."""
    words = ground.once(_Words)
    told = [(figure, name) for figure in ground.report.figures if (name := _short(ground, words, figure)) is not None]
    pairs = tuple(_pairs(ground, words)) if told else ()
    counted = _counted(ground) if told else {}
    for figure, name in told:
        own = [each for each in pairs if figure.id not in (each[0].id, each[1].id) and _fits(figure, each, name, counted)]
        found = {
            (plan.number, done.number): Relation(
                DIFFERENCE, (plan.id,), (done.id,), target=figure.id, bound=True, slots=(("label", name or figure.label),)
            )
            for plan, done, _ in own
        }
        good = [each for each in found.values() if judge(each, ground.report.figures).verdict in GOOD]
        yield from good[:1] if good or len(found) > 1 else found.values()


def _short(ground: Ground, words: _Words, figure: Figure) -> str | None:
    """What fell short, by the words before an amount; None where they do not say that it did."""
    if figure.dimension == "money" or figure.about or not prose(ground.report.passages[figure.passage]):
        return None
    points = figure.text.endswith(ground.points)
    if figure.dimension in ("ratio", "points") and not points:
        return None
    said = ground.report.passages[figure.passage].text[max(0, figure.begin - FAR) : figure.begin]
    clauses = CLAUSE.split(_END.split(said)[-1])
    found = words.short.fullmatch(clauses[-1].strip())
    if found is None or has(clauses[-1], words.others) or (not points and clauses[-1].strip().endswith(words.aims)):
        return None  # 低于目标 1.2 册: the aim itself
    name = found["name"]
    return name if len(name) >= _LEAST or len(clauses) == 1 else clauses[-2]


def _pairs(ground: Ground, words: _Words) -> Iterator[tuple[Figure, Figure, str]]:
    """Every plan with what was done of it, one right behind the other, and the words around them."""
    report = ground.report
    for one, two in zip(report.figures, report.figures[1:], strict=False):
        same = one.passage == two.passage or _of_one_row(ground, one, two)
        if not same or kind(one) != kind(two) or one.dimension in ("money", "points") or not {one.role, two.role} <= _ROLES:
            continue
        text = report.passages[one.passage].text
        if one.passage == two.passage and _END.search(text, one.stop, two.begin):
            continue
        plans = [each for each in (one, two) if _plan(ground, words, each)]
        if len(plans) != 1:
            continue
        plan, done = (one, two) if plans[0] is one else (two, one)
        if exact.compare(plan.value, done.value) > 0 and done.number > 0 and not has(_clause(ground, done), words.than):
            yield plan, done, _around(ground, one, two)


def _of_one_row(ground: Ground, one: Figure, two: Figure) -> bool:
    first, second = (ground.report.passages[each.passage] for each in (one, two))
    return (
        first.table >= 0 and (first.table, first.row) == (second.table, second.row) and {one.role, two.role} == {"target", "actual"}
    )


def _plan(ground: Ground, words: _Words, figure: Figure) -> bool:
    """Whether an amount is what was planned."""
    if figure.role == "target":
        return True
    behind = ground.report.passages[figure.passage].text.startswith(words.behind, figure.stop)
    return behind or has(_clause(ground, figure), words.plans)


def _clause(ground: Ground, figure: Figure) -> str:
    """The words right before a figure, back to the last mark."""
    text = ground.report.passages[figure.passage].text
    return CLAUSE.split(_END.split(text[max(0, figure.begin - FAR) : figure.begin])[-1])[-1]


def _around(ground: Ground, one: Figure, two: Figure) -> str:
    """The words of the sentence before and between a pair; of a row, its label."""
    passage = ground.report.passages[one.passage]
    if passage.table >= 0:
        return one.label
    return (
        _END.split(passage.text[max(0, one.begin - FAR) : one.begin])[-1]
        + passage.text[one.stop : two.begin]
        + passage.text[two.stop : two.stop + _AROUND].split("。")[0]
    )


def _counted(ground: Ground) -> Mapping[str, int]:
    """How many numbers there are of each measure word."""
    found: dict[str, int] = {}
    for figure in ground.report.figures:
        found[kind(figure)] = found.get(kind(figure), 0) + 1
    return found


def _fits(figure: Figure, pair: tuple[Figure, Figure, str], name: str, counted: Mapping[str, int]) -> bool:
    """Whether a plan is that of which a shortfall speaks: most of its name stands there, or nothing else is counted in its measure."""
    plan, _, around = pair
    ratio = figure.dimension == "ratio"
    if (plan.dimension == "ratio") != ratio or (not ratio and kind(plan) != kind(figure)):
        return False
    couples = {name[at : at + 2] for at in range(len(name) - 1)}
    if len(name) > _LEAST and sum(each in around for each in couples) * 100 >= len(couples) * _COVERED:
        return True
    return not ratio and bool(figure.measure) and counted[kind(figure)] <= _RARE
