"""Drafts of a month: what the closing will say, posted nowhere; then locked, then sent."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, Notification
from artistportal.background import JobState
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Organisation, Payee
from earnings.models import (
    Entry,
    MonthClosing,
    MonthReview,
    Statement,
    StatementDraft,
    StatementPart,
)
from earnings.queries import balances, statements
from earnings.queries import month_reviews as asked
from earnings.services import closings, exchange_rates, ledger_checks, month_reviews
from earnings.services.closings import NotLocked, NotOver
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import ArtistMemberFactory, OrganisationMemberFactory
from tests.factories.settlements import (
    JANUARY,
    Year,
    account,
    cheap_deal,
    close,
    contract,
    paid_in,
)

pytestmark = pytest.mark.django_db

FEBRUARY = JANUARY.next()
OVER = JANUARY.until_at + timedelta(days=1)
SUMS = (
    "payee", "currency", "opening_micros", "earned_micros", "costs_micros", "reserved_micros",
    "released_micros", "recouped_micros", "tax_micros", "paid_micros", "closing_micros",
    "held_micros",
)  # fmt: skip
PART_SUMS = (
    "organisation", "contract", "reserved_micros", "released_micros", "recouped_micros",
)  # fmt: skip


def draft() -> MonthReview:
    (review,) = month_reviews.due_by_itself(OVER)
    month_reviews.carry_out(review_id=review, clock=lambda: OVER)
    return MonthReview.objects.get(pk=review)


def lock() -> MonthClosing:
    """Somebody of support closes January."""
    (closing,) = closings.due(month=JANUARY, by=support(), now=OVER)
    closings.carry_out(closing_id=closing, clock=lambda: OVER)
    return MonthClosing.objects.get(pk=closing)


def of_label(label: Organisation) -> Account:
    kind = AccountKind.ORGANISATION
    return Account(kind, label.pk, label.public_id, label.name, role="owner", sees_money=True)


class TestCarryOut:
    def test_drafts_what_the_closing_then_issues(self) -> None:
        year = Year()
        contract(
            year.label,
            year.payee,
            fee_ppm=100_000,
            reserve_ppm=250_000,
            reserve_months=1,
            recoupment=account(year.label, year.payee),
        )
        distributor = cheap_deal(payee=year.label_payee)
        contract(distributor.licence.organisation, year.label_payee, rate_ppm=800_000)
        abroad = cheap_deal(currency="USD", payee=year.payee, country="US")
        paid_in(year.payee, "EUR")
        file = io.BytesIO(b"Date,USD,\n2026-01-30,1.25,\n")
        exchange_rates.take_in(file=file, source="ECB", by=None, now=OVER)
        for given, micros in ((None, 1_001), (distributor, 777), (abroad, 333)):
            year.earns(JANUARY, micros, given=given)
        entries = Entry.objects.count()

        review = draft()

        assert (review.state, Entry.objects.count()) == (JobState.DONE, entries)
        drafted = set(StatementDraft.objects.values_list(*SUMS))
        parts = sorted(
            StatementDraft.objects.values_list(*(f"parts__{n}" for n in PART_SUMS)), key=str
        )
        close(JANUARY)
        assert drafted == set(Statement.objects.values_list(*SUMS))
        issued = StatementPart.objects.exclude(earned_micros=0, reserved_micros=0)
        assert parts == sorted(issued.values_list(*PART_SUMS), key=str)
        assert not list(ledger_checks.faults())

    def test_drafts_an_organisation_that_only_gets_by_contract(self) -> None:
        year = Year()
        contract(year.label, year.payee)
        year.earns(JANUARY, 100)

        draft()

        label = StatementDraft.objects.get(payee=year.label_payee)
        assert (label.earned_micros, label.closing_micros) == (50, 50)

    def test_compares_with_the_month_before_and_names_what_to_look_at(self) -> None:
        year = Year()
        year.earns(JANUARY, 100)
        close(JANUARY)
        year.earns(FEBRUARY, 1_000)
        now = FEBRUARY.until_at

        (review,) = month_reviews.due_by_itself(now)
        month_reviews.carry_out(review_id=review, clock=lambda: now)

        (drafted,) = StatementDraft.objects.all()
        assert (drafted.opening_micros, drafted.earned_before_micros) == (100, 100)
        assert drafted.concerns == "no_account no_contract large_change"

    def test_takes_the_place_of_what_was_drafted_before(self) -> None:
        year = Year()
        year.earns(JANUARY, 100)
        review = draft()
        contract(year.label, year.payee)

        (again,) = month_reviews.due(month=JANUARY, by=support(), now=OVER)
        month_reviews.carry_out(review_id=again, clock=lambda: OVER)

        assert again == review.pk
        assert StatementDraft.objects.get(payee=year.payee).closing_micros == 50

    def test_keeps_what_was_looked_at_once_the_month_is_being_locked(self) -> None:
        Year().earns(JANUARY, 100)
        month_reviews.due_by_itself(OVER)
        (again,) = month_reviews.due(month=JANUARY, by=support(), now=OVER)
        month_reviews.carry_out(review_id=again, clock=lambda: OVER)
        month_reviews.due(month=JANUARY, by=support(), now=OVER)
        lock()

        month_reviews.carry_out(review_id=again, clock=lambda: OVER)

        assert MonthReview.objects.get().state == JobState.DONE
        assert StatementDraft.objects.get().closing_micros == 100

    def test_fails_for_want_of_a_rate_until_it_comes(self) -> None:
        year = Year(cheap_deal(currency="USD"))
        paid_in(year.payee, "EUR")
        year.earns(JANUARY, 100)
        review = draft()
        assert (review.state, StatementDraft.objects.count()) == (JobState.FAILED, 0)

        file = io.BytesIO(b"Date,USD,\n2026-01-30,1.25,\n")
        taken = exchange_rates.take_in(file=file, source="ECB", by=None, now=OVER)
        month_reviews.carry_out(review_id=taken.reviews[0], clock=lambda: OVER)

        assert StatementDraft.objects.get().closing_micros == 80


class TestDue:
    def test_drafts_a_month_once_it_is_over_and_only_once(self) -> None:
        Year().earns(JANUARY, 100)

        early = month_reviews.due_by_itself(JANUARY.until_at - timedelta(seconds=1))
        draft()

        assert (early, month_reviews.due_by_itself(OVER)) == ([], [])

    def test_refuses_months_that_are_not_next_and_those_who_are_not_support(self) -> None:
        Year().earns(JANUARY, 100)
        late = FEBRUARY.until_at

        with pytest.raises(NotOver, match="January 2026 is not over"):
            month_reviews.due(month=JANUARY, by=support(), now=JANUARY.from_at)
        with pytest.raises(NotOver, match="February 2026 is not the next month"):
            month_reviews.due(month=FEBRUARY, by=support(), now=late)
        with pytest.raises(PermissionDenied):
            month_reviews.due(month=JANUARY, by=UserFactory.create(), now=late)


class TestNote:
    def test_keeps_who_reviewed_an_organisation_s_part(self) -> None:
        year, other = Year(), Year()
        year.earns(JANUARY, 100)
        review = draft()
        owner = OrganisationMemberFactory.create(
            organisation=year.label, role=OrganisationRole.OWNER
        )

        month_reviews.note(review=review, organisation=year.label, by=owner.user, now=OVER)
        with pytest.raises(PermissionDenied):
            month_reviews.note(review=review, organisation=other.label, by=owner.user, now=OVER)

        deed = Deed.objects.get(verb=asked.REVIEWED)
        assert (deed.by, deed.subject) == (owner.user, "accounting_month:2026-01")
        own, others = (
            asked.of_account(of_label(year.label)),
            asked.of_account(of_label(other.label)),
        )
        assert own is not None
        assert others is not None
        assert ([part.earned_micros for part in own.parts], own.deed) == ([100], deed)
        assert (list(others.parts), others.deed) == ([], None)


class TestSend:
    def test_shows_and_tells_payees_what_was_locked(self) -> None:
        member = ArtistMemberFactory.create()
        year = Year()
        Payee.objects.filter(pk=year.payee.pk).update(artist=member.artist)
        contract(year.label, year.payee, recoupment=account(year.label, year.payee))
        paid_in(year.payee)
        year.earns(JANUARY, 100)
        artist = Account(
            AccountKind.ARTIST, member.artist.pk, member.artist.public_id, "Ana", "owner", True
        )
        before = statements.open_months(artist, FEBRUARY)

        job = lock()

        assert (job.state, job.held_back, job.statements) == (JobState.DONE, True, 2)
        assert not statements.of_account(artist).exists()
        assert not Notification.objects.filter(topic="statements").exists()
        assert statements.open_months(artist, FEBRUARY) == before
        assert balances.payable([year.payee.pk]) == {}

        told = closings.send(month=JANUARY, by=support(), now=OVER)
        for _ in range(2):
            closings.tell(closing_id=told[0], now=OVER)

        assert [statement.closing_micros for statement in statements.of_account(artist)] == [50]
        assert Notification.objects.filter(topic="statements", to=member.user).count() == 1
        assert balances.payable([year.payee.pk]) == {(year.payee.pk, "EUR"): 50}
        assert closings.untold(OVER + timedelta(hours=1)) == []

    def test_is_for_support_and_for_locked_months(self) -> None:
        Year().earns(JANUARY, 100)
        closings.due(month=JANUARY, by=support(), now=OVER)

        with pytest.raises(PermissionDenied):
            closings.send(month=JANUARY, by=UserFactory.create(), now=OVER)
        with pytest.raises(NotLocked, match="January 2026 is not locked yet"):
            closings.send(month=JANUARY, by=support(), now=OVER)

    def test_comes_before_the_months_after_it(self) -> None:
        year = Year()
        year.earns(JANUARY, 100)
        lock()
        year.earns(FEBRUARY, 7)

        close(FEBRUARY)

        assert list(MonthClosing.objects.values_list("held_back", flat=True)) == [True, True]
        closings.send(month=FEBRUARY, by=support(), now=FEBRUARY.until_at)
        assert balances.last_closed() == FEBRUARY
