"""Styles and automatic numbers of a Word file: the level of a heading, what is hidden, and the number that a list prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.formats.parts.numerals import numeral
from hengji.reading.formats.parts.package import attribute, child, children, number, on

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_CHAIN, _BODY_LEVEL, _LEVELS, _LONGEST_LABEL = 30, 9, 9, 60
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_SLOT = re.compile(r"%([1-9])")
_BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a style: its name, the level of a heading (from 1, or 0), its list and whether its text is hidden."""

    name: str = ""
    level: int = 0
    list: str = ""
    depth: int = 0
    hidden: bool = False


@dataclass
class Styles:
    """The styles of a Word file by id; each with what it takes over from the style that it is based on."""

    _elements: dict[str, _Element] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _usual: str = ""

    @classmethod
    def of(cls, root: _Element | None) -> Styles:
        """From the part of the styles, where there is one."""
        found = cls()
        for each in children(root, "w:style"):
            found._elements[attribute(each, "styleId")] = each
            if attribute(each, "type") == "paragraph" and attribute(each, "default") in {"1", "true", "on"}:
                found._usual = attribute(each, "styleId")
        return found

    def of_paragraph(self, properties: _Element | None) -> Style:
        """The style of a paragraph by its properties."""
        return self.named(attribute(child(properties, "w:pStyle"), "val", self._usual))

    def named(self, identity: str) -> Style:
        """A style by its id; an unknown one says nothing."""
        if identity not in self._known:
            self._known[identity] = self._read(identity)
        return self._known[identity]

    def _read(self, identity: str) -> Style:
        name, level, listed, depth, hidden = "", 0, "", 0, None
        for style in self._chain(identity):
            name = name or attribute(child(style, "w:name"), "val")
            properties = child(style, "w:pPr")
            level = level or level_of(properties) or 0
            if not listed and (found := attribute(child(properties, "w:numPr", "w:numId"), "val")):
                listed, depth = found, number(attribute(child(properties, "w:numPr", "w:ilvl"), "val", "0")) or 0
            vanish = child(style, "w:rPr", "w:vanish")
            hidden = on(vanish) if hidden is None and vanish is not None else hidden
        match = _HEADING.fullmatch(name)
        level = level or (int(match[1]) if match else 0)
        return Style(name, level if 0 < level <= _BODY_LEVEL else 0, listed, depth, bool(hidden))

    def _chain(self, identity: str) -> list[_Element]:
        found: list[_Element] = []
        while identity in self._elements and self._elements[identity] not in found and len(found) < _LONGEST_CHAIN:
            found.append(self._elements[identity])
            identity = attribute(child(found[-1], "w:basedOn"), "val")
        return found


def level_of(properties: _Element | None) -> int | None:
    """The level of a heading that a paragraph or a style says itself, from 1; 10 for body text; None where it says nothing."""
    found = number(attribute(child(properties, "w:outlineLvl"), "val"))
    return None if found is None or not 0 <= found <= _BODY_LEVEL else found + 1


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    way: str
    label: str
    gap: str
    restarts: bool
    legal: bool


@dataclass
class Numbering:
    """The lists of a Word file and how far each has counted."""

    _lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: _Element | None) -> Numbering:
        """From the part of the numbering, where there is one."""
        found = cls()
        shapes = {attribute(each, "abstractNumId"): each for each in children(root, "w:abstractNum")}
        by_style = {attribute(child(each, "w:styleLink"), "val"): key for key, each in shapes.items()}
        for each in children(root, "w:num"):
            key = attribute(child(each, "w:abstractNumId"), "val")
            linked = attribute(child(shapes.get(key), "w:numStyleLink"), "val")
            key = by_style.get(linked, key) if linked else key
            levels = _levels(shapes.get(key))
            starts: dict[int, int] = {}
            for override in children(each, "w:lvlOverride"):
                depth = number(attribute(override, "ilvl")) or 0
                levels |= _levels(override)
                start = number(attribute(child(override, "w:startOverride"), "val"))
                starts |= {} if start is None else {depth: start}
            found._lists[attribute(each, "numId")] = key, levels, starts
        return found

    def next(self, identity: str, depth: int) -> str | None:
        """The number that the next paragraph of a list prints, with the gap after it; None where the list is not known."""
        if identity not in self._lists or depth not in self._lists[identity][1]:
            return None
        key, levels, starts = self._lists[identity]
        counts = self._counts.setdefault(key, {})
        if depth in starts and (identity, depth) not in self._begun:
            counts[depth] = starts[depth] - 1
        self._begun.add((identity, depth))
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth and (each not in levels or levels[each].restarts)]:
            del counts[deeper]
        level = levels[depth]
        if level.way == _BULLET:
            return ""
        label = _SLOT.sub(lambda slot: self._shown(levels, counts, int(slot[1]) - 1, legal=level.legal), level.label)
        return label + level.gap if label.strip() else ""

    @staticmethod
    def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int, *, legal: bool) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        return numeral(counts.get(depth, level.start), "decimal" if legal else level.way)


def _levels(shape: _Element | None) -> dict[int, _Level]:
    return {
        depth: _level(each) for each in children(shape, "w:lvl") if 0 <= (depth := number(attribute(each, "ilvl")) or 0) < _LEVELS
    }


def _level(element: _Element) -> _Level:
    start = number(attribute(child(element, "w:start"), "val"))
    return _Level(
        start=1 if start is None else start,
        way=attribute(child(element, "w:numFmt"), "val", "decimal"),
        label=attribute(child(element, "w:lvlText"), "val")[:_LONGEST_LABEL],
        gap="" if attribute(child(element, "w:suff"), "val") == "nothing" else " ",
        restarts=attribute(child(element, "w:lvlRestart"), "val") != "0",
        legal=on(child(element, "w:isLgl")),
    )
