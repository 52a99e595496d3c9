"""The review page as rows: what its template shows of facts, lines, findings and opinions, put together for who looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hengji import reviewing
from hengji.web import access
from hengji.web.law import word
from hengji.web.reviews import actions, approvals, audits, totals
from hengji.web.reviews.models import CELL, FIGURE, LINE, PARAGRAPH, SETTLED, WHOLE, ReportAudit, ReviewTotal
from hengji.web.reviews.seen import GRAVITY, current, read, steps
from hengji.web.roles import Relation, Role, State
from hengji.web.submissions.drafts import form_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from hengji.reviewing import Step
    from hengji.web.access import Actor
    from hengji.web.reviews.approvals import Held
    from hengji.web.reviews.models import Opinion, ReviewScore
    from hengji.web.reviews.seen import Fact, Line, Seen
    from hengji.web.submissions.models import Submission

SEEING = frozenset({Relation.DEPARTMENT.value, Relation.BUREAU.value, Relation.ASSIGNED.value})
MOST_QUOTE = 300
ROUTES = ("opinion", "settle", "answer", "approve", "score", "pass", "return", "assign")


@dataclass(frozen=True)
class Place:
    """A fact or a line with the approvals and opinions at it."""

    of: Fact | Line
    held: tuple[Held, ...]
    opinions: tuple[Opinion, ...]

    @property
    def holds(self) -> bool:
        """Whether anybody's approval holds."""
        return any(each.holds for each in self.held)

    @property
    def lapsed(self) -> tuple[Held, ...]:
        """Approvals that do not hold any more."""
        return tuple(each for each in self.held if not each.holds)

    @property
    def pin(self) -> str:
        """The place in an address."""
        return f"{self.of.kind}:{self.of.key}"


@dataclass(frozen=True)
class Row:
    """A line of the score table: own, computed and review points side by side; `mine` is what the person who looks gave, `others` what others gave."""

    place: Place
    mine: ReviewScore | None
    others: tuple[ReviewScore, ...]
    steps: tuple[Step, ...]
    stale: bool
    deviation: str
    typed: Mapping[str, str]
    ticked: bool = False
    wrong: Mapping[str, str] | None = None

    def changed(self, fields: Mapping[str, str]) -> bool:
        """Whether a person wrote something else than the page had filled in."""
        names = ("points", "reason", "step") if self.typed["step"] else ("points", "reason")
        return any(name in fields and fields[name].strip() != self.typed[name] for name in names)

    def again(self, kept: Mapping[str, Any]) -> Row:
        """The row as a person left it, where it was not saved; with what stands against it."""
        fields = kept["typed"].get(self.line.key)
        if fields is None:
            return self
        typed = {**self.typed, **fields, "version": self.typed["version"]}
        return replace(self, typed=typed, ticked=self.line.key in kept["ticked"], wrong=kept["wrong"].get(self.line.key))

    @property
    def claim_gap(self) -> str:
        """How far the unit's own points are from what its figures come to, in words; empty where they agree or one is not known."""
        gap = reviewing.gap(self.line.says["claimed"] or "", self.line.says["points"] or "")
        if not reviewing.apart(gap):
            return ""
        return word("claim_less" if gap.startswith("-") else "claim_more", gap=gap.removeprefix("-"))

    @property
    def line(self) -> Any:
        """The line."""
        return self.place.of

    @property
    def step(self) -> str:
        """The words of the step that was named."""
        return next((each.label for each in self.steps if self.mine is not None and each.id == self.mine.step), "")


def role_of(actor: Actor, submission: Submission, route: str = "reviews:score") -> str:
    """The role in which a person would act by a route now; empty where the person may not."""
    state = access.state_of(submission)
    held = access.standings(actor.user, submission, actor.at)
    able = [each for each in held if access.decide(route, [each], state) is access.Verdict.ALLOWED]
    return able[0].role if able else ""


def context(actor: Actor, submission: Submission, asked: QueryDict) -> dict[str, Any]:
    """Everything that the page shows."""
    evaluation = current(submission)
    opinions = list(submission.opinions.select_related("by", "settled_by").prefetch_related("answers__by"))
    roles = {route: role_of(actor, submission, f"reviews:{route}") for route in ROUTES}
    asked_for = {each.key for each in opinions}
    said: dict[str, Any] = {
        "entries": {each.key: each for each in submission.entries.filter(key__in=asked_for)}, "submission": submission, "opinions": opinions, "may": {route: bool(role) for route, role in roles.items()} | {"save": access.may(actor.user, "submissions:save", submission)},
        "role": roles["pass"] or roles["opinion"], "waiting": [each for each in opinions if each.state != SETTLED],
        "requests": [each for each in opinions if each.state != SETTLED and each.asks_change and each.role == roles["return"]],
        "steps": list(submission.steps.select_related("by")), "assignments": _assigned(submission),
        "loose": [each for each in submission.evidence.filter(removed_at=None) if not each.lines],
    }  # fmt: skip
    if evaluation is None:
        return said
    seen = read(submission, evaluation)
    held = approvals.standing(submission, seen)
    kept = ReportAudit.objects.filter(evaluation=evaluation).select_related("parts").first()
    facts = [_place(fact, held, opinions) for fact in seen.facts]
    said |= {
        "evaluation": evaluation, "tree": seen.tree, "facts": facts, "rows": _rows(submission, seen, held, opinions, roles["score"]),
        "findings": [_finding(at, each, seen) for at, each in enumerate(seen.tree["findings"], start=1)],
        "weights": {name: sum(each["severity"] == name for each in seen.tree["findings"]) for name in GRAVITY},
        "hindrances": actions.in_the_way(submission, seen, roles["pass"]) if roles["pass"] else [],
        "totals": _totals(submission, seen),
        "audit": kept, "parts": audits.parts_of(kept) if kept else None, "coverage": kept.coverage if kept else {},
        "lapsed": [place for place in facts if place.lapsed and not place.holds],
        "show_points": _shows_points(actor, submission),
        "form": pinned(asked, seen, kept),
    }  # fmt: skip
    said["lapsed"] += [row.place for row in said["rows"] if row.place.lapsed and not row.place.holds]
    return said


def _totals(submission: Submission, seen: Seen) -> dict[str, Any]:
    """What each role's points come to; those that stand on from an earlier evaluation are added up as they would be when it is passed."""
    found: dict[str, Any] = {each.role: each for each in ReviewTotal.objects.filter(evaluation=seen.evaluation)}
    role = Role.FINANCE_REVIEWER.value
    if role not in found and submission.review_scores.filter(role=role).exists():
        found[role] = totals.reckon(submission, seen, role)
    return found


def _shows_points(actor: Actor, submission: Submission) -> bool:
    """Whether a person sees the reviewers' points: the unit itself sees them once they are final."""
    if submission.state in {State.APPROVED, State.PUBLISHED}:
        return True
    return any(each.relation in SEEING for each in access.standings(actor.user, submission, actor.at))


def _assigned(submission: Submission) -> list[Any]:
    return list(submission.assignments.filter(withdrawn_at=None).select_related("user"))


def _place(of: Fact | Line, held: Mapping[tuple[str, str], Mapping[str, Held]], opinions: list[Opinion]) -> Place:
    mine = tuple(each for each in opinions if (each.key == of.key and each.kind in {of.kind, FIGURE}))
    return Place(of, tuple(held.get((of.kind, of.key), {}).values()), mine)


def _rows(
    submission: Submission, seen: Seen, held: Mapping[tuple[str, str], Mapping[str, Held]], opinions: list[Opinion], role: str
) -> list[Row]:
    given: dict[str, dict[str, ReviewScore]] = {}
    for score in submission.review_scores.select_related("by"):
        given.setdefault(score.line, {})[score.role] = score
    scheme = str(seen.tree["scheme"])
    return [_row(line, given.get(line.key, {}), _place(line, held, opinions), steps(scheme, line.key), role) for line in seen.lines]


def _row(line: Line, given: Mapping[str, ReviewScore], place: Place, steps: tuple[Step, ...], role: str) -> Row:
    shown = role or Role.FINANCE_REVIEWER.value
    mine = given.get(shown)
    stale = mine is not None and mine.digest != line.digest
    deviation = ""
    own = line.says["claimed"] if line.says["claimed"] is not None else line.says["points"]
    if mine is not None and not stale and own is not None:
        deviation = reviewing.signed(reviewing.gap(own, mine.points))
        deviation += "" if line.says["claimed"] is not None else word("against_computed")
    usual = {
        "points": line.says["points"] or "",
        "step": reviewing.COMPUTED if line.says["points"] else "",
        "reason": "",
        "version": "0",
    }
    typed = (
        {"points": mine.points, "step": mine.step, "reason": mine.reason, "version": str(mine.version)}
        if mine is not None
        else usual
    )
    return Row(place, mine, tuple(each for name, each in given.items() if name != shown), steps, stale, deviation, typed)


def _finding(number: int, says: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """A finding with the computations over its figures, and the place at which an opinion on it is pinned."""
    ids = set(says["facts"])
    facts = [fact for fact, raw in zip(seen.facts, seen.tree["facts"], strict=True) if raw["id"] in ids]
    checks = [each for each in seen.tree["results"] if ids and ids <= set(each["facts"]) and each["verdict"] != "consistent"]
    lines = {line.key for line in seen.lines}
    pin = f"{CELL}:{facts[0].key}" if facts else f"{LINE}:{says['subject']}" if says["subject"] in lines else f"{WHOLE}:"
    return {**says, "number": number, "named": facts, "checks": checks, "pin": pin}


def _named(seen: Seen, key: str) -> str:
    """A field that holds no figure, as the form calls it; else the key as it is."""
    form = form_of(seen.evaluation.submission)
    return form.label(key) if form.entry(key) is not None else key


def pinned(asked: QueryDict, seen: Seen, kept: ReportAudit | None) -> dict[str, Any]:
    """The form of an opinion as an address fills it in: `pin=cell:KEY`, `figure=NUMBER`, `finding=NUMBER`."""
    kind, _, key = asked.get("pin", "").partition(":")
    quote, text = "", ""
    number = asked.get("finding", "")
    if number.isdigit() and 0 < int(number) <= len(seen.tree["findings"]):
        finding = _finding(int(number), seen.tree["findings"][int(number) - 1], seen)
        kind, _, key = finding["pin"].partition(":")
        text = finding["advice"] or finding["message"]
    figure = asked.get("figure", "")
    if kept is not None and figure.isdigit() and int(figure) < len(kept.figures):
        quote, place, entry = kept.figures[int(figure)]
        kind, key = (CELL, entry) if entry else (FIGURE, place[:200])
    place_ = seen.places.get((kind, key))
    if place_ is not None and not quote:
        quote = approvals.said(place_.told.get("value", place_.told.get("points")))
    if kind not in {CELL, LINE, FIGURE, PARAGRAPH}:
        kind, key = WHOLE, ""
    label = place_.label if place_ is not None else _named(seen, key) or word("whole")
    return {"kind": kind, "key": key, "quote": quote[:MOST_QUOTE], "text": text, "label": label, "asks": kind == CELL}
