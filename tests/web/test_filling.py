"""Filling in: saving, what was read, stale pages, evidence, proposals, checking and sending in, with and without a script."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone

from hengji.web.faults import Refused
from hengji.web.journal import chain
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import State
from hengji.web.rounds.models import CLOSED, MARK, REFUSE, Round
from hengji.web.submissions import actions
from hengji.web.submissions.actions import Change, Seen
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import EntryHistory, Evaluation, Evidence, Receipt, Submission
from hengji.web.work import worker
from hengji.web.work.models import Task

CLOSING = "facts/年末结转和结余"
FACTS = {"facts/年初结转和结余": "0", "facts/本年收入合计": "2916.27", "facts/本年支出合计": "2900.80", CLOSING: "15.47"}


def save(cast: Any, values: dict[str, str], who: str = "clerk") -> list[actions.Outcome]:
    return actions.save(cast.actor(who), cast.submission.pk, [Change(key, text) for key, text in values.items()])


def seen(cast: Any, once: str = "once", **other: Any) -> Seen:
    now = Submission.objects.select_related("round", "unit").get(pk=cast.submission.pk)
    found = {"version": now.version, "entries": draft(now).digest, "scheme": form_of(now).scheme.digest, "once": once}
    return Seen(**found | other)


def refusal(cast: Any, given: Seen, *, later: timedelta = timedelta()) -> str:
    with pytest.raises(Refused) as found:
        actions.submit(cast.actor("clerk", later=later), cast.submission.pk, given)
    assert Submission.objects.get(pk=cast.submission.pk).state == State.DRAFT
    return found.value.problem.code


# ---- saving


def test_what_is_typed_is_kept_as_typed_and_shown_as_read(cast: Any) -> None:
    [outcome] = save(cast, {CLOSING: "15.47万"})
    assert outcome.entry is not None
    assert (outcome.entry.typed, outcome.entry.shown, outcome.entry.code, outcome.entry.version) == ("15.47万", "15.47 万元", "", 1)


def test_what_cannot_be_read_is_kept_and_told(cast: Any) -> None:
    [outcome] = save(cast, {CLOSING: "约15"})
    assert outcome.entry is not None
    assert (outcome.entry.typed, outcome.entry.code) == ("约15", "IN01")


def test_a_save_is_one_row_of_the_journal_and_one_of_the_history_for_each_field(cast: Any) -> None:
    save(cast, FACTS)
    save(cast, {})
    rows = JournalEntry.objects.filter(action="submission.saved")
    assert (1, len(FACTS), None) == (rows.count(), EntryHistory.objects.count(), chain.verify().broken)
    assert set(FACTS) == {field[0] for field in json.loads(rows.get().content)["fields"]}


def test_a_field_of_another_way_of_writing_is_the_same_field(cast: Any) -> None:
    save(cast, {"facts/本年支出合计": "1"})
    [outcome] = actions.save(cast.actor("clerk"), cast.submission.pk, [Change("facts/本年支出合计[决算]", "2", 1)])
    assert (outcome.key, outcome.changed, cast.submission.entries.count()) == ("facts/本年支出合计", True, 1)


@pytest.mark.parametrize(
    "key", ["state", "score", "unit", "year", "owner_id", "facts/编造的名称", "lines/GDA-01/weight", "x" * 300]
)
def test_a_field_that_the_page_does_not_have_refuses_the_whole_request(cast: Any, key: str) -> None:
    with pytest.raises(Refused) as found:
        save(cast, {CLOSING: "15.47", key: "100"})
    assert (found.value.problem.code, cast.submission.entries.count()) == ("WF16", 0)


def test_a_stale_page_writes_over_nothing_and_is_told_by_whom_it_was_changed(cast: Any) -> None:
    save(cast, {CLOSING: "15.47"})
    [stale] = actions.save(cast.actor("clerk"), cast.submission.pk, [Change(CLOSING, "15.74", 0)])
    assert stale.stale
    assert cast.submission.entries.get(key=CLOSING).typed == "15.47"
    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/save/", {CLOSING: "15.74", "versions": "{}"}, HTTP_ACCEPT="application/json"
    )
    told = answer.json()["fields"][CLOSING]
    assert (told["stale"], told["typed"], told["by"]) == (True, "15.47", "人员clerk")


def test_a_stale_page_that_only_sends_back_what_it_showed_is_no_conflict(cast: Any) -> None:
    save(cast, {CLOSING: "15.47"})
    actions.save(cast.actor("clerk"), cast.submission.pk, [Change(CLOSING, "15.50", 1)])
    [back] = actions.save(cast.actor("clerk"), cast.submission.pk, [Change(CLOSING, "15.47", 1)])
    assert (back.stale, back.changed, cast.submission.entries.get(key=CLOSING).typed) == (False, False, "15.50")


def test_after_sending_in_nothing_is_saved_and_the_page_says_who_sent_it(cast: Any) -> None:
    save(cast, FACTS)
    actions.submit(cast.actor("clerk"), cast.submission.pk, seen(cast))
    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/save/", {CLOSING: "1", "versions": "{}"}, HTTP_ACCEPT="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "WF01")
    assert "人员clerk" in answer.json()["message"]


def test_nobody_else_saves(cast: Any) -> None:
    for person in ("unit_reviewer", "department", "finance"):
        with pytest.raises(Http404):
            save(cast, {CLOSING: "1"}, person)


def test_a_plain_form_saves_the_page_and_shows_it_again(cast: Any) -> None:
    client = cast.client("clerk")
    answer = client.post(
        f"/fill/{cast.submission.pk}/save/", {**FACTS, "facts/公用经费": "", "versions": "{}", "then": "accounts"}, follow=True
    )
    page = answer.content.decode()
    assert "已保存 4 处改动" in page
    assert "读作 15.47 万元" in page
    assert answer.redirect_chain[-1][0].endswith("/tab/accounts/")


def test_a_plain_form_of_a_stale_page_is_told_both_values(cast: Any) -> None:
    save(cast, {CLOSING: "15.47"})
    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/save/", {CLOSING: "99.99", "versions": "{}", "then": "accounts"}, follow=True
    )
    page = answer.content.decode()
    assert "99.99" in page
    assert "15.47" in page
    assert "没有保存" in page


@pytest.mark.parametrize("versions", ["nonsense", "[]", '{"a": "b"}'])
def test_versions_that_no_page_sends_are_refused(cast: Any, versions: str) -> None:
    answer = cast.client("clerk").post(f"/fill/{cast.submission.pk}/save/", {CLOSING: "1", "versions": versions})
    assert (answer.status_code, cast.submission.entries.count()) == (400, 0)


def test_markup_and_formulas_that_a_person_types_stay_text(cast: Any) -> None:
    save(cast, {"narrative/duties": "<script>alert(1)</script>{{7*7}}", "head/scope": '"><img src=x onerror=alert(1)>'})
    page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/tab/basics/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page


def test_every_tab_shows_what_was_filled_in(cast: Any) -> None:
    values = {
        CLOSING: "15.47",
        "projects/1/name": "示范项目",
        "narrative/problems": "预算不细",
        "lines/GDA-01/judge": "评价小组",
        "claimed/total": "96",
    }
    save(cast, values)
    client = cast.client("clerk")
    pages = "".join(
        client.get(f"/fill/{cast.submission.pk}/tab/{tab.id}/").content.decode() for tab in form_of(cast.submission).tabs
    )
    assert [text for text in values.values() if text not in pages] == []


def test_the_live_score_names_what_was_deducted_and_what_would_earn_full_marks(cast: Any) -> None:
    save(cast, FACTS)
    told = cast.client("clerk").get(f"/fill/{cast.submission.pk}/score/").json()
    assert "扣分单" in told["panel"]
    assert "怎样得满分" in told["panel"]
    assert told["tabs"]["accounts"]["filled"] == 4


def test_what_stops_a_draft_is_named_by_its_field_and_never_by_a_line_of_a_file(cast: Any) -> None:
    save(
        cast,
        {
            "facts/本年支出合计": "7163.35",
            "facts/本年支出合计[年初预算]": "70712000",
            "projects/1/original": "3人",
            "claimed/total": "—",
        },
    )
    page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/check/").content.decode()
    for words in ("IN19", "本年支出合计，2023年年初预算", "第 1 行，", "总得分"):
        assert words in page
    assert [name for name in ("case.yaml", ">1/original<", ">total<") if name in page] == []


def test_the_panel_says_the_score_before_the_errors_and_first_what_leaves_no_score(cast: Any) -> None:
    unread = dict.fromkeys(("facts/上级补助收入", "facts/其他收入", "facts/培训费", "facts/会议费", "facts/差旅费"), "约5")
    save(cast, {key: text for key, text in unread.items() if form_of(cast.submission).entry(key)})
    address = f"/fill/{cast.submission.pk}/score/"
    panel = cast.client("clerk").get(address).json()["panel"]
    assert panel.index("满分") < panel.index("必须先改")
    assert "得分算不出来" not in panel
    save(cast, {"facts/本年支出合计": "7163.35", "facts/本年支出合计[年初预算]": "70712000"})
    panel = cast.client("clerk").get(address).json()["panel"]
    assert all(words in panel for words in ("待定", "有 1 处使得分算不出来", "IN19"))
    assert panel.index("待定") < panel.index("必须先改") < panel.index("IN19") < panel.index("IN01")


def test_what_looks_like_a_slip_is_asked_below_the_field_and_stops_nothing(cast: Any) -> None:
    client = cast.client("clerk")
    answer = client.post(
        f"/fill/{cast.submission.pk}/save/",
        {"facts/在职人员控制率": "0.95", "versions": "{}", "way": "typed"},
        headers={"Accept": "application/json"},
    )
    told = answer.json()["fields"]["facts/在职人员控制率"]
    assert (told["state"], told["code"], "WF93" in told["below"], "95" in told["below"]) == ("questioned", "", True, True)
    page = client.get(f"/fill/{cast.submission.pk}/check/").content.decode()
    assert "必须先改" not in page
    again = client.post(
        f"/fill/{cast.submission.pk}/save/",
        {"facts/在职人员控制率": "95", "versions": '{"facts/在职人员控制率": 1}', "way": "typed"},
        headers={"Accept": "application/json"},
    )
    assert "WF93" not in again.json()["fields"]["facts/在职人员控制率"]["below"]


# ---- evidence


def test_evidence_is_kept_by_its_digest_and_proves_its_lines(cast: Any) -> None:
    client = cast.client("clerk")
    file = SimpleUploadedFile("资产盘点表.pdf", b"%PDF-1.7 x")
    client.post(f"/fill/{cast.submission.pk}/evidence/", {"files": file, "lines": ["GDA-15", "GDA-16"], "pages": "第3页"})
    kept = Evidence.objects.get()
    assert (kept.lines, len(kept.file_id), kept.name) == (["GDA-15", "GDA-16"], 64, "资产盘点表.pdf")
    answer = client.get(f"/fill/{cast.submission.pk}/file/{kept.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    for close in answer._resource_closers:
        close()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_line_that_is_none_is_refused(cast: Any) -> None:
    with pytest.raises(Refused) as found:
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [b"x"], {"lines": ["GDA-99"]})
    assert found.value.problem.code == "WF16"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\表.xlsx", "表.xlsx"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("报告\u202exslx.exe", "报告xslx.exe"),
        ('x"; filename="y.html', "x; filename=y.html"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("a\0b.docx", "ab.docx"),
    ],
)
def test_a_hostile_name_is_kept_as_a_harmless_one(cast: Any, name: str, kept: str) -> None:
    assert cast.places
    assert kept == actions.safe_name(name)


@pytest.mark.parametrize("name", ["", "..", "/", "\u202e", "   "])
def test_a_name_of_which_nothing_is_left_is_refused(cast: Any, name: str) -> None:
    assert cast.places
    with pytest.raises(Refused) as found:
        actions.safe_name(name)
    assert found.value.problem.code == "WF23"


def test_an_empty_file_is_no_evidence_and_one_bad_file_of_several_keeps_all_out(cast: Any) -> None:
    client, address = cast.client("clerk"), f"/fill/{cast.submission.pk}/evidence/"
    good, empty, program = (
        SimpleUploadedFile(name, sent) for name, sent in (("好.pdf", b"%PDF x"), ("空.pdf", b""), ("b.pdf", b"MZ\x90"))
    )
    for bad, code in ((empty, "RD60"), (program, "WF49")):
        good.seek(0)
        answer = client.post(address, {"files": [good, bad], "lines": ["GDA-15"]})
        page = answer.content.decode()
        assert (answer.status_code, code in page, bad.name in page, Evidence.objects.count()) == (400, True, True, 0)
    good.seek(0)
    client.post(address, {"files": [good], "lines": ["GDA-15"]})
    assert Evidence.objects.get().name == "好.pdf"


def test_a_file_that_is_too_large_is_not_kept(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "MOST_UPLOAD", 10)
    with pytest.raises(Refused) as found:
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [b"x" * 8, b"x" * 8], {})
    assert (found.value.problem.code, Evidence.objects.count()) == ("WF08", 0)


def test_files_of_a_unit_have_a_quota_that_one_file_in_two_places_does_not_use_twice(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "MOST_PER_UNIT", 12)
    for name in ("a.pdf", "b.pdf"):
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, name, [b"12345678"], {})
    with pytest.raises(Refused) as found:
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "c.pdf", [b"87654321"], {})
    assert (found.value.problem.code, Evidence.objects.count()) == ("WF22", 2)


# ---- proposals


def test_an_upload_proposes_and_what_a_person_accepts_is_filled_in_with_its_source(cast: Any) -> None:
    client = cast.client("clerk")
    report = "2022年度示范单位部门整体支出绩效自评报告\n\n一、收支情况\n\n2022年本年收入合计1000.50万元，本年支出合计990.25万元。\n"
    client.post(
        f"/fill/{cast.submission.pk}/upload/", {"kind": "report", "file": SimpleUploadedFile("上年报告.txt", report.encode())}
    )
    assert worker.once()
    proposals = list(cast.submission.proposals.all())
    key = "facts/上年（本年支出合计）"
    assert key in {each.key for each in proposals}
    assert cast.submission.entries.count() == 0
    [wanted] = [each for each in proposals if each.key == key]
    client.post(f"/fill/{cast.submission.pk}/proposals/decide/", {"proposal": [wanted.pk], "do": "accept"})
    entry = cast.submission.entries.get()
    assert (key, "990.25万元", True) == (entry.key, entry.typed, entry.said.startswith("上年报告.txt"))
    assert "上年报告.txt" in draft(cast.submission).spelled.text


def test_reading_an_upload_a_second_time_gives_no_second_proposals(cast: Any) -> None:
    _, task = actions.add_upload(
        cast.actor("clerk"), cast.submission.pk, "report", "r.txt", ["2022年度报告\n\n2022年本年支出合计990.25万元。\n".encode()]
    )
    worker.once()
    count = cast.submission.proposals.count()
    Task.objects.filter(pk=task.pk).update(state="queued")
    worker.once()
    assert count == cast.submission.proposals.count()


# ---- checking and sending in


def test_the_check_names_what_a_reviewer_will_find_and_where(cast: Any) -> None:
    save(cast, FACTS | {CLOSING: "15.74"})
    page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/check/").content.decode()
    assert "AR01" in page
    assert "?at=facts/" in page
    assert "送单位审核人" in page


def test_sending_in_fixes_the_evaluation_and_gives_a_receipt_with_its_digests(cast: Any) -> None:
    save(cast, FACTS)
    client = cast.client("clerk")
    given = seen(cast)
    answer = client.post(
        f"/fill/{cast.submission.pk}/submit/",
        {"version": given.version, "entries": given.entries, "scheme": given.scheme, "once": given.once},
        follow=True,
    )
    receipt, evaluation = Receipt.objects.get(), Evaluation.objects.get()
    page = answer.content.decode()
    assert [each for each in (receipt.number, receipt.digest, given.entries, evaluation.document_id) if each not in page] == []
    assert receipt.digest in JournalEntry.objects.get(sequence=receipt.journal).content
    assert worker.once()
    evaluation.refresh_from_db()
    assert evaluation.package_id
    assert chain.verify().broken is None


def test_the_package_of_a_submission_verifies_with_the_command_line(cast: Any, tmp_path: Any) -> None:
    from hengji.cli import main
    from hengji.web.work.storage import content

    save(cast, FACTS)
    actions.submit(cast.actor("clerk"), cast.submission.pk, seen(cast))
    worker.once()
    path = tmp_path / "package.zip"
    path.write_bytes(content(Evaluation.objects.get().package))
    assert main(["verify", str(path)]) == 0


def test_a_double_click_sends_once(cast: Any) -> None:
    save(cast, FACTS)
    given = seen(cast)
    first, again = (actions.submit(cast.actor("clerk"), cast.submission.pk, given) for _ in range(2))
    assert (first.pk, 1, 1) == (
        again.pk,
        Receipt.objects.count(),
        JournalEntry.objects.filter(action="submission.unit_review").count(),
    )


def test_after_the_deadline_a_round_that_takes_nothing_late_refuses_by_the_time_of_receipt(cast: Any) -> None:
    save(cast, FACTS)
    given = seen(cast)
    Round.objects.update(late_rule=REFUSE, deadline=timezone.now() + timedelta(minutes=1))
    assert refusal(cast, given, later=timedelta(minutes=2)) == "WF17"
    assert len(FACTS) == cast.submission.entries.count()
    actions.submit(cast.actor("clerk"), cast.submission.pk, given)


def test_after_the_deadline_the_page_offers_sending_only_where_something_late_is_taken(cast: Any) -> None:
    save(cast, FACTS)
    for rule, told, offered in ((REFUSE, True, False), (MARK, False, True)):
        Round.objects.update(late_rule=rule, deadline=timezone.now() - timedelta(minutes=1))
        page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/check/").content.decode()
        assert ("按通知不再接收" in page) is told
        assert (f'action="/fill/{cast.submission.pk}/submit/"' in page) is offered


def test_after_the_deadline_a_round_that_marks_what_is_late_marks_it(cast: Any) -> None:
    save(cast, FACTS)
    actions.submit(cast.actor("clerk", later=timedelta(days=30)), cast.submission.pk, seen(cast))
    assert Submission.objects.get(pk=cast.submission.pk).late


def test_what_was_sent_in_time_and_came_back_is_not_late(cast: Any) -> None:
    save(cast, FACTS)
    Submission.objects.filter(pk=cast.submission.pk).update(state=State.RETURNED)
    Round.objects.update(late_rule=REFUSE, deadline=timezone.now() - timedelta(days=1))
    actions.submit(cast.actor("clerk"), cast.submission.pk, seen(cast))
    assert not Submission.objects.get(pk=cast.submission.pk).late


def test_a_round_that_was_closed_between_loading_and_sending_takes_nothing(cast: Any) -> None:
    save(cast, FACTS)
    given = seen(cast)
    Round.objects.update(state=CLOSED)
    assert refusal(cast, given) == "WF20"


def test_a_scheme_that_changed_between_loading_and_sending_is_told(cast: Any) -> None:
    save(cast, FACTS)
    assert refusal(cast, seen(cast, scheme="0" * 64)) == "WF18"


def test_a_change_in_another_window_between_loading_and_sending_is_told(cast: Any) -> None:
    save(cast, FACTS)
    given = seen(cast)
    actions.save(cast.actor("clerk"), cast.submission.pk, [Change(CLOSING, "15.50", 1)])
    assert refusal(cast, given) == "WF09"


def test_what_was_not_seen_is_not_sent(cast: Any) -> None:
    save(cast, FACTS)
    assert refusal(cast, seen(cast, entries="0" * 64)) == "WF21"


def test_what_cannot_be_read_is_not_sent(cast: Any) -> None:
    save(cast, FACTS | {"facts/公用经费": "约十万"})
    assert refusal(cast, seen(cast)) == "WF19"


def test_extra_fields_beside_the_button_are_refused_by_name(cast: Any) -> None:
    save(cast, FACTS)
    given = seen(cast)
    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/submit/",
        {"version": given.version, "entries": given.entries, "scheme": given.scheme, "once": "x", "state": "published"},
    )
    assert (answer.status_code, "state" in answer.content.decode()) == (400, True)
    assert Submission.objects.get(pk=cast.submission.pk).state == State.DRAFT


def test_a_page_of_another_session_cannot_write(cast: Any) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["clerk"])
    answer = client.post(f"/fill/{cast.submission.pk}/save/", {CLOSING: "1"})
    assert (answer.status_code, "WF02" in answer.content.decode(), cast.submission.entries.count()) == (403, True, 0)


def test_a_journal_that_cannot_be_written_refuses_the_action(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError, transaction

    from hengji.web.journal import actions as journal

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(journal, "_end", full)
    with pytest.raises(OperationalError), transaction.atomic():
        save(cast, FACTS)
    assert cast.submission.entries.count() == 0


def test_history_says_who_when_how_and_what_stood_before(cast: Any) -> None:
    save(cast, {CLOSING: "15.47"})
    actions.save(cast.actor("clerk"), cast.submission.pk, [Change(CLOSING, "15.50", 1, "pasted")])
    page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/history/?key={CLOSING}").content.decode()
    assert [words for words in ("15.47", "15.50", "粘贴", "人员clerk") if words not in page] == []


def test_a_store_that_cannot_be_written_is_told_as_a_page_that_may_be_tried_again(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(actions, "record", locked)
    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/save/", {CLOSING: "1", "versions": "{}"}, HTTP_ACCEPT="application/json"
    )
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "WF88", "10")


def test_bytes_that_no_row_names_are_swept_after_a_day_and_others_stay(cast: Any) -> None:
    from hengji.web.work import storage

    kept = actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [b"kept"], {})
    orphan = storage.folder() / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left")
    storage.sweep(3600)
    assert orphan.is_file()
    storage.sweep(-3600)
    assert (orphan.is_file(), storage.path_of(kept.file).is_file()) == (False, True)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.exe", b"MZ"), ("自评.pdf", b"MZ\x90"), ("脚本.txt", b"#!/bin/sh"), ("无后缀", b"%PDF"), ("a.pdf.js", b"x")],
)
def test_a_program_is_no_evidence_whatever_it_is_called(cast: Any, name: str, begins: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = cast.client("clerk").post(
        f"/fill/{cast.submission.pk}/evidence/", {"files": SimpleUploadedFile(name, begins + b" rest"), "title": "材料"}
    )
    assert (answer.status_code, "WF49" in answer.content.decode(), cast.submission.evidence.count()) == (400, True, 0)


def test_what_cannot_be_read_stands_in_the_order_of_the_tabs_with_what_is_expected(cast: Any) -> None:
    keys = ["facts/培训费", "facts/本年收入合计", "facts/会议费"]
    actions.save(cast.actor("clerk"), cast.submission.pk, [actions.Change(key, "约5") for key in keys])
    page = cast.client("clerk").get(f"/fill/{cast.submission.pk}/check/").content.decode()
    whole = page[page.index("必须先改") :]
    assert "应当是：半角数字" in whole
    assert whole.index("本年收入合计") < whole.index("会议费") < whole.index("培训费")
