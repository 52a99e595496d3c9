"""Approvals that hold and approvals that lapsed: an approval is of what was seen, and where that differs today it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hengji.web.journal.actions import record
from hengji.web.law import word
from hengji.web.reviews.models import Approval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.web.access import Actor
    from hengji.web.reviews.seen import Seen
    from hengji.web.submissions.models import Submission

_DIGEST = re.compile("[0-9a-f]{64}")
PARTS = ("value", "points", "claimed", "weight", "formula", "law", "statement", "source", "reason", "named", "evidence")


@dataclass(frozen=True)
class Held:
    """An approval as it stands today: whether it holds, and what it was given for that is not so any more."""

    approval: Approval
    holds: bool
    changes: tuple[tuple[str, str, str], ...] = ()


def standing(submission: Submission, seen: Seen) -> dict[tuple[str, str], dict[str, Held]]:
    """The last approval of each role at each place, held against what stands there today."""
    found: dict[tuple[str, str], dict[str, Held]] = {}
    for approval in submission.approvals.select_related("by"):
        found.setdefault((approval.kind, approval.key), {})[approval.role] = _held(approval, seen)
    return found


def _held(approval: Approval, seen: Seen) -> Held:
    place = seen.places.get((approval.kind, approval.key))
    now = place.told if place is not None else {}
    if approval.lapsed_at is None and place is not None and place.digest == approval.digest:
        return Held(approval, holds=True)
    told = approval.now if approval.lapsed_at is not None and approval.now else now
    return Held(approval, holds=False, changes=tuple(differences(approval.seen, told)))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What was seen and what stands there now, part by part, in words."""
    for part in PARTS:
        if before.get(part) != after.get(part):
            yield word(f"approved_{part}"), said(before.get(part)), said(after.get(part))


def said(value: object) -> str:
    """A part of what was seen, in words: files by the beginning of their digest, nothing as a dash."""
    if isinstance(value, list):
        return (
            "；".join(" ".join(str(part)[:12] for part in each) if isinstance(each, list) else str(each) for each in value) or "—"
        )
    if value is None or value == "":
        return "—"
    return str(value)[:12] if isinstance(value, str) and _DIGEST.fullmatch(value) else str(value)


def lapse(actor: Actor, submission: Submission, seen: Seen) -> list[Approval]:
    """Writes down which approvals do not hold any more, since when and what stands there now; called inside a transaction."""
    gone = []
    for approval in Approval.objects.select_for_update().filter(submission=submission, lapsed_at=None):
        place = seen.places.get((approval.kind, approval.key))
        if place is None or place.digest != approval.digest:
            approval.lapsed_at, approval.now = actor.at, dict(place.told) if place is not None else {}
            approval.save(update_fields=("lapsed_at", "now"))
            gone.append(approval)
    if gone:
        told = [[each.kind, each.key, each.role, each.digest] for each in gone]
        record(actor, "review.lapsed", f"submission/{submission.pk}", {"approvals": told})
    return gone


def unseen(submission: Submission, seen: Seen, role: str) -> list[Held]:
    """What a role approved and has to look at again."""
    return [
        held for roles in standing(submission, seen).values() for name, held in roles.items() if name == role and not held.holds
    ]
