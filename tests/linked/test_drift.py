"""What a hand does to a report, and what is said of it: typed beside and into figures, moved, copied, nested, emptied, renamed, removed."""

from __future__ import annotations

import copy
import itertools
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.linked import editor
from tests.linked.editor import W

from hengji import pipeline
from hengji.linked import known as filings
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked
    from hengji.rulebook.book import Book

NAME, FIGURE = "002-yiyang-2020", "1101.73万元"


@pytest.fixture
def report(reports: dict[str, bytes]) -> bytes:
    return reports[NAME]


@pytest.fixture
def evaluation(filed: dict[str, Filed]) -> Filed:
    return filed[NAME]


def at(root: _Element) -> _Element:
    """The bookmark around the figure of these tests."""
    return editor.find(root, FIGURE)


def paragraph(mark: _Element) -> _Element:
    return next(each for each in mark.iterancestors() if each.tag == f"{W}p")


def told(looked: Looked) -> list[tuple[str, str, str]]:
    return [(each.kind, each.old, each.new) for each in looked.drifts]


def codes(looked: Looked) -> list[str]:
    return [each.code for each in looked.problems]


# ---- text around and in a figure


def test_words_typed_before_and_after_a_figure_change_nothing(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        mark = at(root)
        mark.addprevious(editor.run("，经复核确为"))
        editor.inside(mark)[0].getparent().getnext().addnext(editor.run("（已经审计）"))  # type: ignore[union-attr] # the end stands there

    for known in (None, evaluation):
        looked = look(editor.changed(report, change), known)
        assert (told(looked), codes(looked)) == ([], [])


def test_words_typed_into_a_figure_change_nothing(report: bytes, evaluation: Filed, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        editor.inside(at(root))[0].text = f"共计{FIGURE}（决算）"

    for known in (None, evaluation):
        assert told(look(editor.changed(report, change), known)) == []


def test_a_number_typed_into_the_bookmark_beside_the_figure_is_a_number_of_nobody(
    report: bytes, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        editor.inside(at(root))[0].text = f"{FIGURE}，其中奖金88.8万元"

    assert [(each.kind, each.new) for each in look(editor.changed(report, change)).drifts] == [("typed", "88.8万元")]


@pytest.mark.parametrize(("before", "after", "new"), [("9", "", "91101.73万元"), ("-", "", "-1101.73万元")])
def test_a_digit_or_a_sign_typed_right_beside_the_bookmark_makes_another_number(
    before: str, after: str, new: str, report: bytes, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        at(root).addprevious(editor.run(before))

    assert told(look(editor.changed(report, change))) == [("changed", FIGURE if before == "9" else "", new)] or before == "-"
    assert [each.new for each in look(editor.changed(report, change)).drifts] == [new]
    assert after == ""


def test_a_digit_typed_behind_a_bare_number_makes_another_number(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        mark = next(each for each in editor.marks(root, "hj_") if editor.text(each).replace(".", "").isdecimal())
        editor.inside(mark)[0].getparent().getnext().addnext(editor.run("7"))  # type: ignore[union-attr]

    found = look(editor.changed(report, change)).drifts
    assert [(each.kind, each.new) for each in found] == [("changed", f"{found[0].old}7")]


def test_a_figure_split_over_runs_with_other_fonts_is_the_same(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        letters = editor.inside(at(root))[0]
        run = letters.getparent()
        assert run is not None
        letters.text = "11"
        for words in ("73万元", ".", "01"):
            run.addnext(editor.run(words))

    assert told(look(editor.changed(report, change))) == []


def test_a_number_typed_into_the_text_is_named_with_what_our_reader_takes_it_for(
    report: bytes, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        paragraph(at(root)).append(editor.run("本年收入合计4321.09万元。"))

    found = look(editor.changed(report, change)).drifts
    assert [(each.kind, each.new, each.called) for each in found] == [("typed", "4321.09万元", "本年收入合计")]


def test_a_page_number_and_the_number_of_a_list_count_for_nothing(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        listed = next(t for t in root.iter(f"{W}t") if (t.text or "") == "2. ")
        listed.text = "7. "

    assert told(look(editor.changed(report, change))) == []

    def page(root: _Element) -> None:
        next(t for t in root.iter(f"{W}t") if (t.text or "").strip() == "1").text = "31"

    assert told(look(editor.changed(report, page, "word/footer1.xml"))) == []


def test_words_that_somebody_wrote_may_be_reworded_but_their_numbers_count(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def reword(root: _Element) -> None:
        mark = next(each for each in editor.marks(root, "hjw_") if "。" in editor.text(each))
        letters = editor.inside(mark)[0]
        letters.text = "据统计，" + (letters.text or "")

    assert told(look(editor.changed(report, reword), evaluation)) == []

    def miscount(root: _Element) -> None:
        mark = next(each for each in editor.marks(root, "hjw_") if len(figures.numerals(editor.text(each))) > 1)
        letters = next(t for t in editor.inside(mark) if figures.numerals(t.text or ""))
        first = figures.numerals(letters.text or "")[0]
        letters.text = (letters.text or "").replace(first, "99999", 1)

    found = look(editor.changed(report, miscount), evaluation).drifts
    assert [(each.kind, each.new) for each in found] == [("changed", "99999")]


@pytest.mark.parametrize("change_to", ["亿元", "元", "%"])
def test_the_unit_and_the_sign_of_a_number_in_words_belong_to_it(
    change_to: str, report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def unit(root: _Element) -> None:
        mark = next(each for each in editor.marks(root, "hjw_") if re.search(r"\d万元", editor.text(each)))
        letters = next(t for t in editor.inside(mark) if re.search(r"\d万元", t.text or ""))
        letters.text = re.sub(r"(\d)万元", rf"\1{change_to}", letters.text or "", count=1)

    def sign(root: _Element) -> None:
        mark = next(each for each in editor.marks(root, "hjw_") if re.search(r"[为出费]\d", editor.text(each)))
        letters = next(t for t in editor.inside(mark) if re.search(r"[为出费]\d", t.text or ""))
        letters.text = re.sub(r"([为出费])(\d)", r"\1-\2", letters.text or "", count=1)

    for change in (unit, sign):
        for known in (None, evaluation):
            assert [each.kind for each in look(editor.changed(report, change), known).drifts] == ["changed"]


def test_another_unit_over_a_table_is_named(report: bytes, evaluation: Filed, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        letters = next(t for t in root.iter(f"{W}t") if "单位：万元" in (t.text or ""))
        letters.text = (letters.text or "").replace("万元", "亿元")

    for known in (None, evaluation):
        assert [(each.code, each.new) for each in look(editor.changed(report, change), known).drifts] == [("DC75", "亿元")]


def test_a_year_before_a_comma_is_not_the_number_of_a_list(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        paragraph(at(root)).addnext(editor.wrapped("1500、本年支出。"))

    assert [(each.code, each.new) for each in look(editor.changed(report, change)).drifts] == [("DC25", "1500")]


# ---- paragraphs moved, copied, taken out


def test_a_paragraph_that_was_moved_keeps_its_figures(report: bytes, evaluation: Filed, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        moved = paragraph(at(root))
        body = next(root.iter(f"{W}body"))
        body.remove(moved)
        body.insert(3, moved)

    looked = look(editor.changed(report, change), evaluation)
    assert (told(looked), codes(looked)) == ([], [])


def test_a_paragraph_that_was_copied_is_told_and_both_are_held_against_their_facts(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def copied(root: _Element) -> None:
        whole = paragraph(at(root))
        whole.addnext(copy.deepcopy(whole))

    looked = look(editor.changed(report, copied), evaluation)
    assert (told(looked), set(codes(looked))) == ([], {"DC30"})

    def then_changed(root: _Element) -> None:
        copied(root)
        second = [each for each in editor.marks(root) if editor.text(each) == FIGURE][1]
        editor.inside(second)[0].text = "1101.37万元"

    assert told(look(editor.changed(report, then_changed), evaluation)) == [("changed", FIGURE, "1101.37万元")]


def test_a_copy_that_an_office_program_renamed_is_still_known(report: bytes, look: Callable[..., Looked]) -> None:
    """LibreOffice puts a number behind the name of a copied bookmark, WPS and Word keep one of the two."""

    def change(root: _Element) -> None:
        whole = paragraph(at(root))
        twin = copy.deepcopy(whole)
        for number, mark in enumerate(editor.marks(twin)):
            for end in [each for each in twin.iter(f"{W}bookmarkEnd") if each.get(f"{W}id") == mark.get(f"{W}id")]:
                end.set(f"{W}id", str(9000 + number))
            mark.set(f"{W}id", str(9000 + number))
            mark.set(f"{W}name", f"{mark.get(f'{W}name')}1")
        whole.addnext(twin)

    looked = look(editor.changed(report, change))
    assert (told(looked), set(codes(looked))) == ([], {"DC30"})


def test_a_paragraph_that_was_taken_out_is_named_by_its_figures(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    gone: list[str] = []

    def change(root: _Element) -> None:
        whole = paragraph(at(root))
        gone.extend(editor.text(each) for each in editor.marks(whole))
        parent = whole.getparent()
        assert parent is not None
        parent.remove(whole)

    made = editor.changed(report, change)
    assert [(kind, old) for kind, old, _ in told(look(made, evaluation))] == [("removed", text) for text in gone]
    assert [kind for kind, _, _ in told(look(made))] == ["removed"] * len(gone), "without the evaluation it is known that, not what"


def test_the_last_figures_of_a_report_are_missed_too(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        last = max(editor.marks(root), key=lambda mark: int((mark.get(f"{W}name") or "").split("_")[3]))
        for each in editor.inside(last):
            each.text = ""
        parent = last.getparent()
        assert parent is not None
        parent.remove(last)

    assert [each.kind for each in look(editor.changed(report, change)).drifts] == ["removed"]


# ---- bookmarks themselves


def test_an_emptied_bookmark_is_a_difference_with_its_code_and_place(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        editor.inside(at(root))[0].text = ""

    found = look(editor.changed(report, change), evaluation).drifts
    assert [(each.code, each.kind, each.old, each.place) for each in found] == [("DC32", "emptied", FIGURE, "¶22")]


@pytest.mark.parametrize(
    "name", ["hj_0000000000_00000000_41_0000", "hj_a\u202eb", "HJ_fdd692db39", "hj_fdd692db39_ad0b5483_9_08cf"]
)
def test_a_renamed_bookmark_binds_nothing_any_more(name: str, report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        at(root).set(f"{W}name", name)

    looked = look(editor.changed(report, change))
    assert codes(looked) == ["DC33"]
    assert sorted(each.kind for each in looked.drifts) == ["removed", "typed"], "its figure is nobody's now, and one is missing"
    assert not any("\u202e" in f"{each.found}{each.message}" for each in looked.problems), "direction marks are shown by number"


def test_a_bookmark_in_another_is_told_and_the_outer_figure_is_known_all_the_same(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        mark, other = at(root), next(each for each in editor.marks(root, "hj_") if editor.text(each) == "28.89%")
        run, end = other.getnext(), other.getnext().getnext()  # type: ignore[union-attr]
        for number, each in enumerate((other, run, end)):
            assert each is not None
            mark.getparent().insert(mark.getparent().index(mark) + 1 + number, each)  # type: ignore[union-attr]

    looked = look(editor.changed(report, change), evaluation)
    assert codes(looked) == ["DC31"]
    assert [each.kind for each in looked.drifts] in ([], ["changed"]), "28.89%1101.73万元 reads as another number"


def test_a_bookmark_without_an_end_is_a_problem(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        mark = at(root)
        end = next(each for each in root.iter(f"{W}bookmarkEnd") if each.get(f"{W}id") == mark.get(f"{W}id"))
        parent = end.getparent()
        assert parent is not None
        parent.remove(end)

    assert codes(look(editor.changed(report, change))) == ["DC34"]


def test_bookmarks_of_a_stranger_say_nothing(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        at(root).addprevious(root.makeelement(f"{W}bookmarkStart", {f"{W}id": "8000", f"{W}name": "目录_1"}))
        at(root).addprevious(root.makeelement(f"{W}bookmarkEnd", {f"{W}id": "8000"}))

    looked = look(editor.changed(report, change))
    assert (told(looked), codes(looked)) == ([], [])


def test_letters_that_look_like_our_own_signs_are_put_out(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        paragraph(at(root)).append(editor.run("\ufdd00\ufdd1甲\ufdd20\ufdd1"))

    looked = look(editor.changed(report, change))
    assert [each.kind for each in looked.drifts] in ([], ["typed"], ["typed", "typed"])
    assert looked.marked.document is not None
    assert "\ufdd0" not in looked.marked.document.text


def test_a_bookmark_between_paragraphs_is_read_as_word_means_it(report: bytes, look: Callable[..., Looked]) -> None:
    """Word puts a beginning before a paragraph or an end behind it where a whole paragraph was marked."""

    def change(root: _Element) -> None:
        mark = at(root)
        whole = paragraph(mark)
        run = mark.getnext()
        end = run.getnext() if run is not None else None
        assert end is not None
        for each in [each for each in whole if each.tag != f"{W}pPr" and each not in (mark, run, end)]:
            whole.remove(each)
        whole.addprevious(mark)
        whole.addnext(end)

    looked = look(editor.changed(report, change))
    assert "changed" not in [each.kind for each in looked.drifts]
    assert {each.kind for each in looked.drifts} == {"removed"}, "the other figures of the paragraph"


# ---- letters that nobody sees, figures in another place, headers


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u200f"])
def test_a_letter_that_turns_the_writing_in_a_figure_is_a_change(
    letter: str, report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        editor.inside(at(root))[0].text = f"{letter}{FIGURE}"

    for known in (None, evaluation):
        looked = look(editor.changed(report, change), known)
        assert told(looked)[0] == ("changed", FIGURE, f"{letter}{FIGURE}")
        assert codes(looked) == ["DC71"]
        assert letter not in looked.problems[0].message, "shown by its number"


def test_an_override_before_a_figure_reaches_it(report: bytes, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        mark = at(root)
        mark.addprevious(editor.run("\u202e合计"))

    found = look(editor.changed(report, change)).drifts
    assert (found[0].code, found[0].old) == ("DC71", FIGURE)
    closed = editor.changed(report, lambda root: at(root).addprevious(editor.run("\u202e合计\u202c")))
    looked = look(closed)
    assert (told(looked), codes(looked)) == ([], ["DC71"]), "one that is closed again does not reach it, and is told"


def swapped(root: _Element, one: str, other: str) -> None:
    """Two figures exchanged with their bookmarks, as cut and paste does it."""
    pieces = []
    for words in (one, other):
        mark = editor.find(root, words)
        piece = [mark]
        while piece[-1].get(f"{W}id") != mark.get(f"{W}id") or piece[-1] is mark:
            following = piece[-1].getnext()
            assert following is not None
            piece.append(following)
        pieces.append(piece)
    (here, there) = ((piece[0].getparent(), piece[0].getparent().index(piece[0])) for piece in pieces)  # type: ignore[union-attr]
    for piece in pieces:
        for each in piece:
            each.getparent().remove(each)  # type: ignore[union-attr]
    assert here[0] is not None
    assert there[0] is not None
    for offset, each in enumerate(pieces[1]):
        here[0].insert(here[1] + offset, each)
    for offset, each in enumerate(pieces[0]):
        there[0].insert(there[1] + offset, each)


def test_two_figures_that_were_exchanged_with_their_bookmarks_are_named(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    looked = look(editor.changed(report, lambda root: swapped(root, "976.20万元", "105.96万元")), evaluation)
    assert sorted((each.code, each.kind, each.new) for each in looked.drifts) == [
        ("DC70", "moved", "105.96万元"),
        ("DC70", "moved", "976.20万元"),
    ]


def test_a_number_typed_into_a_header_or_footer_is_named_and_a_page_number_is_not(
    report: bytes, look: Callable[..., Looked]
) -> None:
    def into(words: str) -> Callable[[_Element], None]:
        def change(root: _Element) -> None:
            next(root.iter(f"{W}p")).append(editor.run(words))

        return change

    named = look(editor.changed(report, into("本年支出888.88万元"), "word/footer1.xml")).drifts
    assert [(each.code, each.new) for each in named] == [("DC25", "888.88万元")]


# ---- facts that have moved on


def test_a_fact_that_changed_since_is_stale_and_one_that_went_is_named(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    newer = changed_evaluation(evaluation, {"1101.73万元": "1200.00万元"})
    found = look(report, newer).drifts
    assert {(each.kind, each.old, each.new) for each in found} == {("stale", "1101.73万元", "1200.00万元")}
    gone = changed_evaluation(evaluation, {"1101.73万元": "—"})
    assert {(each.kind, each.old, each.new) for each in look(report, gone).drifts} == {("gone", "1101.73万元", "—")}
    without = changed_evaluation(evaluation, {"1101.73万元": None})
    assert {each.kind for each in look(report, without).drifts} == {"gone"}


def test_what_a_hand_wrote_and_the_evaluation_has_come_to_say_is_no_difference(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        for mark in [each for each in editor.marks(root) if editor.text(each) == FIGURE]:
            editor.inside(mark)[0].text = "1200.00万元"

    assert told(look(editor.changed(report, change), changed_evaluation(evaluation, {FIGURE: "1200.00万元"}))) == []


def test_a_figure_that_came_since_is_lacking(report: bytes, evaluation: Filed, look: Callable[..., Looked]) -> None:
    more = figures.Placed(999, "headcount/2020//", "29人", "在职人数")
    newer = type(evaluation)(
        evaluation.unit, evaluation.year, {**evaluation.parts, "report": (*evaluation.parts["report"], more)}, ()
    )
    assert [(each.kind, each.new, each.called) for each in look(report, newer).drifts] == [("lacking", "29人", "在职人员数")]


def changed_evaluation(evaluation: Filed, changes: dict[str, str | None]) -> Filed:
    """The evaluation with other printed forms; None takes the figure out."""
    placed = []
    for each in evaluation.parts["report"]:
        now = changes.get(each.printed, each.printed)
        if now is not None:
            placed.append(figures.Placed(each.number, each.figure, now, each.called, each.words))
    return type(evaluation)(evaluation.unit, evaluation.year, {**evaluation.parts, "report": tuple(placed)}, evaluation.static)


def test_thousands_of_bookmarks_between_paragraphs_and_in_each_other_are_answered(
    report: bytes, look: Callable[..., Looked]
) -> None:
    def loose(root: _Element) -> None:
        body = next(root.iter(f"{W}body"))
        for number in range(2000):
            name = figures.name(f"x/{number}", "1", number + 1)
            body.insert(0, root.makeelement(f"{W}bookmarkEnd", {f"{W}id": str(9000 + number)}))
            body.insert(0, root.makeelement(f"{W}bookmarkStart", {f"{W}id": str(9000 + number), f"{W}name": name}))

    assert {each.kind for each in look(editor.changed(report, loose)).drifts} <= {"emptied", "changed", "removed", "typed"}

    def nested(root: _Element) -> None:
        whole = paragraph(at(root))
        for number in range(2000):
            name = figures.name(f"x/{number}", "1", 900 + number)
            whole.insert(1, root.makeelement(f"{W}bookmarkStart", {f"{W}id": str(9000 + number), f"{W}name": name}))
            whole.append(root.makeelement(f"{W}bookmarkEnd", {f"{W}id": str(9000 + number)}))

    looked = look(editor.changed(report, nested))
    assert len([each for each in looked.problems if each.code == "DC31"]) > 2000


def test_the_mark_at_the_beginning_is_missed(report: bytes, evaluation: Filed, look: Callable[..., Looked]) -> None:
    def change(root: _Element) -> None:
        for mark in editor.marks(root, "hjd_"):
            parent = mark.getparent()
            assert parent is not None
            parent.remove(mark)

    assert (codes(looked := look(editor.changed(report, change), evaluation)), told(looked)) == (["DC79"], [])


# ---- a figure alone in its paragraph

PAIRS, FIGURES = 4, r"[0-9.,]+[^0-9，。]{0,3}"
"""How many pairs of a report are exchanged, and what is a figure and no sentence."""


def alone_pairs(root: _Element) -> list[tuple[_Element, _Element]]:
    """Bookmarks alone in paragraphs outside of tables, each with the next one whose paragraph says other words before it."""
    lone = [
        found[0]
        for each in root.iter(f"{W}p")
        if next(each.iterancestors(f"{W}tbl"), None) is None and len(found := editor.marks(each, "hj_")) == 1
        and len(editor.marks(each)) == 1 and len(lead(found[0])) > 1 and re.fullmatch(FIGURES, editor.text(found[0]))
    ]  # fmt: skip
    return [(a, b) for a, b in itertools.pairwise(lone) if lead(a)[-4:] != lead(b)[-4:] and editor.text(a) != editor.text(b)]


def lead(mark: _Element) -> str:
    """The words of its paragraph before a bookmark."""
    return "".join(t.text or "" for each in mark.itersiblings(preceding=True) for t in each.iter(f"{W}t"))


def exchange(one: _Element, other: _Element) -> None:
    """Both with their bookmarks, each where the other was."""
    spans = []
    for mark in (one, other):
        end = next(e for e in mark.itersiblings() if e.get(f"{W}id") == mark.get(f"{W}id"))
        parent = mark.getparent()
        assert parent is not None
        spans.append((parent, parent.index(mark), list(parent)[parent.index(mark) : parent.index(end) + 1]))
    for parent, _, elements in spans:
        for each in elements:
            parent.remove(each)
    for (parent, at, _), (_, _, elements) in zip(spans, reversed(spans), strict=True):
        for step, each in enumerate(elements):
            parent.insert(at + step, each)


@pytest.mark.parametrize("name", ["000-zhanjiang-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023"])
def test_two_figures_alone_in_their_paragraphs_that_were_exchanged_are_named(
    name: str, reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    chance = random.Random(name)  # noqa: S311 - a seed
    whole = len(alone_pairs(editor.body(reports[name])))
    assert whole, "none to exchange"
    count, both = min(PAIRS, whole), 0
    for number, turn in enumerate(chance.sample(range(whole), count)):
        texts: list[str] = []

        def change(root: _Element, turn: int = turn, texts: list[str] = texts) -> None:
            one, other = alone_pairs(root)[turn]
            texts.extend([editor.text(other), editor.text(one)])
            exchange(one, other)

        found = look(editor.changed(reports[name], change), filed[name] if number % 2 else None).drifts
        assert found, texts
        assert {(each.kind, each.new) for each in found} <= {("moved", each) for each in texts}, "those two and no other"
        both += len(found) == len(texts)
    assert both * 2 >= count, "one of the two may be among words that no template has"


@pytest.mark.parametrize("name", ["000-zhanjiang-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023"])
def test_paragraphs_in_any_order_are_no_exchanged_figures(
    name: str, reports: dict[str, bytes], look: Callable[..., Looked]
) -> None:
    chance = random.Random(f"{name} moved")  # noqa: S311 - a seed

    def change(root: _Element) -> None:
        body = next(root.iter(f"{W}body"))
        moved = [each for each in body if each.tag == f"{W}p" and editor.marks(each) and each.find(f"{W}pPr/{W}sectPr") is None]
        for each in chance.sample(moved, min(12, len(moved))):
            body.remove(each)
            body.insert(chance.randrange(len(body) - 1), each)
        for each in chance.sample(moved, min(4, len(moved))):
            twin = copy.deepcopy(each)
            body.insert(chance.randrange(len(body) - 1), twin)

    for _ in range(2):
        assert [each for each in told(look(editor.changed(reports[name], change))) if each[0] == "moved"] == []


# ---- names of other indicators in what somebody wrote

NAMED = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")


def naming(name: str, shift: int, folder: Path, book: Book) -> tuple[bytes, Filed]:
    """An example whose every reason names every other indicator, the one `shift` further first."""
    place = Path(__file__).resolve().parents[2] / "examples" / name
    package, problems = pipeline.evaluate(place, book)
    assert package is not None, problems
    rows = [(each["code"], each["path"][-1]) for each in json.loads(package.files["evaluation.json"])["lines"]]
    case = yaml.safe_load((place / "case.yaml").read_text(encoding="utf-8"))
    reasons = case.setdefault("reasons", {})
    for at, (row, own) in enumerate(rows):
        turned = [other for _, other in rows[at + shift :] + rows[: at + shift] if other != own]
        reasons[row] = f"{turned[0]}。受它影响；" + "、".join(f"{each}：扣分" for each in turned)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    package, problems = pipeline.evaluate(folder, book)
    assert package is not None, problems
    evaluation, problems = filings.parse(package.files["evaluation.json"], "evaluation.json", book)
    assert evaluation is not None, problems
    return package.files["自评报告.docx"], evaluation


@pytest.mark.parametrize("name", NAMED)
def test_reasons_that_name_other_indicators_move_no_figure(
    name: str, look: Callable[..., Looked], tmp_path: Path, book: Book
) -> None:
    for shift in (1, 2, 5):
        content, evaluation = naming(name, shift, tmp_path / str(shift), book)
        for filed in (None, evaluation):
            assert told(look(content, filed)) == []


def test_figures_under_another_indicators_head_are_seen_whatever_the_reasons_name(
    look: Callable[..., Looked], tmp_path: Path, book: Book
) -> None:
    content, evaluation = naming("001-conghua-2022", 1, tmp_path / "case", book)
    texts: list[str] = []

    def change(root: _Element) -> None:
        found = [
            mark
            for each in root.iter(f"{W}p")
            if re.match("(?:专项资金绩效完成情况|资产盘点情况)：扣", "".join(t.text or "" for t in each.iter(f"{W}t")))
            for mark in editor.marks(each, "hj_")
        ]
        texts.extend(editor.text(each) for each in found)
        exchange(*found)

    edited = editor.changed(content, change)
    for filed in (None, evaluation):
        assert [(each.code, each.new) for each in look(edited, filed).drifts] == [("DC70", each) for each in reversed(texts[:2])]


def test_words_typed_behind_a_program_s_own_hint_name_no_subject(
    report: bytes, evaluation: Filed, look: Callable[..., Looked]
) -> None:
    def change(root: _Element) -> None:
        for each in root.iter(f"{W}p"):
            text = "".join(t.text or "" for t in each.iter(f"{W}t"))
            if text.startswith(("提示：", "测算值：", "扣")) and editor.marks(each):
                each.append(editor.run("详见《旗帜》栏目中心城区户外电子显示屏数量、群众对单位的满意度。"))

    edited = editor.changed(report, change)
    assert editor.said(edited).count("详见") >= 3
    assert told(look(edited, evaluation)) == []


# ---- in words


@pytest.mark.parametrize(
    ("change", "with_evaluation", "said"),
    [
        (("1101.73万元", "888.88万元"), False, "数字被改动：基本支出（决算）　现在是 888.88万元；打印时印的是什么查不到，请给出生成时的 evaluation.json"),
        (("1101.73万元", "888.88万元"), True, "数字被改动：基本支出（决算）　1101.73万元 → 888.88万元"),
        (("退休12人", "退休345人"), False, "这段文字里有数变了，现在写的数是 2020、64、60、2、4、63、345；打印时各是多少查不到"),
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_change_is_said_in_a_sentence(
    change: tuple[str, str], with_evaluation: bool, said: str, report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:  # fmt: skip
    content = editor.changed(report, lambda root: _replace_once(root, *change))
    looked = look(content, evaluation if with_evaluation else None)
    messages = [desk.told(each, "a.docx").message for each in looked.drifts]
    assert len(messages) == 1
    assert said in messages[0]
    assert "（无）" not in messages[0]


def _replace_once(root: _Element, old: str, new: str) -> None:
    """The first paragraph that holds a text, its letters changed in the run that holds them."""
    run = next(each for each in root.iter(f"{W}t") if old in (each.text or ""))
    run.text = (run.text or "").replace(old, new, 1)


def test_a_figure_that_is_gone_is_counted_where_nobody_knows_its_name(
    report: bytes, look: Callable[..., Looked], desk: Desk
) -> None:
    def change(root: _Element) -> None:
        mark = at(root)
        for each in (*editor.inside(mark), mark):
            whole = each if each.getparent() is paragraph(mark) else each.getparent()
            assert whole is not None
            paragraph(mark).remove(whole)

    content = editor.changed(report, change)
    (gone,) = [desk.told(each, "").message for each in look(content).drifts if each.code == "DC26"]
    assert re.search(r"第 \d+ 个数（名称要有 evaluation\.json 才知道）　（打印时印的是什么", gone)


def test_of_long_sentences_only_the_stretch_that_changed_is_told(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    content = editor.changed(
        report, lambda root: _replace_once(root, "公务员考录人数实际完成值 553人次；得分", "公务员考录人数实际完成值 535人次；得分")
    )
    (found,) = look(content, evaluation).drifts
    message = desk.told(found, "").message
    assert "553人次" in message
    assert "535人次" in message
    assert len(message) < 120
