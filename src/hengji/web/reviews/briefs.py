"""What the board keeps of an evaluation: written with its package, made anew where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji import reviewing
from hengji.web.reviews.models import Brief
from hengji.web.reviews.seen import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.submissions.models import Evaluation


def brief(evaluation: Evaluation) -> Brief:
    """The brief of an evaluation, kept once."""
    return briefs([evaluation])[evaluation.pk]


def briefs(evaluations: Iterable[Evaluation]) -> dict[int, Brief]:
    """The briefs of evaluations by their numbers; those that are missing are made and written at once."""
    wanted = {each.pk: each for each in evaluations}
    known = {each.evaluation_id: each for each in Brief.objects.filter(evaluation__in=wanted)}
    made = [Brief(evaluation=each, **reviewing.brief(tree_of(each.document_id))) for pk, each in wanted.items() if pk not in known]
    if made:
        Brief.objects.bulk_create(made, ignore_conflicts=True)  # who else writes one writes the same
    return known | {each.evaluation_id: each for each in made}
