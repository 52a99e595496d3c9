"""What a reviewer looks for in a report beyond the identities: a kind of check with its words, numbers and patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.rulebook.concept import Reference, read_reference
from hengji.rulebook.identity import SEVERITIES
from hengji.rulebook.yaml import Scalar, Sequence

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields
    from hengji.rulebook.yaml import Yaml


@dataclass(frozen=True, slots=True)
class Check:
    """`kind` names what the program does with it; `numbers`, `words` and `pairs` are what it does it with, by key.

    `message` has {slots} that its kind fills; `id` tells apart two checks that share a code.
    """

    id: str
    code: str
    kind: str
    title: str
    severity: str
    message: str
    cannot_know: str
    advice: str
    reference: Reference
    numbers: dict[str, Exact]
    words: dict[str, tuple[str, ...]]
    pairs: dict[str, str]
    patterns: tuple[str, ...]
    place: Place = field(compare=False)


def read_check(fields: Fields) -> Check:
    """A block of checks/*.yaml."""
    code = fields.code("code")
    return Check(
        id=fields.text("id", code),
        code=code,
        kind=fields.text("kind"),
        title=fields.text("title"),
        severity=fields.choice("severity", SEVERITIES),
        message=fields.text("message"),
        cannot_know=fields.text("cannot_know", ""),
        advice=fields.text("advice"),
        reference=read_reference(fields),
        numbers=_numbers(fields),
        words={key: texts(fields, node, key) for key, node in fields.pairs("words")},
        pairs=fields.words("pairs"),
        patterns=_patterns(fields),
        place=fields.place,
    )


def _numbers(fields: Fields) -> dict[str, Exact]:
    found = {}
    for key, node in fields.pairs("numbers"):
        number = fields.exact(node, key)
        if number is not None:
            found[key] = number
    return found


def _patterns(fields: Fields) -> tuple[str, ...]:
    """The regular expressions that compile; the others are told."""
    sound = []
    for pattern in fields.texts("patterns"):
        try:
            re.compile(pattern)
        except re.error:
            fields.problem("RB26", fields.node("patterns"), pattern)
        else:
            sound.append(pattern)
    return tuple(sound)


def texts(fields: Fields, node: Yaml, key: str) -> tuple[str, ...]:
    """The words of a list, each once."""
    if isinstance(node, Sequence):
        words = [entry.text for entry in node.entries if isinstance(entry, Scalar)]
        if len(words) == len(node.entries):
            return tuple(dict.fromkeys(words))
    fields.problem("RB06", node, key, wanted="sequence")
    return ()
