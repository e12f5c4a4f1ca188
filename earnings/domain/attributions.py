"""Attribution as weights: how much of an output each of its lines stands for. Pure.

A line weighs its quantity × the share of the output that it reports; where several providers speak,
`opinions.settled` has said whose word counts. The lines of one output weigh at most the whole of it
together (`docs/ledger.md`, section 2). Weights are whole numbers, in parts per million of one use
of an output; rounding them down loses less than one part a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from artistportal.money import WHOLE_PPM
from earnings.domain.lines import Columns

_OUTPUTS: Columns = {
    "output_id": pl.String,
    "parts": pl.Int128,  # what its lines claim of it together
    "top": pl.Int128,  # the whole of it: its largest quantity
}
_PPM: Final = pl.col("attribution_weight_ppm").cast(pl.Int128).clip(0, WHOLE_PPM).fill_null(0)
_UNITS: Final = pl.col("quantity").cast(pl.Int128)


@dataclass(frozen=True)
class Attribution:
    """What weighs a tool's lines of a month: the outputs that several lines tell of, a row each."""

    shared: pl.DataFrame

    @classmethod
    def of(cls, lines: pl.LazyFrame) -> Self:
        """From all of the tool's lines of the month that count, whosever works they name."""
        told = lines.filter(pl.col("output_id").is_not_null())
        several = told.group_by("output_id").len().filter(pl.col("len") > 1).select("output_id")
        shared = (
            told.join(several, on="output_id", how="semi")
            .group_by("output_id")
            .agg(parts=(_UNITS * _PPM).sum(), top=_UNITS.max() * WHOLE_PPM)
        )
        schema = pl.Schema(_OUTPUTS)
        return cls(shared.select(schema.names()).cast(schema).collect(engine="streaming"))


def weighed(lines: pl.LazyFrame, attribution: Attribution) -> pl.LazyFrame:
    """Adds `weight` (Int128) to lines: their part of the outputs that they tell of."""
    mass = _UNITS * _PPM
    is_over = pl.col("parts") > pl.col("top")
    divisor = pl.when(is_over).then("parts").otherwise(1)
    factor = pl.when(is_over).then("top").otherwise(1)
    return (
        lines.join(attribution.shared.lazy(), on="output_id", how="left", validate="m:1")
        .with_columns(weight=mass * factor // divisor)
        .drop("parts", "top")
    )


def unattributed(lines: pl.LazyFrame, attribution: Attribution) -> int:
    """What the outputs that lines tell of leave over: each output once, whoever's lines tell."""
    shared = attribution.shared.lazy()
    over = pl.col("top") - pl.col("parts")
    alone, together = pl.collect_all(
        [
            lines.join(shared, on="output_id", how="anti").select(
                (_UNITS * (pl.lit(WHOLE_PPM, pl.Int128) - _PPM)).sum()
            ),
            shared.filter(over > 0)
            .join(lines.select("output_id"), on="output_id", how="semi")
            .select(over.sum()),
        ],
        engine="streaming",
    )
    return int(alone.item() or 0) + int(together.item() or 0)
