"""Starting the application: migrate, fill in the sample bureau where it was asked for, then the server with its workers beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

THREADS = 8
WORKERS = 2
"""Processes that work off the queue: a long piece of work does not hold up the short ones behind it."""


def prepare(folder: Path, *, sample: bool) -> Iterator[str]:
    """Makes the site ready and says, line by line, what a person at the terminal should know."""
    os.environ["HENGJI_SITE"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.web.settings")
    django.setup()
    from hengji.web.accounts.actions import first_administrators, ill_held
    from hengji.web.law import book, word
    from hengji.web.upgrade import alone, upgrade

    book()
    upgrade()
    clash = ill_held()
    if clash:
        raise SystemExit(word("start_refused", names="、".join(clash)))
    if sample:
        from hengji.web import sample as sample_bureau

        yield from sample_bureau.fill()
    with alone():
        first = first_administrators()
    for person, password, role in first:
        yield word("first_person", username=person.username, password=password, role=word(f"role_{role.value}"))


def serve(host: str, port: int) -> int:
    """Serves until it is stopped."""
    from granian.constants import Interfaces
    from granian.server import Server

    connections.close_all()  # what the server forks must not hold a connection of ours
    workers = [subprocess.Popen([sys.executable, "-m", "hengji.web.work"]) for _ in range(WORKERS)]
    try:
        Server("hengji.web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=THREADS,
               log_access=False, websockets=False).serve()  # fmt: skip
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(timeout=30)
    return 0
