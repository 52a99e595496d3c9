"""Fills an HTML template: blocks by name, {{names}} by their values, every value escaped, nothing in a value read as template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLOCK = re.compile(r"\n*<!--block (\w+)-->\n(.*?)\n<!--/block-->\n*", re.DOTALL)
_NAME = re.compile(r"\{\{(\w+)\}\}")
_AMOUNT = re.compile(r"(?<![#0-9A-Za-z.])[0-9][0-9.,]*[0-9](?:[万亿]?元|%)?")


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that a template made; it is not escaped again."""

    html: str


@dataclass(frozen=True, slots=True)
class Page:
    """A template: the page, and the blocks that are put into it."""

    whole: str
    blocks: dict[str, str]

    def fill(self, block: str, **values: str | Markup) -> Markup:
        """A block with its names filled; a name that nobody gives is a bug of the caller."""
        return Markup(_filled(self.blocks[block], values))

    def page(self, **values: str | Markup) -> str:
        """The whole page."""
        return _filled(self.whole, values)


def read(template: bytes) -> Page:
    r"""The page and blocks of a template.

    >>> page = read("<p>{{text}}</p><!--block b-->\n<b>{{text}}</b>\n<!--/block-->".encode())
    >>> page.page(text=page.fill("b", text="<{{7*7}}>"))
    '<p><b>&lt;{{7*7}}&gt;</b></p>'
    """
    text = template.decode("utf-8")
    return Page(_BLOCK.sub("", text), {found[1]: found[2] for found in _BLOCK.finditer(text)})


def join(parts: Iterable[Markup]) -> Markup:
    """Several pieces one after the other."""
    return Markup("\n".join(part.html for part in parts))


def lines(text: str) -> Markup:
    """A text of several lines."""
    return Markup("<br>".join(escape(visible(line)) for line in text.split("\n")))


def whole(text: str) -> Markup:
    """A text of several lines in which no amount is broken between its digits or before its unit."""
    return Markup(_AMOUNT.sub(r'<span class="u">\g<0></span>', lines(text).html))


@lru_cache(maxsize=512)
def _pieces(template: str) -> tuple[str, ...]:
    """The text between names, and the names, by turns."""
    return tuple(_NAME.split(template))


def _filled(template: str, values: dict[str, str | Markup]) -> str:
    pieces = list(_pieces(template))
    for at in range(1, len(pieces), 2):
        given = values[pieces[at]]
        pieces[at] = given.html if isinstance(given, Markup) else escape(visible(given))
    return "".join(pieces)
