"""The page in a real browser: nothing is blocked or fetched, no text runs out of a narrow screen, and every explanation can be reached."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from hengji.publishing import Twin

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
PAGE = "公开报告.xhtml"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("name", ["002-yiyang-2020", "004-bianban-2023"])
def test_the_page_opens_alone_at_every_width(
    name: str, width: int, twins: dict[str, Twin], browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / PAGE).write_bytes(twins[name].files[PAGE])
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / PAGE).as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang || document.documentElement.getAttribute('xml:lang')") == "zh-CN"
    assert page.locator("h1").inner_text().endswith("绩效自评公开报告")
    key = next(iter(twins[name].figures.facts.values())).key
    page.locator(f"a[href='#x-{key}']").first.click()
    assert page.evaluate("location.hash") == f"#x-{key}"
    assert page.locator(f"[id='x-{key}']").is_visible()
    page.close()


def test_an_audit_of_accessibility_finds_nothing_serious(twins: dict[str, Twin], browser: Browser, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    (tmp_path / PAGE).write_bytes(twins["002-yiyang-2020"].files[PAGE])
    page = browser.new_page(viewport={"width": 1366, "height": 800})
    page.goto((tmp_path / PAGE).as_uri())
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"]) for each in found if each["impact"] in {"serious", "critical"}] == []
    page.close()
