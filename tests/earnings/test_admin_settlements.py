"""Contracts, payments and closings at the support desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import Deed, User
from artistportal.background import JobState
from earnings import tasks
from earnings.models import Contract, Expense, MonthClosing, Payout, PayoutTerms, TaxRate
from earnings.services import closings, month_reviews, payouts
from tests.factories.roster import OrganisationFactory, PayeeFactory
from tests.factories.settlements import JANUARY, Year, account, contract, paid_in, posted

pytestmark = pytest.mark.django_db

AT = "/admin/earnings"


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of a superuser of support."""
    user = User.objects.create_superuser("support@example.org")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return client


def closed() -> Year:
    """A payee with a contract, an account and a closed balance of twelve euros."""
    year = Year()
    paid_in(year.payee)
    contract(year.label, year.payee, rate_ppm=1_000_000)
    year.earns(JANUARY, 12_000_000)
    year.closes(JANUARY)
    return year


class TestContracts:
    def test_are_added_and_given_an_end(self, desk: Client) -> None:
        label, payee = OrganisationFactory.create(), PayeeFactory.create()
        given = {
            "organisation": label.pk,
            "payee": payee.pk,
            "title": "Recordings",
            "from_date": "2026-01-01",
            "rate": "62.5",
            "fee": "5",
            "expenses": "before_split",
            "reserve": "10",
            "reserve_months": "6",
        }

        desk.post(f"{AT}/contract/add/", given)

        made = Contract.objects.get()
        assert (made.rate_ppm, made.fee_ppm, made.reserve_ppm) == (625_000, 50_000, 100_000)
        until = timezone.now().date() + timedelta(days=30)
        desk.post(f"{AT}/contract/{made.pk}/change/", {"until_date": str(until)})
        made.refresh_from_db()
        assert made.until_date == until

    def test_say_what_cannot_stand_beside_another(self, desk: Client) -> None:
        made = contract(OrganisationFactory.create(), PayeeFactory.create())
        given = {
            "organisation": made.organisation_id,
            "payee": made.payee_id,
            "title": "Again",
            "from_date": "2026-01-01",
            "rate": "50",
            "expenses": "after_split",
            "reserve_months": "0",
        }

        answer = desk.post(f"{AT}/contract/add/", given)

        assert "K-0001 is in force then" in answer.text
        assert Contract.objects.count() == 1

    def test_take_expenses_and_advances(self, desk: Client) -> None:
        label, payee = OrganisationFactory.create(), PayeeFactory.create()
        albums = account(label, payee)
        made = contract(label, payee, recoupment=albums)
        spent = {
            "contract": made.pk,
            "incurred_date": "2026-01-01",
            "amount": "12.50",
            "currency": "EUR",
            "description": "Mastering",
        }
        ahead = {
            "action": "record_advance",
            "_selected_action": [albums.pk],
            "amount": "1000",
            "reason": "As the contract says.",
        }

        desk.post(f"{AT}/expense/add/", spent)
        desk.post(f"{AT}/recoupmentaccount/", ahead)
        refused = desk.post(f"{AT}/recoupmentaccount/", ahead | {"amount": "x"})

        assert Expense.objects.get().amount_micros == 12_500_000
        assert posted(recoupment=albums) == -1_000_000_000
        assert refused.status_code == 422
        assert "is not an amount" in refused.text


class TestPayouts:
    def test_go_step_by_step(self, desk: Client) -> None:
        year = closed()
        terms = PayoutTerms.objects.get(payee=year.payee)
        chosen = {"action": "schedule", "_selected_action": [terms.pk], "reason": "Month end."}
        desk.post(f"{AT}/payoutterms/", chosen)
        payout = Payout.objects.get()
        step = {"_selected_action": [payout.pk]}

        without = desk.post(f"{AT}/payout/", {"action": "send"} | step, follow=True)
        desk.post(f"{AT}/payout/", {"action": "send", "note": "B-1"} | step)
        desk.post(f"{AT}/payout/", {"action": "fail", "note": "Closed account"} | step)
        late = desk.post(f"{AT}/payout/", {"action": "arrive"} | step, follow=True)

        payout.refresh_from_db()
        assert "Say the bank’s reference" in without.text
        assert (payout.state, payout.why) == ("failed", "Closed account")
        assert "P-000001 is failed, so it cannot be arrived" in late.text
        assert posted(payee=year.payee) == 12_000_000

    def test_follow_terms_that_support_enters(self, desk: Client) -> None:
        payee = PayeeFactory.create()
        given = {"payee": payee.pk, "currency": "SEK", "minimum": "100", "residence": "SE"}

        desk.post(f"{AT}/payoutterms/add/", given)
        terms = PayoutTerms.objects.get()
        desk.post(f"{AT}/payoutterms/{terms.pk}/change/", given | {"minimum": "50.5"})

        terms.refresh_from_db()
        assert (terms.currency, terms.minimum_micros) == ("SEK", 50_500_000)


class TestClosings:
    def test_close_a_month_by_hand(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        Year().earns(JANUARY, 100)
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_closings", rung.extend)

        desk.post(f"{AT}/monthclosing/add/", {"month_date": "2026-01-15"})

        assert rung == [MonthClosing.objects.get().pk]

    def test_refuse_a_month_that_is_not_over(self, desk: Client) -> None:
        today = timezone.now().date()

        answer = desk.post(f"{AT}/monthclosing/add/", {"month_date": str(today)})

        assert "is not over" in answer.text

    def test_let_a_failed_one_go_on(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_closings", rung.extend)
        job = MonthClosing.objects.create(
            month_date=JANUARY.first, created_at=JANUARY.until_at, state=JobState.FAILED
        )

        chosen = {"action": "go_on", "_selected_action": [job.pk], "reason": "The disk is back."}
        desk.post(f"{AT}/monthclosing/", chosen)

        assert rung == [job.pk]

    def test_are_drafted_locked_and_sent(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Year().earns(JANUARY, 100)
        (review,) = month_reviews.due_by_itself(JANUARY.until_at)
        month_reviews.carry_out(review_id=review, clock=lambda: JANUARY.until_at)
        drafted: list[int] = []
        monkeypatch.setattr(tasks, "ring_reviews", drafted.extend)
        told: list[int] = []
        monkeypatch.setattr(tasks, "ring_sendings", told.extend)

        assert "No contract" in desk.get(f"{AT}/statementdraft/?concern=no_contract").text
        assert "0 statement drafts" in desk.get(f"{AT}/statementdraft/?concern=held").text
        again = {"action": "draft_again", "_selected_action": [review], "reason": "A contract."}
        desk.post(f"{AT}/monthreview/", again)
        closings.due(
            month=JANUARY, by=User.objects.get(email="support@example.org"), now=JANUARY.until_at
        )
        job = MonthClosing.objects.get()
        send = {"action": "send", "_selected_action": [job.pk], "reason": "Reviewed with Mara."}
        early = desk.post(f"{AT}/monthclosing/", send, follow=True)
        closings.carry_out(closing_id=job.pk, clock=lambda: JANUARY.until_at)
        desk.post(f"{AT}/monthclosing/", send)

        job.refresh_from_db()
        assert drafted == [review]
        assert "January 2026 is not locked yet" in early.text
        assert (job.held_back, told) == (False, [job.pk])
        assert Deed.objects.filter(reason="Reviewed with Mara.").exists()


class TestLists:
    @pytest.mark.parametrize(
        "name",
        [
            "contract",
            "expense",
            "monthclosing",
            "monthreview",
            "payout",
            "payoutterms",
            "recoupmentaccount",
            "statement",
            "statementdraft",
            "taxrate",
        ],
    )
    def test_open_with_few_queries(
        self, desk: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        year = closed()
        account(year.label, year.payee)
        TaxRate.objects.create(rate_ppm=1, from_date=date(2026, 1, 1), ground="Invented")
        by = User.objects.get(email="support@example.org")
        payouts.schedule(by=by, now=JANUARY.until_at + timedelta(days=9))

        with django_assert_max_num_queries(10):
            answer = desk.get(f"{AT}/{name}/")

        assert answer.status_code == 200

    def test_show_a_statement_with_its_parts(self, desk: Client) -> None:
        told = closed().closes(JANUARY)

        answer = desk.get(f"{AT}/statement/{told.pk}/change/")

        assert told.content_sha256 in answer.text
        assert "K-0001" in answer.text
