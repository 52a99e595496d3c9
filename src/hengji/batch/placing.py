"""Where the files of a run may go: never over its own facts, never over a file beside the output that no run wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN_FACTS, ANOTHERS = "BA20", "BA21"
DATABASES = ("duckdb", "sqlite")
PAGE, MANIFEST = ".html", ".json"
MARK = "<title>批量计分："
"""With this every page of a run begins (templates/pages/batch.html)."""
HEAD = 4_096
OWN_KEYS = frozenset({"scheme", "rulebook", "versions", "rows"})
"""What the manifest of every run says."""


def facts_file(facts: str) -> Path:
    """The file or folder in which the facts lie."""
    url = urlsplit(facts)
    return Path(unquote(url.path)) if url.scheme in DATABASES else Path(facts)


def refused(facts: str, targets: Sequence[Path]) -> Problem | None:
    """Why a run may not write where it was told to: BA20 onto its own facts, by whatever name, BA21 onto somebody else's file."""
    given = facts_file(facts)
    for target in targets:
        if _same(given, target):
            return problem(OWN_FACTS, Place("-o"), target.name, facts=given.name)
    for beside in targets[1:]:
        if beside.exists() and not _of_a_run(beside):
            return problem(ANOTHERS, Place("-o"), beside.name)
    return None


def _same(given: Path, target: Path) -> bool:
    """Whether a file is that of the facts, by another spelling or a link too, or lies in their folder."""
    if not given.exists():
        return False
    if given.is_dir():
        return target.resolve().is_relative_to(given.resolve())
    return target.resolve() == given.resolve() or (target.exists() and target.samefile(given))


def _of_a_run(path: Path) -> bool:
    """Whether a file beside the output is what an earlier run left there; tables of its own naming (.sample.csv …) are."""
    if path.suffix not in (PAGE, MANIFEST):
        return True
    try:
        if path.suffix == PAGE:
            with path.open("rb") as file:
                return MARK in file.read(HEAD).decode("utf-8", "ignore")
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.keys() >= OWN_KEYS
