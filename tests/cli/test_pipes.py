"""A reader that goes away early does not change what a command comes to."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SAYS = """
import sys
from hengji.cli import commands, main
def run(arguments):
    for number in range(4000):
        print("一行字", number)
    return 1
import hengji.cli.verify as verify
verify.run = run
sys.exit(main(["verify", "pk.zip"]))
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("letters", [0, 10, 9000])
def test_the_exit_code_is_the_verdict_though_nobody_reads_on(letters: int, unbuffered: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(
        [sys.executable, "-c", SAYS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.read(letters)
        command.stdout.close()
        said = command.stderr.read()
    assert (command.returncode, said) == (1, b"")
