"""Reports by hands that had seen nothing of the program, each clean and with slips of their own: noticed, and false alarms.

A folder of `bench/audit/strangers` is one hand's: `clean/` and `bad/` with the same file names, `truth.json` with every slip (printed before and after, what
stands around it, how a reader proves it; a hand of clean reports alone has none, and no `bad/`), and `corpus.yaml` with what the audit said of it at first sight, before anybody who builds it had read it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bench.audit.judge import folded
from bench.audit.seeds import Tally
from bench.audit.tool import audit_all

if TYPE_CHECKING:
    from bench.audit.tool import Answer, Finding

FOLDER = Path(__file__).parent / "strangers"
SHORTEST = 6
"""So many characters of what stands around a slip must be found beside it."""


@dataclass(slots=True)
class Hand:
    """What the audit says of one hand's reports now, beside what it said at first sight."""

    name: str
    known: dict[str, Any]
    slips: Tally = field(default_factory=Tally)
    distances: dict[str, Tally] = field(default_factory=dict)
    alarms: list[tuple[str, Finding]] = field(default_factory=list)
    reports: int = 0
    unread: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    @property
    def loud(self) -> int:
        """So many of the clean reports have a false alarm."""
        return len({name for name, _ in self.alarms})


def hands(jobs: int, folder: Path = FOLDER) -> list[Hand]:
    """Every hand's reports audited, by name of folder."""
    return [hand(each, jobs) for each in sorted(folder.iterdir()) if (each / "truth.json").is_file()]


def hand(folder: Path, jobs: int) -> Hand:
    """One hand's reports audited, clean and with slips."""
    found = Hand(folder.name, yaml.safe_load((folder / "corpus.yaml").read_text(encoding="utf-8")))
    slips: list[dict[str, Any]] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    clean = audit_all(folder / "clean", jobs=jobs, with_text=True).answers
    bad = audit_all(folder / "bad", jobs=jobs, with_text=True).answers if (folder / "bad").is_dir() else clean
    for path in sorted((folder / "clean").iterdir()):
        found.reports += 1
        before, after = clean.get(path.name), bad.get(path.name)
        if before is None or after is None:
            found.unread.append(path.name)
            continue
        found.alarms += [(path.name, finding) for finding in before.weighty]
        for slip in slips:
            if slip["file"] == path.name:
                _count(found, slip, before, after)
    return found


def _count(found: Hand, slip: dict[str, Any], before: Answer, after: Answer) -> None:
    span = place(after.text, slip["context"], slip["new"])
    note = f"{slip['file']} {slip['old']} → {slip['new']} ({slip['mechanism']})"
    if span is None:
        found.unplaced.append(note)
    known = {(finding.code, finding.message) for finding in before.weighty}
    new = [finding for finding in after.weighty if (finding.code, finding.message) not in known]
    good = span is not None and any(finding.touches(span) for finding in new)
    found.slips.count(good, note)
    found.distances.setdefault(slip.get("distance", ""), Tally()).count(good)


def place(text: str, context: str, new: str) -> tuple[int, int] | None:
    """Where a slip stands in the reader's text: found by what stands around it, shortened from both ends until it is found once; None where it is not.

    >>> place("收入 12.50 万元，支出 21.50 万元", "支出21.50万", "21.50")
    (15, 19)
    """
    shown, places = folded(text)
    around, wanted = folded(context)[0], folded(new)[0]
    starts = [at for at in range(len(around)) if around.startswith(wanted, at)]
    middle = (len(around) - len(wanted)) / 2
    for start in sorted(starts, key=lambda at: abs(at - middle)):
        for left, right in _windows(start, start + len(wanted), len(around)):
            piece = around[left:right]
            if len(piece) < min(SHORTEST, len(around)) or shown.count(piece) != 1:
                continue
            first = shown.index(piece) + start - left
            return places[first], places[first + len(wanted) - 1] + 1
    return None


def _windows(start: int, end: int, length: int) -> list[tuple[int, int]]:
    found = {(left, right) for left in range(start + 1) for right in range(end, length + 1)}
    return sorted(found, key=lambda each: each[0] - each[1])
