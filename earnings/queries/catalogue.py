"""What a royalty run asks of the catalogue, as frames: works, split sheets, credits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import polars as pl
from django.db.models import Q

from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, SplitShare, SplitSheet, Work
from artistportal.roster.models.batches import among_texts
from earnings.domain.cells import WORK_SCHEMA
from earnings.domain.lines import Columns
from earnings.domain.sides import SHEET_SCHEMA
from earnings.models import IdentifierMatch
from earnings.queries import columns

ISRC_LENGTH: Final = 12
ISWC_LENGTH: Final = 11
UUID_LENGTH: Final = 36
VOICES_AT_ONCE: Final = 500
# Fewer are looked up one by one in the index.
MANY_IDENTIFIERS: Final = 100_000

_CREDITS: Columns = {"work": pl.Int64, "artist": pl.Int64}
CREDIT_SCHEMA: Final = pl.Schema(_CREDITS)
_SHEETS: Final = pl.Schema(
    {name: SHEET_SCHEMA[name] for name in ("leg_work", "sheet", "from_date", "until_date")}
)
_SHARES: Final = pl.Schema({name: SHEET_SCHEMA[name] for name in ("sheet", "payee", "share_ppm")})


def works_named(identifiers: Iterable[str]) -> pl.DataFrame:
    """The works that the identifiers name: `cells.WORK_SCHEMA`; unknown ones are left out.

    What the catalogue does not know may mean the work that somebody confirmed for it.
    """
    named = pl.Series("identifier", identifiers, pl.String).drop_nulls().unique()
    length = named.str.len_bytes()
    voices = list(_voices(named.filter(length == UUID_LENGTH).to_list()))
    found = pl.concat(
        [
            _named("isrc", named.filter(length == ISRC_LENGTH)),
            _named("iswc", named.filter(length == ISWC_LENGTH)),
            pl.DataFrame(voices, schema=WORK_SCHEMA, orient="row"),
        ]
    )
    matches = pl.DataFrame(_confirmed(), schema=WORK_SCHEMA, orient="row")
    meant = matches.join(named.to_frame(), on="identifier", how="semi")
    return pl.concat([found, meant.join(found, on="identifier", how="anti").sort("identifier")])


def split_sheets(leg_works: pl.Series, first: date, until: date) -> pl.DataFrame:
    """The split sheets of works that are valid on some day of a stretch: `sides.SHEET_SCHEMA`."""
    valid = SplitSheet.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=first), from_date__lt=until
    )
    sheets = columns.among(
        valid.values_list("work_id", "pk", "from_date", "until_date"),
        "work_id",
        leg_works,
        _SHEETS,
    )
    shares = columns.among(
        SplitShare.objects.values_list("sheet_id", "payee_id", "share_ppm"),
        "sheet_id",
        sheets["sheet"],
        _SHARES,
    )
    return sheets.join(shares, on="sheet").select(SHEET_SCHEMA.names())


def credits_of(works: pl.Series) -> pl.DataFrame:
    """Which artists are credited on which works, each pair once: `CREDIT_SCHEMA`."""
    rows = Credit.objects.values_list("work_id", "artist_id")
    return columns.among(rows, "work_id", works, CREDIT_SCHEMA).unique()


def _named(field: str, identifiers: pl.Series) -> pl.DataFrame:
    """By an identifier that is unique. Many are looked for in the whole catalogue at once."""
    if identifiers.is_empty():
        return pl.DataFrame(schema=WORK_SCHEMA)
    rows = Work.objects.values_list(field, "pk", "kind", "rights_holder_id")
    if len(identifiers) < MANY_IDENTIFIERS:
        return columns.read(rows.filter(**{f"{field}__in": among_texts(identifiers)}), WORK_SCHEMA)
    last = Work.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    known = rows.filter(**{f"{field}__isnull": False})
    wanted = identifiers.to_frame()
    parts = columns.in_ranges(known, "pk", range(1, last + 1), WORK_SCHEMA)
    return pl.concat(part.join(wanted, on="identifier", how="semi") for part in parts)


def _confirmed() -> list[tuple[Any, ...]]:
    """The works of standing matches."""
    return list(
        IdentifierMatch.objects.standing().values_list(
            "identifier", "work_id", "work__kind", "work__rights_holder_id"
        )
    )


def _voices(identifiers: list[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(identifiers), VOICES_AT_ONCE):
        ids = [UUID(text) for text in identifiers[start : start + VOICES_AT_ONCE]]
        found = Work.objects.filter(kind=WorkKind.VOICE.value, public_id__in=ids)
        for public_id, *about in found.values_list("public_id", "pk", "kind", "rights_holder_id"):
            yield str(public_id), *about
