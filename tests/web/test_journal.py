"""The chain: it grows with each change, the database refuses to alter it, and a copy that was altered is found out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hengji.web.journal import chain
from hengji.web.journal.actions import record
from hengji.web.journal.checkpoints import daily
from hengji.web.journal.models import FrozenRowError, JournalEntry, JournalHead
from hengji.web.roles import State

ROWS = 6


@pytest.fixture
def rows(database: None) -> list[JournalEntry]:
    return [record(None, "test.row", f"thing/{number}", {"值": number}) for number in range(ROWS)]


def test_a_chain_that_nobody_touched_is_whole(rows: list[JournalEntry]) -> None:
    found = chain.verify()
    assert (ROWS, rows[-1].digest, None) == (found.rows, found.digest, found.broken)


@pytest.mark.parametrize("statement", ["UPDATE journal_journalentry SET content = '{}'", "DELETE FROM journal_journalentry"])
def test_the_database_refuses_to_change_or_remove_a_row(rows: list[JournalEntry], statement: str) -> None:
    assert rows
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_that_stands_is_not_saved_again(rows: list[JournalEntry]) -> None:
    with pytest.raises(FrozenRowError):
        rows[0].save()


def test_a_row_outside_a_transaction_is_refused(site: Any) -> None:
    assert site
    with pytest.raises(RuntimeError):
        record(None, "test.row", "thing/1")


def _without_triggers() -> Any:
    cursor = connection.cursor()
    names = {"sqlite": ("journal_no_update", "journal_no_delete"), "postgresql": ("journal_no_change", "journal_no_truncate")}
    where = {"sqlite": "", "postgresql": " ON journal_journalentry"}[connection.vendor]
    for name in names[connection.vendor]:
        cursor.execute(f"DROP TRIGGER {name}{where}")
    return cursor


TAMPERINGS: dict[str, tuple[str, int, str]] = {
    "content changed": ("UPDATE journal_journalentry SET content = '{\"值\":9}' WHERE sequence = 3", 3, "digest"),
    "who did it changed": ("UPDATE journal_journalentry SET actor = 'other' WHERE sequence = 2", 2, "digest"),
    "row taken out": ("DELETE FROM journal_journalentry WHERE sequence = 4", 4, "gap"),
    "tail cut": ("DELETE FROM journal_journalentry WHERE sequence > 4", 5, "tail"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_altered_is_named_by_its_first_row(rows: list[JournalEntry], name: str) -> None:
    statement, sequence, how = TAMPERINGS[name]
    assert rows
    _without_triggers().execute(statement)
    broken = chain.verify().broken
    assert broken is not None
    assert (sequence, how) == (broken.sequence, broken.how)


def test_a_chain_rewritten_whole_is_found_by_a_checkpoint_kept_elsewhere(rows: list[JournalEntry]) -> None:
    elsewhere = {ROWS: rows[-1].digest}
    cursor = _without_triggers()
    cursor.execute("DELETE FROM journal_journalentry")
    JournalHead.objects.all().delete()
    for number in range(ROWS):
        record(None, "test.row", f"thing/{number}", {"值": number + 1})
    assert chain.verify().broken is None
    broken = chain.verify(elsewhere).broken
    assert broken is not None
    assert broken.how == "checkpoint"


def test_a_day_has_one_checkpoint_as_a_row_and_as_a_file(rows: list[JournalEntry], site: Any) -> None:
    taken = daily()
    assert taken is not None
    assert (taken.sequence, daily()) == (ROWS, None)
    assert chain.kept(site / "checkpoints")[ROWS] == rows[-1].digest


def test_every_action_that_is_recorded_has_its_word() -> None:
    """Looked for in the source: what stands after `record(actor, "…"` and the like."""
    from hengji.web.journal.words import action

    folder = Path(chain.__file__).parents[1]
    written = re.compile(r'(?:record|_changed)\((?:[^,"]+,\s*){1,2}"([a-z]+\.[a-z_]+)"')
    names = {name for path in folder.rglob("*.py") for name in written.findall(path.read_text(encoding="utf-8"))}
    names |= {f"submission.{state.value}" for state in State if state is not State.DRAFT}
    assert {"submission.saved", "evidence.added", "work.done", "public.prepared"} <= names
    assert {name for name in names if action(name) == name} == set()


def test_the_auditor_reads_names_and_words_and_finds_by_them(cast: Any) -> None:
    from hengji.web.submissions.actions import Change, save

    save(cast.actor("clerk"), cast.submission.pk, [Change("facts/本年支出合计", "1万元")])
    client = cast.client("auditor")
    page = client.get("/journal/").content.decode()
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert all(word in row for word in ("保存填报", cast.submission.unit.name, "人员clerk"))
    for asked, found in (({"subject": cast.submission.unit.name}, True), ({"subject": "没有这个单位"}, False), ({"actor": "人员clerk"}, True),
                         ({"action": "submission_saved"}, True), ({"action": "review_scored"}, False)):  # fmt: skip
        table = client.get("/journal/", asked).content.decode().partition("<tbody>")[2]
        assert ("保存填报" in table) is found, asked


def test_what_a_row_holds_is_told_in_words() -> None:
    from hengji.web.journal.words import content

    decided = '{"allowed": false, "hit": 1, "masked": "11******2X", "reason": "应当删去", "release": 2}'
    assert content(decided) == [("处理", "不放行"), ("查出的内容", "11******2X"), ("理由", "应当删去")]
    assert dict(content('{"allowed": true}')) == {"处理": "放行"}
    step = '{"after": "unit_review", "before": "draft", "entries": "%s", "role": "clerk"}' % ("ab" * 32)
    assert content(step) == [("办理后", "待单位审核"), ("办理前", "待填报"), ("填报内容摘要", "abababababab"), ("角色", "填报人")]
    scored = '{"lines": [["CZ-3", "9", "other", 1], ["CZ-4", "5", "computed", 1]], "role": "finance_reviewer"}'
    assert content(scored) == [("指标", "2 项：CZ-3、CZ-4"), ("角色", "财政复核人")]


def test_every_key_that_is_recorded_has_its_name_but_numbers_of_rows() -> None:
    """Looked for in the source: the keys of what is given to `record`."""
    from hengji.web.law import book

    folder = Path(chain.__file__).parents[1]
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("actions.py"))
    given = [sources[each.end() :][:420].partition("\n\n")[0] for each in re.finditer(r"\brecord\(", sources)]
    keys = {key for each in given for key in re.findall(r'"([a-z_]+)":', each)}
    numbers = {
        "check",
        "copied_from",
        "delegation",
        "grant",
        "hit",
        "offered",
        "open",
        "opinion",
        "release",
        "task",
        "upload",
        "answer",
        "submission",
    }
    assert {"role", "reason", "digest", "username"} <= keys
    assert {key for key in keys - numbers if f"web.row_{key}" not in book().captions} == set()


def test_a_long_digest_breaks_on_a_narrow_page(cast: Any) -> None:
    answer = cast.client("auditor").post("/journal/verify/").content.decode()
    assert re.search(r'class="note[^"]*digest"', answer)
