"""What goes wrong on the way: no room to write or to spill, a run that is killed, an engine that is not there."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.batch.facts import parquet, rows_of, score

from hengji.batch import spark
from hengji.batch.run import WORK
from hengji.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "hn-2017"


@pytest.fixture
def facts(book: Book, tmp_path: Path) -> Path:
    scheme = book.schemes[SCHEME]
    return parquet(tmp_path / "f.parquet", rows_of(scheme, book, 4000), scheme, book)


def command(facts: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "hengji", "batch", str(facts), "--scheme", SCHEME, "-o", str(out)]


def test_no_room_to_write_is_told_and_the_old_output_stays(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    out.write_bytes(b"old")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    done = subprocess.run(command(facts, out), preexec_fn=small_files, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "BA07" in done.stderr
    assert "Traceback" not in done.stderr
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(WORK)] == []


def test_too_little_memory_is_told(facts: Path, book: Book, tmp_path: Path) -> None:
    outcome, problems = score(facts, book.schemes[SCHEME], book, tmp_path / "o.parquet", memory="1MB")
    assert outcome is None
    assert [each.code for each in problems] == ["BA07"]


def test_a_folder_that_is_not_there_is_told(facts: Path, book: Book, tmp_path: Path) -> None:
    outcome, problems = score(facts, book.schemes[SCHEME], book, tmp_path / "none" / "o.parquet")
    assert outcome is None
    assert [each.code for each in problems] == ["BA17"]


def test_a_run_that_was_killed_and_run_again_gives_the_same_bytes(facts: Path, tmp_path: Path) -> None:
    whole, again = tmp_path / "whole.parquet", tmp_path / "again.parquet"
    assert subprocess.run(command(facts, whole), capture_output=True, check=False).returncode == 0
    started = subprocess.Popen(command(facts, again), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(path.name.startswith(WORK) for path in tmp_path.iterdir()):
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert not again.exists()
    assert any(path.name.startswith(WORK) for path in tmp_path.iterdir())
    assert subprocess.run(command(facts, again), capture_output=True, check=False).returncode == 0
    assert again.read_bytes() == whole.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(WORK)] == []
    manifests = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in (whole, again)]
    assert manifests[0]["output"]["sha256"] == manifests[1]["output"]["sha256"]


def test_spark_that_is_missing_says_what_to_install(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spark, "lacks", lambda: "PySpark")
    given = ["batch", str(facts), "--scheme", SCHEME, "-o", str(tmp_path / "o.parquet"), "--engine", "spark"]
    assert main(given) == 2
    said = capsys.readouterr().err
    assert "BA08" in said
    assert "make spark" in said
    assert not (tmp_path / "o.parquet").exists()
