"""Texts of LibreOffice (.odt) at the gate: the same archive checks, a short list of members, nothing that runs or leads out."""

from __future__ import annotations

import re
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from hengji.reading.gate import codes, images, kinds
from hengji.reading.gate.codes import RefusedError, refuse, told
from hengji.reading.gate.inflate import Budget, unpack
from hengji.reading.gate.limits import LIMITS, Limits
from hengji.reading.gate.opening import Member, Opened
from hengji.reading.gate.xml import Scan, local
from hengji.reading.gate.zip import read_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.problem import Problem
    from hengji.reading.gate.zip import Entry

ODT = "odt"
TYPE = b"application/vnd.oasis.opendocument.text"
_XML = frozenset({"content.xml", "styles.xml", "meta.xml", "settings.xml", "manifest.rdf", "META-INF/manifest.xml"})
_KNOWN = re.compile(
    r"mimetype|layout-cache|(?:Pictures|Thumbnails)/[^/]+|Configurations2/(?:[a-z]+/)*(?:current\.xml)?|META-INF/documentsignatures\.xml"
)
_ACTIVE = frozenset({"event-listener", "script", "event-listeners"})
_DDE = frozenset({"dde-source", "dde-connection", "dde-connection-decl", "section-source"})
_FORMS = frozenset({"form", "object", "object-ole", "applet", "plugin", "floating-frame"})
_OUT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\|\.\./")


def open_text(file: str, content: bytes, limits: Limits = LIMITS) -> Opened | tuple[Problem, ...]:
    """A text with its members, or why it may not be read.

    >>> [problem.code for problem in open_text("报告.odt", b"PK")]
    ['RD61']
    """
    try:
        if len(content) > limits.upload:
            raise refuse(codes.LARGE, "", len(content), limit=limits.upload)
        return _opened(file, content, limits)
    except RefusedError as error:
        return (told(file, error),)


def _opened(file: str, content: bytes, limits: Limits) -> Opened | tuple[Problem, ...]:
    entries, refused = read_entries(content, limits)
    if refused:
        return tuple(told(file, each) for each in refused)
    files = {entry.name: entry for entry in entries if not entry.folder}
    budget = Budget(limits.unpacked)
    kind = b"".join(unpack(content, files["mimetype"], limits, budget)) if "mimetype" in files else b""
    if kind != TYPE or "content.xml" not in files:
        raise refuse(codes.OTHER, "mimetype", kind[:80].decode("ascii", "replace"), name=ODT)
    found = list(_looked_at(content, files, limits, budget))
    if found:
        return tuple(told(file, each) for each in found[: limits.problems])
    members = {name: Member(name, entry.size, entry, content, limits) for name, entry in files.items()}
    return Opened(file, ODT, content, MappingProxyType(members))


def _looked_at(content: bytes, files: dict[str, Entry], limits: Limits, budget: Budget) -> Iterator[RefusedError]:
    for name, entry in files.items():
        try:
            pieces = unpack(content, entry, limits, budget)
            first = next(pieces, b"")
            if inside := kinds.inside(first):
                raise refuse(codes.ARCHIVE if inside in kinds.ARCHIVES else codes.ACTIVE, name, inside)
            if name in _XML:
                Scan(name, limits, lambda _, name=name: _Look(name)).walk(chain([first], pieces))  # type: ignore[misc] # a default binds it
                continue
            if not _KNOWN.fullmatch(name):
                raise refuse(codes.ACTIVE, name, "?")
            if name.startswith("Pictures/") and (wrong := images.refused(name, first[: images.HEAD], limits)):
                raise wrong
            for _ in pieces:
                pass
        except RefusedError as error:
            yield error
            if budget.left < 0:
                return


class _Look:
    """A part of a text while it is read: scripts, objects, links that are followed without being asked, a password."""

    def __init__(self, part: str) -> None:
        self._part = part

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Refuses what runs, what is embedded, and what leads out."""
        meaning = local(name)
        if meaning == "encryption-data":
            raise refuse(codes.PASSWORD, self._part)
        if meaning in _ACTIVE or meaning in _FORMS:
            raise refuse(codes.ACTIVE, self._part, meaning)
        if meaning in _DDE:
            raise refuse(codes.DDE, self._part, meaning)
        target = next((value for key, value in attributes.items() if local(key) == "href"), "")
        if target and meaning in {"image", "fill-image", "background-image"} and _OUT.match(target):
            raise refuse(codes.OUTSIDE, self._part, target)

    def text(self, text: str) -> None:
        """Text is text."""

    def end(self, name: str) -> None:
        """Nothing to close."""
