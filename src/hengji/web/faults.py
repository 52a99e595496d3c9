"""What stops a request: each is one `Problem` of the law book with the HTTP status that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    from hengji.core.problem import Problem


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """An action was refused; the page says why, and what may be done."""

    def __init__(self, found: Problem, status: int = 409, kept: str = "") -> None:
        super().__init__(found.code)
        self.problem, self.status, self.kept = found, status, kept


def refused(code: str, where: str = "", found: object = "", *, status: int = 409, **slots: object) -> Refused:
    """A refusal by its code, at a place of the page."""
    return Refused(problem(code, Place(where or "—"), found, **slots), status)
