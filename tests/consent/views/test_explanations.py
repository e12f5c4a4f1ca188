"""Why: the rule's answer in words, for any territory and any past moment."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def asked(stage: Stage, **query: str) -> str:
    url = f"/consent/works/{stage.works[0].public_id}/why/"
    return stage.client().get(url, {"tool": "ossilune", **query}).content.decode()


class TestWhy:
    def test_names_who_has_not_answered(self, stage: Stage) -> None:
        song = stage.works[0].compositions.get()
        CreditFactory.create(work=song, artist__name="Ben Oduya", role=CreditRole.WRITER)
        say_yes(stage.artist, stage.terms)

        page = asked(stage, use="training")

        assert "Refused" in page
        assert "Ben Oduya" in page
        assert "Has not answered; silence is no." in page
        assert "D-000001" in page

    def test_answers_for_a_territory(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        say_no(stage.artist, territories=frozenset({"DE"}))

        assert "Refused" in asked(stage, use="discovery", territory="DE")
        assert "Cleared" in asked(stage, use="discovery", territory="FR")

    def test_answers_for_a_past_moment(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)

        assert "Refused" in asked(stage, use="discovery", at="2026-03-01T12:00")
        assert "Cleared" in asked(stage, use="discovery", at="2026-04-01T12:00")

    def test_says_what_is_wrong_with_the_question(self, stage: Stage) -> None:
        assert "two-letter code" in asked(stage, use="discovery", territory="Narnia")

    @pytest.mark.parametrize("at", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00+05:00"])
    def test_asks_for_a_moment_in_living_memory(self, stage: Stage, at: str) -> None:
        assert "Ensure this value is" in asked(stage, use="discovery", at=at)

    def test_lets_a_work_be_found_by_its_title(self, stage: Stage) -> None:
        client = stage.client()

        page = client.get("/consent/why/", {"words": stage.works[1].title}).content.decode()

        assert stage.works[1].title in page
        assert stage.works[0].title not in page
