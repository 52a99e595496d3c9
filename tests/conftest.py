"""What all tests share: the law book, loaded once, and the cases of the examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests import skips

from hengji.rulebook.load import load

if TYPE_CHECKING:
    from collections.abc import Generator

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


def _reason(report: Any) -> str:
    told = report.longrepr
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that is skipped for want of a program that is installed fails: what could be tried is tried."""
    report: Any = yield
    there = skips.installed(_reason(report)) if report.skipped and not hasattr(report, "wasxfail") else ""
    if there:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped ({_reason(report)}), but {there} is installed"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The tests that were left out, counted by their reasons."""
    left = [_reason(report) for report in terminalreporter.stats.get("skipped", ())]
    if left:
        terminalreporter.section(f"{len(left)} skipped, by reason")
        terminalreporter.write_line("\n".join(skips.counted(left)))
