"""What people are told about their money: that a statement is there, that a payment left or failed.

To those who are shown the money, and never with an amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.models import ArtistMember, OrganisationMember, Payee
from artistportal.roster.models.batches import among_ids
from earnings.domain.payouts import PayoutState
from earnings.models import Payout, Statement


def tell_of_statements(payees: list[int], statements: Iterable[Statement], now: datetime) -> None:
    """Tell of the statements that were issued for the payees."""
    issued = defaultdict(list)
    for statement in statements:
        issued[statement.payee_id].append(statement)
    told = [
        (_statements(issued[payee], name, account), person)
        for payee, name, account, person in _people(payees, now)
        if issued[payee]
    ]
    notifications.tell_each(told, now=now)


def tell_of_payment(payout: Payout, now: datetime) -> None:
    """Tell that a payment was sent, or that it came back."""
    is_sent = payout.state == PayoutState.SENT.value
    what = "is on its way" if is_sent else "came back"
    more = (
        "Banks take some days. The page of your balance says when it has arrived."
        if is_sent
        else f"The bank says: {payout.why or 'no reason'}\n\nThe money is on your balance again."
    )
    told = [
        (
            News(
                topic=Topic.STATEMENTS,
                subject=f"Payment {payout.code} to {name} {what}",
                text=more,
                path=reverse("earnings:balance"),
                account=account,
            ),
            person,
        )
        for _payee, name, account, person in _people([payout.payee_id], now)
    ]
    notifications.tell_each(told, now=now)


def _statements(issued: list[Statement], name: str, account: str) -> News:
    first = issued[0]
    alone = reverse("earnings:statement", kwargs={"public_id": first.public_id})
    return News(
        topic=Topic.STATEMENTS,
        subject=f"{name}: the statement for {first.month_date:%B %Y}",
        text="It says what came in, what was taken from it, and what is left. Each line of it can"
        " be followed back to its uses.",
        path=alone if len(issued) == 1 else reverse("earnings:statements"),
        account=account,
    )


def _people(payees: list[int], now: datetime) -> Iterator[tuple[int, str, str, User]]:
    """Everybody who is shown the money of one of the payees: its id, name and account first."""
    among = Payee.objects.filter(pk__in=among_ids(payees))
    artists = ArtistMember.objects.in_force(now).filter(sees_money=True, artist__payee__in=among)
    for member in artists.select_related("artist__payee", "user").order_by("pk"):
        artist = member.artist
        key = f"{AccountKind.ARTIST}:{artist.public_id}"
        yield artist.payee.pk, artist.name, key, member.user
    others = OrganisationMember.objects.in_force(now).filter(
        sees_money=True, organisation__payee__in=among
    )
    for place in others.select_related("organisation__payee", "user").order_by("pk"):
        party = place.organisation
        key = f"{AccountKind.ORGANISATION}:{party.public_id}"
        yield party.payee.pk, party.name, key, place.user
