"""What keeps pages cheap: numbers of queries that do not grow, and what is kept between requests, which is never stale and never foreign."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hengji.filling import draft as filling
from hengji.web import access
from hengji.web.accounts.models import Place
from hengji.web.faults import Refused
from hengji.web.reviews.models import Assignment
from hengji.web.roles import State
from hengji.web.submissions import actions, drafts, filled
from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.work import storage
from hengji.web.work.models import StoredFile

MOST_ON_BOARD, MOST_ON_TAB, MOST_TO_SEND = 12, 11, 50


def more_units(cast: Any, count: int) -> None:
    """So many units more in the round."""
    for number in range(count):
        place = Place.objects.create(kind="unit", code=f"more-{number}", name=f"单位{number}")
        Submission.objects.create(round=cast.round, unit=place, department=cast.places["department"])


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a request reads that stands in no transaction: the roles of who asks once, not anew for each question."""
    monkeypatch.setattr(access, "transaction", SimpleNamespace(get_connection=lambda: SimpleNamespace(in_atomic_block=False)))


def queries(client: Any, address: str) -> int:
    """How many queries a page makes."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# ---- the board of a round


@pytest.mark.usefixtures("outside")
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


# ---- drafts and what a submission fixes of them


FACTS = {"facts/本年收入合计": "2916.27", "facts/本年支出合计": "2900.80"}


def fill(cast: Any, person: str, submission: Submission, said: dict[str, str], versions: int = 0) -> Submission:
    """The submission as it stands after a save."""
    actions.save(cast.actor(person), submission.pk, [actions.Change(key, text, versions) for key, text in said.items()])
    return Submission.objects.select_related("round", "unit").get(pk=submission.pk)


def seen(now: Submission, once: str = "once") -> actions.Seen:
    """What a check showed."""
    return actions.Seen(now.version, drafts.sealed(now).digest, drafts.form_of(now).scheme.digest, once)


def test_a_draft_is_weighed_once_for_the_same_fields_of_the_same_unit_alone(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[str] = []
    weigh = filling.weigh

    def counting(unit: str, *more: Any) -> Any:
        weighed.append(unit)
        return weigh(unit, *more)

    monkeypatch.setattr(filling, "weigh", counting)
    for cache in ("_kept", "_sealed"):
        monkeypatch.setattr(drafts, cache, OrderedDict())
    mine, theirs = fill(cast, "clerk", cast.submission, FACTS), fill(cast, "other_clerk", cast.foreign, FACTS)
    made = [drafts.draft(mine), drafts.draft(mine), drafts.draft(theirs)]
    assert (made[0] is made[1], weighed) == (True, [mine.unit.name, theirs.unit.name])
    assert made[0].tree["unit"] != made[2].tree["unit"]
    assert drafts.sealed(mine).digest == made[0].digest != drafts.sealed(theirs).digest
    assert json.loads(drafts.Sealed.bytes_of(drafts.sealed(theirs).document))["unit"] == theirs.unit.name


@pytest.mark.parametrize("changed", [{"typed": "2900.81"}, {"said": "决算表第3页"}])
def test_a_draft_follows_every_part_of_a_field(cast: Any, changed: dict[str, str]) -> None:
    now = fill(cast, "clerk", cast.submission, FACTS)
    before = drafts.sealed(now)
    now.entries.filter(key="facts/本年支出合计").update(**changed)
    after = drafts.sealed(now)
    assert before.digest != after.digest == drafts.draft(now, now.entries.all()).digest


def test_a_seal_says_what_the_draft_says(cast: Any) -> None:
    now = fill(cast, "clerk", cast.submission, FACTS)
    made, sealed = drafts.draft(now), drafts.sealed(now)
    tree = json.loads(drafts.Sealed.bytes_of(sealed.document))
    assert (tree, drafts.Sealed.bytes_of(sealed.case).decode()) == (made.tree, made.spelled.text)
    weights = [each["severity"] for each in tree["findings"]]
    assert [weights.count(name) for name in ("error", "warning", "notice")] == [sealed.errors, sealed.warnings, sealed.notices]
    assert (sealed.total, sealed.grade, sealed.unscored) == (tree["total"] or "", tree["grade"] or "", len(tree["unscored"]))


def test_kept_seals_and_drafts_are_bounded(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for cache, most in (("_kept", "MOST_KEPT"), ("_sealed", "MOST_SEALED")):
        monkeypatch.setattr(drafts, cache, OrderedDict())
        monkeypatch.setattr(drafts, most, 2)
    for number in range(4):
        drafts.sealed(fill(cast, "clerk", cast.submission, {"facts/本年支出合计": f"{number}.00"}, number))
    assert (len(drafts._kept), len(drafts._sealed)) == (2, 2)


def test_what_is_sent_is_fixed_from_the_seal_and_its_files_lie_on_the_disk(cast: Any) -> None:
    now = fill(cast, "clerk", cast.submission, FACTS)
    given = seen(now)
    with CaptureQueriesContext(connection) as caught:
        actions.submit(cast.actor("clerk"), now.pk, given)
    fixed = Evaluation.objects.get(submission=now)
    assert hashlib.sha256(storage.content(fixed.case)).hexdigest() == fixed.case_id == given.entries
    assert json.loads(storage.content(fixed.document))["total"] == (fixed.total or None)
    assert len(caught) <= MOST_TO_SEND, [each["sql"][:80] for each in caught]


def test_a_submission_that_is_refused_names_no_file(cast: Any) -> None:
    now = fill(cast, "clerk", cast.submission, FACTS)
    given = seen(now)
    fill(cast, "clerk", cast.submission, {"head/scope": "本级"})
    for person, wrong in (("clerk", given), ("other_clerk", given), ("clerk", seen(Submission.objects.get(pk=now.pk)))):
        changed = wrong if wrong is given else actions.Seen(wrong.version, given.entries, wrong.scheme, "other")
        with pytest.raises((Refused, Http404)):
            actions.submit(cast.actor(person), now.pk, changed)
    assert not StoredFile.objects.filter(digest__in=[given.entries, drafts.sealed(now).digest]).exists()
    assert not Evaluation.objects.filter(submission=now).exists()


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("tab", ["basics", "indicators", "evidence"])
def test_a_tab_makes_as_many_queries_when_it_is_full_as_when_it_is_empty(cast: Any, tab: str) -> None:
    client, address = cast.client("clerk"), f"/fill/{cast.submission.pk}/tab/{tab}/"
    before = queries(client, address)
    known = list(drafts.form_of(cast.submission).entries)[:120]
    fill(cast, "clerk", cast.submission, {key: "1" for key in known if key.startswith("facts/")})
    assert queries(client, address) == before <= MOST_ON_TAB
