"""A draft weighed: the fields spelled as a case, read, scored and checked by the pipeline, with every finding led back to its fields."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengji import pipeline, verification
from hengji.core import exact
from hengji.core.problem import Problem, problem
from hengji.filling.spelling import FILE, Spelled, spell
from hengji.reading.formats import case as case_file
from hengji.writing import json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.evaluation import Evaluation
    from hengji.filling.form import Form
    from hengji.rulebook.files import Source

DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """What the fields come to. `tree` is evaluation.json (empty where there is no evaluation), `problems` stand beside the fields that they are about.

    `evaluation` is None while something blocks it; `facts` are the keys of the facts by their number in the tree.
    """

    spelled: Spelled
    evaluation: Evaluation | None
    tree: Mapping[str, Any]
    problems: tuple[tuple[str, Problem], ...]
    facts: Mapping[int, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the case."""
        return self.spelled.digest

    @property
    def blocked(self) -> bool:
        """Whether something stands in the way of an evaluation."""
        return self.evaluation is None

    def keys(self, finding: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that a finding is about."""
        return tuple(dict.fromkeys(self.facts[number] for number in finding["facts"] if number in self.facts))


def weigh(unit: str, values: Mapping[str, str], form: Form) -> Draft:
    """The draft of a unit: the same fields, law book and engine give the same draft."""
    return _weighed(spell(unit, values, form), form)


def weigh_case(text: str, form: Form) -> Draft:
    """The draft of a case as it was spelled once; its lines are not led back to fields."""
    return _weighed(Spelled(text.removesuffix("\n").split("\n")), form)


def _weighed(spelled: Spelled, form: Form) -> Draft:
    case, problems = case_file.parse(spelled.text.encode(), FILE, form.book)
    found = list(problems)
    evaluation = None
    if case is not None and not pipeline.stops(problems, form.book):
        evaluation, more = pipeline.assess(case, form.book)
        found += more
        evaluation = None if pipeline.stops(more, form.book) else evaluation
    tree: dict[str, Any] = json.tree(evaluation, form.book) if evaluation is not None else {}
    places = tree.get("provenance", {})
    facts = {each["id"]: spelled.key_at(each["place"].rpartition(f"{FILE}:")[2]) for each in places["facts"]} if places else {}
    told = tuple((spelled.key_at(each.place.where), _at_fields(each, spelled, form)) for each in found)
    return Draft(spelled, evaluation, tree, told, {number: key for number, key in facts.items() if key})


def _at_fields(found: Problem, spelled: Spelled, form: Form) -> Problem:
    """A problem whose words name fields where they named lines of the case, which nobody sees."""
    slots = dict(found.slots)
    named = {name: form.label(key) for name, value in slots.items() if (key := spelled.key_at(value.removeprefix(f"{FILE}:")))
             and value.startswith(f"{FILE}:")}  # fmt: skip
    return form.book.problem(problem(found.code, found.place, found.found, **(slots | named))) if named else found


def document(draft: Draft, form: Form) -> bytes:
    """evaluation.json of a draft that could be evaluated."""
    if draft.evaluation is None:
        raise ValueError(draft.digest)
    return json.document(draft.evaluation, form.book).encode()


def package(draft: Draft, form: Form, source: Source, name: str) -> tuple[bytes | None, dict[str, bytes], tuple[Problem, ...]]:
    """What is published: the package that `hengji verify` opens, and the papers in it by their names."""
    if draft.evaluation is None:
        raise ValueError(draft.digest)
    files, problems = pipeline.write(draft.evaluation, form.book)
    if problems:
        return None, {}, problems
    made = pipeline.Package(draft.evaluation, files)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(draft.spelled.text.encode())
        content, problems = verification.publish(path, made, source, name, form.book)
    return content, files, problems


def unproven(tree: Mapping[str, Any], proven: frozenset[str]) -> tuple[str, int]:
    """The points of lines that no file proves, as printed, and the number of such lines; lines without a weight count as lines only."""
    lines = [line for line in tree.get("lines", ()) if line["code"] not in proven and line["status"] != "not_applicable"]
    total = exact.ZERO
    for line in lines:
        if line["weight"] is not None:
            total = exact.add(total, exact.of(line["weight"]))
    return exact.plain(total), len(lines)
