"""A document of ours that came back, with its bookmarks or named cells: through the gate and the jail like any other upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.reading.documents import LIMITS, Arrived, arrived, made
from hengji.reading.gate import codes, kinds
from hengji.reading.gate.odf import ODT, open_text
from hengji.reading.gate.opening import Opened, open_file
from hengji.reading.jail import warden

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.document import Document
    from hengji.reading.jail import Jail
    from hengji.reading.jail.frames import Plain

_TASKS = {
    kinds.DOCX: "hengji.reading.formats.docx.read_marked",
    ODT: "hengji.reading.formats.odt.read_marked",
    kinds.XLSX: "hengji.reading.formats.cell_marks.read",
}
_TEXT_PARTS = (".xml", ".rels")
LONGEST_NAME = 256
OTHER_SHEETS, OTHER_BOOK = ("ods", "fods", "numbers"), "DC74"


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its name, its span of the document's text (`end` −1 where it has none), and its place."""

    name: str
    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A named cell: what stands there as text; `sheet` empty where the name leads nowhere, `local` where it counts for one sheet only."""

    name: str
    sheet: str
    cell: str
    text: str
    number: bool
    formula: str
    local: bool

    @property
    def place(self) -> str:
        """As a person would look it up."""
        return f"{self.sheet}!{self.cell}" if self.sheet else ""

    @property
    def computed(self) -> bool:
        """Whether a formula stands there."""
        return bool(self.formula)


@dataclass(frozen=True, slots=True)
class Marked:
    """What came back: of a text its Document and bookmarks, of a workbook its named cells; `opened` are its members past the gate.

    `loose` are cells of a workbook that hold a number, stored as one or as a text, and have no name.
    """

    name: str
    kind: str
    opened: Opened
    document: Document | None
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    pictures: tuple[tuple[str, str, str], ...] = ()
    loose: tuple[Cell, ...] = ()


def read(path: Path, name: str, jail: Jail) -> tuple[Marked | None, tuple[Problem, ...]]:
    """A .docx, .odt or .xlsx with its marks, or why nothing was read. No exception leaves this for any content of the file."""
    other = next((ending for ending in OTHER_SHEETS if name.lower().endswith(f".{ending}")), "")
    file = problem(OTHER_BOOK, Place(shown(name, 120)), other) if other and path.is_file() else arrived(path, name)
    return (None, (file,)) if isinstance(file, Problem) else _read(file, jail)


def _read(file: Arrived, jail: Jail) -> tuple[Marked | None, tuple[Problem, ...]]:
    if not file.content:
        return None, file.refused(codes.EMPTY)[1]
    opened = opens(file.name, file.content)
    if not isinstance(opened, Opened):
        return None, opened
    found = jail.run(_TASKS[opened.kind], opened.repacked(lambda part: part.lower().endswith(_TEXT_PARTS)), file.name, opened.kind)
    if isinstance(found, Problem):
        return None, (found,)
    try:
        return _marked(file, opened, found.value)
    except (KeyError, TypeError, ValueError, IndexError) as error:  # a child that was taken over may say anything
        return None, file.refused(warden.UNUSABLE, "", type(error).__name__, stage=opened.kind)[1]


def opens(name: str, content: bytes) -> Opened | tuple[Problem, ...]:
    """The members of a file past the gate, by what its name says that it is."""
    if name.lower().endswith(f".{ODT}"):
        return open_text(name, content, LIMITS)
    return open_file(name, content, frozenset({kinds.DOCX, kinds.XLSX}), LIMITS, aside=True)


def _marked(file: Arrived, opened: Opened, found: Plain | bytes) -> tuple[Marked | None, tuple[Problem, ...]]:
    """What the child said, looked at. Raises ValueError, KeyError, TypeError or IndexError for what is nothing of the kind."""
    if not isinstance(found, dict):
        raise TypeError(found)
    if opened.kind == kinds.XLSX and "refused" not in found:
        cells = tuple(_cell(each) for each in _listed(found["cells"]))
        loose = tuple(_loose(each) for each in _listed(found["loose"]))
        return Marked(file.name, opened.kind, opened, None, (), cells, opened.cautions, loose=loose), ()
    document, problems = made(file, opened.kind, found)
    if document is None:
        return None, problems
    marks = tuple(_mark(each, len(document.text)) for each in _listed(found["marks"]))
    pictures = tuple((_word(name), _word(title), _word(said)) for name, title, said in map(_listed, _listed(found["pictures"])))
    return Marked(file.name, opened.kind, opened, document, marks, (), (*opened.cautions, *document.problems), pictures), ()


def _mark(found: Plain, length: int) -> Mark:
    name, start, end, place = _listed(found)
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= length or not -1 <= end <= length:
        raise ValueError(start)
    return Mark(_word(name)[:LONGEST_NAME], start, end if end < 0 else max(start, end), shown(_word(place), 120))


def _cell(found: Plain) -> Cell:
    name, sheet, cell, text, number, formula, local = _listed(found)
    return Cell(
        _word(name)[:LONGEST_NAME], shown(_word(sheet), 64), _word(cell), _word(text), number is True, shown(_word(formula), 200), local is True
    )  # fmt: skip


def _loose(found: Plain) -> Cell:
    sheet, cell, text, number = _listed(found)
    return Cell("", shown(_word(sheet), 64), _word(cell), _word(text), number is True, formula="", local=False)


def _listed(found: Plain) -> list[Plain]:
    if not isinstance(found, list):
        raise TypeError(found)
    return found


def _word(found: Plain) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found
