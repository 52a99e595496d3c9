"""Unpacking by counting what really comes out; a size that a header gives is compared afterwards and never believed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.zip import STORED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.reading.gate.limits import Limits
    from hengji.reading.gate.zip import Entry

_STEP = 2**16


@dataclass
class Budget:
    """How many bytes all members together may still give."""

    left: int


def unpack(content: bytes, entry: Entry, limits: Limits, budget: Budget) -> Iterator[bytes]:
    """A member piece by piece. Raises RefusedError where it is too large, damaged, or not what the directory says."""
    total, crc = 0, 0
    for piece in _pieces(content, entry):
        total, crc = total + len(piece), zlib.crc32(piece, crc)
        budget.left -= len(piece)
        _count(entry, total, limits, budget)
        yield piece
    if (total, crc) != (entry.size, entry.crc):
        raise refuse(codes.STRUCTURE, entry.name, f"{total} ≠ {entry.size}" if total != entry.size else "CRC")


def _count(entry: Entry, total: int, limits: Limits, budget: Budget) -> None:
    if total > limits.ratio_from and total > limits.ratio * max(entry.packed, 1):
        raise refuse(codes.BOMB, entry.name, total, limit=f"1 : {limits.ratio}")
    if total > limits.member:
        raise refuse(codes.BOMB, entry.name, total, limit=limits.member)
    if budget.left < 0:
        raise refuse(codes.BOMB, entry.name, limits.unpacked - budget.left, limit=limits.unpacked)


def _pieces(content: bytes, entry: Entry) -> Iterator[bytes]:
    packed = memoryview(content)[entry.start : entry.end]
    return _slices(packed) if entry.method == STORED else _inflated(packed, entry)


def _slices(packed: memoryview) -> Iterator[bytes]:
    return (bytes(packed[at : at + _STEP]) for at in range(0, len(packed), _STEP))


def _inflated(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    position, rest = 0, b""
    try:
        while not stream.eof and (rest or position < len(packed)):
            rest, position = (rest, position) if rest else (bytes(packed[position : position + _STEP]), position + _STEP)
            if piece := stream.decompress(rest, _STEP):
                yield piece
            rest = stream.unconsumed_tail
    except zlib.error as error:
        raise refuse(codes.DAMAGED, entry.name, len(packed)) from error
    if not stream.eof or stream.unused_data or position < len(packed):
        raise refuse(codes.DAMAGED, entry.name, len(packed))
