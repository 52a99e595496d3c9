"""A site of its own for each process of tests, and the cast of every view: owner, reviewer, stranger, and the rest."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

SITE = tempfile.TemporaryDirectory(prefix="hengji-site-")
os.environ["HENGJI_SITE"] = SITE.name
os.environ.pop("DATABASE_URL", None)
if os.environ.get("HENGJI_TEST_DATABASE"):  # the PostgreSQL that test_postgres.py started
    os.environ["DATABASE_URL"] = os.environ["HENGJI_TEST_DATABASE"]
os.environ["DJANGO_SETTINGS_MODULE"] = "hengji.web.settings"

import django  # noqa: E402 - the site is chosen first

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from hengji.web.access import Actor  # noqa: E402
from hengji.web.accounts.actions import grant  # noqa: E402
from hengji.web.accounts.models import Belonging, Place, User  # noqa: E402
from hengji.web.roles import Role  # noqa: E402
from hengji.web.rounds.models import MARK, OPEN, Round  # noqa: E402
from hengji.web.submissions.models import Submission  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME = "teaching-zhanjiang"
PASSWORD = "cast-Password-1"  # noqa: S105 - of invented people
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def site() -> Path:
    """The migrated site of this process."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    return Path(SITE.name)


@pytest.fixture
def database(site: Path) -> Iterator[None]:
    """What a test writes is taken back."""
    assert site.is_dir()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Cast:
    """The people of a small bureau with two departments and three units; `round` is open, each unit has its submission."""

    people: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    round: Any = None
    submission: Any = None
    foreign: Any = None

    def client(self, name: str) -> Client:
        """A browser in which a person is signed in; nobody for an empty name."""
        client = Client()
        if name:
            client.force_login(self.people[name])
        return client

    def actor(self, name: str, *, later: timedelta = timedelta()) -> Actor:
        """The person acting, now or later."""
        return Actor(self.people[name], timezone.now() + later, "127.0.0.1")


ROLES = {
    "clerk": (Role.CLERK, "unit"),
    "unit_reviewer": (Role.UNIT_REVIEWER, "unit"),
    "department": (Role.DEPARTMENT, "department"),
    "finance": (Role.FINANCE_REVIEWER, "bureau"),
    "finance_too": (Role.FINANCE_REVIEWER, "bureau"),
    "director": (Role.DIRECTOR, "bureau"),
    "third_party": (Role.THIRD_PARTY, "bureau"),
    "other_clerk": (Role.CLERK, "other_unit"),
    "other_department": (Role.DEPARTMENT, "other_department"),
    "other_finance": (Role.FINANCE_REVIEWER, "other_bureau"),
    "system": (Role.SYSTEM_ADMIN, ""),
    "security": (Role.SECURITY_ADMIN, ""),
    "auditor": (Role.AUDITOR, ""),
}


@pytest.fixture
def cast(database: None) -> Cast:
    """Everyone, with an open round of one year."""
    return make_cast()


def make_cast() -> Cast:
    """The rows of the cast, written in the transaction that is open."""
    from hengji.web.law import book

    found = Cast()
    tree = {"bureau": ("bureau", ""), "department": ("department", "bureau"), "unit": ("unit", "department"),
            "other_department": ("department", "bureau"), "other_unit": ("unit", "other_department"),
            "other_bureau": ("bureau", "")}  # fmt: skip
    for code, (kind, under) in tree.items():
        found.places[code] = Place.objects.create(code=code, name=f"示范{code}", kind=kind, region="示范市")
        if under:
            Belonging.objects.create(place=found.places[code], under=found.places[under], first_year=2000)
    for name, (role, place) in ROLES.items():
        found.people[name] = User.objects.create(username=name, name=f"人员{name}", password="!")
        grant(None, found.people[name], role, found.places.get(place))
    found.people["nobody"] = User.objects.create(username="nobody", name="无角色", password="!")
    now = timezone.now()
    found.round = Round.objects.create(
        bureau=found.places["bureau"], year=2023, title="2023年度自评", scheme=SCHEME, scheme_digest=book().schemes[SCHEME].digest,
        notice_title="通知", opens_at=now, deadline=now + timedelta(days=10), late_rule=MARK, state=OPEN,
        made_by=found.people["finance"], made_at=now,
    )  # fmt: skip
    digest = found.round.scheme_digest
    found.submission, found.foreign = (
        Submission.objects.create(
            round=found.round, unit=found.places[unit], department=found.places[department], scheme_digest=digest
        )
        for unit, department in (("unit", "department"), ("other_unit", "other_department"))
    )
    return found


@pytest.fixture(scope="module")
def sent_world(site: Path) -> Iterator[Cast]:
    """The cast with a submission that was sent to the unit's reviewer, made once for a module."""
    from tests.web.review_cast import send, taken_back

    assert site.is_dir()
    with taken_back():
        found = make_cast()
        send(found)
        yield found


@pytest.fixture
def reviewed(sent_world: Cast) -> Iterator[Cast]:
    """The same for one test, whose own writes are taken back."""
    from tests.web.review_cast import now, taken_back

    with taken_back():
        people = {each.pk: each for each in User.objects.all()}
        fresh = {name: people[person.pk] for name, person in sent_world.people.items()}
        yield Cast(fresh, dict(sent_world.places), sent_world.round, now(sent_world.submission), now(sent_world.foreign))
