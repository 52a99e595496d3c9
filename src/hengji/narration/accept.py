"""A person takes a proposal over: it is looked through once more against today's figures, and kept beside the case with the person's name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import HIDDEN, Problem, problem, shown
from hengji.core.proposal import Accepted
from hengji.narration.run import look
from hengji.reading.proposals.strike import Looker

if TYPE_CHECKING:
    from datetime import datetime

    from hengji.core.evaluation import Evaluation
    from hengji.narration.store import Kept
    from hengji.reading.extract import Reader
    from hengji.rulebook.narration import Narration

NO_SUCH, NO_LONGER, NO_NAME, TWICE = "DC95", "DC96", "DC99", "IN09"
MOST_LETTERS = 30


def accept(
    name: str, by: str, when: datetime, kept: Kept, evaluation: Evaluation, reader: Reader, narration: Narration
) -> tuple[Accepted | None, tuple[Problem, ...]]:
    """The accepted text, or why it cannot be. What was struck stays struck: only the text that was left can be accepted, whole."""
    book = reader.book

    def refused(code: str, where: str, found: object, **slots: object) -> tuple[None, tuple[Problem, ...]]:
        return None, (book.problem(problem(code, Place(where), found, **slots)),)

    by = by.strip()
    if not by or len(by) > MOST_LETTERS or any(unicodedata.category(letter) in HIDDEN for letter in by):
        return refused(NO_NAME, "--by", shown(by))
    found = kept.proposal(name)
    if found is None or not found[1].text:
        known = "、".join(each.id for run in kept.runs for each in run.proposals if each.text)
        return refused(NO_SUCH, "--accept", name, name=known)
    if any(each.id == name for each in evaluation.case.accepted):
        return refused(TWICE, "--accept", name, other=name)
    run, proposal = found
    section = narration.section(run.section)
    if section is None:
        return refused(NO_SUCH, "--accept", name, name=run.section)
    again = look(proposal.text, section, Looker(evaluation, reader, narration))
    if again.struck or again.text != proposal.text:
        piece = again.struck[0].found if again.struck else proposal.text
        return refused(NO_LONGER, name, piece, text=again.struck[0].text if again.struck else "")
    at = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    return Accepted(run.section, proposal.text, by, at, name, run.model, run.prompt, run.answer), ()
