"""Whole processes against a bare start of the same interpreter: the command line, the law book, one evaluation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.clock import by_turns
from bench.table import GOAL, LIMIT, Bound, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.clock import Timed
    from bench.table import Row

BARE = "bare start"
VERSION, COLD, KEPT = "`hengji --version`", "law book, read, checked and linted anew", "law book, kept from its digest"
IMPORTS, LIBRARY = "of the latter: imports alone", "of these: Python's own library alone"
EVALUATE_COLD, EVALUATE_KEPT = "`hengji evaluate`, law book read anew", "`hengji evaluate`, law book kept"
EXAMPLE = Path(__file__).parent.parent / "examples" / "002-yiyang-2020"

READ_ANEW = "from hengji.rulebook import load; raise SystemExit(bool(load.load()[1]))"
READ_KEPT = "from hengji.rulebook import cache; raise SystemExit(bool(cache.load()[1]))"
IMPORT = "import hengji.rulebook.cache, hengji.rulebook.scheme, hengji.rulebook.identity, hengji.rulebook.form"
IMPORT_LIBRARY = "import dataclasses, decimal, hashlib, pathlib, pickle"
FINDINGS = 1
"""`hengji evaluate` exits with 1 where the finished package has findings; the package is written all the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A temporary folder with everything that processes leave: compiled modules, a kept law book, an empty cache, output."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process: compiled modules are kept, as in an installed program, but outside the tree."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"), "XDG_CACHE_HOME": str(self.folder / "kept")}

    def run(self, *command: str) -> None:
        """Runs a process to its end, with the kept law book."""
        self._run(list(command), self.environment)

    def run_anew(self, *command: str) -> None:
        """Runs a process that finds no law book kept."""
        empty = self.folder / "empty"
        shutil.rmtree(empty, ignore_errors=True)
        self._run(list(command), {**self.environment, "XDG_CACHE_HOME": str(empty)})

    def _run(self, command: list[str], environment: dict[str, str]) -> None:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if done.returncode not in (0, FINDINGS) or (done.returncode and "evaluate" not in command):
            raise RuntimeError(f"{' '.join(command)}: {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")


def hengji() -> list[str]:
    """The command line as a user starts it."""
    script = Path(sys.executable).parent / "hengji"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "hengji"]


def bare(place: Place) -> Callable[[], None]:
    """A start of the interpreter that does nothing."""
    return lambda: place.run(sys.executable, "-c", "pass")


def timed(place: Place, rounds: int) -> Timed:
    """Every process by turns."""
    evaluate = [*hengji(), "evaluate", str(EXAMPLE), "--out", str(place.folder / "out")]
    python = sys.executable
    return by_turns(
        {
            BARE: bare(place),
            VERSION: lambda: place.run(*hengji(), "--version"),
            COLD: lambda: place.run_anew(python, "-c", READ_ANEW),
            KEPT: lambda: place.run(python, "-c", READ_KEPT),
            IMPORTS: lambda: place.run(python, "-c", IMPORT),
            LIBRARY: lambda: place.run(python, "-c", IMPORT_LIBRARY),
            EVALUATE_COLD: lambda: place.run_anew(*evaluate),
            EVALUATE_KEPT: lambda: place.run(*evaluate),
        },
        rounds,
    )


def rows(folder: Path, rounds: int) -> list[Row]:
    """The lines of the table."""
    found = timed(Place(folder), rounds)
    bounds = {VERSION: Bound(LIMIT, 3), COLD: Bound(GOAL, 20), KEPT: Bound(GOAL, 4)}
    return [row(what, BARE, found, bounds.get(what)) for what in found.seconds if what != BARE]
