"""Every write to a round: setting it up, opening it, copying last year's, reminding units, exporting everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from hengji.web import access
from hengji.web.accounts.models import UNIT, Belonging, Place
from hengji.web.faults import refused
from hengji.web.journal.actions import record
from hengji.web.law import book, law, outline_title, word
from hengji.web.library import shelf
from hengji.web.library.models import OUTLINE, SCHEME
from hengji.web.roles import EDITABLE
from hengji.web.rounds.models import CLOSED, OPEN, PREPARED, Reminder, Round
from hengji.web.submissions.models import Submission
from hengji.web.work import actions as work
from hengji.writing.docx import outlines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from hengji.rulebook.scheme import Scheme
    from hengji.web.access import Actor
    from hengji.web.work.models import Task

TWICE, NO_UNITS, STALE, NOT_A_UNIT, BEGUN, NO_SCHEME, ANOTHER = "WF25", "WF26", "WF27", "WF28", "WF29", "WF30", "WF47"
FIELDS = (
    "year", "title", "scheme", "outline", "notice_title", "notice_number", "notice_text", "deadline", "early_warning_days", "late_rule",
)  # fmt: skip


def units_of(bureau: Place, year: int) -> dict[int, tuple[Place, Place]]:
    """The budgetary units under a bureau in a year, each with its department."""

    def under(place: Place) -> Iterable[Any]:
        rows = Belonging.objects.filter(under=place, first_year__lte=year).select_related("place").order_by("place__code")
        return (each for each in rows if each.last_year is None or each.last_year >= year)

    found: dict[int, tuple[Place, Place]] = {}
    for department in under(bureau):
        if department.place.kind == UNIT:
            found[department.place.pk] = (department.place, department.place)
        for unit in under(department.place):
            found[unit.place.pk] = (unit.place, department.place)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A scheme that a round may have: its id, its title, the scheme that it is an edition of; `own` where the bureau brought it in."""

    id: str
    title: str
    extends: str = ""
    own: bool = False


def schemes_for(year: int, also: str = "", bureau: Place | None = None) -> list[Choice]:
    """The schemes that may be chosen for a year: the bureau's own, then those in force, never a teaching one unless the round has it already."""
    own = [] if bureau is None else list(shelf.adopted(bureau, SCHEME, year, also))
    found = [Choice(each.name, word("own_title", title=each.title), own=True) for each in own]
    found += [
        Choice(each.id, each.title, each.extends)
        for each in book().offered()
        if each.kind == "department" and each.first <= year and (each.last is None or year <= each.last)
    ]
    kept = book().schemes.get(also)
    here = {each.id for each in found}
    return found if kept is None or kept.id in here else [Choice(kept.id, kept.title, kept.extends), *found]


def outlines_for(year: int, also: str = "", bureau: Place | None = None) -> list[tuple[str, str]]:
    """The report outlines that may be chosen: the bureau's own, then those of the law book, by their names in words."""
    own = [] if bureau is None else list(shelf.adopted(bureau, OUTLINE, year, also))
    return [
        *((each.name, word("own_title", title=each.title)) for each in own),
        *((each, outline_title(each)) for each in outlines(book())),
    ]


def create(
    actor: Actor, bureau: Place, said: dict[str, Any], copied_from: Round | None = None, *, beside_another: bool = False
) -> Round:
    """A round that is being prepared; every unit of the bureau in that year belongs to it at first.

    A second one of a year, in which every unit would fill in twice, is made only where that is said (WF47).
    """
    with transaction.atomic():
        access.require(actor, "rounds:create", bureau)
        _known(said, bureau)
        try:
            with transaction.atomic():
                made = Round.objects.create(
                    bureau=bureau, state=PREPARED, made_by=actor.user, made_at=actor.at, copied_from=copied_from,
                    **{name: said[name] for name in FIELDS},
                )  # fmt: skip
        except IntegrityError as error:
            raise refused(TWICE, str(bureau), said["title"]) from error
        other = Round.objects.filter(bureau=bureau, year=made.year).exclude(pk=made.pk).first()
        if other is not None and not beside_another:
            raise refused(ANOTHER, str(bureau), other.title, year=made.year)
        record(actor, "round.made", f"round/{made.pk}", _told(said) | {"copied_from": copied_from.pk if copied_from else 0})
        _enrol(made, units_of(bureau, made.year))
        return made


def _told(said: dict[str, Any]) -> dict[str, Any]:
    return {name: str(said[name]) for name in FIELDS}


def _known_scheme(name: str) -> Scheme:
    scheme = law(name).book.schemes.get(name)
    if scheme is None:
        raise refused(NO_SCHEME, name, name)
    return scheme


def _known(said: dict[str, Any], bureau: Place) -> None:
    """The scheme and the outline are there, and where a bureau brought them in it was this one."""
    for key, kind in (("scheme", SCHEME), ("outline", OUTLINE)):
        name = said[key]
        official = name in book().schemes if kind == SCHEME else name in outlines(book()) or not name
        if not official and not any(each.name == name for each in shelf.adopted(bureau, kind, int(said["year"]), name)):
            raise refused(NO_SCHEME, name, name)


def _enrol(made: Round, units: dict[int, tuple[Place, Place]]) -> None:
    here = set(made.submissions.values_list("unit_id", flat=True))
    Submission.objects.bulk_create(
        Submission(round=made, unit=unit, department=department, scheme_digest=made.scheme_digest)
        for pk, (unit, department) in units.items()
        if pk not in here
    )


def change(actor: Actor, pk: int, version: int, said: dict[str, Any]) -> Round:
    """Changes a round: its scheme and year only while it is being prepared, its deadline always, and everyone sees it in the journal."""
    with transaction.atomic():
        found = _locked(actor, "rounds:change", pk, version)
        before = {name: str(getattr(found, name)) for name in FIELDS}
        if found.state != PREPARED and any(str(said[name]) != before[name] for name in ("scheme", "year", "outline")):
            raise refused(BEGUN, str(found), found.title)
        _known(said, found.bureau)
        for name in FIELDS:
            setattr(found, name, said[name])
        found.version += 1
        try:
            with transaction.atomic():
                found.save()
        except IntegrityError as error:
            raise refused(TWICE, str(found.bureau), said["title"]) from error
        now = _told(said)
        record(
            actor, "round.changed", f"round/{pk}", {name: [before[name], now[name]] for name in FIELDS if before[name] != now[name]}
        )
        return found


def _locked(actor: Actor, route: str, pk: int, version: int | None = None) -> Round:
    found = Round.objects.select_for_update().select_related("bureau").get(pk=pk)
    access.require(actor, route, found)
    if version is not None and found.version != version:
        raise refused(STALE, str(found), found.title)
    return found


def set_units(actor: Actor, pk: int, wanted: Collection[int]) -> None:
    """Which units take part; one that has begun to fill in stays."""
    with transaction.atomic():
        found = _locked(actor, "rounds:units", pk)
        known = units_of(found.bureau, found.year)
        strange = set(wanted) - set(known)
        if strange:
            raise refused(NOT_A_UNIT, str(found), len(strange), status=400)
        leaving = found.submissions.exclude(unit_id__in=wanted)
        begun = leaving.filter(version__gt=1)
        if begun.exists():
            raise refused(BEGUN, str(found), "、".join(str(each.unit) for each in begun[:5]))
        leaving.delete()
        _enrol(found, {pk: known[pk] for pk in wanted})
        record(actor, "round.units", f"round/{pk}", {"units": sorted(known[each][0].code for each in wanted)})


def import_units(actor: Actor, pk: int, given: Collection[str]) -> tuple[int, int]:
    """The units that take part, by their codes as a list names them; how many, and how many were taken out. A code of no unit of the bureau stops it (WF28)."""
    with transaction.atomic():
        found = _locked(actor, "rounds:units", pk)
        by_code = {unit.code: unit.pk for unit, _ in units_of(found.bureau, found.year).values()}
        strange = [code for code in given if code not in by_code]
        if strange:
            raise refused(NOT_A_UNIT, str(found), f"{len(strange)}（{'、'.join(strange[:5])}）", status=400)
        before = set(found.submissions.values_list("unit_id", flat=True))
        wanted = {by_code[code] for code in given}
        set_units(actor, pk, wanted)
        return len(wanted), len(before - wanted)


def open_(actor: Actor, pk: int, version: int) -> Round:
    """Opens a round to its units; from now on its scheme is this edition."""
    with transaction.atomic():
        found = _locked(actor, "rounds:open", pk, version)
        if not found.submissions.exists():
            raise refused(NO_UNITS, str(found), found.title)
        found.state, found.opens_at, found.version = OPEN, found.opens_at or actor.at, found.version + 1
        found.scheme_digest = _known_scheme(found.scheme).digest
        found.save()
        found.submissions.update(scheme_digest=found.scheme_digest)
        record(
            actor,
            "round.open",
            f"round/{pk}",
            {"scheme": found.scheme, "digest": found.scheme_digest, "units": found.submissions.count()},
        )
        return found


def close(actor: Actor, pk: int, version: int) -> Round:
    """Closes a round: nothing more is sent in; it may be opened again."""
    with transaction.atomic():
        found = _locked(actor, "rounds:close", pk, version)
        found.state, found.version = CLOSED, found.version + 1
        found.save()
        record(actor, "round.closed", f"round/{pk}")
        return found


def copy(actor: Actor, pk: int) -> Round:
    """Last year's round for the year after: the same notice, rule and units, the scheme in force then; its deadline a year later."""
    with transaction.atomic():
        found = _locked(actor, "rounds:copy", pk)
        year = found.year + 1
        offered = schemes_for(year, found.scheme, found.bureau)
        scheme = next((each.id for each in offered if found.scheme in {each.id, each.extends}), offered[0].id)
        said = {name: getattr(found, name) for name in FIELDS} | {
            "year": year,
            "title": _moved(found.title, found.year),
            "notice_title": _moved(found.notice_title, found.year),
            "notice_number": "",
            "notice_text": _moved(found.notice_text, found.year),
            "scheme": scheme,
            "deadline": _a_year_later(found.deadline),
        }
        made = create(actor, found.bureau, said, found)
        known = units_of(found.bureau, year)
        set_units(actor, made.pk, {each for each in found.submissions.values_list("unit_id", flat=True) if each in known})
        return made


def _moved(text: str, year: int) -> str:
    """A text with its years moved on by one."""
    return text.replace(str(year + 1), "\0").replace(str(year), str(year + 1)).replace("\0", str(year + 2))


def _a_year_later(moment: Any) -> Any:
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + 1, day=28)


def remind(actor: Actor, pk: int, units: Collection[int], text: str) -> tuple[int, int]:
    """催报: units that have not sent in are reminded, each once a day at most; how many were, and how many had been today."""
    with transaction.atomic():
        found = _locked(actor, "rounds:remind", pk)
        day = timezone.localtime(actor.at).date()
        waiting = found.submissions.filter(unit_id__in=units, state__in=EDITABLE).select_related("unit")
        already = set(found.reminders.filter(day=day).values_list("unit_id", flat=True))
        new = [each for each in waiting if each.unit_id not in already]
        Reminder.objects.bulk_create(
            Reminder(round=found, unit=each.unit, day=day, at=actor.at, sent_by=actor.user, text=(text or word("reminder"))[:300])
            for each in new
        )
        record(actor, "round.reminded", f"round/{pk}", {"units": [each.unit.code for each in new], "text": text})
        return len(new), len(waiting) - len(new)


def ask_export(actor: Actor, pk: int) -> Task:
    """Asks for all packages of a round in one file."""
    with transaction.atomic():
        _locked(actor, "rounds:export", pk)
        return work.ask(actor, "export_round", f"round/{pk}", {"round": pk})
