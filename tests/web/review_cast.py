"""A submission that was sent, for the tests of reviews: a published example as the unit filled it in, its evaluation and its package."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hengji import pipeline, verification
from hengji.web.law import book, source
from hengji.web.roles import State
from hengji.web.rounds.models import MARK, OPEN, Round
from hengji.web.submissions.models import LOCKED, Entry, EntryHistory, Evaluation, Step, Submission
from hengji.web.work import storage

if TYPE_CHECKING:
    from datetime import datetime

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCORED, UNSCORED = "002-yiyang-2020", "004-bianban-2023"
YEARS = {SCORED: (2020, "hn-yiyang-2020"), UNSCORED: (2023, "gd-zj-2023")}


@cache
def made(example: str, old: str = "", new: str = "") -> tuple[bytes, bytes, bytes]:
    """The case, evaluation.json and the package of an example; with one piece of its case changed where that is asked for."""
    text = (EXAMPLES / example / "case.yaml").read_text(encoding="utf-8")
    assert old in text
    case = (text.replace(old, new, 1) if old else text).encode()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "case.yaml").write_bytes(case)
        package, problems = pipeline.evaluate(folder, book())
        assert package is not None, problems
        archive, problems = verification.publish(folder, package, source(), "package.zip", book())
    assert archive is not None, problems
    return case, package.files["evaluation.json"], archive


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


def evaluate(submission: Submission, example: str, old: str = "", new: str = "") -> Evaluation:
    """The evaluation of an example as this unit's."""
    case, document, package = made(example, old, new)
    tree = json.loads(document)
    severities = [each["severity"] for each in tree["findings"]]
    return Evaluation.objects.create(
        submission=submission, entries_digest=hashlib.sha256(case).hexdigest(), scheme_digest=tree["scheme_digest"],
        rulebook_digest=tree["rulebook"], engine=tree["engine"], case=storage.keep([case]), document=storage.keep([document]), package=storage.keep([package]),
        total=tree["total"] or "", grade=tree["grade"] or "", errors=severities.count("error"), warnings=severities.count("warning"),
        notices=severities.count("notice"), unscored=len(tree["unscored"]), made_at=timezone.now(),
    )  # fmt: skip


def fill(submission: Submission, by: Any, evaluation: Evaluation) -> None:
    """The entries behind an evaluation, typed by a person, or what changed of them."""
    tree, now = json.loads(storage.content(evaluation.document)), timezone.now()
    known = {each.key: each for each in submission.entries.all()}
    for fact in tree["facts"]:
        stage = f"[{book().stages[fact['stage']].label}]" if fact["stage"] not in {"", "outturn"} else ""
        members = "".join(f"[{axis}:{code}]" for axis, code in fact["members"])
        years = fact["year"] - submission.round.year
        key, typed = f"facts/{'上年' if years else ''}{fact['label']}{stage}{members}", f"{fact['value']}{fact['unit']}"
        entry = known.get(key) or Entry(submission=submission, key=key, version=0)
        if entry.typed == typed:
            continue
        before = entry.typed
        entry.concept, entry.stage, entry.years, entry.members = fact["concept"], fact["stage"], years, fact["members"]
        entry.typed, entry.version, entry.changed_by, entry.changed_at = typed, entry.version + 1, by, now
        entry.save()
        EntryHistory.objects.create(
            submission=submission, key=key, before=before, after=typed, version=entry.version, why="", by=by, at=now
        )


def send(cast: Any, example: str = SCORED, old: str = "", new: str = "", at: datetime | None = None) -> Submission:
    """The clerk fills in and sends: the state before the unit's reviewer."""
    submission = round_of(cast, example)
    submission.refresh_from_db()
    clerk, again = cast.people["clerk"], submission.state == State.RETURNED
    evaluation = evaluate(submission, example, old, new)
    fill(submission, clerk, evaluation)
    submission.entries.update(state=LOCKED)
    cycle = submission.cycle + 1 if again else submission.cycle
    Submission.objects.filter(pk=submission.pk).update(state=State.UNIT_REVIEW, version=submission.version + 1, cycle=cycle)
    submission.refresh_from_db()
    Step.objects.create(
        submission=submission, cycle=cycle, before=State.RETURNED if again else State.DRAFT, after=State.UNIT_REVIEW, by=clerk, role="clerk",
        at=at or timezone.now(), version=submission.version, evaluation=evaluation, once=secrets.token_hex(16),
    )  # fmt: skip
    return submission


def now(submission: Submission) -> Submission:
    """The row as it stands."""
    return Submission.objects.select_related("round", "unit").get(pk=submission.pk)
