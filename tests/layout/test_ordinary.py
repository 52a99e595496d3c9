"""Files as Word makes them of itself, and files of a stranger."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from tests.hostile import documents as hostile
from tests.layout.documents import add, changed, correct, saved

from hengji.auditing.layout.roles import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hengji.layouts import Checked, Mended
    from hengji.rulebook.book import Book

    Check = Callable[[bytes], Checked]
    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hengji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`hengji …` in an empty folder: exit code, what was printed, and what was said beside it."""
    from hengji.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def plain() -> bytes:
    """What somebody types into python-docx's own template: American paper, themes, Calibri and blue headings."""
    document = docx.Document()
    document.add_heading("某局2024年度自评报告", 0)
    document.add_heading("一、基本情况", 1)
    document.add_paragraph("我局2024年支出100.00万元。")
    return saved(document)


def test_the_defaults_of_word_are_told_line_by_line(check: Check) -> None:
    codes = Counter(breach.problem.code for breach in check(plain()).breaches)
    assert codes == {
        "DC40": 1, "DC41": 1, "DC42": 1, "DC61": 1, "DC43": 3, "DC44": 3, "DC45": 2, "DC46": 2, "DC47": 2, "DC48": 2, "DC49": 2, "DC50": 1,
    }  # fmt: skip


def test_tables_are_left_as_they_are_but_for_their_dates(check: Check) -> None:
    document = correct()
    cell = document.tables[0].cell(1, 0)
    cell.text = "小字Calibri"
    assert check(saved(document)).breaches == ()


def test_a_heading_that_runs_on_into_its_text_may_have_its_own_face(check: Check) -> None:
    from tests.layout.documents import KAI, faces, find

    document = correct()
    paragraph = add(document, "two", "（三）加强管理。")
    rest = paragraph.add_run("我局完善制度，严格执行。")
    rest.font.size = paragraph.runs[0].font.size
    faces(rest, "仿宋_GB2312")
    find(document, "2.支出合计")._p.addnext(paragraph._p)
    assert [breach.problem.code for breach in check(saved(document)).breaches] == []
    faces(rest, KAI)
    assert [(breach.problem.code, breach.run) for breach in check(saved(document)).breaches] == [("DC43", 1)]


def test_numbers_begin_anew_in_another_part_and_what_only_looks_like_a_number_is_none(check: Check) -> None:
    from tests.layout.documents import find

    document = correct()
    end = find(document, "自评得分")._p
    for kind, text in (
        ("body", "2025年1月起，100.5万元用于更新，3.5%为结余。"),
        ("body", "12、13日两次复核。"),
        ("body", "第二部分　绩效情况"),
        ("one", "一、产出"),
        ("two", "（一）数量"),
        ("body", "一是完成任务；二是按时完成。"),
    ):
        paragraph = add(document, kind, text)._p
        end.addnext(paragraph)
        end = paragraph
    assert [(each.problem.code, each.problem.message) for each in check(saved(document)).breaches] == []


def test_what_stands_in_a_box_is_told_as_not_looked_at(check: Check) -> None:
    box = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r><w:t>盒中</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    content = hostile.docx(main=hostile.word(f"<w:p><w:r><w:t>正文一段。</w:t></w:r>{box}</w:p>"))
    checked = check(content)
    assert [each.code for each in checked.cautions] == ["DC64", "DC76"]
    assert "盒中" not in "".join(paragraph.text for paragraph in checked.layout.paragraphs())


PAPER = {
    "示范县教育局文件": "letterhead",
    "示教发〔2025〕12号": "document_number",
    "关于报送2024年度部门整体支出绩效自评报告的报告": "title",
    "县财政局：": "addressee",
    "现将自评情况报告如下。": "body",
    "一、基本情况": "level1",
    "（一）部门概况": "level2",
    "1.1 其他": "level3",
    "全年支出1.5万元。": "body",
    "附件：1.数据表": "attachment_note",
    "2.评分表": "attachment_note",
    "2025年3月5日": "signature",
}


def unset(lines: Iterable[str]) -> bytes:
    """A paper typed into the default template: nothing is centred, larger or bold."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def test_a_paper_in_one_face_is_read_by_its_words_and_mended_as_what_it_is(
    check: Check, mend: Callable[[bytes], Mended], book: Book
) -> None:
    content = unset(PAPER)
    checked = check(content)
    assert checked.cautions == ()
    assert {each.paragraph.printed: each.role.id for each in parts(checked.layout, book.standard)} == PAPER
    assert [each.problem.found for each in checked.breaches if each.problem.code == "DC51"] == ["1.1"]
    mended = docx.Document(BytesIO(mend(content).content))
    by_text = {each.text: each for each in mended.paragraphs}
    title, addressee = by_text["关于报送2024年度部门整体支出绩效自评报告的报告"], by_text["县财政局："]
    assert (title.alignment, title.runs[0].font.size) == (WD_ALIGN_PARAGRAPH.CENTER, Pt(22))
    assert addressee.paragraph_format.first_line_indent in (None, 0)


def test_a_paper_whose_title_nobody_can_tell_says_so(check: Check) -> None:
    assert [each.code for each in check(unset(["各位：", "现将情况说明如下。", "一、基本情况"])).cautions] == ["DC76"]


def test_the_commands_exit_says_clean_findings_or_unreadable(hengji: Run, tmp_path: Path) -> None:
    (tmp_path / "好.docx").write_bytes(saved(correct()))
    (tmp_path / "差.docx").write_bytes(plain())
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    assert hengji("layout", "好.docx")[0] == 0
    code, printed, _ = hengji("layout", "差.docx", "--repair", "改.docx")
    assert code == 1
    assert "GB/T 9704—2012 第 5.2.1 条" in printed
    assert "¶3  DC44" in printed
    assert hengji("layout", "改.docx")[:1] == (0,)
    code, printed, said = hengji("layout", "坏.docx", "--repair", "不写.docx")
    assert (code, printed) == (2, "")
    assert "RD" in said
    assert not (tmp_path / "不写.docx").exists()
    assert hengji("layout", "没有.docx")[0] == 2


def test_a_machine_reads_place_style_run_found_expected_fix_and_clause(hengji: Run, tmp_path: Path) -> None:
    (tmp_path / "差.docx").write_bytes(plain())
    told = json.loads(hengji("layout", "差.docx", "--json", "--repair", "改.docx")[1])
    finding = next(each for each in told["findings"] if each["code"] == "DC44" and each["role"] == "body")
    assert (finding["place"], finding["style"], finding["run"], finding["found"], finding["expected"]) == (
        "差.docx:¶3", "Normal", 0, "11磅", "三号",
    )  # fmt: skip
    assert (finding["clause"], finding["confidence"], finding["repair"]) == ("7.3.3", "K+", "program")
    assert finding["fix"]
    assert told["counts"]["findings"] == len(told["findings"])
    assert told["repaired"]["findings"] == []


def with_part(content: bytes, name: str, part: bytes, kind: str) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == "[Content_Types].xml":
                data = data.replace(b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode())
            new.writestr(entry, data)
        new.writestr(name, part)
    return out.getvalue()


HOSTILE = {
    "macro": (with_part(saved(correct()), "word/vbaProject.bin", b"\xd0\xcf", "application/vnd.ms-office.vbaProject"), "RD79"),
    "entity": (hostile.docx(main=b'<!DOCTYPE a [<!ENTITY b "c">]><w:document/>'), "RD77"),
    "dde": (
        hostile.docx(main=hostile.word('<w:p><w:fldSimple w:instr="DDEAUTO cmd"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>')),
        "RD81",
    ),
    "no archive": (b"<html><table>", "RD64"),
    "empty": (b"", "RD60"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_of_a_stranger_is_refused_by_name_and_nothing_is_written(name: str, hengji: Run, tmp_path: Path) -> None:
    content, code = HOSTILE[name]
    (tmp_path / "来件.docx").write_bytes(content)
    exit_code, printed, said = hengji("layout", "来件.docx", "--repair", "改.docx")
    assert (exit_code, printed) == (2, "")
    assert f"{code}  " in said
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["来件.docx"]


def test_a_template_from_elsewhere_is_refused_where_the_file_would_be_written_again(hengji: Run, tmp_path: Path) -> None:
    out = BytesIO()
    with ZipFile(BytesIO(saved(correct()))) as old, ZipFile(out, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == "word/_rels/document.xml.rels":
                link = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="file:///x.dotm" TargetMode="External"/>'
                data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            new.writestr(entry, data)
    (tmp_path / "a.docx").write_bytes(out.getvalue())
    assert hengji("layout", "a.docx")[0] == 0
    code, _, said = hengji("layout", "a.docx", "--repair", "b.docx")
    assert code == 2
    assert "word/_rels/document.xml.rels" in said
    assert not (tmp_path / "b.docx").exists()


def test_a_signed_file_is_checked_and_never_mended(hengji: Run, tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
    (tmp_path / "a.docx").write_bytes(with_part(changed(lambda _: None), "_xmlsignatures/sig1.xml", b"<Signature/>", kind))
    assert hengji("layout", "a.docx")[0] == 0
    code, _, said = hengji("layout", "a.docx", "--repair", "b.docx")
    assert code == 2
    assert "DC69" in said


@pytest.mark.parametrize("length", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_refused(length: float, hengji: Run, tmp_path: Path) -> None:
    content = saved(correct())
    (tmp_path / "a.docx").write_bytes(content[: round(len(content) * length)])
    code, printed, said = hengji("layout", "a.docx", "--repair", "b.docx")
    assert (code, printed) == (2, "")
    assert "Traceback" not in said
    assert not (tmp_path / "b.docx").exists()


def test_strange_properties_do_not_stop_the_reading(check: Check) -> None:
    odd = (
        '<w:p><w:pPr><w:spacing w:line="99999999999" w:before="x"/><w:ind w:firstLine="1e9" w:left="-5"/><w:jc w:val=""/><w:outlineLvl w:val="77"/></w:pPr>'
        '<w:r><w:rPr><w:sz w:val="-3"/><w:rFonts/><w:color/></w:rPr><w:t>某段\u202e文字。</w:t></w:r></w:p>'
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr></w:tc></w:tr></w:tbl>'
    )
    checked = check(hostile.docx(main=hostile.word(odd)))
    assert checked.breaches
    assert all("\u202e" not in breach.problem.message for breach in checked.breaches)
