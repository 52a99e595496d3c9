"""A sentence whose figures miss each other by much and at random speaks of something else: a slip leaves a trace (a digit, a place, a base), a wrong attribution none."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing import diagnosis, slips
from hengji.auditing.doubts import Doubts
from hengji.auditing.relation import EQUAL, RATIO, judge, value
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.auditing.gather import Judged
    from hengji.auditing.relation import Relation
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book

FAR, POINTS, COMPLEMENT, TIMES = "far", "far_points", "complement_points", "times"
"""Of a check: by how many per cent of the larger side a failed sentence must miss, and a rate by how many points, to be doubted."""
_SENTENCE_END = re.compile(r"[。；;]")
_ITEM_END = re.compile(r"[，、；;,]")
_HUNDRED, _FULL = (100, 1), 100
_LISTS = frozenset({"list_parts", "list_total"})
_PAIRS = frozenset({"pair_rate", "beyond"})
_PRODUCTS = frozenset({"written_arithmetic", "per_head"})
_TELLING, _REACH, _BEHIND = 3, 40, 8
"""An amount of fewer digits fits by chance; how far in the paragraph another one is looked for."""
_SIGNED = frozenset({"change_difference", "change_rate"})
_NAMED = frozenset({"share_rate", "completion_rate"})
_JOINED = 2
"""A relation that holds and shares so many figures with another speaks of the same."""


def parted(judged: Sequence[Judged], report: Report, book: Book) -> tuple[list[Judged], list[Judged]]:
    """What is told, and the sentences that are not: they are doubtful and no slip that is known explains them."""
    told = list(credible(judged, report, book))
    kept = {id(each) for each in told}
    return told, [each for each in judged if id(each) not in kept]


def credible(judged: Sequence[Judged], report: Report, book: Book) -> Iterator[Judged]:
    """Without the sentences that miss by much or are doubtful for another reason, are not said in one breath and are explained by no known mechanism."""
    holding: dict[int, list[Relation]] = defaultdict(list)
    for one in judged:
        for each in one.relation.figures if one.outcome.verdict is Verdict.CONSISTENT else ():
            holding[each].append(one.relation)
    every: diagnosis.Around | None = None
    doubts = Doubts(report, book)
    for one in judged:
        certain = _certain(one, holding, report)
        if (
            one.outcome.verdict is Verdict.IMPOSSIBLE
            and not certain
            and (
                doubts.of(one.relation)
                or _answered(one.relation, holding)
                or _share_of_itself(one.relation, report)
                or _above_its_whole(one, report)
            )
        ):
            continue
        if certain or not _failed_sentence(one, report, book):
            yield one
            continue
        if _with_full_marks(one.relation, report, book):
            continue
        if _traced(one.relation, report) or _with_its_change(one.relation, holding):
            yield one
            continue
        if doubts.incomplete(one.relation) and not diagnosis.exchanged_part(one.relation, report.figures):
            continue
        if _not_near(one, report, book):
            continue
        close = _close(one.relation, holding, report)
        if (
            _wrong_list(one.relation, report)
            or _complement(one, report, book)
            or _goes_on(one.relation, report)
            or _with_another(one.relation, report, close=close)
        ):
            continue
        if _doubtful(one.relation, report) or (_far(one, report, book) and not (close and doubts.alone(one.relation, holding))):
            every = every or diagnosis.around(each.relation for each in judged)
            if not diagnosis.likely(one.relation, every, report, book):
                continue
        yield one


def _with_its_change(relation: Relation, holding: Mapping[int, Sequence[Relation]]) -> bool:
    """Whether a rate of a change stands right behind the change, and that is what the same two amounts differ by: 由 A 降至 B，减少 C，下降 P%."""
    if relation.check != "change_rate" or len(relation.plus) != 1 or len(relation.minus) != 1:
        return False
    pair = {*relation.plus, *relation.minus}
    return any(
        other.check == "change_difference" and other.target == relation.target - 1 and {*other.plus, *other.minus} == pair
        for other in holding.get(relation.target - 1, ())
    )


def _certain(one: Judged, holding: Mapping[int, Sequence[Relation]], report: Report) -> bool:
    """Whether the other figures of its sentence leave no doubt how it is meant."""
    return _with_its_rate(one, holding, report) or _over_its_whole(one, report) or _of_what_it_names(one, report)


def _with_its_rate(one: Judged, holding: Mapping[int, Sequence[Relation]], report: Report) -> bool:
    """Whether a change, what it is of and its rate agree and stand right beside the other amount, so that only this can be wrong: 由 5400 元提高到 5900 元，增加 600 元，增幅 11.11%."""
    relation = one.relation
    if one.outcome.verdict is not Verdict.IMPOSSIBLE or relation.check != "change_difference":
        return False
    if len(relation.plus) != 1 or len(relation.minus) != 1 or any(report.figures[each].whole >= 0 for each in relation.figures):
        return False
    if one.outcome.computed[0] <= 0:
        return False  # 全年 2196 场次，月均 183，比上年 2040 增加 156: it is of another amount
    return any(
        other.check == "change_rate"
        and (other.plus, other.over, other.minus, other.over_minus) == ((relation.target,), relation.minus, (), ())
        and _in_one_breath({*relation.figures, other.target}, report)
        for other in holding.get(relation.target, ())
    )


def _of_what_it_names(one: Judged, report: Report) -> bool:
    """Whether a rate names its whole with the amount itself, right behind the part: 培训费 13.62 万元，占公用经费 268.41 万元的 5.07%."""
    relation = one.relation
    if one.outcome.verdict is not Verdict.IMPOSSIBLE or relation.check not in _NAMED or relation.target < 0:
        return False
    rate = report.figures[relation.target]
    own = (relation.plus, relation.over, relation.minus) == ((rate.subject,), (rate.base,), ())
    return own and rate.subject < rate.base < rate.id and _in_one_breath(set(relation.figures), report)


def _over_its_whole(one: Judged, report: Report) -> bool:
    """Whether a share names its whole with just the whole's own name (占项目支出的 39.73%), and is that of what the whole is itself a part of: divided by the wrong one."""
    relation = one.relation
    if one.outcome.verdict is not Verdict.IMPOSSIBLE or relation.check != "share_rate" or len(relation.over) != 1:
        return False
    share, named = report.figures[relation.target], report.figures[relation.over[0]]
    if (
        named.whole < 0
        or named.whole in relation.figures
        or share.against != named.label
        or len(share.number.as_tuple().digits) < _TELLING
    ):
        return False
    return judge(replace(relation, over=(named.whole,)), report.figures).verdict is Verdict.CONSISTENT


def _in_one_breath(ids: set[int], report: Report) -> bool:
    """Whether figures stand in one sentence with no other between them."""
    first, last = report.figures[min(ids)], report.figures[max(ids)]
    if last.id - first.id + 1 != len(ids) or first.passage != last.passage:
        return False
    return _SENTENCE_END.search(report.passages[first.passage].text, first.stop, last.begin) is None


def _answered(relation: Relation, holding: Mapping[int, Sequence[Relation]]) -> bool:
    """Whether its figure is what two others of the sentence make: 报名 1,240，到课 1,180，结业 1,116，结业率 90.0%."""
    return (
        relation.check in _PAIRS
        and not relation.named
        and any(
            (other.target, other.check, other.plus, other.minus) == (relation.target, relation.check, relation.plus, relation.minus)
            for other in holding.get(relation.target, ())
        )
    )


def _share_of_itself(relation: Relation, report: Report) -> bool:
    """Whether the amount whose share a figure is was taken for the whole: 服务类 265 万元；中小企业合同 638 万元，占采购总额的 72%."""
    share = report.figures[relation.target] if relation.target >= 0 else None
    return share is not None and share.role == "share" and share.subject in relation.over and share.subject not in relation.plus


def _not_near(one: Judged, report: Report, book: Book) -> bool:
    """Whether a rate is so many times what its pair makes (the check's `times`), or such a part of it: it is of other amounts (增值收益 12512 万元，增值收益率 1.52%)."""
    rate = report.figures[one.relation.target] if one.relation.target >= 0 else None
    times = book.checks[one.relation.check].numbers.get(TIMES)
    if times is None or rate is None or rate.unit is None or rate.unit.label != "%":
        return False
    stated, computed = rate.value, one.outcome.computed
    pairs = ((stated, computed), (computed, stated))
    return any(
        exact.compare(exact.multiply((abs(small[0]), small[1]), times), (abs(large[0]), large[1])) < 0 for small, large in pairs
    )


def _above_its_whole(one: Judged, report: Report) -> bool:
    """Whether a share was taken of a part of its whole (仓容分别为 3.6、2.1 和 0.9 万吨，合计 6.6 万吨，占仓容 68.18%), and no wrong digit explains the miss."""
    relation = one.relation
    share = report.figures[relation.target] if relation.target >= 0 else None
    if share is None or relation.check != "share_rate" or share.number > _FULL:
        return False
    return exact.compare(one.outcome.computed, exact.ONE) > 0 and not diagnosis.edit_like(relation, report.figures)


def _failed_sentence(one: Judged, report: Report, book: Book) -> bool:
    relation = one.relation
    if (
        FAR not in book.checks[relation.check].numbers
        or relation.named
        or relation.bound
        or one.outcome.verdict is not Verdict.IMPOSSIBLE
    ):
        return False
    return relation.compare == EQUAL and not any(
        report.passages[report.figures[each].passage].table >= 0 for each in relation.figures
    )


def _wrong_list(relation: Relation, report: Report) -> bool:
    """Whether a list skips an amount of its kind, or its parts and total are told in another order."""
    if relation.check not in _LISTS:
        return False
    shapes = (_skips, _permuted, _beyond_its_end)
    return any(shape(relation, report) for shape in shapes)


def _with_full_marks(relation: Relation, report: Report, book: Book) -> bool:
    """Whether points and their full marks are added up together: 产出 50 分得 48 分."""
    if relation.check not in _LISTS:
        return False
    points = (each for each in map(report.figures.__getitem__, relation.plus) if each.dimension == "points")
    behind = (report.passages[each.passage].text[each.stop : each.stop + _BEHIND].lstrip("、，, ") for each in points)
    return any(words.startswith(book.phrases["clauses.scored"]) for words in behind)


def _doubtful(relation: Relation, report: Report) -> bool:
    """Whether a change takes a part of an amount for the other amount, or goes on to the next sentence."""
    return relation.check in _SIGNED and (_part_and_whole(relation, report) or _two_sentences(relation, report))


def _skips(relation: Relation, report: Report) -> bool:
    """Whether between the parts of a list stands another amount of their kind that is no part of one of them."""
    parts = [report.figures[each] for each in relation.plus]
    if len({each.passage for each in parts}) > 1 or not parts:
        return False
    own = set(relation.figures)
    between = (report.figures[each] for each in range(min(relation.plus), max(relation.plus)) if each not in own)
    kind = (parts[0].unit, parts[0].measure, parts[0].role)
    text = report.passages[parts[0].passage].text
    between = (each for each in between if _ITEM_END.match(text, each.stop))
    return any((each.unit, each.measure, each.role) == kind and each.whole not in relation.plus for each in between)


def _beyond_its_end(relation: Relation, report: Report) -> bool:
    """Whether parts on both sides of a semicolon make more than the whole before them: what stands behind it may be another's."""
    parts = [report.figures[each] for each in relation.plus]
    if relation.target < 0 or relation.target > min(relation.plus) or len({each.passage for each in parts}) > 1:
        return False
    text, whole = report.passages[parts[0].passage].text, report.figures[relation.target]
    more = exact.compare(value(relation, report.figures), whole.value) > 0
    return more and _SENTENCE_END.search(text, parts[0].stop, parts[-1].begin) is not None


def _permuted(relation: Relation, report: Report) -> bool:
    """Whether two parts and their total are told in another order: 新增 310，累计 1486，上年末 1176."""
    if len(relation.plus) != _JOINED or relation.minus or relation.target < 0:
        return False
    one, two = relation.plus
    orders = ((one, two, relation.target), (two, one, relation.target))
    return any(
        judge(replace(relation, plus=(part, total), target=whole), report.figures).verdict is Verdict.CONSISTENT
        for whole, part, total in orders
    )


def _complement(one: Judged, report: Report, book: Book) -> bool:
    """Whether a rate is nearly what the part leaves of its whole: 不合格 31 批次，合格率 97.5%; it is then held against the wrong one of the two."""
    relation = one.relation
    nearly = book.checks[relation.check].numbers.get(COMPLEMENT)
    if nearly is None or len(relation.plus) != 1 or relation.minus or relation.over_minus or relation.target < 0:
        return False
    left = exact.subtract(exact.ONE, one.outcome.computed)
    gap = exact.subtract(left, report.figures[relation.target].value)
    return exact.compare(exact.multiply((abs(gap[0]), gap[1]), _HUNDRED), nearly) <= 0


def _goes_on(relation: Relation, report: Report) -> bool:
    """Whether a change is held against a rate of another sentence that is none of more or less: 由 3 项增加到 5 项；执行率低于 95%."""
    changes = any(report.figures[each].role == "change" for each in relation.figures)
    return relation.check in _SIGNED and not changes and _two_sentences(relation, report)


def _part_and_whole(relation: Relation, report: Report) -> bool:
    """Whether one of its amounts is a part of another, of the same year: （含一次性支出 30 万元）."""
    wholes = ((figure, report.figures[figure.whole]) for each in relation.figures if (figure := report.figures[each]).whole >= 0)
    return any(whole.id in relation.figures and whole.year == part.year and part.role != "base" for part, whole in wholes)


def _two_sentences(relation: Relation, report: Report) -> bool:
    first, last = report.figures[min(relation.figures)], report.figures[max(relation.figures)]
    if first.passage != last.passage:
        return True
    return _SENTENCE_END.search(report.passages[first.passage].text, first.stop, last.begin) is not None


def _with_another(relation: Relation, report: Report, *, close: bool) -> bool:
    """Whether one amount of the paragraph in the place of another makes it hold to the digit; what is said in one breath means its own, save a product."""
    if close and relation.check not in _PRODUCTS:
        return False
    target = report.figures[relation.target] if relation.target >= 0 else None
    if target is None or len(target.number.as_tuple().digits) < _TELLING or relation.compare != EQUAL:
        return False
    own = set(relation.figures)
    here = [each for each in report.figures[max(0, min(own) - _REACH) : max(own) + _REACH] if each.passage == target.passage]
    for each in own - {relation.target}:
        figure = report.figures[each]
        for other in here:
            fits = other.id not in own and other.dimension == figure.dimension and len(other.number.as_tuple().digits) >= _TELLING
            if fits and judge(_instead(relation, each, other.id), report.figures).verdict is Verdict.CONSISTENT:
                return True
    return False


def _instead(relation: Relation, old: int, new: int) -> Relation:
    def put(ids: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(new if each == old else each for each in ids)

    return replace(
        relation, plus=put(relation.plus), minus=put(relation.minus), times=put(relation.times), over=put(relation.over),
        over_minus=put(relation.over_minus),
    )  # fmt: skip


def _traced(relation: Relation, report: Report) -> bool:
    return (
        slips.closes(relation, report.figures)
        or diagnosis.edit_like(relation, report.figures)
        or diagnosis.copied(relation, report.figures)
        or turned(relation, report)
    )


def turned(relation: Relation, report: Report) -> bool:
    """Whether a change holds the other way round: the word for more or less, or the sign, is the slip."""
    if relation.check not in _SIGNED:
        return False
    other = judge(replace(relation, plus=relation.minus, minus=relation.plus), report.figures)
    return other.verdict in (Verdict.CONSISTENT, Verdict.EXPLAINED)


def _close(relation: Relation, holding: Mapping[int, Sequence[Relation]], report: Report) -> bool:
    """Whether one sentence says all its figures with none between them but what a relation that holds ties to them."""
    first, last = report.figures[min(relation.figures)], report.figures[max(relation.figures)]
    if first.passage != last.passage or _SENTENCE_END.search(report.passages[first.passage].text, first.stop, last.begin):
        return False
    own = set(relation.figures)
    between = set(range(first.id, last.id)) - own
    nearby = (other for each in own if between for other in holding.get(each, ()))
    for other in nearby:
        if len(own & set(other.figures)) >= _JOINED:
            between -= set(other.figures)
    return not between


def _far(one: Judged, report: Report, book: Book) -> bool:
    """Whether it misses by more than the check's `far`, and a rate by more than its `far_points`."""
    relation, outcome = one.relation, one.outcome
    numbers = book.checks[relation.check].numbers
    target = report.figures[relation.target] if relation.target >= 0 else None
    missed = exact.multiply(outcome.gap, _HUNDRED)
    if target is not None and target.dimension == RATIO and exact.compare(missed, numbers.get(POINTS, exact.ZERO)) <= 0:
        return False
    stated = target.value if target is not None else relation.constant or exact.ZERO
    sides = (outcome.computed, stated)
    return all(exact.compare(missed, exact.multiply((abs(side[0]), side[1]), numbers[FAR])) > 0 for side in sides)
