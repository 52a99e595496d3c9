"""Which letters a font can draw, read from its own table (cmap): nothing is drawn as a box, so this is asked before anything is drawn."""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import unpack_from
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLLECTION, _TABLE, _RECORD = b"ttcf", 16, 8
_SEGMENTS, _GROUPS = 4, 12
_UNICODE = {(3, 10): 3, (0, 4): 3, (0, 6): 3, (3, 1): 2, (0, 3): 2, (0, 1): 1, (0, 0): 1}
_NO_LETTER = 0xFFFF


@dataclass(frozen=True, slots=True)
class Covered:
    """The letters of a font as ranges in ascending order, each with both ends."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, letter: str) -> bool:
        at = bisect_right(self.starts, ord(letter)) - 1
        return at >= 0 and ord(letter) <= self.ends[at]


@lru_cache(maxsize=64)
def covered(path: str, index: int) -> Covered:
    """The letters of a font of a file; none where the file cannot be understood."""
    try:
        with Path(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            ranges = sorted(_ranges(content, _table(content, index)))
    except (OSError, ValueError, struct.error, IndexError):
        ranges = []
    return Covered(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _table(content: mmap.mmap, index: int) -> int:
    """Where the cmap begins. Raises ValueError where there is none."""
    start = unpack_from(">I", content, 12 + 4 * index)[0] if content[:4] == _COLLECTION else 0
    count = unpack_from(">H", content, start + 4)[0]
    for at in range(start + 12, start + 12 + _TABLE * count, _TABLE):
        if content[at : at + 4] == b"cmap":
            return int(unpack_from(">I", content, at + 8)[0])
    raise ValueError("cmap")


def _ranges(content: mmap.mmap, table: int) -> Iterator[tuple[int, int]]:
    """The ranges of the fullest table for Unicode."""
    count = unpack_from(">H", content, table + 2)[0]
    records = [unpack_from(">HHI", content, table + 4 + _RECORD * at) for at in range(count)]
    known = [(rank, offset) for platform, encoding, offset in records if (rank := _UNICODE.get((platform, encoding), 0))]
    if not known:
        return
    at = table + max(known)[1]
    shape = unpack_from(">H", content, at)[0]
    if shape == _GROUPS:
        for number in range(unpack_from(">I", content, at + 12)[0]):
            start, end, glyph = unpack_from(">III", content, at + 16 + 12 * number)
            yield start + (glyph == 0), end
    elif shape == _SEGMENTS:
        yield from _segments(content, at)


def _segments(content: mmap.mmap, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: ranges of 16 bits; a letter that leads to glyph 0 is not there."""
    double = unpack_from(">H", content, at + 6)[0]
    ends, starts = at + 14, at + 16 + double
    deltas, offsets = starts + double, starts + 2 * double
    for place in range(0, double, 2):
        end, start = unpack_from(">H", content, ends + place)[0], unpack_from(">H", content, starts + place)[0]
        delta, offset = unpack_from(">H", content, deltas + place)[0], unpack_from(">H", content, offsets + place)[0]
        if start == _NO_LETTER:
            continue
        if not offset:
            yield from ((letter, letter) for letter in range(start, end + 1) if (letter + delta) & 0xFFFF)
            continue
        for letter in range(start, end + 1):
            glyph = unpack_from(">H", content, offsets + place + offset + 2 * (letter - start))[0]
            if glyph:
                yield letter, letter
