"""评分标准 in words to a method with its parameters: every word must be accounted for, and what the words leave open is left to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.reading.score_tables import bands, checklist, tiers
from hengji.rulebook.score_tables import compiled, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.core.exact import Exact
    from hengji.reading.score_tables.bands import Bands, Interval
    from hengji.reading.score_tables.checklist import Points
    from hengji.reading.score_tables.tiers import TierPoints
    from hengji.rulebook.score_tables import Flat, Rule, ScoreTables

NO_RULE, LEFT_OVER, TWICE, NO_WORDS, OTHER_FULL, OUTSIDE, SUM_OF_ITEMS = (
    "no_rule", "left_over", "twice", "no_words", "other_full", "outside", "sum_of_items",
)  # fmt: skip
ITEMS, ITEM_POINTS, BANDS, MANY_BANDS, TIERS, CAPPED = "items", "item_points", "bands", "many_bands", "tier_points", "capped"
OTHER_SUBJECT, NO_SHARE, OTHER_PART, SHAPE = "other_subject", "no_share", "other_part", "shape"
OTHER_COUNT = "other_count"
FREE, CONDITION = "free_tiers", "condition"
TIMES = "times"
SUBJECTS, PART, STEP = frozenset({"subject", "subject2"}), "part", "step"
NAMED, NO_FORMULA_OF = frozenset({"one", "two", "three"}), "no_formula_of"
"""Rates that a parameter names, each of which must have its own formula in the row."""
OVER = ("above", "from", "beyond")
HUNDRED = (100, 1)
FULL, EACH = "full", "each"
PARTS = ("not_charged", "charged", "pro_rata")
PUNCTUATION = frozenset(";,.。、:!()（）\"'-")
LEAST_BANDS = 2
Span = tuple[int, int]
Time = tuple[str, str, str]
"""A day in the year with its points and the share that must be reached by then."""
RELATION, AT_MOST, COUNT, ANY_RATE = "is_", "at_most", "count", "any_rate"
_CAPTURE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: its standard, its column of points to check, the names that a rate in the standard may have.

    Where a table has no standards, as the national one, its explanations may hold the points to check. `notes` stand under the table and may say for all rows what happens to a part of a step.
    """

    standard: str
    points: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that the text says, where it stands, and what it captures."""

    name: str
    span: Span
    captured: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a standard comes to. `why` is empty where nothing is left to a person; `found` and `other` are words for it.

    `noted`: a note under the table decided what happens to a part of a step. `over` are the settings of 超额完成; `shape` is the form that the measure must have; `subjects` are the names that the words give to it.
    `method` is what it is, or what it looks like where `why` says that a person must decide; `candidates` are further methods.
    """

    method: str = ""
    candidates: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    steps: tuple[bands.Step, ...] = ()
    other_steps: tuple[tuple[bands.Step, ...], ...] = ()
    items: tuple[Points, ...] = ()
    tiers: tuple[dict[str, str], ...] = ()
    then: str = ""
    times: tuple[Time, ...] = ()
    over: tuple[tuple[str, str], ...] = ()
    shape: str = ""
    subjects: tuple[str, ...] = ()
    noted: bool = False
    why: str = ""
    found: str = ""
    other: str = ""
    fault: str = ""


def understand(said: Said, weight: Exact | None, law: ScoreTables) -> Understood:
    """The method that a standard says."""
    standard, points = said.standard, said.points
    text = flat(standard)
    listed = checklist.find(text, law, weight) or (checklist.find(flat(points), law, weight) if points else ())
    inside = checklist.inside(listed, text)
    if not text.text and not listed:
        return Understood(why=NO_WORDS)
    clues = _clues(text, law, inside)
    intervals = [each for each in bands.find(text.text, law.bands, weight) if not _within(each.span, inside)]
    tiered = [each for each in tiers.find(text.text, law.tier_points) if not _within(each.span, inside)]
    free = tiers.free([each for each in tiers.find(text.text, law.free_tiers) if not _within(each.span, inside)], weight)
    names = _names(clues, listed, intervals, tiered) | ({FREE} if free else set())
    noted = _of_notes(names, said.notes, _step(clues, law), law)
    names |= noted
    heard = _Heard(said, text, listed, inside, clues, intervals, tiered, free, weight, law)
    then = next((law.not_applicable[each] for each in law.not_applicable if each in names), "")
    first: Understood | None = None
    for rule in (each for each in law.rules if names >= set(each.needs) and not names & set(each.without)):
        found = replace(heard.by(rule), then=then, noted=bool(noted & set(rule.needs)))
        if not found.why:
            return found
        first = first or found
        if found.why != LEFT_OVER:  # only words that it leaves out may be the words of another rule
            break
    return first or Understood(why=NO_RULE, found=standard or points, then=then)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was found in a text, before a rule is chosen."""

    said: Said
    text: Flat
    listed: tuple[Points, ...]
    inside: Span | None
    clues: list[Clue]
    intervals: list[Interval]
    tiered: list[TierPoints]
    free: list[TierPoints]
    weight: Exact | None
    law: ScoreTables

    def by(self, rule: Rule) -> Understood:
        """What the text comes to by a rule: every word must be the rule's, a list's, or harmless."""
        used = [clue for clue in self.clues if clue.name in {*rule.needs, *rule.may, *self.law.always}]
        tiered = self.free if FREE in rule.needs else self.tiered
        spans = [clue.span for clue in used] + ([self.inside] if self.inside else [])
        spans += [each.span for each in self.intervals if BANDS in rule.needs]
        spans += [each.span for each in tiered if {TIERS, FREE} & set(rule.needs)]
        harmless, subjects = _harmless(self.text, rule, self.law)
        subjects += [value for clue in used for key, value in clue.captured if key in SUBJECTS]
        named = {value for clue in used for key, value in clue.captured if key in NAMED}
        subjects = [each for each in subjects if each not in named]
        found = _settled(rule, used, self.listed, self.weight, self.law, self.text)
        found = replace(found, over=_over(used, self.law), shape=rule.shape, subjects=tuple(subjects))
        if not found.why or found.candidates:
            found = _filled(found, rule, (self.intervals, tiered), self.weight, capped=any(clue.name == CAPPED for clue in used))
        generic = self.law.words.get(ANY_RATE, ())
        other = next((each for each in subjects if each not in generic and not _may_be(each, self.said.names)), "")
        left = _left_over(self.text, spans + harmless) or "".join(each.rest for each in self.listed if ITEMS in rule.needs)
        if found.why:
            return found
        if other:
            return _left(found, OTHER_SUBJECT, other)
        return _left(found, LEFT_OVER, left) if left else found


def _over(clues: list[Clue], law: ScoreTables) -> tuple[tuple[str, str], ...]:
    """超额完成 as the scheme writes it: above or from which share of the target, and what is done then."""
    for clue in clues:
        action = law.over_completion.get(clue.name)
        limit = next(((key, value) for key, value in clue.captured if key in OVER), None)
        if action and limit:
            key, value = limit
            if key == "beyond":
                key, value = "above", f"{exact.plain(exact.add(HUNDRED, exact.of(value.rstrip('%'))))}%"
            return (key, value), ("action", action)
    return ()


def _may_be(subject: str, names: Iterable[str]) -> bool:
    """满意度 may stand for 服务对象满意度, 完成率 for 重点工作实际完成率."""
    own = flat(subject).text.replace('"', "")
    return any(own in name or name in own for name in (flat(each).text.replace('"', "") for each in names))


def _filled(
    found: Understood, rule: Rule, lists: tuple[list[Interval], list[TierPoints]], weight: Exact | None, *, capped: bool
) -> Understood:
    """The bands and the tiers of a rule put in."""
    intervals, tiered = lists
    if BANDS in rule.needs:
        return _banded(found, intervals, weight, capped=capped)
    if {TIERS, FREE} & set(rule.needs):
        made = tiers.shares(tiered, weight)
        return replace(found, tiers=made) if made else _left(found, NO_SHARE, "、".join(each.said for each in tiered))
    return found


def _of_notes(names: set[str], notes: Iterable[str], step: str, law: ScoreTables) -> set[str]:
    """What a note under the table says of a part of a step, for a row that does not say it itself.

    Nothing where notes say different things, or speak of steps of another length only.
    """
    said = set()
    for text in (flat(note).text for note in notes):
        amounts = {
            _percent(match["amount"], law) for each in law.patterns.get("amount", ()) for match in compiled(each).finditer(text)
        }
        if not amounts or step in amounts:
            said |= {part for part in PARTS if any(compiled(each).search(text) for each in law.clues.get(part, ()))}
    return said if len(said) == 1 and not names & set(PARTS) else set()


def _step(clues: list[Clue], law: ScoreTables) -> str:
    """The length of a step; empty where none is said."""
    return next((_percent(value, law) for clue in clues for key, value in clue.captured if key == STEP), "")


def _names(clues: list[Clue], listed: tuple[Points, ...], intervals: list[Interval], tiered: list[TierPoints]) -> set[str]:
    names = {clue.name for clue in clues}
    if listed:
        names.add(ITEMS)
    if listed and all(each.points is not None for each in listed):
        names.add(ITEM_POINTS)
    if len(intervals) >= LEAST_BANDS:
        names.add(BANDS)
    if len(intervals) > LEAST_BANDS:
        names.add(MANY_BANDS)
    if len(tiered) >= LEAST_BANDS:
        names.add(TIERS)
    return names


def _clues(text: Flat, law: ScoreTables, inside: Span | None) -> list[Clue]:
    found = []
    for name, patterns in law.clues.items():
        for pattern in patterns:
            for match in compiled(pattern).finditer(text.text):
                if match.end() > match.start() and not _within(match.span(), inside):
                    captured = tuple(
                        (key, text.printed(*match.span(key)) if key == CONDITION else value)
                        for key, value in match.groupdict().items()
                        if value is not None
                    )
                    found.append(Clue(name, match.span(), captured))
    return found


def _within(span: Span, other: Span | None) -> bool:
    return other is not None and other[0] <= span[0] and span[1] <= other[1]


def _harmless(text: Flat, rule: Rule, law: ScoreTables) -> tuple[list[Span], list[str]]:
    """Words that decide nothing, among them those that name the fact which the method wants; and the rates that they speak of."""
    terms = law.terms_of(law.measures_of.get(rule.method, ""))
    spans, subjects = [], []
    for pattern in (*law.harmless, *(each for term in terms for each in term.says)):
        for match in compiled(pattern).finditer(text.text):
            spans.append(match.span())
            subjects += [value for key, value in match.groupdict().items() if key in SUBJECTS and value]
    return spans, subjects


def _left_over(text: Flat, spans: list[Span]) -> str:
    """The words that no clue accounts for."""
    free = [True] * len(text.text)
    for start, end in spans:
        for at in range(start, end):
            free[at] = False
    left = "".join(letter for at, letter in enumerate(text.text) if free[at])
    return left.strip("".join(PUNCTUATION)) if any(letter not in PUNCTUATION for letter in left) else ""


def _settled(
    rule: Rule, clues: list[Clue], listed: tuple[Points, ...], weight: Exact | None, law: ScoreTables, text: Flat
) -> Understood:
    """A rule with its parameters, and whatever in the figures keeps it from being sure."""
    captured, twice = _captured(clues)
    parameters = {name: _value(said, captured, law) for name, said in rule.parameters.items()}
    if rule.items == CONDITION:
        listed = (checklist.alone(captured.get(CONDITION, ""), text),)
    items, fault = _items(rule, listed, captured, weight)
    found = Understood(rule.method, rule.candidates, parameters, items=items, tiers=_tiers(rule, captured, law), why=rule.why)
    if twice:
        return _left(found, TWICE, twice)
    count = captured.get(COUNT, "") if rule.items else ""
    if count and law.numerals.get(count, count) != str(len(listed)):
        return _left(found, OTHER_COUNT, count, str(len(listed)))
    if rule.items == TIMES:
        return _timed(found, captured, weight, law)
    part, step = (_percent(captured.get(key, ""), law) for key in (PART, STEP))
    if part and step and part != step:
        return _left(found, OTHER_PART, part, step)
    full = captured.get(FULL)
    if full and weight is not None and exact.compare(exact.of(full), weight) != 0:
        return _left(found, OTHER_FULL, full, exact.plain(weight), fault=OUTSIDE)
    if fault:
        return _left(found, SUM_OF_ITEMS, fault, exact.plain(weight) if weight else "", fault=OUTSIDE)
    return found


def _timed(found: Understood, captured: Mapping[str, str], weight: Exact | None, law: ScoreTables) -> Understood:
    """Days with their shares and points; they must be as many, and the points come to the weight."""
    days, shares = captured["times"].split("、"), captured["shares"].split("、")
    each = captured["points"] if "points" in captured else captured["each_points"]
    points = [part.rstrip("分") for part in each.split("、")] if "、" in each else [each] * len(days)
    if not len(days) == len(shares) == len(points):
        return _left(found, LEFT_OVER, captured["times"])
    total = exact.total(exact.of(part) for part in points)
    if weight is None or exact.compare(total, weight) != 0:
        return _left(found, SUM_OF_ITEMS, exact.plain(total), exact.plain(weight) if weight else "", fault=OUTSIDE)
    unit = law.defaults.get("points_unit", "")
    return replace(found, times=tuple((day, f"{part}{unit}", share) for day, part, share in zip(days, points, shares, strict=True)))


def _left(found: Understood, why: str, said: str, other: str = "", fault: str = "") -> Understood:
    return replace(found, why=why, found=said, other=other, fault=fault)


def _captured(clues: list[Clue]) -> tuple[dict[str, str], str]:
    """What the clues capture by name; and the first that is said twice with different figures."""
    found: dict[str, str] = {}
    twice = ""
    for clue in clues:
        for key, value in clue.captured:
            if key in SUBJECTS or key in OVER:
                continue
            if found.setdefault(key, value) != value and not twice:
                twice = f"{found[key]}、{value}"
    return found, twice


def _value(said: str, captured: Mapping[str, str], law: ScoreTables) -> str:
    """A parameter as 衡式 writes it: 一个百分点 is 1%, 0.5 beside `each` is 0.5分; {measure} stays for the formula of the row."""
    if "{" in said:
        return _CAPTURE.sub(lambda found: _relation(found[1], captured.get(found[1], found[0]), law), said)
    if said == EACH:
        return f"{captured[EACH]}{law.defaults.get('points_unit', '')}"
    return _percent(captured.get(said, said), law)


def _relation(name: str, said: str, law: ScoreTables) -> str:
    """达到 and 不低于 are ≥, 不超过 and 控制在 are ≤; anything else as it stands."""
    if not name.startswith(RELATION):
        return said
    return "≤" if said in law.words.get(AT_MOST, ()) else "≥"


def _percent(text: str, law: ScoreTables) -> str:
    """1%, 1个百分点 and 一个百分点 are 1%."""
    for words in law.percent_words:
        if text.endswith(words):
            number = text.removesuffix(words)
            return f"{law.numerals.get(number, number)}%"
    return text


def _items(
    rule: Rule, listed: tuple[Points, ...], captured: Mapping[str, str], weight: Exact | None
) -> tuple[tuple[Points, ...], str]:
    """The points of a checklist, and their sum where it is not the weight."""
    if not rule.items:
        return (), ""
    if rule.items in {"labels", CONDITION}:
        return tuple(checklist.without(each) for each in listed), ""
    if rule.items == EACH and "points" in captured:
        listed = tuple(checklist.worth(each, exact.of(captured["points"])) for each in listed)
    if rule.items == "points" and any(
        exact.compare(each.points or exact.ZERO, exact.of(captured["points"])) != 0 for each in listed if "points" in captured
    ):
        return listed, captured["points"]
    total = exact.ZERO
    for each in listed:
        total = exact.add(total, each.points or exact.ZERO)
    if weight is not None and exact.compare(total, weight) != 0:
        return listed, exact.plain(total)
    return listed, ""


def _tiers(rule: Rule, captured: Mapping[str, str], law: ScoreTables) -> tuple[dict[str, str], ...]:
    if not rule.tiers or TIERS in rule.needs:
        return ()
    middle = f"{captured.get(rule.tiers, '')}%"
    return tuple({key: middle if value == rule.tiers else value for key, value in tier.items()} for tier in law.tiers)


def _banded(found: Understood, intervals: list[Interval], weight: Exact | None, *, capped: bool) -> Understood:
    outside = next((each for each in intervals if _above(each, weight)), None)
    if outside is not None:
        return _left(found, OUTSIDE, outside.said, exact.plain(weight) if weight else "", fault=OUTSIDE)
    made = bands.order(intervals)
    if made.fault == bands.OPEN_END and capped:
        made = bands.Bands((*made.steps[:-2], bands.Step(None, False, made.steps[-2].points)))
    if not made.fault:
        return replace(found, steps=_worth(made, weight))
    others = [bands.order(intervals, to_lower=way) for way in (False, True)] if made.fault == bands.LIMIT_UNSAID else [made]
    kept = tuple(_worth(each, weight) for each in others if each.steps and each.fault in {"", bands.OPEN_END})
    fault = made.fault if made.fault in {bands.GAP, bands.OVERLAP} else ""
    return replace(found, why=made.fault, found=made.first, other=made.second, other_steps=kept, fault=fault)


def _above(interval: Interval, weight: Exact | None) -> bool:
    return interval.points is not None and weight is not None and exact.compare(interval.points, weight) > 0


def _worth(made: Bands, weight: Exact | None) -> tuple[bands.Step, ...]:
    """The steps with full marks put in."""
    return tuple(replace(step, points=weight) if step.points is None and not step.unsaid else step for step in made.steps)
