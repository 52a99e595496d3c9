"""`hengji narrate` from end to end: off by default, nothing sent without a setting, states shown, a person's name with what was accepted."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from hengji.cli import main
from hengji.narration import site as sites
from hengji.reading.formats import narrative
from hengji.writing import narrative as written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.narration.conftest import StandIn

    from hengji.rulebook.book import Book

    Hengji = Callable[..., tuple[int, str, str]]

GOOD = "2020年项目支出692.30万元，较上年增加137.71万元，增长24.83%。"
WRONG = "2020年项目支出629.30万元。"


@pytest.fixture
def hengji(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hengji:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("HENGJI_NARRATION", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def case(tmp_path: Path, examples: Path) -> Path:
    return shutil.copytree(examples / "002-yiyang-2020", tmp_path / "某部")


@pytest.fixture
def setting(tmp_path: Path, model: StandIn) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(f"language_model:\n  address: {model.address}\n  model: stand-in\n  timeout: 20\n", encoding="utf-8")
    return path


def test_it_is_off_and_nothing_is_sent_until_a_site_configures_it(hengji: Hengji, case: Path, model: StandIn) -> None:
    code, printed, _ = hengji("narrate", case)
    assert code == 0
    assert printed.count("未启用") == 3
    code, _, said = hengji("narrate", case, "--section", "achievements")
    assert code == 2
    assert "DC80" in said
    assert model.asked == []
    assert not (case / "proposals.json").exists()


def test_the_five_states_are_shown(hengji: Hengji, case: Path, setting: Path, model: StandIn) -> None:
    assert hengji("narrate", case, "--site", setting)[1].count("未运行") == 3
    model.say(GOOD)
    assert hengji("narrate", case, "--site", setting, "--section", "achievements")[0] == 0
    model.say(f"{GOOD}{WRONG}")
    code, printed, said = hengji("narrate", case, "--site", setting, "--section", "problems")
    assert (code, said) == (1, "")
    assert f"删去：{WRONG}" in printed
    assert "DC89" in printed
    model.raw(b"", 429)
    assert hengji("narrate", case, "--site", setting, "--section", "measures")[0] == 2
    states = json.loads(hengji("narrate", case, "--site", setting, "--json")[1])["states"]
    assert states == {"achievements": "done", "problems": "partial", "measures": "failed"}
    _, printed, _ = hengji("narrate", case, "--site", setting)
    assert [line.rpartition("：")[2] for line in printed.splitlines()] == ["完成", "部分", "失败"]
    assert json.loads(hengji("narrate", case, "--json")[1])["states"]["achievements"] == "off"


def test_a_dry_run_prints_what_would_be_sent_and_sends_nothing(hengji: Hengji, case: Path, setting: Path, model: StandIn) -> None:
    code, printed, _ = hengji("narrate", case, "--site", setting, "--section", "measures", "--dry-run")
    assert code == 0
    assert model.asked == []
    shown = printed[printed.index("{") :].strip()
    model.say(GOOD)
    hengji("narrate", case, "--site", setting, "--section", "measures")
    assert model.asked == [shown.encode()]
    assert json.loads(shown)["model"] == "stand-in"


def test_what_is_accepted_stands_in_the_report_with_who_accepted_it(
    hengji: Hengji, case: Path, setting: Path, model: StandIn, tmp_path: Path
) -> None:
    model.say(f"{WRONG}{GOOD}")
    hengji("narrate", case, "--site", setting, "--section", "achievements")
    run = json.loads((case / "proposals.json").read_text(encoding="utf-8"))["runs"][0]
    name = run["proposals"][0]["id"]
    code, printed, _ = hengji("narrate", case, "--accept", name, "--by", "张三")
    assert (code, "张三" in printed) == (0, True)
    kept = (case / "narrative.yaml").read_text(encoding="utf-8")
    assert GOOD in kept
    assert WRONG not in kept
    assert run["prompt"] in kept
    assert run["answer"] in kept
    assert re.search(r'at: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"', kept)

    assert hengji("evaluate", case, "--out", tmp_path / "out", "--package", tmp_path / "p.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "out" / "自评报告.docx") as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    assert GOOD in text
    assert WRONG not in text
    assert re.search(
        r"“主要绩效”第7段由语言模型（stand-in）代拟，张三于\d{4}年\d{1,2}月\d{1,2}日采纳。提问摘要 [0-9a-f]{12}，回答摘要 [0-9a-f]{12}",
        text,
    )
    accepted = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))["accepted"]
    assert [(each["by"], each["text"]) for each in accepted] == [("张三", GOOD)]
    assert hengji("audit", tmp_path / "out" / "自评报告.docx")[0] == 0
    assert hengji("verify", tmp_path / "p.zip")[0] == 0


def test_an_accepted_text_whose_figure_changed_since_is_told_and_left_out(
    hengji: Hengji, case: Path, setting: Path, model: StandIn, tmp_path: Path
) -> None:
    model.say(GOOD)
    hengji("narrate", case, "--site", setting, "--section", "achievements")
    name = json.loads((case / "proposals.json").read_text(encoding="utf-8"))["runs"][0]["proposals"][0]["id"]
    assert hengji("narrate", case, "--accept", name, "--by", "张三")[0] == 0
    path = case / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("value: 554.59万元") >= 1
    path.write_text(text.replace("value: 554.59万元", "value: 545.59万元"), encoding="utf-8")
    _, _, said = hengji("evaluate", case, "--out", tmp_path / "out")
    assert "DC97" in said
    assert "张三" in said
    with zipfile.ZipFile(tmp_path / "out" / "自评报告.docx") as archive:
        assert GOOD not in re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def test_what_does_not_hold_any_more_cannot_be_accepted(hengji: Hengji, case: Path, setting: Path, model: StandIn) -> None:
    model.say(GOOD)
    hengji("narrate", case, "--site", setting, "--section", "achievements")
    path = case / "proposals.json"
    text = path.read_text(encoding="utf-8")
    name = json.loads(text)["runs"][0]["proposals"][0]["id"]
    path.write_text(text.replace("692.30", "962.30"), encoding="utf-8")
    code, _, said = hengji("narrate", case, "--accept", name, "--by", "张三")
    assert (code, "DC96" in said) == (2, True)
    assert not (case / "narrative.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--accept", "nobody", "--by", "张三"], "DC95"),
        (["--accept", "NAME"], "DC99"),
        (["--accept", "NAME", "--by", "张\u202e三"], "DC99"),
        (["--section", "poems"], "RB09"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: list[str], code: str, hengji: Hengji, case: Path, setting: Path, model: StandIn
) -> None:
    model.say(GOOD)
    hengji("narrate", case, "--site", setting, "--section", "achievements")
    name = json.loads((case / "proposals.json").read_text(encoding="utf-8"))["runs"][0]["proposals"][0]["id"]
    found, _, said = hengji("narrate", case, "--site", setting, *[name if each == "NAME" else each for each in arguments])
    assert found == 2
    assert code in said
    assert not (case / "narrative.yaml").exists()


def test_a_proposal_is_accepted_once(hengji: Hengji, case: Path, setting: Path, model: StandIn) -> None:
    model.say(GOOD)
    hengji("narrate", case, "--site", setting, "--section", "achievements")
    name = json.loads((case / "proposals.json").read_text(encoding="utf-8"))["runs"][0]["proposals"][0]["id"]
    assert hengji("narrate", case, "--accept", name, "--by", "张三")[0] == 0
    code, _, said = hengji("narrate", case, "--accept", name, "--by", "李四")
    assert (code, "IN09" in said) == (2, True)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 2}', '{"format": 1, "source": "", "runs": [{}]}', '{"a": 1, "a": 2}', "{"]
)
def test_proposals_that_are_not_ours_are_told(content: str, hengji: Hengji, case: Path) -> None:
    (case / "proposals.json").write_text(content, encoding="utf-8")
    code, _, said = hengji("narrate", case)
    assert code == 2
    assert "DC95" in said or "DS21" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("address: http://example.com/v1\n  model: m", "DC81"),
        ("address: ftp://127.0.0.1/v1\n  model: m", "DC81"),
        ("address: https://user:pass@example.com/v1\n  model: m", "DC81"),
        ("address: http://127.0.0.1:99999/v1\n  model: m", "DC81"),
        ("address: https://example.com/v1?key=1\n  model: m", "DC81"),
        ("address: https://example.com/v1\n  model: m\n  timeout: 100000", "DC81"),
        ("address: https://example.com/v1\n  model: m\n  key_from: HENGJI_NO_SUCH_KEY", "DC98"),
        ("address: https://example.com/v1\n  model: m\n  key: secret", "RB05"),
        ("address: https://example.com/v1", "RB04"),
        ("model: m", "RB04"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(lines: str, code: str, tmp_path: Path, book: Book) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(f"language_model:\n  {lines}\n", encoding="utf-8")
    site, problems = sites.read(path, book)
    assert site is None
    assert [each.code for each in problems] == [code]
    assert problems[0].place.file == "site.yaml"


@pytest.mark.parametrize(
    "address", ["https://llm.example.cn/v1/", "http://10.1.2.3:8000/v1", "http://[::1]:8000/v1", "http://localhost/v1"]
)
def test_an_encrypted_address_or_one_of_the_own_network_is_taken(
    address: str, tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(f'language_model:\n  address: "{address}"\n  model: m\n  key_from: HENGJI_KEY\n', encoding="utf-8")
    monkeypatch.setenv("HENGJI_KEY", "k")
    monkeypatch.setenv("HENGJI_NARRATION", str(path))
    site, problems = sites.read(None, book)
    assert problems == ()
    assert site is not None
    assert (site.address, site.key) == (address.rstrip("/"), "k")


def test_accepted_texts_are_written_and_read_to_the_letter(book: Book) -> None:
    from hengji.core.proposal import Accepted

    hostile = '引号"、反斜杠\\、冒号: #井号\n换行 {{x}} - 列'
    one = Accepted("measures", hostile, "张三", "2026-01-02T03:04:05Z", "m0123456789", "模型", "0" * 64, "f" * 64)
    found, problems = narrative.read(written.document([one], book).encode(), "narrative.yaml", book)
    assert problems == ()
    assert found == (one,)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("measures", "poems"), "RB09"),
        (("2026-01-02T03:04:05Z", "yesterday"), "DC95"),
        (("0" * 64, "abc"), "DC95"),
        (("by:", "who:"), "RB04"),
        (("accepted:", "- a"), "RB01"),
    ],
)
def test_a_file_of_accepted_texts_that_was_broken_is_told(change: tuple[str, str], code: str, book: Book) -> None:
    from hengji.core.proposal import Accepted

    one = Accepted("measures", "一段。", "张三", "2026-01-02T03:04:05Z", "m0123456789", "模型", "0" * 64, "f" * 64)
    text = written.document([one], book).replace(*change)
    _, problems = narrative.read(text.encode(), "narrative.yaml", book)
    assert code in [each.code for each in problems]
