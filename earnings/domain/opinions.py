"""Several providers about one output: whose word on a work's part in it counts.

The provider that the terms name decides every output it speaks of. Where it says nothing, or none
is named, the mean of what is said counts, rounded down, and stands on the first line. All lines
stay in the archive side by side; those that do not count are excluded.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from earnings.domain.exclusions import KEY, NOTHING, OUTPUT, Exclusion, repeated, standing, told

DISAGREEMENT_PPM: Final = 100_000  # providers that are further apart on an output disagree

_WEIGHT: Final = "attribution_weight_ppm"
_PROVIDER: Final = "attribution_provider"


def settled(
    lines: pl.LazyFrame, excluded: pl.DataFrame, provider: str
) -> tuple[pl.LazyFrame, pl.DataFrame]:
    """The lines, each with the weight that counts, and `excluded` with the other opinions added.

    `excluded` is what `exclusions.excluded` found: of each provider one line a work and output is
    left. `provider` is the one that the terms name, "" where they name none.
    """
    said = lines.filter(pl.col("output_id").is_not_null() & (pl.col("quantity") > 0))
    if not _are_several(said):
        return lines, excluded
    left = standing(said, excluded)
    others = _beside(left, provider) if provider else NOTHING
    found = repeated(standing(left, others), OUTPUT, [_WEIGHT, _PROVIDER])
    several = found.filter(pl.struct(OUTPUT).is_duplicated())
    is_first = pl.struct(OUTPUT).is_first_distinct()
    again = told(several.filter(~is_first), Exclusion.OTHER_OPINION)
    means = several.with_columns(mean=mean_ppm().over(OUTPUT)).filter(is_first)
    if not means.is_empty():
        counting = means.select(*KEY, "mean").lazy()
        lines = (
            lines.join(counting, on=KEY, how="left", validate="m:1")
            .with_columns(pl.coalesce("mean", _WEIGHT).alias(_WEIGHT))
            .drop("mean")
        )
    return lines, pl.concat([excluded, others, again])


def mean_ppm() -> pl.Expr:
    """The mean of the weights that are stated, rounded down."""
    weight = pl.col(_WEIGHT)
    return weight.sum() // pl.when(weight.count() > 0).then(weight.count().cast(pl.Int64))


def _are_several(said: pl.LazyFrame) -> bool:
    """Whether more than one provider speaks at all; lines that name none are one more."""
    return bool(said.select(pl.col(_PROVIDER).n_unique() > 1).collect(engine="streaming").item())


def _beside(said: pl.LazyFrame, provider: str) -> pl.DataFrame:
    """What others say of outputs that the provider speaks of, of whichever works."""
    is_theirs = pl.col(_PROVIDER).eq_missing(pl.lit(provider))
    spoken = said.filter(is_theirs).select("output_id").unique()
    others = said.filter(~is_theirs).join(spoken, on="output_id", how="semi")
    return told(others.select(KEY).collect(engine="streaming").sort(KEY), Exclusion.OTHER_OPINION)
