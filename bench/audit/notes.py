"""Working notes for those who build the checks: what was missed in the half that is tuned on, and every false alarm, most frequent causes first; of the fresh, the unseen and the strange half only codes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bench.audit.corpus.build import DEV, FRESH, HELD, STRANGE, UNSEEN
from bench.audit.corpus.pieces import Slot
from bench.audit.page import kinds_table, layouts_table, results_table

if TYPE_CHECKING:
    from bench.audit.corpus.make import Case
    from bench.audit.corpus.pieces import Piece
    from bench.audit.corpus.plant import Plant
    from bench.audit.page import Results
    from bench.audit.tool import Finding

MOST = 400
AROUND = 60


def notes(results: Results) -> str:
    """All notes."""
    corpus = results.corpus
    parts = ["# Notes of the last run", results_table(results), kinds_table(corpus), layouts_table(corpus)]
    parts += [
        "## False alarms on clean reports (dev and held)",
        _alarms(results),
        "## Traps that did not stay silent",
        _traps(results),
    ]
    parts += [
        "## Findings of weight on packages of evaluate",
        "\n".join(_finding(name, each) for name, each in results.evaluated.alarms),
    ]
    parts += ["## Planted errors missed (dev)", _missed(results), "## Digit flips of dev missed", _list(corpus.flips[DEV].failed)]
    parts += [
        "## Figures of dev not found",
        _list(corpus.figures[DEV].failed),
        "## Concepts of dev wrong",
        _list(corpus.concepts[DEV].failed),
    ]
    parts += ["## Figures in relations of dev neither confirmed nor explained", _settled(corpus.settled[DEV].failed)]
    return (
        "\n\n".join([*parts, *_seeds(results), *(["## Reports without an answer", _list(corpus.unread)] if corpus.unread else [])])
        + "\n"
    )


def _finding(name: str, finding: Finding) -> str:
    return f"- {name} · {finding.code} {finding.severity} · {finding.message[:160]} · “{finding.quote[:AROUND]}”"


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines[:MOST]) or "none"


def _alarms(results: Results) -> str:
    every = [(name, finding) for half in (DEV, HELD) for name, finding in results.corpus.alarms[half]]
    codes = Counter(finding.code for _, finding in every)
    out = []
    for code, count in codes.most_common():
        out.append(f"### {code}: {count}")
        out += [_finding(name if name.startswith(DEV) else HELD, finding) for name, finding in every if finding.code == code][:25]
    for half in (FRESH, UNSEEN, STRANGE):
        kept = Counter(finding.code for _, finding in results.corpus.alarms[half])
        out += [f"### {half}, texts not shown: {', '.join(f'{code} {count}' for code, count in kept.most_common()) or 'none'}"]
    return "\n".join(out)


def _traps(results: Results) -> str:
    return (
        "\n".join(f"{_finding(f'trap {name}', finding)} · right answer: {why}" for name, why, finding in results.traps.alarms)
        or "none"
    )


def _missed(results: Results) -> str:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for case, verdict in results.corpus.verdicts[DEV]:
        if not verdict.touched:
            by_kind[verdict.plant.kind].append(f"- {case.name} · {verdict.plant.note} · {_sentence(case, verdict.plant)}")
    ordered = sorted(by_kind.items(), key=lambda each: -len(each[1]))
    return "\n".join(line for kind, lines in ordered for line in [f"### {kind}: {len(lines)}", *lines]) or "none"


def _sentence(case: Case, plant: Plant) -> str:
    for block in case.bad.blocks:
        for row in block.rows or ((block.pieces,),):
            flat = [piece for cell in row for piece in cell]
            if any(isinstance(piece, Slot) and piece.id in plant.slots for piece in flat):
                return _shown(flat, case, plant)
    return ""


def _shown(flat: list[Piece], case: Case, plant: Plant) -> str:
    words = [piece if isinstance(piece, str) else case.bad.edits.get(piece.id, piece.text) for piece in flat]
    text = "".join(words)
    at = len("".join(words[: next(n for n, piece in enumerate(flat) if isinstance(piece, Slot) and piece.id in plant.slots)]))
    return text[max(0, at - 3 * AROUND) : at + 2 * AROUND]


def _settled(failed: list[str]) -> str:
    facts = Counter(line.rsplit("(", 1)[-1].rstrip(")") for line in failed)
    return ", ".join(f"{fact} {count}" for fact, count in facts.most_common(60)) or "none"


def _seeds(results: Results) -> list[str]:
    seeds = results.seeds
    if seeds is None:
        return []
    flips = [line for tally in seeds.flips.values() for line in tally.failed]
    parts = ["## Seeds: findings of weight (in the truth's open relations or not)"]
    parts += [
        "\n".join(f"{_finding(name, finding)} · {'listed' if listed else 'NOT LISTED'}" for name, finding, listed in seeds.findings)
    ]
    for title, lines in (
        ("digit flips missed", flips),
        ("figures not found", seeds.recall.failed),
        ("taken for figures", seeds.strays.failed),
        ("concept wrong", seeds.attribution.precision.failed),
        ("stage wrong", seeds.attribution.stage.failed),
        ("year wrong", seeds.attribution.year.failed),
        ("in sums, rates and the like, neither confirmed nor explained", seeds.settled.failed),
        ("in claims alone, neither confirmed nor explained", seeds.claims.failed),
    ):
        parts += [f"## Seeds: {title}", _list(lines)]
    return parts
