"""A run over many files: a manifest fixed at the start, worker processes, results that a second run finds again."""
