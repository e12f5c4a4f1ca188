"""Posting: balanced, append-only, held by the database too."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from artistportal.periods import Month
from earnings.domain.ledgers import EntryKind, Unbalanced
from earnings.models import Entry, MonthClosing, Posting
from earnings.services import ledger, ledger_checks
from tests.factories.earnings import RECEIVED_AT
from tests.factories.roster import PayeeFactory

pytestmark = pytest.mark.django_db

FACT = ledger.Fact(EntryKind.ROYALTIES, "EUR", "By hand")


def accounts() -> tuple[int, int]:
    payees = [PayeeFactory.create().pk, PayeeFactory.create().pk]
    one, other = ledger.payee_accounts(payees, "EUR").values()
    return one, other


class TestPost:
    def test_refuses_what_does_not_balance(self) -> None:
        one, other = accounts()

        with pytest.raises(Unbalanced, match="1 micro-unit"):
            ledger.post(fact=FACT, amounts={one: 5, other: -4}, now=RECEIVED_AT)

        assert Entry.objects.count() == 0

    def test_numbers_entries_one_after_the_other(self) -> None:
        one, other = accounts()

        entries = [
            ledger.post(fact=FACT, amounts={one: 5, other: -5}, now=RECEIVED_AT) for _ in "ab"
        ]

        assert [entry.number for entry in entries] == [1, 2]

    @pytest.mark.parametrize("table", ["earnings_entry", "earnings_posting"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    def test_is_never_changed_or_removed(self, table: str, change: str) -> None:
        one, other = accounts()
        ledger.post(fact=FACT, amounts={one: 5, other: -5}, now=RECEIVED_AT)

        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table))

    def test_is_not_committed_unbalanced_or_is_found(self) -> None:
        """PostgreSQL refuses it when the transaction ends; on SQLite the check names it."""
        one, other = accounts()
        entry = ledger.post(fact=FACT, amounts={one: 5, other: -5}, now=RECEIVED_AT)
        (third,) = ledger.payee_accounts([PayeeFactory.create().pk], "EUR").values()
        astray = Posting(entry=entry, account_id=third, amount_micros=1)

        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(DatabaseError, match="out of balance"), transaction.atomic():
                astray.save()
        else:
            astray.save()
            unbalanced = f"{entry}: its postings add up to 1 micro-units, not to 0."
            assert unbalanced in list(ledger_checks.faults())

    def test_books_nothing_in_a_month_that_is_closed(self) -> None:
        one, other = accounts()
        MonthClosing.objects.create(month_date=Month.of(RECEIVED_AT).first, created_at=RECEIVED_AT)

        with pytest.raises(ledger.MonthIsClosed, match="March 2026 is closed"):
            ledger.post(fact=FACT, amounts={one: 5, other: -5}, now=RECEIVED_AT)


class TestPostClosing:
    def test_books_in_the_month_that_is_closed(self) -> None:
        one, other = accounts()
        month = Month.of(RECEIVED_AT).previous()
        drafts = [(FACT, {one: 5, other: -5}), (FACT, {one: -2, other: 2})]

        entries = ledger.post_closing(drafts, month=month, now=RECEIVED_AT)

        assert [entry.number for entry in entries] == [1, 2]
        assert {entry.accounting_month for entry in entries} == {month.first}
        assert Posting.objects.count() == 4

    def test_refuses_all_where_one_does_not_balance(self) -> None:
        one, other = accounts()
        drafts = [(FACT, {one: 5, other: -5}), (FACT, {one: -2, other: 3})]

        with pytest.raises(Unbalanced):
            ledger.post_closing(drafts, month=Month.of(RECEIVED_AT), now=RECEIVED_AT)

        assert Entry.objects.count() == 0
