"""A clause with its dates, and which of them the words bind to a period: 自…起…止, A至B, A开工、B竣工."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.periods.moments import YEAR, moments
from hengji.auditing.wording.texts import either, prose, sentences
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.auditing.periods.moments import Moment
    from hengji.core.audit import Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book

RANGE, WORDS, EVENTS, LOOSE = "range", "words", "events", "loose"
"""How a period is bound: A至B; 自A起…至B止; A开工，B竣工; the same with something said between."""
_MOST, _BEFORE, _BEHIND, _GAP, _SOON, _LONGEST = 8, 16, 14, 40, 16, 1_000
_STOPS = re.compile(r"[，,；;。（）()]")


def phrases(book: Book) -> dict[str, tuple[str, ...]]:
    """The words of rulebook/phrases/periods.yaml by key."""
    return {key.partition(".")[2]: words for key, words in book.phrases.items() if key.startswith("periods.")}


@dataclass(frozen=True, slots=True)
class Span:
    """Two moments, the begin and the end of one thing, and how the words bind them."""

    one: Moment
    other: Moment
    how: str


@dataclass(frozen=True)
class Clause:
    """A sentence up to a semicolon: `begin` and `stop` in its passage, and the moments in it."""

    passage: Passage
    begin: int
    stop: int
    moments: tuple[Moment, ...]
    words: Mapping[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """Of the whole passage: every place counts from its start."""
        return self.passage.text

    def before(self, moment: Moment, reach: int = _BEFORE) -> str:
        """The words before a moment, up to another one, a comma or a bracket."""
        low = max([self.begin, moment.begin - reach, *(each.stop for each in self.moments if each.stop <= moment.begin)])
        return _STOPS.split(self.text[low : moment.begin])[-1]

    def behind(self, moment: Moment, reach: int = _BEHIND) -> str:
        """The words behind a moment, up to another one, a comma or a bracket."""
        high = min([self.stop, moment.stop + reach, *(each.begin for each in self.moments if each.begin >= moment.stop)])
        return _STOPS.split(self.text[moment.stop : high])[0]

    def gap(self, one: Moment, other: Moment) -> str:
        """What stands between two moments."""
        return self.text[one.stop : other.begin]

    def planned(self, moment: Moment) -> bool:
        """Whether a moment is the one that was planned, agreed or asked for."""
        before, behind, words = self.before(moment), self.behind(moment), self.words
        if has(before, words["actual"]):
            return False
        close = before.endswith(words["planned_close"]) or _unlinked(before, words).endswith(words["planned_close"])
        if has(before, words["planned"]) or close or behind.startswith(words["planned_behind"]):
            return True
        return any(span.how == RANGE and span.other is moment and self.planned(span.one) for span in self.spans)

    def opens(self, moment: Moment) -> str:
        """How surely a moment is the begin of something: by 自 or 起, by a verb, or not."""
        before, behind = self.before(moment), self.behind(moment)
        if before.endswith(self.words["from"]) or behind.startswith(self.words["from_behind"]):
            return WORDS
        return EVENTS if self.event(moment, "begins") else ""

    def closes(self, moment: Moment) -> str:
        """How surely a moment is the end of something: by 至 or 止, by a verb, or not."""
        before = self.before(moment)
        until = before.endswith(self.words["until"]) and not before.endswith(self.words["not_until"])
        if until or self.closes_behind(moment):
            return WORDS
        return EVENTS if self.event(moment, "ends") else ""

    def event(self, moment: Moment, key: str) -> str:
        """The verb of a kind that a moment dates: 3月1日开工, 竣工日期为11月30日; empty where there is none."""
        behind = self.behind(moment)
        verb = either(self.words[key]).match(behind, 0)
        if verb is None:
            lead = either(self.words["fillers"]).match(behind)
            verb = either(self.words[key]).match(behind, lead.end()) if lead is not None else None
        if verb is not None:
            return verb.group()
        return self._dated(_unlinked(self.before(moment), self.words), key)

    def _dated(self, before: str, key: str) -> str:
        """The verb of 竣工日期为 before a date; a bare verb before it (开工2023年3月) counts as well."""
        for word in sorted(self.words["date_words"], key=len, reverse=True):
            if before.endswith(word):
                stem = before[: len(before) - len(word)]
                return max((verb for verb in self.words[key] if stem.endswith(verb) and len(verb) > 1), key=len, default="")
        return ""

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The periods of the clause; a planned day between two others is stepped over."""
        every = [each for each in self.moments if each.level != YEAR]
        found = [
            Span(one, other, RANGE)
            for one, other in pairwise(self.moments)
            if (one.level == YEAR) == (other.level == YEAR) and self._joined(one, other)
        ]
        ranged = {id(each) for span in found for each in (span.one, span.other)}
        kept = [each for each in every if id(each) not in ranged and not self._told_planned(each)]
        found += [Span(one, other, how) for one, other in pairwise(kept) if (how := self._bound(one, other))]
        return tuple(sorted(found, key=lambda span: span.other.begin))

    def _told_planned(self, moment: Moment) -> bool:
        before = self.before(moment)
        close = _unlinked(before, self.words).endswith(self.words["planned_close"])
        return not has(before, self.words["actual"]) and (has(before, self.words["planned"]) or close)

    def _joined(self, one: Moment, other: Moment) -> bool:
        """Whether nothing but 至 or a dash stands between two moments; a year alone needs 自 before it."""
        gap = self.gap(one, other)
        for word in self.words["from_behind"]:
            gap = gap.removeprefix(word)
        fits = gap.lstrip("，,") in self.words["joins"]
        return fits and (one.level != YEAR or self.before(one).endswith(self.words["from"]))

    def _leads(self, moment: Moment) -> bool:
        """Whether a moment leads its part of the sentence: …，至5月12日; not …，有效期延到5月12日."""
        words = (*self.words["until"], *self.words["fillers"])
        return not either(words).sub("", self.before(moment)) or self.closes_behind(moment)

    def closes_behind(self, moment: Moment) -> bool:
        """Whether 止 or the like stands behind a moment."""
        return self.behind(moment).startswith(self.words["until_behind"])

    def _bound(self, one: Moment, other: Moment) -> str:
        gap, opens, closes = self.gap(one, other), self.opens(one), self.closes(other)
        if not opens or not closes or len(gap) > _GAP or has(gap, self.words["apart"]):
            return ""
        if closes == WORDS and "，" in gap and not self._leads(other):
            return ""
        if closes == WORDS or (opens == WORDS and len(gap) <= _SOON):
            return WORDS
        rest = either((*self.words["begins"], *self.words["fillers"])).sub("", gap)
        rest = either(tuple(word for word in (*self.words["date_words"], *self.words["ends"], *self.words["links"]) if word)).sub(
            "", rest
        )
        return LOOSE if rest else EVENTS


def _unlinked(before: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Words before a date without the 为 or 于 that leads it."""
    link = max((word for word in words["links"] if before.endswith(word)), key=len)
    return before[: len(before) - len(link)]


def clauses(report: Report, book: Book) -> Iterator[Clause]:
    """Every clause with a moment, but for those that list many and those without an end."""
    words = phrases(book)
    for passage in prose(report):
        found = list(moments(passage.text, words, report.year))
        at = 0
        for begin, stop in sentences(passage.text, clauses=True) if found else ():
            while at < len(found) and found[at].begin < begin:
                at += 1
            inside = at
            while inside < len(found) and found[inside].stop <= stop:
                inside += 1
            if at < inside <= at + _MOST and stop - begin <= _LONGEST:
                yield Clause(passage, begin, stop, tuple(found[at:inside]), words)
            at = inside
