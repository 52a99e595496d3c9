"""完成预算 A 的 P%, A 占 B 的 P%: what is completed or shared, found where the words point."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import AT_MOST, Relation, judge
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

COMPLETION, SHARE, WHOLE, SURVEY, OVER = "completion_rate", "share_rate", "shares_whole", "survey_rate", "over_execution"
HUNDRED_PERCENT = (1, 1)
_PUNCTUATION = re.compile("[，。；、]")
NEVER_ABOVE = "never_above"
_HUNDRED = Decimal(100)
_REACH = 1_000
"""How far back the beginning of a sentence is looked for."""
_MARKS = re.compile(r"[，。；、,;（）()]")
_OUTTURN = "outturn"
_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_MOST_OVER, _FEW, _EARLIER = 130, 4, 12
_FAR = (3, 1)
"""What is further off than this many times is no slip of counting: it is another number that was meant."""


def relations(report: Report, index: Index, book: Book) -> Iterator[Relation]:
    """Completions, shares, and the shares that make a whole."""
    shares: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    never = book.phrases["clauses.never_above"]
    for figure in report.figures:
        if figure.role == "completion" and not _in_time(figure, report, book) and not _in_points(figure, book):
            for found in _completion(figure, report, index, book):
                relation = _fitting(found, report, book)
                yield relation
                yield from _over(relation, report)
        if figure.dimension == "ratio" and figure.number > _HUNDRED and _never_above(figure, report, never):
            yield Relation(NEVER_ABOVE, (figure.id,), constant=HUNDRED_PERCENT, compare=AT_MOST, slots=(("label", figure.label),))
        if figure.role == "share" and figure.subject < 0 and figure.base < 0:
            shares[figure.passage, -1 - _sentence(figure, report)].append(figure)
        elif (
            figure.role == "share"
            and figure.subject >= 0
            and not (_limits(figure, report, book) or _of_the_most(figure, report, book))
        ):
            whole = _whole(figure, report, index, book)
            if whole is not None and not _of_one_like_it(figure, whole, report) and not _of_another_name(figure, whole, report):
                own = _called(figure, report, whole)
                yield Relation(
                    SHARE, (own.id,), over=(whole.id,), target=figure.id, slots=(("label", own.label), ("whole", whole.label))
                )
                shares[(figure.passage, whole.id)].append(figure)
        elif figure.role == "rest" and figure.base >= 0:
            every = (*_before(figure, report), figure.id)
            if sum(report.figures[each].number for each in every) <= _MOST_OVER:
                yield Relation(WHOLE, every, constant=HUNDRED_PERCENT)  # not 相当于概算的 87%，其他费为 89%
    yield from _surveys(report, book)
    for found_shares in shares.values():
        same = [each for each in found_shares if not _of_several(each, report, book)]
        if len(same) > 1:
            ids = tuple(figure.id for figure in same)
            yield Relation(WHOLE, ids, constant=HUNDRED_PERCENT, certain=False)
            if _HUNDRED < sum(figure.number for figure in same) <= _MOST_OVER and _side_by_side(same, report, book):
                yield Relation(WHOLE, ids, constant=HUNDRED_PERCENT, compare=AT_MOST)


def _of_another_name(share: Figure, whole: Figure, report: Report) -> bool:
    """建安费 13802 万元相当于对应概算的 86.95%: a list's whole without a name is not what the words name."""
    return bool(share.against) and not whole.label and report.figures[share.subject].whole == whole.id


def _in_points(figure: Figure, book: Book) -> bool:
    """低于部门整体执行率 29.32 个百分点: how far two rates are apart."""
    return figure.unit is not None and figure.unit.label in book.phrases["clauses.points_of_percent"]


def _in_time(figure: Figure, report: Report, book: Book) -> bool:
    """完成计划的 101.41%，按时完成率 99.4%: how much of what was done was done in time."""
    text = report.passages[figure.passage].text
    said = _MARKS.split(text[max(0, figure.begin - _REACH) : figure.begin])[-1]
    return has(said, book.phrases["frames.in_time"])


def _never_above(figure: Figure, report: Report, never: tuple[str, ...]) -> bool:
    """Whether its name is of a rate that cannot exceed 100 %."""
    words = report.passages[figure.passage].text[max(0, figure.begin - 12) : figure.begin]
    named = has(words.replace("的", ""), never) or (figure.role == "share" and figure.against_name != "")
    return named and figure.role not in ("rate", "change") and prose(report.passages[figure.passage])


def _surveys(report: Report, book: Book) -> Iterator[Relation]:
    """有效问卷 396 份，满意 394 份，满意度 99%: the satisfied over the valid answers of the sentence; a second rate behind the same answers may be of a part of them, or of another survey."""
    told: set[tuple[int, ...]] = set()
    satisfied, valid, answers = (book.phrases[f"clauses.{key}"] for key in ("satisfied", "valid", "answers"))
    for figure in report.figures:
        text = report.passages[figure.passage].text
        if figure.dimension != "ratio" or not has(text[max(0, figure.begin - 40) : figure.begin], satisfied):
            continue
        own = _MARKS.split(text[max(0, figure.begin - _REACH) : figure.begin])[-1]
        if has(own, book.phrases["clauses.rate_targets"]) and not has(own, satisfied):
            continue
        if text.startswith(book.phrases["doubts.of_it"], figure.stop):
            continue  # 满意度 P（有效 A 份、满意 B 份），未达到 90% 的目标
        near = [
            each
            for each in report.figures[max(0, figure.id - 8) : figure.id]
            if each.passage == figure.passage
            and (each.plain.endswith(answers) or (each.dimension == "count" and _says(valid, each, text)))
            and "。" not in text[each.stop : figure.begin]
        ]
        top = [each for each in near if _satisfied(each, text, satisfied, book.phrases["clauses.unsatisfied"])]
        if any(_one_of_several(each, report) for each in top):
            continue
        least = sum((each.number for each in top), Decimal())
        bottom = [each for each in near if _says(valid, each, text) and each not in top] or _asked(near, top, least)
        if len(top) > 1 and any(each.number == least for each in bottom):
            continue  # 满意 52 份、39 份、17 份，合计 108 份: all who were satisfied
        if top and len(bottom) == 1:
            ids = tuple(each.id for each in top)
            again = (*ids, bottom[0].id) in told
            told.add((*ids, bottom[0].id))
            relation = Relation(
                SURVEY, ids, over=(bottom[0].id,), target=figure.id, certain=not again, slots=(("label", figure.label),)
            )
            other = any(each.dimension == figure.dimension for each in report.figures[top[-1].id + 1 : figure.id])
            if not other or judge(relation, report.figures).verdict in _GOOD:
                # behind another rate of the same answers it is that of some of them, or of another survey
                yield relation


def _one_of_several(figure: Figure, report: Report) -> bool:
    """三个方面分别有 361 名、349 名、338 名表示满意: the last of several answers to several questions."""
    before = report.figures[figure.id - 1] if figure.id else figure
    same = before.passage == figure.passage and before.id != figure.id and before.dimension == figure.dimension
    return same and report.passages[figure.passage].text[before.stop : figure.begin] == "、"


def _asked(near: list[Figure], top: list[Figure], least: Decimal) -> list[Figure]:
    """How many answered, where no word says so: the number right before the satisfied ones or right behind them that is not less."""
    others = [each for each in near if each not in top and each.number >= least]
    before = [each for each in others if each.id < top[0].id] if top else []
    return before[-1:] or others[:1]


def _fitting(relation: Relation, report: Report, book: Book) -> Relation:
    """The same rate of another amount of its sentence where only that fits; a budget that was adjusted, or that is far away, is not surely the base."""
    if judge(relation, report.figures).verdict is not Verdict.IMPOSSIBLE:
        return relation
    rate, subject, base = (report.figures[each] for each in (relation.target, relation.plus[0], relation.over[0]))
    text = report.passages[rate.passage].text
    said = text[_sentence(rate, report) : rate.begin]
    for each in reversed(report.figures[max(0, rate.id - 6) : rate.id]):
        same = each.passage == rate.passage and each.dimension == subject.dimension and each.id not in (subject.id, base.id)
        other = replace(relation, over=(each.id,))
        if same and "。" not in text[each.stop : rate.begin] and judge(other, report.figures).verdict is Verdict.CONSISTENT:
            return other
    if base.passage == rate.passage:
        said = text[max(base.stop, rate.begin - len(said)) : rate.begin]
    said = said.replace(rate.against, "") if rate.against else said
    adjusted = base.stage == "original" and has(said, book.phrases["clauses.adjusted"])
    ratio = exact.multiply(rate.value, base.value)
    far = base.dimension != "money" and (
        exact.compare(subject.value, exact.multiply(ratio, _FAR)) > 0
        or exact.compare(exact.multiply(subject.value, _FAR), ratio) < 0
    )
    return replace(relation, certain=False) if adjusted or far or subject.whole == base.id or rate.year != base.year else relation


def _sentence(figure: Figure, report: Report) -> int:
    """Where its sentence begins."""
    return max(0, report.passages[figure.passage].text.rfind("。", max(0, figure.begin - _REACH), figure.begin))


def _says(words: tuple[str, ...], figure: Figure, text: str) -> bool:
    """Whether a word stands right before or behind a figure, in its own clause."""
    before = _MARKS.split(text[max(0, figure.begin - 8) : figure.begin])[-1]
    behind = _MARKS.split(text[figure.stop : figure.stop + 6])[0]
    return any(word in before or word in behind for word in words)


def _satisfied(each: Figure, text: str, satisfied: tuple[str, ...], unsatisfied: tuple[str, ...]) -> bool:
    """Whether a number of answers is of those who are satisfied: by the words right before or behind it."""
    before, behind = text[max(0, each.begin - 6) : each.begin], _PUNCTUATION.split(text[each.stop : each.stop + 6])[0]
    if has(before, satisfied):
        return not has(before, unsatisfied)
    return has(behind, satisfied) and not has(behind, unsatisfied)


def _before(figure: Figure, report: Report) -> tuple[int, ...]:
    """The shares of the sentence before 其余."""
    text = report.passages[figure.passage].text
    found: list[int] = []
    for each in reversed(report.figures[max(0, figure.id - 6) : figure.id]):
        if each.passage != figure.passage or each.dimension != figure.dimension or "。" in text[each.stop : figure.begin]:
            break
        found.insert(0, each.id)
    return tuple(found)


def _completion(figure: Figure, report: Report, index: Index, book: Book) -> Iterator[Relation]:
    if figure.base >= 0:
        named = report.figures[figure.base]
        who = named.subject if named.subject >= 0 else figure.subject
        if who >= 0 and report.figures[who].dimension == named.dimension:
            yield _of(report.figures[who], named, figure, certain=True)
        return
    if figure.subject < 0:
        return
    last = report.figures[figure.subject]
    wanted = _stages(figure.against, book)
    for here in (True, False):
        for stage in wanted:
            base = _budget(figure, last, stage, report, here=here)
            done = last if last.stage == _OUTTURN else _done(figure, base, report) if base is not None else None
            if base is not None and done is not None and done.id != base.id:
                yield _of(done, base, figure, certain=True)
                return
    allotted = _allotted(figure, last, report, book)
    if allotted is not None:
        yield _of(last, allotted, figure, certain=True)
        return
    for stage in wanted:
        base = index.about(last, stage=stage)
        if base is not None and base.dimension == last.dimension and last.stage == _OUTTURN:
            yield _of(last, base, figure, certain=base.passage == figure.passage)
            return


def _called(share: Figure, report: Report, whole: Figure) -> Figure:
    """医生 390 人、后勤 60 人，医生占全部职工的 86.7%: the value of the very name that stands before 占, else its subject."""
    figures = report.figures
    subject, before = figures[share.subject], figures[share.id - 1]
    text = report.passages[share.passage].text
    said = _MARKS.split(text[before.stop if before.passage == share.passage else 0 : share.begin])[-1].partition("占")[0].strip()
    named = [
        each
        for each in figures[max(0, share.id - _EARLIER) : share.id]
        if each.label == said != "" and each.passage == share.passage and each.dimension == whole.dimension and each.role == "value"
    ]
    return named[-1] if named and len({each.number for each in named}) == 1 and named[-1].id != whole.id else subject


def _of_several(figure: Figure, report: Report, book: Book) -> bool:
    """甲占 28%，乙占 24%，二者合计占 52%: the sum of shares is none of them."""
    own = _MARKS.split(report.passages[figure.passage].text[max(0, figure.begin - _REACH) : figure.begin])[-1]
    return has(own, book.phrases["frames.shares_added"])


def _of_the_most(figure: Figure, report: Report, book: Book) -> bool:
    """甲 865 万元、乙 494 万元，其中甲最多，占 28%: of the one that is named, not of the last amount."""
    subject = report.figures[figure.subject]
    if subject.passage != figure.passage or subject.stop > figure.begin:
        return False
    return has(report.passages[figure.passage].text[subject.stop : figure.begin], book.phrases["frames.utmost_ends"])


def _side_by_side(same: list[Figure], report: Report, book: Book) -> bool:
    """Whether shares are of different things in one sentence, none inside another."""
    text = report.passages[same[0].passage].text[same[0].begin : same[-1].stop]
    names = {figure.label for figure in same}
    return len(names) == len(same) <= _FEW and "" not in names and not has(text, ("。", "（", "(", *book.phrases["clauses.parts"]))


def _over(relation: Relation, report: Report) -> Iterator[Relation]:
    """What was spent does not exceed the budget of the whole year, adjustments included."""
    base = report.figures[relation.over[0]]
    if base.stage == "revised" and base.dimension == "money":
        yield Relation(OVER, relation.plus, target=base.id, compare=AT_MOST, blame=relation.target, slots=relation.slots)


def _of(subject: Figure, base: Figure, figure: Figure, *, certain: bool) -> Relation:
    return Relation(
        COMPLETION, (subject.id,), over=(base.id,), target=figure.id, certain=certain,
        slots=(("label", subject.label), ("whole", base.label)),
    )  # fmt: skip


def _stages(against: str, book: Book) -> tuple[str, ...]:
    """The stages of a budget that the words can mean."""
    if has(against, book.phrases["clauses.revised"]):
        return ("revised",)
    if any(against.startswith(word) for word in book.phrases["clauses.original"] if len(word) > 2):  # noqa: PLR2004 - 预算 alone may be either
        return ("original",)
    return ("revised", "original")


def _budget(figure: Figure, last: Figure, stage: str, report: Report, *, here: bool) -> Figure | None:
    """The budget of that stage before a rate: of the same thing, or the only one of its sentence; `here` looks in the sentence alone."""
    text = report.passages[figure.passage].text
    found = [
        each
        for each in report.figures[max(0, figure.id - 6) : figure.id]
        if each.passage == figure.passage
        and each.role in ("value", "base")
        and stage in (each.stage, each.said_stage)
        and each.dimension == last.dimension
        and each.year == last.year
        and (not here or "。" not in text[each.stop : figure.begin])
    ]
    same = [each for each in found if each.label == last.label or (each.concept and each.concept == last.concept)]
    if same:
        return same[-1]
    return found[0] if here and len(found) == 1 else None


def _allotted(figure: Figure, last: Figure, report: Report, book: Book) -> Figure | None:
    """项目资金到位 1000 万元，实际支出 950 万元，使用率 95%: the only other amount of the sentence, where it says what was given."""
    text = report.passages[figure.passage].text
    found = [
        each
        for each in report.figures[max(0, last.id - 4) : last.id]
        if each.passage == figure.passage
        and each.role == "value"
        and each.dimension == last.dimension
        and "。" not in text[each.stop : figure.begin]
    ]
    if len(found) != 1:
        return None
    before = text[max(0, found[0].begin - 8) : found[0].begin]
    return found[0] if has(before, book.phrases["clauses.allotted"]) else None


def _done(figure: Figure, budget: Figure, report: Report) -> Figure | None:
    """What was done against a budget, where the last value before the rate is the budget itself."""
    for each in reversed(report.figures[max(0, figure.id - 5) : figure.id]):
        if (
            each.passage == figure.passage
            and each.role == "value"
            and each.stage == _OUTTURN
            and each.dimension == budget.dimension
        ):
            return each
    return None


def _of_one_like_it(share: Figure, whole: Figure, report: Report) -> bool:
    """财政拨款支出占总费用的 11%, a sentence behind 财政拨款到位 A: A has another name, and is it only where the share is its own."""
    subject = report.figures[share.subject]
    apart = subject.passage != share.passage or "。" in report.passages[share.passage].text[subject.stop : share.begin]
    if not apart or subject.label == share.label or share.base >= 0:
        return False
    return judge(Relation(SHARE, (subject.id,), over=(whole.id,), target=share.id), report.figures).verdict not in _GOOD


def _limits(figure: Figure, report: Report, book: Book) -> bool:
    """补助上限为总投资的 20%: how much it may be, and not what it is."""
    own = _MARKS.split(report.passages[figure.passage].text[max(0, figure.begin - _REACH) : figure.begin])[-1]
    return has(own, book.phrases["clauses.share_limits"])


def _whole(figure: Figure, report: Report, index: Index, book: Book) -> Figure | None:
    """Of what it is a share: by its words, or the whole of the list in which its subject stands."""
    subject = report.figures[figure.subject]
    if figure.base >= 0:
        return report.figures[figure.base]
    words = figure.against_name
    if words:
        found = index.named(words, subject.dimension, subject)
        if found is not None and found.id != subject.id and found.year in (subject.year, None):
            return found
    if subject.whole >= 0:
        whole = report.figures[subject.whole]
        said = figure.against
        if not said or said in whole.label or whole.label in said:
            return whole
        wholes = book.phrases["clauses.whole_of"]
        if has(said, wholes):
            return _with_those_words(said, wholes, subject, report) or whole
    return _named_so(figure, subject, report)


def _with_those_words(said: str, words: tuple[str, ...], subject: Figure, report: Report) -> Figure | None:
    """占采购总额的 69%, of a part of 授予中小企业: the one value before it in its sentence that has the words beside 总额 in its name."""
    for word in sorted(words, key=len, reverse=True):
        said = said.replace(word, "")
    whole = report.figures[subject.whole]
    if len(said) < len("采购") or set(said) & set(whole.label):
        return None
    text = report.passages[subject.passage].text
    found = [
        each
        for each in report.figures[max(0, subject.id - _EARLIER) : subject.id]
        if each.passage == subject.passage
        and "。" not in text[each.stop : subject.begin]
        and said in each.label
        and (each.dimension, each.role) == (subject.dimension, "value")
    ]
    return found[0] if len(found) == 1 else None


def _named_so(figure: Figure, subject: Figure, report: Report) -> Figure | None:
    """占总投资的 80%: the value before it in its passage whose name ends in those words."""
    said = figure.against
    for each in reversed(report.figures[max(0, subject.id - 8) : subject.id]):
        if each.passage != figure.passage:
            break
        if len(said) > 1 and each.label.endswith(said) and each.dimension == subject.dimension and each.role == "value":
            return each
    return None
