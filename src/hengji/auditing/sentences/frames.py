"""Figures that the words at both ends of a sentence join, whatever they are called: a rate and two counts, what came in, went out and is left.

Most of it is not certain: such a relation confirms where it holds, and contradicts only where one wrong digit explains that it does not. What the words
leave no choice about is certain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import AT_LEAST, AT_MOST, Relation, by_last_digit, judge
from hengji.auditing.sentences.changes import opposite
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

SUBTOTAL, POSTS, DIRECTION, WRITTEN = "list_total", "within_posts", "from_to", "written_arithmetic"
PAIR, SHARE, BALANCE, BY_HEAD, BEYOND, WEIGHTS, CHANGE, DIFFERENCE = (
    "pair_rate", "far_share", "balance", "per_head", "beyond", "weights_whole", "parts_change", "change_difference",
)  # fmt: skip
_CHANGE_RATE = "change_rate"
_HUNDRED, _FULL = 100, (100, 1)
_NEAR, _FEW, _FAR, _LEAST_WEIGHTS, _MOST_WEIGHTS, _NEAR_FULL = 3, 12, 60, 3, 30, 20
_CLAUSE = re.compile(r"[，、；：（(,;:]")
_SHARE = re.compile(
    r"(?:(?:占比|比重|比例|所占比例|所占比重)|占(?P<whole>[^，。；、占比（）()]{0,16}?)的?(?:比例|比重)?)(?:约|为|是|达)?$"
)
_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_SHORT = 12
_AND = ("、", "，", "和", "及", "以及", "与")
_ODD = frozenset({"range", "ratio", "fraction"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """The figures up to a full stop; `first` are the first few of its passage."""

    text: str
    figures: tuple[Figure, ...]
    first: tuple[Figure, ...]

    def before(self, at: int) -> str:
        """The words between a figure, by its position, and the one before it."""
        begin = self.figures[at].begin
        return self.text[max(self.figures[at - 1].stop if at else 0, begin - _FAR) : begin]

    def holds(self, figure: Figure) -> bool:
        """Whether a figure stands in it; they stand one after the other."""
        return self.figures[0].id <= figure.id <= self.figures[-1].id

    def earlier(self, at: int) -> tuple[Figure, ...]:
        """The few figures before one, by its position."""
        return self.figures[max(0, at - _FEW) : at]


def relations(report: Report, index: Index, book: Book, taken: frozenset[int]) -> Iterator[Relation]:
    """What sentences join; `taken` are the rates and changes whose relation is known."""
    frames = _Frames(report, index, book, taken)
    for passage in report.passages:
        if prose(passage):
            within = report.within(passage)
            yield from frames.balanced(Sentence(passage.text, tuple(within), tuple(within[:_NEAR])))
            for sentence in _sentences(passage.text, within):
                yield from frames.of(sentence)
    yield from _changes_of_parts(report, book.phrases["clauses.last_year"])


def _sentences(text: str, figures: Sequence[Figure]) -> Iterator[Sentence]:
    found: list[Figure] = []
    for figure in figures:
        if found and "。" in text[found[-1].stop : figure.begin]:
            yield Sentence(text, tuple(found), tuple(figures[:_NEAR]))
            found = []
        found.append(figure)
    if found:
        yield Sentence(text, tuple(found), tuple(figures[:_NEAR]))


class _Frames:
    """The frames, with the words that make them."""

    def __init__(self, report: Report, index: Index, book: Book, taken: frozenset[int]) -> None:
        self.report, self.index, self.taken = report, index, taken
        self.words = {key.removeprefix("frames."): words for key, words in book.phrases.items() if key.startswith("frames.")}
        self.points = book.phrases["clauses.points_of_percent"]
        self.wholes = {figure.whole for figure in report.figures}
        self.sides = book.phrases["clauses.sides"]
        self.more, self.less = book.phrases["clauses.more"], book.phrases["clauses.less"]
        self.ends = book.phrases["clauses.until_ends"]
        self.last_year, self.this_year = book.phrases["clauses.last_year"], book.phrases["frames.this_year"]

    def of(self, sentence: Sentence) -> Iterator[Relation]:
        """Every relation of one sentence."""
        for at, figure in enumerate(sentence.figures):
            if figure.id not in self.taken and figure.dimension == "ratio":
                yield from self._rate(sentence, at, figure)
                yield from self._rate_first(sentence, at, figure)
            yield from self._multiple(sentence, at, figure)
            yield from self._spoken(sentence, at, figure)
            yield from self._by_head(sentence, at, figure)
            yield from self._in_order(sentence, at, figure)
            yield from self._beyond(sentence, at, figure)
            if figure.role in ("change", "rate") and figure.id not in self.taken:
                yield from self._of_two_years(sentence, at, figure)
                yield from self._from_to_behind(sentence, at, figure)
            yield from self._direction(sentence, at, figure)
            yield from self._total_behind(sentence, at, figure)
            yield from self._subtotal(sentence, at, figure)
            if figure.role in ("change", "rate") and figure.subject < 0 and figure.id not in self.taken:
                yield from self._carried(sentence, figure)
        yield from self._balance(sentence, "balance_in", "balance_out", "balance_left")
        yield from _weights(sentence)
        yield from self._within_posts(sentence)
        yield from self._scores(sentence)

    def _rate(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        words = sentence.before(at)
        share = _SHARE.search(words)
        if share is not None and figure.role not in ("rate", "change"):
            yield from self._share(sentence, at, figure, share)
            return
        if at and words in ("（", "(") and figure.role == "value":
            yield from self._part_with_share(sentence.figures[at - 1], figure)
            return
        name = _CLAUSE.split(words)[-1]
        if figure.operator or figure.role in ("rate", "change", "target") or any(word in name for word in self.words["not_rates"]):
            return
        if figure.role in ("completion", "share") or any(word in name for word in self.words["rates"]):
            yield from self._any(self._pairs(sentence, at, figure, name))
        elif figure.role == "actual":
            yield from self._any(self._bracketed(sentence, at, figure, name))

    def _part_with_share(self, own: Figure, rate: Figure) -> Iterator[Relation]:
        """教育 2641.4 万元（13.3%）, a part of a whole: its share, perhaps; the other parts bear it out."""
        if own.whole >= 0 and own.role == "value" and own.dimension not in ("ratio", "points", ""):
            yield self._share_of(own, self.report.figures[own.whole], rate)

    def _rate_first(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """本年支出 7051.3 万元，各部分占比：教育占 11.3%，计 797.1 万元；…: the amount behind its share, of the one before the colon."""
        own = sentence.figures[at + 1] if at + 1 < len(sentence.figures) else figure
        between = sentence.text[figure.stop : own.begin].strip("，, （(")
        if figure.role != "share" or own.dimension in ("ratio", "") or between not in self.words["behind_rate"]:
            return
        for number in range(at - 1, -1, -1):
            whole, after = sentence.figures[number : number + 2]
            if whole.dimension == own.dimension and "：" in sentence.text[whole.stop : after.begin].replace(":", "："):
                yield self._share_of(own, whole, figure)
                return

    def _multiple(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """A 万元，是上年 B 万元的 1.21 倍."""
        if at < 2 or not figure.text.endswith(self.words["times"]) or sentence.before(at).strip() != "的":  # noqa: PLR2004
            return
        own, base = sentence.figures[at - 2 : at]
        said = sentence.before(at - 1).lstrip("，, ")
        if own.dimension == base.dimension != "ratio" and said.startswith(self.words["times_of"]) and base.number:
            yield Relation(PAIR, (own.id,), over=(base.id,), target=figure.id, slots=(("label", own.label),))

    def _spoken(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """A 加年初结转 B，等于收入总计 C."""
        if at < 2 or not sentence.before(at).lstrip("，, ").startswith(self.words["spoken_equals"]):  # noqa: PLR2004
            return
        one, other = sentence.figures[at - 2 : at]
        joined = sentence.before(at - 1).lstrip("，, ")
        alike = one.dimension == other.dimension == figure.dimension and one.role == other.role == figure.role == "value"
        for words, plus in ((self.words["spoken_plus"], True), (self.words["spoken_minus"], False)):
            if alike and joined.startswith(words):
                more, less = ((one.id, other.id), ()) if plus else ((one.id,), (other.id,))
                yield Relation(WRITTEN, more, less, target=figure.id, slots=(("label", figure.label),))

    def _any(self, found: list[Relation]) -> Iterator[Relation]:
        """The first that holds; else all."""
        good = next((each for each in found if judge(each, self.report.figures).verdict in _GOOD), None)
        yield from [good] if good is not None else found

    def _pairs(self, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
        bracketed = self._bracketed(sentence, at, figure, name)
        if bracketed:
            return bracketed
        earlier = sentence.earlier(at)
        cut = max((n + 1 for n, each in enumerate(earlier) if each.dimension == "ratio"), default=0)
        for group in (earlier[cut:], earlier):
            counted = [each for each in group if each.dimension != "ratio" and each.role not in _ODD]
            same = [each for each in counted if each.dimension == counted[-1].dimension][-_NEAR:]
            if len(same) == _NEAR and any(word in each.label for each in same for word in self.words["balance_left"]):
                return self._of_two(same, figure, name)
            if len(same) > 1:
                only = len(same) == 2 == len(counted)  # noqa: PLR2004
                return [self._one_of(pair, figure, name, only=only) for pair in reversed(list(combinations(same, 2)))]
        return self._of_budget(sentence, at, figure, name)

    def _of_two(self, same: Sequence[Figure], rate: Figure, name: str) -> list[Relation]:
        """支出 A，收入 B，上年结转 C，完成率 P: what was spent over all that there was to spend; or over one of them."""
        pairs = [self._one_of(pair, rate, name) for pair in combinations(same, 2)]
        holding = [each for each in pairs if judge(each, self.report.figures).verdict in _GOOD]
        slots = (("label", name),)
        every = [
            Relation(
                PAIR, (one.id,), over=tuple(each.id for each in same if each is not one), target=rate.id, certain=False, slots=slots
            )
            for one in same
            if not any(word in one.label for word in self.words["balance_left"])
        ]
        return holding or every

    def _bracketed(self, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
        """实际完成 96.15%（应结 52 件，实结 50 件）."""
        pair = sentence.figures[at + 1 : at + 3]
        inside = len(pair) == 2 and sentence.text[figure.stop : figure.stop + 1] in ("（", "(")  # noqa: PLR2004
        if not inside or "）" in sentence.text[pair[0].stop : pair[1].begin]:
            return []
        one = pair[0].dimension == pair[1].dimension not in ("ratio", "points", "")
        return [self._one_of(pair, figure, name)] if one else []

    def _one_of(self, pair: Sequence[Figure], rate: Figure, name: str, *, only: bool = False) -> Relation:
        """The smaller over the larger, or the other way where the rate is above 100 %. `only`: the sentence has no other two."""
        small, large = sorted(pair, key=lambda each: Fraction(*each.value))
        if rate.number > _HUNDRED:
            small, large = large, small
        return Relation(
            PAIR, (small.id,), over=(large.id,), target=rate.id, certain=only and self._meant(pair, rate, name),
            slots=(("label", name),),
        )  # fmt: skip

    def _meant(self, pair: Sequence[Figure], rate: Figure, name: str) -> bool:
        """Whether words leave no choice: a budget and what was done of it; 支付 126 万元，支付率 70%."""
        first, second = pair
        if rate.role == "completion" and first.stage in ("original", "revised") and second.stage == "outturn":
            return first.label == second.label or rate.against.endswith(self.words["completed"])
        text = self.report.passages[rate.passage].text
        ends = sorted(self.words["rates"], key=len, reverse=True)
        stem = next((name.removesuffix(word) for word in ends if name.endswith(word)), "")[-2:]
        said = _CLAUSE.split(text[max(0, second.begin - _FAR) : second.begin])[-1]
        return len(stem) > 1 and all(letter in said for letter in stem)

    def _of_budget(self, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
        """预算执行率 97%, where the amounts stand before: what was spent over a budget, the nearest of each."""
        if not any(word in name for word in self.words["of_budget"]):
            return []
        near = [
            each
            for each in self.report.figures[max(0, figure.id - 12) : figure.id]
            if each.passage >= figure.passage - 1 and each.dimension == "money" and each.role == "value" and each.whole < 0
        ]
        spent = [each for each in near if each.stage == "outturn" and not self._budget(each)]
        budgets = [each for each in near if each.stage != "outturn" or self._budget(each)]
        last = sentence.figures[at - 1] if at else None
        spent = [last] if last in near else spent[-2:]
        budgets = [each for each in budgets if each not in spent]
        return [
            Relation(PAIR, (one.id,), over=(other.id,), target=figure.id, certain=False, slots=(("label", name),))
            for one in reversed(spent)
            for other in reversed(budgets[-2:])
        ]

    def _budget(self, figure: Figure) -> bool:
        return any(word in figure.label for word in self.words["budgets"])

    def _share(self, sentence: Sentence, at: int, figure: Figure, share: re.Match[str]) -> Iterator[Relation]:
        own = self._own(sentence, at, figure, share)
        if own is None or own.dimension in ("ratio", ""):
            return
        said_whole = share["whole"] or ""
        whole = self._trimmed(said_whole)
        every = [
            each
            for each in self.report.figures[max(0, own.id - _FAR) : own.id]
            if each.dimension == own.dimension
            and each.role == "value"
            and each.year == own.year
            and each.number
            and not self._other_side(own, each)
        ]
        named = [each for each in every if whole and self._called(each, whole)]
        said = [each for each in every if whole and self._said(each).endswith(whole)]
        named = ([each for each in (*named, *said) if each.stage == own.stage] or named)[-2:]
        loose = [] if said_whole else self._loose(sentence, own, every)
        others = every if said_whole else loose
        only = len(loose) == 1 and sentence.holds(loose[0]) and own.whole < 0
        made = [replace(self._share_of(own, each, figure), certain=only) for each in (named or loose)]
        if any(self._by_last_digit(each, figure) for each in made):
            return
        if made:
            yield from self._any([*made, *self._holding(self._share_of(own, each, figure) for each in others)])
        elif said_whole:
            yield from self._any(self._pairs(sentence, at, figure, said_whole))

    def _other_side(self, own: Figure, whole: Figure) -> bool:
        """Whether one is of income and the other of spending."""
        said = [{word for word in self.sides if word in each.label} for each in (own, whole)]
        return bool(said[0] and said[1]) and not said[0] & said[1]

    def _by_last_digit(self, relation: Relation, rate: Figure) -> bool:
        """Whether a share misses by its last digit alone: it may have been made to fit the others."""
        outcome = judge(relation, self.report.figures)
        return outcome.verdict is Verdict.IMPOSSIBLE and by_last_digit(outcome, rate)

    def _loose(self, sentence: Sentence, own: Figure, every: Sequence[Figure]) -> list[Figure]:
        """What may be the whole where no word says it: the list's, or what is larger and no part, before it or as the sentence's sum."""
        if own.whole >= 0:
            whole = self.report.figures[own.whole]
            wider = [self.report.figures[whole.whole]] if whole.whole >= 0 else []
            return [each for each in (whole, *wider) if Fraction(*each.value) >= Fraction(*own.value)]
        larger = [each for each in every if each.whole < 0 and Fraction(*each.value) > Fraction(*own.value)]
        figures = self.report.figures
        here = [
            each
            for each in larger
            if sentence.holds(each)
            and figures[each.id + 1].dimension != "ratio"
            and (each.id in self.wholes or sentence.text.startswith(self.words["among"], each.stop))
        ]
        summed = [
            each
            for each in self.report.figures[own.id + 1 : own.id + 2 * _FEW]
            if each.passage == own.passage and each.dimension == own.dimension and self._said(each).endswith(self.words["sums"])
        ][:1]
        near = [each for each in larger if 0 < own.passage - each.passage <= _NEAR][-4:]
        return (here + summed) or near

    def _holding(self, found: Iterator[Relation]) -> list[Relation]:
        return [each for each in found if judge(each, self.report.figures).verdict is Verdict.CONSISTENT]

    def _own(self, sentence: Sentence, at: int, figure: Figure, share: re.Match[str]) -> Figure | None:
        """What has the share: the amount right before, or what the words before 占 name."""
        name = sentence.before(at)[: share.start()]
        name = _CLAUSE.split(name)[-1].split("。")[-1]
        if at and not name.strip():
            return sentence.figures[at - 1]
        return self.index.named(name, "money", figure) if len(name) > 1 else None

    def _trimmed(self, words: str) -> str:
        for word in self.words["trimmed"]:
            words = words.removeprefix(word)
        return next((words.removesuffix(end) for end in self.words["trimmed_ends"] if words.endswith(end)), words)

    def _called(self, figure: Figure, whole: str) -> bool:
        label = self._trimmed(figure.label)
        return label.endswith(whole) or (len(label) > 1 and whole.endswith(label)) or figure.label.endswith(whole)

    def _said(self, figure: Figure) -> str:
        return _CLAUSE.split(self.report.passages[figure.passage].text[max(0, figure.begin - _SHORT) : figure.begin])[-1]

    def _share_of(self, own: Figure, whole: Figure, rate: Figure) -> Relation:
        slots = (("label", own.label), ("whole", whole.label))
        return Relation(SHARE, (own.id,), over=(whole.id,), target=rate.id, certain=False, slots=slots)

    def _in_order(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """A 986.40 万元、B 152.15 万元、C 492.00 万元，占比分别为 60.49%、9.33%、30.17%: each of its own amount."""
        if figure.dimension != "ratio" or not sentence.before(at).endswith(self.words["in_order"]):
            return
        rates = [figure]
        for number in range(at + 1, min(at + _FEW, len(sentence.figures))):
            after = sentence.figures[number]
            if after.dimension != "ratio" or sentence.before(number).strip() not in _AND:
                break
            rates.append(after)
        amounts = [
            each for each in sentence.figures[max(0, at - 2 * _FEW) : at] if each.dimension != "ratio" and each.role == "value"
        ][-len(rates) :]
        wholes = {each.whole for each in amounts}
        if 1 < len(amounts) == len(rates) and len(wholes) == 1 and min(wholes) >= 0:
            whole = self.report.figures[min(wholes)]
            for own, rate in zip(amounts, rates, strict=True):
                yield replace(self._share_of(own, whole, rate), certain=True)

    def _of_two_years(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """2021 年 A 万元，2020 年 B 万元，两年相比多支 C 万元，上升 D%; 82.6%，较上年（76.3%）提高 6.3 个百分点."""
        points = figure.text.endswith(self.points)
        wanted = figure.dimension if figure.role == "change" or points else "money"
        same = [each for each in sentence.earlier(at) if each.dimension == wanted and each.role in ("value", "base")]
        if len(same) < 2 or not figure.direction or any(each.year is None for each in same[-2:]):  # noqa: PLR2004
            return
        old, new = sorted(same[-2:], key=lambda each: each.year or 0)
        if (new.year or 0) - (old.year or 0) == 1 or (points and len(same) == 2):  # noqa: PLR2004
            if points and new.year == old.year:
                new, old = same[-2:]
            yield self._changed(old, new, figure, points=points)

    def _from_to_behind(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """增加 C 万元，增幅 D%，由 A 万元变为 B 万元: what changed stands behind."""
        points = figure.text.endswith(self.points)
        for first in range(at + 1, min(at + _NEAR, len(sentence.figures) - 1)):
            old, new = sentence.figures[first : first + 2]
            begins = _CLAUSE.split(sentence.before(first))[-1].startswith(self.words["from"])
            ends = sentence.before(first + 1).startswith(self.words["to"])
            one = old.dimension == new.dimension == (figure.dimension if figure.role == "change" or points else old.dimension)
            if begins and ends and one and old.dimension and figure.direction:
                yield self._changed(old, new, figure, points=points)
                return

    def _direction(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """由 A 万元上涨至 B 万元, B being less; that the direction is right confirms neither figure."""
        old = sentence.figures[at - 1] if at else figure
        alike = old.dimension == figure.dimension != "" and figure.role in ("value", "actual") and old.role in ("value", "base")
        verb = sentence.before(at).strip("，, ") if alike else ""
        stem = next((verb.removesuffix(end) for end in self.ends if verb.endswith(end)), "").removesuffix("了")
        for compare, words in ((AT_LEAST, self.more), (AT_MOST, self.less)):
            if len(stem) > 1 and stem in words:
                slots = (("label", figure.label or old.label), ("verb", verb))
                against = Relation(DIRECTION, (figure.id,), target=old.id, compare=compare, blame=figure.id, slots=slots)
                yield from [against] if judge(against, self.report.figures).verdict is Verdict.IMPOSSIBLE else []

    def _changed(self, old: Figure, new: Figure, figure: Figure, *, points: bool) -> Relation:
        more, less = (new, old) if figure.direction > 0 else (old, new)
        rate = figure.role == "rate" and not points
        label = next((each.label for each in (figure, new, old) if len(each.label) > 1), "")
        return Relation(
            _CHANGE_RATE if rate else DIFFERENCE, (more.id,), (less.id,), over=(old.id,) if rate else (), target=figure.id,
            slots=(("label", label),),
        )  # fmt: skip

    def _total_behind(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """支出增加了 C（增幅 R），总额达到 T: the rate is C over what there was before."""
        if at < 2 or figure.role != "value" or not sentence.before(at).strip("）)，,").endswith(self.words["totals"]):  # noqa: PLR2004
            return
        change, rate = sentence.figures[at - 2], sentence.figures[at - 1]
        told = change.role == "change" and rate.role == "rate" and change.dimension == figure.dimension
        if told and change.direction * rate.direction and "；" not in sentence.text[change.stop : figure.begin]:
            plus, minus = ((), (change.id,)) if change.direction > 0 else ((change.id,), ())
            relation = Relation(
                _CHANGE_RATE, (change.id,), over=(figure.id, *plus), over_minus=minus, target=rate.id,
                slots=(("label", change.label),),
            )  # fmt: skip
            yield from [relation] if change.direction == rate.direction else opposite(relation, change, figure, self.report)

    def _subtotal(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """车辆购置 A、车辆运行 B（小计 C）: the last two or more before the bracket."""
        if at < 2 or not sentence.before(at).lstrip().startswith(self.words["subtotals"]):  # noqa: PLR2004
            return
        same = [each for each in sentence.earlier(at) if each.dimension == figure.dimension and each.role == figure.role]
        slots = (("label", figure.label), ("parts", ""))
        joined = 1
        while joined < len(same) and "、" in sentence.text[same[-joined - 1].stop : same[-joined].begin]:
            joined += 1
        sums = [
            Relation(SUBTOTAL, tuple(each.id for each in same[-count:]), target=figure.id, certain=count == joined, slots=slots)
            for count in range(2, len(same) + 1)
        ]
        yield from self._any(sums)

    def _by_head(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """资助 1,246 人次, 发放 186.9 万元, 人均 1,500 元; 惠及 706 人, 人均 900 元, 资金 635,400 元: in any order."""
        name = _CLAUSE.split(sentence.before(at))[-1]
        priced = name.endswith(self.words["by_head"]) or any(word in name for word in self.words["unit_price"])
        if figure.dimension != "money" or not priced:
            return
        found = []
        for first in (at - 2, at - 1, at):
            three = sentence.figures[max(0, first) : first + 3]
            others = [each for each in three if each.id != figure.id]
            amounts = [each for each in others if each.dimension == "money"]
            heads = [each for each in others if each.dimension not in ("money", "ratio", "points", "")]
            if len(amounts) == len(heads) == 1:
                slots = (("label", name),)
                over = Relation(BY_HEAD, (amounts[0].id,), over=(heads[0].id,), target=figure.id, certain=False, slots=slots)
                if judge(over, self.report.figures).verdict in _GOOD:
                    found.append(over)
                else:
                    found.append(
                        Relation(BY_HEAD, (figure.id,), times=(heads[0].id,), target=amounts[0].id, certain=False, slots=slots)
                    )
        yield from self._any(found)

    def _beyond(self, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
        """1,520 亩, 超过计划 1,500 亩 20 亩."""
        if at < 2 or sentence.before(at).strip() not in ("", *self.words["gaps"]):  # noqa: PLR2004
            return
        base = sentence.figures[at - 1]
        values = [each for each in sentence.earlier(at - 1) if each.role == "value" and each.dimension == figure.dimension]
        own = values[-1] if values else base
        words = _CLAUSE.split(sentence.before(at - 1))[-1]
        if (
            own.dimension == base.dimension == figure.dimension
            and words.startswith(self.words["beyond"])
            and own.number != base.number
        ):
            more, less = (own, base) if own.number > base.number else (base, own)
            yield Relation(BEYOND, (more.id,), (less.id,), target=figure.id, slots=(("label", own.label),))

    def _carried(self, sentence: Sentence, figure: Figure) -> Iterator[Relation]:
        """A value, a sentence without a figure, then 与上年相比，减少 39.09 万元，减少 39%: the value's."""
        before = str(self.report.year - 1) if self.report.year is not None else ""
        if not any(word in figure.against for word in self.last_year) and (not before or before not in figure.against):
            return
        values = [each for each in sentence.first if each.role == "value" and each.id < sentence.figures[0].id]
        change = self.report.figures[figure.id - 1]
        beside = change.role == "change" and change.id >= sentence.figures[0].id
        if len(values) != 1 or figure.role != "rate" or not beside or sentence.figures[0].id - values[0].id > _NEAR:
            return
        subject = values[0]
        if any(each.role == "value" and each.dimension == change.dimension for each in sentence.figures):
            return
        if subject.dimension == change.dimension and change.direction == figure.direction != 0:
            plus, minus = ((), (change.id,)) if change.direction > 0 else ((change.id,), ())
            yield Relation(
                _CHANGE_RATE, (change.id,), over=(subject.id, *plus), over_minus=minus, target=figure.id,
                slots=(("label", subject.label),),
            )  # fmt: skip

    def _within_posts(self, sentence: Sentence) -> Iterator[Relation]:
        """编制 20 名，实有在职 19 人: those who are there are no more than the posts, vehicles no more than are allowed."""
        posts: list[Figure] = []
        for at, figure in enumerate(sentence.figures[:_MOST_WEIGHTS]):
            name = _CLAUSE.split(sentence.before(at))[-1]
            if figure.role != "value" or figure.dimension in ("money", "ratio", "points", "") or figure.whole >= 0:
                continue
            if any(word in name for word in self.words["allowed_posts"]):
                posts.append(figure)
            elif posts and any(word in name for word in self.words["present"]):
                if len(posts) == 1 and not any(word in name for word in self.words["besides"]):
                    slots = (("label", figure.label), ("whole", posts[0].label))
                    yield Relation(POSTS, (figure.id,), target=posts[0].id, compare=AT_MOST, blame=figure.id, slots=slots)
                posts = []

    def _scores(self, sentence: Sentence) -> Iterator[Relation]:
        """投入（10 分）得 9.2 分，…，总分 94.6 分: full marks that make 100 in brackets, and what was reached of each."""
        marks = [(at, each) for at, each in enumerate(sentence.figures[:_MOST_WEIGHTS]) if each.dimension == "points"]
        full = [each for _, each in marks if sentence.text[each.begin - 1 : each.begin] in ("（", "(")]
        if (
            len(full) < _LEAST_WEIGHTS
            or sum((each.number for each in full), Decimal()) != _HUNDRED
            or len(marks) != 2 * len(full) + 1
        ):
            return
        at, total = marks[-1]
        reached = [each.id for _, each in marks[:-1] if each not in full]
        if len(reached) == len(full) and any(word in sentence.before(at) for word in self.words["score_totals"]):
            slots = (("label", total.label), ("parts", ""))
            yield Relation(SUBTOTAL, tuple(reached), target=total.id, slots=slots)

    def balanced(self, passage: Sentence) -> Iterator[Relation]:
        """What a department owns, owes and has of its own, in one passage."""
        yield from self._balance(passage, "assets", "liabilities", "net_assets")

    def _balance(self, sentence: Sentence, first: str, second: str, third: str) -> Iterator[Relation]:
        names = {
            each: _CLAUSE.split(sentence.before(at))[-1]
            for at, each in enumerate(sentence.figures[:_MOST_WEIGHTS])
            if each.dimension == "money" and each.role in ("value", "base")
        }
        come, gone, left = (
            [each for each, said in names.items() if any(word in said for word in self.words[key])]
            for key in (first, second, third)
        )
        opening = [each for each, said in names.items() if any(word in said for word in self.words["opening"])]
        left = [each for each in left if each not in opening]
        gone = [each for each in gone if not any(word in names[each] for word in self.words[third])]
        gone = [each for each in gone if each not in come]
        left = [each for each in left if each not in come and each not in gone]
        if come and gone and left and come[0].id < gone[0].id < left[0].id:
            slots, own = (("label", left[0].label),), any(word in names[left[0]] for word in self.this_year)
            yield Relation(BALANCE, (come[0].id,), (gone[0].id,), target=left[0].id, certain=own, slots=slots)


def _weights(sentence: Sentence) -> Iterator[Relation]:
    """9.73 分（分值 10 分）、49 分（分值 50 分）…: the weights beside all the parts of one score make 100."""
    weights = [figure for figure in sentence.figures if figure.role == "weight"]
    if not _LEAST_WEIGHTS <= len(weights) <= _MOST_WEIGHTS:
        return
    parts = [figure for figure in sentence.figures if figure.role == "points" and figure.whole >= 0]
    every = len(parts) == len(weights) and len({figure.whole for figure in parts}) == 1
    near = abs(sum((figure.number for figure in weights), Decimal()) - _HUNDRED) < _NEAR_FULL
    yield Relation(WEIGHTS, tuple(figure.id for figure in weights), constant=_FULL, certain=every and near)


def _changes_of_parts(report: Report, last_year: tuple[str, ...]) -> Iterator[Relation]:
    """The changes of all parts of a list make the change of the whole, each against the year before."""
    changes: dict[int, Figure] = {}
    for figure in report.figures:
        if figure.role == "change" and figure.subject >= 0 and figure.dimension == "money" and figure.direction:
            base = report.figures[figure.base] if figure.base >= 0 else None
            before = base.year == (figure.year or 0) - 1 if base is not None else any(word in figure.against for word in last_year)
            if before:
                changes.setdefault(figure.subject, figure)
    lists: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.whole in changes and figure.role == "value" and figure.number:
            lists[figure.whole].append(figure)
    for whole, parts in lists.items():
        if len(parts) > 1 and all(part.id in changes for part in parts):
            total, own = changes[whole], [changes[part.id] for part in parts]
            plus = tuple(each.id for each in own if each.direction == total.direction)
            minus = tuple(each.id for each in own if each.direction != total.direction)
            slots = (("label", report.figures[whole].label),)
            if plus:
                yield Relation(CHANGE, plus, minus, target=total.id, certain=False, slots=slots)
