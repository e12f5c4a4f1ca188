"""Writing the rows of a snapshot, as gzip of JSON lines or as Parquet: the same rows, in one order.

Each standing is told once, before the first work that has it. The Parquet file is made from the
very lines, a column for each of their keys; what begins the JSON lines is its metadata.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from tempfile import NamedTemporaryFile
from typing import IO, Any

import orjson
import polars as pl

from artistportal.roster.domain.uses import Use
from consent.domain.snapshots import SnapshotFormat
from consent.queries.snapshots import Row

ROWS_AT_ONCE = 100_000
SPAN = pl.Struct({"from": pl.String, "status": pl.String, "reason": pl.String})
PART = pl.Struct({"territories": pl.List(pl.String), "spans": pl.List(SPAN)})
COLUMNS = pl.Schema(
    {
        "standing": pl.Int64(),
        "parts": pl.List(PART),
        "id": pl.String(),
        "work": pl.String(),
        "uses": pl.Struct({use.value: pl.Int64 for use in Use}),
    }
)
Pages = Iterable[list[Row]]


def write(file: IO[bytes], written_as: str, snapshot: str, pages: Pages) -> None:
    """The pages, which are read one by one as they are written."""
    if written_as == SnapshotFormat.PARQUET:
        _write_parquet(file, snapshot, pages)
        return
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4, mtime=0) as packed:
        packed.write(_line({"snapshot": snapshot, "uses": [use.value for use in Use]}))
        packed.writelines(_lines(pages))


def _write_parquet(file: IO[bytes], snapshot: str, pages: Pages) -> None:
    with NamedTemporaryFile(suffix=".ndjson") as lines:
        lines.writelines(_lines(pages))
        lines.flush()
        rows = pl.scan_ndjson(lines.name, schema=COLUMNS)
        rows.sink_parquet(
            file,
            compression="zstd",
            row_group_size=ROWS_AT_ONCE,
            metadata={"snapshot": snapshot},
        )


def _lines(pages: Pages) -> Iterator[bytes]:
    numbers: dict[bytes, int] = {}
    for page in pages:
        for row in page:
            uses = {}
            for use, parts in row.uses.items():
                written = orjson.dumps(parts)
                if written not in numbers:
                    numbers[written] = len(numbers)
                    yield _line({"standing": numbers[written], "parts": parts})
                uses[use] = numbers[written]
            yield _line({"id": row.id, "work": row.work, "uses": uses})


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
