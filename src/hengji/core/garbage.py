"""Looking for garbage less often, where much is made and let go again beside something large that stays."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SELDOM = 20_000
"""So many new objects before they are looked through: a report makes hundreds of thousands that end with it."""


@contextmanager
def seldom() -> Iterator[None]:
    """What was made before stays as long as this lasts and is not looked through: a law book has ten thousand entries."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
