"""A document's blocks as passages: broken lines joined, full-width digits made plain, headings with their levels, each with the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core.document import CELL, HEADING, LINE, PARAGRAPH, Block, Document, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDE = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９．％＋＜＞＝", "0123456789.%+<>=", strict=True)}
WIDE |= {0x3000: " ", 0xA0: " ", 0x2009: " ", ord("﹪"): "%", ord("﹣"): "－"}
_RUNS = re.compile(r"(?P<letters>\S+)|\s+")
_ENDED = frozenset("。！？；：!?;:…")
_CLOSERS = "”’》）)】」』*"
_LEAST_FULL, _MOST_FULL = 36, 130
_LEAST_LETTERS, _MOST_LETTERS = 20, 65
_NEARLY = 0.8
_NEVER_FIRST = frozenset("，。；：、）)”》？！%％,;")
"""Widths (a Chinese letter counts 2) between which a page's lines may be cut."""
_LONG = 60
_HEADINGS = (
    (1, re.compile(r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章|篇)|[一二三四五六七八九十]{1,3}[、.．])")),
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (3, re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))")),
    (4, re.compile(r"(?:[（(]\d{1,2}[）)]|[①②③④⑤⑥⑦⑧⑨⑩])")),
)
_STARTS = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|[①②③④⑤⑥⑦⑧⑨⑩]|[#>|*\-—]{1,6} |附件|附表|单位[:：]|注[:：])"
)
_LONGEST_HEADING = 40
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NARROW = re.compile(r"[;()]|(?<!\d),|,(?!\d{3}(?!\d)|\d{3}[,.\d])|(?<!\d):(?!//)|:(?![\d/])")
"""Marks of ASCII that are no part of a number, a ratio, a time or an address."""
_CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九十])(?:二[〇○零ＯO0]|一九)[〇○零ＯO0一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零ＯO一二三四五六七八九", "00000123456789")
_MARKS = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}


@dataclass(slots=True)
class _Draft:
    """A passage being put together: its letters with their offsets."""

    kind: str
    place: str
    level: int
    table: int = -1
    row: int = -1
    column: int = -1
    letters: list[str] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    after: int = -1

    def add(self, text: str, offset: int) -> None:
        """Text that stands at an offset; a new piece where it does not follow on."""
        if offset != self.after:
            self.pieces.append((len(self.letters), offset))
        self.letters.extend(text)
        self.after = offset + len(text)


def passages(document: Document, used: frozenset[int] = frozenset()) -> tuple[Passage, ...]:
    """Every passage in the order of the text, cells included; `used` are the blocks that became tables."""
    blocks = [block for index, block in enumerate(document.blocks) if index not in used]
    drafts = [*_paragraphs(document.text, blocks), *_cells(document)]
    drafts.sort(key=lambda draft: draft.pieces[0][1] if draft.pieces else 0)
    return tuple(_placed(drafts))


def _paragraphs(text: str, blocks: Sequence[Block]) -> Iterator[_Draft]:
    lines = [block for block in blocks if block.kind == LINE]
    full = _full(text[block.start : block.end] for block in lines)
    draft: _Draft | None = None
    before = ""
    for block in blocks:
        raw = text[block.start : block.end]
        if draft is not None and block.kind == LINE and _goes_on(before, raw, full):
            _append(draft, raw, block.start)
        else:
            if draft is not None:
                yield draft
            draft = _Draft(PARAGRAPH if block.kind == LINE else block.kind, block.place, block.level)
            _append(draft, raw, block.start)
        before = raw if block.kind == LINE else ""
    if draft is not None:
        yield draft


def _cells(document: Document) -> Iterator[_Draft]:
    for index, table in enumerate(document.tables):
        for cell in table.cells:
            if cell.end > cell.start and not table.hidden:
                draft = _Draft(CELL, cell.place, 0, index, cell.row, cell.column)
                _append(draft, document.text[cell.start : cell.end], cell.start)
                yield draft


def _append(draft: _Draft, raw: str, offset: int) -> None:
    """Letters made plain; spaces go, but one between two digits, letters or signs of different columns stays; line ends go."""
    plain = raw.translate(WIDE)
    if (
        draft.letters
        and draft.letters[-1].isascii()
        and draft.letters[-1].isalpha()
        and plain[:1].isascii()
        and plain[:1].isalpha()
    ):
        draft.add(" ", max(0, offset - 1))
    for run in _RUNS.finditer(plain):
        if run["letters"]:
            draft.add(run["letters"], offset + run.start())
        elif _parted(draft, plain, *run.span()):
            draft.add(" ", offset + run.start())


def _parted(draft: _Draft, plain: str, at: int, stop: int) -> bool:
    """Whether the space between two letters says something: between numbers or Latin words, or a tab or more than two spaces."""
    if not draft.letters or stop >= len(plain):
        return False
    left, right = draft.letters[-1], plain[stop]
    if "\t" in plain[at:stop] or stop - at > 2:  # noqa: PLR2004 - more than two spaces part columns
        return True
    return left.isascii() and right.isascii() and (left.isalnum() or left in ").%") and (right.isalnum() or right == "(")


def _width(line: str) -> int:
    return sum(1 if ord(letter) < 0x2E80 else 2 for letter in line)  # noqa: PLR2004 - from here on a letter takes two columns


def _full(lines: Iterable[str]) -> tuple[int, int]:
    """The width and the number of letters at which the page cuts its lines, 0 where it does not: many lines of one length that end in mid-sentence."""
    broken = [line for line in lines if line[-1:] not in _ENDED and "\t" not in line]
    return _most([_width(line) for line in broken], _LEAST_FULL, _MOST_FULL), _most(
        [len(line) for line in broken], _LEAST_LETTERS, _MOST_LETTERS
    )


def _most(sizes: list[int], least: int, most_allowed: int) -> int:
    long = sorted(size for size in sizes if size >= least)
    if len(long) < 6 or len(long) * 4 < len(sizes):  # noqa: PLR2004 - fewer lines say nothing about a page
        return 0
    most = long[len(long) * 9 // 10]
    near = [size for size in long if size >= most * _NEARLY]
    return most if most <= most_allowed and len(near) * 2 >= len(long) else 0


def _cut(line: str, full: tuple[int, int]) -> bool:
    """Whether a line is as long as the page makes them."""
    width, letters = full
    return bool((width and _width(line) >= width * _NEARLY) or (letters and len(line) >= letters * _NEARLY))


def _goes_on(before: str, line: str, full: tuple[int, int]) -> bool:
    """Whether a line goes on with the sentence of the one before it."""
    before, line = before.translate(WIDE), line.translate(WIDE)
    ended = before.rstrip(_CLOSERS)[-1:] or before[-1:]
    if not before or ended in _ENDED or "\t" in before or "\t" in line or before.startswith("#") or line.startswith(("#", "|")):
        return False
    if line[:1] in _NEVER_FIRST or line.startswith("."):
        return True
    cut = _cut(before, full)
    if _STARTS.match(line):
        return cut and before[-1:].isdigit() and line[:1].isdigit() and re.match(r"\d{1,2}[、．]", line) is None
    if any(full):
        return cut
    return _width(before) >= _LONG and not before.rstrip().endswith("**")


def _placed(drafts: Sequence[_Draft]) -> Iterator[Passage]:
    """Passages with their numbers and the headings above them."""
    above: list[tuple[int, str]] = []
    for index, draft in enumerate(drafts):
        text = _with_plain_years(_with_chinese_marks("".join(draft.letters)))
        kind, level, words = _heading(draft, text)
        if level:
            above = [(other, title) for other, title in above if other < level]
        section = tuple(title for _, title in above)
        if level:
            above.append((level, words))
        yield Passage(index, kind, text, tuple(draft.pieces), draft.place, level, section, draft.table, draft.row, draft.column)


def _with_chinese_marks(text: str) -> str:
    """A Chinese text with its marks full-width, letter by letter: 预算12万元,支出11万元(含结转) is read as the same sentence as with ，（）."""
    if _CHINESE.search(text) is None:
        return text
    return _NARROW.sub(lambda found: _MARKS[found[0]], text)


def _with_plain_years(text: str) -> str:
    """二〇二四年 is read as 2024年, letter by letter."""
    return _CHINESE_YEAR.sub(lambda found: found[0].translate(_CHINESE_DIGITS), text)


def _heading(draft: _Draft, text: str) -> tuple[str, int, str]:
    """Kind, level and words of a heading: by the file's own mark, or by its number and its length. A numbered paragraph has a heading of its own, its first words."""
    if draft.kind == CELL or not text:
        return draft.kind, 0, ""
    plain = text.lstrip("#*> ")
    level = next((depth for depth, pattern in _HEADINGS if pattern.match(plain)), 0)
    if draft.kind == HEADING or draft.level:
        return HEADING, level or draft.level or 1, plain[:_LONGEST_HEADING]
    if draft.kind != PARAGRAPH or not level:
        return draft.kind, 0, ""
    first = re.split(r"[。：:；;]", plain, maxsplit=1)[0]
    if len(plain) <= _LONGEST_HEADING and plain.rstrip("。：:*")[-1:] not in _ENDED and len(first) >= len(plain.rstrip("*")) - 1:
        return HEADING, level, first
    return draft.kind, level, first[:_LONGEST_HEADING]
