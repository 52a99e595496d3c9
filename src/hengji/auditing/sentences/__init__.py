"""Arithmetic inside sentences, whatever they are about."""
