"""送审前自查: what a reviewer will see, made by the queue from the fields as they stand: the report as it will be written, the unit's own report
where it gave one, each audited and held against the reviewers' criteria. The review page shows the same of what was sent.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hengji import __version__, audits, pipeline, reviewing
from hengji.filling import draft as drafting
from hengji.web.journal.actions import canonical, record
from hengji.web.law import book, word
from hengji.web.reviews.models import SelfCheck
from hengji.web.submissions import actions as filling
from hengji.web.submissions.drafts import draft, form_of, unreadable
from hengji.web.submissions.models import OWN_REPORT, Submission
from hengji.web.submissions.tasks import plain
from hengji.web.work import actions as work
from hengji.web.work.storage import content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.pipeline import Auditor
    from hengji.web.access import Actor
    from hengji.web.submissions.models import Upload
    from hengji.web.work.models import Task

KIND = "self_check"
WHOLE = 4
MADE, OWN = "made", "own"


def ask(actor: Actor, pk: int) -> Task:
    """Asks the queue for the check of a submission as it stands (only who fills it in, while it may be changed)."""
    submission = filling.checked_by(actor, pk)
    now = basis(submission, draft(submission).digest)
    return work.ask(actor, KIND, f"submission/{pk}", {"submission": pk, "basis": digest(now)})


def basis(submission: Submission, entries: str) -> dict[str, Any]:
    """Everything that the outcome follows from, by its digest: what is filled in, the files, the unit's own report, the scheme, the law book."""
    own = own_report(submission)
    files = submission.evidence.filter(removed_at=None).order_by("pk")
    return {
        "entries": entries,
        "evidence": hashlib.sha256(canonical({"files": [[each.file_id, each.lines] for each in files]}).encode()).hexdigest(),
        "own": own.file_id if own is not None else "",
        "scheme": form_of(submission).scheme.digest,
        "law": f"{form_of(submission).book.digest} {__version__}",
    }


def digest(found: Mapping[str, Any]) -> str:
    """The digest of a basis."""
    return hashlib.sha256(canonical(dict(found)).encode()).hexdigest()


def own_report(submission: Submission) -> Upload | None:
    """The report that the unit wrote itself, the newest, unless it was taken back."""
    found: Upload | None = (
        submission.uploads.filter(kind=OWN_REPORT, withdrawn_at=None).select_related("file").order_by("-pk").first()
    )
    return found


def run(task: Task) -> None:
    """The work of the queue; what is checked is what stands there now, which the outcome names."""
    submission = Submission.objects.select_related("round", "unit").get(pk=task.arguments["submission"])
    rows = list(submission.entries.all())
    made = draft(submission, rows)
    if made.evaluation is None or unreadable(rows):
        stopped = [{"code": each.code, "message": each.message, "fix": "", "place": ""} for each in unreadable(rows)]
        work.fail(task, [*stopped, *plain(tuple(problem for _, problem in made.problems))])
        return
    now = basis(submission, made.digest)
    work.progress(task, 1, WHOLE)
    files, problems = pipeline.write(made.evaluation, form_of(submission).book)
    name = book().caption("file.report")
    if name not in files or problems:
        work.fail(task, plain(problems))
        return
    work.progress(task, 2, WHOLE)
    with pipeline.Auditor(form_of(submission).book) as auditor:
        documents = [examined(auditor, files[name], name, submission, MADE, made.tree)]
        work.progress(task, WHOLE - 1, WHOLE)
        documents += own_examined(auditor, submission, made.tree)
    work.progress(task, WHOLE, WHOLE)
    with transaction.atomic():
        kept, _ = SelfCheck.objects.update_or_create(
            submission=submission, basis=digest(now),
            defaults={"checked": now, "documents": documents, "made_at": timezone.now(), "asked_by": task.asked_by},
        )  # fmt: skip
        record(None, "submission.checked", f"submission/{submission.pk}", {"check": kept.pk, "basis": kept.basis})
        work.finish(task, None)


def own_examined(auditor: Auditor, submission: Submission, tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same of the unit's own report, where it gave one."""
    own = own_report(submission)
    return [] if own is None else [examined(auditor, content(own.file), own.name, submission, OWN, tree)]


def examined(
    auditor: Auditor, report: bytes, name: str, submission: Submission, kind: str, tree: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """One report: its findings, its coverage and the criteria; only what stood in the way where it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{Path(name).suffix}"
        path.write_bytes(report)
        audit, problems = auditor.audit(path, name, submission.unit.name, submission.round.year)
    head = {"kind": kind, "name": name, "digest": hashlib.sha256(report).hexdigest()}
    if audit is None:
        return {**head, "unread": plain(problems)}
    return head | told(audit, submission, tree)


def told(audit: Any, submission: Submission, tree: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an audit; each figure with the field in which it stands, where it stands in one."""
    found = audits.examined(audit, reviewing.criteria_of(book()), book(), handed_in(submission, tree))
    keys = {(each.concept, each.stage, each.years, tuple(map(tuple, each.members))): each.key
            for each in submission.entries.exclude(concept="")}  # fmt: skip
    year = submission.round.year
    for finding in found["findings"]:
        for figure in finding["figures"]:
            spot = (figure["concept"], figure["stage"], (figure["year"] or year) - year, tuple(map(tuple, figure["members"])))
            figure["key"] = keys.get(spot, "") if figure["concept"] else ""
    return found


def handed_in(submission: Submission, tree: Mapping[str, Any]) -> frozenset[str]:
    """The materials of the review that are there, by the files that stand beside the lines."""
    proven = {line for each in submission.evidence.filter(removed_at=None) for line in each.lines}
    return reviewing.handed_in(tree, proven, book())


# ---- what a page shows of it


def shown(submission: Submission, entries: str, tree: Mapping[str, Any]) -> dict[str, Any]:
    """The newest outcome, what has changed since, and whether the queue is at it."""
    kept = submission.self_checks.order_by("-made_at", "-pk").first()
    now = basis(submission, entries)
    changed = [] if kept is None else [word(f"basis_{part}") for part in now if kept.checked.get(part) != now[part]]
    running = work.waiting(KIND, f"submission/{submission.pk}")
    proven = frozenset(line for each in submission.evidence.filter(removed_at=None) for line in each.lines)
    points, count = drafting.unproven(tree, proven)
    return {
        "kept": kept, "changed": changed, "running": running, "own": own_report(submission), "documents": kept.documents if kept else [],
        "unproven_points": points, "unproven_count": count,
    }  # fmt: skip
