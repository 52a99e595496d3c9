"""What a file really is, whatever its name says, and whether a workbook's archive may be opened at all."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from zipfile import ZipInfo

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
XLSX, ENCRYPTED, EMPTY = "xlsx", "encrypted", "empty"
WORKBOOK_PART, TYPES_PART = "xl/workbook.xml", "[Content_Types].xml"
MOST_BYTES, MOST_UNPACKED, MOST_MEMBERS = 50 * 2**20, 200 * 2**20, 1_000
HEAD = 4_096
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc", "archive"),
)
_MARKUP = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xml"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<!doctype html", "html"),
)
_STREAMS = (("EncryptedPackage", ENCRYPTED), ("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "doc"))
_MEMBERS = ((WORKBOOK_PART, XLSX), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("content.xml", "ods"))
ACTIVE = ("vbaproject.bin", "/activex/", "/embeddings/", "/externallinks/")


class BrokenArchiveError(ValueError):
    """An archive that may not be opened; `reason` is a key of the words for it."""

    def __init__(self, reason: str, found: str = "") -> None:
        super().__init__(f"{reason} {found}")
        self.reason, self.found = reason, found


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a workbook by name, unpacked within limits."""

    parts: dict[str, bytes]

    @property
    def active(self) -> str:
        """A part that does something when the file is opened, or nothing."""
        return next((name for name in self.parts if any(word in f"/{name.lower()}" for word in ACTIVE)), "")


def kind(content: bytes) -> str:
    """What a file is by its content: `xlsx`, `encrypted`, `xls`, `html`, `csv` …

    >>> kind(b"<html><table>"), kind(b"%PDF-1.7"), kind(b"")
    ('html', 'pdf', 'empty')
    """
    if not content:
        return EMPTY
    if content.startswith(OLE):
        return next((name for stream, name in _STREAMS if stream.encode("utf-16-le") in content), "ole")
    if content.startswith(ZIP):
        return _zip_kind(content)
    found = next((name for magic, name in _MAGIC if content.startswith(magic)), "")
    start = content[:HEAD].lower()
    return found or next((name for words, name in _MARKUP if words in start), "") or _text_kind(content[:HEAD])


def _zip_kind(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken"
    return next((name for member, name in _MEMBERS if member in names), "zip")


def _text_kind(start: bytes) -> str:
    """CSV in one of the encodings that a Chinese office has, or nothing known."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = start.decode(encoding, "strict" if len(start) < HEAD else "ignore")
        except UnicodeDecodeError:
            continue
        return "csv" if "\0" not in text and ("," in text or "\t" in text) else "text" if "\0" not in text else "unknown"
    return "unknown"


def unpack(content: bytes) -> Parts:
    """The parts of a workbook. Raises BrokenArchiveError: too large, members that overlap or stand twice, damaged."""
    if len(content) > MOST_BYTES:
        raise BrokenArchiveError("large", str(len(content)))
    try:
        with ZipFile(BytesIO(content)) as archive:
            _measure(archive.infolist(), len(content))
            return Parts({entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()})
    except BrokenArchiveError:
        raise
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise BrokenArchiveError("damaged", type(error).__name__) from error


def _measure(entries: list[ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_MEMBERS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BrokenArchiveError("large", str(sum(entry.file_size for entry in entries)))
    if len(set(names)) < len(names):
        raise BrokenArchiveError("twice", next(name for name in names if names.count(name) > 1))
    if sum(entry.compress_size for entry in entries) > size:
        raise BrokenArchiveError("overlap", str(len(entries)))
