"""共 N，其中…; …合计: the parts of a list and their whole."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.numerals import chinese
from hengji.auditing.relation import AT_MOST, Relation, judge
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

PARTS, PART, TOTAL = "list_parts", "list_part", "list_total"
_NEARLY = (4, 5)
_MOST = 40
_BY_HEAD = 3
_SMALL, _MOST_SAID = 2, 11
_MONEY, _POINTS = "money", "points"
_BRACKET = re.compile(r"[（(][^（()）]{0,80}[）)]")
_BREAKS = tuple("，、；,;")
_PARTED = "，、；,;和及与："
_SEMICOLONS, _OF, _FEW = "；;", "中", 6
_LAST = re.compile(r"[，。；、：（）()]")
_CALLED = 12
_DIGITS = re.compile(r"[\d,.，．]")


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """Every list of a report with its whole."""
    yield from _parts(report, book)
    yield from _totals(report, book)


def _parts(report: Report, book: Book) -> Iterator[Relation]:
    lists: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.whole >= 0 and figure.role in ("value", "points", "weight"):
            lists[_whole(report.figures[figure.whole], report)].append(figure)
    for whole, parts in lists.items():
        if not _averages(report.figures[whole], report, book):
            yield from _list(report.figures[whole], _before_means(parts[:_MOST], report, book), report, book)


def _before_means(parts: list[Figure], report: Report, book: Book) -> list[Figure]:
    """村干部 84 人、社区干部 18 人，平均每个村 6 人: a list ends where something is told of each."""
    for at, (one, after) in enumerate(pairwise(parts), 1):
        between = report.passages[one.passage].text[one.stop : after.begin] if one.passage == after.passage else ""
        if has(_BRACKET.sub("", between), book.phrases["frames.averages"]):
            return parts[:at]
    return parts


def _averages(whole: Figure, report: Report, book: Book) -> bool:
    """场均约 600 人次（…）: an average has no parts."""
    text = report.passages[whole.passage].text
    said = _LAST.split(text[max(0, whole.begin - _CALLED) : whole.begin])[-1]
    said = said.rstrip("".join(word for word in book.phrases["clauses.copulas"] if len(word) == 1))
    return whole.dimension != "ratio" and said.endswith((*book.phrases["clauses.by_head"], *book.phrases["frames.average_ends"]))


def _whole(whole: Figure, report: Report) -> int:
    """花了 17.22 万元，比去年少 1.07 万元，其中…: parts of the amount, not of what it changed by."""
    if whole.role != "change" or whole.id == 0:
        return whole.id
    before = report.figures[whole.subject if whole.subject >= 0 else whole.id - 1]
    text = report.passages[whole.passage].text
    near = before.passage == whole.passage and "。" not in text[before.stop : whole.begin]
    return before.id if near and before.dimension == whole.dimension and before.role == "value" else whole.id


def _list(whole: Figure, parts: Sequence[Figure], report: Report, book: Book) -> Iterator[Relation]:
    """A list that adds up, all of it or its first part, holds; one that does not is held against its whole where it looks complete."""
    parts = _up_to_others(_of_one_kind(parts, report), report, book)
    slots = (("label", whole.label), ("parts", _names(parts[:8])))
    for length in range(len(parts), 1, -1):
        if length < len(parts) and not _ends_there(whole, parts[length - 1], parts[length], report):
            continue
        relation = Relation(PARTS, tuple(part.id for part in parts[:length]), target=whole.id, slots=slots)
        if judge(relation, report.figures).verdict in (Verdict.CONSISTENT, Verdict.EXPLAINED):
            row = _in_one_row(parts, report)
            yield replace(relation, plus=tuple(part.id for part in row)) if length < len(row) else relation
            return
    for first in range(1, len(parts) - 1):
        relation = Relation(PARTS, tuple(part.id for part in parts[first:]), target=whole.id, slots=slots)
        if _apart(parts[first - 1], parts[first], report) and judge(relation, report.figures).verdict is Verdict.CONSISTENT:
            yield relation
            return
    parts = _of_one_sentence(whole, parts, report)
    said = _said(whole, parts[0], report, book)
    if len(parts) == 1:
        text = report.passages[whole.passage].text
        between = text[whole.stop : parts[0].begin] if whole.passage == parts[0].passage else ""
        several = has(between, (*book.phrases["clauses.summing"], *book.phrases["clauses.summing_right"]))
        certain = said and not whole.about and whole.whole < 0 and not several
        if whole.passage == parts[0].passage and "。" in between and _one_of_several(whole, parts[0], report):
            return
        yield Relation(PART, (parts[0].id,), target=whole.id, compare=AT_MOST, slots=slots, certain=certain)
        return
    total = exact.ZERO
    for part in parts:
        total = exact.add(total, part.value)
    every = not any(part.open_list for part in parts) and not _runs_on(parts[-1], report)
    rest = parts[-1].label.startswith(book.phrases["clauses.rest"]) and parts[-1].dimension == whole.dimension != _MONEY
    told = _composed(whole, parts, report, book)
    complete = bool(told) or (told is None and every and (rest or exact.compare(total, exact.multiply(whole.value, _NEARLY)) >= 0))
    complete = complete and (told or said or exact.compare(exact.multiply(total, _NEARLY), whole.value) <= 0)
    yield Relation(PARTS, tuple(part.id for part in parts), target=whole.id, certain=complete, slots=slots)


def _in_one_row(parts: Sequence[Figure], report: Report) -> Sequence[Figure]:
    """甲 186 份、乙 94 份、丙 37 份: the first parts with nothing but 、 and a name between any two, so that none of them is left out of the sum."""
    text = report.passages[parts[0].passage].text
    for at, (one, after) in enumerate(pairwise(parts), 1):
        if one.passage != after.passage or re.fullmatch(r"、[^，。；：、（）\d]{2,12}", text[one.stop : after.begin]) is None:
            return parts[:at]
    return parts


def _apart(one: Figure, after: Figure, report: Report) -> bool:
    """4,200 批次，其中定量 600 批次，合格 4,158 批次，不合格 42 批次: counts, parted by a comma."""
    between = report.passages[one.passage].text[one.stop : after.begin] if one.passage == after.passage else ""
    return one.dimension != _MONEY and between.startswith(("，", "；"))


def _of_one_sentence(whole: Figure, parts: Sequence[Figure], report: Report) -> Sequence[Figure]:
    """Parts of the whole's own sentence, where two or more of them stand there: the next sentence tells of it in another way."""
    text = report.passages[whole.passage].text
    own = [each for each in parts if each.passage == whole.passage and "。" not in text[whole.stop : each.begin]]
    return own if len(own) > 1 else parts


def _one_of_several(whole: Figure, part: Figure, report: Report) -> bool:
    """行政 161 人、事业 66 人，空编 14 名。其中乡镇 98 人: a sentence of several amounts, and the part is more than the last: it is one of another."""
    if exact.compare(part.value, whole.value) <= 0:
        return False
    text = report.passages[whole.passage].text
    return any(
        each.passage == whole.passage and each.dimension == whole.dimension and "。" not in text[each.stop : whole.begin]
        for each in report.figures[max(0, whole.id - _FEW) : whole.id]
    )


def _of_one_kind(parts: Sequence[Figure], report: Report) -> Sequence[Figure]:
    """其中甲 37 个、投资 131 亿元；当年开工 51 个，开工率 61%: behind a semicolon, what is measured or spoken of otherwise is no further part.

    Nor is what follows 甲中…: from there on the parts are those of 甲.
    """
    for at, (one, after) in enumerate(pairwise(parts), 1):
        if one.passage != after.passage:
            continue
        between = report.passages[one.passage].text[one.stop : after.begin]
        inner = [each for each in report.figures[one.id + 1 : after.id] if each.dimension == one.dimension]
        if one.label and any(each.label.startswith(one.label + _OF) for each in inner):
            return parts[:at]
        if not has(between, _SEMICOLONS):
            continue
        if (one.unit, one.measure) != (after.unit, after.measure) and one.dimension != _MONEY:
            return parts[:at]
        beside, other = _beside(one, report), _beside(after, report)
        if beside and other and not beside & other:
            return parts[:at]
    return parts


def _beside(part: Figure, report: Report) -> set[tuple[str, bool]]:
    """What else is told of a part, up to the next semicolon: the dimensions, and whether they are shares."""
    text = report.passages[part.passage].text
    found = takewhile(
        lambda each: (
            each.passage == part.passage
            and each.dimension != part.dimension
            and not has(text[part.stop : each.begin], ("。", *_SEMICOLONS))
        ),
        report.figures[part.id + 1 : part.id + 1 + _FEW],
    )
    return {(each.dimension, each.role == "share") for each in found if each.role not in ("rate", "change")}


def _up_to_others(parts: Sequence[Figure], report: Report, book: Book) -> Sequence[Figure]:
    """包括甲 137 万元和乙、丙等开支，故…；丁 521 万元: the list ends with 等, and what stands behind a semicolon is no part of it."""
    for at, (one, after) in enumerate(pairwise(parts), 1):
        between = report.passages[one.passage].text[one.stop : after.begin] if one.passage == after.passage else ""
        first = re.split(r"[，；。]", between)[0]
        if "；" in between and first.endswith(book.phrases["clauses.and_others"]):
            return tuple(replace(each, open_list=True) for each in parts[:at])
    return parts


def _composed(whole: Figure, parts: Sequence[Figure], report: Report, book: Book) -> bool | None:
    """总分 100 分，由甲、乙两部分组成，其中…: whether as many parts follow as the words say there are; None where no word says it."""
    between = report.passages[whole.passage].text[whole.stop : parts[0].begin] if whole.passage == parts[0].passage else ""
    if not has(between, book.phrases["clauses.composed"]):
        return None
    said = {
        f"{number}{size}{word}": count
        for count in range(_SMALL, _MOST_SAID)
        for number in _written(count)
        for size in ("", "大", "小")
        for word in book.phrases["clauses.composed_of"]
        if f"{number}{size}{word}" in between
    }
    if not said:
        return None
    before = between.partition(max(said, key=len))[0]
    names = (
        [name for name in re.split(r"[、和与及]", before.rpartition("由")[2]) if name] if re.search("[、和与及]", before) else []
    )
    called = [any(len(name) > 1 and part.label[:_SMALL] in name for name in names) for part in parts]
    return len(parts) in said.values() if all(called) or not names else None


def _written(number: int) -> tuple[str, ...]:
    """A small number as digits and in Chinese."""
    return (str(number), chinese(number), *(("两",) if number == _SMALL else ()))


def _runs_on(last: Figure, report: Report) -> bool:
    """Whether its passage breaks off behind a figure without a full stop: the list may go on in the next one."""
    rest = report.passages[last.passage].text[last.stop :]
    return "。" not in rest and rest.rstrip()[-1:] in _BREAKS


def _said(whole: Figure, first: Figure, report: Report, book: Book) -> bool:
    """Whether a word says that parts follow; a bracket alone may also hold what the figure is reckoned from, or its weight."""
    if whole.passage != first.passage:
        return True
    between = report.passages[whole.passage].text[whole.stop : first.begin]
    return between[:1] not in ("（", "(") or has(between, book.phrases["clauses.parts"]) or between[1:2] == "含"


def _ends_there(whole: Figure, last: Figure, after: Figure, report: Report) -> bool:
    """Whether a list may end before its next figure: amounts hardly add up by chance, small counts easily do."""
    between = report.passages[last.passage].text[last.stop : after.begin] if last.passage == after.passage else "。"
    return len(whole.number.as_tuple().digits) > _SMALL or "、" not in between


def _totals(report: Report, book: Book) -> Iterator[Relation]:
    """Two values or more, then their 合计 in the same sentence."""
    words, right, per = (book.phrases[f"clauses.{key}"] for key in ("summing", "summing_right", "per"))
    counts, of_points = book.phrases["clauses.counts"], book.phrases["clauses.summing_points"]
    for figure in report.figures:
        if figure.role not in ("value", "points") or figure.whole >= 0:
            continue
        passage = report.passages[figure.passage]
        if passage.table >= 0 and not prose(passage):
            continue
        before = _outermost(_run(figure, report, counts))
        if any(word in passage.text[max(0, part.begin - _BY_HEAD) : part.begin] for part in before for word in per):
            continue
        if len(before) < 2:  # noqa: PLR2004 - one value has no sum
            continue
        between = _BRACKET.sub("", passage.text[before[-1].stop : figure.begin])
        told = between.strip(_PARTED) in book.phrases["clauses.summing_alone"]
        sums = words if figure.dimension == _POINTS else tuple(word for word in words if word not in of_points)
        if (
            not told
            and figure.own_name
            and not between.lstrip("）)］]，、；,;以上述").startswith(sums)
            and not between.endswith(right)
        ):
            continue
        if (told or has(between, sums) or between.endswith(right)) and len(between) <= 12:  # noqa: PLR2004 - a total stands right behind its parts
            slots = (("label", figure.label), ("parts", _names(before)))
            for first in range(len(before) - 1):
                relation = Relation(TOTAL, tuple(part.id for part in before[first:]), target=figure.id, slots=slots)
                if judge(relation, report.figures).verdict is not Verdict.IMPOSSIBLE:
                    yield relation
                    break
            else:
                before = _counted_alike(before, figure)
                slots = (("label", figure.label), ("parts", _names(before)))
                yield Relation(
                    TOTAL, tuple(part.id for part in before), target=figure.id, certain=_alike(before, between, book), slots=slots
                )


def _counted_alike(run: list[Figure], total: Figure) -> list[Figure]:
    """论文 23 篇；专利 4 件、品种权 2 件，合计 7 件: those right before a total that are counted with its word, where these are two or more."""
    word = _DIGITS.sub("", total.plain)
    own = list(takewhile(lambda each: _DIGITS.sub("", each.plain) == word, reversed(run)))[::-1]
    return own if word and len(own) > 1 else run


def _outermost(run: list[Figure]) -> list[Figure]:
    """在编 84 人，其中行政 45 人、事业 39 人；离退休 5 人；共 89 人: without the parts of what is itself in the run, where two or more are left."""
    inside = {figure.id for figure in run}
    outer = [figure for figure in run if figure.whole not in inside]
    return outer if len(outer) > 1 else run


def _alike(before: Sequence[Figure], between: str, book: Book) -> bool:
    """Whether the parts and their total surely belong together: of one stage and year, with 合计 right behind them."""
    one = {(figure.stage, figure.year) for figure in before}
    summed = (*book.phrases["clauses.summing_alone"], *book.phrases["clauses.summing"], *book.phrases["clauses.summing_right"])
    return len(one) == 1 and len(between) <= 8 and has(between, summed)  # noqa: PLR2004


def _run(figure: Figure, report: Report, counts: tuple[str, ...]) -> list[Figure]:
    """The values right before a figure in its sentence, of its dimension, parted by no more than a few words; 三类 says how many were listed, and is none of them."""
    text = report.passages[figure.passage].text
    found: list[Figure] = []
    after = figure
    for each in reversed(report.figures[max(0, figure.id - 16) : figure.id]):
        between = text[each.stop : after.begin] if each.passage == figure.passage else "。"
        if (each.text.startswith(counts) and len(between) <= _MOST) or _closes(text[each.stop : figure.begin]):
            continue
        if (
            "。" in between
            or len(between) > _MOST
            or not has(between, _PARTED)
            or each.dimension != figure.dimension
            or (each.role != figure.role and not (found and between.strip() == "、" and each.role == "deduction"))
        ):
            break
        found.insert(0, each)
        after = each
    return found


def _closes(words: str) -> bool:
    """Whether a bracket ends in some words that began before them: what stands before is inside it."""
    return sum(map(words.count, "）)")) > sum(map(words.count, "（("))


def _names(parts: Sequence[Figure]) -> str:
    """The names of parts that have one; their figures otherwise."""
    return "、".join(part.label or part.plain for part in parts)
