"""What the machine can do at best: the same necessary work as bare Polars, over Parquet files.

No Django, no database, no check of what is read, no explanation of what comes out. The floor of
taking in reads the cells as what they are, joins them to the whole catalogue, looks for ids sent
twice, sorts by work and writes; that of a run joins archived lines to the whole catalogue and to
the rule's answers, which lie ready for it, weighs the payees of each work by its split sheets,
divides and writes. `convert` is less than either: text into Parquet, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from earnings.domain.shares import divide_each, divide_whole

CATALOGUE = ("works", "songs", "sheets")
ANSWERS = ("groups", "classes", "spans")
RECORDING_ALONE = "discovery"


def convert(report: Path, out: Path) -> str:
    """`scan_csv → sink_parquet` of the same file."""
    pl.scan_csv(report, separator="\t").sink_parquet(out)
    return f"{out.stat().st_size / 1e6:.0f} MB of Parquet"


def take_in(report: Path, catalogue: Path, out: Path) -> str:
    """Typed, sorted by work, written; the lines that name a work, and ids sent twice, counted."""
    lines = pl.scan_csv(report, separator="\t", try_parse_dates=True)
    works = pl.scan_parquet(catalogue / "works.parquet").select(isrc="identifier", work="work")
    sink = lines.sort("isrc", maintain_order=True).sink_parquet(out, lazy=True)
    matched = lines.select("isrc").join(works, on="isrc", how="semi").select(pl.len())
    ids = lines.select(pl.col("line_id").hash().n_unique() < pl.len())
    _, found, twice = pl.collect_all([sink, matched, ids], engine="streaming")
    return f"{found.item():,} matched, ids sent twice: {twice.item()}"


def run(lines: Path, catalogue: Path, answers: Path, about: dict[str, int], out: Path) -> str:
    """Match, clear, gather, weigh, divide, write; `about` gives the pool and the sides' weights."""
    used = pl.scan_parquet(lines)
    frames = {name: pl.scan_parquet(catalogue / f"{name}.parquet") for name in CATALOGUE}
    frames |= {name: pl.scan_parquet(answers / f"{name}.parquet") for name in ANSWERS}
    cells = _cells(used, frames)
    gross = divide_whole(about["pool_micros"], cells["units"])
    rows = (
        cells.with_columns(gross=gross, is_alone=pl.col("use") == RECORDING_ALONE)
        .with_row_index("cell")
        .with_columns(pl.col("cell").cast(pl.Int64))
        .lazy()
        .join(
            _shares(cells, frames, about),
            on=["work", "is_alone"],
            how="left",
            maintain_order="left_right",
        )
        .with_columns(pl.col("share", "whole").fill_null(1))
        .collect(engine="streaming")
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
    repeated = used.select(pl.col("line_id").hash().n_unique() < pl.len())
    if repeated.collect(engine="streaming").item():
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


def _shares(
    cells: pl.DataFrame, frames: dict[str, pl.LazyFrame], about: dict[str, int]
) -> pl.LazyFrame:
    """Each payee's weight in the works that are used, by the recording alone or with its song."""
    works = cells.lazy().select("work").drop_nulls().unique()
    own = works.select("work", leg_work="work", ppm=pl.lit(about["recording_ppm"], pl.Int64))
    songs = frames["songs"].join(works, on="work", how="semi")
    both = pl.concat([own, songs.with_columns(ppm=pl.lit(about["composition_ppm"], pl.Int64))])
    legs = pl.concat(
        [
            own.with_columns(is_alone=pl.lit(value=True)),
            both.with_columns(is_alone=pl.lit(value=False)),
        ]
    )
    weights = (
        legs.join(frames["sheets"], on="leg_work")
        .group_by("work", "is_alone", "payee")
        .agg(share=(pl.col("ppm") * pl.col("share_ppm")).sum())
    )
    wholes = weights.group_by("work", "is_alone").agg(whole=pl.col("share").sum())
    return weights.join(wholes, on=["work", "is_alone"]).sort("work", "is_alone", "payee")
