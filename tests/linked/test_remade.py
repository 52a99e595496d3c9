"""A figure whose digits are all there and that says another number: a unit behind it, brackets around it, blanks between its digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.linked import editor
from tests.linked.editor import W

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked

NAME, BARE, AMOUNT = "002-yiyang-2020", "1102.32", "157.06万元"


def beside(before: str, after: str, words: str = BARE) -> Callable[[_Element], None]:
    """Text typed just outside of the bookmark around a figure."""

    def change(root: _Element) -> None:
        mark = editor.find(root, words)
        end = next(
            each for each in mark.itersiblings() if each.tag == f"{W}bookmarkEnd" and each.get(f"{W}id") == mark.get(f"{W}id")
        )
        if before:
            mark.addprevious(editor.run(before))
        if after:
            end.addnext(editor.run(after))

    return change


def within(words: str, *pieces: str) -> Callable[[_Element], None]:
    """The pieces in place of a figure; a tab or a line break by the name of its element."""

    def change(root: _Element) -> None:
        letters = editor.inside(editor.find(root, words))[0]
        run = letters.getparent()
        assert run is not None
        letters.text = pieces[0]
        letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for piece in pieces[1:]:
            made = run.makeelement(f"{W}{piece}") if piece in {"tab", "br"} else editor.run(piece)[0]
            run.append(made)

    return change


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (beside("", "亿元"), BARE, "1102.32亿元"),
        (beside("", "亿"), BARE, "1102.32亿"),
        (beside("", " 元"), BARE, "1102.32 元"),
        (beside("", "%"), BARE, "1102.32%"),
        (beside("(", ")"), BARE, "(1102.32)"),
        (beside("（", "）"), BARE, "（1102.32）"),
        (within(BARE, "1102.32亿元"), BARE, "1102.32亿元"),
        (within(BARE, "(1102.32)"), BARE, "(1102.32)"),
        (within(BARE, "11 02.32"), BARE, "11 02.32"),
        (within(AMOUNT, "15 7.06万元"), AMOUNT, "15 7.06万元"),
        (within(AMOUNT, "157", "tab", ".06万元"), AMOUNT, "157\t.06万元"),
        (within(AMOUNT, "15", "br", "7.06万元"), AMOUNT, "15\n7.06万元"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_it_is_changed_with_and_without_an_evaluation_and_can_be_put_back(
    change: Callable[[_Element], None],
    old: str,
    new: str,
    reports: dict[str, bytes],
    filed: dict[str, Filed],
    look: Callable[..., Looked],
    desk: Desk,
) -> None:
    content = editor.changed(reports[NAME], change)
    for evaluation in (None, filed[NAME]):
        looked = look(content, evaluation)
        assert [(each.code, each.old, each.new) for each in looked.drifts] == [("DC24", old, new)]
        back, done, problems = desk.restore(looked, looked.drifts)
        assert (back is not None, len(done), problems) == (True, 1, ())
        assert back is not None
        assert look(back, evaluation).drifts == ()


@pytest.mark.parametrize(
    "change",
    [
        beside("", "人"),
        beside("（", "）", AMOUNT),
        beside("其中（", "）"),
        within(AMOUNT, "157.06 万元"),
        within(AMOUNT, "157.06", "br", "万元"),
    ],
)
def test_what_leaves_the_number_as_it_is_changes_nothing(
    change: Callable[[_Element], None], reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    content = editor.changed(reports[NAME], change)
    for evaluation in (None, filed[NAME]):
        assert look(content, evaluation).drifts == ()


@pytest.mark.parametrize(
    "name", ["000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023"]
)
def test_no_report_as_it_was_printed_has_a_figure_like_that(
    name: str, reports: dict[str, bytes], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    for evaluation in (None, filed[name]):
        assert look(reports[name], evaluation).drifts == ()
