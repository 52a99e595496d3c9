"""总分: the lines added up, what is not applicable handed on, the bonus, and what keeps the total down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.sheet import LimitLine, Status
from hengji.core.unknown import Unknown, Why
from hengji.expr.facts import decided
from hengji.expr.scalar import evaluate
from hengji.rulebook import show
from hengji.rulebook.rules import OF_EXACT
from hengji.rulebook.scheme import FIRST, SECOND, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.case import BonusItem, Case
    from hengji.core.exact import Exact
    from hengji.core.sheet import Line
    from hengji.expr.facts import Facts
    from hengji.expr.scalar import Value
    from hengji.expr.tree import Local, Node, OverAxis, Ref
    from hengji.rulebook.book import Book
    from hengji.rulebook.limits import Cap, Veto
    from hengji.rulebook.scheme import Scheme

MOST_NAMED = 3
DEPTHS = {SECOND: 2, FIRST: 1}


@dataclass(frozen=True, slots=True)
class Total:
    """The total, or why there is none; `notes` say what happened on the way, `why_named` names the rows without their ids, as a paper prints it."""

    value: Exact | Unknown
    why: str = ""
    notes: tuple[str, ...] = ()
    why_named: str = ""


class _Part(NamedTuple):
    """A line, or lines already added up, with what they are worth."""

    id: str
    slot: str
    path: tuple[str, ...]
    weight: Exact
    points: Exact


def named(ids: Sequence[str], book: Book) -> str:
    """The first of many rows by their names."""
    listed = "、".join(ids[:MOST_NAMED])
    return listed if len(ids) <= MOST_NAMED else book.caption("score.and_more", rows=listed)


def total(case: Case, scheme: Scheme, book: Book, lines: tuple[Line, ...], limits: tuple[LimitLine, ...]) -> Total:
    """The total, or why there is none."""
    missing = _missing(case, scheme, book, lines)
    if missing is not None:
        return missing
    bonus = bonus_points(case, scheme)
    if bonus is None:
        return Total(Unknown(Why.NO_WEIGHT), book.caption("score.no_total_bonus"))
    open_ = [limit.label for limit in limits if limit.held is None]
    if open_:
        return Total(Unknown(Why.NOT_ENTERED, tuple(open_)), book.caption("score.no_total_limits", limits="、".join(open_)))
    return _Adding(scheme, book, lines).total(bonus, limits)


def _missing(case: Case, scheme: Scheme, book: Book, lines: tuple[Line, ...]) -> Total | None:
    """What is not known yet, and so leaves no total."""
    unweighted = [(row.id, row.path[-1]) for row in scheme.rows if row.weight is None]
    if unweighted:
        return _without(Unknown(Why.NO_WEIGHT), "score.no_total_weights", unweighted, book)
    filled = {indicator.slot for indicator in case.indicators} | {line.id for line in lines}
    empty = [(slot.id, slot.path[-1]) for slot in scheme.slots if slot.id not in filled]
    if empty:
        return _without(_not_entered(empty), "score.no_total_empty_slots", empty, book)
    open_ = [(line.id, line.path[-1]) for line in lines if line.status is Status.UNKNOWN]
    return _without(_not_entered(open_), "score.no_total_unscored", open_, book) if open_ else None


def _not_entered(rows: Sequence[tuple[str, str]]) -> Unknown:
    return Unknown(Why.NOT_ENTERED, tuple(name for name, _ in rows))


def _without(value: Unknown, key: str, rows: Sequence[tuple[str, str]], book: Book) -> Total:
    """No total because of some rows, each an id and a name: the sentence with ids, and the one with names alone."""
    both = named([f"{row} {name}" for row, name in rows], book)
    alone = named([name for _, name in rows], book)
    why, why_named = (book.caption(key, count=len(rows), rows=listed) for listed in (both, alone))
    return Total(value, why, why_named=why_named)


class _Adding:
    """Adds the lines up, one stage after the other: what is handed on is handed on within its rows first, then its level, then all."""

    def __init__(self, scheme: Scheme, book: Book, lines: tuple[Line, ...]) -> None:
        self.scheme, self.book, self.rounding = scheme, book, scheme.rounding
        exactly = scheme.rounding.sum == OF_EXACT
        self.parts: list[_Part] = []
        self.removed: list[tuple[tuple[str, ...], _Part]] = []
        self.notes: list[str] = []
        for line in lines:
            points = line.unrounded if exactly and line.unrounded is not None else line.points
            weight = line.weight or exact.ZERO
            if isinstance(points, Unknown):
                self.removed.append((line.goes_to or (TOTAL,), _Part(line.id, line.slot, line.path, weight, exact.ZERO)))
            else:
                self.parts.append(_Part(line.id, line.slot, line.path, weight, points))

    def total(self, bonus: Exact, limits: tuple[LimitLine, ...]) -> Total:
        """The total with the bonus, within the full marks and every limit, rounded once more."""
        if not self._to_rows():
            return self._nothing_left()
        for level in (SECOND, FIRST):
            self._to_level(level)
        self._sections()
        added = self._to_all()
        if added is None:
            return self._nothing_left()
        value = self.rounding.at(self._within(added, bonus), self.rounding.total)
        if bonus[0]:
            said = {
                "points": exact.plain(self.rounding.at(added, self.rounding.total)),
                "bonus": exact.plain(bonus),
                "total": exact.plain(value),
            }
            self.notes.append(self.book.caption("score.bonus_added", **said))
        for limit in limits:
            if limit.held and limit.most is not None and exact.compare(value, limit.most) > 0:
                said = {"value": exact.plain(value), "most": exact.plain(limit.most)}
                self.notes.append(self.book.caption("score.limited", label=limit.label, **said))
                value = limit.most
        if self.rounding.sum == OF_EXACT:
            self.notes.append(self.book.caption("score.sum_of_exact"))
        return Total(self.rounding.at(value, self.rounding.total), "", tuple(self.notes))

    def _nothing_left(self) -> Total:
        return Total(Unknown(Why.ZERO_DIVISOR), self.book.caption("score.no_receiver"))

    def _scaled(self, points: Exact, weight: Exact, more: Exact) -> Exact:
        """Points of rows that take a further weight over: in proportion, rounded as points are, unless exact points are added up."""
        scaled = exact.reduce(exact.multiply(points, exact.divide(exact.add(weight, more), weight)))
        return scaled if self.rounding.sum == OF_EXACT else self.rounding.at(scaled, self.rounding.points)

    def _to_rows(self) -> bool:
        """What goes to rows by their names, or to the rows of one slot."""
        for to in dict.fromkeys(to for to, _ in self.removed if to[0] not in (TOTAL, *DEPTHS)):
            gone = [part for goes, part in self.removed if goes == to]
            more, takers = _weight(gone), [part for part in self.parts if {part.id, part.slot} & set(to)]
            weight = _weight(takers)
            if weight[0] <= 0:
                return False
            for part in takers:
                grown = exact.divide(exact.multiply(part.weight, exact.add(weight, more)), weight)
                taken = part._replace(weight=grown, points=self._scaled(part.points, weight, more))
                self.parts[self.parts.index(part)] = taken
            said = "、".join(f"{part.id} {exact.plain(part.weight)}→{exact.plain(self._of(part).weight)}" for part in takers)
            rows = "、".join(part.id for part in gone)
            self.notes.append(self.book.caption("score.redistributed_rows", rows=rows, weight=exact.plain(more), takers=said))
        return True

    def _of(self, part: _Part) -> _Part:
        """A part as it now is."""
        return next(each for each in self.parts if each.id == part.id)

    def _to_level(self, level: str) -> None:
        """What goes to the rest of its first or second level; where nothing of the level is left, to the level above it."""
        depth = DEPTHS[level]
        for path in dict.fromkeys(part.path[:depth] for to, part in self.removed if to == (level,)):
            gone = [part for to, part in self.removed if to == (level,) and part.path[:depth] == path]
            rest = [part for part in self.parts if part.path[:depth] == path]
            if not rest:
                above = (FIRST,) if level == SECOND else (TOTAL,)
                self.removed = [(above, part) if part in gone else (to, part) for to, part in self.removed]
                continue
            self._merge(path, rest, gone)

    def _merge(self, path: tuple[str, ...], rest: list[_Part], gone: list[_Part]) -> None:
        weight, more, points = _weight(rest), _weight(gone), _points(rest)
        scaled = self._scaled(points, weight, more)
        self.parts = [part for part in self.parts if part not in rest]
        self.parts.append(_Part("", "", path, exact.add(weight, more), scaled))
        said = [exact.text(value, self.rounding.points) for value in (points, scaled)]
        name = "/".join(path)
        self.notes.append(
            self.book.caption("score.redistributed_level", name=name, weight=exact.plain(more), points=said[0], total=said[1])
        )

    def _sections(self) -> None:
        """A section earns no more than it may."""
        for section in self.scheme.sections:
            rest = [part for part in self.parts if part.path[: len(section.path)] == section.path]
            points = _points(rest)
            if section.most is not None and exact.compare(points, section.most) > 0:
                self.parts = [part for part in self.parts if part not in rest]
                self.parts.append(_Part("", "", section.path, _weight(rest), section.most))
                said = {"points": exact.plain(points), "most": exact.plain(section.most)}
                self.notes.append(self.book.caption("score.section_capped", name="/".join(section.path), **said))

    def _to_all(self) -> Exact | None:
        """The sum, scaled where the weight of lines that are not applicable goes to all others; None where there are none."""
        points, removed = _points(self.parts), _weight([part for to, part in self.removed if to == (TOTAL,)])
        if not removed[0]:
            return points
        left = exact.subtract(self.scheme.full_marks, removed)
        if left[0] <= 0:
            return None
        scaled = self.rounding.at(exact.multiply(points, exact.divide(self.scheme.full_marks, left)), self.rounding.total)
        said = [exact.text(value, self.rounding.total) for value in (points, scaled)]
        note = self.book.caption("score.redistribution", points=said[0], weight=exact.plain(removed), total=said[1])
        self.notes.insert(0, note)
        return scaled

    def _within(self, points: Exact, bonus: Exact) -> Exact:
        """With the bonus, and within the full marks unless the scheme lets a bonus go beyond."""
        value, rule = exact.add(points, bonus), self.scheme.bonus
        most = self.scheme.full_marks if rule is None or not rule.may_exceed else rule.total_cap
        return most if bonus[0] and most is not None and exact.compare(value, most) > 0 else value


def _weight(parts: list[_Part]) -> Exact:
    return _sum([part.weight for part in parts])


def _points(parts: list[_Part]) -> Exact:
    return _sum([part.points for part in parts])


def _sum(values: list[Exact]) -> Exact:
    return exact.reduce(exact.total(values))


# ---- bonus


def bonus_points(case: Case, scheme: Scheme) -> Exact | None:
    """The bonus within its cap; None where a place names items without points, or the cap of what is named is unknown."""
    rule = scheme.bonus
    if rule is None:
        return exact.ZERO
    found = exact.ZERO
    for item in case.bonus:
        points = item_points(item, scheme)
        if points is None:
            return None
        found = exact.add(found, points)
    if rule.cap is None:
        return None if found[0] else found
    return rule.cap if exact.compare(found, rule.cap) > 0 else found


def item_points(item: BonusItem, scheme: Scheme) -> Exact | None:
    """The points of one item: as entered, as its level says, or as every item has."""
    rule = scheme.bonus
    if item.points is not None or rule is None:
        return item.points
    return rule.levels.get(item.level, rule.points)


# ---- limits


class _Answers:
    """The facts of a case, and what it answers to vetoes that no fact states."""

    def __init__(self, facts: Facts, case: Case) -> None:
        self.facts, self.case = facts, case

    def fact(self, ref: Ref) -> Value:
        """A fact's value."""
        return self.facts.fact(ref)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """The listed members of an axis."""
        return self.facts.listed(over)

    def local(self, local: Local) -> Value:
        """Whether a veto holds, as a person stated it."""
        answer = self.case.vetoes.get(local.name)
        return Unknown(Why.NOT_ENTERED, (local.name,)) if answer is None or answer.holds is None else answer.holds


def limits_of(case: Case, scheme: Scheme, book: Book, facts: Facts) -> Iterator[LimitLine]:
    """Each veto and cap of the scheme, and whether it holds."""
    answers = _Answers(facts, case)
    for veto in scheme.vetoes:
        yield _veto(veto, case, book, facts, answers)
    for cap in scheme.caps:
        yield _cap(cap, scheme, book, facts)


def _veto(veto: Veto, case: Case, book: Book, facts: Facts, answers: _Answers) -> LimitLine:
    held = decided(veto.when, answers)
    answer = case.vetoes.get(veto.id)
    words = (answer.reason if answer is not None else "") if veto.stated else facts.words(veto.when)
    key = "open" if held is None else "no" if not held else "grade" if veto.grade else "points"
    most = exact.plain(veto.most) if veto.most is not None else ""
    said = book.caption(f"score.veto_{key}", label=veto.label, most=most, grade=veto.grade)
    return LimitLine(veto.id, veto.label, held, _because(said, words, book), veto.most, veto.grade, veto.reference.source)


def _cap(cap: Cap, scheme: Scheme, book: Book, facts: Facts) -> LimitLine:
    measure, most = evaluate(cap.measure, facts), evaluate(cap.most, facts)
    words = f"{facts.words(cap.measure)} ＝ {_shown(book, measure, cap.measure)}"
    if not isinstance(most, tuple):
        return LimitLine(cap.id, cap.label, None, _because(book.caption("score.cap_open", label=cap.label), words, book))
    held = exact.compare(most, scheme.full_marks) < 0
    said = book.caption("score.cap_held" if held else "score.cap_free", label=cap.label, most=exact.plain(most))
    return LimitLine(cap.id, cap.label, held, _because(said, words, book), most if held else None, "", cap.reference.source)


def _shown(book: Book, value: Value, node: Node) -> str:
    from hengji.expr import dimensions

    return show.value(book, value, dimensions.check(node, {}))


def _because(said: str, words: str, book: Book) -> str:
    return book.caption("score.limit_because", said=said, words=words) if words else said
