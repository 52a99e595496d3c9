"""The grammar of the 设置 sheet: a tree as lines of a path in Chinese and a value, and back; and points to check as lines of one cell."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

from hengji.rulebook.draft import bare, keyed, listed, word
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table

    from hengji.rulebook.yaml import Yaml

STEP, ESCAPE = "·", "="
EMPTY_LIST, EMPTY_BLOCK = "[]", "{}"
BARE = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,20})?|true|false|null|~")
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ITEM = re.compile(r"(?P<mark>[①-⑳])(?P<label>[^\n]+?)(?:（(?P<points>[0-9]{1,3}(?:\.[0-9]{1,4})?)分）)?")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class UnknownSettingError(ValueError):
    """A line that does not say where its value belongs; `found` is the path as it stands."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def lines(key: str, node: Yaml, labels: Table[str, str]) -> Iterator[tuple[str, str]]:
    """A key with its tree as lines: 分档·1·至 and 10%.

    >>> list(lines("weight", bare("5"), {"weight": "分值"}))
    [('分值', '5')]
    """
    yield from _lines(_said(key, labels), node, labels)


def _lines(path: str, node: Yaml, labels: Table[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, Scalar):
        yield path, value(node)
    elif not node.entries:
        yield path, EMPTY_LIST if isinstance(node, Sequence) else EMPTY_BLOCK
    elif isinstance(node, Sequence):
        for number, entry in enumerate(node.entries, start=1):
            yield from _lines(f"{path}{STEP}{number}", entry, labels)
    else:
        for key, entry in node.entries.items():
            yield from _lines(f"{path}{STEP}{_said(key, labels)}", entry, labels)


def _said(key: str, labels: Table[str, str]) -> str:
    """A key in Chinese; one that the book does not translate stays, marked where it could be mistaken."""
    label = labels.get(key)
    if label is not None:
        return label
    plain = not (key in labels.values() or STEP in key or ESCAPE in key or key[:1] == '"' or key.isdigit())
    return key if plain else ESCAPE + key.replace(ESCAPE, "=e").replace(STEP, "=d")


def value(node: Scalar) -> str:
    """A value as a cell holds it: as it stands, in quotes where it would be read as something else or not come back whole."""
    text = node.text
    if node.plain and BARE.fullmatch(text):
        return text
    special = BARE.fullmatch(text) or text in {"", EMPTY_LIST, EMPTY_BLOCK} or text[:1] == '"'
    return json.dumps(text) if special or not survives(text) else text


def survives(text: str) -> bool:
    """Whether a text comes back from a cell letter by letter."""
    return text == text.strip() and not any(unicodedata.category(letter) in _HIDDEN for letter in text)


def node(text: str) -> Yaml:
    """The value of a cell."""
    if text == EMPTY_LIST:
        return listed(())
    if text == EMPTY_BLOCK:
        return keyed({})
    if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
        try:
            found = json.loads(text)
        except ValueError:
            return word(text)
        return word(found) if isinstance(found, str) else word(text)
    return bare(text) if BARE.fullmatch(text) else word(text)


def tree(settings: Iterable[tuple[str, str]], labels: Table[str, str]) -> Mapping:
    """The tree that lines say. Raises UnknownSettingError where two lines contradict each other or a list lacks a member."""
    keys = {label: key for key, label in labels.items()}
    root: dict[str, object] = {}
    for path, text in settings:
        steps = [_key(step, keys) for step in path.split(STEP)]
        at = root
        for step in steps[:-1]:
            inner = at.setdefault(step, {})
            if not isinstance(inner, dict):
                raise UnknownSettingError(path)
            at = inner
        if steps[-1] in at or not steps[-1]:
            raise UnknownSettingError(path)
        at[steps[-1]] = node(text)
    found = _tree(root, "")
    return found if isinstance(found, Mapping) else keyed({})


def _key(step: str, keys: Table[str, str]) -> str:
    return step[1:].replace("=d", STEP).replace("=e", ESCAPE) if step[:1] == ESCAPE else keys.get(step, step)


def _tree(found: dict[str, object], path: str) -> Yaml:
    """A block, or a list where the keys are numbers."""
    inner: dict[str, Yaml] = {}
    for key, each in found.items():
        inner[key] = _tree(each, f"{path}{STEP}{key}") if isinstance(each, dict) else each  # type: ignore[assignment] # a node
    if inner and all(key.isdigit() for key in inner):
        if sorted(map(int, inner)) != list(range(1, len(inner) + 1)):
            raise UnknownSettingError(path.lstrip(STEP))
        return listed(inner[str(number)] for number in range(1, len(inner) + 1))
    return keyed(inner)


def items_text(items: Yaml | None) -> str | None:
    """Points to check as the lines of a cell: ①…（2分）; None where a cell cannot hold them letter by letter."""
    if not isinstance(items, Sequence) or not items.entries or len(items.entries) > len(MARKS):
        return None
    said = []
    for mark, entry in zip(MARKS, items.entries, strict=False):
        label = entry.entries.get("label") if isinstance(entry, Mapping) else None
        points = entry.entries.get("points") if isinstance(entry, Mapping) else None
        if not isinstance(label, Scalar) or not survives(label.text):
            return None
        said.append(f"{mark}{label.text}" + (f"（{points.text}分）" if isinstance(points, Scalar) else ""))
    text = "\n".join(said)
    found = items_of(text)
    from hengji.rulebook.draft import same

    return text if found is not None and same(found, items) else None


def items_of(text: str) -> Sequence | None:
    """The points to check of a cell; None where it holds anything else."""
    found = []
    for mark, line in zip(MARKS, text.split("\n"), strict=False):
        match = _ITEM.fullmatch(line.strip())
        if match is None or match["mark"] != mark:
            return None
        tree: dict[str, Yaml] = {"label": word(match["label"])}
        if match["points"] is not None:
            tree["points"] = bare(match["points"])
        found.append(keyed(tree))
    return listed(found) if found and len(found) == len(text.split("\n")) else None
