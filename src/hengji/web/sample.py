"""A sample bureau to look at: every place and person in it is invented, and each person is named after a role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hengji.filling import draft as drafting
from hengji.filling import entries
from hengji.reading.formats import case as case_file
from hengji.rulebook import files, yaml
from hengji.rulebook.fields import Fields
from hengji.web.access import Actor
from hengji.web.accounts.actions import grant
from hengji.web.accounts.models import Belonging, Grant, Place, User
from hengji.web.journal.actions import record
from hengji.web.law import book, word
from hengji.web.public import actions as public
from hengji.web.reviews.actions import Said, give_opinion
from hengji.web.reviews.models import CELL, LINE
from hengji.web.roles import NEXT, Role, State
from hengji.web.rounds.models import CLOSED, MARK, OPEN, Round
from hengji.web.submissions.actions import PACKAGE_NAME, Change, Seen, attach_package, save, submit
from hengji.web.submissions.drafts import draft, form_of, law_of
from hengji.web.submissions.models import IMPORTED, Submission
from hengji.web.submissions.steps import take
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Iterator


FILE = Path(__file__).with_name("sample.yaml")
PASSWORD = "sample-password.txt"  # noqa: S105 - the name of a file
DAYS_LEFT = 20
VERIFY = "http://127.0.0.1:8000/public/verify/"
SKIPPED = ("said/", "template")
OWN, CASES = "own", Path(__file__).with_name("samples")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the file says: places, people and a round."""

    places: list[dict[str, str]]
    people: list[dict[str, str]]
    round: dict[str, str]
    fills: list[dict[str, str]]
    planted: tuple[str, ...] = ()
    """What is wrong on purpose, so that a visitor sees it found."""
    renamed: tuple[tuple[str, str], ...] = ()
    past: Sample | None = None
    """An earlier year, of which one unit's evaluation is published with its package."""


def read() -> Sample:
    """The sample as its file says it."""
    text, _ = yaml.decode(FILE.read_bytes(), FILE.name)
    tree, problems = yaml.read(text, FILE.name)
    found = list(problems)
    if tree is None:
        raise ValueError(found)
    made = _sample(Fields(tree, FILE.name, found))
    if found:
        raise ValueError(found)
    return made


def _sample(fields: Fields) -> Sample:
    places = [{key: each.text(key, "") for key in ("code", "name", "kind", "under", "region")} for each in fields.blocks("places")]
    people = [{key: each.text(key, "") for key in ("username", "name", "role", "place")} for each in fields.blocks("people")]
    head = fields.block("round", required=True)
    keys = ("year", "title", "scheme", "notice_title", "notice_number", "notice_text")
    made = {key: head.text(key, "") for key in keys} if head else {}
    fills = [{key: each.text(key, "") for key in ("unit", "case", "to", "asked_at", "asked")} for each in fields.blocks("fills")]
    planted = fields.texts("planted")
    renamed = tuple((each.text("from"), each.text("to")) for each in fields.blocks("renamed"))
    past = fields.block("past")
    return Sample(places, people, made, fills, planted, renamed, None if past is None else _sample(past))


def fill() -> Iterator[str]:
    """Puts the sample into an empty site, and says who may sign in with which password."""
    kept = Path(settings.SITE) / PASSWORD
    if Place.objects.exists():
        yield word("sample_already", path=kept)
        return
    sample, password = read(), secrets.token_urlsafe(9)
    with transaction.atomic():
        people = put(sample, make_password(password))
        for each in sample.fills:
            _fill(each, sample.renamed)
        if sample.past is not None:
            people += _past(sample.past, make_password(password), sample.renamed)
    kept.write_text(password + "\n", encoding="ascii")
    kept.chmod(0o600)
    yield word("sample_ready", password=password)
    yield from (word("sample_planted", what=each) for each in sample.planted)
    for person, role in people:
        yield word("sample_person", username=person.username, name=person.name, roles=word(f"role_{role}"))


def put(sample: Sample, password: str) -> list[tuple[User, str]]:
    """The places, people and round of the sample as rows; all people have one password, already hashed."""
    places = _places(sample)
    people: dict[str, User] = {}
    told = []
    for each in sample.people:
        person = people.get(each["username"]) or User.objects.create(
            username=each["username"], name=each["name"], password=password
        )
        people[each["username"]] = person
        grant(None, person, Role(each["role"]), places.get(each["place"]))
        told.append((person, each["role"]))
    _round(sample.round, places, Place.objects.get(kind="bureau"))
    return told


def _places(sample: Sample) -> dict[str, Place]:
    """The places of the sample, each under the place above it."""
    places = {
        each["code"]: Place.objects.create(**{key: each[key] for key in ("code", "name", "kind", "region")})
        for each in sample.places
    }
    for each in sample.places:
        if each["under"]:
            above = places.get(each["under"]) or Place.objects.get(code=each["under"])
            Belonging.objects.create(place=places[each["code"]], under=above, first_year=2000)
    return places


def _past(past: Sample, password: str, renamed: tuple[tuple[str, str], ...]) -> list[tuple[User, str]]:
    """A year that is over: its units are theirs alone, each with a clerk and a reviewer, filled in, reviewed and published."""
    places, bureau, told = _places(past), Place.objects.get(kind="bureau"), []
    for each in past.people:
        person = User.objects.create(username=each["username"], name=each["name"], password=password)
        grant(None, person, Role(each["role"]), places[each["place"]])
        told.append((person, each["role"]))
    made = _round(past.round, places, bureau)
    for each in past.fills:
        _fill(each, renamed)
        _publish(made.submissions.get(unit__code=each["unit"]), bureau)
    Round.objects.filter(pk=made.pk).update(state=CLOSED)
    return told


def _publish(submission: Submission, bureau: Place) -> None:
    """Approved by one reviewer of the bureau, published by another, as the office does it."""
    first, second = (Actor(each.user, timezone.now()) for each in _held(Role.FINANCE_REVIEWER, bureau)[:2])
    _step(first, submission, State.APPROVED)
    evaluation = submission.evaluations.get()
    found = form_of(submission)
    made = drafting.weigh_case(storage.content(evaluation.case).decode(), found)
    package, _, problems = drafting.package(made, found, law_of(submission).source, PACKAGE_NAME)
    if package is None:
        raise ValueError(problems)
    attach_package(evaluation, package)
    submission.refresh_from_db()
    release = public.prepare(second, submission, VERIFY)
    for hit in release.hits.all():
        public.decide(first, hit.pk, allowed=True, reason=word("sample_allowed"))
    public.publish(second, release, version=submission.version, once=f"sample-{submission.pk}-published")


def _round(said: dict[str, str], places: dict[str, Place], bureau: Place) -> Round:
    now, by = timezone.now(), _person(Role.FINANCE_REVIEWER, bureau)
    made: Any = Round.objects.create(
        bureau=bureau, year=int(said["year"]), title=said["title"], scheme=said["scheme"], scheme_digest=book().schemes[said["scheme"]].digest,
        notice_title=said["notice_title"], notice_number=said["notice_number"], notice_text=said["notice_text"], opens_at=now,
        deadline=timezone.localtime(now).replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=DAYS_LEFT), late_rule=MARK, state=OPEN, made_by=by, made_at=now,
    )  # fmt: skip
    for place in places.values():
        if place.kind == "unit":
            Submission.objects.create(
                round=made, unit=place, department=place.belongings.get().under, scheme_digest=made.scheme_digest
            )
    record(Actor(by, now), "rounds.open", f"round/{made.pk}", {"title": made.title, "units": made.submissions.count()})
    return made


def _fill(said: dict[str, str], renamed: tuple[tuple[str, str], ...]) -> None:
    """A unit that has filled in: its own sample, or the figures of an example under its name; sent as far as the sample says."""
    submission = Submission.objects.select_related("round", "unit", "department").get(unit__code=said["unit"])
    clerk = Actor(_person(Role.CLERK, submission.unit), timezone.now())
    own = CASES / f"{said['unit']}.yaml"
    path = own if said["case"] == OWN else files.home().parent / "examples" / said["case"] / "case.yaml"
    case, problems = case_file.parse(path.read_bytes(), path.name, book(), named=True)
    if case is None:
        raise ValueError(problems)
    fields = entries.fields(case, form_of(submission))
    changes = [
        Change(each.key, _named_anew(each.text, renamed), way=IMPORTED) for each in fields if not each.key.startswith(SKIPPED)
    ]
    save(clerk, submission.pk, changes)
    if said["to"]:
        _send(submission, clerk, State(said["to"]), said)


def _named_anew(text: str, renamed: tuple[tuple[str, str], ...]) -> str:
    """A text of an example with the names of real places replaced by those of the sample."""
    for name, invented in renamed:
        text = text.replace(name, invented)
    return text


def _send(submission: Submission, clerk: Actor, to: State, said: dict[str, str]) -> None:
    now = Submission.objects.get(pk=submission.pk)
    seen = Seen(now.version, draft(now).digest, form_of(now).scheme.digest, f"sample-{now.pk}")
    submit(clerk, now.pk, seen)
    ways = {
        State.DEPARTMENT_REVIEW: [(Role.UNIT_REVIEWER, submission.unit)],
        State.FINANCE_REVIEW: [(Role.UNIT_REVIEWER, submission.unit), (Role.DEPARTMENT, submission.department)],
        State.RETURNED: [(Role.UNIT_REVIEWER, submission.unit)],
    }
    if to is State.RETURNED:
        _ask(now, Role.UNIT_REVIEWER, submission.unit, Said(CELL, said["asked_at"], said["asked"], asks_change=True))
    for role, place in ways.get(to, []):
        now.refresh_from_db()
        after = State.RETURNED if to is State.RETURNED else NEXT[State(now.state)]
        _step(Actor(_person(role, place), timezone.now()), now, after)
    if said["asked"] and to is not State.RETURNED:
        _ask(now, Role.DEPARTMENT, submission.department, Said(LINE, said["asked_at"], said["asked"]))


def _step(actor: Actor, now: Submission, after: State) -> None:
    reason = word("sample_returned") if after is State.RETURNED else ""
    latest = now.evaluations.first()
    take(
        actor, "submissions:page", now, after, version=now.version, once=f"sample-{now.pk}-{after}", reason=reason,
        evaluation=latest, entries_digest=latest.entries_digest if latest else "",
    )  # fmt: skip


def _ask(submission: Submission, role: Role, place: Place, said: Said) -> None:
    """An opinion pinned to a line or a cell."""
    give_opinion(Actor(_person(role, place), timezone.now()), submission.pk, said)


def _person(role: Role, place: Place) -> User:
    return _held(role, place)[0].user


def _held(role: Role, place: Place) -> list[Any]:
    return list(Grant.objects.select_related("user").filter(role=role, place=place, withdrawn_at=None).order_by("user__username"))
