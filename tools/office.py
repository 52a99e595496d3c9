"""Installs what PDF files and looking at the rendered pages need, where the machine allows it (Debian or Ubuntu, as root); says what is left out.

The Fandol faces, which stand in for 仿宋, 楷体, 黑体 and 宋体 in a PDF, come out of Debian's texlive-lang-chinese without installing it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = {
    "soffice": ["libreoffice-writer-nogui", "libreoffice-calc-nogui"],
    "pdftoppm": ["poppler-utils"],
    "chromium": ["chromium"],
}
FONTS = ["fonts-noto-cjk", "fonts-noto-cjk-extra", "fonts-arphic-ukai", "fonts-liberation"]
NOTO = Path("/usr/share/fonts/opentype/noto")
FANDOL, KEPT = "texlive-lang-chinese", Path.home() / ".cache" / "hengji" / "fonts"


def fetch_fandol(folder: Path = KEPT) -> bool:
    """Unpacks the six files of the Fandol faces; whether they are there afterwards."""
    if not any(folder.glob("Fandol*.otf")) and shutil.which("apt-get") and shutil.which("dpkg"):
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(["apt-get", "download", "-qq", FANDOL], cwd=scratch, check=False)
            for package in Path(scratch).glob("*.deb"):
                subprocess.run(["dpkg", "-x", package.name, "out"], cwd=scratch, check=False)
            folder.mkdir(parents=True, exist_ok=True)
            for font in Path(scratch).rglob("Fandol*.otf"):
                if "Braille" not in font.name:
                    shutil.copy(font, folder / font.name)
    return any(folder.glob("Fandol*.otf"))


def main() -> int:
    """0 where every program is there afterwards."""
    missing = [package for program, packages in PROGRAMS.items() if shutil.which(program) is None for package in packages]
    if not any(NOTO.glob("NotoSerifCJK-SemiBold.*")):
        missing += FONTS
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *dict.fromkeys([*missing, *FONTS])], check=False
        )
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    for program in absent:
        print(
            f"left out: {program} ({' '.join(PROGRAMS[program])}); the tests that want it say that they were skipped",
            file=sys.stderr,
        )
    if not fetch_fandol():
        print(
            f"left out: Fandol faces ({FANDOL}); a PDF uses Noto in their place, and tests that want them are skipped",
            file=sys.stderr,
        )
    return 1 if absent else 0


if __name__ == "__main__":
    raise SystemExit(main())
