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

from hengji.core import exact
from hengji.filling import entries
from hengji.filling.form import FACT
from hengji.reading.formats import case as case_file
from hengji.rulebook import files, yaml
from hengji.rulebook.fields import Fields
from hengji.web.access import Actor
from hengji.web.accounts.actions import grant
from hengji.web.accounts.models import Belonging, Grant, Place, User
from hengji.web.journal.actions import record
from hengji.web.law import book, word
from hengji.web.roles import NEXT, Role, State
from hengji.web.rounds.models import MARK, OPEN, Round
from hengji.web.submissions.actions import Change, Seen, save, submit
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import IMPORTED, Submission
from hengji.web.submissions.steps import take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.filling.form import Form

FILE = Path(__file__).with_name("sample.yaml")
PASSWORD = "sample-password.txt"  # noqa: S105 - the name of a file
DAYS_LEFT = 20
SKIPPED = ("said/", "head/", "template", "lines/", "asked/")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the file says: places, people and a round."""

    places: list[dict[str, str]]
    people: list[dict[str, str]]
    round: dict[str, str]
    fills: list[dict[str, str]]
    more: list[tuple[str, str]]


def read() -> Sample:
    """The sample as its file says it."""
    text, _ = yaml.decode(FILE.read_bytes(), FILE.name)
    tree, problems = yaml.read(text, FILE.name)
    found = list(problems)
    if tree is None:
        raise ValueError(found)
    fields = Fields(tree, FILE.name, found)
    places = [{key: each.text(key, "") for key in ("code", "name", "kind", "under", "region")} for each in fields.blocks("places")]
    people = [{key: each.text(key, "") for key in ("username", "name", "role", "place")} for each in fields.blocks("people")]
    head = fields.block("round", required=True)
    keys = ("year", "title", "scheme", "notice_title", "notice_number", "notice_text")
    made = {key: head.text(key, "") for key in keys} if head else {}
    fills = [{key: each.text(key, "") for key in ("unit", "case", "to")} for each in fields.blocks("fills")]
    more = [(each.text("name"), each.text("value")) for each in fields.blocks("more")]
    if found:
        raise ValueError(found)
    return Sample(places, people, made, fills, more)


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
            _fill(each, sample.more)
    kept.write_text(password + "\n", encoding="ascii")
    kept.chmod(0o600)
    yield word("sample_ready", password=password)
    for person, role in people:
        yield word("sample_person", username=person.username, name=person.name, roles=word(f"role_{role}"))


def put(sample: Sample, password: str) -> list[tuple[User, str]]:
    """The places, people and round of the sample as rows; all people have one password, already hashed."""
    places = {
        each["code"]: Place.objects.create(**{key: each[key] for key in ("code", "name", "kind", "region")})
        for each in sample.places
    }
    for each in sample.places:
        if each["under"]:
            Belonging.objects.create(place=places[each["code"]], under=places[each["under"]], first_year=2000)
    people: dict[str, User] = {}
    told = []
    for each in sample.people:
        person = people.get(each["username"]) or User.objects.create(
            username=each["username"], name=each["name"], password=password
        )
        people[each["username"]] = person
        grant(None, person, Role(each["role"]), places.get(each["place"]))
        told.append((person, each["role"]))
    _round(sample.round, places, next(person for person, role in told if role == Role.FINANCE_REVIEWER))
    return told


def _round(said: dict[str, str], places: dict[str, Place], by: User) -> Round:
    now = timezone.now()
    bureau = next(place for place in places.values() if place.kind == "bureau")
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


def _fill(said: dict[str, str], more: list[tuple[str, str]]) -> None:
    """A unit that has filled in: the figures of an example, in the unit's own name, sent as far as the sample says."""
    submission = Submission.objects.select_related("round", "unit", "department").get(unit__code=said["unit"])
    clerk = Actor(_person(Role.CLERK, submission.unit), timezone.now())
    content = (files.home().parent / "examples" / said["case"] / "case.yaml").read_bytes()
    case, problems = case_file.parse(content, "case.yaml", book(), named=True)
    if case is None:
        raise ValueError(problems)
    fields = entries.fields(case, form_of(submission))
    changes = [Change(each.key, each.text, way=IMPORTED) for each in fields if not each.key.startswith(SKIPPED)]
    if said["to"]:
        stated = {change.key for change in changes}
        extra = [(f"{FACT}/{name}", value) for name, value in more] + list(_judged(form_of(submission)))
        changes += [Change(key, text, way=IMPORTED) for key, text in extra if key not in stated]
    save(clerk, submission.pk, changes)
    if said["to"]:
        _send(submission, clerk, State(said["to"]))


def _judged(form: Form) -> Iterator[tuple[str, str]]:
    """Every point of every checklist answered, the last of them with no: made up, as the whole bureau is."""
    asked_ = [entry for entry in form.entries.values() if entry.key.startswith("lines/") and entry.needed]
    for number, entry in enumerate(asked_):
        if entry.choices:
            yield entry.key, entry.choices[1 if number == len(asked_) - 1 else 0]
        elif entry.key.endswith("/judge"):
            yield entry.key, word("sample_judge")
        elif entry.key.endswith("/points"):
            weight = next(row.weight for row in form.scheme.indicators if row.id == entry.key.split("/")[1])
            yield entry.key, exact.plain(weight) if weight is not None else ""


def _send(submission: Submission, clerk: Actor, to: State) -> None:
    now = Submission.objects.get(pk=submission.pk)
    seen = Seen(now.version, draft(now).digest, form_of(now).scheme.digest, f"sample-{now.pk}")
    submit(clerk, now.pk, seen)
    ways = {
        State.DEPARTMENT_REVIEW: [(Role.UNIT_REVIEWER, submission.unit)],
        State.FINANCE_REVIEW: [(Role.UNIT_REVIEWER, submission.unit), (Role.DEPARTMENT, submission.department)],
        State.RETURNED: [(Role.UNIT_REVIEWER, submission.unit)],
    }
    for role, place in ways.get(to, []):
        now.refresh_from_db()
        after = State.RETURNED if to is State.RETURNED else NEXT[State(now.state)]
        _step(Actor(_person(role, place), timezone.now()), now, after)


def _step(actor: Actor, now: Submission, after: State) -> None:
    reason = word("sample_returned") if after is State.RETURNED else ""
    latest = now.evaluations.first()
    take(
        actor, "submissions:page", now, after, version=now.version, once=f"sample-{now.pk}-{after}", reason=reason,
        evaluation=latest, entries_digest=latest.entries_digest if latest else "",
    )  # fmt: skip


def _person(role: Role, place: Place) -> User:
    return Grant.objects.select_related("user").get(role=role, place=place, withdrawn_at=None).user
