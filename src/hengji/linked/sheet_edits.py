"""恢复 and 更新 in a workbook: what is to stand in each of its named cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.linked import cells
from hengji.linked.drift import CHANGED, GONE, STALE, Drift
from hengji.linked.edits import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.linked.cells import Sheets
    from hengji.linked.known import Known
    from hengji.linked.looked import Looked
    from hengji.linked.voice import Voice
    from hengji.writing.resheet import CellEdit

_AGREED = Drift("", "", "", "", "")
"""A stand-in for an edit of a name alone, of which nothing is told."""


def restored(looked: Looked, sheets: Sheets, chosen: Iterable[Drift], voice: Voice) -> Planned:
    """Cells as they were written; those that only follow them too, where all that a hand changed is put back."""
    plan = Planned()
    for drift in chosen:
        _plan(plan, looked, drift, cells.put_back(sheets, drift, looked.known), voice)
    changed = {each.key for each in looked.drifts if each.code == CHANGED}
    if looked.known is not None and changed <= {drift.key for drift, _ in plan.cells}:
        plan.cells += [(_silent(each), edit) for each, edit in cells.following(sheets) if each.now == each.old]
    return plan


def refreshed(looked: Looked, sheets: Sheets, known: Known, voice: Voice, *, changed: bool) -> Planned:
    """Every stale cell as the evaluation has it; what a hand changed too where that is `changed`."""
    plan = Planned()
    for drift in looked.drifts:
        if drift.code in (STALE, GONE) or (changed and drift.code == CHANGED and drift.now):
            _plan(plan, looked, drift, cells.renewed(sheets, drift, known), voice)
    if not any(each.code == CHANGED for each in looked.drifts) or changed:
        plan.cells += [(_silent(each), edit) for each, edit in cells.following(sheets)]
    plan.cells += [(_AGREED, edit) for edit in cells.renamed(sheets)]
    return plan


def _plan(plan: Planned, looked: Looked, drift: Drift, made: CellEdit | str, voice: Voice) -> None:
    """An edit, or why there is none."""
    if isinstance(made, str):
        plan.problems.append(voice.refused(looked, drift, f"restore_{made}"))
    else:
        plan.cells.append((drift, made))


def _silent(drift: Drift) -> Drift:
    """The same, of which nothing is told."""
    return replace(drift, code="")
