"""What browsers learnt after Chromium 86, from MDN's compatibility data, for the lint of styles and scripts.

    npm pack @mdn/browser-compat-data
    python tools/later.py mdn-browser-compat-data-*.tgz

writes tests/web/data/later.json. Nothing of it is needed to run or to test the program.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = 86
OUT = Path(__file__).resolve().parent.parent / "tests" / "web" / "data" / "later.json"
NEVER = 999
_FUNCTION = re.compile(r"[a-z][a-z-]*")


def since(node: Any) -> int | None:
    """The first Chrome that has a feature under its own name and without a flag; None where the data says nothing."""
    compat = node.get("__compat")
    if compat is None:
        return None
    found = compat["support"].get("chrome")
    every = found if isinstance(found, list) else [found] if found else []
    begun = {each.get("version_added") for each in every}
    whole = [
        each
        for each in every
        if not {"flags", "prefix", "alternative_name"} & set(each) and each.get("version_removed") in {None, *begun}
    ]
    return min((_number(str(each.get("version_added"))) for each in whole), default=NEVER)


def _number(version: str) -> int:
    plain = version.lstrip("≤")
    return int(plain.partition(".")[0]) if plain[:1].isdigit() else NEVER


def later(nodes: Any) -> dict[str, int]:
    """The features of a group that came after ours."""
    return {name: version for name, node in sorted(nodes.items()) if name != "__compat" and (version := since(node) or 0) > OURS}


def values(properties: Any) -> Iterator[tuple[str, dict[str, int]]]:
    """The later values of properties that we have."""
    for name, node in sorted(properties.items()):
        found = {key.replace("_", "-"): version for key, version in later(node).items()}
        if found and (since(node) or 0) <= OURS:
            yield name, found


def members(nodes: Any) -> Iterator[tuple[str, int]]:
    """Objects and their members with the first version of each."""
    for name, node in nodes.items():
        if since(node) is not None:
            yield name, since(node) or 0
        for member, below in node.items():
            if (
                member != "__compat"
                and member.isidentifier()
                and member != name
                and isinstance(below, dict)
                and since(below) is not None
            ):
                yield member, since(below) or 0


def names(tree: Any) -> dict[str, int]:
    """Names of objects and members that nothing older is called: with one of these a script asks for something later."""
    first: dict[str, int] = {}
    for group in (tree["javascript"]["builtins"], tree["api"]):
        for name, version in members(group):
            first[name] = min(version, first.get(name, NEVER))
    return {name: version for name, version in sorted(first.items()) if version > OURS and len(name) > 2}


def main() -> int:
    """0 where the file was written."""
    with tarfile.open(sys.argv[1]) as archive:
        package, data = (json.load(archive.extractfile(f"package/{name}") or sys.stdin) for name in ("package.json", "data.json"))
    css = data["css"]
    found = {
        "source": f"@mdn/browser-compat-data {package['version']} ({package['license']})", "chromium": OURS,
        "properties": later(css["properties"]), "values": dict(values(css["properties"])), "selectors": later(css["selectors"]),
        "at_rules": later(css["at-rules"]), "functions": {name: version for name, version in later(css["types"]).items() if _FUNCTION.fullmatch(name)},
        "names": names(data),
    }  # fmt: skip
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    print(OUT, OUT.stat().st_size, {key: len(value) for key, value in found.items() if isinstance(value, dict)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
