"""proposals.json: the last run of each section, for a person to look at and to accept from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.proposal import Proposal, State, Struck
from hengji.narration.run import Run
from hengji.reading import publication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

FILE, FORMAT, NOT_OURS, MOST = "proposals.json", 1, "DC95", 8 * 2**20


@dataclass(frozen=True, slots=True)
class Kept:
    """What proposals.json says: the digest of the case's file at the time, and the last run of each section."""

    source: str
    runs: tuple[Run, ...]

    def of(self, section: str) -> Run | None:
        """The last run of a section."""
        return next((run for run in self.runs if run.section == section), None)

    def proposal(self, name: str) -> tuple[Run, Proposal] | None:
        """A proposal by its id, with its run."""
        return next(((run, each) for run in self.runs for each in run.proposals if each.id == name), None)


NOTHING = Kept("", ())


def beside(case: Path) -> Path:
    """Where the proposals of a case stand unless another file is named."""
    if case.is_dir():
        return case / FILE
    return case.with_name(FILE if case.name == "case.yaml" else f"{case.stem}.{FILE}")


def document(kept: Kept, run: Run, evaluation: Evaluation) -> str:
    """The file with one run put in the place of the last of its section."""
    others = [each for each in kept.runs if each.section != run.section]
    case = evaluation.case
    tree = {
        "format": FORMAT,
        "unit": case.unit,
        "year": case.year,
        "source": case.source,
        "rulebook": evaluation.digest,
        "runs": [_run(each) for each in sorted((*others, run), key=lambda each: each.section)],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _run(run: Run) -> dict[str, object]:
    problems = [
        {"code": each.code, "place": str(each.place), "found": each.found, "message": each.message} for each in run.problems
    ]
    return {**asdict(run), "state": run.state.value, "problems": problems}


def read(path: Path, book: Book) -> tuple[Kept, tuple[Problem, ...]]:
    """What was kept; nothing, without a problem, where there is no file."""
    if not path.is_file():
        return NOTHING, ()
    content = path.read_bytes()[: MOST + 1]
    tree, problems = publication.parse(content, path.name) if len(content) <= MOST else (None, ())
    try:
        found = _kept(cast("Mapping[str, object]", tree))
    except (LookupError, TypeError, ValueError, AttributeError):
        told = problems or (problem(NOT_OURS, Place(path.name), path.name, name=path.name),)
        return NOTHING, tuple(book.problem(each) for each in told)
    return found, ()


def _kept(tree: Mapping[str, object]) -> Kept:
    if tree["format"] != FORMAT:
        raise ValueError(tree["format"])
    return Kept(_text(tree, "source"), tuple(_read_run(each) for each in _list(tree, "runs")))


def _read_run(tree: Mapping[str, object]) -> Run:
    told = tuple(
        Problem(_text(each, "code"), Place(_text(each, "place")), _text(each, "found"), message=_text(each, "message"))
        for each in _list(tree, "problems")
    )
    texts = {key: _text(tree, key) for key in ("section", "model", "address", "prompt", "answer")}
    proposals = tuple(_proposal(each) for each in _list(tree, "proposals"))
    return Run(state=State(_text(tree, "state")), proposals=proposals, problems=told, **texts)


def _proposal(tree: Mapping[str, object]) -> Proposal:
    struck = tuple(Struck(**{key: _text(each, key) for key in ("text", "code", "found", "why")}) for each in _list(tree, "struck"))
    remarks = tree["remarks"]
    if not isinstance(remarks, list) or not all(isinstance(each, str) for each in remarks):
        raise TypeError("remarks")
    return Proposal(_text(tree, "id"), _text(tree, "proposed"), _text(tree, "text"), struck, tuple(remarks))


def _text(tree: Mapping[str, object], key: str) -> str:
    value = tree[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _list(tree: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    value = tree[key]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise TypeError(key)
    return value
