"""The numbers of pages: a foot for odd pages and one for even ones, written anew for the sections that want them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from hengji.writing.layout.order import SETTINGS, R, W, child, insert
from hengji.writing.package import TYPES, parse, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

LINKS, CONFIGURATION = "word/_rels/document.xml.rels", "word/settings.xml"
ODD, EVEN = "word/footer-odd.xml", "word/footer-even.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EMPTY = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()


def number(parts: dict[str, bytes], sections: Sequence[_Element], numbered: Sequence[int], values: dict[str, Any]) -> None:
    """Gives the sections the two feet; the others keep theirs, on even pages too."""
    links = parse(parts.get(LINKS, _EMPTY))
    odd, even = (_add(parts, links, part, values, odd=part == ODD) for part in (ODD, EVEN))
    _settings(parts, links)
    parts[LINKS] = written(links)
    for at, section in enumerate(sections):
        if at in numbered:
            for old in section.findall(f"{W}footerReference"):
                section.remove(old)
            for kind, identity in (("default", odd), ("even", even), ("first", odd)):
                if kind != "first" or section.find(f"{W}titlePg") is not None:
                    _refer(section, "footerReference", kind, identity)
        _same_on_even_pages(section)


def _add(parts: dict[str, bytes], links: _Element, part: str, values: dict[str, Any], *, odd: bool) -> str:
    """Writes a foot; the id by which sections name it."""
    parts[part] = _foot(values, odd=odd).encode()
    _declare(parts, part, f"{_KIND}.footer+xml")
    return _link(links, "footer", part.removeprefix("word/"))


def _foot(values: dict[str, Any], *, odd: bool) -> str:
    side = "right" if odd else "left"
    face, size, dash, letters = escape(values["face"]), values["size"], values["dash"], values["letters_in"]
    look = (
        f'<w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/><w:snapToGrid w:val="0"/>'
        f'<w:color w:val="auto"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    place = (
        f'<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:left="{0 if odd else size * 10 * letters}" w:leftChars="{0 if odd else 100 * letters}" '
        f'w:right="{size * 10 * letters if odd else 0}" w:rightChars="{100 * letters if odd else 0}" '
        f'w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="{side}"/></w:pPr>'
    )
    text = '<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'
    field = f'<w:fldSimple w:instr=" PAGE ">{text.format(look=look, words=1)}</w:fldSimple>'
    line = text.format(look=look, words=f"{dash} ") + field + text.format(look=look, words=f" {dash}")
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{declared}<w:ftr xmlns:w="{W[1:-1]}"><w:p>{place}{line}</w:p></w:ftr>'


def _settings(parts: dict[str, bytes], links: _Element) -> None:
    """Odd and even pages differ."""
    if CONFIGURATION not in parts:
        parts[CONFIGURATION] = f'<w:settings xmlns:w="{W[1:-1]}"/>'.encode()
        _declare(parts, CONFIGURATION, f"{_KIND}.settings+xml")
        _link(links, "settings", "settings.xml")
    root = parse(parts[CONFIGURATION])
    child(root, SETTINGS.split()[-1]).attrib.pop(f"{W}val", "")
    parts[CONFIGURATION] = written(root)


def _same_on_even_pages(section: _Element) -> None:
    """A head or foot for all pages stays on even ones, which from now on have their own."""
    for name in ("headerReference", "footerReference"):
        kinds = {str(each.get(f"{W}type")): str(each.get(f"{R}id")) for each in section.findall(f"{W}{name}")}
        if "default" in kinds and "even" not in kinds:
            _refer(section, name, "even", kinds["default"])


def _refer(section: _Element, name: str, kind: str, identity: str) -> None:
    insert(section, section.makeelement(f"{W}{name}", {f"{W}type": kind, f"{R}id": identity}))


def _link(links: _Element, kind: str, target: str) -> str:
    """A relationship to a part: the one that is there, or a new one."""
    known = {str(each.get("Target")): str(each.get("Id")) for each in links}
    if target in known:
        return known[target]
    numbers = [int(found[1]) for each in known.values() if (found := re.fullmatch(r"rId(\d{1,6})", each))]
    identity = f"rId{max(numbers, default=0) + 1}"
    name = f"{{{_PACKAGE}/relationships}}Relationship"
    links.append(links.makeelement(name, {"Id": identity, "Type": f"{_OFFICE}/{kind}", "Target": target}))
    return identity


def _declare(parts: dict[str, bytes], part: str, kind: str) -> None:
    root = parse(parts[TYPES])
    if any(each.get("PartName") == f"/{part}" for each in root):
        return
    name = f"{{{_PACKAGE}/content-types}}Override"
    root.append(root.makeelement(name, {"PartName": f"/{part}", "ContentType": kind}))
    parts[TYPES] = written(root)
