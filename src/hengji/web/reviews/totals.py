"""What a reviewer's points come to: asked of the library with the very case that was sent, and kept beside the evaluation."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji import reviewing
from hengji.reading.formats import case as case_file
from hengji.web.law import law as law_of
from hengji.web.law import word
from hengji.web.reviews.models import ReviewTotal
from hengji.web.reviews.seen import read
from hengji.web.submissions.drafts import form_of
from hengji.web.work import storage

if TYPE_CHECKING:
    from datetime import datetime

    from hengji.core.case import Case
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


def settle(submission: Submission, evaluation: Evaluation, role: str, at: datetime) -> ReviewTotal:
    """The total and the grade of a role for an evaluation; while a line is open there is none, and it says which."""
    seen, law = read(submission, evaluation), form_of(submission).book
    waiting = open_lines(seen, submission, role)
    found = reviewing.Total()
    if waiting:
        found = reviewing.Total(why=word("total_open", count=len(waiting), lines="、".join(waiting[:6])))
    elif evaluation.rulebook_digest != law.digest:
        found = reviewing.Total(why=word("total_other_law"))
    else:
        scheme = str(seen.tree["scheme"])
        case = _case(evaluation.case_id, scheme)
        points = {each.line: each.points for each in submission.review_scores.filter(role=role)}
        found = reviewing.total(case, scheme, points, law) if case is not None else reviewing.Total(why=word("total_no_case"))
    told = asdict(found) | {"why": found.why[:MOST_WHY]}
    return ReviewTotal.objects.update_or_create(
        evaluation=evaluation, role=role, defaults={"submission": submission, "at": at, **told}
    )[0]
