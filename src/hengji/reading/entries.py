"""What a clerk enters, made into facts and indicators: the same for a case file and for a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.case import OwnIndicator
from hengji.core.context import Context
from hengji.core.fact import Fact, Provenance, Stated
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity, Unit
from hengji.expr import dimensions
from hengji.expr.errors import BASIS, FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Node, Ref, refs
from hengji.expr.words import name as written
from hengji.rulebook import amounts
from hengji.rulebook.amounts import Misread

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.fact import Key
    from hengji.core.place import Place
    from hengji.rulebook.book import Book

UNKNOWN_NAME, WRONG_UNIT, TWICE, TARGET, TRUTH, NEGATIVE, WRONG_BASIS = "IN07", "IN08", "IN09", "IN14", "IN16", "IN17", "IN18"
YES, NO = frozenset({"真", "是"}), frozenset({"假", "否"})
OPERATORS = {
    "≥": "at_least", "≤": "at_most", "＝": "equal", "=": "equal", "＞": "above", ">": "above", "＜": "below", "<": "below",
}  # fmt: skip
NO_SIGN = "IN24"
WORDS, MONEY, BETWEEN, BY_DATE, BLANK = "words", "money", "between", "by_date", "blank"
DAYS = Unit("date", "", "date", (1, 1))
"""A calendar day as an amount: the number of days from the first of January of the year 1; it prints as it was written."""
_BY_DATE = re.compile(r"(?:≤|不晚于)?\s*(?P<day>[0-9]{4}\D[0-9]{1,2}\D[0-9]{1,2}日?)\s*(?:前|以前|之前|（含）前)?")
_BETWEEN = re.compile(r"(?P<low>[^～~至—]+)[～~至—](?P<high>[^～~至—]+)")


@dataclass(slots=True)
class Entries:
    """Collects the facts of one case and every problem met on the way."""

    book: Book
    unit: str
    year: int
    source: str
    reader: str
    problems: list[Problem] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    _places: dict[Key, Place] = field(default_factory=dict)

    def reference(self, text: str, place: Place) -> Ref | None:
        """The fact that a name with its stage, year and members means."""
        try:
            node = parse(text, self.book.vocabulary)
        except FormulaError as error:
            code = WRONG_BASIS if error.code == BASIS else UNKNOWN_NAME
            detail = f"{error.slots.get('name', '')}：{error.slots.get('allowed', '')}"
            self.problems.append(problem(code, place, text, near=error.slots.get("near", ""), detail=detail))
            return None
        if isinstance(node, Ref):
            return node
        self.problems.append(problem(UNKNOWN_NAME, place, text, near=""))
        return None

    def fact(self, ref: Ref, text: str, place: Place, said: str = "", unit: str = "") -> Fact | None:
        """A fact from its printed value; `unit` is what a column assumes. Problems: IN01–IN09, IN16–IN18."""
        value = self._value(ref, text, place, unit)
        if value is None:
            return None
        context = Context(self.unit, self.year + ref.years, ref.stage, ref.members)
        fact = Fact(ref.concept, context, value, Provenance(self.source, place, text, self.reader, "typed", said))
        if fact.key in self._places:
            self.problems.append(problem(TWICE, place, written(ref), other=self._places[fact.key]))
            return None
        self._places[fact.key] = place
        self.facts.append(fact)
        return fact

    def _value(self, ref: Ref, text: str, place: Place, unit: str) -> Stated | None:
        if ref.dimension == "text":
            return text
        if ref.dimension == "truth":
            return self.truth(text, place)
        if ref.dimension == "date":
            found = amounts.day(text)
            if isinstance(found, Misread):
                self._misread(found, place)
                return None
            return found
        quantity = self.quantity(text, place, unit)
        return self._fitting(ref, quantity, place) if quantity is not None else None

    def _fitting(self, ref: Ref, quantity: Quantity, place: Place) -> Quantity | None:
        """The amount, if its unit and sign are what the concept wants."""
        concept = self.book.concepts[ref.concept]
        if quantity.unit.dimension != concept.dimension:
            wanted = self.book.shown[concept.dimension].label
            self.problems.append(problem(WRONG_UNIT, place, quantity.raw, name=concept.label, wanted=wanted))
            return None
        if quantity.number < 0 and not concept.any_sign:
            self.problems.append(problem(NEGATIVE, place, quantity.raw, name=concept.label))
            return None
        return quantity

    def quantity(self, text: str, place: Place, unit: str = "") -> Quantity | None:
        """An amount, or a problem at its place."""
        found = amounts.quantity(text, self.book.spellings, self.book.spellings.get(unit))
        if isinstance(found, Misread):
            self._misread(found, place)
            return None
        return found

    def money(self, text: str, name: str, place: Place) -> Quantity | None:
        """An amount of money that is never negative, or a problem at its place."""
        quantity = self.quantity(text, place)
        if quantity is not None and quantity.unit.dimension != MONEY:
            self.problems.append(problem(WRONG_UNIT, place, text, name=name, wanted=self.book.shown[MONEY].label))
        elif quantity is not None and quantity.number < 0:
            self.problems.append(problem(NEGATIVE, place, text, name=name))
        else:
            return quantity
        return None

    def truth(self, text: str, place: Place) -> bool | None:
        """是 or 否."""
        if text in YES or text in NO:
            return text in YES
        self.problems.append(problem(TRUTH, place, text))
        return None

    def _misread(self, misread: Misread, place: Place) -> None:
        self.problems.append(problem(misread.code, place, misread.found, **dict(misread.slots)))

    def stated(self, text: str, place: Place) -> Stated | None:
        """What a person fills in beside a name: 是 or 否, a day, or an amount with its unit; a problem at its place else."""
        if text in YES or text in NO:
            return text in YES
        day = amounts.day(text)
        return day if not isinstance(day, Misread) else self.quantity(text, place)

    def target(self, text: str, name: str, place: Place) -> Target:
        """An indicator's target: operator and amount, operator and formula over facts, a range, a day, or words; nothing where it was struck out."""
        if not text:
            return Target(BLANK, None, "")
        for found in (self._by_date(text), self._between(text)):
            if found is not None:
                return found
        operator = OPERATORS.get(text[:1])
        if operator is None:
            if not isinstance(amounts.quantity(text, self.book.spellings), Misread):
                self.problems.append(problem(NO_SIGN, place, text, name=name))
            return Target(WORDS, text, "")
        amount, formula = self.amount(text[1:].strip(), name, place)
        return Target(operator, amount, formula)

    def _by_date(self, text: str) -> Target | None:
        """A day by which something must be done: 2023年10月31日前, ≤2023-10-31."""
        found = _BY_DATE.fullmatch(text)
        day = self.day(found["day"]) if found is not None else None
        return None if day is None else Target(BY_DATE, day, "")

    def day(self, text: str) -> Quantity | None:
        """A calendar day as an amount, or None."""
        found = amounts.day(text)
        return None if isinstance(found, Misread) else Quantity(Decimal(found.toordinal()), DAYS, 0, text)

    def in_words(self, text: str, operator: str) -> bool:
        """Whether an actual value is neither a day (for a day) nor an amount or formula (for a range)."""
        if operator == BY_DATE:
            return self.day(text) is None
        return isinstance(amounts.quantity(text, self.book.spellings), Misread) and self.formula(text) is None

    def _between(self, text: str) -> Target | None:
        """A range: 5～10次, 90%～95%; the unit may stand behind the upper end only."""
        found = _BETWEEN.fullmatch(text)
        high = amounts.quantity(found["high"], self.book.spellings) if found is not None else None
        if found is None or not isinstance(high, Quantity):
            return None
        low = amounts.quantity(found["low"], self.book.spellings, high.unit)
        if not isinstance(low, Quantity) or low.unit.dimension != high.unit.dimension or low.compare(high) > 0:
            return None
        return Target(BETWEEN, low, "", high)

    def amount(self, text: str, name: str, place: Place) -> tuple[Quantity | None, str]:
        """An amount, or the formula over facts that stands for it."""
        found = amounts.quantity(text, self.book.spellings)
        if not isinstance(found, Misread):
            return found, ""
        node = self.formula(text)
        if node is not None:
            return (None, text) if self._counts(node, text, place) else (None, "")
        self.problems.append(
            problem(TARGET if found.code == amounts.NOT_A_NUMBER else found.code, place, text, name=name, **dict(found.slots))
        )
        return None, ""

    def _counts(self, node: Node, text: str, place: Place) -> bool:
        """Whether a formula gives a number; else a problem with what is wrong in it."""
        try:
            found = dimensions.check(node, {})
        except FormulaError as error:
            self.problems.append(error.problem(place))
            return False
        if found == dimensions.TRUTH:
            self.problems.append(problem(TARGET, place, text, name=text))
        return found != dimensions.TRUTH

    def dimension(self, amount: Quantity | str | None, formula: str) -> dimensions.Dimension | None:
        """What kind of amount a target or an actual value is; None where it is words or missing."""
        if isinstance(amount, Quantity):
            return dimensions.of(amount.unit.dimension)
        node = self.formula(formula) if formula else None
        return dimensions.check(node, {}) if node is not None else None

    def formula(self, text: str) -> Node | None:
        """A formula over facts, or None where it is none."""
        try:
            node = parse(text, self.book.vocabulary)
        except FormulaError:
            return None
        return node if refs(node) else None


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator aims at."""

    operator: str
    amount: Quantity | str | None
    formula: str
    high: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """The row of a department's own indicator, as texts."""

    id: str
    slot: str
    level: str
    name: str
    weight: Exact
    target: str
    actual: str
    tier: str = ""
    points: Exact | None = None
    judge: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""


def indicator(row: Entered, entries: Entries, place: Place, actual_place: Place) -> OwnIndicator:
    """A department's own indicator from its row; an empty actual value stays unknown."""
    target = entries.target(row.target, row.name, place)
    if target.operator in (BY_DATE, BETWEEN) and row.actual and entries.in_words(row.actual, target.operator):
        target = Target(WORDS, row.target, "")  # a day or a range whose actual value is told in words is for a person to judge
    actual: Quantity | str | None = row.actual or None
    formula = ""
    if actual is not None and target.operator == BY_DATE:
        actual = entries.day(row.actual)
    elif actual is not None and target.operator not in (WORDS, BLANK):
        actual, formula = entries.amount(row.actual, row.name, actual_place)
        kinds = entries.dimension(target.amount, target.formula), entries.dimension(actual, formula)
        if None not in kinds and dimensions.ANY not in kinds and kinds[0] != kinds[1]:
            entries.problems.append(problem(WRONG_UNIT, actual_place, row.actual, name=row.name, wanted=row.target))
            actual, formula = None, ""
    return OwnIndicator(
        id=row.id,
        slot=row.slot,
        level=row.level,
        name=row.name,
        weight=row.weight,
        operator=target.operator,
        target=target.amount,
        actual=actual,
        place=place,
        target_formula=target.formula,
        actual_formula=formula,
        tier=row.tier,
        points=row.points,
        judge=row.judge,
        evidence=row.evidence,
        reason=row.reason,
        target_text=row.target,
        actual_text=row.actual,
        target_high=target.high,
    )
