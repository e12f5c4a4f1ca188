"""One sentence about each artist, in bulk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from artistportal.roster.domain.uses import Use
from consent.queries import state
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW, ArtistFactory

pytestmark = pytest.mark.django_db


class TestOfArtists:
    def test_says_that_silence_means_no(self) -> None:
        stage = Stage()

        told = state.of_artists([stage.artist], NOW)[stage.artist.pk]

        assert told.sentence == (
            "AI use: off for the one tool with a licence (no answer yet, and that means no)."
        )

    def test_counts_the_tools_that_may_use_something_and_train(self) -> None:
        stage = Stage()
        say_yes(stage.artist, stage.terms, use=Use.TRAINING)

        told = state.of_artists([stage.artist], NOW)[stage.artist.pk]

        assert told.sentence == "AI use: 1 of 1 licensed tools allowed, 1 may train."

    def test_says_that_everything_is_refused(self) -> None:
        stage = Stage()
        say_yes(stage.artist, stage.terms)
        say_no(stage.artist)

        told = state.of_artists([stage.artist], NOW)[stage.artist.pk]

        assert "everything is refused" in told.sentence

    def test_says_that_no_tool_has_a_licence(self) -> None:
        artist = ArtistFactory.create()

        assert "No tool has a licence" in state.of_artists([artist], NOW)[artist.pk].sentence

    def test_asks_three_queries_for_any_number(
        self, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        artists = [Stage(tool=name).artist for name in ("Anvil", "Ossilune", "Lark")]

        with django_assert_num_queries(3):
            told = state.of_artists(artists, NOW)

        assert len(told) == 3
