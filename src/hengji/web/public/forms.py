"""Forms of publication: what is looked for, and what a person says when deciding, publishing or withdrawing."""

from __future__ import annotations

from django import forms

MOST = 300


class Search(forms.Form):
    """区域、年度、单位: every field may be empty."""

    q = forms.CharField(max_length=60, required=False)
    region = forms.CharField(max_length=60, required=False)
    year = forms.IntegerField(min_value=1990, max_value=2200, required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class Decision(forms.Form):
    """放行 or not, with the reason."""

    hit = forms.IntegerField(min_value=1)
    allowed = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=MOST, required=False)


class Publish(forms.Form):
    """What the page showed, and the key that makes a double click one act."""

    release = forms.IntegerField(min_value=1)
    version = forms.IntegerField(min_value=1)
    once = forms.CharField(max_length=64)


class Withdraw(forms.Form):
    """撤回: why, and whether the old text is to be hidden."""

    publication = forms.IntegerField(min_value=1)
    version = forms.IntegerField(min_value=1)
    once = forms.CharField(max_length=64)
    why = forms.CharField(max_length=MOST, required=False)
    hide = forms.BooleanField(required=False)


class Digest(forms.Form):
    """A SHA-256 as it stands in a QR code or was copied from a page."""

    sha256 = forms.RegexField(r"^[0-9a-fA-F]{64}$", required=False, strip=True)
