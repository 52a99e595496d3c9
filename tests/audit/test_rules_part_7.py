"""Every row of part 7 of the rules is shown on the five seeds with the verdict and the severity of its last column."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.audit import Audit, Remark
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("HENGJI_SEEDS", ROOT.parent / "shared" / "seeds"))
ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("part_7.yaml").read_text(encoding="utf-8"))
COUNTS = {"000": 12, "001": 12, "002": 31, "003": 15, "004": 26}
WEIGHT = ("error", "warning")
BESIDES = 5

needs_seeds = pytest.mark.skipif(not (SEEDS / "000.txt").exists(), reason="the five seeds are not here (HENGJI_SEEDS)")


@pytest.fixture(scope="module")
def audits(book: Book) -> dict[str, Audit]:
    found = {}
    with Auditor(book) as auditor:
        for seed in COUNTS:
            audit, problems = auditor.audit(SEEDS / f"{seed}.txt", f"{seed}.txt")
            assert audit is not None, [problem.code for problem in problems]
            found[seed] = audit
    return found


def numbers(audit: Audit, ids: Iterable[int]) -> Counter[Decimal]:
    """How often each number stands among figures."""
    return Counter(abs(audit.figures[each].number) for each in ids)


def wanted(row: Iterable[float]) -> Counter[Decimal]:
    return Counter(Decimal(str(each)) for each in row)


def weighty(audit: Audit) -> list[Remark]:
    return [each for each in audit.findings if each.severity.value in WEIGHT]


def missing(row: dict[str, Any], audit: Audit) -> list[str]:
    """What of a row is not shown, in words."""
    return [*_results(row, audit), *_findings(row, audit), *_silence(row, audit)]


def _results(row: dict[str, Any], audit: Audit) -> list[str]:
    shown = [(each.verdict.value, numbers(audit, each.figures)) for each in audit.results]
    return [
        f"no result {each}"
        for each in row.get("results", ())
        if not any(verdict in each["verdict"] and wanted(each["numbers"]) <= held for verdict, held in shown)
    ]


def _findings(row: dict[str, Any], audit: Audit) -> list[str]:
    told = []
    for each in row.get("findings", ()):
        fitting = [
            finding
            for finding in audit.findings
            if (finding.code, finding.severity.value) == (each["code"], each["severity"])
            and wanted(each.get("numbers", ())) <= numbers(audit, finding.figures)
            and each.get("says", "") in finding.message
        ]
        if not fitting or len(fitting) != each.get("times", len(fitting)):
            told.append(f"{len(fitting)} findings {each}")
    return told


def _silence(row: dict[str, Any], audit: Audit) -> list[str]:
    loud = [
        f"{finding.code} is told of {each}"
        for each in row.get("silent", ())
        for finding in weighty(audit)
        if wanted(each) <= numbers(audit, finding.figures) and finding.code not in {own["code"] for own in row.get("findings", ())}
    ]
    return [*loud, *(f"{each.code} is told" for each in weighty(audit) if each.code in row.get("without", ()))]


def _asked(seed: str) -> set[str]:
    """The codes of weight that some row of a seed asks for."""
    return {
        each["code"]
        for row in ROWS
        if row["row"].startswith(seed)
        for each in row.get("findings", ())
        if each["severity"] in WEIGHT
    }


def test_every_row_of_part_7_stands_in_the_list_once_and_in_order() -> None:
    expected = [f"{seed}-{number}" for seed, count in COUNTS.items() for number in range(1, count + 1)]
    assert [row["row"] for row in ROWS] == expected


def test_every_row_says_what_is_to_be_shown() -> None:
    silent = [row["row"] for row in ROWS if not ({"results", "findings", "silent", "without"} & row.keys())]
    assert silent == []


@needs_seeds
@pytest.mark.parametrize("row", ROWS, ids=[row["row"] for row in ROWS])
def test_the_audit_shows_what_the_row_asks_for(row: dict[str, Any], audits: dict[str, Audit]) -> None:
    left = missing(row, audits[row["row"][:3]])
    if left and "open" in row:
        pytest.xfail(row["open"])
    assert left == []


@needs_seeds
def test_besides_the_rows_at_most_five_findings_of_weight_are_told_in_all(audits: dict[str, Audit]) -> None:
    besides = [
        (seed, each.code, each.message)
        for seed, audit in audits.items()
        for each in weighty(audit)
        if each.code not in _asked(seed)
    ]
    assert len(besides) <= BESIDES, besides


@needs_seeds
@pytest.mark.parametrize("seed", sorted(COUNTS))
def test_at_most_one_finding_of_weight_in_a_seed_is_told_that_no_row_asks_for(seed: str, audits: dict[str, Audit]) -> None:
    besides = [each.code for each in weighty(audits[seed]) if each.code not in _asked(seed)]
    assert len(besides) <= 1, besides


@needs_seeds
@pytest.mark.parametrize(("right", "wrong"), [("\t75\t", "\t78\t"), ("\t12.8\t", "\t72.8\t"), ("\t17\t", "\t77\t")])
def test_numbered_rows_are_held_against_an_amount_printed_twice(book: Book, tmp_path: Path, right: str, wrong: str) -> None:
    text = (SEEDS / "004.txt").read_text(encoding="utf-8")
    assert text.count(right) == 1
    path = tmp_path / "report.txt"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with Auditor(book) as auditor:
        audit, _ = auditor.audit(path, path.name)
    assert audit is not None
    told = [numbers(audit, each.figures) for each in weighty(audit) if each.code == "AR95"]
    assert any(Decimal(wrong.strip()) in each and Decimal("1100.56") in each for each in told)
