"""Documents that stay bound to their facts: what a hand changed, and a report brought up to date (docs/manual/linked.md)."""
