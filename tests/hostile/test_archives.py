"""H1 to H4: archives that different readers would read in different ways, or that ask for more than there is."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from tests.clock import cheapest
from tests.hostile.archives import ENCRYPTED, LATER, STORED, UTF8, Piece, archive, deflated, overlapping
from tests.hostile.documents import WORD, docx_parts, opened, told, zipped

from hengji.reading.gate.inflate import Budget, unpack
from hengji.reading.gate.limits import LIMITS
from hengji.reading.gate.opening import Opened, open_file
from hengji.reading.gate.zip import read_entries

MIB = 2**20
NOTE = Piece("a.txt", b"15.47 " * 20)
BOMB = deflated(bytes(20 * MIB))
STOPPED = str((200 * len(BOMB) // 2**16 + 1) * 2**16)


def test_an_honest_archive_opens_and_gives_its_members() -> None:
    found = opened("附件.zip", archive(NOTE, Piece("附件/b.txt", b"x", STORED), Piece("附件/", method=STORED)))
    assert {name: member.read() for name, member in found.members.items()} == {"a.txt": NOTE.data, "附件/b.txt": b"x"}


def test_what_libraries_see_is_an_archive_that_we_wrote() -> None:
    content = opened("自评报告.docx", zipped(docx_parts())).repacked()
    with zipfile.ZipFile(BytesIO(content)) as read:
        assert {name: read.read(name) for name in read.namelist()} == docx_parts()


def test_h1_members_that_overlap_are_named_before_anything_is_unpacked() -> None:
    content = overlapping(1_500, b"0" * MIB)
    assert told("炸弹.zip", content)[0] == ("RD69", "1", "0")


def test_h1_costs_no_more_than_a_few_times_what_listing_the_names_costs() -> None:
    content = overlapping(1_500, b"0" * MIB)
    listing = cheapest(lambda: zipfile.ZipFile(BytesIO(content)).close(), 5)
    tracemalloc.start()
    open_file("炸弹.zip", content)
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert cheapest(lambda: open_file("炸弹.zip", content), 5) < 10 * listing
    assert memory < 8 * MIB


def test_h1_two_members_at_the_same_place_overlap() -> None:
    assert told("a.zip", archive(NOTE, replace(NOTE, name="b.txt", said_offset=0))) == [("RD69", "b.txt", "a.txt")]


@pytest.mark.parametrize("piece", [replace(NOTE, said_offset=10_000), replace(NOTE, said_packed=10_000, flags=LATER)])
def test_h1_a_member_outside_the_file_is_named(piece: Piece) -> None:
    assert [line[:2] for line in told("a.zip", archive(piece))] == [("RD69", "a.txt")]


def test_h2_a_bomb_stops_at_the_ratio_and_says_where() -> None:
    assert told("a.zip", archive(Piece("a.txt", bytes(20 * MIB)))) == [("RD70", "a.txt", STOPPED)]


def test_h2_a_bomb_whose_headers_lie_stops_at_the_same_byte() -> None:
    lying = Piece("a.txt", b"x" * 100, packed=BOMB)
    assert told("a.zip", archive(lying)) == [("RD70", "a.txt", STOPPED)]


def test_h2_many_members_together_stop_at_the_total() -> None:
    small = replace(LIMITS, unpacked=3 * MIB, ratio=10_000)
    content = archive(*(Piece(f"{number}.txt", bytes(MIB)) for number in range(5)))
    found = open_file("a.zip", content, limits=small)
    assert not isinstance(found, Opened)
    assert [(each.code, each.place.where, each.found) for each in found] == [("RD70", "3.txt", str(3 * MIB + 2**16))]


def test_h2_one_member_stops_at_its_limit() -> None:
    found = open_file("a.zip", archive(Piece("a.txt", bytes(3 * MIB))), limits=replace(LIMITS, member=2 * MIB, ratio=10_000))
    assert not isinstance(found, Opened)
    assert [(each.code, each.found) for each in found] == [("RD70", str(2 * MIB + 2**16))]


def test_h2_unpacking_a_bomb_takes_memory_for_one_piece_only() -> None:
    content = archive(Piece("a.txt", bytes(80 * MIB)))
    limits = replace(LIMITS, ratio=10_000)
    (entry,), _ = read_entries(content, limits)
    tracemalloc.start()
    assert sum(map(len, unpack(content, entry, limits, Budget(limits.unpacked)))) == 80 * MIB
    assert tracemalloc.get_traced_memory()[1] < MIB
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        (replace(NOTE, said_size=121), "120 ≠ 121"),
        (replace(NOTE, said_size=119), "120 ≠ 119"),
        (replace(NOTE, said_crc=1), "CRC"),
    ],
)
def test_h2_sizes_and_sums_that_are_not_true_are_refused(piece: Piece, found: str) -> None:
    assert told("a.zip", archive(piece)) == [("RD74", "a.txt", found)]


def test_h2_a_file_above_the_limit_of_uploads_is_not_even_looked_at() -> None:
    found = open_file("a.zip", archive(NOTE), limits=replace(LIMITS, upload=100))
    assert not isinstance(found, Opened)
    assert [each.code for each in found] == ["RD71"]


def test_h2_more_than_2000_members_are_too_many() -> None:
    assert told("a.zip", archive(*(Piece(f"{number}", b"", STORED) for number in range(2_001)))) == [("RD71", "", "2001")]


@pytest.mark.parametrize(
    ("name", "where", "found"),
    [
        ("../../etc/x", "../../etc/x", ".."),
        ("/abs", "/abs", "/"),
        ("C:\\x", "C:\\x", ":"),
        ("..\\y", "..\\y", "\\"),
        ("a\0b.docx", "aU+0000b.docx", "U+0000"),
        ("a\u202ecod.exe", "aU+202Ecod.exe", "U+202E"),
        ("附件/CON.txt", "附件/CON.txt", "CON.txt"),
        ("com1", "com1", "com1"),
        ("a./b", "a./b", "a."),
        ("a//b", "a//b", "/"),
        ("x" * 300, "x" * 119 + "…", "300 > 255"),
        (b"a\xff.txt", "aU+DCFF.txt", "U+DCFF"),
    ],
)
def test_h3_a_hostile_name_is_shown_and_never_used(name: str | bytes, where: str, found: str) -> None:
    assert told("a.zip", archive(Piece(name, b"x", flags=UTF8))) == [("RD72", where, found)]


def test_h3_a_symbolic_link_is_refused() -> None:
    assert told("a.zip", archive(Piece("a.txt", b"/etc/passwd", mode=0o120777))) == [("RD72", "a.txt", "symlink")]


def test_h3_a_device_is_refused() -> None:
    assert told("a.zip", archive(Piece("a.txt", b"", mode=0o020644))) == [("RD72", "a.txt", "mode 20644")]


def test_h3_a_name_in_the_encoding_of_a_chinese_desk_is_decoded_for_people() -> None:
    assert list(opened("a.zip", archive(Piece("报告.txt".encode("gbk"), b"x", flags=0))).members) == ["报告.txt"]


def test_h3_a_second_name_in_the_extra_field_is_refused() -> None:
    other = b"\1" + bytes(4) + b"other.txt"
    extra = struct.pack("<2H", 0x7075, len(other)) + other
    assert told("a.zip", archive(replace(NOTE, extra=extra))) == [("RD72", "a.txt", "other.txt")]


def test_h4_two_members_with_one_name_are_refused() -> None:
    parts = [Piece(name, data) for name, data in docx_parts().items()]
    assert told("a.docx", archive(*parts, Piece(WORD, b"<other/>"))) == [("RD73", WORD, WORD)]


@pytest.mark.parametrize(("one", "other"), [("A.txt", "a.TXT"), ("é.txt", "e\u0301.txt"), ("straße", "STRASSE"), ("a", "a/b")])
def test_h4_names_that_some_file_system_takes_for_one_are_refused(one: str, other: str) -> None:
    assert told("a.zip", archive(Piece(one, b"1"), Piece(other, b"2"))) == [("RD73", other, one)]


@pytest.mark.parametrize("flags", [ENCRYPTED, ENCRYPTED | 1 << 6, 1 << 13])
def test_h10_an_encrypted_member_has_the_code_of_passwords(flags: int) -> None:
    assert [line[:2] for line in told("a.zip", archive(replace(NOTE, flags=flags)))] == [("RD63", "a.txt")]


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        (replace(NOTE, local_name=b"b.txt"), "local header"),
        (replace(NOTE, local_method=STORED), "local header"),
        (replace(NOTE, local_size=5), f"{len(NOTE.body)}/5"),
        (replace(NOTE, gap=b"hidden"), "+6"),
        (replace(NOTE, local_flags=ENCRYPTED), "local header"),
        (replace(NOTE, flags=LATER), "descriptor"),
        (replace(NOTE, flags=LATER, descriptor=bytes(16)), "+16"),
        (replace(NOTE, method=12, packed=b"x"), "method 12"),
        (replace(NOTE, version=157), "version 157 disk 0 flags 0000"),
        (replace(NOTE, flags=1 << 5), "version 20 disk 0 flags 0020"),
        (replace(NOTE, extra=b"\1\0\xff\xff"), "0001"),
    ],
)
def test_a_local_header_that_disagrees_with_the_directory_is_refused(piece: Piece, found: str) -> None:
    assert told("a.zip", archive(piece)) == [("RD74", "a.txt", found)]


def test_a_member_that_the_directory_does_not_list_is_found() -> None:
    hidden = replace(NOTE, name="b.txt", listed=False)
    found = [told("a.zip", archive(hidden, NOTE)), told("a.zip", archive(NOTE, hidden))]
    assert [[line[:2] for line in each] for each in found] == [[("RD68", "a.txt")], [("RD74", "a.txt")]]


def test_bytes_behind_the_end_of_a_packed_member_are_found() -> None:
    assert told("a.zip", archive(replace(NOTE, packed=NOTE.body + b"more"))) == [("RD61", "a.txt", str(len(NOTE.body) + 4))]


@pytest.mark.parametrize(("at", "value"), [(4, 1), (6, 1), (8, 2), (8, 0)])
def test_an_end_that_speaks_of_other_disks_or_counts_is_refused(at: int, value: int) -> None:
    content = bytearray(archive(NOTE))
    struct.pack_into("<H", content, len(content) - 22 + at, value)
    assert [line[0] for line in told("a.zip", bytes(content))] == ["RD74"]


def test_a_directory_that_is_longer_than_its_count_is_refused() -> None:
    content = bytearray(archive(NOTE, replace(NOTE, name="b.txt")))
    struct.pack_into("<2H", content, len(content) - 22 + 8, 1, 1)
    assert [line[0] for line in told("a.zip", bytes(content))] == ["RD74"]


@pytest.mark.parametrize("form", ["<4s3I", "<3I", "<4sIQQ", "<IQQ"])
def test_a_true_data_descriptor_of_any_form_is_read(form: str) -> None:
    facts = (zlib.crc32(NOTE.data), len(NOTE.body), len(NOTE.data))
    descriptor = struct.pack(form, *((b"PK\x07\x08", *facts) if "s" in form else facts))
    assert told("a.zip", archive(replace(NOTE, flags=LATER, descriptor=descriptor))) == []


def test_zip64_fields_that_are_true_are_read() -> None:
    extra = struct.pack("<2HQ", 1, 8, len(NOTE.data))
    assert told("a.zip", archive(replace(NOTE, said_size=0xFFFFFFFF, extra=extra))) == []


def test_zip64_fields_that_are_missing_are_refused() -> None:
    assert told("a.zip", archive(replace(NOTE, said_size=0xFFFFFFFF))) == [("RD74", "a.txt", "zip64")]


def test_a_library_that_writes_zip64_and_descriptors_is_understood() -> None:
    class Stream(BytesIO):
        def seekable(self) -> bool:
            return False

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, made.open("a.txt", "w", force_zip64=True) as member:
        member.write(b"15.47" * 100)
    assert opened("a.zip", out.getvalue()).members["a.txt"].read() == b"15.47" * 100


def _with_zip64_end(shift: int, more: int = 0) -> bytes:
    content = archive(NOTE)
    body, end = content[:-22], content[-22:]
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2IH", end)
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count + more, count + more, size, offset + shift)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(body), 1)
    return body + record + locator + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def test_a_zip64_end_is_read_where_it_is_true_and_refused_where_it_is_not() -> None:
    assert [told("a.zip", _with_zip64_end(shift)) for shift in (0, 5)] == [[], [("RD74", "", str(len(archive(NOTE)) - 17))]]


def test_a_zip64_end_that_contradicts_the_old_one_is_refused() -> None:
    assert [line[:2] for line in told("a.zip", _with_zip64_end(0, more=1))] == [("RD74", "zip64")]


@pytest.mark.parametrize("after", [b"x", b"%PDF-1.7", bytes(1_000)])
def test_data_after_the_end_is_refused(after: bytes) -> None:
    assert told("a.zip", archive(NOTE) + after) == [("RD68", "", str(len(after)))]


def test_a_comment_belongs_to_the_archive() -> None:
    assert told("a.zip", archive(NOTE, comment=b"made at a desk")) == []


def test_data_before_the_first_member_is_refused_with_and_without_corrected_offsets() -> None:
    plain, gap = b"MZ" + archive(NOTE), archive(replace(NOTE, said_offset=4), shift=0)
    assert [told("a.zip", plain)[0][0], told("a.zip", gap)[0][0]] == ["RD66", "RD74"]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.rar", b"Rar!\x1a\x07\0rest", "rar"),
        ("a.7z", b"7z\xbc\xaf\x27\x1crest", "7z"),
        ("a.tgz", b"\x1f\x8b\x08rest", "gz"),
        ("a.tar", b"a" * 257 + b"ustar\0", "tar"),
        ("a.zip", archive(NOTE), "zip"),
        ("image.png", archive(NOTE), "zip"),
    ],
)
def test_an_archive_in_an_archive_is_refused_by_its_content(name: str, data: bytes, found: str) -> None:
    assert told("a.zip", archive(Piece(name, data))) == [("RD76", name, found)]


def test_an_archive_behind_the_name_of_an_xml_part_is_called_an_archive() -> None:
    assert told("a.docx", zipped(docx_parts() | {WORD: archive(NOTE)})) == [("RD76", WORD, "zip")]


def test_a_word_file_in_an_archive_is_an_attachment() -> None:
    found = opened("附件.zip", archive(Piece("自评报告.docx", zipped(docx_parts()))))
    assert opened("自评报告.docx", found.members["自评报告.docx"].read()).kind == "docx"


def test_no_more_problems_are_told_than_a_person_reads() -> None:
    assert len(told("a.zip", archive(*(Piece(f"../{number}", b"") for number in range(300))))) == LIMITS.problems
