"""What words tell of a thing: every two letters that stand side by side, each the more the fewer passages of the report have it."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from hengji.core.once import latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.audit import Report

WORDS = re.compile(r"[\u4e00-\u9fff]+")
_WHOLE = 1000
"""What two letters weigh that stand together in one passage only, in thousandths of one."""


def pairs_of(text: str) -> set[str]:
    """Every two letters that stand side by side."""
    return {one + two for run in WORDS.findall(text) for one, two in pairwise(run)}


def mostly_in(words: str, label: str) -> bool:
    """Whether a label holds two thirds of the pairs of letters of some words: 改造小区 in 全市计划改造的小区."""
    pairs = pairs_of(words)
    return bool(pairs) and len(pairs & pairs_of(label)) * 3 >= len(pairs) * 2


class Weights:
    """How much the pairs of letters of one report tell."""

    def __init__(self, report: Report) -> None:
        seen = Counter(pair for passage in report.passages for pair in pairs_of(passage.text))
        most = log(len(report.passages) + 2)
        rare = {count: _WHOLE - int(_WHOLE * log(count) // most) for count in set(seen.values())}
        self._rare = {pair: rare[count] for pair, count in seen.items() if count > 1}

    def of(self, some: Iterable[str]) -> Fraction:
        """What some pairs of letters tell together: each 1 where one passage has it, towards 0 where all have."""
        return Fraction(sum([self._rare.get(pair, _WHOLE) for pair in some]), _WHOLE)


weights = latest(Weights)
"""Those of the report that is looked at."""
