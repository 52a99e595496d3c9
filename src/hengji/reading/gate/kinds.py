"""What a file really is, by its content; its name is only what somebody calls it."""

from __future__ import annotations

from hengji.reading.gate import codes
from hengji.reading.gate.zip import LOCAL_SIGN

DOCX, XLSX, ZIP, PDF, EMPTY, UNKNOWN, PACKAGE = "docx", "xlsx", "zip", "pdf", "", "?", "package"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4_096
_SIGNS = (
    (b"%PDF-", PDF),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
)
ARCHIVES = frozenset({"rar", "7z", "gz", "bz2", "xz", "tar", ZIP})
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
_MARKUP = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xml"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "xml"),
    (b"<html", "html"),
    (b"<!doctype html", "html"),
    (b"<table", "html"),
    (b"mime-version:", "mht"),
    (b"<?xml", "xml"),
)
_ENCODINGS = ("utf-8-sig", "gb18030")
CODES = {
    EMPTY: codes.EMPTY,
    "xls": codes.OLD,
    "doc": codes.OLD,
    "ppt": codes.OLD,
    "ole": codes.OLD,
    "encrypted": codes.PASSWORD,
    "html": codes.WEB,
    "mht": codes.WEB,
    "xml": codes.WEB,
    "csv": codes.TEXT,
    "txt": codes.TEXT,
    UNKNOWN: codes.UNKNOWN,
}
"""The code that says what a file really is; OTHER for the kinds that are not named here."""


def kind(content: bytes) -> str:
    r"""What a file is by its first bytes; `package` for an archive, whose parts say more.

    >>> kind(b"<html><table>"), kind(b"%PDF-1.7"), kind(b"PK\x03\x04"), kind(b"")
    ('html', 'pdf', 'package', '')
    """
    if not content:
        return EMPTY
    if content.startswith((LOCAL_SIGN, b"PK\x05\x06")) or LOCAL_SIGN.startswith(content):
        return PACKAGE
    if content.startswith(OLE):
        return next((name for stream, name in _STREAMS if stream.encode("utf-16-le") in content), "ole")
    if content[257:262] == b"ustar":
        return "tar"
    return next((name for sign, name in _SIGNS if content.startswith(sign)), "") or _text_kind(content[:_HEAD])


def _text_kind(start: bytes) -> str:
    text = _decoded(start)
    if not text:
        return UNKNOWN
    small = text.lower().encode()
    return next((name for words, name in _MARKUP if words in small), "") or ("csv" if "," in text or "\t" in text else "txt")


def _decoded(start: bytes) -> str:
    """The first letters of a text in an encoding that a Chinese office has; nothing where it is no text."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "ignore")
    for encoding in _ENCODINGS:
        for shorter in range(4):
            try:
                text = start[: len(start) - shorter].decode(encoding)
            except UnicodeDecodeError:
                if len(start) < _HEAD:
                    break
                continue
            return "" if any(letter < " " and letter not in "\t\r\n\f" for letter in text) else text
    return ""


def package_kind(names: frozenset[str], main: tuple[str, ...]) -> str:
    """What an archive is by its main parts, or by the parts that give other formats away."""
    if main:
        return main[0]
    others = (("OFD.xml", "ofd"), ("META-INF/manifest.xml", "odf"), ("META-INF/container.xml", "epub"), ("xl/workbook.bin", "xlsb"))
    return next((name for part, name in others if part in names), ZIP)


def inside(head: bytes) -> str:
    """What a member of an archive is, if it may not stand there: an archive, an OLE file, a program, a PDF file."""
    if head.startswith(LOCAL_SIGN):
        return ZIP
    if head.startswith(OLE):
        return "ole"
    if head[257:262] == b"ustar":
        return "tar"
    return next((name for sign, name in _SIGNS if head.startswith(sign) and name in ARCHIVES | {"exe", "elf", PDF}), "")
