"""A PostgreSQL of the tests' own: started in a temporary folder, as another user where the tests run as root, and taken away again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = (
    "/usr/lib/postgresql/17/bin",
    "/usr/lib/postgresql/16/bin",
    "/usr/lib/postgresql/15/bin",
    "/usr/lib/postgresql/14/bin",
    "/usr/local/bin",
)
OTHERS = ("postgres", "nobody")
NAME = "hengji"
WAIT = 20.0


def programs() -> Path | None:
    """Where initdb and postgres lie; None where this machine has none."""
    found = shutil.which("initdb")
    folders = [*FOLDERS, str(Path(found).parent) if found else ""]
    return next(
        (Path(each) for each in folders if each and (Path(each) / "initdb").exists() and (Path(each) / "postgres").exists()), None
    )


def _who() -> tuple[int, int] | None:
    """The user that runs the server: oneself, or somebody else where one is root; None where there is nobody."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for name in OTHERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return None


def missing() -> str:
    """What a server lacks on this machine; nothing where it can be had."""
    return "PostgreSQL (initdb, postgres)" if programs() is None else "" if _who() else "a user other than root for PostgreSQL"


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database, while it runs."""
    found, who = programs(), _who()
    assert found is not None
    assert who is not None
    with tempfile.TemporaryDirectory(prefix="hengji-pg-", ignore_cleanup_errors=True) as place:
        data = Path(place) / "data"
        data.mkdir(mode=0o700)
        for each in (Path(place), data):
            os.chown(each, *who)
        as_who: dict[str, object] = {"user": who[0], "group": who[1], "extra_groups": []} if os.geteuid() == 0 else {}
        plain = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": place}
        subprocess.run(
            [found / "initdb", "-D", data, "-A", "trust", "-U", NAME, "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, env=plain, cwd=place, **as_who,  # type: ignore[call-overload]
        )  # fmt: skip
        port = _free()
        log = Path(place) / "log"
        with log.open("wb") as told:
            running = subprocess.Popen(
                [found / "postgres", "-D", data, "-k", place, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"],
                stdout=told, stderr=told, env=plain, cwd=place, **as_who,  # type: ignore[call-overload]
            )  # fmt: skip
        try:
            _answers(port, running, log)
            yield f"postgresql://{NAME}@127.0.0.1:{port}/postgres"
        finally:
            running.terminate()
            try:
                running.wait(timeout=15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        try:
            psycopg.connect(host="127.0.0.1", port=port, user=NAME, dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text(errors="replace"))
