"""The others who must agree: each by name and by what they said of this use."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from consent.queries import centre
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def writer(stage: Stage, name: str) -> Artist:
    song = stage.works[0].compositions.get()
    credit = CreditFactory.create(work=song, artist__name=name, role=CreditRole.WRITER)
    artist: Artist = credit.artist
    return artist


def told(stage: Stage, use: Use = Use.TRAINING) -> str:
    others = centre.known(stage.artist.pk, stage.works[0], NOW).co_holders
    assert others
    return others.told(stage.tool.pk, use, NOW)


class TestTold:
    def test_is_empty_where_nobody_else_holds_consent(self, stage: Stage) -> None:
        assert told(stage) == ""

    def test_names_who_agreed_who_refused_and_who_is_silent(self, stage: Stage) -> None:
        say_yes(writer(stage, "Pilar Vega"), stage.terms)
        say_no(writer(stage, "Ben Oduya"), tool=stage.tool)
        writer(stage, "Adaeze Obi")
        writer(stage, "Cleo Day")

        assert told(stage) == (
            "Adaeze Obi and Cleo Day have not answered; Ben Oduya has said no;"
            " Pilar Vega has agreed."
        )

    def test_takes_a_yes_to_another_work_for_no_answer(self, stage: Stage) -> None:
        pilar = writer(stage, "Pilar Vega")
        other = stage.works[1].compositions.get()
        CreditFactory.create(work=other, artist=pilar, role=CreditRole.WRITER)
        say_yes(pilar, stage.terms, work=other)

        assert told(stage) == "Pilar Vega has not answered."

    def test_leaves_out_whose_part_the_use_does_not_need(self, stage: Stage) -> None:
        writer(stage, "Pilar Vega")

        assert told(stage, Use.VOICE) == ""

    def test_counts_those_beyond_the_fifth(self, stage: Stage) -> None:
        for number in range(7):
            writer(stage, f"Writer {number}")

        assert told(stage).endswith("Writer 4 and 2 more have not answered.")
