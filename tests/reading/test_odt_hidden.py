"""What a text of LibreOffice hides is not printed and told, as in Word files; the archive is written here by hand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from hengji.reading import marked
from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
)
STYLES = f"""<office:document-styles {SPACES} office:version="1.3"><office:styles>
<style:style style:name="Away" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Gone" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
</office:styles></office:document-styles>"""
AUTOMATIC = """
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T2" style:family="text" style:parent-style-name="Away"><style:text-properties/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties text:display="true"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Gone"/>"""


def text(body: str) -> bytes:
    content = (
        f'<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", STYLES)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    return out.getvalue()


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail() as made:
        yield made


def span(style: str, words: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


MARK = '<text:bookmark-start text:name="hj_a"/>{}<text:bookmark-end text:name="hj_a"/>'


@pytest.mark.parametrize(
    ("body", "printed", "hidden"),
    [
        (f"<text:p>收入{span('T1', '9')}15万元</text:p>", "收入15万元", "9"),
        (f"<text:p>收入{span('T2', '9')}15万元</text:p>", "收入15万元", "9"),
        (f"<text:p>收入{span('T3', '9')}15万元</text:p>", "收入915万元", ""),
        (f"<text:p>收入{span('Away', '甲' + span('T3', '乙'))}丙</text:p>", "收入乙丙", "甲"),
        ('<text:p>上</text:p><text:p text:style-name="P1">9万元</text:p><text:p>下</text:p>', "上\n下", "9万元"),
        (f'<text:p>上</text:p><text:p text:style-name="P1">9{span("T3", "8")}</text:p>', "上\n8", "9"),
        (f"<text:p>{MARK.format(span('T1', '15万元'))}。</text:p>", "。", "15万元"),
        (
            f"<table:table><table:table-row><table:table-cell><text:p>{span('T1', '7')}5</text:p></table:table-cell></table:table-row></table:table>",
            "5",
            "7",
        ),
        (
            f'<text:p>上</text:p><text:section text:name="s" text:display="none"><text:p>{MARK.format("15万元")}</text:p></text:section>',
            "上\n",
            "15万元",
        ),
        (
            '<text:section text:display="condition" text:is-hidden="true"><text:section><text:p>9<text:span>8</text:span></text:p></text:section></text:section><text:p>下</text:p>',
            "下",
            "9",
        ),
        ('<text:section text:display="condition" text:is-hidden="false"><text:p>9万元</text:p></text:section>', "9万元", ""),
        (
            '<text:section text:display="none"><table:table><table:table-row><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row></table:table></text:section><text:p>下</text:p>',
            "\n下",
            "7",
        ),
        ('<text:p>上</text:p><text:p>收入9<text:hidden-paragraph text:is-hidden="true"/></text:p>', "上", "收入9"),
        ('<text:p>收入<text:hidden-text text:is-hidden="true" text:string-value="9"/>15</text:p>', "收入15", "9"),
    ],
)
def test_hidden_letters_are_not_read_and_told_once(body: str, printed: str, hidden: str, jail: Jail, tmp_path: Path) -> None:
    path = tmp_path / "报告.odt"
    path.write_bytes(text(body))
    found, problems = marked.read(path, path.name, jail)
    assert found is not None, problems
    assert found.document is not None
    assert found.document.text == printed
    assert [(each.code, each.found) for each in found.problems] == ([("RD51", hidden)] if hidden else [])
    assert all(mark.start == mark.end for mark in found.marks)
