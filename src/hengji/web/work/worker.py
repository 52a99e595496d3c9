"""The worker: takes work from the queue until it is told to stop, and takes the day's checkpoint."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, close_old_connections, connection

from hengji.web.faults import Refused
from hengji.web.law import told, word
from hengji.web.work import actions
from hengji.web.work.storage import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.web.work.models import Task

PAUSE, DAILY = 1.0, 60.0
BEAT = actions.SILENT.total_seconds() / 3
log = logging.getLogger("hengji.work")


def runner(kind: str) -> Callable[[Task], None]:
    """The function of a kind of work."""
    from hengji.web.work import kinds

    module, _, name = kinds.KINDS[kind].partition(":")
    found: Callable[[Any], None] = getattr(import_module(module), name)
    return found


@contextlib.contextmanager
def alive(task: Task) -> Iterator[None]:
    """Says every while that work is still being done, however long a piece of it takes: another worker takes what fell silent."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            try:
                actions.beat(task)
            except DatabaseError:
                log.warning("beat of task %s", task.pk)
            finally:
                connection.close()

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()


def once() -> bool:
    """Does one piece of work; False where there was none."""
    task = actions.take()
    if task is None:
        return False
    try:
        with alive(task):
            runner(task.kind)(task)
    except Refused as refusal:
        problem = told(refusal.problem)
        actions.fail(task, [{"code": problem.code, "message": problem.message, "fix": problem.fix}])
    except Exception:
        log.exception("task %s", task.pk)
        if task.attempts >= actions.MOST_ATTEMPTS:
            actions.fail(task, [{"code": "", "message": word("work_failed"), "fix": ""}])
        else:
            type(task).objects.filter(pk=task.pk).update(state="queued")
    return True


def run() -> None:
    """Works until SIGTERM or SIGINT."""
    from hengji.web.journal.checkpoints import daily

    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    looked = -DAILY
    while not stop.is_set():
        close_old_connections()
        if time.monotonic() - looked >= DAILY:
            looked = time.monotonic()
            if daily() is not None:
                sweep()
        if not once():
            stop.wait(PAUSE)
