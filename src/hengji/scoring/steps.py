"""The steps by which a reviewer may depart from a computed score, and whether points follow from the step that is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook.review import INDICATORS
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

NOT_POINTS, NO_REASON, NOT_THE_STEP = "WF64", "WF65", "WF66"
COMPUTED, CLAIMED, OTHER = "computed", "claimed", "other"
TIER, CRITERION = "tier", "criterion"
_POINTS = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its id in a form, its words, and the share of the weight that it takes away, or the shares between which it lies."""

    id: str
    label: str
    share: Exact | None = None
    low: Exact | None = None
    high: Exact | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """A line as it is reviewed, in 分: None is unknown; `name` is how a problem names it."""

    name: str
    weight: Exact | None
    computed: Exact | None
    claimed: Exact | None


def steps(scheme: Scheme | None, line: str, book: Book) -> tuple[Step, ...]:
    """The steps of a line: as computed, as claimed, the scheme's own tiers, the criteria of the published scale, another reason."""
    return (
        Step(COMPUTED, book.caption("score.step_computed")),
        Step(CLAIMED, book.caption("score.step_claimed")),
        *_tiers(scheme, line, book),
        *_criteria(book),
        Step(OTHER, book.caption("score.step_other")),
    )


def _tiers(scheme: Scheme | None, line: str, book: Book) -> Iterator[Step]:
    row = next((each for each in scheme.rows if isinstance(each, Indicator) and each.id == line), None) if scheme else None
    for number, tier in enumerate(row.tiers if row else (), start=1):
        yield Step(f"{TIER}:{number}", book.caption("score.step_tier", label=tier.label), low=tier.low, high=tier.high)


def _criteria(book: Book) -> Iterator[Step]:
    review = book.reviews.get(book.board.review)
    for criterion in review.criteria if review else ():
        for share in criterion.scale if criterion.about == INDICATORS else ():
            percent = exact.plain(exact.multiply(share, (100, 1)))
            said = book.caption("score.step_criterion", id=criterion.id, title=criterion.title, percent=percent)
            yield Step(f"{CRITERION}:{criterion.id}:{percent}", said, share=share)


def judged(marks: Marks, typed: str, step: Step, reason: str, decimals: int, book: Book) -> Exact | Problem:
    """The points that a reviewer typed for a line.

    They are a decimal with no more decimals than the scheme has, from 0 to the weight (WF64). Points as computed or as claimed are those; a
    percentage is the real one, a tier's points lie in the tier (WF66). Who departs from the computed score says why (WF65).
    """
    given = _points(marks, typed, decimals)
    if given is None or marks.weight is None:
        most = book.caption("score.step_no_weight") if marks.weight is None else exact.plain(marks.weight)
        return problem(NOT_POINTS, Place(marks.name), typed, most=most, decimals=decimals)
    if step.id in {COMPUTED, CLAIMED}:
        wanted = marks.computed if step.id == COMPUTED else marks.claimed
        if wanted is not None and not exact.compare(given, wanted):
            return given
        return _not_the_step(marks, given, step, "—" if wanted is None else exact.plain(wanted))
    if step.low is not None and step.high is not None:
        low, high = (exact.multiply(each, marks.weight) for each in (step.low, step.high))
        if exact.compare(given, low) < 0 or exact.compare(given, high) > 0:
            return _not_the_step(marks, given, step, f"{exact.plain(low)}–{exact.plain(high)}")
    elif step.share is not None:
        left = list(_left(step.share, marks, marks.weight, decimals))
        if all(exact.compare(given, each) for each in left):
            said = book.caption("score.step_or").join(dict.fromkeys(exact.plain(each) for each in left))
            return _not_the_step(marks, given, step, said)
    if len(reason.strip()) < book.board.reason:
        return problem(NO_REASON, Place(marks.name), exact.plain(given))
    return given


def _points(marks: Marks, typed: str, decimals: int) -> Exact | None:
    text = typed.strip().removesuffix("分").strip()
    if marks.weight is None or not _POINTS.fullmatch(text):
        return None
    found = exact.of(text)
    too_fine = len(text.partition(".")[2].rstrip("0")) > decimals
    return None if too_fine or exact.compare(found, marks.weight) > 0 else found


def _not_the_step(marks: Marks, given: Exact, step: Step, wanted: str) -> Problem:
    return problem(NOT_THE_STEP, Place(marks.name), exact.plain(given), step=step.label, wanted=wanted)


def _left(share: Exact, marks: Marks, weight: Exact, decimals: int) -> Iterator[Exact]:
    """What a share of the weight leaves of the full weight, of the computed and of the claimed points."""
    lost = exact.multiply(weight, share)
    for base in (weight, marks.computed, marks.claimed):
        if base is not None:
            left = exact.round_half_away(exact.subtract(base, lost), decimals)
            yield left if left[0] > 0 else exact.ZERO
