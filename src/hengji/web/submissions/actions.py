"""Every write to a submission: its fields, its evidence, proposals, and sending it on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from hengji import __version__
from hengji.filling import typed
from hengji.filling.form import FACT, FIXED, SAID
from hengji.filling.proposals import KINDS
from hengji.rulebook import sheets
from hengji.web import access
from hengji.web.faults import refused
from hengji.web.journal.actions import record
from hengji.web.law import book, word
from hengji.web.roles import State
from hengji.web.rounds.models import OPEN as ROUND_OPEN
from hengji.web.rounds.models import REFUSE
from hengji.web.submissions import models, proofs, steps
from hengji.web.submissions.drafts import form_of, rows_of, sealed, unreadable
from hengji.web.submissions.models import Entry, EntryHistory, Evaluation, Evidence, Proposal, Submission, Upload
from hengji.web.work import actions as work
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from hengji.core.problem import Problem
    from hengji.filling.form import Form
    from hengji.filling.typed import Reading
    from hengji.web.access import Actor
    from hengji.web.submissions.drafts import Sealed
    from hengji.web.submissions.models import Receipt
    from hengji.web.work.models import StoredFile, Task

    Laid = tuple[tuple[str, int], tuple[str, int]]

UNKNOWN_FIELD, LATE, OTHER_SCHEME, UNREADABLE, NOT_OPEN, NOT_SEEN, TOO_MUCH, BAD_NAME, NOT_OURS = (
    "WF16", "WF17", "WF18", "WF19", "WF20", "WF21", "WF22", "WF23", "WF24",
)  # fmt: skip
PACKAGE_NAME = "package.zip"
UNANSWERED, SAME_AGAIN = "WF35", "WF52"
MOST_CHANGES = 2_000
MOST_NAME = 120
DIGEST_SHOWN = 12
PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Change:
    """A field as a person left it; `version` is that of the value that the person saw (0: nothing stood there)."""

    key: str
    typed: str
    version: int = 0
    way: str = models.TYPED
    why: str = ""
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change; `stale` where somebody else changed the field since it was seen, and then `entry` is theirs."""

    key: str
    entry: Entry | None
    changed: bool
    stale: bool = False


# ---- fields


def save(actor: Actor, pk: int, changes: Sequence[Change]) -> list[Outcome]:
    """Writes the fields that changed, all in one transaction with their histories and one row of the journal.

    A field that is not in the form refuses the whole request (WF16). A field that somebody else changed since it was seen is left as it is.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=pk)
        access.require(actor, "submissions:save", submission)
        found = form_of(submission)
        if len(changes) > MOST_CHANGES:
            raise refused(NOT_OURS, str(submission.unit), len(changes))
        known = {entry.key: entry for entry in submission.entries.filter(key__in=[_key(each, found) for each in changes])}
        outcomes = [_save(actor, submission, each, known, found) for each in changes]
        _note(actor, submission, [outcome for outcome in outcomes if outcome.changed])
        return outcomes


def _key(change: Change, found: Form) -> str:
    """The field of a change, under its one name; refused where the form has none."""
    key = found.canonical(change.key)
    if key in FIXED or found.entry(key) is None:
        raise refused(UNKNOWN_FIELD, change.key, change.key, status=400)
    return key


def _save(actor: Actor, submission: Submission, change: Change, known: dict[str, Entry], found: Form) -> Outcome:
    key = _key(change, found)
    field, entry = found.entry(key), known.get(key)
    text = change.typed.replace("\r\n", "\n").strip()
    version = entry.version if entry else 0
    same = text == (entry.typed if entry else "") and (change.said is None or entry is None or change.said == entry.said)
    if field is None or same:
        return Outcome(key, entry, changed=False)
    if version != change.version:
        return Outcome(key, entry, changed=False, stale=not _untouched(submission, key, text, change.version))
    reading = typed.read(field, text, found)
    wrong = book().problem(reading.problem) if reading.problem is not None else None
    before = entry.typed if entry else ""
    entry = entry or Entry(submission=submission, key=key, version=0, **_context(key, found))
    entry.typed, entry.shown, entry.unit = text, reading.shown, reading.unit
    entry.said = entry.said if change.said is None else change.said[:200]
    entry.code, entry.message = _remark(reading, wrong)
    entry.state, entry.version = models.SAVED, version + 1
    entry.changed_by, entry.changed_at = actor.user, actor.at
    entry.save()
    known[key] = entry
    EntryHistory.objects.create(
        submission=submission, key=key, before=before, after=text, version=entry.version, way=change.way, why=change.why[:300],
        by=actor.user, at=actor.at,
    )  # fmt: skip
    return Outcome(key, entry, changed=True)


def _remark(reading: Reading, wrong: Problem | None) -> tuple[str, str]:
    """What stands below a field: why it cannot be read (with its code), or what is asked about it (the code in the words alone)."""
    if wrong is not None:
        return wrong.code, word("said_with_expected", message=wrong.message, expected=wrong.expected)[:400]
    if reading.doubt is None:
        return "", ""
    asked = book().problem(reading.doubt)
    return "", word("asked", message=asked.message, fix=asked.fix, code=asked.code)[:400]


def _untouched(submission: Submission, key: str, text: str, version: int) -> bool:
    """Whether a stale page only sends back what stood there when it was made: nobody typed over the newer value."""
    if version == 0:
        return not text
    return bool(EntryHistory.objects.filter(submission=submission, key=key, version=version, after=text).exists())


def _context(key: str, found: Form) -> dict[str, Any]:
    """What a fact's field is about, for those who look for facts."""
    group, _, name = key.partition("/")
    ref = sheets.reference(name, found.book) if group == FACT else None
    if ref is None:
        return {}
    return {"concept": ref.concept, "stage": ref.stage, "years": ref.years, "members": [list(member) for member in ref.members]}


def _note(actor: Actor, submission: Submission, changed: Sequence[Outcome]) -> None:
    if not changed:
        return
    Submission.objects.filter(pk=submission.pk).update(version=submission.version + 1, changed_at=actor.at)
    told = [
        [outcome.key, outcome.entry.version, hashlib.sha256(outcome.entry.typed.encode()).hexdigest()]
        for outcome in changed
        if outcome.entry is not None
    ]
    record(actor, "submission.saved", f"submission/{submission.pk}", {"fields": told})


# ---- evidence


def add_evidence(actor: Actor, pk: int, name: str, chunks: Iterable[bytes], told: dict[str, Any]) -> Evidence:
    """A file that proves lines of the scheme; the bytes are kept first, then the row."""
    shown = safe_name(name)
    submission = Submission.objects.select_related("round", "unit").get(pk=pk)
    access.require(actor, "submissions:evidence", submission)
    kept = storage.keep(proofs.passed(shown, chunks), shown)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=pk)
        access.require(actor, "submissions:evidence", submission)
        _within_quota(submission, kept)
        made = Evidence.objects.create(
            submission=submission, file=kept, name=shown, title=(told.get("title") or shown)[:200], lines=_lines(submission, told),
            pages=str(told.get("pages", ""))[:60], dated=str(told.get("dated", ""))[:40], added_by=actor.user, added_at=actor.at,
        )  # fmt: skip
        _changed(actor, submission, "evidence.added", {"evidence": made.pk, "file": kept.digest, "lines": made.lines})
        return made


def change_evidence(actor: Actor, evidence: Evidence, told: dict[str, Any]) -> None:
    """Which lines a file proves, on which pages, of which date."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=evidence.submission_id)
        access.require(actor, "submissions:evidence", submission)
        lines = _lines(submission, told)
        pages, dated = str(told.get("pages", ""))[:60], str(told.get("dated", ""))[:40]
        Evidence.objects.filter(pk=evidence.pk).update(
            lines=lines, pages=pages, dated=dated, title=(told.get("title") or evidence.title)[:200]
        )
        _changed(actor, submission, "evidence.changed", {"evidence": evidence.pk, "lines": lines, "pages": pages, "dated": dated})


def remove_evidence(actor: Actor, evidence: Evidence) -> None:
    """Takes a file out of the submission; its bytes stay, for receipts name them."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=evidence.submission_id)
        access.require(actor, "submissions:evidence", submission)
        if Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=actor.at):
            _changed(actor, submission, "evidence.removed", {"evidence": evidence.pk, "file": evidence.file_id})


def safe_name(name: str) -> str:
    """A file's name as it may be shown and sent: the last part of a path, without letters that print nothing (WF23 where none is left)."""
    last = PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '\\/:*?"<>|').strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not (stem or (ending and not dot)):
        raise refused(BAD_NAME, word("file"), name, status=400)
    return f"{stem[: MOST_NAME - len(ending) - 1]}.{ending[:20]}" if dot else shown[:MOST_NAME]


def _within_quota(submission: Submission, kept: StoredFile) -> None:
    rows = list(submission.evidence.filter(removed_at=None)) + list(submission.uploads.all())
    digests = {row.file_id for row in rows} - {kept.digest}
    used = type(kept).objects.filter(digest__in=digests).aggregate(whole=Sum("size"))["whole"] or 0
    if used + kept.size > settings.MOST_PER_UNIT:
        raise refused(TOO_MUCH, str(submission.unit), used + kept.size, status=413, most=settings.MOST_PER_UNIT // 2**20)


def _lines(submission: Submission, told: dict[str, Any]) -> list[str]:
    known = {row.id for row in form_of(submission).scheme.rows}
    known |= {entry.typed for entry in submission.entries.filter(key__startswith="indicators/", key__endswith="/id")}
    lines = list(told.get("lines", ()))
    for line in lines:
        if line not in known:
            raise refused(UNKNOWN_FIELD, str(submission.unit), line, status=400)
    return sorted(set(lines))


def _changed(actor: Actor, submission: Submission, action: str, told: dict[str, Any]) -> None:
    Submission.objects.filter(pk=submission.pk).update(version=submission.version + 1, changed_at=actor.at)
    record(actor, action, f"submission/{submission.pk}", told)


# ---- proposals


def add_upload(actor: Actor, pk: int, kind: str, name: str, chunks: Iterable[bytes]) -> tuple[Upload, Task]:
    """A file to be read for proposals; reading it is work of the queue."""
    shown = safe_name(name)
    submission = Submission.objects.select_related("round", "unit").get(pk=pk)
    access.require(actor, "submissions:upload", submission)
    if kind not in {*KINDS, models.OWN_REPORT}:
        raise refused(NOT_OURS, str(submission.unit), kind, status=400)
    kept = storage.keep(chunks, shown)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=pk)
        access.require(actor, "submissions:upload", submission)
        _within_quota(submission, kept)
        made = Upload.objects.create(
            submission=submission, file=kept, name=shown, kind=kind, added_by=actor.user, added_at=actor.at
        )
        record(actor, "upload.added", f"submission/{pk}", {"upload": made.pk, "file": kept.digest, "kind": kind})
        work_of = (
            ("self_check", {"submission": pk, "upload": made.pk})
            if kind == models.OWN_REPORT
            else ("read_upload", {"upload": made.pk})
        )
        return made, work.ask(actor, work_of[0], f"submission/{pk}", work_of[1])


def withdraw_upload(actor: Actor, pk: int, upload: int) -> None:
    """The unit's own report is not checked any more; its bytes stay, for checks name them."""
    with transaction.atomic():
        submission = checked_by(actor, pk)
        if submission.uploads.filter(pk=upload, kind=models.OWN_REPORT, withdrawn_at=None).update(withdrawn_at=actor.at):
            record(actor, "upload.withdrawn", f"submission/{pk}", {"upload": upload})


def checked_by(actor: Actor, pk: int) -> Submission:
    """The submission whose check an actor may ask for; else 404, or WF01 where it is not being filled in."""
    found = Submission.objects.select_related("round", "unit").get(pk=pk)
    access.require(actor, "submissions:examine", found)
    return found


def propose(upload: Upload, fields: Iterable[Any], problems: list[dict[str, str]]) -> int:
    """What was read from an upload, as proposals; done again, it gives no second ones."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.read_at is not None:
            return int(locked.proposals.count())
        rows = [
            Proposal(
                submission=upload.submission,
                upload=upload,
                key=each.key,
                typed=each.text,
                place=each.place[:200],
                quote=each.quote[:300],
            )
            for each in fields
        ]
        Proposal.objects.bulk_create(rows)
        Upload.objects.filter(pk=upload.pk).update(problems=problems, read_at=timezone.now())
        record(None, "upload.read", f"submission/{upload.submission_id}", {"upload": upload.pk, "proposals": len(rows)})
        return len(rows)


def decide(actor: Actor, pk: int, accepted: Iterable[int], declined: Iterable[int]) -> list[Outcome]:
    """Takes proposals into their fields, with where they were read as the source of the figure; or declines them."""
    yes, no = set(accepted), set(declined)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=pk)
        access.require(actor, "submissions:decide", submission)
        taken = list(submission.proposals.select_related("upload").filter(pk__in=yes, state=models.OPEN))
        now = {entry.key: entry.version for entry in submission.entries.filter(key__in=[each.key for each in taken])}
        changes = [
            Change(
                each.key, each.typed, now.get(each.key, 0), models.PROPOSED, word("proposal_why", name=each.upload.name),
                said=word("proposal_said", name=each.upload.name, place=_spot(each)) if each.key.startswith(f"{FACT}/") else None,
            )
            for each in taken
        ]  # fmt: skip
        outcomes = save(actor, pk, changes)
        for ids, state in (({each.pk for each in taken}, models.ACCEPTED), (no, models.DECLINED)):
            submission.proposals.filter(pk__in=ids, state=models.OPEN).update(
                state=state, decided_by=actor.user, decided_at=actor.at
            )
        if yes or no:
            record(actor, "proposals.decided", f"submission/{pk}", {"accepted": sorted(yes), "declined": sorted(no)})
        return outcomes


def _spot(proposal: Proposal) -> str:
    return proposal.place.rpartition(":")[2] if proposal.place.startswith(proposal.upload.name) else proposal.place


# ---- evaluation and submission


def fix(submission: Submission, made: Sealed, at: datetime, laid: Laid | None = None) -> tuple[Evaluation, bool]:
    """The evaluation of what is filled in now, fixed, and whether it is new: made once for the same case, scheme, law book and engine.

    The submission is locked. `laid` are its files, where they already lie on the disk.
    """
    identity = {
        "submission": submission, "entries_digest": made.digest, "scheme_digest": form_of(submission).scheme.digest,
        "rulebook_digest": form_of(submission).book.digest, "engine": __version__,
    }  # fmt: skip
    known = Evaluation.objects.filter(**identity).first()
    if known is not None:
        return known, False
    case, document = storage.rows(*(laid or _lay(made)))
    new = Evaluation.objects.create(
        **identity, case=case, document=document, total=made.total, grade=made.grade, errors=made.errors, warnings=made.warnings,
        notices=made.notices, unscored=made.unscored, made_at=at,
    )  # fmt: skip
    return new, True


def _lay(made: Sealed) -> Laid:
    """Puts the case and evaluation.json of a draft on the disk."""
    return storage.lay([made.bytes_of(made.case)], "case.yaml"), storage.lay([made.bytes_of(made.document)], "evaluation.json")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page showed when the button was pressed: version of the submission, digest of the case, digest of the scheme."""

    version: int
    entries: str
    scheme: str
    once: str


def submit(actor: Actor, pk: int, seen: Seen) -> Receipt:
    """送审: fixes the evaluation of exactly what was seen, and goes to the unit's reviewer; the package is made afterwards by the queue.

    `actor.at` is when the server received the request; the deadline is held against it, inside the transaction.
    """
    before = _before(actor, pk, seen)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().select_related("round", "unit").get(pk=pk)
        known = models.Receipt.objects.filter(step__once=seen.once, step__submission=pk, step__by=actor.user).first()
        if known is not None:
            return known
        standing = access.require(actor, "submissions:submit", submission)[0]
        late = _in_time(actor, submission)
        found = form_of(submission)
        if found.scheme.digest != seen.scheme:
            raise refused(OTHER_SCHEME, str(submission.unit), found.scheme.title, digest=found.scheme.digest[:DIGEST_SHOWN])
        if submission.version != seen.version:
            raise steps.stale(submission)
        waiting = unanswered(submission)
        if waiting:
            raise refused(UNANSWERED, str(submission.unit), len(waiting), first=waiting[0].text[:40])
        weighed = before if before is not None and before.holds(submission) else _weighed(submission)
        made = weighed.made
        if weighed.wrong:
            raise refused(UNREADABLE, str(submission.unit), weighed.wrong)
        if made.digest != seen.entries:
            raise refused(NOT_SEEN, str(submission.unit), made.digest[:DIGEST_SHOWN])
        if submission.publications.filter(hidden=True, release__evaluation__entries_digest=made.digest).exists():
            raise refused(SAME_AGAIN, str(submission.unit), made.digest[:DIGEST_SHOWN])
        evaluation, new = fix(submission, made, actor.at, weighed.laid)
        receipt = steps.taken(
            actor, standing.role, submission, State.UNIT_REVIEW, version=submission.version, once=seen.once,
            evaluation=evaluation, entries_digest=made.digest, late=late,
        )  # fmt: skip
        submission.entries.filter(key__in=made.questioned).update(state=models.QUESTIONED)
        submission.entries.exclude(key__in=made.questioned).update(state=models.LOCKED)
        if submission.scheme_digest != found.scheme.digest:
            Submission.objects.filter(pk=pk).update(scheme_digest=found.scheme.digest)
        work.ask(actor, PACKAGE, f"submission/{pk}", {"evaluation": evaluation.pk}, first=new)
        return receipt


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A submission's draft as it stood at a version: how much is wrong with it, and its files, where they lie on the disk."""

    stood: tuple[Any, ...]
    made: Sealed
    wrong: int
    laid: Laid | None = None

    def holds(self, now: Submission) -> bool:
        """Whether the fields are still the same: every change of one makes a new version at a new moment, in one transaction with it."""
        return self.stood == _stood(now)


def _stood(submission: Submission) -> tuple[Any, ...]:
    return submission.version, submission.changed_at, submission.unit.name, submission.round.scheme, submission.round.year


def _weighed(submission: Submission) -> _Weighed:
    rows = rows_of(submission)
    made = sealed(submission, rows)
    return _Weighed(_stood(submission), made, len(unreadable(rows)) + made.hindrances)


def _before(actor: Actor, pk: int, seen: Seen) -> _Weighed | None:
    """The draft that a submission fixes, its files on the disk before the transaction, which so holds the lock for its rows alone.

    None where it is plain already that nothing will be fixed; who is refused, and why, is said inside the transaction.
    """
    submission = Submission.objects.select_related("round", "unit").filter(pk=pk).first()
    if submission is None or submission.version != seen.version or not access.may(actor.user, "submissions:submit", submission):
        return None
    weighed = _weighed(submission)
    return None if weighed.wrong or weighed.made.digest != seen.entries else replace(weighed, laid=_lay(weighed.made))


def unanswered(submission: Submission) -> list[Any]:
    """The requests for a change that the unit has neither answered nor met by changing the field that they name."""
    asked = list(submission.opinions.filter(asks_change=True, state="open").select_related("by"))
    since = dict(submission.history.filter(key__in={each.key for each in asked}).order_by("pk").values_list("key", "at"))
    return [each for each in asked if not each.key or each.key not in since or since[each.key] < each.at]


def _in_time(actor: Actor, submission: Submission) -> bool:
    """Whether it is late; refused where the round is not open, or is over and takes nothing late. What was sent in time and came back is not late."""
    current = submission.round  # read with the lock
    if current.state != ROUND_OPEN:
        raise refused(NOT_OPEN, str(current))
    if submission.state == State.RETURNED or actor.at <= current.deadline:
        return bool(submission.late)
    if current.late_rule == REFUSE:
        raise refused(LATE, str(submission.unit), timezone.localtime(current.deadline).strftime("%Y-%m-%d %H:%M"))
    return True


def attach_package(evaluation: Evaluation, content: bytes) -> StoredFile:
    """The package of an evaluation, once it is made."""
    laid = storage.lay([content], PACKAGE_NAME)
    with transaction.atomic():
        return attached(evaluation, laid)


def attached(evaluation: Evaluation, laid: tuple[str, int]) -> StoredFile:
    """The row of a package whose bytes lie on the disk; it is made once, and who comes second is given the first."""
    kept = storage.rows(laid)[0]
    if not Evaluation.objects.filter(pk=evaluation.pk, package=None).update(package=kept):
        evaluation.refresh_from_db(fields=["package"])
        first: StoredFile = evaluation.package
        return first
    told = {"evaluation": evaluation.pk, "package": kept.digest}
    record(None, "evaluation.package", f"submission/{evaluation.submission_id}", told)
    return kept


__all__ = [
    "PACKAGE_NAME", "SAID", "Change", "Outcome", "Seen", "add_evidence", "add_upload", "attach_package", "attached", "change_evidence", "checked_by", "decide", "fix",
    "propose", "remove_evidence", "safe_name", "save", "submit", "unanswered", "withdraw_upload",
]  # fmt: skip
