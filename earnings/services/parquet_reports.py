"""A native report as Parquet: written out as CSV, which is then read and checked like any other.

What is held in memory is a batch of rows; what the file may unpack to is bounded as for gzip.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from earnings.domain.native_columns import BY_NAME, MOST_COLUMNS
from earnings.domain.problems import error
from earnings.domain.texts import FREE_EXPANSION, MOST_BYTES, MOST_EXPANSION, Unreadable

START: Final = b"PAR1"
ROWS_AT_ONCE: Final = 50_000
MOST_PLACES: Final = 6

_TEXTS: Final = (pl.String, pl.Categorical, pl.Enum, pl.Null)


def unpack(path: Path, size: int, plain: BinaryIO) -> None:
    """Writes the rows as CSV; raises Unreadable where that is not possible or without end."""
    try:
        rows = pl.scan_parquet(path)
        schema = rows.collect_schema()
        texts = rows.select(_texts(schema))
        _check_size(int(rows.select(pl.len()).collect().item()) * len(schema), size)
        _write(texts, size, plain)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as odd:
        raise Unreadable(
            error("The Parquet file is damaged or cut off.", "Write it again and send it whole.")
        ) from odd


def _texts(schema: pl.Schema) -> list[pl.Expr]:
    """Every column as text; one of a name that is not known as its name alone."""
    if len(schema) > MOST_COLUMNS:
        raise Unreadable(
            error(
                f"The file has {len(schema):,} columns, more than {MOST_COLUMNS}.",
                "Leave out those that a report does not know.",
            )
        )
    return [
        _text(name, kind) if name in BY_NAME else pl.lit(None, pl.String).alias(_name(name))
        for name, kind in schema.items()
    ]


def _name(name: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in name[:100])
    return shown.replace("\t", " ")


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return cell.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
    if isinstance(kind, pl.Decimal) and kind.scale <= MOST_PLACES:
        return cell.cast(pl.String)
    if kind.is_integer() or isinstance(kind, pl.Date):
        return cell.cast(pl.String)
    if isinstance(kind, _TEXTS):
        return cell.cast(pl.String).replace("", None)
    cure = "Write whole numbers, decimals of at most six places, days, moments with their time zone"
    raise Unreadable(
        error(
            f"The column holds {kind}, which a report does not.",
            f"{cure}, or text.",
            column=name,
            value=f"{kind}",
        )
    )


def _write(texts: pl.LazyFrame, size: int, plain: BinaryIO) -> None:
    written = 0
    texts.head(0).collect().write_csv(plain)
    for batch in texts.collect_batches(chunk_size=ROWS_AT_ONCE, engine="streaming"):
        lengths = batch.select(pl.all().str.len_bytes().cast(pl.Int64).sum())
        written += sum(lengths.row(0)) + len(batch) * batch.width
        _check_size(written, size)
        batch.write_csv(plain, include_header=False)


def _check_size(written: int, size: int) -> None:
    if written > min(MOST_BYTES, FREE_EXPANSION + MOST_EXPANSION * size):
        raise Unreadable(
            error(
                "The file unpacks to far more than a report of its size holds.",
                "Send it as plain TSV, or in smaller parts.",
            )
        )
