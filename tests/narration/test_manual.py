"""The manual page on proposals: its commands run against the stand-in, and the codes that it names are those of the book."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli import main

if TYPE_CHECKING:
    import pytest
    from tests.narration.conftest import StandIn

    from hengji.rulebook.book import Book

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "narrative.md"


def test_the_commands_of_the_page_run(
    examples: Path, model: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HENGJI_MODEL_KEY", "key")
    shutil.copytree(examples / "002-yiyang-2020", tmp_path / "某部")
    page = PAGE.read_text(encoding="utf-8")
    setting = re.search(r"^    language_model:\n(?:^      .*\n)+", page, re.MULTILINE)
    assert setting is not None
    Path("site.yaml").write_text(
        setting[0].replace("    lang", "lang").replace("http://127.0.0.1:8000/v1", model.address), encoding="utf-8"
    )
    model.say("2020年项目支出692.30万元。")
    commands = re.findall(r"^    hengji (narrate .+)$", page, re.MULTILINE)
    assert len(commands) == 4
    for line in commands:
        words = line.split()
        if "编号" in words:
            kept = json.loads(Path("某部/proposals.json").read_text(encoding="utf-8"))
            words[words.index("编号")] = kept["runs"][0]["proposals"][0]["id"]
        assert main(words) == 0, line
        assert capsys.readouterr().out
    assert "张三" in Path("某部/narrative.yaml").read_text(encoding="utf-8")


def test_every_code_of_proposals_that_the_page_names_is_a_code(book: Book) -> None:
    named = set(re.findall(r"DC\d\d", PAGE.read_text(encoding="utf-8")))
    assert named
    assert [code for code in named if code not in book.codes] == []
