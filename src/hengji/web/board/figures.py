"""The figures of a round: one row for a unit, and groups of units that every figure of the board leads down to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hengji import reviewing
from hengji.web.law import book, word
from hengji.web.reviews.briefs import briefs
from hengji.web.reviews.models import Brief, ReportAudit, ReviewTotal
from hengji.web.roles import EDITABLE, Role, State
from hengji.web.submissions.models import Step, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hengji.web.rounds.models import Round
    from hengji.web.submissions.models import Evaluation

CLAIMED, COMPUTED, REVIEWED = "claimed", "computed", "reviewed"
SCORES = (CLAIMED, COMPUTED, REVIEWED)


@dataclass(frozen=True)
class Unit:
    """A unit in a round: scores as text, empty where unknown; findings by weight; what was not checked."""

    submission: Submission
    sent: bool
    overdue: bool
    evaluation: Evaluation | None = None
    claimed: str = ""
    computed: str = ""
    reviewed: str = ""
    grade: str = ""
    inflation: str = ""
    unchecked: int = 0
    unread: int = 0
    codes: dict[str, int] | None = None
    said: dict[str, int] | None = None
    audited: bool = False

    @property
    def inflated(self) -> bool:
        """Whether the unit claims more than is computed."""
        return reviewing.above(self.inflation)

    @property
    def errors(self) -> int:
        """Findings that are certain."""
        return self.evaluation.errors if self.evaluation else 0

    @property
    def warnings(self) -> int:
        """Findings that a reviewer would ask about."""
        return self.evaluation.warnings if self.evaluation else 0

    @property
    def notices(self) -> int:
        """Findings to be noticed."""
        return self.evaluation.notices if self.evaluation else 0

    @property
    def unscored(self) -> int:
        """Lines without points."""
        return self.evaluation.unscored if self.evaluation else 0


def units(found: Round, at: datetime) -> list[Unit]:
    """Every unit of a round; a handful of queries however many there are."""
    submissions = list(found.submissions.select_related("unit", "department", "round"))
    sent: dict[int, Evaluation] = {}
    for step in Step.objects.filter(submission__round=found).exclude(evaluation=None).select_related("evaluation").order_by("pk"):
        if step.evaluation is not None:
            sent[step.submission_id] = step.evaluation
    ids = [evaluation.pk for evaluation in sent.values()]
    told = briefs(sent.values())
    audits = {each.evaluation_id: each for each in ReportAudit.objects.filter(evaluation__in=ids).defer("documents", "figures")}
    totals = {each.evaluation_id: each for each in ReviewTotal.objects.filter(evaluation__in=ids, role=Role.FINANCE_REVIEWER)}
    return [_unit(each, sent.get(each.pk), told, audits, totals, at) for each in submissions]


def _unit(
    submission: Submission, evaluation: Evaluation | None, briefs_: dict[int, Brief], audits: dict[int, ReportAudit],
    totals: dict[int, ReviewTotal], at: datetime,
) -> Unit:  # fmt: skip
    waiting = submission.state in EDITABLE
    overdue = waiting and at > submission.round.deadline
    if evaluation is None:
        return Unit(submission, sent=False, overdue=overdue)
    audit = audits.get(evaluation.pk)
    told, total = briefs_[evaluation.pk], totals.get(evaluation.pk)
    return Unit(
        submission, sent=not waiting, overdue=overdue, evaluation=evaluation, claimed=told.claimed, computed=evaluation.total,
        reviewed=total.total if total else "", grade=(total.grade if total else "") or evaluation.grade, inflation=told.inflation,
        unchecked=told.unchecked, unread=audit.coverage.get("unchecked", 0) if audit else 0, codes=told.codes,
        said=Counter(f"{each[0]} {each[1]}" for each in audit.findings) if audit else None, audited=audit is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Some units of the round: an address of the board, its title, and which units are in it."""

    name: str
    title: str
    holds: Callable[[Unit], bool]


GROUPS: dict[str, Callable[[Unit], bool]] = {
    "all": lambda _: True,
    "sent": lambda unit: unit.sent,
    "not_sent": lambda unit: not unit.sent,
    "late": lambda unit: unit.overdue or unit.submission.late,
    "error": lambda unit: unit.errors > 0,
    "warning": lambda unit: unit.warnings > 0,
    "notice": lambda unit: unit.notices > 0,
    "inflated": lambda unit: unit.inflated,
    "unscored": lambda unit: unit.unscored > 0,
    "unchecked": lambda unit: unit.unchecked + unit.unread > 0,
    "unchecked_facts": lambda unit: unit.unchecked > 0,
    "unread": lambda unit: unit.unread > 0,
    "unaudited": lambda unit: unit.evaluation is not None and not unit.audited,
    "unknown": lambda unit: unit.sent and not unit.inflation,
}


HOLDING: dict[str, Callable[[Unit], dict[str, int] | None]] = {"code": lambda unit: unit.codes, "said": lambda unit: unit.said}
"""The findings of a unit by code and weight: those between its figures, and those in the text of its report."""


def group(name: str) -> Group | None:
    """A group by its address: one of GROUPS, `state-…`, or `claimed-3` for a class of scores."""
    kind, _, rest = name.partition("-")
    if name in GROUPS:
        return Group(name, word(f"board_{name}"), GROUPS[name])
    if kind == "state" and rest in set(State):
        return Group(name, word(f"state_{rest}"), lambda unit: unit.submission.state == rest)
    if kind in SCORES and rest.isdigit() and int(rest) < len(reviewing.bands(book())):
        title = f"{word(f'board_{kind}')} {reviewing.bands(book())[int(rest)]}"
        return Group(name, title, lambda unit: reviewing.band(getattr(unit, kind), book()) == int(rest))
    if kind in HOLDING and rest.isalnum():
        return Group(
            name,
            word(f"board_{kind}", code=rest),
            lambda unit: any(each.startswith(f"{rest} ") for each in HOLDING[kind](unit) or {}),
        )
    return None


def counts(rows: Iterable[Unit], kind: str) -> list[int]:
    """How many units have a score of each class."""
    return reviewing.counts((getattr(row, kind) for row in rows), book())


def codes(rows: Iterable[Unit], kind: str = "code") -> list[dict[str, Any]]:
    """The findings of the round by code: how many, in how many units, the most frequent first."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        for name, count in (HOLDING[kind](row) or {}).items():
            code, _, severity = name.partition(" ")
            each = found.setdefault(name, {"code": code, "severity": severity, "count": 0, "units": 0})
            each["count"] += count
            each["units"] += 1
    return sorted(found.values(), key=lambda each: (-each["units"], -each["count"], each["code"]))
