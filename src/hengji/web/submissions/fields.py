"""A field as it stands on a page: the control, how it was read, and what is wrong with it. Put together here, for a page has hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import escape, format_html
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
        return QUESTIONED if key in self.questioned else ("" if entry is None or not entry.typed else "saved")


def control(field: Field, standing: Standing, label: str = "", *, lines: int = 4, column: str = "") -> SafeString:
    """The control of a field with its reading below it."""
    entry = standing.entries.get(field.key)
    text, version = (entry.typed, entry.version) if entry is not None else ("", 0)
    state = standing.state(field.key)
    shared = (
        f'name="{escape(field.key)}" data-v="{version}" aria-label="{escape(label or field.label)}"'
        f"{'' if standing.editable else ' disabled'}{' aria-invalid=true' if state == 'wrong' else ''}"
        f' class="f{" needed" if field.needed else ""}{" number" if field.kind in {AMOUNT, NUMBER} else ""}"'
    )
    return mark_safe(  # noqa: S308 - every part is escaped above and below
        f'<div class="field{f" is-{state}" if state else ""}"{_column(column)}>{_input(field, text, shared, lines)}{_below(entry, state)}</div>'
    )


def _column(title: str) -> str:
    """The head of the column, for screens on which a table has no heads."""
    return f' data-column="{escape(title)}"' if title else ""


def _input(field: Field, text: str, shared: str, lines: int) -> str:
    if field.kind in {LIST, TRUTH}:
        chosen = field.choices if text in field.choices or not text else (*field.choices, text)
        options = "".join(f"<option{' selected' if each == text else ''}>{escape(each)}</option>" for each in chosen)
        return f'<select {shared}><option value=""></option>{options}</select>'
    if field.kind in {PARAGRAPHS, LINEWISE}:
        rows = lines if field.kind == PARAGRAPHS else 2
        return f'<textarea rows="{rows}" {shared}>\n{escape(text)}</textarea>'
    mode = ' inputmode="decimal"' if field.kind in {AMOUNT, NUMBER} else ""
    return f'<input value="{escape(text)}" autocomplete="off"{mode} {shared}>'


def _below(entry: Entry | None, state: str) -> str:
    said = ""
    if entry is not None and entry.code:
        said = f'<small class="wrong">{escape(entry.message)} <code>{escape(entry.code)}</code></small>'
    elif entry is not None and entry.shown:
        said = f'<small class="read">{escape(word("read_as", shown=entry.shown))}</small>'
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
