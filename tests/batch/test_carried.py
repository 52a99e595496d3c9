"""Which column of entries goes where, when a table is taken from one scheme to another."""

from __future__ import annotations

from tests.rulebook import small
from tests.rulebook.test_difference import sides, two

from hengji.batch import shape as shapes
from hengji.batch.carried import Taken, taking
from hengji.rulebook.difference import difference

JUDGED = small.SCHEME.replace("measure: 支出 ÷ 收入\n    method: capped", "measure: null\n    method: judged")
LIST = JUDGED.replace(
    "measure: 支出 ÷ 人数\n    method: null",
    "measure: null\n    method: checklist\n    asks: [人数]\n    items: [{label: 子, points: 20}, {label: 丑, points: 20}]",
)


def taken(before: str, *changes: tuple[str, str]) -> dict[str, Taken]:
    """Where the columns of a changed scheme come from, but for those of rows that do not apply."""
    after = two(before)
    for old, new in changes:
        assert after.count(old) == 1, f"{after.count(old)} × {old}"
        after = after.replace(old, new)
    one, other = sides(before, after)
    entries = [shapes.shape(side.scheme, side.book).entries for side in (one, other)]
    found = taking(difference(one, other), entries[0], entries[1])
    return {name: each for name, each in found.items() if not name.startswith("absent__")}


def test_nothing_changes_where_the_rows_are_the_same() -> None:
    same = ("entered__A-1", "answer__A-2__1", "answer__A-2__2")
    assert taken(LIST) == {name: Taken(name) for name in same}


def test_points_go_to_the_new_number_at_the_share_of_the_weight() -> None:
    found = taken(LIST, ("id: A-1", "id: B-1"), ("weight: 60", "weight: 55"), ("weight: 40", "weight: 45"))
    assert found["entered__B-1"] == Taken("entered__A-1", (11, 12))


def test_answers_follow_what_the_points_of_a_checklist_say() -> None:
    turned = ("{label: 子, points: 20}, {label: 丑, points: 20}", "{label: 丑, points: 20}, {label: 寅, points: 20}")
    found = taken(LIST, turned)
    assert found["answer__A-2__1"] == Taken("answer__A-2__2")
    assert "answer__A-2__2" not in found


def test_under_other_tiers_nothing_was_entered() -> None:
    tiers = ("method: judged", "method: judged\n    tiers: [{label: 好, from: 80%, to: 100%}]")
    assert "entered__A-1" not in taken(LIST, tiers)


def test_an_unknown_weight_has_no_share() -> None:
    assert "entered__A-1" not in taken(LIST, ("weight: 60", "weight: null"))
