"""Rows in words against what a person makes of them: how many are right, how many are left to a person, and that none is wrong."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook
from tests.score_tables import bureaus

from hengji import exchange
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import files

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source

LEAST_RIGHT = {"corpus": 65, "corpus_second": 35, "corpus_both": 5, "corpus_third": 24, "corpus_fourth": 14}
"""Rows and notes decided as a person decides them; docs/benchmarks/score-tables.md has the figures."""
MUST_BE_HEARD = {"K27": 3, "K28": 3, "K31": 3, "K32": 3, "K34": 3, "K35": 3}


@pytest.fixture(scope="module")
def source() -> Source:
    """The files of the law book."""
    return files.collect(files.home())


def _read(content: bytes, book: Book, source: Source, folder: Path) -> Written:
    path = folder / "评分表.xlsx"
    path.write_bytes(content)
    written, _ = exchange.scheme_from_table(path, Given(id="corpus", authority="某市财政局"), book, source)
    assert written is not None
    return written


def _judged(name: str, book: Book, source: Source, folder: Path) -> list[tuple[dict[str, Any], str, str]]:
    """Every row and note of a corpus with what the importer made of it."""
    found = []
    for table in bureaus.tables(name).values():
        written = _read(bureaus.workbook(table), book, source, folder)
        waiting = {each.name for each in written.imported.draft.undecided}
        said = {row.get("name", row.get("text")): row for row in [*table["rows"], *table["notes"]]}
        found += [(said[who], verdict, why) for who, verdict, why in bureaus.judged(table, yaml.safe_load(written.text), waiting)]
    return found


@pytest.mark.parametrize("name", LEAST_RIGHT)
def test_nothing_is_guessed_and_most_is_recognised(name: str, book: Book, source: Source, tmp_path: Path) -> None:
    judged = _judged(name, book, source, tmp_path)
    counts = Counter(verdict for _, verdict, _ in judged)
    print(f"{name}: {len(judged)} rows and notes, {dict(counts)}")
    assert [(row, why) for row, verdict, why in judged if verdict == bureaus.WRONG] == []
    assert counts[bureaus.RIGHT] >= LEAST_RIGHT[name]


def test_the_kinds_beyond_methods_are_heard_in_three_ways_each(book: Book, source: Source, tmp_path: Path) -> None:
    judged = [each for name in LEAST_RIGHT for each in _judged(name, book, source, tmp_path)]
    heard = Counter(kind for row, verdict, _ in judged if verdict == bureaus.RIGHT for kind in row.get("kinds", []))
    assert {kind: heard[kind] for kind, least in MUST_BE_HEARD.items() if heard[kind] < least} == {}


def test_the_national_table_gives_formulas_and_points_and_no_method(book: Book, source: Source, tmp_path: Path) -> None:
    """财预〔2013〕53号 has neither weights nor standards: a person must decide every method, and nothing else that the words say."""
    rows = yaml.safe_load((bureaus.HERE / "national.yaml").read_text(encoding="utf-8"))
    sheets = Workbook()
    sheet = sheets.active
    assert sheet is not None
    sheet.append(["部门整体支出绩效评价共性指标体系框架（2013年）"])
    sheet.append(["一级指标", "二级指标", "三级指标", "指标解释", "指标说明"])
    for row in rows:
        sheet.append([*row["path"], row["name"], "", row["said"]])
    buffer = BytesIO()
    sheets.save(buffer)
    made = {row["path"][-1]: row for row in yaml.safe_load(_read(buffer.getvalue(), book, source, tmp_path).text)["indicators"]}
    assert [name for name, row in made.items() if row["method"] is not None] == []
    assert {
        row["name"]: bureaus.tight(made[row["name"]]["measure"])
        for row in rows
        if bureaus.tight(made[row["name"]]["measure"]) != bureaus.tight(row.get("measure"))
    } == {}
    points = {row["name"]: len(made[row["name"]].get("items", [])) for row in rows}
    assert points == {row["name"]: row.get("items", 0) for row in rows}
