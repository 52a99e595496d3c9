"""The directory of an archive, read by ourselves over the raw bytes: only one that every reader reads alike gets through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from struct import Struct
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.names import hostile, read_name, same_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.reading.gate.codes import RefusedError
    from hengji.reading.gate.limits import Limits

_END, _CENTRAL, _LOCAL = Struct("<4s4H2IH"), Struct("<4s6H3I5H2I"), Struct("<4s5H3I2H")
_LOCATOR, _END64 = Struct("<4sIQI"), Struct("<4sQ2H2I4Q")
_END_SIGN, _CENTRAL_SIGN, LOCAL_SIGN = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_LOCATOR_SIGN, _END64_SIGN, _DESCRIPTOR_SIGN = b"PK\x06\x07", b"PK\x06\x06", b"PK\x07\x08"
_MOST_COMMENT, _SHORT, _LONG = 0xFFFF, 0xFFFF, 0xFFFFFFFF
_ENCRYPTED, _LATER, _UTF8 = 0b10_0000_0100_0001, 1 << 3, 1 << 11
_KNOWN = (
    _ENCRYPTED | _LATER | _UTF8 | 0b110
)  # and how hard the packer tried; the other bits mean kinds of archive that readers read in different ways
_ZIP64, _UNICODE_PATH, _EXTRA = 0x0001, 0x7075, Struct("<2H")
STORED, DEFLATED, _VERSION = 0, 8, 63
_SYMLINK, _KINDS, _ORDINARY = 0o120000, 0o170000, (0, 0o100000, 0o040000)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the central directory says; `start` and `end` are where its packed bytes stand."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    start: int = 0

    @property
    def end(self) -> int:
        """The first byte after the packed ones."""
        return self.start + self.packed

    @property
    def folder(self) -> bool:
        """Whether it is a folder and holds nothing."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Directory:
    offset: int
    size: int
    count: int


def read_entries(content: bytes, limits: Limits) -> tuple[tuple[Entry, ...], tuple[RefusedError, ...]]:
    """The members of an archive, and why it may not be opened."""
    try:
        directory = _find_directory(content)
        if directory.count > limits.members:
            raise refuse(codes.LARGE, "", directory.count, limit=limits.members)
        entries = tuple(_located(content, entry, directory) for entry in _central(content, directory))
    except codes.RefusedError as refused:
        return (), (refused,)
    found = tuple(_names(entries, limits)) or tuple(_tiles(entries, directory)) or tuple(_locals(content, entries, directory))
    return entries, found[: limits.problems]


def _find_directory(content: bytes) -> _Directory:
    position = content.rfind(_END_SIGN, max(0, len(content) - _MOST_COMMENT - _END.size))
    if position < 0 or position + _END.size > len(content):
        raise refuse(codes.DAMAGED, "", len(content))
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(content, position)
    rest = len(content) - position - _END.size - comment
    if rest:
        raise refuse(codes.POLYGLOT if rest > 0 else codes.DAMAGED, "", rest if rest > 0 else len(content))
    if disk or first_disk or here != count:
        raise refuse(codes.STRUCTURE, "", f"{disk} {first_disk} {here} {count}")
    directory, end = _larger(content, position, _Directory(offset, size, count))
    if directory.offset + directory.size != end:
        raise refuse(codes.STRUCTURE if content.startswith(LOCAL_SIGN) else codes.POLYGLOT, "", directory.offset + directory.size)
    return directory


def _larger(content: bytes, position: int, said: _Directory) -> tuple[_Directory, int]:
    """What the zip64 records say, which must be what the old one says, and where the directory must end."""
    at = position - _LOCATOR.size
    if at < 0 or content[at : at + 4] != _LOCATOR_SIGN:
        return said, position
    _, _, where, _ = _LOCATOR.unpack_from(content, at)
    if where + _END64.size != at or content[where : where + 4] != _END64_SIGN:
        raise refuse(codes.STRUCTURE, "zip64", where)
    *_, here, count, size, offset = _END64.unpack_from(content, where)
    pairs = ((said.count, count, _SHORT), (said.size, size, _LONG), (said.offset, offset, _LONG), (here, count, None))
    if any(old not in (new, sentinel) for old, new, sentinel in pairs):
        raise refuse(codes.STRUCTURE, "zip64", f"{count} {size} {offset}")
    return _Directory(offset, size, count), where


def _central(content: bytes, directory: _Directory) -> Iterator[Entry]:
    position, end = directory.offset, directory.offset + directory.size
    for _ in range(directory.count):
        if position + _CENTRAL.size > end or content[position : position + 4] != _CENTRAL_SIGN:
            raise refuse(codes.STRUCTURE, "", position)
        fields = _CENTRAL.unpack_from(content, position)
        stop = position + _CENTRAL.size + sum(fields[10:13])
        if stop > end:
            raise refuse(codes.STRUCTURE, "", position)
        yield _entry(content[position + _CENTRAL.size : stop], fields)
        position = stop
    if position != end:
        raise refuse(codes.STRUCTURE, "", position)


def _entry(tail: bytes, fields: tuple[int, ...]) -> Entry:
    flags, method, crc, packed, size, name_length, extra_length = (fields[index] for index in (3, 4, 7, 8, 9, 10, 11))
    raw = tail[:name_length]
    name = read_name(raw, utf8=bool(flags & _UTF8))
    if fields[2] > _VERSION or fields[13] or flags & ~_KNOWN:
        raise refuse(codes.STRUCTURE, name, f"version {fields[2]} disk {fields[13]} flags {flags:04X}")
    extra = _extras(tail[name_length : name_length + extra_length], name)
    second = extra.get(_UNICODE_PATH)
    if second is not None and second[5:] != name.encode("utf-8", "surrogateescape"):
        raise refuse(codes.NAME, name, second[5:].decode("utf-8", "replace"))
    size, packed, offset = _wide(extra.get(_ZIP64, b""), name, size, packed, fields[16])
    return Entry(name, raw, flags, method, crc, packed, size, offset, fields[15] >> 16)


def _extras(block: bytes, name: str) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    position = 0
    while position + _EXTRA.size <= len(block):
        kind, length = _EXTRA.unpack_from(block, position)
        position += _EXTRA.size
        if position + length > len(block) or (kind in found and kind in (_ZIP64, _UNICODE_PATH)):
            raise refuse(codes.STRUCTURE, name, f"{kind:04X}")
        found[kind] = block[position : position + length]
        position += length
    return found


def _wide(block: bytes, name: str, *narrow: int) -> tuple[int, ...]:
    """Sizes and offset with the ones that stand in the zip64 field, in their order."""
    wide = iter(block[at : at + 8] for at in range(0, len(block) - 7, 8))
    found = tuple(value if value != _LONG else int.from_bytes(next(wide, b""), "little") for value in narrow)
    if _LONG in narrow and len(block) < 8 * narrow.count(_LONG):
        raise refuse(codes.STRUCTURE, name, "zip64")
    return found


def _located(content: bytes, entry: Entry, directory: _Directory) -> Entry:
    if entry.offset + _LOCAL.size > directory.offset:
        raise refuse(codes.OVERLAP, entry.name, entry.offset)
    fields = _LOCAL.unpack_from(content, entry.offset)
    if fields[0] != LOCAL_SIGN:
        raise refuse(codes.STRUCTURE, entry.name, entry.offset)
    start = entry.offset + _LOCAL.size + fields[9] + fields[10]
    return replace(entry, start=start)


def _names(entries: tuple[Entry, ...], limits: Limits) -> Iterator[RefusedError]:
    for entry in entries:
        if why := hostile(entry.name, limits.name):
            yield refuse(codes.NAME, entry.name, why)
        if entry.mode & _KINDS not in _ORDINARY:
            yield refuse(codes.NAME, entry.name, "symlink" if entry.mode & _KINDS == _SYMLINK else f"mode {entry.mode:o}")
        if entry.flags & _ENCRYPTED:
            yield refuse(codes.PASSWORD, entry.name)
        if entry.method not in (STORED, DEFLATED):
            yield refuse(codes.STRUCTURE, entry.name, f"method {entry.method}")
    yield from (refuse(codes.TWICE, name, other) for name, other in same_names([entry.name for entry in entries]))


def _tiles(entries: tuple[Entry, ...], directory: _Directory) -> Iterator[RefusedError]:
    """Members that lie over each other or reach out of their part of the file."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    for entry in ordered:
        if entry.end > directory.offset:
            yield refuse(codes.OVERLAP, entry.name, entry.end)
    for entry, following in pairwise(ordered):
        if following.offset < entry.end:
            yield refuse(codes.OVERLAP, following.name, entry.name)


def _locals(content: bytes, entries: tuple[Entry, ...], directory: _Directory) -> Iterator[RefusedError]:
    """Local headers that say something else than the directory, and bytes between members that belong to nobody."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    if ordered and ordered[0].offset:
        yield refuse(codes.POLYGLOT, ordered[0].name, ordered[0].offset)
    ends = [entry.offset for entry in ordered[1:]] + [directory.offset]
    for entry, end in zip(ordered, ends, strict=True):
        if why := _differs(content, entry) or _gap(content[entry.end : end], entry):
            yield refuse(codes.STRUCTURE, entry.name, why)


def _differs(content: bytes, entry: Entry) -> str:
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(content, entry.offset)
    name_end = entry.offset + _LOCAL.size + name_length
    raw = content[name_end - name_length : name_end]
    same = _ENCRYPTED | _LATER | (0 if raw.isascii() else _UTF8)
    if raw != entry.raw or method != entry.method or (flags ^ entry.flags) & same:
        return "local header"
    try:
        extra = _extras(content[name_end : name_end + extra_length], entry.name)
        size, packed = _wide(extra.get(_ZIP64, b""), entry.name, size, packed)
    except codes.RefusedError:
        return "local extra"
    said, known = (crc, packed, size), (entry.crc, entry.packed, entry.size)
    later = flags & _LATER and all(value in (0, fact) for value, fact in zip(said, known, strict=True))
    return "" if said == known or later else f"{packed}/{size}"


def _gap(gap: bytes, entry: Entry) -> str:
    """What stands between a member and the next: nothing, or its data descriptor."""
    if not gap:
        return "" if not entry.flags & _LATER or _full(entry) else "descriptor"
    body = gap[4:] if gap.startswith(_DESCRIPTOR_SIGN) and len(gap) in (16, 24) else gap
    wanted = (Struct(form).pack(entry.crc, entry.packed, entry.size) for form in ("<3I", "<IQQ"))
    return "" if entry.flags & _LATER and body in wanted else f"+{len(gap)}"


def _full(entry: Entry) -> bool:
    """A member whose descriptor was left out: only an empty one needs none."""
    return entry.size == 0 and entry.packed == 0
