"""The page, read as a stranger reads it: every number shown is that of evaluation.json, it stands alone, and nothing private is in it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import defusedxml.ElementTree
import html5lib
import pytest

from hengji import pipeline, publishing
from hengji.core.sheet import Judgement
from hengji.rulebook import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.publishing import Twin
    from hengji.rulebook.book import Book

NAMES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
PAGE, DATA = "公开报告.xhtml", "公开数据.json"
FACTORS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000), "%": Decimal("0.01"), "‰": Decimal("0.001")}
SCORES = {"line_weight": "weight", "line_points": "points", "line_deduction": "deduction", "line_claimed": "claimed"}


def tree(content: bytes) -> Any:
    return html5lib.parse(content.decode(), namespaceHTMLElements=False)


def tagged(page: Any) -> Iterator[tuple[str, str, str, Decimal]]:
    """Key, name, context and value of every tagged number, by the rules of Inline XBRL alone."""
    for each in page.iter("ix:nonfraction"):
        text = "".join(each.itertext())
        assert re.fullmatch(r"\d+(\.\d+)?", text), text
        value = Decimal(text).scaleb(int(each.get("scale")))
        yield (
            each.get("id").removesuffix("_sum"),
            each.get("name"),
            each.get("contextref"),
            -value if each.get("sign") == "-" else value,
        )


def evaluation(name: str, book: Book, examples: Path) -> Any:
    package, _ = pipeline.evaluate(examples / name, book)
    assert package is not None
    return json.loads(package.files["evaluation.json"])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_shown_is_that_of_the_evaluation(name: str, twins: dict[str, Twin], book: Book, examples: Path) -> None:
    page, told = tree(twins[name].files[PAGE]), evaluation(name, book, examples)
    facts = {f"f{fact['id']}": fact for fact in told["facts"]}
    lines = {str(number): line for number, line in enumerate(told["lines"], start=1)}
    seen = set()
    for key, tag, _, value in tagged(page):
        seen.add(key)
        concept = tag.removeprefix("hj:")
        if key in facts:
            fact = facts[key]
            stated = Decimal(fact["value"])
            if fact["unit"] == "万元":
                stated = stated.quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert (concept, value) == (fact["concept"], stated * FACTORS.get(fact["unit"], 1))
        elif concept in SCORES:
            line = lines[re.fullmatch(r"l(\d+)\w", key)[1]]  # type: ignore[index]
            assert value == Decimal(line[SCORES[concept]]), (key, concept)
        elif concept == "line_rate":
            line = lines[re.fullmatch(r"l(\d+)m", key)[1]]  # type: ignore[index]
            assert value == Decimal(line["measure"].removesuffix("%")) / 100
        elif concept in {"total_points", "full_marks"}:
            assert value == Decimal(told["total" if concept == "total_points" else "full_marks"])
        elif concept == "claimed_total":
            assert value == Decimal(told["claimed"]["total"])
    public = {key for key, fact in facts.items() if book.concepts[fact["concept"]].disclosure == "public"}
    numbers = {key for key in public if re.fullmatch(r"-?\d+(\.\d+)?", str(facts[key]["value"]))}
    assert numbers <= seen, numbers - seen


@pytest.mark.parametrize("name", NAMES)
def test_amounts_have_two_decimals_and_say_so(name: str, twins: dict[str, Twin]) -> None:
    """So much money as the report prints, however many decimals were typed, and XBRL's own decimals say no more."""
    for row in tree(twins[name].files[PAGE]).iter("tr"):
        if any("".join(cell.itertext()) == "万元" for cell in row.iter("td")):
            for each in row.iter("ix:nonfraction"):
                assert re.fullmatch(r"\d+\.\d\d", "".join(each.itertext()))
                assert (each.get("scale"), each.get("decimals")) == ("4", "-2")


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_a_table_is_left_empty_and_the_sum_prints_its_totals(name: str, twins: dict[str, Twin]) -> None:
    page = tree(twins[name].files[PAGE])
    for table in page.iter("table"):
        for row in table.iter("tr"):
            assert all("".join(cell.itertext()).strip() or cell.get("class") == "blank" for cell in row.iter("td"))
    (last,) = [row for row in page.iter("tr") if row.get("class") == "sum"]
    sums = ["".join(cell.itertext()).replace("−", "-") for cell in last.iter("td")][:5]
    told = json.loads(twins[name].files[DATA])
    assert sums[:2] == [told["full_marks"], told["total"] or "—"]
    for at, text in enumerate(sums, start=4):
        if text != "—" and told["total"] and at != 5:
            column = [list(row)[at] for row in page.iter("tr") if (row.get("id") or "").startswith("s-")]
            assert sum(Decimal("".join(cell.itertext())) for cell in column) == Decimal(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_citizen_meets_no_function_of_the_formula_language(name: str, twins: dict[str, Twin]) -> None:
    spoken = re.compile("(?:缺省|限定|如果|最小|最大|分档|计数|加权平均|绝对值|向[上下]取整|四舍五入|[ （]上年|[ （]合计)（")
    for file in (PAGE, DATA, "评分明细.csv"):
        text = "".join(tree(twins[name].files[file]).itertext()) if file == PAGE else twins[name].files[file].decode()
        assert spoken.findall(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_the_difference_of_the_figures_beside_it(name: str, twins: dict[str, Twin]) -> None:
    found = {key: value for key, _, _, value in tagged(tree(twins[name].files[PAGE]))}
    for figure, base, change in twins[name].figures.changes:
        assert found[change.key] == found[figure.key] - found[base.key]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_figures_is_tagged_once_and_every_figure_leads_to_its_note(name: str, twins: dict[str, Twin]) -> None:
    page = tree(twins[name].files[PAGE])
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for cell in page.iter("td"):
        kinds = (cell.get("class") or "").split()
        if "n" in kinds and "empty" not in kinds:
            assert len(list(cell.iter("ix:nonfraction"))) == 1
    links = [each.get("href") for each in page.iter("a")]
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    for key, *_ in tagged(page):
        assert f"#x-{key}" in links
        assert f"x-{key}" in ids


@pytest.mark.parametrize("name", NAMES)
def test_the_page_stands_alone(name: str, twins: dict[str, Twin]) -> None:
    content = twins[name].files[PAGE].decode()
    page = tree(twins[name].files[PAGE])
    assert not list(page.iter("script"))
    assert all(each.get("src").startswith("data:") for each in page.iter() if each.get("src"))
    assert all(each.get("href").startswith("#") or each.get("href") in twins[name].files for each in page.iter("a"))
    assert "url(" not in content
    assert "@import" not in content


@pytest.mark.parametrize("name", NAMES)
def test_json_and_csv_say_the_same_figures(name: str, twins: dict[str, Twin]) -> None:
    found = {key: value for key, _, _, value in tagged(tree(twins[name].files[PAGE]))}
    told = json.loads(twins[name].files[DATA])
    assert {each["key"]: Decimal(each["value"]) for each in told["figures"]} == found
    table = list(csv.DictReader(io.StringIO(twins[name].files["公开数据.csv"].decode("utf-8-sig"))))
    assert {row["键"]: Decimal(row["折成基本单位的数"]) for row in table} == found


def test_what_is_not_public_is_only_counted(twins: dict[str, Twin], book: Book) -> None:
    twin = twins["000-zhanjiang-2022"]
    label = book.concepts["serious_violation"].label
    for name, content in twin.files.items():
        assert label not in content.decode(), name
        assert b"serious_violation" not in content, name
    assert "公开包.zip" not in twin.files
    assert json.loads(twin.files[DATA])["withheld"] == 1


def test_the_package_goes_with_internal_facts_only_where_that_is_asked(book: Book, examples: Path) -> None:
    found, problems = publishing.publish(examples / "000-zhanjiang-2022", book, files.collect(), internal=True)
    assert found is not None
    assert "公开包.zip" in found.files
    assert [each.code for each in problems] == ["DS32"]


def test_a_measure_over_a_fact_that_is_not_public_is_not_shown(book: Book, examples: Path) -> None:
    case, _ = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert case is not None
    hidden = replace(
        book, concepts={**book.concepts, "annual_funds_total": replace(book.concepts["annual_funds_total"], disclosure="internal")}
    )
    found, _ = pipeline.assess(case, hidden)
    assert found is not None
    twin, _ = publishing.twin(found, hidden, b"")
    told = json.loads(twin.files[DATA])
    line = next(each for each in told["lines"] if each["code"] == "N10-B")
    assert (line["measure"], line["withheld"]) == (None, True)
    assert "96.24" not in twin.files[PAGE].decode()
    assert "1,864.04" not in twin.files[PAGE].decode()


def test_the_names_of_those_who_judged_have_no_way_in(book: Book, examples: Path) -> None:
    case, _ = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert case is not None
    person = "欧阳验算"
    judgements = {name: replace(each, judge=person) for name, each in case.judgements.items()} or {"CZ-3": Judgement(judge=person)}
    own = tuple(
        replace(each, judge=person if each.judge else "", target_text=f"{each.target_text}（{person}）") for each in case.indicators
    )
    evaluated, _ = pipeline.assess(replace(case, judgements=judgements, indicators=own), book)
    assert evaluated is not None
    assert any(line.judgement and line.judgement.judge == person for line in evaluated.sheet.lines)
    twin, problems = publishing.twin(evaluated, book, b"")
    for name, content in twin.files.items():
        assert person not in content.decode(), name
    assert any(each.code == "DS33" and person in each.message for each in problems)


def test_nothing_typed_becomes_a_formula_in_a_table_or_markup_in_the_page(book: Book, examples: Path) -> None:
    case, _ = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert case is not None
    for typed in ("=1+1", "+cmd|' /C calc'!A0", "-1+2", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", "a\u202eb"):
        own = tuple(replace(each, target_text=typed, name=typed) for each in case.indicators)
        evaluated, _ = pipeline.assess(replace(case, indicators=own, unit=f"{typed}单位"), book)
        assert evaluated is not None
        twin, _ = publishing.twin(evaluated, book, b"")
        for name in ("公开数据.csv", "评分明细.csv"):
            for row in csv.reader(io.StringIO(twin.files[name].decode("utf-8-sig"))):
                assert not [
                    cell for cell in row if cell[:1] in tuple("=+@\t") or (cell[:1] == "-" and not re.fullmatch(r"-[\d.]+", cell))
                ]
        assert b"<script" not in twin.files[PAGE]
        assert "\u202e" not in twin.files[PAGE].decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_gives_the_same_bytes(name: str, twins: dict[str, Twin], book: Book, examples: Path) -> None:
    again, _ = publishing.publish(examples / name, book, files.collect())
    assert again is not None
    assert again.files == twins[name].files


def test_a_hostile_name_leaves_the_page_and_its_taxonomy_well_formed(book: Book, examples: Path) -> None:
    case, _ = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert case is not None
    odd = "a'b\"<&>{x} \u202e\x07 𠮷㙍"
    own = tuple(replace(each, id=f"{each.id}{odd}", name=odd, target_text=odd) for each in case.indicators)
    evaluated, _ = pipeline.assess(replace(case, indicators=own, unit=odd), book)
    assert evaluated is not None
    twin, _ = publishing.twin(evaluated, book, b"")
    for name, content in twin.files.items():
        if name.endswith((".xhtml", ".xsd", ".xml")):
            defusedxml.ElementTree.fromstring(content)


def test_no_concept_has_the_name_of_something_else_in_the_taxonomy(twins: dict[str, Twin]) -> None:
    schema = defusedxml.ElementTree.fromstring(twins["002-yiyang-2020"].files["hengji-dictionary.xsd"])
    names = [each.get("name") for each in schema.iter("{http://www.w3.org/2001/XMLSchema}element")]
    assert len(names) > 300
    assert len(names) == len(set(names))
