"""Defaults, styles, themes and runs worked into one another, from XML written by hand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from tests.hostile.documents import DECLARED, OFFICE, W, relations, types

from hengji.reading import setting
from hengji.reading.gate.opening import Opened

if TYPE_CHECKING:
    from hengji.core.layout import Layout
    from hengji.reading.jail import Jail

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
LATIN_OF_THEME, CHINESE_OF_THEME = "等线 Light", "黑体"


def styles(defaults: str, *each: str, paragraph: str = "") -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{paragraph}</w:pPr></w:pPrDefault></w:docDefaults>{''.join(each)}"
    )


def style(identity: str, letters: str = "", based: str = "", paragraph: str = "", kind: str = "paragraph") -> str:
    default = ' w:default="1"' if identity == "Normal" else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{identity}"><w:name w:val="{identity}"/>{base}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def theme(east: str = "", hans: str = CHINESE_OF_THEME) -> bytes:
    fonts = "".join(
        f'<a:{which}Font><a:latin typeface="{LATIN_OF_THEME}"/><a:ea typeface="{east}"/><a:cs typeface=""/>'
        f'<a:font script="Jpan" typeface="MS Mincho"/><a:font script="Hans" typeface="{hans}"/></a:{which}Font>'
        for which in ("major", "minor")
    )
    return f'{DECLARED}<a:theme {A} name="t"><a:themeElements><a:fontScheme name="f">{fonts}</a:fontScheme></a:themeElements></a:theme>'.encode()


def document(body: str, sheet: str, *, themed: bytes = b"", settings: str = "", numbering: str = "") -> bytes:
    """A Word file of raw parts."""
    kind = OFFICE + "wordprocessingml."
    parts = {
        "[Content_Types].xml": types(
            word__document_dot_xml=f"{kind}document.main+xml",
            word__styles_dot_xml=f"{kind}styles+xml",
            word__settings_dot_xml=f"{kind}settings+xml",
            word__numbering_dot_xml=f"{kind}numbering+xml",
            word__theme__theme1_dot_xml=f"{OFFICE}theme+xml",
        ),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(
            ("rId1", "styles", "styles.xml"),
            ("rId2", "theme", "theme/theme1.xml"),
            ("rId3", "settings", "settings.xml"),
            ("rId4", "numbering", "numbering.xml"),
        ),
        "word/document.xml": f"{DECLARED}<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>".encode(),
        "word/styles.xml": f"{DECLARED}<w:styles {W}>{sheet}</w:styles>".encode(),
        "word/settings.xml": f"{DECLARED}<w:settings {W}>{settings}</w:settings>".encode(),
        "word/numbering.xml": f"{DECLARED}<w:numbering {W}>{numbering}</w:numbering>".encode(),
        "word/theme/theme1.xml": themed or theme(),
    }
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def read(content: bytes, jail: Jail) -> Layout:
    opened = setting.opened("a.docx", content)
    assert isinstance(opened, Opened), opened
    layout, problems = setting.read("a.docx", opened, jail)
    assert layout is not None, problems
    return layout


def run(letters: str = "", text: str = "支出15.47万元") -> str:
    return f"<w:r><w:rPr>{letters}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


THEMED = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:cstheme="minorBidi"/>'
PLAIN = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="宋体" w:cs="Arial"/>'
HANS, JAPAN = '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>', '<w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/>'
CASES: dict[str, tuple[str, str, str, tuple[str, str, str, str], int]] = {
    "defaults": (styles(PLAIN + '<w:sz w:val="21"/>'), "", "", ("Arial", "Arial", "宋体", "Arial"), 21),
    "the theme of defaults": (styles(THEMED), "", "", (LATIN_OF_THEME, LATIN_OF_THEME, CHINESE_OF_THEME, ""), 20),
    "a style over the theme": (
        styles(THEMED, style("Normal", '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>')),
        "",
        "",
        (LATIN_OF_THEME, LATIN_OF_THEME, "仿宋_GB2312", ""),
        32,
    ),
    "a run over its style": (
        styles(PLAIN, style("Normal", '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>')),
        "",
        '<w:rFonts w:ascii="Times New Roman"/><w:sz w:val="28"/>',
        ("Times New Roman", "Arial", "仿宋_GB2312", "Arial"),
        28,
    ),
    "a theme in the run over a plain style": (
        styles(PLAIN),
        "",
        '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>',
        ("Arial", "Arial", CHINESE_OF_THEME, "Arial"),
        20,
    ),
    "theme before name in one element": (
        styles(PLAIN),
        "",
        '<w:rFonts w:eastAsia="楷体" w:eastAsiaTheme="minorEastAsia"/>',
        ("Arial", "Arial", CHINESE_OF_THEME, "Arial"),
        20,
    ),
    "three styles": (
        styles(
            PLAIN,
            style("Normal", '<w:sz w:val="24"/>'),
            style("Middle", '<w:rFonts w:eastAsia="楷体_GB2312"/>', "Normal"),
            style("Last", '<w:sz w:val="30"/>', "Middle"),
        ),
        '<w:pStyle w:val="Last"/>',
        "",
        ("Arial", "Arial", "楷体_GB2312", "Arial"),
        30,
    ),
    "styles that go round": (
        styles(PLAIN, style("One", '<w:sz w:val="24"/>', "Two"), style("Two", '<w:rFonts w:eastAsia="黑体"/>', "One")),
        '<w:pStyle w:val="One"/>',
        "",
        ("Arial", "Arial", "黑体", "Arial"),
        24,
    ),
    "a style of letters": (
        styles(PLAIN, style("Normal", '<w:sz w:val="32"/>'), style("Mark", '<w:rFonts w:eastAsia="黑体"/>', kind="character")),
        "",
        '<w:rStyle w:val="Mark"/>',
        ("Arial", "Arial", "黑体", "Arial"),
        32,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_faces_and_size_are_those_that_print(name: str, jail: Jail) -> None:
    sheet, properties, letters, faces, size = CASES[name]
    found = next(read(document(paragraph(run(letters), properties), sheet, settings=HANS), jail).paragraphs()).runs[0]
    assert ((found.ascii, found.high_ansi, found.east_asian, found.complex), found.size) == (faces, size)


@pytest.mark.parametrize(
    ("themed", "settings", "face"),
    [
        (theme(), HANS, CHINESE_OF_THEME),
        (theme(), JAPAN, "MS Mincho"),
        (theme(east="华文中宋"), JAPAN, "华文中宋"),
        (theme(hans=""), HANS, ""),
    ],
)
def test_an_empty_face_of_the_theme_is_that_of_the_language(themed: bytes, settings: str, face: str, jail: Jail) -> None:
    content = document(paragraph(run()), styles(THEMED), themed=themed, settings=settings)
    assert next(read(content, jail).paragraphs()).runs[0].east_asian == face


def test_indents_and_pitch_are_taken_over_attribute_by_attribute(jail: Jail) -> None:
    sheet = styles(
        "",
        style(
            "Normal",
            paragraph='<w:spacing w:before="120" w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>',
        ),
        style("Flush", based="Normal", paragraph='<w:ind w:firstLine="0"/><w:jc w:val="center"/>'),
        paragraph='<w:spacing w:after="160"/>',
    )
    first, second = read(
        document(
            paragraph(run()) + paragraph(run(), '<w:pStyle w:val="Flush"/><w:spacing w:after="0"/><w:ind w:hanging="420"/>'), sheet
        ),
        jail,
    ).paragraphs()
    assert (first.line, first.rule, first.before, first.after, first.first, first.first_letters) == (
        579,
        "exact",
        120,
        160,
        640,
        200,
    )
    assert (second.line, second.before, second.after, second.align) == (579, 120, 0, "center")
    assert (second.first, second.first_letters) == (-420, 200)  # the letters of the base stay, as Word has it


def test_an_automatic_number_is_part_of_what_is_printed_and_gives_its_indent(jail: Jail) -> None:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/><w:suff w:val="nothing"/>'
        '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    found = next(read(document(paragraph(run(text="基本情况"), listed), styles(""), numbering=numbering), jail).paragraphs())
    assert (found.printed, found.left, found.first) == ("一、基本情况", 420, -420)


def test_deleted_text_and_instructions_of_fields_print_nothing(jail: Jail) -> None:
    gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2" w:author="a">{run(text="新")}</w:ins>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2024年</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    found = next(read(document(paragraph(gone + new + field), styles("")), jail).paragraphs())
    assert found.text == "新2024年"
    assert [each.number for each in found.runs] == [1, 5]
