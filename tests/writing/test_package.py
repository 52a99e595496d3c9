"""Archives and indented JSON written by hand, held against what Python's own library writes."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hypothesis import given
from hypothesis import strategies as st

from hengji.writing import printed
from hengji.writing.package import LEVEL, TYPES, pack

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=30,
)
PARTS = st.dictionaries(
    st.text("ab评分/.", min_size=1, max_size=9) | st.sampled_from([TYPES, "自评报告.docx", "a/b.xlsx"]),
    st.binary(max_size=400),
    min_size=1,
    max_size=6,
)


def by_the_library(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(parts, key=lambda name: (name != TYPES, name)):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            method = ZIP_STORED if name.endswith((".docx", ".xlsx", ".pdf")) else ZIP_DEFLATED
            entry.compress_type, entry.create_system, entry.external_attr = method, 3, 0o600 << 16
            archive.writestr(entry, parts[name], method, compresslevel=LEVEL)
    return out.getvalue()


@given(PARTS, st.data())
def test_an_archive_has_the_bytes_that_the_library_gives_it(parts: dict[str, bytes], data: st.DataObject) -> None:
    lasting = frozenset(data.draw(st.sets(st.sampled_from(sorted(parts)))))
    made = pack(parts, lasting)
    assert made == by_the_library(parts) == pack(parts)
    with ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


@given(TREES)
def test_indented_json_is_the_text_that_the_library_gives(tree: object) -> None:
    assert printed.text(tree) == json.dumps(tree, ensure_ascii=False, indent=1)
