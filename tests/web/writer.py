"""A process that writes to a site: makes one, saves again and again, tells what stands there. Started by test_crash, test_faults and test_upgrade."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "hengji.web.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.utils import timezone  # noqa: E402

from hengji.web.access import Actor  # noqa: E402
from hengji.web.accounts.models import User  # noqa: E402
from hengji.web.faults import Refused  # noqa: E402
from hengji.web.journal import chain  # noqa: E402
from hengji.web.journal.models import JournalEntry  # noqa: E402
from hengji.web.sample import put, read  # noqa: E402
from hengji.web.submissions import actions  # noqa: E402
from hengji.web.submissions.models import Entry, EntryHistory, Submission  # noqa: E402

ENDED = 137


def make() -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        put(read(), "!")


def clerk() -> Actor:
    return Actor(User.objects.get(username="tianbao1"), timezone.now())


def write(number: str, times: str) -> None:
    """Saves a field of its own; `ok` is printed after each commit."""
    pk, key = Submission.objects.get(unit__code="4499-1001").pk, f"projects/{int(number) + 1}/note"
    entry = Entry.objects.filter(submission=pk, key=key).first()
    version = entry.version if entry else 0
    for time in range(int(times)):
        [outcome] = actions.save(clerk(), pk, [actions.Change(key, f"{number}-{version}-{time}", version + time)])
        assert outcome.changed
        print("ok", flush=True)


def state() -> None:
    found = {
        "history": EntryHistory.objects.count(),
        "journal": JournalEntry.objects.filter(action="submission.saved").count(),
        "versions": sum(Entry.objects.values_list("version", flat=True)),
        "whole": int(chain.verify().broken is None),
    }
    print(json.dumps(found))


def fill_disk() -> None:
    """A limit of the size of a file stands for the full disk, which no test may make."""
    _no_larger(2**20)
    pk = Submission.objects.get(unit__code="4499-1001").pk
    try:
        actions.add_evidence(clerk(), pk, "大.pdf", (b"x" * 2**18 for _ in range(8)), {})
    except Refused as refusal:
        print(refusal.problem.code)


def _no_larger(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def start() -> None:
    """Everything of a start but the server; what it tells is printed."""
    from hengji.web import start as starting

    for line in starting.prepare(Path(os.environ["HENGJI_SITE"]), sample=False):
        print(line, flush=True)


def start_unrecorded(app: str, name: str) -> None:
    """A start that ends, as if it were killed, where the statements of a migration are done and it is about to be recorded."""
    record = MigrationRecorder.record_applied

    def ends(recorder: Any, label: str, migration: str) -> None:
        if (label, migration) == (app, name):
            os._exit(ENDED)
        record(recorder, label, migration)

    MigrationRecorder.record_applied = ends
    start()


def start_until(statement: str) -> None:
    """A start that ends, as if it were killed, after so many statements; without reaching them it tells how many there are."""
    done = 0

    def counted(execute: Any, *asked: Any) -> Any:
        nonlocal done
        if done == int(statement):
            os._exit(ENDED)
        done += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):
        start()
    print(done)


def start_without_room(kibibytes: str) -> None:
    """A start on a disk on which no file may grow beyond this."""
    _no_larger(int(kibibytes) * 2**10)
    start()


def back(app: str, name: str) -> None:
    """The database as an earlier program had it."""
    call_command("migrate", app, name, verbosity=0)


if __name__ == "__main__":
    TASKS: dict[str, Any] = {
        "make": make, "write": write, "state": state, "fill-disk": fill_disk, "back": back,
        "start": start, "start-unrecorded": start_unrecorded, "start-until": start_until, "start-without-room": start_without_room,
    }  # fmt: skip
    TASKS[sys.argv[1]](*sys.argv[2:])
