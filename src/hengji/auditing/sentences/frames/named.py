"""Rates whose two amounts are called by name in the passage: 项目支出占总支出的 88%, 转办 20 件；转办件按时办结 19 件，按时办结率 95%, 为目标 1500 万元的 124%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import kind
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, said
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SHARE, PAIR, COMPLETION = "share_rate", "pair_rate", "completion_rate"
_HUNDRED = 100
_LEAST, _LONG, _BACK = 2, 14, 16
_ROLES = frozenset({"value", "base", "actual", "target"})
_AMONG = re.compile(r"(?:[^，。；：、中\d]{0,10})中[，]?(?:仅|只|共)?有")
_SHARED = re.compile(r"(?P<part>[^占]*)占(?P<whole>[^占]*?)(?:的|的比例|的比重|比例|比重)?(?:约|为|达)?$")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such rate of a passage."""
    amounts = [each for each in passage.figures if _is_amount(each)]
    for at, rate in enumerate(passage.figures):
        if rate.dimension != "ratio" or rate.about or rate.text.endswith(ground.points) or not rate.number:
            continue
        yield from _share(ground, passage, amounts, rate)
        yield from _of_aim(ground, passage, at, rate)
        name = _rate_name(ground, passage, rate)
        if name:
            yield from _of_name(ground, passage, amounts, rate, name)
            yield from _in_bracket(passage, at, rate, name)


def _is_amount(figure: Figure) -> bool:
    return figure.dimension not in ("ratio", "points", "") and figure.role in _ROLES and not figure.about and figure.number > 0


def _clause(passage: Sentence, figure: Figure) -> str:
    """The words right before a figure, back to the last mark or the figure before it."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin]
    return re.split(r"\d", CLAUSE.split(said.rpartition("。")[2])[-1])[-1].strip('）) “”"')


def _own_name(ground: Ground, passage: Sentence, figure: Figure) -> str:
    """What the words before an amount call it, without the words of its year and of its kind of sum."""
    words = _clause(passage, figure)
    words = words.removeprefix("其中").removeprefix("年末").removeprefix("年")
    return _plain(ground, words)


def _plain(ground: Ground, words: str) -> str:
    """A name without the words that do not tell it from others."""
    changed = True
    while changed:
        changed = False
        for word in ground.words["named_begins"]:
            if words.startswith(word) and len(words) > len(word):
                words, changed = words.removeprefix(word), True
        for word in ground.words["named_ends"]:
            if words.endswith(word) and len(words) > len(word):
                words, changed = words.removesuffix(word), True
    return words


# —— 占 ——


def _share(ground: Ground, passage: Sentence, amounts: Sequence[Figure], rate: Figure) -> Iterator[Relation]:
    """项目支出 A，占总支出的 P%; 发明专利占 P%: both by their names, each being the only amount so called."""
    match = _SHARED.fullmatch(_clause(passage, rate))
    if match is None:
        return
    before = [each for each in amounts if each.begin < rate.begin]
    part = _part(ground, passage, before, rate, match["part"].strip())
    if part is None:
        return
    whole = _whole(ground, passage, before, part, match["whole"], named=bool(match["part"].strip()))
    if whole is not None and whole.id != part.id and whole.dimension == part.dimension:
        slots = (("label", part.label), ("whole", whole.label))
        yield Relation(SHARE, (part.id,), over=(whole.id,), target=rate.id, bound=True, slots=slots)


def _part(ground: Ground, passage: Sentence, before: Sequence[Figure], rate: Figure, name: str) -> Figure | None:
    """The amount right before 占, or the one that is called by the words before it."""
    if not name:
        last = before[-1] if before else None
        between = passage.text[last.stop : rate.begin] if last is not None else "。"
        return last if last is not None and last.id == rate.id - 1 and not set("。；;（(") & set(between.lstrip("（(")) else None
    wanted = _plain(ground, name)
    called = [each for each in before[-_BACK:] if _called(_own_name(ground, passage, each), wanted)]
    return called[0] if len(called) == 1 else None


def _called(name: str, wanted: str) -> bool:
    """Whether two names are one; 肢体 of 肢体残疾."""
    return len(name) >= _LEAST and (name == wanted or (wanted.startswith(name) and len(wanted) <= len(name) + _LEAST))


def _whole(ground: Ground, passage: Sentence, before: Sequence[Figure], part: Figure, words: str, *, named: bool) -> Figure | None:
    """The amount with the name behind 占; without a name the list's whole, where the part is `named`."""
    if not words.strip():
        among = _among(passage, before, part)
        if among is not None or not named:
            return among
        return ground.report.figures[part.whole] if part.whole >= 0 and _listed(ground, part) else None
    wanted = _plain(ground, words)
    if len(wanted) < _LEAST:
        return None
    called = [
        each
        for each in before
        if each.dimension == part.dimension and each.id != part.id
        and (_own_name(ground, passage, each) == wanted or _clause(passage, each).endswith(words.strip()))
        and (each.year, each.stage) == (part.year, part.stage)
    ]  # fmt: skip
    called = [each for each in called if _clause(passage, each).endswith(words.strip())] or called
    return called[-1] if len({each.number for each in called}) == 1 and _wider(called[-1], part) else None


def _among(passage: Sentence, before: Sequence[Figure], part: Figure) -> Figure | None:
    """388 份有效问卷中，有 41 份…，占 P%: the amount right before a part, of which it is said to be one."""
    at = before.index(part)
    whole = before[at - 1] if at else None
    if whole is None or whole.dimension != part.dimension or not _wider(whole, part):
        return None
    return whole if _AMONG.fullmatch(passage.text, whole.stop, part.begin) else None


def _listed(ground: Ground, part: Figure) -> bool:
    """Whether its whole stands in the same passage, before it."""
    whole = ground.report.figures[part.whole]
    return (
        whole.passage == part.passage
        and whole.id < part.id
        and whole.whole < 0
        and whole.role == "value"
        and _wider(whole, part)
        and not said(ground, whole).strip().endswith(ground.words["of_last_year"])  # 比上年 158 件次减少 22 件次；其中 92 件次
    )


def _wider(whole: Figure, part: Figure) -> bool:
    return exact.compare(whole.value, part.value) >= 0


# —— 率 ——


def _rate_name(ground: Ground, passage: Sentence, rate: Figure) -> str:
    """What a rate is of: 按时办结 of 按时办结率; empty where it is of something else."""
    words = _clause(passage, rate)
    for word in ("约为", "达到", "为", "达", "约", "是"):
        words = words.removesuffix(word)
    stem = next((words.removesuffix(end) for end in ground.words["named_rates"] if words.endswith(end)), "")
    return "" if has(words, ground.words["named_not"]) else stem


def _of_name(ground: Ground, passage: Sentence, amounts: Sequence[Figure], rate: Figure, stem: str) -> Iterator[Relation]:
    """The last two amounts before a rate, where words make the second a part of the first and the rate is called by it."""
    before = [each for each in passage.figures if each.begin < rate.begin and not bracketed(passage, each)][-2:]
    if len(before) < 2 or not all(each in amounts for each in before) or rate.unit is None or rate.unit.factor[1] != _HUNDRED:  # noqa: PLR2004
        return
    one, two = before
    joined = passage.text[one.stop : two.begin]
    behind = passage.text[two.stop : rate.begin]
    if "。" in joined + behind or kind(one) != kind(two) or not _wider(one, two) or one.whole >= 0 or len(stem) < _LEAST:
        return
    first, second = _clause(passage, one), _clause(passage, two)
    slots = (("label", stem),)
    if second.removeprefix("检出").startswith("不") and second.endswith("不" + stem) and not joined.startswith("、"):
        yield Relation(PAIR, (one.id,), (two.id,), over=(one.id,), target=rate.id, bound=True, slots=slots)
        return
    if any(word + stem[-_LEAST:] in second for word in ground.words["not_done"]):
        return  # 满意的 248 户，一般的 13 户，不满意的 3 户，满意率 P
    parted = second.startswith(tuple(ground.words["parted_from"])) or "中" in joined.replace("其中", "")[:_LONG]
    sampled = "从" in first and "中" in joined and has(stem, ground.words["sampled"])
    prefix = len(first) >= _LEAST and second.startswith(first)
    same = second.endswith(stem) and not first.endswith(stem)
    letters = all(letter in second for letter in stem[-_LEAST:]) and not all(letter in first for letter in stem[-_LEAST:])
    if sampled or (same and (parted or prefix)) or (letters and "；" not in joined and joined.count("，") == 1):
        yield Relation(PAIR, (two.id,), over=(one.id,), target=rate.id, bound=True, slots=slots)


def bracketed(passage: Sentence, figure: Figure) -> bool:
    """Whether a figure stands in a bracket."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin]
    return said.count("（") + said.count("(") > said.count("）") + said.count(")")


def _in_bracket(passage: Sentence, at: int, rate: Figure, stem: str) -> Iterator[Relation]:
    """满意率 93.6%（回访 3,640 件，满意 3,407 件）: the second alone is called by what the rate is of."""
    pair = passage.figures[at + 1 : at + 3]
    opened = passage.text[rate.stop : rate.stop + 1] in ("（", "(")
    if len(pair) < 2 or not opened or any(not _is_amount(each) for each in pair) or kind(pair[0]) != kind(pair[1]):  # noqa: PLR2004
        return
    one, two = pair
    closed = "）" in passage.text[one.stop : two.begin] or passage.text[two.stop : two.stop + 1] not in ("）", ")")
    if not closed and _clause(passage, two) == stem[-len(_clause(passage, two)) :] != "" and _wider(one, two):
        yield Relation(PAIR, (two.id,), over=(one.id,), target=rate.id, bound=True, slots=(("label", stem),))


# —— 目标 ——


def _alone(passage: Sentence, own: Figure) -> bool:
    """Whether an amount stands outside a bracket and is not the last of a list."""
    before = passage.text[max(0, own.begin - FAR) : own.begin]
    return own.whole < 0 and not bracketed(passage, own) and re.search(r"\d[^，。；\d]*、[^，。；]*$", before) is None


def _of_aim(ground: Ground, passage: Sentence, at: int, rate: Figure) -> Iterator[Relation]:
    """签约 1860 万元，为目标 1500 万元的 124%: the amount before the aim, over it."""
    if at < 2 or not re.fullmatch(r"的(?:约)?", passage.text[passage.figures[at - 1].stop : rate.begin].strip()):  # noqa: PLR2004
        return
    own, aim = passage.figures[at - 2 : at]
    between = passage.text[own.stop : aim.begin]
    clause = _clause(passage, aim)
    told = clause.startswith(ground.words["aim_begins"]) and has(clause, ground.words["aim_of"])
    if (
        told
        and _is_amount(own)
        and _is_amount(aim)
        and kind(own) == kind(aim)
        and not set("。；;") & set(between)
        and _alone(passage, own)
    ):
        slots = (("label", own.label), ("whole", aim.label))
        yield Relation(COMPLETION, (own.id,), over=(aim.id,), target=rate.id, bound=True, slots=slots)
