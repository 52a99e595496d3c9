"""What rounds take from the library: the files of schemes and outlines of a bureau's own, and which of them a year may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from hengji.web.library.models import ADOPTED, OUTLINE, SCHEME, USABLE, Offered
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.accounts.models import Place


def path_of(offered: Offered) -> str:
    """Where its content lies in the law book."""
    return f"schemes/{offered.name}.yaml" if offered.kind == SCHEME else f"templates/reports/{offered.name}.docx"


def scheme_file(name: str) -> dict[str, bytes]:
    """The file of a scheme that was adopted; LookupError where nobody adopted one of that name."""
    found = _adopted(SCHEME, name)
    return {path_of(found): storage.content(found.content)}


def outline_file(name: str) -> tuple[dict[str, bytes], str]:
    """The file of an outline that was adopted, and its title."""
    found = _adopted(OUTLINE, name)
    return {path_of(found): storage.content(found.content)}, found.title


def _adopted(kind: str, name: str) -> Offered:
    found = Offered.objects.filter(kind=kind, name=name, state__in=USABLE).select_related("content").first()
    if found is None:
        raise LookupError(name)
    return found


def adopted(bureau: Place, kind: str, year: int, also: str = "") -> Iterable[Offered]:
    """What a bureau may choose for a year; `also` is one that a round has already."""
    in_force = Q(state=ADOPTED, first_year__lte=year) & (Q(last_year=None) | Q(last_year__gte=year))
    return Offered.objects.filter(Q(bureau=bureau, kind=kind) & (in_force | Q(name=also, state__in=USABLE) if also else in_force))
