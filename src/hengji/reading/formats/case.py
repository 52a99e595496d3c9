"""case.yaml to a Case: strict YAML, every problem with its line and column."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hengji.core.case import Answer, BonusItem, Case, Claims, Deduction, FilledIn, PeerGroup, Project, SecondScore
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, unseen
from hengji.core.sheet import Judgement
from hengji.reading import jumps
from hengji.reading.entries import NEGATIVE, Entered, Entries, indicator
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.rules import SCORERS
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.core.case import OwnIndicator
    from hengji.core.exact import Exact
    from hengji.core.quantity import Quantity
    from hengji.rulebook.book import Book

FILE, READER = "case.yaml", "case"
KIND, WRONG_YEAR, TWICE, UNSEEN = "RB06", "IN15", "IN09", "IN59"
EARLIEST, LATEST = 1990, 2100
HEAD = ("prepared", "notice", "department", "scope", "filler", "phone")
NARRATIVE = (
    "duties", "organisation", "tasks", "objectives", "work", "submission", "publication", "achievements", "thrift", "problems",
    "measures", "use", "other", "analysis",
)  # fmt: skip


def read(folder: Path, book: Book, *, named: bool = False) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case of a folder, with all that is wrong with it; None where a problem rejects it.

    `named`: the scheme is named elsewhere, so the case need not name one.
    """
    return parse((folder / FILE).read_bytes(), FILE, book, named=named)


def parse(content: bytes, file: str, book: Book, *, named: bool = False) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case that a file's bytes state."""
    text, problems = yaml.decode(content, file)
    tree, more = yaml.read(text, file)
    if tree is None or problems:
        empty = () if problems or more else (problem(KIND, Place.line(file, 1, 1), file, wanted="mapping"),)
        return None, tuple(book.problem(found) for found in (*problems, *more, *empty))
    found: list[Problem] = []
    case = _case(Fields(tree, file, found), hashlib.sha256(content).hexdigest(), book, named=named)
    found.extend(jumps.check(case, book))
    words = tuple(book.problem(each) for each in found)
    return case, words


def _case(fields: Fields, source: str, book: Book, *, named: bool) -> Case:
    year = _year(fields)
    entries = Entries(book, _unit(fields), year, source, READER, fields.problems)
    _facts(fields, entries)
    case = Case(
        unit=entries.unit,
        year=year,
        scheme=fields.text("scheme", "" if named else None),
        facts=FactSet(entries.facts),
        source=source,
        indicators=_indicators(fields, entries),
        judgements=_judgements(fields, entries),
        not_applicable=fields.words("not_applicable"),
        reasons=fields.words("reasons"),
        claims=_claims(fields),
        bonus=_bonus(fields),
        projects=_projects(fields, entries),
        narrative=_narrative(fields),
        head=_head(fields),
        template=fields.text("template", ""),
        places=_places(fields),
        entries=_filled(fields, entries),
        chosen={name: tuple(_each(node, fields)) for name, node in fields.pairs("chosen")},
        peers=_peers(fields, entries),
        deductions=_manual(fields),
        vetoes=_vetoes(fields, entries),
        second_scores=_second_scores(fields),
    )
    fields.done()
    return case


def _places(fields: Fields) -> dict[str, Place]:
    """Where the scheme is named, where the entries of its lines stand, and in them what is checked against the scheme."""
    found = {"scheme": fields.place_of("scheme")}
    for name, node in _entered(fields):
        found[name] = Place.line(fields.file, node.line, node.column)
        for key, part in node.entries.items() if isinstance(node, Mapping) else ():
            found[f"{name}.{key}"] = Place.line(fields.file, part.line, part.column)
    return found


def _entered(fields: Fields) -> Iterator[tuple[str, yaml.Yaml]]:
    """The entries of lines with their ids: not applicable, judged, claimed, or the department's own."""
    for key in ("not_applicable", "judgements", "entries", "chosen", "peers", "deductions", "vetoes"):
        node = fields.node(key)
        yield from node.entries.items() if isinstance(node, Mapping) else ()
    claimed = fields.node("claimed")
    lines = claimed.entries.get("lines") if isinstance(claimed, Mapping) else None
    yield from ((f"claimed.{name}", node) for name, node in (lines.entries.items() if isinstance(lines, Mapping) else ()))
    rows = fields.node("indicators")
    for row in rows.entries if isinstance(rows, Sequence) else ():
        name = row.entries.get("id") if isinstance(row, Mapping) else None
        if isinstance(name, Scalar):
            yield name.text, row


def _unit(fields: Fields) -> str:
    """The name of the department: one line of letters that print."""
    name = fields.text("unit")
    letter = unseen(name)
    if letter:
        fields.problem(UNSEEN, fields.node("unit"), name, letter=letter)
    return name


def _year(fields: Fields) -> int:
    number = fields.number("year")
    if number is None:
        return 0
    year, whole = number
    if whole != 1 or not EARLIEST <= year <= LATEST:
        fields.problem(WRONG_YEAR, fields.node("year"), fields.text("year"))
    return year


def _facts(fields: Fields, entries: Entries) -> None:
    for block in fields.blocks("facts"):
        name, value, said = block.text("name"), block.text("value"), block.text("at", "")
        ref = entries.reference(name, block.place_of("name")) if name else None
        if ref is not None and value:
            entries.fact(ref, value, block.place_of("value"), said)
        block.done()


def _indicators(fields: Fields, entries: Entries) -> tuple[OwnIndicator, ...]:
    found: dict[str, OwnIndicator] = {}
    places: dict[str, Place] = {}
    for block in fields.blocks("indicators"):
        row = Entered(
            id=block.code("id"),
            slot=block.code("slot"),
            level=block.text("level", ""),
            name=block.text("name"),
            weight=_weight(block, entries),
            target=block.text("target", "") if block.has("target") else block.text("target"),
            actual=block.text("actual", ""),
            tier=block.text("tier", ""),
            points=block.number("points", required=False),
            judge=block.text("judge", ""),
            evidence=block.texts("evidence"),
            reason=block.text("reason", ""),
        )
        block.done()
        if row.id in found:
            block.problem(TWICE, None, row.id, other=places[row.id])
        places.setdefault(row.id, block.place)
        found[row.id] = indicator(row, entries, block.place_of("target"), block.place_of("actual"))
    return tuple(found.values())


def _weight(block: Fields, entries: Entries) -> Exact:
    """The weight of a department's own indicator, which the department knows."""
    weight = block.known("weight")
    if weight[0] < 0:
        entries.problems.append(problem(NEGATIVE, block.place_of("weight"), block.text("weight"), name="weight"))
    return weight


def _judgements(fields: Fields, entries: Entries) -> dict[str, Judgement]:
    found = {}
    for name, node in fields.pairs("judgements"):
        block = Fields(node, fields.file, fields.problems)
        answers = tuple(_answer(entry, entries, block) for entry in block.sequence("answers"))
        found[name] = Judgement(
            tier=block.text("tier", ""),
            points=block.number("points", required=False),
            answers=answers,
            judge=block.text("judge", ""),
            evidence=block.texts("evidence"),
            reason=block.text("reason", ""),
        )
        block.done()
    return found


def _answer(node: yaml.Yaml, entries: Entries, block: Fields) -> bool | None:
    """真, 假, or 未知 as not answered."""
    word = node.text if isinstance(node, Scalar) else ""
    return None if word in {"未知", ""} else entries.truth(word, _place(node, block))


def _place(node: yaml.Yaml, block: Fields) -> Place:
    return type(block.place).line(block.file, node.line, node.column)


def _each(node: yaml.Yaml, fields: Fields) -> Iterator[str]:
    """The words of a list."""
    for entry in node.entries if isinstance(node, Sequence) else (node,):
        if isinstance(entry, Scalar):
            yield entry.text
        else:
            fields.problem(KIND, entry, "chosen", wanted="scalar")


def _filled(fields: Fields, entries: Entries) -> dict[str, FilledIn]:
    """What a person fills in for a line, by the names that its method asks for."""
    found = {}
    for row, node in fields.pairs("entries"):
        block, values = Fields(node, fields.file, fields.problems), {}
        for name, value in block.pairs():
            if name != "source" and isinstance(value, Scalar):
                stated = entries.stated(value.text, _place(value, block))
                if stated is not None:
                    values[name] = stated
        found[row] = FilledIn(values, block.text("source", ""))
    return found


def _peers(fields: Fields, entries: Entries) -> dict[str, PeerGroup]:
    """Peers of a line: other units' measures, or what a notice prints."""
    found = {}
    for row, node in fields.pairs("peers"):
        block, printed, values = Fields(node, fields.file, fields.problems), {}, []
        source = block.text("source")
        for name, value in block.pairs("values"):
            amount = _amount(value, block, entries)
            values += [(name, amount)] if amount is not None else []
        for name, value in block.pairs():
            amount = _amount(value, block, entries) if name not in {"source", "values"} else None
            if amount is not None:
                printed[name] = amount
        found[row] = PeerGroup(source, tuple(values), printed)
    return found


def _amount(node: yaml.Yaml, block: Fields, entries: Entries) -> Quantity | None:
    """An amount; a bare number is a count (of places or of units)."""
    if not isinstance(node, Scalar):
        block.problem(KIND, node, "peers", wanted="scalar")
        return None
    return entries.quantity(node.text, _place(node, block), entries.book.shown["count"].label)


def _manual(fields: Fields) -> dict[str, Deduction]:
    """Points that a person takes away; the reason is asked for, and held to, when the line is scored."""
    found = {}
    for row, node in fields.pairs("deductions"):
        block = Fields(node, fields.file, fields.problems)
        found[row] = Deduction(block.known("points"), block.text("reason", ""), block.text("judge", ""))
        block.done()
    return found


def _vetoes(fields: Fields, entries: Entries) -> dict[str, Answer]:
    """Whether each veto that no fact states holds: 是 or 否, with or without a reason."""
    found = {}
    for name, node in fields.pairs("vetoes"):
        if isinstance(node, Scalar):
            found[name] = Answer(entries.truth(node.text, _place(node, fields)))
            continue
        block = Fields(node, fields.file, fields.problems)
        word = block.text("holds")
        found[name] = Answer(entries.truth(word, block.place_of("holds")) if word else None, block.text("reason", ""))
        block.done()
    return found


def _second_scores(fields: Fields) -> tuple[SecondScore, ...]:
    """The points of other scorers, by who they are."""
    found = []
    for kind, node in fields.pairs("second_scores"):
        block = Fields(node, fields.file, fields.problems)
        if kind not in SCORERS:
            block.problem("RB09", None, kind, key="second_scores", allowed="、".join(SCORERS))
        found.append(SecondScore(kind, block.number("total", required=False), _numbers(block, "lines"), block.text("reason", "")))
        block.done()
    return tuple(found)


def _claims(fields: Fields) -> Claims:
    block = fields.block("claimed")
    if block is None:
        return Claims()
    deductions = []
    for each in block.blocks("deductions"):
        deductions.append((each.text("line"), each.known("weight"), each.known("points"), each.text("reason", "")))
        each.done()
    claims = Claims(
        total=block.number("total", required=False),
        grade=block.text("grade", ""),
        lines=_numbers(block, "lines"),
        subtotals=_numbers(block, "subtotals"),
        deductions=tuple(deductions),
        kind=block.choice("kind", ("self", "department", "finance_check"), "self"),
    )
    block.done()
    return claims


def _numbers(block: Fields, key: str) -> tuple[tuple[str, Exact], ...]:
    pairs = [(name, block.exact(node, name)) for name, node in block.pairs(key)]
    return tuple((name, value) for name, value in pairs if value is not None)


def _bonus(fields: Fields) -> tuple[BonusItem, ...]:
    found = []
    for block in fields.blocks("bonus"):
        points = block.number("points", required=False)
        found.append(BonusItem(block.text("name"), block.text("body", ""), block.text("date", ""), block.text("level", ""), points))
        block.done()
    return tuple(found)


def _projects(fields: Fields, entries: Entries) -> tuple[Project, ...]:
    found: list[Project] = []
    places: dict[str, Place] = {}
    for block in fields.blocks("projects"):
        name = block.text("name")
        if name in places:
            block.problem(TWICE, None, name, other=places[name])
        places.setdefault(name, block.place)
        stated = {stage: block.text(stage, "") for stage in entries.book.stages}
        read_ = {stage: entries.money(text, name, block.place_of(stage)) for stage, text in stated.items() if text}
        amounts = tuple((stage, amount) for stage, amount in read_.items() if amount is not None)
        found.append(Project(name, amounts, block.text("note", "")))
        block.done()
    return tuple(found)


def _head(fields: Fields) -> dict[str, str]:
    block = fields.block("head")
    if block is None:
        return {}
    head = {key: block.text(key, "") for key in HEAD}
    block.done()
    return {key: words for key, words in head.items() if words}


def _narrative(fields: Fields) -> dict[str, tuple[str, ...]]:
    block = fields.block("narrative")
    if block is None:
        return {}
    found = {}
    for key in NARRATIVE:
        node = block.node(key)
        text = block.text(key, "") if isinstance(node, Scalar) else ""
        found[key] = (text,) if text else block.texts(key) if not isinstance(node, Scalar) else ()
    block.done()
    return {key: words for key, words in found.items() if words}
