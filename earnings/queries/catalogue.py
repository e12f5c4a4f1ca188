"""What a royalty run asks of the catalogue, as frames: works, legs, split sheets, credits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import polars as pl
from django.db.models import Q

from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, SplitShare, Work
from artistportal.roster.models.batches import among_ids, among_texts
from consent.domain import works as rules
from consent.queries import works as consent_works
from earnings.domain.cells import WORK_SCHEMA
from earnings.domain.licensing import RIGHT_SCHEMA
from earnings.domain.lines import Columns
from earnings.domain.sides import LEG_SCHEMA, SHEET_SCHEMA

ISRC_LENGTH: Final = 12
ISWC_LENGTH: Final = 11
UUID_LENGTH: Final = 36
VOICES_AT_ONCE: Final = 500
ROWS_AT_ONCE: Final = 20_000

_CREDITS: Columns = {"work": pl.Int64, "artist": pl.Int64}
CREDIT_SCHEMA: Final = pl.Schema(_CREDITS)


def works_named(identifiers: Iterable[str]) -> pl.DataFrame:
    """The works that the identifiers name: `cells.WORK_SCHEMA`; unknown ones are left out."""
    by_length: dict[int, list[str]] = {}
    for identifier in identifiers:
        by_length.setdefault(len(identifier), []).append(identifier)
    rows = [
        *_named("isrc", by_length.get(ISRC_LENGTH, [])),
        *_named("iswc", by_length.get(ISWC_LENGTH, [])),
        *_voices(by_length.get(UUID_LENGTH, [])),
    ]
    return pl.DataFrame(rows, schema=WORK_SCHEMA, orient="row")


def rights(works: pl.DataFrame) -> pl.DataFrame:
    """Whose the legs of works (`cells.WORK_SCHEMA`) are: `licensing.RIGHT_SCHEMA`."""
    within = list(consent_works.rights_within(works["work"]))
    return pl.concat(
        [
            works.select(RIGHT_SCHEMA.names()),
            pl.DataFrame(within, schema=RIGHT_SCHEMA, orient="row"),
        ]
    )


def legs(works: Sequence[rules.Work], organisation: int) -> pl.DataFrame:
    """The legs of the works whose rights the organisation holds: `sides.LEG_SCHEMA`."""
    rows = [
        (work.id, leg.work, leg.kind.value)
        for work in works
        for leg in work.legs
        if leg.rights_holder == organisation
    ]
    return pl.DataFrame(rows, schema=LEG_SCHEMA, orient="row")


def split_sheets(leg_works: Iterable[int], first: date, until: date) -> pl.DataFrame:
    """The split sheets of works that are valid on some day of a stretch: `sides.SHEET_SCHEMA`."""
    rows = (
        SplitShare.objects.filter(
            Q(sheet__until_date__isnull=True) | Q(sheet__until_date__gt=first),
            sheet__work_id__in=among_ids(leg_works),
            sheet__from_date__lt=until,
        )
        .values_list(
            "sheet__work_id",
            "sheet_id",
            "sheet__from_date",
            "sheet__until_date",
            "payee_id",
            "share_ppm",
        )
        .iterator(chunk_size=ROWS_AT_ONCE)
    )
    return pl.DataFrame(list(rows), schema=SHEET_SCHEMA, orient="row")


def credits_of(works: Iterable[int]) -> pl.DataFrame:
    """Which artists are credited on which works, each pair once: `CREDIT_SCHEMA`."""
    rows = (
        Credit.objects.filter(work_id__in=among_ids(works))
        .values_list("work_id", "artist_id")
        .distinct()
        .iterator(chunk_size=ROWS_AT_ONCE)
    )
    return pl.DataFrame(list(rows), schema=CREDIT_SCHEMA, orient="row")


def _named(field: str, identifiers: list[str]) -> Iterable[tuple[Any, ...]]:
    if not identifiers:
        return []
    found = Work.objects.filter(**{f"{field}__in": among_texts(identifiers)})
    return found.values_list(field, "pk", "kind", "rights_holder_id").iterator(
        chunk_size=ROWS_AT_ONCE
    )


def _voices(identifiers: list[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(identifiers), VOICES_AT_ONCE):
        ids = [UUID(text) for text in identifiers[start : start + VOICES_AT_ONCE]]
        found = Work.objects.filter(kind=WorkKind.VOICE.value, public_id__in=ids)
        for public_id, *about in found.values_list("public_id", "pk", "kind", "rights_holder_id"):
            yield str(public_id), *about
