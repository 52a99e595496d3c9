"""Every list as a workbook: heads in Chinese, what a person typed stays text, nobody's rows but those of the page; lists come in again whole or not at all."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html
from tests.web.test_cast import EVERYONE

from hengji.web.accounts.models import Belonging, Delegation, Grant, Place, User
from hengji.web.api import tokens
from hengji.web.board import comparing, figures
from hengji.web.reviews.models import ReviewScore
from hengji.web.submissions import actions
from hengji.web.submissions.models import Proposal, Submission

EVIL = '=HYPERLINK("http://x","y")'
LISTS = {
    "/rounds/": "finance", "/rounds/{round}/": "finance", "/review/": "finance", "/todo/": "clerk", "/board/{round}/units/": "director",
    "/board/{round}/reviewers/": "director", "/people/": "system", "/places/": "system", "/delegate/": "clerk", "/journal/": "auditor",
    "/fill/{pk}/history/": "clerk", "/review/{pk}/history/": "clerk", "/public/office/": "finance",
    "/fill/{pk}/tab/evidence/": "clerk",
}  # fmt: skip

INTO = {
    "rounds:import_units": ("finance", "/rounds/{round}/units/"),
    "accounts:import_places": ("system", "/places/"),
    "accounts:import_people": ("system", "/people/"),
    "accounts:import_grants": ("security", "/people/"),
    "submissions:upload": ("clerk", "/fill/{pk}/proposals/"),
    "library:upload": ("finance", "/library/"),
}
"""Every way in, with who may and the page it is on; test_every_list.py sees that none is missing here."""


def sheet(client: Any, address: str) -> list[list[Any]]:
    answer = client.get(f"{address}?format=xlsx")
    assert answer.status_code == 200, address
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def where(cast: Any, address: str) -> str:
    return address.format(pk=cast.submission.pk, round=cast.round.pk)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_has_chinese_heads_and_is_for_whom_its_page_is(cast: Any, address: str) -> None:
    at = where(cast, address)
    rows = sheet(cast.client(LISTS[address]), at)
    assert all(not str(head).isascii() for head in rows[0])
    assert "导出 Excel" in cast.client(LISTS[address]).get(at).content.decode() or "delegate" in at
    for person in EVERYONE:
        page, list_ = (cast.client(person).get(each).status_code for each in (at, f"{at}?format=xlsx"))
        assert page == list_, person


def test_what_a_person_typed_is_no_formula(cast: Any) -> None:
    User.objects.filter(username="clerk").update(name=EVIL)
    Place.objects.filter(code="unit").update(name=EVIL)
    assert EVIL in [row[1] for row in sheet(cast.client("system"), "/people/")]
    assert EVIL in [row[2] for row in sheet(cast.client("system"), "/places/")]
    assert EVIL in [row[1] for row in sheet(cast.client("finance"), f"/rounds/{cast.round.pk}/")]


def test_nobody_gets_the_rows_of_others(cast: Any) -> None:
    Submission.objects.update(state="finance_review")
    Delegation.objects.create(
        grant=Grant.objects.get(user=cast.people["other_clerk"]), to=cast.people["third_party"], first_day=timezone.localdate(),
        last_day=timezone.localdate(), reason="他人的委托", made_at=timezone.now(),
    )  # fmt: skip
    foreign = cast.foreign.unit.name
    for person, address in (("unit_reviewer", "/review/"), ("clerk", "/todo/"), ("clerk", f"/rounds/{cast.round.pk}/")):
        assert foreign not in str(sheet(cast.client(person), address)), (person, address)
    assert "他人的委托" not in str(sheet(cast.client("unit_reviewer"), "/delegate/"))
    assert sheet(cast.client("other_finance"), "/review/")[1:] == []


def test_the_journal_is_narrowed_as_its_page_is(cast: Any) -> None:
    cast.client("auditor").get("/journal/")
    rows = sheet(cast.client("auditor"), "/journal/")
    subject = next(str(row[8]) for row in rows[1:])
    answer = cast.client("auditor").get("/journal/", {"subject": subject, "format": "xlsx"})
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    assert {row[8].value for row in page.iter_rows(min_row=2)} == {subject}


# ---- in


def workbook(*rows: tuple[Any, ...]) -> Any:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


PLACE_HEADS = ("类别", "编码", "名称", "地区", "上级编码", "起始年度")


def test_places_come_in_from_a_workbook_and_a_second_time_change_nothing(cast: Any) -> None:
    rows = (
        PLACE_HEADS,
        ("主管部门", "new-dept", "新设局", "示范市", "bureau", 2024),
        ("预算单位", "new-unit", "新设中心", "示范市", "new-dept", "2024"),
    )
    client = cast.client("system")
    for _ in range(2):
        assert client.post("/places/import/", {"file": workbook(*rows)}).status_code == 302
    assert Belonging.objects.get(place__code="new-unit").under.code == "new-dept"
    exported = sheet(client, "/places/")
    assert set(PLACE_HEADS) <= set(exported[0])
    before = Belonging.objects.count()
    assert client.post("/places/import/", {"file": workbook(*map(tuple, exported))}).status_code == 302
    assert Belonging.objects.count() == before


def test_one_bad_row_stops_the_whole_list_and_is_named(cast: Any) -> None:
    rows = (PLACE_HEADS, ("主管部门", "new-dept", "新设局", "", "bureau", 2024), ("预算单位", "编码", "坏", "", "nowhere", 2024))
    answer = cast.client("system").post("/places/import/", {"file": workbook(*rows)})
    assert answer.status_code == 400
    assert "第 3 行" in answer.content.decode()
    assert not Place.objects.filter(code="new-dept").exists()


def test_accounts_come_in_with_passwords_shown_once_and_roles_by_the_other_administrator(cast: Any) -> None:
    client = cast.client("system")
    client.post("/people/import/", {"file": workbook(("账号", "名称"), ("xin1", "新人一"), ("xin2", "新人二"))})
    first, again = client.get("/people/").content.decode(), client.get("/people/").content.decode()
    assert ("新账号的初始密码" in first, "新账号的初始密码" in again) == (True, False)
    heads = ("账号", "角色", "单位编码", "起始年度")
    assert cast.client("system").post("/people/grant/import/", {"file": workbook(heads)}).status_code == 404
    answer = cast.client("security").post("/people/grant/import/", {"file": workbook(heads, ("xin1", "填报人", "unit", ""))})
    assert answer.status_code == 302
    assert Grant.objects.get(user__username="xin1").place.code == "unit"
    wrong = cast.client("security").post("/people/grant/import/", {"file": workbook(heads, ("xin2", "填报人", "bureau", ""))})
    assert wrong.status_code == 409
    assert not Grant.objects.filter(user__username="xin2").exists()


def test_a_list_with_a_formula_in_it_is_refused(cast: Any) -> None:
    answer = cast.client("system").post("/people/import/", {"file": workbook(("账号", "名称"), ("xin1", '="a"&"b"'))})
    assert (answer.status_code, User.objects.filter(username="xin1").exists()) == (400, False)


# ---- reviewers beside each other


def unit(cast: Any, number: int, person: str, reviewed: str) -> figures.Unit:
    place = Place.objects.create(code=f"u{number}", name=f"单位{number}", kind="unit")
    made = Submission.objects.create(round=cast.round, unit=place, department=cast.places["department"])
    ReviewScore.objects.create(
        submission=made, line="A", role="finance_reviewer", points="1", by=cast.people[person], at=timezone.now(), digest="x"
    )
    return figures.Unit(made, sent=True, overdue=False, claimed="95", computed="90.5", reviewed=reviewed)


def test_means_of_a_reviewer_are_exact_and_none_is_shown_of_fewer_than_five(cast: Any) -> None:
    """95 − (90, 90, 90, 89.99, 90) = 5.002 → 5.00; 90.5 − … = 0.502 → 0.50."""
    rows = [unit(cast, number, "finance", "89.99" if number == 3 else "90") for number in range(5)]
    rows += [unit(cast, 10 + number, "finance_too", "80") for number in range(4)]
    found, few = comparing.reviewers(rows)
    assert [(each.name, each.count, each.claimed, each.computed) for each in found] == [("人员finance", 5, "5.00", "0.50")]
    assert few == 1


def test_a_review_by_several_is_nobodys(cast: Any) -> None:
    rows = [unit(cast, number, "finance", "90") for number in range(5)]
    ReviewScore.objects.create(
        submission=rows[0].submission,
        line="B",
        role="finance_reviewer",
        points="1",
        by=cast.people["finance_too"],
        at=timezone.now(),
    )
    assert comparing.reviewers(rows) == ([], 1)


# ---- proposals, tokens, and the ways in


def test_proposals_and_tokens_go_out_to_their_own_person_alone(cast: Any) -> None:
    upload, _ = actions.add_upload(cast.actor("clerk"), cast.submission.pk, "report", "上年报告.txt", [b"x"])
    Proposal.objects.create(
        submission=cast.submission,
        upload=upload,
        key="facts/本年支出合计",
        typed="2900.80万元",
        place="上年报告.txt:第2段",
        quote="=支出",
    )
    _, text = tokens.make(cast.actor("clerk"), cast.places["unit"].pk, "填报程序", 30)
    tokens.make(cast.actor("other_clerk"), cast.places["other_unit"].pk, "他人的程序", 30)
    told = {}
    for name, address in (("proposals", f"/fill/{cast.submission.pk}/proposals/"), ("tokens", "/tokens/")):
        answer = cast.client("clerk").get(address, {"format": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        told[name] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told["proposals"][1][:1] + told["proposals"][1][3:] == ["上年报告.txt", "2900.80万元", "", "上年报告.txt:第2段", "=支出"]
    assert [(row[0], row[-1]) for row in told["tokens"][1:]] == [("填报程序", "有效")]
    assert text not in str(told)


@pytest.mark.parametrize("route", INTO)
def test_every_list_that_a_person_may_add_to_comes_in_from_excel(cast: Any, route: str) -> None:
    person, page = INTO[route]
    at = page.format(pk=cast.submission.pk, round=cast.round.pk)
    given = {"pk": cast.round.pk if route.startswith("rounds") else cast.submission.pk} if "{" in page else {}
    whole: Any = html.fromstring(cast.client(person).get(at).content.decode())
    [form] = whole.findall(f'.//form[@action="{reverse(route, kwargs=given)}"]')
    assert form.get("enctype") == "multipart/form-data"
    assert ".xlsx" in form.find('.//input[@type="file"]').get("accept")
