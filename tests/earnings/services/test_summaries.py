"""Summaries: what pages read, equal to what was allocated and used."""

from __future__ import annotations

from datetime import datetime

import pytest

from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole
from earnings.models import ArtistUse, SummaryRefresh, TerritoryMonth, ToolMonth, WorkMonth
from earnings.services import summaries
from earnings.services.claims import Found
from tests.factories.consent import TermsFactory, ToolFactory, say_yes
from tests.factories.earnings import RECEIVED_AT, bring, change_hands, deal
from tests.factories.roster import (
    ArtistFactory,
    CompositionFactory,
    CreditFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db


class TestRefresh:
    def test_adds_up_what_a_payee_earned(self) -> None:
        label = deal()
        rows = [
            label.line(quantity=2),
            label.line(quantity=3, territory="FR"),
            label.line(quantity=4, use="analysis"),
        ]

        bring(label.tool, rows)

        by_use = ToolMonth.objects.order_by("use")
        assert list(by_use.values_list("use", "units", "earned_micros", "held_micros")) == [
            ("analysis", 4, 0, 40_000),
            ("discovery", 5, 50_000, 0),
        ]
        by_territory = TerritoryMonth.objects.order_by("territory")
        assert list(by_territory.values_list("territory", "earned_micros")) == [
            ("DE", 20_000),
            ("FR", 30_000),
        ]
        assert WorkMonth.objects.get().earned_micros == 50_000

    def test_replaces_the_month_when_lines_come_late(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a")])

        bring(label.tool, [label.line(line_id="b", quantity=9)])

        assert ToolMonth.objects.get().units == 10
        assert ArtistUse.objects.get().units == 10

    def test_lets_go_what_moved_to_another_licence(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a")])
        heir = TermsFactory.create(licence__tool=label.tool)
        change_hands(label, heir.licence.organisation)

        bring(label.tool, [label.line(line_id="b", quantity=9)])

        figure = ToolMonth.objects.get()
        assert (figure.units, figure.earned_micros + figure.held_micros) == (10, 100_000)

    def test_shows_the_use_to_everybody_credited(self) -> None:
        label = deal()
        player = CreditFactory.create(
            work=label.work, role=CreditRole.MUSICIAN, holds_consent=False
        ).artist

        bring(label.tool, [label.line(model_version="v2", quantity=3)])

        uses = ArtistUse.objects.order_by("artist")
        assert {use.artist_id for use in uses} == {label.artist.pk, player.pk}
        assert {(u.work_id, u.units, u.uncleared_units, u.model_version) for u in uses} == {
            (label.work.pk, 3, 0, "v2")
        }
        assert uses[0].first_used_at.isoformat() == "2026-02-10T00:00:00+00:00"

    def test_shows_a_writer_the_song_that_a_recording_led_to(self) -> None:
        label = deal()
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        label.work.compositions.add(song)
        writer = ArtistFactory.create()
        CreditFactory.create(work=song, artist=writer, role=CreditRole.WRITER)
        SplitSheetFactory.create(work=song)
        say_yes(writer, label.terms)

        bring(label.tool, [label.line(use="training"), label.line()])

        seen = ArtistUse.objects.get(artist=writer)
        assert (seen.work, seen.use, seen.units, seen.uncleared_units) == (song, "training", 1, 1)

    def test_shows_uses_of_a_tool_without_a_licence(self) -> None:
        label = deal()
        stranger = ToolFactory.create()

        bring(stranger, [label.line(quantity=8)])

        seen = ArtistUse.objects.get()
        assert (seen.tool, seen.uncleared_units) == (stranger, 8)
        assert not ToolMonth.objects.exists()

    def test_starts_again_where_it_was_asked_meanwhile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        month = Month.from_text("2026-02")
        job = summaries.due(tool=label.tool.pk, month=month, now=RECEIVED_AT)
        tables = summaries._tables

        def asked_again(refresh: SummaryRefresh, now: datetime) -> tuple[summaries.Tables, Found]:
            summaries.due(tool=label.tool.pk, month=month, now=RECEIVED_AT)
            return tables(refresh, now)

        monkeypatch.setattr(summaries, "_tables", asked_again)

        assert summaries.refresh(refresh_id=job, clock=lambda: RECEIVED_AT) == [job]
