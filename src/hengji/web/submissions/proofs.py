"""What may be evidence: papers, tables, pictures and archives; no programs, whatever they are called."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from hengji.web.faults import refused
from hengji.web.law import book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOT_EVIDENCE, EMPTY = "WF49", "RD60"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00")
"""How programs of Windows, Linux and macOS, scripts, Java classes and shortcuts begin."""


def passed(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file that may be evidence; refused where it is empty (RD60), by its ending (`phrases/web.yaml`) or by how it begins (WF49)."""
    allowed = book().phrases["web.evidence"]
    pieces = iter(chunks)
    first = next(pieces, b"")
    if not name.lower().endswith(tuple(f".{ending}" for ending in allowed)) or first.startswith(PROGRAMS):
        raise refused(NOT_EVIDENCE, name, name, status=400, allowed="、".join(allowed))
    if not first:
        raise refused(EMPTY, name, name, status=400)
    return chain([first], pieces)
