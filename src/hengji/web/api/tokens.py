"""Tokens for programs: shown once, kept as a digest, acting as their person does at one place until they end."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

from hengji.web import access
from hengji.web.accounts.models import ApiToken
from hengji.web.faults import refused
from hengji.web.journal.actions import record

if TYPE_CHECKING:
    from datetime import datetime

    from hengji.web.access import Actor

NOT_HELD = "WF84"
PREFIX, MOST_DAYS, MOST_TITLE = "hj_", 366, 80
SEEN_EVERY = timedelta(minutes=5)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make(actor: Actor, place: int, title: str, days: int) -> tuple[ApiToken, str]:
    """A token for one of the places at which the actor has a role; its text is given this once."""
    with transaction.atomic():
        access.require(actor, "tokens:make")
        held = {
            grant.place_id: grant.place
            for grant, delegated in access.grants(actor.user, actor.at)
            if grant.place_id and not delegated
        }
        if place not in held or not 1 <= days <= MOST_DAYS or not title.strip():
            raise refused(NOT_HELD, "", place, status=400, most=MOST_DAYS)
        text = PREFIX + secrets.token_urlsafe(32)
        made = ApiToken.objects.create(
            user=actor.user, place=held[place], title=title.strip()[:MOST_TITLE], digest=digest(text), made_at=actor.at,
            expires_at=actor.at + timedelta(days=days),
        )  # fmt: skip
        record(actor, "tokens.made", f"token/{made.pk}", {"place": held[place].code, "title": made.title, "days": days})
        return made, text


def revoke(actor: Actor, pk: int) -> None:
    """Ends one of the actor's own tokens at once."""
    with transaction.atomic():
        access.require(actor, "tokens:revoke")
        if ApiToken.objects.filter(pk=pk, user=actor.user, revoked_at=None).update(revoked_at=actor.at):
            record(actor, "tokens.revoked", f"token/{pk}")


def of(text: str, at: datetime) -> ApiToken | None:
    """The token of a text, if it holds now and its person's account is open."""
    if not text.startswith(PREFIX):
        return None
    found: ApiToken | None = (
        ApiToken.objects.select_related("user", "place")
        .filter(digest=digest(text), revoked_at=None, expires_at__gt=at, user__is_active=True, user__must_change=False)
        .first()
    )
    if found is not None and (found.last_used_at is None or found.last_used_at < at - SEEN_EVERY):
        with contextlib.suppress(DatabaseError):  # a full disk does not stop who only reads
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found
