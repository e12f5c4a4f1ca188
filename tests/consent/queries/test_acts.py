"""What was saved together is one act."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.uses import Use
from consent.domain.acts import Cause
from consent.models import Act, Decision, Tool
from consent.queries import acts
from consent.services import decisions
from consent.services.decisions import Choice
from tests.factories.consent import ToolFactory, owner_of, say_no
from tests.factories.roster import NOW, ArtistFactory

pytestmark = pytest.mark.django_db


class TestActs:
    def test_hold_what_was_saved_together(self) -> None:
        artist = ArtistFactory.create()
        choices = [Choice(is_yes=False, use=use) for use in (Use.REMIX, Use.TRAINING)]

        saved = decisions.record_all(by=owner_of(artist), artist=artist, choices=choices, now=NOW)

        act = acts.of(saved[1])
        assert list(act.decisions.order_by("number")) == saved
        assert (act.cause, act.given_by, act.organisation) == ("choice", owner_of(artist), None)

    def test_are_not_made_for_what_stands_already(self) -> None:
        artist = ArtistFactory.create()
        say_no(artist)

        say_no(artist)

        assert Act.objects.count() == 1

    def test_hold_what_is_new_among_what_stands(self) -> None:
        artist = ArtistFactory.create()
        stands = say_no(artist, use=Use.REMIX)
        choices = [Choice(is_yes=False, use=use) for use in (Use.TRAINING, Use.REMIX, Use.VOICE)]

        saved = decisions.record_all(by=owner_of(artist), artist=artist, choices=choices, now=NOW)

        assert [decision.number for decision in saved] == [2, 1, 3]
        assert saved[1] == stands
        assert (acts.of(saved[0]).first_number, acts.of(saved[2]).last_number) == (2, 3)

    def test_say_what_they_were_for(self) -> None:
        artist = ArtistFactory.create()
        first = acts.of(say_no(artist))

        (back,) = decisions.record_all(
            by=owner_of(artist),
            artist=artist,
            choices=[Choice(is_yes=False, use=Use.REMIX)],
            occasion=decisions.Occasion(Cause.REVERSAL, reverses=first),
            now=NOW,
        )

        assert (acts.of(back).cause, acts.of(back).reverses) == ("reversal", first)

    def test_take_as_many_queries_for_many_choices_as_for_few(self) -> None:
        artist = ArtistFactory.create()
        owner = owner_of(artist)
        tools = ToolFactory.create_batch(42)

        def queries(some: list[Tool]) -> int:
            with CaptureQueriesContext(connection) as captured:
                decisions.record_all(
                    by=owner,
                    artist=artist,
                    choices=[Choice(is_yes=False, tool=tool) for tool in some],
                    now=NOW,
                )
            return len(captured)

        queries(tools[:1])

        assert queries(tools[1:3]) == queries(tools[3:])
        assert Decision.objects.count() == 42
