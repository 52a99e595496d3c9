"""划转: the unit, its open submissions and the journal go to the new department together; what is settled stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hengji.web.accounts import moving
from hengji.web.accounts.models import Belonging
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import State
from hengji.web.submissions.models import Submission

DAY = date(2024, 6, 1)


def move(cast: Any, to: str = "other_department", day: date = DAY, *, earlier: bool = True) -> moving.Affected:
    return moving.move(
        cast.actor("system"), cast.places["unit"].pk, cast.places[to], day, earlier=earlier, reason="示范编发〔2024〕1号"
    )


def test_the_year_before_stays_and_the_year_of_the_move_is_the_new_departments(cast: Any) -> None:
    move(cast)
    rows = {
        (each.under.code, each.first_year, each.last_year, each.moved_on)
        for each in Belonging.objects.filter(place=cast.places["unit"])
    }
    assert rows == {("department", 2000, 2023, None), ("other_department", 2024, None, DAY)}


def test_an_open_submission_of_an_earlier_year_goes_along_only_where_that_is_asked_for(cast: Any) -> None:
    assert [each.pk for each in move(cast, earlier=False).staying] == [cast.submission.pk]
    cast.submission.refresh_from_db()
    assert cast.submission.department.code == "department"
    move(cast, "department", date(2025, 1, 1))
    move(cast, "other_department", date(2026, 1, 1))
    cast.submission.refresh_from_db()
    assert cast.submission.department.code == "other_department"


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED])
def test_what_is_settled_stays(cast: Any, state: State) -> None:
    Submission.objects.filter(pk=cast.submission.pk).update(state=state)
    assert move(cast).going == ()
    cast.submission.refresh_from_db()
    assert cast.submission.department.code == "department"


def test_who_waits_at_the_old_department_now_waits_at_the_new_one(cast: Any) -> None:
    Submission.objects.filter(pk=cast.submission.pk).update(state=State.DEPARTMENT_REVIEW)
    version = cast.submission.version
    move(cast)
    assert cast.client("other_department").get(f"/review/{cast.submission.pk}/").status_code == 200
    assert cast.client("department").get(f"/review/{cast.submission.pk}/").status_code == 404
    cast.submission.refresh_from_db()
    assert cast.submission.version == version + 1


def test_the_chain_has_the_move_and_each_submission(cast: Any) -> None:
    move(cast)
    place, submission = (JournalEntry.objects.get(action=action) for action in ("accounts.moved", "submission.moved"))
    assert (f"place/{cast.places['unit'].pk}", f"submission/{cast.submission.pk}") == (place.subject, submission.subject)
    assert all(word in place.content for word in ("other_department", "2024-06-01", "示范编发"))


@pytest.mark.parametrize("to", ["department", "bureau", "unit", "other_unit"])
def test_a_move_to_where_it_is_or_to_what_is_no_department_is_refused(cast: Any, to: str) -> None:
    with pytest.raises(Refused) as refusal:
        move(cast, to)
    assert refusal.value.problem.code == "WF33"


def test_a_move_to_another_bureau_is_refused(cast: Any) -> None:
    Belonging.objects.filter(place=cast.places["other_department"]).update(under=cast.places["other_bureau"])
    with pytest.raises(Refused):
        move(cast)


def test_the_page_says_what_will_happen_before_it_does(cast: Any) -> None:
    client, at = cast.client("system"), f"/places/{cast.places['unit'].pk}/move/"
    asked = {"to": cast.places["other_department"].pk, "day": "2023-03-01", "reason": "示范编发〔2023〕1号"}
    shown = client.get(at, asked).content.decode()
    assert "随单位移交" in shown
    assert cast.round.title in shown
    assert Belonging.objects.filter(place=cast.places["unit"]).count() == 1
    assert client.post(at, asked).status_code == 302
    cast.submission.refresh_from_db()
    assert cast.submission.department.code == "other_department"
    for person in ("security", "finance", "clerk"):
        assert cast.client(person).get(at).status_code == 404
