"""Pools: what a month's uses share, from the terms and the tool's revenue. Pure.

A pool is a fixed amount, a part of the net revenue, or the larger of that and a minimum guarantee;
what the guarantee adds is the breakage, which is shared or kept (`docs/ledger.md`, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from artistportal.money import WHOLE_PPM
from consent.domain.payment import Breakage, PoolBasis, Unattributed
from earnings.domain.exchange_rates import NoRate, Rates


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
    minimum_micros: int | None = None
    breakage: str = Breakage.SHARED.value
    unattributed: str = Unattributed.SHARED.value

    @property
    def takes_revenue(self) -> bool:
        """Whether the pool depends on what the tool took in."""
        if self.pool_basis == PoolBasis.AT_LEAST.value:
            return self.revenue_ppm is not None
        return self.pool_basis == PoolBasis.PCT_REVENUE.value

    @property
    def guarantees_rates(self) -> bool:
        """Whether a guarantee stands against the sum of the rates."""
        return self.pool_basis == PoolBasis.AT_LEAST.value and self.revenue_ppm is None


@dataclass(frozen=True, slots=True)
class Revenue:
    """A tool's net revenue in micro-units by currency, and what exchanges it, as of a day."""

    micros: Mapping[str, int] = field(default_factory=dict)
    rates: Rates | None = None
    day: date | None = None

    def within(self, currency: str) -> int:
        """All of it in one currency; raises NoPool where a rate is missing."""
        return sum(
            amount if stated == currency else self._exchanged(amount, stated, currency)
            for stated, amount in sorted(self.micros.items())
        )

    def _exchanged(self, amount: int, stated: str, currency: str) -> int:
        if self.rates is None or self.day is None:
            raise NoPool(f"The reports state net revenue in {stated}, {_PAYS} {currency}.")
        try:
            return self.rates.exchange(amount, stated, currency, self.day).amount_micros
        except NoRate as missing:
            raise NoPool(
                f"The reports state net revenue in {stated}, {_PAYS} {currency}. {missing}"
            ) from missing


_PAYS = "but the licence pays in"


@dataclass(frozen=True, slots=True)
class Pool:
    """What a month comes to: what was earned, and what a guarantee adds to it."""

    earned_micros: int
    breakage_micros: int = 0
    is_kept: bool = False  # the breakage, by the licence's organisation
    revenue_micros: int | None = None  # in the terms' currency; None where it does not matter

    @property
    def amount_micros(self) -> int:
        return self.earned_micros + self.breakage_micros

    @property
    def kept_micros(self) -> int:
        return self.breakage_micros if self.is_kept else 0

    @property
    def shared_micros(self) -> int:
        """What is divided over the uses."""
        return self.amount_micros - self.kept_micros


def pool_of(terms: Terms, revenue: Revenue, by_rates_micros: int = 0) -> Pool:
    """The month's pool, which may be negative; raises NoPool.

    `by_rates_micros` is what the uses come to at the terms' rates, where a guarantee stands against
    it.
    """
    if terms.pool_basis == PoolBasis.FIXED.value:
        return Pool(terms.pool_micros or 0)
    stated = revenue.within(terms.currency) if terms.takes_revenue else None
    earned = by_rates_micros if stated is None else part_of(stated, terms.revenue_ppm or 0)
    if terms.pool_basis != PoolBasis.AT_LEAST.value:
        return Pool(earned, revenue_micros=stated)
    earned = max(0, earned)
    return Pool(
        earned,
        max(0, (terms.minimum_micros or 0) - earned),
        is_kept=terms.breakage == Breakage.ORGANISATION.value,
        revenue_micros=stated,
    )


def part_of(revenue_micros: int, ppm: int) -> int:
    """A part of an amount, rounded toward zero."""
    part = abs(revenue_micros) * ppm // WHOLE_PPM
    return -part if revenue_micros < 0 else part
