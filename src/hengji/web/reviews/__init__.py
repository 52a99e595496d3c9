"""Opinions, approvals and review scores."""
