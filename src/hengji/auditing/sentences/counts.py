"""内设 A、B、C 等 8 个科室; 设有 3 个机构，分别是：A、B、C: a list of names and its count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.remarks import remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_STOP = re.compile(r"[。；;！？]")
_BRACKET = re.compile(r"[^（(），、]{0,12}[（(](?P<names>[^（()）]{1,600})[）)]")
"""11 个科室（办公室、财务股、…）."""
_ENOUGH = 3
"""Fewer names are rarely a list."""


def check(report: Report, book: Book) -> Iterator[Remark]:
    """A finding for each count that its names contradict: more names than counted, or fewer where the list is closed."""
    for kind in book.kind("counted_list"):
        for figure in report.figures:
            if figure.dimension == "count" and figure.number == int(figure.number) and prose(report.passages[figure.passage]):
                found = _before(figure, report, kind) or _behind(figure, report, kind)
                if found is not None and _differs(found[0], int(figure.number), open_list=found[1]):
                    passage = report.passages[figure.passage]
                    yield remark(
                        kind,
                        report,
                        passage,
                        figure.begin,
                        figure.stop,
                        figures=(figure.id,),
                        stated=figure.plain,
                        counted=found[0],
                    )


def _differs(counted: int, stated: int, *, open_list: bool) -> bool:
    return counted > stated if open_list else counted != stated


def _before(figure: Figure, report: Report, kind: Check) -> tuple[int, bool] | None:
    """内设 A、B、C 等 3 个科室: the names stand before 等, and are all of them unless 等 means more."""
    text = report.passages[figure.passage].text
    end = figure.begin
    word = next((each for each in (*kind.words["closed_ends"], *kind.words["and_so_on"]) if text.endswith(each, 0, end)), "")
    if not word:
        return None
    start = max((match.end() for match in _STOP.finditer(text, max(0, end - _REACH), end)), default=max(0, end - _REACH))
    listed = text[start : end - len(word)]
    open_list = word in kind.words["and_so_on"]
    if open_list:
        begins = [listed.rindex(each) + len(each) for each in kind.words["begins"] if each in listed]
        return _count(listed[max(begins) :] if begins else "", kind, open_list=True)
    first = [listed.index(each) + len(each) for each in kind.words["begins"] if len(each) > 1 and each in listed]
    return _count(listed[min(first) :] if first else "", kind, open_list=False)


def _behind(figure: Figure, report: Report, kind: Check) -> tuple[int, bool] | None:
    """设有 3 个内设机构，分别是：A、B、C."""
    text = report.passages[figure.passage].text
    stop = _STOP.search(text, figure.stop, figure.stop + _REACH)
    rest = text[figure.stop : stop.start() if stop is not None else figure.stop + _REACH]
    bracket = _BRACKET.match(rest)
    if bracket is not None and "、" in bracket["names"]:
        open_list = bracket["names"].endswith(tuple(kind.words["and_so_on"]))
        return _count(bracket["names"], kind, open_list=open_list)
    places = [rest.index(each) + len(each) for each in kind.words["names"] if each in rest]
    if not places or min(places) > _FAR:
        return None
    listed = rest[min(places) :].lstrip("：:")
    open_list = any(listed.rstrip("）)").endswith(each) for each in kind.words["and_so_on"])
    return _count(listed, kind, open_list=open_list)


_FAR, _REACH = 24, 1_500
"""How far behind a count its names begin, and how far a list can reach."""


def _count(listed: str, kind: Check, *, open_list: bool) -> tuple[int, bool] | None:
    """How many names, where every piece looks like one."""
    pieces = [piece for piece in re.split(r"[、，,]", listed) if piece]
    last = pieces[-1] if pieces else ""
    parted = [piece for piece in re.split(r"[和及]", last) if piece] if len(pieces) > 1 else [last]
    ends = kind.words["name_ends"]
    if len(parted) > 1 and all(piece.endswith(ends) for piece in parted):
        pieces = [*pieces[:-1], *parted]
    if len(pieces) < _ENOUGH or any(len(piece) > _LONGEST or re.search(r"\d", piece) for piece in pieces):
        return None
    named = sum(piece.endswith(ends) for piece in pieces)
    return (len(pieces), open_list) if named * 10 >= len(pieces) * 8 else None


_LONGEST = 30
