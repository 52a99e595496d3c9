"""The pictures of the README from the demo's files: `tools/pictures.py out/002-yiyang-2020` (wants `make office`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
DOTS = "64"
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")


def main(folder: Path) -> int:
    """0 where all four pictures were made."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        _run(sys.executable, str(ROOT / "tools" / "render.py"), str(folder / "自评报告.docx"), "-o", scratch, "--resolution", DOTS)
        pages = sorted(place.glob("自评报告-*.png"))
        shutil.copyfile(pages[2], IMAGES / "report.png")
        shutil.copyfile(pages[8], IMAGES / "report-indicators.png")
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", scratch, str(folder / "评分表.xlsx"))
        _run("pdftoppm", "-r", "80", "-png", "-singlefile", str(place / "评分表.pdf"), str(IMAGES / "sheet"))
        page = (folder / "自查意见.html").resolve().as_uri()
        _run(*BROWSER, "--window-size=1000,1200", f"--screenshot={IMAGES / 'self-check.png'}", page)
    return 0


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
