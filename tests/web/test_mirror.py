"""送审前自查: the clerk sees what the reviewer will see, knows of what it speaks, and is told when that has changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.review_cast import SCORED, fill, now, round_of, submit, work

from hengji.web.faults import Refused
from hengji.web.reviews import actions as reviews
from hengji.web.reviews.actions import Said
from hengji.web.reviews.models import ReportAudit
from hengji.web.reviews.seen import current
from hengji.web.submissions import actions
from hengji.web.submissions.actions import Change
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import Entry, Submission
from hengji.web.work.models import FAILED, Task

WRONG = "示范单位2020年度部门整体支出绩效自评报告\n2020年本年收入合计2916.27万元，本年支出合计2900.8万元，年初结转和结余0万元，年末结转和结余15.74万元。\n"


@pytest.fixture
def filled(cast: Any) -> Any:
    """A submission filled in with a published example, not sent."""
    found = round_of(cast, SCORED)
    fill(cast, now(found), SCORED)
    return found


def page(cast: Any, submission: Any) -> str:
    found: str = cast.client("clerk").get(f"/fill/{submission.pk}/check/").content.decode()
    return found


def examine(cast: Any, submission: Any, **sent: Any) -> Task:
    answer = cast.client("clerk").post(f"/fill/{submission.pk}/examine/", sent)
    assert answer.status_code == 302
    found: Task = Task.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))
    assert cast.client("clerk").get(answer["Location"]).status_code == 200
    return found


def test_before_a_check_the_page_says_that_nothing_was_checked(cast: Any, filled: Any) -> None:
    assert "还没有核对过" in page(cast, filled)


def test_the_check_shows_the_report_and_each_of_the_fourteen_criteria_counted(cast: Any, filled: Any) -> None:
    examine(cast, filled)
    work()
    kept = filled.self_checks.get()
    [document] = kept.documents
    review = document["review"]
    assert (len(review["lines"]), sum(review["counts"].values())) == (14, 14)
    assert set(review["counts"]) == {"met", "not_met", "not_checked", "not_applicable"}
    said = page(cast, filled)
    assert kept.basis in said
    assert all(line["title"] in said for line in review["lines"])
    assert all(finding["title"] in said and finding["place"] in said for finding in document["findings"])
    assert 'id="stale"' not in said


def test_the_reviewer_sees_the_same_findings_and_criteria(cast: Any, filled: Any) -> None:
    found = filled
    examine(cast, found)
    work()
    submit(cast, found)
    work()
    reviewer = cast.client("unit_reviewer")
    reviewer.get(f"/review/{found.pk}/")
    work()
    seen = ReportAudit.objects.get(evaluation__submission=found)
    shown = reviewer.get(f"/review/{found.pk}/").content.decode()
    mine = found.self_checks.latest("pk").documents
    assert mine == seen.documents
    assert all(line["title"] in shown for line in mine[0]["review"]["lines"])
    assert all(finding["title"] in shown for finding in mine[0]["findings"])


def test_a_change_makes_the_outcome_stale_and_says_what_changed(cast: Any, filled: Any) -> None:
    examine(cast, filled)
    work()
    entry = Entry.objects.filter(submission=filled, key="facts/本年支出合计").get()
    actions.save(cast.actor("clerk"), filled.pk, [Change(entry.key, "1794.04", entry.version)])
    said = page(cast, filled)
    assert "已经过时" in said
    assert "核对以后改过填报内容。" in said
    actions.add_evidence(cast.actor("clerk"), filled.pk, "表.pdf", [b"%PDF-1.7"], {"title": "表"})
    assert "核对以后改过填报内容、佐证材料。" in page(cast, filled)
    examine(cast, filled)
    work()
    assert "已经过时" not in page(cast, filled)


def test_the_units_own_report_is_checked_beside_it_and_may_be_taken_back(cast: Any, filled: Any) -> None:
    examine(cast, filled, file=SimpleUploadedFile("自拟报告.txt", WRONG.encode()))
    work()
    made, own = filled.self_checks.latest("made_at").documents
    assert ((made["kind"], made["name"]), (own["kind"], own["name"])) == (("made", "自评报告.docx"), ("own", "自拟报告.txt"))
    [finding] = [each for each in own["findings"] if each["code"] == "AR01"]
    assert "15.74" in finding["message"]
    assert {"15.74万元", "2900.8万元"} <= {figure["text"] for figure in finding["figures"]}
    assert finding["advice"]
    assert any("15.74万元" in said and difference == "0.27万元" for said, difference in finding["computations"])
    said = page(cast, filled)
    assert finding["message"].split("，")[0] in said
    upload = filled.uploads.get(kind="own_report")
    cast.client("clerk").post(f"/fill/{filled.pk}/examine/", {"withdraw": upload.pk})
    assert "核对以后改过本单位写的报告。" in page(cast, filled)


def test_a_report_that_cannot_be_read_is_told_and_the_other_is_checked(cast: Any, filled: Any) -> None:
    examine(cast, filled, file=SimpleUploadedFile("坏.docx", b"PK\x03\x04 no archive"))
    work()
    made, own = filled.self_checks.latest("made_at").documents
    assert made["review"]["lines"]
    assert own["unread"][0]["code"].startswith("RD")
    assert "这份报告读不出来" in page(cast, filled)


def test_where_nothing_can_be_evaluated_the_work_fails_with_its_reasons(cast: Any, filled: Any) -> None:
    actions.save(
        cast.actor("clerk"),
        filled.pk,
        [Change("facts/本年支出合计", "一百多", Entry.objects.get(submission=filled, key="facts/本年支出合计").version)],
    )
    task = examine(cast, filled)
    work()
    task.refresh_from_db()
    assert (task.state, bool(task.told)) == (FAILED, True)
    assert "上一次没有核对成" in page(cast, filled)


def test_the_same_check_is_not_asked_for_twice(cast: Any, filled: Any) -> None:
    assert examine(cast, filled).pk == examine(cast, filled).pk


def test_what_was_sent_back_is_not_sent_again_before_each_request_is_answered_or_met(cast: Any, filled: Any) -> None:
    submit(cast, filled)
    reviewer, key = cast.actor("unit_reviewer"), "facts/本年支出合计"
    asked = reviews.give_opinion(reviewer, filled.pk, Said("cell", key, "请核对", asks_change=True))
    reviews.send_back(reviewer, filled.pk, version=now(filled).version, once="b" * 32, reason="请更正")
    fresh = now(filled)
    seen = actions.Seen(fresh.version, draft(fresh).digest, form_of(fresh).scheme.digest, "x")
    with pytest.raises(Refused) as refusal:
        actions.submit(cast.actor("clerk"), filled.pk, seen)
    assert refusal.value.problem.code == "WF35"
    assert f"/review/{filled.pk}/#o{asked.pk}" in page(cast, filled)
    entry = Entry.objects.get(submission=filled, key=key)
    actions.save(cast.actor("clerk"), filled.pk, [Change(key, "1794.04", entry.version)])
    assert actions.unanswered(filled) == []
    assert "没有答复" not in page(cast, filled)


def test_what_was_sent_last_is_what_is_told_although_it_was_made_before_another(cast: Any, filled: Any) -> None:
    """A figure goes there and back again: the evaluation that was sent is the older row."""
    key, client = "facts/本年支出合计", cast.client("finance")
    submit(cast, filled)
    first = filled.evaluations.get()
    for typed in ("1794.04", "1794.03"):
        Submission.objects.filter(pk=filled.pk).update(state="returned")
        entry = Entry.objects.get(submission=filled, key=key)
        actions.save(cast.actor("clerk"), filled.pk, [Change(key, typed, entry.version)])
        submit(cast, filled)
    assert filled.evaluations.count() == 2
    assert current(now(filled)) == first
    assert Submission.objects.filter(pk=filled.pk).update(state="finance_review")
    assert f">{first.total}<" in client.get("/review/").content.decode()


def test_the_page_says_what_each_of_its_two_digests_covers(cast: Any, filled: Any) -> None:
    examine(cast, filled)
    shown = page(cast, filled)
    assert all(words in shown for words in ("核对范围的摘要", "填报内容摘要 SHA-256", "只包括填报内容，回执上印的也是它"))


def test_the_button_of_the_offline_workbook_says_that_it_is_empty(cast: Any, filled: Any) -> None:
    first = cast.client("clerk").get(f"/fill/{filled.pk}/tab/basics/").content.decode()
    assert "离线填报表是空表，不含已经在网上填的内容" in first
