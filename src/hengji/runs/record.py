"""What a run over many files is made of: the files it was given, what came of each, and the count of it all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.problem import Problem

DONE, ERRORS, NOTHING_READ, SOME_UNREAD = 0, 1, 2, 3
HIDDEN, TEMPORARY, OTHER_KIND, OWN = "hidden", "temporary", "other_kind", "own"


@dataclass(frozen=True, slots=True)
class Options:
    """`kinds` are the endings a folder is searched for, lower case with their dot; `out` the folder of results, None for none.

    `key` names all that decides a result besides the file: digest of the law book, version of the engine, the command's own options.
    `seconds` is the longest time for one file in a worker process; with one job the run is this process, and nothing watches the clock.
    """

    kinds: Collection[str]
    key: str = ""
    out: Path | None = None
    jobs: int = 1
    seconds: float = 900.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the manifest: `name` as it was given, `stem` the beginning of the names of its results.

    `same_as` is the name of an earlier file with the same content; `problem` says why the file could not even be hashed.
    `beside` is what else decides its results: what other files of the run show of it.
    """

    path: Path
    name: str
    sha256: str = ""
    stem: str = ""
    same_as: str = ""
    problem: Problem | None = None
    beside: bytes = b""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not taken; `why` is hidden, temporary, other_kind or own (an earlier run's results)."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a run in its order, fixed with their hashes before the first is read."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What the audit of one file gave: `files` (the rest of the name, content), `brief` the small part that the whole run needs,
    `errors` the number of its findings that are errors, `inside` files for the run's own further steps.
    """

    files: tuple[tuple[str, bytes], ...]
    brief: bytes = b""
    errors: int = 0
    inside: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file could not be read."""

    problems: tuple[Problem, ...]


AuditOne: TypeAlias = Callable[[Entry], Made | Unread]
Start: TypeAlias = Callable[[], AbstractContextManager[AuditOne]]
"""Makes what audits files, once in each process, with its own law book and its own jail; a worker process must be able to unpickle it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file. `made` is None where it was not audited; with a folder of results its `files` are empty and `written` names them.

    `problems` say why it is unread, or that it is the same as another; `kept` that an earlier run had done it.
    """

    entry: Entry
    made: Made | None = None
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()
    kept: bool = False

    @property
    def unread(self) -> bool:
        """Whether the file is missing from the results; one that is the same as another is not."""
        return self.made is None and not self.entry.same_as


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files were audited, how many of them by an earlier run, unread or the same as another, and how many errors were found."""

    read: int = 0
    kept: int = 0
    unread: int = 0
    same: int = 0
    errors: int = 0

    def plus(self, outcome: Outcome) -> Tally:
        """With one more file."""
        if outcome.made is None:
            return replace(self, unread=self.unread + outcome.unread, same=self.same + (not outcome.unread))
        return replace(self, read=self.read + 1, kept=self.kept + outcome.kept, errors=self.errors + outcome.made.errors)

    @property
    def code(self) -> int:
        """The exit code of the contract: 2 nothing could be read, before 3 some could not, before 1 errors were found."""
        if not self.read:
            return NOTHING_READ
        if self.unread:
            return SOME_UNREAD
        return ERRORS if self.errors else DONE
