"""说明: why a figure was changed by hand, kept beside the report; it holds for that change only and lapses with the next one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.linked.drift import Drift
    from hengji.rulebook.book import Book

NOT_USABLE = "DC35"
MOST_BYTES, LONGEST = 4 * 2**20, 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """One explanation: the change that it speaks of, and its words."""

    old: str
    new: str
    text: str


def place(report: Path, book: Book) -> Path:
    """Where the explanations of a report are kept."""
    return report.with_name(book.caption("drift.file_said", name=report.name))


def read(report: Path, book: Book) -> tuple[dict[str, Said], tuple[Problem, ...]]:
    """The explanations by the keys of differences; none where there is no such file."""
    path = place(report, book)
    if not path.is_file():
        return {}, ()
    try:
        with path.open("rb") as file:
            tree = json.loads(file.read(MOST_BYTES + 1))
        found = {
            str(key): Said(str(each["old"]), str(each["new"]), str(each["text"])[:LONGEST])
            for key, each in tree["explained"].items()
        }
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {}, (book.problem(problem(NOT_USABLE, Place(path.name), book.caption("drift.said_broken"))),)
    return found, ()


def explains(said: Mapping[str, Said], drift: Drift) -> str:
    """The words on a difference; nothing where they speak of another change of the same figure."""
    found = said.get(drift.key)
    same = found is not None and figures.form(found.new) == figures.form(drift.new) and found.old in ("", drift.old)
    return found.text if found is not None and same else ""


def content(said: Mapping[str, Said], report: str) -> bytes:
    """The file."""
    explained = {key: {"old": each.old, "new": each.new, "text": shown(each.text, LONGEST)} for key, each in sorted(said.items())}
    return (json.dumps({"report": report, "explained": explained}, ensure_ascii=False, indent=1) + "\n").encode()
