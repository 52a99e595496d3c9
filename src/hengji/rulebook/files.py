"""The files of the law book, and the digest over them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count
from pathlib import Path

FOLDERS = ("concepts", "identities", "codes", "captions", "checks", "phrases", "reviews", "schemes", "forms", "templates", "layout")
ADDED, LAYER = "phrases", "~"
SINGLE = (
    "units.yaml",
    "axes.yaml",
    "stages.yaml",
    "methods.yaml",
    "alternatives.yaml",
    "kinds.yaml",
    "score_tables.yaml",
    "personal.yaml",
    "sampling.yaml",
    "board.yaml",
    "charts.yaml",
    "narration.yaml",
)


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a law book by their path below its folder; further folders lie over the first."""

    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 over paths and contents, in the order of the paths."""
        whole = hashlib.sha256()
        for path, content in sorted(self.files.items()):
            whole.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
        return whole.hexdigest()

    def under(self, folder: str, ending: str = ".yaml") -> list[str]:
        """The paths below a folder."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/") and path.endswith(ending))


def _beside(name: str, files: dict[str, bytes]) -> str:
    """A name for a file of lists that stand beside those of a folder below, not in their place."""
    stem, ending = name.rsplit(".", 1)
    return next(each for number in count() if (each := f"{stem}{LAYER * number}.{ending}") not in files)


def home() -> Path:
    """The law book that came with the program: in the wheel, or beside `src/` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_shared" / "rulebook"
    return inside if inside.is_dir() else package.parent.parent / "rulebook"


def collect(*folders: Path) -> Source:
    """All files of the law book but its cases."""
    files = {}
    for folder in folders or (home(),):
        for name in SINGLE:
            if (folder / name).is_file():
                files[name] = (folder / name).read_bytes()
        for part in FOLDERS:
            for path in sorted((folder / part).rglob("*")):
                if path.is_file() and not path.name.startswith((".", "~")):
                    name = path.relative_to(folder).as_posix()
                    files[_beside(name, files) if part == ADDED else name] = path.read_bytes()
    return Source(files)
