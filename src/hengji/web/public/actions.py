"""Every write to publications: the check before release, the second person's word, publication, withdrawal."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hengji.reading import personal
from hengji.rulebook.personal import BIRTH, IDENTITY
from hengji.web import access
from hengji.web.faults import refused
from hengji.web.journal.actions import canonical, record
from hengji.web.law import book, word
from hengji.web.public import bundle, places, reviewed, rulings
from hengji.web.public.models import Hit, Publication, Release
from hengji.web.reviews import actions as reviews
from hengji.web.reviews import totals
from hengji.web.roles import State
from hengji.web.submissions import steps
from hengji.web.submissions.drafts import form_of
from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.work import storage

if TYPE_CHECKING:
    from hengji.reading.personal import Scanned
    from hengji.web.access import Actor
    from hengji.web.public.bundle import Bundle
    from hengji.web.submissions.models import Receipt

NO_PACKAGE, NOT_SAME, SECOND_PERSON, UNDECIDED, OUTDATED, NO_REASON = "DS50", "DS51", "DS52", "DS53", "DS54", "DS55"
MOST_REASON = 300
NO_TOTAL = "DS57"


def current(submission: Submission) -> Evaluation | None:
    """The evaluation that a publication would be of: that of the last step that had one, else the newest."""
    step = submission.steps.exclude(evaluation=None).order_by("-pk").select_related("evaluation").first()
    found: Evaluation | None = step.evaluation if step is not None else submission.evaluations.first()
    return found


def prepare(actor: Actor, submission: Submission, verify_url: str) -> Release:
    """公开检查: makes the files from the package, searches every byte of them, and keeps them as they would be published."""
    access.require(actor, "public:prepare", submission)
    evaluation = current(submission)
    if evaluation is None or evaluation.package is None:
        raise refused(NO_PACKAGE, str(submission.unit))
    _carried(actor, submission, evaluation)
    made = _made(submission, evaluation, verify_url)
    page = canonical(made.content)
    hits, scanned = _hits(submission, made)
    kept = {name: storage.keep([content], name).digest for name, content in sorted(made.files.items())}
    with transaction.atomic():
        now = Submission.objects.select_for_update().get(pk=submission.pk)
        access.require(actor, "public:prepare", now)
        if current(now) != evaluation:
            raise refused(OUTDATED, str(submission.unit))
        release = Release.objects.create(
            submission=now, evaluation=evaluation, package=evaluation.package, digest=_digest(kept, page), files=kept,
            content=made.content, unread=list(scanned.unread), asked_by=actor.user, asked_at=actor.at, scanned_at=actor.at,
        )  # fmt: skip
        for each in hits:
            each.release = release
        Hit.objects.bulk_create(hits)
        told = {"release": release.pk, "digest": release.digest, "hits": len(hits)}
        record(actor, "public.prepared", f"submission/{now.pk}", told)
    return release


def _carried(actor: Actor, submission: Submission, evaluation: Evaluation) -> None:
    """The bureau's points of an evaluation that was passed without their total are added up before they are shown."""
    with transaction.atomic():
        now = Submission.objects.select_for_update().get(pk=submission.pk)
        access.require(actor, "public:prepare", now)
        if now.review_scores.filter(role=reviewed.ROLE).exists():
            totals.carry(actor, now, evaluation, reviewed.ROLE)


def _made(submission: Submission, evaluation: Evaluation, verify_url: str) -> Bundle:
    """The bundle; refused where the package does not verify."""
    made, problems = bundle.made(storage.content(evaluation.package), form_of(submission).book, verify_url)
    if isinstance(made, bundle.Bundle):
        content = {**made.content, "review": reviewed.of(submission, evaluation, made.content)}
        more = {word("public_review_file"): reviewed.sheet(content)} if content["review"] else {}
        return replace(made, content=content, files={**made.files, **more})
    where = made.departures[0].where if made is not None and made.departures else str(problems[0].place) if problems else "—"
    raise refused(NOT_SAME, str(submission.unit), len(made.departures) if made is not None else len(problems), first=where)


def _digest(kept: dict[str, str], page: str) -> str:
    """Over everything that would be published: the names and digests of the files, and the page's content."""
    return hashlib.sha256(canonical({"files": kept, "page": hashlib.sha256(page.encode()).hexdigest()}).encode()).hexdigest()


def _hits(submission: Submission, made: Bundle) -> tuple[list[Hit], Scanned]:
    """What may be personal in the files and in the page, each with its place in words and the fields in which it was typed."""
    scanned = personal.scan(made.files, book())
    found = [*personal.search(places.texts(made.content), book()), *scanned.hits]
    typed = places.fields(submission)
    hits = [
        Hit(kind=each.kind, masked=each.masked[:80], around=each.around[:200], place=places.said(each, made.files)[:200],
            keys=typed.get((each.kind, each.masked), []))
        for each in found
    ]  # fmt: skip
    return rulings.remembered(submission, hits), scanned


def decide(actor: Actor, pk: int, *, allowed: bool, reason: str) -> Hit:
    """A second person lets a hit through, or does not; the one who asked for the check may not, and what was refused only a director lets through."""
    with transaction.atomic():
        hit: Hit = Hit.objects.select_for_update(of=("self",)).select_related("release__submission", "decided_by").get(pk=pk)
        submission = hit.release.submission
        role = rulings.role_of(access.require(actor, "public:decide", submission))
        if actor.user.pk == hit.release.asked_by_id:
            raise refused(SECOND_PERSON, str(submission.unit), hit.release.asked_by.name)
        why = _reason(reason, submission)
        rulings.check(submission, hit, role, allowed=allowed, reason=why)
        rulings.rule(actor, submission, hit, role, allowed=allowed, reason=why)
        told = {"release": hit.release_id, "hit": hit.pk, "allowed": allowed, "reason": why, "masked": hit.masked, "role": role}
        record(actor, "public.decided", f"submission/{submission.pk}", told)
        hit.refresh_from_db()
        return hit


def _reason(reason: str, submission: Submission) -> str:
    told = " ".join(reason.split())[:MOST_REASON]
    if not told:
        raise refused(NO_REASON, str(submission.unit), status=400)
    return told


def publish(actor: Actor, release: Release, *, version: int, once: str) -> Publication:
    """公开: exactly what was checked, if every hit was let through; the earlier publication of the submission stays listed as replaced."""
    known = Publication.objects.filter(release=release).first()
    if known is not None:
        return known
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("unit", "round__bureau").get(pk=release.submission_id)
        access.require(actor, "public:publish", submission)
        release = Release.objects.select_for_update().get(pk=release.pk)
        newest = submission.releases.first()
        if newest != release or current(submission) != release.evaluation:
            raise refused(OUTDATED, str(submission.unit))
        review = release.content.get("review") or {}
        if review and not (review["total"] or review["why"]):
            raise refused(NO_TOTAL, str(submission.unit))
        waiting = release.hits.exclude(allowed=True)
        if waiting.exists():
            raise refused(UNDECIDED, str(submission.unit), waiting.count(), first=waiting.first().place)
        receipt = steps.take(
            actor, "public:publish", submission, State.PUBLISHED, version=version, once=once, evaluation=release.evaluation,
            entries_digest=release.evaluation.entries_digest,
        )  # fmt: skip
        return _published(actor, submission, release, receipt)


def _published(actor: Actor, submission: Submission, release: Release, receipt: Receipt) -> Publication:
    before = submission.publications.count()
    slug = word("public_slug", year=submission.round.year, code=submission.unit.code) + (f"-{before + 1}" if before else "")
    if Publication.objects.filter(slug=slug).exists():  # another round of the same unit and year
        slug = f"{slug}-r{submission.round_id}"
    made: Publication = Publication.objects.create(
        submission=submission, release=release, slug=slug, content=release.content, published_by=actor.user, published_at=actor.at,
        index_number=f"{submission.round.bureau.code}/{submission.round.year}-{release.pk:05d}",
    )  # fmt: skip
    told = {"publication": slug, "release": release.pk, "digest": release.digest, "files": release.files, "receipt": receipt.number}
    record(actor, "public.published", f"submission/{submission.pk}", told)
    return made


def withdraw(actor: Actor, publication: Publication, *, version: int, once: str, why: str, hide: bool) -> Publication:
    """撤回: the submission goes back to its unit. What was published stays readable as an earlier version, or is hidden but for this word."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=publication.submission_id)
        publication = Publication.objects.select_for_update().get(pk=publication.pk)
        if publication.withdrawn_at is not None:
            access.require(actor, "public:office", None)
            return publication
        access.require(actor, "public:withdraw", submission)
        told: dict[str, Any] = {
            "withdrawn_by": actor.user,
            "withdrawn_at": actor.at,
            "withdrawn_why": _reason(why, submission),
            "hidden": hide,
        }
        steps.take(actor, "public:withdraw", submission, State.RETURNED, version=version, once=once, reason=told["withdrawn_why"])
        Publication.objects.filter(pk=publication.pk).update(**told)
        reviews.ask_again(actor, submission, told["withdrawn_why"], _to_mend(submission, hide=hide))
        record(
            actor,
            "public.withdrawn",
            f"submission/{submission.pk}",
            {"publication": publication.slug, "why": told["withdrawn_why"], "hidden": hide},
        )
    publication.refresh_from_db()
    return publication


def _to_mend(submission: Submission, *, hide: bool) -> list[str]:
    """The fields in which something personal was typed: every kind where the old text is hidden for it, else identity numbers, which are never published."""
    kinds = {kind.id for kind in book().personal.values() if hide or kind.check in {IDENTITY, BIRTH}}
    return sorted({key for (kind, _), keys in places.fields(submission).items() if kind in kinds for key in keys})


def recomputed(publication: Publication) -> dict[str, Any]:
    """The published package computed anew by the library, in words; nothing is written."""
    digest = publication.release.files[bundle.package_name(book())]
    return bundle.compared(storage.path_of(digest).read_bytes(), book(), digest)
