"""Signing in, roles that exclude each other, and pages that nobody else may know of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hengji.web.access import Actor, standings
from hengji.web.accounts import actions
from hengji.web.accounts.models import Delegation, Grant, User
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import Role

PASSWORD = "a-long-Password-9"  # noqa: S105 - of nobody


@pytest.fixture
def person(database: None) -> Any:
    return User.objects.create(username="ren", name="某人", password="", must_change=False)


def test_the_right_password_signs_in_and_is_told_in_the_journal(person: Any) -> None:
    person.set_password(PASSWORD)
    person.save()
    answer = Client().post("/login/", {"username": "ren", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/todo/")
    assert JournalEntry.objects.filter(action="accounts.signed_in").exists()


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(person: Any) -> None:
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    said = [client.post("/login/", {"username": "ren", "password": "wrong"}).content.decode() for _ in range(5)]
    assert all("WF03" in page for page in said)
    assert "WF04" in client.post("/login/", {"username": "ren", "password": PASSWORD}).content.decode()


def test_an_account_that_does_not_exist_is_answered_as_a_wrong_password(database: None) -> None:
    assert "WF03" in Client().post("/login/", {"username": "nobody", "password": "x"}).content.decode()


def test_after_signing_in_only_an_address_of_this_site_is_gone_to(person: Any) -> None:
    person.set_password(PASSWORD)
    person.save()
    answer = Client().post("/login/", {"username": "ren", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/todo/"


def test_an_administrator_is_nothing_else(person: Any) -> None:
    actions.grant(None, person, Role.SYSTEM_ADMIN)
    with pytest.raises(Refused) as refusal:
        actions.grant(None, person, Role.AUDITOR)
    assert refusal.value.problem.code == "WF05"


def test_a_role_is_held_at_its_kind_of_place(cast: Any) -> None:
    with pytest.raises(Refused) as refusal:
        actions.grant(None, cast.people["nobody"], Role.CLERK, cast.places["bureau"])
    assert refusal.value.problem.code == "WF06"


def test_a_delegated_role_acts_from_the_first_day_to_the_last_and_is_not_passed_on(cast: Any) -> None:
    held, friend = Grant.objects.get(user=cast.people["clerk"]), cast.people["nobody"]
    today = timezone.localdate()
    actions_open(cast, "accounts:delegate")
    actions.delegate(cast.actor("clerk"), held, friend, today, today + timedelta(days=2), "出差")

    def roles(at: Any) -> set[str]:
        return {each.role for each in standings(friend, cast.submission, at)} - {""}

    now = timezone.now()
    assert [{"clerk"}, {"clerk"}, set()] == [roles(now), roles(now + timedelta(days=2)), roles(now + timedelta(days=4))]
    with pytest.raises(Refused):
        actions.delegate(Actor(friend, now), held, cast.people["other_clerk"], today, today, "再委托")


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(2, 1, "WF74"), (-9, -1, "WF74"), (0, 0, ""), (-1, 1, ""), (4, 6, "WF75"), (6, 9, "WF75"), (7, 9, ""), (1, 3, "")],
)
def test_days_that_end_before_they_begin_are_over_or_overlap_are_told_beside_their_fields(
    cast: Any, first: int, last: int, code: str
) -> None:
    """Delegated already: the days 4 to 6 from today."""
    held, friend, today = Grant.objects.get(user=cast.people["clerk"]), cast.people["nobody"], timezone.localdate()
    days = [today + timedelta(days=each) for each in (4, 6, first, last)]
    actions.delegate(cast.actor("clerk"), held, friend, days[0], days[1], "出差")
    sent = {"grant": held.pk, "to": "nobody", "first_day": days[2], "last_day": days[3], "reason": "再出差"}
    answer = cast.client("clerk").post("/delegate/", sent)
    assert answer.status_code == (200 if code else 302)
    assert Delegation.objects.count() == (1 if code else 2)
    if not code:
        return
    page = answer.content.decode()
    assert "再出差" in page
    assert ("不成立" if code == "WF74" else "日期重叠") in page
    with pytest.raises(Refused) as refusal:
        actions.delegate(cast.actor("clerk"), held, friend, days[2], days[3], "再出差")
    assert refusal.value.problem.code == code


def actions_open(cast: Any, route: str) -> None:
    from hengji.web import access

    assert route in access.policy(), (cast, route)


@pytest.mark.parametrize("name", ["", "nobody", "clerk", "finance", "system"])
def test_the_list_of_what_is_to_be_done_is_for_who_is_signed_in(cast: Any, name: str) -> None:
    answer = cast.client(name).get("/todo/")
    assert (200 if name else 302) == answer.status_code


def test_every_answer_forbids_scripts_of_others_and_framing(cast: Any) -> None:
    answer = cast.client("clerk").get("/todo/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("DENY", "nosniff", "no-store")


def test_a_new_account_has_a_password_that_is_shown_once_and_must_be_changed(cast: Any) -> None:
    client = cast.client("system")
    page = client.post("/people/new/", {"username": "xinren", "name": "新人"}, follow=True).content.decode()
    person = User.objects.get(username="xinren")
    password = page.split("初始密码：<code>")[1].split("</code>")[0]
    assert person.check_password(password)
    assert password not in client.get("/people/").content.decode()
    visitor = Client()
    visitor.post("/login/", {"username": "xinren", "password": password})
    assert visitor.get("/todo/")["Location"] == "/password/"
    visitor.post("/password/", {"old": password, "new": PASSWORD, "again": PASSWORD})
    assert visitor.get("/todo/").status_code == 200


def test_a_role_given_by_the_security_administrator_holds_at_once_and_one_taken_back_ends_its_delegations(cast: Any) -> None:
    security, nobody = cast.client("security"), cast.people["nobody"]
    security.post("/people/grant/", {"user": nobody.pk, "role": "clerk", "place": cast.places["unit"].pk, "first_year": 0})
    held = Grant.objects.get(user=nobody)
    assert cast.client("nobody").get(f"/fill/{cast.submission.pk}/tab/basics/").status_code == 200
    today = timezone.localdate()
    actions.delegate(cast.actor("nobody"), held, cast.people["other_clerk"], today, today, "出差")
    security.post(f"/people/grant/{held.pk}/withdraw/")
    assert cast.client("nobody").get(f"/fill/{cast.submission.pk}/tab/basics/").status_code == 404
    assert held.delegations.get().ended_at is not None


def test_nobody_takes_back_the_own_role_nor_the_last_of_the_three(cast: Any) -> None:
    """One click would leave a site in which nobody can give a role, or nobody reads the journal."""
    security = cast.client("security")
    held = {name: Grant.objects.get(user=cast.people[name]) for name in ("security", "auditor", "system")}
    codes = {}
    for name, grant in held.items():
        with pytest.raises(Refused) as refusal:
            actions.withdraw(cast.actor("security"), grant)
        codes[name] = refusal.value.problem.code
        assert security.post(f"/people/grant/{grant.pk}/withdraw/").status_code == 409
    assert codes == {"security": "WF50", "auditor": "WF51", "system": "WF51"}
    assert not Grant.objects.filter(pk__in=[each.pk for each in held.values()]).exclude(withdrawn_at=None).exists()
    page = security.get("/people/").content.decode()
    assert all(f"/people/grant/{each.pk}/withdraw/" not in page for each in held.values())
    assert "自己的角色由别人收回" in page


def test_one_of_two_auditors_and_an_administrator_whose_account_is_closed_are_taken_back(cast: Any) -> None:
    first = Grant.objects.get(user=cast.people["auditor"])
    second = actions.grant(cast.actor("security"), cast.people["nobody"], Role.AUDITOR)
    cast.people["nobody"].is_active = False
    cast.people["nobody"].save()
    with pytest.raises(Refused) as refusal:
        actions.withdraw(cast.actor("security"), first)
    assert refusal.value.problem.code == "WF51", "the other one's account is closed"
    actions.withdraw(cast.actor("security"), second)
    again = actions.grant(cast.actor("security"), User.objects.create(username="jieren", name="接任人"), Role.AUDITOR)
    actions.withdraw(cast.actor("security"), first)
    assert list(Grant.objects.filter(role=Role.AUDITOR, withdrawn_at=None)) == [again]


def test_administrators_of_a_new_site_are_three_and_each_is_one_thing(database: None) -> None:
    made = actions.first_administrators()
    assert [role for _, _, role in made] == [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR]
    assert actions.ill_held() == []
    assert actions.first_administrators() == []


def test_an_account_in_which_two_of_the_three_meet_is_found_before_the_start(cast: Any) -> None:
    Grant.objects.create(user=cast.people["system"], role=Role.AUDITOR, given_at=timezone.now())
    assert actions.ill_held() == ["system"]


def test_a_place_stands_under_its_kind(cast: Any) -> None:
    client = cast.client("system")
    said = {
        "kind": "unit",
        "code": "4499-9",
        "name": "新单位",
        "region": "",
        "under": cast.places["department"].pk,
        "first_year": 2020,
    }
    assert client.post("/places/", said).status_code == 302
    assert client.post("/places/", said | {"code": "4499-10", "under": cast.places["bureau"].pk}).status_code == 409


def test_nobody_closes_the_own_account(cast: Any) -> None:
    assert cast.client("system").post(f"/people/{cast.people['system'].pk}/active/", {"active": "0"}).status_code == 409
    cast.client("system").post(f"/people/{cast.people['clerk'].pk}/active/", {"active": "0"})
    assert not User.objects.get(username="clerk").is_active


def test_the_pattern_of_an_account_is_valid_in_every_browser(cast: Any) -> None:
    """A bare - at the end of a class is refused by the v flag of newer browsers."""
    page = cast.client("system").get("/people/").content.decode()
    assert r'pattern="[a-z0-9_.\-]{3,64}"' in page
