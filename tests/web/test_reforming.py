"""机构改革 and long lists: places get other names and end, lists are looked through, a round's units come from a workbook."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hengji.web.accounts import actions as accounts
from hengji.web.accounts import reforming
from hengji.web.accounts.models import Belonging, Place, User
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import State
from hengji.web.rounds.actions import units_of
from hengji.web.submissions.models import Submission

NOBODY_ELSE = ("clerk", "unit_reviewer", "department", "finance", "director", "security", "auditor", "nobody", "other_finance")


def listed(*codes: str) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in ("单位编码", *codes):
        sheet.append([row])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("单位.xlsx", out.getvalue())


def test_a_place_gets_another_name_and_the_chain_has_both(cast: Any) -> None:
    unit = cast.places["unit"]
    cast.client("system").post(f"/places/{unit.pk}/", {"name": "示范新单位", "reason": "机构改革方案"})
    told = json.loads(JournalEntry.objects.get(action="accounts.renamed").content)
    assert (Place.objects.get(pk=unit.pk).name, told["before"], told["after"]) == (
        "示范新单位",
        "示范unit",
        "示范新单位",
    )
    assert "示范新单位" in cast.client("clerk").get(f"/fill/{cast.submission.pk}/tab/basics/").content.decode()


def test_a_place_ends_with_a_year_once_nothing_of_it_is_open(cast: Any) -> None:
    unit, system = cast.places["unit"], cast.client("system")
    answer = system.post(f"/places/{unit.pk}/end/", {"last_year": "2023", "reason": "撤并"})
    assert (answer.status_code, "WF48" in answer.content.decode()) == (409, True)
    Submission.objects.filter(unit=unit).update(state=State.PUBLISHED)
    system.post(f"/places/{unit.pk}/end/", {"last_year": "2023", "reason": "撤并"})
    assert [unit.pk in units_of(cast.places["bureau"], year) for year in (2023, 2024)] == [True, False]


def test_a_department_with_units_under_it_does_not_end(cast: Any) -> None:
    Submission.objects.update(state=State.APPROVED)
    with pytest.raises(Refused) as found:
        reforming.end(cast.actor("system"), cast.places["department"].pk, 2023, "撤并")
    assert found.value.problem.code == "WF48"
    assert "示范unit" in str(found.value.problem.slots)


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_but_the_system_administrator_renames_or_ends(cast: Any, who: str) -> None:
    pk, client = cast.places["unit"].pk, cast.client(who)
    said = {"name": "别的名字", "reason": "没有", "last_year": "2023"}
    assert [
        client.get(f"/places/{pk}/").status_code,
        client.post(f"/places/{pk}/", said).status_code,
        client.post(f"/places/{pk}/end/", said).status_code,
    ] == [404] * 3
    assert Place.objects.get(pk=pk).name == "示范unit"


def test_long_lists_are_looked_through_and_paged(cast: Any) -> None:
    department = cast.places["department"]
    for number in range(130):
        made = Place.objects.create(code=f"u-{number:03}", name=f"第{number:03}单位", kind="unit")
        Belonging.objects.create(place=made, under=department, first_year=2000)
    User.objects.create(username="zhangsan", name="张三", password="!")
    system = cast.client("system")
    first, second = (system.get(f"/places/?page={page}").content.decode() for page in (1, 2))
    assert ("第099单位" in first + second, "第129单位" in first, "第129单位" in second) == (True, False, True)
    assert [name in system.get("/places/?q=第099").content.decode() for name in ("第099单位", "第098单位")] == [True, False]
    assert [name in system.get("/people/?q=张三").content.decode() for name in ("zhangsan", "<td>clerk</td>")] == [True, False]
    assert "<td>clerk</td>" in system.get("/people/?q=示范unit").content.decode()
    board = cast.client("finance").get(f"/rounds/{cast.round.pk}/?q=other").content.decode()
    assert ["示范other_unit</" in board, "示范unit</" in board] == [True, False]


def test_the_units_of_a_round_come_from_a_workbook(cast: Any) -> None:
    finance, address = cast.client("finance"), f"/rounds/{cast.round.pk}/units/import/"
    finance.post(address, {"file": listed("other_unit")})
    assert [each.unit.code for each in cast.round.submissions.all()] == ["other_unit"]
    answer = finance.post(address, {"file": listed("unit", "other_bureau", "没有的")})
    assert (answer.status_code, "没有的" in answer.content.decode()) == (400, True)
    assert [each.unit.code for each in cast.round.submissions.all()] == ["other_unit"]
    for who in ("clerk", "department", "director", "other_finance", "system"):
        assert cast.client(who).post(address, {"file": listed("unit")}).status_code == 404, who


def test_a_renamed_place_is_told_by_its_new_name_where_accounts_are_listed(cast: Any) -> None:
    reforming.rename(cast.actor("system"), cast.places["unit"].pk, "示范新单位", "改革")
    assert "示范新单位" in cast.client("security").get("/people/").content.decode()
    assert accounts.ill_held() == []


def test_what_was_sent_keeps_the_name_that_it_was_sent_under(reviewed: Any) -> None:
    from hengji.web.work.storage import content

    sent = content(reviewed.submission.evaluations.get().case)
    reforming.rename(reviewed.actor("system"), reviewed.submission.unit_id, "示范新单位", "改革")
    assert content(reviewed.submission.evaluations.get().case) == sent
    assert "示范unit".encode() in sent
