"""The whole way in a real browser, wide and narrow: facts are filled in, checked, sent, one cell comes back and is answered, the bureau gives points,
approves and publishes, and the public reads the figure and the bureau's score.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser import story
from tests.browser.test_clerk import TABS, facts, fill, saved

if TYPE_CHECKING:
    from pathlib import Path

ROUND, FIGURE, CELL = 1, "1,169.11", "facts/在职人员数"
BEFORE, AFTER = "35", "34"
LONG = 90_000


@dataclass(frozen=True)
class People:
    """A unit of the sample with the people who work on it."""

    unit: int
    clerk: str
    checker: str
    department: str


WIDE, NARROW = People(1, "tianbao1", "shenhe1", "zhuguan1"), People(3, "tianbao2", "shenhe2", "zhuguan2")
MORE = {
    "财务违规事项数": "0个", "重点工作交办数": "12个", "重点工作完成数": "12个", "整体绩效目标平均完成率": "96%", "计划完成项目数": "5个",
    "按时完成项目数": "4个", "服务对象满意度": "92%",
}  # fmt: skip


def everything(examples: Path) -> dict[str, str]:
    """The facts of example 004, and what the teaching scheme asks for beside them."""
    return {**{f"facts/{name}": value for name, value in MORE.items()}, **facts(examples)}


def checked(visit: Any, people: People) -> None:
    """送审前自查: the queue audits the report; findings and the criteria stand on the page."""
    page = visit.page
    visit.go(f"/fill/{people.unit}/check/")
    page.get_by_role("button", name="核对").first.click()
    page.wait_for_url("**/check/", timeout=LONG)
    assert page.locator("table.criteria tbody tr").count() == 14
    assert page.locator(".examined .finding").count() > 0
    assert page.locator("#stale").count() == 0
    assert "AR50" in page.content()


def sent(visit: Any, people: People) -> None:
    visit.go(f"/fill/{people.unit}/check/")
    visit.page.click("text=送单位审核人")
    visit.page.wait_for_url("**/receipt/**", timeout=LONG)


def one_cell_back(visit: Any, people: People) -> None:
    """The unit's reviewer pins an opinion to the cell that does not add up, and sends it back."""
    page = visit.page
    story.audited(visit, f"/review/{people.unit}/")
    assert page.locator("table.criteria tbody tr").count() == 14
    page.locator("article.finding", has_text="在职人员数").get_by_role("link", name="据此提意见").first.click()
    page.locator("#opinion input[name=asks_change]").check()
    page.locator("#opinion button").click()
    page.fill("#return-reason", "请核对在职人员数后重新报送")
    page.locator("form[action$='/return/'] button").click()
    page.wait_for_url("**/todo/", timeout=LONG)


def answered(visit: Any, people: People) -> None:
    page = visit.page
    visit.go(f"/fill/{people.unit}/check/")
    assert page.get_by_role("button", name="送单位审核人").is_disabled()
    visit.go(f"/review/{people.unit}/")
    answer = page.locator("article.opinion form[action$='/answer/']").first
    answer.locator("textarea").fill("原数多计1人，已按名册更正为34人。")
    answer.locator("input[name=value]").fill(f"{AFTER}人")
    answer.locator("button").click()
    page.wait_for_selector(".answer", timeout=LONG)
    sent(visit, people)


def passed(visit: Any, people: People, *, settle: bool) -> None:
    page = visit.page
    story.audited(visit, f"/review/{people.unit}/")
    if settle:
        page.locator("article.opinion", has_text="要求更正").get_by_role("button", name="办结").click()
    page.locator("form[action$='/pass/'] button").click()
    page.wait_for_url("**/todo/", timeout=LONG)


def scored(visit: Any, people: People) -> str:
    """Full marks for each line but the first that is open, which loses half a point; the total of the review."""
    page = visit.page
    visit.go(f"/review/{people.unit}/")
    rows = page.locator("table.lines tbody tr", has=page.locator("input.points"))
    for number in range(rows.count()):
        line = rows.nth(number)
        code = line.locator("input.points").get_attribute("name").removeprefix("points-")
        weight = line.locator("td").first.inner_text().strip()
        line.locator("input.points").fill(weight if number else story._less(weight, 30))
        line.locator("select").select_option("other")
        line.locator("input[name^=reason]").fill("按单位提供的佐证材料评定" if number else "佐证材料只证明七成")
        line.locator(f"input[name=line][value={json.dumps(code)}]").check()
    page.get_by_role("button", name="保存勾选的复核得分").click()
    page.wait_for_selector(".notes", timeout=LONG)
    total = page.locator("dl.figures div", has_text="复核得分").locator("dd").inner_text().split()[0]
    page.locator("form[action$='/pass/'] button").click()
    page.wait_for_url("**/todo/", timeout=LONG)
    return str(total)


def published(visit: Any, people: People) -> str:
    """The check before publication, and publication; the address of the public page."""
    page = visit.page
    visit.go(f"/public/office/{people.unit}/")
    page.locator("form[action$='/prepare/'] button").click()
    page.locator("form[action$='/publish/'] button").click(timeout=LONG)
    page.wait_for_url("**/report/**", timeout=LONG)
    return str(page.url)


@pytest.mark.slow
@pytest.mark.parametrize("narrow", [False, True], ids=["1366", "390"])
def test_from_the_first_figure_to_the_public_page(visit: Any, browser: Any, examples: Path, narrow: bool) -> None:
    people = NARROW if narrow else WIDE
    clerk, values = visit(people.clerk, narrow=narrow), everything(examples)
    if clerk.go(f"/fill/{people.unit}/tab/basics/").status == 200 and clerk.page.locator("#fill[data-locked]").count() == 0:
        for tab in TABS:
            clerk.go(f"/fill/{people.unit}/tab/{tab}/")
            if fill(clerk.page, values):
                clerk.page.wait_for_timeout(800)
                saved(clerk.page)
        checked(clerk, people)
        sent(clerk, people)
    checker = visit(people.checker, narrow=narrow)
    one_cell_back(checker, people)
    answered(clerk, people)
    passed(checker, people, settle=True)
    passed(visit(people.department, narrow=narrow), people, settle=False)
    total = scored(visit("fuhe1", narrow=narrow), people)
    address = published(visit("fuhe2", narrow=narrow), people)
    context = browser.new_context(
        viewport={"width": 390 if narrow else 1366, "height": 800}, locale="zh-CN", java_script_enabled=False
    )
    public = context.new_page()
    public.goto(address)
    shown = public.content()
    assert FIGURE in shown
    assert f"财政复核 <b>{total}</b> 分" in shown
    assert "佐证材料只证明七成" in shown
    context.close()
    assert clerk.complaints == []
    assert checker.complaints == []
