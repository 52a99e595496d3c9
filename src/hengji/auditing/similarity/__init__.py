"""Between reports: copied paragraphs, names left from another unit, ratios far from all others."""

from __future__ import annotations

from hengji.auditing.similarity.pairs import names_left, pairs
from hengji.auditing.similarity.peers import peers
from hengji.auditing.similarity.records import Copied, Left, Outlier, Sketch
from hengji.auditing.similarity.sketches import sketch
from hengji.auditing.similarity.told import remarks

__all__ = ["Copied", "Left", "Outlier", "Sketch", "names_left", "pairs", "peers", "remarks", "sketch"]
