"""The teaching schemes, one for each family of rules, score a case to figures that were computed by hand.

The figures beside each line are how they were computed; the program's own words are not used.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import line, points, total

from hengji import pipeline
from hengji.core import exact
from hengji.reading.formats import case as case_file
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.sheet import ScoreSheet
    from hengji.rulebook.book import Book

CASES = Path(__file__).parent / "teaching"

TARGETS = {
    "T-01": "8.00",  # 80 of 100
    "T-02": "6.40",  # 8 × 10 ÷ 12.5
    "T-03": "4.00",  # a fifth over, of 5
    "T-04": "3.75",  # 3 of 4
    "T-05": "7.70",  # 8 × 0.962442
    "T-06": "3.00",  # 10.01 % is in the second step
    "T-07": "3.00",  # 92.8 %: one full step of 5 is missing
    "T-08": "4.00",  # 12 % off, 2 beyond the window: one started step
    "T-09": "3.00",  # (80 − 60) ÷ 40 of 6
    "T-10": "2.00",
    "T-11": "3.00",  # one case
    "T-12": "4.50",
    "T-13": "2.10",  # 70 % of 3
    "T-14": "3.00",  # 2 ＋ 1
    "T-15": "3.00",  # 1.007 %: two started steps of half a point
    "T-16": "4.00",  # 85.71 % earns 80 % of 5
    "T-17": "2.43",  # 3 × 6.84 ÷ 8.44 = 2.4313
    "T-18": "0.00",  # one contract was filed late
    "T-19": "1.50",  # three days late
    "T-20": "2.00",  # the twentieth day
    "Z-1": "0.00",  # two days late
    "Z-2": "1.25",  # 16 for at most 10
    "Z-3": "0.00",  # 90 % is not above 90 %
    "Z-4": "1.00",
}
MEMBERS = {
    "M-01": "14.00",  # 20 − 3 × 2, better than 20 − 50
    "M-02": "8.00",  # 80 %, chosen
    "M-03": "19.50",  # (6 ＋ 3.75) of 15, of 30
    "M-04": "11.10",  # 0.9 × 60 % ＋ 0.5 × 40 %, of 15
    "M-05": "8.25",  # 2.25 ＋ 3 ＋ 3
    "M-06": "2.00",
    "M-07": "9.30",
}
PEERS = {
    "P-01": "19.00",  # 98.1, then two of 96.24: second
    "P-02": "7.00",  # fourth
    "P-03": "15.00",  # 45 of 60
    "P-04": "9.00",  # 1 − 2 ÷ 20
    "P-05": "16.00",  # the mean of 2, 4, 6.15 and 6.2 is 4.5875: two started steps
    "P-06": "9.00",  # the median of 81, 90, 90 and 100 is 90
    "P-07": "6.00",
}
LIMITS = {
    "L-01": "17.60",
    "L-02": "unknown: no_weight",
    "L-03": "10.00",
    "L-04": "28.50",
    "L-05": "unknown: no_weight",
    "Z-1": "12.00",
}
NESTED = {
    "K-01": "8.40",  # 60 − 3 × 6 = 42, a fifth of it
    "K-02": "4.80",  # 24, a fifth of it
    "K-03": "21.70",  # 29 ÷ 30 of 6 ÷ 10 × 75 ÷ 100 × 50 = 21.75, cut off
    "K-04": "13.30",  # 8 ÷ 9 of 15 = 13.33…
    "K-05": "12.00",  # 29 ÷ 30 of 12.5 = 12.083…
    "K-06": "17.40",  # 87 ÷ 100 of 20
}


def read(name: str, book: Book) -> Case:
    """The case of a family."""
    found, problems = case_file.parse((CASES / f"{name}.yaml").read_bytes(), "case.yaml", book)
    assert [str(problem) for problem in problems] == []
    assert found is not None
    return found


def sheet(name: str, book: Book, **changed: object) -> ScoreSheet:
    """The score sheet of a family's case, with parts of the case changed."""
    case = replace(read(name, book), **changed)  # type: ignore[arg-type]
    scored, problems = score(case, book.schemes[case.scheme], book)
    assert problems == ()
    return scored


@pytest.mark.parametrize(
    ("name", "lines", "whole", "grade"),
    [
        ("targets", TARGETS, "72.63", "中"),
        ("members", MEMBERS, "72.15", "中"),
        ("peers", PEERS, "81", "良"),
        # 过程 17.6 × 30 ÷ 20 ＋ 10; 28.5 × 40 ÷ 30 and 12 × 20 ÷ 12; 94.4 and a bonus of 5; 88 % of the budget allows 89
        ("limits", LIMITS, "89", "良"),
        # 8.4 ＋ 4.8 ＋ 21.75 ＋ 13.333 ＋ 12.083 ＋ 17.4 = 77.766…, cut off; the printed lines add up to 77.6
        ("nested", NESTED, "77.76", "合格"),
    ],
)
def test_a_family_scores_to_figures_made_by_hand(name: str, lines: dict[str, str], whole: str, grade: str, book: Book) -> None:
    scored = sheet(name, book)
    found = {each.id: points(each) for each in scored.lines}
    assert {each: found[each] for each in lines} == lines
    assert (total(scored), scored.grade) == (whole, grade)


def test_every_teaching_case_makes_a_whole_package(book: Book, tmp_path: Path) -> None:
    for path in sorted(CASES.glob("*.yaml")):
        folder = tmp_path / path.stem
        folder.mkdir()
        (folder / "case.yaml").write_bytes(path.read_bytes())
        package, problems = pipeline.evaluate(folder, book)
        assert [str(problem) for problem in problems] == []
        assert package is not None
        assert len(package.files) == 5


def test_weights_of_nested_sections_come_to_their_first_level(book: Book) -> None:
    rows = {row.id: exact.plain(row.weight or exact.ZERO) for row in book.schemes["teaching-nested"].rows}
    assert rows == {"K-01": "12", "K-02": "8", "K-03": "22.5", "K-04": "15", "K-05": "12.5", "K-06": "20"}


def test_without_peers_a_ranked_line_is_unknown_and_says_so(book: Book) -> None:
    scored = sheet("peers", book, peers={})
    assert points(line(scored, "P-01")) == "unknown: no_peers"
    assert line(scored, "P-01").reason == "没有同类单位的数，不能比较：同类名次"
    assert total(scored) == "unknown: not_entered"


def test_too_few_peers_give_no_place(book: Book) -> None:
    case = read("peers", book)
    few = {**case.peers, "P-01": replace(case.peers["P-01"], values=case.peers["P-01"].values[:1])}
    assert points(line(sheet("peers", book, peers=few), "P-01")) == "unknown: no_peers"


def test_a_printed_place_is_taken_as_it_stands(book: Book) -> None:
    case = read("peers", book)
    printed = {**case.peers, "P-01": replace(case.peers["P-02"])}
    assert points(line(sheet("peers", book, peers=printed), "P-01")) == "16.00"


def test_what_is_not_chosen_yet_is_unknown(book: Book) -> None:
    scored = sheet("members", book, chosen={})
    assert [points(line(scored, name)) for name in ("M-02", "M-03")] == ["unknown: not_chosen"] * 2
    assert line(scored, "M-02").reason == "尚未选定：采购指标（选一）"


def test_what_is_not_filled_in_yet_is_unknown_by_its_name(book: Book) -> None:
    scored = sheet("members", book, entries={})
    assert line(scored, "M-04").reason == "尚未评定：培训人次实际值"
    assert line(scored, "M-07").reason == "尚未评定：外来得分"


def test_a_choice_is_no_judgement(book: Book) -> None:
    assert {each.id: each.status.value for each in sheet("members", book).lines} == {
        "M-01": "scored", "M-02": "scored", "M-03": "scored", "M-04": "entered", "M-05": "scored", "M-06": "entered", "M-07": "entered",
    }  # fmt: skip
