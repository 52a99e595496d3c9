"""Makes the report templates in rulebook/templates/reports from the outlines beside this script; `--check` only compares.

An outline is text, one paragraph a line:

    !  题目        #  一级标题    ##  二级标题    ###  三级标题      plain line  正文
    @附件 1        附件标记       @表题 …         表题（居中）       @单位 万元  表题下的单位
    @落款 …        落款           @横排 / @竖排      @封面 … 到 @正文
    @并入 名称      put another outline (parts/名称.txt) here
    @叙述 甲 或 乙    the paragraphs of one or more lists, or a remark that there are none; `@细述` numbers them（1）
    @若 名称：句子   a sentence if the value is known, else why it is not
    @变动 名称 = 增长率：句子   a sentence with 〔变动〕: from both years, from the stated rate, or without
    @基金 名称 = 标签  a budget of its own: none, so much, or not given
    @填表 · @注 …   the line of names under a form, a note under a table

A table: `@表 宽度=52,26,26,26,26 对齐=l,r,r,r,r 表头=1 连注=0` (so many last rows stay with the notes below), then rows of `| cell | cell |`; `<3` before a cell spans three columns, `^` merges with
the cell above, `v` before a cell merges repeated equal cells downwards. `@列 …` gives the cells of a figure row with {名} for the reference,
and `@行 label = reference` adds one such row, shown only if any figure of it is known. A table of such rows, and its title, are shown only if a row is;
`@合计行` adds a total, which alone does not make the table appear, `@定行` a row that is always there.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from hengji.writing.package import pack

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
OUTLINES = HERE / "outlines"
TARGET = HERE.parent / "rulebook" / "templates" / "reports"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SONG, HEI, KAI, FANG, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
LATIN = "Times New Roman"

MM = 1440 / 25.4
PITCH = 579  # 28.95 磅：版心 225 毫米排 22 行
SPACE = -849  # 版心 156 毫米排 28 字：每字比 16 磅窄 0.207 磅，单位是 1/4096 磅
LONG, SHORT = 16838, 11906
TOP, LEFT, BOTTOM, RIGHT = round(37 * MM), round(28 * MM), round(35 * MM), round(26 * MM)
FOOTER, FOOTER_WIDE = round(26 * MM), round(16 * MM)
TITLE_LINE = 720
TABLE_LINE, NOTE_LINE = 320, 260

_MARK = re.compile(r"(\{\{[^{}]*\}\})")
_OWN_CONDITION = re.compile(r"\{\{若有 [^{}]*\}\}")
_EMPHASIS = re.compile(r"(\*\*.+?\*\*)")
BODY_POINTS = 16
CONDENSED, EVEN = '<w:spacing w:val="-5"/>', '<w:spacing w:val="0"/>'  # 16 磅减 0.25 磅：156 毫米恰排 28 字
INSIDE = '<w:widowControl w:val="0"/>'  # 22 lines on every page
OFF_GRID = '<w:snapToGrid w:val="0"/>'
GAPS = ("待说明",)
YELLOW = '<w:highlight w:val="yellow"/>'
NOTHING, BOLD, NO_BOLD = "", "<w:b/>", '<w:b w:val="0"/>'
FROM_ONE = '<w:pgNumType w:start="1"/>'
ALIGN = {"左": "l", "中": "c", "右": "r"}
NAMED = {"l": "TableText", "c": "TableCentre", "r": "TableFigure"}


# ---- WordprocessingML


def fonts(east_asian: str, latin: str = LATIN) -> str:
    """All four attributes: Latin letters and digits in Times New Roman, everything else in the Chinese face."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east_asian}" w:cs="{east_asian}"/>'


def size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def runs(text: str) -> str:
    """Runs of a text: marks alone in a run, a gap on a yellow ground, **words** bold; the hint keeps “ ” in the Chinese face."""
    made = []
    for piece in _EMPHASIS.split(text):
        bold = piece.startswith("**") and piece.endswith("**") and len(piece) > 4
        inner = piece[2:-2] if bold else piece
        for part in _MARK.split(inner):
            if part:
                gap = any(word in part for word in GAPS) and part.startswith("{{")
                properties = (BOLD if bold else "") + (YELLOW if gap else "")
                made.append(
                    f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{properties}</w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
                )
    return "".join(made)


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{head}{runs(text)}</w:p>"


def style(
    identifier: str,
    name: str,
    face: str,
    points: float,
    paragraph_properties: str,
    *,
    based: str = "Normal",
    bold: bool = False,
    latin: str = LATIN,
) -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = ' w:default="1"' if identifier == "Normal" else ""
    own = "" if name.isascii() else ' w:customStyle="1"'
    following = '<w:next w:val="Normal"/>' if identifier != "Normal" else ""
    pitch = CONDENSED if points == BODY_POINTS else EVEN
    return (
        f'<w:style w:type="paragraph"{default}{own} w:styleId="{identifier}"><w:name w:val="{name}"/>{base}{following}<w:qFormat/>'
        f"<w:pPr>{paragraph_properties}</w:pPr><w:rPr>{fonts(face, latin)}{BOLD if bold else NO_BOLD}{OFF_GRID}{pitch}{size(points)}</w:rPr></w:style>"
    )


def lines(exact: int, before: int = 0, after: int = 0) -> str:
    """An exact line pitch. Paragraphs keep 22 lines of 28 letters by themselves: LibreOffice gives a letter wider than its cell two cells."""
    return f'{OFF_GRID}<w:spacing w:before="{before}" w:after="{after}" w:line="{exact}" w:lineRule="exact"/>'


def styles() -> str:
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    none = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    both = '<w:jc w:val="both"/>'
    centre, right = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
    keep = "<w:keepNext/><w:keepLines/>"
    cell = f"{lines(TABLE_LINE)}{none}"
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}<w:kern w:val="2"/>{size(BODY_POINTS)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    body = [
        style("Normal", "Normal", FANG, 16, f"{INSIDE}{lines(PITCH)}{indent}{both}", based=""),
        style("Title", "Title", TITLE, 22, f"<w:keepNext/>{lines(TITLE_LINE, 0, 120)}{none}{centre}"),
        style("Heading1", "heading 1", HEI, 16, f'{keep}{lines(PITCH)}{indent}{both}<w:outlineLvl w:val="0"/>'),
        style("Heading2", "heading 2", KAI, 16, f'{keep}{lines(PITCH)}{indent}{both}<w:outlineLvl w:val="1"/>'),
        style("Heading3", "heading 3", FANG, 16, f'{keep}{lines(PITCH)}{indent}{both}<w:outlineLvl w:val="2"/>', bold=True),
        style("AttachmentNote", "附件说明", FANG, 16, f"<w:keepNext/>{lines(PITCH)}{indent}{both}"),
        style("Attachment", "附件标记", HEI, 16, f'<w:keepNext/><w:pageBreakBefore/>{lines(PITCH)}{none}<w:jc w:val="left"/>'),
        style(
            "Signature",
            "落款",
            FANG,
            16,
            f'<w:keepLines/>{lines(PITCH)}<w:ind w:rightChars="400" w:right="1264" w:firstLineChars="0" w:firstLine="0"/>{right}',
        ),
        style(
            "Cover", "封面", FANG, 16, f'{lines(800)}<w:ind w:left="640" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
        ),
        style("TableTitle", "表题", HEI, 14, f"<w:keepNext/>{lines(480, 120)}{none}{centre}"),
        style("TableUnit", "表单位", FANG, 10.5, f"<w:keepNext/>{lines(TABLE_LINE)}{none}{right}"),
        style("TableHead", "表头", HEI, 10.5, f"<w:keepNext/>{cell}{centre}"),
        style("TableText", "表文", FANG, 10.5, f'{cell}<w:jc w:val="left"/>'),
        style("TableCentre", "表文居中", FANG, 10.5, f"{cell}{centre}"),
        style("TableFigure", "表中数字", FANG, 10.5, f"{cell}{right}"),
        style("TableNote", "表注", FANG, 9, f"<w:keepNext/><w:keepLines/>{lines(NOTE_LINE, 40)}{none}{both}"),
        style("Hairline", "细行", FANG, 2, f"{lines(140)}{none}"),
        style("SectionEnd", "节末", FANG, 1, f"{lines(10)}{none}"),
        style("Footer", "footer", SONG, 14, f"{OFF_GRID}{none}", latin=SONG),
        style("Header", "header", SONG, 9, f"{OFF_GRID}{none}"),
    ]
    return f'<w:styles xmlns:w="{W}">{defaults}{"".join(body)}</w:styles>'


def footer(*, odd: bool) -> str:
    """「— 1 —」 outside, one letter in from the edge."""
    side = "right" if odd else "left"
    place = f'<w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:ftr xmlns:w="{W}"><w:p>{place}{dash.format("— ")}{number}{dash.format(" —")}</w:p></w:ftr>'


def section(*, wide: bool, numbered: bool, restart: bool = False) -> str:
    """Page size and margins, the grid of 22 lines and 28 letters, and the page number."""
    width, height = (LONG, SHORT) if wide else (SHORT, LONG)
    turned = ' w:orient="landscape"' if wide else ""
    edges = (LEFT, TOP, RIGHT, BOTTOM) if wide else (TOP, RIGHT, BOTTOM, LEFT)
    numbers = f'<w:footerReference w:type="default" r:id="{"rId3" if numbered else "rId5"}"/><w:footerReference w:type="even" r:id="{"rId4" if numbered else "rId5"}"/>'
    grid = f'<w:docGrid w:type="linesAndChars" w:linePitch="{PITCH}" w:charSpace="{SPACE}"/>'
    return (
        f'<w:sectPr>{numbers}<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{edges[0]}" w:right="{edges[1]}" w:bottom="{edges[2]}" w:left="{edges[3]}" w:header="850" w:footer="{FOOTER_WIDE if wide else FOOTER}" w:gutter="0"/>'
        f"{FROM_ONE if restart else NOTHING}{grid}</w:sectPr>"
    )


# ---- tables


@dataclass
class Table:
    """A table of an outline while its rows are read."""

    widths: list[int]
    align: list[str]
    heads: int
    kept: int = 0
    rows: list[str] = field(default_factory=list)
    cells: str = ""
    conditions: list[str] = field(default_factory=list)

    def set_cells(self, cells: str) -> None:
        """The cells of the figure rows that follow."""
        self.cells = cells

    def add_fixed(self, line: str) -> None:
        """A row of one reference that is always there, as in a form."""
        label, equals, reference = line.partition("=")
        name = reference.strip() if equals else label.strip()
        self.rows.append("| " + label.strip(" ") + " | " + self.cells.replace("{名}", name) + " |")

    def add_total(self, line: str) -> None:
        """A row of one reference that is no reason for the table to appear."""
        self.add_figures(line)
        self.conditions.pop()

    def add_figures(self, line: str) -> None:
        """A row of one reference, shown only if any figure of it is known."""
        label, equals, reference = line.partition("=")
        reference = reference.strip() if equals else label.strip()
        label = label.strip(" ")
        self.conditions.append(f"{reference}.任一")
        self.rows.append("| {{若有 " + reference + ".任一}}" + label + " | " + self.cells.replace("{名}", reference) + " |")

    def condition(self) -> str:
        """What must be known for the table to appear."""
        return "{{若有 " + " 或 ".join(self.conditions) + "}}" if self.conditions else ""

    def own_condition(self) -> str:
        """The condition that the outline itself wrote into the first cell."""
        found = _OWN_CONDITION.search(self.rows[0].split("|")[1])
        return found[0] if found else ""

    def xml(self) -> str:
        """The table in WordprocessingML."""
        width = sum(self.widths)
        edge = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
        borders = "".join(f"<w:{side} {edge}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        grid = "".join(f'<w:gridCol w:w="{round(one * MM)}"/>' for one in self.widths)
        margins = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
        head = (
            f'<w:tblPr><w:tblW w:w="{round(width * MM)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        )
        return f"<w:tbl>{head}{''.join(self._row(number, row) for number, row in enumerate(self.rows))}</w:tbl>"

    def _row(self, number: int, text: str) -> str:
        heading = number < self.heads
        cells, column = [], 0
        for place, cell in enumerate(text.strip(" ").strip("|").split("|")):
            xml, used = self._cell(
                cell.strip(" "), column, heading=heading, first=number == 0 and place == 0, sticky=self._sticky(number)
            )
            cells.append(xml)
            column += used
        if column != len(self.widths):
            raise ValueError(f"{column} of {len(self.widths)} columns: {text}")
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if heading else ''}</w:trPr>{''.join(cells)}</w:tr>"

    def _sticky(self, number: int) -> bool:
        """Whether a row stays with what comes after it: all rows of a short table, the last of one that has notes below it."""
        from_last = len(self.rows) - number
        return from_last <= self.kept or bool(self.conditions and from_last > 1)

    def _cell(self, text: str, column: int, *, heading: bool, first: bool, sticky: bool) -> tuple[str, int]:
        span, merge = 1, ""
        found = re.match(r"<(\d+)\s*", text)
        if found:
            span, text = int(found[1]), text[found.end() :]
        if text == "^":
            merge, text = "<w:vMerge/>", ""
        elif text.startswith("v "):
            merge, text = '<w:vMerge w:val="restart"/>', text[2:]
        align = self.align[column]
        if text.startswith(("左 ", "中 ", "右 ")):
            align, text = ALIGN[text[0]], text[2:]
        named = "TableHead" if heading else NAMED[align]
        if first:
            text = self.condition() + text
        together = "<w:keepNext/>" if sticky else ""
        width = round(sum(self.widths[column : column + span]) * MM)
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        return f"<w:tc>{properties}{paragraph(text, named, together)}</w:tc>", span


def read_table(arguments: str) -> Table:
    given = dict(part.split("=", 1) for part in arguments.split())
    widths = [int(one) for one in given["宽度"].split(",")]
    align = given["对齐"].split(",") if "对齐" in given else ["l"] * len(widths)
    return Table(widths, align, int(given.get("表头", "1")), int(given.get("连注", "0")))


# ---- outlines


@dataclass
class Document:
    """The body of a template while its outline is read."""

    body: list[str] = field(default_factory=list)
    table: Table | None = None
    waiting: list[tuple[str, str]] = field(default_factory=list)
    wide: bool = False
    numbered: bool = True
    restart: bool = False

    def put(self, text: str, named: str = "") -> None:
        """A paragraph in a style."""
        self.close()
        self.body.append(paragraph(text, named))

    def close(self) -> None:
        """Ends an open table: its title and unit appear only if it does."""
        if self.table is None:
            return
        condition = self.table.condition()
        self.body += [paragraph(condition + text, named) for named, text in self.waiting]
        self.body.append(self.table.xml())
        together = "<w:keepNext/>" if self.table.kept else ""
        self.body.append(paragraph(condition or self.table.own_condition(), "Hairline", together))
        self.table, self.waiting = None, []

    def break_section(self) -> None:
        """Ends a section here, as it was begun."""
        self.close()
        self.body.append(
            f'<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{section(wide=self.wide, numbered=self.numbered, restart=self.restart)}</w:pPr></w:p>'
        )
        self.restart = False

    def line(self, text: str) -> None:
        """One line of an outline."""
        word, _, rest = text.partition(" ")
        if word == "!":
            self.put(rest, "Title")
        elif word in {"#", "##", "###"}:
            self.put(rest, f"Heading{len(word)}")
        elif word.startswith("@"):
            self.directive(word[1:], rest.strip(" "))
        elif text.startswith("|"):
            self.open_table().rows.append(text)
        else:
            self.put(text)

    def directive(self, word: str, rest: str) -> None:
        """A line that begins with @."""
        if word in STYLED:
            style_, prefix = STYLED[word]
            self.put(prefix + rest, style_)
        elif word in TITLES:
            if self.table:
                self.close()
            style_, prefix = TITLES[word]
            self.waiting.append((style_, prefix + rest))
        elif word in SENTENCES:
            for text in SENTENCES[word](rest):
                self.line(text)
        else:
            DIRECTIVES[word](self, rest)

    def open_table(self) -> Table:
        """The table that rows go into."""
        if self.table is None:
            raise ValueError("a row outside a table")
        return self.table

    def begin_table(self, arguments: str) -> None:
        """Ends the table before and begins another, under the titles that wait for it."""
        waiting, self.waiting = (self.waiting, []) if self.table is None else ([], self.waiting)
        self.close()
        self.table, self.waiting = read_table(arguments), waiting or self.waiting

    def turn(self, *, wide: bool) -> None:
        """Ends the section; the next is landscape or portrait."""
        self.break_section()
        self.wide = wide

    def cover(self, _: str) -> None:
        """What follows is the cover, without page numbers."""
        self.numbered = False

    def main_text(self, _: str) -> None:
        """Ends the cover; pages count from here."""
        self.break_section()
        self.numbered, self.restart = True, True

    def xml(self) -> str:
        """The whole document."""
        self.close()
        last = section(wide=self.wide, numbered=self.numbered, restart=self.restart)
        return f'<w:document xmlns:w="{W}" xmlns:r="{RELATIONS}"><w:body>{"".join(self.body)}{last}</w:body></w:document>'


def outline_lines(path: Path) -> list[str]:
    """The lines that say something; `//` begins a remark."""
    return [line.strip(" ") for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("//")]


def _narrative(names: str, number: str = "序") -> list[str]:
    first, *others = names.split(" 或 ")
    paragraphs = ["{{每个 " + first + "}}{{" + number + "}}{{内容}}", *("{{每个 " + name + "}}{{内容}}" for name in others)]
    return [*paragraphs, "{{若无 " + names + "}}（未提供本节内容。）"]


def _if_known(rest: str) -> list[str]:
    name, _, sentence = rest.partition("：")
    return ["{{若有 " + name + "}}" + sentence, "{{若无 " + name + "}}（{{" + name + ".说明}}。）"]


def _budget(rest: str) -> list[str]:
    name, _, label = (part.strip() for part in rest.partition("="))
    amount = "".join("{{" + name + suffix + "}}" for suffix in ("", ".较上年", ".原因", ".待说明上年"))
    return [
        "{{若有 " + name + ".为零}}{{年度}}年无" + label + "。",
        "{{若有 " + name + ".不为零}}{{年度}}年" + label + amount + "。",
        "{{若无 " + name + "}}（{{" + name + ".说明}}。）",
    ]


def _changed(rest: str) -> list[str]:
    """`@变动 名称 = 增长率名称：句子`, 〔变动〕 in the sentence: by both figures, by the stated rate, or not to be told."""
    head, _, sentence = rest.partition("：")
    name, _, rate = (part.strip() for part in head.partition("="))
    known = "{{若有 " + name + "}}"
    none = known + "{{若无 上年(" + name + ")}}"
    change = "".join("{{" + name + suffix + "}}" for suffix in (".较上年", ".原因", ".待说明上年"))
    said = [known + "{{若有 上年(" + name + ")}}" + sentence.replace("〔变动〕", change)]
    if rate:
        said.append(
            none
            + "{{若有 "
            + rate
            + "}}"
            + sentence.replace("〔变动〕", "，较上年增长{{" + rate + "}}" + "{{" + name + ".主要原因}}")
        )
    return [*said, none + ("{{若无 " + rate + "}}" if rate else "") + sentence.replace("〔变动〕", "{{" + name + ".原因}}")]


STYLED = {
    "附件": ("Attachment", "附件"),
    "落款": ("Signature", ""),
    "封面行": ("Cover", ""),
    "注": ("TableNote", ""),
    "空行": ("", ""),
    "附件说明": ("AttachmentNote", ""),
    "落款前": ("AttachmentNote", ""),
    "填表": ("TableNote", "{{填表栏}}"),
}
TITLES = {"表题": ("TableTitle", ""), "单位": ("TableUnit", "单位：")}
SENTENCES: dict[str, Callable[[str], list[str]]] = {
    "叙述": _narrative,
    "细述": lambda names: _narrative(names, "括序"),
    "若": _if_known,
    "基金": _budget,
    "变动": _changed,
    "并入": lambda name: outline_lines(OUTLINES / "parts" / f"{name}.txt"),
}
DIRECTIVES: dict[str, Callable[[Document, str], None]] = {
    "表": Document.begin_table,
    "列": lambda document, rest: document.open_table().set_cells(rest),
    "行": lambda document, rest: document.open_table().add_figures(rest),
    "定行": lambda document, rest: document.open_table().add_fixed(rest),
    "合计行": lambda document, rest: document.open_table().add_total(rest),
    "横排": lambda document, _: document.turn(wide=True),
    "竖排": lambda document, _: document.turn(wide=False),
    "封面": Document.cover,
    "正文": Document.main_text,
}


# ---- the package


def declared(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()


def content_types() -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    parts = {
        "/word/document.xml": f"{kind}document.main+xml",
        "/word/styles.xml": f"{kind}styles+xml",
        "/word/settings.xml": f"{kind}settings+xml",
        "/word/footer1.xml": f"{kind}footer+xml",
        "/word/footer2.xml": f"{kind}footer+xml",
        "/word/footer3.xml": f"{kind}footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in parts.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relations(entries: dict[str, tuple[str, str]]) -> str:
    made = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in entries.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


def core_properties() -> str:
    when = "1980-01-01T00:00:00Z"
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:title>{{单位名称}}{{年度}}年度部门整体支出绩效自评报告</dc:title><dc:creator>{{单位名称}}</dc:creator><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def settings() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def template(path: Path) -> bytes:
    """The Word file of an outline."""
    document = Document()
    for line in outline_lines(path):
        document.line(line)
    office = RELATIONS
    package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    empty = f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p></w:ftr>'
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            {"rId1": (f"{office}/officeDocument", "word/document.xml"), "rId2": (package, "docProps/core.xml")}
        ),
        "docProps/core.xml": core_properties(),
        "word/document.xml": document.xml(),
        "word/_rels/document.xml.rels": relations(
            {
                "rId1": (f"{office}/styles", "styles.xml"),
                "rId2": (f"{office}/settings", "settings.xml"),
                "rId3": (f"{office}/footer", "footer1.xml"),
                "rId4": (f"{office}/footer", "footer2.xml"),
                "rId5": (f"{office}/footer", "footer3.xml"),
            }
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/footer1.xml": footer(odd=True),
        "word/footer2.xml": footer(odd=False),
        "word/footer3.xml": empty,
    }
    return pack({name: declared(xml) for name, xml in parts.items()})


def main(arguments: list[str] | None = None) -> int:
    """Writes the templates, or with `--check` says which of them differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare with the committed files")
    check = parser.parse_args(arguments).check
    TARGET.mkdir(parents=True, exist_ok=True)
    stale = []
    for path in sorted(OUTLINES.glob("*.txt")):
        made, target = template(path), TARGET / f"{path.stem}.docx"
        if not target.exists() or target.read_bytes() != made:
            stale.append(target.name)
            if not check:
                target.write_bytes(made)
    print("\n".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
