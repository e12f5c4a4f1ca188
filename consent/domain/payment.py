"""How a licence pays: by which model, from which pool, and what becomes of what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from artistportal.money import WHOLE_PPM


class PayModel(StrEnum):
    """How a licence turns uses into money."""

    PER_USE_RATE = "per_use_rate"
    PRO_RATA_USAGE = "pro_rata_usage"
    FLAT_PER_WORK = "flat_per_work"
    ATTRIBUTION_WEIGHTED = "attribution_weighted"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class PoolBasis(StrEnum):
    """Where a month's pool comes from."""

    FIXED = "fixed"
    PCT_REVENUE = "pct_revenue"
    AT_LEAST = "at_least"

    @property
    def label(self) -> str:
        return {
            "fixed": "Fixed amount a month",
            "pct_revenue": "Part of the tool's net revenue",
            "at_least": "The larger of a minimum guarantee and what is earned",
        }[self.value]


class Breakage(StrEnum):
    """Who gets what a minimum guarantee comes to above what was earned."""

    SHARED = "shared"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str:
        return {
            "shared": "Divided like what was earned",
            "organisation": "The licence's organisation keeps it",
        }[self.value]


class Unattributed(StrEnum):
    """What becomes of the part of a pool that attribution gives to no work."""

    SHARED = "shared"
    BY_USAGE = "by_usage"
    HELD = "held"

    @property
    def label(self) -> str:
        return {
            "shared": "Divided like the attributed part",
            "by_usage": "Divided by number of uses",
            "held": "Kept in an account of its own",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps terms from paying as they are: the field it lies in, and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Payment:
    """How one version of terms would pay."""

    pay_model: PayModel
    pool_basis: PoolBasis | None = None
    pool_micros: int | None = None
    revenue_ppm: int | None = None
    minimum_micros: int | None = None
    breakage: Breakage = Breakage.SHARED
    unattributed: Unattributed = Unattributed.SHARED
    attribution_provider: str = ""


def faults(payment: Payment) -> Iterator[Fault]:
    """What is missing, and what stands there without a meaning."""
    yield from _basis_faults(payment)
    if payment.pool_basis is not PoolBasis.AT_LEAST and payment.breakage is not Breakage.SHARED:
        yield Fault("breakage", "Only a minimum guarantee leaves something above what is earned.")
    if payment.pay_model is PayModel.ATTRIBUTION_WEIGHTED:
        return
    if payment.unattributed is not Unattributed.SHARED:
        yield Fault("unattributed", "Only a pool divided by attribution leaves a part to no work.")
    if payment.attribution_provider:
        yield Fault(
            "attribution_provider", "A provider counts only where a pool is divided by attribution."
        )


def _basis_faults(payment: Payment) -> Iterator[Fault]:
    basis = payment.pool_basis
    amounts = {
        "pool_micros": payment.pool_micros,
        "revenue_ppm": payment.revenue_ppm,
        "minimum_micros": payment.minimum_micros,
    }
    if basis is None and payment.pay_model is not PayModel.PER_USE_RATE:
        yield Fault(
            "pool_basis",
            "Say where the month's pool comes from: a fixed amount, a part of the tool's net"
            " revenue, or the larger of a minimum guarantee and what is earned.",
        )
    for name, amount in amounts.items():
        fault = _amount_fault(name, amount, payment)
        if fault:
            yield Fault(name, fault)


_NEEDS = {
    ("pool_micros", PoolBasis.FIXED): "Say how large the fixed pool is.",
    ("revenue_ppm", PoolBasis.PCT_REVENUE): "Say which part of the net revenue is paid.",
    ("revenue_ppm", PoolBasis.AT_LEAST): (
        "Say which part of the net revenue stands against the guarantee. Only a rate per use"
        " earns without one."
    ),
    ("minimum_micros", PoolBasis.AT_LEAST): "Say how large the minimum guarantee is.",
}
_IDLE = {
    "pool_micros": "Only a fixed pool has an amount of its own.",
    "revenue_ppm": "Nothing is paid from the net revenue on this basis.",
    "minimum_micros": "This basis has no minimum guarantee.",
}


def _amount_fault(name: str, amount: int | None, payment: Payment) -> str:
    basis = payment.pool_basis
    needed = _NEEDS.get((name, basis)) if basis else None
    if needed is None:
        return "" if amount is None else _IDLE[name]
    by_rates = payment.pay_model is PayModel.PER_USE_RATE and basis is PoolBasis.AT_LEAST
    if amount is None:
        return "" if by_rates and name == "revenue_ppm" else needed
    if amount < 0:
        return "This is not less than nothing."
    if name == "revenue_ppm" and amount > WHOLE_PPM:
        return "A part is at most the whole: 1,000,000 parts per million."
    return ""
