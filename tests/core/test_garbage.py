"""Garbage is looked for less often while it lasts, and as before behind it."""

from __future__ import annotations

import gc

import pytest

from hengji.core.garbage import SELDOM, seldom


def test_the_threshold_is_high_inside_and_as_before_behind() -> None:
    before = gc.get_threshold()
    with seldom():
        assert gc.get_threshold()[0] == SELDOM
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_a_fault_inside_leaves_it_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), seldom():
        raise ValueError("x")
    assert gc.get_threshold() == before
