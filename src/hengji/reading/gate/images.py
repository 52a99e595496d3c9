"""Pictures by their first bytes only: how large they would be, and whether they are pictures at all. Nothing is decoded."""

from __future__ import annotations

from struct import unpack_from
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.reading.gate.codes import RefusedError
    from hengji.reading.gate.limits import Limits

HEAD = 2**20
"""How much of a picture is looked at; in a JPEG file the size stands after its notes, of which a telephone writes many."""
_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_OPAQUE = (
    b"II*\0",
    b"MM\0*",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\0\0\0",
    b"\x01\0\x09\0",
    b"\x02\0\x09\0",
    b"<",
    b"\xef\xbb\xbf<",
    b"II\xbc",
)


def _png(head: bytes) -> tuple[int, int]:
    width, height = unpack_from(">II", head, 16)
    return width, height


def _gif(head: bytes) -> tuple[int, int]:
    width, height = unpack_from("<HH", head, 6)
    return width, height


def _bmp(head: bytes) -> tuple[int, int]:
    width, height = unpack_from("<ii", head, 18)
    return abs(width), abs(height)


def _jpeg(head: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(head):
        mark = head[position + 1]
        if head[position] != 0xFF:  # noqa: PLR2004 - every mark begins with FF
            return 0, 0
        if 0xC0 <= mark <= 0xCF and mark not in _NO_SIZE:  # noqa: PLR2004 - start of frame
            height, width = unpack_from(">HH", head, position + 5)
            return width, height
        position += 1 if mark == 0xFF else 2 if mark in _ALONE else 2 + unpack_from(">H", head, position + 2)[0]  # noqa: PLR2004
    return 0, 0


_SIZES: tuple[tuple[bytes, Callable[[bytes], tuple[int, int]]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF8", _gif),
    (b"BM", _bmp),
)


def size(head: bytes) -> tuple[int, int] | None:
    r"""Width and height as the header says, (0, 0) where it does not; None where it is no picture of a known format.

    >>> size(b"GIF89a\x02\x00\x03\x00" + bytes(20)), size(b"MZ")
    ((2, 3), None)
    """
    measure = next((measure for sign, measure in _SIZES if head.startswith(sign)), None)
    if measure is None or len(head) < 26:  # noqa: PLR2004 - the shortest header with a size
        return None
    return measure(head)


def refused(part: str, head: bytes, limits: Limits) -> RefusedError | None:
    """Why a picture may not be opened; a drawing that nobody opens here passes unread."""
    found = size(head)
    if found is None:
        return None if head.startswith(_OPAQUE) else refuse(codes.IMAGE, part, head[:8].hex(" "))
    if found[0] * found[1] > limits.pixels:
        return refuse(codes.PIXELS, part, f"{found[0]} × {found[1]}", limit=limits.pixels)
    return None if found[0] * found[1] else refuse(codes.IMAGE, part, head[:8].hex(" "))
