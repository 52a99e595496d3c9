"""What may be decided about something open, in words: a person chooses a sentence, the line of the law book behind it is written."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.rulebook import yaml
from hengji.rulebook.draft import text_of
from hengji.rulebook.yaml import Mapping, Sequence
from hengji.web.faults import refused
from hengji.web.law import book, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Form

    from hengji.rulebook.yaml import Yaml

NO_NUMBER = "WF90"
BLANK, SOURCE = "…", "source: …"
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
_SAID = frozenset({"method", "bands", "grades", "measure", "core", "weight"})
_SILENT = frozenset({"grades_reference", "reference"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to decide: the lines that it writes, what it says, and how many numbers a person must add (`…` in the lines)."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    blanks: int

    def written(self, numbers: list[str]) -> list[str]:
        """Its lines with the numbers in their places."""
        given = iter(numbers)
        return ["".join(next(given) if part == BLANK else part for part in re.split(f"({BLANK})", line)) for line in self.lines]


def ways(candidates: list[str], source: str) -> list[Way]:
    """The ways that a page can offer; lines of keys with one candidate go with each of the others. What wants more than numbers is left out."""
    said = [line.replace(SOURCE, SOURCE.replace(BLANK, source)) for line in candidates]
    kept = [line for line in said if _key(line) in _SAID | _SILENT]
    count = Counter(_key(line) for line in kept)
    alone = [line for line in kept if count[_key(line)] == 1]
    several = [line for line in kept if count[_key(line)] > 1]
    chosen = [(*alone, line) for line in several] or ([tuple(alone)] if alone else [])
    return [Way(lines, tuple(_all_words(lines)), sum(line.count(BLANK) for line in lines)) for lines in chosen]


def beyond(candidates: list[str]) -> str:
    """What can only be said in the score table's settings, by its names there; empty where the page can offer everything."""
    law = book().score_tables
    names = law.labels if law is not None else {}
    return "、".join(dict.fromkeys(names.get(key, key) for line in candidates for key in _beyond(line)))


def _beyond(line: str) -> Iterator[str]:
    known = re.findall(r"\b(vetoes|bonus|core|reasons|over_completion|grades)\b", line)
    if _key(line) not in _SAID | _SILENT or (_key(line) == "core" and "{" in line):
        yield from known[:1]


def chosen(said: Form[str, str], number: int, offered: list[Way]) -> list[str] | None:
    """The lines that a request chose for one open thing; None where it is left open. WF90 where a number is missing."""
    at = said.get(f"open-{number}", "")
    if not at.isdecimal() or int(at) >= len(offered):
        return None
    way = offered[int(at)]
    numbers = [said.get(f"blank-{number}-{at}-{each}", "").strip() for each in range(way.blanks)]
    for each in numbers:
        if not _NUMBER.fullmatch(each):
            raise refused(NO_NUMBER, "；".join(way.words), each, status=400)
    return way.written(numbers)


def _key(line: str) -> str:
    return line.partition(":")[0]


def _all_words(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        tree, problems = yaml.read(line.partition("    #")[0], "")
        if problems or not isinstance(tree, Mapping):
            yield line
            continue
        for key, value in tree.entries.items():
            if key not in _SILENT:
                yield _words(key, value, tree)


def _words(key: str, value: Yaml, tree: Mapping) -> str:
    said = text_of(tree, key)
    speak: dict[str, Callable[[], str]] = {
        "method": lambda: book().methods[said].label if said in book().methods else said,
        "measure": lambda: word("way_measure", formula=said),
        "core": lambda: word("way_core"),
        "weight": lambda: word("way_weight", weight=said),
        "bands": lambda: "；".join(_bands(value)),
        "grades": lambda: "；".join(_grades(value)),
    }
    return speak[key]()


def _steps(value: Yaml) -> list[Mapping]:
    return [each for each in value.entries if isinstance(each, Mapping)] if isinstance(value, Sequence) else []


def _bands(value: Yaml) -> Iterator[str]:
    """Bands from the lowest up, each with both of its ends."""
    under = ""
    for step in _steps(value):
        below, to, points = text_of(step, "below"), text_of(step, "to"), text_of(step, "points")
        upper = word("way_below", limit=below) if below else word("way_to", limit=to) if to else ""
        yield word("way_band", reach="、".join(each for each in (under, upper) if each), points=points)
        under = word("way_from", limit=below) if below else word("way_over", limit=to)


def _grades(value: Yaml) -> Iterator[str]:
    steps = _steps(value)
    if steps:
        yield word("way_grade", label=text_of(steps[0], "label"), limits=word("way_from_points", limit=text_of(steps[0], "from")))
    for higher, step in pairwise(steps):
        limits = [word("way_from_points", limit=text_of(step, "from"))] if text_of(step, "from") != "0" else []
        limits.append(word("way_below_points", limit=text_of(higher, "from")))
        yield word("way_grade", label=text_of(step, "label"), limits="、".join(limits))
