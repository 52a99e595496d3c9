"""Faults of machines: many writers at once, a process killed in the midst of saving, a disk without room, an unknown schema.

They work on a site of their own in a process of its own, for they end it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

WRITER = Path(__file__).with_name("writer.py")
KILLS, SEED = int(os.environ.get("HENGJI_KILLS", "6")), int(os.environ.get("HENGJI_SEED", "20261122"))


def run(site: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"HENGJI_SITE": str(site)}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, str(WRITER), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def done(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[-2000:]
    return out


@pytest.fixture(scope="module")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a sample round in which nothing has been filled in."""
    folder = tmp_path_factory.mktemp("made")
    done(run(folder, "make"))
    return folder


@pytest.fixture
def small_site(made_site: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(made_site, tmp_path / "site"))


def state(site: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(done(run(site, "state")))
    return found


@pytest.mark.slow
def test_many_writers_at_once_lose_nothing_and_none_is_told_that_the_database_is_locked(small_site: Path) -> None:
    writers = [run(small_site, "write", str(number), "40") for number in range(4)]
    acknowledged = sum(done(writer).count("ok") for writer in writers)
    found = state(small_site)
    assert (acknowledged, found["history"], found["journal"], found["whole"]) == (160, 160, 160, 1)


@pytest.mark.slow
def test_a_process_killed_while_it_saves_leaves_every_acknowledged_value_and_nothing_half_done(small_site: Path) -> None:
    print(f"seed {SEED}")
    moments, acknowledged = random.Random(SEED), 0
    for number in range(KILLS):
        writer = run(small_site, "write", str(number), "100000")
        assert writer.stdout is not None
        assert writer.stdout.readline().startswith("ok")
        time.sleep(moments.uniform(0, 0.25))
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged += 1 + rest.count("ok\n")
    found = state(small_site)
    assert found["whole"] == 1
    assert found["history"] == found["journal"] == found["versions"]
    assert acknowledged <= found["history"] <= acknowledged + KILLS


def test_a_file_that_does_not_fit_is_refused_by_its_code_and_leaves_nothing(small_site: Path) -> None:
    said = done(run(small_site, "fill-disk"))
    assert "SY20" in said
    assert [path for path in (small_site / "files").rglob("*") if path.is_file()] == []


def test_a_database_of_a_later_program_is_not_touched(small_site: Path) -> None:
    with sqlite3.connect(small_site / "hengji.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '9999_later', '2030-01-01')")
    process = run(small_site, "start")
    _, errors = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "SY22" in errors
