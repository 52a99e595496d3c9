"""The child: reads a task and a file from its pipe, answers, and waits for the next until the pipe closes."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path
from typing import IO, Any

from hengji.reading.jail import guards
from hengji.reading.jail.frames import BYTES, ERROR, JSON, MEMORY, receive, send, value, words

_ANY_LENGTH = 2**40


def main() -> None:
    """One life of a child."""
    requests, answers = _pipes()
    settings = _read(requests)
    sys.path.extend(settings["paths"])
    guards.limit(settings["memory"], settings["file_size"], settings["files"])
    held = guards.shut_in(Path.cwd())
    send(answers, words({"guards": list[Any](held)}))
    while True:
        try:
            request = _read(requests)
            payload = receive(requests, _ANY_LENGTH)
        except EOFError:
            return
        guards.limit_seconds(request["seconds"])
        send(answers, *_answer(request, payload, settings["packages"]))


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two pipes out of the reach of print() and of libraries that write to the usual places."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, answers


def _read(pipe: IO[bytes]) -> dict[str, Any]:
    found = value(receive(pipe, _ANY_LENGTH))
    return found if isinstance(found, dict) else {}


def _answer(request: dict[str, Any], payload: bytes, packages: list[str]) -> tuple[bytes, bytes]:
    try:
        found = _function(request["task"], packages)(payload, **request["arguments"])
        if isinstance(found, bytes):
            return words({"kind": BYTES}), found
        return words({"kind": JSON}), words(found)
    except MemoryError:
        return words({"kind": MEMORY}), b""
    except Exception as error:  # noqa: BLE001 - the wall of the jail: whatever a parser throws at a file is an answer about that file
        if getattr(error, "errno", None) == errno.ENOMEM:
            return words({"kind": MEMORY}), b""
        return words({"kind": ERROR}), words(f"{type(error).__name__}{_line(error)}")


def _line(error: Exception) -> str:
    """Where it was thrown, for support; not what it says, which may quote the file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""


def _function(task: str, packages: list[str]) -> Any:
    module, _, name = task.rpartition(".")
    if module.partition(".")[0] not in packages:
        raise ImportError(task)
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    main()
