"""Archives byte by byte, so that every header can say something else than the truth."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
UTF8, LATER, ENCRYPTED = 1 << 11, 1 << 3, 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A member; what is None is what an honest writer would say."""

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int | None = None
    mode: int = 0
    packed: bytes | None = None
    said_size: int | None = None
    said_packed: int | None = None
    said_crc: int | None = None
    said_offset: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    local_method: int | None = None
    extra: bytes = b""
    descriptor: bytes = b""
    gap: bytes = b""
    version: int = 20
    local_flags: int | None = None
    listed: bool = True

    @property
    def raw(self) -> bytes:
        return self.name if isinstance(self.name, bytes) else self.name.encode()

    @property
    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == DEFLATED else self.data

    @property
    def bits(self) -> int:
        return self.flags if self.flags is not None else 0 if self.raw.isascii() else UTF8


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _or(said: int | None, fact: int) -> int:
    return fact if said is None else said


def _facts(piece: Piece) -> tuple[int, int, int]:
    size = _or(piece.said_size, len(piece.data))
    return _or(piece.said_crc, zlib.crc32(piece.data)), _or(piece.said_packed, len(piece.body)), size


def _local(piece: Piece) -> bytes:
    crc, packed, size = (0, 0, 0) if piece.bits & LATER else _facts(piece)
    name = piece.raw if piece.local_name is None else piece.local_name
    method, size = _or(piece.local_method, piece.method), _or(piece.local_size, size)
    head = struct.pack(
        "<4s5H3I2H",
        b"PK\x03\x04",
        20,
        _or(piece.local_flags, piece.bits),
        method,
        0,
        33,
        crc,
        packed,
        size,
        len(name),
        len(piece.extra),
    )
    return head + name + piece.extra + piece.body + piece.descriptor


def _central(piece: Piece, offset: int) -> bytes:
    crc, packed, size = _facts(piece)
    head = struct.pack(
        "<4s6H3I5H2I",
        *(b"PK\x01\x02", 20 | 3 << 8, piece.version, piece.bits, piece.method, 0, 33, crc, packed, size),
        *(len(piece.raw), len(piece.extra), 0, 0, 0, piece.mode << 16, _or(piece.said_offset, offset)),
    )
    return head + piece.raw + piece.extra


def archive(*pieces: Piece, comment: bytes = b"", shift: int = 0) -> bytes:
    """An archive of the pieces in their order; `shift` is added to the offset of the directory that the end tells."""
    body, directory = b"", b""
    for piece in pieces:
        directory += _central(piece, len(body)) if piece.listed else b""
        body += _local(piece) + piece.gap
    count = sum(piece.listed for piece in pieces)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body) + shift, len(comment))
    return body + directory + end + comment


def overlapping(members: int, kernel: bytes) -> bytes:
    """Many names for the same bytes: each member claims all that follows it, which is Fifield's bomb in its plain form."""
    packed = deflated(kernel)
    body, directory = b"", b""
    heads = [Piece(f"{number:x}", kernel) for number in range(members)]
    sizes = [len(_local(Piece(head.name, b"", packed=b""))) for head in heads]
    for number, head in enumerate(heads):
        rest = sum(sizes[number + 1 :]) + len(packed)
        claim = Piece(head.name, kernel, packed=b"", said_packed=rest)
        directory += _central(claim, len(body))
        body += _local(claim)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, members, members, len(directory), len(body) + len(packed), 0)
    return body + packed + directory + end
