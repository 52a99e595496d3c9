"""What a reviewer's points come to: asked of the library with the very case that was sent, and kept beside the evaluation."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji import reviewing
from hengji.reading.formats import case as case_file
from hengji.web.journal.actions import record
from hengji.web.law import law as law_of
from hengji.web.law import word
from hengji.web.reviews.models import ReviewTotal
from hengji.web.reviews.seen import read
from hengji.web.submissions.drafts import form_of
from hengji.web.work import storage

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.web.access import Actor
    from hengji.web.reviews.seen import Seen
    from hengji.web.submissions.models import Evaluation, Submission

MOST_KEPT = 16
MOST_WHY = 500


@lru_cache(maxsize=MOST_KEPT)
def _case(digest: str, scheme: str) -> Case | None:
    """The case that was sent, by the digest of its bytes, which never change."""
    return case_file.parse(storage.path_of(digest).read_bytes(), case_file.FILE, law_of(scheme).book)[0]


def open_lines(seen: Seen, submission: Submission, role: str) -> list[str]:
    """The lines that still want points of a role: those that apply, have a weight, and were not settled as they stand today."""
    settled = {each.line: each.digest for each in submission.review_scores.filter(role=role)}
    return [
        line.key for line in seen.lines if line.open and line.says["weight"] is not None and settled.get(line.key) != line.digest
    ]


def obstacle(submission: Submission, seen: Seen, role: str) -> str:
    """Why a role's points cannot be added up as things stand: lines without points, another law book, a case that cannot be read; empty where they can."""
    waiting = open_lines(seen, submission, role)
    if waiting:
        return word("total_open", count=len(waiting), lines="、".join(waiting[:6]))
    if seen.evaluation.rulebook_digest != form_of(submission).book.digest:
        return word("total_other_law")
    return "" if _case(seen.evaluation.case_id, str(seen.tree["scheme"])) is not None else word("total_no_case")


def reckon(submission: Submission, seen: Seen, role: str) -> reviewing.Total:
    """What a role's points come to, nothing written; where there is no total it says why."""
    against = obstacle(submission, seen, role)
    scheme = str(seen.tree["scheme"])
    case = _case(seen.evaluation.case_id, scheme) if not against else None
    if case is None:
        return reviewing.Total(why=against)
    points = {each.line: each.points for each in submission.review_scores.filter(role=role)}
    return reviewing.total(case, scheme, points, form_of(submission).book)


def settle(actor: Actor, submission: Submission, seen: Seen, role: str) -> ReviewTotal:
    """Keeps the total and the grade of a role for an evaluation, with a row of the journal where there is one; else why there is none."""
    told = asdict(reckon(submission, seen, role))
    told["why"] = told["why"][:MOST_WHY]
    made: ReviewTotal = ReviewTotal.objects.update_or_create(
        evaluation=seen.evaluation, role=role, defaults={"submission": submission, "at": actor.at, **told}
    )[0]
    if made.total:
        said = {"role": role, "total": made.total, "grade": made.grade, "evaluation": seen.evaluation.document_id}
        record(actor, "review.total", f"submission/{submission.pk}", said)
    return made


def carry(actor: Actor, submission: Submission, evaluation: Evaluation, role: str) -> ReviewTotal:
    """The total of points that were given to an earlier evaluation and stand on unchanged: made anew where this evaluation has none yet."""
    known = ReviewTotal.objects.filter(evaluation=evaluation, role=role).first()
    return known if known is not None and known.total else settle(actor, submission, read(submission, evaluation), role)
