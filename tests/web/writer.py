"""A process that writes to a site: makes one, saves again and again, tells what stands there. Started by test_crash."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "hengji.web.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from hengji.web.access import Actor  # noqa: E402
from hengji.web.accounts.models import User  # noqa: E402
from hengji.web.faults import Refused  # noqa: E402
from hengji.web.journal import chain  # noqa: E402
from hengji.web.journal.models import JournalEntry  # noqa: E402
from hengji.web.sample import put, read  # noqa: E402
from hengji.web.submissions import actions  # noqa: E402
from hengji.web.submissions.models import Entry, EntryHistory, Submission  # noqa: E402


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
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    pk = Submission.objects.get(unit__code="4499-1001").pk
    try:
        actions.add_evidence(clerk(), pk, "大.pdf", (b"x" * 2**18 for _ in range(8)), {})
    except Refused as refusal:
        print(refusal.problem.code)


def start() -> None:
    from hengji.web import start as starting

    list(starting.prepare(Path(os.environ["HENGJI_SITE"]), sample=False))


if __name__ == "__main__":
    TASKS: dict[str, Any] = {"make": make, "write": write, "state": state, "fill-disk": fill_disk, "start": start}
    TASKS[sys.argv[1]](*sys.argv[2:])
