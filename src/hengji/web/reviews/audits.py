"""The audit of the report's text: done once for an evaluation by the queue, and kept; a page only shows it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import asdict
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hengji import pipeline
from hengji.core.publication import DOCUMENTS
from hengji.reading import publication
from hengji.web.law import book, word
from hengji.web.reviews import mirror
from hengji.web.reviews.models import ReportAudit
from hengji.web.reviews.seen import current, tree_of
from hengji.web.submissions.drafts import form_of
from hengji.web.submissions.models import Evaluation
from hengji.web.work import actions as work
from hengji.web.work import storage
from hengji.web.work.models import FAILED
from hengji.writing.audit import coverage, view

if TYPE_CHECKING:
    from hengji.core.audit import Audit, Figure
    from hengji.web.access import Actor
    from hengji.web.submissions.models import Submission
    from hengji.web.work.models import Task

KIND, PACKAGE = "report_audit", "package"
PATIENCE = timedelta(minutes=30)
NAME = "package.zip"
MOST_QUOTE = 300


def wanted(actor: Actor, evaluation: Evaluation) -> Task | None:
    """Asks the queue for the audit where the package is there and nobody audited it yet."""
    if evaluation.package_id is None or (fresh(evaluation) and ReportAudit.objects.filter(evaluation=evaluation).exists()):
        return None
    return work.ask(actor, KIND, f"submission/{evaluation.submission_id}", {"evaluation": evaluation.pk})


def unread(actor: Actor, submission: Submission) -> bool:
    """Whether the queue is still at the report of what was sent: its figures are not read yet. Work that nobody has done for long, or that
    failed, holds nobody up: the page then says that nothing was read.
    """
    evaluation = current(submission)
    if evaluation is None or ReportAudit.objects.filter(evaluation=evaluation).exists():
        return False
    wanted(actor, evaluation)
    kind = KIND if evaluation.package_id is not None else PACKAGE
    task = work.waiting(kind, f"submission/{submission.pk}")
    return task is not None and task.state != FAILED and actor.at - task.asked_at < PATIENCE


def beside(evaluation: Evaluation) -> str:
    """The digest of what the criteria follow from beside the report: the files that prove lines, and the unit's own report."""
    found = mirror.basis(evaluation.submission, evaluation.document_id)
    return mirror.digest({part: found[part] for part in ("entries", "evidence", "own")})


def fresh(evaluation: Evaluation) -> bool:
    """Whether the kept audit still speaks of the files that are there."""
    kept = ReportAudit.objects.filter(evaluation=evaluation).values_list("basis", flat=True).first()
    return kept is not None and kept == beside(evaluation)


def run(task: Task) -> None:
    """The work of the queue."""
    evaluation = Evaluation.objects.select_related("submission__round", "submission__unit", "package").get(
        pk=task.arguments["evaluation"]
    )
    kept = ReportAudit.objects.filter(evaluation=evaluation).first() if fresh(evaluation) else make(evaluation)
    work.finish(task, None, "", [] if kept else [{"code": "", "message": word("report_missing"), "fix": ""}])


def make(evaluation: Evaluation) -> ReportAudit | None:
    """Reads the report in the package and checks it; None where the package has none."""
    if evaluation.package is None:
        return None
    published, _ = publication.read(storage.content(evaluation.package), NAME)
    name = book().caption("file.report")
    report = published.members.get(f"{DOCUMENTS}{name}") if published is not None else None
    if report is None:
        return None
    with tempfile.TemporaryDirectory() as folder, pipeline.Auditor(form_of(evaluation.submission).book) as auditor:
        path = Path(folder) / "report.docx"
        path.write_bytes(report)
        audit, _ = auditor.audit(path, name, evaluation.submission.unit.name, evaluation.submission.round.year)
        if audit is None:
            return None
        tree = tree_of(evaluation.document_id)
        head = {"kind": mirror.MADE, "name": name, "digest": hashlib.sha256(report).hexdigest()}
        documents = [
            head | mirror.told(audit, evaluation.submission, tree),
            *mirror.own_examined(auditor, evaluation.submission, tree),
        ]
    return keep(evaluation, audit, documents)


def keep(evaluation: Evaluation, audit: Audit, documents: list[dict[str, Any]]) -> ReportAudit:
    """The audit as the page shows it: its parts as one file, the figures to which opinions are pinned, the counts."""
    parts = view.parts(audit, book(), _pin)
    stored = storage.keep([json.dumps(asdict(parts), ensure_ascii=False).encode()], "audit.json")
    keys = {_spot(each): each.key for each in evaluation.submission.entries.exclude(concept="")}
    year = evaluation.submission.round.year
    made, _ = ReportAudit.objects.update_or_create(
        evaluation=evaluation,
        defaults={
            "parts": stored, "figures": [_figure(each, keys, year) for each in audit.figures], "coverage": _counts(audit),
            "findings": [[each.code, each.severity.value, each.title, each.advice, each.quote[:MOST_QUOTE], each.place]
                         for each in coverage.by_weight(audit)],
            "basis": beside(evaluation), "documents": documents, "rulebook_digest": form_of(evaluation.submission).book.digest, "made_at": timezone.now(),
        },
    )  # fmt: skip
    return made


def _counts(audit: Audit) -> dict[str, int]:
    found = coverage.of(audit)
    return {**asdict(found), "checked": found.checked}


def _pin(figure: Figure) -> str:
    """The address at which an opinion on a figure is written."""
    return f' <a class="pin" href="?figure={figure.id}#opinion">{escape(word("pin_figure"))}</a>'


def _spot(entry: Any) -> tuple[Any, ...]:
    return entry.concept, entry.stage, entry.years, tuple(map(tuple, entry.members))


def _figure(figure: Figure, keys: dict[tuple[Any, ...], str], year: int) -> list[str]:
    spot = (figure.concept, figure.stage, (figure.year or year) - year, figure.members)
    return [figure.plain, figure.place, keys.get(spot, "") if figure.concept else ""]


def parts_of(kept: ReportAudit) -> dict[str, str]:
    """The parts of the page: text, details, findings, unread."""
    found: dict[str, str] = json.loads(storage.content(kept.parts))
    return found
