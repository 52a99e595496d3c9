"""Facts of another year, and a title of another year than its text.

A sentence is told only where a year before the report's leads it, it says that something was done, and neither it nor its neighbours compare, give a
reason, or speak of the report's own year. What stands in brackets and in names of documents does not count.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import first, most, prose, sentences, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_ASIDE = re.compile(r"《[^》]{0,80}》|〔[^〕]{0,12}〕|[（(][^）)]{0,80}[）)]|“[^”]{0,40}”")
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})年")
_LEADING = re.compile(
    r"(?<![\d比较与同和由从自至到据对及、—\-~～])(?P<year>(?:19|20)\d{2})年(?!\d|以来|以后|以前|之前|前|后|底|末|初|[—\-~～至到、和])"
)
_OWN_YEAR = re.compile(r"(?:19|20)\d{2}(?=年内)年内|(?:19|20)\d{2}年度?(?:全年|当年)")
"""2022 年内 says which year it is."""
_RANGE = re.compile(r"(?<!\d)(?:19|20)\d{2}年?[—\-~～至、和]{1,2}(?:19|20)\d{2}")


def stale(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at each sentence that tells a fact of a year before the report's."""
    if not _RANGE.search(report.title):
        yield from first(_stale(check, report), most(check))


def _stale(check: Check, report: Report) -> Iterator[Remark]:
    for passage in prose(report):
        if any(has(heading, check.words["sections"]) for heading in passage.section[-1:]):
            continue
        plain = without_asides(passage.text)
        cuts = list(sentences(plain))
        for index, (begin, stop) in enumerate(cuts):
            lead = _lead(check, report, plain[begin:stop])
            if lead is not None and not _explained(check, report, passage.text, cuts, index):
                shown = begin + lead.start()
                yield remark(check, report, passage, shown, stop, year=report.year, found=lead["year"])


def without_asides(text: str) -> str:
    """The text with brackets, quotations and names of documents blanked, letter for letter."""
    return _ASIDE.sub(lambda found: "\u3000" * len(found[0]), text)


def _lead(check: Check, report: Report, sentence: str) -> re.Match[str] | None:
    """The year before the report's that leads a sentence about something done; the only year there is."""
    year = report.year or 0
    found = _LEADING.search(sentence, 0, whole(check, "lead", 12) + 5)
    if found is None or not year - whole(check, "back", 3) <= int(found["year"]) < year:
        return None
    said = sentence[found.end() :]
    if {match["year"] for match in _YEAR.finditer(sentence)} != {found["year"]} or not has(said, check.words["claims"]):
        return None
    return found


def _explained(check: Check, report: Report, text: str, cuts: list[tuple[int, int]], index: int) -> bool:
    """Whether the sentence gives a reason or compares, or a neighbour speaks of another year, such as the report's; what stands in brackets counts in the sentence alone."""
    begin, stop = cuts[index]
    if has(text[begin:stop], (*check.words["unless"], f"{report.year}")):
        return True
    around = text[cuts[max(0, index - 1)][0] : cuts[min(len(cuts) - 1, index + 1)][1]]
    plain = without_asides(around)
    return has(_OWN_YEAR.sub("", plain), check.words["this_year"]) or len(set(_YEAR.findall(plain))) > 1


def title(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at a title whose year never comes in the text, where another comes often."""
    named = _YEAR.search(report.title)
    if named is None or _RANGE.search(report.title):
        return
    top = next((passage for passage in report.passages if named[0] in passage.text), None)
    if top is None:
        return
    counted = Counter(year for text in _body(report, top) for year in _YEAR.findall(without_asides(text)))
    if counted[named["year"]] or not counted:
        return
    year, count = max(counted.items(), key=lambda one: (one[1], one[0]))
    if count >= whole(check, "least", 4):
        at = top.text.index(named[0])
        yield remark(check, report, top, at, at + len(named[0]), year=named["year"], found=year, count=count)


def _body(report: Report, top: Passage) -> Iterator[str]:
    """The passages behind the title, but for those that say it again."""
    return (passage.text for passage in report.passages[top.index + 1 :] if report.title not in passage.text)
