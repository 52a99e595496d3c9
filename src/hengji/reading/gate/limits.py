"""How much a file may hold (FAULTS, part 2). The loader of the law book reads known files only, so that the limits stand here."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB = 2**10, 2**20
ROWS, COLUMNS = 1_048_576, 16_384
"""The grid of a worksheet: A1:XFD1048576."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes; a ratio is looked at only where more than `ratio_from` bytes came out."""

    upload: int = 50 * MIB
    unpacked: int = 300 * MIB
    member: int = 100 * MIB
    members: int = 2_000
    ratio: int = 200
    ratio_from: int = MIB
    name: int = 255
    depth: int = 250
    token: int = MIB
    problems: int = 50
    sheets: int = 200
    cells: int = 2_000_000
    rectangle: int = 2**24
    merged: int = 20_000
    merged_area: int = 2**18
    text: int = 32_767
    shared_text: int = 300 * MIB
    pixels: int = 40_000_000
    instruction: int = 10_000


LIMITS = Limits()
