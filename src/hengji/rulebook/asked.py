"""What a scheme asks a person for beside facts and judgements: entries by name, choices among members, places among peers, vetoes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.expr import dimensions
from hengji.rulebook import members
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.expr.dimensions import Dimension
    from hengji.rulebook.scheme import Indicator, Scheme

ENTRY, CHOICE, PEER, VETO, SLOT = "entry", "choice", "peer", "veto", "slot"
COUNTED, WORDS = dimensions.of("count"), dimensions.of("text")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to fill in: of which row or veto, what kind, by what name, of what dimension."""

    of: str
    title: str
    kind: str
    name: str
    dimension: Dimension


def asked(scheme: Scheme) -> Iterator[Asked]:
    """Everything that a scheme asks for, row by row; then the slots that may not apply, and the vetoes."""
    for row in scheme.indicators:
        title = " / ".join(row.path)
        if members.chooses(row.members):
            yield from (Asked(row.id, title, CHOICE, member.label, dimensions.TRUTH) for member in row.members)
        yield from (Asked(row.id, title, ENTRY, name, kind) for name, kind in entries(row).items())
        yield from (Asked(row.id, title, PEER, name, kind) for name, kind in peers(row).items())
    for slot in scheme.slots:
        if slot.not_applicable is not None:
            yield Asked(slot.id, " / ".join(slot.path), SLOT, "", WORDS)
    for veto in scheme.vetoes:
        if veto.stated:
            yield Asked(veto.id, veto.label, VETO, veto.label, dimensions.TRUTH)


def entries(row: Indicator) -> dict[str, Dimension]:
    """The names that a person fills in for a row, as they are read, with their dimensions."""
    found = {members.name_of(local, row.members): kind for local, kind in members.open_names(row.members)}
    bound = {} if row.bound is None else {local.name: kind for local, kind in row.bound.entered.items() if not local.index}
    return found | {name: bound[name] for name in (row.method.entries if row.method is not None else ()) if name in bound}


def peers(row: Indicator) -> dict[str, Dimension]:
    """The names that a notice about a row's peers may print, in their order."""
    if row.bound is None:
        return {}
    counted = (methods.RANK, methods.COUNT)
    return {name: COUNTED if name in counted else row.bound.measure for name in methods.PEERS if name in row.bound.peers}
