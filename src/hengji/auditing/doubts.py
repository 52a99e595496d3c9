"""A sentence that fails although its own words say that its figures are not of one sum, difference or product: 另有, 每吨, 三者, 净减, 的目标, 家 beside 个.

Such a failure is the reading's and not the report's, however near it is to a slip; it is not told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.not_meant import says
from hengji.auditing.relation import AT_MOST, EQUAL, judge, value
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

_LISTS, _PART = frozenset({"list_parts", "list_total"}), "list_part"
_RATE = "change_rate"
_CHANGES = frozenset({_RATE, "change_difference", "beyond"})
_OPERATORS = "×*xX✕"
_RATIO, _TEN_THOUSAND = "ratio", (10_000, 1)
_PLAIN = frozenset({"money", _RATIO, "points", ""})
_SENTENCE, _SEMICOLON, _CLAUSE = re.compile("[。！？!?\n]"), re.compile("[；;]"), re.compile(r"[，。；、：（）(),;:]")
_EACH, _NET, _SAID, _TELLING = 6, 6, 14, 2
_NUMBER = re.compile(r"[\d,，.〇零一二两三四五六七八九十百千万亿余多]")
_REACH, _NEAR = 400, 30
_KINDS, _NEARLY_ALL = 4, (10, 9)
_ENDED = re.compile("[。；;！？!?\n]")


def _prints(figure: Figure, amount: Exact) -> bool:
    """Whether a figure is an amount as it would be printed in its place."""
    factor = figure.unit.factor if figure.unit is not None else exact.ONE
    shown = exact.round_half_away(exact.divide(amount, factor), figure.decimals)
    return exact.compare(shown, exact.of(figure.number)) == 0


def _put(ids: tuple[int, ...], old: int, new: int) -> tuple[int, ...]:
    return tuple(new if each == old else each for each in ids)


class Doubts:
    """A report with the words that say so."""

    def __init__(self, report: Report, book: Book) -> None:
        self.report, self.figures, self.listed = report, report.figures, book.phrases["frames.listed_by"]
        self.words = {key.partition(".")[2]: found for key, found in book.phrases.items() if key.startswith("doubts.")}
        self.last_year = book.phrases["clauses.last_year"]

    def of(self, relation: Relation) -> bool:
        """Whether the words around the figures of a failed relation take them apart."""
        own = (*relation.plus, relation.target) if relation.target >= 0 and relation.plus else relation.figures
        if any(self.report.passages[self.figures[each].passage].table >= 0 for each in own) or relation.named:
            return False
        if (
            self._other_measures(relation)
            or self._beside(relation)
            or self._each(relation)
            or says(relation, self.report, self.words)
        ):
            return True
        if relation.compare != EQUAL:
            return self._of_a_greater(relation)
        return any(
            doubt(relation)
            for doubt in (
                self._said_beside, self._threshold, self._aim, self._several, self._net, self._either_way, self._of_kinds, self._mixed_marks, self._own_base, self._of_both, self._of_others, self._in_its_unit,
                self._of_the_whole, self._wrong_side, self._of_another_place, self._of_what_was_given,
            )
        )  # fmt: skip

    def incomplete(self, relation: Relation) -> bool:
        """Whether the parts of 其中 make less than their whole and no word closes the list: it need not name every part."""
        if relation.check != "list_parts" or relation.compare != EQUAL or relation.target < 0:
            return False
        whole, first = self.figures[relation.target], self.figures[min(relation.plus)]
        between = self._text(whole)[whole.stop : first.begin] if whole.passage == first.passage else ""
        known = all(self.figures[each].concept or self.figures[each].members for each in relation.plus)
        if known or not has(between, self.words["among"]) or has(between, self.words["made_of"]):
            return False
        if exact.compare(value(relation, self.figures), whole.value) >= 0:
            return False
        last = self.figures[max(relation.plus)]
        if self._named_all(relation, whole, between) or self._counted_out(relation, whole):
            return False
        return not last.label.startswith(self.words["rest"]) or self._gap_is_told(relation, whole)

    def _named_all(self, relation: Relation, whole: Figure, between: str) -> bool:
        """新建设施 76 处，包括步道 6 处、球场 9 处、…: four kinds or more, no word that there are others, and nearly all of the whole."""
        among = has(between, self.words["among_all"]) and not has(between, self.words["among_some"])
        most = exact.multiply(value(relation, self.figures), _NEARLY_ALL)
        return among and len(relation.plus) >= _KINDS and exact.compare(most, whole.value) >= 0

    def _counted_out(self, relation: Relation, whole: Figure) -> bool:
        """区、镇、村三级河长 186 名，其中区级 12 名、镇级 52 名、村级 122 名: as many parts as the words before the whole count."""
        count = self.words["counted_levels"][len(relation.plus) - 2 :][:1] if len(relation.plus) > 1 else ()
        return bool(count) and any(count[0] + each in self._clause(whole) for each in self.words["levels"])

    def alone(self, relation: Relation, holding: Mapping[int, Sequence[Relation]]) -> bool:
        """Whether its sentence holds no other amount of which it might speak: only then may what is far off be told without the trace of a slip.

        Counts of several things (17 个行政村、2 个社区，共 208 个村民小组) are told apart by their nouns alone.
        """
        closed = self.figures[max(relation.plus or relation.figures)].label.startswith(self.words["rest"])
        if relation.check in _LISTS and not closed and all(self.figures[each].dimension not in _PLAIN for each in relation.figures):
            return False
        own = set(relation.figures)
        tied = (other for one in relation.figures for other in holding.get(one, ()))
        own.update(each for other in tied if len(own & set(other.figures)) >= _TELLING for each in other.figures)
        kinds = {self.figures[each].dimension for each in relation.figures}
        last = self.figures[max(relation.figures)]
        text = self._text(last)
        beside = (each for each in self._sentence(last) if each.id not in own and each.dimension in kinds)
        return not any(not _SEMICOLON.search(text, min(each.stop, last.stop), max(each.begin, last.begin)) for each in beside)

    def _gap_is_told(self, relation: Relation, whole: Figure) -> bool:
        gap = exact.subtract(whole.value, value(relation, self.figures))
        own = set(relation.figures)
        return any(
            each.id not in own and each.dimension == whole.dimension and exact.compare(each.value, gap) == 0
            for each in self._sentence(whole)
        )

    def _text(self, figure: Figure) -> str:
        return self.report.passages[figure.passage].text

    def _sentence(self, figure: Figure) -> Iterator[Figure]:
        """The figures of the sentence of one, as far as they stand near it."""
        text = self._text(figure)
        low = max(0, figure.begin - _REACH)
        begin = low + max((match.end() for match in _SENTENCE.finditer(text[low : figure.begin])), default=0)
        match = _SENTENCE.search(text, figure.stop, figure.stop + _REACH)
        end = match.start() if match else figure.stop + _REACH
        for each in self.figures[max(0, figure.id - _NEAR) : figure.id + _NEAR]:
            if each.passage == figure.passage and begin <= each.begin and each.stop <= end:
                yield each

    def _target(self, relation: Relation) -> Figure | None:
        return self.figures[relation.target] if relation.target >= 0 else None

    def _other_measures(self, relation: Relation) -> bool:
        """4 家企业，划分 8 个标段; 3.5 米宽 22.15 公里: counts of other things, lengths of other kinds, are neither added nor parts of each other."""
        target = self._target(relation)
        share = relation.over and not relation.times and target is not None and target.dimension == _RATIO
        if not relation.is_sum and not share:
            return False
        every = [self.figures[each] for each in relation.figures]
        measures = {each.measure for each in every if each.unit is None and each.measure}
        units = {each.unit for each in every if each.unit is not None and each.dimension not in _PLAIN}
        return len(units) > 1 or not any(measures <= {*group} or len(measures) < _TELLING for group in self.words["same_measures"])

    def _beside(self, relation: Relation) -> bool:
        """在编 69 人…；另有驻场 112 人: no part of what stands before."""
        target = self._target(relation)
        if target is None or relation.check not in (*_LISTS, _PART):
            return False
        parts = [self.figures[each] for each in relation.plus]
        ordered = sorted((target, *parts), key=lambda each: each.id)
        return any(
            one.passage == after.passage and has(self._text(one)[one.stop : after.begin], self.words["beside"])
            for one, after in pairwise(ordered)
        )

    def _each(self, relation: Relation) -> bool:
        """单价由 95 元/吨降至 92 元/吨…，少支出 71.18 万元: the money of one beside that of all; 按优秀 8 万元、良好 5 万元计发，共 …: standards."""
        if not relation.is_sum:
            return False
        every = [self.figures[each] for each in relation.figures]
        first = min(relation.plus, default=-1) if relation.check in _LISTS else -1
        alone = [
            self._of_one(each) or (each.id == first and has(self._clause(each), self.words["each_before"]))
            for each in every
            if each.dimension == "money"
        ]
        if any(alone) and not all(alone):
            return True
        if relation.check in _LISTS and any(self._one_place(self.figures[each]) for each in relation.plus):
            return True
        target = self._target(relation)
        last = self.figures[max(relation.plus or relation.figures)]
        if relation.check not in _LISTS or target is None or target.id < last.id or target.passage != last.passage:
            return False
        return has(self._text(last)[last.stop : target.begin], self.words["paid_by"])

    def _clause(self, figure: Figure) -> str:
        """The words of its clause before a figure."""
        return _CLAUSE.split(self._text(figure)[max(0, figure.begin - _SAID) : figure.begin])[-1]

    def _one_place(self, figure: Figure) -> bool:
        """25 个（23 个村每村 1 个、社区 2 个）: how many there are in each."""
        return figure.dimension not in _PLAIN and has(self._clause(figure)[-_EACH:], self.words["each_before"][:1])

    def _of_what_was_given(self, relation: Relation) -> bool:
        """预算 A，支出 B。资金来源为 C、D, and C and D make A: where the money came from are no parts of what was spent."""
        target = self._target(relation)
        if target is None or relation.check not in _LISTS or not relation.plus or relation.minus:
            return False
        first = self.figures[min(relation.plus)]
        between = self._text(target)[target.stop : first.begin] if target.passage == first.passage else ""
        total = value(relation, self.figures)
        return has(between, self.words["sources"]) and any(
            each.passage == target.passage and each.dimension == target.dimension and exact.compare(each.value, total) == 0
            for each in self.figures[max(0, target.id - _NEAR) : target.id]
        )

    def _of_one(self, figure: Figure) -> bool:
        text = self._text(figure)
        said = _CLAUSE.split(text[max(0, figure.begin - _EACH) : figure.begin])[-1]
        return text.startswith(self.words["each_behind"], figure.stop) or has(said, self.words["each_before"])

    def _of_a_greater(self, relation: Relation) -> bool:
        """…等其他业务 62.33 万元；其中上级资金 214.35 万元: behind a semicolon a part may be one of all that was told."""
        target = self._target(relation)
        if relation.check != _PART or relation.compare != AT_MOST or target is None:
            return False
        part = self.figures[relation.plus[0]]
        if part.passage != target.passage or part.id < target.id:
            return False
        text = self._text(part)[target.stop : part.begin]
        if part.dimension not in _PLAIN and not has(text, self.words["among"]):
            return True
        _, stop, own = text.rpartition("。")
        if stop and not own.startswith(self.words["among"]):
            return True  # 剩余 13.36 万元上缴。巡航救助占大头，其中燃油费 118.80 万元: of what its own sentence speaks of
        others = any(
            each.passage == part.passage and each.dimension == part.dimension and each.id != target.id
            for each in self.figures[max(0, part.id - _NEAR) : part.id]
        )
        return others and bool(_SEMICOLON.search(text) or _SENTENCE.search(text))

    def _said_beside(self, relation: Relation) -> bool:
        """亩均增加 59 公斤，超过 50 公斤的目标: another figure of the sentence says what is reckoned."""
        target = self._target(relation)
        if target is None or relation.check not in _CHANGES:
            return False
        own, computed = set(relation.figures), value(relation, self.figures)
        return any(
            each.id not in own
            and each.dimension == target.dimension
            and len(each.number.as_tuple().digits) >= _TELLING
            and _prints(each, computed)
            for each in self._sentence(target)
        )

    def _threshold(self, relation: Relation) -> bool:
        """单价 50 万元以上仪器 1 台."""
        whole = (relation.target,) if relation.check in _LISTS and relation.target >= 0 else ()
        terms = (self.figures[each] for each in (*relation.plus, *relation.times, *whole))
        return any(self._text(each).startswith(self.words["thresholds"], each.stop) for each in terms)

    def _aim(self, relation: Relation) -> bool:
        target = self._target(relation)
        if target is None:
            return False
        if target.dimension == _RATIO:
            return not has(self._clause(target), self.words["aims"]) and any(
                self._text(self.figures[each]).startswith(self.words["tasks"], self.figures[each].stop) for each in relation.plus
            )
        return self._text(target).startswith(self.words["aims"], target.stop)

    def _several(self, relation: Relation) -> bool:
        """甲、乙、丙分别为 …，三者占 37.7%: the rate of several, held against one of them."""
        target = self._target(relation)
        if target is None or target.dimension != _RATIO or len(relation.plus) != 1 or relation.minus:
            return False
        said = _CLAUSE.split(self._text(target)[max(0, target.begin - _SAID) : target.begin])[-1]
        return said.startswith(self.words["several"])

    def _net(self, relation: Relation) -> bool:
        """净减 5 人，其中退休 9 人、调出 3 人、考录 7 人."""
        target = self._target(relation)
        if target is None or relation.check not in _LISTS:
            return False
        return has(self._text(target)[max(0, target.begin - _NET) : target.begin], self.words["net"])

    def _either_way(self, relation: Relation) -> bool:
        """预算 145,000 元，中标价降低 7,000 元，降幅 4.8%: with no word of comparison the amount may be what stood before the change."""
        if relation.check == _RATE and not relation.plus and len(relation.minus) == len(relation.over) == 1:
            fall = replace(relation, plus=relation.over)  # 查处 412 辆次，比上年的 530 辆次下降 22.26%
            return judge(fall, self.figures).verdict in (Verdict.CONSISTENT, Verdict.EXPLAINED)
        if relation.check != _RATE or len(relation.plus) != 1 or relation.minus:
            return False
        change = self.figures[relation.plus[0]]
        before = [each for each in relation.over if each != change.id]
        if len(before) != 1 or change.role != "change" or (relation.over == (before[0],) and not relation.over_minus):
            return False
        amount = self.figures[before[0]]
        if amount.passage != change.passage or amount.id > change.id:
            return False
        between = self._text(amount)[amount.stop : change.begin]
        if has(between, self.words["compared"]):
            return False
        return judge(replace(relation, over=(amount.id,), over_minus=()), self.figures).verdict in (
            Verdict.CONSISTENT, Verdict.EXPLAINED,
        )  # fmt: skip

    def _of_kinds(self, relation: Relation) -> bool:
        """两项按每吨 160 元; 五类桥梁按每座 54 万元: the number of kinds, or of something else than the price is of; 每件 50 元 4,210 件；每件 200 元 …，共: one of several prices."""
        if self._per_another(relation):
            return True
        if not relation.times or self._written_out(relation):
            return False
        prices = [each for each in map(self.figures.__getitem__, relation.plus) if each.dimension == "money"]
        counts = [self.figures[each] for each in relation.times]
        if any(map(self._one_of_several, counts)) or self._cheaper(relation):
            return True
        for price in prices:
            of = self._each_of(price)
            for count in counts:
                noun = _NUMBER.sub("", count.plain)[:1]
                if noun and ((of and of != noun) or noun in self.words["kinds"]):
                    return True
            others = [each for each in self._sentence(price) if each.dimension == "money" and each.id not in relation.figures]
            if not relation.over and any(self._of_one(each) for each in others) and not self._on_its_own(relation):
                return True
        return False

    def _on_its_own(self, relation: Relation) -> bool:
        """636 户，户均 1500 元，金额 95.40 万元；97 人次、每人次 1500 元，金额 14.55 万元: one count, one price and what they make between two semicolons."""
        own = sorted(relation.figures)
        first, last = self.figures[own[0]], self.figures[own[-1]]
        if first.passage != last.passage or last.id != relation.target or own != list(range(own[0], own[0] + len(own))):
            return False
        text = self._text(first)
        said = _CLAUSE.split(text[self.figures[own[-2]].stop : last.begin])[-1]
        behind = text[last.stop : last.stop + 1]
        return not _SEMICOLON.search(text, first.begin, last.stop) and behind in "；;。" and not has(said, self.words["in_all"])

    def _per_another(self, relation: Relation) -> bool:
        """38 部电梯分布在 17 个小区，平均每部补助 20 万元: not for each of the 17."""
        target = self._target(relation)
        if relation.check != "per_head" or target is None or len(relation.over) != 1:
            return False
        of = self._each_of(target)
        others = (each for each in self._sentence(target) if each.id not in relation.figures)
        return bool(of) and of != self._noun(relation.over[0]) and any(self._noun(each.id) == of for each in others)

    def _noun(self, figure: int) -> str:
        return _NUMBER.sub("", self.figures[figure].plain)[:1]

    def _cheaper(self, relation: Relation) -> bool:
        """3,200 册，单价 28 元，合计 8.06 万元（按九折结算）."""
        last = self.figures[max(relation.figures)]
        behind = _ENDED.split(self._text(last)[last.stop : last.stop + _REACH], maxsplit=1)[0]
        return has(behind, self.words["discounts"])

    def _one_of_several(self, count: Figure) -> bool:
        """台式机 10 台、笔记本 20 台，单价 6,000 元: the last of numbers that one price is for."""
        before = self.figures[count.id - 1] if count.id else count
        same = before.passage == count.passage and before.id != count.id and before.dimension == count.dimension
        between = self._text(count)[before.stop : count.begin] if same else ""
        return between.startswith(self.listed) and not _CLAUSE.search(between, 1)

    def _written_out(self, relation: Relation) -> bool:
        """5 万元/村×221 村合计 1105 万元: an operator leaves no choice."""
        first, *_, last = sorted((*relation.plus, *relation.times))
        one, other = self.figures[first], self.figures[last]
        return one.passage == other.passage and has(self._text(one)[one.stop : other.begin], _OPERATORS)

    def _each_of(self, figure: Figure) -> str:
        """What a price is for: 每吨 160 元, 160 元/吨."""
        text = self._text(figure)
        behind = re.match(r"[/／]([\u4e00-\u9fff])", text[figure.stop : figure.stop + 3])
        before = re.search(r"每([\u4e00-\u9fff])[^，。；每]{0,8}$", text[max(0, figure.begin - _SAID) : figure.begin])
        found = behind or before
        return found.group(1) if found else ""

    def _of_the_whole(self, relation: Relation) -> bool:
        """三公 2.36 万元，其中用车 2.08 万元、接待 0.28 万元，比上年 3.15 万元减少 0.79 万元: the change is of the whole where it fits it."""
        for each in relation.figures if relation.check not in (*_LISTS, _PART) else ():
            whole = self.figures[each].whole
            if whole >= 0 and whole not in relation.figures:
                instead = replace(
                    relation, plus=_put(relation.plus, each, whole), minus=_put(relation.minus, each, whole),
                    over=_put(relation.over, each, whole), over_minus=_put(relation.over_minus, each, whole),
                )  # fmt: skip
                other = replace(instead, plus=instead.minus, minus=instead.plus)
                if any(judge(one, self.figures).verdict is Verdict.CONSISTENT for one in (instead, other)):
                    return True
        return False

    def _wrong_side(self, relation: Relation) -> bool:
        """按 28 个站 18.20 万元测算，年度增加 1.95 万元: what has grown was taken for what it has grown from."""
        change = self._target(relation)
        if change is None or relation.check != "change_difference" or not change.direction or change.subject < 0:
            return False
        own = self.figures[change.subject]
        said = _CLAUSE.split(self._text(own)[max(0, own.begin - _SAID) : own.begin])[-1]
        grown = change.subject in (relation.minus if change.direction > 0 else relation.plus)
        return grown and not has(said, self.last_year)

    def _of_another_place(self, relation: Relation) -> bool:
        """计划造林 1.5 万亩，比上年实际少 0.36 万亩: of another passage the plan was taken (1.80), and what was done (1.86) stands beside it and makes the change."""
        change = self._target(relation)
        if (
            change is None
            or relation.check != "change_difference"
            or relation.certain
            or not len(relation.plus) == len(relation.minus) == 1
        ):
            return False
        apart = [each for each in (*relation.plus, *relation.minus) if self.figures[each].passage != change.passage]
        for each in apart:
            own = self.figures[each]
            for other in self.figures[max(0, each - _NEAR) : each + _NEAR]:
                fits = other.dimension == own.dimension and other.id not in relation.figures
                instead = replace(relation, plus=_put(relation.plus, each, other.id), minus=_put(relation.minus, each, other.id))
                if fits and judge(instead, self.figures).verdict is Verdict.CONSISTENT:
                    return True
        return False

    def _in_its_unit(self, relation: Relation) -> bool:
        """新修通组公路 8.4 公里，平均每公里造价 42.50 万元，共 357 万元: for each of its own unit, whatever its base unit is."""
        target = self._target(relation)
        counts = (*relation.times, *(each for each in relation.over if relation.check == "per_head"))
        scaled = [unit for each in counts if (unit := self.figures[each].unit) is not None and unit.dimension not in _PLAIN]
        if target is None or not scaled:
            return False
        printed = computed = value(relation, self.figures)
        for unit in scaled:
            ten = _TEN_THOUSAND if unit.label.startswith("万") else exact.ONE  # 每公里 3 元，134.06 万公里
            computed = exact.divide(computed, unit.factor) if relation.times else exact.multiply(computed, unit.factor)
            printed = exact.divide(exact.multiply(printed, ten), unit.factor) if relation.times else printed
        return _prints(target, computed) or (bool(relation.times) and _prints(target, printed))

    def _of_others(self, relation: Relation) -> bool:
        """比上年的 54.2% 提高 2.6 个百分点，但比全市平均水平低 3.1 个百分点: the second is no change of its own."""
        target = self._target(relation)
        if target is None or not target.direction:
            return False
        said = _CLAUSE.split(self._text(target)[max(0, target.begin - _REACH) : target.begin])[-1]
        return has(said, self.words["elsewhere"])

    def _of_both(self, relation: Relation) -> bool:
        """按期完工 20 个，延期完工 3 个，按期完工率 86.96%: one of two kinds over both."""
        if (
            relation.check == _RATE
            or len(relation.plus) != 1
            or len(relation.over) != 1
            or relation.minus
            or relation.over_minus
            or relation.times
        ):
            return False
        one, other = relation.plus[0], relation.over[0]
        both = (replace(relation, plus=(each,), over=(one, other)) for each in (one, other))
        return one != other and any(judge(each, self.figures).verdict is Verdict.CONSISTENT for each in both)

    def _own_base(self, relation: Relation) -> bool:
        """以调整后全年预算为基数计算，支出率为 99.20%: reckoned from what its words name, and from nothing else."""
        target = self._target(relation)
        if target is None or not relation.over:
            return False
        words = _ENDED.split(self._text(target)[max(0, target.begin - _REACH) : target.begin])[-1]
        said = next((words.partition(word)[0] for word in self.words["bases"] if word in words), "")
        return bool(said) and not any(self.figures[each].label and self.figures[each].label in said for each in relation.over)

    def _mixed_marks(self, relation: Relation) -> bool:
        """其中房屋 6.94 亿元，占 80.5%；当年新增 0.71 亿元，处置 0.13 亿元: parts parted by commas end at the semicolon."""
        if relation.check != "list_parts":
            return False
        parts = sorted((self.figures[each] for each in relation.plus), key=lambda each: each.id)
        marks = {
            bool(_SEMICOLON.search(self._text(one)[one.stop : after.begin]))
            for one, after in pairwise(parts)
            if one.passage == after.passage
        }
        return len(marks) > 1
