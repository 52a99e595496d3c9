"""What a template may call by its law-book name: every fact at every stage and of the year before, and what can be derived from two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.writing import figures, numerals
from hengji.writing.filler import Filled

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.context import Members
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact, Stated
    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import Concept

EMPTY = Filled("")
YES = Filled("1")
MONEY, RATIO = "money", "ratio"
_BASIS = re.compile(r"(.+)\[([^\[\]]*)\]")
_SEPARATOR = re.compile(r"\s*[,，、]\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name read: whose figure, at which stage, of which part, how many years back; `written` is the name as it stands."""

    concept: Concept
    stage: str
    members: Members
    years_back: int
    written: str


class References(Mapping[str, Filled]):
    """A mapping from a name, with an optional suffix, to what is printed for it; names are read when they are asked for."""

    def __init__(self, case: Case, book: Book) -> None:
        self.case, self.book = case, book
        self._known: dict[str, Filled] = {}
        self._stages = {stage.label: stage.id for stage in book.stages.values()}
        self._axes = {axis.label: axis for axis in book.axes.values()}
        self._prior = book.caption("docx.prior")
        word = {key: book.caption(f"docx.suffix_{key}") for key in (*_PLAIN, *_AGAINST)}
        self._plain = {word[key]: made for key, made in _PLAIN.items()}
        self._against = {word[key]: made for key, made in _AGAINST.items()}

    def __getitem__(self, name: str) -> Filled:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._resolve(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.book.by_label)

    def __len__(self) -> int:
        return len(self.book.by_label)

    def _resolve(self, name: str) -> Filled:
        reference = self.read(name)
        if reference is not None:
            return self.value(reference)
        base, dot, suffix = name.rpartition(".")
        reference = self.read(base) if dot else None
        if reference is None:
            raise KeyError(name)
        made = self._plain.get(suffix)
        return made(self, reference) if made else self._compared(name, reference, suffix)

    def _compared(self, name: str, reference: Reference, suffix: str) -> Filled:
        for word, made in self._against.items():
            other = self.other(reference, suffix.removeprefix(word)) if suffix.startswith(word) else None
            if other is not None:
                return made(self, reference, other)
        raise KeyError(name)

    def read(self, name: str) -> Reference | None:
        """A name of the law book, or None: label, stage and members in brackets, the year before around it."""
        inner = self._within_prior(name)
        if inner is not None:
            reference = self.read(inner)
            return replace(reference, years_back=reference.years_back + 1, written=name) if reference else None
        concept = self.book.by_label.get(name)
        if concept is not None:
            return Reference(concept, concept.stages[0] if concept.stages else "", (), 0, name)
        found = _BASIS.fullmatch(name)
        concept = self.book.by_label.get(found[1]) if found else None
        return self._with_basis(concept, found[2], name) if found and concept else None

    def _within_prior(self, name: str) -> str | None:
        for opening, closing in ("()", "（）"):
            if name.startswith(self._prior + opening) and name.endswith(closing):
                return name[len(self._prior) + 1 : -1]
        return None

    def _with_basis(self, concept: Concept, basis: str, name: str) -> Reference | None:
        stage, members = concept.stages[0] if concept.stages else "", []
        for part in _SEPARATOR.split(basis.strip()):
            axis, colon, code = part.replace("：", ":").partition(":")
            if colon and axis in self._axes:
                members.append((self._axes[axis].id, code.strip()))
            elif part in self._stages:
                stage = self._stages[part]
            else:
                return None
        return Reference(concept, stage, tuple(sorted(members)), 0, name)

    def other(self, reference: Reference, word: str) -> Reference | None:
        """What a suffix compares with: the year before, another stage of the same figure, or another figure."""
        if word == self._prior:
            return replace(reference, years_back=reference.years_back + 1, written=word)
        stage = self._stages.get(word)
        if stage is not None:
            return replace(reference, stage=stage, written=word)
        return self.read(word)

    # ---- facts

    def fact(self, reference: Reference) -> Fact | None:
        """The first statement of what a name speaks of."""
        year = self.case.year - reference.years_back
        return self.case.facts.find((reference.concept.id, year, reference.stage, reference.members))

    def quantity(self, reference: Reference) -> Quantity | None:
        """The amount that a name speaks of, where it is one and is known."""
        fact = self.fact(reference)
        return fact.value if fact is not None and isinstance(fact.value, Quantity) else None

    def value(self, reference: Reference) -> Filled:
        """A fact as it is printed, or why there is none."""
        fact = self.fact(reference)
        return self.missing(reference) if fact is None else Filled(self.printed(fact.value), self.figure(reference))

    def figure(self, reference: Reference) -> str:
        """The id of what a name speaks of, stated or not."""
        return figures.about(reference.concept.id, self.case.year - reference.years_back, reference.stage, reference.members)

    def missing(self, *references: Reference, figure: str = "") -> Filled:
        """Nothing to print, because nobody gave these figures; `figure` is what would stand here, one figure where it is not said."""
        names = "、".join(reference.written for reference in references if self.fact(reference) is None)
        figure = figure or (self.figure(references[0]) if len(references) == 1 else "")
        return Filled("", figure, self.book.caption("docx.missing", names=names))

    def printed(self, value: Stated) -> str:
        """A value as a reader sees it: money in the shown unit, everything else as it was given."""
        match value:
            case Quantity():
                return numerals.money(value, self.book.shown[MONEY]) if value.unit.dimension == MONEY else value.printed
            case bool():
                return self.book.caption("docx.yes" if value else "docx.no")
            case date():
                return self.book.caption("docx.date", year=value.year, month=value.month, day=value.day)
        return value

    def shown_unit(self, quantity: Quantity) -> Unit:
        """The unit in which a figure of this kind is printed."""
        return self.book.shown[MONEY] if quantity.unit.dimension == MONEY else quantity.unit

    def difference(self, reference: Reference, other: Reference) -> Exact | None:
        """The exact difference in base units, where both are known and of one kind."""
        mine, theirs = self.quantity(reference), self.quantity(other)
        if mine is None or theirs is None or mine.unit.dimension != theirs.unit.dimension:
            return None
        return exact.subtract(mine.value, theirs.value)

    def amount(self, value: Exact, like: Quantity) -> str:
        """A derived amount in the unit of the figures it comes from, without its name."""
        decimals = numerals.MONEY_DECIMALS if like.unit.dimension == MONEY else like.decimals
        return numerals.amount(value, self.shown_unit(like), decimals)

    def derived(self, reference: Reference, other: Reference, how: str) -> str:
        """The id of a derived figure: the two it comes from."""
        sides = ((self.case.year - side.years_back, side.stage, side.members) for side in (reference, other))
        mine, theirs = (figures.about(side.concept.id, *where) for side, where in zip((reference, other), sides, strict=True))
        return f"{mine}|{how}|{theirs}"

    def reason(self, reference: Reference) -> str:
        """The clerk's own words on why a figure changed, without the final stop."""
        for name in self._names(reference):
            given = self.case.reasons.get(name, "")
            if given:
                return given.strip().rstrip("。；;.")
        return ""

    def _names(self, reference: Reference) -> Iterator[str]:
        yield reference.written
        for axis, code in reference.members:
            entry = self.book.axes[axis]
            yield f"{reference.concept.label}[{entry.label}:{code}]"
            if code in entry.members:
                yield entry.members[code].label
        if not reference.members:
            yield reference.concept.label

    def label(self, reference: Reference) -> str:
        """What a reader calls the figure: its part, or its name."""
        for axis, code in reference.members:
            member = self.book.axes[axis].members.get(code)
            return member.label if member else code
        return reference.concept.label


# ---- suffixes: what may stand behind the point of a name


def _number(names: References, reference: Reference) -> Filled:
    quantity = names.quantity(reference)
    value = names.value(reference)
    text = names.amount(quantity.value, quantity) if quantity else value.text
    return Filled(text, f"{value.figure}{figures.NUMBER_FORM}", value.reason)


def _any(names: References, reference: Reference) -> Filled:
    stages = reference.concept.stages or ("",)
    variants = (replace(reference, stage=stage, years_back=back) for stage in stages for back in (0, 1))
    return YES if any(names.fact(variant) for variant in variants) else names.missing(reference)


def _zero(names: References, reference: Reference) -> Filled:
    quantity = names.quantity(reference)
    return YES if quantity is not None and quantity.value[0] == 0 else EMPTY


def _not_zero(names: References, reference: Reference) -> Filled:
    quantity = names.quantity(reference)
    return YES if quantity is not None and quantity.value[0] != 0 else EMPTY


def _reason(names: References, reference: Reference) -> Filled:
    """「，主要原因：…」 behind a change; only a remark in brackets where no change can be told."""
    reason = names.reason(reference)
    if not reason:
        return EMPTY
    stages = [replace(reference, stage=stage) for stage in reference.concept.stages]
    bases = [replace(reference, years_back=reference.years_back + 1), *(other for other in stages if other != reference)]
    changed = any(names.difference(reference, base) is not None for base in bases)
    return Filled(names.book.caption("docx.reason" if changed else "docx.note", reason=reason))


def _main_reason(names: References, reference: Reference) -> Filled:
    reason = names.reason(reference)
    return Filled(names.book.caption("docx.reason", reason=reason)) if reason else EMPTY


def _note(names: References, reference: Reference) -> Filled:
    reason = names.reason(reference)
    return Filled(names.book.caption("docx.note", reason=reason)) if reason else EMPTY


def _reason_text(names: References, reference: Reference) -> Filled:
    return Filled(names.reason(reference))


def _change(names: References, reference: Reference, other: Reference) -> Filled:
    """「，较上年增加…，增长…」; nothing where one side is unknown."""
    difference, mine, base = names.difference(reference, other), names.quantity(reference), names.quantity(other)
    if difference is None or mine is None or base is None:
        return EMPTY
    direction = "same" if difference[0] == 0 else ("up" if difference[0] > 0 else "down")
    if base.value[0] == 0 and difference[0] != 0:
        direction = "from_zero"
    size = (abs(difference[0]), difference[1])
    text = names.book.caption(
        f"docx.change_{direction}",
        base=other.written,
        amount=f"{names.amount(size, mine)}{names.shown_unit(mine).label}",
        rate=numerals.percent(exact.divide(size, base.value)) if base.value[0] else "",
    )
    return Filled(text, names.derived(reference, other, "change"))


def _difference(names: References, reference: Reference, other: Reference) -> Filled:
    difference, mine = names.difference(reference, other), names.quantity(reference)
    figure = names.derived(reference, other, "difference")
    if difference is None or mine is None:
        return names.missing(reference, other, figure=figure)
    return Filled(names.amount(difference, mine), figure)


def _growth(names: References, reference: Reference, other: Reference) -> Filled:
    return _rate(names, reference, other, names.difference(reference, other), "growth")


def _share(names: References, reference: Reference, other: Reference) -> Filled:
    """A part over its whole; where the department gives the share itself and it prints otherwise, that too."""
    mine = names.quantity(reference)
    found = _rate(names, reference, other, mine.value if mine else None, "share")
    given = _share_given(names, reference, other)
    if given is None or mine is None or names.quantity(other) is None or given.printed == found.text:
        return found
    return replace(found, text=names.book.caption("docx.share_given", computed=found.text, given=given.printed))


def _share_given(names: References, reference: Reference, other: Reference) -> Quantity | None:
    """What the department itself gives as the share of two concepts, where the dictionary has a name for it."""
    label = names.book.caption("docx.share_name", part=reference.concept.label, whole=other.concept.label)
    concept = names.book.by_label.get(label)
    if concept is None or reference.members or other.members:
        return None
    stage = reference.stage if reference.stage in concept.stages else next(iter(concept.stages), "")
    return names.quantity(replace(reference, concept=concept, stage=stage, written=label))


def _rate(names: References, reference: Reference, other: Reference, part: Exact | None, how: str) -> Filled:
    base, figure = names.quantity(other), names.derived(reference, other, how)
    if part is None or base is None:
        return names.missing(reference, other, figure=figure)
    if base.value[0] == 0:
        return Filled(names.book.caption("docx.not_applicable"), figure)
    return Filled(numerals.percent(exact.divide(part, base.value)), figure)


def _gap(names: References, reference: Reference, other: Reference) -> Filled:
    """A visible gap where a change has no reason given; never an invented one."""
    difference = names.difference(reference, other)
    if difference is None or difference[0] == 0 or names.reason(reference):
        return EMPTY
    return Filled(names.book.caption("docx.gap", label=names.label(reference), base=other.written))


_PLAIN: dict[str, Callable[[References, Reference], Filled]] = {
    "number": _number,
    "any": _any,
    "zero": _zero,
    "not_zero": _not_zero,
    "reason": _reason,
    "reason_text": _reason_text,
    "note": _note,
    "main_reason": _main_reason,
}
_AGAINST: dict[str, Callable[[References, Reference, Reference], Filled]] = {
    "change": _change,
    "difference": _difference,
    "growth": _growth,
    "share": _share,
    "gap": _gap,
}
