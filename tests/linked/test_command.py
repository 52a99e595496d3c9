"""`hengji drift` and `hengji refresh` as a clerk runs them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.linked import editor
from tests.linked.editor import W
from tests.linked.test_drift import FIGURE, NAME, at

from hengji.reading import documents
from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual" / "linked.md"


@pytest.fixture
def desk_folder(packages: dict[str, dict[str, bytes]], tmp_path: Path) -> Path:
    """A folder with the report as a hand left it, and the evaluation."""
    for name, content in packages[NAME].items():
        (tmp_path / name).write_bytes(content)
    made = editor.changed(packages[NAME]["自评报告.docx"], lambda root: setattr(editor.inside(at(root))[0], "text", "1101.37万元"))
    (tmp_path / "改.docx").write_bytes(made)
    return tmp_path


def test_drift_gives_0_1_or_2(desk_folder: Path, hengji: Run) -> None:
    assert hengji("drift", "自评报告.docx", "evaluation.json")[0] == 0
    assert hengji("drift", "自评报告.docx", desk_folder)[0] == 0
    assert hengji("drift", "评分表.xlsx", "evaluation.json")[0] == 0
    assert hengji("drift", "数据表.xlsx")[0] == 0
    code, printed, said = hengji("drift", "改.docx", "evaluation.json")
    assert (code, said) == (1, "")
    assert "改.docx　第22段  DC24  数字被改动：基本支出（决算）　1101.73万元 → 1101.37万元" in printed
    assert hengji("drift", "没有.docx")[0] == 2
    assert hengji("drift", "改.docx", "没有.json")[0] == 2
    assert hengji("drift", "evaluation.json")[0] == 2
    assert hengji("drift", "改.docx", "--accept", "9")[0] == 2
    assert hengji("drift", "改.docx", "--restore", "1")[0] == 2


def test_the_case_itself_may_stand_for_the_evaluation(desk_folder: Path, hengji: Run) -> None:
    assert desk_folder.is_dir()
    assert hengji("drift", "自评报告.docx", ROOT / "examples" / NAME)[0] == 0


def test_json_says_the_same(desk_folder: Path, hengji: Run) -> None:
    assert desk_folder.is_dir()
    tree = json.loads(hengji("drift", "改.docx", "evaluation.json", "--json")[1])
    assert tree["same"] is False
    assert [(each["kind"], each["old"], each["new"], each["figure"]) for each in tree["drifts"]] == [
        ("changed", FIGURE, "1101.37万元", "basic_expenditure/2020/outturn/")
    ]
    assert json.loads(hengji("drift", "没有.docx", "--json")[1])["problems"][0]["code"] == "RD01"


def test_accept_restore_and_explain_write_beside_and_never_over(desk_folder: Path, hengji: Run) -> None:
    before = (desk_folder / "改.docx").read_bytes()
    assert hengji("drift", "改.docx", "evaluation.json", "--accept", "1", "--restore", "all", "-o", "复.docx")[0] == 1
    assert 'value: "1101.37万元"' in (desk_folder / "改.提议.yaml").read_text(encoding="utf-8")
    assert hengji("drift", "复.docx", "evaluation.json")[0] == 0
    assert hengji("drift", "改.docx", "--explain", "1", "按决算批复")[0] == 0
    code, printed, _ = hengji("drift", "改.docx", "evaluation.json")
    assert (code, "已说明：按决算批复" in printed) == (0, True)
    assert (desk_folder / "改.docx").read_bytes() == before


def test_nothing_that_a_person_wrote_is_written_over(desk_folder: Path, hengji: Run) -> None:
    before = (desk_folder / "改.docx").read_bytes()
    (desk_folder / "改.提议.yaml").write_text("我自己的笔记: [", encoding="utf-8")
    (desk_folder / "改.docx.说明.json").write_text("{坏", encoding="utf-8")
    hengji("drift", "改.docx", "evaluation.json", "--accept", "1", "--explain", "1", "按决算批复")
    assert (desk_folder / "改.提议.yaml.old1").read_text(encoding="utf-8") == "我自己的笔记: ["
    assert (desk_folder / "改.docx.说明.json.old1").read_text(encoding="utf-8") == "{坏"
    code, printed, _ = hengji("drift", "改.docx", "evaluation.json", "--restore", "1", "-o", "改.docx")
    assert (desk_folder / "改.docx.old1").read_bytes() == before
    assert "改.docx.old1" in printed
    hengji("refresh", "改.docx.old1", "evaluation.json", "-o", "改.docx")
    assert code in (0, 1)


def test_refresh_writes_another_file_and_names_what_it_left(desk_folder: Path, hengji: Run) -> None:
    text = (desk_folder / "evaluation.json").read_text(encoding="utf-8")
    (desk_folder / "新.json").write_text(text.replace('"28.89%"', '"28.88%"'), encoding="utf-8")
    code, printed, _ = hengji("refresh", "改.docx", "新.json", "-o", "更.docx")
    assert (code, "没有动、仍有差异的 1 处" in printed) == (1, True)
    assert "28.88%" in editor.said((desk_folder / "更.docx").read_bytes())
    code, _, _ = hengji("refresh", "改.docx", "新.json", "-o", "更.docx", "--changed")
    assert code == 0
    assert hengji("drift", "更.docx", "新.json")[0] == 0
    first = (desk_folder / "更.docx").read_bytes()
    hengji("refresh", "改.docx", "新.json", "-o", "又.docx", "--changed")
    assert (desk_folder / "又.docx").read_bytes() == first, "the same again, to the byte"


def test_a_workbook_of_another_kind_is_told_by_its_ending(desk_folder: Path, hengji: Run) -> None:
    (desk_folder / "评分表.ods").write_bytes((desk_folder / "评分表.xlsx").read_bytes())
    code, printed, said = hengji("drift", "评分表.ods", "evaluation.json")
    assert (code, printed, "评分表.ods  DC74" in said) == (2, "", True)


def test_an_explanation_says_something(desk_folder: Path, hengji: Run) -> None:
    code, _, said = hengji("drift", "改.docx", "evaluation.json", "--explain", "1", "　 ")
    assert (code, "不能是空的" in said) == (2, True)
    assert not (desk_folder / "改.docx.说明.json").exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"%PDF-1.7\n"]
)
@pytest.mark.parametrize("ending", ["docx", "odt", "xlsx"])
def test_what_is_no_document_is_a_problem_with_its_place(content: bytes, ending: str, desk_folder: Path, hengji: Run) -> None:
    (desk_folder / f"坏.{ending}").write_bytes(content)
    code, printed, said = hengji("drift", f"坏.{ending}")
    assert (code, printed) == (2, "")
    assert re.match(rf"坏\.{ending}\S*  RD\d\d  ", said)


def test_a_report_without_bookmarks_is_not_compared(desk_folder: Path, hengji: Run) -> None:
    def bare(root: _Element) -> None:
        for each in [*root.iter(f"{W}bookmarkStart"), *root.iter(f"{W}bookmarkEnd")]:
            each.getparent().remove(each)  # type: ignore[union-attr]

    (desk_folder / "光.docx").write_bytes(editor.changed((desk_folder / "自评报告.docx").read_bytes(), bare))
    code, _, said = hengji("drift", "光.docx")
    assert (code, "DC23" in said) == (2, True)


def test_bookmarks_do_not_disturb_our_own_reader(reports: dict[str, bytes], tmp_path: Path) -> None:
    """The report with and without its bookmarks reads alike: text, blocks, tables."""

    def bare(root: _Element) -> None:
        for each in [*root.iter(f"{W}bookmarkStart"), *root.iter(f"{W}bookmarkEnd")]:
            each.getparent().remove(each)  # type: ignore[union-attr]

    with Jail() as jail:
        for name, content in reports.items():
            read = []
            for each in (content, editor.changed(content, bare)):
                (tmp_path / "报告.docx").write_bytes(each)
                document, problems = documents.read(tmp_path / "报告.docx", "报告.docx", jail)
                assert document is not None, problems
                read.append((document.text, document.blocks, document.tables, document.problems))
            assert read[0] == read[1], name


def test_the_commands_of_the_manual_run(desk_folder: Path, hengji: Run) -> None:
    (desk_folder / "自评报告.docx").write_bytes((desk_folder / "改.docx").read_bytes())
    lines = [shlex.split(line)[1:] for line in re.findall(r"^    (hengji .+)$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)]
    assert {line[0] for line in lines} == {"drift", "refresh", "evaluate"}
    (desk_folder / "本局模板.docx").write_bytes(_template())
    for line in lines:
        words = [str(ROOT / "examples" / NAME) if word == "填报数据" else word for word in line]
        assert hengji(*words)[0] in (0, 1), words


def _template() -> bytes:
    from tests.linked.test_templates import GOOD

    return GOOD


def test_what_the_manual_quotes_is_printed(desk_folder: Path, hengji: Run) -> None:
    assert desk_folder.is_dir()
    (desk_folder / "自评报告.docx").write_bytes((desk_folder / "改.docx").read_bytes())
    quoted = re.search(r"^    1\. 自评报告\.docx　.*(?:\n    　　.*)+", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert quoted is not None
    _, printed, _ = hengji("drift", "自评报告.docx", "evaluation.json")
    assert re.sub(r"^    ", "", quoted[0], flags=re.MULTILINE) in printed
