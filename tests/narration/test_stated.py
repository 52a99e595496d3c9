"""Findings, honours, misconduct, verdicts, filed changes and comparisons of two names (stated.yaml): false ones are struck for the true reason, look-alikes stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from hengji import pipeline
from hengji.core.sheet import Judgement
from hengji.narration import run as runs
from hengji.reading.proposals.strike import Looker

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.core.proposal import Proposal
    from hengji.reading.extract import Reader
    from hengji.rulebook.book import Book

GROUPS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("stated.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evaluations(book: Book, examples: Path) -> dict[str, Evaluation]:
    found = {}
    for name in {group["case"] for group in GROUPS}:
        case, _ = pipeline.read_case(examples / name, book)
        assert case is not None
        one, _ = pipeline.assess(case, book)
        assert one is not None
        found[name] = one
    return found


def looked(text: str, evaluation: Evaluation, reader: Reader) -> Proposal:
    narration = reader.book.narration
    assert narration is not None
    return runs.look(text, narration.sections[0], Looker(evaluation, reader, narration))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['family']}-{group['case'][:3]}")
def test_the_false_is_struck_for_the_true_reason_and_its_look_alike_stays(
    group: dict[str, Any], evaluations: dict[str, Evaluation], reader: Reader
) -> None:
    evaluation = evaluations[group["case"]]
    for text in group["false"]:
        proposal = looked(text, evaluation, reader)
        assert proposal.text == "", text
        assert [each.code for each in proposal.struck] == [group["code"]], text
        assert group["why"] in proposal.struck[0].why, (text, proposal.struck[0].why)
    for text in group["true"]:
        proposal = looked(text, evaluation, reader)
        assert (proposal.text, proposal.struck) == (text, ()), text


def test_the_groups_hold_enough(evaluations: dict[str, Evaluation]) -> None:
    assert len(evaluations) == 2
    assert sum(len(group["false"]) for group in GROUPS) >= 20
    assert sum(len(group["true"]) for group in GROUPS) >= 10
    assert all(group["true"] for group in GROUPS)


@pytest.mark.parametrize(
    ("written", "said", "stays"),
    [
        ("经查，审计发现部分资金未按规定使用。", "审计发现部分资金未按规定使用。", True),
        ("本部门审计发现部分资金未按规定使用；已整改。", "2020年，审计发现部分资金未按规定使用。", True),
        ("审计发现部分资金未按规定使用，已全部收回。", "审计发现部分资金未按规定使用，尚未收回。", False),
        ("没有挪用资金。", "挪用资金。", False),
        ("没有挪用资金。", "没有挪用资金。", True),
    ],
)
def test_what_the_department_wrote_itself_may_be_said_again_and_no_more(
    written: str, said: str, stays: bool, yiyang: Evaluation, reader: Reader
) -> None:
    case = replace(yiyang.case, narrative={**yiyang.case.narrative, "problems": (written,)})
    assert (looked(said, replace(yiyang, case=case), reader).text == said) is stays


def test_an_honour_that_evidence_names_may_be_said(yiyang: Evaluation, reader: Reader) -> None:
    judgement = Judgement(evidence=("关于命名市级文明单位的决定",))
    case = replace(yiyang.case, judgements={**yiyang.case.judgements, "X": judgement})
    said = "获评市级文明单位。"
    assert looked(said, yiyang, reader).text == ""
    assert looked(said, replace(yiyang, case=case), reader).text == said
    for other in ("获评省级文明单位。", "本部门是全国文明单位。"):
        assert looked(other, replace(yiyang, case=case), reader).text == ""


def test_the_words_of_the_scheme_are_no_statement_of_the_department(yiyang: Evaluation, reader: Reader) -> None:
    """A scheme names every fault that may cost points; a model must not take it for one that was found."""
    line = yiyang.sheet.lines[0]._replace(standard="存在截留、挪用的扣分，个别资金被挪用。")
    sheet = replace(yiyang.sheet, lines=(line, *yiyang.sheet.lines[1:]))
    assert looked("个别资金被挪用。", replace(yiyang, sheet=sheet), reader).text == ""
