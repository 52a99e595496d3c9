"""The form of a round."""

from __future__ import annotations

from typing import Any

from django import forms

from hengji.web.law import word
from hengji.web.rounds.actions import outlines_for, schemes_for
from hengji.web.rounds.models import LATE_RULES

FIRST, LAST = 2000, 2100


class RoundForm(forms.Form):
    """What a round is: year, scheme, notice, deadline and what becomes of what comes late."""

    year = forms.IntegerField(min_value=FIRST, max_value=LAST)
    title = forms.CharField(max_length=120)
    scheme = forms.ChoiceField()
    outline = forms.ChoiceField(required=False)
    notice_title = forms.CharField(max_length=200)
    notice_number = forms.CharField(max_length=80, required=False)
    notice_text = forms.CharField(max_length=5000, required=False, widget=forms.Textarea)
    deadline = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    early_warning_days = forms.IntegerField(min_value=0, max_value=90, initial=7)
    late_rule = forms.ChoiceField()
    beside_another = forms.BooleanField(required=False)

    def __init__(self, *args: Any, year: int, bureau: Any, also: str = "", also_outline: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.get("year", "") if self.is_bound else ""
        chosen = int(given) if str(given).isdigit() else year
        self.listed_year = chosen
        self.fields["scheme"].choices = [(each.id, each.title) for each in schemes_for(chosen, also, bureau)]
        self.fields["outline"].choices = [("", word("outline_of_scheme")), *outlines_for(chosen, also_outline, bureau)]
        self.fields["late_rule"].choices = [(rule, word(f"late_{rule}")) for rule, _ in LATE_RULES]


class UnitsForm(forms.Form):
    """The units that take part."""

    units = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, known: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(pk, str(pk)) for pk in known]
