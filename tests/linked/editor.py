"""A hand: opens a saved document as a zip of XML and changes it, without any part of the program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
OFFICE = shutil.which("soffice")


def changed(content: bytes, change: Callable[[etree._Element], None], part: str = BODY) -> bytes:
    """The file with one part changed in place."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[part])
    change(root)
    parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def marks(root: etree._Element, kind: str = "hjw?_") -> list[etree._Element]:
    """The bookmarks whose names begin so."""
    return [mark for mark in root.iter(f"{W}bookmarkStart") if re.match(kind, mark.get(f"{W}name") or "")]


def inside(mark: etree._Element) -> list[etree._Element]:
    """The text elements between a bookmark's two ends, which stand beside each other in one paragraph."""
    found = []
    for each in mark.itersiblings():
        if each.tag == f"{W}bookmarkEnd" and each.get(f"{W}id") == mark.get(f"{W}id"):
            break
        found += list(each.iter(f"{W}t"))
    return found


def text(mark: etree._Element) -> str:
    """What a bookmark encloses."""
    return "".join(t.text or "" for t in inside(mark))


def body(content: bytes) -> etree._Element:
    """The tree of the document."""
    with ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(BODY))


def said(content: bytes) -> str:
    """All text of the document, a line a paragraph."""
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body(content).iter(f"{W}p"))


def find(root: etree._Element, words: str) -> etree._Element:
    """The first bookmark that encloses exactly these words."""
    return next(mark for mark in marks(root) if text(mark) == words)


def run(words: str) -> etree._Element:
    """A run with a text."""
    made = etree.Element(f"{W}r")
    letters = etree.SubElement(made, f"{W}t")
    letters.text = words
    letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def wrapped(words: str) -> etree._Element:
    """A paragraph with a text."""
    made = etree.Element(f"{W}p")
    made.append(run(words))
    return made


def one_digit(content: bytes, chance: random.Random) -> tuple[bytes, str, str, str]:
    """One digit of a random figure made another: the file, the bookmark's name, the figure before and after."""
    told: list[str] = []

    def change(root: etree._Element) -> None:
        mark = chance.choice([each for each in marks(root) if re.search("[0-9]", text(each))])
        places = [(t, at) for t in inside(mark) for at, letter in enumerate(t.text or "") if letter in "0123456789"]
        before = text(mark)
        element, at = chance.choice(places)
        old = element.text or ""
        element.text = old[:at] + chance.choice([d for d in "0123456789" if d != old[at]]) + old[at + 1 :]
        told.extend([mark.get(f"{W}name") or "", before, text(mark)])

    made = changed(content, change)
    name, before, after = told
    return made, name, before, after


def through_office(path: Path, kind: str, folder: Path) -> Path:
    """The file opened by LibreOffice and saved as another kind."""
    if OFFICE is None:
        raise FileNotFoundError("soffice")
    out = folder / kind
    out.mkdir(exist_ok=True)
    filters = {"docx": "docx:MS Word 2007 XML", "odt": "odt", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", filters[kind], "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=180, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    return out / f"{path.stem}.{kind}"
