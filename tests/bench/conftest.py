"""`bench` and `tools` stand beside `src`, so they are found from the root only."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
