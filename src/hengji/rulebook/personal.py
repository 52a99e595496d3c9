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
MOST_LETTERS = 40
NOT_A_PATTERN, NOT_A_NUMBER = "RB26", "RB07"


@dataclass(frozen=True, slots=True)
class Personal:
    """A kind: `near` are words of which one must stand right before, `first` and `last` the letters that a mask leaves.

    At most `letters` letters may touch the number on either side; 0 where none may.
    """

    id: str
    label: str
    pattern: str
    check: str
    near: tuple[str, ...]
    first: int
    last: int
    place: Place = field(compare=False)
    letters: int = 0


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
    node = fields.node("letters")
    letters = 0 if node is None else fields.whole(node, "letters") or 0
    if not 0 <= letters <= MOST_LETTERS:
        fields.problem(NOT_A_NUMBER, node, letters, key="letters")
    return Personal(
        fields.code("id"),
        fields.text("label"),
        pattern,
        fields.choice("check", CHECKS),
        fields.texts("near"),
        keep[0],
        keep[1],
        fields.place,
        letters,
    )
