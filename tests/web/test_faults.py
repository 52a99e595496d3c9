"""The faults of the web application by their codes (W, R, C, F, L, T and the publishing half of D): which tests hold each of them.

Those that no other test holds are held here.
"""

from __future__ import annotations

import ast
import errno
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hengji.web.access import Actor
from hengji.web.faults import Refused
from hengji.web.journal import chain
from hengji.web.journal.actions import record
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import State
from hengji.web.submissions import actions, drafts
from hengji.web.submissions.models import Evidence, Receipt, Step, Submission
from hengji.web.work import storage
from hengji.web.work.models import StoredFile

TESTS = Path(__file__).parents[1]
WRITER = Path(__file__).with_name("writer.py")
KILLS, SEED = 4, int(os.environ.get("HENGJI_SEED", "20261122"))
HELD = {
    "W1": "web/test_api.py::test_w1_another_units_objects_answer_404_in_every_operation web/test_cast.py::test_a_stranger_is_answered_as_if_the_submission_did_not_exist web/test_cast.py::test_evidence_of_another_unit_is_not_reached_through_ones_own",
    "W2": "web/test_api.py::test_w2_what_the_form_does_not_name_is_refused_whole web/test_filling.py::test_extra_fields_beside_the_button_are_refused_by_name",
    "W3": "web/test_api.py::test_w3_names_from_outside_choose_no_column web/test_rounds.py::test_names_that_no_page_offers_reach_no_query",
    "W4": "web/test_faults.py::test_w4_a_request_of_too_many_parts_or_too_many_bytes_is_refused_and_leaves_nothing web/test_filling.py::test_a_file_that_is_too_large_is_not_kept",
    "W5": "web/test_faults.py::test_w5_a_download_carries_no_hostile_name_and_nothing_in_it_runs web/test_filling.py::test_a_hostile_name_is_kept_as_a_harmless_one",
    "W6": "web/test_faults.py::test_w6_a_page_of_a_person_is_in_no_shared_cache_and_signing_in_changes_the_session web/test_accounts.py::test_five_wrong_passwords_lock_the_account_even_for_the_right_one web/test_accounts.py::test_an_account_that_does_not_exist_is_answered_as_a_wrong_password web/test_cast.py::test_a_role_that_was_withdrawn_a_second_ago_is_gone web/test_filling.py::test_a_page_of_another_session_cannot_write",
    "W7": "web/test_accounts.py::test_an_account_in_which_two_of_the_three_meet_is_found_before_the_start web/test_policy.py::test_administrators_have_no_part_in_any_step_of_a_submission web/test_journal.py::test_the_database_refuses_to_change_or_remove_a_row",
    "R1": "web/test_at_once.py::test_people_act_at_once_on_sqlite web/test_steps.py::test_who_comes_second_is_told_who_was_first web/test_steps.py::test_a_double_click_gives_the_same_receipt_and_one_row",
    "R2": "web/test_review_actions.py::test_an_approval_is_of_what_was_seen",
    "R3": "web/test_crash.py::test_many_writers_at_once_lose_nothing_and_none_is_told_that_the_database_is_locked web/test_filling.py::test_a_store_that_cannot_be_written_is_told_as_a_page_that_may_be_tried_again",
    "R4": "web/test_filling.py::test_a_round_that_was_closed_between_loading_and_sending_takes_nothing web/test_filling.py::test_a_scheme_that_changed_between_loading_and_sending_is_told",
    "R5": "web/test_review_actions.py::test_one_person_in_two_roles_takes_one_step_of_a_cycle web/test_review_actions.py::test_a_reviewer_who_was_disabled_a_second_ago_approves_nothing web/test_review_actions.py::test_who_filled_in_does_not_review_not_even_by_delegation",
    "C1": "web/test_storm.py::test_c1_kill_9_while_saving_importing_and_publishing_loses_nothing_acknowledged web/test_crash.py::test_a_process_killed_while_it_saves_leaves_every_acknowledged_value_and_nothing_half_done",
    "C2": "web/test_faults.py::test_c2_bytes_are_safe_on_the_disk_before_their_row_and_before_the_answer web/test_line.py::test_the_database_of_a_site_waits_for_the_disk_at_every_commit",
    "C3": "web/test_faults.py::test_c3_a_crash_between_file_and_row_leaves_no_row_without_its_file web/test_filling.py::test_bytes_that_no_row_names_are_swept_after_a_day_and_others_stay",
    "C4": "web/test_faults.py::test_c4_a_start_that_was_killed_while_it_migrated_is_taken_up_again web/test_upgrade.py::test_a_first_start_that_ends_before_a_migration_is_recorded_leaves_nothing_and_the_next_one_does_it_all web/test_upgrade.py::test_an_upgrade_that_ends_before_it_is_recorded_leaves_every_row_as_it_was web/test_faults.py::test_c4_a_clock_that_jumps_back_changes_no_order web/test_crash.py::test_a_database_of_a_later_program_is_not_touched",
    "F1": "web/test_crash.py::test_a_file_that_does_not_fit_is_refused_by_its_code_and_leaves_nothing web/test_storm.py::test_f2_what_the_journal_cannot_take_is_not_done_and_reading_goes_on",
    "F2": "web/test_storm.py::test_f2_what_the_journal_cannot_take_is_not_done_and_reading_goes_on web/test_filling.py::test_a_journal_that_cannot_be_written_refuses_the_action",
    "F3": "web/test_faults.py::test_f3_whatever_the_disk_says_it_is_one_refusal_and_nothing_stays_behind",
    "L1": "web/test_faults.py::test_l1_as_many_receipts_as_rows_and_events_and_none_twice",
    "L2": "web/test_public.py::test_l2_under_load_recomputation_is_put_off_while_units_go_on_saving",
    "L3": "web/test_api.py::test_l3_a_submission_names_what_was_seen_and_a_retry_gives_the_same_receipt web/test_filling.py::test_after_the_deadline_a_round_that_takes_nothing_late_refuses_by_the_time_of_receipt",
    "T1": "linked/test_templates.py::test_anything_else_is_refused_with_code_and_place",
    "T2": "linked/test_templates.py::test_anything_else_is_refused_with_code_and_place",
    "T3": "web/test_filling.py::test_markup_and_formulas_that_a_person_types_stay_text writing/test_html.py::test_whatever_a_clerk_wrote_is_text",
    "T4": "web/test_public.py::test_t4_the_index_as_a_workbook_holds_no_formula_of_ours_or_theirs web/test_api.py::test_t4_facts_as_a_workbook_hold_no_formula_and_come_back_the_same writing/test_xlsx.py::test_what_a_clerk_wrote_never_becomes_a_formula",
    "T5": "web/test_faults.py::test_t5_the_application_starts_no_office_program writing/test_html.py::test_a_page_needs_nothing_beside_it_and_runs_nothing",
    "T6": "web/test_public.py::test_t6_what_changed_after_the_check_is_not_published layout/test_pdf.py::test_a_letter_without_a_glyph_is_named_with_its_place_and_nothing_is_drawn",
    "D2": "web/test_public.py::test_a_package_that_does_not_verify_is_not_published",
    "D7": "web/test_public.py::test_d7_what_is_published_is_made_anew_and_never_a_copy_of_an_upload",
    "D8": "web/test_public.py::test_d8_a_hit_stops_publication_until_a_second_person_lets_it_through reading/test_personal.py::test_d8_a_number_is_found_wherever_it_hides",
}  # fmt: skip


def names(path: Path) -> set[str]:
    """The tests of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("code", HELD)
def test_each_fault_is_held_by_tests_that_are_there(code: str) -> None:
    for test in HELD[code].split():
        module, _, name = test.partition("::")
        assert name in names(TESTS / module), test


# ---- W: what comes from outside


def address(cast: Any) -> str:
    return f"/fill/{cast.submission.pk}/evidence/"


def test_w4_a_request_of_too_many_parts_or_too_many_bytes_is_refused_and_leaves_nothing(cast: Any) -> None:
    client = cast.client("clerk")
    before = set(storage.folder().rglob("*"))
    files = [SimpleUploadedFile(f"{number}.pdf", b"x") for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    fields = {f"f{number}": "1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    save = f"/fill/{cast.submission.pk}/save/"
    answers = [
        client.post(address(cast), {"files": files}),
        client.post(save, fields),
        client.post(save, {"head/scope": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}),
    ]
    assert [each.status_code for each in answers] in ([400, 400, 400], [400, 400, 413])
    assert (Evidence.objects.count(), cast.submission.entries.count()) == (0, 0)
    assert set(storage.folder().rglob("*")) == before


def test_w4_a_part_that_says_it_is_base64_and_is_not_is_told_at_once(cast: Any) -> None:
    client, mark = cast.client("clerk"), "mark"
    part = (
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    for junk in (b" \r\n" * 200_000, b"=" * 500_000, b"A" * 7):
        body = part.encode() + junk + f"\r\n--{mark}--\r\n".encode()
        answer = client.post(address(cast), body, content_type=f"multipart/form-data; boundary={mark}")
        assert answer.status_code < 500


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ('a\r\nSet-Cookie: x=1".png', b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("\u202efdp.exe证明.docx", b"<script>alert(1)</script>"),
        ("长" * 300 + ".pdf", b"%PDF-1.4"),
    ],
)
def test_w5_a_download_carries_no_hostile_name_and_nothing_in_it_runs(cast: Any, name: str, content: bytes) -> None:
    kept = actions.add_evidence(cast.actor("clerk"), cast.submission.pk, name, [content], {})
    answer = cast.client("clerk").get(f"/fill/{cast.submission.pk}/file/{kept.pk}/")
    said = answer["Content-Disposition"]
    assert said.startswith("attachment; filename*=UTF-8''")
    assert (said.isascii(), said.isprintable(), '"' in said, len(said) < 1_200) == (True, True, False, True)
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (b"".join(answer.streaming_content), "Set-Cookie" in answer.headers) == (content, False)


def test_w6_a_page_of_a_person_is_in_no_shared_cache_and_signing_in_changes_the_session(cast: Any) -> None:
    for name in ("clerk", "finance", "auditor"):
        assert cast.client(name).get("/todo/")["Cache-Control"] == "no-store"
    person, client = cast.people["clerk"], Client()
    person.set_password("ein-Wort-das-gilt-7")
    person.save()
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = known = session.session_key
    client.post("/login/", {"username": person.username, "password": "ein-Wort-das-gilt-7"})
    assert client.session.session_key != known
    assert client.get("/todo/").status_code == 200
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = known
    assert stranger.get("/todo/").status_code == 302


# ---- C: crashes


def test_c2_bytes_are_safe_on_the_disk_before_their_row_and_before_the_answer(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, rows = os.fsync, storage.rows
    replace = Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{handle}").resolve().is_dir() else "file")
        sync(handle)

    def replaced(path: Path, target: Path) -> Path:
        done.append("in place")
        return replace(path, target)

    def row(*laid: tuple[str, int]) -> list[StoredFile]:
        done.append("row")
        return rows(*laid)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(storage, "rows", row)
    actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [b"durable"], {})
    assert done == ["file", "in place", "folder", "row"]


@pytest.mark.parametrize("broken", ["rows", "_sync"])
def test_c3_a_crash_between_file_and_row_leaves_no_row_without_its_file(
    cast: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    class CrashError(BaseException):
        """The process ends here."""

    def crash(*_: object) -> None:
        raise CrashError

    monkeypatch.setattr(storage, broken, crash)
    with pytest.raises(CrashError):
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [f"crash {broken}".encode()], {})
    monkeypatch.undo()
    assert Evidence.objects.count() == 0
    lying = {path.name for path in storage.folder().rglob("*") if path.is_file()}
    assert set(StoredFile.objects.values_list("digest", flat=True)) <= lying
    kept = actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [f"crash {broken}".encode()], {})
    assert storage.content(kept.file) == f"crash {broken}".encode()


def site(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"HENGJI_SITE": str(folder)}
    command = [sys.executable, str(WRITER), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
def test_c4_a_start_that_was_killed_while_it_migrated_is_taken_up_again(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    moments, database, left = random.Random(SEED), tmp_path / "hengji.sqlite3", []
    for _ in range(KILLS):
        starting = site(tmp_path, "start")
        until = time.monotonic() + 60
        while not database.exists() and starting.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(moments.uniform(0.02, 0.3))
        starting.kill()
        starting.communicate()
        left.append(applied(database))
    last = site(tmp_path, "start")
    _, errors = last.communicate(timeout=300)
    assert last.returncode == 0, errors[-2000:]
    out, errors = site(tmp_path, "state").communicate(timeout=120)
    assert json.loads(out)["whole"] == 1, errors[-2000:]
    with sqlite3.connect(database) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        triggers = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert {"journal_no_update", "journal_no_delete"} <= triggers
    assert {*left} <= {0, applied(database)}
    print(f"{left.count(0)} of {KILLS} starts were killed before the migrations were done")


def applied(database: Path) -> int:
    """How many migrations are done."""
    with sqlite3.connect(database, timeout=30) as opened:
        try:
            return int(opened.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_c4_a_clock_that_jumps_back_changes_no_order(cast: Any) -> None:
    now = timezone.now()
    sent = [record(Actor(cast.people["clerk"], now - timedelta(days=number)), "test.row", f"thing/{number}") for number in range(4)]
    assert [row.sequence for row in sent] == list(range(sent[0].sequence, sent[0].sequence + 4))
    assert chain.verify().broken is None
    for number, text in enumerate(("甲", "乙")):
        actor = cast.actor("clerk", later=-timedelta(days=number))
        actions.save(actor, cast.submission.pk, [actions.Change("projects/1/note", text, number)])
    history = list(cast.submission.history.values_list("after", "version"))
    assert history == [("甲", 1), ("乙", 2)]
    assert cast.submission.entries.get().typed == "乙"


# ---- F: a disk that does not take it


@pytest.mark.parametrize("number", ["ENOSPC", "EDQUOT", "EROFS", "EIO"])
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_f3_whatever_the_disk_says_it_is_one_refusal_and_nothing_stays_behind(
    cast: Any, monkeypatch: pytest.MonkeyPatch, number: str, call: str
) -> None:
    tried: list[str] = []
    before = set(storage.folder().rglob("*"))

    def broken(*_: object, **__: object) -> Any:
        tried.append(call)
        raise OSError(getattr(errno, number), os.strerror(getattr(errno, number)))

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", broken)
    else:
        monkeypatch.setattr(tempfile, "mkstemp", broken)
    with pytest.raises(Refused) as told:
        actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [f"{number} {call}".encode()], {})
    monkeypatch.undo()
    assert (told.value.problem.code, told.value.status, len(tried)) == ("SY20", 507, 1)
    assert (set(storage.folder().rglob("*")), Evidence.objects.count()) == (before, 0)
    assert actions.add_evidence(cast.actor("clerk"), cast.submission.pk, "a.pdf", [b"room again"], {}).pk


# ---- L: the last two hours


def test_l1_as_many_receipts_as_rows_and_events_and_none_twice(cast: Any) -> None:
    sent = []
    for pk, name in ((cast.submission.pk, "clerk"), (cast.foreign.pk, "other_clerk")):
        facts = {"facts/本年收入合计": "2916.27", "facts/本年支出合计": "2900.80"}
        actions.save(cast.actor(name), pk, [actions.Change(key, text) for key, text in facts.items()])
        now = Submission.objects.select_related("round", "unit").get(pk=pk)
        seen = actions.Seen(now.version, drafts.sealed(now).digest, drafts.form_of(now).scheme.digest, f"once-{pk}")
        sent += [
            actions.submit(cast.actor(name), pk, seen) for _ in range(3)
        ]  # an impatient person, and a browser that tries again
    events = JournalEntry.objects.filter(action=f"submission.{State.UNIT_REVIEW}")
    assert len({each.number for each in sent}) == Receipt.objects.count() == Step.objects.count() == events.count() == 2
    assert {json.loads(each.content)["receipt"] for each in events} == {each.digest for each in sent}


# ---- T: what is made


def test_t5_the_application_starts_no_office_program() -> None:
    web = TESTS.parent / "src" / "hengji" / "web"
    sources = {path.name: path.read_text(encoding="utf-8") for path in web.rglob("*.py")}
    assert [name for name, text in sources.items() if "soffice" in text or ("hengji.layout" in text and "office" in text)] == []
    starters = {name for name, text in sources.items() if "subprocess" in text}
    assert starters == {"start.py"}  # its own workers alone
