"""The jail: parsers that may crash, hang or eat memory run in a child process; only the child may die."""

from __future__ import annotations

from hengji.reading.jail.warden import Jail, Limits, Result, run

__all__ = ["Jail", "Limits", "Result", "run"]
