"""Scores in sentences: what was deducted makes the score from the full marks; what was reached stands against what was aimed at."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import AT_LEAST, AT_MOST, Relation, judge
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book

DEDUCTIONS, DEDUCTION, TARGET, WITHIN = "all_deductions", "deduction", "target_reached", "points_within"
_HUNDRED, _SAID, _MOST_TAKEN, _BRACKET = (100, 1), 6, 12, 80
_SENTENCE_ENDS, _REACH = re.compile("[。\\n]"), 60
_ITEM_ENDS = re.compile("[。；]")
_ROLES = frozenset({"weight", "points", "deduction"})
_POINTS = frozenset({"points", "count", ""})


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """Deductions of the whole report, deductions of one line, targets with their actuals."""
    yield from _targets(report, book)
    yield from _within(report, book)
    yield from _deductions(report, book)


def _targets(report: Report, book: Book) -> Iterator[Relation]:
    """年初指标值 95% 或以上, 实际完成 95%: each actual against the target right before it in its sentence."""
    for figure in report.figures:
        if figure.role != "actual" or figure.id == 0 or not prose(report.passages[figure.passage]):
            continue
        before = report.figures[figure.id - 1]
        between = report.passages[figure.passage].text[before.stop : figure.begin] if before.passage == figure.passage else "。"
        said = _SENTENCE_ENDS.split(report.passages[figure.passage].text[max(0, before.begin - _REACH) : before.begin])[-1]
        said += _SENTENCE_ENDS.split(report.passages[figure.passage].text[figure.stop : figure.stop + _REACH])[0]
        if has(said, book.phrases["clauses.admitted"]) or _marked_down(figure, report):
            continue
        if before.role == "target" and before.dimension == figure.dimension and "。" not in between:
            lower = not before.operator and has(figure.label, book.phrases["clauses.lower_better"])
            compare = AT_MOST if lower or before.operator in ("≤", "＜") else AT_LEAST
            yield Relation(
                TARGET, (figure.id,), target=before.id, compare=compare, slots=(("label", figure.label),), blame=figure.id
            )


def _marked_down(actual: Figure, report: Report) -> bool:
    """目标值 20000 人，实际值 18640 人，得 9.32 分: points that are less than full marks, or broken ones, admit that it was not reached."""
    text = report.passages[actual.passage].text
    behind = [each for each in report.figures[actual.id + 1 : actual.id + 3] if each.passage == actual.passage]
    own = [each for each in behind if each.role in _ROLES and not _ITEM_ENDS.search(text, actual.stop, each.begin)]
    points = [each for each in own if each.role == "points"]
    weights = [each for each in own if each.role == "weight"]
    if not points:
        return False
    return points[0].number < weights[0].number if weights else points[0].number != points[0].number.to_integral_value()


def _within(report: Report, book: Book) -> Iterator[Relation]:
    """分值 50 分, 自评 47.6 分, 扣 2.4 分, in any order: points are within the weight, and what is missing was deducted."""
    figures = report.figures
    done = -1
    for figure in figures:
        if figure.role not in _ROLES or figure.dimension not in _POINTS or figure.id <= done:
            continue
        roles = {_role(figure, report, book): figure}
        last = figure
        for after in figures[figure.id + 1 : figure.id + 3]:
            if after.role == "deduction" and _counts_all(after, report.passages[after.passage], book):
                break
            if after.role not in _ROLES or not _together(last, after, report) or _role(after, report, book) in roles:
                break
            roles[_role(after, report, book)] = last = after
        if _bracketed_behind(figure, report):
            continue
        done = last.id if len(roles) == len(_ROLES) else done
        if (
            figure.id
            and figures[figure.id - 1].role in _ROLES
            and _together(figures[figure.id - 1], figure, report)
            and len(roles) < len(_ROLES)
        ):
            continue
        behind = report.passages[figure.passage].text[figure.stop : figure.stop + 1]
        if (
            "weight" in roles
            and "points" in roles
            and (_role(figure, report, book) != "points" or behind in ("（", "(") or len(roles) == len(_ROLES))
        ):
            slots = (("label", roles["points"].label or roles["weight"].label),)
            weight, points = roles["weight"], roles["points"]
            yield Relation(WITHIN, (points.id,), target=weight.id, compare=AT_MOST, blame=points.id, slots=slots)
            if "deduction" in roles:
                first = roles["deduction"]
                others = () if _parts_follow(first, report, book) else tuple(_further(first, report, book))
                found = Relation(DEDUCTION, (weight.id,), (points.id, *others), target=first.id, slots=slots)
                if _parts_follow(first, report, book):
                    yield found
                else:
                    yield from _or_with_the_next(found, last if not others else figures[others[-1]], report, book)


def _parts_follow(figure: Figure, report: Report, book: Book) -> bool:
    """扣 2.8 分，分别为 A 扣 1.3 分、B 扣 0.9 分: what follows are its parts."""
    behind = report.passages[figure.passage].text[figure.stop : figure.stop + _SAID].lstrip("，,：:（( ")
    return behind.startswith(book.phrases["clauses.parts_follow"])


def _further(first: Figure, report: Report, book: Book) -> Iterator[int]:
    """得 27.5 分，因台账不规范扣 1 分、使用进度偏慢扣 1.5 分: every deduction up to the end of the clause."""
    last = first
    for after in report.figures[first.id + 1 :]:
        if (
            after.role != "deduction"
            or not (_together(last, after, report) or _in_one_bracket(first, after, report))
            or _counts_all(after, report.passages[after.passage], book)
        ):
            return
        yield after.id
        last = after


def _or_with_the_next(found: Relation, last: Figure, report: Report, book: Book) -> Iterator[Relation]:
    """得 10.4 分（满分 12 分）：配套不到位，扣 0.8 分；资金挤占，扣 0.8 分: the deductions of the sentence, where those of the clause do not do; not certain, for they may be of another score."""
    more: list[int] = []
    for after in report.figures[last.id + 1 :]:
        between = report.passages[last.passage].text[last.stop : after.begin] if after.passage == last.passage else "。"
        if after.role != "deduction" or "。" in between or _counts_all(after, report.passages[after.passage], book):
            break
        more.append(after.id)
        last = after
    if not more or judge(found, report.figures).verdict is not Verdict.IMPOSSIBLE:
        yield found
    else:
        yield replace(found, minus=(*found.minus, *more), certain=False)


def _in_one_bracket(one: Figure, other: Figure, report: Report) -> bool:
    """得 38 分（误报率偏高，扣 1 分；老年人使用少，扣 1 分）: inside a bracket a semicolon parts no sentences."""
    if one.passage != other.passage or other.begin - one.begin > _BRACKET:
        return False
    text = report.passages[one.passage].text
    before, between = text[max(0, one.begin - _BRACKET) : one.begin], text[one.stop : other.begin]
    return before.rfind("（") > before.rfind("）") and not has(between, "（）。")


def _bracketed_behind(weight: Figure, report: Report) -> bool:
    """得 91.2 分（满分 100 分），加分 1.5 分: the full marks of what stands before the bracket, not of what follows."""
    before = report.figures[weight.id - 1] if weight.id else weight
    if weight.role != "weight" or before.role != "points" or before.passage != weight.passage:
        return False
    text = report.passages[weight.passage].text
    between, behind = text[before.stop : weight.begin], text[weight.stop : weight.stop + 1]
    return between[:1] in ("（", "(") and behind in ("）", ")")


def _role(figure: Figure, report: Report, book: Book) -> str:
    """决策（15 分）失分 0.1 分: what stands in the bracket is the weight; 相差 0.1 分 is what was deducted."""
    text = report.passages[figure.passage].text
    if figure.role != "points":
        return figure.role
    said = text[max(0, figure.begin - _SAID) : figure.begin]
    if said.endswith(book.phrases["clauses.missing_points"]):
        return "deduction"
    behind = text[figure.stop : figure.stop + _SAID]
    words = (*book.phrases["clauses.deduction"], *book.phrases["clauses.scored"])
    if said.endswith(book.phrases["clauses.all_of_them"]) and behind.lstrip("，, ").startswith(book.phrases["clauses.deduction"]):
        return "weight"
    if said[-1:] in ("：", ":") and behind.lstrip("，, 、").startswith(words):
        return "weight"
    bracketed = said[-1:] in ("（", "(") and behind[:1] in ("）", ")") and said[:-1][-1:] not in ("", "分")
    return "weight" if bracketed and behind[1:].lstrip("，, ").startswith(words) else "points"


def _together(one: Figure, other: Figure, report: Report) -> bool:
    between = report.passages[one.passage].text[one.stop : other.begin] if one.passage == other.passage else "。"
    return not has(between, "。；;")


def _deductions(report: Report, book: Book) -> Iterator[Relation]:
    """100 less every deduction of a passage is the total that the passage states, where it names both."""
    for passage in report.passages:
        if passage.table >= 0 and not prose(passage):
            continue
        within = report.within(passage)
        deductions = [figure.id for figure in within if figure.role == "deduction" and not _counts_all(figure, passage, book)]
        full = next((figure for figure in within if figure.role == "weight" and figure.value == _HUNDRED), None)
        total = next((figure for figure in within if figure.role == "points"), None)
        if len(deductions) > 1 and full is not None and total is not None:
            certain = not _made_of_groups(within, total, passage, book)
            yield Relation(DEDUCTIONS, (full.id,), tuple(deductions), target=total.id, certain=certain)


def _made_of_groups(within: Sequence[Figure], total: Figure, passage: Passage, book: Book) -> bool:
    """自评 95.1 分。决策类得 10 分，过程类得 28.4 分，…: the groups make the total; of their deductions only some may be told as 扣."""
    groups = [
        each.number
        for each in within
        if each.role == "points"
        and each.id > total.id
        and each.whole < 0
        and passage.text.endswith(tuple(book.phrases["frames.score_gained"]), 0, each.begin)
    ]
    return len(groups) > 1 and sum(groups) == total.number


def _counts_all(figure: Figure, passage: Passage, book: Book) -> bool:
    """共扣 4 分 is the sum of the others."""
    before = passage.text[max(0, figure.begin - 6) : figure.begin]
    return has(before, book.phrases["clauses.all_of_them"])
