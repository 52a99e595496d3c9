"""One event with two dates: a building that was finished on 2024年11月28日 in one section and on 2025年11月28日 in another.

Two places are held against each other where they name one thing by the same words, the same verb dates it, and both tell what was planned or both what was done.
How much words tell is weighed as `restated` weighs them: two letters that stand in every passage tell nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.periods.moments import YEAR
from hengji.auditing.remarks import place, remark
from hengji.auditing.wording.letters import WORDS, pairs_of, weights
from hengji.auditing.wording.texts import either, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from hengji.auditing.periods.clauses import Clause
    from hengji.auditing.periods.moments import Moment
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

ONCE, OFTEN = "once", "often"
_CLAUSE = re.compile(r"[，,；;（）()：:]")
_MOST, _WITHIN, _TITLE = 24, 12, 40


@dataclass(frozen=True, slots=True)
class Event:
    """What a moment dates. `own` are the pairs of letters of its part of the sentence, `every` those of the sentence before it and the heading too; `which` tells one of several apart (二期)."""

    clause: Clause
    moment: Moment
    verb: str
    kind: str
    planned: bool
    name: str
    own: frozenset[str]
    every: frozenset[str]
    which: frozenset[str]


class Events:
    """The events of one report, and what their words weigh."""

    def __init__(self, check: Check, report: Report, clauses: Iterable[Clause]) -> None:
        self.check, self.report = check, report
        self._weight = weights(report).of
        self._found: dict[tuple[str, bool], list[Event]] = defaultdict(list)
        for clause in clauses:
            for each in _events(clause):
                self._found[each.verb, each.planned].append(each)

    def remarks(self, proved: Collection[int]) -> Iterator[Remark]:
        """A question at each event that another place dates differently, at the later place unless that one alone is proved; what has three dates and more happens again and again."""
        for events in self._found.values():
            if len(events) > _MOST:
                continue
            apart = [(one, other) for one, other in combinations(events, 2) if self._same(one, other) and _differ(one, other)]
            dates: dict[int, set[object]] = defaultdict(set)
            for one, other in apart:
                dates[id(one)].add(_key(other))
                dates[id(other)].add(_key(one))
            for one, other in apart:
                if len(dates[id(one)]) == 1 == len(dates[id(other)]):
                    later = id(other.clause) in proved and id(one.clause) not in proved
                    yield self._remark(*((one, other) if later else (other, one)))

    def _same(self, one: Event, other: Event) -> bool:
        """Whether two places speak of one thing: what each says of it the other says too, and no number tells them apart."""
        if one.clause.passage is other.clause.passage or one.which != other.which or not (one.own or other.own):
            return False
        least, covered = Fraction(*self.check.numbers["least" if one.kind == ONCE else OFTEN]), whole(self.check, "covered", 90)
        common = max(self._weight(one.own & other.every), self._weight(other.own & one.every))
        whole_own = [(self._weight(a.own & b.every), self._weight(a.own)) for a, b in ((one, other), (other, one)) if a.own]
        return common >= least and all(both * 100 >= own * covered for both, own in whole_own)

    def _remark(self, one: Event, other: Event) -> Remark:
        first, second = one.clause, other.clause
        at = place(self.report, second.passage, other.moment.begin, other.moment.stop)
        return remark(
            self.check, self.report, first.passage, one.moment.begin, one.moment.stop,
            name=one.name or other.name, verb=one.verb, a=first.text[one.moment.begin : one.moment.stop],
            b=second.text[other.moment.begin : other.moment.stop], place=at.partition(":")[2],
        )  # fmt: skip


def _key(event: Event) -> object:
    return event.moment.year, event.moment.months, event.moment.days


def _differ(one: Event, other: Event) -> bool:
    """Whether two dates cannot be one day; what may happen every year is asked only within one year, and a year that is not said may be any."""
    a, b = one.moment, other.moment
    if a.said and b.said and a.year != b.year:
        return one.kind == ONCE
    year = a.year if a.said else b.year
    first, second = a.dates(year), b.dates(year)
    return first is not None and second is not None and (first[1] < second[0] or second[1] < first[0])


def _events(clause: Clause) -> Iterator[Event]:
    """The events of a clause; lists of dates, and what happens each year or to many, are none."""
    if has(clause.text[clause.begin : clause.stop], clause.words["event_many"]):
        return
    told = [each for each in clause.moments if each.level != YEAR]
    for moment in told:
        verb, kind = _verb(clause, moment)
        if verb:
            yield _event(clause, moment, verb, kind)


def _verb(clause: Clause, moment: Moment) -> tuple[str, str]:
    """The verb that a moment dates, by its common word, and whether that happens once."""
    words = clause.words
    named = {word: kind for kind in (ONCE, OFTEN) for word in words[kind]}
    behind = clause.behind(moment)
    found = either(tuple(named)).search(behind, 0, _WITHIN)
    if found is not None:
        if behind.startswith(words["event_other"], found.end()):
            return "", ""
        verb = found.group()
    else:
        verb = max((clause.event(moment, key) for key in (ONCE, OFTEN)), key=len)
    same = dict(pair.split("＝") for pair in words["same_event"])
    return same.get(verb, verb), named.get(same.get(verb, verb), named.get(verb, ""))


def _event(clause: Clause, moment: Moment, verb: str, kind: str) -> Event:
    before, behind = _led(clause.before(moment, _TITLE), clause.words), clause.behind(moment)
    lead = _CLAUSE.split(clause.text[clause.begin : moment.begin])
    said = "｜".join((*(clause.passage.section[-1:]), *lead[:-1]))
    empty = either((*clause.words["event_empty"], *clause.words[ONCE], *clause.words[OFTEN], *clause.words["planned"]))
    own = empty.sub("｜", before + "｜" + behind)
    name = next((run for run in WORDS.findall(own.partition("｜｜")[0] or own) if len(run) > 1), "")
    planned = clause.planned(moment) or behind.startswith(clause.words["deadline"])
    which = frozenset(
        re.findall(
            rf"[一二三四五六七八九十\d]{{1,3}}(?:{either(clause.words['which']).pattern})", "｜".join((lead[0], before, behind))
        )
    )
    told = frozenset(pairs_of(own))
    return Event(clause, moment, verb, kind, planned, name, told, told | pairs_of(empty.sub("｜", said)), which)


def _led(before: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Words before a date without the 于, 自 or 至 that leads it."""
    for lead in sorted((*words["links"], *words["from"], *words["until"]), key=len, reverse=True):
        before = before.removesuffix(lead)
    return before


def every(check: Check, report: Report, clauses: Sequence[Clause], proved: Collection[int]) -> Iterator[Remark]:
    """The questions of one report; `proved` are the clauses (by id) in which a length bears the dates out."""
    return Events(check, report, clauses).remarks(proved)
