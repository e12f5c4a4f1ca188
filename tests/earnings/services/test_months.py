"""Whom a month concerns: asked of the database by name, the same as told work by work."""

from __future__ import annotations

import polars as pl
import pytest

from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.queries import works
from earnings.domain.footings import examples
from earnings.queries import catalogue, columns, footings
from earnings.services import months
from tests.factories.earnings import bring, deal
from tests.factories.roster import (
    ArtistFactory,
    CompositionFactory,
    CreditFactory,
    OrganisationFactory,
    RecordingFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db

FEBRUARY = Month.from_text("2026-02")


class TestParties:
    @pytest.mark.parametrize("use", list(Use))
    @pytest.mark.parametrize("with_song", [True, False])
    def test_are_those_that_hold_a_leg_of_the_use(self, use: Use, *, with_song: bool) -> None:
        label = deal()
        publisher = OrganisationFactory.create()
        song = CompositionFactory.create(rights_holder=publisher)
        if with_song:
            label.work.compositions.add(song)
        bring(
            label.tool,
            [label.line(use=use.value), label.line(isrc="", iswc=song.iswc, use=use.value)],
        )

        found = months.parties(label.tool.pk, FEBRUARY).organisations

        works = catalogue.works_named([label.work.isrc or "", song.iswc or ""])
        told = months.claims(works).filter(use=use.value)
        assert found == set(told["organisation"])

    def test_leave_out_what_only_another_use_needs(self) -> None:
        label = deal()
        song = CompositionFactory.create(rights_holder=OrganisationFactory.create())
        label.work.compositions.add(song)

        bring(label.tool, [label.line(use="discovery")])

        holders = months.parties(label.tool.pk, FEBRUARY).organisations
        assert holders == {label.licence.organisation_id}

    def test_are_the_holders_of_the_voices_within(self) -> None:
        label = deal()
        singer = ArtistFactory.create()
        voice = CreditFactory.create(
            artist=singer, work=RecordingFactory.create(), role=CreditRole.VOCALIST
        )
        CreditFactory.create(work=label.work, artist=voice.artist, role=CreditRole.VOCALIST)

        bring(label.tool, [label.line(use="style")])

        works = catalogue.works_named([label.work.isrc or ""])
        told = months.claims(works).filter(use="style")
        found = months.parties(label.tool.pk, FEBRUARY).organisations
        assert found == set(told["organisation"])


class TestFootings:
    def test_are_the_works_as_the_rule_reads_them(self) -> None:
        label = deal()
        song = CompositionFactory.create(rights_holder=OrganisationFactory.create())
        CreditFactory.create(work=song, role=CreditRole.WRITER)
        label.work.compositions.add(song)
        voice = VoiceFactory.create()
        assert voice.voice_of
        CreditFactory.create(work=label.work, artist=voice.voice_of, role=CreditRole.VOCALIST)
        CreditFactory.create(
            work=label.work, artist=voice.voice_of, role=CreditRole.PRODUCER, holds_consent=True
        )
        CreditFactory.create(work=label.work, role=CreditRole.VOCALIST)
        asked = pl.DataFrame({"work": [label.work.pk, song.pk, voice.pk, 0]})

        footings = months.footings_of(asked)

        known = pl.DataFrame({"work": sorted([label.work.pk, song.pk, voice.pk])})
        told = examples(footings, known.with_columns(example="work"))
        assert told == works.for_the_rule(asked["work"])
        assert told[0].vocalists_without_voice


class TestColumns:
    def test_are_read_whole_where_many_are_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        label = deal()
        others = [CreditFactory.create().work for _ in range(4)]
        asked = pl.Series([label.work.pk, *(work.pk for work in others[::2])])
        one_by_one = footings.of_works(asked)

        monkeypatch.setattr(columns, "FEWEST", 1)
        monkeypatch.setattr(columns, "IDS_AT_ONCE", 2)
        monkeypatch.setattr(catalogue, "MANY_IDENTIFIERS", 1)
        in_one_go = footings.of_works(asked)
        named = catalogue.works_named([label.work.isrc or "", "QZABC2600000"])

        assert in_one_go.legs.sort("work").equals(one_by_one.legs.sort("work"))
        assert in_one_go.holders.sort("leg_work").equals(one_by_one.holders.sort("leg_work"))
        assert named["work"].to_list() == [label.work.pk]
