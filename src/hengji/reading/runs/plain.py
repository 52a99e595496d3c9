"""A text of the same length in which figures have plain digits, points, commas and signs."""

from __future__ import annotations

import re

GAP = r"[ \t\u3000\xa0\n\r]{0,4}+"
"""What may stand between the parts of a date or a number of a document."""
BREAK = r"[ \u3000\xa0]{0,2}+(?:\r?\n){0,2}+[ \u3000]?+"
"""What may stand inside a figure: spaces and line ends, but no tab, which parts the cells of a table."""
RUN = re.compile(r"\d\d*+(?:[.,]\d\d*+){0,12}+")
"""A run of digits; the first letter is a class of its own, by which the search is quick."""

_ODD = re.compile(r"[０-９．％＋－−﹣‐‑]|\d，\d{3}")
_LETTERS = str.maketrans("０１２３４５６７８９％＋－−﹣‐‑", "0123456789%+-----")
_POINT = re.compile(r"(?<=\d)．(?=\d)")
_COMMAS = re.compile(r"(?<![\d.,，])[1-9]\d{0,2}(?:，\d{3}){1,5}(?=\.\d|[ \u3000]?(?:[百千]?[万亿]?元|[万亿]))")


def plainly(text: str) -> str:
    """The text letter by letter, full-width digits, points, minus and per cent signs made plain; a full-width comma only inside a number."""
    if _ODD.search(text) is None:
        return text
    plain = text.translate(_LETTERS)
    plain = _POINT.sub(".", plain)
    return _COMMAS.sub(lambda match: match[0].replace("，", ","), plain)
