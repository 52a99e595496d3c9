"""What a piece of work costs: the cheapest of a few runs, without the collector of garbage, which other tests' leavings make slow."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def cheapest(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of this process's own processor time."""
    times = []
    gc.disable()
    try:
        for _ in range(runs):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(times)
