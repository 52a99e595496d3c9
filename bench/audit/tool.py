"""The command as a user starts it: `hengji audit PATH --json`, and what it says of each document, as plain values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

WEIGHT = frozenset({"error", "warning"})
UNREADABLE = 2
DONE = frozenset({0, 1, 3})


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that the command found."""

    id: int
    start: int
    end: int
    number: str
    unit: str
    concept: str
    stage: str
    year: int | None
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; `spans` are its own and those of its figures."""

    code: str
    severity: str
    message: str
    quote: str
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]

    @property
    def of_weight(self) -> bool:
        """An error or a warning."""
        return self.severity in WEIGHT

    def touches(self, *spans: tuple[int, int]) -> bool:
        """Whether one of its spans overlaps one of these."""
        return any(
            start < stop and begin < end for start, end in self.spans for begin, stop in spans if start < end and begin < stop
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command said of one document; `text` is the reader's own."""

    path: str
    text: str
    figures: tuple[Told, ...]
    findings: tuple[Finding, ...]
    coverage: dict[str, int]
    problems: tuple[str, ...]

    @property
    def weighty(self) -> list[Finding]:
        """The findings of weight."""
        return [finding for finding in self.findings if finding.of_weight]


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the command: its answers by file name, seconds of wall and processor time, peak memory of one process in MB, exit code."""

    answers: dict[str, Answer]
    seconds: float
    processor: float
    peak: float
    exit: int
    complaint: str
    crashes: int = 0


def hengji() -> list[str]:
    """The command line as it is installed beside this interpreter."""
    script = Path(sys.executable).parent / "hengji"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "hengji"]


def audit(*paths: Path, jobs: int = 1, with_text: bool = False, keep: bool = True) -> Run:
    """Audits files and folders in one start. `keep` off throws the answers away, for measuring."""
    command = [*hengji(), "audit", *map(str, paths), "--json", "--jobs", str(jobs), *(["--with-text"] if with_text else [])]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        complaint = err.read().decode(errors="replace")
        answers = {Path(each.path).name: each for each in map(answer, out)} if keep and code in DONE else {}
    if code not in DONE:
        print(f"hengji audit ended with {code}: {complaint[-1500:]}", file=sys.stderr)
    return Run(answers, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code, complaint)


def audit_all(folder: Path, *, jobs: int = 1, with_text: bool = False) -> Run:
    """Audits every file of a folder; where a run breaks off, the rest is tried again in parts, so that one bad file costs one file."""
    run = audit(folder, jobs=jobs, with_text=with_text)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for part in (20, 1):
        left = [path for path in files if path.name not in run.answers]
        for start in range(0, len(left), part):
            more = audit(*left[start : start + part], jobs=jobs, with_text=with_text)
            run.answers.update(more.answers)
            run = replace(run, crashes=run.crashes + int("Traceback" in more.complaint and part == 1))
    return run


def answer(line: str | bytes) -> Answer:
    """One line of the command's output."""
    said: dict[str, Any] = json.loads(line)
    figures = tuple(_told(each) for each in said.get("figures", ()))
    by_id = {figure.id: (figure.start, figure.end) for figure in figures}
    document = said["document"]
    return Answer(
        document["path"],
        document.get("text") or "",
        figures,
        tuple(_finding(each, by_id) for each in said.get("findings", ())),
        said.get("coverage", {}),
        tuple(each["code"] for each in said.get("problems", ())),
    )


def _told(each: dict[str, Any]) -> Told:
    number, unit, concept, stage = (str(each.get(name) or "") for name in ("number", "unit", "concept", "stage"))
    return Told(
        each["id"],
        each["start"],
        each["end"],
        number,
        unit,
        concept,
        stage,
        each.get("year"),
        each.get("status", ""),
        each.get("text", ""),
    )


def _finding(each: dict[str, Any], by_id: dict[int, tuple[int, int]]) -> Finding:
    own = (each["start"], each["end"])
    spans = (own, *(by_id[figure] for figure in each.get("figures", ()) if figure in by_id))
    return Finding(each["code"], each["severity"], each.get("message", ""), each.get("quote", ""), *own, spans)
