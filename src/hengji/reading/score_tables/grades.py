"""Grades said in the notes of a table: 90（含）-100分为优；60分以下为差."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.draft import bare, keyed, listed, text_of, word
from hengji.rulebook.score_tables import compiled, flat
from hengji.rulebook.yaml import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.exact import Exact
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Yaml


def find(notes: Iterable[str], law: ScoreTables) -> tuple[Yaml, str] | None:
    """The grades as the scheme writes them, highest first, and the note that says them; None where a note does not say them all."""
    for note in notes:
        text = _without_number(flat(note).text, law)
        steps = sorted(_steps(text, law), key=cmp_to_key(_higher_first))
        lowest = _lowest(text, law)
        lows = [exact.plain(low) for low, _ in steps]
        if lowest is not None and steps and lows[-1] == lowest[0] and len(set(lows)) == len(lows):
            every = [*((low, label) for low, (_, label) in zip(lows, steps, strict=True)), ("0", lowest[1])]
            return listed(_grade(label, low, law) for low, label in every), note
    return None


def _grade(label: str, low: str, law: ScoreTables) -> Yaml:
    """A grade; 优 is also called 优秀."""
    pairs = [pair.split("/") for pair in law.words.get("grade_pairs", ())]
    also = [word(each) for pair in pairs if label in pair for each in pair if each != label]
    return keyed({"label": word(label), "from": bare(low), **({"also": listed(also)} if also else {})})


def _without_number(text: str, law: ScoreTables) -> str:
    """3.90(含)-100分为优 is note 3 and grade 90, not 3.90."""
    for pattern in law.conditions.says["lead"]:
        if match := compiled(pattern).match(text):
            text = text[match.end() :]
    return text


def labels(found: Yaml) -> tuple[str, ...]:
    """The names of grades as `find` gives them, highest first."""
    entries = found.entries if isinstance(found, Sequence) else ()
    return tuple(text_of(each, "label") for each in entries if isinstance(each, Mapping))


def _higher_first(a: tuple[Exact, str], b: tuple[Exact, str]) -> int:
    return exact.compare(b[0], a[0])


def _steps(text: str, law: ScoreTables) -> Iterator[tuple[Exact, str]]:
    for pattern in law.patterns.get("grade", ()):
        for match in compiled(pattern).finditer(text):
            yield exact.of(match["low"]), match["label"]


def _lowest(text: str, law: ScoreTables) -> tuple[str, str] | None:
    for pattern in law.patterns.get("lowest_grade", ()):
        if match := compiled(pattern).search(text):
            return exact.plain(exact.of(match["below"] or match["under"])), match["label"]
    return None
