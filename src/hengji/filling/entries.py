"""A case taken apart into fields: what a workbook, a case file or last year's round would have been typed as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.filling.form import ASK, FACT, LINE, NARRATIVE, SAID, WHY
from hengji.rulebook import asked
from hengji.rulebook.naming import fact_name
from hengji.rulebook.sheets import AMOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact, Stated
    from hengji.filling.form import Entry, Form

YES, NO, UNANSWERED = "是", "否", ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with its text, and where it was read: the place in the file, and the words that stand there."""

    key: str
    text: str
    place: str = ""
    quote: str = ""


def fields(case: Case, form: Form) -> tuple[Filled, ...]:
    """Every field of a case, as a person would have typed it; what the form has no field for is left out."""
    known = ((found, form.entry(found.key)) for found in _all(case, form) if found.text)
    return tuple(replace(found, text=_bare(found.text, field)) for found, field in known if field is not None)


def _bare(text: str, field: Entry) -> str:
    """An amount in its field's own unit as a clerk would type it: without the unit."""
    number = text.removesuffix(field.unit) if field.kind == AMOUNT and field.unit else text
    return number if number[-1:].isdigit() else text


def _all(case: Case, form: Form) -> Iterator[Filled]:
    yield from (Filled(f"head/{name}", text) for name, text in case.head.items())
    outlines = {name: label for label, name in form.choices.get("outlines", {}).items()}
    yield Filled("template", outlines.get(case.template, case.template))
    for fact in case.facts:
        yield from _fact(fact, case.year, form)
    yield from (Filled(f"{WHY}/{name}", text) for name, text in case.reasons.items() if not _is_line(name, form))
    yield from (Filled(f"{LINE}/{name}/why", text) for name, text in case.reasons.items() if _is_line(name, form))
    yield from (Filled(f"{LINE}/{name}/not_applicable", text) for name, text in case.not_applicable.items())
    yield from _judgements(case)
    yield from _indicators(case, form)
    yield from _claims(case, form)
    yield from _asked(case)
    for number, bonus in enumerate(case.bonus, start=1):
        for name in ("name", "body", "date", "level"):
            yield Filled(f"bonus/{number}/{name}", str(getattr(bonus, name)))
        yield Filled(f"bonus/{number}/points", _points(bonus.points))
    for number, project in enumerate(case.projects, start=1):
        yield Filled(f"projects/{number}/name", project.name)
        yield from (Filled(f"projects/{number}/{stage}", amount.printed) for stage, amount in project.amounts)
        yield Filled(f"projects/{number}/note", project.note)
    yield from (Filled(f"{NARRATIVE}/{name}", "\n".join(texts)) for name, texts in case.narrative.items())


def _is_line(name: str, form: Form) -> bool:
    return any(row.id == name for row in form.scheme.rows)


def stated(value: Stated) -> str:
    """A value as it would be typed."""
    if isinstance(value, Quantity):
        return value.printed
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def fact_key(fact: Fact, year: int, form: Form) -> str:
    """The field of a fact."""
    context = fact.context
    return f"{FACT}/{fact_name(form.book, fact.concept, context.stage, context.year - year, context.members)}"


def _fact(fact: Fact, year: int, form: Form) -> Iterator[Filled]:
    key, source = fact_key(fact, year, form), fact.provenance
    yield Filled(key, stated(fact.value), str(source.place), source.quote)
    said = source.said
    if said:
        yield Filled(f"{SAID}/{key.partition('/')[2]}", said)


def _judgements(case: Case) -> Iterator[Filled]:
    for name, given in case.judgements.items():
        lead = f"{LINE}/{name}"
        yield Filled(f"{lead}/tier", given.tier)
        yield Filled(f"{lead}/points", _points(given.points))
        yield Filled(f"{lead}/judge", given.judge)
        yield Filled(f"{lead}/reason", given.reason)
        yield Filled(f"{lead}/evidence", "\n".join(given.evidence))
        for number, answer in enumerate(given.answers, start=1):
            yield Filled(f"{lead}/answer/{number}", UNANSWERED if answer is None else YES if answer else NO)


def _indicators(case: Case, form: Form) -> Iterator[Filled]:
    slots = {name: label for label, name in form.choices.get("slots", {}).items()}
    for number, own in enumerate(case.indicators, start=1):
        lead = f"indicators/{number}"
        yield Filled(f"{lead}/slot", slots.get(own.slot, own.slot))
        for name, text in (
            ("id", own.id), ("level", own.level), ("name", own.name), ("weight", _points(own.weight)), ("target", own.target_text),
            ("actual", own.actual_text), ("tier", own.tier), ("points", _points(own.points)), ("judge", own.judge),
            ("evidence", "\n".join(own.evidence)), ("reason", own.reason),
        ):  # fmt: skip
            yield Filled(f"{lead}/{name}", text)


def _claims(case: Case, form: Form) -> Iterator[Filled]:
    claims = case.claims
    kinds = {name: label for label, name in form.choices.get("claim_kinds", {}).items()}
    if claims.kind != "self":
        yield Filled("claimed/kind", kinds.get(claims.kind, ""))
    yield Filled("claimed/total", _points(claims.total))
    yield Filled("claimed/grade", claims.grade)
    own = {each.id: number for number, each in enumerate(case.indicators, start=1)}
    for name, points in claims.lines:
        yield Filled(f"indicators/{own[name]}/claimed" if name in own else f"{LINE}/{name}/claimed", _points(points))
    for number, (name, points) in enumerate(claims.subtotals, start=1):
        yield Filled(f"subtotals/{number}/name", name)
        yield Filled(f"subtotals/{number}/points", _points(points))
    for number, (line, weight, points, reason) in enumerate(claims.deductions, start=1):
        for name, text in (("line", line), ("weight", _points(weight)), ("points", _points(points)), ("reason", reason)):
            yield Filled(f"deductions/{number}/{name}", text)


def _asked(case: Case) -> Iterator[Filled]:
    for line, given in case.entries.items():
        for name, value in given.values.items():
            key = f"{ASK}/{asked.ENTRY}/{line}/{name}"
            yield Filled(key, stated(value))
            yield Filled(f"{SAID}/{key}", given.source)
    for line, names in case.chosen.items():
        yield from (Filled(f"{ASK}/{asked.CHOICE}/{line}/{name}", YES) for name in names)
    for line, group in case.peers.items():
        yield from (Filled(f"{ASK}/{asked.PEER}/{line}/{name}", amount.printed) for name, amount in group.printed.items())
    for veto, answer in case.vetoes.items():
        if answer.holds is not None:
            yield Filled(f"{ASK}/{asked.VETO}/{veto}/{veto}", YES if answer.holds else NO)
    for number, (line, taken) in enumerate(case.deductions.items(), start=1):
        for name, text in (("line", line), ("points", _points(taken.points)), ("judge", taken.judge), ("reason", taken.reason)):
            yield Filled(f"manual/{number}/{name}", text)


def _points(value: Exact | None) -> str:
    return "" if value is None else exact.plain(value)
