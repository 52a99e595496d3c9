"""Schemes and templates that a bureau offers."""
