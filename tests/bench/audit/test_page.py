"""The page of the results: goals are judged on the half that nobody who tunes has seen, and on no other."""

from __future__ import annotations

from argparse import Namespace

from bench.audit.corpus.build import DEV, EVERY, FRESH, HELD, STRANGE, UNSEEN
from bench.audit.measure import Corpus, Evaluated, Pairs, Traps
from bench.audit.notes import notes
from bench.audit.page import LABELS, Results, lines, page
from bench.audit.run import counts
from bench.audit.seeds import Tally
from bench.audit.tool import answer

FINDING = answer(
    '{"document": {"path": "a"}, "findings": [{"id": 1, "code": "AR01", "severity": "error", "start": 0, "end": 1, "message": "told", "quote": "q"}]}'
).findings[0]


def results() -> Results:
    made = Corpus([])
    made.alarms[HELD] = made.alarms[FRESH] = made.alarms[UNSEEN] = made.alarms[STRANGE] = [("a-000", FINDING), ("a-000", FINDING)]
    return Results(made, Traps(Tally(), []), Pairs({}, []), None, Evaluated(0, [], []), None)


def test_only_the_strange_half_is_held_against_the_goals() -> None:
    judged = {label: [line.met for line in lines(results()) if line.what.startswith(f"{label}:")] for label in LABELS.values()}
    assert all(set(judged[LABELS[half]]) == {None} for half in (DEV, HELD, FRESH, UNSEEN))
    assert judged[LABELS[STRANGE]].count(False) == 4


def test_the_page_says_which_half_has_been_looked_at() -> None:
    text = page(results())
    assert "looked at since 2026-11-22 (held)" in text
    assert f"| layout | {' | '.join(LABELS[half] for half in EVERY)} |" in text


def test_the_notes_keep_the_texts_of_the_kept_halves_to_themselves() -> None:
    told = notes(results())
    assert "### fresh, texts not shown: AR01 2" in told
    assert "### unseen, texts not shown: AR01 2" in told
    assert "### strange, texts not shown: AR01 2" in told
    assert told.count("told") == 2


def test_a_half_has_as_many_reports_as_asked_or_as_the_run_is_quick() -> None:
    asked = Namespace(quick=True, dev=None, held=0, fresh=7, unseen=None, strange=3)
    assert counts(asked) == (40, 0, 7, 14, 3)
    assert counts(Namespace(quick=False, dev=None, held=None, fresh=None, unseen=None, strange=None)) == (120, 40, 40, 40, 40)
