"""`hengji publish`: what is written, what is refused, and what it says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from hengji import processor
from hengji.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "公开报告.xhtml"


def publish(*given: str) -> int:
    return main(["publish", *given])


def test_a_case_is_published_with_the_line_that_proves_it(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(str(examples / "002-yiyang-2020"), "--out", str(tmp_path)) == 0
    out = capsys.readouterr().out
    digest = re.search(r"[0-9a-f]{64}", out)
    assert digest is not None
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert f"hengji verify 公开包.zip --sha256 {digest[0]}" in page
    assert main(["verify", str(tmp_path / "公开包.zip"), "--sha256", digest[0]]) == 0


def test_a_package_gives_the_same_twin_as_its_case(examples: Path, tmp_path: Path) -> None:
    assert publish(str(examples / "003-potou-2024"), "--out", str(tmp_path / "a")) == 0
    assert publish(str(tmp_path / "a" / "公开包.zip"), "--out", str(tmp_path / "b")) == 0
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "ab")
    assert one == other


def test_an_altered_package_is_refused_and_nothing_is_written(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from zipfile import ZipFile

    assert publish(str(examples / "003-potou-2024"), "--out", str(tmp_path / "a")) == 0
    package = tmp_path / "altered.zip"
    with ZipFile(tmp_path / "a" / "公开包.zip") as old, ZipFile(package, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "evaluation.json":
                told = json.loads(content)
                told["full_marks"] = "99"
                content = json.dumps(told, ensure_ascii=False).encode()
            new.writestr(name, content)
    capsys.readouterr()
    assert publish(str(package), "--out", str(tmp_path / "b")) == 2
    assert "DS30" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


def test_conclusions_alone_are_refused(examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(examples / "003-potou-2024"), "--out", str(tmp_path)]) in {0, 1}
    assert publish(str(tmp_path / "evaluation.json"), "--out", str(tmp_path / "b")) == 2
    assert "DS31" in capsys.readouterr().err


def test_nothing_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(str(tmp_path / "none.zip"), "--out", str(tmp_path / "b")) == 2
    assert "RD01" in capsys.readouterr().err


def test_the_verify_page_of_a_site_goes_into_the_code(examples: Path, tmp_path: Path) -> None:
    assert publish(str(examples / "003-potou-2024"), "--out", str(tmp_path), "--verify-url", "https://example.invalid/verify") == 0
    assert "https://example.invalid/verify?sha256=" in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_the_absence_of_the_processor_is_said_by_name(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "installed", lambda: False)
    assert publish(str(examples / "003-potou-2024"), "--out", str(tmp_path), "--check") == 0
    told = capsys.readouterr().err
    assert "DS34" in told
    assert "arelle-release" in told


@pytest.mark.skipif(not processor.installed(), reason="Arelle (the extra `xbrl`) is not installed")
def test_the_processor_is_asked(examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(str(examples / "003-potou-2024"), "--out", str(tmp_path), "--check") == 0
    assert "没有异议" in capsys.readouterr().out
