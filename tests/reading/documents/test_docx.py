"""Word files: what a person sees, in the order of reading; what is not seen is told."""

from __future__ import annotations

from io import BytesIO

import docx
from tests.reading.documents.makers import Reader, blocks, cautions, cells, p, spans, tbl, tc, texts, word_file

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="character" w:styleId="h"><w:name w:val="藏"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def level(depth: int, way: str, label: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{way}"/><w:lvlText w:val="{label}"/>{more}</w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%3.%4", "<w:isLgl/>")
    + level(4, "bullet", "·")
    + '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def listed(text: str, depth: int, number: int = 2) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_headings_by_style_and_outline_and_paragraphs_without_empty_ones(reader: Reader) -> None:
    body = (
        p("一、概况", '<w:pStyle w:val="1"/>') + p() + p("　本年收入10万元。")
        + p("二、结论", '<w:pStyle w:val="x"/>') + p("（一）管理", '<w:outlineLvl w:val="1"/>')
    )  # fmt: skip
    document = reader.document("报告.docx", word_file(body, styles=STYLES))
    assert blocks(document) == [
        ("heading", "¶1", "一、概况"),
        ("paragraph", "¶2", "本年收入10万元。"),
        ("heading", "¶3", "二、结论"),
        ("heading", "¶4", "（一）管理"),
    ]
    assert [block.level for block in document.blocks] == [1, 0, 1, 2]
    assert document.text == "一、概况\n本年收入10万元。\n二、结论\n（一）管理"


def test_the_number_that_a_list_prints_is_part_of_the_text(reader: Reader) -> None:
    body = "".join(
        listed(text, depth, number)
        for text, depth, number in (
            ("概况", 0, 2), ("职能", 1, 2), ("机构", 1, 2), ("拟订政策", 2, 2), ("组织实施", 2, 2), ("细目", 3, 2),
            ("结论", 0, 2), ("成效", 1, 2), ("点", 4, 2), ("重新开始", 0, 3), ("接着", 0, 2),
        )
    )  # fmt: skip
    document = reader.document("报告.docx", word_file(body, numbering=NUMBERING))
    assert texts(document) == [
        "一、概况", "（一）职能", "（二）机构", "1. 拟订政策", "2. 组织实施", "1.2.1 细目",
        "二、结论", "（一）成效", "点", "一、重新开始", "二、接着",
    ]  # fmt: skip
    assert {block.kind for block in document.blocks} == {"item"}


def test_a_heading_with_an_automatic_number_stays_a_heading(reader: Reader) -> None:
    numbered = STYLES.replace('<w:outlineLvl w:val="0"/>', '<w:numPr><w:numId w:val="2"/></w:numPr><w:outlineLvl w:val="0"/>')
    content = word_file(p("概况", '<w:pStyle w:val="1"/>'), styles=numbered, numbering=NUMBERING)
    assert blocks(reader.document("报告.docx", content)) == [("heading", "¶1", "一、概况")]


def test_line_breaks_tabs_and_signs_stay_inside_a_paragraph(reader: Reader) -> None:
    inside = (
        run("甲") + "<w:r><w:br/></w:r>" + run("乙") + "<w:r><w:tab/></w:r>" + run("丙")
        + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:softHyphen/></w:r>'
    )  # fmt: skip
    assert texts(reader.document("报告.docx", word_file(f"<w:p>{inside}</w:p>"))) == ["甲\n乙\t丙☑-"]


def test_a_field_prints_its_result_and_a_link_its_words(reader: Reader) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inside = (
        mark("begin") + "<w:r><w:instrText>= 1 + 1</w:instrText></w:r>" + run("指令") + mark("separate") + run("2") + mark("end")
        + '<w:fldSimple w:instr="PAGE">' + run("3") + '</w:fldSimple><w:hyperlink w:anchor="a">' + run("链接") + "</w:hyperlink>"
    )  # fmt: skip
    assert texts(reader.document("报告.docx", word_file(f"<w:p>{inside}</w:p>"))) == ["23链接"]


def test_a_table_has_merged_cells_places_and_what_stands_above_it(reader: Reader) -> None:
    table = tbl(
        tc("科目", '<w:vMerge w:val="restart"/>') + tc("2022年", '<w:gridSpan w:val="2"/>'),
        tc("", "<w:vMerge/>") + tc("预算") + tc("决算"),
        tc("支出") + tc("") + tc(p("1,000.00") + p("（其中）")),
    )
    document = reader.document("报告.docx", word_file(p("收支情况如下。") + p("表1 收支") + p("单位：万元") + table + p("后")))
    assert cells(document) == {
        "A1": "科目", "B1": "2022年", "B2": "预算", "C2": "决算", "A3": "支出", "B3": "", "C3": "1,000.00\n（其中）",
    }  # fmt: skip
    assert spans(document) == {"A1": (2, 1), "B1": (1, 2)}
    assert (document.tables[0].place, document.tables[0].caption) == ("表1", "表1 收支\n单位：万元")
    assert document.text.endswith("单位：万元\n科目\t2022年\n预算\t决算\n支出\t\t1,000.00\n（其中）\n后")
    assert document.blocks[-1].place == "¶4"


def test_a_nested_table_is_a_further_table(reader: Reader) -> None:
    inner = tbl(tc("内1") + tc("内2"))
    document = reader.document("报告.docx", word_file(tbl(tc(p("外") + inner + p("面"))) + tbl(tc("次"))))
    assert [(table.place, cells(document, at)) for at, table in enumerate(document.tables)] == [
        ("表1", {"A1": "外\n面"}),
        ("表2", {"A1": "内1", "B1": "内2"}),
        ("表3", {"A1": "次"}),
    ]


def test_a_text_box_is_read_once(reader: Reader) -> None:
    box = f"<w:txbxContent>{p('框内15.47万元')}</w:txbxContent>"
    both = (
        '<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>"
    )
    document = reader.document("报告.docx", word_file(both + p("完")))
    assert blocks(document) == [("paragraph", "¶1", "前后"), ("box", "¶2", "框内15.47万元"), ("paragraph", "¶3", "完")]


def test_changes_are_read_as_accepted_and_told_once(reader: Reader) -> None:
    changed = (
        "<w:p>" + run("支出") + '<w:ins w:id="1">' + run("15.47") + '</w:ins><w:del w:id="2"><w:r><w:delText>15.74</w:delText></w:r></w:del>'
        + run("万元") + "</w:p>"
    )  # fmt: skip
    joined = p("前半", '<w:rPr><w:del w:id="3"/></w:rPr>') + p("后半")
    document = reader.document("报告.docx", word_file(p("标题") + changed + joined))
    assert texts(document) == ["标题", "支出15.47万元", "前半后半"]
    assert cautions(document) == [("RD91", "¶2", "3")]


def test_a_row_that_a_change_took_away_is_gone(reader: Reader) -> None:
    table = f"<w:tbl><w:tr>{tc('留')}</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{tc('删')}</w:tr></w:tbl>"
    document = reader.document("报告.docx", word_file(table))
    assert (cells(document), cautions(document)) == ({"A1": "留"}, [("RD91", "表1", "1")])


def test_hidden_text_is_told_and_not_read(reader: Reader) -> None:
    body = (
        p("甲")
        + "<w:p>"
        + run("乙")
        + run("底稿99", "<w:vanish/>")
        + run("藏", '<w:rStyle w:val="h"/>')
        + run("丙", '<w:vanish w:val="0"/>')
        + "</w:p>"
    )
    document = reader.document("报告.docx", word_file(body, styles=STYLES))
    assert (texts(document), cautions(document)) == (["甲", "乙丙"], [("RD51", "¶2", "底稿99")])


def test_comments_are_told_with_the_first_and_not_read(reader: Reader) -> None:
    note = '<w:r><w:commentReference w:id="5"/></w:r>'
    comments = f'<w:comment w:id="4">{p("另一条")}</w:comment><w:comment w:id="5">{p("这个数再核")}</w:comment>'
    document = reader.document("报告.docx", word_file(p("甲") + p("乙", after=note), comments=comments))
    assert (texts(document), cautions(document)) == (["甲", "乙"], [("RD92", "¶2", "这个数再核")])
    assert dict(document.problems[0].slots) == {"count": "2"}


def test_notes_and_margins_stand_after_the_body(reader: Reader) -> None:
    def note(identity: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{identity}"/></w:r>'

    footnotes = "".join(
        f'<w:footnote w:id="{identity}">{p(text)}</w:footnote>' for identity, text in ((2, "晚"), (3, "早"), (4, "无"))
    )
    endnotes = f'<w:endnote w:id="1">{p("末")}</w:endnote>'
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    content = word_file(
        p("收入10万元", after=note(3)) + p("支出", after=note(2) + end), footnotes=footnotes, endnotes=endnotes,
        header1=p("某局自评报告"), footer1=p("第1页") + p(),
    )  # fmt: skip
    assert blocks(reader.document("报告.docx", content)) == [
        ("paragraph", "¶1", "收入10万元"), ("paragraph", "¶2", "支出"), ("footnote", "脚注1", "早"), ("footnote", "脚注2", "晚"),
        ("footnote", "尾注1", "末"), ("margin", "页眉1", "某局自评报告"), ("margin", "页脚1", "第1页"),
    ]  # fmt: skip


def test_what_content_controls_wrap_is_read_in_its_place(reader: Reader) -> None:
    body = p("甲") + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('乙')}{tbl(tc('丙'))}</w:sdtContent></w:sdt>" + p("丁")
    assert reader.document("报告.docx", word_file(body)).text == "甲\n乙\n丙\n丁"


def test_a_fraction_is_read_with_its_bar(reader: Reader) -> None:
    formula = "<m:oMath><m:r><m:t>率=</m:t></m:r><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f></m:oMath>"
    assert texts(reader.document("报告.docx", word_file(f"<w:p>{formula}</w:p>"))) == ["率=3/4"]


def test_an_image_in_place_of_text_is_told_or_refused(reader: Reader) -> None:
    picture = "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"
    assert cautions(reader.document("报告.docx", word_file(p("见下图") + picture))) == [("RD96", "¶2", "1")]
    assert reader.refused("报告.docx", word_file(picture * 2)) == [("RD95", "", "2")]
    assert reader.refused("报告.docx", word_file(p())) == [("RD98", "", "")]


def test_a_picture_in_a_long_report_is_not_worth_a_word(reader: Reader) -> None:
    picture = "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"
    assert cautions(reader.document("报告.docx", word_file(p("本年收入合计与支出合计。" * 30) + picture))) == []


def test_elements_nested_as_deep_as_the_gate_lets_through_are_read(reader: Reader) -> None:
    for opening, closing, depth in (
        ("<w:r>", "</w:r>", 240),
        ("<w:ins>", "</w:ins>", 240),
        ("<m:f><m:num>", "</m:num></m:f>", 120),
        ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>", 120),
        ("<w:r><w:drawing><w:txbxContent><w:p>", "</w:p></w:txbxContent></w:drawing></w:r>", 60),
    ):
        body = f"<w:p>{opening * depth}<w:r><w:t>深</w:t></w:r>{closing * depth}</w:p>"
        assert reader.document("报告.docx", word_file(body)).text.strip("/") == "深"
    table = "<w:tbl><w:tr><w:tc>" * 80 + p("深") + "</w:tc></w:tr></w:tbl>" * 80
    assert len(reader.document("报告.docx", word_file(table)).tables) == 80


def test_a_file_of_an_ordinary_library_is_read(reader: Reader) -> None:
    file, out = docx.Document(), BytesIO()
    file.add_heading("一、概况", 1)
    file.add_paragraph("本年收入10万元。")
    file.add_paragraph("第一项", style="List Number")
    table = file.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 2).text = "末"
    file.save(out)
    document = reader.document("报告.docx", out.getvalue())
    assert blocks(document) == [("heading", "¶1", "一、概况"), ("paragraph", "¶2", "本年收入10万元。"), ("item", "¶3", "1. 第一项")]
    assert (cells(document), spans(document)) == ({"A1": "合并", "C1": "", "A2": "", "B2": "", "C2": "末"}, {"A1": (1, 2)})


def test_a_strict_file_reads_like_a_transitional_one(reader: Reader) -> None:
    usual, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    from tests.hostile.documents import docx_parts, zipped

    parts = docx_parts()
    content = zipped(parts | {"word/document.xml": parts["word/document.xml"].replace(usual, strict)})
    assert texts(reader.document("报告.docx", content)) == ["年末结转和结余15.47万元"]
