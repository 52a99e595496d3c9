"""The whole life of a submission as a machine of states: people act, click twice, come too late; the program fails inside a write; time jumps.

The model keeps its own table of who may go where (taken from the manual, not from the policy file) and counts what was acknowledged. After every step
the rows, the journal and the model say the same: nothing acknowledged is lost, nothing half done, no step by a person who took one before.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.web.conftest import make_cast
from tests.web.review_cast import SCORED, fill, now, round_of, submit, taken_back

from hengji.web.access import Actor
from hengji.web.accounts.actions import delegate
from hengji.web.accounts.models import Grant
from hengji.web.faults import Refused
from hengji.web.journal import actions as journal
from hengji.web.journal import chain
from hengji.web.journal.models import JournalEntry
from hengji.web.reviews import actions as reviews
from hengji.web.reviews.actions import Points, Said
from hengji.web.reviews.models import Opinion
from hengji.web.reviews.seen import current, read
from hengji.web.rounds.models import REFUSE
from hengji.web.submissions import actions as filling
from hengji.web.submissions import steps
from hengji.web.submissions.actions import Change
from hengji.web.submissions.models import EntryHistory, Receipt, Step

if TYPE_CHECKING:
    from collections.abc import Callable

CELL = "facts/“三公”经费"
DRAFT, UNIT, DEPARTMENT, FINANCE, BACK, DONE = "draft", "unit_review", "department_review", "finance_review", "returned", "approved"
DESK = {UNIT: ("unit_reviewer", "substitute"), DEPARTMENT: ("department",), FINANCE: ("finance", "finance_too")}
ROLE = {UNIT: "unit_reviewer", DEPARTMENT: "department", FINANCE: "finance_reviewer"}
AFTER = {UNIT: DEPARTMENT, DEPARTMENT: FINANCE, FINANCE: DONE}
EVERYONE = (
    "clerk",
    "unit_reviewer",
    "department",
    "finance",
    "finance_too",
    "substitute",
    "other_clerk",
    "other_finance",
    "auditor",
)
REACHED: set[tuple[str, bool]] = set()
PEOPLE = st.sampled_from(EVERYONE)


class PowerCutError(Exception):
    """The program stops in the middle of a write."""


class Life(RuleBasedStateMachine):
    """One submission, from the first figure to the approval."""

    @initialize()
    def begin(self) -> None:
        self.context = taken_back()
        self.context.__enter__()
        self.cast = make_cast()
        self.cast.people["substitute"] = self.cast.people["nobody"]
        self.submission = round_of(self.cast, SCORED)
        self.cast.round.late_rule = REFUSE
        self.cast.round.save()
        fill(self.cast, now(self.submission), SCORED)
        self.state, self.cycle, self.acted, self.typed = DRAFT, 1, set[str](), "34.86"
        self.later, self.lent, self.receipts, self.last, self.cents = timedelta(), False, 0, ("", "", ""), 86
        self.open: dict[int, str] = {}
        self.scored = False

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)

    def actor(self, name: str) -> Actor:
        return Actor(self.cast.people[name], timezone.now() + self.later, "127.0.0.1")

    def attempt(self, act: Callable[[], Any], *, allowed: bool) -> Any:
        """Acts; what is not allowed is refused or not known, and then nothing was written."""
        before = (JournalEntry.objects.count(), Step.objects.count(), EntryHistory.objects.count(), Opinion.objects.count())
        try:
            done = act()
        except (Refused, Http404) as refusal:
            if allowed:
                raise
            note(f"{type(refusal).__name__} {refusal}")
            after = (JournalEntry.objects.count(), Step.objects.count(), EntryHistory.objects.count(), Opinion.objects.count())
            if before != after:
                raise AssertionError((before, after)) from refusal
            return None
        assert allowed, self.state
        return done

    # ---- what people do

    @rule(name=PEOPLE)
    def types_a_figure(self, name: str) -> None:
        self.cents += 1
        text = f"34.{self.cents}万元"
        entry = now(self.submission).entries.get(key=CELL)
        allowed = name == "clerk" and self.state in {DRAFT, BACK}
        self.attempt(
            lambda: filling.save(self.actor(name), self.submission.pk, [Change(CELL, text, entry.version)]), allowed=allowed
        )
        if allowed:
            self.typed, self.scored = text, False

    @precondition(lambda self: self.cents < 99)
    @rule(name=PEOPLE)
    def sends(self, name: str) -> None:
        once = secrets.token_hex(16)
        in_time = self.state == BACK or timezone.now() + self.later <= now(self.submission).round.deadline
        allowed = name == "clerk" and self.state in {DRAFT, BACK} and in_time
        if self.attempt(lambda: submit(self.cast, self.submission, self.actor(name), once), allowed=allowed) is not None:
            self.cycle += self.state == BACK
            self.state, self.acted = UNIT, {"clerk"}
            self.receipts += 1

    @rule(name=PEOPLE, asks=st.booleans())
    def gives_an_opinion(self, name: str, asks: bool) -> None:
        said = Said("cell", CELL, f"请核对第{len(self.open) + 1}次", asks_change=asks)
        allowed = self.at_the_desk(name) and name not in self.acted
        allowed |= self.state == DONE and name in DESK[FINANCE] and name not in self.acted
        made = self.attempt(lambda: reviews.give_opinion(self.actor(name), self.submission.pk, said), allowed=allowed)
        if made is not None and asks:
            self.open[made.pk] = ROLE[FINANCE] if self.state == DONE else ROLE[self.state]

    def at_the_desk(self, name: str) -> bool:
        return name in DESK.get(self.state, ()) and (name != "substitute" or self.lent)

    @precondition(lambda self: self.state in DESK)
    @rule()
    def settles_what_is_open(self) -> None:
        role = ROLE[self.state]
        name = self.free()
        for pk in [pk for pk, asked in self.open.items() if asked == role and name]:
            reviews.settle(self.actor(name), self.submission.pk, pk)
            del self.open[pk]

    @precondition(lambda self: self.state == FINANCE)
    @rule(name=st.sampled_from(("finance", "finance_too", "department")))
    def scores_every_line(self, name: str) -> None:
        fresh = now(self.submission)
        evaluation = current(fresh)
        assert evaluation is not None
        known = {each.line: each.version for each in fresh.review_scores.all()}
        given = [
            Points(line.key, line.says["points"], "computed", version=known.get(line.key, 0))
            for line in read(fresh, evaluation).lines
            if line.open
        ]
        allowed = self.at_the_desk(name) and name not in self.acted
        self.attempt(lambda: reviews.score(self.actor(name), self.submission.pk, given), allowed=allowed)
        self.scored |= allowed

    @rule(name=PEOPLE, double=st.booleans(), stale=st.booleans())
    def passes_on(self, name: str, double: bool, stale: bool) -> None:
        version, once = now(self.submission).version - int(stale), secrets.token_hex(16)
        waits = any(role == ROLE.get(self.state) for role in self.open.values()) or (self.state == FINANCE and not self.scored)
        allowed = self.at_the_desk(name) and name not in self.acted and not waits and not stale

        def act() -> Any:
            return reviews.pass_on(self.actor(name), self.submission.pk, version=version, once=once)

        receipt = self.attempt(act, allowed=allowed)
        if receipt is None:
            return
        if double:
            assert act().pk == receipt.pk
        self.acted.add(name)
        self.state, self.receipts = AFTER[self.state], self.receipts + 1

    @rule(name=PEOPLE)
    def sends_back(self, name: str) -> None:
        desk = FINANCE if self.state == DONE else self.state
        able = self.at_the_desk(name) if self.state != DONE else name in DESK[FINANCE]
        allowed = able and name not in self.acted and ROLE.get(desk) in self.open.values()
        version, once = now(self.submission).version, secrets.token_hex(16)
        receipt = self.attempt(
            lambda: reviews.send_back(self.actor(name), self.submission.pk, version=version, once=once, reason="请更正"),
            allowed=allowed,
        )
        if receipt is not None:
            self.state, self.receipts = BACK, self.receipts + 1

    @precondition(lambda self: bool(self.open))
    @rule(name=PEOPLE)
    def answers(self, name: str) -> None:
        asked = next(iter(self.open))
        allowed = name == "clerk" and self.state in {BACK, UNIT, DEPARTMENT, FINANCE}
        self.attempt(lambda: reviews.answer(self.actor(name), self.submission.pk, asked, "已核对"), allowed=allowed)

    def free(self) -> str:
        """Who sits at the desk of this state and took no step of this cycle."""
        return next((each for each in DESK.get(self.state, ()) if self.at_the_desk(each) and each not in self.acted), "")

    @rule(double=st.booleans())
    def the_work_goes_on(self, double: bool) -> None:
        """The next step by who may take it, so that the life is lived to its end and not only tried at its beginning."""
        if self.state in {DRAFT, BACK}:
            self.sends("clerk")
        elif self.free():
            self.settles_what_is_open()
            if self.state == FINANCE and not self.scored:
                self.scores_every_line(self.free())
            self.passes_on(self.free(), double, stale=False)

    @precondition(lambda self: self.state in DESK and bool(self.free()))
    @rule()
    def it_comes_back(self) -> None:
        name = self.free()
        self.gives_an_opinion(name, asks=True)
        self.sends_back(name)

    # ---- what happens to them

    @precondition(lambda self: not self.lent)
    @rule()
    def the_reviewer_lends_the_role_for_today(self) -> None:
        held, day = Grant.objects.get(user=self.cast.people["unit_reviewer"]), timezone.localdate(timezone.now() + self.later)
        delegate(self.actor("unit_reviewer"), held, self.cast.people["substitute"], day, day, "出差")
        self.lent = True

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.later += timedelta(days=days)
        self.lent = False

    @precondition(lambda self: self.state in DESK)
    @rule(where=st.sampled_from(("before", "after")), what=st.sampled_from(("opinion", "pass", "score")))
    def the_program_stops_inside_a_write(self, where: str, what: str) -> None:
        """Nothing of the write stands, whether it stopped before its row of the journal or after it."""
        name = self.free()
        if not name or (what == "score" and self.state != FINANCE):
            return
        version = now(self.submission).version
        calls: dict[str, Callable[[], Any]] = {
            "opinion": lambda: reviews.give_opinion(self.actor(name), self.submission.pk, Said("whole", "", secrets.token_hex(8))),
            "pass": lambda: reviews.pass_on(self.actor(name), self.submission.pk, version=version, once=secrets.token_hex(16)),
            "score": lambda: reviews.score(self.actor(name), self.submission.pk, [Points("CZ-3", "5", "other", "断电前的分数")]),
        }
        before = (JournalEntry.objects.count(), Step.objects.count(), Opinion.objects.count(), Receipt.objects.count())
        with pytest.MonkeyPatch.context() as patch:
            for module in (reviews, steps):
                patch.setattr(module, "record", self.cut(where))
            try:
                calls[what]()
            except (PowerCutError, Refused):
                pass
            else:
                raise AssertionError(what)
        after = (JournalEntry.objects.count(), Step.objects.count(), Opinion.objects.count(), Receipt.objects.count())
        assert before == after

    @staticmethod
    def cut(where: str) -> Callable[..., None]:
        def record(*told: Any, **more: Any) -> None:
            if where == "after":
                journal.record(*told, **more)
            raise PowerCutError

        return record

    # ---- what is always so

    @invariant()
    def rows_and_model_agree(self) -> None:
        if not hasattr(self, "state"):
            return
        REACHED.add((self.state, self.cycle > 1))
        fresh = now(self.submission)
        assert (fresh.state, fresh.cycle) == (self.state, self.cycle)
        assert fresh.entries.get(key=CELL).typed == self.typed
        assert (
            Receipt.objects.filter(step__submission=fresh).count() == self.receipts == Step.objects.filter(submission=fresh).count()
        )

    @invariant()
    def no_person_took_two_steps_of_a_cycle(self) -> None:
        pairs = list(Step.objects.values_list("cycle", "by"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def each_receipt_stands_in_a_chain_that_is_whole(self) -> None:
        rows = dict(JournalEntry.objects.values_list("sequence", "content"))
        assert all(receipt.digest in rows[receipt.journal] for receipt in Receipt.objects.all())
        assert chain.verify().broken is None


WANTED = {(DONE, False), (BACK, False), (UNIT, True)}
MOST_TURNS = 4
"""Ten lives by dice may all miss an end; forty hardly do."""


@pytest.mark.slow
def test_the_life_of_a_submission(site: Any) -> None:
    assert site.is_dir()
    for _ in range(MOST_TURNS):
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=10,
                stateful_step_count=26,
                deadline=None,
                phases=(Phase.explicit, Phase.reuse, Phase.generate),
                suppress_health_check=list(HealthCheck),
            ),
        )
        if WANTED <= REACHED:
            return
    assert WANTED <= REACHED
