"""Fields and formulas that reach out of a document: DDE and its relatives, also where the word is cut over several runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.xml import local

if TYPE_CHECKING:
    from hengji.reading.gate.limits import Limits

REACHING_OUT = frozenset({"DDE", "DDEAUTO", "LINK", "INCLUDETEXT", "IMPORT", "DATABASE"})
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INSTRUCTION = "instrText"


def dde_formula(formula: str) -> bool:
    """Whether a formula calls a program: a | outside of quotes is the sign of DDE and nothing else.

    >>> dde_formula("cmd|'/c calc'!A0"), dde_formula('A1&"|"&B1')
    (True, False)
    """
    return "|" in formula and "|" in _QUOTED.sub("", formula)


class Fields:
    """A part of a Word file while it is read; the instructions of fields that are open."""

    def __init__(self, part: str, limits: Limits) -> None:
        self._part, self._limits = part, limits
        self._open: list[str] = []
        self._paragraph, self._reading = 0, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A field begins, is separated from its result, or ends."""
        meaning = local(name)
        if meaning == "p":
            self._paragraph += 1
        elif meaning == _INSTRUCTION:
            self._reading = True
        elif meaning == "fldSimple":
            self._check(_attribute(attributes, "instr"))
        elif meaning == "fldChar":
            self._mark(_attribute(attributes, "fldCharType"))

    def text(self, text: str) -> None:
        """A piece of an instruction."""
        if self._reading:
            self._open = self._open or [""]
            self._open[-1] += text[: self._limits.instruction]
            if len(self._open[-1]) > self._limits.instruction or len(self._open) > self._limits.depth:
                raise refuse(codes.DDE, f"{self._part}!¶{self._paragraph}", self._open[-1])

    def end(self, name: str) -> None:
        """A piece of an instruction is complete."""
        if local(name) == _INSTRUCTION:
            self._reading = False
            self._check(self._open[-1] if self._open else "")

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            if self._open and not self._open[-1].strip():  # the word of command would be computed by the inner field
                raise refuse(codes.DDE, f"{self._part}!¶{self._paragraph}", "{{")
            self._open.append("")
        elif kind == "separate":
            self._open[-1:] = ["="]
        elif kind == "end" and self._open:
            self._open.pop()

    def _check(self, instruction: str) -> None:
        words = instruction.split(maxsplit=1)
        if words and words[0].upper().strip('"') in REACHING_OUT:
            raise refuse(codes.DDE, f"{self._part}!¶{self._paragraph}", instruction.strip())


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")
