"""A reviewer in a real browser: one cell goes back, the clerk answers, the bureau approves; axe and the width of every page of a review and of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser import story

if TYPE_CHECKING:
    from pathlib import Path

REVIEWED, ROUND = 5, 1
PAGES = {
    "the list": (story.BUREAU, "/review/"),
    "the page": (story.BUREAU, f"/review/{REVIEWED}/"),
    "an opinion being written": (story.BUREAU, f"/review/{REVIEWED}/?finding=1#opinion"),
    "the history": (story.BUREAU, f"/review/{REVIEWED}/history/"),
    "the board": (story.DIRECTOR, f"/board/{ROUND}/"),
    "the units": (story.DIRECTOR, f"/board/{ROUND}/units/?of=sent"),
    "what is to be done": (story.BUREAU, "/todo/"),
}


@pytest.mark.slow
def test_one_cell_goes_back_the_clerk_answers_and_the_bureau_approves(visit: Any, examples: Path) -> None:
    assert examples.is_dir()
    story.one_cell_is_sent_back(visit(story.CHECKER))
    story.the_clerk_answers(visit(story.CLERK))
    story.the_approval_has_lapsed(visit(story.CHECKER))
    story.passed_on(visit(story.DEPARTMENT))
    story.points_are_given(visit(story.BUREAU))
    director = visit(story.DIRECTOR)
    story.the_director_looks(director)
    director.go(f"/review/{story.UNIT}/")
    assert "通过" in director.page.locator("h1").inner_text()
    assert director.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_runs_out_of_the_window(visit: Any, name: str) -> None:
    person, path = PAGES[name]
    for narrow in (False, True):
        found = visit(person, narrow=narrow)
        if name == "the page":
            story.audited(found, path)
        found.go(path)
        report = Axe().run(found.page)
        assert report.violations_count == 0, report.generate_report()
        width, room = found.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= room, (name, narrow)


@pytest.mark.slow
def test_the_page_works_without_scripts(visit: Any) -> None:
    found = visit("shenhe6", script=False)
    found.go("/review/6/")
    assert found.page.locator("table.lines tbody tr").count() > 0
    assert found.page.locator("script").count() == 0


PRINTED = {
    "fuhe1": ("/review/5/", "/rounds/1/"),
    "tianbao2": ("/fill/3/tab/accounts/", "/fill/3/check/"),
    "juzhang": ("/board/1/",),
}
CONTROLS = "button, a.button, .noprint, input[type=checkbox], input[type=file], .savebar"


@pytest.mark.parametrize("name", PRINTED)
def test_on_paper_there_are_figures_and_no_controls(visit: Any, name: str) -> None:
    """Nothing to click is printed, no field has a frame or a hint in it, and no column is one letter wide."""
    found = visit(name)
    for path in PRINTED[name]:
        found.go(path)
        found.page.emulate_media(media="print")
        seen = "(each) => each.filter((one) => one.getClientRects().length).map((one) => one.outerHTML.slice(0, 90))"
        assert found.page.eval_on_selector_all(CONTROLS, seen) == [], path
        framed = (
            "(each) => each.filter((one) => one.getClientRects().length && getComputedStyle(one).borderTopWidth !== '0px').length"
        )
        assert found.page.eval_on_selector_all("input, select, textarea", framed) == 0, path
        narrow = (
            "(each) => each.filter((one) => one.getClientRects().length && one.offsetWidth < 40 && one.innerText.length > 3).length"
        )
        assert found.page.eval_on_selector_all("table.grid.open tbody th", narrow) == 0, path
        open_ = found.page.locator("tr:has(.printonly)")
        assert open_.locator("input:visible, select:visible").count() <= open_.locator("input[name^=reason-]:visible").count(), path
        assert open_.count() == open_.locator(".printonly:visible").count(), path
        found.page.emulate_media(media="screen")
