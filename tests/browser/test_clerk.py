"""A clerk in a real browser: fills in the facts of an example, sees the findings, sends in; nothing is lost on the way."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import playwright.sync_api as playwright
import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

OWN, OTHER = 1, 3
"""The submissions of the sample: the first unit's is empty, the third's has been begun."""
TABS = (
    "basics",
    "accounts",
    "three_public",
    "procurement",
    "indicators",
    "projects",
    "performance",
    "organisation",
    "bonus",
    "problems",
    "evidence",
    "stated",
)
STAGE = "[决算]"
SETTLE = 60_000


def facts(examples: Path) -> dict[str, str]:
    """The facts of example 004 by the names of their fields."""
    case = yaml.safe_load((examples / "004-bianban-2023" / "case.yaml").read_text(encoding="utf-8"))
    found = {}
    for fact in case["facts"]:
        name = str(fact["name"]).replace("上年(", "上年（")
        name = name[:-1] + "）" if name.startswith("上年（") else name
        value = {"True": "是", "真": "是"}.get(str(fact["value"]), str(fact["value"]))
        found[f"facts/{name}"] = value
    return found


def saved(page: Any) -> None:
    page.wait_for_selector("#saved.good", timeout=SETTLE)


def unfold(page: Any) -> None:
    """Opens everything that is folded away."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def fill(page: Any, values: dict[str, str]) -> set[str]:
    """Fills in the fields of a page that are among the values; which they were."""
    unfold(page)
    names = set(page.evaluate("Array.from(document.querySelectorAll('.f')).map((each) => each.name)"))
    for name in sorted(names & set(values)):
        field = page.locator(f"[name={json.dumps(name, ensure_ascii=False)}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(values[name])
        else:
            field.fill(values[name])
            field.blur()
    return names & set(values)


@pytest.mark.slow
def test_a_clerk_fills_in_an_example_sees_the_findings_and_sends_it_in(visit: Any, examples: Path) -> None:
    clerk, values = visit("tianbao1"), facts(examples)
    page, put = clerk.page, set()
    for tab in TABS:
        clerk.go(f"/fill/{OWN}/tab/{tab}/")
        found = fill(page, values)
        put |= found
        if found:
            saved(page)
    left = {name for name in values if name not in put and "功能分类" not in name}
    assert left == set()
    clerk.go(f"/fill/{OWN}/tab/accounts/")
    assert "读作 1,169.11 万元" in page.content()
    clerk.go(f"/fill/{OWN}/check/")
    assert "AR50" in page.content()
    assert "在职人数不等于各类在职人数之和" in page.content()
    page.click("text=送单位审核人")
    page.wait_for_url("**/receipt/**")
    assert "报送回执" in page.content()
    clerk.go(f"/fill/{OWN}/tab/accounts/")
    assert page.locator(".f:not(:disabled)").count() == 0
    assert clerk.complaints == []


def test_what_was_typed_without_a_connection_is_saved_when_there_is_one_again(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/three_public/")
    page = clerk.page
    unfold(page)
    clerk.context.set_offline(True)
    page.fill('[name="facts/公务接待费"]', "0.14")
    page.locator('[name="facts/公务接待费"]').blur()
    page.wait_for_selector("#saved.bad", timeout=SETTLE)
    assert "存在本机浏览器里" in page.inner_text("#saved")
    clerk.context.set_offline(False)
    saved(page)
    clerk.go(f"/fill/{OTHER}/tab/three_public/")
    assert page.input_value('[name="facts/公务接待费"]') == "0.14"


def test_what_a_closed_window_could_not_send_is_found_again(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/procurement/")
    page = clerk.page
    unfold(page)
    clerk.context.route("**/save/", lambda route: route.abort())  # unlike `set_offline`, it holds until the window is gone
    page.fill('[name="facts/固定资产总额"]', "235.43")
    page.locator('[name="facts/固定资产总额"]').blur()
    page.wait_for_selector("#saved.bad", timeout=SETTLE)
    page.close(run_before_unload=False)
    clerk.context.unroute("**/save/")
    again = clerk.another_window()
    again.goto(f"{clerk.served.address}/fill/{OTHER}/tab/procurement/")
    nothing_kept(again)  # it went out as the window closed, or goes out now
    again.reload()
    assert again.input_value('[name="facts/固定资产总额"]') == "235.43"


def test_what_was_typed_a_moment_before_the_window_closed_is_found_again(visit: Any) -> None:
    clerk, name = visit("tianbao2"), '[name="facts/会议费"]'
    clerk.go(f"/fill/{OTHER}/tab/three_public/")
    page = clerk.page
    unfold(page)
    clerk.context.route("**/save/", lambda route: route.abort())
    page.fill(name, "6.61")  # neither left nor waited for
    page.close(run_before_unload=False)
    clerk.context.unroute("**/save/")
    again = clerk.another_window()
    again.goto(f"{clerk.served.address}/fill/{OTHER}/tab/three_public/")
    assert again.input_value(name) == "6.61"
    nothing_kept(again)
    again.reload()
    assert again.input_value(name) == "6.61"


def test_what_was_read_is_not_shown_below_what_another_window_would_not_take(visit: Any) -> None:
    name, path = '[name="facts/培训费"]', f"/fill/{OTHER}/tab/three_public/"
    first = typed(visit("tianbao2"), path, name, "71")
    typed(visit("tianbao2"), path, name, "33")
    first.fill(name, "44")
    first.locator(name).blur()
    first.wait_for_selector(".differ", timeout=SETTLE)
    box = first.locator(".field", has=first.locator(name))
    assert "读作 71" not in box.inner_text()
    assert "改为“33”（读作 33 万元），您填的是“44”" in box.inner_text()
    first.click("text=用现在的")
    assert "读作 33 万元" in box.inner_text()


def typed(clerk: Any, path: str, name: str, value: str) -> Any:
    """The page on which a clerk has typed a value, once it is saved."""
    clerk.go(path)
    unfold(clerk.page)
    clerk.page.fill(name, value)
    clerk.page.locator(name).blur()
    saved(clerk.page)
    return clerk.page


def test_a_paste_that_writes_over_a_cell_out_of_sight_says_so_where_the_person_is(visit: Any) -> None:
    """One notice, the last, in the bar that is always in sight: how many cells, which, and what they held."""
    name, opening, total = "facts/其他收入", "facts/年初结转和结余", "facts/本年支出合计"
    page = typed(visit("tianbao2"), f"/fill/{OTHER}/tab/accounts/", f'[name="{total}"]', "11850.25")
    before = page.input_value(f'[name="{opening}"]')
    for block in ("年初结转和结余\t5\n查无此项\t7\n", "本年支出合计\t9\n"):
        page.locator(f'[name="{name}"]').scroll_into_view_if_needed()
        page.focus(f'[name="{name}"]')
        page.evaluate(PASTE, [name, block])
        saved(page)
    assert page.locator(".not-taken").count() == 1
    told = page.locator(".not-taken")
    assert "盖掉了 1 格" in told.inner_text()
    assert "本年支出合计" in told.inner_text()
    assert "11850.25→9" in told.inner_text()
    box = told.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    page.click("text=撤销这次粘贴（1 格）")
    saved(page)
    assert values(page, total, opening) == ["11850.25", "5"]
    page.fill(f'[name="{opening}"]', before)
    page.locator(f'[name="{opening}"]').blur()
    saved(page)


def test_a_second_window_is_told_and_chooses(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/performance/")
    first, name = clerk.page, '[name="facts/服务对象满意度"]'
    second_person = visit("tianbao2")
    second_person.go(f"/fill/{OTHER}/tab/performance/")
    second = second_person.page
    second.fill(name, "91%")
    second.locator(name).blur()
    saved(second)
    first.fill(name, "92%")
    first.locator(name).blur()
    first.wait_for_selector(".differ", timeout=SETTLE)
    assert "91%" in first.inner_text(".differ")
    first.click("text=用我填的")
    saved(first)
    first.reload()
    assert first.input_value(name) == "92%"


def test_what_is_pasted_and_has_no_field_stays_named_until_it_is_read(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/projects/")
    page = clerk.page
    page.evaluate(
        """() => {
          const field = Array.from(document.querySelectorAll('.f')).filter((each) => /^projects.+note$/.test(each.name)).pop();
          const block = new DataTransfer();
          block.setData('text/plain', '说明一\\t多出的甲\\n说明二\\t多出的乙\\n');
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: block, bubbles: true, cancelable: true }));
        }"""
    )
    saved(page)
    told = page.inner_text(".not-taken")
    assert all(word in told for word in ("多出的甲", "多出的乙"))
    page.click(".not-taken button")
    assert page.locator(".not-taken").count() == 0
    emptied(page, ("说明一", "说明二"))


def emptied(page: Any, typed: tuple[str, ...]) -> None:
    """The fields that a test filled with something of no use are as they were, for the tests that share the unit."""
    for name in page.evaluate(
        "words => Array.from(document.querySelectorAll('.f')).filter((each) => words.includes(each.value)).map((each) => each.name)",
        typed,
    ):
        field = page.locator(f'[name="{name}"]')
        field.fill("")
        field.blur()
    saved(page)


def test_what_another_page_could_not_save_is_saved_before_sending(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/three_public/")
    page, name = clerk.page, '[name="facts/会议费"]'
    unfold(page)
    clerk.context.set_offline(True)
    page.fill(name, "8.8")
    page.locator(name).blur()
    page.wait_for_selector("#saved.bad", timeout=SETTLE)
    page.close(run_before_unload=False)
    clerk.context.set_offline(False)
    again = clerk.another_window()
    again.goto(f"{clerk.served.address}/fill/{OTHER}/check/")
    nothing_kept(again)
    again.wait_for_timeout(500)  # the page loads itself anew once all is saved
    again.wait_for_load_state("load")
    again.goto(f"{clerk.served.address}/fill/{OTHER}/tab/three_public/")
    assert again.input_value(name) == "8.8"


def nothing_kept(page: Any) -> None:
    """What waited in the browser is saved. Asked again and again from here: the pages' own policy lets none of their scripts evaluate words."""
    for _ in range(SETTLE // 100):
        with contextlib.suppress(playwright.Error):  # asked while the page loads itself anew
            if page.evaluate("Object.keys(localStorage).length") == 0:
                return
        page.wait_for_timeout(100)
    raise AssertionError("what another page could not save still waits")


def test_a_block_from_excel_fills_the_cells_to_the_right_and_below(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/projects/")
    page = clerk.page
    page.evaluate(
        """() => {
          const field = document.querySelector('[name="projects/1/name"]');
          const block = new DataTransfer();
          block.setData('text/plain', '机构改革经费\\t75\\n编办业务经费\\t17\\n');
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: block, bubbles: true, cancelable: true }));
        }"""
    )
    saved(page)
    page.reload()
    names = ("projects/1/name", "projects/1/original", "projects/2/name", "projects/2/original")
    assert [page.input_value(f'[name="{name}"]') for name in names] == ["机构改革经费", "75", "编办业务经费", "17"]
    assert "读作 75 万元" in page.content()


PASTE = """([name, text]) => {
  const block = new DataTransfer();
  block.setData('text/plain', text);
  document.querySelector(`[name="${name}"]`).dispatchEvent(new ClipboardEvent('paste', { clipboardData: block, bubbles: true, cancelable: true }));
}"""


def values(page: Any, *names: str) -> list[str]:
    return [page.input_value(f'[name="{name}"]') for name in names]


def test_a_block_with_heads_and_names_goes_where_they_say_and_can_be_taken_back(visit: Any) -> None:
    """Heads, a unit column, rows in another order than the form's with others between them: nothing lands in the first cell downwards."""
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/accounts/")
    page, opening = clerk.page, "facts/年初结转和结余"
    asked = (opening, "facts/本年收入合计", "facts/本年收入合计[年初预算]", "facts/年初基本支出结转")
    before = values(page, *asked)
    block = "项目\t单位\t决算数\t年初预算\n二、本年收入合计\t万元\t7436.21\t7071.21\n年初结转和结余\t万元\t42.61\t\n查无此项\t万元\t5.00\t\n"
    page.evaluate(PASTE, [opening, block])
    saved(page)
    assert values(page, *asked) == ["42.61", "7436.21", "7071.21", before[-1]]
    told = page.inner_text(".not-taken")
    assert all(words in told for words in ("查无此项", "盖掉了"))
    page.click("text=撤销这次粘贴")
    saved(page)
    assert values(page, *asked) == before


def test_a_block_that_is_longer_than_the_table_makes_rows_and_a_quoted_cell_is_one_cell(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/projects/")
    page = clerk.page
    lines = [f'"新\n{number}"\t{number}.00\t\t{number}.50' for number in range(4, 13)]
    page.evaluate(PASTE, ["projects/4/name", "\n".join(lines)])
    saved(page)
    page.reload()
    assert values(page, "projects/4/name", "projects/12/name", "projects/12/outturn") == ["新4", "新12", "12.50"]
    page.evaluate(PASTE, ["projects/4/name", "改名\t\t\t1.60"])
    saved(page)
    assert values(page, "projects/4/name", "projects/4/original", "projects/4/outturn") == ["改名", "4.00", "1.60"]


def test_a_jump_against_last_year_marks_both_fields_at_once_and_unmarks_them_when_it_is_mended(visit: Any) -> None:
    """4.38 against 48,400 of last year (IN19): asked about as soon as it is saved, without loading the page again."""
    found = visit("tianbao2")
    found.go(f"/fill/{OTHER}/tab/three_public/")
    unfold(found.page)
    this = found.page.locator('[name="facts/公务接待费"]')
    last = found.page.locator('[name="facts/上年（公务接待费）"]')
    before = (this.input_value(), last.input_value())
    marked = ".field.is-questioned [name='facts/上年（公务接待费）'], .field.is-questioned [name='facts/公务接待费']"
    for field, text in ((this, "4.38万元"), (last, "48400万元")):
        field.fill(text)
        field.blur()
    found.page.wait_for_selector(marked, timeout=SETTLE)
    box = found.page.locator(".field.is-questioned", has=found.page.locator(marked.replace(".field.is-questioned ", ""))).first
    assert box.locator("small.mark").inner_text() == "有疑问"
    last.fill("4.84万元")
    last.blur()
    found.page.wait_for_selector(marked, state="detached", timeout=SETTLE)
    for field, text in zip((this, last), before, strict=True):
        field.fill(text)
        field.blur()
    saved(found.page)
    assert found.complaints == []


def test_the_heads_of_a_long_table_stay_in_sight(visit: Any) -> None:
    clerk = visit("tianbao2")
    clerk.go(f"/fill/{OTHER}/tab/stated/")
    page = clerk.page
    unfold(page)
    last = page.locator("table.grid tbody").nth(3).locator("tr").last.locator(".f").first
    last.focus()
    last.scroll_into_view_if_needed()
    head = page.locator("table.grid thead").nth(3).locator("th").first.bounding_box()
    field = last.bounding_box()
    assert 0 <= head["y"] < page.viewport_size["height"]
    assert head["y"] + head["height"] <= field["y"]


def test_without_scripts_the_page_is_saved_by_its_button(visit: Any) -> None:
    clerk = visit("tianbao2", script=False)
    clerk.go(f"/fill/{OTHER}/tab/problems/")
    clerk.page.fill('[name="narrative/problems"]', "预算编制不够精细。")
    clerk.page.click("text=保存本页")
    assert "已保存 1 处改动" in clerk.page.content()


PLACES = {
    "tianbao2": ["/todo/", "/rounds/", "/rounds/1/", "/password/", *(f"/fill/{OTHER}/tab/{tab}/" for tab in TABS), f"/fill/{OTHER}/check/", f"/fill/{OTHER}/proposals/", f"/fill/{OTHER}/history/"],
    "fuhe1": ["/todo/", "/rounds/1/", "/rounds/new/", "/rounds/1/change/", "/rounds/1/units/", "/fill/5/check/", "/delegate/", "/library/"],
    "xitong": ["/people/", "/people/?q=示范", "/places/", "/places/5/", "/places/5/move/", "/places/5/move/?to=3&day=2024-06-01&reason=示范编发", "/todo/"],
    "anquan": ["/people/"],
    "shenji": ["/journal/"],
    "juzhang": ["/board/", "/board/1/reviewers/", "/board/1/units/?of=late", "/board/1/units/?of=code-AR50", "/public/office/", "/tokens/", "/delegate/"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("narrow", [False, True], ids=["1366", "390"])
@pytest.mark.parametrize("person", PLACES)
def test_no_page_has_a_barrier_that_axe_finds_or_is_wider_than_the_window(visit: Any, person: str, narrow: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = visit(person, narrow=narrow)
    trouble = {}
    for path in PLACES[person]:
        assert found.go(path).status == 200, path
        violations = [(each["id"], each["nodes"][0]["html"][:120]) for each in Axe().run(found.page).response["violations"]]
        wide = found.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if violations or wide > 0:
            trouble[path] = (violations, wide)
    assert trouble == {}


def test_pages_on_the_way_have_no_barrier_either(visit: Any) -> None:
    """Signing in, a receipt, the progress of work, a page that is not there, and a refusal."""
    from axe_playwright_python.sync_playwright import Axe

    found = visit("fuhe1")

    def barriers() -> list[str]:
        return [each["id"] for each in Axe().run(found.page).response["violations"]]

    found.go("/fill/5/history/")
    found.page.locator("a[href*='/receipt/']").first.click()
    found.page.wait_for_load_state()
    assert ("/receipt/" in found.page.url, barriers()) == (True, [])
    found.go("/rounds/1/")
    found.page.locator("form[action$='/export/'] button").click()
    found.page.wait_for_url("**/work/**")
    assert barriers() == []
    assert (found.go("/fill/999/check/").status, barriers()) == (404, [])
    assert (found.go("/rounds/1/?state=none").status, barriers()) == (404, [])
    found.context.clear_cookies()
    found.go("/login/")
    assert barriers() == []
    found.page.fill("#username", "fuhe1")
    found.page.fill("#password", "not it")
    found.page.click("button.main")
    assert barriers() == []
