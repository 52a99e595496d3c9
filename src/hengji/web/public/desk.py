"""What the page of a check before release shows: each hit with every word on it and the way to mend it, what is withheld by name, who may return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from hengji.web import access
from hengji.web.accounts.models import Grant
from hengji.web.law import book, word
from hengji.web.public import rulings
from hengji.web.reviews.models import CELL
from hengji.web.reviews.seen import tree_of
from hengji.web.roles import Role
from hengji.web.submissions import steps
from hengji.web.submissions.drafts import form_of
from hengji.writing.face import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.access import Actor
    from hengji.web.public.models import Hit, Release, Ruling
    from hengji.web.submissions.models import Submission

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Way:
    """A field in which a number was typed: its name, where it is shown, and where its return is asked for."""

    label: str
    shown: str
    back: str


@dataclass(frozen=True, slots=True)
class Told:
    """A hit as the page shows it; `bound` where only a director lets it through."""

    hit: Hit
    said: tuple[Ruling, ...]
    bound: bool
    ways: tuple[Way, ...]


def hits(actor: Actor, submission: Submission, found: Iterable[Hit]) -> list[Told]:
    """The hits of a check for who looks at it."""
    said, held, form = rulings.told(submission), rulings.refusals(submission), form_of(submission)
    director = any(each.role == Role.DIRECTOR for each in access.standings(actor.user, submission, actor.at))
    rows = []
    for hit in found:
        about = (hit.kind, hit.masked)
        ways = tuple(_way(submission, key, form) for key in hit.keys)
        rows.append(Told(hit, tuple(said.get(about, ())), not director and (about in held or hit.allowed is False), ways))
    return rows


def _way(submission: Submission, key: str, form: Any) -> Way:
    shown = reverse("submissions:page", args=(submission.pk, form.tab_of.get(key, "stated")))
    back = reverse("reviews:page", args=(submission.pk,))
    return Way(form.label(key), f"{shown}?{urlencode({'at': key})}", f"{back}?{urlencode({'pin': f'{CELL}:{key}'})}#opinion")


def withheld(release: Release) -> list[str]:
    """The facts that the dictionary keeps back, by their names."""
    concepts = book().concepts
    facts = tree_of(release.evaluation.document_id)["facts"]
    kept = [each["concept"] for each in facts if each["concept"] not in concepts or concepts[each["concept"]].disclosure != PUBLIC]
    return list(dict.fromkeys(concepts[each].label if each in concepts else each for each in kept))


def returning(actor: Actor, submission: Submission) -> dict[str, Any]:
    """Whether who looks may return the submission to its unit now; else who may be asked."""
    if access.may(actor.user, "reviews:return", submission) and not steps.acted(submission, actor.user):
        return {"may": True}
    held = Grant.objects.filter(
        role=Role.FINANCE_REVIEWER, place=submission.round.bureau_id, withdrawn_at=None, user__is_active=True
    ).select_related("user")
    busy = set(submission.steps.filter(cycle=submission.cycle).values_list("by", flat=True))
    names = [each.user.name for each in held.order_by("pk") if each.user_id not in busy and each.user_id != actor.user.pk]
    return {"may": False, "ask": "、".join(names[:MOST_NAMED]) or word("return_nobody")}
