"""Small words of the review and board pages: anchors, groups of digits, names of places."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django import template

from hengji.web.law import word
from hengji.web.submissions.drafts import form_of

register = template.Library()
_NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")


@register.filter
def prefixed(name: object, start: str) -> str:
    """A name with what stands before it: for words by their kind."""
    return f"{start}{name}"


@register.filter
def slug(pin: str) -> str:
    """A place of the page as an id, short and without letters that an address would have to spell out."""
    return "p" + hashlib.sha256(pin.encode()).hexdigest()[:12]


@register.filter
def anchor(thing: Any) -> str:
    """The id of the row of a fact, a line or an opinion's place."""
    return slug(f"{thing.kind}:{thing.key}")


@register.filter
def placed(opinion: Any) -> str:
    """The place of an opinion in words: a field by its row and column, a line by its name."""
    key = str(opinion.key)
    group, _, name = key.partition("/")
    form = form_of(opinion.submission)
    line = name if group == "lines" else key
    if line in form.names:
        return form.names[line]
    return (form.label(key) if form.entry(key) is not None else name or key) or word("whole")


@register.filter
def grouped(text: object) -> str:
    """A number with its thousands separated, its decimals as they are.

    >>> grouped("1169.11"), grouped("是")
    ('1,169.11', '是')
    """
    found = _NUMBER.fullmatch(str(text))
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}" if found else str(text)
