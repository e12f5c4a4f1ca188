"""What providers said of a month's outputs, by work: how much is owed to it, how sure they are, on
how many outputs they disagree. Pure.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain.exclusions import KEY, OUTPUT, repeated
from earnings.domain.lines import USES, Columns, add_up
from earnings.domain.opinions import DISAGREEMENT_PPM
from earnings.domain.sides import LEG_SET_OF_USE

_WEIGHT: Final = "attribution_weight_ppm"
_CONFIDENCE: Final = "attribution_confidence_ppm"
_SAID: Final = ["work", "use", "provider", "method"]
_ROWS: Columns = {
    "work": pl.Int64,
    "use": USES,
    "provider": pl.String,  # "" where the lines name none
    "method": pl.String,
    "outputs": pl.Int64,
    "lowest_ppm": pl.Int64,
    "mean_ppm": pl.Int64,
    "highest_ppm": pl.Int64,
    "confidence_ppm": pl.Int64,  # null where none is stated
    "disputed_outputs": pl.Int64,
}
ATTRIBUTION_SCHEMA: Final = pl.Schema(_ROWS)
NOTHING: Final = pl.DataFrame(schema=ATTRIBUTION_SCHEMA)


def of_works(lines: pl.LazyFrame, artists: pl.DataFrame) -> pl.DataFrame:
    """Rows of `ATTRIBUTION_SCHEMA` from matched lines that are not excluded, all opinions there.

    `artists` is what `summaries.artists_of_works` tells: what is said of a recording is shown with
    the song and voice that the use reaches through it.
    """
    said = lines.filter(pl.col("work").is_not_null() & pl.col(_WEIGHT).is_not_null())
    size, providers = _extent(said)
    if not size:
        return NOTHING
    disputed = _disputed(said) if providers > 1 else None
    by_work = _by_work(_flagged(said, disputed))
    leg_set = pl.col("use").replace_strict(
        {use.value: LEG_SET_OF_USE[use] for use in Use}, return_dtype=pl.Int8
    )
    shown = artists.lazy().select("work", "leg_set", "shown_work").unique()
    return (
        by_work.lazy()
        .with_columns(leg_set=leg_set)
        .join(shown, on=["work", "leg_set"])
        .drop("work")
        .rename({"shown_work": "work"})
        .group_by(_SAID)
        .agg(
            add_up("outputs"),
            add_up("disputed_outputs"),
            add_up("weights"),
            add_up("confidences"),
            add_up("sure"),
            pl.col("lowest_ppm").min(),
            pl.col("highest_ppm").max(),
        )
        .with_columns(
            mean_ppm=pl.col("weights") // pl.col("outputs"),
            confidence_ppm=pl.col("confidences") // pl.when(pl.col("sure") > 0).then("sure"),
        )
        .select(ATTRIBUTION_SCHEMA.names())
        .sort(_SAID)
        .collect()
    )


def _extent(said: pl.LazyFrame) -> tuple[int, int]:
    counted = said.select(pl.len(), pl.col("attribution_provider").n_unique())
    size, providers = counted.collect(engine="streaming").row(0)
    return int(size), int(providers)


def _disputed(said: pl.LazyFrame) -> pl.DataFrame:
    """`KEY` of the lines about outputs on which providers are too far apart."""
    found = repeated(said.filter(pl.col("output_id").is_not_null()), OUTPUT, [_WEIGHT])
    apart = pl.col(_WEIGHT).max().over(OUTPUT) - pl.col(_WEIGHT).min().over(OUTPUT)
    return found.filter(apart > DISAGREEMENT_PPM).select(KEY)


def _flagged(said: pl.LazyFrame, disputed: pl.DataFrame | None) -> pl.LazyFrame:
    if disputed is None or disputed.is_empty():
        return said.with_columns(is_disputed=pl.lit(value=False))
    marked = disputed.lazy().with_columns(is_disputed=pl.lit(value=True))
    return said.join(marked, on=KEY, how="left", validate="m:1").with_columns(
        pl.col("is_disputed").fill_null(value=False)
    )


def _by_work(said: pl.LazyFrame) -> pl.DataFrame:
    return (
        said.group_by(
            "work",
            "use",
            provider=pl.col("attribution_provider").fill_null(""),
            method=pl.col("attribution_method").fill_null(""),
        )
        .agg(
            outputs=pl.len().cast(pl.Int64),
            disputed_outputs=pl.col("is_disputed").sum().cast(pl.Int64),
            weights=add_up(_WEIGHT),
            confidences=add_up(_CONFIDENCE),
            sure=pl.col(_CONFIDENCE).count().cast(pl.Int64),
            lowest_ppm=pl.col(_WEIGHT).min(),
            highest_ppm=pl.col(_WEIGHT).max(),
        )
        .collect(engine="streaming")
    )
