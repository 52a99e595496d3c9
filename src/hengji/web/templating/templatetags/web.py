"""Words of the law book in templates, addresses where the policy allows them, and money that stands in columns."""

from __future__ import annotations

from typing import Any

from django import template

from hengji.web import access
from hengji.web.law import word as said

register = template.Library()


@register.simple_tag
def word(key: str, **slots: object) -> str:
    """A word of captions/web.yaml."""
    return said(key, **slots)


@register.filter
def state(name: str) -> str:
    """A state of a submission in words."""
    return said(f"state_{name}")


@register.filter
def role(name: str) -> str:
    """A role in words."""
    return said(f"role_{name}")


@register.simple_tag(takes_context=True)
def may(context: Any, route: str, thing: Any = None) -> bool:
    """Whether the person who looks may use a route on a thing: {% may "reviews:page" submission as allowed %}."""
    return access.may(context["request"].user, route, thing)


@register.simple_tag(takes_context=True)
def sheet(context: Any, table: str = "") -> str:
    """The address of the list that is shown as a workbook, narrowed as the page is: {% sheet %}; of one of several tables, {% sheet "lines" %}."""
    asked = context["request"].GET.copy()
    asked["format"] = "xlsx"
    if table:
        asked["table"] = table
    return f"?{asked.urlencode()}"


@register.filter
def get(mapping: Any, key: object) -> Any:
    """A value of a mapping by a key that is known only here; nothing where there is no mapping."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""
