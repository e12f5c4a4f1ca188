"""What a use would pay under terms, worked out for a number of units: a sentence people can check.

The sums are those of docs/ledger.md, sections 2 and 3, before the split of each work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from artistportal import money
from artistportal.money import WHOLE_PPM
from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain import wordings
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed

# The month that an example from a pool imagines.
MONTHS_UNITS = 1_000_000
MONTHS_WORKS = 10_000
EXAMPLE_SHARE_PPM = 100_000
MONTHS_REVENUE_MICROS = 100_000 * money.MICROS

SIDES = {
    WorkKind.RECORDING: "the recording",
    WorkKind.COMPOSITION: "the song",
    WorkKind.VOICE: "the voice",
}


@dataclass(frozen=True, slots=True)
class Price:
    """How one version of terms pays."""

    currency: str
    pay_model: PayModel
    pool_basis: PoolBasis | None = None
    pool_micros: int = 0
    revenue_ppm: int = 0
    rates_micros: Mapping[Use, int] = field(default_factory=dict)
    sides_ppm: Mapping[WorkKind, int] = field(default_factory=dict)
    minimum_micros: int = 0
    breakage: Breakage = Breakage.SHARED
    unattributed: Unattributed = Unattributed.SHARED

    @property
    def guarantees_rates(self) -> bool:
        """Whether a guarantee stands against what the uses come to at their rates."""
        by_rates = self.pay_model is PayModel.PER_USE_RATE
        return by_rates and self.pool_basis is PoolBasis.AT_LEAST and not self.revenue_ppm

    def shown(self, micros: int) -> str:
        return money.shown(micros, self.currency)


def fee(price: Price, use: Use) -> str:
    """What one use pays, in a sentence, and what becomes of what is left over."""
    told = pays(price, use)
    return " ".join([f"{told[0].upper()}{told[1:]}.", *_left_over(price)])


def pays(price: Price, use: Use) -> str:
    """What one use pays, as the end of a sentence."""
    rate = f"{price.shown(price.rates_micros.get(use, 0))} for each unit"
    if price.pool_basis is None:
        return rate
    least = f"at least {price.shown(price.minimum_micros)} a month"
    if price.guarantees_rates:
        return f"{rate}, for all uses together {least}"
    pool = {
        PoolBasis.FIXED: f"{price.shown(price.pool_micros)} a month",
        PoolBasis.PCT_REVENUE: f"{percent(price.revenue_ppm)} of the net revenue",
        PoolBasis.AT_LEAST: f"{percent(price.revenue_ppm)} of the net revenue, {least}",
    }[price.pool_basis]
    divided = {
        PayModel.PER_USE_RATE: f"weighed at {rate}",
        PayModel.PRO_RATA_USAGE: "by quantity used",
        PayModel.FLAT_PER_WORK: "equally for each work used",
        PayModel.ATTRIBUTION_WEIGHTED: "by how much of each output is attributed to the work",
    }[price.pay_model]
    return f"a share of {pool}, {divided}"


def _left_over(price: Price) -> Iterator[str]:
    """What becomes of what a guarantee adds, and of what is attributed to no work."""
    if price.pool_basis is PoolBasis.AT_LEAST and price.breakage is Breakage.ORGANISATION:
        yield "The licence's organisation keeps what the guarantee adds to what is earned."
    if price.pay_model is PayModel.ATTRIBUTION_WEIGHTED:
        yield {
            Unattributed.SHARED: "What is attributed to no work is divided alike.",
            Unattributed.BY_USAGE: "What is attributed to no work is divided by quantity used.",
            Unattributed.HELD: "What is attributed to no work is kept in an account of its own.",
        }[price.unattributed]


def example(price: Price, use: Use, units: int) -> str:
    """What so many units would bring, with the sum written out."""
    rate = price.rates_micros.get(use, 0)
    by_rate = f"{units:,} units × {price.shown(rate)} = {price.shown(units * rate)}"
    if price.pool_basis is None:
        return f"{by_rate}."
    if price.guarantees_rates:
        least = price.shown(price.minimum_micros)
        if price.breakage is Breakage.ORGANISATION:
            return f"{by_rate}, however little the month comes to."
        return f"{by_rate}; more where all uses of the month come to less than {least}."
    return _of_pool(price, units)


def _of_pool(price: Price, units: int) -> str:
    """A share of an imagined month's pool, all of whose units cost alike where rates weigh."""
    of_all, what, share = max(units, MONTHS_UNITS), "units", units
    if price.pay_model is PayModel.FLAT_PER_WORK:
        of_all, what, share = MONTHS_WORKS, "works", 1
    if price.pay_model is PayModel.ATTRIBUTION_WEIGHTED:
        what, share = "outputs", units * EXAMPLE_SHARE_PPM // WHOLE_PPM
    pool, told = _pool(price)
    part = f"{share:,} ÷ {of_all:,} × {price.shown(pool)} = {price.shown(pool * share // of_all)}"
    if what == "outputs":
        owed = percent(EXAMPLE_SHARE_PPM)
        part = f"{owed} of each of {units:,} is {share:,}, and {part}"
    return f"In a month of {of_all:,} {what}{told}: {part}{' for each work' * (what == 'works')}."


def _pool(price: Price) -> tuple[int, str]:
    """What an imagined month shares, and how that is found."""
    if price.pool_basis is PoolBasis.FIXED:
        return price.pool_micros, ""
    earned = MONTHS_REVENUE_MICROS * price.revenue_ppm // WHOLE_PPM
    told = (
        f" and {price.shown(MONTHS_REVENUE_MICROS)} net revenue, {percent(price.revenue_ppm)}"
        f" of which is {price.shown(earned)}"
    )
    if price.pool_basis is PoolBasis.PCT_REVENUE or price.minimum_micros <= earned:
        return earned, told
    if price.breakage is Breakage.ORGANISATION:
        return earned, f"{told} (the organisation keeps the rest of the guarantee)"
    return price.minimum_micros, f"{told}, less than the guarantee"


def division(price: Price, use: Use, organisation: str) -> str:
    """Between which sides the amount is divided; empty where the use needs one side only."""
    weights = {kind: price.sides_ppm.get(kind, 0) for kind in LEGS[use]}
    if len(weights) == 1:
        return "All of it goes to whoever shares in the work, by its split sheet."
    sides = [f"{SIDES[kind]} {percent(ppm)}" for kind, ppm in weights.items()]
    return (
        f"Weighed {wordings.listed(sides)}; only the sides that {organisation} licenses count."
        " Each side is divided by its work's split sheet."
    )


def percent(ppm: int) -> str:
    """`12.5%`."""
    return f"{Decimal(ppm).scaleb(-4).normalize():f}%"
