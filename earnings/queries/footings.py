"""What works stand on, read for many works at once: `earnings.domain.footings`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Cast

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, Work
from earnings.domain.footings import (
    HOLDER_SCHEMA,
    LACKING_SCHEMA,
    LEGS_SCHEMA,
    Footings,
)
from earnings.domain.lines import MOMENT, Columns
from earnings.domain.sides import KINDS
from earnings.queries import columns

_WORKS: Columns = {"leg_work": pl.Int64, "kind": KINDS, "organisation": pl.Int64}
_SONGS: Columns = {"work": pl.Int64, "leg_work": pl.Int64}
_VOICES: Columns = {"artist": pl.Int64, "leg_work": pl.Int64}
_CREDITS: Columns = {
    "leg_work": pl.Int64,
    "artist": pl.Int64,
    "sings": pl.Int64,
    "holds": pl.Int64,
    "since": MOMENT,
}
_WORK_SCHEMA: Final = pl.Schema(_WORKS)
_SONG_SCHEMA: Final = pl.Schema(_SONGS)
_VOICE_SCHEMA: Final = pl.Schema(_VOICES)
_CREDIT_SCHEMA: Final = pl.Schema(_CREDITS)


def of_works(works: pl.Series) -> Footings:
    """The works with their songs and the voices of their vocalists; ids of no work are left out."""
    asked = works.unique().sort().to_frame("work")
    songs = columns.among(
        Work.compositions.through.objects.values_list("from_work_id", "to_work_id"),
        "from_work_id",
        asked["work"],
        _SONG_SCHEMA,
    )
    known = _works(pl.concat([asked["work"], songs["leg_work"]]))
    credited = _credits(known["leg_work"])
    sung = _sung(known, credited, asked)
    voices = _voices(sung["artist"])
    legs = pl.concat(
        [
            asked.with_columns(leg_work="work"),
            songs,
            sung.join(voices, on="artist").select("work", "leg_work"),
        ]
    ).unique()
    about = pl.concat([known, _works(voices["leg_work"])]).unique("leg_work")
    return Footings(
        legs=legs.join(about, on="leg_work", validate="m:1").select(LEGS_SCHEMA.names()),
        holders=_holders(pl.concat([credited, _credits(voices["leg_work"])])),
        lacking=sung.join(voices, on="artist", how="anti").select(LACKING_SCHEMA.names()),
    )


def _works(works: Iterable[int]) -> pl.DataFrame:
    rows = Work.objects.values_list("pk", "kind", "rights_holder_id")
    return columns.among(rows, "pk", pl.Series(works, dtype=pl.Int64), _WORK_SCHEMA)


def _credits(works: pl.Series) -> pl.DataFrame:
    sings = Case(
        When(role=CreditRole.VOCALIST.value, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    holds = Cast("holds_consent", IntegerField())
    rows = Credit.objects.values_list("work_id", "artist_id", sings, holds, "credited_at")
    return columns.among(rows, "work_id", works, _CREDIT_SCHEMA)


def _sung(known: pl.DataFrame, credited: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """`work`, `artist`: the vocalists of the recordings among the works asked about."""
    recordings = known.filter(kind=WorkKind.RECORDING.value).select(work="leg_work")
    own = recordings.join(asked, on="work", how="semi")
    sung = credited.filter(sings=1).select("artist", work="leg_work").unique()
    return sung.join(own, on="work", how="semi")


def _voices(artists: pl.Series) -> pl.DataFrame:
    rows = Work.objects.filter(voice_of__isnull=False).values_list("voice_of_id", "pk")
    return columns.among(rows, "voice_of_id", artists, _VOICE_SCHEMA)


def _holders(credited: pl.DataFrame) -> pl.DataFrame:
    """Who holds consent by any of their credits, since the first of them."""
    return (
        credited.unique()
        .lazy()
        .group_by("leg_work", "artist")
        .agg(pl.col("since").min(), pl.col("holds").max())
        .filter(pl.col("holds") == 1)
        .select(HOLDER_SCHEMA.names())
        .collect()
    )
