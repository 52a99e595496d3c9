"""Opening a file of a stranger: what it is, whether it may be read, and its members once nothing speaks against them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hengji.reading.gate import codes, images, kinds, ooxml, parts, pdf
from hengji.reading.gate.codes import RefusedError, refuse, told
from hengji.reading.gate.fields import Fields
from hengji.reading.gate.inflate import Budget, unpack
from hengji.reading.gate.limits import LIMITS, Limits
from hengji.reading.gate.sheets import Book, Sheet, Strings, Uses
from hengji.reading.gate.xml import Scan
from hengji.reading.gate.zip import read_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hengji.core.problem import Problem
    from hengji.reading.gate.xml import Visitor
    from hengji.reading.gate.zip import Entry

READABLE = frozenset({kinds.DOCX, kinds.XLSX, kinds.ZIP, kinds.PDF})
_MACROS = {"docm": kinds.DOCX, "dotm": kinds.DOCX, "xlsm": kinds.XLSX, "xltm": kinds.XLSX, "xlam": kinds.XLSX}
_OFFICE = frozenset({kinds.DOCX, kinds.XLSX})
_DATE = (1980, 1, 1, 0, 0, 0)
_TYPES = (b"<!DOCTYPE", b"<!ENTITY")
_SMALL_SHEET, _BOOK, _STRINGS = "worksheet", "workbook", "sst"
_PDF_HEAD = 1_024


@dataclass(frozen=True, slots=True)
class Member:
    """A member that passed; it is unpacked again when it is read, within the same limits."""

    name: str
    size: int
    entry: Entry = field(repr=False)
    content: bytes = field(repr=False)
    limits: Limits = field(default=LIMITS, repr=False)

    def chunks(self) -> Iterator[bytes]:
        """The bytes piece by piece."""
        return unpack(self.content, self.entry, self.limits, Budget(self.limits.unpacked))

    def read(self) -> bytes:
        """All of its bytes."""
        return b"".join(self.chunks())


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that passed the gate: its kind by content, its members, and what must be known before anybody else opens it."""

    file: str
    kind: str
    content: bytes = field(repr=False)
    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))
    cautions: tuple[Problem, ...] = ()
    aside: tuple[str, ...] = ()

    def repacked(self, keep: Callable[[str], bool] = bool) -> bytes:
        """The same members, or those to keep, in an archive that we wrote: no library ever sees the stranger's own."""
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name, member in self.members.items():
                if not keep(name):
                    continue
                archive.writestr(ZipInfo(name, _DATE), member.read(), ZIP_DEFLATED)
        return out.getvalue()


def open_file(
    file: str, content: bytes, wanted: frozenset[str] = READABLE, limits: Limits = LIMITS, *, aside: bool = False
) -> Opened | tuple[Problem, ...]:
    """A file with its members, or why it may not be read: each problem names file and member, sheet and range.

    With `aside`, for who only takes the text out: objects in the file and the template that it names are left out and listed,
    instead of refused; macros, controls, links to other files and commands are refused all the same.

    >>> [problem.code for problem in open_file("表.xlsx", b"<html><table>")]
    ['RD64']
    """
    try:
        opened, refused = _opened(file, content, wanted, limits, aside=aside)
    except RefusedError as error:
        return (told(file, error),)
    return opened if opened is not None else tuple(told(file, each) for each in refused[: limits.problems])


def _opened(
    file: str, content: bytes, wanted: frozenset[str], limits: Limits, *, aside: bool
) -> tuple[Opened | None, tuple[RefusedError, ...]]:
    if len(content) > limits.upload:
        raise refuse(codes.LARGE, "", len(content), limit=limits.upload)
    kind = kinds.kind(content)
    if kind == kinds.PACKAGE:
        return _Package(file, content, limits, aside=aside).opened(wanted)
    _suits(file, kind, wanted)
    return _opened_pdf(file, content)


def _suits(file: str, kind: str, wanted: frozenset[str]) -> None:
    """Raises what the file really is where nobody asked for that, or where its name says something else."""
    extension = file.rpartition(".")[2].lower() if "." in file else kind
    if kind not in wanted or extension != kind:
        raise refuse(kinds.CODES.get(kind, codes.OTHER), "", kind, name=extension)


def _opened_pdf(file: str, content: bytes) -> tuple[Opened | None, tuple[RefusedError, ...]]:
    if _ends_as_archive(content):
        raise refuse(codes.POLYGLOT, "", "PDF + ZIP")
    refused, cautions = pdf.looked_at(content)
    if refused:
        return None, refused
    return Opened(file, kinds.PDF, content, cautions=tuple(told(file, each) for each in cautions)), ()


def _ends_as_archive(content: bytes) -> bool:
    position = content.rfind(b"PK\x05\x06", max(0, len(content) - 2**16 - 22))
    return position >= 0 and b"PK\x01\x02" in content


class _Package:
    """One archive on its way through the gate; every check adds what it refuses."""

    def __init__(self, file: str, content: bytes, limits: Limits, *, aside: bool) -> None:
        self._file, self._content, self._limits = file, content, limits
        self._leaves_aside, self._aside = aside, list[str]()
        self._budget = Budget(limits.unpacked)
        self._refused: list[RefusedError] = []
        self._types, self._relations = ooxml.Types(), dict[str, ooxml.Relations]()
        self._book, self._strings = Book(limits), Strings("", limits)
        self._uses = Uses(self._strings.lengths, limits)
        self._names: dict[str, str] = {}
        self._kind = kinds.ZIP

    def opened(self, wanted: frozenset[str]) -> tuple[Opened | None, tuple[RefusedError, ...]]:
        """The archive, or why not."""
        entries, refused = read_entries(self._content, self._limits)
        if refused:
            return None, refused
        files = {entry.name: entry for entry in entries if not entry.folder}
        self._settle_kind(files, wanted)
        self._check_parts(files)
        for entry in self._ordered(files):
            self._try(entry)
        self._check_relations()
        if self._refused:
            return None, tuple(self._refused)
        members = {
            name: Member(name, entry.size, entry, self._content, self._limits)
            for name, entry in files.items()
            if name not in self._aside
        }
        return Opened(self._file, self._kind, self._content, MappingProxyType(members), aside=tuple(self._aside)), ()

    def _settle_kind(self, files: dict[str, Entry], wanted: frozenset[str]) -> None:
        if ooxml.TYPES_PART in files:
            self._walk(files[ooxml.TYPES_PART], lambda _: self._types)
        kind = kinds.package_kind(frozenset(files), self._types.kinds)
        self._kind = _MACROS.get(kind, kind)
        if len(self._types.kinds) > 1 or b"%PDF-" in self._content[:_PDF_HEAD]:
            raise refuse(codes.POLYGLOT, "", " + ".join(self._types.kinds) or "PDF + ZIP")
        if kind not in _MACROS:
            _suits(self._file, self._kind, wanted)

    def _check_parts(self, files: dict[str, Entry]) -> None:
        if self._kind not in _OFFICE:
            return
        if self._leaves_aside:
            self._aside += [name for name in files if ooxml.set_aside(name, self._types)]
        self._refused += ooxml.unlisted([name for name in files if name not in self._aside], self._types)

    def _ordered(self, files: dict[str, Entry]) -> list[Entry]:
        """Relationships first, then the workbook, then the shared strings, then what uses them."""
        return sorted((entry for name, entry in files.items() if name != ooxml.TYPES_PART), key=self._rank)

    def _rank(self, entry: Entry) -> int:
        if entry.name.endswith(ooxml.RELATIONSHIPS):
            return 0
        order = (parts.BOOK_TYPE, parts.STRINGS_TYPE)
        kind = self._types.of(entry.name)
        return 1 + order.index(kind) if kind in order else 1 + len(order)

    def _try(self, entry: Entry) -> None:
        try:
            self._look(entry)
        except RefusedError as refused:
            self._refused.append(refused)
            if self._budget.left < 0:
                raise

    def _look(self, entry: Entry) -> None:
        if entry.name in self._aside:
            for _ in unpack(self._content, entry, self._limits, self._budget):  # counted like all others, looked at by nobody
                pass
            return
        if self._kind in _OFFICE and self._is_xml(entry.name):
            self._walk(entry, self._chooser(entry.name))
            return
        pieces = unpack(self._content, entry, self._limits, self._budget)
        head = b""
        for piece in pieces:
            head += piece if len(head) < images.HEAD else b""
            if self._types.of(entry.name) == parts.DRAWING_TYPE and any(word in piece.upper() for word in _TYPES):
                raise refuse(codes.DTD, entry.name, "<!DOCTYPE")
        self._check_head(entry.name, head)

    def _is_xml(self, name: str) -> bool:
        return self._types.of(name).endswith("xml") or name.lower().endswith((".xml", ooxml.RELATIONSHIPS))

    def _check_head(self, name: str, head: bytes) -> None:
        found = kinds.inside(head)
        document = self._kind == kinds.ZIP and found == kinds.ZIP and name.lower().endswith((".docx", ".xlsx"))
        if found in kinds.ARCHIVES and not document:
            raise refuse(codes.ARCHIVE, name, found)
        if found and self._kind in _OFFICE:
            raise refuse(codes.ACTIVE, name, found)
        if self._types.of(name) in parts.IMAGES and (refused := images.refused(name, head, self._limits)):
            raise refused

    def _walk(self, entry: Entry, choose: Callable[[str], Visitor | None]) -> None:
        pieces = unpack(self._content, entry, self._limits, self._budget)
        first = next(pieces, b"")
        if found := kinds.inside(first):
            raise refuse(codes.ARCHIVE if found in kinds.ARCHIVES else codes.ACTIVE, entry.name, found)
        Scan(entry.name, self._limits, choose).walk(chain([first], pieces))

    def _chooser(self, name: str) -> Callable[[str], Visitor | None]:
        if name.endswith(ooxml.RELATIONSHIPS):
            return lambda _: self._relations.setdefault(name, ooxml.Relations())
        if self._kind == kinds.DOCX:
            return lambda _: Fields(name, self._limits)
        return lambda root: self._by_root(name, root)

    def _by_root(self, name: str, root: str) -> Visitor | None:
        if root == _BOOK:
            return self._book
        if root == _STRINGS:
            return self._shared(name)
        if root == _SMALL_SHEET:
            self._names = self._names or self._sheet_names()
            return Sheet(self._names.get(name, name), self._limits, self._uses)
        return None

    def _shared(self, name: str) -> Strings:
        """Where the shared strings are; a second list, or one that hides behind another type, would escape the count."""
        if self._strings.part or self._types.of(name) != parts.STRINGS_TYPE:
            raise refuse(codes.STRUCTURE, name, _STRINGS)
        self._strings.part = name
        return self._strings

    def _sheet_names(self) -> dict[str, str]:
        return {
            ooxml.resolve(ooxml.source_of(part), each.target): self._book.names[each.id]
            for part, relations in self._relations.items()
            for each in relations.found
            if each.id in self._book.names and part.endswith("workbook.xml.rels")
        }

    def _check_relations(self) -> None:
        for part, relations in self._relations.items():
            self._refused += ooxml.relations_refused(part, relations.found, aside=self._leaves_aside)
            if self._leaves_aside:
                self._aside += [f"{part}#{each.id}" for each in relations.found if ooxml.is_template(each)]
