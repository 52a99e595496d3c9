"""What a reviewer sees of an evaluation: its facts and its lines, each with everything that an approval of it is bound to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from hengji import reviewing
from hengji.web.journal.actions import canonical
from hengji.web.law import book, law, word
from hengji.web.reviews.models import CELL, LINE
from hengji.web.roles import EDITABLE
from hengji.web.work.storage import path_of
from hengji.writing.sheets import layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.reviewing import Step
    from hengji.web.submissions.models import Entry, Evaluation, Evidence, Submission

GRAVITY = ("error", "warning", "notice")
VERDICTS = ("impossible", "explained", "unknown", "consistent", "not_applicable")
MOST_KEPT, MOST_LAWS = 32, 4_096
LAST_YEAR, COUNT = -1, "count"


@dataclass(frozen=True)
class Fact:
    """A figure of the case: `key` is its entry's; `told` is what an approval is bound to; `worst` the gravest verdict over it."""

    key: str
    label: str
    about: str
    value: str
    unit: str
    source: str
    checks: tuple[Mapping[str, Any], ...]
    findings: tuple[int, ...]
    told: Mapping[str, Any]
    entry: Entry | None = None
    kind: str = CELL

    @property
    def digest(self) -> str:
        """Over what is told."""
        return digest(self.told)

    @property
    def worst(self) -> str:
        """The gravest verdict over it, or nothing where no check took it in."""
        return min((str(each["verdict"]) for each in self.checks), key=VERDICTS.index, default="")


@dataclass(frozen=True)
class Line:
    """A line of the score table as it was computed; `says` has everything that evaluation.json says of it."""

    key: str
    says: Mapping[str, Any]
    told: Mapping[str, Any]
    evidence: tuple[Evidence, ...] = ()
    kind: str = LINE

    @property
    def digest(self) -> str:
        """Over what is told."""
        return digest(self.told)

    @property
    def label(self) -> str:
        """The indicator's own name."""
        return str(self.says["path"][-1]) if self.says["path"] else self.key

    @property
    def open(self) -> bool:
        """Whether a reviewer gives it points: it applies."""
        return bool(self.says["status"] != "not_applicable")


@dataclass(frozen=True)
class Seen:
    """An evaluation as it is reviewed."""

    evaluation: Evaluation
    tree: Mapping[str, Any]
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    places: Mapping[tuple[str, str], Fact | Line] = field(default_factory=dict)


def digest(told: Mapping[str, Any]) -> str:
    """The digest of what an approval is bound to."""
    return hashlib.sha256(canonical(dict(told)).encode()).hexdigest()


def current(submission: Submission) -> Evaluation | None:
    """The evaluation that is under review: the one that was sent; while the unit is filling in, the newest."""
    if submission.state not in EDITABLE:
        sent = submission.steps.exclude(evaluation=None).select_related("evaluation").order_by("-pk").first()
        if sent is not None and sent.evaluation is not None:
            return sent.evaluation
    newest: Evaluation | None = submission.evaluations.order_by("-made_at", "-pk").first()
    return newest


@lru_cache(maxsize=MOST_KEPT)
def tree_of(document: str) -> Mapping[str, Any]:
    """evaluation.json by the digest of its bytes, which never change."""
    found: dict[str, Any] = json.loads(path_of(document).read_bytes())
    return found


def read(submission: Submission, evaluation: Evaluation) -> Seen:
    """An evaluation with the entries and the evidence that it stands on today."""
    tree = tree_of(evaluation.document_id)
    evidence = list(submission.evidence.filter(removed_at=None).select_related("file"))
    entries = {_context(each): each for each in submission.entries.exclude(concept="").select_related("changed_by")}
    facts = tuple(_facts(tree, entries, evidence, submission.round.year))
    lines = tuple(_line(each, evidence) for each in tree["lines"])
    places: dict[tuple[str, str], Fact | Line] = {(each.kind, each.key): each for each in facts}
    places |= {(each.kind, each.key): each for each in lines}
    return Seen(evaluation, tree, facts, lines, places)


def _context(entry: Entry) -> tuple[Any, ...]:
    return entry.concept, entry.stage, entry.years, tuple(map(tuple, entry.members))


def _facts(
    tree: Mapping[str, Any], entries: Mapping[tuple[Any, ...], Entry], evidence: list[Evidence], year: int
) -> Iterable[Fact]:
    origins = {each["id"]: each for each in tree["provenance"]["facts"]}
    users = using(str(tree["scheme"]))
    checked, found = _by_fact(tree["results"]), _by_fact(tree["findings"])
    for fact in tree["facts"]:
        years = int(fact["year"]) - year
        members = tuple(tuple(member) for member in fact["members"])
        entry = entries.get((fact["concept"], fact["stage"], years, members))
        origin = origins.get(fact["id"], {})
        key = entry.key if entry else f"facts/{name(fact, years)}"
        checks = tuple(tree["results"][at] for at in checked.get(fact["id"], ()))
        lines = users.get(fact["concept"], ())
        told = {
            "value": f"{_shown(fact['value'])}{fact['unit']}",
            "formula": sorted({str(each["rule"]) for each in checks}),
            "law": _law(fact["concept"], frozenset(str(each["rule"]) for each in checks)),
            "source": origin.get("said") or "",
            "evidence": _proof(evidence, {*lines, key}),
        }
        yield Fact(
            key, str(fact["label"]), _about(fact, years), _shown(fact["value"]), _unit(fact),
            _source(origin, entry), checks,
            tuple(at + 1 for at in found.get(fact["id"], ())), told, entry,
        )  # fmt: skip


def _unit(fact: Mapping[str, Any]) -> str:
    """The unit of a figure; of one that is only counted, the word that its field has (项, not 个)."""
    own, said = book().concepts[fact["concept"]].unit, str(fact["unit"])
    plain = book().shown[COUNT].label
    return (
        own
        if said == plain and own in book().spellings and book().spellings[own].factor == book().spellings[plain].factor
        else said
    )


def _source(origin: Mapping[str, Any], entry: Entry | None) -> str:
    """Where a figure is from: as the unit says; else who filled it in."""
    said = str(origin.get("said") or "")
    return said or (word("filled_by", name=entry.changed_by.name) if entry is not None else str(origin.get("quote") or ""))


def _shown(value: object) -> str:
    return book().caption("show.yes" if value else "show.no") if isinstance(value, bool) else str(value)


def _by_fact(told: Iterable[Mapping[str, Any]]) -> Mapping[int, list[int]]:
    """The places at which each fact is named."""
    found: dict[int, list[int]] = {}
    for at, each in enumerate(told):
        for number in dict.fromkeys(each["facts"]):
            found.setdefault(number, []).append(at)
    return found


@lru_cache(maxsize=MOST_LAWS)
def _law(concept: str, rules: frozenset[str]) -> str:
    """A digest of what the concept means and of the formulas that hold the figure against others, by this law book."""
    identities = book().identities
    formulas = [repr(identities[rule].formula) for rule in sorted(rules) if rule in identities]
    return hashlib.sha256("\n".join([book().concepts[concept].definition, *formulas]).encode()).hexdigest()


@cache
def using(scheme: str) -> Mapping[str, tuple[str, ...]]:
    """The lines of a scheme that use a concept, whose evidence is the evidence of the figure."""
    here = law(scheme).book
    found = here.schemes.get(scheme)
    return {} if found is None else {concept: tuple(lines) for concept, lines in layout.used(found, here).items()}


@lru_cache(maxsize=MOST_LAWS)
def steps(scheme: str, line: str) -> tuple[Step, ...]:
    """The steps by which a reviewer may depart from the computed score of a line."""
    return reviewing.steps(scheme, line, law(scheme).book)


def name(fact: Mapping[str, Any], years: int) -> str:
    """A fact under the name that its field has: the stage and the members in brackets, the year before in words."""
    axes = book().axes
    inside = [book().stages[fact["stage"]].label] if fact["stage"] not in {"", "outturn"} else []
    inside += [f"{axes[axis].label}:{code}" for axis, code in fact["members"]]
    said = f"{fact['label']}[{', '.join(inside)}]" if inside else str(fact["label"])
    return word("last_year", name=said) if years == LAST_YEAR else said


def _about(fact: Mapping[str, Any], years: int) -> str:
    """Stage, year and members in words."""
    axes = book().axes
    parts = [book().stages[fact["stage"]].label] if fact["stage"] else []
    parts += [] if years == 0 else [word("of_year", year=fact["year"])]
    for axis, code in fact["members"]:
        member = axes[axis].members.get(code)
        parts.append(f"{code} {member.label}" if member else str(code))
    return " · ".join(parts)


def _line(says: Mapping[str, Any], evidence: list[Evidence]) -> Line:
    proof = tuple(each for each in evidence if says["code"] in each.lines)
    told = {
        "points": says["points"],
        "weight": says["weight"],
        "claimed": says["claimed"],
        "formula": says["formula"],
        "statement": says["statement"],
        "reason": says["reason_given"],
        "named": list(says["evidence"]),
        "evidence": _proof(evidence, {says["code"]}),
    }
    return Line(str(says["code"]), says, told, proof)


def _proof(evidence: list[Evidence], wanted: set[str]) -> list[list[str]]:
    """The files that prove any of these, with their pages and dates."""
    return sorted([each.file_id, each.pages, each.dated] for each in evidence if wanted & set(each.lines))
