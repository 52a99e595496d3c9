"""What people said of what was found before release: a refusal holds for the same number in every later check, and only a director lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.web.faults import refused
from hengji.web.law import book
from hengji.web.public.models import Hit, Ruling
from hengji.web.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.access import Actor, Standing
    from hengji.web.submissions.models import Submission

TOO_SHORT, ONLY_A_DIRECTOR = "DS58", "DS59"


def refusals(submission: Submission) -> dict[tuple[str, str], Ruling]:
    """The refusals that hold, by kind and masked number: those after which no director let the number through."""
    found: dict[tuple[str, str], Ruling] = {}
    for each in submission.rulings.select_related("by"):
        if not each.allowed:
            found[each.kind, each.masked] = each
        elif each.role == Role.DIRECTOR:
            found.pop((each.kind, each.masked), None)
    return found


def told(submission: Submission) -> dict[tuple[str, str], list[Ruling]]:
    """Every word on a number, in its order."""
    found: dict[tuple[str, str], list[Ruling]] = {}
    for each in submission.rulings.select_related("by"):
        found.setdefault((each.kind, each.masked), []).append(each)
    return found


def remembered(submission: Submission, hits: Iterable[Hit]) -> list[Hit]:
    """Hits of a new check, those that were refused before marked as refused, with the word of who refused."""
    held, found = refusals(submission), list(hits)
    for hit in found:
        before = held.get((hit.kind, hit.masked))
        if before is not None:
            hit.allowed, hit.decided_by, hit.decided_at, hit.reason = False, before.by, before.at, before.reason
    return found


def role_of(standings: Iterable[Standing]) -> str:
    """The highest role in which a person decides."""
    roles = [each.role for each in standings]
    return str(Role.DIRECTOR.value if Role.DIRECTOR in roles else roles[0])


def check(submission: Submission, hit: Hit, role: str, *, allowed: bool, reason: str) -> None:
    """Refuses a reason with fewer letters than the law book asks for (DS58), and letting through what was refused by anybody but a director (DS59)."""
    least = book().board.release_reason
    if sum(letter.isalnum() for letter in reason) < least:
        raise refused(TOO_SHORT, str(submission.unit), reason, status=400, least=least)
    before = refusals(submission).get((hit.kind, hit.masked))
    if allowed and role != Role.DIRECTOR and (before is not None or hit.allowed is False):
        by = before.by if before is not None else hit.decided_by
        raise refused(ONLY_A_DIRECTOR, str(submission.unit), by.name if by is not None else "—", masked=hit.masked)


def rule(actor: Actor, submission: Submission, hit: Hit, role: str, *, allowed: bool, reason: str) -> None:
    """Writes the word down; a refusal holds at once wherever the same number stands in the check."""
    same = hit.release.hits.filter(kind=hit.kind, masked=hit.masked) if not allowed else hit.release.hits.filter(pk=hit.pk)
    same.update(allowed=allowed, decided_by=actor.user, decided_at=actor.at, reason=reason)
    Ruling.objects.create(
        submission=submission, release=hit.release, kind=hit.kind, masked=hit.masked, allowed=allowed, role=role, reason=reason,
        by=actor.user, at=actor.at,
    )  # fmt: skip
