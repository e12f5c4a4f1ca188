"""Closing months: in order, once, whatever interrupts it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries, Settings

from artistportal import background
from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.models import Payee
from earnings.domain import statement_contents
from earnings.models import Entry, MonthClosing, Posting, RoyaltyRun, Statement
from earnings.services import closings, exchange_rates, ledger_checks
from earnings.services import settlements as settling
from earnings.services.closings import NotOver
from tests.factories.accounts import UserFactory
from tests.factories.earnings import last_run
from tests.factories.settlements import (
    JANUARY,
    Year,
    account,
    cheap_deal,
    close,
    contract,
    paid_in,
    statement,
)

pytestmark = pytest.mark.django_db

FEBRUARY = JANUARY.next()
LATER = FEBRUARY.until_at + timedelta(days=5)


def due(month: Month = JANUARY) -> int:
    (first,) = closings.due(month=month, by=None, now=LATER)
    return first


def go_on(closing: int, after: timedelta = timedelta()) -> list[int]:
    return closings.carry_out(closing_id=closing, clock=lambda: LATER + after)


class TestDue:
    def test_makes_every_month_wait_since_the_first_entry(self) -> None:
        Year().earns(JANUARY, 100)

        first = due(FEBRUARY)

        waiting = list(MonthClosing.objects.order_by("month_date"))
        assert [Month(job.month_date) for job in waiting] == [JANUARY, FEBRUARY]
        assert waiting[0].pk == first

    def test_refuses_a_month_that_is_not_over(self) -> None:
        with pytest.raises(NotOver, match="January 2026 is not over"):
            closings.due(month=JANUARY, by=None, now=JANUARY.from_at)

    def test_is_for_support_alone(self) -> None:
        with pytest.raises(PermissionDenied):
            closings.due(month=JANUARY, by=UserFactory.create(), now=LATER)

    def test_comes_by_itself_some_days_after_the_month(self, settings: Settings) -> None:
        settings.CLOSE_MONTHS_AFTER_DAYS = 5
        Year().earns(JANUARY, 100)

        early = closings.due_by_itself(JANUARY.until_at + timedelta(days=4))
        in_time = closings.due_by_itself(JANUARY.until_at + timedelta(days=5))

        assert (len(early), len(in_time)) == (0, 1)

    def test_is_left_to_support_where_the_setting_says_so(self, settings: Settings) -> None:
        settings.CLOSE_MONTHS_AFTER_DAYS = 0
        Year().earns(JANUARY, 100)

        assert closings.due_by_itself(LATER) == []


class TestCarryOut:
    def test_issues_a_statement_whose_content_gives_its_hash(self) -> None:
        year = Year()
        year.earns(JANUARY, 100)

        told = year.closes(JANUARY)

        job = MonthClosing.objects.get()
        assert (job.state, job.statements) == (JobState.DONE, 1)
        assert told.closing_micros == 100
        assert told.content["statement"] == told.code == "S-000001"
        (entry,) = told.content["entries"]
        run = last_run(year.deal.licence)
        assert entry["run"] == run.code
        assert entry["allocation_sha256"] == run.allocation_sha256
        stored = Statement.objects.get().content
        assert statement_contents.sha256(stored) == told.content_sha256

    def test_closes_months_in_their_order(self) -> None:
        Year().earns(JANUARY, 100)
        due(FEBRUARY)
        january, february = MonthClosing.objects.order_by("month_date")

        assert go_on(february.pk) == []
        february.refresh_from_db()
        assert february.progress_note == "Waits for January 2026 to be closed."
        assert go_on(january.pk) == [february.pk]
        assert go_on(february.pk) == []
        assert statement(Payee.objects.first(), FEBRUARY).opening_micros == 100  # type: ignore[arg-type]

    def test_waits_for_the_runs_that_were_due(self) -> None:
        year = Year()
        year.earns(JANUARY, 100)
        RoyaltyRun.objects.update(state=JobState.WAITING)

        go_on(due())

        assert MonthClosing.objects.get().progress_note.startswith("Waits for 1 royalty run")
        assert not Statement.objects.exists()

    def test_done_twice_is_done_once(self) -> None:
        year = Year()
        contract(year.label, year.payee)
        year.earns(JANUARY, 100)
        close(JANUARY)
        before = Entry.objects.count(), Statement.objects.count()

        go_on(MonthClosing.objects.get().pk)
        MonthClosing.objects.update(state=JobState.WAITING)
        go_on(MonthClosing.objects.get().pk)

        assert (Entry.objects.count(), Statement.objects.count()) == before

    def test_goes_on_where_it_was_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        year = Year()
        other = cheap_deal(organisation=year.label)
        for payee in (year.payee, other.payee):
            contract(year.label, payee)
        year.earns(JANUARY, 101)
        year.earns(JANUARY, 53, given=other)
        monkeypatch.setattr(closings, "PAYEES_AT_ONCE", 1)
        closing, settle = due(), settling.settle

        def dies(payees: list[int], *rest: object) -> int:
            if other.payee.pk in payees:
                raise KeyboardInterrupt
            return settle(payees, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(settling, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            go_on(closing)
        monkeypatch.setattr(settling, "settle", settle)
        go_on(closing, after=2 * background.Job.still_after)

        assert Statement.objects.count() == 3
        assert statement(year.label_payee, JANUARY).earned_micros == 51 + 27
        assert list(ledger_checks.faults()) == []

    def test_settles_an_organisation_after_those_who_pass_money_on_to_it(self) -> None:
        year = Year()
        contract(year.label, year.payee)
        distributor = cheap_deal(payee=year.label_payee)
        contract(distributor.licence.organisation, year.label_payee, rate_ppm=800_000)
        year.earns(JANUARY, 100)
        year.earns(JANUARY, 1_000, given=distributor)

        close(JANUARY)

        label = statement(year.label_payee, JANUARY)
        assert (label.earned_micros, label.costs_micros, label.closing_micros) == (1_050, 200, 850)
        assert label.content["contract_income"] == [
            {"currency": "EUR", "entries": 1, "amount_micros": 50}
        ]
        last = Payee.objects.get(organisation=distributor.licence.organisation)
        assert statement(last, JANUARY).closing_micros == 200

    def test_fails_where_a_rate_is_missing_and_goes_on_when_it_is_there(self) -> None:
        year = Year(cheap_deal(currency="USD"))
        paid_in(year.payee, "EUR")
        year.earns(JANUARY, 100)
        closing = due()

        go_on(closing)

        job = MonthClosing.objects.get()
        assert job.state == JobState.FAILED
        assert "USD" in job.error
        assert Entry.objects.count() == 1

        file = io.BytesIO(b"Date,USD,\n2026-01-30,1.25,\n")
        taken = exchange_rates.take_in(file=file, source="ECB", by=None, now=LATER)
        assert taken.closings == [closing]
        go_on(closing)

        job.refresh_from_db()
        assert (job.state, job.error, job.statements) == (JobState.DONE, "", 1)
        assert statement(year.payee, JANUARY, "EUR").closing_micros == 80
        assert list(ledger_checks.faults()) == []

    def test_asks_the_same_for_one_payee_and_for_many(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        year = Year()
        year.earns(JANUARY, 100)
        for number in range(6):
            other = cheap_deal(organisation=year.label)
            contract(year.label, other.payee, recoupment=account(year.label, other.payee))
            year.earns(JANUARY, 10 + number, given=other)
        closing = due()

        with django_assert_max_num_queries(95):
            go_on(closing)

        assert Statement.objects.count() == 8


class TestLaws:
    @pytest.mark.parametrize(
        ("earned", "rate", "reserve"),
        [([101, 0, 7], 333_333, 250_000), ([0, 53], 999_999, 0), ([999_999, 1], 1, 1_000_000)],
    )
    def test_one_month_closes_where_the_next_opens_and_nothing_is_lost(
        self, earned: list[int], rate: int, reserve: int
    ) -> None:
        year = Year()
        contract(
            year.label,
            year.payee,
            rate_ppm=rate,
            reserve_ppm=reserve,
            reserve_months=1 if reserve else 0,
            recoupment=account(year.label, year.payee),
        )
        month = JANUARY
        for micros in earned:
            year.earns(month, micros)
            close(month)
            month = month.next()

        for payee in (year.payee, year.label_payee):
            closing = 0
            for told in Statement.objects.filter(payee=payee).order_by("month_date"):
                assert told.opening_micros == closing
                closing = told.closing_micros
            assert closing == standing(payee)
        assert list(ledger_checks.faults()) == []


def standing(payee: Payee) -> int:
    rows = Posting.objects.filter(account__payee=payee)
    return sum(rows.values_list("amount_micros", flat=True))
