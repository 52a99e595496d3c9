"""A bureau's own score table in a browser: brought in, decided, adopted by another, offered to a round of its year."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser import story


@pytest.mark.slow
def test_a_score_table_comes_in_and_a_round_of_its_year_may_have_it(visit: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    first = visit(story.BUREAU)
    story.a_scheme_comes_in(first)
    assert "待定，不计分" not in first.page.content()
    second = visit("fuhe2", narrow=True)
    story.the_scheme_is_adopted(second)
    assert [each["id"] for each in Axe().run(second.page).response["violations"]] == []
    assert second.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    second.go("/rounds/new/")
    second.page.fill("#year", "2023")
    second.page.press("#year", "Tab")
    second.page.wait_for_selector("#scheme option:has-text('明川市2023年度部门整体支出绩效评价指标表（本局）')", state="attached")
    assert first.complaints + second.complaints == []
