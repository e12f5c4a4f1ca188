"""Who hears of statements and payments, and that no amount is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from artistportal.accounts.models import Notification
from artistportal.roster.models import ArtistMember
from earnings.models import Statement
from earnings.services import payouts
from tests.factories.accounts import support
from tests.factories.roster import ArtistMemberFactory
from tests.factories.settlements import JANUARY, Year, paid_in

pytestmark = pytest.mark.django_db
LATER = JANUARY.until_at + timedelta(days=8)


@pytest.fixture
def member() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Ana Sol")


def closed(member: ArtistMember) -> Year:
    """A month of the member's artist with money in it, closed."""
    year = Year()
    year.payee.artist = member.artist
    year.payee.save()
    ArtistMemberFactory.create(artist=member.artist, sees_money=False)
    paid_in(year.payee)
    year.earns(JANUARY, 12_345_678)
    year.closes(JANUARY)
    return year


class TestStatements:
    def test_are_told_once_to_those_who_are_shown_the_money(self, member: ArtistMember) -> None:
        closed(member)

        (news,) = Notification.objects.all()
        assert (news.to, news.topic) == (member.user, "statements")
        assert news.subject == f"Ana Sol: the statement for {JANUARY.first:%B %Y}"
        assert news.path == f"/earnings/statements/{Statement.objects.get().public_id}/"
        assert news.account == f"artist:{member.artist.public_id}"
        assert "12" not in news.text


class TestPayments:
    def test_are_told_when_sent_and_when_they_come_back(
        self, member: ArtistMember, settings: Any
    ) -> None:
        settings.PAYOUTS_NEED_ACCOUNTS = False
        year = closed(member)
        (payout,) = payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER)
        for _ in range(2):
            payouts.send(payout=payout, reference="A1", by=support(), now=LATER)
        for _ in range(2):
            payouts.fail(payout=payout, why="Account closed", by=support(), now=LATER)

        told = Notification.objects.filter(subject__startswith="Payment").order_by("pk")
        assert [news.subject.rpartition("Ana Sol ")[2] for news in told] == [
            "is on its way",
            "came back",
        ]
        assert all("12" not in news.text for news in told)
