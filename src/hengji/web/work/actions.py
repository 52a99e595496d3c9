"""The kept queue: work is asked for in the transaction of what needs it, taken by one worker at a time, and told until it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hengji.web.journal.actions import record
from hengji.web.work.models import DONE, FAILED, QUEUED, RUNNING, Task

if TYPE_CHECKING:
    from datetime import datetime

    from hengji.web.access import Actor
    from hengji.web.work.models import StoredFile

SILENT = timedelta(seconds=90)
MOST_ATTEMPTS = 3
MOST_TRIED = 5
"""More waiting work than there are workers: what others take meanwhile is passed over."""


def ask(actor: Actor, kind: str, subject: str, arguments: dict[str, Any], *, first: bool = False) -> Task:
    """Puts work into the queue; the same work that still waits or runs is not asked for twice.

    `first` says that nobody can have asked: what it is about was made in this transaction.
    """
    with transaction.atomic(savepoint=False):
        same = (
            None
            if first
            else Task.objects.select_for_update()
            .filter(kind=kind, subject=subject, arguments=arguments, state__in=(QUEUED, RUNNING))
            .first()
        )
        if same is not None:
            return same
        task = Task.objects.create(kind=kind, subject=subject, arguments=arguments, asked_by=actor.user, asked_at=actor.at)
        record(actor, "work.asked", subject, {"task": task.pk, "kind": kind})
        return task


def waiting(kind: str, subject: str) -> Task | None:
    """Work of a kind that waits or runs, or that failed after the last that was done: what a page says of it."""
    last: Task | None = Task.objects.filter(kind=kind, subject=subject).order_by("-pk").first()
    return None if last is None or last.state == DONE else last


def take(at: datetime | None = None) -> Task | None:
    """The next piece of work, now this worker's; work whose worker fell silent is taken again, three times at most."""
    now = at or timezone.now()
    waiting = Q(state=QUEUED) | Q(state=RUNNING, beat_at__lt=now - SILENT)
    for task in Task.objects.filter(waiting)[:MOST_TRIED]:
        if task.attempts >= MOST_ATTEMPTS:
            Task.objects.filter(pk=task.pk, state=task.state, attempts=task.attempts).update(state=FAILED, ended_at=now)
            continue
        mine = Task.objects.filter(pk=task.pk, state=task.state, attempts=task.attempts).update(
            state=RUNNING, started_at=now, beat_at=now, attempts=task.attempts + 1
        )
        if mine:
            task.state, task.started_at, task.beat_at, task.attempts = RUNNING, now, now, task.attempts + 1
            return task
    return None


def progress(task: Task, done: int, whole: int) -> None:
    """How far it has come; also the sign that its worker lives."""
    Task.objects.filter(pk=task.pk).update(done=done, whole=whole, beat_at=timezone.now())


def beat(task: Task) -> None:
    """The sign alone that its worker lives."""
    Task.objects.filter(pk=task.pk, state=RUNNING).update(beat_at=timezone.now())


def finish(task: Task, made: StoredFile | None, file_name: str = "", told: list[dict[str, str]] | None = None) -> None:
    """The work is done; `told` are the problems met on the way."""
    with transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state=DONE, ended_at=timezone.now(), made=made, file_name=file_name, told=told or [])
        record(None, "work.done", task.subject, {"task": task.pk, "kind": task.kind, "made": made.digest if made else ""})


def fail(task: Task, told: list[dict[str, str]]) -> None:
    """The work cannot be done; what stood in its way is told."""
    with transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state=FAILED, ended_at=timezone.now(), told=told)
        record(None, "work.failed", task.subject, {"task": task.pk, "kind": task.kind})
