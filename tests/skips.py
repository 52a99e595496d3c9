"""Tests that were left out: a reason that names a program fails where the program is installed, and reasons are counted at the end."""

from __future__ import annotations

import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAMS = {
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
    "office program": ("soffice", "libreoffice"),
    "LibreOffice": ("soffice", "libreoffice"),
    "fontconfig": ("fc-query",),
    "initdb": ("initdb",),
}
MODULES = {
    "Playwright": "playwright",
    "axe is not": "axe_playwright_python",
    "html5lib": "html5lib",
    "pypdfium2": "pypdfium2",
    "Arelle": "arelle",
}
FILES = {"/dev/full": "/dev/full"}


def installed(reason: str) -> str:
    """The program that a reason says is lacking, where it is there all the same; else empty.

    >>> installed("the moon is not full")
    ''
    """
    for word, names in PROGRAMS.items():
        found = next(filter(None, map(shutil.which, names)), None) if word in reason else None
        if found:
            return found
    for word, module in MODULES.items():
        if word in reason and find_spec(module) is not None:
            return module
    return next((path for word, path in FILES.items() if word in reason and Path(path).exists()), "")


def counted(reasons: Iterable[str]) -> list[str]:
    """Each reason with how many tests it left out, the most frequent first."""
    return [f"{count:>5}  {reason}" for reason, count in Counter(reasons).most_common()]
