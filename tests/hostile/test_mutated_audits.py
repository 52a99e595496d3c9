"""Reports that were damaged on the way: cut, spliced, doubled, their digits and marks exchanged. An audit of them ends, and says what it found."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.auditing import gather
from hengji.core.audit import Audit
from hengji.core.document import LINE, Block, Document
from hengji.reading.extract import Reader
from hengji.writing.audit import json

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

MUTANTS = int(os.environ.get("HENGJI_MUTANTS", "300"))
SEED = int(os.environ.get("HENGJI_SEED", "20261122"))
PIECES = (
    "2023年度收、支总计1,234.56万元，与2022年度相比，各增加34.56万元，增长2.88%。其中：本年收入1,000.00万元，占81.00%；年初结转和结余234.56万元，占19.00%。",
    "“三公”经费预算20.00万元，支出决算15.29万元，完成预算的76.45%，比上年减少1.00万元，下降6.14%（公务接待费4.38万元，公务用车运行维护费10.91万元）。",
    "年末编制46名，其中行政编制30名、事业编制16名；在职44人，由A、B两部分构成，分别为30人、14人，合计44人。",
    "按每人3,100元的标准补助281人，共支出871,100元。5万元/村×221村合计1105万元。",
    "满分15分，扣0.5分，得14.5分（投入14.5分＋过程20分），年初指标值95%或以上，实际完成指标值95%。",
    "一、部门概况\n（一）职能\n1.2010301行政运行年初预算为8\n00.00万元，支出决算为900.00万元，完成年初预算的112.50%。",
    "项目\t上年决算数\t年初预算数\t决算数\n合计\t863600\t764600\t715700\n因公出国（境）费\t130200\t98900\t92500\n公务接待费\t733400\t665700\t623200",
)
SPOILS = "，。；：、（）“”%％万元亿年占比较由从至其中合计0123456789.,－\t\n　＋×÷≥第一二三分别为"


def reports() -> list[list[str]]:
    """The lines of whole reports by many hands."""
    folder = Path(__file__).parents[2] / "bench" / "audit" / "strangers"
    paths = sorted(path for kind in ("txt", "md") for path in folder.glob(f"*/*/*.{kind}"))
    assert len(paths) > 100
    return [[line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] for path in paths]


def pieces(chance: random.Random, every: list[list[str]]) -> list[str]:
    """Some of the pieces above; or lines of a report one after the other, and three of others."""
    if chance.randrange(2):
        return chance.sample(PIECES, chance.randint(1, len(PIECES)))
    lines = chance.choice(every)
    at = chance.randrange(len(lines))
    return [*lines[at : at + chance.randint(1, 12)], *(chance.choice(chance.choice(every)) for _ in range(3))]


def mutated(chance: random.Random, every: list[list[str]]) -> str:
    """Some pieces of a report, with a few edits of one letter, a cut, a splice or a doubling."""
    text = "\n".join(pieces(chance, every))
    for _ in range(chance.randint(1, 12)):
        at, stop = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        edit = chance.randrange(5)
        if edit == 0:
            text = text[:at] + chance.choice(SPOILS) + text[at + 1 :]
        elif edit == 1:
            text = text[:at] + text[min(stop, at + 40) :]
        elif edit == 2:
            text = text[:at] + "".join(chance.choices(SPOILS, k=chance.randint(1, 9))) + text[at:]
        elif edit == 3:
            text = text[:stop] + text[at : min(stop, at + 60)] + text[stop:]
        else:
            text = text.replace(chance.choice(SPOILS), chance.choice(SPOILS), chance.randint(1, 5))
        text = text or "0"
    return text


def document(text: str) -> Document:
    """A text as its lines."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text) if found[0].strip()]
    blocks = tuple(Block(LINE, start, end, f"¶{number}") for number, (start, end) in enumerate(lines, start=1))
    return Document("损坏.txt", "0" * 64, "text", text, blocks)


def test_a_damaged_report_is_audited_to_the_end(book: Book, tmp_path: Path) -> None:
    print(f"seed {SEED}, {MUTANTS} mutants")
    chance, reader, every = random.Random(SEED), Reader(book), reports()  # noqa: S311 - mutants, not secrets
    for number in range(MUTANTS):
        text = mutated(chance, every)
        (tmp_path / "last.txt").write_text(f"{number}\n{text}", encoding="utf-8")
        report = reader.report(document(text))
        results, findings, standings = gather.check(report, book)
        assert len(standings) == len(report.figures)
        assert all(text[figure.start : figure.end] == figure.text for figure in report.figures)
        assert all(0 <= found.start <= found.end <= len(text) for found in findings)
        assert all(found.code in book.codes for found in (*findings,))
        assert {each for result in results for each in result.figures} <= set(range(len(report.figures)))
        found = Audit(report.document, "", None, "", report.figures, standings, results, findings, (), "", "")
        assert len(json.document(found, book, with_text=False).splitlines()) == 1
