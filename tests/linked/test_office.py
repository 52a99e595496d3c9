"""Reports that LibreOffice opened and saved, as .docx and as .odt, once untouched and once edited; Word and WPS are not to be had here."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from tests.linked import editor
from tests.linked.editor import W
from tests.linked.test_drift import FIGURE, NAME, at, changed_evaluation, paragraph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lxml.etree import _Element

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(editor.OFFICE is None, reason="no office program (make office): reports through LibreOffice"),
]


def saved(content: bytes, kinds: tuple[str, ...], folder: Path) -> bytes:
    """The report opened and saved, from one kind to the next."""
    path = folder / "报告.docx"
    path.write_bytes(content)
    for kind in kinds:
        path = editor.through_office(path, kind, folder)
    return path.read_bytes()


def hand(root: _Element) -> None:
    """Words before, after and in figures, a paragraph moved, one copied, one digit changed."""
    mark = at(root)
    mark.addprevious(editor.run("经复核，"))
    editor.inside(mark)[0].text = f"约{FIGURE}"
    whole = paragraph(mark)
    whole.append(editor.run("以上为手工补充的话。"))
    body = next(root.iter(f"{W}body"))
    body.remove(whole)
    body.insert(3, whole)
    other = paragraph(editor.find(root, "99.62"))
    twin = copy.deepcopy(other)
    other.addnext(twin)
    editor.inside(editor.find(root, "28.89%"))[0].text = "28.98%"


@pytest.mark.parametrize("kinds", [("docx",), ("odt",), ("odt", "docx")])
@pytest.mark.parametrize("name", [NAME, "004-bianban-2023"])
def test_a_report_that_was_only_saved_again_is_the_same(
    name: str,
    kinds: tuple[str, ...],
    reports: dict[str, bytes],
    filed: dict[str, Filed],
    look: Callable[..., Looked],
    tmp_path: Path,
) -> None:
    content = saved(reports[name], kinds, tmp_path)
    for evaluation in (None, filed[name]):
        looked = look(content, evaluation, f"报告.{kinds[-1]}")
        assert [(each.kind, each.old, each.new, each.place) for each in looked.drifts] == []
        assert [each.code for each in looked.problems if each.code.startswith("DC")] == []
        assert looked.counts["same"] == len(editor.marks(editor.body(reports[name])))


@pytest.mark.parametrize("kinds", [("docx",), ("odt",), ("odt", "docx")])
def test_what_a_hand_did_is_seen_after_libreoffice_saved_it(
    kinds: tuple[str, ...], reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked], tmp_path: Path
) -> None:
    content = saved(editor.changed(reports[NAME], hand), kinds, tmp_path)
    looked = look(content, filed[NAME], f"报告.{kinds[-1]}")
    assert [(each.kind, each.old, each.new) for each in looked.drifts] == [("changed", "28.89%", "28.98%")]


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_digits_changed_in_the_file_that_libreoffice_wrote_are_named(
    kind: str, reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked], tmp_path: Path
) -> None:
    """Twelve figures, one digit each, in LibreOffice's own XML."""
    content, chance = saved(reports[NAME], (kind,), tmp_path), random.Random(52026)  # noqa: S311 - a seed
    for _ in range(12):
        made, name = one_digit(content, chance, "word/document.xml" if kind == "docx" else "content.xml")
        looked = look(made, filed[NAME], f"报告.{kind}")
        assert [(each.kind, each.bound.mark.name if each.bound else "") for each in looked.drifts] == [("changed", name)]


def one_digit(content: bytes, chance: random.Random, part: str) -> tuple[bytes, str]:
    """One digit between a beginning and the next mark, wherever the office program put it."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    begins = (
        r'<w:bookmarkStart [^>]*w:name="(hjw?_[^"]+)"[^>]*/>'
        if part.startswith("word")
        else r'<text:bookmark-start text:name="(hjw?_[^"]+)"/>'
    )
    stop = "<w:bookmark" if part.startswith("word") else "<text:bookmark"
    places = []
    for found in re.finditer(begins, text):
        end = text.index(stop, found.end())
        inner = re.sub(r"<[^>]*>", lambda tag: " " * len(tag[0]), text[found.end() : end])
        places += [(found.end() + digit.start(), found[1]) for digit in re.finditer(r"[0-9]", inner)]
    at_, name = chance.choice(places)
    changed = text[:at_] + chance.choice([d for d in "0123456789" if d != text[at_]]) + text[at_ + 1 :]
    parts[part] = changed.encode()
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for each, data in parts.items():
            archive.writestr(each, data, ZIP_STORED if each == "mimetype" else ZIP_DEFLATED)
    return out.getvalue(), name


def test_a_report_that_libreoffice_saved_can_be_refreshed(
    reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk, tmp_path: Path
) -> None:
    content = saved(editor.changed(reports[NAME], hand), ("odt", "docx"), tmp_path)
    newer = changed_evaluation(filed[NAME], {FIGURE: "1200.00万元", "1320.43": "1400.00"})
    looked = look(content, newer)
    made, done, problems = desk.refresh(looked)
    assert made is not None
    assert problems == ()
    assert {each.old for each in done} == {FIGURE, "1320.43"}
    assert "经复核，约1200.00万元" in editor.said(made)
    assert editor.said(made) == editor.said(content).replace(FIGURE, "1200.00万元").replace("1320.43", "1400.00")
    assert [(each.kind, each.new) for each in look(made, newer).drifts] == [("changed", "28.98%")]


@pytest.mark.parametrize("kinds", [("odt",)])
def test_an_odt_is_restored_and_refreshed_as_it_stands_and_libreoffice_opens_it(
    kinds: tuple[str, ...],
    reports: dict[str, bytes],
    filed: dict[str, Filed],
    look: Callable[..., Looked],
    desk: Desk,
    tmp_path: Path,
) -> None:
    plain = saved(reports[NAME], kinds, tmp_path)
    edited = with_text(plain, ">28.89%<", ">28.98%<")
    looked = look(edited, filed[NAME], "报告.odt")
    assert [(each.kind, each.new) for each in looked.drifts] == [("changed", "28.98%")]
    back, done, problems = desk.restore(looked, looked.drifts)
    assert back is not None
    assert (problems, len(done)) == ((), 1)
    assert said_of(back) == said_of(plain)
    with ZipFile(BytesIO(back)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    newer = changed_evaluation(filed[NAME], {FIGURE: "1200.00万元", "1320.43": "—"})
    looked = look(edited, newer, "报告.odt")
    made, done, problems = desk.refresh(looked)
    assert made is not None
    assert problems == ()
    assert said_of(made) == said_of(edited).replace(FIGURE, "1200.00万元").replace("1320.43", "—")
    assert [(each.kind, each.new) for each in look(made, newer, "报告.odt").drifts] == [("changed", "28.98%")]
    (tmp_path / "更新.odt").write_bytes(made)
    again = editor.through_office(tmp_path / "更新.odt", "docx", tmp_path).read_bytes()
    assert "1200.00万元" in editor.said(again)
    assert [(each.kind, each.new) for each in look(again, newer).drifts] == [("changed", "28.98%")]


def with_text(content: bytes, old: str, new: str) -> bytes:
    """An .odt with the first of some letters of its text changed."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(old.encode(), new.encode(), 1)
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


def said_of(content: bytes) -> str:
    """The text of an .odt without its tags."""
    with ZipFile(BytesIO(content)) as archive:
        text = re.sub(r"<svg:(title|desc)>.*?</svg:\1>", "", archive.read("content.xml").decode(), flags=re.DOTALL)
        return re.sub(r"<[^>]*>", "", text)


def test_pictures_keep_what_they_say_through_libreoffice_and_are_drawn_again(
    reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk, tmp_path: Path
) -> None:
    old = filed[NAME]
    drawing = old.pictures[0]
    newer = type(old)(old.unit, old.year, old.parts, old.static, (replace(drawing, said=f"{drawing.said}新"), *old.pictures[1:]))
    for kind in ("docx", "odt"):
        content = saved(reports[NAME], (kind,), tmp_path)
        assert [each.kind for each in look(content, old, f"报告.{kind}").drifts] == []
        looked = look(content, newer, f"报告.{kind}")
        assert [each.key for each in looked.drifts] == ["picture-1"]
        made, _, problems = desk.refresh(looked)
        assert made is not None, [each.message for each in problems]
        assert look(made, newer, f"报告.{kind}").drifts == ()


def test_an_odt_with_a_script_or_a_foreign_member_is_refused(reports: dict[str, bytes], desk: Desk, tmp_path: Path) -> None:
    content = saved(reports[NAME], ("odt",), tmp_path)
    for name, data, code in (
        ("Basic/Standard/Module1.xml", b"<x/>", "RD79"),
        ("Object 1/content.xml", b"<x/>", "RD79"),
        ("Pictures/a.png", b"MZ" + bytes(200), "RD79"),
    ):
        with ZipFile(BytesIO(content)) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            for each, old in {**parts, name: data}.items():
                archive.writestr(each, old)
        path = tmp_path / "坏.odt"
        path.write_bytes(out.getvalue())
        looked, problems = desk.look(path)
        assert (looked, [each.code for each in problems]) == (None, [code])
