"""Forms of the library."""

from __future__ import annotations

from typing import Any

from django import forms

from hengji.web.law import word
from hengji.web.library.models import KINDS

FIRST, LAST = 2000, 2100


class Years(forms.Form):
    """From which year to which; without the last, until it is withdrawn."""

    first_year = forms.IntegerField(min_value=FIRST, max_value=LAST)
    last_year = forms.IntegerField(min_value=FIRST, max_value=LAST, required=False)
    although_open = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """The last is not before the first."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first_year"), found.get("last_year")
        if last is not None and (first is None or last < first):
            self.add_error("last_year", word("years_wrong"))
        return found


class Upload(Years):
    """A file with what it is; years that the table itself states may be left out."""

    kind = forms.ChoiceField(choices=KINDS)
    title = forms.CharField(max_length=120, required=False)
    first_year = forms.IntegerField(min_value=FIRST, max_value=LAST, required=False)
    file = forms.FileField(max_length=120)
