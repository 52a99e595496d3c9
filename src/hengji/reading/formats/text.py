"""Plain text: which encoding its bytes are in, and its lines. Nothing is replaced in silence.

The order of decision:

1. A mark at the start decides: EF BB BF is UTF-8, FF FE 00 00 and 00 00 FE FF are UTF-32, FF FE and FE FF are UTF-16.
2. With zero bytes, the reading in which the fewest letters are strange: UTF-8; UTF-16 without a mark, where the length is even, whose Latin
   letters and digits have one at every second place; GB18030. A letter is strange that no office writes, a zero that stands for itself too: one
   stray zero byte makes no UTF-16 of a text. Where every eighth letter is strange in the best of them, it is no text.
3. Valid UTF-8 is UTF-8.
4. Almost valid UTF-8 (ten whole letters and more for each fault) is damaged UTF-8; GB18030 would read it as other letters.
5. Valid GB18030, which contains GBK and GB 2312.
6. Nothing else is guessed: the place of the byte where the better of the two stopped is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.core.document import LINE, Block
from hengji.reading.formats.parts import places

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CHINESE, _USUAL = "gb18030", "utf-8"
_PAIRS = ("utf-16-le", "utf-16-be")
_WHOLE_FOR_A_FAULT, _REPLACED, _FEW = 10, "\ufffd", 8
_USUAL_LETTERS = re.compile(
    r"[\t\n\r\f\x20-\x7e\xa0-\xff\u2010-\u203b\u2100-\u22ff\u2460-\u24ff\u25a0-\u25ff\u3000-\u303f\u4e00-\u9fff\uff01-\uffe5]++"
)
"""Of a keyboard, Chinese letters and marks, signs and numbers in circles."""
_ASCII = re.compile(r"[\x00-\x7f]++")
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]++")


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that are no text: where the first of them stands (from 0), and the encoding that came so far."""

    offset: int
    encoding: str
    found: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, by its span of the text without blanks at its ends."""

    start: int
    end: int


def decoded(content: bytes) -> str | Undecodable:
    r"""The text of a file without its mark, with its line ends as they are.

    >>> decoded("决算".encode("gbk")), decoded("1元".encode("utf-16-le"))
    ('决算', '1元')
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", ""))
    if encoding:
        return _strict(content, encoding, len(mark))
    if b"\0" in content:
        return _with_zeros(content)
    found = _strict(content, _USUAL, 0)
    if isinstance(found, str) or _almost(content):
        return found
    other = _strict(content, _CHINESE, 0)
    return other if isinstance(other, str) or other.offset > found.offset else found


def _strict(content: bytes, encoding: str, start: int) -> str | Undecodable:
    try:
        return content[start:].decode(encoding)
    except UnicodeDecodeError as error:
        return _fault(content, start + error.start, encoding)


def _fault(content: bytes, offset: int, encoding: str) -> Undecodable:
    return Undecodable(offset, encoding, content[offset : offset + 4].hex(" ").upper())


def _with_zeros(content: bytes) -> str | Undecodable:
    """The reading with the smallest share of strange letters; damaged UTF-8 is named as such."""
    whole = _strict(content, _USUAL, 0)
    if isinstance(whole, Undecodable) and _almost(content) and content.count(0) * _FEW < len(content):
        return whole
    readings = [whole, *(_strict(content, name, 0) for name in (*_by_zeros(content), _CHINESE))]
    texts = [text for text in readings if isinstance(text, str)]
    best = min(texts, key=_strange, default="")
    return best if best and _strange(best) * _FEW < 1 else _fault(content, content.index(0), "?")


def _by_zeros(content: bytes) -> tuple[str, ...]:
    """UTF-16, first in the order in which more zero bytes stand where Latin letters have them; none of a file of odd length."""
    if len(content) % 2:
        return ()
    return _PAIRS if content[1::2].count(0) >= content[::2].count(0) else _PAIRS[::-1]


def _strange(text: str) -> Fraction:
    """The share of letters that stand in no report: neither of a keyboard, nor of the usual Chinese ranges."""
    return Fraction(len(_USUAL_LETTERS.sub("", text)), len(text))


def _almost(content: bytes) -> bool:
    """Whether the bytes are UTF-8 with few faults; GB18030 read as UTF-8 is faulty at almost every letter."""
    text = content.decode(_USUAL, "replace")
    beyond, faults = len(_ASCII.sub("", text)), text.count(_REPLACED)
    return beyond - faults >= _WHOLE_FOR_A_FAULT * faults


def lines(text: str) -> Iterator[Line]:
    r"""The lines that are not empty, without the blanks at their ends.

    >>> [text[line.start:line.end] for text in [" 一\r\n\r\n　二 "] for line in lines(text)]
    ['一', '二']
    """
    for match in _LINE.finditer(text):
        found = match[0]
        start = match.start() + len(found) - len(found.lstrip())
        end = match.start() + len(found.rstrip())
        if start < end:
            yield Line(start, end)


def blocks(text: str) -> tuple[Block, ...]:
    """Each line that is not empty as a block, counted from 1."""
    return tuple(Block(LINE, line.start, line.end, places.paragraph(count)) for count, line in enumerate(lines(text), 1))
