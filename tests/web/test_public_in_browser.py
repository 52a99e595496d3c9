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


def window(chromium: Any, client: Client, width: int, addresses: list[str]) -> tuple[Any, list[str]]:
    """A page whose requests are answered from what the application said beforehand; every other request is listed."""
    said = {}
    for address in [*addresses, *STATIC]:
        found = client.get(address, headers={"host": "localhost"})
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


# ---- nothing newer than Chromium 86: a kept list of what came later (caniuse), looked for in what we wrote ourselves

LATER_STYLES = {
    ":has(": 105, ":is(": 88, ":where(": 88, "aspect-ratio": 88, "accent-color": 93, "@layer": 99, "@container": 105, "inset:": 87,
    "inset-": 87, "color-mix(": 111, "dvh": 108, "svh": 108, "lvh": 108, "text-wrap:": 114, "@property": 85.5, "overflow: clip": 90,
    "overflow-clip": 90, "subgrid": 117, "scrollbar-gutter": 94, "translate:": 104, "rotate:": 104, "scale:": 104, "oklch(": 111,
    "lch(": 111, "@scope": 118, ":user-invalid": 119, ":modal": 105, "content-visibility: auto hidden": 108, "&:": 112, "font-palette": 101,
}  # fmt: skip
LATER_SCRIPTS = {
    "??=": 85, "||=": 85, "&&=": 85, ".at(": 92, "structuredClone": 98, "Object.hasOwn": 93, ".replaceChildren": 86.5, "static {": 94,
    ".findLast": 97, "crypto.randomUUID": 92, "Array.fromAsync": 121, ".toSorted": 110, ".toReversed": 110, ".showModal": 86.5,
    "inert": 102, "AggregateError": 85, "String.raw`": 999, ".groupBy": 117, "URL.canParse": 120, "AbortSignal.timeout": 103,
    "scheduler.": 94, "showOpenFilePicker": 86.5, "Array.prototype.group": 117, "#!": 999, "import assert": 91, "error.cause": 93,
}  # fmt: skip
OURS = 86


@pytest.mark.parametrize("path", sorted(STYLES.rglob("*.css")), ids=lambda path: path.name)
def test_styles_use_nothing_newer_than_chromium_86(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert {word: since for word, since in LATER_STYLES.items() if since > OURS and word in text} == {}
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text)
    assert not [line for line in re.findall(r"\{[^{}]*\{", text) if "@" not in text[: text.index(line)].rpartition("}")[2]]


@pytest.mark.parametrize("path", sorted(STYLES.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_use_nothing_newer_than_chromium_86(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert {word: since for word, since in LATER_SCRIPTS.items() if since > OURS and word in text} == {}
    assert "http://" not in text
    assert "https://" not in text


def test_no_template_names_an_address_outside_or_writes_a_script_or_style_in_the_page() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text), path.name
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\son[a-z]+=|\sstyle=", text), (
            path.name
        )
