"""A test that says a program is lacking must be right, and what was left out is counted by its reason."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests import skips

if TYPE_CHECKING:
    from pathlib import Path

INNER = """
import pytest
from tests.conftest import pytest_runtest_makereport, pytest_terminal_summary
"""


@pytest.mark.parametrize(("there", "outcome"), [(True, "1 failed"), (False, "1 skipped")])
def test_a_skip_for_want_of_a_program_that_is_installed_fails(
    there: bool, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "chromium"
    program.parent.mkdir()
    if there:
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    (tmp_path / "conftest.py").write_text(INNER)
    (tmp_path / "test_it.py").write_text('import pytest\n\ndef test_it():\n    pytest.skip("no Chromium here")\n')
    monkeypatch.setenv("PATH", str(program.parent))
    root = str(skips.__file__).rpartition("/tests/")[0]
    monkeypatch.setenv("PYTHONPATH", root)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    assert outcome in told, told
    assert ("1 skipped, by reason" in told) is not there


def test_reasons_are_counted_the_most_frequent_first() -> None:
    assert skips.counted(["a", "b", "b"]) == ["    2  b", "    1  a"]


def test_a_reason_that_names_no_program_is_left_alone() -> None:
    assert skips.installed("seed 000 is not here") == ""
