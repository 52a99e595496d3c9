"""Puts the page of the proof behind a Word file, so that an office program prints it with the rest. Runs in the jail."""

from __future__ import annotations

from base64 import b64decode
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZipFile

from lxml import etree

from hengji.writing.layout.order import W
from hengji.writing.package import TYPES, pack, parse, written

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCES = frozenset({f"{W}headerReference", f"{W}footerReference", f"{W}footnotePr", f"{W}endnotePr"})
BODY, LINKS, PICTURE = "word/document.xml", "word/_rels/document.xml.rels", "media/hengji-proof.png"
IDENTITY, ACROSS = "rIdHengjiProof", 1_440_000
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def stamped(payload: bytes, title: str, lines: list[str], picture: str, said: str, faces: dict[str, str]) -> bytes:
    """The file with one page more; `picture` is PNG in base64, `said` is read aloud in its place, `faces` are of title and text."""
    with ZipFile(BytesIO(payload)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    root = parse(parts[BODY])
    body = root.find(f"{W}body")
    if body is None:
        return payload
    last = _upright(body)
    texts = [_paragraph(title, faces["title"], page=True), *(_paragraph(line, faces["text"]) for line in lines), _drawing(said)]
    for text in texts:
        element = etree.fromstring(text.encode())
        if last is not None:
            last.addprevious(element)
        else:
            body.append(element)
    parts[BODY] = written(root)
    parts[f"word/{PICTURE}"] = b64decode(picture)
    _link(parts)
    return pack(parts)


def _upright(body: _Element) -> _Element | None:
    """The section of the page: the last one of the file; where that lies across, it ends before and one that stands upright follows."""
    last = body.find(f"{W}sectPr")
    size = last.find(f"{W}pgSz") if last is not None else None
    if last is None or size is None or size.get(f"{W}orient") != "landscape":
        return last
    holder = last.getprevious()
    if holder is None or holder.tag != f"{W}p" or holder.find(f"{W}pPr/{W}sectPr") is not None:
        holder = body.makeelement(f"{W}p")
        last.addprevious(holder)
    properties = holder.find(f"{W}pPr")
    if properties is None:
        properties = body.makeelement(f"{W}pPr")
        holder.insert(0, properties)
    before = next((each.tag for each in properties if each.tag == f"{W}pPrChange"), None)
    ending = deepcopy(last)
    properties.insert(len(properties) - (before is not None), ending)
    size.attrib.pop(f"{W}orient", "")
    across, high = size.get(f"{W}w") or "", size.get(f"{W}h") or ""
    size.set(f"{W}w", high)
    size.set(f"{W}h", across)
    edges = last.find(f"{W}pgMar")
    if edges is not None:
        turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
        was = {side: edges.get(f"{W}{side}") or "1440" for side in turned}
        for side, other in turned.items():
            edges.set(f"{W}{side}", was[other])
    kind = last.find(f"{W}type")
    if kind is None:
        last.insert(sum(each.tag in _REFERENCES for each in last), body.makeelement(f"{W}type", {f"{W}val": "nextPage"}))
    else:
        kind.set(f"{W}val", "nextPage")
    for each in last.findall(f"{W}pgNumType"):
        each.attrib.pop(f"{W}start", "")
    return last


def _link(parts: dict[str, bytes]) -> None:
    links = parse(parts.get(LINKS, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()))
    name = f"{{{_PACKAGE}/relationships}}Relationship"
    links.append(links.makeelement(name, {"Id": IDENTITY, "Type": f"{_OFFICE}/image", "Target": PICTURE}))
    parts[LINKS] = written(links)
    types = parse(parts[TYPES])
    if not any(str(each.get("Extension", "")).lower() == "png" for each in types):
        name = f"{{{_PACKAGE}/content-types}}Default"
        types.insert(0, types.makeelement(name, {"Extension": "png", "ContentType": "image/png"}))
    parts[TYPES] = written(types)


def _paragraph(text: str, face: str, *, page: bool = False) -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{escape(face)}" w:cs="{escape(face)}"/>'
    look = f'<w:rPr>{fonts}<w:snapToGrid w:val="0"/><w:color w:val="auto"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    broken = "<w:pageBreakBefore/>" if page else ""
    level = '<w:outlineLvl w:val="0"/>' if page else ""
    spacing = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="480" w:lineRule="exact"/>'
    place = '<w:ind w:left="0" w:leftChars="0" w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="left"/>'
    text = f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p xmlns:w="{W[1:-1]}"><w:pPr>{broken}{spacing}{place}{level}</w:pPr>{text}</w:p>'


def _drawing(said: str) -> str:
    quoted = escape(said, {'"': "&quot;"})
    shape = (
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture">'
        '<pic:nvPicPr><pic:cNvPr id="9901" name="proof"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{IDENTITY}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{ACROSS}" cy="{ACROSS}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )
    inline = (
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{ACROSS}" cy="{ACROSS}"/>'
        f'<wp:docPr id="9901" name="proof" descr="{quoted}"/>{shape}</wp:inline>'
    )
    space = '<w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:ind w:left="0" w:leftChars="0" w:firstLine="0" w:firstLineChars="0"/>'
    return (
        f'<w:p xmlns:w="{W[1:-1]}" xmlns:r="{_OFFICE}"><w:pPr>{space}<w:jc w:val="left"/></w:pPr>'
        f"<w:r><w:drawing>{inline}</w:drawing></w:r></w:p>"
    )
