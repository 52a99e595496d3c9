"""What the board keeps of an evaluation: written with its package, made anew where it is missing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hengji import reviewing
from hengji.web.reviews.models import Brief
from hengji.web.reviews.seen import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.web.submissions.models import Evaluation


def briefs(evaluations: Iterable[Evaluation], trees: Mapping[int, Mapping[str, Any]] = MappingProxyType({})) -> dict[int, Brief]:
    """The briefs of evaluations by their numbers; those that are missing are made and written at once, from `trees` where they are at hand."""
    wanted = {each.pk: each for each in evaluations}
    known = {each.evaluation_id: each for each in Brief.objects.filter(evaluation__in=wanted)}
    missing = {pk: trees.get(pk) or tree_of(each.document_id) for pk, each in wanted.items() if pk not in known}
    made = [Brief(evaluation=wanted[pk], **reviewing.brief(tree)) for pk, tree in missing.items()]
    if made:
        Brief.objects.bulk_create(made, ignore_conflicts=True)  # who else writes one writes the same
    return known | {each.evaluation_id: each for each in made}
