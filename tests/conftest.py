"""What all tests share: the law book, loaded once, and the cases of the examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.rulebook.load import load

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")


@pytest.fixture(scope="session")
def book() -> Book:
    """The law book that comes with the program."""
    loaded, problems = load()
    assert [str(problem) for problem in problems] == []
    return loaded


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the examples."""
    return ROOT / "examples"
