"""What can be wrong with a formula: a code, a column, and what was found there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from hengji.core.place import Place

CHARACTER = "FX01"
NAME = "FX02"
SYNTAX = "FX03"
RANGE = "FX04"
LENGTH = "FX05"
NODES = "FX06"
DEPTH = "FX07"
CHAIN = "FX08"
ARITY = "FX09"
DIMENSION = "FX10"
TYPE = "FX11"
ZERO_DIVISOR = "FX12"
BOUNDS = "FX13"
OPTIONAL_TERM = "FX14"
BASIS = "FX15"
LIST = "FX17"
FULL_WIDTH = "FX18"


class FormulaError(Exception):
    """A formula that cannot be read or does not hold together; becomes a Problem at the place of the formula."""

    def __init__(self, code: str, at: int, found: str, **slots: str) -> None:
        super().__init__(code, at, found)
        self.code, self.at, self.found, self.slots = code, at, found, slots

    def problem(self, place: Place) -> Problem:
        """The record of it, with the column in the formula counted from 1."""
        return problem(self.code, place, self.found, column=self.at + 1, **self.slots)
