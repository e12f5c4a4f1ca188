"""Holds on payees: two people put one on, two lift it, and nothing is paid meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from artistportal.accounts.models import Deed, DeedConcern, Letter, Notification, User
from artistportal.roster.models import Payee
from earnings.models import PayeeHold
from earnings.queries import payees
from earnings.services import payee_holds, payouts
from earnings.services.payee_holds import NotHeld
from earnings.services.payouts import NotPayable
from tests.factories.accounts import UserFactory, support
from tests.factories.payees import account, asked, held
from tests.factories.roster import NOW, ArtistMemberFactory, PayeeFactory
from tests.factories.settlements import JANUARY, Year, cheap_deal, paid_in

pytestmark = pytest.mark.django_db

LATER = JANUARY.until_at + timedelta(days=8)


@pytest.fixture
def mira() -> Payee:
    artist = ArtistMemberFactory.create(artist__name="Mira Holm").artist
    return PayeeFactory.create(artist=artist, name=artist.name)


@pytest.fixture
def second() -> User:
    return UserFactory.create(is_staff=True)


class TestAsk:
    def test_holds_nothing_yet_and_tells_nobody_outside(self, mira: Payee) -> None:
        hold = asked(mira)

        assert asked(mira) == hold
        assert not payees.in_force([mira.pk]).exists()
        assert not Notification.objects.exists()
        assert not DeedConcern.objects.filter(deed__verb__startswith="payee.").exists()

    @pytest.mark.parametrize(
        "changed",
        [
            pytest.param({"reason": " "}, id="no-reason"),
            pytest.param({"next_step": ""}, id="no-next-step"),
            pytest.param({"deadline_date": date(2026, 3, 14)}, id="deadline-passed"),
        ],
    )
    def test_needs_what_the_payee_will_read(self, mira: Payee, changed: dict[str, Any]) -> None:
        with pytest.raises(NotHeld):
            asked(mira, **changed)


class TestApprove:
    def test_takes_a_second_person(self, mira: Payee, second: User) -> None:
        hold = asked(mira)

        with pytest.raises(NotHeld, match="somebody else"):
            payee_holds.approve(hold=hold, by=support(), now=NOW)
        with pytest.raises(PermissionDenied):
            payee_holds.approve(hold=hold, by=UserFactory.create(), now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            PayeeHold.objects.filter(pk=hold.pk).update(approved_by=hold.asked_by)
        for _ in range(2):
            hold = payee_holds.approve(hold=hold, by=second, now=NOW)

        assert list(payees.in_force([mira.pk])) == [hold]
        assert Deed.objects.filter(verb="payee.hold_approved").count() == 1

    def test_tells_the_owners_why_and_what_next(self, mira: Payee) -> None:
        held(mira)

        (news,) = Notification.objects.all()
        assert (news.topic, news.by_mail) == ("holds", "now")
        assert "Two people say that they are you. Support compares" in news.text
        assert Letter.objects.count() == 1


class TestLift:
    def test_takes_two_people_again(self, mira: Payee, second: User) -> None:
        hold = held(mira)
        with pytest.raises(NotHeld, match="Nobody has asked"):
            payee_holds.lift(hold=hold, by=second, now=NOW)
        hold = payee_holds.ask_to_lift(hold=hold, reason="It is you.", by=support(), now=NOW)

        with pytest.raises(NotHeld, match="somebody else"):
            payee_holds.lift(hold=hold, by=support(), now=NOW)
        assert payees.in_force([mira.pk]).exists()
        for _ in range(2):
            payee_holds.lift(hold=hold, by=second, now=NOW)

        assert not payees.in_force([mira.pk]).exists()
        assert Notification.objects.count() == 2

    def test_of_what_was_never_in_force_drops_it(self, mira: Payee, second: User) -> None:
        hold = asked(mira)

        payee_holds.ask_to_lift(hold=hold, reason="The wrong payee.", by=support(), now=NOW)

        with pytest.raises(NotHeld, match="dropped"):
            payee_holds.approve(hold=hold, by=second, now=NOW)
        assert not Notification.objects.exists()


class TestPayments:
    def test_pass_over_who_is_held(self, mira: Payee) -> None:
        year = Year(cheap_deal(payee=mira))
        account(mira)
        paid_in(mira)
        year.earns(JANUARY, 5_000_000)
        year.closes(JANUARY)
        (payout,) = payouts.schedule(by=support(), now=LATER)
        hold = held(mira, LATER)

        with pytest.raises(NotPayable, match="Two people say"):
            payouts.send(payout=payout, reference="B-1", by=support(), now=LATER)
        payouts.fail(payout=payout, why="On hold.", by=support(), now=LATER)
        assert payouts.schedule(by=support(), now=LATER) == []
        (barrier,) = payees.barriers([mira.pk], LATER)[mira.pk]
        assert (barrier.hold, barrier.deadline) == (hold, hold.deadline_date)
