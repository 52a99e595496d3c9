"""Speed and memory of the command: against a bare search of the same texts, over lengths, over many files."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ahocorasick_rs
import yaml

from bench.audit.seeds import ROOT
from bench.audit.tool import audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIGURE = re.compile(
    r"[0-9０-９][0-9０-９,，]*+(?:[.．][0-9０-９]++)?+\s?(?:万元|亿元|元|万|%|％|个百分点|人次|批次|人|名|个|项|次|辆|分|份|场|家|件)?"
)
RULEBOOK = ROOT / "rulebook"
CONCEPTS = RULEBOOK / "concepts"
NAMED = frozenset({"label", "text", "synonyms", "spellings"})
FEW, MANY = 10, 60
NEAR = 60


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds a report in a running process, of the bare search, and their ratio; growth of 1 MB over 100 kB; peak MB over few and many files."""

    ours: float
    bare: float
    growth: float
    small: float
    large: float
    few_files: int
    many_files: int

    @property
    def ratio(self) -> float:
        """How many times the bare search."""
        return self.ours / self.bare


def labels() -> list[str]:
    """Every label and synonym that the law book prints for concepts, classes and units."""
    found: set[str] = set()
    for path in [*sorted(CONCEPTS.glob("*.yaml")), RULEBOOK / "axes.yaml", RULEBOOK / "units.yaml", RULEBOOK / "stages.yaml"]:
        found.update(_named(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return sorted(found)


def _named(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name in NAMED and isinstance(value, str):
                yield value
            elif name in NAMED and isinstance(value, list):
                yield from (each for each in value if isinstance(each, str))
            if isinstance(value, (dict, list)):
                yield from _named(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _named(value)


def searched(text: str, finder: ahocorasick_rs.AhoCorasick) -> list[tuple[int, int]]:
    """The bare two-stage search: every figure with the last label before it in reach."""
    names = finder.find_matches_as_indexes(text)
    pairs, at = [], 0
    for figure in FIGURE.finditer(text):
        while at < len(names) and names[at][2] <= figure.start():
            at += 1
        if at and figure.start() - names[at - 1][2] < NEAR:
            pairs.append((figure.start(), names[at - 1][0]))
    return pairs


def bare(texts: list[str]) -> float:
    """Seconds a text of the bare search; the median of nine."""
    finder = ahocorasick_rs.AhoCorasick(labels(), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        for text in texts:
            searched(text, finder)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) / len(texts)


def copies(texts: list[str], folder: Path, count: int) -> Path:
    """A folder with so many files of the texts by turns, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:05d}.txt").write_text(
            f"{texts[number % len(texts)]}\n{chr(0x4E00 + number % 20000)}\n", encoding="utf-8"
        )
    return folder


ROUNDS = 3


def compared(texts: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of one more report in a process that runs already, and of the bare search of one: by turns, and the best of each."""
    few, many = copies(texts, folder / "few", FEW), copies(texts, folder / "many", MANY)
    audit(few, keep=False)
    ours, searches, starts = [], [], []
    for _ in range(ROUNDS):
        starts.append(audit(few, keep=False).seconds)
        searches.append(bare(texts))
        ours.append(audit(many, keep=False).seconds)
    return max((min(ours) - min(starts)) / (MANY - FEW), 1e-6), min(searches)


def growth(texts: list[str], folder: Path) -> float:
    """How many times longer a text of 1 MB takes than one of 100 kB, both beyond the start of the program."""
    whole = "\n".join(texts)
    sizes = {
        name: (whole * (size // len(whole.encode()) + 1)).encode()[:size].decode(errors="ignore")
        for name, size in (("tenth", 100_000), ("one", 1_000_000), ("none", 100))
    }
    seconds = {}
    for name, text in sizes.items():
        place = copies([text], folder / f"size-{name}", 1)
        seconds[name] = min(audit(place, keep=False).seconds for _ in range(2))
    return (seconds["one"] - seconds["none"]) / max(seconds["tenth"] - seconds["none"], 1e-3)


def memory(texts: list[str], folder: Path, count: int) -> float:
    """Peak MB of the largest process over so many small files."""
    small = [text[:1500] for text in texts]
    return audit(copies(small, folder / f"memory-{count}", count), jobs=2, keep=False).peak


def measure(texts: list[str], folder: Path, *, quick: bool) -> Speed:
    """All of it; `quick` with a tenth of the files."""
    few, many = (20, 200) if quick else (200, 2000)
    ours, search = compared(texts, folder)
    return Speed(
        ours,
        search,
        growth(texts, folder),
        memory(texts, folder, few),
        memory(texts, folder, many),
        few,
        many,
    )
