"""PDF files from outside: what they ask a reader to do. They are opened in the jail only."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.reading.gate.codes import RefusedError

_MARKS = (
    "JavaScript",
    "JS",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "XFA",
    "RichMedia",
    "GoToE",
    "GoToR",
    "ImportData",
    "SubmitForm",
)
_NAME = re.compile(rb"/([A-Za-z0-9#]{2,60})(?![A-Za-z0-9#])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_MOST, _MOST_STREAMS, _BEFORE, _AFTER = 2**20, 500, 2_048, 1_024


def looked_at(content: bytes) -> tuple[tuple[RefusedError, ...], tuple[RefusedError, ...]]:
    """Why a PDF may not be read, and what in it must be known before somebody opens it elsewhere."""
    if b"%%EOF" not in content[-_AFTER:]:
        return (refuse(codes.DAMAGED, "", len(content)),), ()
    names = set()
    for text in _texts(content):
        names |= {_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), name[1]) for name in _NAME.finditer(text)}
    if b"Encrypt" in names:
        return (refuse(codes.PASSWORD, "", "PDF"),), ()
    found = [mark for mark in _MARKS if mark.encode() in names]
    return (), ((refuse(codes.PDF, "", ", ".join(found)),) if found else ())


def _texts(content: bytes) -> Iterator[bytes]:
    """What stands outside of streams, and the streams that hold objects, each up to a limit."""
    position, streams = 0, 0
    while match := _STREAM.search(content, position):
        head = content[position : match.start()]
        yield head
        if b"/ObjStm" in head[-_BEFORE:] and streams < _MOST_STREAMS:
            streams += 1
            yield _objects(content, match.end())
        end = content.find(b"endstream", match.end())
        position = end + len(b"endstream") if end >= 0 else len(content)
    yield content[position:]


def _objects(content: bytes, start: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(memoryview(content)[start : start + _MOST], _MOST)
    except zlib.error:
        return b""
