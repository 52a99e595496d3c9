"""The pages of a PDF as pictures. Runs in the jail; PNG is written by hand, so that no library of pictures is needed."""

from __future__ import annotations

import zlib
from struct import pack

import pypdfium2

POINTS = 72
_SIGN = b"\x89PNG\r\n\x1a\n"


def count(payload: bytes) -> int:
    """How many pages there are."""
    with pypdfium2.PdfDocument(payload) as document:
        return len(document)


def page(payload: bytes, number: int, dots: int) -> bytes:
    """A page, counted from 0, as PNG in grey or colour, at so many dots an inch."""
    with pypdfium2.PdfDocument(payload) as document:
        bitmap = document[number].render(scale=dots / POINTS, rev_byteorder=True, prefer_bgrx=False)
        return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    lines = b"".join(b"\0" + pixels[row * stride : row * stride + width * channels] for row in range(height))
    kind = {1: 0, 3: 2, 4: 6}[channels]
    head = pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return _SIGN + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))
