"""H9: pictures by the header alone."""

from __future__ import annotations

import struct

import pytest
from tests.hostile.documents import docx_parts, told, zipped

PART = "word/media/image1.png"


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(20)


def jpeg(width: int, height: int, note: int = 10, notes: int = 1) -> bytes:
    start = b"\xff\xd8" + (b"\xff\xe1" + struct.pack(">H", note) + bytes(note - 2)) * notes
    return start + b"\xff\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(20)


def picture(content: bytes) -> list[tuple[str, str, str]]:
    return told("a.docx", zipped(docx_parts() | {PART: content}))


@pytest.mark.parametrize("content", [png(800, 600), jpeg(800, 600), jpeg(800, 600, 60_000, 5), b"GIF89a\x02\0\x02\0" + bytes(20)])
def test_a_picture_of_ordinary_size_is_read(content: bytes) -> None:
    assert picture(content) == []


@pytest.mark.parametrize("content", [png(30_000, 30_000), jpeg(30_000, 30_000)])
def test_h9_a_picture_with_too_many_points_is_refused_by_its_header(content: bytes) -> None:
    assert picture(content) == [("RD84", PART, "30000 × 30000")]


@pytest.mark.parametrize(
    "content", [b"SIMPLE  =  T", b"GDEF" + bytes(30), b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", png(0, 5)]
)
def test_h9_a_picture_of_a_format_that_nobody_needs_is_refused(content: bytes) -> None:
    assert [line[:2] for line in picture(content)] == [("RD85", PART)]


@pytest.mark.parametrize("content", [b"MZ" + bytes(100), b"\x7fELF" + bytes(100), b"%PDF-1.7"])
def test_h9_a_program_behind_the_name_of_a_picture_is_refused(content: bytes) -> None:
    assert [line[:2] for line in picture(content)] == [("RD79", PART)]
