"""The one way in which a submission goes from state to state: conditional on what the person saw, once, with a receipt and a row of the journal."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from hengji.web import access
from hengji.web.faults import refused
from hengji.web.journal.actions import canonical, record
from hengji.web.law import word
from hengji.web.roles import NEXT, State
from hengji.web.submissions.models import Receipt, Step, Submission

if TYPE_CHECKING:
    from hengji.web.access import Actor
    from hengji.web.submissions.models import Evaluation

STALE, SAME_PERSON = "WF09", "WF10"


def take(
    actor: Actor,
    route: str,
    submission: Submission,
    after: State,
    *,
    version: int,
    once: str,
    reason: str = "",
    evaluation: Evaluation | None = None,
    entries_digest: str = "",
    late: bool = False,
) -> Receipt:
    """Takes the step and gives its receipt; the same `once` a second time gives the same receipt and does nothing.

    `version` is the version that the person's page showed. Who comes second is told who was first (WF01), who saw an older
    version is told so (WF09), and one person never takes two steps of one cycle (WF10).
    """
    with transaction.atomic():
        now = Submission.objects.select_for_update().select_related("round", "unit").get(pk=submission.pk)
        known = Receipt.objects.filter(step__once=once, step__submission=now, step__by=actor.user).first()
        if known is not None:  # looked up behind the lock: the other click may just have been written
            return known
        role = access.require(actor, route, now)[0].role
        return taken(
            actor, role, now, after, version=version, once=once, reason=reason, evaluation=evaluation, entries_digest=entries_digest,
            late=late,
        )  # fmt: skip


def taken(
    actor: Actor, role: str, now: Submission, after: State, *, version: int, once: str, reason: str = "",
    evaluation: Evaluation | None = None, entries_digest: str = "", late: bool = False,
) -> Receipt:  # fmt: skip
    """The step and its receipt; the submission is locked, `once` is new, and the actor may take the step in this role."""
    before = State(now.state)
    if after not in {State.RETURNED, NEXT.get(before)}:
        raise access.wrong_state(now)
    cycle = now.cycle + 1 if before is State.RETURNED else now.cycle
    if Step.objects.filter(submission=now, cycle=cycle, by=actor.user).exists():
        raise refused(SAME_PERSON, str(now.unit), actor.user.name)
    changes: dict[str, Any] = {"state": after, "version": version + 1, "cycle": cycle, "changed_at": actor.at}
    if before in {State.DRAFT, State.RETURNED}:
        changes |= {"submitted_at": actor.at, "late": late}
    if not Submission.objects.filter(pk=now.pk, state=before, version=version).update(**changes):
        raise stale(now)
    step = _step(actor, now, before, after, cycle, role, reason, version + 1, evaluation, once)
    return _receipt(actor, step, now, entries_digest)


def acted(submission: Submission, person: Any) -> bool:
    """Whether a person took a step of this cycle, and so takes no other (WF10)."""
    return bool(submission.steps.filter(cycle=submission.cycle, by=person.pk).exists())


def stale(submission: Submission) -> Exception:
    """What is said where the page showed an older version."""
    moment = timezone.localtime(submission.changed_at).strftime("%H:%M") if submission.changed_at else "—"
    return refused(STALE, str(submission.unit), moment)


def _step(  # noqa: PLR0917 - the fields of one row
    actor: Actor, now: Submission, before: State, after: State, cycle: int, role: str, reason: str, version: int,
    evaluation: Evaluation | None, once: str,
) -> Step:  # fmt: skip
    try:  # the refusal takes the whole transaction back: it needs no savepoint of its own
        return Step.objects.create(
            submission=now, cycle=cycle, before=before, after=after, by=actor.user, role=role, at=actor.at, reason=reason,
            version=version, evaluation=evaluation, once=once,
        )  # fmt: skip
    except IntegrityError as error:
        raise refused(SAME_PERSON, str(now.unit), actor.user.name) from error


def _receipt(actor: Actor, step: Step, now: Submission, entries_digest: str) -> Receipt:
    number = f"{now.round.year}-{now.unit.code}-{step.cycle}-{step.pk:06d}"
    told = {
        "number": number, "submission": now.pk, "unit": now.unit.code, "round": now.round_id, "before": step.before,
        "after": step.after, "by": actor.user.username, "role": step.role, "at": step.at.isoformat(), "reason": step.reason,
        "version": step.version, "entries": entries_digest,
        "evaluation": step.evaluation.document_id if step.evaluation else "",
        "package": (step.evaluation.package_id or "") if step.evaluation else "",
    }  # fmt: skip
    digest = hashlib.sha256(canonical(told).encode()).hexdigest()
    row = record(actor, f"submission.{step.after}", f"submission/{now.pk}", told | {"receipt": digest})
    return Receipt.objects.create(
        step=step, number=number, digest=digest, entries_digest=entries_digest, journal=row.sequence, received_at=actor.at
    )


def path(submission: Submission) -> list[tuple[str, str]]:
    """The states on the way, each with whether it is behind, here or ahead: for the line at the top of a page."""
    ways = [State.DRAFT, State.UNIT_REVIEW, State.DEPARTMENT_REVIEW, State.FINANCE_REVIEW, State.APPROVED, State.PUBLISHED]
    here = ways.index(State.DRAFT if submission.state == State.RETURNED else State(submission.state))
    words = [word(f"state_{state.value}") for state in ways]
    words[0] = word(f"state_{submission.state}") if submission.state == State.RETURNED else words[0]
    return [(said, "done" if at < here else "here" if at == here else "ahead") for at, said in enumerate(words)]
