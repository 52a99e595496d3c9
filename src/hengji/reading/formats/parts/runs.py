"""What a paragraph of a Word file prints: runs, fields, changes as if accepted, symbols, formulas; boxes and notes set aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.formats.parts.package import attribute, child, children, on, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from hengji.reading.formats.parts.marks import Marks
    from hengji.reading.formats.parts.styles import Styles

_GONE = frozenset({"w:del", "w:moveFrom"})
_NEW = frozenset({"w:ins", "w:moveTo"})
_SIGNS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
_SILENT = frozenset({"w:rPr", "w:pPr", "w:sdtPr", "w:sdtEndPr", "w:instrText", "w:delText", "w:delInstrText", "w:rt", "m:ctrlPr"})
_PICTURES = frozenset({"pic:pic", "v:imagedata"})
_BLANKS = str.maketrans("\r\n\t", "   ")
_SYMBOLS = {
    "wingdings": dict(zip(b"\x6c\x6e\x71\x72\x75\x9f\xa8\xd8\xe0\xf0\xfb\xfc\xfd\xfe", "●■❑❒◆•□➢→⇨✗✓☒☑", strict=True)),
    "wingdings 2": dict(zip(b"\x4f\x50\x51\x52\x53\x54\xa3", "✗✓☒☑☒☒□", strict=True)),
    "symbol": dict(zip(b"\x44\x53\xa3\xa5\xb0\xb1\xb3\xb4\xb7\xb8\xb9\xbb\xd7\xe5", "ΔΣ≤∞°±≥×•÷≠≈⋅∑", strict=True)),
}
_PRIVATE, _BYTE, _HEXADECIMAL, _MOST_LETTERS = 0xF000, 0xFF, 16, 6


@dataclass
class Mark:
    """How often something was met, where first, and what it said there."""

    count: int = 0
    place: str = ""
    found: str = ""

    def meet(self, place: str, found: str = "") -> None:
        """Once more."""
        if not self.count:
            self.place, self.found = place, found
        self.count += 1


@dataclass
class Seen:
    """What is told of a whole document, and what paragraphs refer to, in order."""

    place: str = ""
    changes: Mark = field(default_factory=Mark)
    hidden: Mark = field(default_factory=Mark)
    comments: Mark = field(default_factory=Mark)
    pictures: Mark = field(default_factory=Mark)
    marks: Marks | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)


class Runs:
    """One part of a Word file; a field may be open from one paragraph to the next."""

    def __init__(self, styles: Styles, seen: Seen) -> None:
        self._styles, self._seen = styles, seen
        self._fields: list[bool] = []
        self._out: list[str] = []
        self._hidden, self._paragraph_hidden = False, False
        self._on: dict[str, Callable[[_Element], None]] = {
            "w:r": self._run,
            "w:t": self._text,
            "m:t": self._text,
            "m:f": self._fraction,
            "w:sym": self._symbol,
            "w:fldChar": self._field,
            "w:footnoteReference": self._note,
            "w:endnoteReference": self._note,
            "w:commentReference": self._comment,
            "w:drawing": self._drawing,
            "w:pict": self._drawing,
            "w:object": self._drawing,
            "mc:AlternateContent": self._alternatives,
        }
        if seen.marks is not None:
            self._on |= {"w:bookmarkStart": self._begin, "w:bookmarkEnd": self._finish}

    def text(self, paragraph: _Element, *, hidden: bool) -> str:
        """What the paragraph prints; `hidden` where its style hides it."""
        self._out, self._paragraph_hidden = [], hidden
        self._children(paragraph)
        return "".join(self._out)

    def _children(self, element: _Element) -> None:
        for each in element:
            self._one(each)

    def _one(self, element: _Element) -> None:
        name = tag(element)
        if name in _GONE:
            self._seen.changes.meet(self._seen.place)
        elif name in _SIGNS:
            self._say(_SIGNS[name])
        elif name in self._on:
            self._on[name](element)
        elif name and name not in _SILENT:
            if name in _NEW:
                self._seen.changes.meet(self._seen.place)
            self._children(element)

    def _begin(self, element: _Element) -> None:
        if self._seen.marks is not None:
            self._out.append(self._seen.marks.begin(attribute(element, "id"), attribute(element, "name")))

    def _finish(self, element: _Element) -> None:
        if self._seen.marks is not None:
            self._out.append(self._seen.marks.finish(attribute(element, "id")))

    def _say(self, text: str) -> None:
        if self._seen.marks is not None:
            text = self._seen.marks.put_out(text)
        if not all(self._fields):
            return
        if self._hidden:
            if text.strip():
                self._seen.hidden.meet(self._seen.place, text)
            return
        self._out.append(text)

    def _run(self, run: _Element) -> None:
        properties = child(run, "w:rPr")
        vanish = child(properties, "w:vanish")
        if vanish is not None:
            self._hidden = on(vanish)
        else:
            style = child(properties, "w:rStyle")
            self._hidden = self._paragraph_hidden or (style is not None and self._styles.named(attribute(style, "val")).hidden)
        self._children(run)
        self._hidden = False

    def _text(self, element: _Element) -> None:
        self._say((element.text or "").translate(_BLANKS))

    def _fraction(self, element: _Element) -> None:
        self._children_of(child(element, "m:num"))
        self._say("/")
        self._children_of(child(element, "m:den"))

    def _children_of(self, element: _Element | None) -> None:
        if element is not None:
            self._children(element)

    def _symbol(self, element: _Element) -> None:
        letters = attribute(element, "char")
        try:
            code = int(letters, _HEXADECIMAL) if len(letters) <= _MOST_LETTERS else -1
        except ValueError:
            return
        known = (
            _SYMBOLS.get(attribute(element, "font").lower(), {}).get(code & _BYTE) if _PRIVATE <= code <= _PRIVATE | _BYTE else None
        )
        if known or 0 < code < 0xD800 or 0xE000 <= code < 0x110000:  # noqa: PLR2004 - what is a letter of Unicode
            self._say(known or chr(code))

    def _field(self, element: _Element) -> None:
        """A field prints its result only; what stands before the mark between is its instruction."""
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, element: _Element) -> None:
        self._seen.notes.append((tag(element), attribute(element, "id")))

    def _comment(self, element: _Element) -> None:
        self._seen.comments.meet(self._seen.place, attribute(element, "id"))

    def _alternatives(self, element: _Element) -> None:
        self._children_of(alternative(element))

    def _drawing(self, element: _Element) -> None:
        for each in _drawn(element):
            if tag(each) in _PICTURES:
                self._seen.pictures.meet(self._seen.place)
            elif not self._hidden:
                self._seen.boxes.append(each)


def alternative(element: _Element) -> _Element | None:
    """The first of several ways to say the same, so that a text box is read once."""
    found = next(children(element, "mc:Choice"), None)
    return found if found is not None else child(element, "mc:Fallback")


def _drawn(element: _Element) -> Iterator[_Element]:
    """Text boxes and pictures of a drawing; what is in a box is the box's own."""
    for each in element:
        name = tag(each)
        if name == "w:txbxContent" or name in _PICTURES:
            yield each
        elif name == "mc:AlternateContent":
            found = alternative(each)
            yield from _drawn(found) if found is not None else ()
        elif name:
            yield from _drawn(each)
