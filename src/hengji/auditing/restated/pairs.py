"""Which two figures of a report state one fact with different numbers, and what speaks for it: their words, or digits that one slip sets apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal
from hengji.auditing.diagnosis import slip
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.auditing.restated.naming import Namer, Naming
    from hengji.core.audit import Figure, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check

    Pair = tuple[Naming, Naming]
    Groups = Mapping[object, list[Naming]]

DIGITS, UNIT, ALL, WORDS = "digits", "unit", "all", "words"
"""What speaks for a pair: digits in another order, 万元 for 亿元, all of what is counted, or the same words."""
_MOST, _SHORT, _LONG, _NOUN, _OFTEN = 16, 3, 4, 3, 3
"""Figures of one key beyond which it tells nothing; digits of a short and of a long number; letters of a noun; places that state one number again and again."""
_UNIT_FACTOR, _RATIO, _PART = (10_000, 1), "ratio", "mark_part"
_POINTS = "points"
_TELLING = ("money", _POINTS)


def _digits(figure: Figure) -> str:
    """The digits that tell: without the zeros at both ends."""
    return f"{figure.number:f}".replace(".", "").strip("0")


def _printed(figure: Figure) -> str:
    """Its digits as they are printed, without zeros before them: four of 11.10."""
    return f"{figure.number:f}".replace(".", "").lstrip("0")


class Pairs:
    """The pairs of one report. Numbers of the check: what the common words must weigh (`digits`, `words`, `rates`), and how much of the words, in per cent, the other must say too (`covered`)."""

    def __init__(self, check: Check, report: Report, namer: Namer) -> None:
        self.check, self.report, self.namer = check, report, namer
        self.namings = list(namer.every())
        self._times = Counter((each.figure.dimension, each.figure.value) for each in self.namings)
        self._numbers = {key: Fraction(*number) for key, number in check.numbers.items()}

    def found(self, told: frozenset[int]) -> Iterator[tuple[str, Pair]]:
        """Every two statements of one fact with different figures, each pair once, with what speaks for it; none of two figures that are told of both."""
        seen: set[tuple[int, int]] = set()
        for why, same, groups in (
            (DIGITS, self._same_digits, self._grouped(self._digit_keys)),
            (UNIT, self._other_unit, self._grouped(self._unit_keys)),
            (ALL, self._of_all, self._grouped(self._noun_keys)),
            (WORDS, self._same_words, self._grouped(self._word_keys)),
        ):
            for one, other in _pairs(groups):
                key = (one.figure.id, other.figure.id)
                if told.issuperset(key):
                    continue
                alike = why == DIGITS or self._alike(one.figure, other.figure)
                if key not in seen and alike and self._may(one, other) and same(one, other):
                    seen.add(key)
                    yield why, (one, other)

    def same_fact(self, one: Naming, other: Naming) -> bool:
        """Whether two equal figures are told in the words of one fact."""
        same = equal(one.figure, other.figure) and one.figure.dimension == other.figure.dimension
        return same and not self._apart(one, other) and self._common(one, other) >= self._numbers["words"]

    def agreeing(self) -> Iterator[Pair]:
        """Every two places that state one fact with the same long number; years, percentages that are round and small counts tell nothing."""
        for one, other in _pairs(self._grouped(self._value_keys)):
            a, b = one.figure, other.figure
            if a.measure == b.measure and a.passage != b.passage and (one.prose or other.prose) and self._agree(one, other):
                yield one, other

    def _agree(self, one: Naming, other: Naming) -> bool:
        """Whether two equal numbers are of one fact: long amounts hardly are equal by chance."""
        long = len(_digits(one.figure)) >= _LONG and one.figure.dimension in _TELLING
        return self.same_fact(one, other) or (long and self._common(one, other) >= self._numbers["slips"])

    def _grouped(self, keys: object) -> Groups:
        found: dict[object, list[Naming]] = defaultdict(list)
        for each in self.namings:
            for key in keys(each):  # type: ignore[operator]
                found[each.figure.dimension, key].append(each)
        return found

    @staticmethod
    def _digit_keys(each: Naming) -> Iterator[object]:
        if len(_digits(each.figure)) >= _SHORT:
            yield "".join(sorted(f"{each.figure.number:f}"))

    @staticmethod
    def _value_keys(each: Naming) -> Iterator[object]:
        if len(_digits(each.figure)) >= _SHORT:
            yield each.figure.value

    @staticmethod
    def _unit_keys(each: Naming) -> Iterator[object]:
        if each.figure.unit is not None and len(_digits(each.figure)) >= _SHORT:
            yield _digits(each.figure)

    def _noun_keys(self, each: Naming) -> Iterator[object]:
        noun = self._noun(each)
        if len(noun) >= _NOUN:
            yield noun

    @staticmethod
    def _word_keys(each: Naming) -> Iterator[object]:
        yield from each.own

    def _noun(self, each: Naming) -> str:
        """What it counts: 市场监管所 in 8个市场监管所, without what is said of it."""
        noun = each.noun
        for word in self.check.words["noun_ends"]:
            noun = noun.partition(word)[0]
        return noun

    def _may(self, one: Naming, other: Naming) -> bool:
        """Whether only their words have to be looked at: of one kind, with different numbers, and said in no one sentence or table."""
        a, b = one.figure, other.figure
        if not (one.prose or other.prose) or a.role not in self.check.words["slip_roles"] or a.operator or b.operator:
            return False
        if a.id in (b.whole, b.base, b.subject) or b.id in (a.whole, a.base, a.subject) or equal(a, b):
            return False
        return a.passage != b.passage or "。" in self.report.passages[a.passage].text[a.stop : b.begin]

    def _alike(self, one: Figure, other: Figure) -> bool:
        """Whether their sentences give both the same part, year, stage and scope."""
        if one.role not in self.check.words["roles"]:
            return False
        return (one.role, one.direction, one.year, one.scope, one.stage, one.members) == (
            other.role, other.direction, other.year, other.scope, other.stage, other.members,
        )  # fmt: skip

    def _apart(self, one: Naming, other: Naming) -> bool:
        """Whether a word tells one of them from the other; that one is called a part does not."""
        return bool((one.marks ^ other.marks) - {_PART})

    def _common(self, one: Naming, other: Naming) -> Fraction:
        """What the words of one weigh that the other or its sentence says too."""
        every = self.namer.weight
        return max(every(one.own & other.every), every(other.own & one.every))

    def _covered(self, one: Naming, other: Naming) -> Fraction:
        """How much of the words of one the other says too, in per cent."""
        own = self.namer.weight(one.own)
        return Fraction(100 * self.namer.weight(one.own & other.every), own) if own else Fraction(0)

    def _same_digits(self, one: Naming, other: Naming) -> bool:
        """Two digits exchanged or the point moved: in a long number with words in common, in a short one with one name for both.

        Long amounts and scores are hardly so by chance, whatever year or stage the words around them seem to give; the rates of one report easily are (97.92%、97.29%).
        """
        a, b = one.figure, other.figure
        if (a.unit, a.measure) != (b.unit, b.measure) or not slip(a, b.number):
            return False
        if a.dimension == _POINTS and self._total(one) and self._total(other):
            return True
        long = min(len(_digits(a)), len(_digits(b))) >= _LONG
        printed = min(len(_printed(a)), len(_printed(b))) >= _LONG
        if a.dimension in _TELLING and (printed or a.dimension == _POINTS):
            return self._common(one, other) >= self._numbers["slips" if long else "digits"]
        same = self._alike(a, b) or (a.role == b.role and a.role not in self.check.words["roles"]) or self._reached(a, b)
        if not same or self._apart(one, other):
            return False
        if long:
            return self._common(one, other) >= self._numbers["digits" if a.dimension == _RATIO else "slips"]
        often = max(self._times[each.dimension, each.value] for each in (a, b)) >= _OFTEN and a.dimension != _RATIO
        return self._one_name(one, other) or (often and self._common(one, other) >= self._numbers["slips"])

    def _total(self, each: Naming) -> bool:
        """Whether a score is that of the whole: by the label of its row, or by a name of nothing but such words (综合评价得分)."""
        words = self.check.words
        if each.figure.role != _POINTS or each.marks:
            return False
        head = each.head
        if not each.prose:
            return each.figure.label in words["score_rows"]
        if self.report.passages[each.figure.passage].text[: each.figure.begin].endswith(words["score_summed"]):
            return True
        for word in words["score_begins"]:
            head = head.replace(word, "")
        return head in words["score_totals"]

    def _reached(self, one: Figure, other: Figure) -> bool:
        """Whether a table of indicators gives one as the value reached, and a sentence the other of the same year and scope."""
        roles = self.check.words["reached_roles"]
        return (
            one.role in roles
            and other.role in roles
            and (one.year, one.scope, one.members) == (other.year, other.scope, other.members)
        )

    def _one_name(self, one: Naming, other: Naming) -> bool:
        """Whether one name ends or begins the other, or both end alike, or count the same thing."""
        short, long = sorted((one.head, other.head), key=len)
        if len(short) > 1 and (long.endswith(short) or long.startswith(short)):
            return True
        if one.figure.dimension == _RATIO:
            return False
        if any(len(self._noun(a)) >= _LONG and b.head.endswith(self._noun(a)) for a, b in ((one, other), (other, one))):
            return True  # 面对 268 家定点医药机构, and 定点医药机构 286 家
        noun = self._noun(one)
        ends_alike = len(short) >= _NOUN and long.endswith(short[-_NOUN:])
        return ends_alike or (len(noun) > 1 and noun == self._noun(other))

    def _other_unit(self, one: Naming, other: Naming) -> bool:
        """3.26 万元 for 3.26 亿元, the table's 32,600.00 万元."""
        marks = (one.marks | other.marks) & set(self.check.words["never"])
        less, more = _ordered(one.figure.value, other.figure.value)
        fits = less[0] > 0 and exact.compare(exact.multiply(less, _UNIT_FACTOR), more) == 0
        return fits and not marks and self._common(one, other) >= self._numbers["digits"]

    def _of_all(self, one: Naming, other: Naming) -> bool:
        """全部 9 个市场监管所, and 派出 8 个市场监管所: each speaks of all, and one says so."""
        words = self.check.words
        if one.figure.measure != other.figure.measure or not any(each.before.endswith(words["all"]) for each in (one, other)):
            return False
        return all(
            each.before.endswith((*words["all"], *words["having"]))
            or each.behind.startswith(f"{self._noun(each)}{words['among'][0]}")
            for each in (one, other)
        )

    def _same_words(self, one: Naming, other: Naming) -> bool:
        """The words of each stand in the other, nothing tells them apart, and the numbers are near each other or one slip apart."""
        a, b = one.figure, other.figure
        if (a.unit, a.measure) != (b.unit, b.measure) or one.marks != other.marks or one.marks & set(self.check.words["never"]):
            return False
        if a.passage == b.passage or (one.said and other.said and not one.every & other.said and not one.said & other.every):
            return False  # 培训年初定 20 次，年末统计 20 次。检查年初定 24 次，年末统计 24 次: the words of a frame
        near = slip(a, b.number)
        if not (one.prose and other.prose) and not (near and min(len(_digits(a)), len(_digits(b))) >= _LONG):
            return False
        least = self._numbers["rates" if a.dimension == _RATIO else "words"]
        if self.namer.weight(one.own & other.own) < least:
            return False
        if min(self._covered(one, other), self._covered(other, one)) < self._numbers["covered"]:
            return False
        less, more = _ordered(a.value, b.value)
        return near or exact.compare(exact.multiply(less, self.check.numbers["apart"]), more) >= 0


def _pairs(groups: Groups) -> Iterator[Pair]:
    return (pair for group in groups.values() if 1 < len(group) <= _MOST for pair in combinations(group, 2))


def _ordered(one: Exact, other: Exact) -> tuple[Exact, Exact]:
    """The smaller first."""
    return (one, other) if exact.compare(one, other) < 0 else (other, one)
