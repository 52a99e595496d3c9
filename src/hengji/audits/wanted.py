"""What was asked of `hengji audit`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji import __version__
from hengji.runs.record import Options

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose report, of which year, under which review, and what is to be printed and written."""

    folders: tuple[Path, ...] = ()
    unit: str = ""
    year: int | None = None
    review: str = ""
    as_json: bool = False
    with_text: bool = False
    out: Path | None = None

    def options(self, digest: str, kinds: tuple[str, ...], jobs: int) -> Options:
        """The options of the run; two runs with one key give the same bytes."""
        key = (digest, __version__, self.unit, self.year, self.review, self.as_json, self.with_text, self.out is not None)
        return Options(kinds, key=" ".join(map(str, key)), out=self.out, jobs=jobs)
