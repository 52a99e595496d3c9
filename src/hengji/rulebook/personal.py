"""What must not stand in published files: kinds of personal numbers, each with its pattern, its check and how it is masked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

FILE = "personal.yaml"
IDENTITY, BIRTH, LUHN, NONE = "identity", "birth", "luhn", "none"
CHECKS = (IDENTITY, BIRTH, LUHN, NONE)
NOT_A_PATTERN, NOT_A_NUMBER = "RB26", "RB07"


@dataclass(frozen=True, slots=True)
class Personal:
    """A kind: `near` are words of which one must stand right before, `first` and `last` the letters that a mask leaves."""

    id: str
    label: str
    pattern: str
    check: str
    near: tuple[str, ...]
    first: int
    last: int
    place: Place = field(compare=False)


def read_personal(fields: Fields) -> Personal:
    """A block of personal.yaml."""
    pattern = fields.text("pattern")
    try:
        re.compile(pattern)
    except re.error:
        fields.problem(NOT_A_PATTERN, fields.node("pattern"), pattern)
        pattern = "(?!)"
    keep = [fields.whole(node, "keep") or 0 for node in fields.sequence("keep", required=True)]
    if len(keep) != 2:  # noqa: PLR2004 - the head and the tail
        fields.problem(NOT_A_NUMBER, fields.node("keep"), len(keep), key="keep")
        keep = [0, 0]
    return Personal(
        fields.code("id"),
        fields.text("label"),
        pattern,
        fields.choice("check", CHECKS),
        fields.texts("near"),
        keep[0],
        keep[1],
        fields.place,
    )
