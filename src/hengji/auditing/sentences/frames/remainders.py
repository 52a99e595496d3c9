"""What is left of a whole that plain words part: 结余 A，已交回 B，其余 C 结转; 未支付的 A 中，甲 B，乙 C; 抽检 A，合格 B，不合格 C; A 天中达标 B 天，另有 C 天.

A list that need not be complete contradicts only by more than its whole, or where one slip makes it close.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import edit_like, mended
from hengji.auditing.relation import AT_MOST, Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import GOOD, Sentence, sentences
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.slips import digits, shifted
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure

PARTS, PART = "list_parts", "list_part"
_ROLES = frozenset({"value", "base", "actual"})
_AMONG = re.compile(r"(?:中|之中|当中|里面|里)(?=[，,：:]|[^，。；]{1,16}$)")
_STOP = re.compile(r"[。；;]")
_MOST, _LEAST, _SURE, _NOUN = 12, 2, 3, 4


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such whole of one passage."""
    for sentence in sentences(passage.text, passage.figures):
        plain = [each for each in sentence.figures if _plain(sentence, each)]
        for at, figure in enumerate(plain):
            yield from _rest(ground, sentence, plain, at)
            yield from _among(ground, sentence, figure, plain[at + 1 : at + _MOST])
    plain = [each for each in passage.figures if _plain(passage, each)]
    for at in range(len(plain) - 2):
        yield from _opposites(ground, passage, plain, at)
        yield from _besides(ground, passage, plain[at : at + 3])
    yield from _larger(ground, passage)
    yield from _in_bracket(ground, passage)


def _plain(sentence: Sentence, figure: Figure) -> bool:
    """Whether a figure is an amount that the sentence itself tells, not in a bracket."""
    told = figure.role in _ROLES and figure.dimension not in ("ratio", "points", "") and not figure.about
    return told and not bracketed(sentence, figure) and any(letter.isdigit() for letter in figure.text)


def _sum(parts: Sequence[Figure], whole: Figure, *, certain: bool, compare: str = "＝") -> Relation:
    slots = (("label", whole.label), ("parts", "、".join(each.label or each.plain for each in parts)))
    check = PARTS if compare != AT_MOST else PART
    ids = tuple(each.id for each in parts)
    return Relation(check, ids, target=whole.id, compare=compare, certain=certain, named=certain, bound=certain, slots=slots)


def _holds(ground: Ground, relation: Relation) -> bool:
    return judge(relation, ground.report.figures).verdict in GOOD


def _told_beside(sentence: Sentence, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether another number beside them is what the parts make: it may be their whole."""
    total = sum((each.number for each in parts), Decimal())
    beside = sentence.near(parts[0], _MOST, _MOST)
    return any(each.id != whole.id and each not in parts and each.number == total for each in beside)


def _goes_on(sentence: Sentence, plain: Sequence[Figure], last: Figure) -> bool:
    """Whether another amount of the kind follows in the sentence that is no part of the last."""
    after = next((each for each in plain if each.id > last.id and kind(each) == kind(last)), None)
    if after is None:
        return False
    between = sentence.text[last.stop : after.begin]
    return not _STOP.search(between) and "中" not in between


def _rest(ground: Ground, sentence: Sentence, plain: Sequence[Figure], at: int) -> Iterator[Relation]:
    """结余 A，已交回 B，其余 C: what was done with a part of it, and what is left."""
    rest, said = plain[at], before(sentence, plain[at])
    if not _is_rest(ground, sentence, plain[:at], said):
        return
    run = [each for each in plain[max(0, at - _MOST) : at] if kind(each) == kind(rest)]
    found = [_sum((*run[first + 1 :], rest), whole, certain=True) for first, whole in enumerate(run[:-1])]
    if len(run) > _LEAST and has(before(sentence, run[-1]), ground.words["gathered"]):
        run = [run[0], run[-1]]
        found.append(_sum((run[-1], rest), run[0], certain=True))
    good = next((each for each in found if _holds(ground, each)), None)
    if good is not None:
        yield good
        return
    if len(run) != _LEAST or _goes_on(sentence, plain[at : at + _MOST], rest) or exact.compare(run[0].value, run[1].value) <= 0:
        return
    whole, part = run
    done = before(sentence, part)
    opening = has(before(sentence, whole), (*ground.words["opening"], *ground.words["flows_not"]))
    parted = has(done, ground.words["rest_done"]) and not has(done, ground.words["flows_not"])
    if (
        parted
        and not opening
        and not _told_beside(sentence, (part, rest), whole)
        and not re.search("[；;]", sentence.text[whole.stop : rest.begin])
    ):
        yield _sum((part, rest), whole, certain=True)


def _is_rest(ground: Ground, sentence: Sentence, earlier: Sequence[Figure], said: str) -> bool:
    """其余、其余资金、剩余保证金 where 保证金 is the whole; 剩余质保金 and 其余指标已收回 are other things."""
    word = next((each for each in ground.words["rest_left"] if said.startswith(each)), "")
    name = _trimmed(ground, said.removeprefix(word)).removeprefix("的")
    return bool(word) and (
        not name or name in ground.words["rest_names"] or any(name in before(sentence, each) for each in earlier)
    )


def _among(ground: Ground, sentence: Sentence, whole: Figure, after: Sequence[Figure]) -> Iterator[Relation]:
    """未支付的 A 中，质保金 B，尾款 C: parts that are named behind 中; one that is printed as large as the whole is the whole's number again."""
    parts: list[Figure] = []
    for each in after:
        begin = parts[-1].stop if parts else whole.stop
        between = sentence.text[begin : each.begin]
        if kind(each) != kind(whole) or each.unit != whole.unit or _STOP.search(between):
            break
        if not parts and not _AMONG.match(between):
            return
        if has(before(sentence, each), (*ground.words["flows_not"], *ground.words["group_totals"])):
            break
        parts.append(each)
    text = sentence.text[whole.stop : parts[-1].stop] if parts else ""
    if len(parts) < _LEAST or has(text, (*ground.overlapping, *ground.words["group_open"])):
        return
    said = [before(sentence, each) for each in parts]
    if any(has(each, ground.words["left_them"]) for each in said) and any(has(each, ground.words["joined_them"]) for each in said):
        return  # 16 名里当年离开 5 名，补进 5 名: those who came are none of them
    relation = _sum(parts, whole, certain=False)
    ended = _is_rest(ground, sentence, parts[:-1], before(sentence, parts[-1])) and not _goes_on(sentence, after, parts[-1])
    again = [each for each in parts if each.number == whole.number and digits(each) >= _SURE]
    sure = len(again) == 1 and whole.dimension == "money" and not has(text, ground.words["whole_all"])
    sure = (sure or ended or mended(relation, ground.report.figures)) and not _told_beside(sentence, parts, whole)
    yield _sum(parts, whole, certain=True) if sure else relation


def _opposites(ground: Ground, passage: Sentence, plain: Sequence[Figure], at: int) -> Iterator[Relation]:
    """抽检 A，合格 B，不合格 C: those of which a word is told and those of which it is not are all that were looked at."""
    whole = plain[at]
    same = [each for each in plain[at + 1 : at + _MOST] if kind(each) == kind(whole)][:_LEAST]
    if len(same) < _LEAST:
        return
    one, other = same
    if not _against(ground, before(passage, one), before(passage, other)) or not _is_whole(ground, passage, whole, one):
        return
    joined = passage.text[one.stop : other.begin]
    low, high = passage.bounds(whole.begin, other.stop)
    if has(passage.text[low:high], ground.words["brought_over"]):
        return  # 新受理 312 件，办结 298 件，未办结 22 件，其中上年结转 8 件: more than what is new was worked off
    again = joined.count("。") == 1 and len(joined.rpartition("。")[2]) <= len(before(passage, other))
    beside = joined.count("；") == 1 and len(joined.rpartition("；")[2]) <= len(before(passage, other))
    if ("；" in joined and not beside) or (joined.count("。") and not again):
        return
    relation = _sum((one, other), whole, certain=True)
    more = exact.compare(exact.add(one.value, other.value), whole.value) > 0
    goes_on = _goes_on(passage, plain[at : at + _MOST], other)
    if _holds(ground, relation) or ((more or not goes_on) and not _told_beside(passage, (one, other), whole)):
        yield relation


def _against(ground: Ground, one: str, other: str) -> bool:
    """Whether the second words say the opposite of the first: 合格、不合格; 达标、超标; 已整改、未整改."""
    said, against = (_trimmed(ground, each) for each in (one, other))
    if has(one + other, ground.words["flows_not"]):
        return False
    for pair in ground.words["opposites"]:
        word, _, others = pair.partition("：")
        for opposite in others.split("、"):
            if any(each in said for each in others.split("、")):
                continue
            _, found, noun = said.rpartition(word)
            if found and len(noun) <= _NOUN and against.endswith((opposite + noun, opposite)):
                return True
    return False


def _trimmed(ground: Ground, words: str) -> str:
    while words.endswith(ground.words["opposite_ends"]):
        words = words[:-1]
    return words


def _is_whole(ground: Ground, passage: Sentence, whole: Figure, part: Figure) -> bool:
    """Whether a figure is what was looked at: of its words, or the first of its kind in the sentence; not a grade beside the part."""
    said, between = before(passage, whole), passage.text[whole.stop : part.begin]
    if "。" in between or between.startswith("、") or exact.compare(part.value, whole.value) > 0:
        return False
    if has(said, (*ground.words["grades_beside"], *ground.words["flows_not"])):
        return False
    start, _ = passage.bounds(whole.begin, whole.stop)
    first = not any(start <= each.begin < whole.begin and kind(each) == kind(whole) for each in passage.near(whole, _MOST))
    return first or has(said, (*ground.words["looked_at"], *ground.words["sampled"])) or between.startswith("中")


def _besides(ground: Ground, passage: Sentence, three: Sequence[Figure]) -> Iterator[Relation]:
    """全年 A 天中达标 B 天，另有 C 天超标: two that exclude each other are no more than all."""
    whole, one, other = three
    joined, said = passage.text[whole.stop : one.begin], before(passage, other)
    if not joined.startswith("中") or not said.startswith(ground.words["besides_of"]) or len({kind(each) for each in three}) > 1:
        return
    text = passage.text[whole.stop : other.begin]
    if _STOP.search(text) or has(said, ground.words["flows_not"]) or has(text, ground.overlapping):
        return
    if _holds(ground, _sum((one, other), whole, certain=False)):
        yield _sum((one, other), whole, certain=True)
    elif _holds(ground, _sum((one,), whole, certain=False, compare=AT_MOST)):
        yield _sum((one, other), whole, certain=True, compare=AT_MOST)


def _larger(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """就业 A 人，其中直接就业 B 人、升学 C 人: a part behind the first is no more than the whole either.

    What is not people may be of another thing behind the first; there one slip has to close the list.
    """
    for at, whole in enumerate(passage.figures[:-_LEAST]):
        beside = next((step for step in (1, 2) if passage.figures[at + step].dimension != "ratio"), 1)
        first = passage.figures[at + beside]
        if first.whole != whole.id or first.role != "value" or whole.role != "value" or whole.about or kind(first) != kind(whole):
            continue
        run = _run(ground, passage, at + beside)
        yield from _too_much(ground, passage, whole, run)
        larger = [each for each in run[1:] if exact.compare(each.value, whole.value) > 0]
        if len(larger) != 1:
            continue
        start, _ = passage.bounds(whole.begin, whole.stop)
        every = [each for each in passage.near(first, _MOST) if each.begin >= start and each.dimension == whole.dimension]
        listed = _sum(run, whole, certain=False)
        sure = whole.dimension == "person" or mended(listed, ground.report.figures) or shifted(listed, ground.report.figures)
        sure = sure and not _told_beside(passage, run, whole)
        if sure and all(exact.compare(each.value, larger[0].value) < 0 for each in every):
            yield _sum(larger, whole, certain=True, compare=AT_MOST)


def _too_much(ground: Ground, passage: Sentence, whole: Figure, run: Sequence[Figure]) -> Iterator[Relation]:
    """受理 A 件，其中旧存 B 件、新收 C 件，结案 D 件: what 、 joins makes more than the whole by one slip, though the sentence goes on."""
    text = passage.text[whole.stop : run[-1].stop]
    relation = _sum(run, whole, certain=True)
    if len(run) < _LEAST or has(text, (*ground.overlapping, *ground.words["group_open_not_among"])) or _holds(ground, relation):
        return
    if _holds(ground, _sum(run, whole, certain=True, compare=AT_MOST)):
        return
    slip = edit_like(relation, ground.report.figures) or shifted(relation, ground.report.figures)
    if slip and not _told_beside(passage, run, whole):
        yield relation


def _run(ground: Ground, passage: Sentence, at: int) -> list[Figure]:
    """The amounts of one kind from one on that 、 joins."""
    run = [passage.figures[at]]
    for each in passage.figures[at + 1 : at + _MOST]:
        words = passage.text[run[-1].stop : each.begin]
        if kind(each) != kind(run[0]) or each.role != run[0].role or not words.startswith("、") or _STOP.search(words):
            break
        if has(words, (*ground.words["flows_not"], *ground.words["group_totals"])):
            break
        run.append(each)
    return run


def _in_bracket(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """累计收集 A 份（2021 年 B 份、2022 年 C 份）: each of the parts in the bracket is no more than what was gathered."""
    for at, whole in enumerate(passage.figures[:-_LEAST]):
        first = passage.figures[at + 1]
        opened = passage.text[whole.stop : first.begin].startswith(("（", "("))
        if not opened or not _plain(passage, whole) or not has(before(passage, whole), ground.words["gathered"]):
            continue
        run = _run(ground, passage, at + 1)
        text = passage.text[whole.stop : run[-1].stop + 1]
        if len(run) < _LEAST or kind(first) != kind(whole) or not text.endswith(("）", ")")):
            continue
        larger = [each for each in run if exact.compare(each.value, whole.value) > 0]
        yield from (_sum((each,), whole, certain=True, compare=AT_MOST) for each in larger[:1])
