"""What the label and its acts agreed, what was paid ahead and spent, how payees are paid and taxed.

The star recoups one advance under two contracts, another act has its expenses taken before the
split, the demo's artist has a reserve. The rates of tax and of exchange are plainly invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan
from artistportal.periods import DAY
from artistportal.roster.models import Payee
from artistportal.roster.services import splits
from earnings.domain.contracts import Expenses
from earnings.models import Contract, PayoutTerms, TaxRate
from earnings.services import contracts, exchange_rates, payouts
from earnings.services.contracts import Agreement, Spent

CURRENCY = "EUR"
EURO = 1_000_000
ACT = "glasshouse-harbour"
BEFORE_IT_ALL = timedelta(days=30)
SOURCE = "Invented for the demo"
SPENT = (
    (2, 180 * EURO, "Mastering of two singles"),
    (9, 420 * EURO, "Remixes for the winter release"),
    (21, -60 * EURO, "Mastering: charged twice by mistake"),
)
"""In which week of the tale, how much, and for what."""


@dataclass(frozen=True)
class Paid:
    """Somebody who is paid here: where they live, from how many euros on, for which fee."""

    artist: str
    residence: str
    minimum: int
    has_form: bool = False
    fee_micros: int = 0


PAID = (
    Paid(cast.STAR, "SE", 100, has_form=True),
    Paid(cast.DEMO_ARTIST, "ES", 25, has_form=True, fee_micros=250_000),
    Paid(ACT, "GB", 50),
    Paid(cast.WREN, "IE", 25),
    Paid(cast.DIEGO, "CO", 25),
)
RATES = (("", "US", False, 150_000), ("SE", "US", True, 0), ("ES", "US", True, 50_000))
"""Residence, source, whether a form is asked for, parts per million. All invented."""


@transaction.atomic
def make(plan: Plan, users: Users, rosters: Rosters) -> None:
    """Everything that is agreed before the first use is reported, once."""
    if Contract.objects.exists():
        return
    _exchange(plan, users[SUPPORT])
    _terms(plan, users[SUPPORT], rosters)
    _star(plan, users[SUPPORT], rosters)
    _act(plan, users[SUPPORT], rosters)
    _with_reserve(plan, users[SUPPORT], rosters)


def _exchange(plan: Plan, by: User) -> None:
    """What a euro was worth in dollars on each weekday of the tale: a slow, invented wave."""
    rows = ["Date,USD,"]
    days = list(_weekdays(plan.timeline.starts_at.date() - 40 * DAY, plan.timeline.as_of.date()))
    for place, day in reversed(list(enumerate(days))):
        wave = abs(place % 260 - 130)
        rows.append(f"{day},1.{600 + wave * 8:04d},")
    file = BytesIO("\n".join([*rows, ""]).encode())
    exchange_rates.take_in(file=file, source=SOURCE, by=by, now=plan.timeline.as_of)


def _weekdays(first: date, until: date) -> Iterator[date]:
    while first < until:
        if first.isoweekday() <= 5:  # Friday
            yield first
        first += DAY


def _terms(plan: Plan, by: User, rosters: Rosters) -> None:
    from_date = plan.timeline.starts_at.date()
    TaxRate.objects.bulk_create(
        TaxRate(
            residence=residence,
            source=source,
            needs_form=needs_form,
            rate_ppm=rate_ppm,
            from_date=from_date,
            ground=f"{SOURCE}; no law says so",
        )
        for residence, source, needs_form, rate_ppm in RATES
    )
    for paid in PAID:
        if paid.artist not in rosters.artists:
            continue
        terms = PayoutTerms(
            payee=_payee(rosters, paid.artist),
            currency=CURRENCY,
            minimum_micros=paid.minimum * EURO,
            fee_micros=paid.fee_micros,
            residence=paid.residence,
            form_from_date=from_date if paid.has_form else None,
        )
        payouts.agree(terms=terms, by=by)
    label = splits.payee_of_organisation(rosters.organisations[cast.LABEL])
    payouts.agree(terms=PayoutTerms(payee=label, currency=CURRENCY, residence="GB"), by=by)


def _star(plan: Plan, by: User, rosters: Rosters) -> None:
    """An advance on two contracts, one after the other."""
    payee, label = _payee(rosters, cast.STAR), rosters.organisations[cast.LABEL]
    albums = contracts.open_account(
        organisation=label, payee=payee, name="Albums", currency=CURRENCY, by=by
    )
    begins_at = plan.timeline.starts_at - BEFORE_IT_ALL
    renewed = plan.timeline.month(0.5).first
    first = Agreement(
        "First two albums",
        begins_at.date(),
        700_000,
        until_date=renewed,
        reserve_ppm=100_000,
        reserve_months=3,
        recoupment=albums,
    )
    second = Agreement("Third album", renewed, 800_000, recoupment=albums)
    for agreement in (first, second):
        contracts.add(organisation=label, payee=payee, agreement=agreement, by=by)
    contracts.advance(recoupment=albums, amount_micros=60_000 * EURO, by=by, now=begins_at)


def _act(plan: Plan, by: User, rosters: Rosters) -> None:
    """Expenses before the split, and an advance that is made up for."""
    payee, label = _payee(rosters, ACT), rosters.organisations[cast.LABEL]
    begins_at = plan.timeline.starts_at - BEFORE_IT_ALL + timedelta(hours=1)
    songs = contracts.open_account(
        organisation=label, payee=payee, name="Recordings", currency=CURRENCY, by=by
    )
    agreement = Agreement(
        "Recordings",
        begins_at.date(),
        850_000,
        fee_ppm=50_000,
        expenses=Expenses.BEFORE_SPLIT,
        recoupment=songs,
    )
    under = contracts.add(organisation=label, payee=payee, agreement=agreement, by=by)
    contracts.advance(recoupment=songs, amount_micros=1_500 * EURO, by=by, now=begins_at)
    for weeks, amount_micros, description in SPENT:
        at = plan.timeline.starts_at + timedelta(weeks=weeks)
        if at < plan.timeline.as_of:
            spent = Spent(at.date(), amount_micros, CURRENCY, description)
            contracts.spend(contract=under, spent=spent, by=by, now=at)


def _with_reserve(plan: Plan, by: User, rosters: Rosters) -> None:
    agreement = Agreement(
        "Recordings",
        (plan.timeline.starts_at - BEFORE_IT_ALL).date(),
        900_000,
        reserve_ppm=100_000,
        reserve_months=6,
    )
    contracts.add(
        organisation=rosters.organisations[cast.LABEL],
        payee=_payee(rosters, cast.DEMO_ARTIST),
        agreement=agreement,
        by=by,
    )


def _payee(rosters: Rosters, artist: str) -> Payee:
    return splits.payee_of_artist(rosters.artists[artist])
