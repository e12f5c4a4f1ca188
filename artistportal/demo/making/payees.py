"""Where the acts' money goes, who changed it lately, whose is held, and what a label reads weekly.

The account numbers are the examples of the IBAN's own registry: no bank has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import saved_views
from artistportal.accounts.services.saved_views import Place
from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import LABEL_ADMIN, SECOND_SUPPORT, SUPPORT
from artistportal.demo.plans import Plan
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.services import splits
from earnings.domain.payout_accounts import Given
from earnings.domain.report_times import Every
from earnings.models import PayeeHold, ScheduledReport
from earnings.queries import payees
from earnings.services import payee_holds, payout_accounts, scheduled_reports
from earnings.services.payee_holds import Grounds

ENTERED_AFTER = timedelta(days=2)
CHANGED_BEFORE = timedelta(days=2)
HELD_BEFORE = timedelta(days=20)
ANSWERED_WITHIN = timedelta(days=30)
ACT = "glasshouse-harbour"
VIEW = "period=last-12-months&currency=EUR&by=territory"


@dataclass(frozen=True)
class Bank:
    """Whose account, and where it is."""

    artist: str
    country: str
    number: str
    bic: str = ""


BANKS = (
    Bank(cast.STAR, "SE", "SE4550000000058398257466"),
    Bank(cast.DEMO_ARTIST, "ES", "ES9121000418450200051332"),
    Bank(ACT, "GB", "GB29NWBK60161331926819"),
    Bank(cast.WREN, "IE", "IE29AIBK93115212345678"),
    Bank(cast.DIEGO, "CO", "00406512345", "COLOCOBM"),
)
LABELS_BANK = Given("Saltmeadow Records", "GB", "GB33BUKB20201555555555")
WRENS_NEW = Given("Wren Halloran-Okoye", "IE", "IE64IRCE92050112345678")


@transaction.atomic
def enter(plan: Plan, rosters: Rosters) -> None:
    """Every owner's first account, long before the first payment."""
    now = plan.founded_at + ENTERED_AFTER
    for bank in BANKS:
        if bank.artist in rosters.artists:
            artist = rosters.artists[bank.artist]
            _enter(artist, Given(artist.name, bank.country, bank.number, bank.bic), now)
    _enter(rosters.organisations[cast.LABEL], LABELS_BANK, now)


@transaction.atomic
def make(plan: Plan, users: Users, rosters: Rosters) -> None:
    """What stands at the end of the tale: a new account that waits, a hold, a weekly report."""
    if ScheduledReport.objects.exists():
        return
    as_of = plan.timeline.as_of
    _give(rosters.artists[cast.WREN], WRENS_NEW, as_of - CHANGED_BEFORE)
    if cast.DIEGO in rosters.artists:
        _hold(rosters.artists[cast.DIEGO], users, as_of)
    _read(rosters.organisations[cast.LABEL], users[LABEL_ADMIN], as_of)


def _enter(party: Artist | Organisation, given: Given, now: datetime) -> None:
    """The first account, where there is none yet."""
    payee = payees.of_party(party)
    if payee is None or payees.newest_account(payee) is None:
        _give(party, given, now)


def _give(party: Artist | Organisation, given: Given, now: datetime) -> None:
    owners = party.members.in_force(now).filter(role="owner").order_by("pk")
    payout_accounts.give(party=party, given=given, by=owners[0].user, now=now)


def _hold(artist: Artist, users: Users, as_of: datetime) -> PayeeHold:
    """Two people of support keep a payee's money back, with words that the payee reads."""
    grounds = Grounds(
        reason="Somebody else says that two of these recordings are theirs.",
        next_step="Support compares both contracts and writes to both.",
        deadline_date=(as_of + ANSWERED_WITHIN).date(),
    )
    asked_at = as_of - HELD_BEFORE
    hold = payee_holds.ask(
        payee=splits.payee_of_artist(artist), grounds=grounds, by=users[SUPPORT], now=asked_at
    )
    return payee_holds.approve(
        hold=hold, by=users[SECOND_SUPPORT], now=asked_at + timedelta(hours=3)
    )


def _read(label: Organisation, user: User, as_of: datetime) -> None:
    """The label's owner keeps one view of the earnings, and lets it come on Mondays."""
    account = Account(
        AccountKind.ORGANISATION, label.pk, label.public_id, label.name, "owner", sees_money=True
    )
    place = Place(account.key, "earnings:label")
    saved_views.save(place=place, name="By country", query=VIEW, user=user, now=as_of)
    scheduled_reports.plan(
        account=account,
        name="By country, on Mondays",
        query=VIEW,
        every=Every.WEEK,
        user=user,
        now=as_of,
    )
