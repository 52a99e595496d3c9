"""What words add, take away and multiply: 加、减, 小计, 人均, 编制, 总分, in less out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.relation import AT_MOST, Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, GOOD, SHORT, first_that_holds
from hengji.auditing.sentences.products import in_its_unit
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SUBTOTAL, POSTS, WRITTEN, BALANCE, BY_HEAD, BEYOND, WEIGHTS = (
    "list_total", "within_posts", "written_arithmetic", "balance", "per_head", "beyond", "weights_whole",
)  # fmt: skip
_HUNDRED, _FULL, _JOINED = 100, (100, 1), 2
_LEAST_WEIGHTS, _MOST_WEIGHTS, _NEAR_FULL = 3, 30, 20


def spoken(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A 加年初结转 B，等于收入总计 C."""
    if at < 2 or not sentence.before(at).lstrip("，, ").startswith(ground.words["spoken_equals"]):  # noqa: PLR2004
        return
    one, other = sentence.figures[at - 2 : at]
    joined = sentence.before(at - 1).lstrip("，, ")
    alike = one.dimension == other.dimension == figure.dimension and one.role == other.role == figure.role == "value"
    for words, plus in ((ground.words["spoken_plus"], True), (ground.words["spoken_minus"], False)):
        if alike and joined.startswith(words):
            more, less = ((one.id, other.id), ()) if plus else ((one.id,), (other.id,))
            yield Relation(WRITTEN, more, less, target=figure.id, slots=(("label", figure.label),))


def with_carried(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """收入 A，其中…；加上年结转 B，可用财力 C: an amount before it and the one that is added make the total."""
    if at < 2:  # noqa: PLR2004
        return
    total = CLAUSE.split(sentence.before(at))[-1].strip().endswith(ground.words["spoken_totals"])
    added = sentence.figures[at - 1]
    if not sentence.before(at - 1).lstrip("，,；; ").startswith(ground.words["spoken_plus"]):
        return
    slots = (("label", figure.label),)
    before = [each for each in sentence.earlier(at - 1) if each.dimension == figure.dimension and each.role == "value"]
    if not total:  # 新收 A 件，加上旧存 B 件，办理 C 件: one right behind the other
        side_by_side = before[-1:] == [sentence.figures[at - 2]] and added.dimension == figure.dimension
        before = before[-1:] if side_by_side and figure.role == "value" and figure.whole < 0 else []
    sums = [Relation(WRITTEN, (each.id, added.id), target=figure.id, certain=False, slots=slots) for each in before]
    yield from first_that_holds(ground, sums)


def subtotal(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """车辆购置 A、车辆运行 B（小计 C）: the last two or more before the bracket."""
    if at < 2 or not sentence.before(at).lstrip().startswith(ground.words["subtotals"]):  # noqa: PLR2004
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
    yield from first_that_holds(ground, sums)


def by_head(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """资助 1,246 人次, 发放 186.9 万元, 人均 1,500 元; 惠及 706 人, 人均 900 元, 资金 635,400 元: in any order."""
    name = CLAUSE.split(sentence.before(at))[-1]
    priced = name.endswith(ground.words["by_head"]) or has(name, ground.words["unit_price"])
    if figure.dimension != "money" or not priced:
        return
    found = []
    for first in (at - 2, at - 1, at):
        three = sentence.figures[max(0, first) : first + 3]
        others = [each for each in three if each.id != figure.id]
        amounts = [each for each in others if each.dimension == "money"]
        heads = [each for each in others if each.dimension not in ("money", "ratio", "points", "")]
        if any(each.measure.startswith(ground.words["magnitudes"]) for each in heads):
            continue
        if len(amounts) == len(heads) == 1:
            slots = (("label", name),)
            unit = exact.reduce(in_its_unit(heads[0]))
            scale = exact.reduce(exact.divide(exact.ONE, unit))
            over = Relation(
                BY_HEAD, (amounts[0].id,), over=(heads[0].id,), target=figure.id, scale=scale, certain=False, slots=slots
            )
            if judge(over, ground.report.figures).verdict in GOOD:
                found.append(over)
            elif not has(sentence.text[three[0].stop : three[-1].begin], ("；", ";")):
                found.append(
                    Relation(
                        BY_HEAD, (figure.id,), times=(heads[0].id,), target=amounts[0].id, scale=unit, certain=False, slots=slots
                    )
                )
                found += [over] if has(name, ground.words["average_prices"]) else []
    yield from first_that_holds(ground, found)


def beyond(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """1,520 亩, 超过计划 1,500 亩 20 亩."""
    if at < 2 or sentence.before(at).strip() not in ("", *ground.words["gaps"]):  # noqa: PLR2004
        return
    base = sentence.figures[at - 1]
    values = [
        each
        for each in sentence.earlier(at - 1)
        if each.role == "value" and each.dimension == figure.dimension and not _shut(sentence.text[each.stop : base.begin])
    ]
    own = values[-1] if values else base
    words = CLAUSE.split(sentence.before(at - 1))[-1]
    if (
        own.dimension == base.dimension == figure.dimension
        and words.startswith(ground.words["beyond"])
        and own.number != base.number
    ):
        more, less = (own, base) if own.number > base.number else (base, own)
        left = sentence.before(at).strip() in ground.words["gaps_left"]
        near = left and len(values) == 1 and own.id == figure.id - _JOINED
        if left and not near:
            return
        yield Relation(BEYOND, (more.id,), (less.id,), target=figure.id, named=near, slots=(("label", own.label),))


def _shut(words: str) -> bool:
    """Whether a bracket ends in some words that began before them."""
    return sum(map(words.count, "）)")) > sum(map(words.count, "（("))


def within_posts(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """编制 20 名，实有在职 19 人: those who are there are no more than the posts, vehicles no more than are allowed."""
    posts: list[Figure] = []
    if has(sentence.text, ground.words["over_posts"]):
        return
    for at, figure in enumerate(sentence.figures[:_MOST_WEIGHTS]):
        name = CLAUSE.split(sentence.before(at))[-1].rpartition("。")[2]
        if figure.role != "value" or figure.dimension in ("money", "ratio", "points", "") or figure.whole >= 0:
            continue
        if with_others(ground, sentence, figure):
            posts = []
        elif has(name, ground.words["allowed_posts"]):
            posts.append(figure)
        elif posts and has(name, ground.words["present"]):
            other = _one_of_kinds(ground, sentence, posts[0])
            if len(posts) == 1 and not other and not has(name, ground.words["besides"]):
                slots = (("label", figure.label), ("whole", posts[0].label))
                yield Relation(POSTS, (figure.id,), target=posts[0].id, compare=AT_MOST, blame=figure.id, slots=slots)
            posts = []


def with_others(ground: Ground, sentence: Sentence, figure: Figure) -> bool:
    """实有 41 人（含聘用人员 6 人）: those who hold no post are counted in."""
    behind = sentence.text[figure.stop : figure.stop + SHORT]
    return behind.startswith(("（", "(")) and has(behind, ground.words["besides"])


def _one_of_kinds(ground: Ground, sentence: Sentence, posts: Figure) -> bool:
    """编制数为行政 123 名、事业 58 名: the posts of one kind, and others behind them."""
    at = sentence.figures.index(posts)
    words = sentence.before(at + 1).strip("，、,和 ") if at + 1 < len(sentence.figures) else ""
    return words.startswith(ground.words["post_kinds"])


def vacancies(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """编制 130 名，现有职工 120 人，空编 10 名: those who are there and the posts that are free make the posts."""
    found: dict[str, list[Figure]] = {"allowed_posts": [], "staffed": [], "vacant": []}
    for at, figure in enumerate(sentence.figures[:_MOST_WEIGHTS]):
        name = CLAUSE.split(sentence.before(at))[-1].rpartition("。")[2]
        if figure.role != "value" or figure.dimension in ("money", "ratio", "points", ""):
            continue
        kind = next((key for key in ("vacant", "allowed_posts", "staffed") if has(name, ground.words[key])), "")
        besides = has(name, ground.words["besides"]) or with_others(ground, sentence, figure)
        if kind and not besides:
            found[kind].append(figure)
    if all(len(each) == 1 for each in found.values()):
        posts, there, free = (each[0] for each in found.values())
        slots = (("label", posts.label), ("parts", ""))
        yield Relation(SUBTOTAL, (there.id, free.id), target=posts.id, slots=slots)


def posts_of_kind(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """截至 4 月编制 70 名。…年末在职 59 人: posts and those who hold them, of one kind and each told once in a passage."""
    for pair in ground.words["posts_and_heads"]:
        allowed, there = (
            [each for each in passage.figures if each.concept == concept and each.role == "value"] for concept in pair.split(":")
        )
        if len(allowed) == len(there) == 1 and allowed[0].id < there[0].id:
            slots = (("label", there[0].label), ("whole", allowed[0].label))
            yield Relation(POSTS, (there[0].id,), target=allowed[0].id, compare=AT_MOST, blame=there[0].id, slots=slots)


def scores(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """投入（10 分）得 9.2 分，…，总分 94.6 分: full marks that make 100 in brackets, and what was reached of each."""
    marks = [(at, each) for at, each in enumerate(sentence.figures[:_MOST_WEIGHTS]) if each.dimension == "points"]
    full = [each for _, each in marks if sentence.text[each.begin - 1 : each.begin] in ("（", "(")]
    if len(full) < _LEAST_WEIGHTS or sum((each.number for each in full), Decimal()) != _HUNDRED or len(marks) != 2 * len(full) + 1:
        return
    at, total = marks[-1]
    reached = [each.id for _, each in marks[:-1] if each not in full]
    if len(reached) == len(full) and has(sentence.before(at), ground.words["score_totals"]):
        slots = (("label", total.label), ("parts", ""))
        yield Relation(SUBTOTAL, tuple(reached), target=total.id, slots=slots)


def balanced(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """What a department owns, owes and has of its own, in one passage."""
    yield from balance(ground, passage, "assets", "liabilities", "net_assets")


def balance(ground: Ground, sentence: Sentence, first: str, second: str, third: str) -> Iterator[Relation]:
    """What came in less what went out is what is left; the three are lists of words."""
    names = {
        each: CLAUSE.split(sentence.before(at))[-1]
        for at, each in enumerate(sentence.figures[:_MOST_WEIGHTS])
        if each.dimension == "money" and each.role in ("value", "base")
    }
    come, gone, left = ([each for each, said in names.items() if has(said, ground.words[key])] for key in (first, second, third))
    opening = [each for each, said in names.items() if has(said, ground.words["opening"])]
    left = [each for each in left if each not in opening]
    gone = [each for each in gone if not has(names[each], ground.words[third])]
    gone = [each for each in gone if each not in come]
    left = [each for each in left if each not in come and each not in gone]
    if come and gone and left and come[0].id < gone[0].id < left[0].id:
        slots, own = (("label", left[0].label),), has(names[left[0]], ground.this_year)
        begun = [each for each in opening if each.stage == left[0].stage or not each.stage] if third == "balance_left" else []
        plus = (come[0].id, begun[0].id) if len(begun) == 1 and begun[0].id < left[0].id else (come[0].id,)
        yield Relation(BALANCE, plus, (gone[0].id,), target=left[0].id, certain=own, slots=slots)


def weights(sentence: Sentence) -> Iterator[Relation]:
    """9.73 分（分值 10 分）、49 分（分值 50 分）…: the weights beside all the parts of one score make 100."""
    weights = [figure for figure in sentence.figures if figure.role == "weight" and figure.number != _HUNDRED]
    if not _LEAST_WEIGHTS <= len(weights) <= _MOST_WEIGHTS:
        return
    parts = [figure for figure in sentence.figures if figure.role == "points" and figure.whole >= 0]
    every = len(parts) == len(weights) and len({figure.whole for figure in parts}) == 1
    near = abs(sum((figure.number for figure in weights), Decimal()) - _HUNDRED) < _NEAR_FULL
    yield Relation(WEIGHTS, tuple(figure.id for figure in weights), constant=_FULL, certain=every and near)
