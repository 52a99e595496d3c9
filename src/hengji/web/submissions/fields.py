"""A field as it stands on a page: the control, how it was read, and what is wrong with it. Put together here, for a page has hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hengji.rulebook.sheets import AMOUNT, LINEWISE, LIST, NUMBER, PARAGRAPHS, TRUTH
from hengji.web.law import word
from hengji.web.submissions.models import QUESTIONED, RETURNED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hengji.filling.form import Entry as Field
    from hengji.web.submissions.models import Entry

SHORT = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page knows beside the values: whether it may be written on, which fields a finding asks about, and which were sent back."""

    editable: bool
    entries: Mapping[str, Entry]
    questioned: Collection[str] = ()
    returned: Collection[str] = ()

    def state(self, key: str) -> str:
        """The state of a field, for its colour and for who cannot see colours."""
        entry = self.entries.get(key)
        if entry is not None and entry.code:
            return "wrong"
        if key in self.returned:
            return RETURNED
        asked = key in self.questioned or (entry is not None and entry.message)
        return QUESTIONED if asked else ("" if entry is None or not entry.typed else "saved")


def control(field: Field, standing: Standing, label: str = "", *, lines: int = 4, column: str = "") -> SafeString:
    """The control of a field with its reading below it."""
    entry = standing.entries.get(field.key)
    state = standing.state(field.key)
    text = entry.typed if entry is not None else ""
    if entry is None and not state:
        return _empty(field.key, field.kind, label or field.label, field.choices, field.needed, standing.editable, lines, column)
    shared = _shared(field.key, label or field.label, field.kind, field.needed, standing.editable, state == "wrong")
    version = entry.version if entry is not None else 0
    written = _input(field.kind, field.choices, text, f'{shared} data-v="{version}"', lines)
    return mark_safe(  # noqa: S308 - every part is escaped above and below
        f'<div class="field{f" is-{state}" if state else ""}"{_column(column)}>{written}{_below(entry, state)}</div>'
    )


@lru_cache(maxsize=16_384)
def _empty(
    key: str, kind: str, label: str, choices: tuple[str, ...], needed: bool, editable: bool, lines: int, column: str
) -> SafeString:  # fmt: skip
    """A field in which nothing stands: the same for every unit of a scheme."""
    shared = _shared(key, label, kind, needed, editable, False)
    written = _input(kind, choices, "", f'{shared} data-v="0"', lines)
    return mark_safe(f'<div class="field"{_column(column)}>{written}</div>')  # noqa: S308 - escaped


@lru_cache(maxsize=16_384)
def _shared(key: str, label: str, kind: str, needed: bool, editable: bool, wrong: bool) -> str:
    """What a control says of itself, whatever stands in it."""
    return (
        f'name="{escape(key)}" aria-label="{escape(label)}"{"" if editable else " disabled"}{" aria-invalid=true" if wrong else ""}'
        f' class="f{" needed" if needed else ""}{" number" if kind in {AMOUNT, NUMBER} else ""}"'
    )


@lru_cache(maxsize=1_024)
def _column(title: str) -> str:
    """The head of the column, for screens on which a table has no heads."""
    return f' data-column="{escape(title)}"' if title else ""


def _input(kind: str, choices: tuple[str, ...], text: str, shared: str, lines: int) -> str:
    if kind in {LIST, TRUTH}:
        chosen = choices if text in choices or not text else (*choices, text)
        options = "".join(f"<option{' selected' if each == text else ''}>{escape(each)}</option>" for each in chosen)
        return f'<select {shared}><option value=""></option>{options}</select>'
    if kind in {PARAGRAPHS, LINEWISE}:
        rows = lines if kind == PARAGRAPHS else 2
        return f'<textarea rows="{rows}" {shared}>\n{escape(text)}</textarea>'
    mode = ' inputmode="decimal"' if kind in {AMOUNT, NUMBER} else ""
    return f'<input value="{escape(text)}" autocomplete="off"{mode} {shared}>'


def _below(entry: Entry | None, state: str) -> str:
    said = ""
    if entry is not None and entry.code:
        said = f'<small class="wrong">{escape(entry.message)} <code>{escape(entry.code)}</code></small>'
    elif entry is not None:
        said = f'<small class="read">{escape(word("read_as", shown=entry.shown))}</small>' if entry.shown else ""
        said += f'<small class="doubt">{escape(entry.message)}</small>' if entry.message else ""
    mark = f'<small class="mark">{escape(word(f"field_{state}"))}</small>' if state in {QUESTIONED, RETURNED} else ""
    source = f'<small class="source">{escape(entry.said)}</small>' if entry is not None and entry.said else ""
    return said + source + mark


def told(entry: Any, state: str) -> dict[str, Any]:
    """A field after saving, for the script."""
    if entry is None:
        return {"version": 0, "typed": "", "shown": "", "code": "", "message": "", "state": state, "below": ""}
    return {
        "version": entry.version, "typed": entry.typed, "shown": entry.shown, "code": entry.code, "message": entry.message,
        "state": state, "below": _below(entry, state),
    }  # fmt: skip


def fixed(text: str) -> SafeString:
    """What is not to be filled in."""
    return format_html('<span class="fixed">{}</span>', text)
