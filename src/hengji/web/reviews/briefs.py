"""What the board keeps of an evaluation: written with its package, made anew where it is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hengji.core import exact
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
    made = [Brief(evaluation=each, **_fields(each)) for pk, each in wanted.items() if pk not in known]
    if made:
        Brief.objects.bulk_create(made, ignore_conflicts=True)  # who else writes one writes the same
    return known | {each.evaluation_id: each for each in made}


def _fields(evaluation: Evaluation) -> dict[str, object]:
    tree = tree_of(evaluation.document_id)
    claimed = tree["claimed"]["total"] if tree["claimed"]["kind"] == "self" else None
    held = {
        number
        for result in tree["results"]
        if result["verdict"] in {"consistent", "explained", "impossible"}
        for number in result["facts"]
    }
    inflation = ""
    if claimed is not None and tree["total"] is not None:
        inflation = exact.plain(exact.subtract(exact.of(claimed), exact.of(tree["total"])))
    return {
        "claimed": claimed or "",
        "claimed_grade": tree["claimed"]["grade"] or "",
        "inflation": inflation,
        "facts": len(tree["facts"]),
        "unchecked": sum(fact["id"] not in held for fact in tree["facts"]),
        "codes": dict(Counter(f"{each['code']} {each['severity']}" for each in tree["findings"])),
    }
