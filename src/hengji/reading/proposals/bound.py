"""Which figures a text about an evaluation may hold: its facts, what its score sheet says, and what follows from two facts by one step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure
    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.quantity import Unit
    from hengji.core.sheet import Line
    from hengji.reading.clauses.names import Names
    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import Stage
    from hengji.rulebook.narration import Narration

PUBLIC, MONEY, RATIO = "public", "money", "ratio"
DECIMALS = 2
POINTS, WEIGHT, DEDUCTION, TARGET, FACT = "points", "weight", "deduction", "target", "fact"
CHANGE, RATE, SHARE, COMPLETION = "change", "rate", "share", "completion"
STATED = frozenset({"value", "base", "actual", POINTS, COMPLETION})
NAMED_BEFORE = frozenset({POINTS, WEIGHT, DEDUCTION, TARGET, "actual"})
REACHED = frozenset({"value", "actual", COMPLETION, SHARE, RATE})
SIGNS = {"at_least": "≥", "at_most": "≤", "above": "＞", "below": "＜"}
_CLAUSE, _YEAR = re.compile("[，,：:]"), re.compile(r"(?:19|20)\d{2}年度?|本年度?|全年")
LOOSE = 2
"""How many letters a name may be longer than an indicator's own."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the evaluation says of an indicator, a project or a rate by its own name: in which role, at which stage, of which year, how much."""

    role: str
    value: Exact
    unit: Unit
    sign: str = ""
    stage: str = ""
    year: int = 0


def public_facts(evaluation: Evaluation, book: Book) -> tuple[Fact, ...]:
    """The facts that may be published, and so may be sent and said."""
    return tuple(fact for fact in evaluation.case.facts if book.concepts[fact.concept].disclosure == PUBLIC)


def public_line(line: Line, book: Book) -> bool:
    """Whether everything that a line was measured by may be published."""
    return line.measure is None or all(book.concepts[fact.concept].disclosure == PUBLIC for fact in line.measure.facts)


class Bound:
    """The figures of one evaluation, asked one by one whether a figure of a text is one of them."""

    def __init__(self, evaluation: Evaluation, book: Book, names: Names, narration: Narration) -> None:
        self.evaluation, self.book, self.names, self.narration = evaluation, book, names, narration
        self.year = evaluation.case.year
        self.facts = {fact.key: fact for fact in reversed(public_facts(evaluation, book))}
        self.shortened = dict(self._shortened())
        self.named: dict[str, list[Named]] = {}
        for name, value in self._everything_named():
            self.named.setdefault(name, []).append(value)

    def holds(self, figure: Figure, before: str) -> bool:
        """Whether a figure is bound; `before` is its sentence up to it."""
        if figure.scope or figure.about or figure.unit is None:
            return False
        ways = (self._stated(figure), self._filed(figure), self._of_a_short_name(figure, before), self._derived(figure))
        return any(ways) or self._of_a_name(figure, before) or self._total(figure, before)

    # ---- facts

    def _stated(self, figure: Figure) -> bool:
        concept = figure.concept or self._compared(figure.label)
        if not concept or figure.role not in STATED or figure.operator or figure.year is None:
            return False
        own = self.book.concepts[concept].stages
        stage = figure.stage if figure.concept or own else ""
        quantity = self._quantity(concept, figure.year, stage, figure.members)
        return quantity is not None and self._same(figure, quantity.value, quantity.unit)

    def _compared(self, label: str) -> str:
        """大于本年收入1706.98万元: what is compared with, by its name behind the word."""
        word = next((word for word in sorted(self.narration.compare, key=len, reverse=True) if label.startswith(word)), "")
        return self._concept(label.removeprefix(word)) if word else ""

    def _concept(self, name: str) -> str:
        """The concept of a name, also one printed without 合计."""
        return self.names.name(name).concept or self.shortened.get(_bare(name), "")

    def _shortened(self) -> Iterator[tuple[str, str]]:
        """Labels of facts without 合计 or 金额 at their end, where nothing else has that name."""
        for fact in self.facts.values():
            label = self.book.concepts[fact.concept].label
            short = next((label.removesuffix(end) for end in self.narration.shortened if label.endswith(end)), "")
            if len(short) > LOOSE and not self.names.name(short).concept:
                yield _bare(short), fact.concept

    def _filed(self, figure: Figure) -> bool:
        """A change, a growth or a share that the case itself states: 基本支出增减额, 人员经费占基本支出比重."""
        form = self.narration.filed.get(figure.role, "")
        if not form or figure.operator or figure.members or figure.year != self.year or not self._near(figure):
            return False
        if figure.role != SHARE and figure.against and not self._prior(figure.against):
            return False
        for part in self._called(figure.label):
            for whole in self._called(figure.against):
                concept = self.book.by_label.get(form.replace("{part}", part).replace("{whole}", whole))
                stage = concept.stages[0] if concept is not None and concept.stages else ""
                filed = self._quantity(concept.id, self.year, stage) if concept is not None else None
                if filed is None or (figure.role != SHARE and not _direction(figure, filed.value)):
                    continue
                if figure.stage in ("", self._first(part)) and self._same(
                    figure, (abs(filed.value[0]), filed.value[1]), filed.unit
                ):
                    return True
        return False

    def _called(self, words: str) -> tuple[str, ...]:
        """A name as it is printed, and as the law book has it."""
        concept = self._concept(words)
        return (words, self.book.concepts[concept].label) if concept else (words,)

    def _first(self, label: str) -> str:
        """The stage at which the figures of a name stand where none is said."""
        concept = self._concept(label)
        stages = self.book.concepts[concept].stages if concept else ()
        return stages[0] if stages else "outturn"

    def _of_a_short_name(self, figure: Figure, before: str) -> bool:
        """实际采购66.66万元: 实际采购金额 by the beginning of its name, with nothing else named before it in the clause."""
        if (
            figure.concept
            or figure.operator
            or figure.members
            or figure.role not in ("value", "actual")
            or figure.year != self.year
        ):
            return False
        clause = _CLAUSE.split(before)[-1]
        for short, concept in self.shortened.items():
            plain = _bare(_YEAR.sub("", clause))
            at = plain.find(short)
            if at == 0 and not self.book.concepts[concept].stages and self._linked(plain[len(short) :]):
                quantity = self._quantity(concept, self.year, "")
                return quantity is not None and self._same(figure, quantity.value, quantity.unit)
        return False

    def _quantity(self, concept: str, year: int, stage: str, members: tuple[tuple[str, str], ...] = ()) -> Quantity | None:
        fact = self.facts.get((concept, year, stage, members))
        return fact.value if fact is not None and isinstance(fact.value, Quantity) else None

    def _same(self, figure: Figure, value: Exact, unit: Unit) -> bool:
        """The same amount in the unit of the fact or in the one that we print, exact or as we print it."""
        shown = self.book.shown.get(unit.dimension, unit)
        if figure.unit not in (unit, shown):
            return False
        if exact.compare(figure.value, value) == 0:
            return True
        return unit.dimension == MONEY and _rounded(figure, exact.divide(value, shown.factor)) and figure.unit == shown

    # ---- what goes by the name of an indicator or a project

    def _everything_named(self) -> Iterator[tuple[str, Named]]:
        yield from self._lines()
        yield from self._rates()
        yield from self._given()

    def _lines(self) -> Iterator[tuple[str, Named]]:
        """What the score sheet says of each indicator."""
        point = self.book.shown["points"]
        for line in self.evaluation.sheet.lines:
            name = line.path[-1] if line.path else line.id
            if not public_line(line, self.book):
                continue
            for role, value in ((POINTS, line.points), (WEIGHT, line.weight), (DEDUCTION, line.deduction)):
                if value is not None and not isinstance(value, Unknown):
                    yield name, Named(role, value, point)
            measured = line.measure.value if line.measure is not None else None
            if measured is not None and not isinstance(measured, (bool, Unknown)):
                for unit in self._units_of(line.measure_text):
                    yield name, Named(COMPLETION, measured, unit)

    def _rates(self) -> Iterator[tuple[str, Named]]:
        """Rates, counts and points that the case states by a name of their own."""
        for fact in self.facts.values():
            concept = self.book.concepts[fact.concept]
            if isinstance(fact.value, Quantity) and not concept.stages and not fact.context.members and concept.dimension != MONEY:
                yield concept.label, Named(FACT, fact.value.value, fact.value.unit, year=fact.context.year)

    def _given(self) -> Iterator[tuple[str, Named]]:
        """The department's own indicators and its projects."""
        for own in self.evaluation.case.indicators:
            if isinstance(own.actual, Quantity):
                yield own.name, Named(COMPLETION, own.actual.value, own.actual.unit)
            if isinstance(own.target, Quantity):
                yield own.name, Named(TARGET, own.target.value, own.target.unit, SIGNS.get(own.operator, ""))
        for project in self.evaluation.case.projects:
            for stage, amount in project.amounts:
                yield project.name, Named(COMPLETION, amount.value, amount.unit, stage=stage)

    def _units_of(self, text: str) -> list[Unit]:
        """The unit in which a measure is printed: the longest spelling at its end."""
        ends = [spelling for spelling in self.book.spellings if text.endswith(spelling)]
        return [self.book.spellings[max(ends, key=len)]] if ends else []

    def _of_a_name(self, figure: Figure, before: str) -> bool:
        name = self._name(figure, before)
        return any(self._as_named(figure, each) for each in self.named.get(name, ()))

    def _name(self, figure: Figure, before: str) -> str:
        """The indicator that a figure is of: by its own label, or for points, targets and 实际 by the last one named before it in the sentence."""
        label = _bare(figure.label)
        for name in sorted(self.named, key=len, reverse=True):
            if label and _bare(name) in label and len(label) - len(_bare(name)) <= LOOSE:
                return name
            if name in before and self._linked(before[before.rfind(name) + len(name) :]):
                return name
        if figure.role not in NAMED_BEFORE:
            return ""
        places = {name: before.rfind(name) + len(name) for name in self.named if name in before}
        return max(places, key=lambda name: (places[name], len(name)), default="")

    def _linked(self, between: str) -> bool:
        """Whether nothing but words such as 达到 stands between a name and its figure."""
        for word in sorted(self.narration.links, key=len, reverse=True):
            between = between.replace(word, "")
        return not between

    def _as_named(self, figure: Figure, named: Named) -> bool:
        if named.stage and figure.stage and named.stage != figure.stage:
            return False
        if named.role in (POINTS, WEIGHT, DEDUCTION):
            fits = figure.role == named.role and not figure.operator
            return fits and figure.unit == named.unit and _rounded(figure, named.value)
        if named.role == TARGET:
            fits = figure.role == TARGET and figure.operator in ("", named.sign)
            fits = fits or (bool(named.sign) and figure.operator == named.sign)
            return fits and figure.unit == named.unit and exact.compare(figure.value, named.value) == 0
        if named.role == FACT:
            fits = figure.role not in (CHANGE, DEDUCTION, TARGET) and figure.year == named.year and not figure.operator
            return fits and self._same(figure, named.value, named.unit)
        if figure.role not in REACHED or figure.operator or figure.unit is None:
            return False
        if named.unit.dimension == RATIO:
            return figure.unit.dimension == RATIO and _rounded(figure, exact.divide(named.value, figure.unit.factor))
        return self._same(figure, named.value, named.unit)

    def _total(self, figure: Figure, before: str) -> bool:
        total = self.evaluation.sheet.total
        if isinstance(total, Unknown) or figure.role not in (POINTS, "value", "") or figure.operator:
            return False
        words = figure.label + before
        last = max((words.rfind(word) for word in self.narration.total), default=-1)
        later = any(words.rfind(name) > last for name in self.named)
        return last >= 0 and not later and figure.unit == self.book.shown["points"] and _rounded(figure, total)

    # ---- what follows from two facts

    def _derived(self, figure: Figure) -> bool:
        """增减额, 增减率, 占比, 完成率: both sides must be facts, and the words must say the direction in which they differ."""
        if figure.operator or figure.role not in (CHANGE, RATE, SHARE, COMPLETION) or figure.unit is None:
            return False
        return any(self._printed(figure, value, unit) for value, unit in self._worked_out(figure))

    def _worked_out(self, figure: Figure) -> Iterator[tuple[Exact, Unit]]:
        """What two facts come to, without its sign: an amount in the unit of the facts, a rate in that of the figure."""
        name = self.names.name(figure.label)
        for mine, base in self._sides(figure, name.concept, name.members) if name.concept else ():
            if base.unit.dimension != mine.unit.dimension:
                continue
            gap = exact.subtract(mine.value, base.value)
            if figure.role in (CHANGE, RATE) and not _direction(figure, gap):
                continue
            if figure.role == CHANGE:
                yield (abs(gap[0]), gap[1]), mine.unit
            elif base.value[0] and figure.unit is not None and figure.unit.dimension == RATIO:
                ratio = exact.divide(exact.divide(gap if figure.role == RATE else mine.value, base.value), figure.unit.factor)
                yield (abs(ratio[0]), ratio[1]), figure.unit

    def _printed(self, figure: Figure, value: Exact, unit: Unit) -> bool:
        return self._same(figure, value, unit) if figure.role == CHANGE else _rounded(figure, value)

    def _near(self, figure: Figure) -> bool:
        """Whether what the case states is what its own facts come to, where they come to anything: rounding may move the last place by one."""
        for value, unit in self._worked_out(figure):
            shown = self.book.shown.get(unit.dimension, unit)
            worked = exact.divide(value, shown.factor) if figure.role == CHANGE and figure.unit == shown else value
            gap = exact.subtract(exact.round_half_away(worked, figure.decimals), exact.of(figure.number))
            if exact.compare((abs(gap[0]), gap[1]), (1, 10**figure.decimals)) > 0:
                return False
        return True

    def _prior(self, against: str) -> bool:
        return any(word in against for word in self.narration.prior) or f"{self.year - 1}" in against

    def _sides(self, figure: Figure, concept: str, members: tuple[tuple[str, str], ...]) -> Iterator[tuple[Quantity, Quantity]]:
        """The figure that is spoken of and what it is compared with, where both are facts."""
        own = self.book.concepts[concept]
        stage = own.stages[0] if own.stages else ""
        mine = self._quantity(concept, self.year, stage, members)
        if mine is None:
            return
        other: Quantity | None = None
        if figure.role == SHARE:
            whole = self.book.concepts.get(figure.against_name)
            other = self._quantity(whole.id, self.year, whole.stages[0] if whole.stages else "") if whole is not None else None
        elif (beside := self._beside(figure.against)) and not members:
            stages = self.book.concepts[beside].stages
            other = self._quantity(beside, self.year, stages[0] if stages else "")
        elif (named := self._stage(figure.against)) is not None:
            other = self._quantity(concept, self.year, named.id, members)
        elif self._prior(figure.against):
            other = self._quantity(concept, self.year - 1, stage, members)
        if other is not None:
            yield mine, other

    def _beside(self, against: str) -> str:
        """Another concept of the same year that is compared with: its whole name, no more."""
        concept = self._concept(against)
        names = (
            {self.book.concepts[concept].label, *(each.text for each in self.book.concepts[concept].synonyms)} if concept else set()
        )
        return concept if _bare(against) in {_bare(name) for name in names} or _bare(against) in self.shortened else ""

    def _stage(self, against: str) -> Stage | None:
        stages = self.book.stages.values()
        return next((stage for stage in stages if any(word in against for word in (stage.label, *stage.synonyms))), None)


def _direction(figure: Figure, difference: Exact) -> bool:
    """Whether the words say more where it is more, and less where it is less."""
    return difference[0] != 0 and figure.direction == (1 if difference[0] > 0 else -1)


def _rounded(figure: Figure, value: Exact) -> bool:
    """Whether a printed number is a value to the two decimals that we print."""
    return exact.compare(exact.of(figure.number), exact.round_half_away(value, DECIMALS)) == 0


def _bare(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())
