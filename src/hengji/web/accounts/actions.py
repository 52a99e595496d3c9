"""Every write to accounts, places and roles."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hengji.web import access
from hengji.web.accounts.models import BUREAU, DEPARTMENT, UNIT, Belonging, Delegation, Grant, Place, User
from hengji.web.faults import refused
from hengji.web.journal.actions import record
from hengji.web.law import word
from hengji.web.roles import ADMINISTRATORS, KIND_OF_PLACE, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from hengji.web.access import Actor

OWN_ROLE, LAST_OF_THREE = "WF50", "WF51"
NO_DAYS, DAYS_TWICE = "WF74", "WF75"
MOST_FAILURES, LOCK = 5, timedelta(minutes=15)
NOT_SIGNED_IN, LOCKED, EXCLUSIVE, WRONG_PLACE, NOT_OWN_GRANT, NAME_TAKEN, NOT_OWN_ACCOUNT = (
    "WF03", "WF04", "WF05", "WF06", "WF07", "WF31", "WF32",
)  # fmt: skip
ABOVE = {BUREAU: None, DEPARTMENT: BUREAU, UNIT: DEPARTMENT}
FIRST = (("xitong", Role.SYSTEM_ADMIN), ("anquan", Role.SECURITY_ADMIN), ("shenji", Role.AUDITOR))


def sign_in(actor: Actor, username: str, password: str) -> User:
    """The person who signs in; five wrong passwords in a row lock the account for a quarter of an hour."""
    with transaction.atomic():
        known = User.objects.select_for_update().filter(username=username).first()
        if known is not None and known.locked_until is not None and known.locked_until > actor.at:
            record(None, "accounts.locked", f"user/{known.pk}", {"username": username, "address": actor.address})
            locked = True
        else:
            locked = False
    if locked:
        raise refused(LOCKED, word("sign_in"), username, status=403, minutes=int(LOCK.total_seconds() // 60))
    person = authenticate(None, username=username, password=password)
    with transaction.atomic():
        if person is None:
            _failed(actor, username)
        else:
            User.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
            record(access.Actor(person, actor.at, actor.address), "accounts.signed_in", f"user/{person.pk}")
    if person is None:
        raise refused(NOT_SIGNED_IN, word("sign_in"), username, status=403)
    return person


def _failed(actor: Actor, username: str) -> None:
    known = User.objects.select_for_update().filter(username=username).first()
    if known is not None:
        known.failures += 1
        if known.failures >= MOST_FAILURES:
            known.failures, known.locked_until = 0, actor.at + LOCK
        known.save(update_fields=("failures", "locked_until"))
    record(None, "accounts.failed", f"user/{known.pk if known else 0}", {"username": username[:64], "address": actor.address})


def change_password(actor: Actor, password: str) -> None:
    """A person's own new password."""
    with transaction.atomic():
        access.require(actor, "accounts:password")
        person = User.objects.select_for_update().get(pk=actor.user.pk)
        person.set_password(password)
        person.must_change = False
        person.save(update_fields=("password", "must_change"))
        record(actor, "accounts.password", f"user/{person.pk}")


def grant(
    actor: Actor | None, user: Any, role: Role, place: Any = None, first_year: int = 0, last_year: int | None = None
) -> Grant:
    """Gives a role; 三员 exclude each other and every business role, and a role is held at its kind of place."""
    with transaction.atomic():
        if actor is not None:
            access.require(actor, "accounts:grant")
        User.objects.select_for_update().get(pk=user.pk)
        held = {Role(each) for each in Grant.objects.filter(user=user, withdrawn_at=None).values_list("role", flat=True)} - {role}
        if held and (role in ADMINISTRATORS or held & ADMINISTRATORS):
            raise refused(
                EXCLUSIVE, user.name, word(f"role_{role.value}"), held="、".join(word(f"role_{each.value}") for each in held)
            )
        if (place.kind if place else None) != KIND_OF_PLACE.get(role):
            raise refused(
                WRONG_PLACE, user.name, word(f"role_{role.value}"), wanted=word(f"place_{KIND_OF_PLACE.get(role, 'none')}")
            )
        at = actor.at if actor else user.made_at
        made, _ = Grant.objects.get_or_create(
            user=user, role=role.value, place=place, withdrawn_at=None,
            defaults={"first_year": first_year, "last_year": last_year, "given_by": actor.user if actor else None, "given_at": at},
        )  # fmt: skip
        record(
            actor,
            "accounts.grant",
            f"user/{user.pk}",
            {"role": role.value, "place": place.code if place else "", "first_year": first_year},
        )
        return made


def delegate(actor: Actor, held: Grant, to: Any, first: date, last: date, reason: str) -> Delegation:
    """Lets another act in one's own grant for some days; a delegated grant is not passed on, and an administrator's never."""
    with transaction.atomic():
        access.require(actor, "accounts:delegate")
        mine = Grant.objects.select_for_update().filter(pk=held.pk, user=actor.user, withdrawn_at=None).first()
        clash = Grant.objects.filter(user=to, withdrawn_at=None).filter(Q(role__in=ADMINISTRATORS)).exists()
        if mine is None or Role(mine.role) in ADMINISTRATORS or to.pk == actor.user.pk or clash:
            raise refused(NOT_OWN_GRANT, str(held), to.name)
        check_days(mine, to, first, last, timezone.localdate(actor.at))
        made = Delegation.objects.create(grant=mine, to=to, first_day=first, last_day=last, reason=reason, made_at=actor.at)
        record(actor, "accounts.delegate", f"user/{to.pk}", {"grant": mine.pk, "first": first, "last": last, "reason": reason})
        return made


def check_days(held: Grant, to: Any, first: date, last: date, today: date) -> None:
    """Refuses days that end before they begin or are over (WF74), and days on which the same person has the same role by delegation already (WF75)."""
    if last < first or last < today:
        raise refused(NO_DAYS, to.name, f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}", today=f"{today:%Y-%m-%d}")
    there = Delegation.objects.filter(grant=held, to=to, ended_at=None, first_day__lte=last, last_day__gte=first).first()
    if there is not None:
        raise refused(DAYS_TWICE, to.name, f"{there.first_day:%Y-%m-%d} 至 {there.last_day:%Y-%m-%d}")


def withdraw(actor: Actor, held: Grant) -> None:
    """Takes a role back; what was delegated from it ends with it. Nobody takes back the own role, nor the last of one of the 三员."""
    with transaction.atomic():
        access.require(actor, "accounts:withdraw")
        wanted = {"role": held.role} if held.role in ADMINISTRATORS else {"pk": held.pk}
        against = kept(
            actor.user, Grant.objects.select_for_update(of=("self",)).select_related("user").filter(withdrawn_at=None, **wanted)
        )
        if held.pk in against:
            raise refused(against[held.pk], held.user.name, word(f"role_{held.role}"))
        if Grant.objects.filter(pk=held.pk, withdrawn_at=None).update(withdrawn_at=actor.at):
            Delegation.objects.filter(grant=held, ended_at=None).update(ended_at=actor.at)
            record(actor, "accounts.withdraw", f"user/{held.user_id}", {"grant": held.pk, "role": held.role})


def kept(person: Any, standing: Iterable[Grant]) -> dict[int, str]:
    """The grants that are not taken back, each with the code that says why: the person's own (WF50), and the last of one of the 三员 in use (WF51).

    `standing` has every grant of each role of the 三员 that it has one of.
    """
    rows = list(standing)
    holders = Counter(each.role for each in rows if each.user.is_active)
    last = {
        each.pk: LAST_OF_THREE for each in rows if each.role in ADMINISTRATORS and each.user.is_active and holders[each.role] == 1
    }
    return last | {each.pk: OWN_ROLE for each in rows if each.user_id == person.pk}


def end_delegation(actor: Actor, made: Delegation) -> None:
    """Ends a delegation that one made oneself."""
    with transaction.atomic():
        access.require(actor, "accounts:delegate")
        if Delegation.objects.filter(pk=made.pk, grant__user=actor.user, ended_at=None).update(ended_at=actor.at):
            record(actor, "accounts.delegation_ended", f"user/{made.to_id}", {"delegation": made.pk})


def enrol(actor: Actor | None, username: str, name: str) -> tuple[User, str]:
    """A new account and its first password, which is shown once and must be changed at the first sign-in."""
    with transaction.atomic():
        if actor is not None:
            access.require(actor, "accounts:enrol")
        if User.objects.filter(username=username).exists():
            raise refused(NAME_TAKEN, word("sign_in"), username)
        password = secrets.token_urlsafe(9)
        made = User.objects.enrol(password=password, username=username, name=name, must_change=True)
        record(actor, "accounts.enrol", f"user/{made.pk}", {"username": username, "name": name})
        return made, password


def reset_password(actor: Actor, person: User) -> str:
    """A new first password for who forgot the old one, shown once; the lock is lifted, and every session of the person ends."""
    with transaction.atomic():
        access.require(actor, "accounts:reset")
        found, password = User.objects.select_for_update().get(pk=person.pk), secrets.token_urlsafe(9)
        found.set_password(password)
        found.must_change, found.failures, found.locked_until = True, 0, None
        found.save()
        record(actor, "accounts.reset", f"user/{found.pk}")
        return password


def set_active(actor: Actor, person: User, *, active: bool) -> None:
    """Closes an account, or opens it again; nobody closes one's own."""
    with transaction.atomic():
        access.require(actor, "accounts:active")
        if person.pk == actor.user.pk:
            raise refused(NOT_OWN_ACCOUNT, person.name, person.name)
        if User.objects.filter(pk=person.pk).exclude(is_active=active).update(is_active=active):
            record(actor, "accounts.active", f"user/{person.pk}", {"active": active})


def add_place(actor: Actor, said: dict[str, Any]) -> Place:
    """A bureau, a department under a bureau, or a unit under a department, from a year on."""
    with transaction.atomic():
        access.require(actor, "accounts:places")
        above = said.get("under")
        if (above.kind if above else None) != ABOVE[said["kind"]]:
            raise refused(WRONG_PLACE, said["name"], said["name"], wanted=word(f"place_{ABOVE[said['kind']] or 'none'}"))
        if Place.objects.filter(code=said["code"]).exists():
            raise refused(NAME_TAKEN, word("code"), said["code"])
        made = Place.objects.create(**{key: said[key] for key in ("kind", "code", "name", "region")})
        if above is not None:
            Belonging.objects.create(place=made, under=above, first_year=said["first_year"])
        record(actor, "accounts.place", f"place/{made.pk}", {key: str(said[key]) for key in ("kind", "code", "name", "first_year")})
        return made


def plain_name(name: str) -> str:
    """A file's name as it may be shown."""
    return "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())[:80] or word("file")


def first_administrators() -> list[tuple[User, str, Role]]:
    """系统管理员, 安全管理员 and 安全审计员 of a site that has nobody yet, each with a password that is shown once."""
    made = []
    if not User.objects.exists():
        for username, role in FIRST:
            person, password = enrol(None, username, word(f"role_{role.value}"))
            grant(None, person, role)
            made.append((person, password, role))
    return made


def ill_held() -> list[str]:
    """Accounts in which two of the 三员, or one of them and a business role, meet: the application does not start with one."""
    found = []
    for person in User.objects.filter(is_active=True, grants__withdrawn_at=None, grants__role__in=ADMINISTRATORS).distinct():
        roles = set(person.grants.filter(withdrawn_at=None).values_list("role", flat=True))
        if len(roles) > 1:
            found.append(person.username)
    return found
