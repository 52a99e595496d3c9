"""Amounts that words join into a group: 两项共, 前两样加起来, 三笔进账, 甲与乙构成, 男、女, 投入 10，得 9."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD, first_that_holds
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

TOTAL, PARTS, BY_HEAD = "list_total", "list_parts", "per_head"
_MOST, _LONG, _SHORT, _FULL, _MANY, _BEHIND = 24, 12, 8, 100, 4, 3
_FAR = 400
_COMMON = frozenset("期年月日本上下末初总全各个人数额金元的和")
"""Letters that names share though they have nothing in common."""
_LEAST_MARKS, _LEAST_LISTED = 3, 3
_JOINED = re.compile(r"[）)]?(?:、|和|与|及|以及|加|加上|[，,](?:加上|外加))[^，。；：、（(]*$")
_GAIN = re.compile(r"[分]?[，,（(]?(?:实|自评|评)?得[分]?$")
_ROLES = frozenset({"value", "points"})
_OFF = "deduction"
CLAUSE_END = re.compile(r"[，；：（(,;:]")
_ITEM = re.compile(r"[（(]?(\d{1,2}|[一二三四五六七八九十])[）).、．]")
_SEPARATORS = re.compile(r"[、和与及]")
_NUMBER = "0123456789.,０１２３４５６７８９．，一二三四五六七八九十百千万 "
_ONE_KIND = frozenset({"money", "person", "points"})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every group of one passage."""
    words = ground.once(_Words)
    for at, figure in enumerate(passage.figures):
        if figure.role == _OFF and not words.is_count(figure):
            yield from _counted(words, passage, at, figure)
            yield from _off_in_all(words, passage, at, figure)
        if figure.role not in _ROLES or figure.dimension == "ratio" or words.is_count(figure):
            continue
        yield from _counted(words, passage, at, figure)
        yield from _named_total(words, passage, at, figure)
        yield from _made(words, passage, at, figure)
        yield from _told_after(words, passage, at, figure)
        yield from _structure(words, passage, at, figure)
        yield from _pair(words, passage, at, figure)
        yield from _scale(words, passage, at, figure)
        yield from _listed(words, passage, at, figure)
        yield from _average(words, passage, at, figure)
    yield from _marks(words, passage)
    yield from _whole_before(words, passage)


class _Words:
    """The words of groups as patterns."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.words = ground, ground.words
        self.counts = {**ground.counts, "二": 2}

        def either(*keys: str) -> str:
            texts = {text for key in keys for text in ground.words[key]}
            return "|".join(sorted(map(re.escape, texts), key=lambda text: (-len(text), text)))

        number = "|".join(self.counts)
        begin = rf"^(?P<which>{either('group_which')})?(?P<number>{number}|\d{{1,2}})(?:大|小)?(?:{either('group_measures')})(?P<name>[^\d]{{0,{_SHORT}}}?)"
        end = rf"(?P<verb>[^\d]{{0,{_SHORT}}}?)(?:{either('group_copulas')})?$"
        self.counted = re.compile(f"{begin}(?P<sum>{either('group_sums')})?{end}")
        self.counted_sum = re.compile(f"{begin}(?P<sum>{either('group_sums')}){end}")
        self.summed = re.compile(rf"^(?P<name>[^\d]{{1,{_SHORT}}}?)(?:{either('group_totals')})(?:{either('group_copulas')})?$")
        self.made = re.compile(rf"[）)]?[，,]?(?:共同|一起|合并)?(?:{either('group_made')})[^，。；：、\d]{{0,{_LONG}}}$")
        self.off_in_all = re.compile(rf"(?:{either('group_totals')}|共)(?:{either('taken_off')})(?:{either('group_copulas')})?")
        self.each = re.compile(rf"^[）)]?[，,；：:]?[^，。；：\d]{{0,{_SHORT}}}(?:{either('group_each')})(?:为|是|达)?$")
        self.structure = re.compile(rf"^[，,；：:。]?[^，。；：\d]{{0,{_SHORT}}}(?:{either('group_structures')})(?:为|是|：|:)")
        self.divided = re.compile(r"^[，,；。]?(?:其中)?按[^，。；：\d]{1,8}(?:分|划分|统计|分类)[：:，,]")
        self.per = re.compile(
            r"(?:平均每(?:个)?(?P<of>[^，。；\d]{1,3})|(?:每|各)(?P<each>[^，。；\d]{1,2})平均|(?P<short>月|季|周|日|天)均)$"
        )

    def is_count(self, figure: Figure) -> bool:
        """三项, 两个: how many, not how much."""
        return figure.text.startswith(tuple(self.counts)) and not any(letter.isdigit() for letter in figure.text)

    def doing(self, words: str) -> bool:
        """Whether words say what was done with money: another amount than the parts may have been meant."""
        return has(words, self.words["group_doing"])


def _clause(passage: Sentence, figure: Figure) -> str:
    """The words of its clause before a figure, whatever small numbers stand in them."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin]
    return CLAUSE.split(said.rpartition("。")[2])[-1].strip("）)].］ ")


def _inside(passage: Sentence, figure: Figure) -> bool:
    """Whether a figure stands in a bracket."""
    said = passage.text[max(0, figure.begin - _FAR) : figure.begin].rpartition("。")[2]
    return any(said.count(opened) > said.count(closed) for opened, closed in ("（）", "()", "［］", "[]"))


def _run(words: _Words, passage: Sentence, at: int, *, back: bool = False) -> list[Figure]:
    """The values before a figure that may be told together: of its dimension and role, outside brackets, down to a colon or another kind.

    With `back`, those of the sentence before where its own has none.
    """
    target = passage.figures[at]
    found: list[Figure] = []
    after, priced = target, False
    for figure in reversed(passage.figures[max(0, at - _MOST) : at]):
        between = passage.text[figure.stop : after.begin]
        if "。" in between and (found or not back or "。" in between.replace("。", "", 1)):
            break
        if words.is_count(figure) or _inside(passage, figure) or figure.dimension == "ratio" or _names(figure, passage):
            continue
        if target.role == _OFF and figure.dimension != target.dimension:
            continue
        if _of_a_smaller_unit(figure, target) and has(passage.text[max(0, figure.begin - FAR) : figure.begin], words.words["each"]):
            priced = True
            continue  # 每吨分别补 480 元、350 元，合计 698 万元: what one costs
        if priced and figure.dimension != target.dimension:
            priced = False
            continue  # 骨干 30 名，每名 500 元，共 1.50 万元: and how many there are
        if figure.dimension != target.dimension and not between:
            continue  # 国道 3 条 142.6 公里: how many there are of what is measured
        if figure.dimension != target.dimension or figure.role != target.role or not _alike(figure, target, passage):
            break
        if found and (has(between, "：:—") or found[0].whole == figure.id):
            break
        found.insert(0, figure)
        after = figure
    return found


def _of_a_smaller_unit(figure: Figure, target: Figure) -> bool:
    """元 beside 万元."""
    one, other = figure.unit, target.unit
    money = one is not None and other is not None and figure.dimension == target.dimension == "money"
    return money and one is not None and other is not None and exact.compare(one.factor, other.factor) < 0


def _alike(one: Figure, other: Figure, passage: Sentence) -> bool:
    """Whether two figures are counted in one measure; people and money are, whatever their unit."""
    return one.dimension in _ONE_KIND or _unit(one, passage) == _unit(other, passage)


def _names(figure: Figure, passage: Sentence) -> bool:
    """36 至 50 岁: a number that is part of a name."""
    return figure.role == "range" or figure.text.endswith("岁") or passage.text[figure.stop : figure.stop + 1] == "岁"


def _sum(parts: Sequence[Figure], target: Figure, *, certain: bool, check: str = TOTAL) -> Relation:
    slots = (("label", target.label), ("parts", "、".join(part.label or part.plain for part in parts)))
    return Relation(check, tuple(part.id for part in parts), target=target.id, certain=certain, named=certain, slots=slots)


def _in_reach(parts: Sequence[Figure], target: Figure) -> bool:
    """Whether a figure is no less than the least of its parts, and no more than twice what they make."""
    values = [Fraction(*part.value) for part in parts]
    return min(values) <= Fraction(*target.value) <= 2 * sum(values)


def _one_stage(parts: Sequence[Figure], target: Figure) -> bool:
    return len({(each.stage, each.year) for each in (*parts, target)}) == 1


def _counted(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A、B，两项共 C; A、B、C、D。前两样加起来 E; A，B，C，三笔进账 D: as many parts as are counted."""
    clause = _clause(passage, figure)
    match = words.counted_sum.match(clause) or words.counted.match(clause)
    if match is None or not (match["sum"] or match["name"] or match["verb"]):
        return
    if match["number"] == "二" and not match["sum"]:
        return  # 二类水库 172 座: of the second class
    number = words.counts[match["number"]] if match["number"] in words.counts else int(match["number"])
    if _item(passage.text, words) == number:
        return  # 2.业务管理。变更扣 1 分，公告期扣 0.5 分。两方面合计扣 3.4 分: of the items, of which this is the second
    which = match["which"] or ""
    plainly = bool(match["sum"]) and (not match["verb"] or match["verb"] in words.words["taken_off"])
    run = _run(words, passage, at, back=bool(which) or plainly)
    if number < 2 or len(run) < number:  # noqa: PLR2004 - one has no sum
        if match["sum"] and not which:
            yield from _one_missing(words, passage, run, figure, number)
        return
    first = which in words.words["group_first"]
    parts = run[:number] if first else run[-number:]
    placed = first or which in words.words["group_last"] or len(run) == number
    said = match["name"] + match["verb"]
    told = bool(match["sum"]) or (len(run) == number and not which)
    if has(said, words.words["group_not"]):
        return
    counted = bool(match["sum"]) and len(run) == number and not which
    certain = placed and told and (bool(match["sum"]) or _in_reach(parts, figure)) and (counted or _one_stage(parts, figure))
    relation = _sum(parts, figure, certain=certain)
    if not words.doing(said) or _good(relation, words):
        yield relation


def _item(text: str, words: _Words) -> int:
    """The number in a list that a passage begins with; 0 where it is none."""
    found = _ITEM.match(text)
    if found is None:
        return 0
    return int(found[1]) if found[1].isdigit() else words.counts.get(found[1], 0)


def _off_in_all(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """甲未报批扣 1.2 分，乙缺失扣 1.0 分，合计扣 2.2 分: the deductions of the sentence, none of them inside another."""
    clause = _clause(passage, figure)
    if not words.off_in_all.fullmatch(clause):
        return
    run = _run(words, passage, at)
    text = passage.text[run[0].begin : figure.begin].removesuffix(clause) if run else ""
    apart = has(text, (*words.words["group_totals"], *words.words["parted_from"], *words.words["off_each"]))
    plain = all(has(_clause(passage, each), words.words["taken_off"]) for each in run)
    if len(run) > 1 and plain and not apart and run[0].id == _first_off(passage, run[0]):
        yield _sum(run, figure, certain=True)


def _first_off(passage: Sentence, figure: Figure) -> int:
    """The first deduction of the sentence of one."""
    start = passage.text.rfind("。", max(0, figure.begin - _FAR), figure.begin)
    return next(each.id for each in passage.figures if each.role == _OFF and each.begin > start)


def _one_missing(words: _Words, passage: Sentence, run: list[Figure], figure: Figure, number: int) -> Iterator[Relation]:
    """甲 640 万元、乙 520 万元、丙 180 万元，四个行业合计 1,700 万元: one more is counted than listed, and none stands between them without its amount."""
    if len(run) != number - 1 or number <= _LEAST_LISTED or not _in_reach(run, figure) or not _one_stage(run, figure):
        return
    gaps = [passage.text[one.stop : two.begin] for one, two in pairwise(run)]
    listed = all(gap.startswith("、") and len(_SEPARATORS.findall(gap)) == 1 for gap in gaps)
    before = passage.text[max(0, run[0].begin - FAR) : run[0].begin].rpartition("。")[2]
    alone = "、" not in CLAUSE_END.split(before)[-1] and passage.text[run[-1].stop : figure.begin].startswith("，")
    if listed and alone and not words.doing(_clause(passage, figure)):
        yield _sum(run, figure, certain=True)


def _named_total(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """民警 49 人、辅警 136 人，警力合计 185 人: a total with a name of its own, which its parts share."""
    match = words.summed.match(_clause(passage, figure))
    run = _run(words, passage, at)
    while len(run) > 2 and exact.compare(run[0].value, figure.value) > 0:  # noqa: PLR2004 - two are left
        run = run[1:]  # 总里程 2316 公里，其中国道 A、省道 B，国省道合计 C: the whole of which C is a part
    if match is None or len(run) < 2 or figure.whole >= 0:  # noqa: PLR2004
        return
    start = passage.text.rfind("。", max(0, run[0].begin - _FAR), run[0].begin) + 1
    alone = not any(
        start <= each.begin < run[0].begin and each.dimension == figure.dimension
        for each in passage.figures[max(0, at - 2 * _MOST) : at]
    )
    alike = all((set(match["name"]) & set(_clause(passage, part))) - _COMMON for part in run)
    beside = not has(passage.text[run[0].stop : figure.begin], "；;")
    certain = alone and alike and beside and _in_reach(run, figure) and _one_stage(run, figure) and not words.doing(match["name"])
    relation = _sum(run, figure, certain=certain)
    if certain or _good(relation, words):
        yield relation


def _made(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """人员经费 A 与公用经费 B 构成基本支出 C."""
    run = _run(words, passage, at)
    if len(run) < 2 or not words.made.match(passage.text[run[-1].stop : figure.begin]):  # noqa: PLR2004
        return
    first = len(run) - 1
    while first and _JOINED.match(passage.text[run[first - 1].stop : run[first].begin]):
        first -= 1
    if len(run) - first > 1:
        yield _sum(run[first:], figure, certain=True)


def _told_after(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """三个项目共支付 D，金额分别为 A、B、C: the total stands before as many parts as are counted."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin].rpartition("。")[2]
    counted = re.search(
        rf"(?P<number>{'|'.join(words.counts)})(?:大|小)?(?:{'|'.join(words.words['group_measures'])})", CLAUSE.split(said)[-1]
    )
    behind = [each for each in passage.figures[at + 1 : at + 1 + _LONG] if not words.is_count(each)]
    if counted is None or not behind or not words.each.match(passage.text[figure.stop : behind[0].begin]):
        return
    parts = [behind[0]]
    for each in behind[1:]:
        if passage.text[parts[-1].stop : each.begin].strip() not in ("、", "和", "与", "及", "以及"):
            break
        parts.append(each)
    one = all(each.dimension == figure.dimension and each.role == figure.role for each in parts)
    if one and len(parts) == words.counts[counted["number"]]:
        yield _sum(parts, figure, certain=True, check=PARTS)


def _structure(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """在职 35 人，年龄结构为 35 岁及以下 11 人、36 至 50 岁 12 人、51 岁及以上 12 人; 演出 241 场。按去处分：下乡 139 场，进校园 50 场，剧场 52 场."""
    behind = passage.text[figure.stop : figure.stop + FAR]
    named, divided = words.structure.match(behind), words.divided.match(behind)
    if named is None and (divided is None or figure.dimension == "money"):
        return
    begin = figure.stop + (named or divided).end()  # type: ignore[union-attr]
    parts: list[Figure] = []
    marks: set[str] = set()
    last = begin
    for each in passage.figures[at + 1 : at + 1 + _MOST]:
        between = passage.text[last : each.begin]
        if parts and has(between, "。；;"):
            break
        if each.begin < begin or _names(each, passage) or _inside(passage, each):
            continue
        plain = len(between) <= FAR // 2 and not has(between, words.words["group_not"])
        if not plain or each.dimension != figure.dimension or each.role != figure.role or not _alike(each, figure, passage):
            return
        marks |= {between.lstrip("）)")[:1]} if parts else set()
        parts.append(each)
        last = each.stop
    said = passage.text[figure.stop : last + _BEHIND]
    if named is None and has(said, words.ground.overlapping):
        return
    if len(parts) > 1 and len(marks) == 1 and marks <= set("，、") and not has(said, words.words["group_open"]):
        yield _sum(parts, figure, certain=True, check=PARTS)


def _pair(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """458 人，男 166 人，女 292 人: two that are all there can be, of the value before them, or of the whole of the kinds told between."""
    after = [each for each in passage.figures[at + 1 : at + 5] if each.dimension == figure.dimension and not _inside(passage, each)]
    names = [_clause(passage, each).removeprefix("其中").strip("：:") for each in (figure, *after[:1])]
    if len(after) > 1 and _alike(after[1], figure, passage) and _goes_on(passage, after[0], after[1]):
        return  # 男监 18 间、女监 3 间、过渡监 1 间: there is a third
    sure, likely = ([pair.split("：") for pair in words.words[key]] for key in ("group_pairs", "group_pairs_likely"))
    if len(names) < 2 or "。" in passage.text[figure.stop : after[0].begin]:  # noqa: PLR2004
        return
    if any(_of_pair(names, pair) for pair in likely):
        found = [
            _sum((figure, after[0]), each, certain=False, check=PARTS)
            for each in passage.figures[max(0, at - _MOST) : at]
            if each.dimension == figure.dimension and each.role == "value" and each.stage == figure.stage
        ]
        yield from first_that_holds(words.ground, found)
    if not any(_of_pair(names, pair) for pair in sure):
        return
    before = [
        each
        for each in passage.figures[max(0, at - _MOST) : at]
        if each.dimension == figure.dimension
        and each.role == "value"
        and _alike(each, figure, passage)
        and not _inside(passage, each)
    ]
    sums = [
        _sum((figure, after[0]), whole, certain=True, check=PARTS)
        for first, whole in reversed(list(enumerate(before)))
        if first == len(before) - 1 or _is_sum(before[first + 1 :], whole, words)
    ]
    wider = [each for each in sums[1:] if len(before) > 2]  # noqa: PLR2004
    if sums and not wider and not _alone(passage, before, figure):
        sums = [each for each in sums if _good(each, words)]
    yield from [each for each in sums if _good(each, words)][:1] or wider[:1] or sums[:1]


def _goes_on(passage: Sentence, one: Figure, other: Figure) -> bool:
    """Whether 、 joins an amount to the one before it, in one sentence."""
    between = passage.text[one.stop : other.begin]
    return between.startswith("、") and "。" not in between


def _of_pair(names: Sequence[str], pair: Sequence[str]) -> bool:
    """男、女; 男职工、女职工: both names begin with the two words and end alike."""
    for one, other in (pair, pair[::-1]):
        ends = [name.removeprefix(word) for name, word in zip(names, (one, other), strict=False)]
        if names[0].startswith(one) and names[1].startswith(other) and ends[0] == ends[1] and not any(map(str.isdigit, ends[0])):
            return True
    return False


def _is_sum(parts: Sequence[Figure], whole: Figure, words: _Words) -> bool:
    return len(parts) > 1 and _good(_sum(parts, whole, certain=False), words)


def _good(relation: Relation, words: _Words) -> bool:
    return judge(relation, words.ground.report.figures).verdict in GOOD


def _alone(passage: Sentence, before: Sequence[Figure], figure: Figure) -> bool:
    """Whether the value before a pair is the only one of its kind in its sentence, and stands in the pair's own or the one before."""
    whole = before[-1]
    near = passage.text[whole.stop : figure.begin].count("。") <= 1
    single = len(before) == 1 or "。" in passage.text[before[-2].stop : whole.begin]
    return near and single and whole.whole < 0


def _scale(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """回收 138 份，满意 104 份，比较满意 26 份，其余 8 份: the answers that came back, by what they say."""
    if not has(CLAUSE.split(passage.before(at))[-1], words.words["answers_back"]):
        return  # 有效问卷 424 份中满意 287 份: the answers are the number before
    parts: list[Figure] = []
    for each in passage.figures[at + 1 : at + 1 + _MOST]:
        between = passage.text[(parts[-1] if parts else figure).stop : each.begin]
        if "。" in between or each.dimension != figure.dimension:
            break
        if CLAUSE.split(between)[-1].removeprefix("其中").strip("“”：:中") not in words.words["answers_scale"]:
            break
        parts.append(each)
    ends = words.words["answers_last"]
    if len(parts) > 2 and _clause(passage, parts[-1]).strip("“”") in ends:  # noqa: PLR2004 - two answers are no scale
        yield _sum(parts, figure, certain=True, check=PARTS)


def _listed(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """播种 2762 亩，水稻 1524 亩，玉米 607 亩，大豆 631 亩: names and amounts alone, one after the other to the full stop."""
    if figure.id in words.ground.wholes or _inside(passage, figure):
        return
    start = passage.text.rfind("。", max(0, figure.begin - _FAR), figure.begin)
    if at and passage.figures[at - 1].begin > start:
        return
    parts: list[Figure] = []
    marks = set()
    last = figure
    for each in passage.figures[at + 1 : at + 1 + _MOST]:
        between = passage.text[last.stop : each.begin]
        if "。" in between:
            break
        name = between.strip("，、；,; ")
        others = (*words.words["group_not"], *words.words["group_open"], *words.words["listed_not"], *words.ground.overlapping)
        plain = 0 < len(name) <= _SHORT and not has(name, others)
        if not plain or each.dimension != figure.dimension or each.role != figure.role or each.whole >= 0:
            return
        if not _alike(each, figure, passage):
            return
        marks.add(between[:1])
        parts.append(each)
        last = each
    if (
        len(parts) >= _LEAST_LISTED
        and len(marks) == 1
        and marks <= set("，、；,;")
        and all(each.number < figure.number for each in parts)
    ):
        yield _sum(parts, figure, certain=False, check=PARTS)


def _whole_before(words: _Words, passage: Sentence) -> Iterator[Relation]:
    """实付 A 万元。 / 工资 B 万元；清运 C 万元；…: a paragraph that begins with a list, of an amount that the one before it tells."""
    first = next((each for each in passage.figures if not words.is_count(each)), None)
    if first is None or first.role != "value":
        return
    head = passage.text[: first.begin]
    counted = re.search(
        rf"(?P<number>{'|'.join(words.counts)})(?:大|小)?(?:{'|'.join(words.words['group_measures'])})[^，。；：]{{0,2}}[：:]", head
    )
    if len(head) > FAR // 2 or (counted is None and len(head) > _LONG):
        return
    parts = [first]
    for each in passage.figures[passage.figures.index(first) + 1 : _LONG + _MOST]:
        between = passage.text[parts[-1].stop : each.begin]
        if "。" in between:
            break
        if each.dimension != first.dimension or each.role != "value" or not 0 < len(between.strip("，、；,; ")) <= _LONG:
            return
        parts.append(each)
    if len(parts) != words.counts[counted["number"]] if counted is not None else len(parts) < _MANY:
        return
    found = [
        _sum(parts, each, certain=False, check=PARTS)
        for each in words.ground.report.figures[max(0, first.id - _LONG) : first.id]
        if first.passage - 2 <= each.passage < first.passage
        and each.dimension == first.dimension
        and each.role == "value"
        and each.whole < 0
    ]
    yield from first_that_holds(words.ground, found)


def _average(words: _Words, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """全年十二个月开行 96 趟，平均每月 8 趟; 出院 17532 人次，占用床日 145048 天，平均住院日 8.27 天."""
    clause = _clause(passage, figure)
    start = passage.text.rfind("。", max(0, figure.begin - _FAR), figure.begin)
    before = [each for each in passage.figures[max(0, at - _MOST) : at] if each.begin > start]
    for line in words.words["averages_of"]:
        name, top, bottom = line.split("：")
        tops, bottoms = ([each for each in before if word in _clause(passage, each)] for word in (top, bottom))
        if name in clause and len(tops) == len(bottoms) == 1 and tops != bottoms:
            single = sum(each.dimension == bottoms[0].dimension for each in before) == 1
            yield Relation(
                BY_HEAD, (tops[0].id,), over=(bottoms[0].id,), target=figure.id, certain=single, slots=(("label", clause),)
            )
            return
    match = words.per.search(clause)
    if match is None or len(before) < 2:  # noqa: PLR2004
        return
    of = match["of"] or match["each"] or match["short"]
    heads = [each for each in before if _counts(each, of, passage) and not has(_clause(passage, each), words.words["each"])]
    totals = [each for each in before if each not in heads and _unit(each, passage) == _unit(figure, passage) != ""]
    if len(heads) == 1 and len(totals) == 1 and totals[0].dimension == figure.dimension:
        certain = [heads[0], totals[0]] == before[-2:] or [totals[0], heads[0]] == before[-2:]
        yield Relation(
            BY_HEAD, (totals[0].id,), over=(heads[0].id,), target=figure.id, certain=certain and "均" in clause,
            slots=(("label", clause),),
        )  # fmt: skip


def _unit(figure: Figure, passage: Sentence) -> str:
    """Its unit, or the letter that counts: of its own, or behind it."""
    if figure.unit is not None:
        return figure.unit.label
    return figure.measure or figure.text.lstrip(_NUMBER) or passage.text[figure.stop : figure.stop + _BEHIND].strip()[:1]


def _counts(figure: Figure, of: str, passage: Sentence) -> bool:
    """Whether a figure counts months, or whatever an average is for each of."""
    said = (figure.text + passage.text[figure.stop : figure.stop + _SHORT]).lstrip(_NUMBER)
    return said.removeprefix("个").startswith(of)


def _marks(words: _Words, passage: Sentence) -> Iterator[Relation]:
    """满分 100。投入 10，得 10；过程 30，得 29；产出 40，得 39；效益 20，得 19。合计 98."""
    pairs: list[tuple[Figure, Figure]] = []
    figures = passage.figures
    at = 0
    while at < len(figures) - 1:
        one, two = figures[at : at + 2]
        if _GAIN.fullmatch(passage.text[one.stop : two.begin].strip()):
            pairs.append((one, two))
            at += 2
            continue
        if pairs:
            yield from _of_marks(words, passage, pairs, at)
            pairs = []
        at += 1
    if pairs and at < len(figures):
        yield from _of_marks(words, passage, pairs, at)


def _of_marks(words: _Words, passage: Sentence, pairs: Sequence[tuple[Figure, Figure]], at: int) -> Iterator[Relation]:
    total = passage.figures[at]
    full = sum((one.number for one, _ in pairs), Decimal())
    said = _clause(passage, total)
    if len(pairs) >= _LEAST_MARKS and full == _FULL and any(said.endswith(word) for word in words.words["score_totals"]):
        gained = [two for _, two in pairs]
        if len({each.dimension for each in (*gained, total)}) == 1:
            yield _sum(gained, total, certain=True)
