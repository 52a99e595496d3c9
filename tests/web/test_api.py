"""The interface for programs: who a token is, what it may see and do, and that no question brings it down."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web import published

from hengji.web.accounts.models import ApiToken
from hengji.web.api import tokens
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.submissions.models import Entry, EntryHistory, Receipt, Submission
from hengji.web.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "/api/v1"
SECRET = "foreign-417-secret"  # noqa: S105 - a word (as JSON spells it too) that stands in the other unit's data alone
FACT = "facts/本年支出合计"


@pytest.fixture
def key(cast: Any) -> str:
    """The token of the clerk at the unit."""
    return token(cast, "clerk", "unit")


def token(cast: Any, name: str, place: str) -> str:
    return tokens.make(cast.actor(name), cast.places[place].pk, "测试", 30)[1]


def ask(key: str, address: str, *, method: str = "get", **more: Any) -> Any:
    client = Client(headers={"authorization": f"Bearer {key}"} if key else {})
    if "body" in more:
        more = {"data": json.dumps(more["body"]), "content_type": "application/json"}
    return getattr(client, method)(f"{BASE}{address}", **more)


@pytest.fixture
def secret(cast: Any) -> str:
    """Words of another unit, which no answer to this one may hold."""
    actor = cast.actor("other_clerk")
    Entry.objects.create(
        submission=cast.foreign, key=FACT, typed=SECRET, said=SECRET, message=SECRET, changed_by=actor.user, changed_at=actor.at
    )
    cast.places["other_unit"].name = SECRET
    cast.places["other_unit"].save()
    return SECRET


def test_a_token_is_shown_once_and_kept_as_a_digest(cast: Any) -> None:
    page = (
        cast.client("clerk")
        .post("/tokens/make/", {"title": "报送程序", "place": cast.places["unit"].pk, "days": 30})
        .content.decode()
    )
    made = ApiToken.objects.get()
    text = page.partition('<code class="digest">')[2].partition("<")[0]
    assert made.digest == tokens.digest(text)
    assert text not in cast.client("clerk").get("/tokens/").content.decode()
    assert text not in "".join(JournalEntry.objects.values_list("content", flat=True))
    assert ask(text, "/rounds").status_code == 200


@pytest.mark.parametrize(
    ("place", "title", "days"), [("other_unit", "x", 30), ("unit", "x", 367), ("unit", "x", 0), ("unit", " ", 30)]
)
def test_a_token_is_for_a_place_where_its_person_has_a_role_and_for_a_year_at_most(
    cast: Any, place: str, title: str, days: int
) -> None:
    with pytest.raises(Refused) as refusal:
        tokens.make(cast.actor("clerk"), cast.places[place].pk, title, days)
    assert refusal.value.problem.code == "WF84"


@pytest.mark.parametrize("name", ["system", "security", "auditor", "nobody"])
def test_who_has_no_business_role_has_no_token(cast: Any, name: str) -> None:
    assert cast.client(name).post("/tokens/make/", {"title": "x", "place": cast.places["unit"].pk, "days": 3}).status_code == 404


def test_without_a_token_or_with_an_ended_one_nothing_is_answered(cast: Any, key: str) -> None:
    assert ask("", "/rounds").status_code == 401
    assert ask("hj_wrong", "/rounds").json()["code"] == "WF80"
    assert ask("hj_wrong", "/publications").status_code == 401
    tokens.revoke(cast.actor("clerk"), ApiToken.objects.get().pk)
    assert ask(key, "/rounds").status_code == 401
    again = token(cast, "clerk", "unit")
    ApiToken.objects.filter(revoked_at=None).update(expires_at=cast.actor("clerk").at - timedelta(seconds=1))
    assert ask(again, "/rounds").status_code == 401


def test_w6_a_cookie_has_no_word_and_a_closed_account_none_either(cast: Any, key: str) -> None:
    assert cast.client("clerk").get(f"{BASE}/rounds").status_code == 401
    cast.people["clerk"].is_active = False
    cast.people["clerk"].save()
    assert ask(key, "/rounds").status_code == 401


def test_a_token_acts_at_its_own_place_only(cast: Any, secret: str) -> None:
    """The person is clerk of two units; the token is of one."""
    from hengji.web.accounts.actions import grant
    from hengji.web.roles import Role

    grant(None, cast.people["clerk"], Role.CLERK, cast.places["other_unit"])
    here, there = token(cast, "clerk", "unit"), token(cast, "clerk", "other_unit")
    assert secret not in ask(here, "/submissions").content.decode()
    assert ask(here, f"/submissions/{cast.foreign.pk}/facts").status_code == 404
    assert secret in ask(there, f"/submissions/{cast.foreign.pk}/facts").content.decode()


def test_w1_another_units_objects_answer_404_in_every_operation(cast: Any, key: str, secret: str) -> None:
    pk = cast.foreign.pk
    asked = [
        ask(key, f"/submissions/{pk}{part}") for part in ("", "/facts", "/findings", "/receipts", "/package", "/facts?format=xlsx")
    ]
    asked.append(ask(key, f"/submissions/{pk}/facts", method="patch", body={"facts": [{"key": FACT, "typed": "1", "version": 1}]}))
    seen = {"version": 1, "entries": "0" * 64, "scheme": "0" * 64, "once": "abcdefgh"}
    asked.append(ask(key, f"/submissions/{pk}/submit", method="post", body=seen))
    assert [(each.status_code, each.json()["code"], secret in each.content.decode()) for each in asked] == [
        (404, "WF82", False)
    ] * len(asked)
    assert Entry.objects.get(submission=cast.foreign).typed == secret


def test_owner_reviewer_and_stranger_see_what_their_roles_see(cast: Any, secret: str) -> None:
    def found(name: str, place: str) -> set[int]:
        return {each["id"] for each in ask(token(cast, name, place), "/submissions").json()["submissions"]}

    both = {cast.submission.pk, cast.foreign.pk}
    assert found("clerk", "unit") == {cast.submission.pk}
    assert found("other_clerk", "other_unit") == {cast.foreign.pk}
    assert found("department", "department") == {cast.submission.pk}
    assert found("finance", "bureau") == both
    assert found("other_finance", "other_bureau") == set()


def test_facts_go_in_and_come_out_as_they_were_read(cast: Any, key: str) -> None:
    address = f"/submissions/{cast.submission.pk}/facts"
    answer = ask(key, address, method="patch", body={"facts": [{"key": FACT, "typed": "１，７９４．０３万元"}]})
    assert answer.status_code == 200, answer.content
    written = answer.json()["facts"][0]
    assert (written["changed"], written["version"], written["code"]) == (True, 1, "")
    fact = ask(key, address).json()["facts"][0]
    assert (fact["key"], fact["typed"], fact["version"]) == (written["key"], "１，７９４．０３万元", 1)
    assert "1794.03" in fact["shown"].replace(",", "")
    assert EntryHistory.objects.get(submission=cast.submission).way == "imported"
    stale = ask(key, address, method="patch", body={"facts": [{"key": FACT, "typed": "5万元"}]}).json()["facts"][0]
    assert (stale["changed"], stale["stale"]) == (False, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"facts": [{"key": "facts/没有这个", "typed": "1"}]}, 400),
        ({"facts": [{"key": FACT, "typed": "1", "state": "locked"}]}, 422),
        ({"facts": [], "state": "published"}, 422),
        ({"facts": [{"key": "state", "typed": "published"}]}, 400),
        ({"facts": "x"}, 422),
        ({}, 422),
    ],
)
def test_w2_what_the_form_does_not_name_is_refused_whole(cast: Any, key: str, body: Any, status: int) -> None:
    answer = ask(key, f"/submissions/{cast.submission.pk}/facts", method="patch", body=body)
    assert answer.status_code == status, answer.content
    assert answer.json()["message"]
    assert not Entry.objects.filter(submission=cast.submission).exists()
    assert Submission.objects.get(pk=cast.submission.pk).state == "draft"


def test_w3_names_from_outside_choose_no_column(cast: Any, key: str, secret: str) -> None:
    for query in ("order_by=unit__code", "state=draft' OR 1=1", "unit__name__startswith=x", "round=1e3", "page=0", "format=pdf"):
        answer = ask(key, f"/submissions?{query}")
        assert answer.status_code in {200, 422}
        assert secret not in answer.content.decode()


def test_t4_facts_as_a_workbook_hold_no_formula_and_come_back_the_same(cast: Any, key: str) -> None:
    address = f"/submissions/{cast.submission.pk}/facts"
    typed = '=HYPERLINK("http://x","1")'
    ask(
        key,
        address,
        method="patch",
        body={"facts": [{"key": FACT, "typed": "12.5万元"}, {"key": "narrative/duties", "typed": typed}]},
    )
    content = ask(key, f"{address}?format=xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert typed in {cell.value for cell in cells}
    where = next(cell for cell in cells if cell.value == "12.5万元")
    where.value = "13.5万元"
    answer = sent(key, address, book)
    assert answer.status_code == 200, answer.content
    assert [each["changed"] for each in answer.json()["facts"]].count(True) == 1
    assert Entry.objects.get(submission=cast.submission, key__endswith="本年支出合计").typed == "13.5万元"
    where.value = "=1+1"
    again = sent(key, address, book)
    assert (again.status_code, again.json()["code"]) == (400, "WF86")
    sheet["A1"] = "别的"
    assert sent(key, address, book).json()["code"] == "WF85"


def sent(key: str, address: str, book: Any) -> Any:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "填报.xlsx"
    return ask(key, f"{address}/sheet", method="post", data={"file": out})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x00" * 99])
def test_a_file_that_is_no_workbook_is_told(cast: Any, key: str, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = "x.xlsx"
    answer = ask(key, f"/submissions/{cast.submission.pk}/facts/sheet", method="post", data={"file": file})
    assert answer.status_code in {400, 422}
    assert answer.json()["fix"]


def test_every_list_goes_out_as_a_workbook(cast: Any, key: str) -> None:
    pk, number = cast.submission.pk, cast.round.pk
    for address in (
        "/rounds",
        f"/rounds/{number}/progress",
        "/submissions",
        f"/submissions/{pk}/facts",
        f"/submissions/{pk}/findings",
    ):
        answer = ask(key, f"{address}?format=xlsx")
        assert answer.status_code == 200, (address, answer.content)
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).active is not None


def test_l3_a_submission_names_what_was_seen_and_a_retry_gives_the_same_receipt(cast: Any, key: str) -> None:
    address = f"/submissions/{cast.submission.pk}"
    ask(key, f"{address}/facts", method="patch", body={"facts": [{"key": FACT, "typed": "1794.03万元"}]})
    seen = ask(key, f"{address}/findings").json()
    body = {"version": seen["version"], "entries": seen["entries"], "scheme": seen["scheme"], "once": "once-0001"}
    wrong = ask(key, f"{address}/submit", method="post", body={**body, "entries": "0" * 64, "once": "once-0002"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "WF21")
    first = ask(key, f"{address}/submit", method="post", body=body)
    assert first.status_code == 200, first.content
    again = ask(key, f"{address}/submit", method="post", body=body)
    assert (first.json(), Receipt.objects.count()) == (again.json(), 1)
    receipt = ask(key, f"{address}/receipts").json()["receipts"][0]
    assert receipt["digest"] in JournalEntry.objects.get(sequence=receipt["journal"]).content
    late = ask(key, f"{address}/facts", method="patch", body={"facts": [{"key": FACT, "typed": "1万元", "version": 1}]})
    assert (late.status_code, late.json()["code"]) == (409, "WF01")


def test_publications_need_no_token(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from hengji.web.public import actions

    found = published.approved(cast, monkeypatch)
    release = actions.prepare(cast.actor("finance_too"), found, "http://testserver/public/verify/")
    made = actions.publish(cast.actor("finance_too"), release, version=found.version, once="p")
    told = ask("", f"/publications/{made.slug}").json()
    assert told["files"] == release.files
    assert [each["slug"] for each in ask("", "/publications").json()["publications"]] == [made.slug]
    assert ask(token(cast, "clerk", "unit"), f"/submissions/{found.pk}/package").getvalue() == published.package()


def test_wrong_addresses_and_methods_are_told_as_problems(cast: Any, key: str) -> None:
    for address, method, status in (("/nowhere", "get", 404), ("/rounds", "post", 405), ("/submissions/0", "get", 422), ("/submissions/99999999999999999999", "get", 422),
                                    (f"/submissions/{cast.submission.pk}/facts", "put", 405)):  # fmt: skip
        answer = ask(key, address, method=method)
        assert (answer.status_code, bool(answer.json()["message"])) == (status, True), address
    broken = Client(headers={"authorization": f"Bearer {key}"}).patch(
        f"{BASE}/submissions/{cast.submission.pk}/facts", "{", "application/json"
    )
    assert broken.status_code == 400


# ---- everything that the description allows, and what it does not


EXAMPLES = 8


@pytest.fixture
def kept_open() -> Iterator[None]:
    """The connection of the test stays open between requests, for its transaction is taken back at the end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_no_question_that_the_description_allows_or_forbids_brings_the_interface_down(
    cast: Any, secret: str, kept_open: None
) -> None:
    """schemathesis: each operation in both ways, as a clerk and as nobody; no answer of 500 or more, none with another unit's data."""
    keys = {"clerk": token(cast, "clerk", "unit"), "nobody": ""}
    schema = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
    ids = [str(cast.submission.pk), str(cast.foreign.pk), "999999"]
    asked: dict[str, int] = {}
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            for who, held in keys.items():
                _question(operation, mode, held, ids, secret, asked, who)
    described = json.loads(ask("", "/openapi.json").content)["paths"].values()
    assert len({name.partition(" as ")[0] for name in asked}) == sum(len(each) for each in described)
    assert sum(asked.values()) > 200


def spoken(content: bytes) -> str:
    """The text of an answer; of a workbook, that of all its parts."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "PK" + "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def _question(operation: Any, mode: Any, held: str, ids: list[str], secret: str, asked: dict[str, int], who: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), pk=st.sampled_from([*ids, None]))
    def one(case: Any, pk: str | None) -> None:
        if pk is not None and "pk" in (case.path_parameters or {}):
            case.path_parameters["pk"] = pk
        case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
        if held:
            case.headers["Authorization"] = f"Bearer {held}"
        response = case.call()
        asked[f"{operation.label} as {who}"] = asked.get(f"{operation.label} as {who}", 0) + 1
        said = spoken(response.content)
        assert response.status_code < 500, (operation.label, said[:300])
        assert secret not in said
        if response.status_code >= 400:
            assert json.loads(said)["code"], said[:300]
        elif said.startswith("{"):
            operation.validate_response(response)

    try:
        one()
    except schemathesis.errors.InvalidSchema:  # pragma: no cover - an operation without anything to spoil
        return
