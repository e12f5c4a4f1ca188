"""Versions of terms beside each other: who may read them, what differs, what somebody agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import Use
from consent.domain import term_changes
from consent.domain.parity import Position
from consent.domain.payment import Breakage, Payment, PayModel, PoolBasis, Unattributed
from consent.domain.term_changes import Difference, Version
from consent.models import Decision, Licence, RequestPart, Terms
from consent.models.licences import LicenceQuerySet


def visible_to(account: Account) -> LicenceQuerySet:
    """The licences whose terms an account may read: a party's own, and to an artist those that
    they were asked about or decided on.
    """
    licences = Licence.objects.select_related("tool", "organisation")
    if account.kind == AccountKind.ORGANISATION:
        return licences.filter(organisation=account.id)
    if account.kind == AccountKind.TOOL:
        return licences.filter(tool=account.id)
    if account.kind != AccountKind.ARTIST:
        return licences.none()
    decided = Decision.objects.filter(artist=account.id, terms__licence=OuterRef("pk"))
    asked = RequestPart.objects.filter(artist=account.id, request__terms__licence=OuterRef("pk"))
    return licences.filter(Q(Exists(decided)) | Q(Exists(asked)))


def versions_of(licence: Licence, now: datetime) -> list[Terms]:
    """All versions offered by now, the newest first, with their prices; two queries."""
    offered = licence.terms.filter(offered_at__lte=now).order_by("-number")
    return list(offered.prefetch_related("prices"))


def agreed_number(licence: Licence, artist: int) -> int | None:
    """The newest version of a licence's terms that an artist said yes to, if any."""
    said = Decision.objects.filter(artist=artist, terms__licence=licence, is_yes=True)
    return said.order_by("-number").values_list("terms__number", flat=True).first()


def difference(before: Terms, after: Terms) -> Difference:
    """What differs from one stored version to another."""
    return term_changes.difference(version(before), version(after))


def version(terms: Terms) -> Version:
    """A stored version as it is compared."""
    prices = list(terms.prices.all())
    return Version(
        terms.text,
        terms.currency,
        payment(terms),
        terms.notice_days,
        {Use(price.use): price.rate_micros for price in prices},
        {
            Use(price.use): price.unlicensed_rate_micros
            for price in prices
            if price.unlicensed_rate_micros is not None
        },
        (terms.recording_ppm, terms.composition_ppm, terms.voice_ppm),
        terms.song_parity_ppm,
    )


def payment(terms: Terms) -> Payment:
    """How a stored version pays."""
    return Payment(
        PayModel(terms.pay_model),
        PoolBasis(terms.pool_basis) if terms.pool_basis else None,
        terms.pool_micros,
        terms.revenue_ppm,
        terms.minimum_micros,
        Breakage(terms.breakage),
        Unattributed(terms.unattributed),
        terms.attribution_provider,
    )


def position(terms: Terms, rates_micros: Mapping[Use, int]) -> Position:
    """A stored version as it is compared with other licences; its licence at hand."""
    return Position(
        licence=terms.licence.number,
        uses=frozenset(map(Use, terms.licence.uses)),
        currency=terms.currency,
        pay_model=PayModel(terms.pay_model),
        pool_basis=PoolBasis(terms.pool_basis) if terms.pool_basis else None,
        revenue_ppm=terms.revenue_ppm,
        rates_micros=rates_micros,
        recording_ppm=terms.recording_ppm,
        composition_ppm=terms.composition_ppm,
        song_parity_ppm=terms.song_parity_ppm,
    )
