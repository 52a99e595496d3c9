"""The half `strange`: twenty offices in voices of their own, each a text whose figures are computed, not a department out of one model."""
