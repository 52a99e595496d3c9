"""Charts as SVG, drawn from whole numbers so that the same figures always give the same picture; PNG where a paper cannot hold SVG."""
