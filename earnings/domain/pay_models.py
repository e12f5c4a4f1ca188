"""How a licence turns a month of uses into gross amounts: a registry of pure functions.

A pay model takes the month's cells, in their order, and gives the gross amount of each in
micro-units. Cells that are excluded have no units. To add a model, write a function and register
it under the name that the terms carry; `consent.models.PayModel` lists the names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from artistportal.money import WHOLE_PPM
from earnings.domain import shares
from earnings.domain.lines import USES


class NoPool(ValueError):
    """The pool of the month cannot be told; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one version of a licence's terms says about money."""

    pay_model: str
    currency: str
    pool_basis: str = ""
    pool_micros: int | None = None
    revenue_ppm: int | None = None
    sides_ppm: Mapping[str, int] = field(default_factory=dict)
    rates_micros: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """The month's uses under a licence (`use` and `units` of each cell) and the tool's revenue."""

    cells: pl.DataFrame
    revenue_micros: Mapping[str, int]


PayModel = Callable[[Month, Terms], pl.Series]


def per_use_rate(month: Month, terms: Terms) -> pl.Series:
    """Units times the rate of their use; a use without a rate costs nothing."""
    rates = pl.DataFrame(
        {"use": list(terms.rates_micros), "rate": list(terms.rates_micros.values())},
        schema={"use": USES, "rate": pl.Int64},
    )
    amount = pl.col("units").cast(pl.Int128) * pl.col("rate").fill_null(0).cast(pl.Int128)
    return (
        month.cells.select("use", "units")
        .join(rates, on="use", how="left", maintain_order="left", validate="m:1")
        .select(gross=amount.cast(pl.Int64))
        .to_series()
    )


def pro_rata_usage(month: Month, terms: Terms) -> pl.Series:
    """The month's pool, divided over all units alike; ties go to the cell that stands first."""
    return shares.divide_whole(pool_of(month, terms), month.cells["units"]).rename("gross")


def pool_of(month: Month, terms: Terms) -> int:
    """The month's pool: a fixed amount, or a part of the net revenue rounded down; else NoPool."""
    if terms.pool_basis == "fixed":
        return terms.pool_micros or 0
    foreign = sorted(set(month.revenue_micros) - {terms.currency})
    if foreign:
        raise NoPool(
            f"The reports state net revenue in {', '.join(foreign)}, but the licence pays in"
            f" {terms.currency}. Ask the tool for a report in {terms.currency}."
        )
    revenue = month.revenue_micros.get(terms.currency, 0)
    if revenue < 0:
        raise NoPool("The month's net revenue is negative, so there is no pool to divide.")
    return revenue * (terms.revenue_ppm or 0) // WHOLE_PPM


PAY_MODELS: Mapping[str, PayModel] = MappingProxyType(
    {"per_use_rate": per_use_rate, "pro_rata_usage": pro_rata_usage}
)


def gross_of(month: Month, terms: Terms) -> pl.Series:
    """The gross amount of each cell under the terms' pay model, Int64 micro-units."""
    gross = PAY_MODELS[terms.pay_model](month, terms)
    if gross.dtype != pl.Int64 or len(gross) != len(month.cells):
        raise TypeError(f"{terms.pay_model} gave {gross.dtype} × {len(gross)}")
    return gross
