"""Several people at the same instant, with real commits: one decides, nobody's write is lost, the chain stays whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def race(database: str = "") -> dict[str, Any]:
    """What came of the races on a fresh SQLite, or on the PostgreSQL of a URL."""
    env = {**os.environ, "HENGJI_TEST_DATABASE": database}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/web/racing.py")], capture_output=True, text=True, env=env, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check(found: dict[str, Any]) -> None:
    """What must hold on every database."""
    assert found["approvals"] == [1, 1], found["approving"]
    assert len(found["approving"]) == 1, found["approving"]
    assert found["opinions"] == [True, 16]
    assert (found["double click"], found["steps of it"]) == (1, 1)
    assert set(found["scoring"]) <= {"scored", "WF70"}
    assert found["deciding"][0] == 1, found
    assert set(found["deciding"][1]) <= {"WF01", "WF09", "WF67"}
    assert found["strange"] == []
    assert found["chain"] == [True, True]
    assert len(set(found["receipts"])) == 1


def test_people_act_at_once_on_sqlite() -> None:
    found = race()
    assert found["vendor"] == "sqlite"
    check(found)
