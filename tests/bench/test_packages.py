"""What was marked by hand of the example packages is still found in them: a mark that nothing answers is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.audit.measure import Evaluated, of_example, true_of_cases
from bench.audit.seeds import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("example", sorted(true_of_cases()))
def test_each_mark_answers_a_finding_and_nothing_else_is_found(example: str, tmp_path: Path) -> None:
    found = Evaluated(0, [], [])
    of_example(ROOT / "examples" / example, tmp_path, found)
    assert found.alarms == []
    assert true_of_cases()[example] <= {finding.code for _, finding in found.stated}
