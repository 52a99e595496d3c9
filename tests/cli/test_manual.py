"""The pages of the manual on comparing and verifying: their commands run, and what they quote is printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.rulebook.files import home

if TYPE_CHECKING:
    from collections.abc import Callable

    Hengji = Callable[..., tuple[int, str, str]]

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"


def commands(page: str) -> list[list[str]]:
    """The indented lines that call the program."""
    found = re.findall(r"^ +hengji (.+?)$", (MANUAL / page).read_text(encoding="utf-8"), re.MULTILINE)
    return [line.split() for line in found]


@pytest.fixture
def desk(tmp_path: Path, examples: Path) -> Path:
    """The files of which the pages speak."""
    shutil.copytree(examples, tmp_path / "examples")
    shutil.copytree(examples / "002-yiyang-2020", tmp_path / "填报数据" / "某局")
    text = (home() / "schemes/hunan/department-2017.yaml").read_text(encoding="utf-8")
    changed = text.replace("步长: 5%, 每步扣分: 2分", "步长: 2%, 每步扣分: 1分", 1)
    assert changed != text
    (tmp_path / "新方案.yaml").write_text(changed, encoding="utf-8")
    return tmp_path


def test_the_commands_of_the_page_on_comparing_run(desk: Path, hengji: Hengji) -> None:
    lines = commands("diff.md")
    assert len(lines) == 5
    for line in lines:
        code, printed, said = hengji(*line)
        assert (code, said) == (1, ""), line
        assert printed
    assert (desk / "比较.html").is_file()
    assert (desk / "比较.docx").is_file()


def test_what_the_page_on_comparing_quotes_is_printed(desk: Path, hengji: Hengji) -> None:
    assert desk.is_dir()
    quoted = re.search(r"^    改　HN-03.*(?:\n    　　.*)+", (MANUAL / "diff.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert quoted is not None
    _, printed, _ = hengji("rulebook", "diff", "hn-2017", "新方案.yaml")
    assert re.sub(r"^    ", "", quoted[0], flags=re.MULTILINE) in printed


def test_the_commands_of_the_page_on_verifying_run(desk: Path, hengji: Hengji) -> None:
    lines = commands("verify.md")
    assert [line[0] for line in lines] == ["evaluate", "verify", "verify"]
    assert desk.is_dir()
    assert hengji(*lines[0])[0] == 0
    code, printed, said = hengji(*lines[1])
    assert (code, said) == (0, "")
    digest = re.search(r"[0-9a-f]{64}", printed)
    assert digest is not None
    assert hengji(*(digest[0] if word == "64位摘要" else word for word in lines[2]))[0] == 0
