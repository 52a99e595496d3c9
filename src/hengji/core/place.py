"""Where something stands: a file and a place in it, as a person would look it up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`where` is `收支!C17`, `¶16[51:64]`, `第3页` or `12:5` (line and column of YAML); empty for the file as a whole."""

    file: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.where}" if self.where else self.file

    @classmethod
    def line(cls, file: str, line: int, column: int) -> Place:
        """A place in a text file, counted from 1."""
        return cls(file, f"{line}:{column}")

    @classmethod
    def cell(cls, file: str, sheet: str, cell: str) -> Place:
        """A cell of a workbook."""
        return cls(file, f"{sheet}!{cell}")
