"""The folder of results: whole files or none, and for each a record by which the next run finds what is done."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.runs.manifest import STATE, sha256
from hengji.runs.record import Made, Outcome

try:
    import fcntl
except ImportError:  # a system without such locks; two runs into one folder then only do the same work twice
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.runs.record import Entry

NOT_WRITTEN, IN_USE = "RD03", "SY06"
FORM = 2
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Results in a folder; `key` names what decides a result besides the file itself."""

    folder: Path
    key: str

    def find(self, entry: Entry) -> Outcome | None:
        """What an earlier run made of this very file under this very name; None where there is nothing, or where it was touched."""
        try:
            record = json.loads(self._record(entry).read_bytes())
            if record["key"] != self._key(entry) or any(
                sha256(self.folder / name) != known for name, known in record["files"].items()
            ):
                return None
            brief = b64decode(record["brief"], validate=True)
            if hashlib.sha256(brief).hexdigest() != record["sum"]:
                return None
            made = Made((), brief, int(record["errors"]))
            return Outcome(entry, made, written=tuple(record["files"]), kept=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, entry: Entry, made: Made) -> Outcome:
        """Writes the results of a file, each whole or not at all, and last of all the record of them."""
        files = {f"{entry.stem}{ending}": content for ending, content in made.files}
        files |= {f"{STATE}/{entry.sha256}{ending}": content for ending, content in made.inside}
        record = {
            "key": self._key(entry),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
            "brief": b64encode(made.brief).decode(),
            "sum": hashlib.sha256(made.brief).hexdigest(),
            "errors": made.errors,
        }
        try:
            for name, content in files.items():
                self._write(self.folder / name, content)
            self._write(self._record(entry), json.dumps(record).encode())
        except OSError as error:
            place = Place(shown(self.folder, 400))
            found = problem(NOT_WRITTEN, place, self.folder.name, detail=error.strerror or type(error).__name__)
            return Outcome(entry, problems=(found,))
        return Outcome(entry, replace(made, files=(), inside=()), written=tuple(files))

    def _key(self, entry: Entry) -> str:
        said = json.dumps([FORM, self.key, entry.name, entry.stem, entry.sha256, hashlib.sha256(entry.beside).hexdigest()])
        return hashlib.sha256(said.encode()).hexdigest()

    def _record(self, entry: Entry) -> Path:
        return self.folder / STATE / f"{entry.sha256}.json"

    def _write(self, place: Path, content: bytes) -> None:
        beside = self.folder / STATE / f"{os.getpid()}-{place.name}{_PART}"
        try:
            beside.write_bytes(content)
            beside.replace(place)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def lock(folder: Path) -> IO[bytes] | Problem:
    """Makes the folder and holds it for one run, until what is given back is closed; clears away what a killed run was writing."""
    place = Place(shown(folder, 400))
    try:
        (folder / STATE).mkdir(parents=True, exist_ok=True)
        held = (folder / STATE / "lock").open("ab")
    except OSError as error:
        return problem(NOT_WRITTEN, place, folder.name, detail=error.strerror or type(error).__name__)
    try:
        if fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        return problem(IN_USE, place, folder.name)
    for left in (folder / STATE).glob(f"*{_PART}"):
        with contextlib.suppress(OSError):
            left.unlink()
    return held
