"""划转: a unit goes from one department to another from a day on; what is still open of it goes along, what is settled stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from hengji.web import access
from hengji.web.accounts.models import DEPARTMENT, UNIT, Belonging, Place
from hengji.web.faults import refused
from hengji.web.journal.actions import record
from hengji.web.law import word
from hengji.web.roles import State
from hengji.web.submissions.models import Submission

if TYPE_CHECKING:
    from datetime import date

    from hengji.web.access import Actor

NOT_A_MOVE = "WF33"
SETTLED = (State.APPROVED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Affected:
    """The submissions of a unit in a move: those that go along, those of earlier years that stay open with the old department, those that are settled."""

    going: tuple[Any, ...]
    staying: tuple[Any, ...]
    settled: tuple[Any, ...]


def under(place: Place, year: int) -> Belonging | None:
    """What a place stands under in a year."""
    rows = Belonging.objects.filter(place=place, first_year__lte=year).filter(Q(last_year=None) | Q(last_year__gte=year))
    found: Belonging | None = rows.select_related("under").order_by("-first_year").first()
    return found


def affected(place: Place, day: date, *, earlier: bool) -> Affected:
    """What a move on a day does to the submissions: the year of the move and later ones go along, earlier ones only where that is asked for."""
    rows = list(Submission.objects.filter(unit=place).select_related("round", "department", "unit").order_by("round__year", "pk"))
    still = [each for each in rows if each.state not in SETTLED]
    going = tuple(each for each in still if earlier or each.round.year >= day.year)
    return Affected(
        going, tuple(each for each in still if each not in going), tuple(each for each in rows if each.state in SETTLED)
    )


def move(actor: Actor, pk: int, to: Place, day: date, *, earlier: bool, reason: str) -> Affected:
    """Moves a unit to another department of the same bureau (WF33 where that is none), with each submission that goes along.

    Who has been at work on it keeps his steps, opinions and approvals; from now on the new department reviews. Pages that were open are stale (WF09).
    """
    with transaction.atomic():
        access.require(actor, "accounts:move")
        place = Place.objects.select_for_update().get(pk=pk)
        old, bureau = _from(place, to, day)
        found = affected(place, day, earlier=earlier)
        if old.first_year == day.year:
            Belonging.objects.filter(pk=old.pk).update(under=to, moved_on=day)
        else:
            Belonging.objects.create(place=place, under=to, first_year=day.year, last_year=old.last_year, moved_on=day)
            Belonging.objects.filter(pk=old.pk).update(last_year=day.year - 1)
        told = {"from": old.under.code, "to": to.code, "bureau": bureau, "day": day, "reason": reason}
        row = {**told, "earlier": earlier, "submissions": [each.pk for each in found.going]}
        record(actor, "accounts.moved", f"place/{place.pk}", row)
        for each in found.going:
            _take_along(actor, each, to, told)
        return found


def _from(place: Place, to: Place, day: date) -> tuple[Belonging, str]:
    """What the unit stood under on the day, and the code of the bureau of both departments."""
    old = under(place, day.year)
    wrong = place.kind != UNIT or to.kind != DEPARTMENT or old is None or old.under_id == to.pk
    later = Belonging.objects.filter(place=place, first_year__gt=day.year).exists()
    above, beside = (None if wrong or old is None else under(old.under, day.year)), under(to, day.year)
    if old is None or above is None or beside is None or above.under_id != beside.under_id or later:
        raise refused(NOT_A_MOVE, place.name, to.name, now=old.under.name if old is not None else word("place_none"))
    return old, above.under.code


def _take_along(actor: Actor, each: Submission, to: Place, told: dict[str, Any]) -> None:
    now = Submission.objects.select_for_update().get(pk=each.pk)
    if now.state in SETTLED:
        return
    Submission.objects.filter(pk=each.pk).update(department=to, version=now.version + 1, changed_at=actor.at)
    record(actor, "submission.moved", f"submission/{each.pk}", {**told, "state": now.state})
