"""The house test of ARCHITECTURE: one figure, 年末结转和结余 15.47 万元, followed through every hop that exists; each is named in one line."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline
from hengji.auditing import identities
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.place import Place
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.reading.entries import Entries
from hengji.scoring.desk import facts_of
from hengji.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.case import Case
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

CLOSING, OPENING = "年末结转和结余", "年初结转和结余"
LINE = "GDA-08"


@pytest.fixture(scope="module")
def case(book: Book, examples: Path) -> Case:
    """Hop 8: the facts of the seed, each with its provenance."""
    read, problems = pipeline.read_case(examples / "000-zhanjiang-2022", book)
    assert problems == ()
    assert read is not None
    return read


def _evaluated(case: Case, book: Book) -> Evaluation:
    evaluation, problems = pipeline.assess(case, book, "teaching-zhanjiang")
    assert problems == ()
    assert evaluation is not None
    return evaluation


def _verdict(case: Case, book: Book) -> tuple[Verdict, str, str]:
    result, _ = identities.hold(book.identities["AR01"], facts_of(case, book), book)
    return result.verdict, result.difference, result.statement


def _without_opening(case: Case, book: Book) -> Case:
    return replace(case, facts=case.facts.without(book.by_label[OPENING].id))


def test_hop_5_the_number_is_read_with_its_unit_and_its_decimals(book: Book) -> None:
    entries = Entries(book, "部门", 2022, "0" * 64, "case")
    amount = entries.quantity("15.47万元", Place("case.yaml"))
    assert amount is not None
    assert (str(amount.number), amount.unit.label, amount.decimals, amount.value) == ("15.47", "万元", 2, (15470000, 100))


def test_hop_8_the_fact_knows_where_it_was_read(case: Case, book: Book) -> None:
    fact = next(fact for fact in case.facts if fact.concept == book.by_label[CLOSING].id)
    assert fact.provenance.quote == "15.47万元"
    assert re.fullmatch(r"case\.yaml:\d+:\d+", str(fact.provenance.place))
    assert "公开报告样本000" in fact.provenance.said


def test_hop_10_and_11_the_four_figures_are_computed_and_judged(case: Case, book: Book) -> None:
    verdict, difference, statement = _verdict(case, book)
    assert verdict is Verdict.CONSISTENT
    assert difference == "0万元"
    assert statement.startswith(f"{OPENING} 0万元 ＋ 本年收入合计 2916.27万元")


def test_hop_11_the_twin_with_two_digits_swapped_is_found_and_named(case: Case, book: Book) -> None:
    fact = next(fact for fact in case.facts if fact.concept == book.by_label[CLOSING].id)
    assert isinstance(fact.value, Quantity)
    wrong = replace(fact, value=replace(fact.value, number=exact.decimal((1574, 100), 2), raw="15.74万元"))
    _, findings = identities.check(replace(case, facts=case.facts.replaced(wrong)), book)
    found = next(finding for finding in findings if finding.code == "AR01")
    assert found.difference == "0.27万元"
    assert any("颠倒" in hint for hint in found.hints)
    assert "应为 15.47万元" in found.message


def test_hop_12_the_rate_earns_its_points_under_the_teaching_scheme(case: Case, book: Book) -> None:
    line = next(line for line in _evaluated(case, book).sheet.lines if line.id == LINE)
    assert line.measure_text == "0.53%"
    assert not isinstance(line.points, Unknown)
    assert line.points[0] > 0


def test_hop_12_with_the_places_own_unknown_weight_the_line_stays_open(case: Case, book: Book) -> None:
    sheet, _ = score(case, book.schemes[case.scheme], book)
    line = next(line for line in sheet.lines if line.id == LINE)
    assert line.measure_text == "0.53%"
    assert isinstance(line.points, Unknown)


def test_hop_13_the_same_case_gives_the_same_bytes(case: Case, book: Book) -> None:
    evaluation = _evaluated(case, book)
    assert evaluation.digest == book.digest
    first, _ = pipeline.write(evaluation, book)
    second, _ = pipeline.write(_evaluated(case, book), book)
    assert first == second


def _printed(content: bytes, name: str) -> str:
    """The text of an output, without markup."""
    if not name.endswith((".docx", ".xlsx")):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [part for part in package.namelist() if part.endswith(".xml")]
        return re.sub(r"<[^>]+>", "", " ".join(package.read(part).decode() for part in parts))


def test_hop_14_the_figure_is_printed_in_every_document(case: Case, book: Book) -> None:
    files, problems = pipeline.write(_evaluated(case, book), book)
    assert problems == ()
    assert [name for name, content in files.items() if "15.47" not in _printed(content, name)] == []


def test_without_the_opening_balance_nothing_becomes_zero(case: Case, book: Book) -> None:
    poorer = _without_opening(case, book)
    verdict, _, _ = _verdict(poorer, book)
    assert verdict is Verdict.UNKNOWN
    evaluation = _evaluated(poorer, book)
    line = next(line for line in evaluation.sheet.lines if line.id == LINE)
    assert isinstance(line.points, Unknown)
    assert line.points.missing == (OPENING,)
    assert evaluation.sheet.grade is None
    files, _ = pipeline.write(evaluation, book)
    written = json.loads(files[book.caption("file.evaluation")])
    shown = next(each for each in written["lines"] if each["code"] == LINE)
    assert (shown["points"], shown["measure"], written["total"]) == (None, "—", None)
    assert OPENING in shown["statement"]
