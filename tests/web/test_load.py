"""What keeps pages cheap: numbers of queries that do not grow, and what is kept between requests, which is never stale and never foreign."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hengji.web import access
from hengji.web.accounts.models import Place
from hengji.web.reviews.models import Assignment
from hengji.web.roles import State
from hengji.web.submissions import actions, filled
from hengji.web.submissions.models import Submission

MOST_ON_BOARD = 40


def more_units(cast: Any, count: int) -> None:
    """So many units more in the round."""
    for number in range(count):
        place = Place.objects.create(kind="unit", code=f"more-{number}", name=f"单位{number}")
        Submission.objects.create(round=cast.round, unit=place, department=cast.places["department"])


def queries(client: Any, address: str) -> int:
    """How many queries a page makes."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# ---- the board of a round


@pytest.mark.parametrize("person", ["finance", "department", "clerk"])
def test_the_board_makes_as_many_queries_for_forty_units_as_for_two(cast: Any, person: str) -> None:
    client, address = cast.client(person), f"/rounds/{cast.round.pk}/"
    before = queries(client, address)
    more_units(cast, 38)
    assert queries(client, address) == before <= MOST_ON_BOARD


def test_a_row_leads_on_where_the_policy_says_so_and_nowhere_else(cast: Any) -> None:
    more_units(cast, 6)
    every = list(Submission.objects.select_related("round").filter(round=cast.round))
    for each, state in zip(every, State, strict=False):
        each.state = state
        each.save()
    Assignment.objects.create(
        submission=every[3], user=cast.people["third_party"], given_by=cast.people["finance"], given_at=timezone.now()
    )
    for person in cast.people.values():
        one_by_one = {each.pk for each in every if access.may(person, "submissions:page", each)}
        assert access.leading(person, "submissions:page", cast.round, every) == one_by_one, person


def test_names_on_the_board_are_words_and_never_markup(cast: Any) -> None:
    Place.objects.filter(pk=cast.places["unit"].pk).update(name='"><script>alert(1)</script>&')
    page = cast.client("finance").get(f"/rounds/{cast.round.pk}/").content.decode()
    assert "<script>alert" not in page
    assert page.count("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 2


# ---- fields that are filled in


def counted(submission: Submission) -> int:
    """What the board says."""
    now = Submission.objects.get(pk=submission.pk)
    return filled.filled([(now.pk, now.version, now.changed_at)])[now.pk]


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch) -> dict[int, Any]:
    """Reads as outside a transaction; what is kept is this test's own."""
    kept: dict[int, Any] = {}
    monkeypatch.setattr(filled, "_kept", kept)
    monkeypatch.setattr(filled, "connection", SimpleNamespace(in_atomic_block=False))
    return kept


def test_a_kept_count_is_that_of_the_fields_after_every_save(cast: Any, committed: dict[int, Any]) -> None:
    said = [
        ("head/scope", "本级"),
        ("projects/1/note", "甲"),
        ("head/scope", ""),
        ("projects/1/note", "乙"),
        ("head/scope", "全部"),
    ]
    versions: dict[str, int] = {}
    for number, (key, text) in enumerate(said):
        actor = cast.actor("clerk", later=timedelta(seconds=number))
        actions.save(actor, cast.submission.pk, [actions.Change(key, text, versions.get(key, 0))])
        versions[key] = versions.get(key, 0) + 1
        truth = cast.submission.entries.exclude(typed="").count()
        assert (counted(cast.submission), counted(cast.submission)) == (truth, truth)
    assert committed[cast.submission.pk][2] == 2


def test_a_second_look_reads_no_field_and_what_was_taken_back_is_not_kept(cast: Any, committed: dict[int, Any]) -> None:
    actions.save(cast.actor("clerk"), cast.submission.pk, [actions.Change("head/scope", "本级")])
    assert counted(cast.submission) == 1
    with CaptureQueriesContext(connection) as caught:
        counted(cast.submission)
    assert len(caught) == 1  # the submission itself
    with transaction.atomic():
        later = cast.actor("clerk", later=timedelta(seconds=1))
        actions.save(later, cast.submission.pk, [actions.Change("projects/1/note", "甲")])
        assert counted(cast.submission) == 2
        transaction.set_rollback(True)
    assert counted(cast.submission) == 1


def test_inside_a_transaction_nothing_is_kept_and_the_room_is_bounded(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[int, Any] = {}
    monkeypatch.setattr(filled, "_kept", kept)
    actions.save(cast.actor("clerk"), cast.submission.pk, [actions.Change("head/scope", "本级")])
    assert (counted(cast.submission), kept) == (1, {})
    monkeypatch.setattr(filled, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(filled, "MOST_KEPT", 3)
    for number in range(10):
        filled.filled([(-number, 1, timezone.now())])
    assert len(kept) <= 3
