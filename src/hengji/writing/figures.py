"""The bookmark around a printed figure: its name tells which fact stands there and how it was printed, so that a change by hand shows.

`hj_…` is around a figure, whose printed form counts to the letter; `hjw_…` around words that somebody wrote, of which only the numbers count;
`hjd_…` stands once at the beginning and tells the template and how many there were. Each ends with a check of its own name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.context import Members
    from hengji.core.fact import Fact

FIGURE, WORDS, WHOLE = "hj", "hjw", "hjd"
ID, PRINTED, CHECK = 10, 8, 4
NUMBER_FORM = "|number"
"""What stands behind a figure's id where it is printed without its unit."""
YEAR_FORM, UNIT_FORM = "|year", "|unit"
"""What stands behind a fact's id in the names of the cells that tell its year and its unit."""
BESIDE_FORMS = (YEAR_FORM, UNIT_FORM)
_NAME = re.compile(rf"(hjw?)_([0-9a-f]{{{ID}}})_([0-9a-f]{{{PRINTED}}})_(\d{{1,9}})_([0-9a-f]{{{CHECK}}})", re.ASCII)
_WHOLE = re.compile(rf"hjd_([0-9a-f]{{{ID}}})_(\d{{1,9}})_([0-9a-f]{{{CHECK}}})", re.ASCII)
_OURS = re.compile(r"hj[wd]?_", re.ASCII | re.IGNORECASE)
_NUMERAL = re.compile(r"(?:(?<![0-9A-Za-z.)）])[-−]|负)?[0-9]+(?:[.,][0-9]+)*(?:\s*(?:个?百分点|[十百千万亿]*[元%‰]|[万亿]+))?")
"""A number with its sign and what multiplies it; the names of things that are counted may be reworded."""


@dataclass(frozen=True, slots=True)
class Name:
    """A bookmark of ours read: short id of what stands there, digest of its printed form, and its number in the document."""

    short: str
    printed: str
    number: int
    words: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure that was placed: its number in the document, its id, its printed form, and the name by which the template called it.

    `kind` of a cell: `number`, `text`, or `formula` that comes to the printed value.
    """

    number: int
    figure: str
    printed: str
    called: str
    words: bool = False
    kind: str = ""

    @property
    def bookmark(self) -> str:
        """The name of its bookmark."""
        return name(self.figure, self.printed, self.number, words=self.words)


def fact_id(fact: Fact) -> str:
    """What a fact is about, as one text.

    >>> from hengji.core.context import Context
    >>> from hengji.core.fact import Provenance
    >>> from hengji.core.place import Place
    >>> said = Provenance("", Place("case.yaml"), "29", "case", "typed")
    >>> from hengji.core.fact import Fact
    >>> fact_id(Fact("headcount", Context("", 2023, "", (("function", "201"),)), "29", said))
    'headcount/2023//function:201'
    """
    return about(fact.concept, fact.context.year, fact.context.stage, fact.context.members)


def about(concept: str, year: int, stage: str, members: Members) -> str:
    """The id of a figure whether or not anybody has stated it."""
    return f"{concept}/{year}/{stage}/{','.join(f'{axis}:{code}' for axis, code in members)}"


def name(figure: str, text: str, counter: int, *, words: bool = False) -> str:
    """The bookmark's name, at most 40 letters, digits and underscores.

    >>> name("closing_carry_over/2022/outturn/", "15.47万元", 1)
    'hj_fdd692db39_ad0b5483_1_08cf'
    """
    return named(Name(short(figure), form(text, words=words), counter, words))


def named(read: Name) -> str:
    """A bookmark's name from what it says."""
    return _checked(f"{WORDS if read.words else FIGURE}_{read.short}_{read.printed}_{read.number}")


def short(figure: str) -> str:
    """The short id that stands in a bookmark's name."""
    return digest(figure, ID)


def form(text: str, *, words: bool = False) -> str:
    """The digest of a printed form: of figures without the spaces that programs add or take away, of words their numbers alone.

    >>> form("15.47 万元") == form("15.47万元"), form("培训320人", words=True) == form("共培训了320人", words=True)
    (True, True)
    """
    return digest("|".join(numerals(text)) if words else "".join(text.split()), PRINTED)


def numerals(text: str) -> list[str]:
    """The numbers in a text with sign and unit, as written but for spaces, full-width digits as plain ones.

    >>> numerals("培训３２０人，共1,105.00 万元，增长-3％")
    ['320', '1,105.00万元', '-3%']
    """
    return ["".join(found.split()) for found in _NUMERAL.findall(unicodedata.normalize("NFKC", text))]


@lru_cache(maxsize=16_384)
def digest(text: str, letters: int) -> str:
    """The first letters of a text's SHA-256."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:letters]


def read_name(bookmark: str) -> Name | None:
    """What a bookmark of ours says, or None where its name is not ours or is not whole.

    >>> read_name("hj_fdd692db39_ad0b5483_1_08cf").number, read_name("hj_fdd692db39_ad0b5483_11_08cf")
    (1, None)
    """
    found = _NAME.fullmatch(bookmark)
    if found is None or _checked(bookmark[: -CHECK - 1]) != bookmark:
        return None
    return Name(found[2], found[3], int(found[4]), found[1] == WORDS)


def whole(template: bytes, count: int) -> str:
    """The name of the mark at the beginning: the template's digest, and how many figures were placed."""
    return _checked(f"{WHOLE}_{sha256(template).hexdigest()[:ID]}_{count}")


def read_whole(bookmark: str) -> tuple[str, int] | None:
    """The template's digest and the count of a mark at the beginning, or None."""
    found = _WHOLE.fullmatch(bookmark)
    return (found[1], int(found[2])) if found and _checked(bookmark[: -CHECK - 1]) == bookmark else None


def ours(bookmark: str) -> bool:
    """Whether a name begins as ours do."""
    return bool(_OURS.match(bookmark))


def fresh(taken: Iterable[int]) -> int:
    """A number that no bookmark of the document has."""
    return max(taken, default=0) + 1


def _checked(text: str) -> str:
    return f"{text}_{digest(text, CHECK)}"
