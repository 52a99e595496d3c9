"""人均、亩均、每批次 of a named amount, and rates over a total of another section; told where a slip makes them close."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import slip
from hengji.auditing.reviewing.closing import Ratio, digits
from hengji.auditing.reviewing.nouns import Nouns, bare, kind
from hengji.auditing.reviewing.shares import failed, told
from hengji.auditing.wording.texts import compiled, places, prose, sentence_around
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from re import Match

    from hengji.auditing.index import Index
    from hengji.core.audit import Checked, Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_FAR, _MOST, _MANY, _LEAST, _SURE, _EARLY, _MOST_TOLD = 60, 12, 60, 2, 3, 4, 100
_ROLES = frozenset({"value", "base", "actual", "target", ""})
_RATIO = "ratio"


def of_named(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """人均 and 每批次 with what is divided: named behind it, or in 按…计算 of its sentence. `pairs`: what is counted to its measure word.

    `patterns`: the words before the amount with `head` and `noun`; 按`top`计算. A count that the sentence gives is the one meant.
    """
    del index
    nouns = Nouns(report)
    for passage, figure, said in islice(_said_means(check, report), _MOST_TOLD):
        yield from _mean(check, nouns, passage, figure, said["head"], said["noun"])


def _said_means(check: Check, report: Report) -> Iterator[tuple[Passage, Figure, Match[str]]]:
    """The amounts behind such words."""
    for passage in prose(report):
        for figure in report.within(passage):
            before = passage.text[max(0, figure.begin - _FAR) : figure.begin]
            if figure.dimension in (_RATIO, "points", "") or not figure.number or not has(before, check.words["heads"]):
                continue
            said = compiled(check.patterns[0]).search(before)
            if said is not None and not has(said[0], check.words["unless"]):
                yield passage, figure, said


def _mean(check: Check, nouns: Nouns, passage: Passage, mean: Figure, head: str, noun: str) -> Iterator[Checked | Remark]:
    report = nouns.report
    low, high = sentence_around(passage.text, mean.begin, mean.stop)
    sentence = passage.text[low:high]
    by = compiled(check.patterns[1]).search(sentence)
    measure = next((word for key, word in check.pairs.items() if key in head), "")
    top = _top(check, nouns, by["top"] if by is not None else noun, mean)
    if top is None or not measure or has(sentence, check.words["apart"]):
        return
    counts = _said(check, report, passage, mean, low, measure)
    ratios = [Ratio(mean, top, each) for each in counts or _counts(report, measure)]
    if any(each.holds for each in ratios):
        yield from told(check, report, passage, next(each for each in ratios if each.holds))
    elif len(ratios) == 1:
        yield from told(check, report, passage, ratios[0])
    else:
        found = list(_beside(report, ratios))
        yield from failed(check, report, passage, found[0]) if len(found) == 1 else ()


def _top(check: Check, nouns: Nouns, words: str, mean: Figure) -> Figure | None:
    """The amount that is divided, by its name."""
    wanted = bare(words, check.words["begins"], check.words["ends"])
    if len(wanted) <= _LEAST:
        return None
    fill = check.words["begins"] + check.words["ends"] + check.words["between"]
    found = nouns.only(wanted, mean, fill)
    return found if found is not None and exact.compare(found.value, mean.value) > 0 else None


def _said(check: Check, report: Report, passage: Passage, mean: Figure, low: int, measure: str) -> list[Figure]:
    """The count right before it that words say it is reckoned by: 以年末在职 15 人计."""
    before = [each for each in report.within(passage) if low <= each.begin and each.id == mean.id - 1 and kind(each) == measure]
    return [each for each in before if passage.text[each.stop : mean.begin].startswith(check.words["reckoned"])]


def _counts(report: Report, measure: str) -> list[Figure]:
    """The counts of the report by their values; none where they are many."""
    found: dict[exact.Exact, Figure] = {}
    for each in report.figures:
        if each.role in _ROLES and each.number > 1 and kind(each) == measure and not each.operator:
            found.setdefault(exact.reduce(each.value), each)
    return list(found.values()) if len(found) <= _MANY else []


def _beside(report: Report, ratios: Sequence[Ratio]) -> Iterator[Ratio]:
    """The ratios that print an amount told beside the one that is named, over the same count, to three digits or more."""
    if not ratios or digits(ratios[0].printed) < _SURE:
        return
    top = ratios[0].part
    beside = {
        exact.reduce(each.value): each
        for each in report.within(report.passages[top.passage])
        if exact.compare(each.value, top.value) and kind(each) == kind(top) and each.role in _ROLES
    }
    for ratio in ratios:
        yield from (ratio for each in beside.values() if ratio.of(each.value, ratio.whole.value) == ratio.printed.number)


def rates(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """签约 14,862 人，签约率 38.88%: over a total of the first chapters, where exactly one makes it but for a slip, and none makes it as printed."""
    del index
    early = [each for each in report.figures if each.passage * _EARLY < len(report.passages) or each.passage < _MOST]
    for passage, match in islice(places(check.patterns[0], report), _MOST_TOLD):
        part, rate = _at(report, passage, match.start("part")), _at(report, passage, match.start("rate"))
        if part is not None and rate is not None and not has(match["stem"], check.words["not_stems"]):
            yield from _rate(check, report, passage, part, rate, early)


def _at(report: Report, passage: Passage, begin: int) -> Figure | None:
    """The figure that stands at a place."""
    return next((each for each in report.within(passage) if each.begin <= begin < each.stop), None)


def _rate(
    check: Check, report: Report, passage: Passage, part: Figure, rate: Figure, early: Sequence[Figure]
) -> Iterator[Checked | Remark]:
    if digits(rate) <= _SURE:
        return
    every = [Ratio(rate, part, each) for each in report.figures if kind(each) == kind(part) and each.number > part.number]
    holding = next((each for each in every if each.right == rate.number), None)
    if holding is not None:
        return
    ids = {each.id for each in early}
    near = {
        each.whole.number: each for each in every if each.whole.id in ids and each.whole.role in _ROLES and slip(rate, each.right)
    }
    if len(near) == 1:
        yield from told(check, report, passage, next(iter(near.values())))
