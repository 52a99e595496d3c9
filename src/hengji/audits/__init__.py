"""What a run over many reports does with each of them: read and checked, held against the others, written."""

from __future__ import annotations

from hengji.audits.examined import examined

__all__ = ["examined"]
