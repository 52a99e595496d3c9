"""An average whose amount and number stand further back in the passage, called by its name: 研发补助 65 家 1,040 万元。…研发补助户均 16 万元; 每亩 120 元标准补贴 8.6 万亩，补贴资金 1,032 万元."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.named import bracketed
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

BY_HEAD, DAYS = "per_head", "mean_of_times"
_LEAST, _LONGEST, _BACK = 2, 4, 12
_YEAR = Fraction(365)
_TENTHS = (Fraction(10), Fraction(1, 10))
_NEAR = Fraction(2, 100)
_MOST_TIMES = 12
_UNCOUNTED = frozenset({"money", "ratio", "points", ""})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such average of a passage."""
    for at, figure in enumerate(passage.figures):
        if figure.about or not figure.number or bracketed(passage, figure):
            continue
        if figure.dimension == "money":
            yield from _by_name(ground, passage, at, figure)
            yield from _priced(ground, passage, at, figure)
            yield from _three(ground, passage, at, figure)
        yield from _by_day(passage, at, figure)


def _each(ground: Ground, said: str) -> tuple[str, str]:
    """What an average is of and for whom: (研发补助, 户) of 研发补助户均; empty where it is none."""
    for tail in ground.words["heads_paid"]:
        said = said.removesuffix(tail) if len(said) > len(tail) + 1 else said
    word = next((word for word in sorted(ground.words["heads"], key=len, reverse=True) if said.endswith(word)), "")
    return (said.removesuffix(word), word[:1] if word.endswith("均") else word[-1:]) if word else ("", "")


def _heads(ground: Ground, figure: Figure, letter: str) -> bool:
    """Whether a number counts those for whom an average is."""
    letters = next((line for line in ground.words["heads_counted"] if line.startswith(letter)), letter)
    return figure.dimension not in _UNCOUNTED and bool(kind(figure)) and kind(figure)[:1] in letters


def _by_name(ground: Ground, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """The amount and the number beside it that are called by the average's name; without a name by that of the number right before it."""
    stem, letter = _each(ground, before(passage, figure))
    if not letter:
        return
    earlier = [each for each in passage.figures[max(0, at - _BACK) : at] if each.role == "value" and not each.about]
    if len(stem) < _LEAST:
        last = earlier[-1] if earlier else None
        if last is None or last.id != figure.id - 1 or not _heads(ground, last, letter):
            return
        heads, stem = [last], _group_name(passage, last)[:_LONGEST]
    else:
        heads = [each for each in earlier if _heads(ground, each, letter) and stem in _group_name(passage, each)]
    amounts = [each for each in earlier if each.dimension == "money" and _is_of(passage, each, stem, heads)]
    if len(stem) >= _LEAST and len(heads) == len(amounts) == 1:
        slots = (("label", before(passage, figure)),)
        yield Relation(BY_HEAD, (amounts[0].id,), over=(heads[0].id,), target=figure.id, bound=True, slots=slots)


def _group_name(passage: Sentence, figure: Figure) -> str:
    """The words before a number, or before the number right in front of it: 公务接待 32 批次、147 人次."""
    said = before(passage, figure)
    if re.sub(r"^[^\d]*\d[\d,.]*[^\d，。；、]{0,3}", "", said) or not said:
        place = [each for each in passage.figures if each.stop <= figure.begin][-1:]
        near = bool(place) and len(passage.text[place[0].stop : figure.begin]) <= _LEAST and kind(place[0]) != kind(figure)
        said = before(passage, place[0]) if near and not said else said
    for word in ("全年", "国内", "累计", "共", "本年"):
        said = said.removeprefix(word).removesuffix(word)
    return said


def _is_of(passage: Sentence, amount: Figure, stem: str, heads: Sequence[Figure]) -> bool:
    """Whether an amount has the name, or stands right behind the number that has it."""
    beside = any(amount.id == each.id + 1 and amount.begin - each.stop <= 1 for each in heads)
    said = before(passage, amount)
    return beside or said in (stem, stem + "费", stem + "支出", stem + "资金")


def _priced(ground: Ground, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """按每亩 120 元标准补贴 8.6 万亩，补贴资金 1,032 万元: price, number and amount one behind the other."""
    if at < 2 or figure.id in ground.taken:  # noqa: PLR2004
        return
    price, count = passage.figures[at - 2 : at]
    said, amount = before(passage, price), before(passage, figure)
    letter = said[said.rfind("每") + 1 :] if said.count("每") == 1 else ""
    text = passage.text[price.begin : figure.begin]
    fits = price.dimension == "money" and 0 < len(letter) <= _LEAST and count.dimension not in _UNCOUNTED and not count.about
    fits = (
        fits and count.text.endswith(letter) and not set("。；") & set(text) and price.role == count.role == figure.role == "value"
    )
    if not fits or not amount.endswith(ground.words["heads_paid"]) or has(text, ground.words["heads_not"]):
        return
    if count.measure.startswith(ground.words["magnitudes"]):
        return
    if not price.number or not count.number:
        return
    times = Fraction(*exact.divide(figure.value, exact.multiply(price.value, count.value)))
    if times.denominator == 1 and 1 < times <= _MOST_TIMES:
        return
    yield Relation(BY_HEAD, (price.id,), times=(count.id,), target=figure.id, bound=True, slots=(("label", amount),))


def _three(ground: Ground, passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """补贴 2400 头，每头 3000 元，涉及 386 户，户均 1.87 万元: what is paid is told by its price and number."""
    _, letter = _each(ground, before(passage, figure))
    if at < 3 or not letter:  # noqa: PLR2004
        return
    one, two, heads = passage.figures[at - 3 : at]
    price, count = (one, two) if one.dimension == "money" else (two, one)
    between = passage.text[one.begin : figure.begin]
    said = before(passage, price)
    if any(each.measure.startswith(ground.words["magnitudes"]) for each in (count, heads)):
        return
    fits = price.dimension == "money" and count.dimension not in _UNCOUNTED and _heads(ground, heads, letter)
    fits = fits and kind(count) != kind(heads)  # 呼吸机 2 台、每台 17.5 万元，监护仪 8 台、每台 2.8 万元: each has its own price
    if fits and said.count("每") == 1 and count.text.endswith(said[said.rfind("每") + 1 :][:1]) and not set("。；") & set(between):
        slots = (("label", before(passage, figure)),)
        yield Relation(BY_HEAD, (price.id,), times=(count.id,), over=(heads.id,), target=figure.id, bound=True, slots=slots)


def _by_day(passage: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """清运 15.33 万吨，日均 420 吨: ten times as much or a tenth is told, for there may be other days than 365."""
    whole = passage.figures[at - 1] if at else figure
    said = passage.text[whole.stop : figure.begin]
    if (
        not re.fullmatch(r"[，,]?(?:平均)?(?:日均|每天|每日)", said.strip())
        or whole.dimension != figure.dimension
        or whole.whole >= 0
    ):
        return
    days = Fraction(*exact.divide(whole.value, figure.value)) if figure.dimension and figure.number else Fraction(0)
    if any(abs(days - _YEAR * each) <= _NEAR * _YEAR * each for each in _TENTHS):
        slots = (("label", passage.text[max(0, figure.begin - _LEAST) : figure.begin]),)
        yield Relation(DAYS, (whole.id,), over=(figure.id,), constant=(365, 1), blame=figure.id, bound=True, slots=slots)
