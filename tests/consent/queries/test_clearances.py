"""The rule as fed from the database: the right legs, the right facts, few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.services import works
from consent.domain.clearances import Clearance
from consent.domain.reasons import Reason
from consent.models import Terms, Tool
from consent.queries import clearances
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistFactory,
    CompositionFactory,
    CreditFactory,
    OrganisationFactory,
    RecordingFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


class Song:
    """A recording that Ana sings, of a song that she and Ben wrote; licensed in three parts."""

    def __init__(self) -> None:
        self.tool: Tool = ToolFactory.create()
        self.ana: Artist = ArtistFactory.create(name="Ana")
        self.ben: Artist = ArtistFactory.create(name="Ben")
        self.label, self.publisher, self.house = OrganisationFactory.create_batch(3)
        self.recording: Work = RecordingFactory.create(rights_holder=self.label)
        self.song: Work = CompositionFactory.create(rights_holder=self.publisher)
        self.voice: Work = VoiceFactory.create(artist=self.ana, rights_holder=self.house)
        works.contain(recording=self.recording, compositions=[self.song], by=support(), now=BEFORE)
        self.credit(self.recording, self.ana, CreditRole.MAIN_ARTIST)
        self.credit(self.recording, self.ana, CreditRole.VOCALIST, holds_consent=False)
        self.credit(self.song, self.ana, CreditRole.WRITER)
        self.credit(self.song, self.ben, CreditRole.WRITER)
        self.terms = {o: self.terms_with(o) for o in (self.label, self.publisher, self.house)}

    def credit(self, work: Work, artist: Artist, role: CreditRole, **how: Any) -> None:
        CreditFactory.create(work=work, artist=artist, role=role, **how)

    def terms_with(self, organisation: Organisation) -> Terms:
        licence = LicenceFactory.create(tool=self.tool, organisation=organisation)
        return TermsFactory.create(licence=licence)

    def everybody_says_yes(self) -> None:
        for terms in self.terms.values():
            say_yes(self.ana, terms)
        say_yes(self.ben, self.terms[self.publisher])

    def explain(self, use: Use, territory: str = "DE") -> Clearance:
        return clearances.explain(
            tool=self.tool.pk, work=self.recording.pk, use=use, territory=territory, at=NOW
        )


@pytest.fixture
def song() -> Song:
    return Song()


class TestExplain:
    def test_refuses_before_anybody_spoke(self, song: Song) -> None:
        assert song.explain(Use.TRAINING).reason is Reason.SILENCE

    def test_clears_when_everybody_said_yes(self, song: Song) -> None:
        song.everybody_says_yes()

        clearance = song.explain(Use.FINE_TUNING)

        assert clearance.is_cleared
        assert [leg.kind for leg in clearance.legs] == list(WorkKind)
        assert [len(leg.answers) for leg in clearance.legs] == [1, 2, 1]

    def test_names_who_said_no(self, song: Song) -> None:
        song.everybody_says_yes()
        no = say_no(song.ben, tool=song.tool)

        clearance = song.explain(Use.TRAINING)

        (answer,) = [a for leg in clearance.legs for a in leg.answers if a.reason != "allowed"]
        assert answer.artist == song.ben.pk
        assert answer.decision is not None
        assert answer.decision.number == no.number

    def test_reads_territories_and_ends(self, song: Song) -> None:
        say_yes(
            song.ana,
            song.terms[song.label],
            territories=frozenset({"DE"}),
            ends_at=NOW + timedelta(days=1),
        )

        assert song.explain(Use.DISCOVERY, "DE").is_cleared
        assert song.explain(Use.DISCOVERY, "FR").reason is Reason.YES_ELSEWHERE

    def test_is_unknown_when_a_vocalist_has_no_voice_here(self, song: Song) -> None:
        song.everybody_says_yes()
        song.credit(song.recording, song.ben, CreditRole.VOCALIST, holds_consent=False)

        assert song.explain(Use.VOICE).reason is Reason.NO_VOICE_FOUND

    def test_asks_four_queries(
        self, song: Song, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        song.everybody_says_yes()

        with django_assert_num_queries(4):
            song.explain(Use.FINE_TUNING)


class TestSpansFor:
    def spans(self, song: Song, asked: list[int]) -> Any:
        return clearances.spans_for(
            tool=song.tool.pk,
            works_asked=asked,
            uses=[Use.TRAINING, Use.DISCOVERY],
            territories=["DE", "FR"],
            from_at=BEFORE,
            until_at=NOW + timedelta(days=10),
        )

    def test_say_from_when_a_use_is_cleared(self, song: Song) -> None:
        song.everybody_says_yes()

        found = self.spans(song, [song.recording.pk])

        (discovery,) = [g.group for g in found.work_groups if g.use is Use.DISCOVERY]
        assert [(s.from_at, s.reason) for s in found.spans if s.group == discovery] == [
            (BEFORE, Reason.SILENCE),
            (NOW, Reason.ALLOWED),
        ]

    def test_ask_four_queries_for_any_number_of_works(
        self, song: Song, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        song.everybody_says_yes()
        others = [CreditFactory.create(artist=song.ana).work.pk for _ in range(20)]

        with django_assert_num_queries(4):
            found = self.spans(song, [song.recording.pk, *others])

        assert len(found.work_groups) == 42

    def test_leave_out_what_is_no_work(self, song: Song) -> None:
        assert self.spans(song, [0]).work_groups == []
