"""What could not be read or understood: one record for every reader of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.place import Place

CUT = 64
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that print nothing, or turn the direction of what follows."""


def unseen(text: str) -> str:
    r"""The first letter of a text that prints nothing or turns the direction of what follows, by its number; empty where all print.

    >>> unseen("某局"), unseen("某\u202e局")
    ('', 'U+202E')
    """
    return next((f"U+{ord(letter):04X}" for letter in text if unicodedata.category(letter) in HIDDEN), "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Code, place, found, expected, effect and fix (FAULTS, part 0).

    Who finds a problem gives code, place, found and slots; the law book's page of the code adds the words.
    """

    code: str
    place: Place
    found: str = ""
    slots: tuple[tuple[str, str], ...] = ()
    message: str = ""
    expected: str = ""
    effect: str = ""
    fix: str = ""

    @property
    def complete(self) -> bool:
        """Whether the words have been added."""
        return bool(self.message)

    def with_words(self, *, message: str, expected: str, effect: str, fix: str) -> Problem:
        """The same problem with its words."""
        return replace(self, message=message, expected=expected, effect=effect, fix=fix)


def problem(code: str, place: Place, found: object = "", **slots: object) -> Problem:
    """A problem whose words the law book will add; what was found is cut and its control characters are shown."""
    return Problem(code, place, shown(found), tuple((name, shown(value, 400)) for name, value in slots.items()))


def shown(value: object, most: int = CUT) -> str:
    r"""A value as it may safely be printed: control and direction characters by their numbers, no more than `most` letters.

    >>> shown("a\u202eb")
    'aU+202Eb'
    """
    text = "".join(_visible(letter) for letter in str(value))
    return text if len(text) <= most else text[: most - 1] + "…"


def _visible(letter: str) -> str:
    return f"U+{ord(letter):04X}" if unicodedata.category(letter) in HIDDEN else letter
