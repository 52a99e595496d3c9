"""What is kept between requests or asked for in statements of its own says what the models' own queries say."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hengji.web import access, held
from hengji.web.accounts.backends import Accounts
from hengji.web.accounts.models import Delegation, Grant, Place, User
from hengji.web.accounts.sessions import SessionStore
from hengji.web.journal import chain
from hengji.web.journal.actions import record
from hengji.web.rounds import actions as rounds
from hengji.web.rounds import kept, rows
from hengji.web.submissions import actions
from hengji.web.submissions.models import Submission
from hengji.web.work import actions as queue
from hengji.web.work import worker
from hengji.web.work.models import Task


@pytest.fixture
def board(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The board of the cast's round as outside a transaction; what is kept is this test's own. Gives rows and how many were read."""
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(kept, "_kept", OrderedDict())
    read: list[int] = []

    def counting(visible: Any, found: Any) -> list[rows.Row]:
        made = rows.rows(visible, found)
        read.append(len(made))
        return made

    monkeypatch.setattr(kept, "rows", counting)
    record(None, "test.row", "round/0")

    def look() -> tuple[list[rows.Row], list[int]]:
        read.clear()
        return kept.rows_of(cast.round), list(read)

    look()
    return look


def truth(cast: Any) -> list[rows.Row]:
    return rows.rows(cast.round.submissions.all(), cast.round)


def changed(cast: Any, number: int, text: str) -> None:
    actor = cast.actor("clerk", later=timedelta(seconds=number))
    actions.save(actor, cast.submission.pk, [actions.Change("head/scope", text, number)])


def test_a_board_that_nothing_changed_is_not_read_again(cast: Any, board: Any) -> None:
    assert board() == (truth(cast), [])


def test_of_a_board_the_unit_that_changed_is_read_alone(cast: Any, board: Any) -> None:
    changed(cast, 0, "本级")
    assert board() == (truth(cast), [1])
    record(cast.actor("clerk"), "accounts.signed_in", "user/1")
    record(None, "round.closed", "round/999999")
    assert board() == (truth(cast), [])


@pytest.mark.parametrize("way", ["reminded", "renamed", "more", "gone", "many", "restored"])
def test_a_board_is_read_whole_where_the_journal_tells_of_more(
    cast: Any, board: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = cast.round.submissions.count()
    if way == "reminded":
        rounds.remind(cast.actor("finance"), cast.round.pk, [cast.places["unit"].pk], "请报送")
    elif way == "renamed":
        Place.objects.filter(pk=cast.places["unit"].pk).update(name="改名单位", code="zz")
        record(None, "accounts.place", f"place/{cast.places['unit'].pk}")
    elif way == "more":
        place = Place.objects.create(kind="unit", code="more", name="新单位")
        made = Submission.objects.create(round=cast.round, unit=place, department=cast.places["department"])
        record(None, "round.units", f"submission/{made.pk}")
        count += 1
    elif way == "gone":
        gone = Submission.objects.exclude(pk=cast.submission.pk).filter(round=cast.round).order_by("pk").first()
        record(None, "round.units", f"submission/{gone.pk}")
        gone.delete()
        count -= 1
    elif way == "many":
        monkeypatch.setattr(kept, "MOST_CHANGES", 1)
        changed(cast, 0, "本级")
        changed(cast, 1, "全部")
    else:  # a copy of the site from before, which has gone another way since
        number, board_ = cast.round.pk, kept._kept[cast.round.pk]
        kept._kept[number] = kept._Board(board_.sequence, "f" * 64, {})
    found, read = board()
    assert found == truth(cast)
    assert read[-1] == count


def test_inside_a_transaction_a_board_is_read_and_not_kept(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mine: OrderedDict[int, Any] = OrderedDict()
    monkeypatch.setattr(kept, "_kept", mine)
    assert (kept.rows_of(cast.round), mine) == (truth(cast), {})


def test_kept_boards_are_bounded(cast: Any, board: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_ROUNDS", 0)
    board()
    assert len(kept._kept) == 0


def test_a_line_is_drawn_anew_where_its_row_says_something_else(cast: Any) -> None:
    before = rows.drawn(truth(cast), {cast.submission.pk}, ticks=True, overdue=False)
    assert before == rows.drawn(truth(cast), {cast.submission.pk}, ticks=True, overdue=False)
    Submission.objects.filter(pk=cast.submission.pk).update(state="approved")
    after = rows.drawn(truth(cast), {cast.submission.pk}, ticks=True, overdue=False)
    assert before != after
    assert "state-approved" in after
    assert f"/fill/{cast.submission.pk}/" not in rows.drawn(truth(cast), set(), ticks=True, overdue=False)


def test_on_a_board_each_sees_the_units_that_the_filter_of_the_policy_gives(cast: Any) -> None:
    every = truth(cast)
    for name, person in cast.people.items():
        allowed = set(cast.round.submissions.filter(access.visible(person, "rounds:page")).values_list("pk", flat=True))
        assert access.leading(person, "rounds:page", cast.round, every) == allowed, name


# ---- the chain as it is followed


def test_the_chain_tells_what_came_after_a_row(database: None) -> None:
    assert database is None
    first = record(None, "test.row", "thing/1")
    assert chain.since(first.sequence, first.digest, 5) == set()
    for number in (2, 3, 2):
        record(None, "test.row", f"thing/{number}")
    assert chain.since(first.sequence, first.digest, 5) == {"thing/2", "thing/3"}
    assert chain.since(first.sequence, first.digest, 2) is None
    assert chain.since(first.sequence, "0" * 64, 5) is None
    assert chain.since(chain.head()[0] + 9, first.digest, 5) is None


# ---- who asks


def by_the_models(person: User, at: Any) -> list[tuple[Any, ...]]:
    day = timezone.localtime(at).date()
    lent = Delegation.objects.filter(to=person, ended_at=None, first_day__lte=day, last_day__gte=day)
    lent = lent.filter(Q(grant__withdrawn_at=None) & Q(grant__user__is_active=True))
    found = [(each, False) for each in Grant.objects.filter(user=person, withdrawn_at=None)] + [(each.grant, True) for each in lent]
    return sorted(said(found), key=str)


def said(found: list[tuple[Any, bool]]) -> list[tuple[Any, ...]]:
    return [
        (grant.pk, grant.user_id, grant.role, grant.first_year, grant.last_year, lent)
        + ((grant.place.pk, grant.place.kind, grant.place.code, grant.place.name, grant.place.region) if grant.place else ())
        for grant, lent in found
    ]


@pytest.mark.parametrize("way", ["own", "lent", "ended", "not yet", "over", "closed", "withdrawn"])
def test_roles_are_those_that_the_models_would_give(cast: Any, way: str) -> None:
    now = timezone.now()
    first, last = {"not yet": (1, 3), "over": (-3, -1)}.get(way, (-1, 1))
    given = Grant.objects.get(user=cast.people["director"])
    if way != "own":
        Delegation.objects.create(
            grant=given, to=cast.people["finance"], first_day=timezone.localtime(now).date() + timedelta(first),
            last_day=timezone.localtime(now).date() + timedelta(last), reason="出差", made_at=now, ended_at=now if way == "ended" else None,
        )  # fmt: skip
    if way == "closed":
        User.objects.filter(pk=given.user_id).update(is_active=False)
    if way == "withdrawn":
        Grant.objects.filter(pk=given.pk).update(withdrawn_at=now)
    counts = set()
    for person in cast.people.values():
        with CaptureQueriesContext(connection) as caught:
            found = held.grants(person.pk, timezone.localtime(now).date())
            told = said(found)
        counts.add(len(caught))
        assert sorted(told, key=str) == by_the_models(person, now)
    assert counts == {1}
    assert any(lent for _, lent in held.grants(cast.people["finance"].pk, timezone.localtime(now).date())) is (way == "lent")


def test_who_has_a_session_is_who_the_models_say(cast: Any) -> None:
    person = cast.people["clerk"]
    found = Accounts().get_user(person.pk)
    assert found is not None
    assert (found, found.name, found.username, found.must_change) == (person, person.name, person.username, person.must_change)
    assert (found.get_session_auth_hash(), found.made_at) == (person.get_session_auth_hash(), person.made_at)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Accounts().get_user(person.pk) is None


def test_a_session_is_that_of_the_table_and_one_that_ended_is_none(database: None) -> None:
    assert database is None
    plain = Plain()
    plain["what"] = "值"
    plain.save()
    assert dict(SessionStore(plain.session_key).items()) == {"what": "值"}
    plain.set_expiry(-1)
    plain.save()
    ended = SessionStore(plain.session_key)
    assert (dict(ended.items()), ended.session_key) == ({}, None)


# ---- the queue


def test_long_work_says_that_it_is_alive_and_is_not_taken_by_another_worker(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task = queue.ask(cast.actor("clerk"), "package", f"submission/{cast.submission.pk}", {"evaluation": 0})
    heard = threading.Event()
    monkeypatch.setattr(worker, "BEAT", 0.01)
    monkeypatch.setattr(queue, "beat", lambda _: heard.set())
    with worker.alive(task):
        assert heard.wait(30)
    monkeypatch.undo()
    now = timezone.now()
    Task.objects.filter(pk=task.pk).update(state="running", beat_at=now - 2 * queue.SILENT)
    queue.beat(task)
    assert queue.take() is None
    assert queue.take(now + 2 * queue.SILENT) == task
