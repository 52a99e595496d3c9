"""What a published evaluation is made of: the names of the parts of its package, and what its manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT, TWIN_FORMAT = 1, 1
MANIFEST, EVALUATION = "manifest.json", "evaluation.json"
FACTS, RULEBOOK, DOCUMENTS = "facts/", "rulebook/", "documents/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`engine` made the package, `rulebook` is the digest over the law book in it, `files` the SHA-256 of every other member by its name."""

    format: int
    engine: str
    unit: str
    year: int
    scheme: str
    rulebook: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Published:
    """A package as it was read: the members by their names, but for the manifest."""

    manifest: Manifest
    members: Mapping[str, bytes]

    def below(self, folder: str) -> dict[str, bytes]:
        """The members of a folder by their names in it."""
        return {name.removeprefix(folder): content for name, content in self.members.items() if name.startswith(folder)}
