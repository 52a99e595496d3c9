"""Every measurement of accuracy, from folders of files to tallies."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import yaml

from bench.audit import flips, judge, seeds
from bench.audit.corpus.build import DEV, WORDS, paper
from bench.audit.corpus.layouts import TEXT, lay
from bench.audit.corpus.make import HANDS, corpus, write
from bench.audit.corpus.pieces import FIGURE
from bench.audit.corpus.plant import FORM
from bench.audit.flips import noticed
from bench.audit.seeds import CONFIRMED, ROOT, Tally
from bench.audit.tool import audit, audit_all, hengji

if TYPE_CHECKING:
    from pathlib import Path

    from bench.audit.corpus.make import Case
    from bench.audit.corpus.pieces import Paper
    from bench.audit.flips import Edit
    from bench.audit.judge import Verdict
    from bench.audit.tool import Answer, Finding

JOBS = 2
HEAD = "{unit}{year}年度部门决算公开\n\n一、部门决算情况说明\n\n{text}\n"
UNIT = "明川县农业农村局"


@dataclass(slots=True)
class Corpus:
    """What the made reports show, by half."""

    cases: list[Case]
    verdicts: dict[str, list[tuple[Case, Verdict]]] = field(default_factory=lambda: defaultdict(list))
    alarms: dict[str, list[tuple[str, Finding]]] = field(default_factory=lambda: defaultdict(list))
    notices: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    figures: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    concepts: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    settled: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    flips: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    unread: list[str] = field(default_factory=list)
    seconds: float = 0.0
    crashes: int = 0

    def reports(self, half: str) -> int:
        """How many clean reports a half has."""
        return sum(case.clean.half == half for case in self.cases)


def made(counts: tuple[int, int, int, int, int], flipped: int, folder: Path) -> Corpus:
    """The made reports, so many of each half: errors noticed, false alarms, figures, flips."""
    found = Corpus(corpus(*counts))
    write(found.cases, folder)
    clean, bad = (audit_all(folder / kind, jobs=JOBS, with_text=True) for kind in ("clean", "bad"))
    found.seconds = clean.seconds + bad.seconds
    found.crashes = clean.crashes + bad.crashes
    for case in found.cases:
        one, two = clean.answers.get(_clean(case)), bad.answers.get(f"{case.name}{case.bad_file.suffix}")
        if one is None or two is None:
            found.unread.append(case.name)
            continue
        _take(found, case, one, two)
    _flip(found, flipped, folder / "flips", clean.answers)
    return found


def _clean(case: Case) -> str:
    return f"{case.name}{case.clean_file.suffix}"


def _take(found: Corpus, case: Case, clean: Answer, bad: Answer) -> None:
    half = case.clean.half
    found.verdicts[half] += [(case, verdict) for verdict in judge.verdicts(case, clean, bad)]
    found.alarms[half] += [(case.name, finding) for finding in clean.weighty]
    found.notices[half] += len(clean.findings) - len(clean.weighty)
    spans = judge.located(case.clean_file, clean.text)
    related = {member for relation in case.clean.relations if relation.computable for member in relation.members}
    for slot in case.clean.slots():
        if slot.kind != FIGURE:
            continue
        near = [
            figure
            for figure in clean.figures
            if slot.id in spans and figure.start < spans[slot.id][1] and spans[slot.id][0] < figure.end
        ]
        right = [figure for figure in near if seeds.number(figure.number) == slot.number]
        what = f"{case.name} {slot.text} ({slot.fact})"
        found.figures[half].count(bool(right), f"{what} read as {[(f.number, f.unit) for f in near]}")
        if slot.id in related:
            found.settled[half].count(any(figure.status in CONFIRMED for figure in near), what)
        if slot.concept and right and right[0].concept:
            found.concepts[half].count(right[0].concept == slot.concept, f"{what} is {slot.concept}, told {right[0].concept}")


def _flip(found: Corpus, count: int, folder: Path, clean: dict[str, Answer]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    edits: dict[str, tuple[Case, Edit]] = {}
    for case in found.cases:
        if case.clean.layout in TEXT and _clean(case) in clean:
            for number, edit in enumerate(flips.of_paper(case.clean, count)):
                name = f"{case.name}-flip{number}{case.clean_file.suffix}"
                (folder / name).write_bytes(lay(edit.paper).content)
                edits[name] = (case, edit)
    answers = audit_all(folder, jobs=JOBS).answers
    for name, (case, edit) in edits.items():
        answer = answers.get(name)
        if answer is not None:
            good = _noticed(case, edit, clean[_clean(case)], answer)
            found.flips[case.clean.half].count(good, f"{name} {edit.note}")


def _noticed(case: Case, edit: Edit, before: Answer, after: Answer) -> bool:
    spans = lay(edit.paper).spans or {}
    known = {judge.key(finding, case.clean_file.spans or {}) for finding in before.weighty}
    around = [spans[slot] for slot in (edit.slot.id, *edit.partners) if slot in spans]
    return any(finding.touches(*around) for finding in after.weighty if judge.key(finding, spans) not in known)


@dataclass(slots=True)
class Traps:
    """Right answers to what only looks like an error."""

    tally: Tally
    alarms: list[tuple[str, str, Finding]]


def traps(folder: Path) -> Traps:
    """Each trap as a report of its own; a finding of weight is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = yaml.safe_load((WORDS / "traps.yaml").read_text(encoding="utf-8"))
    for trap in listed:
        (folder / f"trap-{trap['id']}.txt").write_text(
            HEAD.format(unit=UNIT, year=trap["year"], text=trap["text"]), encoding="utf-8"
        )
    answers = audit_all(folder, jobs=JOBS).answers
    found = Traps(Tally(), [])
    for trap in listed:
        answer = answers.get(f"trap-{trap['id']}.txt")
        loud = answer.weighty if answer else []
        found.tally.count(answer is not None and not loud, trap["id"])
        found.alarms += [(trap["id"], trap["why"], finding) for finding in loud]
    return found


@dataclass(slots=True)
class Seeds:
    """What the seeds show against their truth."""

    recall: Tally
    strays: Tally
    attribution: seeds.Attribution
    settled: Tally
    claims: Tally
    flips: dict[str, Tally]
    by_kind: dict[str, Tally]
    alone: Tally
    findings: list[tuple[str, Finding, bool]]
    coverage: Counter[str]
    texts: list[str]
    rightly: Tally = field(default_factory=Tally)


def of_seeds(place: Path, variants: int, folder: Path) -> Seeds:
    """Figures, attribution, coverage and flips of the seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = seeds.seeds(place)
    for seed in listed:
        (folder / f"seed-{seed.name}.txt").write_text(seed.text, encoding="utf-8", newline="")
    pairs = [
        (seed, answer)
        for seed in listed
        for answer in [audit(folder / f"seed-{seed.name}.txt").answers.get(f"seed-{seed.name}.txt")]
        if answer
    ]
    told = seeds.attribution(pairs)
    found = Seeds(
        Tally(), Tally(), told, Tally(), Tally(), {}, defaultdict(Tally), Tally(), [], Counter(), [seed.text for seed in listed]
    )
    listed_rows = seeds.rows()
    for seed, answer in pairs:
        for tally, more in (
            (found.recall, seeds.recall(seed, answer)),
            (found.strays, seeds.strays(seed, answer)),
            (found.settled, seeds.settled(seed, answer, claims=False)),
            (found.rightly, seeds.settled(seed, answer, claims=False, questioned=True)),
            (found.claims, seeds.settled(seed, answer, claims=True)),
        ):
            tally.add(more)
        found.coverage.update(answer.coverage)
        found.findings += [(seed.name, finding, seeds.expected(seed, finding, listed_rows)) for finding in answer.weighty]
    _flip_seeds(found, pairs, variants, folder / "flips")
    return found


ALONE = 20
"""So many noticed flips are tried again in a start of their own, so that no finding between files is counted."""
CLAIMS_ONLY, ARITHMETIC = "claims only", "sums, rates, differences, counts"


def _flip_seeds(found: Seeds, pairs: list[tuple[seeds.Seed, Answer]], variants: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    planned = [(seed, answer, flip) for seed, answer in pairs for flip in flips.of_seed(seed, variants)]
    for _, _, flip in planned:
        (folder / flip.name).write_text(flip.text, encoding="utf-8", newline="")
    after = audit_all(folder, jobs=JOBS).answers
    good = [noticed(flip, before, after[flip.name]) if flip.name in after else False for _, before, flip in planned]
    for (seed, _, flip), seen in zip(planned, good, strict=True):
        found.flips.setdefault(seed.name, Tally()).count(seen, f"{flip.name} {flip.note} {flip.kinds}")
        found.by_kind[CLAIMS_ONLY if flip.kinds == ("claim",) else ARITHMETIC].count(seen)
    again = [each for each, seen in zip(planned, good, strict=True) if seen]
    for _, before, flip in again[:: max(1, len(again) // ALONE)][:ALONE]:
        answer = audit(folder / flip.name).answers.get(flip.name)
        found.alone.count(answer is not None and noticed(flip, before, answer), flip.name)


@dataclass(slots=True)
class Evaluated:
    """The package that `hengji evaluate` writes, audited. What the evaluation found in the case itself is no false alarm of its documents."""

    documents: int
    alarms: list[tuple[str, Finding]]
    stated: list[tuple[str, Finding]]


def evaluated(folder: Path) -> Evaluated:
    """Each example evaluated and its documents audited."""
    found = Evaluated(0, [], [])
    for example in sorted((ROOT / "examples").iterdir()):
        if (example / "case.yaml").is_file():
            of_example(example, folder / example.name, found)
    return found


def of_example(example: Path, out: Path, found: Evaluated) -> None:
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([*hengji(), "evaluate", str(example), "--out", str(out)], capture_output=True, check=False)
    known = _known(out / "evaluation.json") | true_of_cases().get(example.name, set())
    for path in sorted(out.glob("*.docx")) + sorted(out.glob("*.xlsx")):
        for answer in audit(path).answers.values():
            found.documents += 1
            for finding in answer.weighty:
                (found.stated if finding.code in known else found.alarms).append((f"{example.name}/{path.name}", finding))


def true_of_cases() -> dict[str, set[str]]:
    """What a reviewer would rightly ask of each example, marked by hand: no false alarm of its documents."""
    marked = yaml.safe_load((ROOT / "tests" / "audit" / "truth" / "packages.yaml").read_text(encoding="utf-8"))
    return {example: set(codes) for example, codes in marked.items()}


def _known(path: Path) -> set[str]:
    return {finding["code"] for finding in json.loads(path.read_text(encoding="utf-8"))["findings"]} if path.is_file() else set()


@dataclass(slots=True)
class Pairs:
    """A report beside last year's: where they disagree, and where they do not."""

    noticed: dict[str, Tally]
    alarms: list[tuple[str, Finding]]


SLIPS = {
    "opening against last year's close": ("closing", ("opening",), ("closing",)),
    "last year's amount against last year's report": ("revenue", ("revenue.last", "revenue.diff", "revenue.rate"), ("revenue",)),
}


def pairs(count: int, folder: Path) -> Pairs:
    """So many pairs for each slip: the later report is made from another outturn of last year than the earlier one prints."""
    found = Pairs({}, [])
    for slip, (fact, later, earlier) in SLIPS.items():
        for number in range(count):
            _pair(found, slip, fact, (later, earlier), folder / f"{fact}-{number}", number)
    return found


def _pair(found: Pairs, slip: str, fact: str, facts: tuple[tuple[str, ...], tuple[str, ...]], folder: Path, number: int) -> None:
    hand = HANDS[0]
    last = paper(f"pair-{fact}-{number}-last", DEV, "outturn", "tabs", hand, number=number)
    other = replace(last, facts={**last.facts, fact: Fraction(int(last.facts[fact] * 107 / 10000) * 100)})
    clean, bad = (paper(f"pair-{fact}-{number}", DEV, "outturn", "tabs", hand, number=number, last=each) for each in (last, other))
    before, after = _paired(last, clean, folder / "clean"), _paired(last, bad, folder / "bad")
    found.alarms += [(f"{slip} {number} {name}", finding) for name, answer in before.items() for finding in answer.weighty]
    known = {
        (name, *judge.key(finding, _spans(each)))
        for name, each in (("last.txt", last), ("this.txt", clean))
        for finding in _loud(before, name)
    }
    good = False
    for name, each, wanted in (("this.txt", bad, facts[0]), ("last.txt", last, facts[1])):
        spans = _spans(each)
        around = [spans[slot.id] for slot in each.slots() if slot.fact in wanted]
        new = [finding for finding in _loud(after, name) if (name, *judge.key(finding, spans)) not in known]
        good = good or any(finding.touches(*around) for finding in new)
    found.noticed.setdefault(slip, Tally()).count(good, f"{slip} {number}")


def _loud(answers: dict[str, Answer], name: str) -> list[Finding]:
    return answers[name].weighty if name in answers else []


def _spans(made: Paper) -> judge.Spans:
    return lay(made).spans or {}


def _paired(last: Paper, this: Paper, folder: Path) -> dict[str, Answer]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "last.txt").write_bytes(lay(last).content)
    (folder / "this.txt").write_bytes(lay(this).content)
    return audit(folder).answers


def by_kind(found: Corpus, half: str) -> dict[str, Tally]:
    """Planted errors noticed, by their kind."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for _, verdict in found.verdicts[half]:
        tallies[verdict.plant.kind].count(verdict.touched)
    return dict(sorted(tallies.items()))


def all_verdicts(found: Corpus, half: str, *, form: bool | None = None) -> Tally:
    """Planted errors noticed: all, or only those of form, or only those in figures and claims."""
    tally = Tally()
    for case, verdict in found.verdicts[half]:
        if form is None or form == (verdict.plant.kind in FORM):
            tally.count(verdict.touched, f"{case.name} {verdict.plant.kind} {verdict.plant.note}" if half == DEV else "")
    return tally
