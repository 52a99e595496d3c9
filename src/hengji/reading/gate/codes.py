"""The codes of the gate by what they mean, and how a check says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem, shown

if TYPE_CHECKING:
    from hengji.core.problem import Problem

EMPTY, DAMAGED, OLD, PASSWORD, WEB, TEXT, OTHER, UNKNOWN, POLYGLOT = (
    "RD60",
    "RD61",
    "RD62",
    "RD63",
    "RD64",
    "RD65",
    "RD66",
    "RD67",
    "RD68",
)
OVERLAP, BOMB, LARGE, NAME, TWICE, STRUCTURE, MERGED, ARCHIVE = "RD69", "RD70", "RD71", "RD72", "RD73", "RD74", "RD75", "RD76"
DTD, XML, ACTIVE, OUTSIDE, DDE, RANGE, TABLE, PIXELS, IMAGE, PDF = (
    "RD77",
    "RD78",
    "RD79",
    "RD80",
    "RD81",
    "RD82",
    "RD83",
    "RD84",
    "RD85",
    "RD86",
)


@dataclass(eq=False)
class RefusedError(ValueError):
    """A file may not be read on: a code, where in the file, what was found, and what else the words of the code need."""

    code: str
    where: str = ""
    found: object = ""
    slots: tuple[tuple[str, object], ...] = ()


def refuse(code: str, where: str = "", found: object = "", **slots: object) -> RefusedError:
    """Why a file may not be read on."""
    return RefusedError(code, where, found, tuple(slots.items()))


def told(file: str, refused: RefusedError) -> Problem:
    """A refusal as a problem of a file; the name of a member is shown, never used."""
    return problem(refused.code, Place(shown(file, 120), shown(refused.where, 120)), refused.found, **dict(refused.slots))
