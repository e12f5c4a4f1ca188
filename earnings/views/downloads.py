"""CSV files that carry in their name what they show and as of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from artistportal import spreadsheets
from artistportal.spreadsheets import Cell

LONGEST_PART = 40


def csv(
    name_parts: Iterable[str],
    as_of: datetime | None,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """The file `what_artist_filters_as-of-2026-11-20.csv`, named in letters and digits alone."""
    parts = [slugify(part, allow_unicode=True)[:LONGEST_PART] for part in name_parts]
    if as_of:
        parts.append(f"as-of-{as_of:%Y-%m-%d}")
    name = f"{'_'.join(filter(None, parts))}.csv"
    return HttpResponse(
        spreadsheets.csv_text(header, rows),
        content_type=spreadsheets.CONTENT_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
