"""The pictures of the manual: plays the story of a submission on a fresh sample site, wide and narrow (`tools/story.py`; wants Chromium)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import story  # noqa: E402 - the tests' own story is what is shown
from tests.browser.conftest import CHROMIUM, NARROW, WIDE, Served, Visit, _free_port, _wait  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES = ROOT / "docs" / "images" / "web"
WIDTHS: dict[int, Any] = {1366: WIDE, 390: NARROW}
COLOURS = 96
CHAPTERS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("tianbao6", story.the_clerk_checks),
    (story.BUREAU, story.a_page("/rounds/1/", "round")),
    (story.CHECKER, story.one_cell_is_sent_back),
    (story.CLERK, story.the_clerk_answers),
    (story.CHECKER, story.the_approval_has_lapsed),
    (story.DEPARTMENT, lambda visit, _show: story.passed_on(visit)),
    (story.BUREAU, story.points_are_given),
    (story.DIRECTOR, story.the_director_looks),
    ("fuhe2", story.it_is_published),
    (story.BUREAU, story.a_scheme_comes_in),
    ("fuhe2", story.the_scheme_is_adopted),
    ("xitong", story.a_page("/places/5/move/?to=3&day=2023-06-01&reason=明编发〔2024〕6号（示范）", "move")),
    ("shenji", story.a_page("/journal/", "journal")),
)


def main() -> int:
    """0 where every picture was made."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), _free_port()
        command = [str(Path(sys.executable).parent / "hengji"), "serve", "--folder", place, "--port", str(port), "--sample"]
        environment = {key: value for key, value in os.environ.items() if key not in {"HENGJI_SITE", "DATABASE_URL"}}
        with (folder / "serve.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
            try:
                _wait(f"http://127.0.0.1:{port}", process)
                play(Served(f"http://127.0.0.1:{port}", folder, (folder / "sample-password.txt").read_text().strip()))
            finally:
                process.terminate()
                process.wait(timeout=30)
    return 0


def play(served: Served) -> None:
    """Each chapter by its person."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        for person, chapter in CHAPTERS:
            context = browser.new_context(viewport=WIDTHS[1366], locale="zh-CN")
            visit = Visit(context.new_page(), context, served, [])
            visit.go("/login/")
            visit.page.fill("#username", person)
            visit.page.fill("#password", served.password)
            visit.page.click("button.main")
            chapter(visit, take)
            context.close()
        browser.close()


def take(page: Any, name: str) -> None:
    """The page as it stands, at both widths, each from where it is being looked at."""
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        if page.url.partition("#")[2]:
            page.evaluate("location.hash && document.getElementById(location.hash.slice(1))?.scrollIntoView()")
        page.wait_for_timeout(150)
        (IMAGES / f"{name}-{width}.png").write_bytes(reduced(page.screenshot()))
    page.set_viewport_size(WIDE)


def reduced(picture: bytes) -> bytes:
    """The same picture with 96 colours, which makes it a third as large."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
