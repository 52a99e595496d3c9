"""Puts figures back into a text of LibreOffice (.odt): only the letters of a figure change, its bookmark's name, and pictures of ours. Runs in the jail."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hengji.writing.package import parse, written
from hengji.writing.relink import Edit, Redrawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, DRAW = f"{{{_SPACE}text:1.0}}", f"{{{_SPACE}drawing:1.0}}"
SVG, LINK = f"{{{_SPACE}svg-compatible:1.0}}", "{http://www.w3.org/1999/xlink}"
START, END, NAME = f"{TEXT}bookmark-start", f"{TEXT}bookmark-end", f"{TEXT}name"
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
PARTS = ("content.xml", "styles.xml")
KIND = "mimetype"
_SILENT = frozenset(
    f"{{{_SPACE}{name}"
    for name in (
        "text:1.0}tracked-changes", "office:1.0}annotation", "text:1.0}note", "text:1.0}ruby-text", "office:1.0}forms",
        "svg-compatible:1.0}title", "svg-compatible:1.0}desc", "drawing:1.0}text-box",
    )
)  # fmt: skip
_WHITE = re.compile("[ \t\r\n]+")
_PLAIN = re.compile(r"(?!.*  )[^\n\t]*", re.DOTALL)
_DATE = (1980, 1, 1, 0, 0, 0)
MILLIMETRES = 100


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter that prints: the element, whether it stands in its tail, and the span there that stands for it (−1: an element's own sign)."""

    element: _Element
    tail: bool
    first: int
    last: int
    printed: str


def rewrite(payload: bytes, edits: list[list[str | int | None]], pictures: list[list[str | int]]) -> bytes:
    """As `relink.rewrite`: one byte each for edits and pictures, a line end, the archive."""
    with ZipFile(BytesIO(payload)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    wanted = [Edit(*each) for each in edits]  # type: ignore[arg-type] # as `plain` gave them
    redrawn = [Redrawn(*each) for each in pictures]  # type: ignore[arg-type]
    done: dict[int, bool] = {}
    drawn: dict[int, bool] = {}
    turns: dict[str, int] = {}
    for part in PARTS:
        if part not in parts:
            continue
        root = parse(parts[part])
        for start in list(root.iter(START)):
            name = start.get(NAME) or ""
            turn = turns[name] = turns.get(name, -1) + 1
            for at, edit in enumerate(wanted):
                if at not in done and (edit.mark, edit.turn) == (name, turn):
                    done[at] = _made(root, start, edit)
        for at, picture in enumerate(redrawn):
            drawn[at] = drawn.get(at, False) or _drawn(root, picture, parts)
        parts[part] = written(root)
    said = "".join("1" if done.get(at) else "0" for at in range(len(wanted)))
    said += "".join("1" if drawn.get(at) else "0" for at in range(len(redrawn)))
    return said.encode() + b"\n" + _packed(parts)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The kind first and uncompressed, as the format wants it; fixed dates."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != KIND, name)):
            archive.writestr(ZipInfo(name, _DATE), parts[name], ZIP_STORED if name == KIND else ZIP_DEFLATED)
    return out.getvalue()


def _made(root: _Element, start: _Element, edit: Edit) -> bool:
    """One edit; False, and nothing changed, where the letters are not as they were read."""
    if edit.text is not None and (not _PLAIN.fullmatch(edit.text) or not _write(start, edit)):
        return False
    old = start.get(NAME)
    end = next((each for each in root.iter(END) if each.get(NAME) == old), None)
    for each in (start, end):
        if each is not None:
            each.set(NAME, edit.name)
    return True


def _write(start: _Element, edit: Edit) -> bool:
    paragraph = next((above for above in start.iterancestors() if above.tag in PARAGRAPHS), None)
    if paragraph is None or edit.text is None:
        return False
    letters: list[_Letter] = []
    before = _collect(paragraph, start, letters, -1)
    if before < 0:
        return False
    if not edit.old:
        start.tail = edit.text + (start.tail or "")
        return True
    cut = letters[before + edit.first : before + edit.last] if before + edit.first >= 0 else []
    if "".join(each.printed for each in cut) != edit.old or any(each.first < 0 for each in cut):
        return False
    first = cut[-edit.first if edit.first < 0 < edit.last else 0]
    for each in reversed(cut):  # from the back, so that the places in front stay
        text = (each.element.tail if each.tail else each.element.text) or ""
        new = edit.text if each is first else ""
        text = text[: each.first] + new + text[each.last :]
        if each.tail:
            each.element.tail = text
        else:
            each.element.text = text
    return True


def _collect(element: _Element, start: _Element, letters: list[_Letter], before: int) -> int:
    """Every letter that an element prints; how many of them stand before the mark, −1 where it is not inside."""
    _say(element, element.text, letters, tail=False)
    for each in element:
        if each is start:
            before = len(letters)
        if each.tag == f"{TEXT}s":
            count = each.get(f"{TEXT}c") or "1"
            letters += [_Letter(each, False, -1, -1, " ")] * min(int(count) if count.isascii() and count.isdigit() else 1, 1_024)
        elif each.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            letters.append(_Letter(each, False, -1, -1, "\t" if each.tag == f"{TEXT}tab" else "\n"))
        elif each.tag not in _SILENT:  # comments and instructions have no children
            before = _collect(each, start, letters, before)
        _say(each, each.tail, letters, tail=True)
    return before


def _say(element: _Element, text: str | None, letters: list[_Letter], *, tail: bool) -> None:
    at = 0
    for white in (*_WHITE.finditer(text or ""), None):
        stop = white.start() if white is not None else len(text or "")
        letters += [_Letter(element, tail, place, place + 1, (text or "")[place]) for place in range(at, stop)]
        if white is not None:
            letters.append(_Letter(element, tail, white.start(), white.end(), " "))
            at = white.end()


def _drawn(root: _Element, picture: Redrawn, parts: dict[str, bytes]) -> bool:
    """A picture of ours drawn anew: its bytes under their own name, its words, its size."""
    for frame in root.iter(f"{DRAW}frame"):
        image = frame.find(f"{DRAW}image")
        href = image.get(f"{LINK}href") if image is not None else None
        if frame.get(f"{DRAW}name") != picture.name or href not in parts:
            continue
        parts[href] = b64decode(picture.content)
        frame.set(f"{SVG}width", f"{picture.across / MILLIMETRES:.2f}mm")
        frame.set(f"{SVG}height", f"{picture.tall / MILLIMETRES:.2f}mm")
        for tag, words in ((f"{SVG}title", picture.title), (f"{SVG}desc", picture.said)):
            told = frame.find(tag)
            if told is not None:
                told.text = words
        return True
    return False
