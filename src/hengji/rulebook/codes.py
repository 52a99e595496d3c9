"""Every code of a finding or a problem: its words, and the page that explains it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.place import Place
    from hengji.core.problem import Problem
    from hengji.rulebook.fields import Fields

_SLOT = re.compile(r"\{([a-z_]+)\}")
CODE = re.compile(r"[A-Z]{2}[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Code:
    """`bad` and `good` show the code; problems have message, expected, effect and fix, with {slots}."""

    code: str
    title: str
    bad: str
    good: str
    note: str
    message: str
    expected: str
    effect: str
    fix: str
    fault: str
    place: Place = field(compare=False)


def read_code(fields: Fields) -> Code:
    """A block of codes/<FAMILY>.yaml."""
    return Code(
        code=fields.text("code"),
        title=fields.text("title"),
        bad=fields.text("bad"),
        good=fields.text("good"),
        note=fields.text("note", ""),
        message=fields.text("message", ""),
        expected=fields.text("expected", ""),
        effect=fields.choice("effect", ("rejected", "flagged", "blocked", "left_out", "not_done"), "rejected"),
        fix=fields.text("fix", ""),
        fault=fields.text("fault", ""),
        place=fields.place,
    )


def with_words(found: Problem, codes: Mapping[str, Code], captions: Mapping[str, str]) -> Problem:
    """The problem with the words of its code; a code without a page keeps what was found."""
    if found.complete:
        return found
    code = codes.get(found.code)
    if code is None:
        return found.with_words(message=found.found or found.code, expected=found.expected, effect="", fix="")
    slots = {"place": str(found.place), "found": found.found, **dict(found.slots)}
    if slots.get("near"):
        slots["nearest"] = put(captions.get("show.nearest", ""), slots)
    return found.with_words(
        message=put(code.message or code.title, slots),
        expected=put(found.expected or code.expected, slots),
        effect=captions.get(f"effect.{code.effect}", code.effect),
        fix=put(code.fix, slots),
    )


def put(words: str, slots: Mapping[str, object]) -> str:
    """Words with their {slots} filled; a slot that nobody gave stays empty.

    >>> put("第{column}列", {"column": "3"})
    '第3列'
    """
    try:
        return frame(words) % slots
    except KeyError:
        return frame(words) % {**dict.fromkeys(_SLOT.findall(words), ""), **slots}


@lru_cache(4096)
def frame(words: str) -> str:
    """Words with a place for each of their {slots}, for the operator %."""
    return _SLOT.sub(r"%(\1)s", words.replace("%", "%%"))
