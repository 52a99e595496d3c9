"""The mean of one count over another, called by the words that say for each what: 在校生 2860 人，68 个教学班，平均每班 42.1 人; 参加 1,518 人次，46 场，场均 33 人次.

Where the words leave one number for both it is told; of several only a slip of the pen is, and nothing where another number near it makes it hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import GOOD
from hengji.auditing.sentences.frames.means import near_mean, slipped_mean
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.sentences.products import in_its_unit
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

BY_HEAD = "per_head"
_BACK, _FAR, _LETTERS, _LONGEST, _PAIR = 10, 40, 8, 4, 2
_UNCOUNTED = frozenset({"money", "ratio", "points", ""})
_ROLES = frozenset({"value", "actual", "base"})
_EACH = re.compile(r"(?P<of>[^每均]{0,10}?)(?:平均每|每(?=[^每均]{1,8}平均))(?P<body>[^每]{1,14})")
_MEAN = re.compile(r"(?P<of>[^每均]{0,10}?)(?P<each>[^平年月季周每均])均(?P<rest>[^每均]{0,8})")
_HAN = re.compile(r"[\u4e00-\u9fff]{0,8}")
_PART = re.compile(r"[。；;：]")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such mean of a passage."""
    for at, figure in enumerate(passage.figures):
        if figure.dimension in _UNCOUNTED or figure.about or not figure.number or figure.id in ground.taken:
            continue
        words = before(passage, figure)
        if "均" in words and not bracketed(passage, figure):
            yield from _mean(ground, passage, at, words)


def _mean(ground: Ground, passage: Sentence, at: int, words: str) -> Iterator[Relation]:
    """The one dividend over the one divisor; or the pair of several that holds, or that a slip closes."""
    mean = passage.figures[at]
    near = _near(ground, passage, at)
    heads, extra = _heads(ground, passage, near, mean, words)
    tops = [each for each in near if each not in heads and _divided(ground, passage, each, mean, extra)]
    pairs = [_relation(top, head, mean, words) for head in heads for top in tops]
    good = next((each for each in pairs if judge(each, ground.report.figures).verdict in GOOD), None)
    if good is not None:
        yield good
        return
    slipped = [each for each in pairs if slipped_mean(each, mean, ground.report.figures)]
    alone = len(pairs) == 1 and (bool(slipped) or _close(ground, pairs[0], mean))
    if (alone or len(slipped) == 1) and not _of_another(ground, heads, mean):
        yield pairs[0] if alone else slipped[0]


def _near(ground: Ground, passage: Sentence, at: int) -> list[Figure]:
    """The counts before a mean in its part of the sentence that are no means themselves."""
    mean = passage.figures[at]
    return [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if each.dimension not in _UNCOUNTED
        and each.role in _ROLES
        and each.number
        and not each.about
        and not _PART.search(passage.text, each.stop, mean.begin)
        and not passage.text.startswith(ground.words["counted_limits"], each.stop)
        and not has(before(passage, each), (*ground.words["each"], *ground.words["counted_not"]))
    ]


def _heads(ground: Ground, passage: Sentence, near: Sequence[Figure], mean: Figure, words: str) -> tuple[list[Figure], str]:
    """The counts of those for whom a mean is, and what its words say beyond that."""
    found = _EACH.fullmatch(words)
    if found is not None:
        for fits, rest in _bodies(ground, passage, near, found["body"].replace("平均", ""), mean):
            return (fits, rest) if _called(passage, fits, found["of"], ground) else ([], "")
        return [], ""
    short = _MEAN.fullmatch(words)
    if short is None:
        return [], ""
    letters = next((line for line in ground.words["heads_counted"] if line.startswith(short["each"])), short["each"])
    fits = [each for each in near if kind(each)[:1] in letters and kind(each) and not _alike(each, mean)]
    beside = [each for each in near if short["each"] in f"{_own(passage, each)}|{_behind(passage, each)}"]
    fits = fits or [each for each in beside if not _alike(each, mean)]
    return (fits, short["rest"]) if _called(passage, fits, short["of"], ground) else ([], "")


def _bodies(
    ground: Ground, passage: Sentence, near: Sequence[Figure], body: str, mean: Figure
) -> Iterator[tuple[list[Figure], str]]:
    """The counts that the words behind 每 call: by the measure word alone (场), by what is counted behind it (名护士) or without one (班)."""
    measured = body[:1] in ground.words["mean_measures"] and len(body) > 1
    noun = body[1:] if measured else body
    alike = [each for each in near if kind(each) == body[:1] and not _alike(each, mean)]
    if alike and body[:1] not in ground.words["mean_vague"]:
        yield alike, body[1:]
    for length in range(min(_LONGEST, len(noun)), 0, -1):
        if measured and length < _PAIR:
            break
        fits = [each for each in near if noun[:length] in f"{_own(passage, each)}|{_behind(passage, each)}"]
        fits = [each for each in fits if measured or not _alike(each, mean)]
        if fits:
            yield fits, noun[length:]


def _called(passage: Sentence, fits: Sequence[Figure], said: str, ground: Ground) -> bool:
    """Whether words before 平均 (小学平均每班) are those of the counts."""
    for word in ground.words["mean_begins"]:
        said = said.replace(word, "")
    return bool(fits) and (len(said) < _PAIR or all(_shared(said, _around(passage, each)) for each in fits))


def _divided(ground: Ground, passage: Sentence, top: Figure, mean: Figure, extra: str) -> bool:
    """Whether an amount may be what is divided: of the kind of the mean, greater, and called by what else is said beside the mean."""
    if not _alike(top, mean) or exact.compare(top.value, mean.value) <= 0:
        return False
    for word in ground.words["mean_verbs"]:
        extra = extra.replace(word, "")
    behind = _behind(passage, mean)
    around = _around(passage, top)
    if len(extra) >= _PAIR:
        return _shared(extra, around)
    return len(behind) < _PAIR or _shared(behind, around)


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two are counted in the same: people in 人 or 名, things in their own measure word."""
    if one.dimension != "count":
        return one.dimension == other.dimension
    return other.dimension == "count" and kind(one)[-1:] == kind(other)[-1:]


def _around(passage: Sentence, figure: Figure) -> str:
    """The words of its clause before and behind a count."""
    return f"{before(passage, figure)}|{_behind(passage, figure)}"


def _own(passage: Sentence, figure: Figure) -> str:
    """The words before a count in its clause, back to the figure before it."""
    at = figure.id - passage.figures[0].id
    words = before(passage, figure)
    last = passage.figures[at - 1].stop if at > 0 else 0
    return words[-(figure.begin - last) :] if figure.begin > last else ""


def _behind(passage: Sentence, figure: Figure) -> str:
    found = _HAN.match(passage.text, figure.stop)
    return found.group() if found is not None else ""


def _shared(one: str, other: str) -> bool:
    """Whether two letters of one stand in the other."""
    return any(one[at : at + _PAIR] in other for at in range(len(one) - 1))


def _relation(top: Figure, heads: Figure, mean: Figure, label: str) -> Relation:
    scale = exact.reduce(exact.divide(exact.ONE, in_its_unit(heads)))
    return Relation(BY_HEAD, (top.id,), over=(heads.id,), target=mean.id, scale=scale, bound=True, slots=(("label", label),))


def _close(ground: Ground, relation: Relation, mean: Figure) -> bool:
    """Whether a mean that fails is near what the two make."""
    outcome = judge(relation, ground.report.figures)
    if outcome.verdict is not Verdict.IMPOSSIBLE or not outcome.computed[0]:
        return False
    return near_mean(mean, outcome.computed)


def _of_another(ground: Ground, heads: Sequence[Figure], mean: Figure) -> bool:
    """Whether another number of the report near by makes the mean hold: it is of that."""
    near = ground.report.figures[max(0, mean.id - _FAR) : mean.id + _FAR]
    return any(
        judge(_relation(each, head, mean, ""), ground.report.figures).verdict is Verdict.CONSISTENT
        for each in near
        if _alike(each, mean) and each.id != mean.id and exact.compare(each.value, mean.value) > 0
        for head in heads
    )
