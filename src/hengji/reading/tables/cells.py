"""A cell of a table as a statement: its amount with its unit, and the stage that it has or may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.reading.tables.state import Sentence, Statement
from hengji.reading.tables.words import is_nothing
from hengji.rulebook import amounts
from hengji.rulebook.amounts import Misread
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.quantity import Quantity, Unit
    from hengji.reading.formats.spreadsheet import Spot
    from hengji.reading.tables.columns import Group
    from hengji.reading.tables.rows import Match
    from hengji.reading.tables.state import Reading
    from hengji.rulebook.form import Says

NO_UNIT_LINE, OUTSIDE, ODD_FORMAT, UNSAVED, WRONG_UNIT, NEGATIVE = "RD26", "RD31", "RD39", "RD54", "IN08", "IN17"


def read(reading: Reading, group: Group, match: Match, says: Says | None, spot: Spot) -> None:
    """States what a cell holds; an empty one states nothing."""
    cell = reading.found.grid.cell(*spot)
    if spot in reading.found.grid.unsaved:
        reading.problem(UNSAVED, spot)
    elif is_nothing(cell.text):
        return
    elif says is None:
        reading.problem(OUTSIDE, spot, cell.text, label=reading.header.printed(spot[1]))
    elif cell.odd:
        reading.problem(ODD_FORMAT, spot, cell.odd, value=cell.text)
    else:
        amount = _amount(reading, cell.text, unit(reading, group, match, says, spot), spot, says)
        if amount is not None:
            if cell.finer:
                reading.finer.append((spot, cell.finer))
            _state(reading, group, match, says, amount, spot)


def unit(reading: Reading, group: Group, match: Match, says: Says, spot: Spot) -> Unit | None:
    """The unit of a cell: the form's, the row's own column of units, a bracket of the row, the column or the block, the unit line."""
    if says.unit:
        return reading.words.book.spellings[says.unit]
    stated = (reading.words.units.get(plain(reading.found.grid.spread(match.row, column))) for column in group.units)
    brackets = (label.unit for label in reversed(reading.header.paths.get(spot[1], ())))
    return next((each for each in (*stated, match.bracket, *brackets, group.bracket) if each is not None), reading.money)


def _amount(reading: Reading, text: str, assumed: Unit | None, spot: Spot, says: Says) -> Quantity | None:
    """The amount of a cell, or the problem: IN01–IN06, IN08, IN17; RD26 once where nothing says the unit."""
    found = amounts.quantity(text, reading.words.book.spellings, assumed)
    if isinstance(found, Misread):
        if found.code == amounts.NO_UNIT:
            ask_unit(reading)
        else:
            reading.problem(found.code, spot, found.found, **dict(found.slots))
        return None
    concept = reading.words.book.concepts[says.concept]
    if found.unit.dimension != concept.dimension:
        shown = reading.words.book.shown.get(concept.dimension)
        reading.problem(WRONG_UNIT, spot, found.raw, name=concept.label, wanted=shown.label if shown else concept.dimension)
        return None
    if found.number < 0 and not concept.any_sign:
        reading.problem(NEGATIVE, spot, found.raw, name=concept.label)
        return None
    return found


def ask_unit(reading: Reading) -> None:
    """Amounts without a unit line have no unit; the table is asked about once."""
    if not reading.asked_unit:
        reading.asked_unit = True
        reading.problem(NO_UNIT_LINE, reading.found.title, reading.stated or reading.words.book.caption("import.no_unit_line"))


def _state(reading: Reading, group: Group, match: Match, says: Says, amount: Quantity, spot: Spot) -> None:
    """Counts a figure, and states it where its stage may stand beside its concept."""
    reading.count(amount)
    open_, otherwise = stages(reading, group, says)
    if open_ is None:
        reading.not_stated += 1
    elif not open_:
        reading.unstaged.append(spot)
    else:
        grid, axis = reading.found.grid, match.form.members_of
        members = {**dict(says.members), **({axis: match.member} if axis else {})}
        reading.statements.append(
            Statement(
                concept=says.concept,
                stages=open_,
                otherwise=otherwise,
                year=reading.words.year + (says.year or 0),
                members=tuple(sorted(members.items())),
                amount=amount,
                place=grid.place(*spot),
                source=grid.source,
                quote=grid.cell(*spot).text,
                label="" if match.listed else match.name.label or match.name.code,
            )
        )


def stages(reading: Reading, group: Group, says: Says) -> tuple[tuple[str, ...] | None, str]:
    """The stages that a figure may have, and the one it has otherwise: none where it cannot be told, None where it is no fact."""
    allowed, rule = reading.words.book.concepts[says.concept].stages, says.stage
    if not allowed:
        return ("",), ""
    if rule is None:
        return (), ""
    if rule.one_of:
        open_ = tuple(stage for stage in rule.one_of if stage in allowed)
        return (open_ or None), (rule.otherwise if rule.otherwise in open_ else "")
    header = next((stage for word, stage in rule.by_header if reading.words.label(word) == group.under), "")
    note = next((stage for words, stage in rule.by_note if sentence(words, reading.notes)), "")
    stage = rule.fixed or header or note or rule.otherwise
    return ((stage,) if stage in allowed else None) if stage else (), ""


def sentence(words: Iterable[str], notes: tuple[Sentence, ...]) -> Sentence | None:
    """The first sentence below the table that holds all the words."""
    wanted = [plain(word) for word in words]
    return next((note for note in notes if all(word in plain(note.text) for word in wanted)), None)
