"""A Word file held against a standard for its setting."""
