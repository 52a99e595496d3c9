"""A province or the nation in one run: the formulas that score one department, as columns over a million."""
