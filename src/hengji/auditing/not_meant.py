"""A sentence that fails because its figures are of other things than the relation takes them for: means of rates, flows among a list, overlapping groups, years that its words name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import edit_like
from hengji.auditing.relation import EQUAL, value
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure, Report

    Words = Mapping[str, Sequence[str]]

_RATIO, _LISTS = "ratio", frozenset({"list_parts", "list_total"})
_CHANGES = frozenset({"change_rate", "change_difference", "beyond"})
_ACCOUNTS, _DEDUCTION = frozenset({"stock_flow", "balance"}), "deduction"
_CLAUSE, _SENTENCE = re.compile(r"[，。；、：（）(),;:]"), re.compile(r"[。！？!?\n]")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_ASIDE = re.compile(r"（[^（）]{0,12}）")
_YEARS = re.compile(r"(?P<now>(?:19|20)\d\d)年(?P<than>[^\d，。；：、]{1,6})(?P<then>(?:19|20)\d\d)年")
_REACH, _SAID, _NEAR, _SEVERAL, _FEW = 60, 24, 30, 3, 5
_TWO = 2
_TEN_TIMES, _HUNDRED = (-10, 1), 100
_MARKS = frozenset({"points", "ratio"})


def says(relation: Relation, report: Report, words: Words) -> bool:
    """Whether the words around the figures of a failed relation say that they are not of one sum, rate or change."""
    if relation.compare != EQUAL:
        return False
    return any(
        doubt(relation, report, words) for doubt in (_of_several, _flows_in_a_list, _open_or_overlapping, _flow_against_stock, _of_named_years, _one_part_left_out, _more_than_all, _mean_of_parts, _of_all_of_them, _on_a_basis, _one_each, _times_of_each, _beyond_nothing, _all_at_last, _of_one_each, _of_another_kind, _in_order, _over_years, _come_to, _nested, _past_a_semicolon, _of_another_whole, _each_changed, _of_a_mean, _of_smaller_things, _a_level, _of_another_year, _mean_of_the_whole, _points_and_full_marks)
    )  # fmt: skip


def _target(relation: Relation, report: Report) -> Figure | None:
    return report.figures[relation.target] if relation.target >= 0 else None


def _text(figure: Figure, report: Report) -> str:
    return report.passages[figure.passage].text


def _own(figure: Figure, report: Report) -> str:
    """The words right before a figure, back to the last mark."""
    return _CLAUSE.split(_text(figure, report)[max(0, figure.begin - _SAID) : figure.begin])[-1]


def _of_several(relation: Relation, report: Report, words: Words) -> bool:
    """五类工程中四类达到计划，平均完成率 99.47%; 另有 4 处其后完成，累计整改率 100%: the mean or the end of several, and not one over another."""
    target = _target(relation, report)
    if target is None or target.dimension != _RATIO or not relation.over or relation.check in _CHANGES:
        return False
    said = _own(target, report)
    parts = "".join(_own(report.figures[each], report) for each in relation.plus)
    return any(word in said and word not in parts for word in words["means_of_rates"])


def _flows_in_a_list(relation: Relation, report: Report, words: Words) -> bool:
    """年末 61 个，其中年内新建 14 个、关停 5 个，年初为 52 个: what went, or what there was before, is no part of what there is."""
    if relation.check not in _LISTS or relation.target < 0:
        return False
    said = [_own(report.figures[each], report) for each in relation.plus]
    gone, come = ({at for at, each in enumerate(said) if has(each, words[key])} for key in ("gone_from", "come_to"))
    return bool(gone) and bool(come) and len(gone | come) > 1  # 年初结转 beside 财政拨款 is one word alone


def _open_or_overlapping(relation: Relation, report: Report, words: Words) -> bool:
    """528 户，购机户 96 户（多数与前者重叠）; 298 份×100 分、226 份×80 分……: groups that overlap, and a list that goes on."""
    if relation.check not in _LISTS or not relation.plus:
        return False
    last = report.figures[max(relation.plus)]
    behind = _SENTENCE.split(_text(last, report)[last.stop : last.stop + _REACH])[0]
    return has(behind, words["overlaps"]) or behind.partition("，")[0].endswith(tuple(words["goes_on"])) or any(
        _text(each, report)[each.stop : each.stop + 1] in words["multiplied"] for each in map(report.figures.__getitem__, relation.plus)
    )  # fmt: skip


def _flow_against_stock(relation: Relation, report: Report, words: Words) -> bool:
    """招录 26 名，离职 19 名，较上年末的 108 名增加 7 名: what has grown is not those who went, but what there is."""
    target = _target(relation, report)
    if target is None or relation.check not in _CHANGES:
        return False
    every = [report.figures[each] for each in (*relation.plus, *relation.minus, *relation.over, *relation.over_minus)]
    stocks = [each for each in every if has(_own(each, report), words["stock_ends"])]
    flows = [each for each in every if each not in stocks and each.id != target.id and has(_own(each, report), words["flow_verbs"])]
    return bool(stocks) and bool(flows)


def _of_named_years(relation: Relation, report: Report, words: Words) -> bool:
    """2021 年、2022 年、2023 年分别为 A、B、C，2022 年较 2021 年增长 P%: not of the year that was told last."""
    target = _target(relation, report)
    if target is None or relation.check not in _CHANGES:
        return False
    before = _SENTENCE.split(_text(target, report)[max(0, target.begin - _REACH) : target.begin])[-1]
    named = [match for match in _YEARS.finditer(before) if has(match["than"], words["compared"])]
    if not named:
        return False
    told = before[: named[-1].start()]
    if has(told, words["in_turn"]) and named[-1]["now"] not in told:
        return True
    years = {int(named[-1]["now"]), int(named[-1]["then"])}
    amounts = (report.figures[each] for each in (*relation.plus, *relation.minus, *relation.over, *relation.over_minus))
    return any(each.role != "change" and each.year is not None and each.year not in years for each in amounts)


def _one_part_left_out(relation: Relation, report: Report, words: Words) -> bool:
    """年初 A，新购 B，接受捐赠 C，注销 D，年末 E: what is missing is another amount that its sentence tells."""
    del words
    target = _target(relation, report)
    if target is None or relation.check not in _ACCOUNTS:
        return False
    gap = exact.subtract(target.value, value(relation, report.figures))
    size = (abs(gap[0]), gap[1])
    first, last = min(relation.figures), max(relation.figures)
    text = _text(target, report)
    low, high = report.figures[first].begin, report.figures[last].stop
    return any(
        each.id not in relation.figures
        and each.passage == target.passage
        and (low <= each.begin <= high or not _SENTENCE.search(text, min(each.stop, high), max(each.begin, low)))
        and (each.dimension, each.measure) == (target.dimension, target.measure)
        and exact.compare(each.value, size) == 0
        for each in report.figures[max(0, first - _NEAR) : last + _NEAR]
    )


def _more_than_all(relation: Relation, report: Report, words: Words) -> bool:
    """9.9 分（满分 10 分），资产管理扣 0.5 分，内控扣 1.0 分: more would be taken off than is missing; it is taken off elsewhere."""
    del words
    return relation.check == _DEDUCTION and value(relation, report.figures)[0] < 0


def _mean_of_parts(relation: Relation, report: Report, words: Words) -> bool:
    """满意度（加权）88.6 分，分项为：92.1 分、90.4 分、81.7 分: what lies between its parts is their mean, and not their sum."""
    target = _target(relation, report)
    if target is None or relation.check not in _LISTS or len(relation.plus) < _SEVERAL:
        return False
    values = [report.figures[each].value for each in relation.plus]
    between = any(exact.compare(each, target.value) <= 0 for each in values) and any(
        exact.compare(each, target.value) >= 0 for each in values
    )
    marks = target.dimension in _MARKS or has(_text(target, report)[max(0, target.begin - _SAID) : target.begin], words["means"])
    return between and marks


def _of_all_of_them(relation: Relation, report: Report, words: Words) -> bool:
    """基本支出 A（执行率 P%）、项目支出 B（执行率 Q%），总执行率 R%: of all, and not of the last."""
    target = _target(relation, report)
    if target is None or target.dimension != _RATIO or not relation.over or relation.check in _CHANGES:
        return False
    said = _own(target, report)
    return has(said, words["rates_of_all"]) and not any(has(report.figures[each].label, words["alls"]) for each in relation.plus)


def _on_a_basis(relation: Relation, report: Report, words: Words) -> bool:
    """多支出 254.89 万元，主要是普查 271.44 万元，剔除这一因素，实际减少 16.55 万元: reckoned from what is left of the two."""
    target = _target(relation, report)
    if target is None or relation.check not in _CHANGES:
        return False
    before = _SENTENCE.split(_text(target, report)[max(0, target.begin - _SAID) : target.begin])[-1]
    return has(before, words["set_aside"])


def _one_each(relation: Relation, report: Report, words: Words) -> bool:
    """处数多 28 处，面积多 1505 平方米，分别增长 48.28% 和 30.62%: the rates are of the two changes in turn."""
    target = _target(relation, report)
    if target is None or target.dimension != _RATIO or relation.check not in _CHANGES:
        return False
    near = [each for each in report.figures[max(0, target.id - 2) : target.id + 1] if each.passage == target.passage]
    said = "".join(_own(each, report) for each in near if each.dimension == _RATIO)
    changes = {each.dimension for each in report.figures[max(0, target.id - _FEW) : target.id] if each.role == "change"}
    return len(changes) > 1 and has(said, words["in_turn"])


def _times_of_each(relation: Relation, report: Report, words: Words) -> bool:
    """每个社区 5 个，使用 90 万元，每个社区 10 万元: neither is of the other."""
    for each in relation.times:
        count, before = report.figures[each], report.figures[each - 1] if each else None
        low = before.stop if before is not None and before.passage == count.passage else 0
        if has(_CLAUSE.split(_text(count, report)[max(low, count.begin - _SAID) : count.begin])[-1], words["each_before"]):
            return True
    return False


def _rated(relation: Relation, report: Report) -> tuple[Figure, Figure] | None:
    """The part and the rate of one part over one whole that is not a change."""
    target = _target(relation, report)
    if target is None or target.dimension != _RATIO or not relation.over or relation.check in _CHANGES or len(relation.plus) != 1:
        return None
    return report.figures[relation.plus[0]], target


def _all_at_last(relation: Relation, report: Report, words: Words) -> bool:
    """排查 63 处，当月整改 58 处，其余 5 处均在次月整改，整改率 100%: of all of them in the end; 有效 9 件、无效 17 件，已办结 9 件，办结率 100%: of those of the same number."""
    rated = _rated(relation, report)
    if rated is None or rated[1].number != _HUNDRED or rated[0].passage != rated[1].passage:
        return False
    done = rated[0]
    same = relation.check == "pair_rate" and any(
        each.passage == done.passage and (each.dimension, each.measure, each.number) == (done.dimension, done.measure, done.number)
        for each in report.figures[max(0, done.id - _FEW) : rated[1].id]
        if each.id != done.id
    )
    return same or has(_text(rated[1], report)[done.stop : rated[1].begin], words["all_at_last"])


def _of_one_each(relation: Relation, report: Report, words: Words) -> bool:
    """补助 21.6 万元，每亩补助 40 元，占示范推广费的 64%: what one costs is no share of what all cost."""
    rated = _rated(relation, report)
    if rated is None:
        return False
    whole = report.figures[relation.over[0]]
    return has(_own(rated[0], report), words["each_before"]) and not has(_own(whole, report), words["each_before"])


def _of_another_kind(relation: Relation, report: Report, words: Words) -> bool:
    """先进制造业 31 个、142.80 亿元；先进制造业签约额占 49.84%: the share of an amount of money, and not of a number of projects; and the other way round."""
    rated = _rated(relation, report)
    if rated is None:
        return False
    said, money = _own(rated[1], report).partition("占")[0], rated[0].dimension == "money"
    return said.endswith(tuple(words["of_heads" if money else "of_money"]))


def _in_order(relation: Relation, report: Report, words: Words) -> bool:
    """两次监控时分别为 41.3% 和 68.9%，提高 27.6 个百分点: from the first to the second, where no word says which of the two is compared with."""
    target = _target(relation, report)
    if target is None or relation.check != "change_difference" or len(relation.plus) != 1 or len(relation.minus) != 1:
        return False
    one, two = sorted((report.figures[relation.plus[0]], report.figures[relation.minus[0]]), key=lambda each: each.id)
    if not one.passage == two.passage == target.passage or not one.id < two.id < target.id or one.year != two.year:
        return False
    said = _SENTENCE.split(_text(target, report)[max(0, one.begin - _SAID) : target.begin])[-1]
    turned = exact.subtract(exact.ZERO, value(relation, report.figures))
    more = relation.plus[0] == one.id  # 41.3% less 68.9%, where the words speak of a rise
    return more and exact.compare(turned, target.value) == 0 and not has(said, words["compared"])


def _over_years(relation: Relation, report: Report, words: Words) -> bool:
    """2022 年 8.5 万元、2023 年 8.8 万元、2024 年 9.20 万元，两年累计上升 8.2%: over several years, and not over the last."""
    target = _target(relation, report)
    if target is None or relation.check not in _CHANGES or not relation.plus:
        return False
    before = report.figures[relation.minus[0] - 1] if relation.minus and relation.minus[0] else target
    same = (before.passage, before.dimension) == (target.passage, report.figures[relation.plus[0]].dimension)
    return has(_own(target, report), words["over_years"]) and same


def _come_to(relation: Relation, report: Report, words: Words) -> bool:
    """服务点由 142 个增到 160 个，覆盖率提高到 89.9%: what a rate has come to is no change."""
    target = _target(relation, report)
    if target is None or relation.check != "change_rate":
        return False
    said = _own(target, report)
    return said.endswith(tuple(words["come_to_rate"])) and has(said, words["rates"])


def _nested(relation: Relation, report: Report, words: Words) -> bool:
    """资金 A，其中：省级 B，其中专项 C，县级 D，结转 E: parts of a part, of which all but the first may be of the whole; they make more than it, and no slip of the pen explains it."""
    target = _target(relation, report)
    if target is None or relation.check not in _LISTS or len(relation.plus) <= 1 or target.id > min(relation.plus):
        return False
    before = report.figures[target.id - 1] if target.id else target
    said = _text(target, report)[before.stop : target.begin] if before.passage == target.passage else ""
    inner = target.whole >= 0 or has(said, words["inner"])
    more = inner and exact.compare(value(relation, report.figures), target.value) > 0
    return more and not edit_like(relation, report.figures)


def _past_a_semicolon(relation: Relation, report: Report, words: Words) -> bool:
    """年末 59 人，比上年末减少 3 人（退休 4 人、调入 1 人），上年末 62 人；离休 1 人，退休 46 人: those behind the semicolon neither came nor went."""
    del words
    if relation.check not in _ACCOUNTS or relation.target < 0:
        return False
    flows = [report.figures[each] for each in (*relation.plus, *relation.minus)]
    first, last = min(flows, key=lambda each: each.id), max(flows, key=lambda each: each.id)
    target = report.figures[relation.target]
    same = first.passage == last.passage == target.passage
    return same and target.id < last.id and "；" in _text(last, report)[max(target.stop, first.stop) : last.begin]


def _of_another_whole(relation: Relation, report: Report, words: Words) -> bool:
    """预算应为 420.75 万元；拨 168.30 万元，占下达数 40.80%: the whole that is named has another name."""
    rated = _rated(relation, report)
    if rated is None or relation.check != "pair_rate" or len(relation.over) != 1:
        return False
    named = _own(rated[1], report).rpartition("占")[2].removesuffix("的").strip()
    whole = report.figures[relation.over[0]]
    if len(named) < _TWO or not _own(rated[1], report).count("占") or has(named, words["plain_wholes"]):
        return False
    own = _own(whole, report) + whole.label
    return not any(named[at : at + _TWO] in own for at in range(len(named) - 1))


def _of_a_mean(relation: Relation, report: Report, words: Words) -> bool:
    """会议 2196 场次，月均 183 场次，比上年的 2040 场次增加 156 场次: the mean beside it is not what has grown."""
    if relation.check not in _CHANGES or not relation.plus or relation.plus[0] == relation.target:
        return False
    amounts = [report.figures[each] for each in (*relation.plus, *relation.minus) if each != relation.target]
    means = [each for each in amounts if has(_own(each, report)[:_TWO] + _own(each, report)[-1:], words["mean_letters"])]
    if len(means) != 1 or len(amounts) == 1:
        return False
    mean = means[0]
    before = report.figures[max(0, mean.id - 1)]
    return before.id != mean.id and (before.passage, before.dimension, before.measure) == (
        mean.passage,
        mean.dimension,
        mean.measure,
    )


def _a_level(relation: Relation, report: Report, words: Words) -> bool:
    """补贴由 80 元提高到 120 元，力争职工满意度达到 88% 以上: how high a rate is to be, and not by how much something has grown."""
    target = _target(relation, report)
    if target is None or relation.check != "change_rate":
        return False
    own = _own(target, report)
    level = own.rstrip("".join(words["come_to_rate"]))
    return level != own and level.endswith(tuple(words["levels_of"]))


def _of_another_year(relation: Relation, report: Report, words: Words) -> bool:
    """2023 年受理 84 件、办结 81 件；2022 年办结率 P%: the rate of the year that its own clause names."""
    del words
    target = _target(relation, report)
    if target is None or target.dimension != _RATIO or relation.check in _CHANGES or not relation.over:
        return False
    said = _YEAR.search(_own(target, report))
    amounts = [report.figures[each] for each in (*relation.plus, *relation.over)]
    return said is not None and all(each.year is not None and each.year != int(said[1]) for each in amounts)


def _mean_of_the_whole(relation: Relation, report: Report, words: Words) -> bool:
    """215 家，平均每家 10 万元，其中甲 142 家、补助 1562 万元: the mean is that of all, and not of a part."""
    if relation.check != "per_head" or not relation.times or not relation.plus:
        return False
    mean, count = report.figures[relation.plus[0]], report.figures[relation.times[0]]
    between = _text(mean, report)[mean.stop : count.begin] if mean.passage == count.passage and mean.id < count.id else ""
    return has(between, words["inner"]) and has(_own(mean, report), words["means"])


def _of_smaller_things(relation: Relation, report: Report, words: Words) -> bool:
    """8 个行政村、1 个社区，共 92 个村（居）民小组: counted in 个, they are other things, and many more."""
    del words
    target, parts = _target(relation, report), [report.figures[each] for each in relation.plus]
    if (
        target is None
        or relation.check not in _LISTS
        or target.dimension != "count"
        or {each.unit for each in parts} != {target.unit}
    ):
        return False
    if exact.compare(exact.multiply(value(relation, report.figures), (_TWO, 1)), target.value) > 0:
        return False
    own = _thing(target, report)
    return bool(own) and all(_thing(each, report)[-1:] not in ("", own[-1]) for each in parts)


def _thing(figure: Figure, report: Report) -> str:
    """What is counted, by the words right behind a number, without what stands in brackets."""
    behind = _ASIDE.sub("", _text(figure, report)[figure.stop : figure.stop + _SAID])
    return _CLAUSE.split(behind)[0].rstrip("。")


def _points_and_full_marks(relation: Relation, report: Report, words: Words) -> bool:
    """得 5.8 分…得 9.72 分，12 项分值合计 100 分: what was gained does not make what might be gained."""
    target = _target(relation, report)
    if target is None or relation.check not in _LISTS or "points" not in (target.role, target.dimension):
        return False
    own = _own(target, report)
    if not has(own, words["full_marks"]) or has(own, words["gained"]):
        return False
    return any(has(_own(report.figures[each], report), words["gained"]) for each in relation.plus)


def _each_changed(relation: Relation, report: Report, words: Words) -> bool:
    """“过程”为 20 分、“效益”为 30 分，各调整 5 分，调整后总分仍为 100 分: by how much each was changed is no part."""
    return relation.check in _LISTS and any(
        has(_own(report.figures[each], report), words["each_changed"]) for each in relation.plus
    )


def _beyond_nothing(relation: Relation, report: Report, words: Words) -> bool:
    """两项合计 83.70 万元，低于预算 2.30 万元，节约率 2.67%: nothing falls by many times what it is."""
    del words
    computed = value(relation, report.figures) if relation.check == "change_rate" and relation.over else exact.ZERO
    return exact.compare(computed, _TEN_TIMES) < 0
