"""Signing licences between tools and organisations, and offering versions of their terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent import permissions
from consent.domain import payment
from consent.domain.payment import Breakage, Payment, PayModel, PoolBasis, Unattributed
from consent.models import Licence, Terms, TermsPrice, Tool
from consent.services import changes, pen

LONGEST_TO_OBEY_HOURS = 720


class NotToBeSigned(ValueError):
    """The licence or its terms cannot stand as they are; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a licence covers, from when until when, and how soon a no is obeyed.

    No territories means all.
    """

    uses: frozenset[Use]
    from_at: datetime
    until_at: datetime | None = None
    territories: frozenset[str] | None = None
    obey_hours: int = 72


@dataclass(frozen=True, slots=True)
class Offer:
    """One version of terms: what is paid and how, what changes, how long a no waits.

    A minimum guarantee is for one month.
    """

    text: str
    currency: str
    pay_model: PayModel
    is_material: bool = False
    notice_days: int = 0
    rates_micros: Mapping[Use, int] = field(default_factory=dict)
    pool_basis: PoolBasis | None = None
    pool_micros: int | None = None
    revenue_ppm: int | None = None
    minimum_micros: int | None = None
    breakage: Breakage = Breakage.SHARED
    unattributed: Unattributed = Unattributed.SHARED
    attribution_provider: str = ""
    unlicensed_rates_micros: Mapping[Use, int] = field(default_factory=dict)
    recording_ppm: int = 700_000
    composition_ppm: int = 200_000
    voice_ppm: int = 100_000
    song_parity_ppm: int | None = None

    @property
    def payment(self) -> Payment:
        """How it would pay."""
        return Payment(
            self.pay_model,
            self.pool_basis,
            self.pool_micros,
            self.revenue_ppm,
            self.minimum_micros,
            self.breakage,
            self.unattributed,
            self.attribution_provider,
        )


@transaction.atomic
def sign(
    *, tool: Tool, organisation: Organisation, reach: Reach, by: User, now: datetime
) -> Licence:
    """Sign a licence; nobody's work is cleared by it before they say yes to its terms."""
    permissions.check_can_license(by, organisation, now)
    if not reach.uses:
        raise NotToBeSigned("A licence names at least one use.")
    if reach.obey_hours > LONGEST_TO_OBEY_HOURS:
        raise NotToBeSigned("A no is obeyed within 30 days (720 hours) at the latest.")
    if reach.until_at is not None and reach.until_at <= reach.from_at:
        raise NotToBeSigned("A licence ends after it begins.")
    # Two licences never take one number, and the change is numbered with it.
    pen.take()
    newest = Licence.objects.aggregate(newest=Max("number"))["newest"] or 0
    licence = Licence.objects.create(
        number=newest + 1,
        tool=tool,
        organisation=organisation,
        uses=[use.value for use in Use if use in reach.uses],
        territories=None if reach.territories is None else sorted(reach.territories),
        signed_at=now,
        from_at=reach.from_at,
        until_at=reach.until_at,
        obey_hours=reach.obey_hours,
    )
    changes.note_licence(licence, now)
    return licence


@transaction.atomic
def offer_terms(*, licence: Licence, offer: Offer, by: User, now: datetime) -> Terms:
    """Offer the next version of a licence's terms; a material one ends every yes to the others."""
    permissions.check_can_license(by, licence.organisation, now)
    if fault := next(payment.faults(offer.payment), None):
        raise NotToBeSigned(fault.sentence)
    pen.take()
    newest = licence.terms.aggregate(newest=Max("number"))["newest"] or 0
    terms = Terms.objects.create(
        licence=licence,
        number=newest + 1,
        offered_at=now,
        is_material=offer.is_material and newest > 0,
        text=offer.text,
        notice_days=offer.notice_days,
        currency=offer.currency,
        pay_model=offer.pay_model.value,
        pool_basis=offer.pool_basis.value if offer.pool_basis else "",
        pool_micros=offer.pool_micros,
        revenue_ppm=offer.revenue_ppm,
        minimum_micros=offer.minimum_micros,
        breakage=offer.breakage.value,
        unattributed=offer.unattributed.value,
        attribution_provider=offer.attribution_provider,
        recording_ppm=offer.recording_ppm,
        composition_ppm=offer.composition_ppm,
        voice_ppm=offer.voice_ppm,
        song_parity_ppm=offer.song_parity_ppm,
    )
    unlicensed = offer.unlicensed_rates_micros
    TermsPrice.objects.bulk_create(
        TermsPrice(
            terms=terms,
            use=use.value,
            rate_micros=offer.rates_micros.get(use, 0),
            unlicensed_rate_micros=unlicensed.get(use),
        )
        for use in dict.fromkeys([*offer.rates_micros, *unlicensed])
    )
    changes.note_terms(terms, now)
    return terms


@transaction.atomic
def end(*, licence: Licence, until_at: datetime, by: User, now: datetime) -> Licence:
    """End a licence, now or later; what was used before stays as it was."""
    permissions.check_can_license(by, licence.organisation, now)
    if until_at < now or until_at <= licence.from_at:
        raise NotToBeSigned("A licence ends now or later, and after it began.")
    pen.take()
    licence.until_at = until_at
    licence.save(update_fields=["until_at"])
    changes.note_licence(licence, now)
    return licence
