"""A table of facts taken from one scheme to another: what people entered goes with the rows that both have, as `scoring.carry` takes a case.

Columns of facts stay. A column of entries is written under the number that its row has in the other scheme; points go at the same share of
a changed weight, which is a supposition and is marked; under other tiers, and for a row that is new, nobody has entered anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.duck import connect
from hengji.batch.source import FACTS, name_of, open_source, quoted
from hengji.core import exact
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hengji.batch.shape import EntryColumn
    from hengji.core.exact import Exact
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.matching import Row

SUPPOSED, CARRIED, WHOLE = "supposed__", "carried.parquet", "[0-9]{1,12}"
SCALED = frozenset({shapes.ENTERED, shapes.DEDUCTED})


@dataclass(frozen=True, slots=True)
class Taken:
    """The column that an entry comes from, and the share of it that goes on; (1, 1) for all of it."""

    column: str
    share: Exact = exact.ONE


def carry_table(facts: str, found: Difference, work: Path) -> str:
    """The table as it would be filled in under the later scheme: a new file with a column `supposed__`, or the same where nothing changes."""
    before, after = (shapes.shape(side.scheme, side.book).entries for side in (found.before, found.after))
    with connect("", work / "spill") as connection:
        opened, _ = open_source(facts, connection, work)
        if opened is None:
            return facts
        there = [name for name in opened.columns if name in before or name in after]
        taken = {name: each for name, each in taking(found, before, after).items() if each.column in there}
        if taken == {name: Taken(name) for name in there}:
            return facts
        text = opened.of_text
        kept = [name_of(name) for name in opened.columns if name not in there]
        made = [f"{_sql(each, text=text)} AS {name_of(name)}" for name, each in taken.items()]
        scaled = [f"{name_of(each.column)} IS NOT NULL" for each in taken.values() if each.share != exact.ONE]
        kept.append(f"CAST({' OR '.join(scaled) or 'false'} AS VARCHAR) AS {name_of(SUPPOSED)}")
        path = work / CARRIED
        connection.execute(f"COPY (SELECT {', '.join([*kept, *made])} FROM {FACTS}) TO {quoted(str(path))} (FORMAT parquet)")
    return str(path)


def _sql(taken: Taken, *, text: bool) -> str:
    """A column, or its share rounded half away from zero; a cell that is no whole number stays, so that the run refuses it as it would."""
    column, (above, below) = name_of(taken.column), taken.share
    if taken.share == exact.ONE:
        return column
    whole = f"CAST((2 * CAST({column} AS HUGEINT) * {above} + {below}) // {2 * below} AS BIGINT)"
    if not text:
        return whole
    return f"CASE WHEN regexp_full_match({column}, '{WHOLE}') THEN CAST({whole} AS VARCHAR) ELSE {column} END"


def taking(found: Difference, before: Mapping[str, EntryColumn], after: Mapping[str, EntryColumn]) -> dict[str, Taken]:
    """For each column of entries of the later scheme the one of the earlier scheme that it comes from."""
    rows = {pair.after.id: (pair.before, pair.after) for pair in found.pairs if pair.before is not None and pair.after is not None}
    taken = {}
    for name, entry in after.items():
        if entry.line in rows:
            source = _from(entry, *rows[entry.line], before)
        else:
            source = Taken(name) if name in before and entry.about in (shapes.VETO, shapes.BONUS) else None
        if source is not None:
            taken[name] = source
    return taken


def _from(entry: EntryColumn, old: Row, new: Row, before: Mapping[str, EntryColumn]) -> Taken | None:
    if entry.about == shapes.CLAIMED or (entry.about in (shapes.ENTERED, shapes.TIER) and old.tiers != new.tiers):
        return None
    index = _answer(entry.index, old, new) if entry.about == shapes.ANSWER else entry.index
    like = (each for each in before.values() if each.line == old.id and each.about == entry.about)
    if entry.about in (shapes.CHOSEN, shapes.FILLED):
        source = next((each for each in like if each.said == entry.said), None)
    else:
        source = next((each for each in like if each.index == index), None)
    if source is None:
        return None
    share = _share(old, new) if entry.about in SCALED else exact.ONE
    return None if share is None else Taken(source.name, share)


def _share(old: Row, new: Row) -> Exact | None:
    """The new weight by the old one; None where either is unknown."""
    if old.weight is None or new.weight is None or not old.weight[0]:
        return None
    return exact.reduce(exact.divide(new.weight, old.weight))


def _answer(index: int, old: Row, new: Row) -> int:
    """The number that a point of a checklist has in the earlier scheme, by what it says; −1 where it is not there."""
    if not isinstance(old, Indicator) or not isinstance(new, Indicator) or not 0 < index <= len(new.items):
        return index
    labels = [each.label for each in old.items]
    label = new.items[index - 1].label
    return labels.index(label) + 1 if label in labels else -1
