"""`hengji import`: the case that it writes says what was read, and nothing is written where a problem rejects the tables."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.auditing import identities
from hengji.cli import main
from hengji.core.finding import Verdict
from hengji.core.quantity import Quantity
from hengji.reading.formats import accounts
from hengji.reading.formats import case as case_file
from hengji.writing import casefile

if TYPE_CHECKING:
    from types import ModuleType

    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book


def _maker() -> ModuleType:
    """The maker stands beside this file; tests are folders, not packages."""
    spec = importlib.util.spec_from_file_location("accounts_maker", Path(__file__).with_name("accounts_maker.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["accounts_maker"] = module
    spec.loader.exec_module(module)
    return module


maker = _maker()
FILES = "九个文件，元万元混用，公式"


def _placed(folder: Path, name: str = FILES) -> list[str]:
    """The files of a variant in a folder."""
    folder.mkdir(exist_ok=True)
    made = maker.make(maker.VARIANTS[name])
    for file, content in made.files.items():
        (folder / file).write_bytes(content)
    return [str(folder / file) for file in made.files]


def _values(facts: tuple[Fact, ...]) -> dict[object, object]:
    return {fact.key: fact.value.value if isinstance(fact.value, Quantity) else fact.value for fact in facts}


def test_nine_files_become_one_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["import", *_placed(tmp_path / "in"), "-o", str(tmp_path / "out")])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["case.yaml"]
    text = (tmp_path / "out" / "case.yaml").read_text(encoding="utf-8")
    assert f"unit: {maker.UNIT}\nyear: {maker.YEAR}\n" in text
    assert "  - {name: 年初结转和结余, value: 157.06万元, at: 公开01.xlsx Sheet1!B15}\n" in text
    assert "共 9 张表，133 行，246 个数，金额合计 74251.4万元" in printed.out
    assert "写入事实 233 条；相符的重复数 16 处" in printed.out


@pytest.mark.parametrize("name", maker.VARIANTS)
def test_the_case_reader_reads_back_every_fact_with_its_places(name: str, book: Book) -> None:
    found, _ = accounts.read(list(maker.make(maker.VARIANTS[name]).files.items()), book)
    assert found is not None
    text = casefile.text(found.unit, found.year, found.facts, book, lead=["教学数据"]).replace("scheme:", "scheme: hn-yiyang-2020")
    case, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert [str(each) for each in problems] == []
    assert case is not None
    assert _values(found.facts) == _values(tuple(case.facts))
    assert [fact.provenance.said for fact in found.facts] == [fact.provenance.said for fact in case.facts]


def test_the_figures_of_the_made_tables_balance(book: Book) -> None:
    """The maker's figures hold every identity that they reach."""
    found, _ = accounts.read(list(maker.make(maker.VARIANTS[FILES]).files.items()), book)
    assert found is not None
    text = casefile.text(found.unit, found.year, found.facts, book).replace("scheme:", "scheme: hn-yiyang-2020")
    case, _ = case_file.parse(text.encode(), "case.yaml", book)
    assert case is not None
    results, findings = identities.check(case, book)
    assert [each.message for each in findings] == []
    assert sum(1 for each in results if each.verdict is Verdict.CONSISTENT) >= 20


def test_nothing_changes_where_a_problem_rejects_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, out = _placed(tmp_path / "in"), tmp_path / "out"
    assert main(["import", *files, "-o", str(out)]) == 0
    before = (out / "case.yaml").read_bytes()
    Path(files[3]).write_bytes(Path(files[3]).read_bytes()[:900])
    capsys.readouterr()
    assert main(["import", *files, "-o", str(out)]) == 2
    assert before == (out / "case.yaml").read_bytes()
    assert [path.name for path in out.iterdir()] == ["case.yaml"]
    assert "公开04.xlsx  RD42" in capsys.readouterr().err


def test_no_folder_is_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "nothing.xlsx"), "-o", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_every_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "a.xlsx"), str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    printed = capsys.readouterr().err
    assert printed.count("RD01") == 2
    assert "a.xlsx" in printed


def test_a_case_that_stands_there_and_says_something_else_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    """A clerk may have worked on it; the same tables once more leave it alone."""
    files, out = _placed(tmp_path / "in"), tmp_path / "out"
    out.mkdir()
    for words in ("第一次手工改的", "第二次手工改的"):
        (out / "case.yaml").write_text(words, encoding="utf-8")
        assert main(["import", *files, "-o", str(out)]) == 0
    assert main(["import", *files, "-o", str(out)]) == 0
    kept = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir() if path.name != "case.yaml"}
    assert kept == {"case.yaml.old1": "第一次手工改的", "case.yaml.old2": "第二次手工改的"}


def test_a_case_is_written_with_what_is_flagged_and_the_exit_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the note of table 09 the stage of its budget is open: six figures are no facts."""
    made = maker.make(maker.VARIANTS["九张表在一张工作表"])
    assert set(made.files) == {"决算公开.xlsx"}
    tables = [table for table in maker.TABLES if table.number != "09"]
    bare = maker.Table("09", maker.TABLES[-1].title, maker.TABLES[-1].sides, ["注：单位换算有尾差。"])
    paper = maker.Paper()
    for table in (*tables, bare):
        maker._table(paper, table, maker.VARIANTS["九张表在一张工作表"])
        paper.row += 2
    source = tmp_path / "决算公开.xlsx"
    source.write_bytes(maker.workbook({"公开表": paper}))
    assert main(["import", str(source), "-o", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert "RD37" in printed.err
    assert "不作事实的 6 个数" in printed.out
    assert "全年预算" not in (tmp_path / "out" / "case.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "scalar"),
    [
        ("2900.80万元", "2900.80万元"),
        ("-3.00万元", '"-3.00万元"'),
        ("本年支出合计[功能分类:201]", '"本年支出合计[功能分类:201]"'),
        ("决算.xlsx 收入支出决算总表!C17；决算.xlsx 支出决算表!D8", "决算.xlsx 收入支出决算总表!C17；决算.xlsx 支出决算表!D8"),
        ("a: b # c", '"a: b # c"'),
        ('他说"是"', '"他说\\"是\\""'),
        ("甲\u202e乙", '"甲U+202E乙"'),
        ("null", '"null"'),
        ("", '""'),
    ],
)
def test_a_text_is_written_so_that_it_is_read_as_that_text(words: str, scalar: str) -> None:
    assert scalar == casefile.scalar(words)
