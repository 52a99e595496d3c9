"""`hengji rulebook import | export | show | new`, and editions of a scheme: digests, and the edition of a day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from tests.exchange import tables_maker

from hengji.rulebook import load
from hengji.rulebook.files import Source, collect, home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.rulebook.book import Book

    Hengji = Callable[..., tuple[int, str, str]]

PLACE = "schemes/hunan/department-2017.yaml"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The Hunan table as a file."""
    path = tmp_path / "评分表.xlsx"
    path.write_bytes(tables_maker.hunan())
    return path


def test_import_counts_what_it_recognised_and_what_is_left_to_a_person(table: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "import", table, "--id", "hn-mine", "--authority", "湖南省财政厅")
    assert (code, said) == (1, "")
    assert "评分表.xlsx：评分表，指标 16 行" in printed
    assert "认出方法的 11 行，待定的 5 行" in printed
    assert "评分表!F16  ZB-11　资金使用合规性" in printed
    assert (table.parent / "hn-mine.yaml").read_text(encoding="utf-8").count("# 待定") == printed.count("  待定  ")


def test_what_was_imported_is_a_scheme_of_a_further_law_book(table: Path, hengji: Hengji) -> None:
    folder = table.parent / "mine"
    hengji("rulebook", "import", table, "--id", "hn-mine", "-o", folder / "schemes" / "hn-mine.yaml")
    code, printed, said = hengji("--rulebook", folder, "rulebook", "check")
    assert (code, said) == (0, "")
    assert "方案 hn-mine：16 行里有 5 行" in printed
    code, printed, _ = hengji("--rulebook", folder, "rulebook", "export", "hn-mine", "-o", table.parent / "back.xlsx")
    assert code == 0
    assert "16 行" in printed
    code, _, said = hengji("rulebook", "import", table.parent / "back.xlsx", "-o", table.parent / "again.yaml")
    assert (code, said) == (1, "")  # nothing is guessed anew: what was open is open still


def test_what_a_person_decided_in_the_old_file_is_kept_beside_the_new(table: Path, hengji: Hengji) -> None:
    output = table.parent / "hn-mine.yaml"
    hengji("rulebook", "import", table, "--id", "hn-mine", "-o", output)
    assert "另存为" not in hengji("rulebook", "import", table, "--id", "hn-mine", "-o", output)[1]  # the same again
    output.write_text("# 改过的\n", encoding="utf-8")
    assert "hn-mine.yaml.old1" in hengji("rulebook", "import", table, "--id", "hn-mine", "-o", output)[1]
    assert (table.parent / "hn-mine.yaml.old1").read_text(encoding="utf-8") == "# 改过的\n"
    assert "id: hn-mine" in output.read_text(encoding="utf-8")


def test_a_table_that_is_refused_leaves_the_old_file_as_it_was(tmp_path: Path, hengji: Hengji) -> None:
    bad, old = tmp_path / "坏.xlsx", tmp_path / "old.yaml"
    bad.write_bytes(b"%PDF-1.7")
    old.write_text("旧", encoding="utf-8")
    code, printed, said = hengji("rulebook", "import", bad, "-o", old)
    assert (code, printed) == (2, "")
    assert "RD6" in said
    assert old.read_text(encoding="utf-8") == "旧"


def test_a_missing_file_and_a_missing_scheme_are_told(hengji: Hengji) -> None:
    assert hengji("rulebook", "import", "没有.xlsx")[0] == 2
    code, _, said = hengji("rulebook", "export", "nobody", "-o", "x.xlsx")
    assert code == 2
    assert "RB30" in said


def test_an_output_that_cannot_be_written_is_told(table: Path, hengji: Hengji) -> None:
    (table.parent / "file").write_text("", encoding="utf-8")
    code, _, said = hengji("rulebook", "import", table, "-o", table.parent / "file" / "x.yaml")
    assert code == 2
    assert "RD03" in said


def test_show_prints_id_years_and_digest(book: Book, hengji: Hengji) -> None:
    code, printed, _ = hengji("rulebook", "show", "hn-2017")
    assert code == 0
    assert printed.splitlines()[0].startswith("hn-2017　")
    assert book.schemes["hn-2017"].digest in printed
    assert "2014—2019" in printed
    assert "HN-03　过程 ＞ 预算执行 ＞ 预算完成率　5　低于限度按步扣分（不足一步不扣）" in printed
    assert len(hengji("rulebook", "show")[1].splitlines()) == len(book.offered())


def _with(change: Callable[[str], str]) -> str:
    """The digest of the Hunan scheme after a change of its file."""
    source = collect(home())
    text = change(source.files[PLACE].decode())
    book, problems = load.build(Source({**source.files, PLACE: text.encode()}))
    assert problems == ()
    return book.schemes["hn-2017"].digest


def test_the_digest_tells_what_scores_otherwise_and_nothing_else(book: Book) -> None:
    digest = book.schemes["hn-2017"].digest
    assert _with(lambda text: f"# 一句注释\n{text}") == digest
    assert _with(lambda text: text.replace("weight: 5\n", "weight: 5.0\n", 1)) == digest
    assert _with(lambda text: text.replace("每步扣分: 0.5分", "每步扣分: 0.6分", 1)) != digest


def test_the_digest_is_the_same_after_excel(book: Book, tmp_path: Path, hengji: Hengji) -> None:
    for name in ("hn-2017", "gd-zj-2022"):
        hengji("rulebook", "export", name, "-o", tmp_path / "x.xlsx")
        folder = tmp_path / name
        hengji("rulebook", "import", tmp_path / "x.xlsx", "-o", folder / book.schemes[name].place.file)
        assert book.schemes[name].digest in hengji("--rulebook", folder, "rulebook", "show", name)[1]


def test_new_makes_an_edition_for_other_years(tmp_path: Path, hengji: Hengji) -> None:
    folder = tmp_path / "mine"
    output = folder / "schemes" / "hn-2020.yaml"
    code, _, said = hengji("rulebook", "new", "--like", "hn-2017", "--id", "hn-2020", "--years", "2020-2022", "-o", output)
    assert (code, said) == (0, "")
    assert hengji("--rulebook", folder, "rulebook", "check") == (0, "", "")
    assert "2020—2022" in hengji("--rulebook", folder, "rulebook", "show", "hn-2020")[1]


def test_new_tells_where_two_editions_would_be_in_force_in_one_year(tmp_path: Path, hengji: Hengji) -> None:
    code, _, said = hengji("rulebook", "new", "--like", "hn-2017", "--id", "hn-x", "--years", "2019-", "-o", tmp_path / "x.yaml")
    assert code == 1
    assert "RB19" in said


@pytest.mark.parametrize(
    ("day", "scheme"), [("2018-06-30", "hn-2017"), ("2021-06-30", "hn-2020")], ids=["the old edition", "the new edition"]
)
def test_a_case_is_scored_by_the_edition_of_a_day(day: str, scheme: str, tmp_path: Path, examples: Path, hengji: Hengji) -> None:
    folder = tmp_path / "mine"
    hengji("rulebook", "new", "--like", "hn-2017", "--id", "hn-2020", "--years", "2020-2022", "-o", folder / "schemes" / "x.yaml")
    case, out = examples / "002-yiyang-2020", tmp_path / "out"
    code, printed, _ = hengji("--rulebook", folder, "evaluate", case, "--scheme", "hn-2017", "--as-of", day, "--out", out)
    assert code in (0, 1)
    assert f"（{scheme}）" in printed
    filed = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    assert filed["scheme"] == scheme
    assert filed["scheme_digest"] in hengji("--rulebook", folder, "rulebook", "show", scheme)[1]


def test_a_day_without_an_edition_is_told_with_the_editions(examples: Path, hengji: Hengji) -> None:
    case = examples / "002-yiyang-2020"
    code, _, said = hengji("evaluate", case, "--scheme", "hn-2017", "--as-of", "2013-01-01")
    assert code == 2
    assert "TB18" in said
    assert "hn-2017（2014–2019）" in said


def test_another_edition_than_the_filed_one_is_told(tmp_path: Path, examples: Path, hengji: Hengji) -> None:
    """The same case twice says nothing; after a change of the scheme it is said, with both digests."""
    folder, case, out = tmp_path / "mine", examples / "002-yiyang-2020", tmp_path / "out"
    first = hengji("evaluate", case, "--scheme", "hn-2017", "--out", out)
    again = hengji("evaluate", case, "--scheme", "hn-2017", "--out", out)
    assert "TB17" not in first[2] + again[2]
    path = folder / PLACE
    path.parent.mkdir(parents=True)
    text = (home() / PLACE).read_text(encoding="utf-8")
    path.write_text(text.replace("每步扣分: 0.5分", "每步扣分: 0.6分", 1), encoding="utf-8")
    code, _, said = hengji("--rulebook", folder, "evaluate", case, "--scheme", "hn-2017", "--out", out)
    assert code in (0, 1)
    assert "TB17" in said


def test_a_rule_sheet_becomes_a_folder_that_grows(tmp_path: Path, hengji: Hengji) -> None:
    """The second sheet gets the numbers after the first; what stood there stays."""
    for number, words in enumerate(("力争做到", "初步建成"), start=1):
        book = Workbook()
        page = book.active
        assert page is not None
        tables_maker.put(page, 1, ("要点", "意见", "模式"))
        tables_maker.put(page, 2, (f"空话{number}", "请写明做到了什么。", words))
        (tmp_path / "口径.xlsx").write_bytes(tables_maker.finished(book))
        code, printed, said = hengji("rulebook", "import", "--checks", tmp_path / "口径.xlsx", "-o", tmp_path / "mine")
        assert (code, said) == (0, "")
        assert "新增 1 条，改动 0 条" in printed
    text = (tmp_path / "mine" / "checks" / "KJ.yaml").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("- id")] == ["- id: KJ01", "- id: KJ02"]
    assert hengji("--rulebook", tmp_path / "mine", "rulebook", "check") == (0, "", "")
    assert "空话2" in hengji("--rulebook", tmp_path / "mine", "explain", "KJ02")[1]


def test_the_checks_of_the_book_are_exported(tmp_path: Path, book: Book, hengji: Hengji) -> None:
    code, printed, _ = hengji("rulebook", "export", "--checks", "-o", tmp_path / "口径.xlsx")
    assert code == 0
    assert f"{len(book.checks)} 条检查" in printed
