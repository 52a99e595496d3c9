"""The story of one submission in a browser: a reviewer sends one cell back, the clerk answers, the bureau gives points and approves, the director looks.

Every chapter takes `show`, called where there is something to see; the test looks at nothing, tools/story.py makes pictures.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Show = Callable[[Any, str], None]

UNIT, CHECKED, CELL = 2, 6, "facts/在职人员数"
CLERK, CHECKER, DEPARTMENT, BUREAU, DIRECTOR = "tianbao3", "shenhe3", "zhuguan1", "fuhe1", "juzhang"
TRIES, PAUSE = 60, 1_000
BEFORE, AFTER = "25", "24"


def nothing(_page: Any, _name: str) -> None:
    """Looks at nothing."""


def audited(visit: Any, path: str) -> None:
    """Waits until the queue has audited the report."""
    for _ in range(TRIES):
        visit.go(path)
        if visit.page.locator(".report").count():
            return
        visit.page.wait_for_timeout(PAUSE)
    raise TimeoutError(path)


def row(page: Any, label: str) -> Any:
    """The row of a figure or an indicator."""
    return page.locator("tr", has=page.locator("th[scope=row]", has_text=re.compile(rf"^\s*{label}(?:\s|$)"))).first


def the_clerk_checks(visit: Any, show: Show = nothing) -> None:
    """A clerk whose submission came back looks at a tab, has the whole report checked as a reviewer will check it, and sends it in."""
    page = visit.page
    visit.go(f"/fill/{CHECKED}/tab/accounts/")
    show(page, "fill")
    visit.go(f"/fill/{CHECKED}/check/")
    page.get_by_role("button", name="核对").first.click()
    page.wait_for_url("**/check/", timeout=TRIES * PAUSE)
    visit.go(f"/fill/{CHECKED}/check/#mirror")
    show(page, "check")
    visit.go(f"/fill/{CHECKED}/check/#criteria")
    show(page, "criteria")
    if page.locator("text=送单位审核人").is_disabled():  # what was asked for is answered first, at its place
        here = page.url
        page.click("text=去答复")
        page.fill("aside textarea", "已按明细账更正为 3.16 万元。")
        page.fill("aside input[name=value]", "3.16")
        page.click("aside button:has-text('答复')")
        page.wait_for_selector("text=3.26 → 3.16")
        page.goto(here)
    page.click("text=送单位审核人")
    page.wait_for_url("**/receipt/**")
    show(page, "receipt")


def it_is_published(visit: Any, show: Show = nothing) -> None:
    """The bureau has the finished bytes searched, publishes, and the public page stands."""
    page = visit.page
    visit.go(f"/public/office/{UNIT}/")
    page.locator("form[action$='/prepare/'] button").click()
    page.wait_for_selector("form[action$='/publish/'] button", timeout=TRIES * PAUSE)
    show(page, "release")
    page.locator("form[action$='/publish/'] button").click()
    page.wait_for_url("**/report/**", timeout=TRIES * PAUSE)
    page.goto(page.url + "#result")
    show(page, "public")


SCORE_TABLE = (
    ("明川市2023年度部门整体支出绩效评价指标表",),
    ("一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准"),
    ("投入", "预算配置", "在职人员控制率", 10, "在职人员控制率＝（在职人员数/编制数）×100%", "不超过100%得10分，每超过一个百分点扣1分，扣完为止。"),
    ("过程", "预算执行", "预算执行率", 20, "预算执行率＝全年执行数/全年预算数×100%", "得分＝执行率×分值，最高为分值。"),
    ("过程", "预算管理", "管理制度健全性", 15, "", "①有内部财务管理制度（5分）；②有预算绩效管理制度（5分）；③制度得到执行（5分）。"),
    ("效果", "履职效益", "社会效益", 45, "", "视履职效果酌情计分。"),
    ("效果", "满意度", "服务对象满意度", 10, "", "90%以上得10分，80%-90%得6分，80%以下不得分。"),
)  # fmt: skip


def a_scheme_comes_in(visit: Any, show: Show = nothing) -> None:
    """A reviewer of the bureau brings its score table in, and decides what its words leave open."""
    import openpyxl

    book, out, page = openpyxl.Workbook(), io.BytesIO(), visit.page
    sheet: Any = book.active
    for line in SCORE_TABLE:
        sheet.append(line)
    book.save(out)
    visit.go("/library/")
    page.set_input_files("#file", {"name": "评分表.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()})
    page.click("text=上传并读取")
    page.wait_for_url(re.compile(r"/library/\d+/$"), timeout=TRIES * PAUSE)
    page.goto(page.url + "#open")
    show(page, "scheme")
    for each in page.locator("fieldset.ways").all():
        each.locator("input").nth(1).check()
    page.click("text=照选定的写入并检查")
    page.wait_for_selector("text=规则册收下了", timeout=TRIES * PAUSE)


def the_scheme_is_adopted(visit: Any, show: Show = nothing) -> None:
    """Another one adopts it; a round of its year may have it."""
    page = visit.page
    visit.go("/library/")
    page.click("table.list a")
    show(page, "adopt")
    page.locator("form[action$='/adopt/'] button").click()
    page.wait_for_selector("text=布置年度自评时可以选")


def a_page(path: str, name: str) -> Callable[[Any, Show], None]:
    """A chapter of one page."""

    def chapter(visit: Any, show: Show = nothing) -> None:
        visit.go(path)
        show(visit.page, name)

    return chapter


def one_cell_is_sent_back(visit: Any, show: Show = nothing) -> None:
    """The unit's reviewer approves two figures, pins an opinion to the one that does not add up, and sends it back."""
    path = f"/review/{UNIT}/"
    audited(visit, path)
    page = visit.page
    show(page, "review")
    page.locator(".figure.confirmed").first.click()
    page.wait_for_selector(".detail:target")
    show(page, "figure")
    visit.go(path)
    for label in ("在职人员数", "行政编制数"):
        row(page, label).locator("input[name=place]").check()
    page.locator("#facts button[form=approve]").click()
    page.locator("article.finding", has_text="在职人员数").get_by_role("link", name="据此提意见").click()
    show(page, "opinion")
    page.locator("#opinion input[name=asks_change]").check()
    page.locator("#opinion button").click()
    page.fill("#return-reason", "请核对在职人员数后重新报送")
    show(page, "return")
    page.locator("form[action$='/return/'] button").click()
    page.wait_for_url("**/todo/")


def the_clerk_answers(visit: Any, show: Show = nothing) -> None:
    """The clerk finds it among what was sent back, answers at the same place with the corrected figure, and sends it in again."""
    page = visit.page
    visit.go("/todo/")
    show(page, "todo")
    visit.go(f"/review/{UNIT}/")
    answer = page.locator("article.opinion form[action$='/answer/']").first
    answer.locator("textarea").fill("原数多计1人，已按年末在职人员名册更正为24人。")
    answer.locator("input[name=value]").fill(f"{AFTER}人")
    show(page, "answer")
    answer.locator("button").click()
    page.wait_for_selector(".answer")
    visit.go(f"/fill/{UNIT}/check/")
    page.locator("form[action$='/submit/'] button").click()
    page.wait_for_url("**/receipt/**")


def the_approval_has_lapsed(visit: Any, show: Show = nothing) -> None:
    """The reviewer sees which approval does not hold any more, old and new, looks again, settles and passes on."""
    path = f"/review/{UNIT}/"
    audited(visit, path)
    page = visit.page
    note = page.locator(".note-warning", has_text="已失效")
    assert BEFORE in note.inner_text(), note.inner_text()
    assert AFTER in note.inner_text(), note.inner_text()
    assert page.locator(".note-warning .changes > li").count() >= 1
    show(page, "lapsed")
    for place in page.locator("tr.changed input[name=place]").all():
        place.check()
    page.locator("#facts button[form=approve]").click()
    page.locator("article.opinion", has_text="要求更正").get_by_role("button", name="办结").click()
    page.locator("form[action$='/pass/'] button").click()
    page.wait_for_url("**/todo/")


def passed_on(visit: Any) -> None:
    """The department agrees."""
    audited(visit, f"/review/{UNIT}/")
    visit.page.locator("form[action$='/pass/'] button").click()
    visit.page.wait_for_url("**/todo/")


def points_are_given(visit: Any, show: Show = nothing) -> None:
    """The bureau takes 30 % off one indicator by the published scale, gives the others their points, and approves."""
    path = f"/review/{UNIT}/"
    audited(visit, path)
    page = visit.page
    rows = page.locator("table.lines tbody tr", has=page.locator("input.points"))
    for number in range(rows.count()):
        line = rows.nth(number)
        code = line.locator("input.points").get_attribute("name").removeprefix("points-")
        weight = line.locator("td").first.inner_text().strip()
        if number == 1:
            line.locator("input.points").fill(_less(weight, 30))
            line.locator("select").select_option("criterion:03:30")
            line.locator("input[name^=reason]").fill("目标写作“进一步规范”，不能考核")
        elif not line.locator("input.points").input_value():
            line.locator("input.points").fill(weight)
            line.locator("select").select_option("other")
            line.locator("input[name^=reason]").fill("按单位提供的佐证材料评定")
        line.locator(f"input[name=line][value={json.dumps(code)}]").check()
    page.get_by_role("button", name="保存勾选的复核得分").click()
    page.wait_for_selector(".notes")
    show(page, "points")
    page.locator("form[action$='/pass/'] button").click()
    page.wait_for_url("**/todo/")


def _less(weight: str, percent: int) -> str:
    """A weight less some per cent of it, in whole hundredths."""
    whole, _, rest = weight.partition(".")
    hundredths = int(whole) * 100 + int((rest + "00")[:2])
    left = hundredths * (100 - percent) // 100
    return f"{left // 100}.{left % 100:02d}"


def the_director_looks(visit: Any, show: Show = nothing) -> None:
    """The board, and the units behind one of its figures."""
    visit.go("/board/")
    if not visit.page.locator(".tiles").count():
        visit.page.locator("table.list th a").filter(has_text="2023").first.click()
        visit.page.wait_for_selector(".tiles a")
    show(visit.page, "board")
    visit.page.locator(".tiles a").nth(1).click()
    show(visit.page, "units")
