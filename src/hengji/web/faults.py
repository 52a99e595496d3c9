"""What stops a request: each is one `Problem` of the law book with the HTTP status that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    from hengji.core.problem import Problem

CANNOT_BE_WRITTEN, BUSY = "WF87", "WF88"
CANNOT_WRITE = ("full", "disk i/o", "readonly", "read-only", "no space", "could not extend", "unable to open database")
"""What SQLite and PostgreSQL say where the disk is full, read only or broken."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """An action was refused; the page says why, and what may be done."""

    def __init__(self, found: Problem, status: int = 409, kept: str = "") -> None:
        super().__init__(found.code)
        self.problem, self.status, self.kept = found, status, kept


def refused(code: str, where: str = "", found: object = "", *, status: int = 409, **slots: object) -> Refused:
    """A refusal by its code, at a place of the page."""
    return Refused(problem(code, Place(where or "—"), found, **slots), status)


def of_store(error: BaseException) -> Refused | None:
    """What is said where the database or the disk could not take a write; None for an error that is a bug of ours."""
    said = str(error).lower()
    if "locked" in said or "deadlock" in said or "lock timeout" in said:
        return refused(BUSY, "", status=503)
    if isinstance(error, OSError) or any(word in said for word in CANNOT_WRITE):
        return refused(CANNOT_BE_WRITTEN, "", str(error), status=507)
    return None
