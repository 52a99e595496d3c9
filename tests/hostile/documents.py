"""The smallest Word file and workbook that open, part by part, and the same with one part changed or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.archives import Piece, archive

from hengji.reading.gate.opening import Opened, open_file

if TYPE_CHECKING:
    from hengji.core.problem import Problem

OFFICE = "application/vnd.openxmlformats-officedocument."
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET, BOOK, WORD, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "word/document.xml", "xl/sharedStrings.xml"


def types(**overrides: str) -> bytes:
    """[Content_Types].xml; the names of parts with __ for / and _dot_ for ."""
    lines = "".join(
        f'<Override PartName="/{part.replace("__", "/").replace("_dot_", ".")}" ContentType="{kind}"/>'
        for part, kind in overrides.items()
    )
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
        )
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{DECLARED}<Types xmlns="{namespace}">{defaults}{lines}</Types>'.encode()


def relations(*each: tuple[str, str, str] | tuple[str, str, str, str]) -> bytes:
    """A .rels part: id, the last word of the type (or a whole type), target, mode."""
    lines = "".join(
        f'<Relationship Id="{line[0]}" Type="{line[1] if ":" in line[1] else LINK + line[1]}" Target="{line[2]}"'
        + (f' TargetMode="{line[3]}"' if len(line) > 3 else "")
        + "/>"
        for line in each
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{DECLARED}<Relationships xmlns="{namespace}">{lines}</Relationships>'.encode()


def word(inside: str = "<w:p><w:r><w:t>年末结转和结余15.47万元</w:t></w:r></w:p>") -> bytes:
    return f"{DECLARED}<w:document {W}><w:body>{inside}</w:body></w:document>".encode()


def sheet(rows: str = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', before: str = "", after: str = "") -> bytes:
    return f"{DECLARED}<worksheet {S}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def strings(*texts: str) -> bytes:
    return f"{DECLARED}<sst {S}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>".encode()


def docx_parts() -> dict[str, bytes]:
    return {
        "[Content_Types].xml": types(word__document_dot_xml=OFFICE + "wordprocessingml.document.main+xml"),
        "_rels/.rels": relations(("rId1", "officeDocument", WORD)),
        WORD: word(),
        "word/_rels/document.xml.rels": relations(("rId1", "hyperlink", "https://example.org/", "External")),
    }


def xlsx_parts() -> dict[str, bytes]:
    kinds = {
        "xl__workbook_dot_xml": OFFICE + "spreadsheetml.sheet.main+xml",
        "xl__worksheets__sheet1_dot_xml": OFFICE + "spreadsheetml.worksheet+xml",
        "xl__sharedStrings_dot_xml": OFFICE + "spreadsheetml.sharedStrings+xml",
    }
    return {
        "[Content_Types].xml": types(**kinds),
        "_rels/.rels": relations(("rId1", "officeDocument", BOOK)),
        BOOK: f'{DECLARED}<workbook {S} {R}><sheets><sheet name="收支" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
        ),
        SHEET: sheet(),
        STRINGS: strings("年末结转和结余"),
    }


def zipped(parts: dict[str, bytes]) -> bytes:
    return archive(*(Piece(name, data) for name, data in parts.items()))


def docx(**changes: bytes) -> bytes:
    """A Word file whose main part (`main`) or others (`parts`) are changed."""
    return zipped(docx_parts() | ({WORD: changes["main"]} if "main" in changes else {}))


def xlsx(rows: bytes) -> bytes:
    """A workbook with this worksheet."""
    return zipped(xlsx_parts() | {SHEET: rows})


def told(file: str, content: bytes) -> list[tuple[str, str, str]]:
    """Code, where, found of each problem; nothing for a file that may be read."""
    answer = open_file(file, content)
    return [] if isinstance(answer, Opened) else [(each.code, each.place.where, each.found) for each in answer]


def opened(file: str, content: bytes) -> Opened:
    answer = open_file(file, content)
    assert isinstance(answer, Opened), [problem_line(each) for each in answer]
    return answer


def problem_line(problem: Problem) -> str:
    return f"{problem.place} {problem.code} {problem.found}"
