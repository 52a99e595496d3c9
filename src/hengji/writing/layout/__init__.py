"""The setting of a Word file mended in place."""
