"""Files that carry in their name what they show and as of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from artistportal import spreadsheets
from artistportal.spreadsheets import Cell

LONGEST_PART = 40
TYPES = {"csv": spreadsheets.CONTENT_TYPE, "json": "application/json", "pdf": "application/pdf"}


def csv(
    name_parts: Iterable[str],
    as_of: datetime | None,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """The file `what_artist_filters_as-of-2026-11-20.csv`, named in letters and digits alone."""
    return file(name_parts, as_of, spreadsheets.csv_text(header, rows), "csv")


def file(
    name_parts: Iterable[str], as_of: datetime | None, content: str | bytes, kind: str
) -> HttpResponse:
    """A file of one of `TYPES`, named likewise."""
    headers = _headers(name_parts, as_of, kind)
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def streamed_csv(
    name_parts: Iterable[str], as_of: datetime | None, pieces: Iterable[str]
) -> StreamingHttpResponse:
    """A CSV file of any length, sent piece by piece as it is made."""
    headers = _headers(name_parts, as_of, "csv")
    return StreamingHttpResponse(pieces, content_type=TYPES["csv"], headers=headers)


def name(name_parts: Iterable[str], as_of: datetime | None, kind: str) -> str:
    """What a file is called."""
    parts = [slugify(part, allow_unicode=True)[:LONGEST_PART] for part in name_parts]
    if as_of:
        parts.append(f"as-of-{as_of:%Y-%m-%d}")
    return f"{'_'.join(filter(None, parts))}.{kind}"


def _headers(name_parts: Iterable[str], as_of: datetime | None, kind: str) -> dict[str, str]:
    named = name(name_parts, as_of, kind)
    return {"Content-Disposition": content_disposition_header(True, named) or "attachment"}
