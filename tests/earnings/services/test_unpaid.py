"""What a month holds back: a row for whoever it is, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from earnings.domain import unpaid
from earnings.models import UnmatchedMonth, UnpaidMonth
from tests.factories.consent import TermsFactory, ToolFactory, say_no
from tests.factories.earnings import RECEIVED_AT, bring, deal
from tests.factories.roster import BEFORE, CreditFactory, RecordingFactory

pytestmark = pytest.mark.django_db

LATER = RECEIVED_AT + timedelta(days=1)


class TestUnpaidMonth:
    def test_says_what_a_payee_waits_for_and_why(self) -> None:
        label = deal()
        say_no(label.artist, tool=label.tool, use=Use.DISCOVERY, now=BEFORE)

        bring(label.tool, [label.line(quantity=3)])

        row = UnpaidMonth.objects.get()
        assert (row.payee, row.work, row.works) == (label.payee, label.work, 1)
        assert (row.waiting, row.reason) == ("held", "said_no")
        assert (row.units, row.amount_micros, row.currency) == (3, 30_000, "EUR")
        assert row.since_at == RECEIVED_AT

    def test_says_nothing_of_what_is_paid(self) -> None:
        label = deal()

        bring(label.tool, [label.line()])

        assert not UnpaidMonth.objects.exists()

    def test_tells_artist_and_organisation_where_nobody_is_named_to_be_paid(self) -> None:
        label = deal()
        bare = RecordingFactory.create(rights_holder=label.licence.organisation)
        CreditFactory.create(work=bare, artist=label.artist)

        bring(label.tool, [label.line(isrc=bare.isrc, quantity=2)])

        rows = UnpaidMonth.objects.order_by("artist")
        assert {(row.artist, row.organisation) for row in rows} == {
            (label.artist, None),
            (None, label.licence.organisation),
        }
        assert {(row.reason, row.amount_micros, row.work) for row in rows} == {
            ("no_split_sheet", 20_000, bare)
        }

    def test_tells_of_uses_that_do_not_count_without_an_amount(self) -> None:
        label = deal()
        CreditFactory.create(work=label.work, role=CreditRole.MUSICIAN, holds_consent=False)

        bring(label.tool, [label.line(line_id="a"), label.line(line_id="a", quantity=4)])

        rows = UnpaidMonth.objects.filter(waiting="excluded")
        assert rows.filter(organisation=label.licence.organisation).count() == 1
        assert rows.exclude(artist=None).count() == 2
        assert {(row.reason, row.units, row.amount_micros) for row in rows} == {
            ("duplicate", 4, None)
        }

    def test_waits_since_it_was_first_found(self) -> None:
        label = deal()
        say_no(label.artist, tool=label.tool, use=Use.DISCOVERY, now=BEFORE)
        bring(label.tool, [label.line(line_id="a")])
        other = RecordingFactory.create(rights_holder=label.licence.organisation)
        CreditFactory.create(work=other, artist=label.artist)

        bring(label.tool, [label.line(line_id="b", isrc=other.isrc)], now=LATER)

        assert UnpaidMonth.objects.get(work=label.work).since_at == RECEIVED_AT
        assert {row.since_at for row in UnpaidMonth.objects.filter(work=other)} == {LATER}

    def test_keeps_the_largest_and_adds_up_the_others(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unpaid, "MOST_WORKS", 2)
        label = deal()
        bare = RecordingFactory.create_batch(4, rights_holder=label.licence.organisation)

        bring(label.tool, [label.line(isrc=w.isrc, quantity=n) for n, w in enumerate(bare, 1)])

        rows = UnpaidMonth.objects.filter(organisation=label.licence.organisation)
        assert {(row.work, row.works, row.amount_micros) for row in rows} == {
            (None, 2, 30_000),
            (bare[2], 1, 30_000),
            (bare[3], 1, 40_000),
        }


class TestUnmatchedMonth:
    def test_names_the_identifier_and_whose_licence_it_is(self) -> None:
        label = deal()
        line = label.line(isrc="GBZZZ2600001", title="Harbour", artist="Ana", quantity=5)

        bring(label.tool, [label.line(), line])

        row = UnmatchedMonth.objects.get()
        assert (row.organisation, row.identifier) == (label.licence.organisation, "GBZZZ2600001")
        assert (row.title, row.artist) == ("Harbour", "Ana")
        assert (row.units, row.amount_micros, row.currency) == (5, 50_000, "EUR")

    def test_belongs_to_nobody_where_no_licence_says_whose_it_is(self) -> None:
        label = deal()
        TermsFactory.create(licence__tool=label.tool)

        bring(label.tool, [label.line(isrc="GBZZZ2600001"), label.line()])

        row = UnmatchedMonth.objects.get()
        assert (row.organisation, row.amount_micros, row.units) == (None, None, 1)

    def test_is_told_of_a_tool_without_a_licence(self) -> None:
        label = deal()

        bring(ToolFactory.create(), [label.line(isrc="GBZZZ2600001")])

        assert UnmatchedMonth.objects.get().organisation is None
