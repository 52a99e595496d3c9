"""Files changed at random, through the one door: each is read or refused by a code, soon, and nothing else ever happens.

400 by default; as many as HENGJI_MUTANTS says (20000 for a release). The seed is printed, and HENGJI_SEED runs it again.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.hostile.test_fuzz import as_bytes, as_xml
from tests.reading.documents.makers import p, pdf_file, ruled, tbl, tc, word_file
from tests.reading.documents.test_docx import NUMBERING, STYLES, listed
from tests.reading.documents.test_xlsx import made

from hengji.reading.documents import read
from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter import Workbook

    from hengji.core.document import Document
    from hengji.rulebook.book import Book

MUTANTS = int(os.environ.get("HENGJI_MUTANTS", "400"))
SEED = int(os.environ.get("HENGJI_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
SLOWEST = 20.0
ODD = (
    "",
    "-1",
    "0",
    "999999999",
    "4294967296",
    "1e308",
    "inf",
    "0.1.2",
    "\U00020000",
    "a" * 60,
    "General;;;;",
    "0!.0,",
    "[h]:mm",
    "yyyy.000",
    "true",
    "continue",
)


def workbook(book: Workbook) -> None:
    page = book.add_worksheet("收支")
    page.merge_range("A1:C1", "收支总表")
    page.write("A2", 2900.8, book.add_format({"num_format": "#,##0.00"}))
    page.write("B2", 45356, book.add_format({"num_format": 'yyyy"年"m"月"'}))
    page.write_formula("C2", "=A2*2", None, 5801.6)
    page.write_comment("A2", "请核")
    page.set_row(3, None, None, {"hidden": True})
    page.write("A4", "藏")


def seeds() -> dict[str, bytes]:
    """One honest file of each format, small and with most of what the format can do."""
    table = tbl(
        tc("科目", '<w:gridSpan w:val="2"/>') + tc("决算"),
        tc("支出", '<w:vMerge w:val="restart"/>') + tc("甲") + tc("1.00"),
        tc("", "<w:vMerge/>") + tc("乙") + tc("2.00"),
    )
    body = (
        p("一、概况", '<w:pStyle w:val="1"/>')
        + listed("职能", 1)
        + listed("机构", 1)
        + table
        + p("末", after='<w:r><w:footnoteReference w:id="2"/></w:r>')
    )
    note = f'<w:footnote w:id="2">{p("注")}</w:footnote>'
    page = "<html><head><meta charset=gbk></head><body><h1>报告</h1><ol><li>甲</ol><table><tr><td rowspan=2>乙<td>1.00<tr><td>2.00</table><p hidden>藏</body></html>"
    return {
        "a.docx": word_file(body, styles=STYLES, numbering=NUMBERING, footnotes=note, header1=p("页眉")),
        "a.xlsx": made(workbook),
        "a.pdf": pdf_file("一、概况", ruled([["科目", "决算"], ["支出", "1.00"]], [90, 90]), "末", head="某局"),
        "a.html": page.encode("gbk"),
        "a.md": "# 报告\n\n|科目|决算|\n|--|--|\n|支出|1.00|\n\n末\n".encode(),
        "a.txt": "一、概况\n本年收入2916.27万元，年末结转和结余15.47万元。\n".encode("gb18030"),
    }


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed_parts(content: bytes, draw: random.Random) -> bytes:
    """An archive that is whole, with members changed as XML or as bytes, swapped or left out."""
    parts = parts_of(content)
    for _ in range(draw.choice((1, 1, 2, 4))):
        one, other = draw.choice(sorted(parts)), draw.choice(sorted(parts))
        way = draw.randrange(12)
        if way > 4:
            parts[one] = still_well_formed(parts[one], draw)
        elif way < 2:
            texts = {name: data for name, data in parts.items() if valid(data) and re.search(rb"<[^>]{1,1000}>", data)}
            parts |= as_xml(texts or {"x.xml": b'<x a="1"/>'}, draw)
        elif way == 2:
            parts[one] = as_bytes(parts[one], draw)
        elif way == 3:
            parts[one], parts[other] = parts[other], parts[one]
        elif len(parts) > 2:
            del parts[one]
    return packed(parts)


def still_well_formed(data: bytes, draw: random.Random) -> bytes:
    """XML that gets through the gate and says something else: values, words and names of elements changed."""
    if not valid(data):
        return data
    text = data.decode()
    values: list[str] = re.findall(r'(?<=[a-z]=")[^"<]{1,60}(?=")', text)
    words: list[str] = re.findall(r"(?<=>)[^<>]{1,60}(?=<)", text)
    names: list[str] = sorted(set(re.findall(r"</([A-Za-z:]{1,30})>", text)))
    way = draw.randrange(3)
    if way == 0 and values:
        at = [match.span() for match in re.finditer(r'(?<=[a-z]=")[^"<]{0,60}(?=")', text)]
        start, end = draw.choice(at)
        return (text[:start] + draw.choice((*ODD, *values)) + text[end:]).encode()
    if way == 1 and words:
        return text.replace(f">{draw.choice(words)}<", f">{draw.choice((*ODD, *words))}<").encode()
    if len(names) > 1:
        one, other = draw.sample(names, 2)
        renamed: str = re.sub(rf"<(/?){one}(?=[ >/])", rf"<\1{other}", text)
        return renamed.encode()
    return data


def valid(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def mutant(files: dict[str, bytes], draw: random.Random) -> tuple[str, bytes]:
    """A name and a content: flipped, cut, put together of two, or changed inside."""
    name = draw.choice(sorted(files))
    content = files[name]
    if name.endswith(("docx", "xlsx")) and draw.random() < 0.75:
        return name, changed_parts(content, draw)
    if draw.random() < 0.1:
        other = draw.choice(sorted(files.values()))
        return name, content[: draw.randrange(len(content))] + other[draw.randrange(len(other)) :]
    for _ in range(draw.choice((1, 2, 5, 20))):
        content = as_bytes(content, draw) or b"\0"
    return name, content


def sound(document: Document) -> bool:
    """Whether every span lies in the text, in its place."""
    held = [(each.start, each.end, each.place) for each in document.blocks]
    held += [(each.start, each.end, each.place) for table in document.tables for each in table.cells]
    return all(0 <= start <= end <= len(document.text) and place for start, end, place in held)


@pytest.mark.parametrize("share", range(4))
def test_every_changed_file_is_read_or_refused_by_a_code(share: int, tmp_path: Path, book: Book) -> None:
    draw, files, codes = random.Random(SEED + share), seeds(), Counter[str]()  # noqa: S311 - nothing secret
    print(f"HENGJI_SEED={SEED} share {share}")
    with Jail() as jail:
        for number in range(MUTANTS // 4):
            name, content = mutant(files, draw)
            path = tmp_path / name
            path.write_bytes(content)
            began = time.perf_counter()
            document, problems = read(path, name, jail)
            assert time.perf_counter() - began < SLOWEST, (SEED, share, number)
            found = (*problems, *(document.problems if document is not None else ()))
            assert (document is not None) or problems, (SEED, share, number)
            assert document is None or sound(document), (SEED, share, number)
            assert [each.code for each in found if each.code not in book.codes or not book.problem(each).complete] == [], (
                SEED,
                share,
                number,
            )
            codes[name.partition(".")[2] + (" read" if document is not None else f" {problems[0].code}")] += 1
            if any(each.code in {"RD87", "RD88"} for each in problems):
                codes[f"{name} {problems[0].code} {problems[0].found}"] += 1
    print(dict(sorted(codes.items())))
