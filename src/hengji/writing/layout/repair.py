"""Mends the setting of a Word file: only what the edits name changes, every other part and every word stays. Runs in the jail."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from hengji.writing.layout import feet
from hengji.writing.layout.order import W, child, put, strip
from hengji.writing.package import pack, parse, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

BODY, STYLES = "word/document.xml", "word/styles.xml"
P, R, SECTION = f"{W}p", f"{W}r", f"{W}sectPr"
_SINGLE = frozenset(f"{W}{name}" for name in ("tab", "ptab", "br", "cr", "noBreakHyphen"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FACES = {
    "ascii": ("ascii", "asciiTheme"),
    "high_ansi": ("hAnsi", "hAnsiTheme"),
    "east_asian": ("eastAsia", "eastAsiaTheme"),
    "complex": ("cs", "cstheme"),
}
_NO_GAPS = {f"{side}{kind}": 0 for side in ("before", "after") for kind in ("", "Lines", "Autospacing")}


def repaired(payload: bytes, edits: list[dict[str, Any]]) -> bytes:
    """The file with the edits done; the same bytes for the same edits."""
    with ZipFile(BytesIO(payload)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    if edits:
        root = parse(parts[BODY])
        _Work(root, parts).do(edits)
        parts[BODY] = written(root)
    return pack(parts)


class _Work:
    """The body as a tree, its paragraphs counted before anything changes."""

    def __init__(self, root: _Element, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self._root = root
        self._paragraphs = list(root.iter(P))
        self._sections = self._found_sections()
        self._letters: list[tuple[_Element, int, str]] = []
        self._on: dict[str, Callable[[dict[str, Any]], None]] = {
            "page": self._page,
            "paragraph": self._paragraph,
            "run": self._run,
            "mark": self._mark,
            "letter": self._letter,
            "feet": lambda _: None,
        }

    def do(self, edits: Sequence[dict[str, Any]]) -> None:
        """All of them; letters last and from behind, so that places stay right."""
        for edit in edits:
            self._on[edit["kind"]](edit)
        for run, at, text in sorted(self._letters, key=lambda each: -each[1]):
            _put_letter(run, at, text)
        numbered = sorted({edit["paragraph"] for edit in edits if edit["kind"] == "feet"})
        if numbered:
            feet.number(self._parts, self._sections, numbered, next(edit["values"] for edit in edits if edit["kind"] == "feet"))

    def _found_sections(self) -> list[_Element]:
        body = self._root.find(f"{W}body")
        if body is None:
            return []
        if body.find(SECTION) is None:
            body.append(body.makeelement(SECTION))
        return [each for each in self._root.iter(SECTION) if each.getparent() is body or _in_paragraph(each)]

    # ---- pages

    def _page(self, edit: dict[str, Any]) -> None:
        section, values = self._sections[edit["paragraph"]], edit["values"]
        if "width" in values:
            put(section, "pgSz", w=values["width"], h=values["height"])
        edges = {name: values[name] for name in ("top", "right", "bottom", "left", "gutter", "footer") if name in values}
        if edges:
            put(section, "pgMar", **edges)
        if "grid" in values:
            put(section, "docGrid", type=values["grid"], linePitch=values["pitch"], charSpace=values["space"])
            self._leave_grid()

    def _leave_grid(self) -> None:
        """What does not say that it stands on the grid does not: else tables and notes would be pulled apart by a grid that was not there."""
        if STYLES not in self._parts:
            return
        styles = parse(self._parts[STYLES])
        defaults = child(styles, "docDefaults")
        for name in ("rPr", "pPr"):
            put(child(child(defaults, f"{name}Default"), name), "snapToGrid", val=0)
        self._parts[STYLES] = written(styles)

    # ---- paragraphs and runs

    def _paragraph(self, edit: dict[str, Any]) -> None:
        properties, values = child(self._paragraphs[edit["paragraph"]], "pPr"), edit["values"]
        if "line" in values:
            put(properties, "spacing", line=values["line"], lineRule="exact")
        if "gaps" in values:
            put(properties, "spacing", **_NO_GAPS)
        if "first" in values:
            first, letter, left = values["first"], values["letter"], values.get("left", 0)
            indent = put(properties, "ind", left=left, leftChars=left * 100 // letter)
            strip(indent, "start", "startChars", "firstLine", "firstLineChars", "hanging", "hangingChars")
            way = "firstLine" if first >= 0 else "hanging"
            put(properties, "ind", **{way: abs(first), f"{way}Chars": abs(first) * 100 // letter})
        if "align" in values:
            right = values.get("right", 0)
            put(properties, "jc", val=values["align"])
            strip(put(properties, "ind", right=right, rightChars=right * 100 // values["letter"]), "end", "endChars")

    def _run(self, edit: dict[str, Any]) -> None:
        _set_letters(child(self._runs(edit)[edit["run"]], "rPr"), edit["values"])

    def _mark(self, edit: dict[str, Any]) -> None:
        """The paragraph's mark, which gives its automatic number its looks."""
        _set_letters(child(child(self._paragraphs[edit["paragraph"]], "pPr"), "rPr"), edit["values"])

    def _letter(self, edit: dict[str, Any]) -> None:
        self._letters.append((self._runs(edit)[edit["run"]], edit["at"], edit["values"]["text"]))

    def _runs(self, edit: dict[str, Any]) -> list[_Element]:
        return list(self._paragraphs[edit["paragraph"]].iter(R))


def _in_paragraph(section: _Element) -> bool:
    parent = section.getparent()
    return parent is not None and parent.tag == f"{W}pPr"


def _set_letters(properties: _Element, values: dict[str, Any]) -> None:
    for key, (name, themed) in _FACES.items():
        if key in values:
            strip(put(properties, "rFonts", **{name: values[key]}), themed)
    if "size" in values:
        put(properties, "sz", val=values["size"])
        put(properties, "szCs", val=values["size"])
    if "colour" in values:
        strip(put(properties, "color", val=values["colour"]), "themeColor", "themeTint", "themeShade")
    if "condense" in values:
        put(properties, "spacing", val=-values["condense"])


def _put_letter(run: _Element, at: int, text: str) -> None:
    """One letter of a run becomes others, or nothing; tabs and breaks count as one letter each."""
    start = 0
    for each in run:
        length = len(each.text or "") if each.tag == f"{W}t" else int(each.tag in _SINGLE)
        if each.tag == f"{W}t" and start <= at < start + length:
            letters = each.text or ""
            each.text = letters[: at - start] + text + letters[at - start + 1 :]
            each.set(_SPACE, "preserve")
            return
        start += length
