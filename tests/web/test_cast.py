"""Every page of rounds and of filling in, with its owner, its reviewers and strangers: who may, may; who may not is not told that it exists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hengji.web.roles import State
from hengji.web.submissions import actions
from hengji.web.submissions.models import Submission
from hengji.web.work.actions import ask

EVERYONE = ("clerk", "unit_reviewer", "department", "finance", "director", "third_party", "other_clerk", "other_department", "other_finance", "system", "security", "auditor", "nobody")  # fmt: skip
OWN = {"clerk", "unit_reviewer"}
REVIEW = {*OWN, "department", "finance", "director"}
BUREAU = {"finance", "director"}
PAGES: dict[str, tuple[str, State, set[str]]] = {
    "first tab": ("/fill/{pk}/tab/basics/", State.DRAFT, OWN),
    "table tab": ("/fill/{pk}/tab/accounts/", State.DRAFT, OWN),
    "lines tab": ("/fill/{pk}/tab/indicators/", State.UNIT_REVIEW, OWN),
    "evidence tab": ("/fill/{pk}/tab/evidence/", State.DEPARTMENT_REVIEW, {*OWN, "department"}),
    "tab at the bureau": ("/fill/{pk}/tab/problems/", State.FINANCE_REVIEW, REVIEW),
    "returned": ("/fill/{pk}/tab/basics/", State.RETURNED, REVIEW),
    "approved": ("/fill/{pk}/tab/basics/", State.APPROVED, REVIEW),
    "score": ("/fill/{pk}/score/", State.DRAFT, OWN),
    "check": ("/fill/{pk}/check/", State.DRAFT, OWN),
    "check at the bureau": ("/fill/{pk}/check/", State.FINANCE_REVIEW, REVIEW),
    "history": ("/fill/{pk}/history/", State.FINANCE_REVIEW, REVIEW),
    "evidence file": ("/fill/{pk}/file/{evidence}/", State.FINANCE_REVIEW, REVIEW),
    "proposals": ("/fill/{pk}/proposals/", State.DRAFT, OWN),
    "workbook": ("/fill/{pk}/workbook/", State.DRAFT, OWN),
    "work": ("/work/{task}/", State.DRAFT, {"clerk", *BUREAU}),
    "round": ("/rounds/{round}/", State.DRAFT, {"clerk", "unit_reviewer", "department", *BUREAU, "other_clerk", "other_department"}),
    "rounds": ("/rounds/", State.DRAFT, {*EVERYONE} - {"system", "security", "auditor", "nobody"}),
    "new round": ("/rounds/new/", State.DRAFT, {"finance", "other_finance"}),
    "change round": ("/rounds/{round}/change/", State.DRAFT, {"finance"}),
    "units of round": ("/rounds/{round}/units/", State.DRAFT, {"finance"}),
    "people": ("/people/", State.DRAFT, {"system", "security"}),
    "places": ("/places/", State.DRAFT, {"system"}),
    "delegations": ("/delegate/", State.DRAFT, {"clerk", "unit_reviewer", "department", "finance", "director", "other_clerk", "other_department", "other_finance"}),
    "moving a unit": ("/places/{unit}/move/", State.DRAFT, {"system"}),
    "reviewers beside each other": ("/board/{round}/reviewers/", State.DRAFT, {"director"}),
    "journal": ("/journal/", State.DRAFT, {"auditor"}),
    "own list": ("/todo/", State.DRAFT, set(EVERYONE)),
    "own password": ("/password/", State.DRAFT, set(EVERYONE)),
}  # fmt: skip
POSTS: dict[str, tuple[str, set[str]]] = {
    "save": ("/fill/{pk}/save/", {"clerk"}),
    "submit": ("/fill/{pk}/submit/", {"clerk"}),
    "examine": ("/fill/{pk}/examine/", {"clerk"}),
    "evidence": ("/fill/{pk}/evidence/", {"clerk"}),
    "upload": ("/fill/{pk}/upload/", {"clerk"}),
    "decide": ("/fill/{pk}/proposals/decide/", {"clerk"}),
    "open round": ("/rounds/{round}/open/", {"finance"}),
    "close round": ("/rounds/{round}/close/", {"finance"}),
    "copy round": ("/rounds/{round}/copy/", {"finance"}),
    "remind": ("/rounds/{round}/remind/", BUREAU),
    "export": ("/rounds/{round}/export/", BUREAU),
    "new account": ("/people/new/", {"system"}),
    "accounts from a sheet": ("/people/import/", {"system"}),
    "roles from a sheet": ("/people/grant/import/", {"security"}),
    "places from a sheet": ("/places/import/", {"system"}),
    "role": ("/people/grant/", {"security"}),
    "journal read": ("/journal/verify/", {"auditor"}),
}


def address(cast: Any, path: str) -> str:
    names = {"pk": cast.submission.pk, "round": cast.round.pk, "unit": cast.places["unit"].pk}
    if "{evidence}" in path:
        names["evidence"] = actions.add_evidence(
            cast.actor("clerk"), cast.submission.pk, "表.pdf", [b"%PDF-1.7"], {"lines": ["GDA-01"]}
        ).pk
    if "{task}" in path:
        names["task"] = ask(cast.actor("clerk"), "package", f"submission/{cast.submission.pk}", {"evaluation": 0}).pk
    return path.format(**names)


def plain(answer: Any) -> str:
    """A page without the token of its forms, which is another each time."""
    return re.sub(r'value="[^"]{64}"', "", answer.content.decode())


def status(client: Any, where: str) -> int:
    """What a page answers; its file, where it sends one, is closed."""
    answer = client.get(where)
    for close in answer._resource_closers:  # not answer.close(), which would close the database of the test
        close()
    return int(answer.status_code)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_whom_it_is(cast: Any, name: str) -> None:
    path, state, allowed = PAGES[name]
    where = address(cast, path)
    Submission.objects.filter(pk=cast.submission.pk).update(state=state)
    answers = {person: status(cast.client(person), where) for person in EVERYONE}
    told = {person for person, status in answers.items() if status == 200}
    assert allowed == told
    hidden = {person: status for person, status in answers.items() if person not in allowed and status not in {404, 409}}
    assert hidden == {}
    assert cast.client("").get(where).status_code == 302


@pytest.mark.parametrize("name", POSTS)
def test_a_button_is_for_whom_it_is(cast: Any, name: str) -> None:
    path, allowed = POSTS[name]
    where = address(cast, path)
    refused = {person for person in EVERYONE if person not in allowed}
    answers = {person: cast.client(person).post(where).status_code for person in refused}
    assert {person: status for person, status in answers.items() if status not in {404, 409}} == {}
    assert all(cast.client(person).post(where).status_code != 404 for person in allowed)
    assert cast.client("").post(where).status_code == 302


def test_a_stranger_is_answered_as_if_the_submission_did_not_exist(cast: Any) -> None:
    client = cast.client("other_clerk")
    foreign, none = client.get(f"/fill/{cast.submission.pk}/tab/basics/"), client.get("/fill/999999/tab/basics/")
    assert (404, 404, plain(foreign)) == (foreign.status_code, none.status_code, plain(none))


def test_an_evaluator_sees_what_was_assigned_and_nothing_else(cast: Any) -> None:
    from django.utils import timezone

    Submission.objects.update(state=State.FINANCE_REVIEW)
    client = cast.client("third_party")
    before = client.get(f"/fill/{cast.submission.pk}/tab/basics/").status_code
    cast.submission.assignments.create(user=cast.people["third_party"], given_by=cast.people["finance"], given_at=timezone.now())
    after = client.get(f"/fill/{cast.submission.pk}/tab/basics/").status_code
    assert (before, after, client.get(f"/fill/{cast.foreign.pk}/tab/basics/").status_code) == (404, 200, 404)


def test_evidence_of_another_unit_is_not_reached_through_ones_own(cast: Any) -> None:
    foreign = actions.add_evidence(cast.actor("other_clerk"), cast.foreign.pk, "他.pdf", [b"%PDF-1.7"], {})
    assert cast.client("clerk").get(f"/fill/{cast.submission.pk}/file/{foreign.pk}/").status_code == 404
    answer = cast.client("clerk").post(f"/fill/{cast.submission.pk}/evidence/", {"evidence": foreign.pk, "remove": "1"})
    foreign.refresh_from_db()
    assert (answer.status_code, foreign.removed_at) == (404, None)


def test_a_role_that_was_withdrawn_a_second_ago_is_gone(cast: Any) -> None:
    from django.utils import timezone

    client = cast.client("clerk")
    cast.people["clerk"].grants.update(withdrawn_at=timezone.now())
    assert client.get(f"/fill/{cast.submission.pk}/tab/basics/").status_code == 404


def test_a_closed_account_is_signed_out(cast: Any) -> None:
    client = cast.client("clerk")
    type(cast.people["clerk"]).objects.filter(username="clerk").update(is_active=False)
    assert client.get(f"/fill/{cast.submission.pk}/tab/basics/").status_code == 302
