"""城乡社区支出增加 571.46 万元, where the row of that name went the other way, or by an amount that one slip tells apart: sentences against a table's changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import slip
from hengji.auditing.index import prose
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.columns import columns, headed
from hengji.auditing.wording.texts import whole
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from hengji.auditing.index import Index
    from hengji.auditing.reviewing.columns import Column
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check

_CLAUSE = re.compile(r"[，。；、：（）(),;:\n]")
_REACH, _MOST, _NAME, _DIGITS, _LONG = 40, 200, 2, 3, 4
_CHANGE, _VALUE, _OUTTURN = "change", "value", "outturn"


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a row: the change in base units, more above nothing, and the figures that say it."""

    label: str
    value: Exact
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A change that a sentence tells of a row: `bare` says that its clause holds nothing but the name, what it is compared with and the verb."""

    figure: Figure
    move: Move
    begin: int
    bare: bool


def of_rows(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """Changes that sentences tell by the name of a row. `words`: unless, what makes it another comparison; fillers, what may stand beside the name;
    falls, headers whose amounts are counted the other way. `pairs`: how the finding calls them, up and down.
    """
    del index
    moves = _moves(check, report)
    for told in islice(_told(check, report, moves), _MOST) if moves else ():
        yield from _held(check, report, told)


def _moves(check: Check, report: Report) -> dict[str, Move]:
    """The change of each row that is told alike wherever it is told; a name of two tables with two changes has none."""
    by_table: dict[tuple[int, int], list[Column]] = defaultdict(list)
    for column in columns(report):
        by_table[column.table, column.part].append(column)
    found: dict[str, list[Move]] = defaultdict(list)
    for own in by_table.values():
        for move in _of_table(check, report, own):
            found[move.label].append(move)
    return {label: moves[0] for label, moves in found.items() if len({exact.reduce(each.value) for each in moves}) == 1}


def _of_table(check: Check, report: Report, own: Sequence[Column]) -> Iterator[Move]:
    """By the years of two columns, else by a column of changes that holds rises and falls; where there are both, the rows in which they agree or differ by the sign alone are not asked twice."""
    years = {move.label: move for move in _of_years(report, own)}
    signed = {move.label: move for move in _of_changes(check, own)}
    for label in dict.fromkeys((*years, *signed)):
        one, other = years.get(label), signed.get(label)
        if one is None or other is None or exact.compare(one.value, other.value) == 0:
            move = one or other
            if move is not None:
                yield move


def _of_years(report: Report, own: Sequence[Column]) -> Iterator[Move]:
    values = [each for each in own if each.role == _VALUE]
    values = [each for each in values if each.stage == _OUTTURN] or values
    year = {id(each): {figure.year for _, figure in each.rows} for each in values}
    now = [each for each in values if year[id(each)] == {report.year}]
    then = [each for each in values if report.year is not None and year[id(each)] == {report.year - 1}]
    if len(now) != 1 or len(then) != 1:
        return
    for label, figure in now[0].rows:
        before = then[0].row(label)
        if before is not None and before.dimension == figure.dimension:
            yield Move(label, exact.subtract(figure.value, before.value), (before, figure))


def _of_changes(check: Check, own: Sequence[Column]) -> Iterator[Move]:
    changes = [each for each in own if each.role == _CHANGE and not has(headed(each), check.words["falls"])]
    if len(changes) == 1 and min(figure.number for _, figure in changes[0].rows) < 0 < max(
        figure.number for _, figure in changes[0].rows
    ):
        for label, figure in changes[0].rows:
            yield Move(label, figure.value, (figure,))


def _told(check: Check, report: Report, moves: dict[str, Move]) -> Iterator[_Told]:
    """The changes of prose whose clause names one row; a row of which several changes are told is told of nothing."""
    found = []
    for figure in report.figures:
        if figure.role == _CHANGE and figure.direction and figure.dimension and prose(report.passages[figure.passage]):
            told = _one(check, report, moves, figure)
            if told is not None:
                found.append(told)
    times = Counter((each.move.label, each.figure.passage) for each in found)
    return (each for each in found if times[each.move.label, each.figure.passage] == 1)


def _one(check: Check, report: Report, moves: dict[str, Move], figure: Figure) -> _Told | None:
    text = report.passages[figure.passage].text
    clause = _CLAUSE.split(text[max(0, figure.begin - _REACH) : figure.begin])[-1]
    said = plain(clause)
    named = [label for label in moves if len(label) >= _NAME and label in said]
    if (
        not named
        or has(said, check.words["unless"])
        or any(letter.isdigit() for letter in said.replace(f"{(figure.year or 0) - 1}年", ""))
    ):
        return None
    label = max(named, key=len)
    if any(each not in label for each in named) or said.index(label) > whole(check, "before", 4):
        return None
    move = _measured(moves[label], figure)
    if move is None:
        return None
    return _Told(figure, move, figure.begin - len(clause), _is_bare(check, said, label))


def _measured(move: Move, figure: Figure) -> Move | None:
    """A row's change in the measure of the sentence's figure; a table that does not say its unit is taken to have that of the sentence."""
    own = move.figures[0]
    if own.dimension == figure.dimension:
        return move
    if own.dimension or figure.unit is None or _digits(figure) < _LONG:
        return None
    return replace(move, value=exact.multiply(move.value, figure.unit.factor))


def _is_bare(check: Check, said: str, label: str) -> bool:
    """Whether nothing but words of `fillers` stands beside the name."""
    rest = said.replace(label, "", 1)
    for word in sorted(check.words["fillers"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


def _held(check: Check, report: Report, told: _Told) -> Iterator[Checked | Remark]:
    figure, move = told.figure, told.move
    stated = exact.multiply(figure.value, (figure.direction, 1))
    ids = (*(each.id for each in move.figures), figure.id)
    if exact.compare(stated, move.value) == 0:
        yield Checked(check.code, Verdict.CONSISTENT, ids, f"{move.label}：{figure.plain}")
        return
    turned = exact.compare(stated, exact.negative(move.value)) == 0 and _digits(figure) >= _DIGITS
    if turned or (told.bare and figure.direction * move.value[0] > 0 and _slipped(figure, move)):
        yield Checked(check.code, Verdict.IMPOSSIBLE, ids, f"{move.label}：{figure.plain} ≠ {_amount(figure, move)}")
        passage = report.passages[figure.passage]
        yield remark(
            check, report, passage, told.begin, figure.stop, figures=ids, claim=passage.text[told.begin : figure.stop].strip(),
            name=move.label, way=check.pairs["up" if move.value[0] > 0 else "down"], right=_amount(figure, move),
            rows=" → ".join(each.plain for each in move.figures), place=move.figures[-1].place,
        )  # fmt: skip


def _slipped(figure: Figure, move: Move) -> bool:
    return _digits(figure) >= _LONG and slip(figure, _number(figure, move))


def _number(figure: Figure, move: Move) -> Decimal:
    """The row's change in the unit of the sentence's figure, without its sign."""
    size = (abs(move.value[0]), move.value[1])
    return exact.decimal(exact.divide(size, figure.unit.factor) if figure.unit is not None else size, figure.decimals)


def _amount(figure: Figure, move: Move) -> str:
    return f"{_number(figure, move)}{figure.unit.label if figure.unit is not None else figure.measure}"


def _digits(figure: Figure) -> int:
    return len(figure.number.as_tuple().digits)
