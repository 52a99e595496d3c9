"""XML of strangers: no document type, no inclusion, no encoding that two readers may read in two ways, no depth without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml import etree

    from hengji.reading.gate.limits import Limits

_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", ""})
_VERSION = "1.0"
_URI = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?=[/?#]|$)|(?!//))[A-Za-z0-9:/._?=&+~,;@!$'()*-]*(?:#[A-Za-z0-9/._-]*)?)?"
)
_INCLUDE = ("http://www.w3.org/2001/XInclude", "http://www.w3.org/2003/XInclude")


class Visitor(Protocol):
    """Who looks at the elements of a part; names are `namespace name`."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Some text of the element."""

    def end(self, name: str) -> None:
        """An element ends."""


class Scan:
    """One walk through a part, in pieces, without a tree. Raises RefusedError."""

    def __init__(self, part: str, limits: Limits, choose: Callable[[str], Visitor | None]) -> None:
        """`choose` gives who looks at a part by the name of its outermost element: a declared type may say anything."""
        self._part, self._limits, self._choose = part, limits, choose
        self._fed = 0
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._typed
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._parser.StartElementHandler = self._root

    def walk(self, pieces: Iterable[bytes]) -> None:
        """Reads the part to its end."""
        try:
            for piece in pieces:
                self._feed(piece)
            self._parser.Parse(b"", True)
        except ExpatError as error:
            raise refuse(codes.XML, f"{self._part}:{error.lineno}:{error.offset + 1}", ErrorString(error.code)) from error
        except (LookupError, ValueError) as error:
            if isinstance(error, codes.RefusedError):
                raise
            raise refuse(codes.XML, self._part, type(error).__name__) from error

    def _feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > self._limits.token + len(piece):
            raise refuse(codes.XML, f"{self._part}:{self._parser.CurrentLineNumber}", f"> {self._limits.token}")

    def _declared(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != _VERSION or (encoding or "").lower() not in _ENCODINGS:
            raise refuse(codes.XML, self._part, f"{version} {encoding or ''}")

    def _typed(self, name: str, *_: object) -> None:
        raise refuse(codes.DTD, f"{self._part}:{self._parser.CurrentLineNumber}", f"<!DOCTYPE {name}")

    def _namespace(self, _prefix: str | None, uri: str | None) -> None:
        if uri in _INCLUDE:
            raise refuse(codes.DTD, f"{self._part}:{self._parser.CurrentLineNumber}", "XInclude")
        if not _URI.fullmatch(uri or ""):
            raise refuse(codes.XML, f"{self._part}:{self._parser.CurrentLineNumber}", uri)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """The outermost element says who looks at the rest; from there on nothing stands between the parser and that one."""
        visitor = self._choose(local(name))
        if visitor is None:
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._counting(None)
            return
        self._parser.buffer_text = True
        self._parser.CharacterDataHandler = visitor.text
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._counting(visitor)
        visitor.start(name, attributes)

    def _counting(self, visitor: Visitor | None) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
        """What is done at the start and at the end of every element: two closures, since a worksheet has millions."""
        depth, most = 1, self._limits.depth
        visit, leave = (visitor.start, visitor.end) if visitor else (_pass, _pass)

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > most:
                raise refuse(codes.XML, f"{self._part}:{self._parser.CurrentLineNumber}", f"{depth} > {most}")
            visit(name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            leave(name)

        return start, end


def _pass(*_: object) -> None:
    """Nobody looks."""


def local(name: str) -> str:
    """The name of an element or an attribute without its namespace.

    >>> local("http://example.org row"), local("row")
    ('row', 'row')
    """
    return name.rpartition(" ")[2]


def parse(content: bytes) -> etree._Element:
    """The tree of a part that passed the gate: the one way to lxml for what strangers wrote. Raises RefusedError.

    lxml is imported here only: whoever does not parse never loads it.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise refuse(codes.XML, f":{error.lineno}", error.msg) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse(codes.DTD, "", "<!DOCTYPE")
    return root
