"""Other readings of a relation that fails: the figures of its own sentence, taken in another order, another whole of a list, another base.

A relation is told as failed only where its sentence cannot be read so that it holds. What the words say outright (比上年, 较上年 behind an amount: it is
what became of it) is not read otherwise.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, combinations, permutations
from typing import TYPE_CHECKING

from hengji.auditing.relation import EQUAL, Relation, judge
from hengji.auditing.wording.letters import mostly_in
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_CHANGES = frozenset({"change_difference", "change_rate"})
_RATES = frozenset({"change_rate", "completion_rate", "share_rate", "far_share", "pair_rate", "survey_rate"})
_LISTS = frozenset({"list_parts", "list_total"})
_AMOUNTS = frozenset({"value", "base", ""})
_BACK, _ON, _NEXT, _FEW, _FAR, _PART, _WIDE = 8, 2, 3, 2, 10, 80, 40
_EVERYWHERE = 5_000
_LONG, _MOST_PARTS = 3, 3
"""Digits of a total that hardly so few other amounts make by chance."""
_JOINING = "为是有数的"
_CLAUSE, _SEMICOLON = re.compile(r"[，。；、：（）()]"), re.compile("[。；;]")
_ASIDE = re.compile(r"[（(][^（）()]{1,20}[）)]")


class Readings:
    """The report with the words that mark a base."""

    def __init__(self, report: Report, book: Book) -> None:
        self.report, self.figures = report, report.figures
        self.before, self.behind = book.phrases["frames.base_before"], book.phrases["frames.base_behind"]
        self.shares, self.verbs = book.phrases["frames.share_of"], (*book.phrases["clauses.more"], *book.phrases["clauses.less"])
        self.some_of, self.trimmed = book.phrases["frames.some_of"], book.phrases["frames.trimmed"]
        self.ends, self.listed = book.phrases["frames.base_ends"], book.phrases["frames.listed_by"]
        self.compared = book.phrases["frames.compared"]
        self.not_base = re.compile("|".join(map(re.escape, book.phrases["frames.base_not"])))
        self.remains, self.means = (*book.phrases["frames.left"], *book.phrases["frames.rest_begins"]), book.phrases["frames.means"]
        self.rises, self.falls = book.phrases["frames.rises"], book.phrases["frames.falls"]

    def other(self, relation: Relation) -> Relation | None:
        """A relation of the same figures' sentence that holds, where this one fails and its words leave a choice."""
        target = self.figures[relation.target] if relation.target >= 0 else None
        if not relation.plus:
            return None
        if relation.check == "never_above":
            return next(self._ratio_of(relation, self.figures[relation.plus[0]]), None)
        if target is None:
            return None
        if relation.check == "list_part":
            found: Iterator[Relation] = self._of_all(relation, target)
        elif relation.compare != EQUAL:
            return None
        elif relation.check in _LISTS:
            found = self._lists(relation, target)
        elif relation.check in _RATES and target.dimension == "ratio" and relation.over:
            found = chain(self._rates(relation, target), self._other_whole(relation, target))
        elif relation.check == "change_difference":
            found = chain(self._reversed(relation), self._of_others(relation, target))
        else:
            return None
        return next((each for each in found if judge(each, self.figures).verdict in _GOOD), None)

    def meant(self, relation: Relation) -> Relation:
        """The relation that the words name outright, whether it holds or not: the base that is marked, the part that is called by its name."""
        target = self.figures[relation.target] if relation.target >= 0 else None
        found: Iterator[Relation] = iter(())
        if target is not None and relation.check in _CHANGES and target.subject >= 0 and target.base >= 0:
            found = self._of_name(relation, target)
        elif target is not None and relation.check == "change_difference":
            found = self._reversed(relation)
        elif target is not None and relation.check == "share_rate" and relation.over:
            found = self._called(relation, target)
        return next(found, relation)

    def elsewhere(self, relation: Relation) -> bool:
        """Whether a change is held against the figures of another sentence although its own names something else, or reckoned from its own base;
        or a share is another's than its clause names.
        """
        target = self.figures[relation.target] if relation.target >= 0 else None
        if target is not None and relation.check == "share_rate" and relation.plus:
            return self._of_another(target, self.figures[relation.plus[0]])
        compared = target is not None and relation.check in _CHANGES and target.subject >= 0 and target.base >= 0
        if target is not None and compared and next(self._of_name(relation, target, bare=False), None) is not None:
            return True
        if target is None or relation.check not in _CHANGES or not relation.plus:
            return False
        subject = self.figures[target.subject] if target.subject >= 0 else None
        if (
            subject is not None
            and target.base < 0
            and subject.id in relation.figures
            and (subject.id,) not in (relation.over, relation.plus if relation.over and not relation.minus else ())
            and self.is_base(subject, self._sentence(subject))
        ):
            return True
        subjects = [
            self.figures[each] for each in relation.figures if each != target.id and self.figures[each].passage == target.passage
        ]
        here = self._sentence(target)
        if not subjects or any(each in here for each in subjects):
            return False
        own = _CLAUSE.split(self._words(here[0], here))[0] if here else ""
        return len(own) > _NEXT and not any(
            each.label and (each.label in own or own.startswith(each.label[:2])) for each in subjects
        )

    def backwards(self, relation: Relation) -> bool:
        """Whether a change that fails was reckoned from an amount that its sentence marks as the base."""
        target = self.figures[relation.target] if relation.target >= 0 else None
        if (
            target is None
            or relation.check != "change_rate"
            or len(relation.figures) != _FEW + 1
            or not (relation.over_minus or relation.over[1:])
        ):
            return False
        subject = self.figures[relation.over[0]]
        sentence = self._sentence(target)
        fails = judge(relation, self.figures).verdict is Verdict.IMPOSSIBLE
        return fails and subject in sentence and self.is_base(subject, sentence)

    # —— sentences ——

    def _text(self, figure: Figure) -> str:
        return self.report.passages[figure.passage].text

    def _sentence(self, figure: Figure) -> list[Figure]:
        """The figures of its sentence around one."""
        text, found = self._text(figure), [figure]
        for each in reversed(self.figures[max(0, figure.id - _BACK) : figure.id]):
            if each.passage != figure.passage or "。" in text[each.stop : found[0].begin]:
                break
            found.insert(0, each)
        for each in self.figures[figure.id + 1 : figure.id + 1 + _ON]:
            if each.passage != figure.passage or "。" in text[found[-1].stop : each.begin]:
                break
            found.append(each)
        return found

    def _words(self, figure: Figure, sentence: Sequence[Figure]) -> str:
        """The words of a sentence before a figure, back to the figure before it."""
        text = self._text(figure)
        low = max([each.stop for each in sentence if each.stop <= figure.begin], default=text.rfind("。", 0, figure.begin) + 1)
        return text[low : figure.begin]

    def is_base(self, figure: Figure, sentence: Sequence[Figure]) -> bool:
        """Whether the words around an amount say that it is what something is compared with."""
        said = _ASIDE.sub("", self._words(figure, sentence)).rstrip("（(")
        own = self.not_base.sub("＿", _CLAUSE.split(said)[-1])
        year = () if self.report.year is None else (str(self.report.year - 1),)
        behind = self._text(figure)[figure.stop : figure.stop + 8]
        if own.rstrip(_JOINING).endswith(self.ends):
            return True
        return has(own, (*self.before, *year)) or has(behind, self.behind)

    def _is_result(self, figure: Figure, sentence: Sequence[Figure]) -> bool:
        """Whether the words say that an amount is what became of another: 比 or 较 follows it, or another one is marked as the base."""
        if self.is_base(figure, sentence):
            return False
        after = next((each for each in sentence if each.begin >= figure.stop), None)
        follows = self._text(figure)[figure.stop : after.begin if after is not None else figure.stop]
        if any(each.role == "change" and each.stop <= figure.begin for each in sentence):
            return True
        marked = any(
            self.is_base(each, sentence) for each in sentence if each.id != figure.id and each.dimension == figure.dimension
        )
        return marked or has(follows, self.compared)

    # —— readings ——

    def _ratio_of(self, relation: Relation, rate: Figure) -> Iterator[Relation]:
        """占计划盘的 113.5%: what is no part of what it is measured by, since the amounts of its sentence make the rate."""
        if rate.role != "share":
            return
        for one, two in self._pairs(rate):
            found = Relation(
                "completion_rate", (one.id,), over=(two.id,), target=rate.id, slots=(*relation.slots, ("whole", two.label))
            )
            if judge(found, self.figures).verdict in _GOOD:
                yield found

    def _pairs(self, rate: Figure) -> Iterator[tuple[Figure, Figure]]:
        amounts = [each for each in self._sentence(rate) if each.dimension not in ("ratio", "") and each.number]
        yield from ((one, two) for one, two in permutations(amounts, 2) if one.dimension == two.dimension)

    def _may_be_of(self, relation: Relation, rate: Figure) -> Iterator[tuple[Figure, Figure]]:
        """The pairs of its sentence; where its words name what it is a rate of, those that count something else (1,528 户 5,716 人，占监测户数的 71.20%);
        of a share of what stands in another sentence, its part and any whole of the passage before it.
        """
        kind = self.figures[relation.plus[0]].dimension
        yield from (pair for pair in self._pairs(rate) if not rate.against_name or pair[0].dimension != kind)
        if relation.check == "far_share":
            part = self.figures[relation.plus[0]]
            for whole in self.figures[max(0, rate.id - _WIDE) : rate.id]:
                if whole.passage == rate.passage and whole.dimension == kind and whole.number and whole.id != part.id:
                    yield part, whole

    def mean(self, relation: Relation) -> Relation | None:
        """客运量 6218.4 万人次，日均 17.04 万人次，为目标 6500 万人次的 95.67%: what is done is not the mean that is told beside it."""
        target = self.figures[relation.target] if relation.target >= 0 else None
        if target is None or relation.check != "completion_rate" or len(relation.plus) != 1 or len(relation.over) != 1:
            return None
        subject, sentence = self.figures[relation.plus[0]], self._sentence(target)
        if not _CLAUSE.split(self._words(subject, sentence))[-1].endswith(self.means):
            return None
        before = (each for each in sentence if each.id < subject.id and each.dimension == subject.dimension and each.number)
        found = (replace(relation, plus=(each.id,)) for each in before)
        return next((each for each in found if judge(each, self.figures).verdict in _GOOD), None)

    def _rates(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        sentence = self._sentence(target)
        changed = relation.check in _CHANGES
        change = self.figures[relation.plus[0]]
        for one, two in self._may_be_of(relation, target):
            if change.role == "change" and change.begin < target.begin and one.id != change.id:
                continue
            if changed and (two.role == "change" or self._is_result(two, sentence) or self._opposed(one, target, sentence)):
                continue
            if not changed and self._never_so(relation, one, two):
                continue
            if not self._grown(relation, one, two):
                yield replace(relation, plus=(one.id,), minus=(), over=(two.id,), over_minus=(), target=target.id)
            if one.role == "change" or not changed:
                continue
            more, less = (one, two) if target.direction > 0 or (target.direction == 0 and one.number > two.number) else (two, one)
            yield replace(relation, plus=(more.id,), minus=(less.id,), over=(two.id,), over_minus=(), target=target.id)

    def _grown(self, relation: Relation, one: Figure, two: Figure) -> bool:
        """上年 702 万元，今年 874 万元，增长 124.52%: a word for more says that the rate is no share of the two, nor of the earlier in the later."""
        target = self.figures[relation.target]
        if not (relation.minus and target.direction and {one.id, two.id} == {*relation.plus, *relation.minus}):
            return False
        return one.id in relation.minus or exact.compare(one.value, two.value) > 0

    def _opposed(self, one: Figure, rate: Figure, sentence: Sequence[Figure]) -> bool:
        """同比下降 29.20%，增量 32.26 万人次; 比上年 B 增长 2.45%，减支 C: the words before an amount say the other direction than the rate's."""
        own = _CLAUSE.split(self._words(one, sentence))[-1]
        other = self.rises if rate.direction < 0 else self.falls if rate.direction > 0 else ()
        same = self.falls if rate.direction < 0 else self.rises
        told = any(own.startswith(word) for word in other) and not has(own, same)
        return told and len(own) <= _NEXT and (one.base < 0 or one.begin > rate.begin)

    def _never_so(self, relation: Relation, one: Figure, two: Figure) -> bool:
        """What was to be spent over what was spent is no rate of execution; nor the whole over the part that the rate is named after."""
        if relation.check == "completion_rate":
            return one.dimension == "money" and one.stage in ("original", "revised") and two.stage == "outturn"
        reversed_ = (one.id, two.id) == (relation.over[0], relation.plus[0])
        return reversed_ and relation.check == "pair_rate" and relation.certain

    def _reversed(self, relation: Relation) -> Iterator[Relation]:
        """上年末 69.8%，本年末 79.2%，增幅 9.4 个百分点: the first is the base."""
        if len(relation.plus) != 1 or len(relation.minus) != 1:
            return
        more, less = self.figures[relation.plus[0]], self.figures[relation.minus[0]]
        sentence = self._sentence(self.figures[relation.target])
        if more not in sentence or less not in sentence:
            return
        of_more, of_less = (self.is_base(each, sentence) or self._dated_before(each) for each in (more, less))
        grows = self.figures[relation.target].direction >= 0
        if of_more != of_less and (of_more if grows else of_less):
            yield replace(relation, plus=relation.minus, minus=relation.plus)

    def _dated_before(self, figure: Figure) -> bool:
        """2021 年受理 9280 件，结案率 87.90%；2022 年…: the part of the sentence between semicolons begins with the year before the report's."""
        if self.report.year is None:
            return False
        text = self._text(figure)
        part = _SEMICOLON.split(text[max(0, figure.begin - _PART) : figure.begin])[-1]
        return str(self.report.year - 1) in part and str(self.report.year) not in part

    def _of_others(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """尚有 C 万元结转。与上年执行数 B 万元相比，增支 A 万元; 甲 12 人，上年 16 人；乙…。甲、乙分别减少 4 人和…: other amounts before it, the base being marked."""
        amounts = [
            each
            for each in self.figures[max(0, target.id - _FAR) : target.id]
            if each.passage == target.passage and each.dimension == target.dimension and each.role in _AMOUNTS and each.number
        ]
        changes = {each.id for each in self.figures[max(0, target.id - _FAR) : target.id + _FAR] if each.role == "change"}
        for base in amounts:
            free = base.id + 1 not in changes or base.id + 1 == target.id
            if not free or not self.is_base(base, self._sentence(base)):
                continue
            for one in amounts:
                if one.id != base.id and not self.is_base(one, self._sentence(one)):
                    more, less = (one, base) if target.direction > 0 else (base, one)
                    yield replace(relation, plus=(more.id,), minus=(less.id,))

    def _of_another(self, share: Figure, part: Figure) -> bool:
        """甲中女性占在岗职工的 61.20%: the clause begins with a name that no amount before it has."""
        own = self._clause(share)
        cut = min((own.index(word) for word in self.shares if word in own), default=0)
        name = own[:cut]
        return len(name) > _NEXT and bool(part.label) and part.label not in name and name not in part.label

    def _of_name(self, relation: Relation, target: Figure, *, bare: bool = True) -> Iterator[Relation]:
        """全年执行数 A 万元，尚有 C 万元结转。与上年执行数 B 万元相比: what became of B is what has its name, not what stands nearest."""
        subject, base = self.figures[target.subject], self.figures[target.base]
        own = self._clause(base)
        for word in sorted(
            (*self.before, *self.ends, *(str(year) for year in (base.year, self.report.year) if year)), key=len, reverse=True
        ):
            own = own.replace(word, "")
        amounts = [each for each in self.figures[max(0, base.id - _FAR) : base.id] if each.passage == base.passage]
        named = [
            each
            for each in amounts
            if len(own) > 1
            and each.dimension == base.dimension
            and self._clause(each).endswith(own)
            and not self.is_base(each, [each])
        ]
        told = not bare or self._clause(target) in self.verbs
        if told and len(named) == 1 and named[0].id != subject.id and not self._clause(subject).endswith(own):
            other = {subject.id: named[0].id}
            sides = (
                tuple(other.get(each, each) for each in side)
                for side in (relation.plus, relation.minus, relation.over, relation.over_minus)
            )
            plus, minus, over, over_minus = sides
            yield replace(relation, plus=plus, minus=minus, over=over, over_minus=over_minus, slots=(("label", own),))

    def _clause(self, figure: Figure) -> str:
        """The words of its clause before a figure."""
        return _CLAUSE.split(self._words(figure, self._sentence(figure)))[-1].rstrip("为是有达")

    def _called(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """甲 458 人，乙 37 人，甲占在岗职工的 92.5%: the part that is named before the share."""
        own = _CLAUSE.split(self._words(target, self._sentence(target)))[-1]
        subject = self.figures[relation.plus[0]]
        if subject.label and own.startswith(subject.label):
            return
        for each in self.figures[max(0, target.id - _FAR) : target.id]:
            named = (
                each.passage == target.passage
                and len(each.label) > _FEW
                and own.startswith(each.label)
                and own.removeprefix(each.label).startswith(self.shares)
            )
            if named and each.dimension == subject.dimension and each.id not in relation.figures:
                yield replace(
                    relation,
                    plus=(each.id,),
                    slots=(("label", each.label), *(slot for slot in relation.slots if slot[0] != "label")),
                )

    def _other_whole(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """占全部里程的 72.78%: another amount that its words call as well, where the one that was taken stands in another passage."""
        whole = self.figures[relation.over[0]]
        if relation.check != "share_rate" or whole.passage == target.passage or not target.against or len(relation.over) > 1:
            return
        wanted = target.against
        for word in self.trimmed:
            wanted = wanted.removeprefix(word)
        for each in self.figures[:_EVERYWHERE]:
            own = each.dimension == whole.dimension and each.role != "base" and each.year == whole.year
            if own and each.id not in relation.figures and mostly_in(wanted, each.label):
                yield replace(relation, over=(each.id,))

    def _lists(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """The same parts of another whole in the sentence; parts that are themselves parts of one before them; a first or last part left out."""
        sentence = [each for each in self._around(relation, target) if each.dimension == target.dimension]
        inside = set(relation.figures)
        for each in sentence:
            if each.id not in inside and each.role != "change":
                yield replace(relation, target=each.id)
        yield from self._nested(relation)
        first = self.figures[relation.plus[0]]
        for each in sentence:
            beside = each.id == first.id - 1 and each.role == target.role and first.begin - each.stop <= 1
            if beside and each.id not in inside:
                yield replace(relation, plus=(each.id, *relation.plus))
            if target.id < each.id == first.id - 1 and each.id not in inside and each.role == first.role:
                yield replace(relation, plus=(each.id, *relation.plus))  # 基本支出 A，用于在职 B、退休 C、公用 D
            if each.id == target.id - 1 and self._listed(each, target):
                yield replace(relation, minus=(each.id,))
        said = has(self._clause(target), self.some_of)
        if said and relation.check == "list_total" and len(target.number.as_tuple().digits) > _FEW:
            for low, high in combinations(range(len(relation.plus) + 1), 2):
                if high - low >= _FEW:
                    yield replace(relation, plus=relation.plus[low:high])
        yield from self._chosen(relation, target)
        last = relation.plus[-1]
        if relation.check == "list_total" and len(relation.plus) > _FEW:
            yield replace(relation, plus=relation.plus[:-1], target=last)

    def _chosen(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """每个 1.20 万元，共 7.20 万元；每名 500 元，共 1.50 万元；以上两项合计 8.70 万元: as many amounts before it, and not the prices of one.

        Parts of the list with one of them left out are no other choice: that is how a total is added up wrongly.
        """
        count, own = len(relation.plus), set(relation.plus)
        if relation.check != "list_total" or count > _MOST_PARTS or len(target.number.as_tuple().digits) < _LONG:
            return
        before = [
            each.id
            for each in self.figures[max(0, target.id - _FAR) : target.id]
            if each.passage == target.passage and each.dimension == target.dimension and each.role != "change" and each.number
        ]
        for ids in combinations(before, count):
            if not own.issuperset(ids):
                yield replace(relation, plus=ids)

    def _listed(self, one: Figure, other: Figure) -> bool:
        """引进博士 2 名、硕士 19 名，其中…: the parts may be those of both."""
        between = self._text(one)[one.stop : other.begin]
        return between.startswith(self.listed) and _CLAUSE.search(between, 1) is None

    def _of_all(self, relation: Relation, target: Figure) -> Iterator[Relation]:
        """货物 23 万元，服务 31 万元；其中给中小企业 97 万元: behind a semicolon, of the amount with which the sentence begins;
        采购 90 万元，节约 8 万元，其中给中小企业 60 万元: never of what is left.
        """
        part = self.figures[relation.plus[0]]
        if self._clause(target).startswith(self.remains) or target.role == "change":
            yield from (
                replace(relation, target=each.id)
                for each in self._sentence(part)
                if each.dimension == target.dimension and each.id < target.id
            )
        sentence = [each for each in self._sentence(part) if each.dimension == target.dimension and each.id < target.id]
        if "；" in self._text(target)[target.stop : part.begin] and sentence and sentence[0].role == "value":
            yield replace(relation, target=sentence[0].id)

    def _around(self, relation: Relation, target: Figure) -> list[Figure]:
        """The figures near a list in its passage: a few before its whole and its first part, and a few behind its last."""
        low = max(0, min(relation.plus[0], target.id) - _NEXT)
        high = max(relation.plus[-1], target.id) + _FEW
        return [each for each in self.figures[low : high + 1] if each.passage == target.passage]

    def _nested(self, relation: Relation) -> Iterator[Relation]:
        """公务用车 49.43 万元，含购置费 16.99 万元和运行维护费 32.43 万元: the two are parts of the one before them."""
        parts = relation.plus
        for at in range(1, len(parts)):
            for stop in range(at + _FEW, len(parts) + 1):
                inner = Relation(relation.check, parts[at:stop], target=parts[at - 1])
                if judge(inner, self.figures).verdict in _GOOD:
                    yield replace(relation, plus=(*parts[:at], *parts[stop:]))
