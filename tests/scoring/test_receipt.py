"""扣分单: each answer to 「what would have earned full marks」 is held against the changed case, scored from scratch; one step less must fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import RATE, SOURCE, line, points, scheme, sheet
from tests.scoring.small import case as small_case

from hengji.core import exact
from hengji.core.quantity import Quantity, Unit
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.expr.tree import refs
from hengji.reading.formats import case as case_file
from hengji.rulebook import amounts
from hengji.scoring import receipt
from hengji.scoring.desk import desk, ready
from hengji.scoring.given import RowFacts
from hengji.scoring.receipt import Road, roads
from hengji.scoring.row import score_row
from hengji.scoring.score import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.fact import Key
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator, Scheme
    from hengji.scoring.desk import Desk, Ready
    from hengji.scoring.own import Row

ROOT = Path(__file__).resolve().parents[2]
CASES = (*ROOT.glob("examples/*/case.yaml"), *ROOT.glob("src/hengji/web/samples/*.yaml"))
BASE = {"money": "元", "person": "人", "visit": "人次", "count": "个", "area": "㎡", "points": "分", "ratio": "倍"}


@dataclass(frozen=True, slots=True)
class Deduction:
    """A line that lost points by its figures, with every road to full marks."""

    case: Case
    scheme: Scheme
    row: Row
    roads: tuple[Road, ...]


def deductions(case: Case, chosen: Scheme, book: Book) -> Iterator[Deduction]:
    """Every line of a case that was computed and lost points."""
    table = desk(case, chosen, book)
    for row in rows(case, chosen):
        found = score_row(row, table)
        if found.status is Status.SCORED and found.deduction is not None and found.deduction[0] > 0:
            made = ready(row, table)
            given = RowFacts(table, made)
            given.measured = given.measure()
            yield Deduction(case, chosen, row, tuple(roads(made, given)))


def written(value: Exact, unit: Unit) -> Quantity:
    """An amount in the base unit of its dimension, with as many decimals as it needs."""
    decimals = next(number for number in count() if value[0] * 10**number % value[1] == 0)
    number = exact.decimal(value, decimals)
    return Quantity(number, unit, decimals, f"{number:f}{unit.label}")


def changed(lost: Deduction, road: Road, value: Exact, book: Book) -> Case:
    """The case with one figure put in another's place, as a clerk would fill it in."""
    amount = written(value, book.spellings[BASE[road.dimension]])
    if isinstance(road.key, str):
        mine = tuple(replace(each, actual=amount) if each.id == lost.row.id else each for each in lost.case.indicators)
        return replace(lost.case, indicators=mine)
    fact = lost.case.facts.find(road.key)
    assert fact is not None
    return replace(lost.case, facts=lost.case.facts.replaced(replace(fact, value=amount)))


def earned(lost: Deduction, road: Road, value: Exact, book: Book) -> bool:
    """Whether the row earns its weight in the changed case, computed from scratch."""
    case = changed(lost, road, value, book)
    row = next(row for row in rows(case, lost.scheme) if row.id == lost.row.id)
    table = desk(case, lost.scheme, book)
    given = RowFacts(table, ready(row, table))
    given.measured = given.measure()
    found = given.points()
    full = isinstance(found, tuple) and not exact.compare(
        exact.round_half_away(found, lost.scheme.points_decimals), row.weight or exact.ZERO
    )
    if full:
        sheet_line = score_row(row, table)
        assert not isinstance(sheet_line.points, Unknown)
        assert (exact.plain(sheet_line.points), sheet_line.full_marks_if) == (exact.plain(row.weight or exact.ZERO), "")
    return full


def follow(lost: Deduction, book: Book) -> int:
    """Follows every road: its end earns full marks, one step before the end does not."""
    for road in lost.roads:
        forward = exact.compare(road.new, road.old) > 0
        step = road.step if forward else exact.negative(road.step)
        said = f"{lost.row.id} {road.label} {exact.plain(road.old)} → {exact.plain(road.new)}"
        assert earned(lost, road, road.new, book), said
        assert road.told == road.new or earned(lost, road, road.told, book), said
        assert not earned(lost, road, exact.subtract(road.new, step), book), said
    return len(lost.roads)


@pytest.fixture(scope="module")
def yiyang(book: Book, examples: Path) -> Case:
    """Seed 002."""
    read, problems = case_file.read(examples / "002-yiyang-2020", book)
    assert problems == ()
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("hn-yiyang-2020", {"N10-B": 2}),
        ("hn-2017", {"HN-04": 3, "HN-09": 2}),
        ("cn-mof-2021-101", {"N101-B": 2}),
        ("teaching-zhanjiang", {"GDA-07": 3}),
    ],
)
def test_every_deduction_of_seed_002_has_roads_that_hold(name: str, ways: dict[str, int], yiyang: Case, book: Book) -> None:
    found = {lost.row.id: follow(lost, book) for lost in deductions(yiyang, book.schemes[name], book)}
    assert found == ways


# ---- cases by dice


def _amount(dice: Random, dimension: str, size: float) -> str:
    """A printed amount of a dimension; money about `size` 元, in any unit and with any decimals."""
    if dimension == "money":
        unit, factor, most = dice.choice([("元", 1, 2), ("万元", 10**4, 6), ("亿元", 10**8, 8)])
        return f"{size * dice.uniform(0.3, 1.7) / factor:.{dice.randint(0, most)}f}{unit}"
    if dimension == "ratio":
        return f"{dice.uniform(20, 130):.{dice.randint(0, 2)}f}%"
    if dimension == "truth":
        return dice.choice(["真", "假"])
    return f"{dice.randint(1, 400)}{BASE[dimension]}"


def _names(chosen: Scheme) -> dict[str, str]:
    """The facts that the rows of a scheme measure, with their dimensions."""
    found = {}
    for row in chosen.indicators:
        for node in _formulas(row):
            for ref in refs(node):
                stage = f"[{ref.stage_label}]" if ref.stage_label else ""
                found[f"上年({ref.label}{stage})" if ref.years else f"{ref.label}{stage}"] = ref.dimension
    return found


def _formulas(row: Indicator) -> Iterator[Node]:
    yield from (node for node in (row.measure, row.bound.points if row.bound else None) if node is not None)


def _own(dice: Random, chosen: Scheme, size: float) -> str:
    """The department's own indicators: in each slot two, of any kind of target."""
    lines = []
    for slot in chosen.slots:
        halves = [exact.plain(exact.multiply(slot.weight or exact.ZERO, share)) for share in ((3, 10), (7, 10))]
        for number, half in enumerate(halves):
            dimension = dice.choice(["count", "visit", "money", "ratio"])
            target, actual = _amount(dice, dimension, size), _amount(dice, dimension, size)
            sign = dice.choice("≥≤＝")
            lines.append(
                f"  - {{id: {slot.id}-{number}, slot: {slot.id}, name: 指标, weight: {half}, target: {sign}{target}, actual: {actual}}}\n"
            )
    return f"indicators:\n{''.join(lines)}" if lines else ""


def by_dice(dice: Random, chosen: Scheme, book: Book) -> Case:
    """A case of random figures that belong together, read as a clerk's file is."""
    size = 10 ** dice.uniform(2, 9)
    facts = {name: _amount(dice, dimension, size) for name, dimension in _names(chosen).items()}
    drafted = "".join(f'  - {{name: "{name}", value: "{value}"}}\n' for name, value in facts.items())
    text = f"unit: 某局\nyear: 2022\nscheme: {chosen.id}\nfacts:\n{drafted}{_own(dice, chosen, size)}"
    case, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert {problem.code for problem in problems} <= {"IN19"}
    assert case is not None
    return case


@pytest.mark.parametrize(
    ("name", "cases", "least"), [("hn-2017", 70, 600), ("cn-mof-2020-10", 70, 250), ("teaching-zhanjiang", 60, 500)]
)
def test_every_road_of_cases_by_dice_holds(name: str, cases: int, least: int, book: Book) -> None:
    dice = Random(f"receipt {name}")  # noqa: S311 - dice, no secret
    chosen = book.schemes[name]
    followed = sum(follow(lost, book) for _ in range(cases) for lost in deductions(by_dice(dice, chosen, book), chosen, book))
    assert followed >= least


SHARES = [(share, 100) for share in (*range(0, 300, 4), 400, 800, 1000, 10_000)]


def missed(lost: Deduction, book: Book) -> list[str]:
    """Values of single figures, whole steps away, that earn full marks though no road, or only a longer one, was told."""
    table = desk(lost.case, lost.scheme, book)
    made = ready(lost.row, table)
    given = RowFacts(table, made)
    given.measured = given.measure()
    told = {road.key: road for road in lost.roads}
    found = []
    for key, amount in figures(made, table):
        step = receipt._step(amount)
        for share in SHARES:
            steps = exact.floor(exact.divide(exact.multiply(amount.value, exact.subtract(share, exact.ONE)), step))
            value = exact.add(amount.value, exact.multiply(step, steps))
            points_ = given.points_with(given.moves(key), value)
            if value[0] < 0 or points_ is None or exact.compare(exact.round_half_away(points_, 2), lost.row.weight or exact.ZERO):
                continue
            road = told.get(key)
            if road is None or _far(value, amount) < _far(road.new, amount):
                found.append(f"{lost.row.id} {key} {exact.plain(amount.value)} → {exact.plain(value)}")
    return found


def figures(made: Ready, table: Desk) -> Iterator[tuple[Key | str, Quantity]]:
    """The figures that a row rests on."""
    if made.actual is not None:
        yield made.actual[0], made.actual[1]
    nodes = [node for node in (made.measure, made.points) if node is not None]
    for ref in dict.fromkeys(ref for node in nodes for ref in refs(node)):
        fact = table.facts.statement(ref)
        if fact is not None and isinstance(fact.value, Quantity):
            yield fact.key, fact.value


def _far(value: Exact, amount: Quantity) -> Fraction:
    return abs(Fraction(*value) - Fraction(*amount.value))


@pytest.mark.parametrize("name", ["hn-2017", "cn-mof-2020-10", "teaching-zhanjiang"])
def test_no_nearer_value_earns_full_marks_and_none_is_passed_over(name: str, book: Book) -> None:
    dice = Random(f"missed {name}")  # noqa: S311 - dice, no secret
    chosen = book.schemes[name]
    found = [
        said for _ in range(20) for lost in deductions(by_dice(dice, chosen, book), chosen, book) for said in missed(lost, book)
    ]
    assert found == []


def test_a_figure_that_must_go_down_to_0_is_told_so(book: Book) -> None:
    row = "- id: A\n  path: [控制]\n  weight: 100\n  measure: 公用经费 － 公用经费[年初预算]\n  method: direct_at_most\n"
    row += f"  parameters: {{目标值: 0万元}}\n  {SOURCE}"
    found = line(sheet(row, book, {"公用经费": "2589.26万元", "公用经费[年初预算]": "0万元"}))
    assert "公用经费由 2589.26万元 变为 0万元（再减少 2589.26万元）" in found.full_marks_if


@pytest.mark.parametrize(
    ("spent", "told"),
    [
        ("96.24万元", "本年支出合计由 96.24万元 变为 100万元（再增加 3.76万元），本项即得满分"),
        ("2000元", "本年支出合计由 0.2万元 变为 100万元（再增加 99.8万元），本项即得满分"),
        ("100.01万元", ""),
    ],
)
def test_the_words_name_the_figure_the_value_and_the_change(spent: str, told: str, book: Book) -> None:
    row = f"- {{id: A, path: [支出率], weight: 100, {RATE}}}"
    found = line(sheet(row, book, {"本年支出合计": spent, "本年支出合计[年初预算]": "100万元"}))
    assert found.full_marks_if.startswith(told)
    assert (found.full_marks_if == "") == (points(found) == "100.00")


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("1.25%", "结转结余率由 1.25% 变为 90.00%（再增加 88.75个百分点），本项即得满分"),
        ("89.999%", "结转结余率由 89.999% 变为 90.000%（再增加 0.001个百分点），本项即得满分"),
    ],
)
def test_rates_are_told_with_their_digits_and_differ_by_points_of_a_per_cent(stated: str, told: str, book: Book) -> None:
    row = f"- id: A\n  path: [控制]\n  weight: 100\n  measure: 结转结余率\n  method: direct_at_least\n  parameters: {{目标值: 90%}}\n  {SOURCE}"
    assert line(sheet(row, book, {"结转结余率": stated})).full_marks_if == told


def test_where_no_single_figure_helps_the_receipt_says_so(book: Book) -> None:
    row = "- id: A\n  path: [控制]\n  weight: 100\n  measure: 公用经费\n  method: two_conditions\n"
    row += f"  parameters: {{条件一: '公用经费 ＜ 0', 条件二: '公用经费 ＞ 0'}}\n  {SOURCE}"
    assert line(sheet(row, book, {"公用经费": "5万元"})).full_marks_if == "只改动一个数不能使本项得满分"


CHECKLIST = "- {id: A, path: [制度], weight: 100, measure: null, method: checklist, "
CHECKLIST += f"items: [{{label: 甲, points: 60}}, {{label: 乙, points: 40}}], {SOURCE}}}"


def test_what_a_judge_took_off_names_what_was_not_met(book: Book) -> None:
    found = line(sheet(CHECKLIST, book, more="judgements: {A: {answers: [真, 假]}}\n"))
    assert found.full_marks_if == "以下要点都得到满足时，本项即得满分：乙"


def test_the_case_of_a_road_can_be_read_by_a_clerk(book: Book) -> None:
    chosen = scheme(f"- {{id: A, path: [支出率], weight: 100, {RATE}}}", book)
    (lost,) = deductions(small_case(book, {"本年支出合计": "96.24万元", "本年支出合计[年初预算]": "100万元"}), chosen, book)
    first = lost.roads[0]
    amount = written(first.new, book.spellings["元"])
    assert (amount.raw, first.label) == ("999950元", "本年支出合计")
    assert not isinstance(amounts.quantity(amount.raw, book.spellings), amounts.Misread)


# ---- what nobody is advised to change


def test_every_settled_figure_and_stage_of_the_law_book_is_one(book: Book) -> None:
    assert book.phrases["receipt.settled"]
    assert [label for label in book.phrases["receipt.settled"] if label not in book.by_label] == []
    assert set(book.phrases["receipt.settled_stages"]) <= set(book.stages)


def test_no_advice_changes_last_year_a_settled_figure_or_the_original_budget(book: Book) -> None:
    """Over every example and sample unit: what is settled is never to be changed, and what is rounded to full marks says so."""
    told = []
    for path in CASES:
        case, _ = case_file.parse(path.read_bytes(), "case.yaml", book)
        assert case is not None
        table = desk(case, book.schemes[case.scheme], book)
        told += [score_row(row, table) for row in rows(case, book.schemes[case.scheme])]
    advice = [line.full_marks_if for line in told if line.full_marks_if]
    assert len(advice) > 20
    settled = [f"{label}由 " for label in book.phrases["receipt.settled"]]
    advice = [each for each in advice if not each.startswith(book.caption("score.full_held", ways=""))]
    assert not [each for each in advice if "上年（" in each or "[年初预算]由" in each or any(word in each for word in settled)]
    assert [each for each in advice if "四舍五入后本项即得满分" in each]


def test_where_only_settled_figures_would_earn_full_marks_the_line_says_so(book: Book) -> None:
    """上年支出 ÷ 年初预算: nothing of it can be changed within the year, although the arithmetic has two roads."""
    measure = f"measure: '上年(本年支出合计) ÷ 本年支出合计[年初预算]', method: ratio_capped, {SOURCE}"
    given = {"上年(本年支出合计)": "96万元", "本年支出合计[年初预算]": "100万元"}
    scored = sheet(f"- {{id: A, path: [支出率], weight: 100, {measure}}}", book, given)
    told = line(scored).full_marks_if
    assert told.startswith(book.caption("score.full_held", ways="上年（本年支出合计）由 96万元 变为 100万元（再增加 4万元）"))
    assert "本年支出合计[年初预算]由 100万元 变为" in told
    (lost,) = deductions(small_case(book, given), scheme(f"- {{id: A, path: [支出率], weight: 100, {measure}}}", book), book)
    assert len(lost.roads) == 2
