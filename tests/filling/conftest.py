"""The form of a scheme, and an example taken apart into its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.filling.form import Form, form

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


@pytest.fixture(scope="session")
def filling(book: Book) -> Form:
    """The form of the teaching scheme."""
    return form(book, book.schemes["teaching-zhanjiang"], 2023)
