"""An audit that only looks at the first word of a file: what a run does with it can be seen without reading a report."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.runs.folder import prepare, run
from hengji.runs.record import Made, Options, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.runs.record import AuditOne, Entry

KINDS = frozenset({".txt", ".docx"})


@contextmanager
def start(log: Path, seconds: float = 0.0) -> Iterator[AuditOne]:
    """The audit of one process; every file that it is given is written to the log."""
    yield partial(audit, log, seconds)


def audit(log: Path, seconds: float, entry: Entry) -> Made | Unread:
    """What a file's first word asks for."""
    path, name = entry.path, entry.name
    with log.open("a", errors="surrogateescape") as file:
        file.write(f"{name}\n")
    content = path.read_bytes()
    time.sleep(seconds)
    match content.split(b" ")[0]:
        case b"corrupt":
            return Unread((problem("RD61", Place(name), "4 bytes"),))
        case b"fault":
            raise ValueError(content)
        case b"killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"slow":
            time.sleep(60)
        case b"edited":
            path.write_bytes(content + b"!")
        case b"removed":
            path.unlink()
    # a set's order hangs on the hash seed: what is written must not
    words = ",".join(sorted(set(content.decode().split())))
    return Made(((".json", words.encode()), (".docx", content[::-1])), content[:8], content.count(b"error"))


def main() -> None:
    """FOLDER OUT LOG JOBS SECONDS: a run of its own, for tests that kill it."""
    folder, out, log, jobs, seconds = sys.argv[1:]
    options = Options(KINDS, "book 1", Path(out), int(jobs))
    files, problems = prepare([Path(folder)], options)
    assert problems == ()
    for outcome in run(files, options, partial(start, Path(log), float(seconds))):
        print(outcome.entry.name, outcome.kept, flush=True)


if __name__ == "__main__":
    main()
