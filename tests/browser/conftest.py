"""A served sample site and a real browser; without a Chromium the tests say by name that they were skipped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
PATIENCE = 90.0
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Served:
    """Where the sample site is served, its folder, and the password of its people."""

    address: str
    folder: Path
    password: str


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample bureau, served as `make serve` does."""
    if not CHROMIUM:
        pytest.skip("no Chromium: the pages are not tried in a browser")
    folder, port = tmp_path_factory.mktemp("site"), _free_port()
    command = [str(Path(sys.executable).parent / "hengji"), "serve", "--folder", str(folder), "--port", str(port), "--sample"]
    environment = {key: value for key, value in os.environ.items() if key not in {"HENGJI_SITE", "DATABASE_URL"}}
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield Served(address, folder, (folder / "sample-password.txt").read_text().strip())
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=2).close()
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Any]:
    """Chromium without a window."""
    assert served.address
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield found
        found.close()


@dataclass
class Visit:
    """A person's window; what its page complained of is kept."""

    page: Any
    context: Any
    served: Served
    complaints: list[str]

    def go(self, path: str) -> Any:
        """Opens a page of the site."""
        return self.page.goto(self.served.address + path)

    def another_window(self) -> Any:
        """A second window of the same person."""
        return self.context.new_page()


@pytest.fixture
def visit(served: Served, browser: Any) -> Iterator[Any]:
    """Signs a person in: `visit("tianbao1")`, with `narrow=True` on a telephone, without scripts with `script=False`."""
    opened = []

    def enter(person: str, *, narrow: bool = False, script: bool = True) -> Visit:
        context = browser.new_context(viewport=NARROW if narrow else WIDE, locale="zh-CN", java_script_enabled=script)
        opened.append(context)
        page = context.new_page()
        found = Visit(page, context, served, [])
        page.on("console", lambda message: found.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.go("/login/")
        page.fill("#username", person)
        page.fill("#password", served.password)
        page.click("button.main")
        return found

    yield enter
    for context in opened:
        context.close()
