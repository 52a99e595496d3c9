"""What a reviewer may give for a line, and what stands against it: worked out by hand for a line of 10 points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import reviewing
from hengji.core.problem import Problem
from hengji.scoring.criteria import handed_in
from hengji.scoring.steps import Marks, Step, judged, steps

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

LINE = Marks("甲", (10, 1), (9, 1), (19, 2))
"""Of 10 points 9 are computed and 9.5 are claimed."""
COMPUTED, CLAIMED, OTHER = Step("computed", "测算"), Step("claimed", "自评"), Step("other", "其他")
THIRTY = Step("criterion:03:30", "扣30%", share=(30, 100))
ALL = Step("criterion:01:100", "扣100%", share=(1, 1))
TIER = Step("tier:2", "部分达成", low=(60, 100), high=(80, 100))
REASON = "没有佐证材料"


@pytest.mark.parametrize(
    ("typed", "step", "reason", "found"),
    [
        ("9", COMPUTED, "", "9"),
        (" 9.00 分 ", COMPUTED, "", "9"),
        ("9.5", COMPUTED, "", "WF66"),
        ("9.5", CLAIMED, REASON, "9.5"),
        ("9.5", OTHER, "太短了", "WF65"),
        ("9.5", OTHER, REASON, "9.5"),
        ("7", THIRTY, REASON, "7"),  # of the weight
        ("6", THIRTY, REASON, "6"),  # of what is computed
        ("6.5", THIRTY, REASON, "6.5"),  # of what is claimed
        ("6.51", THIRTY, REASON, "WF66"),
        ("7", THIRTY, "", "WF65"),
        ("0", ALL, REASON, "0"),
        ("6", TIER, REASON, "6"),
        ("8", TIER, REASON, "8"),
        ("8.01", TIER, REASON, "WF66"),
        ("5.99", TIER, REASON, "WF66"),
        ("10.01", OTHER, REASON, "WF64"),
        ("1.234", OTHER, REASON, "WF64"),
        ("-1", OTHER, REASON, "WF64"),
        ("九", OTHER, REASON, "WF64"),
        ("", OTHER, REASON, "WF64"),
    ],
)
def test_points_and_what_stands_against_them(typed: str, step: Step, reason: str, found: str, book: Book) -> None:
    made = judged(LINE, typed, step, reason, 2, book)
    if isinstance(made, Problem):
        assert made.code == found
    else:
        assert made[0] / made[1] == pytest.approx(float(found))


def test_a_weight_that_was_not_published_takes_no_points(book: Book) -> None:
    made = judged(Marks("甲", None, None, None), "5", OTHER, REASON, 2, book)
    assert isinstance(made, Problem)
    assert (made.code, "没有公布" in book.problem(made).message) == ("WF64", True)


def test_an_unknown_score_cannot_be_agreed_to(book: Book) -> None:
    made = judged(Marks("甲", (10, 1), None, None), "10", COMPUTED, REASON, 2, book)
    assert isinstance(made, Problem)
    assert (made.code, dict(made.slots)["wanted"]) == ("WF66", "—")


def test_the_steps_are_those_of_the_published_criteria(book: Book) -> None:
    ids = [each.id for each in steps(None, "x", book)]
    assert ids[:2] == ["computed", "claimed"]
    assert ids[-1] == "other"
    assert {"criterion:03:100", "criterion:03:60", "criterion:03:30", "criterion:07:30"} <= set(ids)


def test_materials_are_there_where_every_line_they_are_about_has_proof(book: Book) -> None:
    review = book.reviews["review-criteria"]
    lines = [
        {"code": "A", "path": ["产出", "数量"], "status": "scored"},
        {"code": "B", "path": ["效果", "满意度"], "status": "entered"},
        {"code": "C", "path": ["效果", "满意度"], "status": "not_applicable"},
    ]
    assert handed_in(review, lines, {"A"}) == frozenset()
    assert handed_in(review, lines, {"B"}) == {"survey"}
    assert {"survey", "evidence"} <= handed_in(review, lines, {"A", "B"})
    assert handed_in(review, [], {"A"}) == frozenset()


# ---- differences and classes


def test_differences() -> None:
    assert reviewing.gap("96", "96.62") == "-0.62"
    assert [reviewing.signed(each) for each in ("0.62", "-0.62", "0")] == ["+0.62", "−0.62", "0"]
    assert [reviewing.above(each) for each in ("0.62", "-0.62", "0", "")] == [True, False, False, False]


def test_the_largest_differences_either_way() -> None:
    assert reviewing.largest({1: "1", 2: "-5", 3: "", 4: "0", 5: "3", 6: "-0.5"}, 3) == [5, 1, 2]


def test_a_mean_of_few_says_nothing(book: Book) -> None:
    """(5 · 4 + 5.01) ÷ 5 = 5.002."""
    assert reviewing.mean(["5"] * 4, book) == ""
    assert reviewing.mean(["5"] * 4 + ["5.01"], book) == "5.00"
    assert reviewing.mean(["-0.005"] * 5, book) == "-0.01"


def test_a_bound_belongs_to_its_class(book: Book) -> None:
    names = reviewing.bands(book)
    assert len(names) == len(book.board.bands) + 1
    assert [names[reviewing.band(each, book)] for each in ("59.99", "60", "89.999", "90", "100", "103")] == [
        "60 分以下", "60–70", "85–90", "90–95", "100 分及以上", "100 分及以上",
    ]  # fmt: skip
    assert reviewing.band("", book) == -1
    assert sum(reviewing.counts(["60", "60.5", "", "100"], book)) == 3
    assert reviewing.counts(["60", "60.5"], book)[1] == 2
