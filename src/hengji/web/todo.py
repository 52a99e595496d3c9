"""待办: what a person is to do now, what was sent back, and what is done; one list for every role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from hengji.web import access
from hengji.web.law import word
from hengji.web.roles import Relation, Role, State
from hengji.web.rounds.models import Reminder
from hengji.web.submissions.models import Step, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.web.access import Actor

MOST = 200
AT_WORK = {
    Role.CLERK: {"to_send": (State.DRAFT,), "returned": (State.RETURNED,)},
    Role.UNIT_REVIEWER: {"to_review": (State.UNIT_REVIEW,)},
    Role.DEPARTMENT: {"to_review": (State.DEPARTMENT_REVIEW,)},
    Role.FINANCE_REVIEWER: {"to_review": (State.FINANCE_REVIEW,), "to_publish": (State.APPROVED,)},
    Role.DIRECTOR: {"to_publish": (State.APPROVED,)},
    Role.THIRD_PARTY: {"to_review": (State.FINANCE_REVIEW,)},
}
TO_PUBLISH = "to_publish"
REMINDED = ("to_send", "returned")
GROUPS = ("to_send", "returned", "to_review", "to_publish", "done")
FIELD = {Relation.OWN: "unit", Relation.DEPARTMENT: "department", Relation.BUREAU: "round__bureau"}
WHERE = {
    Role.CLERK: Relation.OWN, Role.UNIT_REVIEWER: Relation.OWN, Role.DEPARTMENT: Relation.DEPARTMENT,
    Role.FINANCE_REVIEWER: Relation.BUREAU, Role.DIRECTOR: Relation.BUREAU,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """One of the lists, with its title and its submissions."""

    name: str
    title: str
    submissions: tuple[Any, ...]


def lists(actor: Actor) -> tuple[Group, ...]:
    """The lists that are not empty, and those that a person of these roles would look for."""
    found: dict[str, dict[int, Any]] = {}
    for name, submission in _waiting(actor):
        found.setdefault(name, {})[submission.pk] = submission
    _reminded([each for name in REMINDED for each in found.get(name, {}).values()])
    seen = {pk for group in found.values() for pk in group}
    acted = Submission.objects.filter(steps__by=actor.user).exclude(pk__in=seen).select_related("round", "unit").distinct()
    found["done"] = {each.pk: each for each in acted[:MOST]}
    return tuple(Group(name, word(f"todo_{name}"), tuple(found[name].values())) for name in GROUPS if name in found)


def _reminded(waiting: list[Any]) -> None:
    """Puts the latest 催报 beside each submission that its unit has not sent in."""
    rows = Reminder.objects.filter(round__in={each.round_id for each in waiting}, unit__in={each.unit_id for each in waiting})
    latest = {(row.round_id, row.unit_id): row for row in rows.select_related("sent_by").order_by("at")}
    for each in waiting:
        each.reminder = latest.get((each.round_id, each.unit_id))


def _waiting(actor: Actor) -> Iterator[tuple[str, Any]]:
    """What waits for a step of one of the actor's roles, with the list that it stands in."""
    for grant, _ in access.grants(actor.user, actor.at):
        role = Role(grant.role)
        for name, states in AT_WORK.get(role, {}).items():
            where = (
                {"assignments__user": actor.user, "assignments__withdrawn_at": None}
                if role is Role.THIRD_PARTY
                else {FIELD[WHERE[role]]: grant.place_id}
            )
            wanted = Submission.objects.filter(state__in=states, round__year__gte=grant.first_year, **where)
            if grant.last_year is not None:
                wanted = wanted.filter(round__year__lte=grant.last_year)
            if name == TO_PUBLISH:  # whoever took a step of this cycle does not take this one (WF10)
                taken = Step.objects.filter(submission=OuterRef("pk"), cycle=OuterRef("cycle"), by=actor.user)
                wanted = wanted.exclude(Exists(taken))
            for submission in wanted.exclude(round__state="prepared").select_related("round", "unit")[:MOST]:
                yield name, submission
