"""Lets the tests of the batch import what stands beside them as `tests.batch.…`, wherever pytest was started."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
