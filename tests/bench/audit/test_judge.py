"""The judge and the reading of the command's output: by answers written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bench.audit.corpus.layouts import Laid, lay
from bench.audit.corpus.make import Case
from bench.audit.corpus.pieces import FIGURE, Block, Paper, Slot
from bench.audit.corpus.plant import Plant
from bench.audit.flips import Flip, noticed
from bench.audit.judge import folded, located, verdicts
from bench.audit.relations import Relation

from bench.audit import seeds, tool

ONE = Slot(1, FIGURE, "10万元", unit="万元", fact="a")
TWO = Slot(2, FIGURE, "20万元", unit="万元", fact="b")
CLEAN = Paper("hand", "dev", "none", "tabs", "某局", 2023, (Block("paragraph", ("支出", ONE, "，收入", TWO, "。")),))
BAD = Paper("hand", "dev", "none", "tabs", "某局", 2023, CLEAN.blocks, edits={1: "13万元"})
PLANT = Plant("sum_off", {1: "13万元"}, (1,), (2,), "10 → 13")
CASE = Case(CLEAN, BAD, (PLANT,), lay(CLEAN), lay(BAD))
AT_ONE, AT_TWO, ELSEWHERE = (2, 6), (9, 13), (13, 14)


def answer(*findings: dict[str, Any], figures: tuple[tuple[int, int], ...] = ()) -> tool.Answer:
    listed = [
        {"id": number, "start": start, "end": end, "number": "10", "unit": "万元"} for number, (start, end) in enumerate(figures)
    ]
    return tool.answer(json.dumps({"document": {"path": "a.txt"}, "figures": listed, "findings": list(findings)}))


def finding(span: tuple[int, int], severity: str = "error", code: str = "AR01", figures: tuple[int, ...] = ()) -> dict[str, Any]:
    return {
        "id": 1,
        "code": code,
        "severity": severity,
        "start": span[0],
        "end": span[1],
        "message": "…",
        "quote": "…",
        "figures": list(figures),
    }


def judged(clean: tool.Answer, bad: tool.Answer) -> tuple[bool, bool]:
    (verdict,) = verdicts(CASE, clean, bad)
    return verdict.touched, verdict.direct


def test_a_finding_on_the_edited_figure_counts() -> None:
    assert judged(answer(), answer(finding(AT_ONE))) == (True, True)


def test_a_finding_on_what_disagrees_with_it_counts_but_is_not_direct() -> None:
    assert judged(answer(), answer(finding(AT_TWO))) == (True, False)


def test_a_finding_counts_by_the_spans_of_its_figures() -> None:
    assert judged(answer(), answer(finding(ELSEWHERE, figures=(0,)), figures=(AT_ONE,))) == (True, True)


def test_a_notice_is_of_no_weight() -> None:
    assert judged(answer(), answer(finding(AT_ONE, "notice"))) == (False, False)


def test_of_a_slip_of_form_a_notice_is_enough() -> None:
    slip = Case(CLEAN, BAD, (replace(PLANT, kind="near_miss"),), lay(CLEAN), lay(BAD))
    (verdict,) = verdicts(slip, answer(), answer(finding(AT_ONE, "notice")))
    assert verdict.touched


def test_what_the_clean_twin_says_too_does_not_count() -> None:
    assert judged(answer(finding(AT_ONE)), answer(finding(AT_ONE))) == (False, False)
    assert judged(answer(finding(AT_ONE)), answer(finding(AT_ONE, code="AR02"))) == (True, True)


def test_a_finding_elsewhere_does_not_count() -> None:
    assert judged(answer(), answer(finding(ELSEWHERE))) == (False, False)


def test_texts_are_compared_without_white_space_separators_and_last_zeros() -> None:
    assert folded("1,234.50 万\n元")[0] == "1234.5万元"
    assert folded("0.00 12.00\t100")[0] == "012100"


def test_slots_are_found_in_the_text_of_another_reader() -> None:
    laid = Laid(b"", ".docx", None, "支出1,234.50万元\n收入\n20.00万元", {1: (2, 12), 2: (16, 23)})
    text = "支出 1234.5 万元\n\n收入\t20万元"
    assert {slot: text[start:end] for slot, (start, end) in located(laid, text).items()} == {1: "1234.5 万元", 2: "20万元"}


def test_a_flip_is_noticed_by_a_new_finding_only() -> None:
    flip = Flip("a", "", (AT_ONE,), "", ("sum",))
    old, new = answer(finding(AT_ONE)), answer(finding(AT_ONE), finding(AT_ONE, code="AR02"))
    assert noticed(flip, answer(), old)
    assert not noticed(flip, old, old)
    assert noticed(flip, old, new)


def seed() -> seeds.Seed:
    entry = {
        "start": 2,
        "end": 6,
        "kind": "figure",
        "number": "10",
        "unit": "万元",
        "decimals": 0,
        "concept": "a",
        "stage": "outturn",
        "year": 2023,
    }
    date = {"start": 20, "end": 24, "kind": "date"}
    return seeds.Seed("x", "", (entry, date), (), (Relation("r", "same", plus=(2,), equals=2),), ())


def told(**more: Any) -> tool.Answer:
    figure = {
        "id": 0,
        "start": 2,
        "end": 6,
        "number": "10",
        "unit": "万元",
        "concept": "a",
        "stage": "outturn",
        "year": 2023,
        "status": "confirmed",
        **more,
    }
    return tool.answer(json.dumps({"document": {"path": "x"}, "figures": [figure]}))


def test_a_figure_is_found_with_its_number_and_its_unit() -> None:
    assert (
        seeds.recall(seed(), told()).good,
        seeds.recall(seed(), told(unit="元")).good,
        seeds.recall(seed(), told(number="11")).good,
    ) == (1, 0, 0)


def test_a_date_taken_for_a_figure_is_a_stray() -> None:
    assert seeds.strays(seed(), told()).good == 1
    assert seeds.strays(seed(), told(start=20, end=24)).good == 0


def test_attribution_counts_what_is_named_and_what_is_found_apart() -> None:
    silent, right, wrong = (seeds.attribution([(seed(), told(concept=concept))]) for concept in (None, "a", "b"))
    assert [(each.precision.all, each.precision.good, each.recall.good) for each in (silent, right, wrong)] == [
        (0, 0, 0),
        (1, 1, 1),
        (1, 0, 0),
    ]
    assert (right.stage.good, right.year.good) == (1, 1)


def test_a_figure_in_a_relation_is_settled_where_it_is_confirmed_or_explained() -> None:
    assert [
        seeds.settled(seed(), told(status=status), claims=False).good
        for status in ("confirmed", "explained", "contradicted", "unchecked")
    ] == [1, 1, 0, 0]
