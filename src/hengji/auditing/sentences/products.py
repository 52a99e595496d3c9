"""Products whose factors the words name: A 乘以 B 即 C; 1,152 台，单价 2,860 元，金额 C; 按每人每年 A 元、B 人测算，应安排 C; A 元/人·天×B 人×C 天.

What is written out, or stands in one breath with its price, leaves no choice of figures: it is told however far it misses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import RATIO, Relation
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

WRITTEN = "written_arithmetic"
_MONEY, _UNCOUNTED, _ODD = "money", frozenset({"money", RATIO, "points", ""}), frozenset({"range", "fraction", "ratio"})
_MOST, _FAR, _PRICED, _SHORT, _SAID = 4, 24, 3, 6, 60
_OUTER, _TAIL = "（）() \u3000", re.compile(r"^[/／](?:[\u4e00-\u9fff·・./／]{1,8})")
_DIGITS, _TENS = re.compile(r"^[\d,，.\s]+"), {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_STOPS = re.compile("[。；;！？]")


class Products:
    """A report with the words that make a product."""

    def __init__(self, report: Report, book: Book) -> None:
        self.report = report
        words = {key: book.phrases[f"products.{key}"] for key in _KEYS}
        self.times = _either(words["times"])
        self.equals = re.compile(rf"(?:{_either(words['equals']).pattern})[\u4e00-\u9fff]{{0,6}}")
        self.price = re.compile(
            rf"(?:{_either(words['price_begins']).pattern}){{0,2}}(?:{_either(words['prices']).pattern})(?:{_either(words['copulas']).pattern})?"
        )
        self.amount = re.compile(
            rf"(?:{_either(words['amount_begins']).pattern})?(?:{_either(words['amounts']).pattern})(?:{_either(words['copulas']).pattern})?"
        )
        self.reckoned, self.each = words["reckoned"], words["each"]
        self.counted = {letter: line for line in words["counted"] for letter in line}
        self.free, self.operators, self.listed = words["free"], words["operators"], book.phrases["frames.listed_by"]
        self.not_whole, self.discounts = words["not_whole"], book.phrases["doubts.discounts"]
        self.whole, self.magnitudes = words["whole"], book.phrases["frames.magnitudes"]
        self.averages = book.phrases["frames.averages"]

    def of(self, passage: Passage) -> Iterator[Relation]:
        """Every product of a passage."""
        figures = self.report.within(passage)
        at = 0
        while at < len(figures) - 2:
            step = 1
            before = [
                each for each in figures[max(0, at - _MOST) : at] if not _STOPS.search(passage.text, each.stop, figures[at].begin)
            ]
            for read in (self._written, self._priced, self._reckoned):
                found = read(passage.text, figures[at : at + _MOST + 1])
                priced = read != self._written and any(self._is_price(passage.text, each) for each in before)
                cheaper = read != self._written and found is not None and self._cheaper(passage.text, figures[at])
                if found is not None and not priced and not cheaper and not self._goes_before(passage.text, before, figures[at]):
                    yield found
                    step = len(found.figures) - 1
                    break
            at += step

    def _goes_before(self, text: str, before: Sequence[Figure], first: Figure) -> bool:
        """Whether another product, another number or an operator stands before the first factor: what follows is then told of more than these."""
        said = text[max(0, first.begin - _SHORT) : first.begin].rstrip(_OUTER)
        if said.endswith(self.operators) or _opened(text, first):
            return True
        if not before:
            return False
        joined = text[before[-1].stop : first.begin].startswith(self.listed) and before[-1].dimension == first.dimension != _MONEY
        times = len(before) > 1 and self.times.fullmatch(_between(text, before[-2], before[-1])) is not None
        return joined or times

    def _cheaper(self, text: str, first: Figure) -> bool:
        """Whether its part of the sentence speaks of less than the price: 按九折结算, 下浮 5%."""
        before = _STOPS.split(text[max(0, first.begin - _SAID) : first.begin])[-1]
        behind = _STOPS.split(text[first.begin : first.begin + 2 * _SAID], maxsplit=1)[0]
        return has(before + behind, self.discounts)

    def _is_price(self, text: str, figure: Figure) -> bool:
        said = re.split(r"[，。；：、（(]", text[max(0, figure.begin - _FAR) : figure.begin])[-1]
        return figure.dimension == _MONEY and (bool(self._each(text, figure)) or self.price.search(said) is not None)

    def _written(self, text: str, figures: Sequence[Figure]) -> Relation | None:
        """The factors with a word or mark of multiplication between each two, and behind the last the word that says what they come to."""
        factors = [figures[0]]
        for after in figures[1:]:
            between = _between(text, factors[-1], after)
            if self.times.fullmatch(between) is not None:
                factors.append(after)
                continue
            if len(factors) < 2 or self.equals.fullmatch(between.lstrip("，,")) is None:  # noqa: PLR2004 - two factors
                return None
            return self._product(factors, after)
        return None

    def _priced(self, text: str, figures: Sequence[Figure]) -> Relation | None:
        """A number, the price of one right behind it, and right behind that what it comes to."""
        if len(figures) < _PRICED:
            return None
        count, price, amount = figures[:_PRICED]
        before, behind = (_between(text, one, other).strip("，,、") for one, other in ((count, price), (price, amount)))
        if count.dimension in _UNCOUNTED or self.price.fullmatch(before) is None or self.amount.fullmatch(behind) is None:
            return None
        return self._product((count, price), amount)

    def _reckoned(self, text: str, figures: Sequence[Figure]) -> Relation | None:
        """每…每… before the price, a number of each of them behind it, and the amount for which they were reckoned."""
        price = figures[0]
        counts: list[Figure] = []
        each = self._each(text, price)
        if price.dimension != _MONEY or not each:
            return None
        for after in figures[1:]:
            between = text[price.stop if not counts else counts[-1].stop : after.begin]
            if _STOPS.search(between):
                return None
            if after.dimension != _MONEY:
                counts.append(after)
                continue
            words = has(between, self.reckoned) and not has(text[price.begin : after.begin], self.not_whole)
            covered = sorted(map(self._letter, counts)) == sorted(each)
            said = between.rstrip("为是约").endswith(self.whole) if words and covered else False
            return self._product((price, *counts), after) if said else None
        return None

    def _each(self, text: str, price: Figure) -> list[str]:
        """What a price is for, by its letters: 每人每月 500 元, 500 元/人·月; 年 and its like are not counted."""
        said = re.split(r"[，。；：、（(]", text[max(0, price.begin - _FAR) : price.begin])[-1]
        tail = _TAIL.match(text[price.stop : price.stop + _FAR])
        letters = [part[:1] for word in self.each for part in said.split(word)[1:]]
        letters += [part[:1] for part in re.split("[/／·・.]", tail[0]) if part] if tail is not None else []
        return [self.counted.get(letter, letter) for letter in letters if letter not in self.free]

    def _mean(self, figure: Figure) -> bool:
        """更换 36 台，平均每个门诊 3 台，单价…: a number of each is not what was bought."""
        text = self.report.passages[figure.passage].text
        said = re.split(r"[，。；：、（(]", text[max(0, figure.begin - _FAR) : figure.begin])[-1]
        return has(said, self.averages)

    def _letter(self, figure: Figure) -> str:
        """What a number counts."""
        noun = _DIGITS.sub("", figure.plain).lstrip("".join(_TENS)) or figure.plain[-1:]
        return self.counted.get(noun[:1], noun[:1])

    def _product(self, factors: Sequence[Figure], amount: Figure) -> Relation | None:
        """The relation, where exactly one factor is money as what they come to, and nothing is a range or about so much."""
        every = (*factors, amount)
        money = [each for each in factors if each.dimension == _MONEY]
        if amount.dimension != _MONEY or len(money) != 1 or any(each.about or each.operator or each.role in _ODD for each in every):
            return None
        others = [each for each in factors if each is not money[0]]
        if any(map(self._mean, others)):
            return None
        if any(each.measure.startswith(self.magnitudes) for each in others) or len({each.year for each in every}) > 1:
            return None
        scale, ids, slots = exact.ONE, tuple(each.id for each in others), (("label", amount.label),)
        for each in others:
            scale = exact.multiply(scale, in_its_unit(each))
        return Relation(WRITTEN, (money[0].id,), times=ids, target=amount.id, scale=scale, bound=True, named=True, slots=slots)


_KEYS = (
    "times", "equals", "price_begins", "prices", "copulas", "amount_begins", "amounts", "reckoned", "each", "counted", "free", "not_whole",
    "whole", "operators",
)  # fmt: skip


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """The products of every passage of prose."""
    products = Products(report, book)
    for passage in report.passages:
        if prose(passage):
            yield from products.of(passage)


def in_its_unit(figure: Figure) -> Exact:
    """What a number must be multiplied by to be counted in the unit that it prints: 412 公里 of 7,000 元 each, 326.4 万吨 of 1.25 元 each."""
    if figure.unit is None or figure.dimension == RATIO:
        return exact.ONE
    noun = _DIGITS.sub("", figure.plain)
    ten = exact.ONE
    while noun[1:] and noun[0] in _TENS:
        ten, noun = exact.multiply(ten, (_TENS[noun[0]], 1)), noun[1:]
    return exact.divide(ten, figure.unit.factor)


def _opened(text: str, first: Figure) -> bool:
    """Whether a bracket that was opened before the first factor is shut behind it: （A－B）×C."""
    shut = text[first.stop : first.stop + 1] in ("）", ")", "]", "］")
    return shut and text[max(0, first.begin - 1) : first.begin] not in ("（", "(", "[", "［")


def _either(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _between(text: str, one: Figure, other: Figure) -> str:
    """The words between two figures, without brackets and without what the first is for (/人·天)."""
    return _TAIL.sub("", text[one.stop : other.begin].strip(_OUTER)).strip(_OUTER)
