"""Exact division of whole frames: the largest remainder, as `artistportal.money.divide` tells it.

Each part is rounded down; the micro-units left over go, one each, to the largest remainders; ties
go to the larger weight and then to the row that stands first. Products are formed in Int128 and
cast back to Int64, which raises where an amount does not fit. A negative amount is divided as its
opposite; weights are never negative.
"""

from __future__ import annotations

import polars as pl


def divide_whole(pool: int, weights: pl.Series) -> pl.Series:
    """One pool over a column of weights; Int64 in, Int64 out, adding up to the pool.

    All zero where the weights are: there is nobody to divide among.
    """
    total = int(weights.cast(pl.Int128).sum())
    if total <= 0:
        return pl.zeros(len(weights), dtype=pl.Int64, eager=True).alias(weights.name)
    if pool < 0:
        return -divide_whole(-pool, weights)
    weight = pl.col("weight").cast(pl.Int128)
    product = weight * pl.lit(pool, pl.Int128)
    parts = pl.DataFrame({"weight": weights}).select(
        "weight", part=(product // total).cast(pl.Int64), remainder=product % total
    )
    left_over = pool - int(parts["part"].cast(pl.Int128).sum())
    lucky = (
        parts.with_row_index("row")
        .sort(["remainder", "weight", "row"], descending=[True, True, False])
        .head(left_over)["row"]
    )
    extra = pl.int_range(len(parts), eager=True).is_in(lucky.cast(pl.Int64).implode())
    return (parts["part"] + extra.cast(pl.Int64)).rename(weights.name)


def divide_each(frame: pl.DataFrame) -> pl.Series:
    """Each group's amount over its rows: columns `group`, `amount`, `weight`, `total` (Int64).

    Groups stand in ascending order, each in one piece; `amount` and `total` repeat on every row of
    a group, `total` being the sum of its weights.
    """
    if (frame["amount"] < 0).any():
        opposite = frame.with_columns(pl.col("amount").abs())
        return divide_each(opposite) * frame["amount"].sign()
    product = pl.col("amount").cast(pl.Int128) * pl.col("weight").cast(pl.Int128)
    parts = frame.select(
        "group",
        "weight",
        part=(product // pl.col("total")).cast(pl.Int64),
        remainder=(product % pl.col("total")).cast(pl.Int64),
        left_over=pl.col("amount"),
    ).with_columns(pl.col("left_over") - pl.col("part").sum().over("group"))
    extra = pl.zeros(len(parts), dtype=pl.Int64, eager=True).scatter(_lucky(parts), 1)
    return (parts["part"] + extra).rename("part")


def _lucky(parts: pl.DataFrame) -> pl.Series:
    """The rows that get one unit more: in each group the first `left_over` by remainder.

    Sorting within groups leaves each group where it stood, so the n-th row of a group before and
    the n-th after differ only in which row it is.
    """
    keys = ["group", "remainder", "weight"]
    order = pl.arg_sort_by(keys, descending=[False, True, True], maintain_order=True)
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    is_first = (pl.col("group") != pl.col("group").shift(1)).fill_null(value=True)
    place = row - pl.when(is_first).then(row).forward_fill()
    return (
        parts.select(row=order, is_lucky=place < pl.col("left_over")).filter("is_lucky").to_series()
    )
