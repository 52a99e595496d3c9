"""评分表 and 数据表: every figure's cell has a name, and a cell that a hand changed is named."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import yaml
from tests.linked import editor

from hengji import pipeline
from hengji.linked import known
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked
    from hengji.rulebook.book import Book

NAME, SHEET, TABLES = "002-yiyang-2020", "评分表.xlsx", "数据表.xlsx"
ROOT = Path(__file__).resolve().parents[2]
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(root: etree._Element) -> dict[str, etree._Element]:
    return {each.get("r") or "": each for each in root.iter(f"{S}c")}


def named(content: bytes) -> dict[str, tuple[str, str]]:
    """Our names with sheet and cell, by another reader."""
    book = openpyxl.load_workbook(BytesIO(content))
    found = {}
    for name, defined in book.defined_names.items():
        if figures.ours(name):
            ((sheet, cell),) = defined.destinations
            found[name] = (sheet, cell.replace("$", ""))
    return found


def part_of(content: bytes, sheet: str) -> str:
    return f"xl/worksheets/sheet{openpyxl.load_workbook(BytesIO(content), read_only=True).sheetnames.index(sheet) + 1}.xml"


@pytest.mark.parametrize("file", [SHEET, TABLES])
@pytest.mark.parametrize("name", [NAME, "004-bianban-2023"])
def test_a_workbook_as_it_was_made_is_the_same(
    name: str, file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    for evaluation in (None, filed[name]):
        looked = look(packages[name][file], evaluation, file)
        assert (looked.drifts, looked.problems) == ((), ())
        assert looked.counts["bound"] == len(named(packages[name][file])) > 20


@pytest.mark.parametrize("file", [SHEET, TABLES])
def test_a_cell_changed_by_hand_is_named_and_no_other(
    file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    content, chance = packages[NAME][file], random.Random(52026)  # noqa: S311 - a seed
    numbers = openpyxl.load_workbook(BytesIO(content))
    plain = [
        (name, sheet, cell) for name, (sheet, cell) in named(content).items() if isinstance(numbers[sheet][cell].value, int | float)
    ]
    assert len(plain) >= 20
    for turn in range(12):
        name, sheet, cell = chance.choice(plain)

        def change(root: etree._Element, cell: str = cell) -> None:
            value = cells(root)[cell].find(f"{S}v")
            assert value is not None
            value.text = str(round(float(value.text or "0") + 1.25, 4))

        looked = look(editor.changed(content, change, part_of(content, sheet)), filed[NAME] if turn % 2 else None, file)
        form = {(each.bound, each.kind, each.place) for each in looked.drifts}
        assert form == {(None, "changed", f"{sheet}!{cell}")}
        assert all(each.key.split("-")[0] == name.split("_")[1] for each in looked.drifts)


def test_a_formula_only_follows_and_one_that_was_typed_over_is_named(
    packages: dict[str, dict[str, bytes]], look: Callable[..., Looked]
) -> None:
    content = packages[NAME][SHEET]
    book = openpyxl.load_workbook(BytesIO(content))
    sums = [(sheet, cell) for sheet, cell in named(content).values() if str(book[sheet][cell].value).startswith("=")]
    sheet, cell = sums[-1]
    part = part_of(content, sheet)

    def over(root: etree._Element) -> None:
        found = cells(root)[cell]
        formula, value = found.find(f"{S}f"), found.find(f"{S}v")
        assert formula is not None
        assert value is not None
        found.remove(formula)
        value.text = "77.5"
        found.attrib.pop("t", "")

    assert [(each.kind, each.new, each.place) for each in look(editor.changed(content, over, part), name=SHEET).drifts] == [
        ("changed", "77.5", f"{sheet}!{cell}")
    ]

    def input_and_sum(root: etree._Element) -> None:
        points = next(
            place
            for where, place in named(content).values()
            if where == sheet and re.fullmatch(r"H\d+", place) and (where, place) not in sums
        )
        for place, number in ((points, "1.5"), (cell, "77.5")):
            value = cells(root)[place].find(f"{S}v")
            assert value is not None
            value.text = number

    looked = look(editor.changed(content, input_and_sum, part), name=SHEET)
    assert ([each.new for each in looked.drifts], looked.counts["follow"]) == (["1.5"], 1)


def test_a_name_that_leads_nowhere_and_a_workbook_without_names(
    packages: dict[str, dict[str, bytes]], desk: Desk, look: Callable[..., Looked], tmp_path: Path
) -> None:
    def cut(root: etree._Element) -> None:
        names = [each for each in root.iter(f"{S}definedName") if figures.ours(each.get("name") or "")]
        names[0].text = "#REF!"

    def none(root: etree._Element) -> None:
        for each in [each for each in root.iter(f"{S}definedName") if figures.ours(each.get("name") or "")]:
            each.getparent().remove(each)  # type: ignore[union-attr]

    content = packages[NAME][SHEET]
    assert [each.kind for each in look(editor.changed(content, cut, "xl/workbook.xml"), name=SHEET).drifts] == ["removed", "typed"]
    path = tmp_path / "无.xlsx"
    path.write_bytes(editor.changed(content, none, "xl/workbook.xml"))
    looked, problems = desk.look(path)
    assert (looked, [each.code for each in problems]) == (None, ["DC23"])


def test_a_stale_workbook_is_named_by_its_facts(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    old = filed[NAME]
    tables = tuple(
        figures.Placed(each.number, each.figure, "1200", each.called)
        if each.figure == "basic_expenditure/2020/outturn/|cell"
        else each
        for each in old.parts["tables"]
    )
    newer = type(old)(old.unit, old.year, {**old.parts, "tables": tables}, ())
    found = look(packages[NAME][TABLES], newer, TABLES).drifts
    assert [(each.kind, each.old, each.new) for each in found] == [("stale", "1101.73", "1200")]


# ---- 恢复 and 更新, read by another reader


def typed_over(content: bytes, sheet: str, cell: str, value: str) -> bytes:
    def change(root: etree._Element) -> None:
        held = cells(root)[cell].find(f"{S}v")
        assert held is not None
        held.text = value

    return editor.changed(content, change, part_of(content, sheet))


def where(content: bytes, placed: tuple[figures.Placed, ...], figure: str) -> tuple[str, str]:
    """Sheet and cell of a figure."""
    name = next(each.bookmark for each in placed if each.figure == figure)
    return named(content)[name]


@pytest.mark.parametrize(
    ("file", "part", "figure", "old"),
    [(TABLES, "tables", "basic_expenditure/2020/outturn/|cell", 1101.73), (SHEET, "sheet", "score/CZ-7/claimed", None)],
)
def test_a_changed_cell_is_put_back_with_its_look_and_every_other_cell_stays(
    file: str,
    part: str,
    figure: str,
    old: float | None,
    packages: dict[str, dict[str, bytes]],
    filed: dict[str, Filed],
    look: Callable[..., Looked],
    desk: Desk,
) -> None:
    content, evaluation = packages[NAME][file], filed[NAME]
    if old is None:
        entry = next(each for each in evaluation.parts[part] if each.kind == "number" and each.figure.startswith("score/"))
        figure, old = entry.figure, float(entry.printed)
    sheet, cell = where(content, evaluation.parts[part], figure)
    edited = typed_over(content, sheet, cell, "77.5")
    looked = look(edited, evaluation, file)
    assert [(each.kind, each.place) for each in looked.drifts] == [("changed", f"{sheet}!{cell}")]
    made, done, problems = desk.restore(looked, looked.drifts)
    assert made is not None
    assert (problems, len(done)) == ((), 1)
    before, after = (openpyxl.load_workbook(BytesIO(each)) for each in (content, made))
    assert after[sheet][cell].value == old
    for page in before.worksheets:
        for row in page.iter_rows():
            for each in row:
                other = after[page.title][each.coordinate]
                assert (other.value, other.number_format, other.font.b) == (each.value, each.number_format, each.font.b), (
                    each.coordinate
                )
    assert named(made) == named(content)
    assert look(made, evaluation, file).drifts == ()


def test_a_cell_that_was_emptied_or_made_words_is_put_back_as_a_number(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    content, evaluation = packages[NAME][TABLES], filed[NAME]
    sheet, cell = where(content, evaluation.parts["tables"], "basic_expenditure/2020/outturn/|cell")

    def words(root: etree._Element) -> None:
        held = cells(root)[cell]
        held.set("t", "str")
        held.find(f"{S}v").text = "约一千一百万"  # type: ignore[union-attr]

    def empty(root: etree._Element) -> None:
        held = cells(root)[cell]
        held.getparent().remove(held)  # type: ignore[union-attr]

    for change in (words, empty):
        looked = look(editor.changed(content, change, part_of(content, sheet)), evaluation, TABLES)
        made, _, problems = desk.restore(looked, looked.drifts)
        assert made is not None
        assert problems == ()
        assert openpyxl.load_workbook(BytesIO(made))[sheet][cell].value == 1101.73


def test_a_formula_typed_over_is_named_and_not_put_back_as_a_number(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    content, evaluation = packages[NAME][SHEET], filed[NAME]
    entry = next(each for each in evaluation.parts["sheet"] if each.kind == "formula" and each.figure == "score/sheet_points")
    sheet, cell = named(content)[entry.bookmark]

    def change(root: etree._Element) -> None:
        held = cells(root)[cell]
        held.remove(held.find(f"{S}f"))  # type: ignore[arg-type]
        held.find(f"{S}v").text = "100"  # type: ignore[union-attr]

    looked = look(editor.changed(content, change, part_of(content, sheet)), evaluation, SHEET)
    assert [(each.kind, each.new) for each in looked.drifts] == [("changed", "100")]
    made, _, problems = desk.restore(looked, looked.drifts)
    assert (made, [each.code for each in problems], "公式" in problems[0].message) == (None, ["DC37"], True)


def test_inputs_of_the_points_have_names_and_a_changed_one_is_named_alone(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    content, evaluation = packages[NAME][SHEET], filed[NAME]
    live = {name: at for name, at in named(content).items() if at[0] == "计分数据"}
    assert len(live) > 8
    book = openpyxl.load_workbook(BytesIO(content))
    inputs = [(at, book[at[0]][at[1]].value) for at in live.values() if isinstance(book[at[0]][at[1]].value, int | float)]
    assert len(inputs) > 5
    for (sheet, cell), value in inputs:
        looked = look(typed_over(content, sheet, cell, str(value + 3)), evaluation, SHEET)
        assert [(each.kind, each.place) for each in looked.drifts] == [("changed", f"{sheet}!{cell}")]


def test_refreshed_workbooks_hold_what_new_ones_would(
    packages: dict[str, dict[str, bytes]], look: Callable[..., Looked], desk: Desk, book: Book, tmp_path: Path
) -> None:
    case = yaml.safe_load((ROOT / "examples" / NAME / "case.yaml").read_text(encoding="utf-8"))
    for each in case["facts"]:
        if each["name"] == "基本支出":
            each["value"] = "1102.00万元"
        if each["name"] == "“三公”经费":
            each["value"] = "33.33万元"
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    package, _ = pipeline.evaluate(tmp_path, book)
    assert package is not None
    newer, _ = known.parse(package.files["evaluation.json"], "evaluation.json", book)
    for file in (SHEET, TABLES):
        looked = look(packages[NAME][file], newer, file)
        made, done, problems = desk.refresh(looked)
        assert made is not None
        assert (problems, len(done) > 0) == ((), True)
        mine, wanted = (openpyxl.load_workbook(BytesIO(each), data_only=True) for each in (made, package.files[file]))
        for sheet, cell in named(package.files[file]).values():
            assert mine[sheet][cell].value == wanted[sheet][cell].value, (sheet, cell)
        assert set(named(made)) == set(named(package.files[file]))
        assert look(made, newer, file).drifts == ()


def test_a_restored_cell_never_becomes_a_formula(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    """An evaluation that somebody wrote: the text stays text, a number that is none is refused."""
    content, evaluation = packages[NAME][TABLES], filed[NAME]
    figure = "basic_expenditure/2020/outturn/|cell"
    for kind in ("number", "text", "formula"):
        parts = tuple(
            figures.Placed(each.number, each.figure, "=1+1", each.called, kind=kind) if each.figure == figure else each
            for each in evaluation.parts["tables"]
        )
        evil = type(evaluation)(evaluation.unit, evaluation.year, {**evaluation.parts, "tables": parts}, ())
        made, _, _ = desk.refresh(look(content, evil, TABLES))
        if made is not None:
            sheet, cell = where(content, evaluation.parts["tables"], figure)
            found = openpyxl.load_workbook(BytesIO(made))[sheet][cell]
            assert (found.data_type, found.value) == ("s", "=1+1") or found.value == 1101.73


@pytest.mark.office
@pytest.mark.skipif(editor.OFFICE is None, reason="no office program (make office): workbooks through LibreOffice")
def test_a_workbook_restored_after_libreoffice_saved_it_computes_what_was_printed(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk, tmp_path: Path
) -> None:
    content, evaluation = packages[NAME][SHEET], filed[NAME]
    (tmp_path / SHEET).write_bytes(content)
    saved = editor.through_office(tmp_path / SHEET, "xlsx", tmp_path).read_bytes()
    sheet, cell = next(at for name, at in named(saved).items() if at == ("计分数据", "D4"))
    looked = look(typed_over(saved, sheet, cell, "1000"), evaluation, SHEET)
    made, _, problems = desk.restore(looked, [each for each in looked.drifts if each.place == f"{sheet}!{cell}"])
    assert made is not None, [each.message for each in problems]
    (tmp_path / "恢.xlsx").write_bytes(made)
    again = editor.through_office(tmp_path / "恢.xlsx", "xlsx", tmp_path).read_bytes()
    assert [(each.kind, each.place, each.old, each.new) for each in look(again, evaluation, SHEET).drifts] == []


@pytest.mark.office
@pytest.mark.skipif(editor.OFFICE is None, reason="no office program (make office): workbooks through LibreOffice")
@pytest.mark.parametrize("file", [SHEET, TABLES])
def test_a_workbook_that_libreoffice_saved_again_is_the_same(
    file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], tmp_path: Path
) -> None:
    (tmp_path / file).write_bytes(packages[NAME][file])
    saved = editor.through_office(tmp_path / file, "xlsx", tmp_path).read_bytes()
    looked = look(saved, filed[NAME], file)
    assert ([(each.kind, each.old, each.new, each.place) for each in looked.drifts], looked.problems) == ([], ())
    assert looked.counts["bound"] == len(named(packages[NAME][file]))


# ---- 接受 of a cell


def saved(content: bytes, sheet: str, changes: dict[str, float | str]) -> bytes:
    """Cells set by another program."""
    book, out = openpyxl.load_workbook(BytesIO(content)), BytesIO()
    for cell, value in changes.items():
        book[sheet][cell] = value
    book.save(out)
    return out.getvalue()


def read_back(proposal: bytes) -> dict[str, Fraction]:
    """What a proposal states, read without the program: a per cent is a hundredth, 万元 are ten thousand 元."""
    found = {}
    for each in yaml.safe_load(proposal)["facts"]:
        number, unit = re.fullmatch(r"(-?[0-9.]+)(%|万元|元)", each["value"]).groups()  # type: ignore[union-attr]
        found[each["name"]] = Fraction(number) * {"%": Fraction(1, 100), "万元": Fraction(10000), "元": Fraction(1)}[unit]
    return found


@pytest.mark.parametrize(
    ("file", "sheet", "cell", "shown"),
    [(SHEET, "计分数据", "D8", "97.81%"), (TABLES, "全部数据", "D63", "97.81%"), (TABLES, "全部数据", "D71", "98.53%")],
)
def test_a_rate_that_was_changed_in_a_cell_is_listed_and_proposed_in_per_cent(
    file: str, sheet: str, cell: str, shown: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed],
    look: Callable[..., Looked], desk: Desk,
) -> None:  # fmt: skip
    content = packages[NAME][file]
    stored = openpyxl.load_workbook(BytesIO(content))[sheet][cell]
    assert (stored.number_format, Fraction(str(stored.value))) == ("0.00%", Fraction(shown[:-1]) / 100)
    for value, listed in ((0.5, "50%"), (1.025, "102.5%"), (0, "0%")):
        looked = look(saved(content, sheet, {cell: value}), filed[NAME], file)
        (drift,) = looked.drifts
        assert f"{shown} → {listed}" in desk.told(drift, file).message
        proposal, problems = desk.accept(looked, looked.drifts)
        assert problems == ()
        assert list(read_back(proposal).values()) == [Fraction(str(value))]
        restored, _, _ = desk.restore(looked, looked.drifts)
        assert restored is not None
        assert openpyxl.load_workbook(BytesIO(restored))[sheet][cell].value == stored.value


def test_every_rate_that_is_changed_in_a_cell_is_proposed_as_the_cell_means_it(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    content = packages[NAME][TABLES]
    page = openpyxl.load_workbook(BytesIO(content))["全部数据"]
    cells = [page.cell(row, 4) for row in range(2, page.max_row + 1)]
    stored = {each.coordinate: Fraction(str(each.value)) for each in cells if "%" in each.number_format}
    assert len(stored) > 5
    changes: dict[str, float | str] = {cell: float(value + Fraction("1.25")) for cell, value in stored.items()}
    looked = look(saved(content, "全部数据", changes), filed[NAME], TABLES)
    proposal, problems = desk.accept(looked, looked.drifts)
    assert problems == ()
    assert sorted(read_back(proposal).values()) == sorted(value + Fraction("1.25") for value in stored.values())


@pytest.mark.parametrize("typed", ["万元", "暂无", "五百", "五十%", "50", "约50%", "n/a"])
def test_what_is_no_value_is_not_accepted(
    typed: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    content = packages[NAME][SHEET]
    looked = look(saved(content, "计分数据", {"D8": typed}), filed[NAME], SHEET)
    proposal, problems = desk.accept(looked, looked.drifts)
    assert (proposal, [each.code for each in problems]) == (b"", ["DC37"])
    assert "不是可以填报的值" in problems[0].message
