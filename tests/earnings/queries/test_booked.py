"""What is confirmed, what was paid, and what statements kept back."""

from __future__ import annotations

from datetime import date

import pytest

from artistportal.periods import Month
from earnings.domain import month_ranges
from earnings.models import Entry, EntryKind
from earnings.queries import booked
from earnings.queries.booked import Booked
from earnings.queries.overview import Selection
from tests.earnings.figures import THIS_MONTH, Career
from tests.factories.earnings import Deal, bring, deal, last_run
from tests.factories.statements import closed, issue

pytestmark = pytest.mark.django_db


def selection(artist: int, tool: str = "") -> Selection:
    months = month_ranges.custom(Month(date(2025, 1, 1)), Month(date(2027, 12, 1)))
    return Selection(artist, months, "EUR", tool)


def paid() -> Deal:
    """A month in which a tool owed the artist 0.07, posted and not yet closed."""
    label = deal()
    label.payee.artist = label.artist
    label.payee.save()
    bring(label.tool, [label.line(quantity=7)])
    return label


def of(label: Deal, tool: str = "") -> Booked:
    return booked.booked(selection(label.artist.pk, tool))[0]


class TestBooked:
    def test_confirms_nothing_before_a_month_is_closed(self) -> None:
        label = paid()

        assert (of(label).confirmed, of(label).closed) == ({}, None)

    def test_confirms_by_month_of_use_what_closed_months_hold(self) -> None:
        label = paid()
        accounting_month = Month(Entry.objects.get().accounting_month)
        closed(accounting_month)

        assert of(label).confirmed == {Month(last_run(label.licence).month_date): 70_000}
        assert of(label).closed == accounting_month

    def test_leaves_what_was_booked_since_unconfirmed(self) -> None:
        label = paid()
        closed(Month(Entry.objects.get().accounting_month).previous())

        assert of(label).confirmed == {}

    def test_keeps_to_the_tool_chosen(self) -> None:
        label = paid()
        closed(Month(Entry.objects.get().accounting_month))

        assert of(label, "another").confirmed == {}

    def test_counts_what_was_paid_less_what_came_back(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH, -50_000_000, EntryKind.PAYOUT)
        career.is_booked(THIS_MONTH, 20_000_000, EntryKind.RETURNED)
        career.is_booked(THIS_MONTH, 90_000_000)

        assert booked.booked(selection(career.artist.pk))[0].paid_micros == 30_000_000

    def test_is_nobody_elses(self) -> None:
        paid()
        closed(Month(Entry.objects.get().accounting_month))

        stranger = selection(Career(name="Somebody else").artist.pk)

        assert booked.booked(stranger) == (Booked({}, 0, None), ())


class TestKept:
    def test_adds_up_statements_and_tells_fee_part_and_expenses_apart(self) -> None:
        career = Career()
        for month in (THIS_MONTH.previous(), THIS_MONTH):
            issue(
                career.payee,
                month.first,
                earned_micros=100,
                costs_micros=60,
                reserved_micros=5,
                released_micros=1,
                recouped_micros=10,
                tax_micros=2,
                parts=[{"fee_micros": 15, "contract_micros": 30}, {"contract_micros": 5}],
            )

        (kept,) = booked.kept(selection(career.artist.pk))

        assert (kept.statements, kept.earned_micros) == (2, 200)
        assert (kept.fee_micros, kept.contract_micros, kept.expenses_micros) == (30, 70, 20)
        assert kept.net_micros == 2 * (100 - 60 - 5 + 1 - 10 - 2)
        assert (kept.first, kept.last) == (THIS_MONTH.previous(), THIS_MONTH)

    def test_keeps_currencies_apart(self) -> None:
        career = Career()
        issue(career.payee, THIS_MONTH.first, earned_micros=100)
        issue(career.payee, THIS_MONTH.first, "USD", earned_micros=7)

        assert [each.currency for each in booked.kept(selection(career.artist.pk))] == [
            "EUR",
            "USD",
        ]

    def test_is_the_same_with_what_is_booked_and_alone(self) -> None:
        career = Career()
        issue(career.payee, THIS_MONTH.first, earned_micros=100, costs_micros=3)
        chosen = selection(career.artist.pk)

        assert booked.booked(chosen)[1] == booked.kept(chosen)
