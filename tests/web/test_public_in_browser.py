"""The public's pages in a real browser: accessible, readable at two widths and on paper, nothing from elsewhere, no script."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from tests.web import published

from hengji.web.public import actions
from hengji.web.submissions.models import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
HOST = "http://localhost"
STATIC = ["/static/web/hengji.css", "/static/web/icon.svg"]
STYLES = Path(__file__).resolve().parents[2] / "src" / "hengji" / "web" / "static" / "web"
TEMPLATES = STYLES.parents[1] / "templates"
PICTURES = os.environ.get("HENGJI_PICTURES", "")
"""A folder for pictures of the pages, for who wants to look at them."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium: the public pages are not tried in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
            "1"  # playwright runs a loop in this thread; the answers below are the same thread's
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def window(chromium: Any, client: Client, width: int, addresses: list[str], posted: tuple[str, ...] = ()) -> tuple[Any, list[str]]:
    """A page whose requests are answered from what the application said beforehand; every other request is listed."""
    said = {}
    for address in [*addresses, *STATIC, *posted]:
        ask = client.post if address in posted else client.get
        found = ask(address, headers={"host": "localhost"})
        said[address] = (found.status_code, found.getvalue() if found.streaming else found.content, dict(found.headers))
    outside: list[str] = []

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        if not route.request.url.startswith(HOST) or path not in said:
            outside.append(route.request.url)
            route.abort()
            return
        status, content, headers = said[path]
        route.fulfill(status=status, body=content, headers=headers)

    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.route("**/*", answer)
    return page, outside


@pytest.fixture
def slug(cast: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    found = published.approved(cast, monkeypatch)
    release = actions.prepare(cast.actor("finance_too"), found, f"{HOST}/public/verify/")
    made = actions.publish(cast.actor("finance_too"), release, version=Submission.objects.get(pk=found.pk).version, once="p")
    return str(made.slug)


def looked_at(page: Any, name: str, width: int) -> None:
    """Axe finds nothing, and nothing but tables is wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1, name
    if PICTURES:
        page.screenshot(
            path=f"{PICTURES}/{name}-{width}.png", full_page=True, clip={"x": 0, "y": 0, "width": width, "height": 2400}
        )


@pytest.mark.parametrize("width", [1366, 390])
def test_public_pages_are_accessible_at_both_widths_and_ask_nothing_from_elsewhere(chromium: Any, slug: str, width: int) -> None:
    pages = {"index": "/public/", "report": f"/public/report/{slug}/", "verify": "/public/verify/", "empty": "/public/?q=none"}
    page, outside = window(chromium, Client(), width, list(pages.values()))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name, address in {
        "index": "/public/",
        "report": f"/public/report/{slug}/",
        "verify": "/public/verify/",
        "empty": "/public/?q=none",
    }.items():
        page.goto(HOST + address)
        looked_at(page, name, width)
        assert page.evaluate("document.scripts.length") == 0
    assert (outside, complaints) == ([], [])


@pytest.mark.parametrize("width", [1366, 390])
def test_what_the_server_computed_anew_is_accessible(chromium: Any, slug: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button of the public page leads to it; the same page is looked at with differences, as a package of another law book has them."""
    report, anew = f"/public/report/{slug}/", f"/public/report/{slug}/verify/"
    page, outside = window(chromium, Client(), width, [report], (anew,))
    page.goto(HOST + report)
    page.get_by_role("button", name="在线验算").click()
    assert "相同。" in page.inner_text("main")
    looked_at(page, "recomputed", width)
    truly = actions.recomputed
    other = {"code": "VF03", "title": "总分不同", "where": "evaluation.json", "published": "96.50", "computed": "96.40"}
    monkeypatch.setattr(actions, "recomputed", lambda of: {**truly(of), "same": False, "departures": [other, other]})
    page, outside = window(chromium, Client(), width, [report], (anew,))
    page.goto(HOST + report)
    page.get_by_role("button", name="在线验算").click()
    assert "不同，共 2 处" in page.inner_text("main")
    looked_at(page, "recomputed-other", width)
    assert outside == []


@pytest.mark.parametrize("width", [1366, 390])
def test_the_desk_of_publication_is_accessible(chromium: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    planted = published.package(published.YIYANG, "  duties:\n", "  duties:\n    - 联系电话13800001234。\n")
    found = published.approved(cast, monkeypatch, planted)
    actions.prepare(cast.actor("finance_too"), found, f"{HOST}/public/verify/")
    pages = {"office": "/public/office/", "release": f"/public/office/{found.pk}/", "tokens": "/tokens/"}
    page, outside = window(chromium, cast.client("director"), width, list(pages.values()))
    for name, address in pages.items():
        page.goto(HOST + address)
        looked_at(page, name, width)
    assert outside == []


def test_the_report_prints_with_every_figure_and_without_the_bars(chromium: Any, slug: str, tmp_path: Path) -> None:
    import pypdfium2

    page, _ = window(chromium, Client(), 1366, [f"/public/report/{slug}/"])
    page.goto(f"{HOST}/public/report/{slug}/")
    path = Path(PICTURES or tmp_path) / "report.pdf"
    page.pdf(path=str(path), format="A4")
    document = pypdfium2.PdfDocument(str(path))
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    text = "".join(text.split())  # a line of a narrow column is broken anywhere
    assert "1,794.03" in text
    assert "出处" in text
    assert "跳到正文" not in text
    assert "在线验算：由服务器" not in text


# ---- what we wrote ourselves (that nothing in it came after Chromium 86: test_later.py)


@pytest.mark.parametrize("path", sorted(STYLES.rglob("*.css")), ids=lambda path: path.name)
def test_styles_fetch_nothing_and_nest_nothing(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text)
    assert not [line for line in re.findall(r"\{[^{}]*\{", text) if "@" not in text[: text.index(line)].rpartition("}")[2]]


@pytest.mark.parametrize("path", sorted(STYLES.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_name_no_address_and_no_operator_that_came_later(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"https?://|\bstatic\s*\{|^#!|\bimport\b.*\b(?:assert|with)\b|\binert\b", text)


def test_no_template_names_an_address_outside_or_writes_a_script_or_style_in_the_page() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text), path.name
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\son[a-z]+=|\sstyle=", text), (
            path.name
        )
