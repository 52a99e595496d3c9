"""What is not a number: unknown and not applicable are values, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a value is unknown; the words for it stand in the law book."""

    MISSING = "missing"
    ZERO_DIVISOR = "zero_divisor"
    OUT_OF_RANGE = "out_of_range"
    NOT_LISTED = "not_listed"
    NOT_ENTERED = "not_entered"
    NO_WEIGHT = "no_weight"
    NO_METHOD = "no_method"
    CONFLICT = "conflict"
    NO_PEERS = "no_peers"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that nobody gave, or that cannot be computed; `missing` names what would settle it."""

    why: Why
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


def join(parts: list[Unknown]) -> Unknown:
    """One unknown for an operation that several unknown operands stop: the first reason, all that is missing.

    >>> join([Unknown(Why.MISSING, ("甲",)), Unknown(Why.MISSING, ("乙", "甲"))]).missing
    ('甲', '乙')
    """
    if len(parts) == 1:
        return parts[0]
    return Unknown(parts[0].why, tuple(dict.fromkeys(name for part in parts for name in part.missing)))
