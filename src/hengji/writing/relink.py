"""Puts figures back into a document of ours that a hand has edited: only the letters of a figure change, and its bookmark's name. Runs in the jail."""

from __future__ import annotations

import posixpath
from base64 import b64decode
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, cast
from zipfile import ZipFile

from hengji.writing.blocks import EMU, RELS
from hengji.writing.markup import RPR, SPACE, P, R, T, W, drop
from hengji.writing.package import BODY, TEXT_PARTS, pack, parse, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

START, END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}drawing", f"{W}pict", f"{W}object"})
WP, A = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
)
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_BLANKS = str.maketrans("\r\n\t", "   ")


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand from one letter to another of a bookmark, counted from its beginning, and the bookmark's new name.

    `old` is what stands there: an edit that finds something else is left alone. `text` None leaves the letters and changes the name alone.
    """

    mark: str
    turn: int
    first: int
    last: int
    old: str
    text: str | None
    name: str

    @property
    def plain(self) -> list[str | int | None]:
        """For the way into the jail."""
        return [self.mark, self.turn, self.first, self.last, self.old, self.text, self.name]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture of ours by the name of its drawing: the new PNG in base64, what is read aloud, and its size in hundredths of a millimetre."""

    name: str
    content: str
    title: str
    said: str
    across: int
    tall: int

    @property
    def plain(self) -> list[str | int]:
        """For the way into the jail."""
        return [self.name, self.content, self.title, self.said, self.across, self.tall]


def rewrite(payload: bytes, edits: list[list[str | int | None]], pictures: list[list[str | int]]) -> bytes:
    """The archive with the edits made and the pictures drawn anew; in front of it, one byte each, whether they could be (`1`, `0`), then a line end."""
    with ZipFile(BytesIO(payload)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    wanted = [Edit(*each) for each in edits]  # type: ignore[arg-type] # as `plain` gave them
    redrawn = [Redrawn(*each) for each in pictures]  # type: ignore[arg-type]
    done: dict[int, bool] = {}
    drawn: dict[int, bool] = {}
    turns: dict[str, int] = {}
    for part in sorted((name for name in parts if TEXT_PARTS.fullmatch(name)), key=lambda name: name != BODY):
        root = parse(parts[part])
        changed = False
        for start in list(root.iter(START)):
            name = start.get(f"{W}name") or ""
            turn = turns[name] = turns.get(name, -1) + 1
            for at, edit in enumerate(wanted):
                if at not in done and (edit.mark, edit.turn) == (name, turn):
                    done[at] = _made(root, start, edit)
                    changed |= done[at]
        if part == BODY:
            for at, picture in enumerate(redrawn):
                drawn[at] = _drawn(root, picture, parts)
                changed |= drawn[at]
        if changed:
            parts[part] = written(root)
    said = "".join("1" if done.get(at) else "0" for at in range(len(wanted)))
    said += "".join("1" if drawn.get(at) else "0" for at in range(len(redrawn)))
    return said.encode() + b"\n" + pack(parts)


def _drawn(root: _Element, picture: Redrawn, parts: dict[str, bytes]) -> bool:
    """A picture of ours drawn anew: its bytes under their own name, its words, its size."""
    targets = {each.get("Id"): each.get("Target") or "" for each in parse(parts[RELS])} if RELS in parts else {}
    for told in root.iter(f"{WP}docPr"):
        inline = told.getparent()
        blip = next(inline.iter(f"{A}blip"), None) if inline is not None else None
        target = targets.get(blip.get(EMBED), "") if blip is not None else ""
        part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("word", target))
        if told.get("name") != picture.name or inline is None or part not in parts:
            continue
        parts[part] = b64decode(picture.content)
        told.set("descr", picture.said)
        told.set("title", picture.title)
        for size in (*inline.iter(f"{WP}extent"), *(each for frame in inline.iter(f"{A}xfrm") for each in frame.iter(f"{A}ext"))):
            size.set("cx", str(picture.across * EMU))
            size.set("cy", str(picture.tall * EMU))
        return True
    return False


def _made(root: _Element, start: _Element, edit: Edit) -> bool:
    """One edit; False, and nothing changed, where the letters are not as they were read."""
    if edit.text is not None and not (_write(start, edit) if edit.old else _insert(root, start, edit)):
        return False
    start.set(f"{W}name", edit.name)
    return True


def _letters(paragraph: _Element, start: _Element) -> tuple[list[tuple[_Element, int]], str, int]:
    """Every letter that a paragraph prints with its element and its place there, the text, and how much of it stands before the mark."""
    where: list[tuple[_Element, int]] = []
    text, before = "", 0
    for element in _printed(paragraph):
        if element is start:
            before = len(text)
        elif element.tag == T:
            said = (element.text or "").translate(_BLANKS)
            where += [(element, at) for at in range(len(said))]
            text += said
        elif element.tag in BREAKS:
            where.append((element, 0))
            text += BREAKS[element.tag]
    return where, text, before


def _printed(element: _Element) -> Iterator[_Element]:
    for each in element:
        if each.tag in GONE or (each.tag == R and each.find(f"{RPR}/{W}vanish") is not None):
            continue
        yield each
        if each.tag not in {T, P}:
            yield from _printed(each)


def _paragraph(start: _Element) -> _Element | None:
    return next((above for above in start.iterancestors() if above.tag == P), None)


def _write(start: _Element, edit: Edit) -> bool:
    """New letters for old ones, in the run where the old ones began inside of the mark."""
    paragraph = _paragraph(start)
    if paragraph is None or edit.text is None:
        return False
    where, text, before = _letters(paragraph, start)
    first, last = before + edit.first, before + edit.last
    if first < 0 or text[first:last] != edit.old:
        return False
    element, at = where[max(first, before) if last > before else first]
    run = element.getparent()
    if element.tag != T or run is None:
        return False
    kept: dict[int, tuple[_Element, list[str]]] = {}
    for other, place in where[first:last]:
        if other.tag == T:
            kept.setdefault(id(other), (other, list(other.text or "")))[1][place] = ""
        else:
            drop(other)
    for other, letters in kept.values():
        other.text = "".join(letters)
        other.set(SPACE, "preserve")
    head, tail = (element.text or "")[:at], (element.text or "")[at:]
    element.text = head
    _put(element, edit.text, tail)
    return True


def _put(element: _Element, text: str, tail: str) -> None:
    """A text behind an element's own; line ends and tabs become breaks beside it."""
    last = element
    for number, line in enumerate(text.split("\n")):
        for place, word in enumerate(line.split("\t")):
            if number or place:
                broken = last.makeelement(f"{W}br" if not place else f"{W}tab")
                last.addnext(broken)
                last = broken.makeelement(T, {SPACE: "preserve"})
                broken.addnext(last)
            last.text = (last.text or "") + word
    last.text = (last.text or "") + tail
    last.set(SPACE, "preserve")


def _insert(root: _Element, start: _Element, edit: Edit) -> bool:
    """A text into a bookmark that was emptied, in the face of the run beside it."""
    paragraph = _paragraph(start)
    if paragraph is None or edit.text is None:
        return False
    near = next((each for each in (*start.itersiblings(preceding=True), *start.itersiblings()) if each.tag == R), None)
    run = start.makeelement(R)
    face = near.find(RPR) if near is not None else None
    if face is not None:
        run.append(deepcopy(face))
    letters = start.makeelement(T, {SPACE: "preserve"})
    run.append(letters)
    _put(letters, edit.text, "")
    number = start.get(f"{W}id")
    ends = cast("list[_Element]", [each for each in root.iter(END) if each.get(f"{W}id") == number])
    start.addnext(run)
    if ends and ends[0].getparent() is start.getparent():
        drop(ends[0])
        run.addnext(ends[0])
    return True
