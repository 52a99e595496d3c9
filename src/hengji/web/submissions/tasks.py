"""The long work of a submission: reading an upload, making the package of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hengji.filling import draft as drafts
from hengji.filling.proposals import read
from hengji.web.law import book, folders
from hengji.web.submissions import actions
from hengji.web.submissions.actions import PACKAGE_NAME
from hengji.web.submissions.drafts import form_of, law_of
from hengji.web.submissions.models import Evaluation, Upload
from hengji.web.work import actions as work
from hengji.web.work.storage import content, lay, path_of

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.web.work.models import Task

WHOLE = 3


def plain(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    """Problems as they are kept beside the work."""
    return [{"code": each.code, "place": str(each.place), "message": each.message, "fix": each.fix} for each in problems]


def read_upload(task: Task) -> None:
    """Reads an upload in the jail and puts its proposals beside the form."""
    upload = Upload.objects.select_related("submission__round", "submission__unit", "file").get(pk=task.arguments["upload"])
    work.progress(task, 1, WHOLE)
    found = read(
        upload.kind,
        path_of(upload.file),
        upload.name,
        form_of(upload.submission),
        folders(),
        law_of(upload.submission).own,
        upload.submission.unit.name,
    )
    work.progress(task, 2, WHOLE)
    actions.propose(upload, found.fields, plain(found.problems))
    work.progress(task, WHOLE, WHOLE)
    work.finish(task, None, "", plain(found.problems))


def make_package(task: Task) -> None:
    """The package of an evaluation: made from the fields as they were fixed, which their digest proves; and its brief for the board."""
    from hengji.web.reviews.briefs import briefs

    evaluation = Evaluation.objects.select_related("submission__round", "submission__unit").get(pk=task.arguments["evaluation"])
    if evaluation.package_id:
        work.finish(task, evaluation.package, PACKAGE_NAME)
        return
    made = drafts.weigh_case(content(evaluation.case).decode(), form_of(evaluation.submission))
    package, _, problems = drafts.package(made, form_of(evaluation.submission), law_of(evaluation.submission).source, PACKAGE_NAME)
    if package is None:
        work.fail(task, plain(tuple(book().problem(each) for each in problems)))
        return
    laid = lay([package], PACKAGE_NAME)
    with transaction.atomic():  # one commit: the package, its brief and the end of the work
        briefs([evaluation], {evaluation.pk: made.tree})
        work.finish(task, actions.attached(evaluation, laid), PACKAGE_NAME)
