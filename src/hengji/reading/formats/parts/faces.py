"""What a paragraph and a run of a Word file look like: defaults, styles, numbering and what they say themselves, worked into one another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.reading.formats.parts.package import attribute, child, children, number, on, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

_LONGEST_CHAIN = 30
_KINDS = ("ascii", "hAnsi", "eastAsia", "cs")
_THEMED = {"asciiTheme": "ascii", "hAnsiTheme": "hAnsi", "eastAsiaTheme": "eastAsia", "cstheme": "cs"}
_SCRIPTS = {"zh-cn": "Hans", "zh-sg": "Hans", "zh-tw": "Hant", "zh-hk": "Hant", "zh-mo": "Hant", "ja": "Jpan", "ko": "Hang"}
_SLOTS = {"eastasia": "ea", "bidi": "cs", "ascii": "latin", "hansi": "latin"}
_LENGTHS = ("left", "right", "firstLine", "hanging", "leftChars", "rightChars", "firstLineChars", "hangingChars")
_SAME = {"start": "left", "end": "right", "startChars": "leftChars", "endChars": "rightChars"}
_OPPOSITE = {"firstLine": "hanging", "hanging": "firstLine", "firstLineChars": "hangingChars", "hangingChars": "firstLineChars"}
_BY_ITSELF = 280
"""Twentieths of a point that `autospacing` puts between paragraphs."""


@dataclass(slots=True)
class Theme:
    """The faces of the theme: `major` and `minor`, each for Latin, East Asian and other letters."""

    faces: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: _Element | None, language: str) -> Theme:
        """From the part of the theme; an empty East Asian face is the one for the language's script."""
        found = cls()
        fonts = _first(root, "fontScheme")
        small = language.lower()
        script = _SCRIPTS.get(small) or _SCRIPTS.get(small[:2], "")
        for which in ("major", "minor"):
            block = _named(fonts, f"{which}Font")
            for slot in ("latin", "ea", "cs"):
                found.faces[which, slot] = attribute(_named(block, slot), "typeface")
            scripts = {attribute(each, "script"): attribute(each, "typeface") for each in _all_named(block, "font")}
            found.faces[which, "ea"] = found.faces[which, "ea"] or scripts.get(script, "")
        return found

    def face(self, name: str) -> str:
        """The face that a themed attribute means, `minorEastAsia` for one; empty where the theme leaves it open."""
        small = name.lower()
        which = "major" if small.startswith("major") else "minor"
        return self.faces.get((which, _SLOTS.get(small.removeprefix(which), "latin")), "")


@dataclass(slots=True)
class Letters:
    """What is set for letters; what nobody has set yet is empty."""

    faces: dict[str, str] = field(default_factory=dict)
    size: int = 0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    raised: bool = False
    ground: str = ""

    def copy(self) -> Letters:
        """The same, to be changed."""
        return replace(self, faces=dict(self.faces))

    def take(self, properties: _Element | None, theme: Theme, *, of_style: bool = False) -> None:
        """What a w:rPr says goes over what was said before; bold and italic of styles turn each other round, as the format says."""
        for each in properties if properties is not None else ():
            name = tag(each)
            if name == "w:rFonts":
                self._take_faces(each, theme)
            elif name == "w:sz":
                self.size = number(attribute(each, "val")) or self.size
            elif name == "w:b":
                self.bold = on(each) ^ (of_style and self.bold)
            elif name == "w:i":
                self.italic = on(each) ^ (of_style and self.italic)
            elif name == "w:color":
                self.colour = attribute(each, "val")
            elif name == "w:highlight":
                self.ground = attribute(each, "val")
            elif name == "w:vertAlign":
                self.raised = attribute(each, "val") in {"superscript", "subscript"}

    def _take_faces(self, element: _Element, theme: Theme) -> None:
        for kind in _KINDS:
            if face := _attribute(element, kind):
                self.faces[kind] = face
        for themed, kind in _THEMED.items():
            if name := _attribute(element, themed):
                self.faces[kind] = theme.face(name)


@dataclass(slots=True)
class Setting:
    """What is set for a paragraph: attributes of w:ind and w:spacing by name, and the rest."""

    indents: dict[str, int] = field(default_factory=dict)
    spacing: dict[str, str] = field(default_factory=dict)
    align: str = ""
    outline: int = 0
    new_page: bool = False
    on_grid: bool = True
    outside: bool = False
    keeps_next: bool = False

    def copy(self) -> Setting:
        """The same, to be changed."""
        return replace(self, indents=dict(self.indents), spacing=dict(self.spacing))

    def take(self, properties: _Element | None) -> None:
        """What a w:pPr says goes over what was said before, attribute by attribute."""
        for each in properties if properties is not None else ():
            name = tag(each)
            if name == "w:ind":
                self._take_indents(each)
            elif name == "w:spacing":
                self.spacing.update({str(key).rpartition("}")[2]: str(value) for key, value in each.attrib.items()})
            elif name == "w:jc":
                self.align = attribute(each, "val")
            elif name == "w:outlineLvl":
                level = number(attribute(each, "val"))
                self.outline = level + 1 if level is not None and 0 <= level < 9 else 0  # noqa: PLR2004 - the tenth level is body text
            elif name == "w:pageBreakBefore":
                self.new_page = on(each)
            elif name == "w:keepNext":
                self.keeps_next = on(each)
            elif name == "w:snapToGrid":
                self.on_grid = on(each)
            elif name == "w:framePr":
                self.outside = attribute(each, "xAlign") == "outside"

    def _take_indents(self, element: _Element) -> None:
        for key, value in element.attrib.items():
            name = str(key).rpartition("}")[2]
            name, length = _SAME.get(name, name), number(str(value))
            if name in _LENGTHS and length is not None:
                self.indents[name] = length
                self.indents.pop(_OPPOSITE.get(name, ""), None)

    def gap(self, side: str) -> int:
        """The space before or after, in twentieths of a point."""
        if self.spacing.get(f"{side}Autospacing", "0") in {"1", "true", "on"}:
            return _BY_ITSELF
        of_lines = number(self.spacing.get(f"{side}Lines", "0")) or 0
        return of_lines * 240 // 100 if of_lines else number(self.spacing.get(side, "0")) or 0

    @property
    def first(self) -> tuple[int, int]:
        """How far the first line stands in: length, and letters in hundredths; below 0 where it hangs out."""
        length = self.indents.get("firstLine", 0) - self.indents.get("hanging", 0)
        return length, self.indents.get("firstLineChars", 0) - self.indents.get("hangingChars", 0)


@dataclass(slots=True)
class Looks:
    """The styles of a file with its defaults: what each gives to a paragraph and to its letters."""

    theme: Theme
    levels: dict[tuple[str, int], _Element]
    _styles: dict[str, _Element] = field(default_factory=dict)
    _usual: str = ""
    _letters: Letters = field(default_factory=Letters)
    _setting: Setting = field(default_factory=Setting)
    _known: dict[str, tuple[Setting, Letters]] = field(default_factory=dict)

    @classmethod
    def of(cls, styles: _Element | None, numbering: _Element | None, theme: Theme) -> Looks:
        """From the parts of styles and numbering, where they are there."""
        found = cls(theme, dict(_levels(numbering)))
        for each in children(styles, "w:style"):
            found._styles[attribute(each, "styleId")] = each
            if attribute(each, "type") == "paragraph" and attribute(each, "default") in {"1", "true", "on"}:
                found._usual = attribute(each, "styleId")
        defaults = child(styles, "w:docDefaults")
        found._letters.take(child(defaults, "w:rPrDefault", "w:rPr"), theme)
        found._letters.size = found._letters.size or 20
        found._setting.take(child(defaults, "w:pPrDefault", "w:pPr"))
        return found

    def name(self, properties: _Element | None) -> str:
        """The name of a paragraph's style."""
        style = self._styles.get(self.style(properties))
        return attribute(child(style, "w:name"), "val")

    def style(self, properties: _Element | None) -> str:
        """The id of a paragraph's style."""
        return attribute(child(properties, "w:pStyle"), "val", self._usual)

    def of_style(self, identity: str) -> tuple[Setting, Letters]:
        """What a paragraph style gives with all that it is based on."""
        if identity not in self._known:
            setting, letters = self._setting.copy(), self._letters.copy()
            for style in self._chain(identity):
                properties = child(style, "w:pPr")
                setting.take(self._level(properties))
                setting.take(properties)
                letters.take(child(style, "w:rPr"), self.theme, of_style=True)
            self._known[identity] = setting, letters
        return self._known[identity]

    def of_paragraph(self, properties: _Element | None) -> tuple[Setting, Letters]:
        """What a paragraph is set by; its letters before any run says more."""
        setting, letters = self.of_style(self.style(properties))
        setting = setting.copy()
        setting.take(self._level(properties))
        setting.take(properties)
        return setting, letters

    def of_run(self, properties: _Element | None, letters: Letters) -> tuple[Letters, str]:
        """What a run is set by, and the name of its own style."""
        found = letters.copy()
        identity = attribute(child(properties, "w:rStyle"), "val")
        for style in self._chain(identity):
            found.take(child(style, "w:rPr"), self.theme, of_style=True)
        found.take(properties, self.theme)
        return found, attribute(child(self._styles.get(identity), "w:name"), "val")

    @property
    def base_size(self) -> int:
        """The size of the ordinary style, in half points: the grid of letters counts from it."""
        return self.of_style(self._usual)[1].size

    def _level(self, properties: _Element | None) -> _Element | None:
        """What the numbering says about the paragraph."""
        own = child(properties, "w:numPr")
        if own is None:
            return None
        key = attribute(child(own, "w:numId"), "val"), number(attribute(child(own, "w:ilvl"), "val", "0")) or 0
        return self.levels.get(key)

    def _chain(self, identity: str) -> Iterable[_Element]:
        """The style and those it is based on, the most general first."""
        found: list[_Element] = []
        while identity in self._styles and self._styles[identity] not in found and len(found) < _LONGEST_CHAIN:
            found.append(self._styles[identity])
            identity = attribute(child(found[-1], "w:basedOn"), "val")
        return reversed(found)


def _levels(numbering: _Element | None) -> Iterator[tuple[tuple[str, int], _Element]]:
    """The w:pPr of every level of every list."""
    shapes = {attribute(each, "abstractNumId"): each for each in children(numbering, "w:abstractNum")}
    for each in children(numbering, "w:num"):
        shape = shapes.get(attribute(child(each, "w:abstractNumId"), "val"))
        for level in children(shape, "w:lvl"):
            properties = child(level, "w:pPr")
            if properties is not None:
                yield (attribute(each, "numId"), number(attribute(level, "ilvl")) or 0), properties


def _attribute(element: _Element, name: str) -> str:
    return attribute(element, name).strip()


def _local(element: _Element) -> str:
    name: object = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _all_named(element: _Element | None, name: str) -> Iterator[_Element]:
    return (each for each in (element if element is not None else ()) if _local(each) == name)


def _named(element: _Element | None, name: str) -> _Element | None:
    return next(_all_named(element, name), None)


def _first(root: _Element | None, name: str) -> _Element | None:
    return next((each for each in root.iter() if _local(each) == name), None) if root is not None else None
