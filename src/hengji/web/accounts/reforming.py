"""机构改革: a place gets another name, or ends with a year. What was sent, approved and published keeps the name that it was sent under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from hengji.web import access
from hengji.web.accounts.models import Belonging, Place
from hengji.web.accounts.moving import SETTLED
from hengji.web.faults import refused
from hengji.web.journal.actions import record
from hengji.web.law import word
from hengji.web.roles import State
from hengji.web.rounds.models import CLOSED
from hengji.web.submissions.models import Submission

if TYPE_CHECKING:
    from hengji.web.access import Actor

NOT_SO = "WF48"
UNTOUCHED = Q(state=State.DRAFT, version=1, round__state=CLOSED)
"""A form of a round that is over in which nobody wrote anything."""


def rename(actor: Actor, pk: int, name: str, reason: str) -> Place:
    """Another name from now on; who has a page of it open with something to save is told by the draft, which bears the unit's name."""
    with transaction.atomic():
        access.require(actor, "accounts:rename")
        place = Place.objects.select_for_update().get(pk=pk)
        before = place.name
        if name != before:
            Place.objects.filter(pk=pk).update(name=name)
            record(actor, "accounts.renamed", f"place/{pk}", {"before": before, "after": name, "reason": reason})
        place.refresh_from_db()
        return place


def standing_in_the_way(place: Place, year: int) -> list[str]:
    """What keeps a place from ending with a year: submissions of it that are not settled, places that still stand under it, its own later years."""
    waiting: Any = Submission.objects.filter(Q(unit=place) | Q(department=place)).exclude(state__in=SETTLED).exclude(UNTOUCHED)
    found = [f"{each.unit.name} {each.round.title}" for each in waiting.select_related("unit", "round").order_by("pk")]
    below = Belonging.objects.filter(under=place).filter(Q(last_year=None) | Q(last_year__gt=year)).select_related("place")
    found += [word("still_under", name=each.place.name) for each in below]
    later = place.belongings.filter(first_year__gt=year).select_related("under")
    return found + [word("later_under", name=each.under.name, year=each.first_year) for each in later]


def end(actor: Actor, pk: int, year: int, reason: str) -> Place:
    """撤销: the place takes part in no round after this year. Refused (WF48) while anything of it is open; its history stays."""
    with transaction.atomic():
        access.require(actor, "accounts:end")
        place = Place.objects.select_for_update().get(pk=pk)
        known = place.belongings.filter(last_year=None).order_by("-first_year").first()
        first = standing_in_the_way(place, year)
        if known is None or known.first_year > year:
            first = [word("not_standing", year=year), *first]
        if first:
            raise refused(NOT_SO, place.name, place.name, why="；".join(first[:3]), count=len(first))
        Belonging.objects.filter(pk=known.pk).update(last_year=year)
        record(actor, "accounts.ended", f"place/{pk}", {"name": place.name, "last_year": year, "reason": reason})
        return place
