"""A submission that was sent, for the tests of reviews: a published example as the unit filled it in and sent it, by the application's own actions."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hengji.filling import entries
from hengji.reading.formats import case as case_file
from hengji.web.law import book
from hengji.web.reviews import actions as reviews
from hengji.web.roles import State
from hengji.web.rounds.models import MARK, OPEN, Round
from hengji.web.submissions import actions
from hengji.web.submissions.actions import Change, Seen
from hengji.web.submissions.drafts import draft, form_for, form_of
from hengji.web.submissions.models import Submission
from hengji.web.work import worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.web.submissions.models import Receipt

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCORED, UNSCORED = "002-yiyang-2020", "004-bianban-2023"
YEARS = {SCORED: (2020, "hn-yiyang-2020"), UNSCORED: (2023, "gd-zj-2023")}


@cache
def fields(example: str, old: str = "", new: str = "") -> dict[str, str]:
    """The fields of an example; with one piece of its case changed where that is asked for."""
    text = (EXAMPLES / example / "case.yaml").read_text(encoding="utf-8")
    assert old in text
    case, problems = case_file.parse((text.replace(old, new, 1) if old else text).encode(), "case.yaml", book())
    assert case is not None, problems
    year, scheme = YEARS[example]
    return {each.key: each.text for each in entries.fields(case, form_for(scheme, year))}


def round_of(cast: Any, example: str) -> Submission:
    """The unit's submission in the round whose scheme the example was made under."""
    year, scheme = YEARS[example]
    if cast.round.year != year:
        now = timezone.now()
        cast.round = Round.objects.create(
            bureau=cast.places["bureau"], year=year, title=f"{year}年度自评", scheme=scheme, scheme_digest=book().schemes[scheme].digest,
            notice_title="通知", opens_at=now, deadline=cast.round.deadline, late_rule=MARK, state=OPEN, made_by=cast.people["finance"],
            made_at=now,
        )  # fmt: skip
        cast.submission, cast.foreign = (
            Submission.objects.create(round=cast.round, unit=cast.places[unit], department=cast.places[department])
            for unit, department in (("unit", "department"), ("other_unit", "other_department"))
        )
    found: Submission = cast.submission
    return found


def fill(cast: Any, submission: Submission, example: str, old: str = "", new: str = "", name: str = "clerk") -> None:
    """The clerk types what differs from what stands there."""
    known = {each.key: each for each in submission.entries.all()}
    form = form_of(submission)
    typed = {form.canonical(key): text for key, text in fields(example, old, new).items()}
    changes = [
        Change(key, text, known[key].version if key in known else 0)
        for key, text in typed.items()
        if text != (known[key].typed if key in known else "")
    ]
    actions.save(cast.actor(name), submission.pk, changes)


def submit(cast: Any, submission: Submission, actor: Any = None, once: str = "") -> Receipt:
    """The clerk answers what was asked, and sends what stands there now."""
    by = actor or cast.actor("clerk")
    with transaction.atomic():
        for each in actions.unanswered(submission) if now(submission).state == State.RETURNED else ():
            reviews.answer(by, submission.pk, each.pk, "已核对")
        fresh = now(submission)
        made = draft(fresh)
        seen = Seen(fresh.version, made.digest, form_of(fresh).scheme.digest, once or secrets.token_hex(16))
        return actions.submit(by, submission.pk, seen)


def send(cast: Any, example: str = SCORED, old: str = "", new: str = "") -> Submission:
    """The clerk fills in and sends: the state before the unit's reviewer."""
    submission = round_of(cast, example)
    fill(cast, now(submission), example, old, new)
    submit(cast, submission)
    submission.refresh_from_db()
    return submission


def work() -> None:
    """The queue does what waits in it."""
    while worker.once():
        pass


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back; within another transaction only to where it began."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def now(submission: Submission) -> Submission:
    """The row as it stands."""
    return Submission.objects.select_related("round", "unit").get(pk=submission.pk)
