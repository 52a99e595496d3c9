"""The steps by which a reviewer may depart from a computed score, and whether points follow from the step that is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.review import INDICATORS
from hengji.rulebook.scheme import Indicator
from hengji.web.faults import refused
from hengji.web.law import book, law, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.exact import Exact
    from hengji.rulebook.scheme import Scheme
    from hengji.web.reviews.seen import Line

NOT_POINTS, NO_REASON, NOT_THE_STEP = "WF64", "WF65", "WF66"
COMPUTED, CLAIMED, OTHER = "computed", "claimed", "other"
TIER, CRITERION = "tier", "criterion"
REVIEW = "review-criteria"
LEAST_REASON = 4
_POINTS = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its id in a form, its words, and the share of the weight that it takes away, or the shares between which it lies."""

    id: str
    label: str
    share: Exact | None = None
    low: Exact | None = None
    high: Exact | None = None


@lru_cache(maxsize=512)
def steps(scheme: str, line: str) -> tuple[Step, ...]:
    """The steps of a line: as computed, as claimed, the scheme's own tiers, the criteria of the published scale, another reason."""
    return (
        Step(COMPUTED, word("step_computed")),
        Step(CLAIMED, word("step_claimed")),
        *_tiers(law(scheme).book.schemes.get(scheme), line),
        *_criteria(),
        Step(OTHER, word("step_other")),
    )


def _tiers(scheme: Scheme | None, line: str) -> Iterator[Step]:
    row = next((each for each in scheme.rows if isinstance(each, Indicator) and each.id == line), None) if scheme else None
    for number, tier in enumerate(row.tiers if row else (), start=1):
        yield Step(f"{TIER}:{number}", word("step_tier", label=tier.label), low=tier.low, high=tier.high)


def _criteria() -> Iterator[Step]:
    review = book().reviews.get(REVIEW)
    for criterion in review.criteria if review else ():
        for share in criterion.scale if criterion.about == INDICATORS else ():
            percent = exact.plain(exact.multiply(share, (100, 1)))
            said = word("step_criterion", id=criterion.id, title=criterion.title, percent=percent)
            yield Step(f"{CRITERION}:{criterion.id}:{percent}", said, share=share)


def points(line: Line, typed: str, decimals: int) -> Exact:
    """The points that were typed: a decimal with no more decimals than the scheme has, from 0 to the weight (WF64)."""
    text, weight = typed.strip().removesuffix("分").strip(), line.says["weight"]
    if weight is None or not _POINTS.fullmatch(text):
        raise refused(NOT_POINTS, _named(line), typed, status=400, most=weight or word("no_weight"), decimals=decimals)
    found = exact.of(text)
    too_fine = len(text.partition(".")[2].rstrip("0")) > decimals
    if too_fine or exact.compare(found, exact.of(weight)) > 0:
        raise refused(NOT_POINTS, _named(line), typed, status=400, most=weight, decimals=decimals)
    return found


def check(line: Line, given: Exact, step: Step, reason: str, decimals: int) -> None:
    """Points as computed or as claimed are those; a percentage is the real one; whoever departs from the computed score says why."""
    computed, claimed, weight = line.says["points"], line.says["claimed"], exact.of(line.says["weight"])
    same = {COMPUTED: computed, CLAIMED: claimed}
    if step.id in same:
        if same[step.id] is None or exact.compare(given, exact.of(same[step.id])):
            raise refused(NOT_THE_STEP, _named(line), exact.plain(given), status=400, step=step.label, wanted=same[step.id] or "—")
        return
    wanted = list(_wanted(step, line, decimals))
    if step.low is not None and step.high is not None:
        low, high = (exact.multiply(each, weight) for each in (step.low, step.high))
        if exact.compare(given, low) < 0 or exact.compare(given, high) > 0:
            said = f"{exact.plain(low)}–{exact.plain(high)}"
            raise refused(NOT_THE_STEP, _named(line), exact.plain(given), status=400, step=step.label, wanted=said)
    elif step.share is not None and all(exact.compare(given, each) for each in wanted):
        said = word("or").join(dict.fromkeys(exact.plain(each) for each in wanted))
        raise refused(NOT_THE_STEP, _named(line), exact.plain(given), status=400, step=step.label, wanted=said)
    if len(reason.strip()) < LEAST_REASON:
        raise refused(NO_REASON, _named(line), exact.plain(given), status=400)


def _wanted(step: Step, line: Line, decimals: int) -> Iterator[Exact]:
    """What a percentage of the weight leaves of the full weight, of the computed and of the claimed points."""
    if step.share is None:
        return
    weight = exact.of(line.says["weight"])
    lost = exact.multiply(weight, step.share)
    for base in (line.says["weight"], line.says["points"], line.says["claimed"]):
        if base is not None:
            left = exact.round_half_away(exact.subtract(exact.of(base), lost), decimals)
            yield left if left[0] > 0 else exact.ZERO


def _named(line: Line) -> str:
    return f"{line.key} {line.label}"
