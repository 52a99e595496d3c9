"""口径: whose figure it is, of which year, at which stage, of which part."""

from __future__ import annotations

from dataclasses import dataclass

Members = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Budget unit, fiscal year, stage (empty where the concept has none) and members (axis, code), sorted by axis."""

    budget_unit: str
    year: int
    stage: str = ""
    members: Members = ()

    def __post_init__(self) -> None:
        if self.members != tuple(sorted(self.members)):
            raise ValueError("members are kept sorted by axis")
