"""One file of a run: looked up, read, audited, written; whatever goes wrong with it is an answer about it alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.runs import manifest
from hengji.runs.record import Outcome, Unread

if TYPE_CHECKING:
    from hengji.runs.record import AuditOne, Entry
    from hengji.runs.shelf import Shelf

CHANGED, GONE, FAULT = "SY01", "SY02", "SY04"


def work(entry: Entry, audit: AuditOne, shelf: Shelf | None) -> Outcome:
    """What comes of a file whose hash was taken at the start of the run."""
    kept = shelf.find(entry) if shelf is not None else None
    if kept is not None:
        return kept
    if moved := _moved(entry):
        return Outcome(entry, problems=(moved,))
    try:
        answer = audit(entry)
    except MemoryError:
        return Outcome(entry, problems=(trouble(FAULT, entry, "MemoryError"),))
    except Exception as error:  # noqa: BLE001 - the wall of the run: a fault of the program costs one file, not the other thousand
        return Outcome(entry, problems=(trouble(FAULT, entry, f"{type(error).__name__}{_line(error)}"),))
    if moved := _moved(entry):
        return Outcome(entry, problems=(moved,))
    if isinstance(answer, Unread):
        return Outcome(entry, problems=answer.problems)
    return shelf.put(entry, answer) if shelf is not None else Outcome(entry, answer)


def trouble(code: str, entry: Entry, found: str, **slots: object) -> Problem:
    """A problem with a file of the run."""
    return problem(code, Place(shown(entry.name, manifest.LONGEST_NAME)), found, **slots)


def _moved(entry: Entry) -> Problem | None:
    """Whether the file is no longer what it was when the run began."""
    try:
        now = manifest.sha256(entry.path)
    except OSError as error:
        return trouble(GONE, entry, error.strerror or type(error).__name__)
    return None if now == entry.sha256 else trouble(CHANGED, entry, now[: manifest.SHORT], before=entry.sha256[: manifest.SHORT])


def _line(error: Exception) -> str:
    """Where it was thrown, for support; not what it says, which may quote the file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
