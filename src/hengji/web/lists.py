"""Lists as workbooks: nothing that anybody typed becomes a formula or a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from hengji.web.law import book
from hengji.writing.sheets.listing import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """A head, and what stands under it for a row."""

    head: str
    of: Callable[[Any], object]


def sheet_answer(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """A list as a workbook to be saved; moments are those of the site's clock."""
    content = listing(
        book(), title, [column.head for column in columns], ([_local(column.of(row)) for column in columns] for row in rows)
    )
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer


def _local(value: object) -> object:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
