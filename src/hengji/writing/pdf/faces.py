"""The faces of this machine that stand in for those of offices, and the letters that none of them can draw."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.writing.pdf.glyphs import covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.layout import Layout, Paragraph, Run
    from hengji.rulebook.layout import Standard, Substitute

SETTING = "HENGJI_FONTS"
FOLDERS = (
    Path.home() / ".cache" / "hengji" / "fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
)
LATIN, ORDINARY, HEAVY = "latin", "song", 700
_PLAIN = re.compile(r"[\x00-\x7f]+")
_SILENT = frozenset("\t\n\f\r\u200b\ufeff\ue000")


@dataclass(frozen=True, slots=True)
class Face:
    """A font of this machine."""

    family: str
    weight: int
    path: str
    index: int

    def draws(self, letter: str) -> bool:
        """Whether it has a glyph for a letter."""
        return letter in covered(self.path, self.index)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A letter that no face can draw, and the paragraph in which it stands first."""

    letter: str
    place: str


@dataclass(frozen=True, slots=True)
class Faces:
    """For each kind of face those that may draw it, the best first; those for rare letters behind. `bold` are for Latin letters."""

    chains: dict[str, tuple[Face, ...]]
    names: dict[str, str]
    bold: tuple[Face, ...] = ()

    @classmethod
    def of(cls, standard: Standard, folders: tuple[Path, ...] | None = None) -> Faces:
        """Those of this machine; a machine that has the true faces uses them."""
        here = _here(folders if folders is not None else _folders())
        rare = tuple(face for family in standard.rare if (face := _best(here, family, 400)))
        chains: dict[str, tuple[Face, ...]] = {}
        for kind, others in standard.substitutes.items():
            true = (face for family in standard.faces.get(kind, ()) if (face := _best(here, family, 400)))
            stand_in = (face for other in others if (face := _exact(here, other)))
            first = [*true, *stand_in]
            chains[kind] = tuple(dict.fromkeys((*first, *rare))) if first else ()
        heavy = (_best(here, face.family, HEAVY) for face in chains.get(LATIN, ())[:1])
        names = {name: kind for kind, names in standard.faces.items() for name in names}
        return cls(chains, names, tuple(face for face in heavy if face is not None))

    def kind(self, face: str) -> str:
        """The kind of a face by its name; the ordinary one where nobody knows the name."""
        return self.names.get(face, ORDINARY)

    def chain(self, run: Run) -> tuple[Face, ...]:
        """The faces that draw a run: Latin letters first, then its Chinese face and those for rare letters."""
        return (*self.chains.get(LATIN, ()), *self.chains.get(self.kind(run.east_asian), ()))

    def absent(self, layout: Layout) -> list[str]:
        """The kinds of faces that a document uses and for which there is no face at all."""
        used = {
            self.kind(run.east_asian) for paragraph in _every(layout) for run in paragraph.runs if not _PLAIN.fullmatch(run.text)
        }
        return sorted(kind for kind in used if not self.chains.get(kind))

    def lacking(self, layout: Layout) -> tuple[Lacking, ...]:
        """Every letter that none of the faces of its run can draw, once for each paragraph."""
        found: dict[tuple[str, str], Lacking] = {}
        known: dict[str, set[str]] = {}
        for paragraph in _every(layout):
            for run in paragraph.runs:
                chain, drawn = self.chain(run), known.setdefault(run.east_asian, set())
                letters = set(run.text) - _SILENT - drawn
                lost = {letter for letter in letters if not any(face.draws(letter) for face in chain)}
                for letter in sorted(lost):
                    found.setdefault((letter, paragraph.place), Lacking(letter, paragraph.place))
                drawn |= letters - lost
        return tuple(found.values())

    def lacking_in(self, texts: tuple[tuple[str, str], ...], place: str) -> tuple[Lacking, ...]:
        """The same for texts, each with the kind of its face."""
        missing = {
            letter: Lacking(letter, place)
            for text, kind in texts
            for letter in dict.fromkeys(text)
            if letter not in _SILENT
            and not any(face.draws(letter) for face in (*self.chains.get(LATIN, ()), *self.chains.get(kind, ())))
        }
        return tuple(missing.values())

    def files(self) -> dict[str, Path]:
        """The files of all faces, by names without folders."""
        return {Path(face.path).name: Path(face.path) for chain in (*self.chains.values(), self.bold) for face in chain}


def _every(layout: Layout) -> Iterator[Paragraph]:
    yield from layout.paragraphs()
    for section in layout.sections:
        for foot in section.feet:
            yield from foot.lines


def _folders() -> tuple[Path, ...]:
    named = tuple(Path(each) for each in os.environ.get(SETTING, "").split(os.pathsep) if each)
    return named or FOLDERS


@lru_cache(maxsize=4)
def _here(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    """Every upright font below the folders."""
    import typst

    paths = [str(folder) for folder in folders if folder.is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths).fonts() if paths else []
    return tuple(
        Face(font.family, int(font.weight), font.path, font.index) for font in fonts if font.path and font.style == "normal"
    )


def _best(here: tuple[Face, ...], family: str, weight: int) -> Face | None:
    """The face of a family that comes nearest to a weight."""
    named = [face for face in here if face.family == family]
    return min(named, key=lambda face: (abs(face.weight - weight), face.path), default=None)


def _exact(here: tuple[Face, ...], wanted: Substitute) -> Face | None:
    found = _best(here, wanted.family, wanted.weight)
    return found if found is not None and abs(found.weight - wanted.weight) < 100 else None  # noqa: PLR2004 - one step of weights
