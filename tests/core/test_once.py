"""What is kept of frozen values: never another value's, never without bound."""

from __future__ import annotations

import gc
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from hengji.core import once as kept

if TYPE_CHECKING:
    import pytest


class Tree:
    """A large value."""

    def __init__(self, number: int) -> None:
        self.number = number


def number_of(tree: Tree) -> int:
    """What is worked out."""
    return tree.number


def test_a_value_that_takes_the_place_of_another_in_memory_gets_its_own_result() -> None:
    numbers = kept.once(number_of)
    assert all(numbers(Tree(number)) == number for number in range(3 * kept.MOST))


def test_values_that_come_and_go_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 100)
    numbers = kept.once(number_of)
    alive = []
    for number in range(1_000):
        tree = Tree(number)
        numbers(tree)
        alive.append(weakref.ref(tree))
    del tree
    gc.collect()
    assert sum(each() is not None for each in alive) <= 100


def test_what_is_asked_about_again_and_again_stays_while_others_come_and_go() -> None:
    worked: list[int] = []

    def work(tree: Tree) -> None:
        worked.append(tree.number)

    numbers = kept.once(work)
    scheme = Tree(-1)
    for number in range(3 * kept.MOST):
        numbers(scheme)
        numbers(Tree(number))
    assert worked.count(-1) == 1


def test_threads_get_the_result_of_what_they_ask_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 10)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        numbers = kept.once(number_of)
        trees = [Tree(number) for number in range(40)]
        with ThreadPoolExecutor(4) as crowd:
            found = list(crowd.map(lambda at: numbers(trees[at % 40]) == at % 40, range(20_000)))
    finally:
        sys.setswitchinterval(interval)
    assert all(found)


def test_the_latest_is_worked_out_once_and_lets_go_of_the_one_before() -> None:
    asked: list[int] = []

    @kept.latest
    def numbers(tree: Tree) -> int:
        asked.append(tree.number)
        return tree.number

    one, other = Tree(1), Tree(2)
    assert [numbers(one), numbers(one), numbers(other), numbers(one)] == [1, 1, 2, 1]
    assert asked == [1, 2, 1]
    gone = weakref.ref(other)
    del other
    gc.collect()
    assert gone() is None


def test_the_latest_of_several_threads_is_never_another_ones() -> None:
    numbers = kept.latest(number_of)
    trees = [Tree(number) for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda turn: numbers(trees[turn % 50]), range(20_000)))
    assert found == [turn % 50 for turn in range(20_000)]
