"""The licences of the demo: who licensed what to which tool, for how long, at which price. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from artistportal.demo import cast, tools
from artistportal.demo.timeline import Timeline
from artistportal.roster.domain.uses import Use
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed

SIGNED_BEFORE = timedelta(days=48)
ENDS_NEXT_WEEK = timedelta(days=6)
RENEWED_AT = 0.5
MICROS = 1_000_000

Rates = dict[Use, int]


@dataclass(frozen=True)
class Price:
    """Micros for each unit of each use, or micros a month, or a part of the tool's net revenue;
    either of the first and the last may stand against a guarantee.
    """

    rates: Rates | None = None
    pool_micros: int | None = None
    revenue_ppm: int | None = None
    pay_model: PayModel = PayModel.PRO_RATA_USAGE
    minimum_micros: int | None = None
    breakage: Breakage = Breakage.SHARED
    unattributed: Unattributed = Unattributed.SHARED

    @property
    def unlicensed_rates(self) -> Rates:
        """What a use without clearance costs, where there are rates: ten times as much."""
        return {use: 10 * rate for use, rate in (self.rates or {}).items()}

    @property
    def basis(self) -> PoolBasis | None:
        if self.minimum_micros is not None:
            return PoolBasis.AT_LEAST
        if self.rates:
            return None
        return PoolBasis.FIXED if self.pool_micros else PoolBasis.PCT_REVENUE

    def times(self, factor: float) -> Price:
        """The price after a rise."""
        rates = self.rates and {use: round(rate * factor) for use, rate in self.rates.items()}
        pool = self.pool_micros and round(self.pool_micros * factor / MICROS) * MICROS
        return replace(self, rates=rates or None, pool_micros=pool)


@dataclass(frozen=True)
class Step:
    """A later version of the terms: when (0 to 1), and at how many times the first price."""

    part: float
    factor: float
    is_material: bool = False


@dataclass(frozen=True)
class Deal:
    """What a tool and an organisation agreed, before it has dates."""

    tool: str
    house: str
    price: Price
    notice_days: int = 0
    steps: tuple[Step, ...] = ()
    territories: tuple[str, ...] | None = None


@dataclass(frozen=True)
class TermsPlan:
    """One version of a licence's terms."""

    number: int
    offered_at: datetime
    is_material: bool
    price: Price
    notice_days: int
    text: str


@dataclass(frozen=True)
class LicencePlan:
    """A licence with its dates and all its terms, oldest first."""

    key: str
    tool: tools.Tool
    house: str
    territories: tuple[str, ...] | None
    signed_at: datetime
    from_at: datetime
    until_at: datetime | None
    terms: tuple[TermsPlan, ...]

    def terms_at(self, moment: datetime) -> TermsPlan:
        """The newest version offered by that moment."""
        return [terms for terms in self.terms if terms.offered_at <= moment][-1]

    def lapse_at(self, given: TermsPlan) -> datetime | None:
        """When a yes to these terms lapses, because materially different ones are offered."""
        later = [t.offered_at for t in self.terms if t.number > given.number and t.is_material]
        return min(later, default=None)

    def is_in_force(self, from_at: datetime, until_at: datetime) -> bool:
        """Whether the licence holds during all of a stretch."""
        return self.from_at <= from_at and (self.until_at is None or until_at <= self.until_at)


def _rates(least: int | None = None, **micros: int) -> Price:
    """By use; with a guarantee the organisation keeps what it adds."""
    return Price(
        rates={Use(use): rate for use, rate in micros.items()},
        pay_model=PayModel.PER_USE_RATE,
        minimum_micros=None if least is None else least * MICROS,
        breakage=Breakage.SHARED if least is None else Breakage.ORGANISATION,
    )


def _pool(amount: int, pay_model: PayModel = PayModel.PRO_RATA_USAGE) -> Price:
    return Price(pool_micros=amount * MICROS, pay_model=pay_model)


def _part(ppm: int) -> Price:
    return Price(revenue_ppm=ppm)


def _attributed(ppm: int, least: int, unattributed: Unattributed) -> Price:
    return Price(
        revenue_ppm=ppm,
        pay_model=PayModel.ATTRIBUTION_WEIGHTED,
        minimum_micros=least * MICROS,
        unattributed=unattributed,
    )


RISES = (Step(0.45, 1.25), Step(0.8, 1.4))
MATERIAL = (Step(0.58, 1.5, is_material=True), Step(0.85, 1.8))

BY_USAGE, KEPT = Unattributed.BY_USAGE, Unattributed.HELD

DEALS = (
    Deal("tarn-radio", cast.LABEL, _rates(discovery=2_400), 14, (Step(0.55, 1.15),)),
    Deal("tarn-radio", cast.WREN, _rates(discovery=2_200)),
    Deal("tarn-radio", cast.DIEGO, _rates(discovery=2_200)),
    Deal("tarn-daily", cast.LABEL, _part(140_000), 14),
    Deal("tarn-daily", cast.WREN, _part(6_000)),
    Deal("tarn-encore", cast.LABEL, _rates(least=60, discovery=1_800)),
    Deal("brindle-compose", cast.LABEL, _pool(2_600), 30, RISES),
    Deal("brindle-compose", cast.PUBLISHER, _pool(480), 30, RISES),
    Deal("brindle-compose", cast.WREN, _pool(70), 30),
    Deal("brindle-stems", cast.LABEL, _rates(remix=90_000), 14),
    Deal("brindle-stems", cast.PUBLISHER, _rates(remix=30_000), 14),
    Deal("brindle-stems", cast.DIEGO, _rates(remix=85_000), 14),
    Deal("ossi-duet", cast.LABEL, _rates(voice=420_000, style=130_000), 0, (Step(0.7, 1.2),)),
    Deal("ossi-duet", cast.WREN, _rates(voice=400_000, style=120_000)),
    Deal("ossi-duet", cast.DIEGO, _rates(voice=400_000, style=120_000)),
    Deal("quarrelight-lumen", cast.LABEL, _pool(3_200), 30, MATERIAL),
    Deal("quarrelight-lumen", cast.PUBLISHER, _pool(640), 30, MATERIAL),
    Deal("pettigrove-index", cast.LABEL, _rates(analysis=9_000)),
    Deal("kelpwright-studio", cast.LABEL, _attributed(120_000, 250, BY_USAGE), 14),
    Deal("kelpwright-studio", cast.PUBLISHER, _attributed(25_000, 40, KEPT), 14),
    Deal("kelpwright-covers", cast.LABEL, _rates(remix=110_000), 0, (), ("DE", "FR", "GB", "US")),
    Deal("moor-singer", cast.LABEL, _rates(voice=550_000)),
    Deal("merrow-score", cast.LABEL, _pool(1_100), 14, RISES),
    Deal("merrow-score", cast.PUBLISHER, _pool(240), 14, RISES),
    Deal("merrow-score", cast.DIEGO, _pool(45), 14),
    Deal("yondermill-foundry", cast.LABEL, _pool(900, PayModel.FLAT_PER_WORK)),
    Deal("yondermill-mixdesk", cast.LABEL, _rates(discovery=2_900, remix=70_000), 7, RISES),
)


def build(timeline: Timeline) -> list[LicencePlan]:
    """All licences, oldest first; one tool's ended and was renewed, another's ends next week."""
    plans: list[LicencePlan] = []
    for deal in DEALS:
        tool = tools.BY_SLUG[deal.tool]
        from_at = timeline.month(tool.from_part).from_at
        if deal.tool == tools.RENEWED_TOOL and deal.house == cast.LABEL:
            renewed_at = timeline.month(RENEWED_AT).from_at
            plans.append(_plan(deal, timeline, from_at=from_at, until_at=renewed_at))
            plans.append(_plan(deal, timeline, from_at=renewed_at, suffix="/renewed"))
        elif deal.tool == tools.ENDING_TOOL:
            ends_at = timeline.as_of + ENDS_NEXT_WEEK
            plans.append(_plan(deal, timeline, from_at=from_at, until_at=ends_at))
        else:
            plans.append(_plan(deal, timeline, from_at=from_at))
    return sorted(plans, key=lambda plan: plan.signed_at)


def _plan(
    deal: Deal,
    timeline: Timeline,
    *,
    from_at: datetime,
    until_at: datetime | None = None,
    suffix: str = "",
) -> LicencePlan:
    signed_at = from_at - SIGNED_BEFORE + timedelta(hours=10)
    terms = [_terms(deal, 1, signed_at, is_material=False, price=deal.price)]
    for step in deal.steps:
        offered_at = timeline.month(step.part).from_at - timedelta(days=20)
        if offered_at > signed_at:
            price = deal.price.times(step.factor)
            number = len(terms) + 1
            terms.append(
                _terms(deal, number, offered_at, is_material=step.is_material, price=price)
            )
    return LicencePlan(
        key=f"{deal.tool}/{deal.house}{suffix}",
        tool=tools.BY_SLUG[deal.tool],
        house=deal.house,
        territories=deal.territories,
        signed_at=signed_at,
        from_at=from_at,
        until_at=until_at,
        terms=tuple(terms),
    )


def _terms(
    deal: Deal, number: int, offered_at: datetime, *, is_material: bool, price: Price
) -> TermsPlan:
    return TermsPlan(
        number=number,
        offered_at=offered_at,
        is_material=is_material,
        price=price,
        notice_days=deal.notice_days,
        text=_text(deal, number, is_material=is_material, price=price),
    )


def _text(deal: Deal, number: int, *, is_material: bool, price: Price) -> str:
    tool = tools.BY_SLUG[deal.tool]
    uses = ", ".join(use.label.lower() for use in tool.uses)
    said = [
        f"{tool.name} may use works whose artists allow it for {uses}, and for nothing else.",
        _price_text(price, tool.currency),
        f"A no takes effect after {deal.notice_days} days."
        if deal.notice_days
        else "A no takes effect at once.",
        "Reports come each month, line by line, with the model version and the territory.",
    ]
    if is_material:
        said.append("New in this version: fine-tuned models may be offered to business customers.")
    elif number > 1:
        said.append("New in this version: the price. Nothing else changes.")
    return "\n\n".join(said)


_DIVIDED = {
    PayModel.PRO_RATA_USAGE: "by use",
    PayModel.FLAT_PER_WORK: "equally by work",
    PayModel.ATTRIBUTION_WEIGHTED: "by what each output owes to a work",
}
_REST = {
    Unattributed.SHARED: "divided alike",
    Unattributed.BY_USAGE: "divided by use",
    Unattributed.HELD: "kept in an account of its own",
}


def _price_text(price: Price, currency: str) -> str:
    least = f"{(price.minimum_micros or 0) // MICROS:,} {currency} a month"
    if price.rates:
        rates = " and ".join(
            f"{rate / MICROS:.6g} {currency} for each {use.label.lower()}"
            for use, rate in price.rates.items()
        )
        told = f"It pays {rates}, and ten times as much for a use that nobody allowed."
        if price.minimum_micros is None:
            return told
        return f"{told} It pays at least {least}; the licensor keeps what that adds."
    divided = _DIVIDED[price.pay_model]
    if price.pool_micros:
        return f"It pays {price.pool_micros // MICROS:,} {currency} a month, divided {divided}."
    part = f"It pays {(price.revenue_ppm or 0) / 10_000:g} % of its net revenue"
    if price.minimum_micros is None:
        return f"{part}, divided {divided}."
    rest = _REST[price.unattributed]
    return f"{part}, at least {least}, divided {divided}; what is owed to no work is {rest}."
