"""The examples' packages, made once, and a desk that looks at documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline
from hengji.cli import main
from hengji.linked import known
from hengji.linked.look import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.linked.known import Filed
    from hengji.linked.look import Looked
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")


@pytest.fixture(scope="session")
def packages(book: Book) -> dict[str, dict[str, bytes]]:
    """The files of every example's evaluation."""
    made = {name: pipeline.evaluate(ROOT / "examples" / name, book)[0] for name in EXAMPLES}
    return {name: package.files for name, package in made.items() if package is not None}


@pytest.fixture(scope="session")
def reports(packages: dict[str, dict[str, bytes]]) -> dict[str, bytes]:
    """Their reports."""
    return {name: files["自评报告.docx"] for name, files in packages.items()}


@pytest.fixture(scope="session")
def filed(packages: dict[str, dict[str, bytes]], book: Book) -> dict[str, Filed]:
    """Their evaluations as they were filed."""
    found = {}
    for name, files in packages.items():
        one, problems = known.parse(files["evaluation.json"], "evaluation.json", book)
        assert one is not None, problems
        found[name] = one
    return found


@pytest.fixture(scope="session")
def desk(book: Book) -> Iterator[Desk]:
    """One desk for all."""
    with Desk(book) as made:
        yield made


@pytest.fixture
def look(desk: Desk, tmp_path: Path) -> Callable[..., Looked]:
    """A document looked at."""

    def looking(content: bytes, filed: Filed | None = None, name: str = "自评报告.docx") -> Looked:
        path = tmp_path / name
        path.write_bytes(content)
        looked, problems = desk.look(path, filed)
        assert looked is not None, [(each.code, each.message) for each in problems]
        return looked

    return looking


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the law books of these tests are kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def hengji(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """`hengji …` in an empty folder: exit code, what was printed, and what was said beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
