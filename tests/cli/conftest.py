"""The command line in this process: its law books are kept in a folder of the tests' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Run = tuple[int, str, str]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the law books of these tests are kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def hengji(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """`hengji …` in an empty folder: exit code, what was printed, and what was said beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Run:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
