"""A filed evaluation.json: by which scheme it was scored, and whether the scheme still says the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

OTHER_EDITION = "TB17"
SHORT = 12
MOST_BYTES = 50 * 2**20


def scored_by(path: Path, unit: str, year: int) -> tuple[str, str]:
    """The id and the digest of the scheme of a filed evaluation of a department and year; empty where it is another's or does not say."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return "", ""
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "", ""
    if not isinstance(found, dict) or (found.get("unit"), found.get("year")) != (unit, year):
        return "", ""
    scheme, digest = found.get("scheme"), found.get("scheme_digest")
    return (scheme, digest) if isinstance(scheme, str) and isinstance(digest, str) else ("", "")


def differs(path: Path, evaluation: Evaluation, book: Book) -> tuple[Problem, ...]:
    """What to tell where the evaluation that is filed there was scored by another scheme, or by another edition of this one."""
    scheme, digest = scored_by(path, evaluation.case.unit, evaluation.case.year)
    now = book.schemes[evaluation.sheet.scheme]
    if not digest or digest == now.digest:
        return ()
    slots = {"scheme": scheme, "now": f"{now.id} {now.digest[:SHORT]}"}
    return (book.problem(problem(OTHER_EDITION, Place(path.name), digest[:SHORT], **slots)),)
