"""Edits carried out: in the jail, and past the gate again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.linked.drift import NOT_WRITTEN
from hengji.reading import marked
from hengji.reading.gate import kinds
from hengji.reading.gate.odf import ODT
from hengji.reading.gate.opening import Opened
from hengji.reading.jail.frames import Plain

if TYPE_CHECKING:
    from hengji.linked.drift import Drift
    from hengji.linked.edits import Planned
    from hengji.linked.looked import Looked
    from hengji.linked.voice import Voice
    from hengji.reading.jail import Jail
    from hengji.reading.marked import Marked

_REWRITE = {kinds.DOCX: "hengji.writing.relink.rewrite", ODT: "hengji.writing.relink_odt.rewrite"}
_RESHEET = "hengji.writing.resheet.rewrite"
Made = tuple[bytes | None, tuple["Drift", ...], tuple[Problem, ...]]


def apply(looked: Looked, plan: Planned, jail: Jail, voice: Voice) -> Made:
    """What the jail made of it; which differences it took care of, and a problem for each that it could not."""
    planned = (*plan.texts, *plan.pictures, *plan.cells)
    if not planned:
        return None, (), tuple(plan.problems)
    answer = _answer(looked.marked, plan, jail, len(planned))
    if isinstance(answer, Problem):
        return None, (), (*plan.problems, answer)
    said, content = answer
    told = [(drift, mark == ord("1")) for (drift, _), mark in zip(planned, said, strict=True) if drift.code]
    refused = (voice.refused(looked, each, "not_written") for each, made in told if not made)
    return content, tuple(each for each, made in told if made), (*plan.problems, *refused)


def _answer(found: Marked, plan: Planned, jail: Jail, count: int) -> tuple[bytes, bytes] | Problem:
    """One letter for each of `count` edits, and the new file."""
    task = _RESHEET if plan.cells else _REWRITE.get(found.kind, "")
    if not task or found.opened.aside:
        return problem(NOT_WRITTEN, Place(found.name), "、".join(found.opened.aside) or found.kind)
    answer = jail.run(task, found.opened.repacked(), found.name, found.kind, _arguments(plan))
    if isinstance(answer, Problem):
        return answer
    said, _, content = answer.value.partition(b"\n") if isinstance(answer.value, bytes) else (b"", b"", b"")
    if len(said) != count or not isinstance(marked.opens(found.name, content), Opened):
        return problem(NOT_WRITTEN, Place(found.name), found.kind)
    return said, content


def _arguments(plan: Planned) -> dict[str, Plain]:
    edits = [edit.plain for _, edit in plan.texts] + [edit.plain for _, edit in plan.cells]
    arguments: dict[str, Plain] = {"edits": [list[Plain](edit) for edit in edits]}
    if not plan.cells:
        arguments["pictures"] = [list[Plain](picture.plain) for _, picture in plan.pictures]
    return arguments
