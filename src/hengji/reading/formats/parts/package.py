"""The parts of a Word file or workbook inside the jail: trees of XML by their relationships, names without their namespace."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from hengji.reading.gate import codes
from hengji.reading.gate.codes import RefusedError, refuse
from hengji.reading.gate.ooxml import resolve
from hengji.reading.gate.xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "s",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
}
_OFF = frozenset({"0", "false", "off", "none"})
_LONGEST_NUMBER = 9


@lru_cache(maxsize=4_096)
def _short(name: str) -> str:
    uri, _, local = name.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(uri, '')}:{local}"


def tag(element: _Element) -> str:
    """The name of an element as `w:t`; empty for comments and instructions. Transitional and strict files read alike."""
    name: object = element.tag  # a function for comments and instructions
    return _short(name) if isinstance(name, str) else ""


def attribute(element: _Element | None, name: str, missing: str = "") -> str:
    """An attribute by its name alone."""
    if element is None:
        return missing
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), missing)


def number(text: str) -> int | None:
    """A whole number of the file, or None for anything else.

    >>> number("12"), number("-1"), number("1e9"), number("99999999999")
    (12, -1, None, None)
    """
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else None


def on(element: _Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return element is not None and attribute(element, "val", "1").lower() not in _OFF


def child(element: _Element | None, *names: str) -> _Element | None:
    """The first child of a name, then that one's, and so on."""
    for name in names:
        element = next((each for each in element if tag(each) == name), None) if element is not None else None
    return element


def children(element: _Element | None, name: str) -> Iterator[_Element]:
    """The children of a name."""
    return (each for each in (element if element is not None else ()) if tag(each) == name)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship inside of the file: the last word of its type, and the part that it leads to."""

    kind: str
    part: str


@dataclass
class Package:
    """The parts by their name, each parsed when it is asked for."""

    _parts: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, payload: bytes) -> Package:
        """The archive that the gate packed."""
        with ZipFile(BytesIO(payload)) as archive:
            return cls({entry.filename: archive.read(entry) for entry in archive.infolist()})

    def tree(self, part: str) -> _Element | None:
        """The outermost element of a part; None where the part is not there. Raises RefusedError for what is no XML."""
        content = self._parts.get(part)
        if content is None:
            return None
        try:
            return parse(content)
        except RefusedError as error:
            raise refuse(error.code, f"{part}{error.where}", error.found) from error

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part by id."""
        folder, _, name = part.rpartition("/")
        root = self.tree(f"{folder}/_rels/{name}.rels".removeprefix("/"))
        return {
            attribute(each, "Id"): Relation(attribute(each, "Type").rpartition("/")[2], resolve(part, attribute(each, "Target")))
            for each in (root if root is not None else ())
            if tag(each) and attribute(each, "TargetMode", "Internal") == "Internal"
        }

    def main(self, usual: str) -> str:
        """The main part. Raises RefusedError where there is none."""
        found = next((each.part for each in self.relations("").values() if each.kind.lower() == "officedocument"), usual)
        if found not in self._parts:
            raise refuse(codes.DAMAGED, found, 0)
        return found
