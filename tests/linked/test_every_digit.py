"""Seen to be done: one digit changed by hand in a saved report is named, that figure and no other."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from tests.linked import editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.linked.known import Filed
    from hengji.linked.look import Looked

EACH, SEED = 40, 52026
NAMES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_one_digit_changed_by_hand_is_named_and_nothing_else(
    name: str, reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    """Forty figures of each of the five examples' reports, by turns with the evaluation and without."""
    chance = random.Random(f"{SEED} {name}")  # noqa: S311 - a seed
    wrong: list[tuple[str, str, list[tuple[str, str]], str]] = []
    for turn in range(EACH):
        made, mark, before, after = editor.one_digit(reports[name], chance)
        looked = look(made, filed[name] if turn % 2 else None)
        found = [(each.kind, each.bound.mark.name if each.bound else "") for each in looked.drifts]
        if found != [("changed", mark)] or looked.problems:
            wrong.append((before, after, found, ""))
            continue
        drift = looked.drifts[0]
        numbers = [
            [*re.findall(r"[\d.,]+", text), *re.findall(r"-?[\d.,]+(?:[十百千万亿]*[元%]|个?百分点|[万亿])", text)]
            for text in (before, after)
        ]
        if not (drift.new == after or drift.new in numbers[1]) or not (drift.old == before or drift.old in numbers[0]):
            wrong.append((before, after, found, drift.old))  # the old form is known, or found again by its digest
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_a_report_as_it_was_made_is_the_same(
    name: str, reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    for evaluation in (None, filed[name]):
        looked = look(reports[name], evaluation)
        assert (looked.drifts, looked.problems) == ((), ())
        assert looked.counts["bound"] == looked.counts["same"] == len(editor.marks(editor.body(reports[name])))
