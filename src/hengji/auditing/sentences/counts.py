"""内设 A、B、C 等 8 个科室; 设有 3 个机构，分别是：A、B、C; “A”“B”“C”三大专题: a list of names and its count."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.remarks import remark
from hengji.auditing.sentences import enumerated
from hengji.auditing.sentences.enumerated import Listed, Numbers
from hengji.auditing.wording.texts import either
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_STOP = re.compile(r"[。；;！？]")
_BRACKET = re.compile(r"[^（(），、]{0,12}[（(](?P<names>[^（()）]{1,600})[）)]")
"""11 个科室（办公室、财务股、…）."""
_ASIDE = re.compile(r"（[^（）、\d]{1,8}）")
"""政务（便民）服务中心."""
_QUOTED = re.compile(r"(?:[“\"「《][^“”\"「」《》]{1,60}[”\"」》][、和及与]{0,2}){1,40}(?:共计|一共|总共|合计|共)?\Z")
_JOINED = re.compile(r"[^，。；、：\d]{1,8}[、和]")
_ENOUGH = 3
"""Fewer names are rarely a list."""
_FAR, _REACH = 24, 1_500
"""How far behind a count its names begin, and how far a list can reach."""
_LONGEST, _SHORT, _BY = 30, 14, 6


def check(report: Report, book: Book) -> tuple[list[Checked], list[Remark]]:
    """Counts that their names bear out, and a finding for each that they contradict."""
    results: list[Checked] = []
    remarks: list[Remark] = []
    numbers = Numbers(report)
    for kind in book.kind("counted_list"):
        for figure in report.figures:
            counts = figure.dimension == "count" or figure.measure in kind.words["measures"]
            if counts and figure.number == int(figure.number) and prose(report.passages[figure.passage]):
                both = _with_the_next(figure, report)
                listed = tuple(each for each in _listed(figure, numbers, kind) if each.names != both)
                if any(each.names == figure.number and (each.sure or not _certain(listed)) for each in listed):
                    words = book.caption("audit.names_counted", number=figure.plain)
                    results.append(Checked(kind.code, Verdict.CONSISTENT, (figure.id,), words))
                else:
                    remarks.extend(_remarks(figure, listed, report, kind))
    return results, remarks


def _with_the_next(figure: Figure, report: Report) -> int:
    """甲室、乙科，下设丙站、丁站，共 2 个科室、2 个直属单位: what two counts make that stand beside each other; 0 where there is no second."""
    after = report.figures[figure.id + 1] if figure.id + 1 < len(report.figures) else figure
    text = report.passages[figure.passage].text
    beside = after.passage == figure.passage and after.dimension == figure.dimension and after.id > figure.id
    joined = beside and _JOINED.fullmatch(text, figure.stop, after.begin) is not None
    return int(figure.number + after.number) if joined else 0


def _certain(listed: tuple[Listed, ...]) -> bool:
    """Whether the first reading is that of names right up to their count, each of which looks like one: no reading that parts a name outweighs it."""
    return bool(listed) and listed[0].sure and not listed[0].open


def _remarks(figure: Figure, listed: tuple[Listed, ...], report: Report, kind: Check) -> Iterator[Remark]:
    wrong = next((each for each in listed if each.contradicts(int(figure.number))), None)
    if wrong is not None:
        passage = report.passages[figure.passage]
        yield remark(
            kind, report, passage, figure.begin, figure.stop, figures=(figure.id,), stated=figure.plain, counted=wrong.names
        )  # fmt: skip


def _listed(figure: Figure, numbers: Numbers, kind: Check) -> Iterator[Listed]:
    """The lists that a count may speak of: those before it and those behind it."""
    report = numbers.report
    text = report.passages[figure.passage].text
    for found in (
        _before(text, figure, kind),
        _in_all(text, figure, kind),
        _quoted(text, figure, kind),
        *_told(text, figure, kind),
        _behind(text, figure, report, kind),
        *enumerated.of(text, figure, numbers, kind),
    ):
        if found is not None:
            yield found


def _sentence(text: str, end: int) -> str:
    """From the start of the sentence."""
    low = max(0, end - _REACH)
    return text[max((match.end() for match in _STOP.finditer(text, low, end)), default=low) : end]


def _before(text: str, figure: Figure, kind: Check) -> Listed | None:
    """内设 A、B、C 等 3 个科室: the names stand before 等, and are all of them unless 等 means more."""
    end = figure.begin
    word = next((each for each in (*kind.words["closed_ends"], *kind.words["and_so_on"]) if text.endswith(each, 0, end)), "")
    if not word:
        return None
    listed = _sentence(text, end).removesuffix(word)
    open_list = word in kind.words["and_so_on"]
    named = max((at + len(each) for each in kind.words["that_is"] if (at := listed.rfind(each)) >= 0), default=0)
    if named:  # 下设“四室一所”，即甲、乙、丙、丁、戊
        return _count(listed[named:], kind, open_list=open_list)
    if open_list:
        begins = [listed.rindex(each) + len(each) for each in kind.words["begins"] if each in listed]
        return _count(listed[max(begins) :] if begins else "", kind, open_list=True)
    first = [listed.index(each) + len(each) for each in kind.words["begins"] if len(each) > 1 and each in listed]
    return _count(listed[min(first) :] if first else "", kind, open_list=False)


def _in_all(text: str, figure: Figure, kind: Check) -> Listed | None:
    """开设 A、B、C 共 3 个专业; 下属甲馆、乙馆、丙馆 3 个单位: the names of one clause behind the word that leads them, right up to their count."""
    clause = re.split(r"[，,；;：:（(）)]", _ASIDE.sub("", _sentence(text, figure.begin)))[-1]
    added = next((word for word in kind.words["in_all"] if clause.endswith(word)), "")
    listed = clause.removesuffix(added)
    start, begin = max(
        ((listed.find(word), listed.find(word) + len(word)) for word in kind.words["leads"] if word in listed), default=(0, 0)
    )
    pieces = listed[begin:].split("、")
    more = has(listed[:start], ("、", *kind.words["joins"]))  # 局本级及所属甲、乙、丙共 4 个单位
    if (
        not begin
        or more
        or len(pieces) < _ENOUGH
        or not figure.plain.endswith(tuple(kind.words["of_names"]))
        or not _plain(pieces, kind)
    ):
        return None
    named = all(piece.endswith(kind.words["name_ends"]) for piece in pieces)
    return Listed(len(pieces), open=False, sure=named or bool(added))


def _plain(pieces: list[str], kind: Check) -> bool:
    """Whether every piece is one name: short, without a number, a joining word or a word that leaves the list open."""
    plain = all(piece and len(piece) <= _SHORT and not re.search(r"\d", piece) for piece in pieces)
    return (
        plain
        and not any(word in piece for piece in pieces for word in kind.words["and_so_on"])
        and not any(_joins(piece, kind) for piece in pieces)
    )


def _joins(piece: str, kind: Check) -> bool:
    """Whether a joining word parts two names; 疾控与应急股 is one."""
    halves = re.split(either(kind.words["joins"]), piece)
    return len(halves) > 1 and (not halves[-1].endswith(kind.words["name_ends"]) or halves[0].endswith(kind.words["name_ends"]))


def _quoted(text: str, figure: Figure, kind: Check) -> Listed | None:
    """“A”“B”“C”三大专题, “A、B、C”三大板块: quoted names right before their count; 8 次 counts how often, not what."""
    if not figure.plain.endswith(tuple(kind.words["of_names"])):
        return None
    found = _QUOTED.search(_sentence(text, figure.begin)[-_REACH // 2 :])
    if found is None:
        return None
    quotes = re.findall(r"[“\"「《]([^“”\"「」《》]+)[”\"」》]", found.group())
    if len(quotes) == 1:
        quotes = quotes[0].split("、")
    return Listed(len(quotes), open=False, sure=len(quotes) >= _ENOUGH) if len(quotes) > 1 else None


def _told(text: str, figure: Figure, kind: Check) -> Iterator[Listed]:
    """由 A、B 两部分组成; 举办 A、B、C 三个培训班: names up to their count, behind each word that may lead them; they mostly can only bear it out."""
    listed = _sentence(text, figure.begin)
    for begin in sorted({listed.rindex(each) + len(each) for each in kind.words["tells"] if each in listed}, reverse=True):
        pieces = re.split(r"[、，,]", listed[begin:])
        plain = all(piece and not re.search(r"\d", piece) for piece in pieces)
        if plain and len(pieces) > 1 and "，" not in listed[begin:]:
            yield Listed(len(pieces), open=False, sure=False)
    yield from _making(text, figure, kind)


def _making(text: str, figure: Figure, kind: Check) -> Iterator[Listed]:
    """由 A、B、C 三部分组成: all that make the whole; a joining word may part two names or stand in one, so both readings are given, and neither is told alone."""
    begin, word = max(((_sentence(text, figure.begin).rfind(each), each) for each in kind.words["made_by"]), default=(-1, ""))
    made = either(kind.words["made"]).search(text, figure.stop, figure.stop + _BY)
    if begin < 0 or made is None or re.search(r"\W", text[figure.stop : made.start()]):
        return
    pieces = _sentence(text, figure.begin)[begin + len(word) :].split("、")
    joined = [piece for each in pieces for piece in re.split(either(kind.words["joins"]), each)]
    readings = {len(pieces), len(joined)}
    added = pieces[-1].endswith(
        (*kind.words["in_all"], *kind.words["and_so_on"])
    )  # 由局机关和所属学校共 17 个单位组成: kinds, not names
    if len(pieces) > 1 and not added and _plain(joined, kind) and not any(mark in piece for piece in pieces for mark in "，：（("):
        yield from (Listed(count, open=False, sure=int(figure.number) not in readings) for count in sorted(readings, reverse=True))


def _behind(text: str, figure: Figure, report: Report, kind: Check) -> Listed | None:
    """设有 3 个内设机构，分别是：A、B、C."""
    stop = _STOP.search(text, figure.stop, figure.stop + _REACH)
    rest = text[figure.stop : stop.start() if stop is not None else figure.stop + _REACH]
    bracket = _BRACKET.match(rest)
    if bracket is not None and "、" in bracket["names"]:
        open_list = bracket["names"].endswith(tuple(kind.words["and_so_on"]))
        return _count(bracket["names"], kind, open_list=open_list)
    places = [(rest.index(each) + len(each), each) for each in kind.words["names"] if each in rest]
    if not places or min(places)[0] > _FAR:
        return None
    start, word = min(places)
    if any(figure.stop <= other.begin < figure.stop + start for other in report.figures if other.passage == figure.passage):
        return None
    listed = rest[start:].lstrip("：:")
    open_list = any(listed.rstrip("）)").endswith(each) for each in kind.words["and_so_on"])
    every = _count(listed, kind, open_list=open_list)
    return every if every is not None and every.sure else _single(listed, word, kind) or every


def _single(listed: str, word: str, kind: Check) -> Listed | None:
    """分别是：A、B，另有…: two names or more up to the first comma, of which words say that they are all."""
    first = [piece for piece in re.split(r"、", re.split(r"[，,]", listed)[0]) if piece]
    if word in kind.words["each_named"] and len(first) > _ENOUGH and _plain(first, kind):
        return Listed(len(first), open=False, sure=True)
    pieces = _parted(first, kind)
    named = [*takewhile(lambda piece: piece.endswith(kind.words["name_ends"]) and len(piece) <= _LONGEST, pieces)]
    whole = word in kind.words["each_named"] and len(pieces) > 1 and len(named) == len(pieces)
    return Listed(len(pieces), open=False, sure=True) if whole and not re.search(r"\d", "".join(pieces)) else None


def _parted(pieces: list[str], kind: Check) -> list[str]:
    """The last piece at its 和, where both halves are names."""
    last = pieces[-1] if pieces else ""
    parted = [piece for piece in re.split(r"[和及]", last) if piece]
    return (
        [*pieces[:-1], *parted] if len(parted) > 1 and all(piece.endswith(kind.words["name_ends"]) for piece in parted) else pieces
    )


def _count(listed: str, kind: Check, *, open_list: bool) -> Listed | None:
    """How many names, where every piece looks like one."""
    pieces = [piece for piece in re.split(r"[、，,]", listed) if piece]
    pieces = _parted(pieces, kind) if len(pieces) > 1 else pieces
    if len(pieces) < _ENOUGH or any(len(piece) > _LONGEST or re.search(r"\d", piece) for piece in pieces):
        return None
    named = sum(piece.endswith(kind.words["name_ends"]) for piece in pieces)
    return Listed(len(pieces), open=open_list, sure=named * 10 >= len(pieces) * 8)
