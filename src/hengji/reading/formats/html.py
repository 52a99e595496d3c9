"""Web pages: headings, paragraphs, lists and tables that are shown. Runs in the jail only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from hengji.core.document import HEADING, ITEM, PARAGRAPH
from hengji.reading.formats import text as plain_text
from hengji.reading.formats.parts import places
from hengji.reading.formats.parts.draft import Draft, answered
from hengji.reading.formats.parts.numerals import numeral
from hengji.reading.formats.parts.package import number
from hengji.reading.formats.parts.runs import Mark
from hengji.reading.formats.parts.telling import HIDDEN, UNDECODABLE, tell_pictures
from hengji.reading.formats.parts.web_table import WebTable
from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborNode

_CHARSET = re.compile(rb"charset\s{0,5}+=\s{0,5}+[\"']?([A-Za-z0-9_-]{1,40})")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
}
_HEAD = 4_096
_BLANKS = re.compile(r"[ \t\r\n\f]++")
_NOT_SHOWN = re.compile(r"(?:display\s{0,9}+:\s{0,9}+none|visibility\s{0,9}+:\s{0,9}+hidden)", re.IGNORECASE)
_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "select",
        "option",
        "textarea",
        "svg",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
        "datalist",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
_WAYS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_TEXT, _PICTURES = "-text", frozenset({"img", "picture"})
_MOST_NESTED_TABLES = 20
_IN_TABLE = frozenset({"td", "th", "caption"})


@answered
def read(payload: bytes) -> Draft:
    """A web page as a draft."""
    page = _Page()
    root = LexborHTMLParser(_decoded(payload)).root
    if root is not None:
        page.walk(root)
    return page.finished()


def _decoded(payload: bytes) -> str:
    """By the mark at the start, by what the page says of itself if that holds, or as any text."""
    said = _CHARSET.search(payload[:_HEAD])
    encoding = _ENCODINGS.get(said[1].decode("ascii").lower()) if said else None
    if encoding is not None and not payload.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            pass
    found = plain_text.decoded(payload)
    if isinstance(found, plain_text.Undecodable):
        raise refuse(UNDECODABLE, "", found.found, offset=found.offset, encoding=found.encoding)
    return found


@dataclass
class _Sink:
    """Where text goes until a block ends: lines, of which the last is open."""

    lines: list[str] = field(default_factory=lambda: [""])

    def say(self, words: str, *, kept: bool) -> None:
        """Some text; blanks are one blank unless they are kept."""
        if kept:
            first, *others = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.lines[-1] += first
            self.lines += others
            return
        words = _BLANKS.sub(" ", words)
        self.lines[-1] += words.lstrip(" ") if not self.lines[-1] or self.lines[-1].endswith(" ") else words

    def text(self) -> str:
        """All lines that are not empty."""
        return "\n".join(line.strip() for line in self.lines if line.strip())


class _Page:
    """One page on its way to a draft, without recursion: a page may be nested as deep as it likes."""

    def __init__(self) -> None:
        self._draft = Draft()
        self._sink = _Sink()
        self._level, self._item, self._kept = 0, 0, 0
        self._label = ""
        self._lists: list[tuple[str, int]] = []
        self._tables: list[tuple[WebTable, _Sink]] = []
        self._after: list[WebTable] = []
        self._hidden, self._pictures = Mark(), Mark()
        self._paragraphs = self._table_count = 0

    def finished(self) -> Draft:
        """The draft. Raises RefusedError where the page shows nothing."""
        self._flush()
        if self._hidden.count:
            self._draft.caution(HIDDEN, self._hidden.place, self._hidden.found)
        tell_pictures(self._draft, self._pictures.count, self._pictures.place)
        return self._draft

    def walk(self, root: LexborNode) -> None:
        """Every node in order; what is not shown is passed over with all that is in it."""
        for node, entering in _nodes(root, self._passes):
            if not entering:
                self._leave(node)
            elif node.tag == _TEXT:
                self._say(node.text_content or "")
            else:
                self._enter(node)

    def _place(self) -> str:
        return places.paragraph(self._paragraphs + 1)

    def _passes(self, node: LexborNode) -> bool:
        name = node.tag or ""
        if name in _LEFT_OUT or name == "-comment":
            return False
        if name.startswith("-"):
            return True
        given = node.attributes
        if "hidden" in given or _NOT_SHOWN.search((given.get("style") or "")[:1_000]):
            words = _BLANKS.sub(" ", node.text(deep=True)).strip()
            if words:
                self._hidden.meet(self._place(), words)
            return False
        return True

    def _say(self, words: str) -> None:
        if self._tables and self._sink is self._tables[-1][1]:
            words = words.strip()  # text between the cells of a table, which browsers put before it
        if words:
            self._sink.say(words, kept=self._kept > 0)

    def _enter(self, node: LexborNode) -> None:
        name = node.tag or ""
        if name == "br":
            self._sink.lines.append("")
        elif name in _PICTURES:
            self._pictures.meet(self._place())
        elif name in _IN_TABLE and self._tables:
            self._sink = _Sink()
            return
        elif name == "tr" and self._tables:
            self._tables[-1][0].next_row()
        if name in _BLOCKS:
            self._break()
            self._begin(name, node)

    def _begin(self, name: str, node: LexborNode) -> None:
        self._level = _HEADINGS.get(name, self._level)
        self._kept += name == "pre"
        if name == "table" and len(self._tables) < _MOST_NESTED_TABLES:
            self._tables.append((WebTable(), self._sink))
        elif name in {"ol", "ul", "menu", "dir"}:
            start = number(node.attributes.get("start") or "1")
            way = _WAYS.get(node.attributes.get("type") or "1", "decimal") if name == "ol" else "bullet"
            self._lists.append((way, 1 if start is None else start))
        elif name == "li":
            self._item += 1
            self._label = self._next_label(number(node.attributes.get("value") or ""))
            self._sink.lines[-1] += self._label

    def _next_label(self, value: int | None) -> str:
        if not self._lists:
            return ""
        way, count = self._lists[-1]
        count = count if value is None else value
        self._lists[-1] = way, count + 1
        return f"{numeral(count, way)}. " if way != "bullet" else ""

    def _leave(self, node: LexborNode) -> None:
        name = node.tag or ""
        if name == "caption" and self._tables:
            self._end_caption()
        elif name in _IN_TABLE and self._tables:
            self._end_cell(node)
        elif name in _BLOCKS:
            self._break()
            self._end(name)

    def _end(self, name: str) -> None:
        self._level = 0 if name in _HEADINGS else self._level
        self._kept -= name == "pre" and self._kept > 0
        self._item -= name == "li" and self._item > 0
        if name in {"ol", "ul", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif name == "table" and self._tables:
            self._end_table()

    def _end_cell(self, node: LexborNode) -> None:
        given = node.attributes
        rows, columns = number(given.get("rowspan") or "1"), number(given.get("colspan") or "1")
        table, outside = self._tables[-1]
        table.add(self._sink.text(), 1 if rows is None else rows, columns or 1)
        self._sink = outside

    def _end_caption(self) -> None:
        """Of the outermost table a block above it, of one inside a cell a line of the cell."""
        words, self._sink = self._sink.text(), self._tables[-1][1]
        if len(self._tables) > 1:
            self._sink.lines += [words, ""]
        elif words:
            self._paragraphs += 1
            self._draft.add_block(PARAGRAPH, words, places.paragraph(self._paragraphs))

    def _end_table(self) -> None:
        table, self._sink = self._tables.pop()
        self._after.insert(0, table)
        if not self._tables:
            for each in self._after:
                self._write(each)
            self._after = []

    def _write(self, table: WebTable) -> None:
        if any(table.texts):
            self._table_count += 1
            self._draft.add_table(places.table(self._table_count), table.pieces())

    def _break(self) -> None:
        """A block begins or ends: outside of tables what was said becomes a block, in a cell a line."""
        if self._tables:
            self._sink.lines.append("")
        else:
            self._flush()

    def _flush(self) -> None:
        words, self._sink = self._sink.text(), _Sink()
        if words.strip() and words.strip() != self._label.strip():
            self._paragraphs += 1
            kind = HEADING if self._level else ITEM if self._item else PARAGRAPH
            self._draft.add_block(kind, words, places.paragraph(self._paragraphs), self._level)


def _nodes(root: LexborNode, passes: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Each node when it begins and when it ends."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            yield node, False
            continue
        if not passes(node):
            continue
        yield node, True
        stack.append((node, False))
        children = list(node.iter(include_text=True))
        stack += [(each, True) for each in reversed(children)]
