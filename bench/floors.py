"""What the machine can do at best: the same work as bare Polars, without Django or a database."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from earnings.domain.shares import divide_each, divide_whole

TABLES = ("works", "groups", "classes", "spans", "shares")


def take_in(report: Path, out: Path) -> str:
    """`scan_csv → sink_parquet` of the same file: no check, no sorting, no hash."""
    pl.scan_csv(report, separator="\t").sink_parquet(out)
    return f"{out.stat().st_size / 1e6:.0f} MB of Parquet"


def run(lines: Path, tables: Path, pool_micros: int, out: Path) -> str:
    """The same royalty run over frames that lie ready: match, clear, gather, divide, write."""
    used = pl.scan_parquet(lines)
    frames = {name: pl.scan_parquet(tables / f"{name}.parquet") for name in TABLES}
    cells = _cells(used, frames)
    gross = divide_whole(pool_micros, cells["units"])
    rows = (
        cells.with_columns(gross=gross)
        .with_row_index("cell")
        .with_columns(pl.col("cell").cast(pl.Int64))
        .lazy()
        .join(frames["shares"], on=["work", "use"], how="left", maintain_order="left_right")
        .with_columns(pl.col("share", "whole").fill_null(1))
        .collect()
    )
    parts = divide_each(
        rows.select("cell", "gross", "share", "whole").rename(
            {"cell": "group", "gross": "amount", "share": "weight", "whole": "total"}
        )
    )
    allocation = rows.with_columns(amount=parts).sort("payee", "cell")
    allocation.write_parquet(out)
    sums = allocation.group_by("payee", "is_cleared").agg(pl.col("amount").sum())
    return f"{len(cells):,} cells, {len(allocation):,} parts, {len(sums):,} sums"


def _cells(used: pl.LazyFrame, frames: dict[str, pl.LazyFrame]) -> pl.DataFrame:
    """Lines matched, cleared as of their moment and added up, in the order of their key."""
    repeated = used.select(pl.col("line_id").n_unique() < pl.len()).collect(engine="streaming")
    if repeated.item():
        raise ValueError("The floor knows no duplicates.")
    placed = (
        used.select("identifier", "use", "territory", "model_version", "used_from", "quantity")
        .join(frames["works"], on="identifier", how="left")
        .join(frames["groups"], on=["work", "use"], how="left")
        .join(frames["classes"], on="territory", how="left")
        .join(frames["spans"], on=["group", "class"], how="left")
        .filter(
            pl.col("from_at").is_null()
            | pl.col("used_from").is_between("from_at", "until_at", closed="left")
        )
    )
    key = ["work", "use", "territory", "model_version", "is_cleared", "reason"]
    return (
        placed.group_by(key)
        .agg(units=pl.col("quantity").sum())
        .sort(key)
        .collect(engine="streaming")
    )
