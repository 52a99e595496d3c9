"""A list whose total stands before it, or behind its brackets: 走访 46 家。走访结果是：…; 收入总计中包括 A 和 B; 共 53 所，即…; 集中在甲（29 份）、乙（27 份）两个方面，共 56 份."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import FAR, GOOD, Sentence, sentences
from hengji.auditing.sentences.frames.named import bracketed
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure

PARTS, TOTAL = "list_parts", "list_total"
_ROLES = frozenset({"value", "base", "actual"})
_LEAST, _LONG, _SHORT, _MOST, _NEAR = 2, 14, 8, 12, 40
_STOP = re.compile(r"[。；;]")
_CLAUSE = re.compile(r"[，；：（(,;:]")
_JOINS = re.compile(r"^[）)]?(?:[、，]|和|与|及|以及|[、，]以及)")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such list of one passage."""
    opens = ground.once(_Openers)
    for sentence in sentences(passage.text, passage.figures):
        yield from _named_before(ground, passage, sentence, opens)
        yield from _in_brackets(ground, sentence)
        for at, figure in enumerate(sentence.figures):
            yield from _that_is(ground, sentence, at, figure, opens)


class _Openers:
    """The words that open such lists, as patterns."""

    def __init__(self, ground: Ground) -> None:
        def either(key: str) -> str:
            return "|".join(sorted(map(re.escape, ground.words[key]), key=lambda text: -len(text)))

        self.result = re.compile(rf"^(?P<noun>[^，。；：\d]{{2,{_SHORT}}}?)的?(?:{either('list_results')})[，：:]")
        self.holds = re.compile(
            rf"^(?:其中[，：:]?)?(?P<noun>[^，。；：\d]{{2,{_MOST}}}?)(?:中|里)?(?P<by>{either('list_holds')})(?P<name>[^，。；：\d]{{1,{_LONG}}})$"
        )
        self.divided = re.compile(
            rf"^(?:其中[，：:]?)?(?P<noun>[^，。；：\d]{{0,{_SHORT}}}?)按[^，。；：\d]{{1,{_SHORT}}}?(?:{either('list_divided')})[，：:][^，。；：\d]{{1,{_LONG}}}$"
        )
        self.that_is = re.compile(
            rf"^[^，。；：\d]{{0,{_SHORT}}}[，,：:]?(?:{either('list_that_is')})[：:]?[^，。；：、\d]{{1,{_LONG}}}$"
        )


def _begin(sentence: Sentence) -> int:
    """Where the sentence begins in its passage."""
    first = sentence.figures[0]
    return sentence.bounds(first.begin, first.stop)[0]


def _plain(sentence: Sentence, figure: Figure) -> bool:
    told = figure.role in _ROLES and figure.dimension not in ("ratio", "points", "") and not figure.about
    return told and not bracketed(sentence, figure) and any(letter.isdigit() for letter in figure.text)


def _sum(parts: Sequence[Figure], whole: Figure, *, certain: bool, check: str = PARTS) -> Relation:
    slots = (("label", whole.label), ("parts", "、".join(each.label or each.plain for each in parts)))
    ids = tuple(each.id for each in parts)
    return Relation(check, ids, target=whole.id, certain=certain, named=certain, bound=certain, slots=slots)


def _joined(ground: Ground, sentence: Sentence, figures: Sequence[Figure]) -> list[Figure]:
    """Amounts of one kind, one behind the other, each with a short name and joined by one mark; those of another kind end it."""
    parts, mark = list(figures[:1]), ""
    for each in figures[1:]:
        between = sentence.text[parts[-1].stop : each.begin]
        if bracketed(sentence, each) or each.dimension == "ratio":
            continue
        joins = _JOINS.match(between)
        found = "，" if between.startswith("，") else "、"
        if kind(each) != kind(parts[0]) or each.role != parts[0].role or joins is None or _STOP.search(between):
            break
        if (mark and found != mark and not has(between, ground.words["joined_last"])) or has(
            before(sentence, each), ground.words["flows_not"]
        ):
            break
        mark = mark or found
        parts.append(each)
    return parts


def _named_before(ground: Ground, passage: Sentence, sentence: Sentence, opens: _Openers) -> Iterator[Relation]:
    """The words at the beginning of the sentence name the whole of the one before."""
    start, first = _begin(sentence), sentence.figures[0]
    head = sentence.text[start : first.begin]
    result = opens.result.match(head[:FAR])
    if result is not None:
        yield from _results(ground, passage, sentence, result["noun"])
        return
    divided = opens.divided.match(head) if len(head) <= FAR else None
    if divided is not None and _plain(sentence, first):
        yield from _divided(ground, passage, sentence, divided["noun"])
        return
    holds = opens.holds.match(head) if len(head) <= FAR else None
    if holds is None or not _plain(sentence, first):
        return
    parts = _joined(ground, sentence, sentence.figures)
    behind = sentence.text[parts[-1].stop : parts[-1].stop + _SHORT]
    made = behind.startswith(ground.words["group_made"])
    text = sentence.text[first.begin : parts[-1].stop]
    if len(parts) < _LEAST or has(text, (*ground.words["group_open"], *ground.overlapping)):
        return
    if holds["by"] in ground.words["list_made_by"] and not made:
        return
    after = sentence.figures[len([each for each in sentence.figures if each.id <= parts[-1].id]) :]
    goes_on = bool(after) and kind(after[0]) == kind(first) and not _STOP.search(sentence.text[parts[-1].stop : after[0].begin])
    for whole in _called(ground, passage, holds["noun"], first):
        relation = _sum(parts, whole, certain=True)
        if made or _holds(ground, relation) or goes_on:
            yield from [relation] if not goes_on or made or _holds(ground, relation) else []
        elif mended(relation, ground.report.figures) or _gap_told(passage, parts, whole):
            yield relation


def _divided(ground: Ground, passage: Sentence, sentence: Sentence, noun: str) -> Iterator[Relation]:
    """本年支出 T。支出按功能分类，甲 A，乙 B，丙 C: of the amount that the words name, or of the first of the paragraph; told where one slip makes it close."""
    first = sentence.figures[0]
    parts = _joined(ground, sentence, sentence.figures)
    text = sentence.text[_begin(sentence) : parts[-1].stop]
    if len(parts) <= _LEAST or has(text, (*ground.words["group_open"], *ground.overlapping)):
        return
    wholes = _called(ground, passage, noun, first) if noun else []
    head = next(
        (each for each in passage.figures[:_MOST] if each.id < first.id and _plain(passage, each) and kind(each) == kind(first)),
        None,
    )
    wholes = wholes or ([head] if head is not None else [])
    near = [each for each in passage.figures[:_MOST] if each.id < first.id and _plain(passage, each) and kind(each) == kind(first)]
    made = [each for each in near if _holds(ground, _sum(parts, each, certain=True))]
    for whole in made[-1:] or wholes:
        relation = _sum(parts, whole, certain=True)
        if _holds(ground, relation) or mended(relation, ground.report.figures):
            yield relation


def _called(ground: Ground, passage: Sentence, noun: str, first: Figure) -> list[Figure]:
    """The one amount before a figure, of its kind, whose clause has the name; of several none."""
    short = next((noun.removesuffix(end) for end in ground.words["list_noun_ends"] if noun.endswith(end)), noun)
    nouns = (noun, short) if len(short) > 1 else (noun,)
    found = [
        each
        for each in passage.near(first, _NEAR)
        if each.id < first.id and _plain(passage, each) and kind(each) == kind(first) and _names(ground, passage, each, nouns)
    ]
    return found[-1:] if len({each.number for each in found}) == 1 else []


def _names(ground: Ground, passage: Sentence, figure: Figure, nouns: tuple[str, ...]) -> bool:
    """Whether the clause of an amount is called by a name: of the words right before it, or of those that 均为 joins to it."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin].rpartition("。")[2]
    said = _CLAUSE.split(said)[-1]
    for word in sorted(ground.words["group_copulas"], key=len, reverse=True):
        said = said.removesuffix(word)
    if said.endswith("均"):
        return bool({*nouns} & {*said.removesuffix("均").split("、")})
    return said.split("、")[-1].endswith(nouns)


def _gap_told(passage: Sentence, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether the list lacks or has too much by what another amount of the paragraph is."""
    gap = exact.negative(whole.value)
    for each in parts:
        gap = exact.add(gap, each.value)
    size, own = (abs(gap[0]), gap[1]), {each.id for each in (*parts, whole)}
    return any(
        each.id not in own
        and each.dimension == whole.dimension
        and len(each.number.as_tuple().digits) > _LEAST
        and not exact.compare(each.value, size)
        for each in passage.near(whole, _NEAR, _NEAR)
    )


def _holds(ground: Ground, relation: Relation) -> bool:
    return judge(relation, ground.report.figures).verdict in GOOD


def _results(ground: Ground, passage: Sentence, sentence: Sentence, noun: str) -> Iterator[Relation]:
    """走访 46 家。走访结果是：正常 32 家，一般问题的 9 家，严重问题的 5 家: a list that begins with those in order has the others behind them."""
    parts = [each for each in sentence.figures if _plain(sentence, each)]
    start = _begin(sentence)
    low, _ = passage.bounds(max(0, start - 1), start)
    near = passage.near(sentence.figures[0], _NEAR)
    whole = [each for each in near if low <= each.begin < start and _plain(passage, each) and noun in before(passage, each)]
    whole = [each for each in whole if parts and kind(each) == kind(parts[0])]
    text = sentence.text[start : parts[-1].stop] if parts else ""
    if len(parts) < _LEAST or len(whole) != 1 or len({kind(each) for each in (*parts, *whole)}) > 1:
        return
    if has(text, (*ground.words["list_partly"], *ground.overlapping)) or len({each.role for each in parts}) > 1:
        return
    words = [before(sentence, each) for each in parts]
    if any(has(each, ground.words["flows_not"]) for each in words):
        return
    relation = _sum(parts, whole[0], certain=True)
    unsound = all(has(each, (*ground.words["list_unsound"], *ground.words["rest_left"])) for each in words[1:])
    apart = (has(words[0], ground.words["list_sound"]) and unsound) or words[-1].startswith(ground.words["rest_left"])
    if apart or mended(relation, ground.report.figures) or _holds(ground, relation):
        yield relation


def _that_is(ground: Ground, sentence: Sentence, at: int, whole: Figure, opens: _Openers) -> Iterator[Relation]:
    """共 53 所，即小学 36 所、初中 14 所、幼儿园 3 所: what is spelled out behind a total."""
    after = sentence.figures[at + 1 : at + 1 + _MOST]
    if not after or not _plain(sentence, whole) or not opens.that_is.match(sentence.text[whole.stop : after[0].begin]):
        return
    if not has(before(sentence, whole), ground.words["group_sums"]) or kind(after[0]) != kind(whole) or after[0].role != whole.role:
        return
    parts = _joined(ground, sentence, after)
    text = sentence.text[whole.stop : parts[-1].stop + _SHORT]
    behind = sentence.text[parts[-1].stop : parts[-1].stop + 1]
    if len(parts) < _LEAST or has(_STOP.split(text)[0], (*ground.words["group_open"], *ground.overlapping)) or behind == "、":
        return
    yield _sum(parts, whole, certain=True)


def _in_brackets(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """甲（29 份）、乙（27 份）和丙（22 份）三个方面，共 78 份: as many brackets as are counted, and their total."""
    text = sentence.text
    run: list[Figure] = []
    for figure in sentence.figures:
        between = text[run[-1].stop : figure.begin] if run else ""
        shut = text[figure.begin - 1 : figure.begin] in ("（", "(") and text[figure.stop : figure.stop + 1] in ("）", ")")
        if shut and (not run or (_JOINS.match(between) and len(between) <= FAR // 2 and kind(figure) == kind(run[0]))):
            run.append(figure)
        elif shut:
            run = [figure]
        elif not any(letter.isdigit() for letter in figure.text):
            continue
        else:
            yield from _total_of(ground, sentence, run, figure)
            run = []


def _total_of(ground: Ground, sentence: Sentence, run: Sequence[Figure], total: Figure) -> Iterator[Relation]:
    """The total behind the brackets, where nothing else stands between but how many there are."""
    if len(run) < _LEAST or kind(total) != kind(run[0]) or total.role != run[0].role:
        return
    between = sentence.text[run[-1].stop : total.begin].lstrip("）)")
    counted = next((number for word, number in ground.counts.items() if between.startswith((word, f"等{word}", f"这{word}"))), 0)
    said = re.split("[，,]", between)
    summed = said[-1].strip() in ground.words["group_totals_plain"]
    if summed and len(said) == _LEAST and counted in (len(run), 0) and (counted or not said[0]) and "等" not in said[0]:
        yield _sum(run, total, certain=True, check=TOTAL)
