"""The bookmark around a printed figure: its name tells which fact stands there and how it was printed, so that a change by hand shows."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.fact import Fact

_NAME = re.compile(r"hj_([0-9a-f]{8})_([0-9a-f]{6})_(\d{1,20})")


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
    members = ",".join(f"{axis}:{code}" for axis, code in fact.context.members)
    return f"{fact.concept}/{fact.context.year}/{fact.context.stage}/{members}"


def name(figure: str, text: str, counter: int) -> str:
    """The bookmark's name, at most 40 letters, digits and underscores.

    >>> name("closing_carry_over/2022/outturn/", "15.47万元", 1)
    'hj_fdd692db_ad0b54_1'
    """
    return f"hj_{digest(figure, 8)}_{digest(text, 6)}_{counter}"


def digest(text: str, letters: int) -> str:
    """The first letters of a text's SHA-256."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:letters]


def read_name(bookmark: str) -> tuple[str, str] | None:
    """The digests of fact and printed form in a bookmark of ours, or None."""
    found = _NAME.fullmatch(bookmark)
    return (found[1], found[2]) if found else None
