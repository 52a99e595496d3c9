"""Points to check, enumerated in a text: ①… ②…, each with its points where the text gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.score_tables import compiled

if TYPE_CHECKING:
    import re

    from hengji.core.exact import Exact
    from hengji.rulebook.score_tables import Flat, ScoreTables

LEAST, DECIMALS = 2, 4
SENTENCE_END, PUNCTUATION = ";。", ";。,.、:()"


@dataclass(frozen=True, slots=True)
class Points:
    """One point: its words as printed, its points, where it stands in the flat text, and words behind its points that say something more."""

    label: str
    points: Exact | None
    span: tuple[int, int]
    text: str
    rest: str = ""


def find(text: Flat, law: ScoreTables, weight: Exact | None = None) -> tuple[Points, ...]:
    """The points of a text by one way of numbering, at least two; none where nothing is enumerated, or steps and bands are."""
    for pattern in law.patterns.get("marker", ()):
        starts = [(match.start(), match.end()) for match in compiled(pattern).finditer(text.text)]
        if len(starts) >= LEAST:
            if any(compiled(each).search(text.text, starts[0][1]) for each in law.patterns.get("no_point", ())):
                return ()
            ends = [start for start, _ in starts[1:]] + [_end(text, starts[-1][1], law)]
            return tuple(
                _point(text, (start, begin, end), law, weight, last=end == ends[-1])
                for (start, begin), end in zip(starts, ends, strict=True)
            )
    return _plain(text, law)


def _plain(text: Flat, law: ScoreTables) -> tuple[Points, ...]:
    """Points named one after the other with their number behind them: 制度健全、账实相符、处置合规三项要求."""
    for pattern in law.patterns.get("plain_list", ()):
        match = compiled(pattern).search(text.text)
        if match is None:
            continue
        labels = match["list"].split("、")
        starts = [match.start("list") + len("、".join(labels[:at])) + (1 if at else 0) for at in range(len(labels))]
        if law.numerals.get(match["count"], match["count"]) == str(len(labels)):
            ends = [*(start - 1 for start in starts[1:]), match.end("list")]
            stops = [*starts[1:], match.end()]
            spans = zip(starts, ends, stops, strict=True)
            return tuple(Points(text.printed(start, end), None, (start, stop), text.text) for start, end, stop in spans)
    return ()


def _end(text: Flat, begin: int, law: ScoreTables) -> int:
    """Where the last point ends: before words that speak of all points."""
    clues = [compiled(pattern).search(text.text, begin) for name in law.list_ends for pattern in law.clues.get(name, ())]
    return min((found.start() for found in clues if found), default=len(text.text))


def _point(text: Flat, at: tuple[int, int, int], law: ScoreTables, weight: Exact | None, *, last: bool) -> Points:
    start, begin, end = at
    piece = text.text[begin:end]
    for pattern in (*law.patterns.get("item_shares", ()), *law.patterns.get("item_points", ())):
        found = compiled(pattern).search(piece)
        points = _worth(found, weight) if found else None
        if found and points is not None:
            stop = begin + found.end() if last else end
            rest = "" if last else piece[found.end() :].strip(PUNCTUATION)
            return Points(_label(text, begin, begin + found.start()), points, (start, stop), text.text, rest)
    stop = next((begin + at for at, letter in enumerate(piece) if letter in SENTENCE_END), end) if last else end
    return Points(_label(text, begin, stop), None, (start, stop), text.text)


def _worth(found: re.Match[str], weight: Exact | None) -> Exact | None:
    """The points of a point: as they are said, or as a part of the weight; None where that part has no short decimal."""
    groups = found.groupdict()
    if groups.get("points"):
        return exact.of(groups["points"])
    percent = groups.get("percent") or groups.get("percent2")
    share = (
        exact.divide(exact.of(percent), (100, 1)) if percent else exact.divide(exact.of(groups["top"]), exact.of(groups["bottom"]))
    )
    points = exact.multiply(share, weight) if weight is not None else None
    return points if points is not None and exact.compare(exact.of(exact.plain(points, DECIMALS)), points) == 0 else None


def _label(text: Flat, start: int, end: int) -> str:
    while end > start and text.text[end - 1] in ";。,.、:":
        end -= 1
    return "".join(text.printed(start, end).split("\n"))


def inside(listed: tuple[Points, ...], text: Flat) -> tuple[int, int] | None:
    """The span of a list within a text, where it stands in it."""
    return (listed[0].span[0], listed[-1].span[1]) if listed and listed[0].text == text.text else None


def alone(label: str, text: Flat) -> Points:
    """The only point that a text names."""
    return Points(label, None, (0, 0), text.text)


def without(point: Points) -> Points:
    """A point as its words alone."""
    return replace(point, points=None)


def worth(point: Points, points: Exact) -> Points:
    """A point with points."""
    return replace(point, points=points)
