"""Sorting lines by work, however many there are: in one go, or by stretches of the alphabet."""

from __future__ import annotations

import uuid
from pathlib import Path

import polars as pl

from earnings.services import archive

SORTED_AT_ONCE = 3_000_000


def fits(lines: int) -> bool:
    """Whether so many lines are sorted in memory in one go."""
    return lines <= SORTED_AT_ONCE


def by_work(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Sorted for the reader who comes next; lines of one work stay in the order of the file."""
    return lines.sort("identifier", maintain_order=True)


def sort_file(unsorted: Path, lines: int, out: Path) -> None:
    """Sorts a Parquet file of any size; what is held in memory is one stretch of identifiers."""
    found = pl.scan_parquet(unsorted)
    if fits(lines):
        archive.sink(by_work(found), out)
        return
    parts = []
    for first, last in _stretches(found):
        part = archive.workroom() / f"{uuid.uuid4()}.part"
        within = found.filter(pl.col("identifier").is_between(pl.lit(first), pl.lit(last)))
        by_work(within).sink_parquet(part)
        parts.append(part)
    archive.sink(pl.scan_parquet(parts), out)
    for part in parts:
        part.unlink()


def _stretches(lines: pl.LazyFrame) -> list[tuple[str, str]]:
    """First and last identifier of stretches with about as many lines as are sorted at once."""
    counts = lines.group_by("identifier").len().sort("identifier").collect(engine="streaming")
    number = (pl.col("len").cast(pl.Int64).cum_sum() - 1) // SORTED_AT_ONCE
    stretches = (
        counts.group_by(number.alias("stretch"), maintain_order=True)
        .agg(first=pl.col("identifier").first(), last=pl.col("identifier").last())
        .select("first", "last")
    )
    return list(stretches.iter_rows())
