"""Posting: balanced, append-only, held by the database too."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from earnings.domain.ledgers import EntryKind, Unbalanced
from earnings.models import Entry, Posting
from earnings.services import ledger, ledger_checks
from tests.factories.accounts import UserFactory, support
from tests.factories.earnings import RECEIVED_AT, balance, bring, deal
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

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL defers the check")
    def test_is_not_committed_unbalanced(self) -> None:
        one, other = accounts()
        entry = ledger.post(fact=FACT, amounts={one: 5, other: -5}, now=RECEIVED_AT)
        third = ledger.payee_accounts([PayeeFactory.create().pk], "EUR")

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="out of balance"), transaction.atomic():
            Posting.objects.create(
                entry=entry, account_id=next(iter(third.values())), amount_micros=1
            )


class TestAdvance:
    def test_leaves_the_payee_unrecouped_until_royalties_come(self) -> None:
        label = deal()

        ledger.advance(
            payee=label.payee,
            amount_micros=100_000,
            currency="EUR",
            by=support(),
            now=RECEIVED_AT,
        )
        bring(label.tool, [label.line(quantity=3)])

        assert balance(payee=label.payee) == -70_000
        assert not list(ledger_checks.faults())

    def test_is_for_support_alone(self) -> None:
        with pytest.raises(PermissionDenied):
            ledger.advance(
                payee=PayeeFactory.create(),
                amount_micros=1,
                currency="EUR",
                by=UserFactory.create(),
                now=RECEIVED_AT,
            )
