"""C1, F1, F2: a process killed at random instants and a disk without room lose nothing that was acknowledged and leave nothing half done."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.web import storm

from hengji.web.submissions import actions
from hengji.web.submissions.models import EntryHistory
from hengji.web.work import storage

ROOT = Path(__file__).resolve().parents[2]
KILLS, SEED = 24, 20261122


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=570, check=False)


@pytest.mark.slow
def test_c1_kill_9_while_saving_importing_and_publishing_loses_nothing_acknowledged() -> None:
    made = run("bench.web.storm", "--kills", str(KILLS), "--seed", str(SEED))
    print(made.stdout)
    assert made.returncode == 0, made.stdout + made.stderr[-2000:]
    kills, inside, acknowledged, wrong = map(int, re.findall(r"(\d+) (?:kills|inside|acknowledgements|lost)", made.stdout))
    assert (kills, wrong) == (KILLS, 0)
    assert 3 * inside >= kills
    assert acknowledged > kills


@pytest.mark.slow
@pytest.mark.parametrize("way", [[], ["--limit"]], ids=["disk", "limit"])
def test_f2_what_the_journal_cannot_take_is_not_done_and_reading_goes_on(tmp_path: Path, way: list[str]) -> None:
    made = run("bench.web.full", str(tmp_path / "site"), *way)
    assert made.returncode == 0, made.stderr[-2000:]
    found = json.loads(made.stdout)
    print(found["way"])
    assert (found["lost"], found["unasked"], found["whole"]) == (0, 0, True)
    assert found["refused"] == [[507, "WF87"]]
    assert (found["read"], found["again"]) == (200, 200)
    assert found["histories"] == found["rows"] == found["acknowledged"] + 1 > 1


def test_the_storm_sees_what_is_lost_and_what_is_half_done(cast: Any) -> None:
    clerk, pk = cast.actor("clerk"), cast.submission.pk
    [made] = actions.save(clerk, pk, [actions.Change("projects/1/note", "甲")])
    assert made.entry is not None
    evidence = actions.add_evidence(clerk, pk, "证明.pdf", [b"%PDF-1.4 "], {})
    said = [f"field {pk} {made.key} 1 甲", f"evidence {evidence.pk} {evidence.file_id}"]
    assert ([storm._lost(each) for each in said], storm._half_done()) == ([False, False], [])
    assert storm._lost(f"field {pk} {made.key} 2 乙")
    EntryHistory.objects.all().delete()
    path = storage.path_of(evidence.file)
    path.write_bytes(b"%PDF-1.4 x")
    assert [storm._lost(each) for each in said] == [True, True]
    wrong = " ".join(storm._half_done())
    assert all(word in wrong for word in ("versions", "histories", "file"))
    path.unlink()
