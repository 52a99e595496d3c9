"""Installs what looking at the rendered pages needs, where the machine allows it (Debian or Ubuntu, as root); says what is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "soffice": ["libreoffice-writer-nogui", "libreoffice-calc-nogui"],
    "pdftoppm": ["poppler-utils"],
    "chromium": ["chromium"],
}
FONTS = ["fonts-noto-cjk", "fonts-noto-cjk-extra", "fonts-arphic-ukai", "fonts-liberation"]


def main() -> int:
    """0 where every program is there afterwards."""
    missing = [package for program, packages in PROGRAMS.items() if shutil.which(program) is None for package in packages]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, *FONTS], check=False)
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    for program in absent:
        print(
            f"left out: {program} ({' '.join(PROGRAMS[program])}); the tests that want it say that they were skipped",
            file=sys.stderr,
        )
    return 1 if absent else 0


if __name__ == "__main__":
    raise SystemExit(main())
