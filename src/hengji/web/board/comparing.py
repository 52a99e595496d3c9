"""复核人之间的尺度: what each reviewer's scores come to on average, numbers only, and none where they are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji import reviewing
from hengji.web.law import book
from hengji.web.reviews.models import ReviewScore
from hengji.web.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.board.figures import Unit


@dataclass(frozen=True)
class Reviewer:
    """A reviewer with `count` finished reviews; the means are of claimed less reviewed, and of computed less reviewed, in points, each over the
    units of which both are known, empty where those are fewer than the law book says.
    """

    name: str
    count: int
    claimed: str
    computed: str
    claimed_count: int
    computed_count: int


def reviewers(rows: Iterable[Unit]) -> tuple[list[Reviewer], int]:
    """The reviewers with enough finished reviews, by name; and how many have fewer. A review to which several gave points is nobody's."""
    done = {row.submission.pk: row for row in rows if row.reviewed}
    by: dict[int, set[tuple[int, str]]] = {}
    scores = ReviewScore.objects.filter(submission__in=done, role=Role.FINANCE_REVIEWER).values_list("submission", "by", "by__name")
    for submission, person, name in scores.distinct():
        by.setdefault(submission, set()).add((person, name))
    whose: dict[tuple[int, str], list[Unit]] = {}
    for submission, people in by.items():
        if len(people) == 1:
            whose.setdefault(next(iter(people)), []).append(done[submission])
    enough = {person: units for person, units in whose.items() if len(units) >= book().board.least}
    found = [_reviewer(name, units) for (_, name), units in sorted(enough.items(), key=lambda each: (each[0][1], each[0][0]))]
    return found, len(whose) - len(enough)


def _reviewer(name: str, units: list[Unit]) -> Reviewer:
    claimed = [reviewing.gap(each.claimed, each.reviewed) for each in units if each.claimed]
    computed = [reviewing.gap(each.computed, each.reviewed) for each in units if each.computed]
    return Reviewer(
        name, len(units), reviewing.mean(claimed, book()), reviewing.mean(computed, book()), len(claimed), len(computed)
    )
