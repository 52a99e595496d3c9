"""A run over one section: what is sent, what came back, what is left of it, and the state that it comes to."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.auditing import gather
from hengji.core.document import PARAGRAPH, Block, Document
from hengji.core.finding import Severity
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.proposal import Proposal, State, Struck
from hengji.core.quantity import Quantity
from hengji.narration import material, wire
from hengji.reading.proposals.bound import public_facts
from hengji.reading.proposals.strike import UNTRUE, Looker, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.audit import Remark
    from hengji.core.evaluation import Evaluation
    from hengji.narration.site import Site
    from hengji.reading.extract import Reader
    from hengji.rulebook.narration import Narration, Section

OFF, TOO_MUCH_TO_SEND = "DC80", "DC94"
NOT_UNDERSTOOD, EMPTY = wire.NOT_UNDERSTOOD, wire.EMPTY
KEY, IDLE = "proposals", "text"
LETTERS = 10
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """What would be sent: the address and the body, to the byte."""

    section: str
    address: str
    body: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the body."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Run:
    """What one call came to. `answer` is the SHA-256 of the bytes that came, empty where none did."""

    section: str
    state: State
    model: str
    address: str
    prompt: str
    answer: str
    proposals: tuple[Proposal, ...]
    problems: tuple[Problem, ...]


def question(evaluation: Evaluation, section: Section, site: Site, reader: Reader, narration: Narration) -> Question:
    """What is sent for a section."""
    text = material.question(evaluation, reader.book, narration, section)
    return Question(section.id, f"{site.address}{wire.PATH}", wire.body(site, narration.system, text))


def run(evaluation: Evaluation, section: Section, site: Site, reader: Reader, narration: Narration) -> Run:
    """Asks once, and looks through what comes back."""
    asked = question(evaluation, section, site, reader, narration)
    book, place = reader.book, Place(asked.address)

    def failed(code: str, found: object, raw: bytes = b"") -> Run:
        told = book.problem(problem(code, place, found, limit=site.most_sent))
        return _run(asked, site, State.FAILED, raw, (), (told,))

    if len(asked.body.decode()) > site.most_sent:
        return failed(TOO_MUCH_TO_SEND, len(asked.body.decode()))
    answer = wire.ask(site, asked.body)
    if isinstance(answer, wire.Failure):
        found = narration.hindrances[answer.found] if answer.code == wire.UNREACHABLE else answer.found
        return failed(answer.code, found, answer.raw)
    texts = _texts(answer.text)
    if texts is None:
        return failed(NOT_UNDERSTOOD, answer.text, answer.raw)
    if not texts:
        return failed(EMPTY, "", answer.raw)
    looker = Looker(evaluation, reader, narration, material.asked(narration, section))
    made = tuple(_proposal(text, at, answer.raw, looker, section) for at, text in enumerate(texts[: narration.most_proposals], 1))
    problems = tuple(_told(each, struck, looker) for each in made for struck in each.struck)
    return _run(asked, site, state_of(made), answer.raw, made, problems)


def state_of(proposals: Sequence[Proposal]) -> State:
    """Done where nothing was struck, partial where something is left, failed where nothing is."""
    if not any(each.text for each in proposals):
        return State.FAILED
    return State.PARTIAL if any(each.struck for each in proposals) else State.DONE


def look(text: str, section: Section, looker: Looker) -> Proposal:
    """A text looked through: first for what is not bound, then, over what remains, by the audit."""
    looked = looker.look(text)
    left, struck = looked.text, list(looked.struck)
    remarks: tuple[str, ...] = ()
    if left:
        wrong, remarks = _audited(left, section, looker)
        if wrong:
            struck += wrong
            left = looker.look("".join(_without(left, wrong))).text
    book = looker.book
    told = tuple(replace(each, why=each.why or book.codes[each.code].title) for each in struck)
    return Proposal("", text, left, told, remarks)


def _proposal(text: str, at: int, raw: bytes, looker: Looker, section: Section) -> Proposal:
    name = hashlib.sha256(raw + f"{at}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:LETTERS]
    return replace(look(text, section, looker), id=f"{section.id[0]}{name}")


def _run(
    asked: Question, site: Site, state: State, raw: bytes, proposals: tuple[Proposal, ...], problems: tuple[Problem, ...]
) -> Run:
    answer = hashlib.sha256(raw).hexdigest() if raw else ""
    return Run(asked.section, state, site.model, site.address, asked.digest, answer, proposals, problems)


def _told(proposal: Proposal, struck: Struck, looker: Looker) -> Problem:
    return looker.book.problem(problem(struck.code, Place(proposal.id), struck.found, text=struck.text, why=struck.why))


def _texts(answer: str) -> tuple[str, ...] | None:
    """The texts of an answer in the form that was asked for; None in any other form. One fence around the whole is taken off."""
    fenced = _FENCE.fullmatch(answer)
    try:
        tree = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tree, dict) or not isinstance(tree.get(KEY), list):
        return None
    texts = [each.get(IDLE) if isinstance(each, dict) else each for each in tree[KEY]]
    sound = [each for each in texts if isinstance(each, str)]
    return tuple(each for each in sound if each.strip()) if len(sound) == len(texts) else None


# ---- the audit over what remains


def _audited(text: str, section: Section, looker: Looker) -> tuple[list[Struck], tuple[str, ...]]:
    """The sentences in which the audit finds an error, and what else it would ask, the facts standing before the text."""
    before = _stated(looker.evaluation, looker) + f"{section.title}\n"
    case = looker.evaluation.case
    whole, start = before + text, len(before)
    blocks: list[Block] = []
    at = 0
    for line in whole.split("\n"):
        blocks.append(Block(PARAGRAPH, at, at + len(line), f"¶{len(blocks) + 1}"))
        at += len(line) + 1
    report = looker.reader.report(Document("", "", "text", whole, tuple(blocks)), case.unit, case.year)
    _, findings, _ = gather.check(report, looker.book)
    own = [each for each in findings if each.end > start]
    wrong = [each for each in own if each.severity is Severity.ERROR]
    asked = tuple(f"{each.code} {each.message}" for each in own if each.severity is Severity.WARNING)
    return _struck(text, start, wrong), asked


def _stated(evaluation: Evaluation, looker: Looker) -> str:
    """The public facts as sentences, so that the audit has something to hold the text against."""
    book = looker.book
    lines = []
    for fact in public_facts(evaluation, book):
        if isinstance(fact.value, Quantity) and not fact.context.members:
            stage = book.stages[fact.context.stage].label if fact.context.stage else ""
            lines.append(f"{fact.context.year}年{book.concepts[fact.concept].label}{stage}{fact.value.printed}。\n")
    return "".join(lines)


def _struck(text: str, start: int, wrong: Sequence[Remark]) -> list[Struck]:
    found, at = [], start
    for part in sentences(text):
        end = at + len(part)
        hit = next((each for each in wrong if each.start < end and each.end > at), None)
        if hit is not None:
            found.append(Struck(part.strip(), UNTRUE, hit.quote, f"{hit.code} {hit.message}"))
        at = end
    return found


def _without(text: str, struck: Sequence[Struck]) -> list[str]:
    gone = {each.text for each in struck}
    return [part for part in sentences(text) if part.strip() not in gone]
