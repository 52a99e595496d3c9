"""衡绩: facts, indicators, explained scores, report; and back."""

__version__ = "0.1.0"
