"""A passage cut into its clauses and brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.reading.clauses.words import SHORT_BRACKET

if TYPE_CHECKING:
    from hengji.reading.clauses.words import Words

BREAKS = re.compile(r"[，。；：,;:！？!?\t|＋+＝=]|(?<!收)、|、(?!支)")
_BRACKET = re.compile(r"[（(][^（()）]{0,200}[）)]")
_DEEPEST = 8


def longer(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Whether the first matched, and more letters than the second."""
    return one is not None and (other is None or one.start() < other.start())


def depths(text: str) -> list[int]:
    """The depth of brackets at every letter; brackets inside names are none."""
    if "（" not in text and "(" not in text:
        return [0] * len(text)
    short = [match.span() for match in SHORT_BRACKET.finditer(text)]
    depths, depth, at = [], 0, 0
    for position, letter in enumerate(text):
        while at < len(short) and short[at][1] <= position:
            at += 1
        inside = at < len(short) and short[at][0] <= position
        if not inside and letter in "（(":
            depth += 1
        depths.append(min(depth, _DEEPEST))
        if not inside and letter in "）)" and depth:
            depth -= 1
        if letter in "。\n" and depth:
            depth = 0
    return depths


def without_brackets(words: str) -> str:
    """Words without the brackets that hold more than a name needs."""
    kept = SHORT_BRACKET.sub(
        lambda match: match[0].translate({0xFF08: "\ue000", 0xFF09: "\ue001", 0x28: "\ue000", 0x29: "\ue001"}), words
    )
    return _BRACKET.sub("", kept).replace("\ue000", "（").replace("\ue001", "）")


def last_piece(words: str) -> str:
    """The words after the last mark."""
    return BREAKS.split(words)[-1].strip()


def own_words(rest: str, than: re.Pattern[str]) -> str:
    """The words of a clause before 比 or 较."""
    match = than.search(rest)
    return rest[: match.start()] if match is not None and match["with"] is None else rest


def same(one: str, other: str) -> bool:
    """Whether two names are one, or the longer holds the other."""
    return one == other or (len(one) > 3 and one in other) or (len(other) > 3 and other in one)  # noqa: PLR2004 - short words are in everything


def only_when(words: Words, label: str) -> bool:
    """Whether words tell no more than a stage, a year and 本单位."""
    rest = words.not_stage.sub(lambda match: "＿" * len(match[0]), label)
    for pattern in (words.stage, words.last_year, words.this_year):
        rest = pattern.sub("", rest)
    match = words.neutral.match(rest)
    return match is not None and match.end() == len(rest)
