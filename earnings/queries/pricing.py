"""The terms that price a licence's month, as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from artistportal.periods import Month
from artistportal.roster.domain.uses import WorkKind
from consent.domain.payment import Breakage, PoolBasis
from consent.models import Licence, Terms
from earnings.domain import pools
from earnings.domain.claims import Rate


def priced(terms: Terms, licence: Licence, month: Month) -> pools.Terms:
    """The terms as the month is paid by them: no pool where the licence was in force at no time."""
    said = as_said(terms)
    if was_in_force(licence, month):
        return said
    return replace(said, pool_micros=0, minimum_micros=0)


def as_said(terms: Terms) -> pools.Terms:
    """The terms as they were agreed."""
    return pools.Terms(
        pay_model=terms.pay_model,
        currency=terms.currency,
        pool_basis=terms.pool_basis,
        pool_micros=terms.pool_micros,
        minimum_micros=terms.minimum_micros,
        breakage=terms.breakage,
        unattributed=terms.unattributed,
        revenue_ppm=terms.revenue_ppm,
        sides_ppm={
            WorkKind.RECORDING.value: terms.recording_ppm,
            WorkKind.COMPOSITION.value: terms.composition_ppm,
            WorkKind.VOICE.value: terms.voice_ppm,
        },
        rates_micros={price.use: price.rate_micros for price in terms.prices.all()},
    )


def was_in_force(licence: Licence, month: Month) -> bool:
    """Whether the licence was in force on any day of the month."""
    begins_late = licence.from_at >= month.until_at
    has_ended = licence.until_at is not None and licence.until_at <= month.from_at
    return not (begins_late or has_ended)


def terms_for(licence: Licence, month: Month) -> Terms | None:
    """The terms that price a month: the last offered before it began, else the licence's first."""
    versions = licence.terms.order_by("number")
    return versions.filter(offered_at__lte=month.from_at).last() or versions.first()


def unlicensed_rates(tool: int, month: Month) -> Mapping[tuple[int, str], Rate]:
    """What the terms of a tool's licences ask in a month for a unit without clearance, by the
    licence's number and use; those terms that `terms_for` gives, in two queries.
    """
    terms: dict[int, Terms] = {}
    offered = Terms.objects.filter(licence__tool=tool).order_by("licence", "number")
    for version in offered.select_related("licence").prefetch_related("prices"):
        if version.offered_at <= month.from_at:
            terms[version.licence.number] = version
        else:
            terms.setdefault(version.licence.number, version)
    return {
        (number, price.use): Rate(price.unlicensed_rate_micros, version.currency)
        for number, version in terms.items()
        for price in version.prices.all()
        if price.unlicensed_rate_micros is not None
    }


def keeping(tool: int, month: Month) -> set[int]:
    """The tool's licences in force in a month whose organisation keeps what a guarantee adds."""
    kept = {"pool_basis": PoolBasis.AT_LEAST.value, "breakage": Breakage.ORGANISATION.value}
    offered = Terms.objects.filter(licence__tool=tool, **kept).values("licence")
    found = set[int]()
    for licence in Licence.objects.filter(pk__in=offered):
        terms = terms_for(licence, month)
        told = terms and {name: getattr(terms, name) for name in kept}
        if told == kept and was_in_force(licence, month):
            found.add(licence.pk)
    return found
