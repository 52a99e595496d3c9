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

from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.web.access import Actor
from hengji.web.accounts.actions import grant
from hengji.web.accounts.models import Belonging, Place, User
from hengji.web.journal.actions import record
from hengji.web.law import word
from hengji.web.roles import Role
from hengji.web.rounds.models import MARK, OPEN, Round
from hengji.web.submissions.models import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_name("sample.yaml")
PASSWORD = "sample-password.txt"  # noqa: S105 - the name of a file
DAYS_LEFT = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """What the file says: places, people and a round."""

    places: list[dict[str, str]]
    people: list[dict[str, str]]
    round: dict[str, str]


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
    if found:
        raise ValueError(found)
    return Sample(places, people, made)


def fill() -> Iterator[str]:
    """Puts the sample into an empty site, and says who may sign in with which password."""
    kept = Path(settings.SITE) / PASSWORD
    if Place.objects.exists():
        yield word("sample_already", path=kept)
        return
    sample, password = read(), secrets.token_urlsafe(9)
    with transaction.atomic():
        people = put(sample, make_password(password))
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
    from hengji.web.law import book

    now = timezone.now()
    bureau = next(place for place in places.values() if place.kind == "bureau")
    made: Any = Round.objects.create(
        bureau=bureau, year=int(said["year"]), title=said["title"], scheme=said["scheme"], scheme_digest=book().schemes[said["scheme"]].digest,
        notice_title=said["notice_title"], notice_number=said["notice_number"], notice_text=said["notice_text"], opens_at=now,
        deadline=now + timedelta(days=DAYS_LEFT), late_rule=MARK, state=OPEN, made_by=by, made_at=now,
    )  # fmt: skip
    for place in places.values():
        if place.kind == "unit":
            Submission.objects.create(
                round=made, unit=place, department=place.belongings.get().under, scheme_digest=made.scheme_digest
            )
    record(Actor(by, now), "rounds.open", f"round/{made.pk}", {"title": made.title, "units": made.submissions.count()})
    return made
