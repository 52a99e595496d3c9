"""From state to state: in order, once, by another person each time, and only on what the person saw."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from hengji.web import access
from hengji.web.access import Rule
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.roles import State
from hengji.web.submissions.models import Receipt, Step, Submission
from hengji.web.submissions.steps import take

EVERYBODY = "test:step"


@pytest.fixture(autouse=True)
def open_route(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that everyone with a standing may use in every state, so that what is tested is the step alone."""
    everyone = Rule(frozenset(), frozenset({"own", "department", "bureau"}), access.EVERY_STATE)
    monkeypatch.setattr(access, "policy", lambda: {EVERYBODY: (everyone,)})


def step(cast: Any, name: str, after: State, once: str, version: int | None = None) -> Receipt:
    now = Submission.objects.get(pk=cast.submission.pk)
    return take(cast.actor(name), EVERYBODY, now, after, version=now.version if version is None else version, once=once)


def test_a_step_gives_a_receipt_whose_row_stands_in_the_journal(cast: Any) -> None:
    receipt = step(cast, "clerk", State.UNIT_REVIEW, "a")
    row = JournalEntry.objects.get(sequence=receipt.journal)
    assert receipt.digest in row.content
    assert (row.action, Submission.objects.get(pk=cast.submission.pk).state) == ("submission.unit_review", "unit_review")


def test_a_double_click_gives_the_same_receipt_and_one_row(cast: Any) -> None:
    first, again = step(cast, "clerk", State.UNIT_REVIEW, "a", 1), step(cast, "clerk", State.UNIT_REVIEW, "a", 1)
    assert (first.pk, 1, 1) == (
        again.pk,
        Step.objects.count(),
        JournalEntry.objects.filter(action="submission.unit_review").count(),
    )


def test_who_comes_second_is_told_who_was_first(cast: Any) -> None:
    step(cast, "clerk", State.UNIT_REVIEW, "a")
    with pytest.raises(Refused) as refusal:
        step(cast, "unit_reviewer", State.UNIT_REVIEW, "b", 1)
    assert (refusal.value.problem.code, dict(refusal.value.problem.slots)["by"]) == ("WF01", "人员clerk")


def test_who_saw_an_older_version_is_told_so(cast: Any) -> None:
    with pytest.raises(Refused) as refusal:
        step(cast, "clerk", State.UNIT_REVIEW, "a", 0)
    assert (refusal.value.problem.code, Submission.objects.get(pk=cast.submission.pk).state) == ("WF09", State.DRAFT)


def test_two_steps_of_a_cycle_are_two_persons(cast: Any) -> None:
    step(cast, "clerk", State.UNIT_REVIEW, "a")
    with pytest.raises(Refused) as refusal:
        step(cast, "clerk", State.DEPARTMENT_REVIEW, "b")
    assert refusal.value.problem.code == "WF10"


def test_no_state_is_passed_over(cast: Any) -> None:
    with pytest.raises(Refused) as refusal:
        step(cast, "finance", State.APPROVED, "a")
    assert refusal.value.problem.code == "WF01"


def test_a_return_begins_a_new_cycle_in_which_the_same_people_act_again(cast: Any) -> None:
    step(cast, "clerk", State.UNIT_REVIEW, "a")
    step(cast, "unit_reviewer", State.RETURNED, "b")
    step(cast, "clerk", State.UNIT_REVIEW, "c")
    assert (
        Submission.objects.get(pk=cast.submission.pk).cycle,
        Submission.objects.get(pk=cast.submission.pk).state,
    ) == (2, State.UNIT_REVIEW)


def test_a_stranger_is_not_told_that_the_submission_exists(cast: Any) -> None:
    with pytest.raises(Http404):
        step(cast, "other_clerk", State.UNIT_REVIEW, "a")
