"""The few marks of a chart: boxes, lines, words; every chart has a title and a description that are read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from hengji.writing.sheets.paper import visible

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',SimHei,'WenQuanYi Zen Hei',sans-serif"
INK, SOFT, LINE, OLD, NEW, DOWN = "#1b1f24", "#57606a", "#c9d1d9", "#aeb6bf", "#1f4f82", "#b3621e"
SMALL, USUAL = 12, 13


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its size; `title` and `words` say what it shows to who cannot see it."""

    title: str
    words: str
    width: int
    height: int
    marks: tuple[str, ...]

    def svg(self, number: int = 1) -> str:
        """The chart as one SVG element; `number` tells the charts of a page apart."""
        name = f"chart{number}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}" '
            f'role="img" aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}">'
            f'<title id="{name}-title">{_said(self.title)}</title><desc id="{name}-desc">{_said(self.words)}</desc>'
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>{"".join(self.marks)}</svg>'
        )


def _said(text: str) -> str:
    return escape(visible(text))


def box(x: int, y: int, width: int, height: int, fill: str, outline: str = "") -> str:
    """A filled box."""
    edge = f' stroke="{outline}"' if outline else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{edge}/>'


def dashed(x: int, y: int, width: int, height: int) -> str:
    """An open box with a broken edge: something belongs here that is not known."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{SOFT}" stroke-dasharray="4 3"/>'


def line(x1: int, y1: int, x2: int, y2: int, colour: str = LINE) -> str:
    """A thin line."""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"/>'


def words(x: int, y: int, text: str, anchor: str = "middle", colour: str = INK, size: int = SMALL) -> str:
    """Words at a place: `anchor` is start, middle or end."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{_said(text)}</text>'


def number(x: int, y: int, text: str) -> str:
    """A small number with a white rim, so that no line runs through it."""
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="11" fill="{SOFT}" stroke="#ffffff" stroke-width="3" '
        f'paint-order="stroke">{_said(text)}</text>'
    )


def legend(x: int, y: int, entries: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Coloured boxes with their names, from left to right."""
    marks: list[str] = []
    for colour, name in entries:
        marks += [box(x, y - 10, 12, 12, colour), words(x + 17, y, name, "start", SOFT)]
        x += 40 + letters(name) * SMALL
    return tuple(marks)


def letters(text: str) -> int:
    """How many full letters wide a text is; two of ASCII make one.

    >>> letters("得分90")
    3
    """
    return (sum(1 if each.isascii() else 2 for each in text) + 1) // 2


def cut(text: str, most: int) -> str:
    """A text that is no wider than so many full letters."""
    if letters(text) <= most:
        return text
    while letters(text) > most - 1:
        text = text[:-1]
    return f"{text}…"
