"""A full disk: what cannot be written down in the journal is not done, reading goes on, and with room again work goes on.

`python -m bench.web.full FOLDER [--limit]`. A small tmpfs where it may be mounted, otherwise a limit on the size of a file; which one ran is printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.web import site

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE, LEFT, MOST_SAVES = "24m", 300_000, 3_000


@contextlib.contextmanager
def small(folder: Path, *, limit: bool) -> Iterator[str]:
    """The folder as a small disk, if this may be done and is not asked to be left out."""
    folder.mkdir(exist_ok=True)
    command = ["false"] if limit else ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    try:
        yield "tmpfs" if mounted.returncode == 0 else "RLIMIT_FSIZE"
    finally:
        if mounted.returncode == 0:
            from django.db import connections

            connections.close_all()
            subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path, way: str) -> Any:
    """No room any more; gives what makes room again."""
    if way == "tmpfs":
        ballast = folder / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        os.truncate(ballast, max(0, ballast.stat().st_size - LEFT))
        return ballast.unlink
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in folder.glob("hengji.sqlite3*"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + LEFT, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def tried(folder: Path, way: str) -> dict[str, Any]:
    """Saves by the web's own address until the disk is full; then reads, and saves again with room."""
    from django.test import Client

    from hengji.web.accounts.models import User
    from hengji.web.journal import chain
    from hengji.web.journal.models import JournalEntry
    from hengji.web.submissions.models import Entry, EntryHistory

    [pk] = site.units(1, "draft", evaluated=False)
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(User.objects.get(username="tianbao1"))

    def save(number: int) -> Any:
        entry = Entry.objects.filter(submission=pk, key="projects/1/note").first()
        typed = f"{number} {secrets.token_hex(300)}"
        body = {"projects/1/note": typed, "versions": json.dumps({"projects/1/note": entry.version if entry else 0})}
        return typed, client.post(f"/fill/{pk}/save/", body, headers={"accept": "application/json"})

    acknowledged, refused = [], []
    room = fill(folder, way)
    for number in range(MOST_SAVES):
        typed, answer = save(number)
        if answer.status_code == 200:
            acknowledged.append(typed)
        else:
            refused.append((answer.status_code, answer.json()["code"]))
        if len(refused) >= 5:
            break
    read = client.get(f"/fill/{pk}/history/").status_code
    kept = set(EntryHistory.objects.filter(submission=pk).values_list("after", flat=True))
    room()
    _, again = save(-1)
    histories = EntryHistory.objects.filter(submission=pk).count()
    rows = JournalEntry.objects.filter(action="submission.saved", subject=f"submission/{pk}").count()
    return {
        "way": way, "acknowledged": len(acknowledged), "lost": len(set(acknowledged) - kept), "unasked": len(kept - set(acknowledged)),
        "refused": sorted(set(refused)), "read": read, "again": again.status_code, "histories": histories, "rows": rows,
        "whole": chain.verify().broken is None,
    }  # fmt: skip


def main() -> int:
    """Prints what came of it as JSON."""
    with small(Path(sys.argv[1]), limit="--limit" in sys.argv) as way:
        site.start(Path(sys.argv[1]))
        print(json.dumps(tried(Path(sys.argv[1]), way), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
