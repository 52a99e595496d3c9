"""What every command shares: its version, wrong usage, and a law book that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Hengji = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_it_says_its_version(option: str, hengji: Hengji) -> None:
    assert hengji(option) == (0, f"hengji {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["evaluat"],
        ["evaluate"],
        ["evaluate", "a", "b"],
        ["evaluate", "a", "--shceme", "x"],
        ["rulebook"],
        ["rulebook", "lsit"],
        ["explain"],
        ["--rulebook"],
        ["--rulebook", "evaluate"],
        ["workbook", "--scheme", "x"],
        ["workbook", "--scheme", "x", "--unit", "y", "--year", "二〇二〇", "-o", "z"],
        [""],
        ["\x00"],
    ],
)
def test_wrong_usage_is_2_and_says_how_it_goes(arguments: list[str], hengji: Hengji) -> None:
    code, printed, said = hengji(*arguments)
    assert (code, printed) == (2, "")
    assert said.startswith("usage: hengji")


@pytest.mark.parametrize("command", [["--help"], ["evaluate", "--help"], ["rulebook", "--help"], ["rulebook", "test", "--help"]])
def test_help_is_0(command: list[str], hengji: Hengji) -> None:
    code, printed, said = hengji(*command)
    assert (code, said) == (0, "")
    assert printed.startswith("usage: hengji")


COMMANDS = (["rulebook", "list"], ["rulebook", "check"], ["rulebook", "test"], ["explain", "AR01"], ["evaluate", "x"], ["demo"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_2_and_named(command: list[str], hengji: Hengji) -> None:
    code, printed, said = hengji("--rulebook", "nowhere", *command)
    assert (code, printed) == (2, "")
    assert said.startswith("--rulebook  RD01  找不到 nowhere\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_law_book_with_a_fault_is_used_by_no_command(command: list[str], tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "mine" / "concepts").mkdir(parents=True)
    (tmp_path / "mine" / "concepts" / "mine.yaml").write_text("- id: &x 甲\n", encoding="utf-8")
    code, printed, said = hengji("--rulebook", tmp_path / "mine", *command)
    assert (code, printed) == (1 if command == ["rulebook", "check"] else 2, "")
    assert said.startswith("concepts/mine.yaml:1:7  RB02  ")
