"""How a licence turns a month of uses into gross amounts: a registry of pure functions.

A pay model divides an amount over the month's cells, in their order, and gives each its part in
micro-units. Cells that are excluded have no units and no weight. To add a model, write a function
and register it under the name that the terms carry; `consent.domain.payment.PayModel` lists the
names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from consent.domain.payment import PayModel, Unattributed
from earnings.domain import pools, shares
from earnings.domain.cells import Outcome
from earnings.domain.lines import USES
from earnings.domain.pools import Pool, Revenue, Terms

Model = Callable[[int, pl.DataFrame, Terms], pl.Series]


@dataclass(frozen=True, slots=True)
class Priced:
    """The gross amount of each cell, Int64 micro-units, and the pool that it comes from."""

    gross: pl.Series
    pool: Pool | None = None


def price(cells: pl.DataFrame, terms: Terms, revenue: Revenue) -> Priced:
    """What each cell of `cells.CELL_SCHEMA` comes to under the terms; raises `pools.NoPool`.

    The gross amounts and what the organisation keeps add up to the pool.
    """
    counted = counting(cells)
    if not terms.pool_basis:
        return Priced(at_rates(counted, terms))
    by_rates = _sum(at_rates(counted, terms)) if terms.guarantees_rates else 0
    pool = pools.pool_of(terms, revenue, by_rates)
    if not _sum(counted["units"]):
        pool = replace(pool, earned_micros=0, breakage_micros=pool.kept_micros)
    gross = PAY_MODELS[terms.pay_model](pool.shared_micros, counted, terms)
    if gross.dtype != pl.Int64 or len(gross) != len(cells):
        raise TypeError(f"{terms.pay_model} gave {gross.dtype} × {len(gross)}")
    return Priced(gross, pool)


def counting(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells with neither units nor weight where they are excluded."""
    is_excluded = pl.col("outcome") == Outcome.EXCLUDED.value
    return cells.select(
        "work",
        "identifier",
        "use",
        "outcome",
        *(pl.when(is_excluded).then(0).otherwise(pl.col(n)).alias(n) for n in ("units", "weight")),
    )


def at_rates(cells: pl.DataFrame, terms: Terms) -> pl.Series:
    """Units times the rate of their use; a use without a rate costs nothing."""
    rates = pl.DataFrame(
        {"use": list(terms.rates_micros), "rate": list(terms.rates_micros.values())},
        schema={"use": USES, "rate": pl.Int64},
    )
    amount = pl.col("units").cast(pl.Int128) * pl.col("rate").fill_null(0).cast(pl.Int128)
    return (
        cells.select("use", "units")
        .join(rates, on="use", how="left", maintain_order="left", validate="m:1")
        .select(gross=amount.cast(pl.Int64))
        .to_series()
    )


def per_use_rate(amount: int, cells: pl.DataFrame, terms: Terms) -> pl.Series:
    """By units times the rate of their use."""
    return _by(amount, at_rates(cells, terms), cells)


def pro_rata_usage(amount: int, cells: pl.DataFrame, _terms: Terms) -> pl.Series:
    """Over all units alike; ties go to the cell that stands first."""
    return shares.divide_whole(amount, cells["units"])


def flat_per_work(amount: int, cells: pl.DataFrame, _terms: Terms) -> pl.Series:
    """Equally over the works, and identifiers without one, that have units; within each by units.

    The cells of a work stand together, as their order has it.
    """
    key = [pl.col(name) for name in ("work", "identifier")]
    begins = pl.any_horizontal(part.ne_missing(part.shift()) for part in key)
    units = cells.select("units", group=begins.cum_sum().cast(pl.Int64))
    works = units.group_by("group", maintain_order=True).agg(total=pl.col("units").sum())
    parts = shares.divide_whole(amount, (works["total"] > 0).cast(pl.Int64))
    return shares.divide_each(
        units.join(
            works.with_columns(amount=parts), on="group", maintain_order="left", validate="m:1"
        ).select("group", "amount", pl.col("total").clip(lower_bound=1), weight="units")
    )


def attribution_weighted(amount: int, cells: pl.DataFrame, terms: Terms) -> pl.Series:
    """By attribution; what is attributed to no work as the terms say.

    It stands in a cell of its own, which gets its part where it is held.
    """
    weight = cells["weight"].fill_null(0)
    rest = (cells["outcome"] == Outcome.UNATTRIBUTED.value).cast(pl.Int64) * weight
    attributed = weight - rest
    if terms.unattributed == Unattributed.BY_USAGE.value:
        both = pl.Series([_sum(attributed), _sum(rest)], dtype=pl.Int128)
        theirs, nobodys = shares.divide_whole(amount, both).to_list() if any(both) else (0, amount)
        by_weight = shares.divide_whole(theirs, attributed)
        return by_weight + shares.divide_whole(nobodys, cells["units"])
    is_shared = terms.unattributed == Unattributed.SHARED.value
    return _by(amount, attributed if is_shared and _sum(attributed) else weight, cells)


def _by(amount: int, weights: pl.Series, cells: pl.DataFrame) -> pl.Series:
    """By weights; by units where no cell has any."""
    return shares.divide_whole(amount, weights if _sum(weights) else cells["units"])


def _sum(amounts: pl.Series) -> int:
    return int(amounts.cast(pl.Int128).sum())


PAY_MODELS: Mapping[str, Model] = MappingProxyType(
    {
        PayModel.PER_USE_RATE.value: per_use_rate,
        PayModel.PRO_RATA_USAGE.value: pro_rata_usage,
        PayModel.FLAT_PER_WORK.value: flat_per_work,
        PayModel.ATTRIBUTION_WEIGHTED.value: attribution_weighted,
    }
)
