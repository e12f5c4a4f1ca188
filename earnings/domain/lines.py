"""Usage lines in their one archived form, whatever the format they came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use

USES = pl.Enum([use.value for use in Use])
MOMENT = pl.Datetime("us", "UTC")

Columns = dict[str, pl.DataType | type[pl.DataType]]

_COLUMNS: Columns = {
    "report": pl.Int64,  # the report's number
    "line": pl.Int64,  # counted from 1 in the file as received
    "line_id": pl.String,  # unique within the tool and the month of use; null where none
    "corrects": pl.String,  # line_id of the line that this one replaces
    "identifier": pl.String,  # ISRC, ISWC or the public id of a voice, in stored form
    "title": pl.String,
    "artist": pl.String,
    "use": USES,
    "model_version": pl.String,  # "" where not stated
    "territory": pl.String,  # ISO 3166-1 alpha-2 or Worldwide
    "used_from": MOMENT,
    "used_until": MOMENT,  # exclusive
    "quantity": pl.Int64,
    "attribution_weight_ppm": pl.Int64,
    "attribution_confidence_ppm": pl.Int64,
    "attribution_method": pl.String,
    "attribution_provider": pl.String,  # who found the weight
    "output_id": pl.String,
    "account": pl.String,  # pseudonym of the tool's user who made the output
    "licence": pl.Int64,  # the licence's number, where the line names it
    "net_revenue_micros": pl.Int64,
    "currency": pl.String,
}
SCHEMA: Final = pl.Schema(_COLUMNS)

WORLDWIDE = "Worldwide"
MOST_UNITS = 10**12
INSTANT = pl.duration(microseconds=1)


TOO_LARGE: Final = (
    "An amount or a number of uses of this month is too large to be kept. Look in its reports for"
    " a quantity, and in the terms for a price, that is far too large; have it put right, then"
    " compute the month again."
)


def is_overflow(error: pl.exceptions.InvalidOperationError) -> bool:
    """Whether a checked cast from Int128 failed: a sum or product is beyond Int64."""
    return "i128" in str(error)


class WrongSchema(TypeError):
    """A frame at the border has other columns or types than promised."""


def check_schema(frame: pl.DataFrame | pl.LazyFrame, schema: pl.Schema) -> None:
    """Raises WrongSchema where columns or types differ, and so wherever a float slipped in.

    A column of words may be coded: an Enum stands for a String.
    """
    found = frame.collect_schema()
    if list(found) != list(schema):
        raise WrongSchema(f"The columns are {list(found)}, not {list(schema)}.")
    for name, promised in schema.items():
        is_coded = promised == pl.String and isinstance(found[name], pl.Enum)
        if found[name] != promised and not is_coded:
            raise WrongSchema(f"The column {name} holds {found[name]}, not {promised}.")


def whole(lines: pl.LazyFrame, report: int) -> pl.LazyFrame:
    """Lines with every column of `SCHEMA`, in its order: what a file lacks is null."""
    missing = {
        name: pl.lit(None, kind)
        for name, kind in SCHEMA.items()
        if name not in lines.collect_schema()
    }
    missing["report"] = pl.lit(report, pl.Int64)
    if "model_version" in missing:
        missing["model_version"] = pl.lit("")
    return lines.with_columns(**missing).select(SCHEMA.names())


def coded(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The frame with columns of few words as codes in the words' own order: small, quick to sort,
    and written alike every time."""
    kinds = {name: pl.Enum(frame[name].drop_nulls().unique().sort()) for name in names}
    return frame.with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())


def add_up(column: str) -> pl.Expr:
    """The sum of an integer column in Int128, cast back with a check: an overflow raises."""
    return pl.col(column).cast(pl.Int128).sum().cast(pl.Int64, strict=True)
