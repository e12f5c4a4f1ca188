"""CSV files that carry in their name what they show and as of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.text import slugify

from artistportal import spreadsheets
from artistportal.spreadsheets import Cell


def csv(
    name_parts: Iterable[str],
    as_of: datetime | None,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """The file `what_artist_filters_as-of-2026-11-20.csv`."""
    parts = [slugify(part) or part for part in name_parts if part]
    if as_of:
        parts.append(f"as-of-{as_of:%Y-%m-%d}")
    return HttpResponse(
        spreadsheets.csv_text(header, rows),
        content_type=spreadsheets.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{"_".join(parts)}.csv"'},
    )
