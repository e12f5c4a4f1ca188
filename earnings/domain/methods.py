"""What each payee would have got, had a licence's month been divided by another pay model.

The same gross amount is divided anew over the same cells, each cell by the same shares. What was
held, unmatched or disputed stays so and takes its part; what an organisation keeps of a guarantee
stays with it. So a comparison says what the method does, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from consent.domain.payment import PayModel
from earnings.domain import divisions, pay_models, shares
from earnings.domain.allocations import BREAKAGE, NO_PAYEE, SHARED
from earnings.domain.cells import Outcome
from earnings.domain.lines import Columns, add_up
from earnings.domain.pools import Terms

_METHODS: Columns = {"payee": pl.Int64, "method": pl.String, "amount_micros": pl.Int64}
METHOD_SCHEMA: Final = pl.Schema(_METHODS)


def compared(allocation: pl.LazyFrame, terms: Terms) -> pl.DataFrame:
    """Each payee's payable amount by method: `METHOD_SCHEMA`, the terms' own method among them.

    Payees of whom all is held stand there with nothing. A method that the month has no weights for,
    no rates or no attribution, is left out.
    """
    cells = divisions.cells_of(allocation)
    rows = _rows(allocation, cells)
    own = _by_payee(rows, rows["amount_micros"], terms.pay_model)
    others = [
        _by_payee(rows, _amounts(rows, gross), method) for method, gross in _others(cells, terms)
    ]
    return pl.concat([own, *others]).sort("payee", "method")


def _others(cells: pl.DataFrame, terms: Terms) -> Iterator[tuple[str, pl.Series]]:
    """Every other method that can be told, and the gross of each cell under it."""
    is_kept = pl.col("reason").cast(pl.String).is_in([BREAKAGE, NO_PAYEE])
    divided = cells.filter(~is_kept)
    kept = cells.filter(is_kept)["gross_micros"]
    gross = int(divided["gross_micros"].cast(pl.Int128).sum())
    counted = pay_models.counting(divided)
    for method, model in pay_models.PAY_MODELS.items():
        if method != terms.pay_model and _has_weights(method, counted, terms):
            yield method, pl.concat([model(gross, counted, terms).rename("gross_micros"), kept])


def _has_weights(method: str, counted: pl.DataFrame, terms: Terms) -> bool:
    if method == PayModel.PER_USE_RATE.value:
        return bool((pay_models.at_rates(counted, terms) > 0).any())
    if method == PayModel.ATTRIBUTION_WEIGHTED.value:
        return bool((counted["weight"].fill_null(0) > 0).any())
    return True


def _rows(allocation: pl.LazyFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows of cells that somebody shares in, cell by cell; `row` is their cell's in `cells`."""
    is_shared = pl.col("outcome").is_in(SHARED)
    rows = allocation.select("payee", "cell", "outcome", "share", "whole", "amount_micros")
    place = cells.lazy().select("cell").with_row_index("row")
    return (
        rows.filter(is_shared | pl.col("payee").is_not_null())
        .join(place, on="cell", how="left")
        .sort("cell", maintain_order=True)
        .with_columns(is_whole=pl.col("share") == pl.col("whole"))
        .collect()
    )


def _amounts(rows: pl.DataFrame, gross: pl.Series) -> pl.Series:
    """Each row's part of its cell's gross; where one payee has the whole, nothing is divided."""
    whole = rows.select("is_whole", "share", "whole", "cell", amount=gross.gather(rows["row"]))
    parted = whole.filter(~pl.col("is_whole"))
    parts = shares.divide_each(
        parted.select(group="cell", amount="amount", weight="share", total="whole")
    )
    places = whole.select(pl.arg_where(~pl.col("is_whole"))).to_series()
    return whole["amount"].scatter(places, parts)


def _by_payee(rows: pl.DataFrame, amounts: pl.Series, method: str) -> pl.DataFrame:
    is_paid = pl.col("outcome") == Outcome.PAYABLE.value
    return (
        rows.lazy()
        .select("payee", amount_micros=pl.when(is_paid).then(amounts).otherwise(0))
        .filter(pl.col("payee").is_not_null())
        .group_by("payee")
        .agg(add_up("amount_micros"))
        .select("payee", pl.lit(method).alias("method"), "amount_micros")
        .collect()
    )
