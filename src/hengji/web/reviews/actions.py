"""Every write of a review: opinions and answers, approvals, points, passing on and returning, asking a third party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404

from hengji import reviewing
from hengji.web import access
from hengji.web.accounts.models import Grant
from hengji.web.faults import Refused, refused
from hengji.web.journal.actions import record
from hengji.web.law import book, law, word
from hengji.web.reviews import approvals, totals
from hengji.web.reviews.models import (
    ANSWERED,
    CELL,
    FIGURE,
    LINE,
    OPEN,
    PARAGRAPH,
    SETTLED,
    WHOLE,
    Answer,
    Approval,
    Assignment,
    Opinion,
    ReviewScore,
    ReviewTotal,
)
from hengji.web.reviews.seen import current, read
from hengji.web.reviews.seen import steps as steps_of
from hengji.web.roles import NEXT, Role, State
from hengji.web.submissions import actions as filling
from hengji.web.submissions import models as filled
from hengji.web.submissions import steps
from hengji.web.submissions.models import EntryHistory, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.problem import Problem
    from hengji.web.access import Actor
    from hengji.web.reviews.seen import Seen
    from hengji.web.submissions.models import Receipt

NO_PLACE, NOT_AS_SEEN, NO_CELL, IN_THE_WAY = "WF60", "WF61", "WF62", "WF63"
OWN_WORK, SETTLED_BEFORE, NOT_A_THIRD_PARTY, SCORED_SINCE, NOTHING_TO_SEE, NO_WORDS = "WF67", "WF68", "WF69", "WF70", "WF71", "WF72"
MOST_TEXT, MOST_KEY, MOST_QUOTE = 1000, 200, 300
MOST_NAMED = 6
LEAST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion as a person wrote it: `kind` and `key` name the place, `quote` what stood there."""

    kind: str
    key: str
    text: str
    quote: str = ""
    asks_change: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Points for a line: `version` is that of the points that the page showed (0: none)."""

    line: str
    points: str
    step: str
    reason: str = ""
    version: int = 0


def locked(pk: int) -> Submission:
    """A submission that nobody else writes to until the transaction ends; 404 where there is none."""
    found = Submission.objects.select_for_update(of=("self",)).select_related("round", "unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _standing(actor: Actor, route: str, submission: Submission) -> str:
    """The role in which an actor reviews; whoever filled in or checked before in this cycle does not review (WF67)."""
    role = access.require(actor, route, submission)[0].role
    filled_in = EntryHistory.objects.filter(submission=submission, by=actor.user).exists()
    checked = submission.steps.filter(cycle=submission.cycle, by=actor.user).exists()
    if filled_in or checked:
        raise refused(OWN_WORK, str(submission.unit), actor.user.name, status=403)
    return role


def _seen(submission: Submission) -> Seen:
    evaluation = current(submission)
    if evaluation is None:
        raise refused(NOTHING_TO_SEE, str(submission.unit), word(f"state_{submission.state}"))
    return read(submission, evaluation)


def _subject(submission: Submission) -> str:
    return f"submission/{submission.pk}"


# ---- opinions


def give_opinion(actor: Actor, pk: int, said: Said) -> Opinion:
    """An opinion pinned to a figure, a line, a cell, a paragraph or the whole; the same one again (a double click) is the one that stands."""
    with transaction.atomic():
        submission = locked(pk)
        role = _standing(actor, "reviews:opinion", submission)
        text = _words(said.text, submission)
        _place(submission, said)
        same = submission.opinions.filter(
            kind=said.kind, key=said.key, text=text, asks_change=said.asks_change, by=actor.user, cycle=submission.cycle, state=OPEN
        ).first()
        if same is not None:
            return same
        made = Opinion.objects.create(
            submission=submission, kind=said.kind, key=said.key, quote=said.quote[:MOST_QUOTE], text=text, asks_change=said.asks_change,
            role=role, by=actor.user, at=actor.at, cycle=submission.cycle, version=submission.version,
        )  # fmt: skip
        record(
            actor, "review.opinion", _subject(submission),
            {"opinion": made.pk, "kind": made.kind, "key": made.key, "text": made.text, "asks_change": made.asks_change, "role": role},
        )  # fmt: skip
        return made


def _words(text: str, submission: Submission) -> str:
    plain = "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable()).strip()
    if not LEAST_TEXT <= len(plain) <= MOST_TEXT:
        raise refused(NO_WORDS, str(submission.unit), len(plain), status=400, most=MOST_TEXT)
    return plain


def _place(submission: Submission, said: Said) -> None:
    """That the place exists: an entry or a figure of the evaluation, a line of the scheme, a figure or paragraph of the report, or the whole."""
    if said.kind == WHOLE and not said.key:
        return
    known = 0 < len(said.key) <= MOST_KEY
    if known and said.kind in {CELL, LINE}:
        known = (said.kind, said.key) in _seen(submission).places or submission.entries.filter(key=said.key).exists()
    if not known or said.kind not in {CELL, LINE, FIGURE, PARAGRAPH}:
        raise refused(NO_PLACE, str(submission.unit), said.key or said.kind, status=400)


def answer(actor: Actor, pk: int, opinion: int, text: str, value: str | None = None, version: int = 0) -> Answer:
    """The unit answers at the same place, and may correct the cell in the same breath (`value`, over the `version` that it saw).

    What stood there when it was asked and what stands there now go with the answer.
    """
    with transaction.atomic():
        submission = locked(pk)
        access.require(actor, "reviews:answer", submission)
        asked = submission.opinions.select_for_update().filter(pk=opinion).first()
        if asked is None:
            raise Http404
        if asked.state == SETTLED:
            raise refused(SETTLED_BEFORE, str(submission.unit), asked.text[:30])
        said = _words(text, submission)
        same = asked.answers.filter(by=actor.user, text=said).first()
        if same is not None:
            return same
        if value is not None:
            _correct(actor, submission, asked, said, value, version)
        before, after = _then_and_now(submission, asked)
        made = Answer.objects.create(opinion=asked, text=said, before=before, after=after, by=actor.user, at=actor.at)
        asked.state = ANSWERED
        asked.save(update_fields=("state",))
        told = {"opinion": asked.pk, "answer": made.pk, "text": said, "before": before, "after": after}
        record(actor, "review.answer", _subject(submission), told)
        return made


def _correct(actor: Actor, submission: Submission, asked: Opinion, why: str, value: str, version: int) -> None:
    """Writes the cell by the same way as the fill-in page does; one that somebody else changed since is refused (WF09)."""
    change = filling.Change(asked.key, value, version, filled.ANSWERED, why)
    if any(outcome.stale for outcome in filling.save(actor, submission.pk, [change])):
        raise steps.stale(submission)


def _then_and_now(submission: Submission, asked: Opinion) -> tuple[str, str]:
    """What stood in the cell when the opinion was given, and what stands there now."""
    entry = submission.entries.filter(key=asked.key).first()
    if entry is None:
        return "", ""
    since = EntryHistory.objects.filter(submission=submission, key=asked.key, at__gt=asked.at).order_by("pk").first()
    return (since.before if since is not None else entry.typed), entry.typed


def settle(actor: Actor, pk: int, opinion: int) -> Opinion:
    """The reviewer is content: the opinion is closed, by somebody in the role that gave it."""
    with transaction.atomic():
        submission = locked(pk)
        role = _standing(actor, "reviews:settle", submission)
        asked = submission.opinions.select_for_update().filter(pk=opinion).first()
        if asked is None or asked.role != role:
            raise Http404
        if asked.state != SETTLED:
            asked.state, asked.settled_by, asked.settled_at = SETTLED, actor.user, actor.at
            asked.save(update_fields=("state", "settled_by", "settled_at"))
            record(actor, "review.settled", _subject(submission), {"opinion": asked.pk})
        return asked


# ---- approvals


def approve(actor: Actor, pk: int, places: Sequence[tuple[str, str, str]]) -> list[Approval]:
    """Approves figures and lines as they were seen: (kind, key, digest). What has changed since is refused with both (WF61), and then none is approved."""
    with transaction.atomic():
        submission = locked(pk)
        role = _standing(actor, "reviews:approve", submission)
        seen = _seen(submission)
        approvals.lapse(actor, submission, seen)
        made = [_approve(actor, submission, seen, role, place) for place in places]
        fresh = [[each.kind, each.key, each.digest] for each, new in made if new]
        if fresh:
            record(actor, "review.approved", _subject(submission), {"role": role, "places": fresh})
        return [each for each, _ in made]


def _approve(actor: Actor, submission: Submission, seen: Seen, role: str, asked: tuple[str, str, str]) -> tuple[Approval, bool]:
    kind, key, digest = asked
    place = seen.places.get((kind, key))
    if place is None:
        raise refused(NO_PLACE, str(submission.unit), key, status=400)
    if place.digest != digest:
        raise refused(
            NOT_AS_SEEN, str(submission.unit), place.label, now=approvals.said(place.told.get("value", place.told.get("points")))
        )
    known = Approval.objects.filter(submission=submission, kind=kind, key=key, role=role, lapsed_at=None).first()
    if known is not None:
        return known, False
    made = Approval.objects.create(
        submission=submission, kind=kind, key=key, role=role, digest=digest, seen=dict(place.told), by=actor.user, at=actor.at
    )
    return made, True


# ---- points


def score(actor: Actor, pk: int, given: Iterable[Points]) -> list[ReviewScore]:
    """A reviewer's points, each with its step of the scale and its reason; all of them or none. The total follows at once where every line is settled."""
    with transaction.atomic():
        submission = locked(pk)
        role = _standing(actor, "reviews:score", submission)
        seen = _seen(submission)
        return _scored(actor, submission, seen, role, [_score(actor, submission, seen, role, each) for each in given])


def score_each(actor: Actor, pk: int, given: Iterable[Points]) -> tuple[list[ReviewScore], dict[str, Problem]]:
    """The same of a page of many lines: what can be saved is saved, and of each other line it is said why it is not."""
    with transaction.atomic():
        submission = locked(pk)
        role = _standing(actor, "reviews:score", submission)
        seen, rows, wrong = _seen(submission), [], {}
        for each in given:
            try:
                rows.append(_score(actor, submission, seen, role, each))
            except Refused as refusal:
                if refusal.problem.code == NO_PLACE:
                    raise
                wrong[each.line] = book().problem(refusal.problem)
        return _scored(actor, submission, seen, role, rows), wrong


def _scored(
    actor: Actor, submission: Submission, seen: Seen, role: str, rows: Iterable[tuple[ReviewScore, bool]]
) -> list[ReviewScore]:
    """What was saved, told to the journal; the total where every line is settled."""
    known = list(rows)
    fresh = [[row.line, row.points, row.step, row.version] for row, changed in known if changed]
    if fresh:
        record(actor, "review.scored", _subject(submission), {"role": role, "lines": fresh})
        totals.settle(actor, submission, seen, role)
    return [row for row, _ in known]


def _score(actor: Actor, submission: Submission, seen: Seen, role: str, given: Points) -> tuple[ReviewScore, bool]:
    line: Any = seen.places.get((LINE, given.line))
    scheme = str(seen.tree["scheme"])
    step = next((each for each in steps_of(scheme, given.line) if each.id == given.step), None)
    if line is None or step is None:
        raise refused(NO_PLACE, str(submission.unit), given.line if line is None else given.step, status=400)
    against = reviewing.judge(line.says, f"{line.key} {line.label}", given.points, step, given.reason, scheme, law(scheme).book)
    if against is not None:
        raise Refused(against, 400)
    known = ReviewScore.objects.select_for_update().filter(submission=submission, line=given.line, role=role).first()
    fields = {
        "points": given.points.strip().removesuffix("分").strip(),
        "step": step.id,
        "reason": given.reason.strip()[:500],
        "digest": line.digest,
    }
    if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
        return known, False
    if (known.version if known is not None else 0) != given.version:
        raise refused(
            SCORED_SINCE,
            str(submission.unit),
            given.line,
            by=known.by.name if known else "—",
            points=known.points if known else "—",
        )
    row = known or ReviewScore(submission=submission, line=given.line, role=role, version=0)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version, row.by, row.at = row.version + 1, actor.user, actor.at
    row.save()
    return row, True


# ---- passing on and returning


def pass_on(actor: Actor, pk: int, *, version: int, once: str, reason: str = "") -> Receipt:
    """The next state, where nothing stands in the way: no open request of the role, no approval to be looked at again, no line without points (WF63)."""
    with transaction.atomic():
        submission = locked(pk)
        known = _done(actor, pk, once)
        if known is not None:
            return known
        role = _standing(actor, "reviews:pass", submission)
        seen = _seen(submission)
        approvals.lapse(actor, submission, seen)
        hindrances = in_the_way(submission, seen, role)
        if hindrances:
            raise refused(IN_THE_WAY, str(submission.unit), "；".join(hindrances))
        if role == Role.FINANCE_REVIEWER:
            totals.carry(actor, submission, seen.evaluation, role)
        receipt = steps.take(
            actor, "reviews:pass", submission, NEXT[State(submission.state)], version=version, once=once, reason=reason[:500],
            evaluation=seen.evaluation, entries_digest=seen.evaluation.entries_digest,
        )  # fmt: skip
        if receipt.step.after == State.APPROVED:
            submission.entries.update(state=filled.LOCKED)
        return receipt


def _done(actor: Actor, pk: int, once: str) -> Receipt | None:
    """The receipt of the same click, sent twice."""
    found: Receipt | None = filled.Receipt.objects.filter(step__once=once, step__submission=pk, step__by=actor.user).first()
    return found


def in_the_way(submission: Submission, seen: Seen, role: str) -> list[str]:
    """What must be done before a role may pass a submission on, in words."""
    found = []
    asked = submission.opinions.filter(role=role, asks_change=True).exclude(state=SETTLED).count()
    if asked:
        found.append(word("way_opinions", count=asked))
    lapsed = len(approvals.unseen(submission, seen, role))
    if lapsed:
        found.append(word("way_lapsed", count=lapsed))
    if role == Role.FINANCE_REVIEWER:
        found += _without_total(submission, seen, role)
    return found


def _without_total(submission: Submission, seen: Seen, role: str) -> list[str]:
    """Why the role's points have no total yet: the lines without points, by their names, or what else keeps them from being added up."""
    waiting = totals.open_lines(seen, submission, role)
    if not waiting:
        against = totals.obstacle(submission, seen, role)
        made = ReviewTotal.objects.filter(evaluation=seen.evaluation, role=role).exclude(total="").exists()
        return [word("way_total", why=against)] if against and not made else []
    names = {line.key: line.label for line in seen.lines}
    named = "、".join(names.get(each, each) for each in waiting[:MOST_NAMED])
    return [word("way_lines", count=len(waiting), lines=named, more="" if len(waiting) <= MOST_NAMED else "……")]


def send_back(actor: Actor, pk: int, *, version: int, once: str, reason: str) -> Receipt:
    """退回: with words, and with the cells named by the role's open requests for a change (WF62 where there is none)."""
    with transaction.atomic():
        submission = locked(pk)
        known = _done(actor, pk, once)
        if known is not None:
            return known
        role = _standing(actor, "reviews:return", submission)
        said = _words(reason, submission)
        asked = list(submission.opinions.filter(role=role, asks_change=True).exclude(state=SETTLED))
        if not asked:
            raise refused(NO_CELL, str(submission.unit), "", status=400)
        evaluation = current(submission)
        receipt = steps.take(
            actor, "reviews:return", submission, State.RETURNED, version=version, once=once, reason=said[:500], evaluation=evaluation,
            entries_digest=evaluation.entries_digest if evaluation else "",
        )  # fmt: skip
        _mark(submission, {each.key for each in asked})
        return receipt


def _mark(submission: Submission, named: set[str]) -> None:
    """The named fields are returned, the others are open again."""
    submission.entries.exclude(key__in=named).filter(state=filled.LOCKED).update(state=filled.SAVED)
    submission.entries.filter(key__in=named).update(state=filled.RETURNED)


def ask_again(actor: Actor, submission: Submission, why: str, keys: Sequence[str]) -> None:
    """What was published comes back: the unit is asked for a change at each of the fields, else in the whole, and cannot send it on unanswered.

    The bureau's reviewer settles it in the next round, whoever withdrew. Called inside the transaction of the withdrawal.
    """
    for key in keys or [""]:
        made = Opinion.objects.create(
            submission=submission, kind=CELL if key else WHOLE, key=key, text=why, asks_change=True, role=Role.FINANCE_REVIEWER.value,
            by=actor.user, at=actor.at, cycle=submission.cycle, version=submission.version,
        )  # fmt: skip
        told = {"opinion": made.pk, "kind": made.kind, "key": key, "text": why, "asks_change": True, "role": made.role}
        record(actor, "review.opinion", _subject(submission), told)
    _mark(submission, set(keys))


# ---- third party


def assign(actor: Actor, pk: int, user: int) -> Assignment:
    """Asks a third-party evaluator of the bureau to look at a submission."""
    with transaction.atomic():
        submission = locked(pk)
        access.require(actor, "reviews:assign", submission)
        held = Grant.objects.filter(
            user=user, role=Role.THIRD_PARTY, place=submission.round.bureau_id, withdrawn_at=None, user__is_active=True
        ).first()
        if held is None:
            raise refused(NOT_A_THIRD_PARTY, str(submission.unit), user, status=400)
        made, new = Assignment.objects.get_or_create(
            submission=submission, user=held.user, withdrawn_at=None, defaults={"given_by": actor.user, "given_at": actor.at}
        )
        if new:
            record(actor, "review.assigned", _subject(submission), {"user": held.user.username})
        return made


def withdraw(actor: Actor, pk: int, user: int) -> None:
    """Takes the request to a third party back."""
    with transaction.atomic():
        submission = locked(pk)
        access.require(actor, "reviews:assign", submission)
        if Assignment.objects.filter(submission=submission, user=user, withdrawn_at=None).update(withdrawn_at=actor.at):
            record(actor, "review.withdrawn", _subject(submission), {"user": user})
