"""Who may do what: one function decides, from one policy (policy.yaml: route × role × relation × state)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.yaml import Sequence
from hengji.web import held as roles_held
from hengji.web.faults import Refused, refused
from hengji.web.roles import Relation, Role, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from hengji.core.problem import Problem

POLICY = Path(__file__).with_name("policy.yaml")
WRONG_STATE = "WF01"
HELD = "_held_in_this_request"
BUREAU = "bureau"
EVERY_STATE = frozenset(state.value for state in State)


@dataclass(frozen=True, slots=True)
class Rule:
    """Some roles, standing in some relation to a thing in one of some states."""

    roles: frozenset[str]
    relations: frozenset[str]
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A role that a person has now, and how its place stands to the thing; `grant` says where it comes from."""

    role: str
    relation: str
    grant: int = 0
    delegated: bool = False


class Verdict(Enum):
    """May, may not as things stand, or does not know that the thing exists."""

    ALLOWED = "allowed"
    WRONG_STATE = "wrong_state"
    FOREIGN = "foreign"


class PolicyError(RuntimeError):
    """The policy cannot be read, or lacks a route."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, when, from where. `at` is when the server received the request."""

    user: Any
    at: datetime
    address: str = ""
    delegated: bool = False

    @classmethod
    def of(cls, request: Any) -> Actor:
        """The person who sent a request."""
        return cls(request.user, getattr(request, "received_at", None) or timezone.now(), request.META.get("REMOTE_ADDR", ""))


@cache
def policy() -> dict[str, tuple[Rule, ...]]:
    """The policy by route."""
    rules, problems = read(POLICY.read_bytes())
    if problems:
        raise PolicyError("\n".join(f"{each.place} {each.code} {each.found}" for each in problems))
    return rules


def read(content: bytes) -> tuple[dict[str, tuple[Rule, ...]], tuple[Problem, ...]]:
    """A policy from its file; a role, relation or state that nobody knows is a problem."""
    text, problems = yaml.decode(content, POLICY.name)
    tree, more = yaml.read(text, POLICY.name)
    found: list[Problem] = [*problems, *more]
    rules: dict[str, tuple[Rule, ...]] = {}
    for node in tree.entries if isinstance(tree, Sequence) else ():
        block = Fields(node, POLICY.name, found)
        route = block.text("route")
        if route in rules:
            block.problem("RB10", None, route)
        rules[route] = tuple(_rule(each) for each in block.blocks("may", required=True))
        block.done()
    return rules, tuple(found)


def _rule(block: Fields) -> Rule:
    rule = Rule(
        _known(block, "roles", {role.value for role in Role}),
        _known(block, "relations", {relation.value for relation in Relation}) or frozenset({Relation.SITE.value}),
        _known(block, "states", set(EVERY_STATE)) or EVERY_STATE,
    )
    block.done()
    return rule


def _known(block: Fields, key: str, allowed: set[str]) -> frozenset[str]:
    words = frozenset(block.texts(key))
    for word in words - allowed:
        block.problem("RB09", block.node(key), word, key=key, allowed="、".join(sorted(allowed)))
    return words


def decide(route: str, standings: Iterable[Standing], state: str = "") -> Verdict:
    """The one decision: whether somebody who stands so to a thing in this state may use a route.

    `state` is empty where the thing has none. Who has no standing to the thing is not told that it exists.
    """
    if route not in policy():
        raise PolicyError(route)
    known = False
    held = {(each.role, each.relation) for each in standings}
    for rule in policy()[route]:
        for role, relation in held:
            if relation in rule.relations and (not rule.roles or role in rule.roles):
                known = True
                if not state or state in rule.states:
                    return Verdict.ALLOWED
    return Verdict.WRONG_STATE if known else Verdict.FOREIGN


def grants(user: Any, at: datetime) -> list[tuple[Any, bool]]:
    """The grants that a person may act in at a moment; True beside those that were delegated.

    They are read anew for every request, and again inside every transaction, where nothing that was read before it counts.
    """
    kept = None if transaction.get_connection().in_atomic_block else getattr(user, HELD, None)
    if kept is None:
        return _grants(user, at)
    if not kept:
        kept.append(_grants(user, at))
    found: list[tuple[Any, bool]] = kept[0]
    return found


def _grants(user: Any, at: datetime) -> list[tuple[Any, bool]]:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    found = roles_held.grants(user.pk, timezone.localtime(at).date())
    only = getattr(user, "only_place", None)  # a token acts at one place
    return [(grant, False) for grant, lent in found if not lent and grant.place_id == only] if only else found


def standings(user: Any, thing: Any, at: datetime) -> tuple[Standing, ...]:
    """How a person stands to a thing: by the places of the person's roles in its year, and by what was assigned."""
    found = [Standing("", Relation.ANYONE)]
    if getattr(user, "is_authenticated", False) and user.is_active:
        found.append(Standing("", Relation.SIGNED_IN))
    held = grants(user, at)
    around = _around(thing, held)
    for grant, delegated in held:
        if not _in_year(grant, around.year):
            continue
        if thing is None or grant.place_id is None:
            found.append(Standing(grant.role, Relation.SITE, grant.pk, delegated))
        found += [
            Standing(grant.role, relation, grant.pk, delegated)
            for relation, places in around.places.items()
            if grant.place_id in places
        ]
        if grant.role == Role.THIRD_PARTY and user.pk in around.assigned:
            found.append(Standing(grant.role, Relation.ASSIGNED, grant.pk, delegated))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Around:
    year: int | None
    places: Mapping[Relation, frozenset[int]]
    assigned: frozenset[int] = frozenset()


def _around(thing: Any, held: list[tuple[Any, bool]]) -> _Around:
    """The places that a thing belongs to, by relation, as far as who holds these grants may stand to them; who was asked to look at it, where that is wanted."""
    from hengji.web.accounts.models import Place
    from hengji.web.library.models import Offered
    from hengji.web.rounds.models import Round
    from hengji.web.submissions.models import Submission
    from hengji.web.work.models import Task

    if thing is None:
        return _Around(None, {})
    submission = thing if isinstance(thing, Submission) else getattr(thing, "submission", None)
    if isinstance(submission, Submission):
        asked = submission.assignments.filter(withdrawn_at=None).values_list("user_id", flat=True) if _is_asked(held) else ()
        places = {
            Relation.OWN: frozenset({submission.unit_id}),
            Relation.DEPARTMENT: frozenset({submission.department_id}),
            Relation.BUREAU: frozenset({submission.round.bureau_id}),
        }
        return _Around(submission.round.year, places, frozenset(asked))
    if isinstance(thing, Round):
        return _around_round(thing, held)
    if isinstance(thing, Task):
        return _around_task(thing, held)
    if isinstance(thing, Offered):
        return _Around(None, {Relation.BUREAU: frozenset({thing.bureau_id})})
    if isinstance(thing, Place):
        key = {"unit": Relation.OWN, "department": Relation.DEPARTMENT, "bureau": Relation.BUREAU}[thing.kind]
        return _Around(None, {key: frozenset({thing.pk})})
    raise TypeError(type(thing).__name__)


def _is_asked(held: Iterable[tuple[Any, bool]]) -> bool:
    """Whether any of these grants is of those who look at what was assigned to them."""
    return any(grant.role == Role.THIRD_PARTY for grant, _ in held)


def _around_round(whole: Any, held: Iterable[tuple[Any, bool]]) -> _Around:
    """Of a round's units and departments those at which a grant is held: a round has hundreds, a person a few."""
    mine = frozenset(grant.place_id for grant, _ in held if grant.place_id is not None and grant.place.kind != BUREAU)
    pairs = _pairs(whole, mine) if mine else []
    return _Around(
        whole.year,
        {
            Relation.OWN: frozenset(unit for unit, _ in pairs),
            Relation.DEPARTMENT: frozenset(department for _, department in pairs),
            Relation.BUREAU: frozenset({whole.bureau_id}),
        },
    )


def _pairs(whole: Any, mine: frozenset[int]) -> list[tuple[int, int]]:
    """Units of a round with their departments, where one of them is among some places; asked once for a round that a page shows."""
    kept = {} if transaction.get_connection().in_atomic_block else whole.__dict__.setdefault(HELD, {})
    if mine not in kept:
        here = whole.submissions.filter(Q(unit__in=mine) | Q(department__in=mine)).order_by()
        kept[mine] = list(here.values_list("unit_id", "department_id"))
    found: list[tuple[int, int]] = kept[mine]
    return found


def _around_task(task: Any, held: list[tuple[Any, bool]]) -> _Around:
    """Work belongs to what it was asked for; work for a whole round is the bureau's alone."""
    from hengji.web.library.models import Offered
    from hengji.web.rounds.models import Round
    from hengji.web.submissions.models import Submission

    kind, _, number = str(task.subject).partition("/")
    if kind == "offered":
        return _around(Offered.objects.get(pk=number), held)
    if kind == "submission":
        return _around(Submission.objects.select_related("round").get(pk=number), held)
    whole = Round.objects.get(pk=number)
    return _Around(whole.year, {Relation.BUREAU: frozenset({whole.bureau_id})})


def _in_year(grant: Any, year: int | None) -> bool:
    return year is None or (grant.first_year <= year and (grant.last_year is None or year <= grant.last_year))


def state_of(thing: Any) -> str:
    """The state that the policy speaks of: that of the submission; nothing for other things."""
    from hengji.web.submissions.models import Submission

    submission = thing if isinstance(thing, Submission) else getattr(thing, "submission", None)
    return str(submission.state) if isinstance(submission, Submission) else ""


def require(actor: Actor, route: str, thing: Any = None) -> tuple[Standing, ...]:
    """The standings in which an actor may use a route on a thing; else 404 for what is foreign, WF01 for what is in another state."""
    held = standings(actor.user, thing, actor.at)
    verdict = decide(route, held, state_of(thing))
    if verdict is Verdict.FOREIGN:
        raise Http404
    if verdict is Verdict.WRONG_STATE:
        raise wrong_state(thing)
    return tuple(each for each in held if decide(route, [each], state_of(thing)) is Verdict.ALLOWED)


def wrong_state(thing: Any) -> Refused:
    """What is said where a thing is in a state in which the action does not fit: who brought it there, and when."""
    from hengji.web.law import word

    submission = getattr(thing, "submission", thing)
    last = submission.steps.order_by("-pk").first()
    moment = timezone.localtime(last.at).strftime("%H:%M") if last else "—"
    state = word(f"state_{submission.state}")
    return refused(WRONG_STATE, str(submission.unit), state, by=last.by.name if last else "—", at=moment)


def may(user: Any, route: str, thing: Any = None) -> bool:
    """Whether a button is worth showing."""
    return decide(route, standings(user, thing, timezone.now()), state_of(thing)) is Verdict.ALLOWED


def leading(user: Any, route: str, whole: Any, rows: Iterable[Any]) -> set[int]:
    """The submissions of a round on which a person may use a route; `rows` have pk, unit_id, department_id and state.

    Rows to which the person stands alike, in one state, are decided together: what is decided upon is the first of them.
    """
    from hengji.web.submissions.models import Submission

    held = grants(user, timezone.now())
    mine = {grant.place_id for grant, _ in held}
    open_ = user.assignments.filter(submission__round=whole, withdrawn_at=None) if _is_asked(held) else None
    asked = frozenset(open_.values_list("submission_id", flat=True)) if open_ is not None else frozenset()
    decided: dict[tuple[Any, ...], bool] = {}
    found = set()
    for row in rows:
        own, under = row.unit_id in mine and row.unit_id, row.department_id in mine and row.department_id
        alike = (own, under, row.pk in asked, row.state)
        if alike not in decided:
            first = Submission(pk=row.pk, round=whole, unit_id=row.unit_id, department_id=row.department_id, state=row.state)
            decided[alike] = may(user, route, first)
        if decided[alike]:
            found.add(row.pk)
    return found


def visible(user: Any, route: str, at: datetime | None = None) -> Q:
    """The submissions that a person may know of by a route, in whatever state: a filter for querysets of submissions."""
    wanted = Q(pk__in=())
    fields = {Relation.OWN: "unit", Relation.DEPARTMENT: "department", Relation.BUREAU: "round__bureau"}
    for grant, _ in grants(user, at or timezone.now()):
        for rule in policy()[route]:
            if grant.role in rule.roles:
                years = Q(round__year__gte=grant.first_year)
                if grant.last_year is not None:
                    years &= Q(round__year__lte=grant.last_year)
                for relation in rule.relations & set(fields):
                    wanted |= years & Q(**{fields[Relation(relation)]: grant.place_id})
                if Relation.ASSIGNED in rule.relations and grant.role == Role.THIRD_PARTY:
                    wanted |= years & Q(pk__in=user.assignments.filter(withdrawn_at=None).values("submission"))
    return wanted
