"""Filling in: the form of a scheme, what was typed as it is read, and the case that it spells."""
