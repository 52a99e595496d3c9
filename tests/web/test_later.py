"""Nothing in our styles and scripts that came after Chromium 86, by MDN's compatibility data (data/later.json, made by tools/later.py)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

LATER = json.loads((Path(__file__).parent / "data" / "later.json").read_text(encoding="utf-8"))
STATIC = Path(__file__).resolve().parents[2] / "src" / "hengji" / "web" / "static" / "web"
NAMES = {"open", "close", "name", "value", "set", "get", "has"}
"""Words of every script."""


def bare(text: str) -> str:
    """Without comments and without what stands in quotes."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r'"[^"\n]*"|\'[^\'\n]*\'', '""', text)


def later_styles(text: str) -> set[str]:
    """Everything in a style sheet that is in the data."""
    plain, found = bare(text), set()
    for block in re.findall(r"\{([^{}]*)\}", plain):
        for name, value in re.findall(r"(?:^|;)\s*([a-z-]+)\s*:\s*([^;]+)", block):
            found |= {name} & set(LATER["properties"])
            found |= {f"{name}: {word}" for word in re.findall(r"[a-z][a-z-]*", value) if word in LATER["values"].get(name, {})}
            found |= {f"{word}(" for word in re.findall(r"([a-z][a-z-]*)\(", value) if word in LATER["functions"]}
    for selector in re.findall(r"([^{};]+)\{", plain):
        found |= {
            f":{name}" for name in re.findall(r"::?([a-z-]+)", selector) if "@" not in selector and name in LATER["selectors"]
        }
        found |= {f"@{name}" for name in re.findall(r"@([a-z-]+)", selector) if name in LATER["at_rules"]}
    return found


def later_names(text: str) -> set[str]:
    """The names in a script that nothing in the browsers of that day had; what the script itself calls so is its own."""
    plain = bare(re.sub(r"(?<!:)//[^\n]*", "", text))
    own = set(re.findall(r"(?:const|let|function|=>|\(|,)\s*([A-Za-z]\w+)", plain)) | set(re.findall(r"([A-Za-z]\w+)\s*:", plain))
    used = set(re.findall(r"\.([A-Za-z]\w+)\s*\(", plain)) | set(re.findall(r"\bnew ([A-Z]\w+)", plain))
    used |= set(re.findall(r"\b([A-Z]\w+)\.", plain)) | (set(re.findall(r"(?<![.\w])([a-z]\w+)\(", plain)) - own)
    return (used & set(LATER["names"])) - NAMES


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_styles_are_of_that_day(path: Path) -> None:
    assert later_styles(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_are_of_that_day(path: Path) -> None:
    assert later_names(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("style", "found"),
    [("a:has(b) { color: red; }", ":has"), ("a { aspect-ratio: 1; }", "aspect-ratio"), ("a { inset: 0; }", "inset"),
     ("@layer x { a { color: red; } }", "@layer"), ("a { overflow: clip; }", "overflow: clip"), ("@container (a) { b { color: red; } }", "@container"),
     ("a { color: red; display: grid; gap: 1px; }", "")],
)  # fmt: skip
def test_what_is_later_is_seen(style: str, found: str) -> None:
    assert later_styles(style) == ({found} if found else set())


@pytest.mark.parametrize(
    ("script", "found"),
    [("const a = structuredClone(b);", "structuredClone"), ("Object.hasOwn(a, b);", "hasOwn"), ("a.toSorted();", "toSorted"), ("x.findLast((y) => y);", "findLast"),
     ("document.querySelectorAll('a').forEach((b) => b.remove());", "")],
)  # fmt: skip
def test_a_later_name_is_seen(script: str, found: str) -> None:
    assert later_names(script) == ({found} if found else set())
