"""A bureau's own template: three rules and nothing else; every other thing is refused with its code and place, and nothing is written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.linked import editor
from tests.linked.editor import W

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from hengji.linked.look import Looked
    from hengji.rulebook.book import Book

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "examples" / "002-yiyang-2020"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def p(text: str, more: str = "") -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r>{more}</w:p>'


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{each if each.startswith('<') else p(each)}</w:tc>" for each in cells) + "</w:tr>"


def table(columns: int, *rows: str) -> str:
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def template(body: str, relations: str = "", **parts: bytes) -> bytes:
    """A small Word file with this body."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}"/></Types>'
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    files = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": f'<Relationships xmlns="{space}"><Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
        "word/document.xml": f'<w:document xmlns:w="{W[1:-1]}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'.encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{relations}</Relationships>'.encode(),
        **{name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()},
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


GOOD = template(
    p("{{单位名称}}{{年度}}年度，满分固定为37分，年末结转和结余{{年末结转和结余}}。")
    + p("{{若有 基本支出}}基本支出{{基本支出}}，占{{基本支出.占本年支出合计}}。")
    + table(2, row("{{每个 指标}}{{名称}}", "{{得分}}"))
)


@pytest.fixture
def evaluate(hengji: Run, tmp_path: Path) -> Callable[[bytes], tuple[int, str]]:
    """`hengji evaluate --template`: the exit code and what was said; nothing is left where it is refused."""

    def run(content: bytes) -> tuple[int, str]:
        (tmp_path / "模板.docx").write_bytes(content)
        code, printed, said = hengji("evaluate", CASE, "--template", tmp_path / "模板.docx", "--out", tmp_path / "出")
        assert (code == 2) == (not (tmp_path / "出").exists()), "nothing half-written"
        return code, printed + said

    return run


def test_the_three_rules_fill_a_template_of_ones_own_and_its_figures_are_bound(
    evaluate: Callable[[bytes], tuple[int, str]], look: Callable[..., Looked], tmp_path: Path, book: Book
) -> None:
    from hengji.linked import known

    assert evaluate(GOOD)[0] == 0
    content = (tmp_path / "出" / "自评报告.docx").read_bytes()
    said = editor.said(content)
    assert "满分固定为37分，年末结转和结余70.01万元。" in said
    assert "基本支出1101.73万元，占" in said
    filed, problems = known.find(tmp_path / "出", book)
    assert filed is not None, problems
    looked = look(content, filed)
    assert (looked.drifts, looked.problems, looked.counts["fixed"]) == ((), (), 1), "37分 is the template's own"

    def change(root: etree._Element) -> None:
        letters = next(t for t in root.iter(f"{W}t") if "37" in (t.text or ""))
        letters.text = (letters.text or "").replace("37", "73")

    assert [(each.kind, each.new) for each in look(editor.changed(content, change), filed).drifts] == [("typed", "73分")]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (template(p("一") + p("{{年未结转和结余}}")), "DC01", "模板.docx:¶2"),
        (template(p("{{年末\u202e结转和结余}}")), "DC01", "模板.docx:¶1"),
        (template(p("{{每个 没有的列表}}{{名称}}")), "DC01", "模板.docx:¶1"),
        (template(p("{{年度}年度")), "DC02", "模板.docx:¶1"),
        (template(p("｛｛本年支出合计｝｝")), "DC02", "模板.docx:¶1"),
        (template(p("只有文字，没有名字。")), "DC73", "模板.docx"),
        (template(p("{% for x in range(9) %}")), "DC03", "模板.docx:¶1"),
        (template(p("{{ cycler.__init__.__globals__.os.popen('id').read() }}")), "DC03", "模板.docx:¶1"),
        (template(p("{{7*7}}")), "DC03", "模板.docx:¶1"),
        (template(table(2, row("{{每个 指标}}{{名称}}", "{{每个 项目}}{{名称}}"))), "DC20", "模板.docx:¶2"),
        (template(table(3, row("{{每个 指标}}{{名称}}", "{{得分}}"))), "DC21", "模板.docx:¶1"),
        (
            template(
                table(
                    2,
                    row("<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + p("头"), "甲"),
                    row("<w:tcPr><w:vMerge/></w:tcPr>" + p("{{每个 指标}}{{名称}}"), "{{得分}}"),
                )
            ),
            "DC21",
            "模板.docx:¶3",
        ),
        (GOOD[:900], "RD61", "模板.docx"),
        (b"", "RD60", "模板.docx"),
        (b"<html></html>", "RD64", "模板.docx"),
        (template(p("甲"), word__vbaProject_DOT_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "RD79", "模板.docx:word/vbaProject.bin"),
        (
            template(p("甲"), f'<Relationship Id="r9" Type="{R}/hyperlink" Target="http://example.org/" TargetMode="External"/>'),
            "DC22",
            "模板.docx:word/_rels/document.xml.rels",
        ),
        (
            template(p("甲"), f'<Relationship Id="r9" Type="{R}/image" Target="http://example.org/a.png" TargetMode="External"/>'),
            "RD80",
            "模板.docx:word/_rels/document.xml.rels#r9",
        ),
        (
            template(
                p("甲"), f'<Relationship Id="r9" Type="{R}/attachedTemplate" Target="file:///c:/a.dotm" TargetMode="External"/>'
            ),
            "RD79",
            "模板.docx:word/_rels/document.xml.rels#r9",
        ),
        (
            template(
                p("甲") + '<w:altChunk r:id="r9"/>',
                f'<Relationship Id="r9" Type="{R}/aFChunk" Target="a.html"/>',
                word__a_DOT_html=b"<b/>",
            ),
            "RD79",
            "模板.docx:word/_rels/document.xml.rels#r9",
        ),
        (
            template(
                p("甲"), f'<Relationship Id="r9" Type="{R}/oleObject" Target="embeddings/a.bin"/>', word__embeddings__a_DOT_bin=b"x"
            ),
            "RD79",
            "模板.docx:word/embeddings/a.bin",
        ),
        (
            template(p("甲", '<w:fldSimple w:instr="INCLUDEPICTURE http://example.org/a.png"/>')),
            "DC22",
            "模板.docx:word/document.xml",
        ),
        (template(p("甲", '<w:fldSimple w:instr="DDE cmd /c"/>')), "RD81", "模板.docx:word/document.xml!¶1"),
    ],
)
def test_anything_else_is_refused_with_code_and_place(
    content: bytes, code: str, place: str, evaluate: Callable[[bytes], tuple[int, str]]
) -> None:
    exit_code, said = evaluate(content)
    assert exit_code == 2
    assert f"{place}  {code}  " in said
    assert "\u202e" not in said
    assert "Traceback" not in said


def test_a_finished_report_may_become_a_template_its_old_bookmarks_go(
    evaluate: Callable[[bytes], tuple[int, str]], reports: dict[str, bytes], look: Callable[..., Looked], tmp_path: Path
) -> None:
    def change(root: etree._Element) -> None:
        editor.inside(editor.find(root, "1101.73万元"))[0].text = "{{基本支出}}"

    assert evaluate(editor.changed(reports["002-yiyang-2020"], change))[0] == 0
    content = (tmp_path / "出" / "自评报告.docx").read_bytes()
    assert [editor.text(each) for each in editor.marks(editor.body(content))] == ["1101.73万元"]
    assert look(content).problems == ()


def test_a_template_and_a_package_exclude_each_other(hengji: Run, tmp_path: Path) -> None:
    (tmp_path / "模板.docx").write_bytes(GOOD)
    code, _, said = hengji("evaluate", CASE, "--template", "模板.docx", "--package", "公开包.zip", "--out", "出")
    assert (code, "--rulebook" in said) == (2, True)
    assert not (tmp_path / "出").exists()
