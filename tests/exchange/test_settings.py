"""The two grammars of the round trip: settings as lines, and trees as YAML; whatever a scheme may hold comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from hengji.rulebook import load, yaml
from hengji.rulebook.draft import bare, keyed, listed, same, word
from hengji.rulebook.settings import items_of, items_text, lines, tree
from hengji.rulebook.yaml import Mapping, Scalar, Sequence
from hengji.writing.scheme_yaml import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source
    from hengji.rulebook.yaml import Yaml

KEYS = st.one_of(
    st.sampled_from(
        ["id", "path", "weight", "bands", "to", "above", "points", "parameters", "限度", "分值", "至", "a·b", "=x", "new_key"]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"]), min_size=1, max_size=6
    ),
)
TEXTS = st.one_of(
    st.sampled_from(["", "5", "0.50", "true", "null", "~", "[]", "{}", '"', '"a"', " 首尾 ", "一\n二", "a: b", "#x", "- y", "yes", "0123", "1:30", "=1+1", "100%"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip
NUMBERS = st.sampled_from(["0", "5", "1.5", "-3", "true", "false", "null", "12345678901234567890.125"])


def _nodes() -> st.SearchStrategy[Yaml]:
    leaves: st.SearchStrategy[Yaml] = st.one_of(TEXTS.map(word), NUMBERS.map(bare))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=3).map(listed), st.dictionaries(KEYS, inner, max_size=3).map(keyed)),
        max_leaves=12,
    )


TREES = st.dictionaries(KEYS, _nodes(), min_size=1, max_size=4).map(keyed)


def _alike(a: Yaml, b: Yaml) -> bool:
    """The same words, numbers bare where they were bare."""
    if isinstance(a, Scalar) and isinstance(b, Scalar):
        return (a.text, a.plain) == (b.text, b.plain)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a.entries) == list(b.entries) and all(_alike(node, b.entries[key]) for key, node in a.entries.items())
    return (
        isinstance(a, Sequence)
        and isinstance(b, Sequence)
        and len(a.entries) == len(b.entries)
        and all(map(_alike, a.entries, b.entries))
    )


def _numbered(node: Yaml) -> bool:
    """A block all of whose keys are numbers looks like a list; no scheme has one."""
    if isinstance(node, Mapping):
        return (bool(node.entries) and all(key.isdigit() for key in node.entries)) or any(map(_numbered, node.entries.values()))
    return isinstance(node, Sequence) and any(map(_numbered, node.entries))


@given(TREES.filter(lambda found: not _numbered(found)))
def test_a_tree_comes_back_from_its_lines(made: Mapping) -> None:
    labels = {"id": "编号", "weight": "分值", "to": "至", "bands": "分档"}
    said = [line for key, node in made.entries.items() for line in lines(key, node, labels)]
    assert _alike(made, tree(said, labels))


@given(TREES)
def test_a_tree_comes_back_from_yaml(made: Mapping) -> None:
    found, problems = yaml.read(blocks([made]), "x.yaml")
    assert problems == ()
    assert isinstance(found, Sequence)
    assert same(made, found.entries[0])


def test_points_to_check_come_back_from_their_cell() -> None:
    items = listed([keyed({"label": word("有制度"), "points": bare("1.5")}), keyed({"label": word("能执行（含内控）")})])
    assert items_text(items) == "①有制度（1.5分）\n②能执行（含内控）"
    assert same(items_of(items_text(items) or "") or listed(()), items)


def test_points_that_a_cell_cannot_hold_are_left_to_the_settings() -> None:
    assert items_text(listed([keyed({"label": word("写着（2分）")})])) is None  # would come back as two points
    assert items_text(listed([keyed({"label": word("甲"), "weight": bare("1")})])) is None  # something more than label and points
    assert items_text(listed([keyed({"label": word("甲")})] * 21)) is None


def _keys(node: Yaml) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, each in node.entries.items():
            yield key
            yield from _keys(each)
    elif isinstance(node, Sequence):
        for each in node.entries:
            yield from _keys(each)


def test_every_key_of_a_shipped_scheme_is_said_in_chinese(book: Book, source: Source) -> None:
    """Parameters are Chinese already."""
    assert book.score_tables is not None
    drafts = [draft for name in book.schemes if (draft := load.draft(source, name)) is not None]
    used = {key for draft in drafts for tree in (keyed(draft.head), *(row.tree for row in draft.rows)) for key in _keys(tree)}
    assert sorted(key for key in used if key.isascii() and key not in book.score_tables.labels) == []


def test_every_label_of_a_setting_belongs_to_one_key(book: Book) -> None:
    assert book.score_tables is not None
    labels = list(book.score_tables.labels.values())
    assert len(labels) == len(set(labels))
