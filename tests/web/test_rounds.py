"""Rounds: setting up, opening, the board, reminding, copying, exporting."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hengji.web.faults import Refused
from hengji.web.roles import State
from hengji.web.rounds import actions
from hengji.web.rounds.models import OPEN, PREPARED, Reminder, Round
from hengji.web.submissions import actions as submissions
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import Submission
from hengji.web.work import worker
from hengji.web.work.models import Task
from hengji.web.work.storage import path_of

FORM = {
    "year": "2022", "title": "2022年度自评", "scheme": "gd-zj-2022", "outline": "", "notice_title": "通知", "notice_number": "", "notice_text": "",
    "deadline": "2030-01-31T18:00", "early_warning_days": "7", "late_rule": "refuse",
}  # fmt: skip


def test_a_round_is_set_up_with_every_unit_of_the_bureau_and_seen_by_units_when_it_is_opened(cast: Any) -> None:
    finance, clerk = cast.client("finance"), cast.client("clerk")
    finance.post("/rounds/new/", FORM)
    made = Round.objects.get(year=2022)
    assert {cast.places["unit"].pk, cast.places["other_unit"].pk} == set(made.submissions.values_list("unit_id", flat=True))
    assert (made.state, clerk.get(f"/rounds/{made.pk}/").status_code) == (PREPARED, 404)
    finance.post(f"/rounds/{made.pk}/open/", {"version": made.version})
    made.refresh_from_db()
    assert (made.state, clerk.get(f"/rounds/{made.pk}/").status_code, len(made.scheme_digest)) == (OPEN, 200, 64)


def test_only_schemes_in_force_are_offered_and_no_teaching_one(cast: Any) -> None:
    assert cast.places
    offered = {each.id for each in actions.schemes_for(2022)}
    assert "gd-zj-2022" in offered
    assert not {each for each in offered if each.startswith("teaching")}
    assert "gd-zj-2022" not in {each.id for each in actions.schemes_for(2025)}


def test_the_scheme_of_an_open_round_stays(cast: Any) -> None:
    said = {name: getattr(cast.round, name) for name in actions.FIELDS} | {"scheme": "gd-zj-2023"}
    with pytest.raises(Refused) as found:
        actions.change(cast.actor("finance"), cast.round.pk, cast.round.version, said)
    assert found.value.problem.code == "WF29"


def test_two_people_who_change_a_round_do_not_write_over_each_other(cast: Any) -> None:
    said = {name: getattr(cast.round, name) for name in actions.FIELDS}
    actions.change(cast.actor("finance"), cast.round.pk, cast.round.version, said | {"early_warning_days": 3})
    with pytest.raises(Refused) as found:
        actions.change(cast.actor("finance_too"), cast.round.pk, cast.round.version, said | {"early_warning_days": 5})
    assert (found.value.problem.code, Round.objects.get(pk=cast.round.pk).early_warning_days) == ("WF27", 3)


def test_a_unit_that_has_begun_is_not_taken_out(cast: Any) -> None:
    submissions.save(cast.actor("clerk"), cast.submission.pk, [submissions.Change("head/scope", "本级")])
    with pytest.raises(Refused) as found:
        actions.set_units(cast.actor("finance"), cast.round.pk, [cast.places["other_unit"].pk])
    assert (found.value.problem.code, cast.round.submissions.count()) == ("WF29", 2)


def test_a_unit_of_another_bureau_is_not_taken_in(cast: Any) -> None:
    with pytest.raises(Refused) as found:
        actions.set_units(cast.actor("finance"), cast.round.pk, [cast.places["other_bureau"].pk])
    assert found.value.problem.code == "WF28"


def test_the_board_shows_the_bureau_everyone_and_a_unit_itself(cast: Any) -> None:
    pages = {
        person: cast.client(person).get(f"/rounds/{cast.round.pk}/").content.decode()
        for person in ("finance", "clerk", "department")
    }
    seen = {person: [code for code in ("示范unit", "示范other_unit") if f"{code}</" in page] for person, page in pages.items()}
    assert seen == {"finance": ["示范unit", "示范other_unit"], "clerk": ["示范unit"], "department": ["示范unit"]}


@pytest.mark.parametrize("chosen", ["draft", "late", ""])
def test_the_board_is_narrowed_by_names_that_the_page_offers(cast: Any, chosen: str) -> None:
    assert cast.client("finance").get(f"/rounds/{cast.round.pk}/?state={chosen}").status_code == 200


@pytest.mark.parametrize("chosen", ["password", "unit__password__startswith", "-pk", "draft'--"])
def test_names_that_no_page_offers_reach_no_query(cast: Any, chosen: str) -> None:
    assert cast.client("finance").get(f"/rounds/{cast.round.pk}/?state={chosen}").status_code == 404


def test_a_unit_is_reminded_once_a_day_and_sees_it(cast: Any) -> None:
    units = [cast.places["unit"].pk, cast.places["other_unit"].pk]
    assert tuple(actions.remind(cast.actor("finance"), cast.round.pk, units, "快报") for _ in range(2)) == ((2, 0), (0, 2))
    assert actions.remind(cast.actor("finance", later=timedelta(days=1)), cast.round.pk, units[:1], "再催") == (1, 0)
    assert "再催" in cast.client("clerk").get(f"/fill/{cast.submission.pk}/tab/basics/").content.decode()
    assert ["再催" in cast.client(who).get("/todo/").content.decode() for who in ("clerk", "other_clerk", "unit_reviewer")] == [
        True,
        False,
        False,
    ]
    assert "快报" in cast.client("other_clerk").get("/todo/").content.decode()


def test_who_has_sent_in_is_not_reminded(cast: Any) -> None:
    Submission.objects.filter(pk=cast.submission.pk).update(state=State.UNIT_REVIEW)
    actions.remind(cast.actor("finance"), cast.round.pk, [cast.places["unit"].pk], "")
    assert Reminder.objects.count() == 0


def test_a_copy_is_of_the_next_year_with_the_same_units_and_a_deadline_a_year_later(cast: Any) -> None:
    made = actions.copy(cast.actor("finance"), cast.round.pk)
    assert (2024, "2024年度自评", PREPARED, cast.round.pk) == (made.year, made.title, made.state, made.copied_from_id)
    assert cast.round.deadline.year + 1 == made.deadline.year
    assert set(cast.round.submissions.values_list("unit", flat=True)) == set(made.submissions.values_list("unit", flat=True))


def test_a_second_copy_of_a_year_is_refused(cast: Any) -> None:
    actions.copy(cast.actor("finance"), cast.round.pk)
    with pytest.raises(Refused) as found:
        actions.copy(cast.actor("finance"), cast.round.pk)
    assert found.value.problem.code == "WF25"


def test_all_packages_of_a_round_are_exported_with_a_list_of_what_is_missing(cast: Any) -> None:
    facts = {"facts/本年收入合计": "2916.27", "facts/本年支出合计": "2900.80"}
    submissions.save(cast.actor("clerk"), cast.submission.pk, [submissions.Change(key, text) for key, text in facts.items()])
    now = Submission.objects.select_related("round", "unit").get(pk=cast.submission.pk)
    given = submissions.Seen(now.version, draft(now).digest, form_of(now).scheme.digest, "once")
    submissions.submit(cast.actor("clerk"), cast.submission.pk, given)
    client = cast.client("finance")
    client.post(f"/rounds/{cast.round.pk}/export/")
    while worker.once():
        pass
    task = Task.objects.get(kind="export_round")
    assert (task.state, task.done, task.whole) == ("done", 2, 2)
    with zipfile.ZipFile(path_of(task.made)) as archive:
        packages = [name for name in archive.namelist() if name.endswith("package.zip")]
        rows = list(csv.reader(io.StringIO(archive.read("清单.csv").decode("utf-8-sig"))))
    assert (len(packages), len(rows), sorted((row[-1] for row in rows[1:]), key=len)) == (1, 3, ["有", "没有"])
    answer = client.get(f"/rounds/{cast.round.pk}/export/{task.pk}/")
    for close in answer._resource_closers:
        close()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert cast.client("clerk").get(f"/rounds/{cast.round.pk}/export/{task.pk}/").status_code == 404


def test_work_whose_worker_fell_silent_is_taken_again_three_times_at_most(cast: Any) -> None:
    from hengji.web.work import actions as work

    task = work.ask(cast.actor("finance"), "export_round", f"round/{cast.round.pk}", {"round": cast.round.pk})
    taken = []
    for hours in range(5):
        found = work.take(timezone.now() + timedelta(hours=hours))
        taken.append(found is not None)
    task.refresh_from_db()
    assert (taken, task.state) == ([True, True, True, False, False], "failed")


def test_the_same_work_is_not_asked_for_twice(cast: Any) -> None:
    assert (
        actions.ask_export(cast.actor("finance"), cast.round.pk).pk == actions.ask_export(cast.actor("finance"), cast.round.pk).pk
    )


def test_the_form_lists_the_schemes_of_the_year_that_was_typed_and_keeps_the_rest(cast: Any) -> None:
    asked = {"year": "2022", "listed_year": "2025", "title": "2025年度部门整体支出绩效自评", "notice_number": "示范〔2023〕1号"}
    page = cast.client("finance").get("/rounds/new/", asked).content.decode()
    assert [name in page for name in ('value="gd-zj-2022"', 'value="2022年度部门整体支出绩效自评"', "示范〔2023〕1号")] == [
        True
    ] * 3
    assert 'value="gd-zj-2022"' not in cast.client("finance").get("/rounds/new/", {"year": "2025"}).content.decode()


def test_a_second_round_of_a_year_is_made_only_by_who_says_so(cast: Any) -> None:
    finance = cast.client("finance")
    finance.post("/rounds/new/", FORM)
    answer = finance.post("/rounds/new/", {**FORM, "title": "又一轮"})
    assert (answer.status_code, "WF47" in answer.content.decode(), Round.objects.filter(year=2022).count()) == (409, True, 1)
    finance.post("/rounds/new/", {**FORM, "title": "又一轮", "beside_another": "1"})
    assert Round.objects.filter(year=2022).count() == 2


def test_the_outline_of_a_round_is_that_of_its_reports_and_is_named_in_words(cast: Any) -> None:
    finance = cast.client("finance")
    finance.post("/rounds/new/", {**FORM, "outline": "national"})
    made = Round.objects.get(year=2022)
    actions.open_(cast.actor("finance"), made.pk, made.version)
    submission = made.submissions.select_related("round", "unit").get(unit=cast.places["unit"])
    assert "template: national" in draft(submission).spelled.text
    assert "通用自评报告提纲" in cast.client("clerk").get(f"/fill/{submission.pk}/tab/basics/").content.decode()
