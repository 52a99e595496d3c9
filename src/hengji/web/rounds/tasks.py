"""The long work of a round: all packages in one archive, one after the other, so that memory does not grow with the units."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengji.filling import draft as drafts
from hengji.web.law import word
from hengji.web.reviews.seen import current
from hengji.web.rounds.models import Round
from hengji.web.submissions import actions as submissions
from hengji.web.submissions.actions import PACKAGE_NAME
from hengji.web.submissions.drafts import form_of, law_of
from hengji.web.submissions.models import Evaluation
from hengji.web.work import actions as work
from hengji.web.work.storage import content, keep, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.web.submissions.models import Submission
    from hengji.web.work.models import Task

MOST = 20 * 2**30
CHUNK = 2**20
BOM = "\ufeff"


def export(task: Task) -> None:
    """Writes the archive: a folder for each unit, and a list of all units with what is and is not in it."""
    whole = Round.objects.select_related("bureau").get(pk=task.arguments["round"])
    waiting = list(whole.submissions.select_related("unit", "round").order_by("unit__code"))
    rows = [[word(f"export_{name}") for name in ("code", "unit", "state", "total", "grade", "digest", "package")]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for number, submission in enumerate(waiting, start=1):
                rows.append(_put(archive, submission))
                work.progress(task, number, len(waiting))
            archive.writestr(word("export_list"), _listed(rows), zipfile.ZIP_DEFLATED)
        kept = keep(_chunks(path), path.name, MOST)
    work.finish(task, kept, word("export_name", title=whole.title))


def _put(archive: zipfile.ZipFile, submission: Submission) -> list[str]:
    """The package of the evaluation that was sent, and its row of the list."""
    evaluation = current(submission)
    head = [submission.unit.code, submission.unit.name, word(f"state_{submission.state}")]
    if evaluation is None:
        return [*head, "", "", "", word("export_none")]
    package = _package(evaluation, submission)
    if package is not None:
        archive.write(path_of(package), f"{_safe(submission.unit.code)}-{_safe(submission.unit.name)}/{PACKAGE_NAME}")
    return [
        *head,
        evaluation.total,
        evaluation.grade,
        package.digest if package else "",
        word("export_here" if package else "export_none"),
    ]


def _package(evaluation: Evaluation, submission: Submission) -> Any:
    """The package, made now where the queue has not come to it."""
    if evaluation.package is None:
        made = drafts.weigh_case(content(evaluation.case).decode(), form_of(submission))
        package, _, _ = drafts.package(made, form_of(submission), law_of(submission).source, PACKAGE_NAME)
        if package is not None:
            submissions.attach_package(evaluation, package)
            evaluation.refresh_from_db()
    return evaluation.package


def _safe(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter in "-_（）()")


def _listed(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[_plain(cell) for cell in row] for row in rows])
    return BOM + out.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r＝＋－＠" else cell


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
